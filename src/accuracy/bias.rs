//! Bias: whether forecasts err to one side, all areas together and each beside them. Equations: docs/method.md (A5), (A6).

use super::overview::Kind;
use super::review::Review;
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::{BTreeMap, BTreeSet};

/// Vintages below which nobody can tell a bias from an accident.
const FEWEST: usize = 3;

/// The interval of a mean holds 95 per cent.
const UPPER: f64 = 0.975;

/// Whose error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// That of the whole: every area shares it.
    Common,
    /// That of an area beyond the common one.
    Own,
}

impl Share {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Share::Common => "common",
            Share::Own => "own",
        }
    }
}

/// What the errors of several vintages say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lean {
    /// Too few vintages to say.
    TooFew,
    /// The interval holds zero.
    NoSign,
    /// To one side, and by less than the tolerance.
    Slight,
    /// To one side by more than the tolerance: a forecaster should look into it.
    Worrying,
}

impl Lean {
    /// The words used in files.
    pub fn words(self) -> &'static str {
        match self {
            Lean::TooFew => "too few vintages",
            Lean::NoSign => "no sign of bias",
            Lean::Slight => "to one side, within tolerance",
            Lean::Worrying => "to one side, beyond tolerance",
        }
    }
}

/// The mean signed error of the vintages of one kind, so many years ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bias {
    /// Published or saved.
    pub kind: Kind,
    /// Years ahead.
    pub horizon: i32,
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// Whose error.
    pub share: Share,
    /// Vintages.
    pub vintages: usize,
    /// Mean error in per cent of the actual roll; negative is an under-forecast.
    pub mean: f64,
    /// Its interval of 95 per cent; `None` for one vintage.
    pub interval: Option<(f64, f64)>,
    /// What that says.
    pub lean: Lean,
}

/// The bias of the whole and of every area of the level a reader is shown first, by kind, years ahead and series.
pub fn biases(data: &Dataset, reviews: &[Review]) -> Vec<Bias> {
    let keys: BTreeSet<(Kind, i32)> = reviews.iter().map(|r| (Kind::of(r.vintage.made), r.horizon())).collect();
    let mut found = vec![];
    for (kind, horizon) in keys {
        let of: Vec<&Review> =
            reviews.iter().filter(|r| Kind::of(r.vintage.made) == kind && r.horizon() == horizon).collect();
        for series in (0..data.schooling.series().len()).map(SeriesId) {
            // The whole, by vintage; an area's error is told from it.
            let mut common: BTreeMap<usize, f64> = BTreeMap::new();
            let mut own: BTreeMap<usize, Vec<(CensusYear, f64)>> = BTreeMap::new();
            let mut shared = vec![];
            for (v, review) in of.iter().enumerate() {
                let whole = review.rows.iter().find(|r| r.unit == 0 && r.series == series);
                let Some(error) = whole.and_then(|r| r.percent()) else { continue };
                common.insert(v, error);
                shared.push((review.vintage.base, error));
                for (_, row) in review.of(data, Tier::Level(review.level), series).filter(|(_, row)| row.unit != 0) {
                    if let Some(percent) = row.percent() {
                        own.entry(row.unit).or_default().push((review.vintage.base, percent - error));
                    }
                }
            }
            let tolerance = of.first().map_or(0.0, |r| r.tolerance_percent);
            let line = |unit, share, errors: &[(CensusYear, f64)]| {
                let (mean, interval) = mean_with_interval(errors, horizon)?;
                let lean = lean(errors.len(), mean, interval, tolerance);
                Some(Bias { kind, horizon, unit, series, share, vintages: errors.len(), mean, interval, lean })
            };
            found.extend(line(0, Share::Common, &shared));
            found.extend(own.iter().filter_map(|(unit, errors)| line(*unit, Share::Own, errors)));
        }
    }
    found
}

fn lean(n: usize, mean: f64, interval: Option<(f64, f64)>, tolerance: f64) -> Lean {
    match interval {
        Some((low, high)) if n >= FEWEST && (low > 0.0 || high < 0.0) => {
            if mean.abs() > tolerance {
                Lean::Worrying
            } else {
                Lean::Slight
            }
        }
        Some(_) if n >= FEWEST => Lean::NoSign,
        _ => Lean::TooFew,
    }
}

/// The mean of the errors of some bases and its interval; `None` without errors, no interval of one.
///
/// Formula: forecasts h years ahead from bases i and j share the years that both look across, so that their errors go together
/// with c_ij = max(0, 1 - |b_i - b_j| / h). With q = sum_ij c_ij / n^2 and s^2 the sample variance,
/// var(mean) = s^2 q (n - 1) / (n (1 - q)), which is s^2 / n where no two overlap; the interval is mean +- t_(n-1) times its root.
pub(super) fn mean_with_interval(errors: &[(CensusYear, f64)], horizon: i32) -> Option<(f64, Option<(f64, f64)>)> {
    let n = errors.len() as f64;
    if errors.is_empty() {
        return None;
    }
    let mean = errors.iter().map(|(_, e)| e).sum::<f64>() / n;
    let together =
        |a: CensusYear, b: CensusYear| (1.0 - f64::from(a.years_since(b).abs()) / f64::from(horizon.max(1))).max(0.0);
    let pairs = errors.iter().flat_map(|(a, _)| errors.iter().map(move |(b, _)| together(*a, *b)));
    let q = pairs.sum::<f64>() / (n * n);
    let interval = StudentsT::new(0.0, 1.0, n - 1.0).ok().filter(|_| q < 1.0).map(|t| {
        let variance = errors.iter().map(|(_, e)| (e - mean) * (e - mean)).sum::<f64>() / (n - 1.0);
        let wide = t.inverse_cdf(UPPER) * (variance * q * (n - 1.0) / (n * (1.0 - q))).sqrt();
        (mean - wide, mean + wide)
    });
    Some((mean, interval))
}

/// `bias.csv`.
pub fn bias_table(data: &Dataset, lines: &[Bias]) -> OutTable {
    let text = |f: &dyn Fn(&Bias) -> String| OutColumn::Text(lines.iter().map(f).collect());
    let whole = |f: &dyn Fn(&Bias) -> i64| OutColumn::Whole(lines.iter().map(|l| Some(f(l))).collect());
    let number = |f: &dyn Fn(&Bias) -> Option<f64>| OutColumn::Number(lines.iter().map(f).collect());
    let unit = |l: &Bias| &data.layout.units[l.unit];
    OutTable::new(
        "bias",
        vec![
            ("made", text(&|l| l.kind.word().to_owned())),
            ("horizon", whole(&|l| i64::from(l.horizon))),
            ("area", text(&|l| unit(l).code.clone())),
            ("level", text(&|l| unit(l).tier_name(&data.geography).to_owned())),
            ("series", text(&|l| data.schooling.series()[l.series.0].name.clone())),
            ("part", text(&|l| l.share.word().to_owned())),
            ("vintages", whole(&|l| l.vintages as i64)),
            ("mean", number(&|l| Some(l.mean))),
            ("low", number(&|l| l.interval.map(|i| i.0))),
            ("high", number(&|l| l.interval.map(|i| i.1))),
            ("verdict", text(&|l| l.lean.words().to_owned())),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(of: &[(u16, f64)]) -> Vec<(CensusYear, f64)> {
        of.iter().map(|(year, e)| (CensusYear(*year), *e)).collect()
    }

    #[test]
    fn without_overlap_the_interval_is_students() {
        let (mean, interval) =
            mean_with_interval(&errors(&[(2015, 1.0), (2016, 2.0), (2017, 3.0), (2018, 4.0)]), 1).unwrap();
        assert_eq!(mean, 2.5);
        // By hand: s^2 = 5/3, s / root 4 = 0.6455, t with 3 degrees = 3.1824: 2.5 -+ 2.0542.
        let (low, high) = interval.unwrap();
        assert!((low - 0.4458).abs() < 1e-3 && (high - 4.5542).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn forecasts_that_look_across_the_same_years_count_for_less() {
        let of = errors(&[(2015, 1.0), (2016, 2.0), (2017, 3.0), (2018, 4.0)]);
        let width = |horizon| {
            let (low, high) = mean_with_interval(&of, horizon).unwrap().1.unwrap();
            high - low
        };
        // Two years ahead, neighbours go together by half: q = (4 + 6 x 0.5) / 16, so that the variance is
        // s^2 (7/16) 3 / (4 (9/16)) = 7/12 s^2 in the place of s^2 / 4.
        assert!((width(2) / width(1) - (7.0f64 / 3.0).sqrt()).abs() < 1e-9);
        assert!(width(3) > width(2));
    }

    #[test]
    fn one_vintage_has_no_interval_and_two_say_nothing() {
        assert_eq!(mean_with_interval(&errors(&[(2015, 1.0)]), 1), Some((1.0, None)));
        assert_eq!(lean(2, 3.0, Some((2.0, 4.0)), 1.0), Lean::TooFew);
        assert_eq!(lean(3, 3.0, Some((2.0, 4.0)), 1.0), Lean::Worrying);
        assert_eq!(lean(3, 0.3, Some((0.2, 0.4)), 1.0), Lean::Slight);
        assert_eq!(lean(3, 3.0, Some((-1.0, 7.0)), 1.0), Lean::NoSign);
    }
}
