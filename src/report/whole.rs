//! Whole pupils for documents: rounded cell by cell so that every total still adds.

use super::format::round_half_up;
use crate::model::Forecast;
use ndarray::{ArrayViewMut1, ArrayViewMut2, Axis};

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

/// A scenario in whole pupils, beside a base that is in whole pupils already.
///
/// What is rounded is the difference, so that an area where nothing changes shows no change, and base and difference add to the
/// scenario in every cell and total. The difference of all year groups of a panel is rounded once, those of its year groups
/// and areas so that they add to it: seven year groups of 4.6 pupils each are 32, and not 35.
pub fn whole_beside(base: &Forecast, whole: &Forecast, scenario: &Forecast) -> Forecast {
    let mut beside = scenario.clone();
    for ((cells, base), whole) in beside.pupils.panels.iter_mut().zip(&base.pupils.panels).zip(&whole.pupils.panels) {
        *cells -= base;
        for year in cells.axis_iter_mut(Axis(2)) {
            round_differences(year);
        }
        *cells += whole;
    }
    beside
}

/// Rises and falls are rounded apart, each to its own total: pupils who move show as many who come as go. [areas, year groups].
fn round_differences(mut cells: ArrayViewMut2<f64>) {
    let mut rises = cells.mapv(|v| v.max(0.0));
    let mut falls = cells.mapv(|v| (-v).max(0.0));
    for cells in [&mut rises, &mut falls] {
        let mut totals = cells.sum_axis(Axis(0));
        round_to_total(totals.view_mut());
        for (group, total) in cells.axis_iter_mut(Axis(1)).zip(totals) {
            round_to(group, total);
        }
    }
    cells.zip_mut_with(&(rises - falls), |cell, whole| *cell = if cell.is_nan() { *cell } else { *whole });
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

    #[test]
    fn pupils_who_move_show_as_many_who_come_as_go() {
        let mut cells = array![[36.5], [0.0], [-12.2], [-24.3], [f64::NAN]];
        round_differences(cells.view_mut());
        assert_eq!(cells.iter().take(4).copied().collect::<Vec<f64>>(), [37.0, 0.0, -12.0, -25.0]);
        assert!(cells[[4, 0]].is_nan());
    }

    #[test]
    fn the_difference_of_all_year_groups_is_rounded_once() {
        let mut cells = ndarray::Array2::from_elem((2, 7), -4.6);
        cells.row_mut(1).fill(0.0);
        round_differences(cells.view_mut());
        // 7 x 4.6 = 32.2 pupils fewer.
        assert_eq!(cells.sum(), -32.0);
        assert!(
            cells.row(0).iter().all(|n| [-4.0, -5.0].contains(n)) && cells.row(1).iter().all(|n| *n == 0.0),
            "{cells}"
        );
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
