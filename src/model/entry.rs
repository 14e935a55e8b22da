//! What feeds the entry year group: births, known and not yet known.

use crate::calendar::CensusYear;
use crate::dataset::Known;
use ndarray::{Array1, Array2, Axis, Slice};

/// Births known at a base, carried on beyond the last known year on demand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BirthFeed {
    /// Census year fed by column 0 when all twelve months lie in the first birth year.
    first_fed: CensusYear,
    known: Array2<f64>,
    /// Each area's share of the nation and the national births, for years not yet known.
    share: Array1<f64>,
    nation: f64,
    /// Weight of the first of the two birth years.
    first_weight: f64,
}

impl BirthFeed {
    /// Births as known at the base.
    ///
    /// Formula: the entry year of census c is fed by `m/12 b(c - lag) + (12 - m)/12 b(c - lag + 1)`; for a birth year
    /// not yet known `b = M s`, where M is the national births of the last known year and s the area's share of the
    /// nation's births over the last years known.
    ///
    /// `None` where no births are known at the base.
    pub(super) fn new(known: Known, months_in_first_year: f64, share_years: usize) -> Option<BirthFeed> {
        let (births, values) = known.births()?;
        let national = national_births(known)?;
        let window = share_years.min(values.ncols());
        let recent = values.slice_axis(Axis(1), Slice::from(-(window as isize)..));
        let nation: f64 = national[national.len() - window..].iter().sum();
        Some(BirthFeed {
            first_fed: CensusYear(births.first.0).plus(i32::from(births.lag)),
            known: values.to_owned(),
            share: recent.sum_axis(Axis(1)) / nation,
            nation: *national.last()?,
            first_weight: months_in_first_year / 12.0,
        })
    }

    /// Births feeding a census from what was known alone; `None` where part of them is not.
    pub(super) fn known(&self, year: CensusYear) -> Option<Array1<f64>> {
        let first = usize::try_from(year.years_since(self.first_fed)).ok()?;
        let needed = if self.first_weight < 1.0 { first + 1 } else { first };
        (needed < self.known.ncols()).then(|| self.blend(first))
    }

    /// Births feeding a census, unknown years filled in. `None` before the first census that births can feed.
    pub(super) fn at(&self, year: CensusYear) -> Option<Array1<f64>> {
        usize::try_from(year.years_since(self.first_fed)).ok().map(|first| self.blend(first))
    }

    fn blend(&self, first: usize) -> Array1<f64> {
        let (w, next) = (self.first_weight, 1.0 - self.first_weight);
        self.year(first) * w + self.year(first + 1) * next
    }

    fn year(&self, index: usize) -> Array1<f64> {
        if index < self.known.ncols() { self.known.column(index).to_owned() } else { &self.share * self.nation }
    }
}

/// National births in the birth years of the data set: the reference's, or the sum of the areas where there is none.
/// `None` where the reference does not hold every one of those years.
fn national_births(known: Known) -> Option<Vec<f64>> {
    let (births, values) = known.births()?;
    match known.reference_births() {
        None => Some(values.sum_axis(Axis(0)).to_vec()),
        Some((first, reference)) => {
            let skip = usize::try_from(births.first.years_since(first)).ok()?;
            let reference = reference.get(skip..skip + values.ncols())?;
            reference.iter().all(|b| b.is_finite()).then(|| reference.to_vec())
        }
    }
}
