//! The review of a saved vintage: its cells beside the rolls that came, summed into every unit.

use super::review::{ActualFrom, Review, ReviewRow, published_total, tolerance};
use super::vintage::Vintage;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::dataset::{Cube, Dataset, SavedArea, SavedCell, SavedVintage, Unit};
use crate::geography::{Group, LevelId};
use crate::status::Status;
use ndarray::Array3;
use std::collections::BTreeMap;

/// What came of a cell that was forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Came {
    /// A January roll.
    Roll(f64),
    /// Nobody: the area was not open.
    NotOpen,
    /// Nobody knows: the roll is missing.
    Missing,
}

/// What came of a cell in a January.
///
/// An area is closed where areas.csv dates it so, and not yet open before its first roll; any other blank is a roll that is
/// missing, and missing is not zero.
pub(super) fn came(data: &Dataset, (panel, row, column): (usize, usize, usize), year: CensusYear) -> Came {
    let Some(t) = data.rolls.year_index(year) else { return Came::Missing };
    let roll = data.rolls.panels[panel][[row, column, t]];
    let area = data.geography.area(data.layout.panels[panel].areas[row]);
    let opened = data.layout.held(panel, row, column).is_some_and(|(first, _)| first <= year);
    match roll {
        n if !n.is_nan() => Came::Roll(n),
        _ if !opened || !area.span.holds(year) => Came::NotOpen,
        _ => Came::Missing,
    }
}

/// The forecasts of a vintage on the cells of the data set as it is now; NaN where it had none.
///
/// Formula: the forecast F of an area that is no more goes to the areas i that took its place as their shares of its
/// pupils in that January: F s_i A_i / sum_j s_j A_j, s the shares of the group of its code, A the rolls.
pub fn saved_cube(data: &Dataset, vintage: &SavedVintage) -> Cube {
    let first = vintage.record.base_year.plus(1);
    let shape = |p: &crate::dataset::Panel| (p.areas.len(), p.groups.len(), vintage.record.horizon);
    let mut cube =
        Cube { first, panels: data.layout.panels.iter().map(|p| Array3::from_elem(shape(p), f64::NAN)).collect() };
    for cell in &vintage.cells {
        let Some(t) = cube.year_index(cell.year) else { continue };
        let panel = &data.layout.panels[cell.panel];
        let Some(column) = panel.column(cell.group) else { continue };
        let rows = match &cell.area {
            SavedArea::Row(row) => vec![(*row, 1.0)],
            SavedArea::Former(group) => successors(data, cell, column, group),
        };
        for (row, share) in rows {
            let held = &mut cube.panels[cell.panel][[row, column, t]];
            *held = if held.is_nan() { 0.0 } else { *held } + share * cell.pupils;
        }
    }
    cube
}

/// The rows that took the place of an area, with the share of its forecast that goes to each.
fn successors(data: &Dataset, cell: &SavedCell, column: usize, group: &Group) -> Vec<(usize, f64)> {
    let panel = &data.layout.panels[cell.panel];
    let members = group.members.iter().filter(|m| m.span.holds(cell.year));
    let rows: Vec<(usize, f64)> =
        members.flat_map(|m| panel.rows_of(m.area, &data.geography).map(move |row| (row, m.share))).collect();
    let weight = |&(row, share): &(usize, f64)| match came(data, (cell.panel, row, column), cell.year) {
        Came::Roll(roll) => share * roll,
        Came::NotOpen | Came::Missing => 0.0,
    };
    let weights: Vec<f64> = rows.iter().map(weight).collect();
    let (whole, shares): (f64, f64) = (weights.iter().sum(), rows.iter().map(|(_, s)| s).sum());
    let share = |(i, &(row, share)): (usize, &(usize, f64))| {
        (row, if whole > 0.0 { weights[i] / whole } else { share / shares })
    };
    rows.iter().enumerate().map(share).collect()
}

/// Forecast and roll of a unit, areas without a roll left out of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compared {
    /// Pupils forecast.
    pub(super) forecast: f64,
    /// Pupils on roll; none where every area lacks one.
    pub(super) actual: Option<f64>,
    /// Areas without a roll.
    pub(super) left_out: usize,
}

/// A unit and year groups in a January; `None` where the vintage and the rolls have no such cell.
pub(super) fn compare(
    data: &Dataset,
    forecast: &Cube,
    unit: &Unit,
    groups: &[YearGroup],
    year: CensusYear,
) -> Option<Compared> {
    let t = forecast.year_index(year)?;
    let mut rows: BTreeMap<(usize, usize), Compared> = BTreeMap::new();
    for &group in groups {
        let (panel, column) = data.layout.find(group)?;
        let parts = unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year));
        let mut covered = false;
        for part in parts {
            covered = true;
            let predicted = forecast.panels[panel][[part.row, column, t]];
            let came = came(data, (panel, part.row, column), year);
            if predicted.is_nan() && came == Came::NotOpen {
                continue;
            }
            let row =
                rows.entry((panel, part.row)).or_insert(Compared { forecast: 0.0, actual: Some(0.0), left_out: 0 });
            row.forecast += if predicted.is_nan() { 0.0 } else { part.share * predicted };
            row.actual = match came {
                Came::Roll(roll) => row.actual.map(|a| a + part.share * roll),
                Came::NotOpen => row.actual,
                Came::Missing => None,
            };
        }
        if !covered {
            return None;
        }
    }
    let known: Vec<&Compared> = rows.values().filter(|r| r.actual.is_some()).collect();
    let left_out = rows.len() - known.len();
    if known.is_empty() {
        let forecast = rows.values().map(|r| r.forecast).sum();
        return (!rows.is_empty()).then_some(Compared { forecast, actual: None, left_out });
    }
    let forecast = known.iter().map(|r| r.forecast).sum();
    Some(Compared { forecast, actual: Some(known.iter().filter_map(|r| r.actual).sum()), left_out })
}

/// The reviews of a saved vintage against every January held after its base, earliest first.
pub fn saved_reviews(data: &Dataset, vintage: &SavedVintage) -> Vec<Review> {
    let forecast = saved_cube(data, vintage);
    let last = forecast.last().min(data.last_census());
    let level = data.layout.levels().first().copied().unwrap_or(LevelId(0));
    let years = (forecast.first.0..=last.0).map(CensusYear);
    years
        .map(|year| {
            let units = data.layout.units.iter().enumerate();
            let rows = units.flat_map(|(u, unit)| {
                let series = (0..data.schooling.series().len()).map(SeriesId);
                let forecast = &forecast;
                series.filter_map(move |s| row(data, vintage, forecast, (u, unit), s, year))
            });
            let rows = rows.collect();
            Review { vintage: Vintage::saved(vintage), year, tolerance_percent: tolerance(data), rows, level }
        })
        .collect()
}

fn row(
    data: &Dataset,
    vintage: &SavedVintage,
    forecast: &Cube,
    (u, unit): (usize, &Unit),
    series: SeriesId,
    year: CensusYear,
) -> Option<ReviewRow> {
    /// Six decimals of every cell of a total may be lost in a file.
    const ROUNDING: f64 = 1e-2;
    let named = &data.schooling.series()[series.0];
    let found = compare(data, forecast, unit, &named.groups, year)?;
    let published = published_total(data, unit, series, year).filter(|_| found.left_out == 0);
    let roll_status = data.roll_status(unit, &named.groups, year);
    let status = published.map_or(roll_status, |(_, status)| status).max(Status::Derived);
    // A band belongs to a total as it was made: of the same areas, by the same membership.
    let whole = |total: f64| found.left_out == 0 && (total - found.forecast).abs() < ROUNDING;
    let total = vintage.totals.get(&(unit.code.clone(), named.name.clone(), year));
    Some(ReviewRow {
        unit: u,
        series,
        forecast: found.forecast,
        bounds: total.filter(|(pupils, _)| whole(*pupils)).and_then(|(_, bounds)| *bounds),
        actual: published.map(|(pupils, _)| pupils).or(found.actual),
        actual_from: if published.is_some() { ActualFrom::Published } else { ActualFrom::Rolls },
        rolls: found.actual,
        left_out: found.left_out,
        status,
    })
}
