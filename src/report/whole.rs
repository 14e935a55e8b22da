//! Whole pupils for documents: rounded cell by cell so that every total still adds.

use super::format::round_half_up;
use crate::model::Forecast;
use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2, Axis};
use std::collections::VecDeque;

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
/// scenario in every cell and total. The difference of all year groups of a panel is rounded once, and so is that of each area over
/// them and of each year group over the areas: seven year groups of 4.6 pupils each are 32 pupils of an area, and not 35.
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
        round_both_ways(cells);
    }
    cells.zip_mut_with(&(rises - falls), |cell, whole| *cell = if cell.is_nan() { *cell } else { *whole });
}

/// Rounds cells so that the sum of every row and of every column is rounded once too, and both add to the rounded total.
fn round_both_ways(cells: &mut Array2<f64>) {
    let exact = cells.clone();
    let (mut rows, mut columns) = (cells.sum_axis(Axis(1)), cells.sum_axis(Axis(0)));
    let total = round_half_up(cells.sum(), 0);
    round_to(rows.view_mut(), total);
    round_to(columns.view_mut(), total);
    for (row, total) in cells.rows_mut().into_iter().zip(rows) {
        round_to(row, total);
    }
    // By rows they add; pupils move within a row until the columns do.
    loop {
        let over: Vec<f64> = (cells.sum_axis(Axis(0)) - &columns).to_vec();
        let Some(from) = over.iter().position(|n| *n > 0.0) else { return };
        match chain(cells, &exact, from, |column| over[column] < 0.0) {
            Some(moves) => {
                for (row, from, to) in moves {
                    cells[[row, from]] -= 1.0;
                    cells[[row, to]] += 1.0;
                }
            }
            None => {
                // No row can give and take: one gives and another takes, both as near as may be.
                let Some(to) = over.iter().position(|n| *n < 0.0) else { return };
                let above = |row: &usize| cells[[*row, from]] - exact[[*row, from]];
                let below = |row: &usize| exact[[*row, to]] - cells[[*row, to]];
                let giving = (0..cells.nrows()).filter(|row| cells[[*row, from]] >= 1.0);
                let giver = giving.max_by(|a, b| above(a).total_cmp(&above(b)).then(b.cmp(a)));
                let taker = (0..cells.nrows()).max_by(|a, b| below(a).total_cmp(&below(b)).then(b.cmp(a)));
                let Some((giver, taker)) = giver.zip(taker) else { return };
                cells[[giver, from]] -= 1.0;
                cells[[taker, to]] += 1.0;
            }
        }
    }
}

/// The shortest chain of single pupils (row, from column, to column) that leads from a column to a wanted one, where each moves
/// between cells that lie within a pupil of their exact values before and after.
fn chain(
    cells: &Array2<f64>,
    exact: &Array2<f64>,
    from: usize,
    wanted: impl Fn(usize) -> bool,
) -> Option<Vec<(usize, usize, usize)>> {
    let gain = |row: usize, from: usize, to: usize| {
        let (above, below) = (cells[[row, from]] - exact[[row, from]], exact[[row, to]] - cells[[row, to]]);
        (above > 0.0 && below > 0.0).then_some(above + below)
    };
    let mut reached: Vec<Option<(usize, usize)>> = vec![None; cells.ncols()];
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if wanted(at) {
            let mut moves = vec![];
            let mut to = at;
            while let Some((row, before)) = reached[to].filter(|_| to != from) {
                moves.push((row, before, to));
                to = before;
            }
            return Some(moves);
        }
        for to in (0..cells.ncols()).filter(|to| *to != from) {
            if reached[to].is_some() {
                continue;
            }
            let rows = (0..cells.nrows()).filter_map(|row| Some((row, gain(row, at, to)?)));
            let best = rows.reduce(|best, next| if next.1 > best.1 { next } else { best });
            if let Some((row, _)) = best {
                reached[to] = Some((row, at));
                queue.push_back(to);
            }
        }
    }
    None
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

    /// Sixteen areas lose 1.3 to 5 pupils in each of seven year groups, as those of data/kent whose homes come late.
    #[test]
    fn the_difference_of_each_area_is_rounded_once() {
        let exact = ndarray::Array2::from_shape_fn((16, 7), |(area, _)| 1.3 + 0.23 * area as f64);
        let mut cells = exact.mapv(|n| -n);
        round_differences(cells.view_mut());
        for (whole, exact) in cells.rows().into_iter().zip(exact.rows()) {
            assert!((whole.sum() + exact.sum()).abs() < 1.0, "{whole} for {exact}");
        }
        for (whole, exact) in cells.columns().into_iter().zip(exact.columns()) {
            assert!((whole.sum() + exact.sum()).abs() < 1.0, "{whole} for {exact}");
        }
    }

    proptest! {
        /// Both ways at once: every row and column adds to within a pupil of its exact sum, all to the rounded total, and what is
        /// nothing stays nothing.
        #[test]
        fn rows_and_columns_add(rows in 1..20usize, columns in 1..12usize, pool in prop::collection::vec(prop_oneof![Just(0.0), 0.0..6.0f64], 240)) {
            let exact = ndarray::Array2::from_shape_fn((rows, columns), |(r, c)| pool[r * 12 + c]);
            let mut cells = exact.clone();
            round_both_ways(&mut cells);
            prop_assert_eq!(cells.sum(), round_half_up(exact.sum(), 0));
            for (whole, exact) in cells.iter().zip(&exact) {
                prop_assert!(whole.fract() == 0.0 && *whole >= 0.0 && (whole - exact).abs() < 2.0);
                prop_assert!(*exact > 0.0 || *whole == 0.0);
            }
            for (whole, exact) in cells.columns().into_iter().zip(exact.columns()) {
                prop_assert!((whole.sum() - exact.sum()).abs() <= 1.0, "{} for {}", whole, exact);
            }
            for (whole, exact) in cells.rows().into_iter().zip(exact.rows()) {
                prop_assert!((whole.sum() - exact.sum()).abs() <= 2.0, "{} for {}", whole, exact);
            }
        }

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
