//! The national file of pupils by year group: one row for each period, authority and year group.

use super::codes::CodeChanges;
use crate::calendar::CensusYear;
use crate::dataset::problem::{Fault, ImportFault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::Rows;
use crate::dataset::table::{ALIKE, Reported, Table, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// Columns read; the file may have more.
pub(super) const COLUMNS: [&str; 6] = ["time_period", "old_la_code", "new_la_code", "la_name", "nc_year", "headcount"];

/// Year groups of a data set of England, from the youngest.
pub(super) const YEAR_GROUPS: [&str; 12] = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/// A year group as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NationalYear {
    /// A year group of the data set, by position.
    Kept(usize),
    /// Another, in the words of the file: sixth forms, pupils outside the year groups.
    LeftOut(String),
}

/// One count of an authority.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Count {
    pub(super) year: CensusYear,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) gss: String,
    pub(super) group: NationalYear,
    /// NaN where it is blank or kept back.
    pub(super) pupils: f64,
}

/// The number of the authority that was asked for by number or by nine-character code.
pub(super) fn authority(table: &Table, asked: &str, problems: &mut Problems) -> Result<String, Reported> {
    let rows = Rows::new(table, problems);
    let cells = |row: usize| ["old_la_code", "new_la_code", "la_name"].map(|c| rows.text(row, c));
    let mut known: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for row in 0..table.rows() {
        let [old, new, name] = cells(row);
        if asked == old || asked == new {
            return Ok(old.to_owned());
        }
        known.insert(name, (old, name));
    }
    // A number that is close by is another authority altogether: only a name leads to one.
    let like = nearest(asked, known.keys().copied(), ALIKE);
    let suggestion =
        like.and_then(|s| known.get(s.as_str())).map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
    problems.in_file(table.path(), ImportFault::NoAuthority { code: asked.to_owned(), suggestion }.into());
    Err(Reported)
}

/// The counts of some authorities.
pub(super) fn counts(table: &Table, codes: &BTreeSet<String>, problems: &mut Problems) -> Vec<Count> {
    let mut seen = BTreeMap::new();
    let read = each_row(table, problems, |row, rows| {
        let code = rows.text(row, "old_la_code");
        if !codes.contains(code) {
            return Ok(None);
        }
        let year = period(rows, row);
        let name = rows.word(row, "la_name");
        let word = rows.word(row, "nc_year");
        let pupils = rows.count(row, "headcount");
        let (year, word) = (year?, word?);
        rows.once(&mut seen, (year, code, word), row, || format!("{year}, authority `{code}`, `{word}`"))?;
        Ok(Some(Count {
            year,
            code: code.to_owned(),
            name: name?.to_owned(),
            gss: rows.text(row, "new_la_code").to_owned(),
            group: year_group(word),
            pupils: pupils?,
        }))
    });
    read.into_iter().flatten().collect()
}

/// `201314`, `2013/14` or `2013-14` as the January in it.
fn period(rows: &mut Rows, row: usize) -> Result<CensusYear, Reported> {
    let text = rows.word(row, "time_period")?;
    academic_year(text).ok_or_else(|| {
        let fault = ImportFault::BadPeriod { value: text.to_owned() };
        rows.fault(row, "time_period", Fault::Import(fault))
    })
}

/// The January in an academic year written `201314`, `2013/14` or `2013-14`.
fn academic_year(text: &str) -> Option<CensusYear> {
    let digits: String = text.chars().filter(|c| !matches!(c, '/' | '-')).collect();
    let (first, last) = (digits.get(..4)?.parse::<u16>().ok()?, digits.get(4..)?);
    let year = first.checked_add(1)?;
    (last == format!("{:02}", year % 100) && CensusYear::PLAUSIBLE.contains(&year)).then_some(CensusYear(year))
}

/// `reception`, `year_group_7`, `Year 7`.
fn year_group(word: &str) -> NationalYear {
    let plain = word.to_lowercase().replace(['_', '-'], " ");
    let name = match plain.strip_prefix("year group ").or_else(|| plain.strip_prefix("year ")) {
        Some("r") => "R",
        Some(name) => name,
        None if plain == "reception" => "R",
        None => return NationalYear::LeftOut(word.to_owned()),
    };
    let kept = YEAR_GROUPS.iter().position(|g| *g == name);
    kept.map_or_else(|| NationalYear::LeftOut(word.to_owned()), NationalYear::Kept)
}

/// Whether every authority that exists in a January has rows in it, and no other has.
pub(super) fn complete(
    table: &Table,
    counts: &[Count],
    codes: &BTreeSet<String>,
    changes: &CodeChanges,
    problems: &mut Problems,
) {
    let years: BTreeSet<CensusYear> = counts.iter().map(|c| c.year).collect();
    let held: BTreeSet<(CensusYear, &str)> = counts.iter().map(|c| (c.year, c.code.as_str())).collect();
    for year in years {
        for code in codes {
            let fault = match (held.contains(&(year, code.as_str())), changes.exists(code, year)) {
                (false, true) => ImportFault::PartMissing { code: code.clone(), year: year.0 },
                (true, false) => ImportFault::PartTooMany { code: code.clone(), year: year.0 },
                _ => continue,
            };
            problems.in_file(table.path(), fault.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_year_groups_are_read_as_releases_write_them() {
        for text in ["201112", "2011/12", "2011-12"] {
            assert_eq!(academic_year(text), Some(CensusYear(2012)), "{text}");
        }
        for text in ["2012", "201113", "2011/2012", "1999/00/01", "", "20é"] {
            assert_eq!(academic_year(text), None, "{text}");
        }
        assert_eq!(academic_year("199900"), Some(CensusYear(2000)));
        for (word, position) in [("reception", 0), ("Reception", 0), ("year_group_1", 1), ("Year 11", 11)] {
            assert_eq!(year_group(word), NationalYear::Kept(position), "{word}");
        }
        for word in ["year_group_12", "nursery", "Total"] {
            assert_eq!(year_group(word), NationalYear::LeftOut(word.to_owned()));
        }
    }
}
