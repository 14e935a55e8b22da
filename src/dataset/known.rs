//! A data set as it was known at a base year: what a fit may see, and nothing later.

use super::{Births, Dataset, Drivers, Transfers};
use crate::calendar::{BirthYear, CensusYear};
use ndarray::{ArrayView3, Axis, CowArray, Ix2, Slice};

/// The part of a data set known at a base year: rolls to that January, births to the 30 June before it.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    data: &'a Dataset,
    base: CensusYear,
}

impl Dataset {
    /// What was known in January of `base`; `None` where the rolls do not reach it.
    pub fn known(&self, base: CensusYear) -> Option<Known<'_>> {
        self.rolls.year_index(base).map(|_| Known { data: self, base })
    }
}

impl<'a> Known<'a> {
    /// The data set, for what does not change with the years: layout, geography, schooling.
    pub fn dataset(&self) -> &'a Dataset {
        self.data
    }

    /// The base year.
    pub fn base(&self) -> CensusYear {
        self.base
    }

    /// Number of census years known.
    pub fn years(&self) -> usize {
        self.base.years_since(self.data.rolls.first) as usize + 1
    }

    /// Rolls of a panel up to the base: [areas, year groups, years].
    pub fn rolls(&self, panel: usize) -> ArrayView3<'a, f64> {
        let years = self.years();
        self.data.rolls.panels[panel].slice_axis(Axis(2), Slice::from(..years))
    }

    /// The last birth year known at the base: the twelve months to 30 June of the year before the January.
    pub fn last_births(&self, births: &Births) -> BirthYear {
        births.last().min(BirthYear(self.base.0 - 1))
    }

    /// Births known at the base: [areas of the first panel, years from the first held]. Those of larger areas are shared by what
    /// was known at the base.
    pub fn births(&self) -> Option<(&'a Births, CowArray<'a, f64, Ix2>)> {
        let births = self.data.births.as_ref()?;
        let years = self.last_births(births).years_since(births.first) + 1;
        let years = usize::try_from(years).ok().filter(|&y| y > 0)?;
        let mut values = births.by_area(self);
        values.slice_axis_inplace(Axis(1), Slice::from(..years));
        Some((births, values))
    }

    /// Flows into the transfer year group up to the base, latest first: the year and its index in `flows`.
    pub fn transfers(&self) -> Option<(&'a Transfers, impl Iterator<Item = usize> + use<'a>)> {
        let transfers = self.data.transfers.as_ref()?;
        let years = (self.base.years_since(transfers.first) + 1).clamp(0, transfers.flows.len_of(Axis(2)) as i32);
        let held = (0..years as usize).rev().filter(move |&t| !transfers.from_outside[[0, t]].is_nan());
        Some((transfers, held))
    }

    /// What was planned at the base: the drivers, where the base is the last January held.
    ///
    /// The files say what is planned and counted now. Nothing of it was known in an earlier January, and a backtest must not
    /// be told.
    pub fn drivers(&self) -> Option<&'a Drivers> {
        (self.base == self.data.last_census()).then_some(&self.data.drivers)
    }

    /// Children of an age not yet at school by row of the first panel, as a January up to the base counts them; `None` where
    /// that January is not held. Unlike a plan, a count of the past was known in the past.
    pub fn children(&self, age: usize, year: CensusYear) -> Option<Vec<f64>> {
        self.data.drivers.preschool.as_ref().filter(|_| year <= self.base)?.of_age(age, year)
    }

    /// National births to the last year known, where the data set is compared with a nation.
    pub fn reference_births(&self) -> Option<(BirthYear, &'a [f64])> {
        let (first, values) = self.data.reference.as_ref()?.births.as_ref()?;
        let years = (BirthYear(self.base.0 - 1).years_since(*first) + 1).clamp(0, values.len() as i32);
        Some((*first, &values[..years as usize]))
    }
}
