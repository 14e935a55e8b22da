//! The projection itself: years of rolls from a base, feeders and ratios.

use super::entry::BirthFeed;
use super::maths::power;
use super::transfer::TransferLink;
use crate::calendar::CensusYear;
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, Axis, Slice};

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
/// A cell without a roll at the base has no forecast (NaN); an area without pupils at the base stays empty.
pub(super) fn cohort_survival(
    base: CensusYear,
    start: &[Array2<f64>],
    entry: &EntryFeed,
    link: Option<&TransferLink>,
    schedule: &RatioSchedule,
    horizon: usize,
) -> Vec<Array3<f64>> {
    let across = link.filter(|l| !l.stays_in_row());
    let mut walks: Vec<Walk> = start.iter().map(|s| Walk::new(s, horizon)).collect();
    for p in 0..walks.len() {
        let columns = walks[p].columns;
        let ratios: Vec<&[f64]> = (1..=horizon).map(|h| schedule.at(h)[p].as_slice().unwrap_or(&[])).collect();
        let cut = across.filter(|l| l.intake.0 == p).map_or(columns, |l| l.intake.1);
        if cut > 0 {
            let first = if p == 0 { entry_by_year(base, entry, &walks[p], &ratios, horizon) } else { vec![] };
            walks[p].go(0..cut, &first, &ratios);
        }
        if let Some(link) = across.filter(|l| l.intake.0 == p) {
            // What feeds the intake has been walked already: the feeding columns come first.
            let intakes: Vec<f64> = (1..=horizon)
                .flat_map(|h| {
                    let leavers = walks[link.feeder.0].column(link.feeder.1, h - 1);
                    let ratio = ratios[h - 1].iter().skip(cut).step_by(columns);
                    link.expected(leavers.view()).into_iter().zip(ratio).map(|(n, r)| n * r).collect::<Vec<f64>>()
                })
                .collect();
            walks[p].go(cut..columns, &intakes, &ratios);
        }
    }
    walks.into_iter().map(Walk::into_rolls).collect()
}

/// The entry year group of each year ahead by row, [years, rows].
fn entry_by_year(base: CensusYear, entry: &EntryFeed, walk: &Walk, ratios: &[&[f64]], horizon: usize) -> Vec<f64> {
    (1..=horizon)
        .flat_map(|h| match entry {
            EntryFeed::Births(births) => {
                let born = births.at(base.plus(h as i32));
                let ratio = ratios[h - 1].iter().step_by(walk.columns);
                born.into_iter().zip(ratio).map(|(b, r)| b * r).collect::<Vec<f64>>()
            }
            EntryFeed::Constant(pupils) => pupils.to_vec(),
        })
        .collect()
}

/// A panel on its way: each row of year groups is walked through all its years before the next is begun.
struct Walk<'a> {
    start: &'a Array2<f64>,
    rows: usize,
    columns: usize,
    horizon: usize,
    /// [rows, base and years ahead, columns].
    rolls: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn new(start: &'a Array2<f64>, horizon: usize) -> Walk<'a> {
        let (rows, columns) = start.dim();
        let years = horizon + 1;
        let mut rolls = vec![0.0; rows * years * columns];
        for (walked, base) in rolls.chunks_exact_mut((years * columns).max(1)).zip(start.outer_iter()) {
            for (cell, roll) in walked.iter_mut().zip(base) {
                // A gap in the middle of an area's year groups feeds nobody.
                *cell = if roll.is_nan() { 0.0 } else { *roll };
            }
        }
        Walk { start, rows, columns, horizon, rolls }
    }

    /// Walks some neighbouring columns through every year. The first of them is given, [years, rows]; each other is the one
    /// before it a year earlier times its ratio.
    fn go(&mut self, columns: std::ops::Range<usize>, first: &[f64], ratios: &[&[f64]]) {
        let (width, rows) = (self.columns, self.rows);
        for (row, walked) in self.rolls.chunks_exact_mut((self.horizon + 1) * width).enumerate() {
            let open = walked[..width].iter().any(|n| *n > 0.0);
            if !open {
                continue;
            }
            let mut earlier = &mut walked[..];
            for (h, ratios) in ratios.iter().enumerate() {
                let (before, after) = earlier.split_at_mut(width);
                let ratio = &ratios[row * width..(row + 1) * width][columns.clone()];
                let next = &mut after[..width][columns.clone()];
                let below = &before[columns.clone()];
                for i in 1..next.len() {
                    next[i] = below[i - 1] * ratio[i];
                }
                if let Some(first) = first.get(h * rows + row) {
                    next[0] = *first;
                }
                earlier = after;
            }
            if self.start.row(row).iter().any(|n| n.is_nan()) {
                close_gaps(walked, self.start.row(row), width, ratios, row, columns.clone());
            }
        }
    }

    /// Rolls of a column `ahead` years after the base.
    fn column(&self, column: usize, ahead: usize) -> Array1<f64> {
        let rows = self.rolls.chunks_exact((self.horizon + 1) * self.columns);
        rows.map(|walked| walked[ahead * self.columns + column]).collect()
    }

    fn into_rolls(self) -> Array3<f64> {
        let shape = (self.rows, self.horizon + 1, self.columns);
        // The vector was made in exactly this shape.
        let mut rolls = Array3::from_shape_vec(shape, self.rolls).unwrap_or_else(|_| Array3::zeros(shape));
        rolls.slice_axis_inplace(Axis(1), Slice::from(1..));
        let mut rolls = rolls.permuted_axes([0, 2, 1]);
        no_forecast_where_no_roll(&mut rolls, self.start.view());
        rolls
    }
}

/// Walks a row again whose year groups have a gap at the base: what would move into the gap goes no further.
fn close_gaps(
    walked: &mut [f64],
    start: ArrayView1<f64>,
    width: usize,
    ratios: &[&[f64]],
    row: usize,
    columns: std::ops::Range<usize>,
) {
    for h in 1..=ratios.len() {
        for g in columns.clone() {
            if start[g].is_nan() {
                walked[h * width + g] = 0.0;
            } else if g > columns.start {
                walked[h * width + g] = walked[(h - 1) * width + g - 1] * ratios[h - 1][row * width + g];
            }
        }
    }
}

/// Takes away the forecast, [areas, year groups, years], of cells without a roll at the base.
pub(super) fn no_forecast_where_no_roll(rolls: &mut Array3<f64>, start: ArrayView2<f64>) {
    for ((a, g), _) in start.indexed_iter().filter(|(_, roll)| roll.is_nan()) {
        rolls.index_axis_mut(Axis(0), a).row_mut(g).fill(f64::NAN);
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
