//! Births and places that can hardly be true.

use super::{DOUBT, LEAST};
use crate::calendar::{BirthYear, CensusYear, Schooling, YearGroup};
use crate::dataset::problem::{PlausibleFault, Problems};
use crate::dataset::read::{BirthRow, CellRow};
use crate::dataset::table::Table;
use crate::geography::{AreaId, Geography};
use std::collections::{BTreeMap, BTreeSet};

/// Births far from the mean of the years beside them; gives the area and year of each, which feed no judgement of rolls.
pub(in crate::dataset) fn births(
    table: &Table,
    rows: &[BirthRow],
    geography: &Geography,
    problems: &mut Problems,
) -> BTreeSet<(AreaId, BirthYear)> {
    let held: BTreeMap<(AreaId, BirthYear), f64> =
        rows.iter().filter(|r| !r.births.is_nan()).map(|r| ((r.area, r.year), r.births)).collect();
    let near = |row: &BirthRow, years: i32| held.get(&(row.area, row.year.plus(years))).copied();
    let off = |row: &BirthRow| {
        let (before, after) = (near(row, -1), near(row, 1));
        // At either end the nearest two stand for the years beside it.
        let likely = match (before, after) {
            (Some(a), Some(b)) => (a + b) / 2.0,
            (Some(a), None) => near(row, -2).map(|b| (a + b) / 2.0)?,
            (None, Some(a)) => near(row, 2).map(|b| (a + b) / 2.0)?,
            (None, None) => return None,
        };
        // The mean of two counts has half the noise of one on top of its own.
        let noise = (row.births - likely).abs() / (1.5 * likely + 1.0).sqrt();
        (noise > DOUBT && (row.births / likely - 1.0).abs() > 2.0 * LEAST).then_some((likely, noise))
    };
    let mut doubted: Vec<(&BirthRow, f64, f64)> =
        rows.iter().filter_map(|r| off(r).map(|(likely, noise)| (r, likely, noise))).collect();
    // The years beside a wrong figure look wrong too: the farthest off is named, and its neighbours are not.
    doubted.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0.area, a.0.year).cmp(&(b.0.area, b.0.year))));
    let mut named: BTreeSet<(AreaId, BirthYear)> = BTreeSet::new();
    for (row, likely, _) in doubted {
        if (-2..=2).any(|near| named.contains(&(row.area, row.year.plus(near)))) {
            continue;
        }
        named.insert((row.area, row.year));
        let area = geography.area(row.area).code.clone();
        let fault = PlausibleFault::Births { area, year: row.year.0, value: row.births, likely };
        problems.at(table.place(row.row, "births"), fault.into());
    }
    named
}

/// Places that are more than this many times those of the year before, or so much fewer, are in doubt.
const JUMP: f64 = 1.75;
/// A jump of fewer places than half a form of entry is none.
const FEWEST: f64 = 15.0;

/// Places that jump from one year to the next, both for the year group and for the cohort.
pub(in crate::dataset) fn places(
    table: &Table,
    rows: &[CellRow],
    geography: &Geography,
    schooling: &Schooling,
    problems: &mut Problems,
) {
    let held: BTreeMap<(AreaId, YearGroup, CensusYear), f64> =
        rows.iter().filter(|r| !r.value.is_nan()).map(|r| ((r.area, r.group, r.year), r.value)).collect();
    let jump = |now: f64, before: f64| now.max(before) > JUMP * now.min(before) && (now - before).abs() >= FEWEST;
    let mut named: BTreeSet<(AreaId, YearGroup, CensusYear)> = BTreeSet::new();
    let mut rows: Vec<&CellRow> = rows.iter().filter(|r| r.value > 0.0).collect();
    rows.sort_by_key(|r| (r.year, r.area, r.group));
    for row in rows {
        let before = row.year.plus(-1);
        let of = |group: YearGroup| held.get(&(row.area, group, before)).copied().filter(|p| *p > 0.0);
        let Some(same) = of(row.group) else { continue };
        let below = row.group.0.checked_sub(1).map(YearGroup);
        let cohort = below.and_then(of).is_none_or(|p| jump(row.value, p));
        // The return to the old figure is no second fault.
        let from_doubted =
            [Some(row.group), below].into_iter().flatten().any(|g| named.contains(&(row.area, g, before)));
        if jump(row.value, same) && cohort && !from_doubted {
            named.insert((row.area, row.group, row.year));
            let fault = PlausibleFault::Places {
                area: geography.area(row.area).code.clone(),
                year: row.year.0,
                group: schooling.name(row.group).to_owned(),
                value: row.value,
                before: same,
            };
            problems.at(table.place(row.row, "places"), fault.into());
        }
    }
}
