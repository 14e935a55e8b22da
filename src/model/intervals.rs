//! Intervals of a forecast: what the paths say of every total.

use crate::calendar::{CensusYear, Series, YearGroup};
use std::collections::BTreeMap;

/// Where the errors come from that the paths draw again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorSource {
    /// The data set's own past one-step errors, from this many bases.
    Own {
        /// Bases.
        bases: usize,
        /// Whether the shipped spread stands in for an area that alone holds its year groups, and has no error beside itself.
        alone: bool,
    },
    /// The spread shipped with the model, for want of past errors.
    Shipped,
}

/// The central 80 and 95 per cent of the paths, and what is enough for most of them. The median is the point forecast.
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
    /// 80 per cent of the paths lie below.
    pub assured80: f64,
    /// 95 per cent of the paths lie below.
    pub assured95: f64,
}

/// Year groups in a January.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Total {
    groups: Vec<YearGroup>,
    year: CensusYear,
}

/// What is asked of the paths beside their bands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    /// By unit: with what chance does a total lie above so many pupils?
    ceilings: BTreeMap<usize, Vec<(Total, f64)>>,
    /// Totals whose paths are kept, for every unit.
    kept: Vec<Vec<YearGroup>>,
}

impl Questions {
    /// Asks with what chance a total lies above a number of pupils. Year groups that are no year group or series by
    /// themselves get no answer, nor does a January that is not forecast.
    pub fn ask(&mut self, unit: usize, groups: &[YearGroup], year: CensusYear, pupils: f64) {
        self.ceilings.entry(unit).or_default().push((Total { groups: groups.to_vec(), year }, pupils));
    }

    /// Asks for the paths of year groups and series of every unit.
    pub fn keep_all(&mut self, series: &[Series]) {
        self.kept.extend(series.iter().map(|s| s.groups.clone()));
    }

    /// Asks for the paths of a year group or series of every unit: a number for each path, unit and January.
    pub fn keep(&mut self, groups: &[YearGroup]) {
        self.kept.push(groups.to_vec());
    }

    /// The ceilings of a unit's total.
    pub(super) fn of<'a>(
        &'a self,
        unit: usize,
        groups: &'a [YearGroup],
        year: CensusYear,
    ) -> impl Iterator<Item = f64> + 'a {
        let asked = self.ceilings.get(&unit).into_iter().flatten();
        asked.filter(move |(t, _)| t.year == year && t.groups == groups).map(|(_, pupils)| *pupils)
    }

    /// Whether the paths of year groups are kept.
    pub(super) fn keeps(&self, groups: &[YearGroup]) -> bool {
        self.kept.iter().any(|k| k == groups)
    }
}

/// Bands of every unit, series and year ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    pub(super) base: CensusYear,
    pub(super) horizon: usize,
    pub(super) series: Vec<Series>,
    /// [unit][series][year ahead].
    pub(super) bands: Vec<Option<Band>>,
    /// Ceilings asked about, each with the share of the paths above it, by place in the bands.
    pub(super) chances: BTreeMap<usize, Vec<(f64, f64)>>,
    /// The paths that are kept, by place in the bands.
    pub(super) kept: BTreeMap<usize, Vec<f64>>,
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
    pub fn band(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<Band> {
        self.bands[self.place(unit, groups, year)?]
    }

    /// The chance, 0 to 1, that the total lies above a number of pupils; `None` where that was not asked, see
    /// [`Questions::ask`].
    pub fn chance_above(&self, unit: usize, groups: &[YearGroup], year: CensusYear, pupils: f64) -> Option<f64> {
        let chances = self.chances.get(&self.place(unit, groups, year)?)?;
        chances.iter().find(|(ceiling, _)| *ceiling == pupils).map(|(_, chance)| *chance)
    }

    /// The total of every path, in the order of the paths, which is the same in every scenario of a data set; `None` where
    /// they were not kept, see [`Questions::keep`].
    pub fn paths_of(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<&[f64]> {
        self.kept.get(&self.place(unit, groups, year)?).map(Vec::as_slice)
    }

    /// The Januaries with bands.
    pub(super) fn years(&self) -> impl Iterator<Item = CensusYear> + use<> {
        let base = self.base;
        (1..=self.horizon).map(move |ahead| base.plus(ahead as i32))
    }

    /// Lets the kept paths go, once all that is asked of them is answered.
    pub fn forget_paths(&mut self) {
        self.kept.clear();
    }

    /// The place of a total in the bands; `None` for what has none.
    fn place(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<usize> {
        let ahead = usize::try_from(year.years_since(self.base)).ok().filter(|h| (1..=self.horizon).contains(h))?;
        let series = self.series.iter().position(|s| s.groups == groups)?;
        Some(self.index(unit, series, ahead - 1))
    }

    pub(super) fn index(&self, unit: usize, series: usize, h: usize) -> usize {
        (unit * self.series.len() + series) * self.horizon + h
    }
}
