//! How often bands held the roll that came, and how wide they were for it.

use super::backtest::{Backtest, BacktestCell};
use crate::calendar::CensusYear;
use crate::dataset::{Dataset, Tier};
use crate::model::Band;

/// How often the bands held the roll that came, and how wide they were for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandScore {
    /// Bands judged.
    pub n: usize,
    /// Share of rolls inside the 80 % band, both ends counting, per cent.
    pub coverage80: f64,
    /// Share inside the 95 % band.
    pub coverage95: f64,
    /// Mean Winkler score of the 80 % band, per cent of the forecast: width, and ten times what a roll misses it by.
    pub winkler80: f64,
    /// Mean Winkler score of the 95 % band: width, and forty times what a roll misses it by.
    pub winkler95: f64,
}

impl BandScore {
    /// The score of some cells; `None` where none has a band.
    ///
    /// Formula: W = U - L + (2/alpha) max(L - A, 0) + (2/alpha) max(A - U, 0), alpha = 0.2 and 0.05, as 100 W / F.
    ///
    /// Source: Winkler's interval score; docs/method.md (I8).
    pub fn of<'a>(cells: impl IntoIterator<Item = &'a BacktestCell>) -> Option<BandScore> {
        let judged: Vec<(&BacktestCell, Band)> =
            cells.into_iter().filter_map(|c| Some((c, c.band?))).filter(|(c, _)| c.forecast > 0.0).collect();
        let n = judged.len() as f64;
        let mean = |f: &dyn Fn(&BacktestCell, &Band) -> f64| judged.iter().map(|(c, b)| f(c, b)).sum::<f64>() / n;
        let held = |low: f64, high: f64, actual: f64| if (low..=high).contains(&actual) { 100.0 } else { 0.0 };
        let winkler = |low: f64, high: f64, alpha: f64, c: &BacktestCell| {
            let missed = (low - c.actual).max(0.0) + (c.actual - high).max(0.0);
            100.0 * (high - low + 2.0 / alpha * missed) / c.forecast
        };
        (!judged.is_empty()).then(|| BandScore {
            n: judged.len(),
            coverage80: mean(&|c, b| held(b.lo80, b.hi80, c.actual)),
            coverage95: mean(&|c, b| held(b.lo95, b.hi95, c.actual)),
            winkler80: mean(&|c, b| winkler(b.lo80, b.hi80, 0.2, c)),
            winkler95: mean(&|c, b| winkler(b.lo95, b.hi95, 0.05, c)),
        })
    }
}

/// How often the bands of a model held on a tier, base by base, all series and horizons together: a base of low coverage is
/// one from which all areas missed together. Bases without bands are left out.
pub fn coverage_by_base(data: &Dataset, backtest: &Backtest, model: usize, tier: Tier) -> Vec<(CensusYear, BandScore)> {
    let of_base = |base: CensusYear| {
        let cells = backtest.cells.iter().filter(move |c| c.model == model && c.base == base);
        BandScore::of(cells.filter(|c| data.layout.units[c.unit].tier == tier))
    };
    backtest.plan.bases().filter_map(|base| Some((base, of_base(base)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::SeriesId;

    fn cell(forecast: f64, actual: f64, band: Option<Band>) -> BacktestCell {
        BacktestCell {
            model: 0,
            base: CensusYear(2018),
            year: CensusYear(2019),
            unit: 0,
            series: SeriesId(0),
            forecast,
            actual,
            band,
            size: forecast,
        }
    }

    /// Three rolls: inside both bands, on the edge of one and outside it, beyond both.
    #[test]
    fn coverage_and_winkler_scores_are_those_of_the_formula() {
        let band = Some(Band { lo95: 80.0, lo80: 90.0, hi80: 110.0, hi95: 120.0, assured80: 105.0, assured95: 115.0 });
        let wide =
            Some(Band { lo95: 160.0, lo80: 180.0, hi80: 230.0, hi95: 240.0, assured80: 220.0, assured95: 235.0 });
        let cells = [cell(100.0, 110.0, band), cell(100.0, 85.0, band), cell(200.0, 250.0, wide)];
        let score = BandScore::of(&cells).unwrap();
        assert_eq!(score.n, 3);
        assert!((score.coverage80 - 100.0 / 3.0).abs() < 1e-12, "{score:?}");
        assert!((score.coverage95 - 200.0 / 3.0).abs() < 1e-12, "{score:?}");
        // Widths 20, 20, 50; missed by 0, 5, 20 at ten times; per cent of 100, 100, 200.
        assert!((score.winkler80 - (20.0 + 70.0 + 125.0) / 3.0).abs() < 1e-12, "{score:?}");
        // Widths 40, 40, 80; missed by 0, 0, 10 at forty times.
        assert!((score.winkler95 - (40.0 + 40.0 + 240.0) / 3.0).abs() < 1e-12, "{score:?}");
    }

    #[test]
    fn a_cell_without_a_band_is_not_judged() {
        let band = Some(Band { lo95: 80.0, lo80: 90.0, hi80: 110.0, hi95: 120.0, assured80: 105.0, assured95: 115.0 });
        assert_eq!(BandScore::of(&[cell(100.0, 500.0, None)]), None);
        let score = BandScore::of(&[cell(100.0, 500.0, None), cell(100.0, 100.0, band)]).unwrap();
        assert_eq!((score.n, score.coverage80), (1, 100.0));
    }
}
