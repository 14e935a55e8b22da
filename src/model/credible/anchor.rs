//! (E9) The usual share of an area in a year group's national feeders.

use super::memory::weights;
use super::system::System;
use crate::model::maths::ln;
use ndarray::Array2;

/// Usual log share, [rows, year groups].
///
/// Formula: X(a,g,t) = ln P(a,g,t) - ln sum_a P(a,g,t); the usual share is its mean over the held years of the window, year
/// t weighted lambda(a,g)^(T-t).
///
/// NaN where no year is held.
pub(super) fn usual_share(system: &System, lambda: &Array2<f64>, window: usize) -> Array2<f64> {
    let years = system.years();
    let feeders = &system.feeders;
    let held = |a: usize, g: usize, t: usize| Some(feeders[[a, g, t]]).filter(|p| *p > 0.0);
    let totals = Array2::from_shape_fn((lambda.ncols(), years), |(g, t)| {
        (0..system.rows()).filter_map(|a| held(a, g, t)).sum::<f64>()
    });
    let log_totals = totals.mapv(ln);
    Array2::from_shape_fn(lambda.dim(), |(a, g)| {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (t, w) in weights(lambda[[a, g]], years, window).into_iter().enumerate() {
            if let Some(p) = held(a, g, t) {
                sum += w * (ln(p) - log_totals[[g, t]]);
                weight += w;
            }
        }
        sum / weight
    })
}
