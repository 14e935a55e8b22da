//! What a what-if assumes of the years ahead, where a data set holds nothing that could be changed. It moves forecasts,
//! and nothing that was learned from the past.

mod arrivals;
mod intake;
mod migration;
mod shares;

pub use arrivals::ArrivalsAhead;
pub use intake::IntakeAhead;
pub use migration::{MigrationAhead, MigrationCourse};
pub use shares::{ShareChange, SharesAhead};

use super::maths::power;
use crate::calendar::BirthYear;
use ndarray::Array1;

/// Everything assumed; by default nothing, and then every forecast is what it was, to the last bit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assumptions {
    /// Courses of births not yet known.
    pub births: Vec<BirthsAhead>,
    /// Courses of net movement, for a model that has levels of areas.
    pub migration: Vec<MigrationAhead>,
    /// Waves of arrivals.
    pub arrivals: Vec<ArrivalsAhead>,
    /// Shares of the transfer that are others.
    pub transfers: Vec<SharesAhead>,
    /// Intakes moved by schools that open or close.
    pub intakes: Vec<IntakeAhead>,
}

/// Who a course of births is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The data set and the nation it is compared with: the change is the nation's.
    Nation,
    /// Rows of the first panel.
    Rows(Vec<usize>),
}

/// How births run that are not yet known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BirthsCourse {
    /// Each year times this factor on the year before, in the place of the national growth of the model.
    Yearly(f64),
    /// Those of the model times this factor.
    Scaled(f64),
}

/// A course of births, from one birth year to another.
#[derive(Debug, Clone, PartialEq)]
pub struct BirthsAhead {
    /// Whose births.
    pub reach: Reach,
    /// The first birth year it holds for.
    pub from: BirthYear,
    /// The last, both included; for good where there is none.
    pub to: Option<BirthYear>,
    /// How they run.
    pub course: BirthsCourse,
}

impl BirthsAhead {
    fn holds(&self, year: BirthYear) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }

    /// What births of a year are multiplied by.
    ///
    /// Formula: scaled, the factor itself in the years it holds for; yearly, prod over the years k up to this one that it holds
    /// for of factor / e^(growth of the model in k).
    ///
    /// `growth` gives e^growth of the model by year after `last_known`.
    pub(super) fn factor(&self, year: BirthYear, last_known: BirthYear, growth: impl Fn(usize) -> f64) -> f64 {
        match self.course {
            BirthsCourse::Scaled(factor) => {
                if self.holds(year) {
                    factor
                } else {
                    1.0
                }
            }
            BirthsCourse::Yearly(factor) => {
                let ahead = usize::try_from(year.years_since(last_known)).unwrap_or(0);
                let held: Vec<usize> = (1..=ahead).filter(|k| self.holds(last_known.plus(*k as i32))).collect();
                power(factor, held.len()) / held.into_iter().map(growth).product::<f64>()
            }
        }
    }

    /// Multiplies births by row. The rest of the nation, where there is one, is the row after those of the data set.
    pub(super) fn apply(&self, births: &mut Array1<f64>, factor: f64) {
        match &self.reach {
            Reach::Nation => births.iter_mut().for_each(|b| *b *= factor),
            Reach::Rows(rows) => {
                for row in rows {
                    births[*row] *= factor;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(course: BirthsCourse, from: u16, to: Option<u16>) -> BirthsAhead {
        BirthsAhead { reach: Reach::Nation, from: BirthYear(from), to: to.map(BirthYear), course }
    }

    #[test]
    fn a_yearly_course_takes_the_place_of_the_growth_of_the_model() {
        // Births of 2019 are known, and the model lets them grow by a tenth a year.
        let factor = |a: &BirthsAhead, year| a.factor(BirthYear(year), BirthYear(2019), |_| 1.1);
        let falling = ahead(BirthsCourse::Yearly(0.98), 2020, None);
        // 1000 births, three years on: 1000 x 0.98^3 and not 1000 x 1.1^3.
        let three_on = 1000.0 * 1.1 * 1.1 * 1.1 * factor(&falling, 2022);
        assert!((three_on - 941.192).abs() < 1e-9, "{three_on}");
        // From 2021 to 2021: one year of fall, and growth before and after it.
        let once = ahead(BirthsCourse::Yearly(0.98), 2021, Some(2021));
        let three_on = 1000.0 * 1.1 * 1.1 * 1.1 * factor(&once, 2022);
        assert!((three_on - 1000.0 * 1.1 * 0.98 * 1.1).abs() < 1e-9, "{three_on}");
    }

    #[test]
    fn a_scale_holds_in_its_years_alone() {
        let low = ahead(BirthsCourse::Scaled(0.9), 2021, Some(2022));
        let factors: Vec<f64> = (2020..=2023).map(|y| low.factor(BirthYear(y), BirthYear(2019), |_| 1.1)).collect();
        assert_eq!(factors, [1.0, 0.9, 0.9, 1.0]);
    }
}
