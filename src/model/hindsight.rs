//! What a review asks of a model after the event: what it would have been told, had it known.

use super::drivers::built;
use super::fit::FittedModel;
use super::spec::{Method, ModelSpec};
use crate::calendar::{BirthYear, CensusYear};
use crate::dataset::Dataset;
use ndarray::{Array1, Array3};

/// How the leavers of every area make the intakes of the transfer year group, by what was known at a base.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeShares {
    /// Panel and column of the leavers.
    pub feeder: (usize, usize),
    /// Panel and column of the intake.
    pub intake: (usize, usize),
    /// Of each receiving row, the feeding rows with the pupils that come for each leaver, those from outside included.
    pub shares: Vec<Vec<(usize, f64)>>,
}

impl ModelSpec {
    /// Births that feed the entry year group of a January, as they are held now, by area of the first panel. Those of larger areas
    /// are shared as they were at a base.
    ///
    /// Formula: w b(c - lag) + (1 - w) b(c - lag + 1), w the share of the cohort born in the first of its two birth years; 1 for
    /// the default model.
    ///
    /// `None` where births are not held, or the rule takes none.
    pub fn births_feeding(&self, data: &Dataset, base: CensusYear, year: CensusYear) -> Option<Array1<f64>> {
        let first_weight = match &self.method {
            Method::Persistence {} | Method::Drift {} => return None,
            Method::CohortSurvival(constants) => constants.months_in_first_birth_year / 12.0,
            Method::Credible(_) => 1.0,
        };
        let births = data.births.as_ref()?;
        let first = BirthYear(year.0).plus(-i32::from(births.lag));
        let values = births.by_area(&data.known(base)?);
        let of_year = |year: BirthYear| Some(values.column(births.column(year)?).to_owned());
        let born = of_year(first)? * first_weight;
        if first_weight < 1.0 { Some(born + of_year(first.plus(1))? * (1.0 - first_weight)) } else { Some(born) }
    }
}

impl FittedModel {
    /// How leavers make intakes; `None` for a rule that follows no cohort, or where nothing feeds a transfer year group.
    ///
    /// Formula: e(f, d) = s(f, d) + o(d) sum over d' of s(f, d'), s the share of f's leavers who come to d, o(d) the pupils from
    /// outside who come to d for each pupil from inside.
    pub fn intake_shares(&self) -> Option<IntakeShares> {
        let link = self.cohort_link()?;
        let rows = self.start_rows(link.intake.0);
        let feeding = self.start_rows(link.feeder.0);
        let kept: Vec<f64> = (0..feeding).map(|row| link.share_inside(row)).collect();
        let shares = (0..rows).map(|row| {
            let outside = link.outside_rate(row);
            let mut of: Vec<f64> = vec![0.0; if outside > 0.0 { feeding } else { 0 }];
            if outside > 0.0 {
                of.iter_mut().zip(&kept).for_each(|(e, inside)| *e = outside * inside);
                link.shares_of(row).iter().for_each(|(from, share)| of[*from] += share);
                of.into_iter().enumerate().filter(|(_, e)| *e > 0.0).collect()
            } else {
                link.shares_of(row).to_vec()
            }
        });
        Some(IntakeShares { feeder: link.feeder, intake: link.intake, shares: shares.collect() })
    }

    /// Pupils of the homes completed since the base beyond the rate of late, by panel, [areas, year groups, years ahead]: the
    /// step `housing` of a forecast that had known what would be built. `None` where no homes are held.
    pub fn homes_as_built(&self, data: &Dataset, horizon: usize) -> Option<Vec<Array3<f64>>> {
        built(data.known(self.base())?, self.start(), self.cohort_link(), self.housing_rule(), horizon)
    }
}
