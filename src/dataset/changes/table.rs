//! `place_changes.csv`: what will happen to places, row by row.

use super::check::contradictions;
use super::kinds::{ChangeKind, Direction, Position};
use crate::calendar::{CensusYear, Schooling, YearGroup};
use crate::dataset::problem::{Fault, LedgerFault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::{Names, Rows, Seen};
use crate::dataset::table::{Reported, Table, TableSpec};
use crate::geography::AreaId;
use crate::money::Pence;
use crate::status::Status;

pub(in crate::dataset) const PLACE_CHANGES: TableSpec = TableSpec {
    file: "place_changes.csv",
    required: &["event", "area", "kind", "year_group", "places", "first_intake", "status"],
    optional: &["school", "last_intake", "cost_pence", "note", "position", "last_year_group", "classrooms"],
};

/// A row as it stands in the file, each cell understood by itself.
#[derive(Debug)]
pub(in crate::dataset) struct ChangeRow {
    /// Its place in the table.
    pub(super) row: usize,
    pub(super) event: String,
    pub(super) area: AreaId,
    pub(super) school: String,
    pub(super) kind: ChangeKind,
    pub(super) group: YearGroup,
    pub(super) top: YearGroup,
    pub(super) places: f64,
    pub(super) first: CensusYear,
    pub(super) last: Option<CensusYear>,
    pub(super) position: Position,
    pub(super) cost: Option<Pence>,
    pub(super) classrooms: Option<u32>,
    pub(super) note: String,
    pub(super) status: Status,
}

/// What is known of a row that is not sound.
#[derive(Debug)]
pub(super) struct FaultyRow {
    /// The event, as far as it is written.
    pub(super) event: String,
    /// The area, if its name is one.
    pub(super) area: Option<AreaId>,
}

/// The rows of the table.
#[derive(Debug)]
pub(in crate::dataset) struct ChangeRows {
    pub(super) sound: Vec<ChangeRow>,
    pub(super) faulty: Vec<FaultyRow>,
}

pub(in crate::dataset) fn changes(
    table: &Table,
    names: &Names,
    schooling: &Schooling,
    problems: &mut Problems,
) -> ChangeRows {
    let mut seen = Seen::new();
    let mut faulty = vec![];
    let sound = each_row(table, problems, |row, rows| {
        change(row, rows, names, schooling, &mut seen).inspect_err(|_| {
            let event = rows.text(row, "event").to_owned();
            faulty.push(FaultyRow { event, area: names.find(rows.text(row, "area")) });
        })
    });
    let rows = ChangeRows { sound, faulty };
    contradictions(table, &rows, problems);
    rows
}

/// What two rows may not both be about.
type ChangeKey = (String, AreaId, String, YearGroup, CensusYear, bool);

fn change<'t>(
    row: usize,
    rows: &mut Rows<'t, '_>,
    names: &Names,
    schooling: &Schooling,
    seen: &mut Seen<ChangeKey>,
) -> Result<ChangeRow, Reported> {
    let event = rows.word(row, "event");
    let area = rows.area(row, "area", names);
    let school = rows.text(row, "school").to_owned();
    let kind = kind(rows, row);
    let group = match (rows.text(row, "year_group"), &kind) {
        ("", Ok(ChangeKind::Temporary)) => {
            let event = rows.text(row, "event").to_owned();
            Err(rows.fault(row, "year_group", Fault::Ledger(LedgerFault::NoYearGroup { event })))
        }
        _ => rows.year_group(row, "year_group", schooling),
    };
    let top = match group {
        Ok(group) => top(rows, row, group, schooling),
        Err(reported) => Err(reported),
    };
    let places = places(rows, row, kind.as_ref().ok().copied());
    let first = intake(rows, row, "first_intake");
    let last = match rows.text(row, "last_intake") {
        "" => Ok(None),
        _ => intake(rows, row, "last_intake").map(Some),
    };
    let known = position_and_status(rows, row);
    let cost = cost(rows, row);
    let classrooms = match rows.count(row, "classrooms") {
        Ok(rooms) if rooms.is_nan() => Ok(None),
        rooms => rooms.map(|rooms| Some(rooms as u32)),
    };
    let note = rows.text(row, "note").to_owned();
    let (event, area, kind, group, top) = (event?.to_owned(), area?, kind?, group?, top?);
    let (places, first, last, (position, status)) = (places?, first?, last?, known?);
    let (cost, classrooms) = (cost?, classrooms?);
    if last.is_some_and(|last| last < first) {
        let written = |column| rows.text(row, column).to_owned();
        let fault = LedgerFault::LastBeforeFirst { first: written("first_intake"), last: written("last_intake") };
        return Err(rows.fault(row, "last_intake", Fault::Ledger(fault)));
    }
    let key = (event.clone(), area, school.clone(), group, first, places < 0.0);
    rows.once(seen, key, row, || {
        let area = &names.geography.area(area).code;
        format!("event `{event}`, `{area}`, the same school, year group `{}` and intake", schooling.name(group))
    })?;
    let change = ChangeRow {
        row,
        event,
        area,
        school,
        kind,
        group,
        top,
        places,
        first,
        last,
        position,
        cost,
        classrooms,
        note,
        status,
    };
    Ok(change)
}

/// The kind of a row, in its column `kind`.
pub(in crate::dataset) fn kind(rows: &mut Rows, row: usize) -> Result<ChangeKind, Reported> {
    let word = rows.word(row, "kind")?;
    ChangeKind::from_word(word).ok_or_else(|| {
        let fault = LedgerFault::UnknownKind { word: word.to_owned() };
        rows.fault(row, "kind", Fault::Ledger(fault))
    })
}

/// The last year group of the places: that of the column, else the last of the phase of the intake.
fn top(rows: &mut Rows, row: usize, group: YearGroup, schooling: &Schooling) -> Result<YearGroup, Reported> {
    let phase = schooling.role(group).phase();
    let end = schooling.groups().filter(|g| schooling.role(*g).phase() == phase).last().unwrap_or(group);
    if rows.text(row, "last_year_group").is_empty() {
        return Ok(end);
    }
    let top = rows.year_group(row, "last_year_group", schooling)?;
    if top < group || top > end {
        let name = |g| schooling.name(g).to_owned();
        let fault = LedgerFault::WrongLastYearGroup { group: name(group), last: name(top) };
        return Err(rows.fault(row, "last_year_group", Fault::Ledger(fault)));
    }
    Ok(top)
}

/// Places, with the sign that the kind asks for.
fn places(rows: &mut Rows, row: usize, kind: Option<ChangeKind>) -> Result<f64, Reported> {
    let places = rows.signed(row, "places")?;
    if places == 0.0 {
        return Err(rows.fault(row, "places", Fault::Ledger(LedgerFault::NoChange)));
    }
    let right = |kind: ChangeKind| match kind.direction() {
        Direction::More => places > 0.0,
        Direction::Fewer => places < 0.0,
        Direction::Either => true,
    };
    match kind.filter(|k| !right(*k)) {
        None => Ok(places),
        Some(kind) => {
            let fault = LedgerFault::WrongWay { places, kind: kind.word() };
            Err(rows.fault(row, "places", Fault::Ledger(fault)))
        }
    }
}

/// The January in which an intake is first counted: the next after its month, and the same one for January.
pub(in crate::dataset) fn intake(rows: &mut Rows, row: usize, column: &str) -> Result<CensusYear, Reported> {
    let text = rows.word(row, column)?;
    let parsed = text.split_once('-').and_then(|(year, month)| {
        let (year, month) = (year.parse::<u16>().ok()?, month.parse::<u8>().ok()?);
        let plausible = CensusYear::PLAUSIBLE.contains(&year) && (1..=12).contains(&month);
        plausible.then(|| CensusYear(year).plus(i32::from(month > 1)))
    });
    parsed.ok_or_else(|| {
        let fault = LedgerFault::NotAnIntake { value: text.to_owned() };
        rows.fault(row, column, Fault::Ledger(fault))
    })
}

/// How far the project has come, and how the row is known.
///
/// As in `housing.csv`: a register as councils keep it has the position in its one column `status`, and its rows are taken as
/// published. Where there is a column `position`, `status` says how the row is known, as in every other file.
fn position_and_status(rows: &mut Rows, row: usize) -> Result<(Position, Status), Reported> {
    let column = if rows.text(row, "position").is_empty() { "status" } else { "position" };
    let position = position(rows, row, column);
    let status = if column == "position" { rows.status(row) } else { Ok(Status::Published) };
    Ok((position?, status?))
}

/// How far a project has come, in the words of a register.
pub(in crate::dataset) fn position(rows: &mut Rows, row: usize, column: &str) -> Result<Position, Reported> {
    let word = rows.word(row, column)?;
    Position::from_word(word).ok_or_else(|| {
        let fault = LedgerFault::UnknownPosition { word: word.to_owned() };
        rows.fault(row, column, Fault::Ledger(fault))
    })
}

fn cost(rows: &mut Rows, row: usize) -> Result<Option<Pence>, Reported> {
    let text = rows.text(row, "cost_pence");
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(|pence| Some(Pence(pence))).map_err(|_| {
        let fault = LedgerFault::NotPence { value: text.to_owned() };
        rows.fault(row, "cost_pence", Fault::Ledger(fault))
    })
}
