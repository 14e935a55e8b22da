//! The review of a saved vintage: its cells beside the rolls that came, summed into every unit.

use super::attribution::{self, Attribution};
use super::review::{ActualFrom, Review, ReviewRow, YearGroupRow, is_provisional, published_total, tolerance};
use super::vintage::Vintage;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::dataset::{Cube, Dataset, SavedArea, SavedCell, SavedVintage, Unit};
use crate::geography::{Group, LevelId};
use crate::model::ModelSpec;
use crate::status::Status;
use ndarray::Array3;
use std::collections::BTreeSet;

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

/// A cell as it counts in a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CountedCell {
    /// Panel, row and column.
    pub(super) at: (usize, usize, usize),
    /// The share of it that counts.
    pub(super) share: f64,
    /// Pupils forecast, by that share.
    pub(super) forecast: f64,
    /// Pupils on roll, by that share; 0 where the roll is missing.
    pub(super) actual: f64,
    /// Whether its area counts: not where the roll of any of its year groups is missing.
    pub(super) counts: bool,
}

/// The cells of a unit and year groups in a January; `None` where the vintage and the rolls have no such cell.
pub(super) fn counted(
    data: &Dataset,
    forecast: &Cube,
    unit: &Unit,
    groups: &[YearGroup],
    year: CensusYear,
) -> Option<Vec<CountedCell>> {
    let t = forecast.year_index(year)?;
    let mut cells = vec![];
    let mut missing = BTreeSet::new();
    for &group in groups {
        let (panel, column) = data.layout.find(group)?;
        let mut covered = false;
        for part in unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year)) {
            covered = true;
            let at = (panel, part.row, column);
            let predicted = forecast.panels[panel][[part.row, column, t]];
            let roll = match came(data, at, year) {
                Came::NotOpen if predicted.is_nan() => continue,
                Came::Roll(roll) => roll,
                Came::NotOpen => 0.0,
                Came::Missing => {
                    missing.insert((panel, part.row));
                    0.0
                }
            };
            let predicted = if predicted.is_nan() { 0.0 } else { predicted };
            let (forecast, actual) = (part.share * predicted, part.share * roll);
            cells.push(CountedCell { at, share: part.share, forecast, actual, counts: true });
        }
        if !covered {
            return None;
        }
    }
    cells.iter_mut().for_each(|c| c.counts = !missing.contains(&(c.at.0, c.at.1)));
    (!cells.is_empty()).then_some(cells)
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
    let cells = counted(data, forecast, unit, groups, year)?;
    let left_out: BTreeSet<(usize, usize)> = cells.iter().filter(|c| !c.counts).map(|c| (c.at.0, c.at.1)).collect();
    let left_out = left_out.len();
    if cells.iter().all(|c| !c.counts) {
        let forecast = cells.iter().map(|c| c.forecast).sum();
        return Some(Compared { forecast, actual: None, left_out });
    }
    let (mut forecast, mut actual) = (0.0, 0.0);
    for cell in cells.iter().filter(|c| c.counts) {
        forecast += cell.forecast;
        actual += cell.actual;
    }
    Some(Compared { forecast, actual: Some(actual), left_out })
}

/// The reviews of a saved vintage against every January held after its base, earliest first.
pub fn saved_reviews(data: &Dataset, vintage: &SavedVintage, spec: &ModelSpec) -> Vec<Review> {
    let forecast = saved_cube(data, vintage);
    let causes = attribution::by_cell(data, vintage, &forecast, spec);
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
            let attribution = match &causes {
                Ok(cells) => Attribution::Split(attribution::rows(data, &forecast, cells, year)),
                Err(why) => Attribution::No(why.clone()),
            };
            Review {
                vintage: Vintage::saved(vintage),
                year,
                tolerance_percent: tolerance(data),
                rows: rows.collect(),
                level,
                provisional: is_provisional(data, year),
                attribution,
                year_groups: year_groups(data, &forecast, year),
            }
        })
        .collect()
}

/// Every year group by itself: a total masks what becomes of them.
fn year_groups(data: &Dataset, forecast: &Cube, year: CensusYear) -> Vec<YearGroupRow> {
    let mut rows = vec![];
    for (u, unit) in data.layout.units.iter().enumerate() {
        for group in data.schooling.groups() {
            if let Some(found) = compare(data, forecast, unit, &[group], year) {
                rows.push(YearGroupRow { unit: u, group, forecast: found.forecast, actual: found.actual });
            }
        }
    }
    rows
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
