//! `register.csv`: the commissioning register, what was intended beside how far it has come. No place hangs on it: those to come are
//! in `place_changes.csv`.

use super::changes::{ChangeKind, Direction, Position, intake, kind, position};
use super::problem::{Fault, LedgerFault, Problems};
use super::read::each_row;
use super::rows::{Names, Rows, Seen};
use super::table::{Reported, Table, TableSpec};
use crate::calendar::{CensusYear, Schooling, YearGroup};
use crate::geography::AreaId;
use crate::status::Status;

pub(super) const REGISTER: TableSpec = TableSpec {
    file: "register.csv",
    required: &[
        "area",
        "school",
        "kind",
        "year_group",
        "planned_places_per_intake",
        "commissioned_places_per_intake",
        "first_intake",
        "position",
    ],
    optional: &["reason", "status"],
};

/// A project of the register: what was intended, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Intention {
    /// The area, of any level: a register may know no more than the district.
    pub area: AreaId,
    /// The school, or the site of one.
    pub school: String,
    /// What happens to places.
    pub kind: ChangeKind,
    /// The year group of the intake.
    pub group: YearGroup,
    /// Places of one intake in the plan; `None` where it states none.
    pub planned: Option<f64>,
    /// Places of one intake commissioned; `None` where the register states none.
    pub commissioned: Option<f64>,
    /// The January in which the first intake is counted.
    pub first: CensusYear,
    /// How far it has come.
    pub position: Position,
    /// Why it stands as it does; empty where nothing is said.
    pub reason: String,
    /// How the row is known.
    pub status: Status,
}

/// The rows of register.csv, in the order of areas, first intakes and schools.
pub(super) fn register(table: &Table, names: &Names, schooling: &Schooling, problems: &mut Problems) -> Vec<Intention> {
    let mut seen = Seen::new();
    let mut found = each_row(table, problems, |row, rows| {
        let area = rows.area(row, "area", names);
        let school = rows.word(row, "school");
        let kind = kind(rows, row);
        let group = rows.year_group(row, "year_group", schooling);
        let of_kind = kind.as_ref().ok().copied();
        let planned = places(rows, row, "planned_places_per_intake", of_kind);
        let commissioned = places(rows, row, "commissioned_places_per_intake", of_kind);
        let first = intake(rows, row, "first_intake");
        let position = position(rows, row, "position");
        let reason = rows.text(row, "reason").to_owned();
        let status = rows.status(row);
        let (area, school, kind, group, first) = (area?, school?.to_owned(), kind?, group?, first?);
        rows.once(&mut seen, (area, school.clone(), kind, group, first), row, || {
            format!("`{school}`, the same kind, year group and intake in `{}`", names.geography.area(area).code)
        })?;
        let (planned, commissioned) = (planned?, commissioned?);
        let (position, status) = (position?, status?);
        Ok(Intention { area, school, kind, group, planned, commissioned, first, position, reason, status })
    });
    found.sort_by(|a, b| {
        (a.area, a.first, &a.school, a.kind, a.group).cmp(&(b.area, b.first, &b.school, b.kind, b.group))
    });
    found
}

/// Places of an intake, or 0 where the project came to nothing; `None` for a blank cell.
fn places(rows: &mut Rows, row: usize, column: &str, kind: Option<ChangeKind>) -> Result<Option<f64>, Reported> {
    if rows.text(row, column).is_empty() {
        return Ok(None);
    }
    let places = rows.signed(row, column)?;
    let right = |kind: &ChangeKind| match kind.direction() {
        Direction::More => places >= 0.0,
        Direction::Fewer => places <= 0.0,
        Direction::Either => true,
    };
    match kind.filter(|k| !right(k)) {
        None => Ok(Some(places)),
        Some(kind) => {
            let fault = LedgerFault::WrongWay { places, kind: kind.word() };
            Err(rows.fault(row, column, Fault::Ledger(fault)))
        }
    }
}
