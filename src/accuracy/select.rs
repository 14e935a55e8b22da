//! Which model is best on a data set, and whether the difference is more than noise.

use super::backtest::{Backtest, BacktestCell};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, Tier};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// Confidence of the interval, before it is shared among the models compared.
const CONFIDENCE: f64 = 0.95;

/// What is recommended for a series and horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The incumbent is the best.
    Keep,
    /// Another is better, but the difference lies inside the noise.
    KeepInsideNoise,
    /// Another is better, and there are too few areas or bases to say how large the noise is.
    KeepForWantOfEvidence,
    /// Another is better by more than the noise.
    Change,
}

/// The best model of a series and horizon, against the incumbent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The series.
    pub series: SeriesId,
    /// Years ahead.
    pub horizon: u8,
    /// Position of the best model.
    pub best: usize,
    /// Mean absolute error of the incumbent, per cent.
    pub incumbent_mape: f64,
    /// Mean absolute error of the best, per cent.
    pub best_mape: f64,
    /// Interval of the difference, incumbent less best, in points; `None` where the incumbent is best or there are fewer
    /// than two areas or bases.
    pub interval: Option<(f64, f64)>,
    /// What is recommended.
    pub verdict: Verdict,
}

/// Chooses per series and horizon over the areas of a tier. The incumbent is the first model.
///
/// Formula: d = |error of the incumbent| - |error of the other| for each area and base; mean d +- t s, where s is the larger
/// of the standard errors of the means by area and of the means by base (errors of one area, and of one year, are alike), t
/// Student's quantile with one degree less than there are such means, at 95 % shared among the models compared.
///
/// Source: paired comparison of forecasts on the same origins; the sharing is Bonferroni's.
pub fn select(data: &Dataset, backtest: &Backtest, tier: Tier) -> Vec<Choice> {
    let mut errors: BTreeMap<(SeriesId, u8), BTreeMap<usize, Vec<&BacktestCell>>> = BTreeMap::new();
    for cell in backtest.cells.iter().filter(|c| data.layout.units[c.unit].tier == tier) {
        errors.entry((cell.series, cell.horizon())).or_default().entry(cell.model).or_default().push(cell);
    }
    let rivals = backtest.models.len().saturating_sub(1).max(1);
    let choose = |(&(series, horizon), by_model): (&(SeriesId, u8), &BTreeMap<usize, Vec<&BacktestCell>>)| {
        let mape =
            |m: usize| by_model.get(&m).map_or(f64::INFINITY, |cells| mean(cells.iter().map(|c| c.error().abs())));
        let best = by_model.keys().copied().min_by(|&a, &b| mape(a).total_cmp(&mape(b)))?;
        let incumbent = by_model.get(&0)?;
        let interval = if best == 0 { None } else { paired_interval(incumbent, &by_model[&best], rivals) };
        let verdict = match interval {
            _ if best == 0 => Verdict::Keep,
            None => Verdict::KeepForWantOfEvidence,
            Some((low, _)) if low > 0.0 => Verdict::Change,
            Some(_) => Verdict::KeepInsideNoise,
        };
        let (incumbent_mape, best_mape) = (100.0 * mape(0), 100.0 * mape(best));
        Some(Choice { series, horizon, best, incumbent_mape, best_mape, interval, verdict })
    };
    errors.iter().filter_map(choose).collect()
}

fn paired_interval(incumbent: &[&BacktestCell], other: &[&BacktestCell], rivals: usize) -> Option<(f64, f64)> {
    let theirs: BTreeMap<(CensusYear, usize), f64> =
        other.iter().map(|c| ((c.base, c.unit), c.error().abs())).collect();
    let pairs: Vec<(CensusYear, usize, f64)> = incumbent
        .iter()
        .filter_map(|c| Some((c.base, c.unit, 100.0 * (c.error().abs() - theirs.get(&(c.base, c.unit))?))))
        .collect();
    let centre = mean(pairs.iter().map(|p| p.2));
    let by_area = half_width(pairs.iter().map(|p| (p.1, p.2)), rivals)?;
    let by_base = half_width(pairs.iter().map(|p| (p.0, p.2)), rivals)?;
    let half = by_area.max(by_base);
    Some((centre - half, centre + half))
}

/// Half the width of the interval of a mean, from the means of its clusters; `None` with fewer than two.
fn half_width<K: Ord>(values: impl Iterator<Item = (K, f64)>, rivals: usize) -> Option<f64> {
    let mut clusters: BTreeMap<K, Vec<f64>> = BTreeMap::new();
    for (key, value) in values {
        clusters.entry(key).or_default().push(value);
    }
    let means: Vec<f64> = clusters.values().map(|v| mean(v.iter().copied())).collect();
    let n = means.len() as f64;
    if n < 2.0 {
        return None;
    }
    let centre = mean(means.iter().copied());
    let variance = means.iter().map(|m| (m - centre) * (m - centre)).sum::<f64>() / (n - 1.0);
    let tail = (1.0 - CONFIDENCE) / (2.0 * rivals as f64);
    let quantile = StudentsT::new(0.0, 1.0, n - 1.0).ok()?.inverse_cdf(1.0 - tail);
    Some(quantile * (variance / n).sqrt())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0), |(s, n), v| (s + v, n + 1));
    sum / f64::from(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_students_over_cluster_means() {
        // Two values each in three clusters with means 1, 2, 3: standard error 1/sqrt(3), t(2 df, 97.5 %) = 4.302653.
        let values = [(0, 0.5), (0, 1.5), (1, 2.0), (1, 2.0), (2, 2.0), (2, 4.0)];
        let half = half_width(values.into_iter(), 1).unwrap();
        assert!((half - 4.302652729911275 / 3f64.sqrt()).abs() < 1e-6, "{half}");
        assert_eq!(half_width([(0, 1.0)].into_iter(), 1), None);
    }
}
