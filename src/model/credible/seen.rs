//! What was seen of a phase January by January: how an area moved then, beside the nation.

use crate::calendar::Phase;
use crate::model::maths::ln;
use ndarray::Array2;
use std::ops::RangeInclusive;

/// Pupils observed and expected at the national rates, by row and January.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) phase: Phase,
    /// [rows, Januaries up to the base].
    pub(super) observed: Array2<f64>,
    pub(super) expected: Array2<f64>,
    /// Pupils by which a level is drawn to that of the region (E4).
    pub(super) pull: f64,
    /// Ratio of the region, by row.
    pub(super) region: Vec<f64>,
}

impl Seen {
    /// Level of a row as some Januaries alone say it, counted back from the base, 0 being the base itself.
    ///
    /// Formula: `S = ln[(O + b R) / (E + b)]`, O and E plain sums over the Januaries. `None` where nobody was expected.
    pub(super) fn level(&self, row: usize, ago: RangeInclusive<usize>) -> Option<f64> {
        let years = self.observed.ncols();
        let within = |t: &usize| ago.contains(&(years - 1 - t));
        let sum = |of: &Array2<f64>| (0..years).filter(within).map(|t| of[[row, t]]).sum::<f64>();
        let (observed, expected) = (sum(&self.observed), sum(&self.expected));
        let pulled = (observed + self.pull * self.region[row]) / (expected + self.pull);
        (expected > 0.0 && pulled > 0.0).then(|| ln(pulled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_level_is_that_of_the_januaries_asked_for_alone() {
        let seen = Seen {
            phase: Phase::Primary,
            observed: array![[100.0, 130.0, 90.0]],
            expected: array![[100.0, 100.0, 100.0]],
            pull: 100.0,
            region: vec![1.1],
        };
        // (130 + 110) / (100 + 100) = 1.2, and over the last two (220 + 110) / 300 = 1.1.
        assert!((seen.level(0, 1..=1).unwrap() - ln(1.2)).abs() < 1e-12);
        assert!((seen.level(0, 0..=1).unwrap() - ln(1.1)).abs() < 1e-12);
        assert_eq!(seen.level(0, 3..=9), None);
    }
}
