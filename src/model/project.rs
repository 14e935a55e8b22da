//! The projection itself: years of rolls from a base, feeders and ratios.

use super::entry::BirthFeed;
use super::maths::power;
use super::transfer::TransferLink;
use crate::calendar::CensusYear;
use ndarray::{Array1, Array2, Array3, ArrayViewMut2, Axis, Slice};

/// Ratios by panel for each year ahead; the last year given holds for every later one, so a schedule of one year is a
/// constant schedule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RatioSchedule {
    years: Vec<Vec<Array2<f64>>>,
}

impl RatioSchedule {
    /// The same ratios in every year.
    pub(super) fn constant(ratios: Vec<Array2<f64>>) -> RatioSchedule {
        RatioSchedule { years: vec![ratios] }
    }

    /// Ratios of the year `ahead` (1 is the first).
    fn at(&self, ahead: usize) -> &[Array2<f64>] {
        &self.years[ahead.min(self.years.len()) - 1]
    }
}

/// What feeds the entry year group through the years ahead.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum EntryFeed {
    /// Births, to be multiplied by the entry ratio.
    Births(BirthFeed),
    /// A constant entry, for a data set without births.
    Constant(Array1<f64>),
}

/// Cohort survival from the base, by panel: [areas, year groups, years ahead].
///
/// Formula: F(a,g,h) = F(a,g-1,h-1) r(a,g,h), with F(.,.,0) the rolls of the base year; entry: births feeding the census
/// times r, or the constant entry; transfer: the expected intake times r.
///
/// A cell without a roll at the base has no forecast (NaN), nor has one in an area without pupils at the base.
pub(super) fn cohort_survival(
    base: CensusYear,
    start: &[Array2<f64>],
    entry: &EntryFeed,
    link: Option<&TransferLink>,
    schedule: &RatioSchedule,
    horizon: usize,
) -> Vec<Array3<f64>> {
    let mut out: Vec<Array3<f64>> =
        start.iter().map(|s| Array3::from_elem((s.nrows(), s.ncols(), horizon), f64::NAN)).collect();
    let mut current: Vec<Array2<f64>> = start.to_vec();
    for ahead in 1..=horizon {
        let ratios = schedule.at(ahead);
        let intake = link.map(|l| l.expected(current[l.feeder.0].column(l.feeder.1)));
        for (p, rolls) in current.iter_mut().enumerate() {
            let mut fed = Array2::zeros(rolls.dim());
            for g in 1..rolls.ncols() {
                fed.column_mut(g).assign(&rolls.column(g - 1));
            }
            if let (Some(link), Some(intake)) = (link, &intake)
                && link.intake.0 == p
            {
                fed.column_mut(link.intake.1).assign(intake);
            }
            let mut next = &fed * &ratios[p];
            if p == 0 {
                match entry {
                    EntryFeed::Births(births) => {
                        let births = births.at(base.plus(ahead as i32));
                        let own = births.slice_axis(Axis(0), Slice::from(..rolls.nrows()));
                        next.column_mut(0).assign(&(&own * &ratios[p].column(0)));
                    }
                    EntryFeed::Constant(pupils) => next.column_mut(0).assign(pupils),
                }
            }
            close(&mut next.view_mut(), &start[p]);
            out[p].index_axis_mut(Axis(2), ahead - 1).assign(&next);
            // A gap in the middle of an area's year groups feeds nobody.
            *rolls = next.mapv(|v| if v.is_nan() { 0.0 } else { v });
        }
    }
    out
}

/// Takes away the forecast of cells without a roll at the base, and of areas without pupils there.
pub(super) fn close(next: &mut ArrayViewMut2<f64>, start: &Array2<f64>) {
    for (mut row, base) in next.outer_iter_mut().zip(start.outer_iter()) {
        let open = base.iter().any(|v| *v > 0.0);
        for (cell, held) in row.iter_mut().zip(base) {
            if held.is_nan() {
                *cell = f64::NAN;
            } else if !open {
                *cell = 0.0;
            }
        }
    }
}

/// Every cell of the base year grown by its own factor: factor 1 is persistence.
///
/// Formula: F(a,g,h) = N(a,g,T) r(a,g)^h.
pub(super) fn own_growth(start: &[Array2<f64>], growth: &[Array2<f64>], horizon: usize) -> Vec<Array3<f64>> {
    let panel = |start: &Array2<f64>, growth: &Array2<f64>| {
        Array3::from_shape_fn((start.nrows(), start.ncols(), horizon), |(a, g, h)| {
            start[[a, g]] * power(growth[[a, g]], h + 1)
        })
    };
    start.iter().zip(growth).map(|(s, g)| panel(s, g)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    proptest! {
        /// Invariant 1: a constant schedule of ratios gives plain cohort survival, bit for bit.
        #[test]
        fn a_constant_schedule_is_plain_cohort_survival(
            start in prop::collection::vec(1.0..500.0f64, 4),
            ratios in prop::collection::vec(0.5..1.5f64, 4),
            entry in 1.0..500.0f64,
        ) {
            let base = Array2::from_shape_vec((1, 4), start.clone()).unwrap();
            let ratio = Array2::from_shape_vec((1, 4), ratios.clone()).unwrap();
            let entry_feed = EntryFeed::Constant(array![entry]);
            let run = |schedule: &RatioSchedule| {
                cohort_survival(CensusYear(2020), std::slice::from_ref(&base), &entry_feed, None, schedule, 6)
            };
            let constant = run(&RatioSchedule::constant(vec![ratio.clone()]));
            let yearly = run(&RatioSchedule { years: vec![vec![ratio]; 6] });
            prop_assert_eq!(&constant, &yearly);
            let mut rolls = start;
            for h in 0..6 {
                rolls = vec![entry, rolls[0] * ratios[1], rolls[1] * ratios[2], rolls[2] * ratios[3]];
                for g in 0..4 {
                    prop_assert_eq!(constant[0][[0, g, h]].to_bits(), rolls[g].to_bits());
                }
            }
        }
    }

    #[test]
    fn an_area_without_pupils_at_the_base_stays_empty() {
        let start = array![[0.0, 0.0], [10.0, f64::NAN]];
        let schedule = RatioSchedule::constant(vec![array![[1.0, 1.0], [1.0, 1.0]]]);
        let entry = EntryFeed::Constant(array![30.0, 30.0]);
        let out = cohort_survival(CensusYear(2020), &[start], &entry, None, &schedule, 2);
        assert_eq!(out[0][[0, 0, 1]], 0.0);
        assert_eq!(out[0][[1, 0, 1]], 30.0);
        assert!(out[0][[1, 1, 1]].is_nan());
    }
}
