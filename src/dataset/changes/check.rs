//! Planned changes against the places they change, and against each other.

use super::PlaceChange;
use super::carry::{carried_on, last_held};
use super::kinds::{ChangeKind, Count};
use super::table::{ChangeRow, ChangeRows, FaultyRow};
use crate::calendar::{CensusYear, Phase, Schooling, YearGroup};
use crate::dataset::cube::{CellKey, Cube};
use crate::dataset::layout::Layout;
use crate::dataset::problem::{Fault, LedgerFault, Problems};
use crate::dataset::rows::Names;
use crate::dataset::table::{ALIKE, Table, nearest};
use crate::geography::{AreaId, Geography};
use std::collections::{BTreeMap, BTreeSet};

/// What changes are held against.
pub(in crate::dataset) struct Against<'a> {
    pub(in crate::dataset) names: Names<'a>,
    pub(in crate::dataset) layout: &'a Layout,
    pub(in crate::dataset) schooling: &'a Schooling,
    pub(in crate::dataset) places: Opening<'a>,
}

/// The places that changes start from.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) enum Opening<'a> {
    /// Those of places.csv.
    Held(&'a Cube),
    /// Those of a places.csv that is not sound: nothing can be said of them yet.
    Unknown,
    /// There is no places.csv.
    Nothing,
}

/// The changes in order of date, each in the cell whose places it changes; every fault is recorded.
pub(in crate::dataset) fn checked(
    table: &Table,
    rows: ChangeRows,
    against: &Against,
    problems: &mut Problems,
) -> Vec<PlaceChange> {
    let ChangeRows { sound: rows, faulty } = rows;
    let opening = match against.places {
        Opening::Held(places) => last_held(places).map(|year| (places, year)),
        Opening::Unknown | Opening::Nothing => None,
    };
    if opening.is_none() && !matches!(against.places, Opening::Unknown) {
        problems.in_file(table.place(0, "event").file, Fault::Ledger(LedgerFault::NoOpening));
    }
    let intakes = lowest_groups(&rows, against.schooling);
    let mut changes: Vec<(usize, PlaceChange)> = vec![];
    for row in rows {
        let Some(cell) = cell(table, &row, against, problems) else { continue };
        if let Some((_, opening)) = opening.filter(|(_, opening)| row.first <= *opening) {
            let fault = LedgerFault::BeforeOpening { event: row.event, first: row.first.0, opening: opening.0 };
            problems.at(table.place(row.row, "first_intake"), Fault::Ledger(fault));
            continue;
        }
        let one_cohort = match row.kind {
            ChangeKind::Temporary => true,
            kind if kind.is_of_a_whole_school() => intakes[&school_key(&row, against.schooling)] < row.group,
            _ => false,
        };
        let last = row.last.or(one_cohort.then_some(row.first));
        changes.push((
            row.row,
            PlaceChange {
                event: row.event,
                area: row.area,
                school: row.school,
                kind: row.kind,
                cell,
                top: row.top,
                places: row.places,
                first: row.first,
                last,
                position: row.position,
                cost: row.cost,
                classrooms: row.classrooms,
                note: row.note,
                status: row.status,
            },
        ));
    }
    changes.sort_by(|(_, a), (_, b)| order(a).cmp(&order(b)));
    overlaps(table, &changes, problems);
    if let Some(held) = opening {
        below_zero(table, &changes, &faulty, held, against, problems);
    }
    changes.into_iter().map(|(_, change)| change).collect()
}

fn order(c: &PlaceChange) -> (CensusYear, &str, AreaId, &str, CellKey, bool) {
    (c.first, &c.event, c.area, &c.school, c.cell, c.places < 0.0)
}

/// The school a row is about, by phase: its lowest year group is its intake.
type SchoolKey = (String, AreaId, String, Phase);

fn school_key(row: &ChangeRow, schooling: &Schooling) -> SchoolKey {
    (row.event.clone(), row.area, row.school.clone(), schooling.role(row.group).phase())
}

fn lowest_groups(rows: &[ChangeRow], schooling: &Schooling) -> BTreeMap<SchoolKey, YearGroup> {
    let mut lowest = BTreeMap::new();
    for row in rows {
        let group = lowest.entry(school_key(row, schooling)).or_insert(row.group);
        *group = row.group.min(*group);
    }
    lowest
}

/// Refuses rows of one event that differ in kind or position, and an amalgamation that has one side only.
pub(super) fn contradictions(table: &Table, ChangeRows { sound: rows, faulty }: &ChangeRows, problems: &mut Problems) {
    let mut first: BTreeMap<&str, &ChangeRow> = BTreeMap::new();
    for row in rows {
        let of_event = *first.entry(&row.event).or_insert(row);
        let position = if table.column("position").is_some() { "position" } else { "status" };
        for (column, differs) in [("kind", row.kind != of_event.kind), (position, row.position != of_event.position)] {
            if differs {
                let other = table.line(of_event.row);
                let fault = LedgerFault::Contradiction { event: row.event.clone(), column, other };
                problems.at(table.place(row.row, column), Fault::Ledger(fault));
            }
        }
    }
    // The other side may well stand in a row that is not sound.
    let whole = |event: &str| faulty.iter().all(|row| row.event != event);
    let amalgamations = first.into_iter().filter(|(_, row)| row.kind == ChangeKind::Amalgamation);
    for (event, row) in amalgamations.filter(|(event, _)| whole(event)) {
        let more = rows.iter().filter(|r| r.event == event).map(|r| r.places > 0.0);
        let sides: BTreeSet<bool> = more.collect();
        if sides.len() == 1 {
            let fault = LedgerFault::OneSided { event: event.to_owned(), adds: sides.contains(&true) };
            problems.at(table.place(row.row, "places"), Fault::Ledger(fault));
        }
    }
}

/// The cell whose places a row changes: that of the school where places are held by school, else that of its area.
fn cell(table: &Table, row: &ChangeRow, against: &Against, problems: &mut Problems) -> Option<CellKey> {
    let (names, layout) = (&against.names, against.layout);
    let geography = names.geography;
    let code = geography.area(row.area).code.clone();
    let mut refuse = |column: &str, fault: Fault| {
        problems.at(table.place(row.row, column), fault);
        None
    };
    let group = || against.schooling.name(row.group).to_owned();
    let Some((panel, column)) = layout.find(row.group) else {
        return refuse("year_group", Fault::NoCellThere { area: code, group: group() });
    };
    let school = names.find(&row.school);
    if let Some(school) = school.filter(|s| !geography.lies_in(*s, row.area)) {
        let school = geography.area(school).code.clone();
        return refuse("school", Fault::Ledger(LedgerFault::SchoolElsewhere { school, area: code }));
    }
    let found = layout.panels[panel].rows_of(school.unwrap_or(row.area), geography);
    if found.is_empty() {
        return refuse("area", Fault::NoRollsThere { area: code });
    }
    let level = geography.level_name(layout.panels[panel].level).replace('_', " ");
    let areas = &layout.panels[panel].areas[found.clone()];
    // Places held more finely than the area that is named: the school must say where.
    if school.is_none() && areas[0] != row.area && geography.lies_in(areas[0], row.area) {
        let fault = match row.school.as_str() {
            "" => LedgerFault::NotOne { area: code, level },
            name => {
                let suggestion = alike(name, areas, geography);
                LedgerFault::UnknownSchool { school: name.to_owned(), area: code, level, suggestion }
            }
        };
        let column = if row.school.is_empty() { "area" } else { "school" };
        return refuse(column, Fault::Ledger(fault));
    }
    if found.len() > 1 {
        return refuse("area", Fault::Ledger(LedgerFault::NotOne { area: code, level }));
    }
    if layout.held(panel, found.start, column).is_none() {
        return refuse("year_group", Fault::NoCellThere { area: code, group: group() });
    }
    Some(CellKey { panel, row: found.start, group: row.group })
}

/// The code of the area whose code or name a name resembles.
fn alike(name: &str, areas: &[AreaId], geography: &Geography) -> Option<String> {
    let spelt: BTreeMap<&str, &str> = areas
        .iter()
        .map(|id| geography.area(*id))
        .flat_map(|a| [(a.name.as_str(), a.code.as_str()), (a.code.as_str(), a.code.as_str())])
        .collect();
    nearest(name, spelt.keys().copied(), ALIKE).map(|s| spelt[s.as_str()].to_owned())
}

/// Refuses a cohort of a school that two rows close.
fn overlaps(table: &Table, changes: &[(usize, PlaceChange)], problems: &mut Problems) {
    let closes = |c: &PlaceChange| c.places < 0.0 && c.kind.is_of_a_whole_school() && Count::All.counts(c.position);
    let closing: Vec<&(usize, PlaceChange)> = changes.iter().filter(|(_, c)| closes(c)).collect();
    for (i, (row, later)) in closing.iter().enumerate() {
        let school = |c: &PlaceChange| (c.area, c.school.clone(), c.cell.panel, c.cell.row);
        let same = closing[..i].iter().filter(|(_, earlier)| school(earlier) == school(later));
        if let Some((other, _)) = same.into_iter().find(|(_, earlier)| share_a_cohort(earlier, later)) {
            // Of the two the row further down is the one to look at.
            let (above, below) = (row.min(other), row.max(other));
            let fault = LedgerFault::OverlappingClosures { event: later.event.clone(), other: table.line(*above) };
            problems.at(table.place(*below, "first_intake"), Fault::Ledger(fault));
        }
    }
}

/// Whether two changes of one school reach the same year group of the same cohort.
fn share_a_cohort(a: &PlaceChange, b: &PlaceChange) -> bool {
    let cohorts = |c: &PlaceChange| {
        let entered = |year: CensusYear| i32::from(year.0) - i32::from(c.cell.group.0);
        (entered(c.first), c.last.map_or(i32::MAX, entered))
    };
    let ((a_first, a_last), (b_first, b_last)) = (cohorts(a), cohorts(b));
    a_first <= b_last && b_first <= a_last && a.cell.group.max(b.cell.group) <= a.top.min(b.top)
}

/// Refuses places below zero, whichever events count: once for each event that takes places away there. Where a row that is not
/// sound may add some, nothing is said yet.
fn below_zero(
    table: &Table,
    changes: &[(usize, PlaceChange)],
    faulty: &[FaultyRow],
    (places, opening): (&Cube, CensusYear),
    against: &Against,
    problems: &mut Problems,
) {
    let Some(last) = changes.iter().map(|(_, c)| c.settled()).max() else { return };
    let carried = carried_on(places, against.layout, against.schooling, opening, last);
    let geography = against.names.geography;
    let certain = |c: &PlaceChange| {
        let area = against.layout.panels[c.cell.panel].areas[c.cell.row];
        let apart = |other: AreaId| !geography.lies_in(area, other) && !geography.lies_in(other, area);
        faulty.iter().all(|row| row.area.is_some_and(apart))
    };
    let sure = changes.iter().filter(|(_, c)| certain(c));
    let cells: BTreeSet<(usize, usize)> = sure.map(|(_, c)| (c.cell.panel, c.cell.row)).collect();
    let mut told = BTreeSet::new();
    for count in Count::EACH {
        for year in (opening.0 + 1..=last.0).map(CensusYear) {
            for &(panel, row) in &cells {
                let here = |c: &PlaceChange| (c.cell.panel, c.cell.row) == (panel, row) && count.counts(c.position);
                for (column, group) in against.layout.panels[panel].columns() {
                    let counted = changes.iter().filter(|(_, c)| here(c) && c.places_in(group, year) != 0.0);
                    let counted: Vec<&(usize, PlaceChange)> = counted.collect();
                    let Some(t) = carried.year_index(year) else { continue };
                    let sum: f64 = counted.iter().map(|(_, c)| c.places_in(group, year)).sum();
                    let left = carried.panels[panel][[row, column, t]] + sum;
                    let Some((at, taken)) = counted.iter().rfind(|(_, c)| c.places < 0.0) else { continue };
                    if left < 0.0 && told.insert(taken.event.clone()) {
                        let area = against.layout.panels[panel].areas[row];
                        let fault = LedgerFault::BelowZero {
                            event: taken.event.clone(),
                            places: left,
                            group: against.schooling.name(group).to_owned(),
                            area: against.names.geography.area(area).code.clone(),
                            year: year.0,
                        };
                        problems.at(table.place(*at, "places"), Fault::Ledger(fault));
                    }
                }
            }
        }
    }
}
