//! (I1) to (I4) Past one-step errors: a national part, and an area part by the law of its size.

use super::constants::{Credible, IntervalConstants};
use super::fit::{CredibleFit, fit};
use super::pool::Pool;
use super::random::Stream;
use crate::calendar::{CensusYear, Role};
use crate::dataset::Known;
use crate::model::maths::{ln, widest};
use crate::model::reference::Nation;
use ndarray::Array2;

/// Januaries a base must have before its error says anything.
const JANUARIES_BEFORE: i32 = 2;

/// How the spread of errors falls with size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SizeLaw {
    /// sqrt(1 + size / n): errors of large groups have a floor.
    Floor(f64),
    /// sqrt(unit / n): they have none.
    Pure(f64),
}

impl SizeLaw {
    /// The terms of sqrt(floor + unit / n).
    pub(super) fn terms(self) -> (f64, f64) {
        match self {
            SizeLaw::Floor(size) => (1.0, size),
            SizeLaw::Pure(unit) => (0.0, unit),
        }
    }

    /// Spread of a group of n pupils, in units of a large one's.
    pub(super) fn shape(self, n: f64) -> f64 {
        let (floor, unit) = self.terms();
        (floor + unit / n).sqrt()
    }
}

/// Errors of one panel, ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct PanelErrors {
    /// Law of size by column.
    pub(super) law: Vec<SizeLaw>,
    /// Volatility of each own row beside the others.
    pub(super) volatility: Vec<f64>,
    /// Errors of whole areas by column: standardised, then times the spread of the column.
    pub(super) pool: Pool,
    /// National errors, [bases, columns].
    pub(super) national: Array2<f64>,
}

/// Errors of every panel.
#[derive(Debug, Clone)]
pub(super) struct Errors {
    pub(super) panels: Vec<PanelErrors>,
    /// Bases whose errors are used; 0 where the shipped spread stands in.
    pub(super) bases: usize,
    /// Whether it stands in for an area that alone holds its year groups.
    pub(super) alone: bool,
}

/// One-step errors of a panel at one base: national by column, own by [row, column], and the forecasts.
struct Step {
    national: Vec<f64>,
    own: Array2<f64>,
    forecast: Array2<f64>,
}

impl Errors {
    /// Errors of the method at every earlier base with three Januaries or more, or the shipped spread where they are few.
    pub(super) fn of(known: Known, fitted: &CredibleFit, constants: &Credible) -> Errors {
        let data = known.dataset();
        let first = data.rolls.first.plus(fitted.skipped as i32 + JANUARIES_BEFORE);
        // One after the other: what a fit of a nation takes is held once.
        let steps: Vec<Vec<Step>> =
            (first.0..known.base().0).filter_map(|b| one_step(known, CensusYear(b), constants)).collect();
        let i = &constants.intervals;
        let areas = fitted.panels.iter().map(|p| p.own).min().unwrap_or(0);
        if steps.is_empty() || (steps.len() < i.bases_needed && steps.len() * areas < i.errors_needed) {
            let panels = fitted.panels.iter().map(|p| shipped(&p.roles, p.own, i)).collect();
            return Errors { panels, bases: 0, alone: false };
        }
        // Beside its own sum an area that stands alone never errs: all of its errors are the sum's.
        let alone = |p: usize| fitted.panels[p].own == 1 && fitted.compared_with.is_own_sum();
        let panel = |p: usize| {
            let of_panel: Vec<&Step> = steps.iter().map(|s| &s[p]).collect();
            let roles = &fitted.panels[p].roles;
            let own = PanelErrors::of(&of_panel, roles, i);
            if alone(p) { PanelErrors { national: own.national, ..shipped(roles, 1, i) } } else { own }
        };
        let panels = 0..fitted.panels.len();
        Errors { panels: panels.clone().map(panel).collect(), bases: steps.len(), alone: panels.clone().any(alone) }
    }
}

/// (I1) Forecast of the January after a base and what came, by panel; `None` where that base cannot be fitted.
fn one_step(known: Known, base: CensusYear, constants: &Credible) -> Option<Vec<Step>> {
    let data = known.dataset();
    let then = data.known(base)?;
    let fitted = fit(then, constants).ok()?;
    let projected = fitted.project(1);
    let nation = Nation::resolve(known, constants.reference).ok()?.0;
    let year = base.plus(1);
    let t = data.rolls.year_index(year)?;
    let panel = |p: usize| {
        let forecast = projected.rolls[p].index_axis(ndarray::Axis(2), 0).to_owned();
        let actual = data.rolls.panels[p].index_axis(ndarray::Axis(2), t).to_owned();
        let columns = forecast.ncols();
        let national: Vec<f64> = data.layout.panels[p]
            .columns()
            .map(|(c, group)| match &nation {
                Some(nation) => ln(nation.roll(group, year) / projected.totals[p][0][c]),
                None => {
                    let both = (0..forecast.nrows()).map(|a| (actual[[a, c]], forecast[[a, c]]));
                    let (a, f) =
                        both.filter(|(a, f)| !a.is_nan() && *f > 0.0).fold((0.0, 0.0), |(a, f), (x, y)| (a + x, f + y));
                    if a > 0.0 && f > 0.0 { ln(a / f) } else { 0.0 }
                }
            })
            .collect();
        let own = Array2::from_shape_fn((forecast.nrows(), columns), |(a, c)| {
            let (actual, forecast) = (actual[[a, c]], forecast[[a, c]]);
            // Half a pupil keeps an emptied group from saying minus infinity.
            if actual.is_nan() || forecast.is_nan() || forecast <= 0.0 {
                f64::NAN
            } else {
                ln(actual.max(0.5) / forecast) - national[c]
            }
        });
        Step { national, own, forecast }
    };
    Some((0..data.layout.panels.len()).map(panel).collect())
}

impl PanelErrors {
    fn of(steps: &[&Step], roles: &[Role], constants: &IntervalConstants) -> PanelErrors {
        let (rows, columns) = steps[0].own.dim();
        let law: Vec<SizeLaw> = roles.iter().map(|role| size_law(steps, roles, *role, constants)).collect();
        let shaped = |s: &Step, a: usize, c: usize| s.own[[a, c]] / law[c].shape(s.forecast[[a, c]]);
        // (I3) Spread of each year group, then each area's volatility beside it.
        let spread: Vec<f64> = (0..columns)
            .map(|c| {
                let q: Vec<f64> = steps
                    .iter()
                    .flat_map(|s| (0..rows).map(move |a| shaped(s, a, c)))
                    .filter(|q| q.is_finite())
                    .collect();
                let n = q.len().max(1) as f64;
                let cap = constants.error_clip * q.iter().map(|q| q.abs()).sum::<f64>() / n;
                let squares: f64 = q.iter().map(|q| q.clamp(-cap, cap)).map(|q| q * q).sum();
                // Only so that a group that never errs is not divided by nothing.
                (squares / n).sqrt().max(1e-9)
            })
            .collect();
        let standard = |s: &Step, a: usize, c: usize| shaped(s, a, c) / spread[c];
        let volatility: Vec<f64> = (0..rows)
            .map(|a| {
                let of_base = |s: &&&Step| {
                    let z: Vec<f64> = (0..columns).map(|c| standard(s, a, c)).filter(|z| z.is_finite()).collect();
                    let squares = z.iter().map(|z| (z * z).min(constants.volatility_clip)).sum::<f64>();
                    (!z.is_empty()).then(|| squares / z.len() as f64)
                };
                let squares: Vec<f64> = steps.iter().filter_map(|s| of_base(&s)).collect();
                let prior = constants.volatility_bases;
                ((prior + squares.iter().sum::<f64>()) / (prior + squares.len() as f64)).sqrt()
            })
            .collect();
        let mut pool = Pool::new(columns);
        for s in steps {
            for (a, volatility) in volatility.iter().enumerate() {
                let vector: Vec<f64> = (0..columns).map(|c| standard(s, a, c) / volatility * spread[c]).collect();
                if vector.iter().all(|z| z.is_finite()) {
                    pool.push(vector);
                }
            }
        }
        if pool.vectors() == 0 {
            // No area holds every year group in any base: each error that is held is drawn, the rest being none.
            for s in steps {
                for (a, volatility) in volatility.iter().enumerate() {
                    let held = |z: f64| if z.is_finite() { z } else { 0.0 };
                    pool.push((0..columns).map(|c| held(standard(s, a, c) / volatility * spread[c])));
                }
            }
        }
        let national = national_errors(steps, roles, constants);
        PanelErrors { law, volatility, pool, national }
    }
}

/// Errors taken at the same time.
const LANES: usize = 16;

/// (I2) The law of size with the greatest likelihood of the errors of a role, Laplace's distribution.
///
/// Formula: with s(n) the shape at size n and k the mean of |e| / s, the mean log likelihood is -(ln k + mean of ln s) and a
/// constant.
fn size_law(steps: &[&Step], roles: &[Role], role: Role, constants: &IntervalConstants) -> SizeLaw {
    let columns: Vec<usize> = (0..roles.len()).filter(|&c| roles[c] == role).collect();
    let (errors, sizes): (Vec<f64>, Vec<f64>) = steps
        .iter()
        .flat_map(|s| columns.iter().flat_map(move |&c| s.own.column(c).into_iter().zip(s.forecast.column(c))))
        .map(|(e, f)| (e.abs(), *f))
        .filter(|(e, _)| e.is_finite())
        .unzip();
    let likelihood = |law: &SizeLaw| {
        let (scaled, logs) = widest(
            #[inline(always)]
            || shaped_sums(&errors, &sizes, law.terms()),
        );
        let n = errors.len().max(1) as f64;
        -(ln((scaled / n).max(1e-9)) + logs / n)
    };
    let laws = constants.size_grid.iter().map(|s| SizeLaw::Floor(*s)).chain([SizeLaw::Pure(constants.size_unit)]);
    let mut best: Option<(f64, SizeLaw)> = None;
    for law in laws {
        let found = likelihood(&law);
        if best.is_none_or(|(most, _)| found > most) {
            best = Some((found, law));
        }
    }
    best.map_or(SizeLaw::Floor(0.0), |(_, law)| law)
}

/// Sums over groups of |e| / s(n) and of ln s(n).
#[inline(always)]
fn shaped_sums(errors: &[f64], sizes: &[f64], (floor, unit): (f64, f64)) -> (f64, f64) {
    let of_one = |e: f64, n: f64| {
        let square = floor + unit / n;
        (e / square.sqrt(), 0.5 * ln(square))
    };
    let (mut scaled, mut logs) = ([0.0; LANES], [0.0; LANES]);
    let ((errors, errors_left), (sizes, sizes_left)) = (errors.as_chunks::<LANES>(), sizes.as_chunks::<LANES>());
    for (e, n) in errors.iter().zip(sizes) {
        for i in 0..LANES {
            let (error, log) = of_one(e[i], n[i]);
            scaled[i] += error;
            logs[i] += log;
        }
    }
    let left = errors_left.iter().zip(sizes_left).map(|(e, n)| of_one(*e, *n));
    let whole = scaled.into_iter().zip(logs);
    whole.chain(left).fold((0.0, 0.0), |(scaled, logs), (error, log)| (scaled + error, logs + log))
}

/// (I4) National errors, scaled to a spread between theirs and the prior, widened for the few bases they come from.
fn national_errors(steps: &[&Step], roles: &[Role], constants: &IntervalConstants) -> Array2<f64> {
    let bases = steps.len() as f64;
    let widening = (1.0 + 1.0 / bases).sqrt();
    let scale = |role: Role| {
        let columns: Vec<usize> = (0..roles.len()).filter(|&c| roles[c] == role).collect();
        let squares: Vec<f64> =
            steps.iter().flat_map(|s| columns.iter().map(|&c| s.national[c] * s.national[c])).collect();
        let mean = squares.iter().sum::<f64>() / squares.len().max(1) as f64;
        let prior = constants.national.of(role);
        let weight = constants.national_bases;
        let between = (bases * mean + weight * prior * prior) / (bases + weight);
        // Only so that a nation that never errs is not divided by nothing.
        (between / mean.max(1e-8)).sqrt() * widening
    };
    let scales: Vec<f64> = roles.iter().map(|r| scale(*r)).collect();
    Array2::from_shape_fn((steps.len(), roles.len()), |(b, c)| steps[b].national[c] * scales[c])
}

/// Vectors made from the shipped spread.
const SHIPPED_VECTORS: usize = 1000;
/// National vectors made from it.
const SHIPPED_NATIONAL: usize = 100;

/// The shipped spread as errors to be drawn: normal, each year group by itself.
fn shipped(roles: &[Role], rows: usize, constants: &IntervalConstants) -> PanelErrors {
    let mut stream = Stream::keyed(0, 0, 0);
    let mut pool = Pool::new(roles.len());
    for _ in 0..SHIPPED_VECTORS {
        pool.push(roles.iter().map(|r| constants.shipped_spread.of(*r) * stream.normal()));
    }
    let national = Array2::from_shape_fn((SHIPPED_NATIONAL, roles.len()), |(_, c)| {
        constants.national.of(roles[c]) * stream.normal()
    });
    PanelErrors {
        law: vec![SizeLaw::Pure(constants.size_unit); roles.len()],
        volatility: vec![1.0; rows],
        pool,
        national,
    }
}
