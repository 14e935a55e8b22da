//! (E6) Spread of areas around their parent, by moments.

use super::constants::Level;
use statrs::statistics::{Data, Median};

/// Standard deviations in one median absolute deviation of a normal distribution.
const MAD_TO_SD: f64 = 1.4826;

/// Variance between areas of x = ln(observed / expected), beyond what chance gives areas of their size.
///
/// Formula: w = E/c; x cut at the median +- clip x 1.4826 MAD; xbar = weighted mean; Q = sum w (x - xbar)^2;
/// t = max(0, (Q - (k-1)) / (sum w - sum w^2 / sum w)); tau2 = (k t + nu prior) / (k + nu).
///
/// where E are expected pupils, c the churn, k the areas kept, nu the areas the prior is worth. With fewer than
/// `least_areas` areas the prior stands.
///
/// Source: DerSimonian and Laird's estimate of a between-group variance, docs/method.md (E6).
pub(super) fn spread(
    observations: impl Iterator<Item = (f64, f64)>,
    churn: f64,
    prior: f64,
    prior_weight: f64,
    constants: &Level,
) -> f64 {
    let kept: Vec<(f64, f64)> =
        observations.filter(|(x, e)| x.is_finite() && *e > 0.0).map(|(x, e)| (x, e / churn)).collect();
    if kept.len() < constants.least_areas {
        return prior;
    }
    let median = |values: Vec<f64>| Data::new(values).median();
    let centre = median(kept.iter().map(|(x, _)| *x).collect());
    let reach = constants.clip * MAD_TO_SD * median(kept.iter().map(|(x, _)| (x - centre).abs()).collect());
    let cut: Vec<(f64, f64)> = kept.iter().map(|&(x, w)| (x.clamp(centre - reach, centre + reach), w)).collect();
    let weight: f64 = cut.iter().map(|(_, w)| w).sum();
    let squared_weight: f64 = cut.iter().map(|(_, w)| w * w).sum();
    let mean = cut.iter().map(|(x, w)| x * w).sum::<f64>() / weight;
    let q: f64 = cut.iter().map(|(x, w)| w * (x - mean) * (x - mean)).sum();
    let k = cut.len() as f64;
    let between = ((q - (k - 1.0)) / (weight - squared_weight / weight)).max(0.0);
    (k * between + prior_weight * prior) / (k + prior_weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: Level = Level {
        churn_primary: 0.15,
        churn_secondary: 0.03,
        spread_prior: 5e-5,
        prior_areas: 30.0,
        clip: 2.0,
        least_areas: 3,
    };

    /// Unit vectors of the reference implementation.
    #[test]
    fn the_spread_matches_the_reference() {
        let x = [0.01, -0.02, 0.03, 0.0, 0.15, -0.01];
        let e = [5000.0, 3000.0, 2000.0, 8000.0, 1000.0, 4000.0];
        let of = |scale: f64, n: usize| spread(x.iter().map(|x| x * scale).zip(e).take(n), 0.15, 5e-5, 30.0, &LEVEL);
        assert!((of(1.0, 6) - 1.075341533138e-4).abs() < 1e-15);
        assert_eq!(of(1.0, 2), 5e-5);
        assert!((of(0.1, 6) - 4.166666666667e-5).abs() < 1e-16);
    }
}
