//! From infant to junior school: those who leave the one need places in the other.

use super::ledger::PlaceLedger;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Dataset, Tier};
use crate::model::Forecast;
use crate::status::Status;

/// Leavers of the last infant year of an area, beside the places of the first junior year a January later.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Position of the area in the layout.
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

/// The crossings of every area of the finest level that holds the year groups, in the years ahead; none where the data set names
/// no first junior year.
pub fn crossings(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> Vec<Crossing> {
    let Some(junior) = data.junior.filter(|g| g.0 > 0) else { return vec![] };
    let infant = YearGroup(junior.0 - 1);
    let Some((panel, _)) = data.layout.find(junior) else { return vec![] };
    let tier = Tier::Level(data.layout.panels[panel].level);
    let mut found = vec![];
    for (unit, of) in data.layout.units.iter().enumerate().filter(|(_, u)| u.tier == tier) {
        for year in (forecast.base.0 + 1..=forecast.last().0).map(CensusYear) {
            let leavers = forecast.pupils(data, of, &[infant], year.plus(-1));
            let (Some(leavers), Some(places)) = (leavers, ledger.places(data, of, &[junior], year)) else { continue };
            let of_pupils = forecast.status(data, of, &[infant], year.plus(-1));
            let status = of_pupils.max(ledger.status(data, of, &[junior], year));
            found.push(Crossing { unit, year, leavers, places, status });
        }
    }
    found
}
