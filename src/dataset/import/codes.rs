//! Authorities whose number changed, and what therefore belongs together.

use crate::calendar::CensusYear;
use crate::dataset::problem::Problems;
use crate::dataset::read::each_row;
use crate::dataset::table::{Reported, Table, TableSpec};
use std::collections::BTreeSet;
use std::path::Path;

/// The table that comes with the program.
const BUILT_IN: &str = include_str!("../../../data/authorities/code_changes.csv");

const CODES: TableSpec =
    TableSpec { file: "code_changes.csv", required: &["old", "new", "first_census_year"], optional: &["note"] };

/// One number that gave way to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) old: String,
    pub(super) new: String,
    /// The first January counted under the new number.
    pub(super) first: CensusYear,
    pub(super) note: String,
}

/// A table of changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeChanges(Vec<Change>);

impl CodeChanges {
    /// The changes in England that come with the program.
    ///
    /// # Errors
    /// Never, as its tests hold: the table is sound.
    pub fn built_in() -> Result<CodeChanges, Problems> {
        CodeChanges::read(Path::new("data/authorities"), CODES, BUILT_IN.as_bytes())
    }

    /// The changes in a file.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn load(path: &Path) -> Result<CodeChanges, Problems> {
        let bytes = super::bytes(path)?;
        let file = path.to_string_lossy();
        CodeChanges::read(Path::new(""), TableSpec { file: &file, ..CODES }, &bytes)
    }

    fn read(folder: &Path, spec: TableSpec, bytes: &[u8]) -> Result<CodeChanges, Problems> {
        let mut problems = Problems::default();
        let Ok(table) = Table::read(folder, spec, bytes, &mut problems) else { return Err(problems) };
        let changes = each_row(&table, &mut problems, |row, rows| {
            let (old, new) = (rows.word(row, "old"), rows.word(row, "new"));
            let first = rows.census_year(row, "first_census_year");
            let note = rows.text(row, "note").to_owned();
            Ok::<_, Reported>(Change { old: old?.to_owned(), new: new?.to_owned(), first: first?, note })
        });
        if problems.errors() > 0 { Err(problems) } else { Ok(CodeChanges(changes)) }
    }

    /// The authorities that share schools with one, it among them: those tied to it by any chain of changes.
    pub(super) fn together(&self, code: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([code.to_owned()]);
        loop {
            let tied = self.0.iter().filter(|c| found.contains(&c.old) != found.contains(&c.new));
            let more: Vec<String> = tied.flat_map(|c| [c.old.clone(), c.new.clone()]).collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// The changes among some authorities.
    pub(super) fn among<'a>(&'a self, codes: &'a BTreeSet<String>) -> impl Iterator<Item = &'a Change> {
        self.0.iter().filter(|c| codes.contains(&c.old))
    }

    /// Whether an authority exists in a January.
    pub(super) fn exists(&self, code: &str, year: CensusYear) -> bool {
        self.0.iter().all(|c| (c.old != code || year < c.first) && (c.new != code || year >= c.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shared_schools_belongs_together_and_the_rest_stays_alone() {
        let changes = CodeChanges::built_in().unwrap();
        let dorset: BTreeSet<String> = ["835", "836", "837", "838", "839"].map(str::to_owned).into();
        for code in &dorset {
            assert_eq!(changes.together(code), dorset, "{code}");
        }
        assert_eq!(changes.together("886"), BTreeSet::from(["886".to_owned()]));
        let held = |year| dorset.iter().filter(|c| changes.exists(c, CensusYear(year))).cloned().collect::<Vec<_>>();
        assert_eq!(held(2019), ["835", "836", "837"]);
        assert_eq!(held(2020), ["838", "839"]);
    }
}
