//! Reliefs: areas that are short while a neighbour has places to spare.

use super::ledger::PlaceLedger;
use super::need::Cells;
use crate::calendar::{CensusYear, Series, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable};
use crate::model::Forecast;
use crate::status::Status;
use std::collections::BTreeMap;

/// How two areas are known to be within reach of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// neighbours.csv says so.
    Neighbours,
    /// Pupils of the one go on to schools of the other.
    Transfers,
}

impl Reach {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Reach::Neighbours => "neighbours",
            Reach::Transfers => "transfers",
        }
    }
}

/// Fewer of an area's leavers than this share go to no neighbour but by chance.
const LEAST_SHARE: f64 = 0.01;

/// A neighbour with places for some of those who find none.
#[derive(Debug, Clone, PartialEq)]
pub struct Relief {
    /// The series.
    pub series: SeriesId,
    /// The January.
    pub year: CensusYear,
    /// Position in the layout of the area that is short.
    pub short: usize,
    /// Places it is short of, year group by year group.
    pub need: f64,
    /// Position in the layout of the neighbour.
    pub neighbour: usize,
    /// Of those, how many the neighbour's spare places of the same year groups could take, by itself.
    pub takes: f64,
    /// How the two are known to be within reach.
    pub reach: Reach,
    /// How firmly places, pupils and reach are known.
    pub status: Status,
}

/// Every relief in the years ahead, by series, January, area and neighbour.
///
/// Formula: takes = sum over year groups of min(max(0, d), max(0, -e)).
/// where d is pupils less places of the area that is short, and e of the neighbour. Each relief is counted by itself: two areas
/// may look to one neighbour's places.
///
/// Neighbours are those of neighbours.csv; in the phase after the transfer, where that names none, the areas to which at least
/// one in a hundred of the leavers of the last year held went.
pub fn reliefs(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> Vec<Relief> {
    let cells = Cells::new(data, forecast, ledger);
    let unit_of: BTreeMap<_, usize> =
        data.layout.units.iter().enumerate().filter_map(|(u, unit)| Some((unit.area?, u))).collect();
    let mut found = vec![];
    for (s, series) in data.schooling.series().iter().enumerate() {
        let Some(panel) = panel_of(data, series) else { continue };
        let reach = within_reach(data, panel, series);
        let areas = &data.layout.panels[panel].areas;
        for year in (forecast.base.0 + 1..=forecast.last().0).map(CensusYear) {
            let shortage = |row: usize| -> Option<Vec<f64>> {
                series.groups.iter().map(|g| cells.shortage(panel, row, *g, year)).collect()
            };
            for (&row, others) in &reach {
                let Some(short) = shortage(row) else { continue };
                let need: f64 = short.iter().map(|d| d.max(0.0)).sum();
                if need <= 0.0 {
                    continue;
                }
                for &(other, reach, known) in others {
                    let Some(there) = shortage(other) else { continue };
                    let takes: f64 = short.iter().zip(&there).map(|(d, e)| d.max(0.0).min((-e).max(0.0))).sum();
                    let units = unit_of.get(&areas[row]).zip(unit_of.get(&areas[other]));
                    let (Some((&from, &to)), true) = (units, takes > 0.0) else { continue };
                    let status = [from, to].into_iter().fold(known, |status, u| {
                        let unit = &data.layout.units[u];
                        let of_places = ledger.status(data, unit, &series.groups, year);
                        status.max(of_places).max(forecast.status(data, unit, &series.groups, year))
                    });
                    found.push(Relief {
                        series: SeriesId(s),
                        year,
                        short: from,
                        need,
                        neighbour: to,
                        takes,
                        reach,
                        status,
                    });
                }
            }
        }
    }
    found
}

/// The panel that holds all year groups of a series; none for a series across two.
fn panel_of(data: &Dataset, series: &Series) -> Option<usize> {
    let mut panels = series.groups.iter().map(|g| data.layout.find(*g).map(|(panel, _)| panel));
    let first = panels.next()??;
    panels.all(|p| p == Some(first)).then_some(first)
}

/// By row of a panel, the rows within reach of each other for a series.
fn within_reach(data: &Dataset, panel: usize, series: &Series) -> BTreeMap<usize, Vec<(usize, Reach, Status)>> {
    let areas = &data.layout.panels[panel].areas;
    let row = |area| areas.binary_search(&area).ok();
    let mut found: BTreeMap<usize, Vec<(usize, Reach, Status)>> = BTreeMap::new();
    for (from, area) in areas.iter().enumerate() {
        for (other, status) in data.neighbours.of(*area) {
            found.entry(from).or_default().extend(row(other).map(|to| (to, Reach::Neighbours, status)));
        }
    }
    let after_transfer = data.schooling.transfer().is_some_and(|t| series.groups.iter().all(|g| *g >= t));
    if let (true, true, Some(transfers)) = (found.is_empty(), after_transfer, &data.transfers) {
        let last = transfers.flows.len_of(ndarray::Axis(2)).saturating_sub(1);
        for (f, from) in transfers.areas.iter().enumerate() {
            let leavers: f64 = (0..transfers.areas.len()).map(|t| transfers.flows[[f, t, last]]).sum();
            for (t, to) in transfers.areas.iter().enumerate().filter(|(t, _)| *t != f) {
                let goes = transfers.flows[[f, t, last]] >= LEAST_SHARE * leavers && leavers > 0.0;
                if let (true, Some(from), Some(to)) = (goes, row(*from), row(*to)) {
                    found.entry(from).or_default().push((to, Reach::Transfers, transfers.status));
                }
            }
        }
    }
    found
}

/// `reliefs.csv`.
pub fn reliefs_table(data: &Dataset, base: CensusYear, reliefs: &[Relief]) -> OutTable {
    let text = |f: &dyn Fn(&Relief) -> String| OutColumn::Text(reliefs.iter().map(f).collect());
    let number = |f: &dyn Fn(&Relief) -> f64| OutColumn::Number(reliefs.iter().map(|r| Some(f(r))).collect());
    let year =
        |f: &dyn Fn(&Relief) -> CensusYear| OutColumn::Whole(reliefs.iter().map(|r| Some(i64::from(f(r).0))).collect());
    let code = |u: usize| data.layout.units[u].code.clone();
    OutTable::new(
        "reliefs",
        vec![
            ("base_year", year(&|_| base)),
            ("census_year", year(&|r| r.year)),
            ("series", text(&|r| data.schooling.series()[r.series.0].name.clone())),
            ("area", text(&|r| code(r.short))),
            ("need", number(&|r| r.need)),
            ("neighbour", text(&|r| code(r.neighbour))),
            ("takes", number(&|r| r.takes)),
            ("reach", text(&|r| r.reach.word().to_owned())),
            ("status", text(&|r| r.status.word().to_owned())),
        ],
    )
}
