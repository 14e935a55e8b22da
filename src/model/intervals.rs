//! Intervals of a forecast: what the paths say of every total.

use crate::calendar::{CensusYear, Series};

/// Where the errors come from that the paths draw again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorSource {
    /// The data set's own past one-step errors, from this many bases.
    Own {
        /// Bases.
        bases: usize,
    },
    /// The spread shipped with the model, for want of past errors.
    Shipped,
}

/// The central 80 and 95 per cent of the paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// 2.5 per cent of the paths lie below.
    pub lo95: f64,
    /// 10 per cent lie below.
    pub lo80: f64,
    /// 10 per cent lie above.
    pub hi80: f64,
    /// 2.5 per cent lie above.
    pub hi95: f64,
}

/// Bands of every unit, series and year ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    pub(super) base: CensusYear,
    pub(super) horizon: usize,
    pub(super) series: Vec<Series>,
    /// [unit][series][year ahead].
    pub(super) bands: Vec<Option<Band>>,
    /// Where the errors come from.
    pub source: ErrorSource,
    /// Paths simulated.
    pub paths: usize,
    /// Chance of a national shock year.
    pub shock_probability: f64,
    /// Its size in usual national surprises.
    pub shock_multiple: f64,
}

impl Intervals {
    /// The band of a unit (its position in the layout) and year groups in a January; `None` for history, for a total
    /// without a forecast, and for year groups that are no year group or series by themselves.
    pub fn band(&self, unit: usize, groups: &[crate::calendar::YearGroup], year: CensusYear) -> Option<Band> {
        let ahead = usize::try_from(year.years_since(self.base)).ok().filter(|h| (1..=self.horizon).contains(h))?;
        let series = self.series.iter().position(|s| s.groups == groups)?;
        self.bands[self.index(unit, series, ahead - 1)]
    }

    pub(super) fn index(&self, unit: usize, series: usize, h: usize) -> usize {
        (unit * self.series.len() + series) * self.horizon + h
    }
}
