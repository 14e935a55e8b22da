//! Progression ratios: weighted pupils over weighted feeders, with the parent's ratio where an area has too little.

use crate::calendar::YearGroup;
use crate::dataset::Known;
use crate::geography::AreaId;
use ndarray::{Array2, Array3, ArrayView3};

/// A cell whose ratio is that of an area above it, because its own history holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fallback {
    /// The area.
    pub area: AreaId,
    /// The year group.
    pub group: YearGroup,
    /// The area whose ratio it takes.
    pub from: AreaId,
}

/// Ratios of a panel, [areas, year groups].
///
/// Formula: r(a,g) = sum_k w_k N(a,g,T-k) / sum_k w_k P(a,g,T-k), k from 0 over the weights, never the first census year
/// held, over years in which both N and P are held and above zero.
///
/// where N are pupils, P their feeders, T the base year. A cell without such a year takes the ratio of the sums of its
/// parent, or of the next area up that has one; a cell that was fed and never had pupils has ratio 0, and so has one that
/// was never held.
///
/// Source: cohort survival as councils use it, weights 3:2:1.
pub(super) fn weighted(
    known: Known,
    panel: usize,
    feeders: &Array3<f64>,
    weights: &[f64],
) -> (Array2<f64>, Vec<Fallback>) {
    let data = known.dataset();
    let areas = &data.layout.panels[panel].areas;
    let rolls = known.rolls(panel);
    let (pupils, fed) = weighted_sums(rolls, feeders, weights);
    let mut ratios = Array2::zeros(pupils.dim());
    let mut fallbacks = vec![];
    for ((a, g), ratio) in ratios.indexed_iter_mut() {
        if fed[[a, g]] > 0.0 {
            *ratio = pupils[[a, g]] / fed[[a, g]];
            continue;
        }
        let ever = |cells: ArrayView3<f64>| (0..known.years()).any(|t| cells[[a, g, t]] > 0.0);
        let closed = ever(feeders.view()) && !ever(rolls);
        let held = (0..known.years()).any(|t| !rolls[[a, g, t]].is_nan());
        let pooled = (held && !closed).then(|| {
            data.geography.lineage(areas[a]).skip(1).find_map(|above| {
                let rows = || (0..areas.len()).filter(|&r| data.geography.lies_in(areas[r], above));
                let total: f64 = rows().map(|r| fed[[r, g]]).sum();
                (total > 0.0).then(|| (rows().map(|r| pupils[[r, g]]).sum::<f64>() / total, above))
            })
        });
        if let Some(Some((pooled, from))) = pooled {
            *ratio = pooled;
            let group = YearGroup((data.layout.panels[panel].groups.start + g) as u8);
            fallbacks.push(Fallback { area: areas[a], group, from });
        }
    }
    (ratios, fallbacks)
}

fn weighted_sums(rolls: ArrayView3<f64>, feeders: &Array3<f64>, weights: &[f64]) -> (Array2<f64>, Array2<f64>) {
    let (areas, groups, years) = rolls.dim();
    let mut pupils = Array2::zeros((areas, groups));
    let mut fed = Array2::zeros((areas, groups));
    // The first census year is never used: only births could feed it, and half a panel would rest on other years.
    for (&w, t) in weights.iter().zip((1..years).rev()) {
        for ((a, g), total) in pupils.indexed_iter_mut() {
            let (n, p) = (rolls[[a, g, t]], feeders[[a, g, t]]);
            if n > 0.0 && p > 0.0 {
                *total += w * n;
                fed[[a, g]] += w * p;
            }
        }
    }
    (pupils, fed)
}

/// The weighted mean of the latest entry counts, for a data set without births; the first census year may count.
///
/// Formula: sum_k w_k N(a,0,T-k) / sum_k w_k over the years held.
pub(super) fn entry_mean(rolls: ArrayView3<f64>, weights: &[f64]) -> Vec<f64> {
    let years = rolls.dim().2;
    let mean = |a: usize| {
        let held =
            weights.iter().zip((0..years).rev()).map(|(w, t)| (w, rolls[[a, 0, t]])).filter(|(_, n)| !n.is_nan());
        let (sum, weight) = held.fold((0.0, 0.0), |(s, v), (w, n)| (s + w * n, v + w));
        if weight > 0.0 { sum / weight } else { 0.0 }
    };
    (0..rolls.dim().0).map(mean).collect()
}
