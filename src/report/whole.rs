//! Whole pupils for documents: rounded cell by cell so that every total still adds.

use super::format::round_half_up;
use crate::model::Forecast;
use ndarray::{ArrayViewMut1, Axis};

/// The forecast in whole pupils.
///
/// Each cell is rounded half-up; then, in each panel, year group and year, pupils are given to the cells with the largest
/// remainders, or taken from those with the smallest, until the cells add to the rounded total. Every other total of a
/// document is the sum of its cells, so planning areas add to districts and districts to the county.
pub fn whole_pupils(forecast: &Forecast) -> Forecast {
    let mut whole = forecast.clone();
    for panel in &mut whole.pupils.panels {
        for mut group in panel.axis_iter_mut(Axis(1)) {
            for year in group.axis_iter_mut(Axis(1)) {
                round_to_total(year);
            }
        }
    }
    whole
}

fn round_to_total(cells: ArrayViewMut1<f64>) {
    let total = round_half_up(cells.iter().filter(|v| !v.is_nan()).sum(), 0);
    round_to(cells, total);
}

/// Rounds cells so that they add to a whole total, which lies less than a pupil from their sum.
fn round_to(mut cells: ArrayViewMut1<f64>, total: f64) {
    let exact: Vec<f64> = cells.iter().copied().collect();
    cells.mapv_inplace(|v| round_half_up(v, 0));
    let rounded: f64 = cells.iter().filter(|v| !v.is_nan()).sum();
    let short = (total - rounded) as i64;
    let mut order: Vec<usize> = (0..exact.len()).filter(|&i| !exact[i].is_nan()).collect();
    // Half-up leaves at most half a pupil a cell, so one pass of single pupils always closes the gap.
    let remainder = |i: usize| exact[i] - round_half_up(exact[i], 0);
    if short > 0 {
        order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    } else {
        order.retain(|&i| cells[i] > 0.0);
        order.sort_by(|&a, &b| remainder(a).total_cmp(&remainder(b)).then(a.cmp(&b)));
    }
    for &i in order.iter().take(short.unsigned_abs() as usize) {
        cells[i] += short.signum() as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn a_half_each_goes_to_the_first_cells_only() {
        let mut cells = array![0.5, 0.5, 0.5, f64::NAN];
        round_to_total(cells.view_mut());
        // Total 1.5 rounds to 2; half-up gives 3, so one is taken back.
        assert_eq!(cells.iter().take(3).sum::<f64>(), 2.0);
        assert!(cells[3].is_nan());
    }

    proptest! {
        /// Invariant 2, after rounding: cells are whole, none negative, within one of the exact value, and add.
        #[test]
        fn whole_cells_add_to_the_rounded_total(exact in prop::collection::vec(0.0..2000.0f64, 1..120)) {
            let mut cells = ndarray::Array1::from(exact.clone());
            round_to_total(cells.view_mut());
            prop_assert_eq!(cells.sum(), round_half_up(exact.iter().sum(), 0));
            for (whole, exact) in cells.iter().zip(&exact) {
                prop_assert!(whole.fract() == 0.0 && *whole >= 0.0 && (whole - exact).abs() <= 1.5);
            }
        }
    }
}
