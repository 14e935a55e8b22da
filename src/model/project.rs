//! The projection itself: years of rolls from a base, feeders and ratios.

use super::entry::BirthFeed;
use super::maths::power;
use super::transfer::TransferLink;
use crate::calendar::CensusYear;
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis};

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
    for ahead in 1..=horizon {
        let ratios = schedule.at(ahead);
        let intake = across.map(|link| {
            let (panel, column) = link.intake;
            let expected = link.expected(walks[link.feeder.0].latest(link.feeder.1).view());
            (panel, Fed { column, rolls: times(&expected, ratios[panel].column(column)) })
        });
        let entering = match entry {
            EntryFeed::Births(births) => times(&births.at(base.plus(ahead as i32)), ratios[0].column(0)),
            EntryFeed::Constant(pupils) => pupils.clone(),
        };
        let mut fed: Vec<Vec<Fed>> = walks.iter().map(|_| vec![]).collect();
        fed[0].push(Fed { column: 0, rolls: entering });
        if let Some((panel, intake)) = intake {
            fed[panel].push(intake);
        }
        for ((walk, ratios), fed) in walks.iter_mut().zip(ratios).zip(&fed) {
            walk.step(ratios.as_slice().unwrap_or(&[]), fed);
        }
    }
    walks.into_iter().map(|w| w.into_rolls(horizon)).collect()
}

/// What feeds a column, each row times its ratio; a feed may go on with the rest of the nation, which has none.
fn times(feed: &Array1<f64>, ratios: ArrayView1<f64>) -> Array1<f64> {
    feed.iter().zip(ratios).map(|(n, r)| n * r).collect()
}

/// A column that is not fed by the one below it, by row.
struct Fed {
    column: usize,
    rolls: Array1<f64>,
}

/// Cells taken together: small enough for the fastest memory.
const TILE: usize = 512;

/// A panel on its way, one year after another.
struct Walk<'a> {
    start: &'a Array2<f64>,
    /// Rolls of the base year; a gap in the middle of an area's year groups feeds nobody.
    base: Vec<f64>,
    /// Cells that nobody moves into: without a roll at the base, or in a row without pupils there.
    closed: Vec<(usize, usize)>,
    /// Rolls of the years so far, [years][rows][columns].
    rolls: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn new(start: &'a Array2<f64>, horizon: usize) -> Walk<'a> {
        let base = start.iter().map(|n| if n.is_nan() { 0.0 } else { *n }).collect();
        let mut closed = vec![];
        for (row, rolls) in start.outer_iter().enumerate() {
            let open = rolls.iter().any(|n| *n > 0.0);
            closed.extend((0..rolls.len()).filter(|g| !open || rolls[*g].is_nan()).map(|g| (row, g)));
        }
        Walk { start, base, closed, rolls: Vec::with_capacity(start.len() * horizon) }
    }

    /// One more year: each cell is the one before it a year earlier times its ratio, but for the columns that are fed.
    fn step(&mut self, ratios: &[f64], fed: &[Fed]) {
        let (size, columns) = (self.base.len(), self.start.ncols());
        let done = self.rolls.len();
        for first in (0..size).step_by(TILE) {
            let tile = first..(first + TILE).min(size);
            // The year before, moved up by one cell.
            let at = self.rolls.len();
            if first == 0 {
                self.rolls.push(0.0);
            }
            let below = tile.start.max(1) - 1..tile.end - 1;
            match done.checked_sub(size) {
                Some(before) => self.rolls.extend_from_within(before + below.start..before + below.end),
                None => self.rolls.extend_from_slice(&self.base[below]),
            }
            for (cell, ratio) in self.rolls[at..].iter_mut().zip(&ratios[tile]) {
                *cell *= ratio;
            }
        }
        let year = &mut self.rolls[done..];
        if fed.iter().all(|f| f.column != 0) {
            // The first column of a panel has none below it: what nothing feeds is empty.
            year.iter_mut().step_by(columns).for_each(|cell| *cell = 0.0);
        }
        for f in fed {
            for (cell, roll) in year.iter_mut().skip(f.column).step_by(columns).zip(&f.rolls) {
                *cell = *roll;
            }
        }
        for &(row, g) in &self.closed {
            year[row * columns + g] = 0.0;
        }
    }

    /// Rolls of a column in the latest year walked.
    fn latest(&self, column: usize) -> Array1<f64> {
        let year = self.rolls.len().checked_sub(self.base.len()).map_or(&self.base[..], |from| &self.rolls[from..]);
        year.iter().skip(column).step_by(self.start.ncols()).copied().collect()
    }

    fn into_rolls(self, horizon: usize) -> Array3<f64> {
        let shape = (horizon, self.start.nrows(), self.start.ncols());
        // The vector was filled in exactly this shape.
        let rolls = Array3::from_shape_vec(shape, self.rolls).unwrap_or_else(|_| Array3::zeros(shape));
        let mut rolls = rolls.permuted_axes([1, 2, 0]);
        for &cell in self.closed.iter().filter(|cell| self.start[**cell].is_nan()) {
            no_forecast(&mut rolls, cell);
        }
        rolls
    }
}

/// Takes away the forecast, [areas, year groups, years], of a cell without a roll at the base.
pub(super) fn no_forecast(rolls: &mut Array3<f64>, (area, group): (usize, usize)) {
    rolls.index_axis_mut(Axis(0), area).row_mut(group).fill(f64::NAN);
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
