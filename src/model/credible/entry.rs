//! (E13) The entry year of a data set without births: a smoothed share of a smoothed national entry.

use super::constants::Memory;
use super::memory::{memory, weights};
use super::system::System;
use crate::model::maths::{ln, power};

/// Log of the expected entry by row, before drift.
///
/// Formula: share(a) = mean over the window of ln N(a,0,t) - ln sum_a N(a,0,t), weights lambda(n(a,0), s)^age; nation =
/// mean over all years of ln sum_a N(a,0,t), weights 0.35^age; entry = share + nation.
pub(super) fn without_births(system: &System, column: usize, sizes: &[f64], constants: &Memory) -> Vec<f64> {
    let years = system.years();
    let rolls = &system.rolls;
    let held = |a: usize, t: usize| Some(rolls[[a, column, t]]).filter(|n| *n > 0.0);
    let national: Vec<f64> =
        (0..years).map(|t| ln((0..system.rows()).filter_map(|a| held(a, t)).sum::<f64>())).collect();
    let (mut sum, mut weight) = (0.0, 0.0);
    for (t, level) in national.iter().enumerate().filter(|(_, l)| l.is_finite()) {
        let w = power(constants.nation_shortest, years - 1 - t);
        sum += w * level;
        weight += w;
    }
    let nation = sum / weight;
    let share = |a: usize| {
        let lambda = memory(sizes[a], constants.signal_entry_without_births, constants);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (t, w) in weights(lambda, years, constants.window_years).into_iter().enumerate() {
            if let Some(n) = held(a, t) {
                sum += w * (ln(n) - national[t]);
                weight += w;
            }
        }
        sum / weight
    };
    // A row that never took anyone in has no share: its log entry is that of nobody.
    (0..system.rows()).map(|a| share(a) + nation).map(|x| if x.is_nan() { f64::NEG_INFINITY } else { x }).collect()
}
