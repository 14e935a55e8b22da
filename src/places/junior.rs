//! From infant to junior school: those who leave the one need places in the other.

use super::ledger::PlaceLedger;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Dataset, Tier, Unit};
use crate::model::Forecast;
use crate::status::Status;
use std::collections::BTreeSet;

/// Leavers of the last infant year of an area or of linked schools, beside the places of the first junior year a January later.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Position of the area, or of the group of linked schools, in the layout.
    pub unit: usize,
    /// The January in which they are in the first junior year.
    pub year: CensusYear,
    /// Pupils of the year group below, the January before.
    pub leavers: f64,
    /// Places of the first junior year.
    pub places: f64,
    /// How firmly both are known.
    pub status: Status,
}

impl Crossing {
    /// Places short.
    ///
    /// Formula: max(0, leavers - places).
    /// Example: 62 in Year 2 in January 2020, 60 places in Year 3 in January 2021: 2 short, whatever the roll of Year 3 turns
    /// out to be, which may be 60 because two had to go elsewhere.
    pub fn short(&self) -> f64 {
        (self.leavers - self.places).max(0.0)
    }
}

/// Every crossing in the years ahead, and who has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Crossings {
    /// By unit and year.
    pub found: Vec<Crossing>,
    /// Areas, by position in the layout, with pupils in the last infant year and no places in the first junior year, which no
    /// group of linked schools holds: where their leavers go is not known.
    pub unlinked: Vec<usize>,
}

/// The crossings of the groups of linked schools, where the data set names the grouping, and of every other area of the finest
/// level that holds both year groups by itself; none where the data set names no first junior year.
///
/// Formula: leavers = sum of the last infant year over the schools of a group, places = sum of the first junior year.
/// Example: an infant school with 62 in Year 2 and one with 28, both linked to a junior school of 90 places: none short, though
/// neither has a place of its own in Year 3.
pub fn crossings(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> Crossings {
    let Some(junior) = data.junior.filter(|g| g.0 > 0) else { return Crossings::default() };
    let infant = YearGroup(junior.0 - 1);
    let Some((panel, _)) = data.layout.find(junior) else { return Crossings::default() };
    let tier = Tier::Level(data.layout.panels[panel].level);
    let units = || data.layout.units.iter().enumerate();
    let groups = || units().filter(|(_, u)| data.junior_links.is_some_and(|g| u.tier == Tier::Grouping(g)));
    let rows = |unit: &Unit| unit.parts.iter().filter(|p| p.panel == panel).map(|p| p.row).collect::<Vec<usize>>();
    let linked: BTreeSet<usize> = groups().flat_map(|(_, group)| rows(group)).collect();
    let alone = units().filter(|(_, u)| u.tier == tier && rows(u).iter().all(|row| !linked.contains(row)));
    let mut crossings = Crossings::default();
    for (unit, of) in groups().chain(alone) {
        let mut leave = false;
        for year in (forecast.base.0 + 1..=forecast.last().0).map(CensusYear) {
            let Some(leavers) = forecast.pupils(data, of, &[infant], year.plus(-1)) else { continue };
            leave = leave || leavers > 0.0;
            let Some(places) = ledger.places(data, of, &[junior], year) else { continue };
            let of_pupils = forecast.status(data, of, &[infant], year.plus(-1));
            let status = of_pupils.max(ledger.status(data, of, &[junior], year));
            crossings.found.push(Crossing { unit, year, leavers, places, status });
        }
        if leave && crossings.found.last().is_none_or(|c| c.unit != unit) {
            crossings.unlinked.push(unit);
        }
    }
    crossings
}
