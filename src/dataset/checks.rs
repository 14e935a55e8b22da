//! Checks of sound rows against each other: histories with gaps, totals that do not add.

use super::births::Births;
use super::cube::Cube;
use super::layout::Layout;
use super::problem::{BirthsFault, HistoryFault, InputFault, Problems};
use super::read::{BirthRow, CellRow};
use super::rows::listed;
use super::schools::groups_in_words;
use super::table::Table;
use crate::calendar::{CensusYear, Schooling, YearGroup};
use crate::geography::{AreaId, Geography};
use std::collections::{BTreeMap, BTreeSet};

/// Warns of gaps inside an area's history, and of areas that open or close inside it.
pub(super) fn history(
    layout: &Layout,
    rolls: &Cube,
    geography: &Geography,
    schooling: &Schooling,
    table: &Table,
    problems: &mut Problems,
) {
    let file = table.place(0, "area").file;
    for (p, panel) in layout.panels.iter().enumerate() {
        for (row, &id) in panel.areas.iter().enumerate() {
            let area = geography.area(id);
            let held: Vec<_> = (0..panel.groups.len()).filter_map(|c| layout.held(p, row, c)).collect();
            let first = held.iter().map(|h| h.0).min().unwrap_or(rolls.first);
            let last = held.iter().map(|h| h.1).max().unwrap_or(rolls.last());
            if first > rolls.first && area.span.from.is_none() {
                problems.in_file(&file, HistoryFault::OpensLate { area: area.code.clone(), first: first.0 }.into());
            }
            if last < rolls.last() && area.span.to.is_none() {
                problems.in_file(&file, HistoryFault::ClosesEarly { area: area.code.clone(), last: last.0 }.into());
            }
            let mut gaps: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
            for (column, group) in panel.columns() {
                if layout.held(p, row, column).is_none() {
                    continue;
                }
                for (t, year) in rolls.years().enumerate().filter(|(_, y)| first <= *y && *y <= last) {
                    if rolls.panels[p][[row, column, t]].is_nan() {
                        gaps.entry(year.0).or_default().push(schooling.name(group));
                    }
                }
            }
            for (year, groups) in gaps {
                let what = if groups.len() == panel.groups.len() {
                    format!("{year}")
                } else {
                    format!("{year}, year group {}", groups.join(", "))
                };
                problems.in_file(&file, HistoryFault::Gap { area: area.code.clone(), what }.into());
            }
        }
    }
}

/// Warns where rows of a coarser level differ from the sum of the panel's cells, and where they stand alone.
pub(super) fn control_totals(
    table: &Table,
    rows: &[CellRow],
    layout: &Layout,
    cube: &Cube,
    geography: &Geography,
    schooling: &Schooling,
    problems: &mut Problems,
) {
    let mut alone: BTreeSet<AreaId> = BTreeSet::new();
    for row in rows.iter().filter(|r| !r.value.is_nan() && layout.cell(r.area, r.group).is_none()) {
        let area = geography.area(row.area);
        let unit = layout.units.iter().find(|u| u.area == Some(row.area));
        let sum = unit.and_then(|u| layout.total(cube, u, &[row.group], row.year, row.year));
        match (unit, sum) {
            (None, _) if alone.insert(row.area) => {
                problems.at(table.place(row.row, "area"), HistoryFault::CoarserOnly { area: area.code.clone() }.into());
            }
            (Some(_), Some(sum)) if sum != row.value => {
                let fault = HistoryFault::ControlTotal {
                    area: area.code.clone(),
                    what: format!("{}, year group {}", row.year, schooling.name(row.group)),
                    sum,
                    given: row.value,
                    difference: sum - row.value,
                };
                problems.at(table.row_place(row.row), fault.into());
            }
            _ => {}
        }
    }
}

/// Warns of places that stand at another level than the rolls of their year group, below it or beside, or have no rolls at all;
/// gives the other rows.
pub(super) fn places_beyond_rolls(
    table: &Table,
    rows: &[CellRow],
    layout: &Layout,
    geography: &Geography,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<CellRow> {
    let beyond = |row: &CellRow| match layout.find(row.group) {
        None => true,
        Some((panel, _)) => !layout.panels[panel].areas.iter().any(|id| geography.lies_in(*id, row.area)),
    };
    let (beyond, others): (Vec<CellRow>, Vec<CellRow>) = rows.iter().copied().partition(beyond);
    let mut groups: BTreeMap<AreaId, BTreeSet<YearGroup>> = BTreeMap::new();
    // A row of no places is missed by nobody.
    for row in beyond.iter().filter(|r| r.value > 0.0) {
        groups.entry(row.area).or_default().insert(row.group);
    }
    let mut areas: BTreeMap<BTreeSet<YearGroup>, Vec<&str>> = BTreeMap::new();
    for (area, groups) in groups {
        areas.entry(groups).or_default().push(&geography.area(area).code);
    }
    for (groups, areas) in areas {
        let groups = groups_in_words(&groups.into_iter().collect::<Vec<_>>(), schooling);
        problems.in_file(table.path(), InputFault::PlacesBeyondRolls { areas: listed(areas), groups }.into());
    }
    others
}

/// Warns where births end before the last January could know.
pub(super) fn births_end(table: &Table, last: u16, census: CensusYear, problems: &mut Problems) {
    let known = census.0.saturating_sub(1);
    if last < known {
        let fault = BirthsFault::EndEarly { last, known, census: census.0 };
        problems.in_file(table.place(0, "births").file, fault.into());
    }
}

/// Warns where births of a coarser level differ from the sum of its areas'.
pub(super) fn births_control(
    table: &Table,
    rows: &[BirthRow],
    areas: &[AreaId],
    births: &Births,
    geography: &Geography,
    problems: &mut Problems,
) {
    for row in rows.iter().filter(|r| !r.births.is_nan() && areas.binary_search(&r.area).is_err()) {
        let Some(year) = births.column(row.year) else { continue };
        // Births shared down are those of an area in between; its own total is what is shared.
        let shared = |a: usize| births.shared.iter().find(|s| s.rows.contains(&a) && !s.totals[year].is_nan());
        let parts = areas.iter().enumerate().filter(|(_, a)| geography.lies_in(**a, row.area));
        let sum: f64 = parts
            .map(|(a, _)| match shared(a) {
                Some(of) if !geography.lies_in(of.area, row.area) => f64::NAN,
                // Each total once, with the first of its areas.
                Some(of) if of.rows.first() == Some(&a) => of.totals[year],
                Some(_) => 0.0,
                None => births.own[[a, year]],
            })
            .sum();
        if !sum.is_nan() && sum != row.births {
            let fault = HistoryFault::ControlTotal {
                area: geography.area(row.area).code.clone(),
                what: format!("births in the year to 30 June {}", row.year),
                sum,
                given: row.births,
                difference: sum - row.births,
            };
            problems.at(table.row_place(row.row), fault.into());
        }
    }
}
