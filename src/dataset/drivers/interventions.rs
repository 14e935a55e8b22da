//! `interventions.csv`: a planner's own adjustments, each with its reason and the January after which it no longer holds.

use crate::calendar::{CensusYear, Schooling, YearGroup};
use crate::dataset::layout::{Layout, Panel};
use crate::dataset::problem::{DriverFault, Fault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::{Names, Seen};
use crate::dataset::table::{Table, TableSpec};
use crate::geography::{AreaId, Geography};
use crate::status::Status;

use super::housing::Placed;

pub(in crate::dataset) const INTERVENTIONS: TableSpec = TableSpec {
    file: "interventions.csv",
    required: &["intervention", "area", "year_group", "from", "expires", "pupils", "reason"],
    optional: &["evidence", "author", "status"],
};

/// Pupils a planner adds to a cell or an area, or takes from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// Its name: what a scenario calls it.
    pub name: String,
    /// The area, of any level.
    pub area: AreaId,
    /// The year group; `None` spreads the pupils over all of the area, as its pupils are spread.
    pub group: Option<YearGroup>,
    /// The first January.
    pub from: CensusYear,
    /// The last January: it expires after it.
    pub expires: CensusYear,
    /// Pupils who join in each of those Januaries, or leave where negative. They move up with their year group.
    pub pupils: f64,
    /// Why.
    pub reason: String,
    /// What it rests on; empty where nothing is named.
    pub evidence: String,
    /// Who answers for it: a role, not a name; empty where nobody is given.
    pub author: String,
    /// How it is known.
    pub status: Status,
}

pub(in crate::dataset) fn interventions(
    table: &Table,
    names: &Names,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<Placed<Intervention>> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let name = rows.word(row, "intervention");
        let area = rows.area(row, "area", names);
        let group = match rows.text(row, "year_group") {
            "" => Ok(None),
            _ => rows.year_group(row, "year_group", schooling).map(Some),
        };
        let from = rows.census_year(row, "from");
        let expires = match rows.text(row, "expires") {
            "" => Err(rows.fault(row, "expires", DriverFault::NoExpiry.into())),
            _ => rows.census_year(row, "expires"),
        };
        let pupils = rows.signed(row, "pupils");
        let reason = match rows.text(row, "reason") {
            "" => Err(rows.fault(row, "reason", DriverFault::NoReason.into())),
            reason => Ok(reason),
        };
        let evidence = rows.text(row, "evidence").to_owned();
        let author = rows.text(row, "author").to_owned();
        let status = rows.status(row);
        let (name, area, group, from, expires) = (name?, area?, group?, from?, expires?);
        let key = || format!("intervention `{name}`, `{}`, the same year group", names.geography.area(area).code);
        rows.once(&mut seen, (name, area, group, from), row, key)?;
        if expires < from {
            let message = format!("it expires in {expires}, before it begins in {from}");
            let hint = "`from` and `expires` are the first and the last January in which pupils join".to_owned();
            return Err(rows.fault(row, "expires", Fault::BadSetting { message, hint }));
        }
        let (pupils, reason) = (pupils?, reason?.to_owned());
        let name = name.to_owned();
        Ok((row, Intervention { name, area, group, from, expires, pupils, reason, evidence, author, status: status? }))
    })
}

/// Refuses an intervention in cells that no rolls are held of, and warns of one that has expired.
pub(in crate::dataset) fn check(
    table: &Table,
    found: &[Placed<Intervention>],
    layout: &Layout,
    (geography, schooling): (&Geography, &Schooling),
    last: CensusYear,
    problems: &mut Problems,
) {
    for (row, i) in found {
        let of_group = |p: &Panel| i.group.is_none_or(|g| p.column(g).is_some());
        let reaches = |p: &Panel| !p.rows_of(i.area, geography).is_empty();
        if !layout.panels.iter().any(|p| of_group(p) && reaches(p)) {
            let area = geography.area(i.area).code.clone();
            let fault = match i.group {
                None => Fault::NoRollsThere { area },
                Some(group) => Fault::NoCellThere { area, group: schooling.name(group).to_owned() },
            };
            problems.at(table.place(*row, "area"), fault);
        }
        if i.expires <= last {
            let fault = DriverFault::Expired { name: i.name.clone(), expires: i.expires.0, last: last.0 };
            problems.at(table.row_place(*row), fault.into());
        }
    }
}
