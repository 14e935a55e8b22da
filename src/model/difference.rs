//! How sure the difference of two forecasts is: path by path, where both were drawn alike.

use super::intervals::Intervals;
use super::quantile::Quantiles;
use crate::calendar::{CensusYear, Series, YearGroup};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The central 80 and 95 per cent of a difference, in pupils.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifferenceBand {
    /// 2.5 per cent of the paths lie below.
    pub lo95: f64,
    /// 10 per cent lie below.
    pub lo80: f64,
    /// 10 per cent lie above.
    pub hi80: f64,
    /// 2.5 per cent lie above.
    pub hi95: f64,
}

/// Bands of the difference of two forecasts that were drawn alike.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceBands {
    bands: BTreeMap<Total, DifferenceBand>,
}

/// A unit, year groups, a January.
type Total = (usize, Vec<YearGroup>, CensusYear);

/// Levels of the quantiles: both bands, and the median by which they are centred.
const LEVELS: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

/// Pupils by which the paths of a difference may lie apart and still be the same: the last decimal of an output table.
const NO_WIDTH: f64 = 1e-6;

impl DifferenceBands {
    /// Bands of every total whose paths are kept in both, see [`Questions::keep`](super::Questions::keep).
    ///
    /// Formula: d_p = with_p - base_p for every path p; quantile q of the band is Q_q(d) - Q_0.5(d) + (with - base).
    ///
    /// where with and base are the point forecasts, whose difference `point` gives by unit, year groups and January. What moves
    /// both forecasts alike on a path, the errors of the past drawn again, cancels in d_p but for the share that falls on what
    /// was changed; the difference is therefore far surer than either forecast. Where every path differs by as many pupils
    /// there is no band: what was changed is pupils the scenario itself gives, and past errors say nothing of how sure those are.
    ///
    /// Source: common random numbers, as in any text on simulation; [docs/method.md](../docs/method.md), "What a scenario
    /// changes".
    ///
    /// # Example
    /// With paths 100, 110, 90 and 95, 104, 86 the differences are -5, -6, -4: the band is about a pupil wide, though either
    /// forecast spans about twenty.
    pub fn between(
        base: &Intervals,
        with: &Intervals,
        units: usize,
        series: &[Series],
        point: impl Fn(usize, &[YearGroup], CensusYear) -> Option<f64> + Sync,
    ) -> DifferenceBands {
        let of_unit = |unit: usize| {
            let mut quantiles = Quantiles::new();
            let mut found = vec![];
            let mut differences = vec![];
            for groups in series.iter().map(|s| &s.groups) {
                for year in base.years() {
                    let paths = base.paths_of(unit, groups, year).zip(with.paths_of(unit, groups, year));
                    let Some(((base, with), point)) = paths.zip(point(unit, groups, year)) else { continue };
                    differences.clear();
                    differences.extend(with.iter().zip(base).map(|(with, base)| with - base));
                    let band = DifferenceBand::of(&differences, point, &mut quantiles);
                    found.extend(band.map(|band| ((unit, groups.clone(), year), band)));
                }
            }
            found
        };
        let bands = (0..units).into_par_iter().flat_map_iter(of_unit).collect();
        DifferenceBands { bands }
    }

    /// The band of a unit (its position in the layout) and year groups in a January; `None` for what has no paths, or the same
    /// difference on all of them.
    pub fn band(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<DifferenceBand> {
        self.bands.get(&(unit, groups.to_vec(), year)).copied()
    }
}

impl DifferenceBand {
    /// `None` where it would be no wider than what the sums of floating point leave.
    fn of(differences: &[f64], point: f64, quantiles: &mut Quantiles) -> Option<DifferenceBand> {
        // Most differences of homes or schools are one number on every path, which needs no quantiles to be seen.
        let ends = differences.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), d| (l.min(*d), h.max(*d)));
        if ends.1 - ends.0 <= NO_WIDTH {
            return None;
        }
        let [lo95, lo80, median, hi80, hi95] = quantiles.of(differences, LEVELS);
        let centred = |q: f64| q - median + point;
        let band =
            DifferenceBand { lo95: centred(lo95), lo80: centred(lo80), hi80: centred(hi80), hi95: centred(hi95) };
        (hi95 - lo95 > NO_WIDTH).then_some(band)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_that_of_the_paths_around_the_point() {
        // 101 differences -50, ..., 50 around a median of 0, and a point difference of 7.
        let differences: Vec<f64> = (-50..=50).map(f64::from).collect();
        let band = DifferenceBand::of(&differences, 7.0, &mut Quantiles::new()).unwrap();
        assert_eq!([band.lo95, band.lo80, band.hi80, band.hi95], [-40.5, -33.0, 47.0, 54.5]);
    }

    #[test]
    fn the_same_difference_on_every_path_is_no_band() {
        assert_eq!(DifferenceBand::of(&[0.0; 9], 0.0, &mut Quantiles::new()), None);
        // Paths in thousands of pupils leave their last bits in the difference.
        let noisy: Vec<f64> = (0..9).map(|i| (3000.1 + f64::from(i) - 2.52) - (3000.1 + f64::from(i))).collect();
        assert_eq!(DifferenceBand::of(&noisy, -2.52, &mut Quantiles::new()), None);
    }
}
