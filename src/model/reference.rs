//! The nation a data set is compared with (R1): its own reference, the built-in one, or none.

use super::credible::ReferenceChoice;
use super::fit::FitError;
use crate::calendar::{BirthYear, CensusYear, YearGroup};
use crate::dataset::{Known, Reference};
use ndarray::{Array2, Axis, concatenate};
use std::fmt;

/// Where the national series comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparedWith {
    /// The reference that `dataset.toml` names.
    OwnReference,
    /// The series of England built into the program.
    BuiltIn,
    /// The sum of the data set's own areas.
    OwnSum,
    /// The same, because the built-in series of England does not reach the base.
    OwnSumForWantOfYears {
        /// Last January of the built-in series.
        last: CensusYear,
    },
}

impl ComparedWith {
    /// Whether areas are compared with their own sum, for whatever reason.
    pub(in crate::model) fn is_own_sum(&self) -> bool {
        matches!(self, ComparedWith::OwnSum | ComparedWith::OwnSumForWantOfYears { .. })
    }
}

impl fmt::Display for ComparedWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ComparedWith::OwnReference => f.write_str("the national series of the data set"),
            ComparedWith::BuiltIn => f.write_str("the national series of England built into the program"),
            ComparedWith::OwnSum => f.write_str("the sum of their own"),
            ComparedWith::OwnSumForWantOfYears { last } => {
                write!(
                    f,
                    "the sum of their own, because the built-in national series of England ends in January {last}"
                )
            }
        }
    }
}

/// A national series that a data set is part of.
#[derive(Debug, Clone)]
pub(super) struct Nation {
    reference: Reference,
}

impl Nation {
    /// The nation for a fit, and where it comes from.
    ///
    /// # Errors
    /// A reference the data set names must hold every year and year group used and be larger than the data set in each.
    /// The built-in one is passed over in silence where it does not fit.
    pub(super) fn resolve(known: Known, choice: ReferenceChoice) -> Result<(Option<Nation>, ComparedWith), FitError> {
        let data = known.dataset();
        if choice == ReferenceChoice::None {
            return Ok((None, ComparedWith::OwnSum));
        }
        if let Some(nation) = Nation::of_data_set(known)? {
            return Ok((Some(nation), ComparedWith::OwnReference));
        }
        let Some(reference) = Reference::england(&data.schooling) else { return Ok((None, ComparedWith::OwnSum)) };
        let last = reference.first.plus(reference.rolls.ncols() as i32 - 1);
        if last < known.base() {
            return Ok((None, ComparedWith::OwnSumForWantOfYears { last }));
        }
        let built_in = Nation { reference };
        Ok(match built_in.unfit(known) {
            None => (Some(built_in), ComparedWith::BuiltIn),
            Some(_) => (None, ComparedWith::OwnSum),
        })
    }

    /// The reference that the data set names, if it names one.
    ///
    /// # Errors
    /// [`FitError::Reference`] where it cannot serve this fit.
    pub(super) fn of_data_set(known: Known) -> Result<Option<Nation>, FitError> {
        let Some(reference) = &known.dataset().reference else { return Ok(None) };
        let nation = Nation { reference: reference.clone() };
        match nation.unfit(known) {
            None => Ok(Some(nation)),
            Some(reason) => Err(FitError::Reference { base: known.base(), reason }),
        }
    }

    /// National pupils of a year group and January; NaN where not held.
    pub(super) fn roll(&self, group: YearGroup, year: CensusYear) -> f64 {
        let t = usize::try_from(year.years_since(self.reference.first)).ok();
        t.and_then(|t| self.reference.rolls.get([group.index(), t])).copied().unwrap_or(f64::NAN)
    }

    /// Census years of the data set before the nation's first.
    pub(super) fn years_before(&self, known: Known) -> usize {
        self.reference.first.years_since(known.dataset().rolls.first).max(0) as usize
    }

    /// Why the nation cannot serve this fit; `None` where it can.
    fn unfit(&self, known: Known) -> Option<String> {
        let data = known.dataset();
        let start = data.rolls.first.max(self.reference.first);
        for (p, panel) in data.layout.panels.iter().enumerate() {
            let rolls = known.rolls(p);
            for (column, group) in panel.columns() {
                for year in (start.0..=known.base().0).map(CensusYear) {
                    let name = data.schooling.name(group);
                    let whole = self.roll(group, year);
                    if whole.is_nan() {
                        return Some(format!("it holds no rolls for {year}, year group {name}"));
                    }
                    let t = year.years_since(data.rolls.first) as usize;
                    let own: f64 = rolls.index_axis(Axis(2), t).column(column).iter().filter(|v| !v.is_nan()).sum();
                    if whole <= own {
                        return Some(format!(
                            "in {year}, year group {name}, it has {whole} pupils and the data set {own}: nothing is left \
                             for the rest of the nation"
                        ));
                    }
                }
            }
        }
        if start > known.base() {
            return Some(format!("it begins in {}", self.reference.first));
        }
        self.births_unfit(known, start)
    }

    fn births_unfit(&self, known: Known, start: CensusYear) -> Option<String> {
        let (births, values) = known.births()?;
        let Some((first, national)) = &self.reference.births else {
            return Some("it holds no births, and the data set does".to_owned());
        };
        let from = births.first.max(BirthYear(start.0.saturating_sub(u16::from(births.lag))));
        for year in (from.0..=known.last_births(births).0).map(BirthYear) {
            let at = usize::try_from(year.years_since(*first)).ok();
            let whole = at.and_then(|i| national.get(i)).copied().unwrap_or(f64::NAN);
            if whole.is_nan() {
                return Some(format!("it holds no births for the year to 30 June {year}"));
            }
            let own = values.column(year.years_since(births.first) as usize).sum();
            if whole <= own {
                return Some(format!(
                    "in the year to 30 June {year} it has {whole} births and the data set {own}: nothing is left for the \
                     rest of the nation"
                ));
            }
        }
        None
    }
}

/// Births known at the base as the method counts them: own areas, then the rest of the nation where there is one.
///
/// Returns the year of column 0 and [areas, years].
pub(super) fn known_births(known: Known, nation: Option<&Nation>) -> Option<(BirthYear, Array2<f64>)> {
    let (births, values) = known.births()?;
    let Some((first, national)) = nation.and_then(|n| n.reference.births.as_ref()) else {
        return Some((births.first, values.to_owned()));
    };
    let from = births.first.max(*first);
    let own = values.slice_axis(Axis(1), ndarray::Slice::from(from.years_since(births.first) as usize..)).to_owned();
    let rest = Array2::from_shape_fn((1, own.ncols()), |(_, t)| {
        let at = from.years_since(*first) as usize + t;
        national.get(at).copied().unwrap_or(f64::NAN) - own.column(t).sum()
    });
    Some((from, concatenate(Axis(0), &[own.view(), rest.view()]).ok()?))
}
