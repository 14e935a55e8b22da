//! (I5), (I6) Paths of one area: past errors drawn again, each moving the levels it would have moved had it been seen.

use super::CredibleFit;
use super::constants::IntervalConstants;
use super::fit::{EntryFit, PanelFit};
use super::innovations::{Errors, SizeLaw};
use super::project::Projection;
use super::random::{Stream, key};
use crate::calendar::{Phase, Role, Series};
use crate::model::maths::{exp, ln, power};
use std::ops::Range;

/// Paths taken together: what is kept of them fits the fastest memory. The streams are keyed by these blocks.
const BLOCK: usize = 128;

/// The name the nation's draws are keyed by: no area's code has a space before it.
const NATION: &str = " nation";

/// National draws of every path: shared by all areas.
pub(super) struct NationalPaths {
    /// By panel, [years ahead][column][path]: this year's surprise.
    surprise: Vec<Vec<f64>>,
    /// And what earlier ones have moved the national rate by.
    moved: Vec<Vec<f64>>,
    /// [years ahead][path]: log of national births against the point forecast's.
    births: Vec<f64>,
}

/// Neighbouring columns of a panel that feed each other: a panel, or a part of one where flows feed the intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) panel: usize,
    pub(super) columns: Range<usize>,
}

/// Everything a path needs that is not its own.
pub(super) struct Simulation<'a> {
    pub(super) fitted: &'a CredibleFit,
    /// The totals whose bands are asked for.
    pub(super) series: Vec<Series>,
    pub(super) projection: &'a Projection,
    pub(super) errors: &'a Errors,
    pub(super) constants: &'a IntervalConstants,
    pub(super) national: NationalPaths,
    pub(super) seed: u64,
    pub(super) paths: usize,
    pub(super) horizon: usize,
    /// Log births feeding each year ahead by row, [years][rows], and whether they are known.
    pub(super) births: Vec<(Vec<f64>, bool)>,
    /// Births feeding the base year by row.
    pub(super) births_now: Vec<f64>,
}

impl NationalPaths {
    /// Draws one whole base's errors, a sign, and rarely a shock, for each path and year; all year groups and panels
    /// together.
    pub(super) fn draw(
        errors: &Errors,
        constants: &IntervalConstants,
        memory: f64,
        births_known: &[bool],
        (seed, paths): (u64, usize),
    ) -> NationalPaths {
        let horizon = births_known.len();
        let mut surprise: Vec<Vec<f64>> =
            errors.panels.iter().map(|p| vec![0.0; horizon * p.law.len() * paths]).collect();
        let mut births = vec![0.0; horizon * paths];
        let bases = errors.panels.first().map_or(1, |p| p.national.nrows());
        for block in 0..paths.div_ceil(BLOCK) {
            let mut stream = Stream::keyed(seed, key(NATION), block as u64);
            let within = block * BLOCK..((block + 1) * BLOCK).min(paths);
            let mut log_births = [0.0; BLOCK];
            // Year by year, so that a longer horizon changes no draw of the years before.
            for h in 0..horizon {
                for path in within.clone() {
                    let base = stream.below(bases);
                    let mut scale = stream.sign();
                    if stream.unit() < constants.shock_probability {
                        scale *= constants.shock_multiple;
                    }
                    // Drawn in every year, so that a year more of known births moves no other draw.
                    let births_draw = stream.normal();
                    let log_births = &mut log_births[path - block * BLOCK];
                    if !births_known[h] {
                        *log_births += constants.births_national * births_draw;
                    }
                    births[h * paths + path] = *log_births;
                    for (surprise, panel) in surprise.iter_mut().zip(&errors.panels) {
                        let columns = panel.law.len();
                        for c in 0..columns {
                            surprise[(h * columns + c) * paths + path] = scale * panel.national[[base, c]];
                        }
                    }
                }
            }
        }
        let moved = surprise
            .iter()
            .zip(&errors.panels)
            .map(|(surprise, panel)| {
                let year = panel.law.len() * paths;
                let mut moved = vec![0.0; surprise.len()];
                for i in year..moved.len() {
                    moved[i] = moved[i - year] + (1.0 - memory) * surprise[i - year];
                }
                moved
            })
            .collect();
        NationalPaths { surprise, moved, births }
    }
}

/// A cell of a block of paths.
#[derive(Debug, Clone, Copy)]
struct At {
    row: usize,
    /// Column of the panel, and of the stage.
    column: usize,
    index: usize,
    /// Years after the first ahead.
    year: usize,
    /// First path of the block, and how many it holds.
    first: usize,
    width: usize,
}

/// One area's numbers while a block of its paths is walked: [column of the stage][path of the block].
struct Block {
    logs: Vec<f64>,
    moved: Vec<f64>,
    expected: Vec<f64>,
    shock: Vec<f64>,
    births: Vec<f64>,
    fed: Vec<f64>,
}

impl Block {
    fn new(columns: usize) -> Block {
        let cells = || vec![0.0; columns * BLOCK];
        Block {
            logs: cells(),
            moved: cells(),
            expected: cells(),
            shock: cells(),
            births: vec![0.0; BLOCK],
            fed: vec![0.0; BLOCK],
        }
    }
}

impl Simulation<'_> {
    /// Every path of one row of a stage, [years ahead][column of the stage][path].
    ///
    /// `intake` gives the feeders of the stage's first column, [years ahead][path], where flows feed it.
    pub(super) fn row(&self, stage: &Stage, row: usize, code: &str, intake: Option<&[f64]>) -> Vec<f64> {
        let fit = &self.fitted.panels[stage.panel];
        let columns = stage.columns.len();
        let mut out = vec![0.0; self.horizon * columns * self.paths];
        let mut block = Block::new(columns);
        for b in 0..self.paths.div_ceil(BLOCK) {
            let first = b * BLOCK;
            let width = BLOCK.min(self.paths - first);
            let mut stream = Stream::keyed(self.seed, key(code), b as u64);
            for (i, c) in stage.columns.clone().enumerate() {
                let start = fit.start[[row, c]];
                let log = if start > 0.0 { ln(start) } else { f64::NEG_INFINITY };
                block.logs[i * BLOCK..][..width].fill(log);
            }
            block.moved.fill(0.0);
            block.births.fill(0.0);
            for h in 0..self.horizon {
                self.draw(stage, row, h, &mut stream, &mut block, width);
                let (earlier, now) = out.split_at_mut(h * columns * self.paths);
                for (i, c) in stage.columns.clone().enumerate().rev() {
                    let at = At { row, column: c, index: i, year: h, first, width };
                    self.feed(stage, at, intake, &mut block);
                    let below =
                        (h > 0 && i > 0).then(|| &earlier[((h - 1) * columns + i - 1) * self.paths + first..][..width]);
                    self.cell(stage, at, below, &mut block);
                    let rolls = &mut now[i * self.paths + first..][..width];
                    for (roll, log) in rolls.iter_mut().zip(&block.logs[i * BLOCK..]) {
                        *roll = exp(*log);
                    }
                }
                self.learn(stage, row, &mut block, width);
            }
        }
        out
    }

    /// The year's draws of the area: a past error vector and a sign for each path, and births where they are not known.
    fn draw(&self, stage: &Stage, row: usize, h: usize, stream: &mut Stream, block: &mut Block, width: usize) {
        let errors = &self.errors.panels[stage.panel];
        for p in 0..width {
            let vector = stream.below(errors.vectors.max(1)) * errors.law.len();
            let scale = stream.sign() * errors.volatility[row];
            let drawn = &errors.pool[vector..vector + errors.law.len()][stage.columns.clone()];
            for (i, error) in drawn.iter().enumerate() {
                block.shock[i * BLOCK + p] = scale * error;
            }
        }
        if stage.panel == 0 && stage.columns.start == 0 && self.births.get(h).is_some() {
            let known = self.births.get(h).is_some_and(|(_, known)| *known);
            let chance = 1.0 / self.births_now.get(row).copied().unwrap_or(1.0).max(1.0);
            let spread = (self.constants.births_area * self.constants.births_area + chance).sqrt();
            for log in &mut block.births[..width] {
                // Drawn in every year, so that a year more of known births moves no other draw.
                let draw = stream.normal();
                *log += if known { 0.0 } else { spread * draw };
            }
        }
    }

    /// Log feeders of a cell, into `block.fed`.
    fn feed(&self, stage: &Stage, at: At, intake: Option<&[f64]>, block: &mut Block) {
        let At { row, column: c, index: i, year: h, first, width } = at;
        if i > 0 {
            block.fed[..width].copy_from_slice(&block.logs[(i - 1) * BLOCK..][..width]);
            return;
        }
        if let Some(intake) = intake {
            for (fed, n) in block.fed.iter_mut().zip(&intake[h * self.paths + first..][..width]) {
                *fed = ln(*n);
            }
            return;
        }
        let fit = &self.fitted.panels[stage.panel];
        if fit.roles[c] == Role::Entry
            && let Some((logs, _)) = self.births.get(h)
        {
            let national = &self.national.births[h * self.paths + first..][..width];
            for ((fed, national), own) in block.fed.iter_mut().zip(national).zip(&block.births) {
                *fed = logs[row] + national + own;
            }
        }
    }

    /// One cell of every path of the block: (E11) with the levels moved so far, then this year's errors.
    fn cell(&self, stage: &Stage, at: At, below: Option<&[f64]>, block: &mut Block) {
        let At { row, column: c, index: i, year: h, first, width } = at;
        let fit = &self.fitted.panels[stage.panel];
        let errors = &self.errors.panels[stage.panel];
        let cells = i * BLOCK..i * BLOCK + width;
        let (logs, moved) = (&mut block.logs[cells.clone()], &block.moved[cells.clone()]);
        let (expected, shock) = (&mut block.expected[cells.clone()], &mut block.shock[cells]);
        let Some((constant, theta)) = fit.constant(row, c) else {
            logs.fill(f64::NEG_INFINITY);
            expected.fill(0.0);
            shock.fill(0.0);
            return;
        };
        let year = (h * fit.roles.len() + c) * self.paths + first;
        let rate_moved = &self.national.moved[stage.panel][year..][..width];
        let surprise = &self.national.surprise[stage.panel][year..][..width];
        let entry = fit.roles[c] == Role::Entry;
        let drift = if entry { self.drift(row, h) } else { 0.0 };
        match (&self.fitted.entry, entry) {
            (EntryFit::Share(share), true) => {
                // (E13) needs no feeder; the national entry has its own level, moved with the rate.
                for (((log, moved), rate), fed) in logs.iter_mut().zip(moved).zip(rate_moved).zip(&mut block.fed) {
                    *fed = share[row] + drift;
                    *log = *fed + moved + rate;
                }
            }
            _ => {
                let damped = 1.0 - theta;
                let national = self.projection.log_feeders[stage.panel][h][c];
                // What is not damped is not drawn to a nation either, which may have nobody: its log is then minus infinity.
                let drawn = if damped > 0.0 { damped * national } else { 0.0 };
                let fixed = constant + drawn + fit.departure[[row, c]] * power(self.fitted.departure_fade, h) + drift;
                let least = ln(self.constants.least_feeder);
                for (((log, fed), moved), rate) in logs.iter_mut().zip(&block.fed).zip(moved).zip(rate_moved) {
                    *log = fed - damped * fed.max(least) + fixed + moved + rate;
                }
                if entry {
                    // A national surprise in births is the nation's, and no reason to pull an area back.
                    let births = &self.national.births[h * self.paths + first..][..width];
                    for (log, births) in logs.iter_mut().zip(births) {
                        *log += damped * births;
                    }
                }
            }
        }
        self.size(stage, at, below, logs, expected);
        scale_to_size(errors.law[c], expected, shock);
        for ((log, shock), surprise) in logs.iter_mut().zip(shock.iter()).zip(surprise) {
            *log += shock + surprise;
        }
    }

    /// The size of a cell, by which its error is scaled and weighed: the roll below, a year earlier on the same path, at the
    /// ratio of the point forecast.
    ///
    /// The whole equation differs from it by the little that damping and moved levels change, and would cost an exponential
    /// for every cell; only the first column of a stage, which has no column below, pays that.
    fn size(&self, stage: &Stage, at: At, below: Option<&[f64]>, logs: &[f64], expected: &mut [f64]) {
        let At { row, column: c, index: i, year: h, .. } = at;
        let point = &self.projection.rolls[stage.panel];
        match below {
            _ if i == 0 => {
                for (expected, log) in expected.iter_mut().zip(logs) {
                    *expected = exp(*log);
                }
            }
            None => expected.fill(point[[row, c, h]]),
            Some(below) => {
                let fed = point[[row, c - 1, h - 1]];
                let ratio = if fed > 0.0 { point[[row, c, h]] / fed } else { 0.0 };
                for (expected, below) in expected.iter_mut().zip(below) {
                    *expected = ratio * below;
                }
            }
        }
    }

    /// (E8) Drift into the entry year, `h` years after the first.
    fn drift(&self, row: usize, h: usize) -> f64 {
        let so_far: f64 = (0..=h).map(|j| power(self.fitted.drift_fade, j)).sum();
        self.fitted.drift.get(row).copied().unwrap_or(0.0) * so_far
    }

    /// (I6) What the year's errors would have moved, had they been seen.
    fn learn(&self, stage: &Stage, row: usize, block: &mut Block, width: usize) {
        let fit = &self.fitted.panels[stage.panel];
        for (i, c) in stage.columns.clone().enumerate() {
            if matches!(fit.roles[c], Role::Entry | Role::Transfer) {
                let gain = fit.own_gain[[row, c]];
                let at = i * BLOCK..i * BLOCK + width;
                for (moved, shock) in block.moved[at.clone()].iter_mut().zip(&block.shock[at]) {
                    *moved += gain * shock;
                }
            }
        }
        for phase in [Phase::Primary, Phase::Secondary] {
            self.learn_phase(fit, stage, phase, row, block, width);
        }
    }

    fn learn_phase(&self, fit: &PanelFit, stage: &Stage, phase: Phase, row: usize, block: &mut Block, width: usize) {
        let inner = |c: &usize| match fit.roles[*c] {
            Role::Primary => phase == Phase::Primary,
            Role::Secondary => phase == Phase::Secondary,
            Role::Entry | Role::Transfer => false,
        };
        let cells: Vec<(usize, usize)> = stage.columns.clone().enumerate().filter(|(_, c)| inner(c)).collect();
        let Some(&(_, some)) = cells.first() else { return };
        let (mut weighted, mut weight) = ([0.0; BLOCK], [0.0; BLOCK]);
        for &(i, _) in &cells {
            let at = i * BLOCK..i * BLOCK + width;
            let numbers = block.shock[at.clone()].iter().zip(&block.expected[at]);
            for ((w, n), (shock, expected)) in weighted.iter_mut().zip(&mut weight).zip(numbers) {
                *w += shock * expected;
                *n += expected;
            }
        }
        let level_gain = fit.level_gain[[row, some]];
        // An empty phase has no mean shock.
        for (w, n) in weighted[..width].iter_mut().zip(&weight) {
            *w = if *n > 0.0 { *w / n } else { 0.0 };
        }
        for &(i, c) in &cells {
            let gain = fit.own_gain[[row, c]];
            let at = i * BLOCK..i * BLOCK + width;
            let numbers = block.shock[at.clone()].iter().zip(&weighted);
            for (moved, (shock, mean)) in block.moved[at].iter_mut().zip(numbers) {
                *moved += level_gain * mean + gain * (shock - mean);
            }
        }
    }
}

/// Scales the area's own errors to the size of each path's expected roll.
fn scale_to_size(law: SizeLaw, expected: &[f64], shock: &mut [f64]) {
    // The law is chosen once, so that the loop inside can take several paths at a time.
    match law {
        SizeLaw::Floor(size) => {
            for (shock, expected) in shock.iter_mut().zip(expected) {
                *shock *= SizeLaw::Floor(size).shape(expected.max(1.0));
            }
        }
        SizeLaw::Pure(unit) => {
            for (shock, expected) in shock.iter_mut().zip(expected) {
                *shock *= SizeLaw::Pure(unit).shape(expected.max(1.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::innovations::PanelErrors;
    use super::*;
    use crate::calendar::CensusYear;
    use crate::model::components::Evidence;
    use crate::model::reference::ComparedWith;
    use ndarray::Array2;

    const SHOCK: f64 = 0.2;
    const PATHS: usize = 40_000;

    /// One area whose levels stay where they are, struck each year by a shock of +-0.2 in logs.
    fn fitted() -> CredibleFit {
        let zeros = || Array2::zeros((1, 3));
        let none = Evidence { observed: 0.0, expected: 0.0, pull: 0.0, toward: 1.0, memory: 0.0 };
        let panel = PanelFit {
            own: 1,
            start: ndarray::array![[120.0, 200.0, 150.0]],
            rate: vec![0.0, 0.05, -0.1],
            level: zeros(),
            departure: zeros(),
            // Without a usual share nothing is damped.
            usual: Array2::from_elem((1, 3), f64::NAN),
            response: vec![1.0; 3],
            never_held: Array2::from_elem((1, 3), false),
            roles: vec![Role::Entry, Role::Primary, Role::Primary],
            level_gain: zeros(),
            own_gain: zeros(),
            level_evidence: Array2::from_elem((1, 3), none),
            departure_evidence: Array2::from_elem((1, 3), none),
        };
        CredibleFit {
            base: CensusYear(2020),
            panels: vec![panel],
            entry: EntryFit::Share(vec![ln(110.0)]),
            link: None,
            drift: vec![0.0],
            drift_fade: 0.9,
            departure_fade: 0.9,
            with_rest: false,
            skipped: 0,
            compared_with: ComparedWith::OwnSum,
            fallbacks: vec![],
        }
    }

    /// Invariant 7: independent multiplicative shocks of mean m and variance s^2 give a roll of mean n prod(m) and variance
    /// n^2 (prod(m^2 + s^2) - prod(m^2)).
    #[test]
    fn paths_have_the_moments_of_a_product_of_shocks() {
        let fitted = fitted();
        let projection = fitted.project(3);
        let constants = match crate::model::ModelSpec::built_in().unwrap().method {
            crate::model::Method::Credible(c) => c.intervals,
            other => panic!("the default is {other:?}"),
        };
        let errors = Errors {
            bases: 1,
            panels: vec![PanelErrors {
                law: vec![SizeLaw::Floor(0.0); 3],
                volatility: vec![1.0],
                pool: vec![SHOCK; 3],
                vectors: 1,
                national: Array2::zeros((1, 3)),
            }],
        };
        let national = NationalPaths::draw(&errors, &constants, 0.35, &[true; 3], (7, PATHS));
        let simulation = Simulation {
            series: vec![],
            fitted: &fitted,
            projection: &projection,
            errors: &errors,
            constants: &constants,
            national,
            seed: 7,
            paths: PATHS,
            horizon: 3,
            births: vec![],
            births_now: vec![],
        };
        let cube = simulation.row(&Stage { panel: 0, columns: 0..3 }, 0, "area", None);
        let paths = |h: usize, c: usize| &cube[(h * 3 + c) * PATHS..][..PATHS];
        // exp(+-0.2), each with half the chance: mean cosh(0.2), mean square cosh(0.4).
        let (m, square): (f64, f64) = (0.2f64.cosh(), 0.4f64.cosh());
        // The last column: two years on, the 120 of the base have met two shocks and the rates 0.05 and -0.1; three years on,
        // the first entry of 110 has met three.
        for (h, n, shocks) in [(1, 120.0 * exp(-0.05), 2), (2, 110.0 * exp(-0.05), 3), (0, 200.0 * exp(-0.1), 1)] {
            let mean = n * power(m, shocks);
            let variance = n * n * (power(square, shocks) - power(m * m, shocks));
            let found = paths(h, 2);
            let average = found.iter().sum::<f64>() / PATHS as f64;
            let spread = found.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / PATHS as f64;
            let error = (variance / PATHS as f64).sqrt();
            assert!((average - mean).abs() < 4.0 * error, "year {h}: mean {average}, expected {mean} +- {error}");
            assert!((spread / variance - 1.0).abs() < 0.05, "year {h}: variance {spread}, expected {variance}");
        }
    }
}
