//! (I5), (I6) Paths of one area: past errors drawn again, each moving the levels it would have moved had it been seen.

use super::CredibleFit;
use super::constants::IntervalConstants;
use super::fit::EntryFit;
use super::innovations::Errors;
use super::national::NationalPaths;
use super::project::Projection;
use super::random::{Stream, key};
use super::step::{BLOCK, Block, Column, Lanes, inner, learn, spread};
use crate::calendar::Role;
use crate::model::maths::{exp, ln, power, widest};
use std::ops::Range;

/// Added to an area's key for the draws of its births, which are then no other's.
const BIRTHS: u64 = 0xB1B1_B1B1_B1B1_B1B1;

/// Neighbouring columns of a panel that feed each other: a panel, or a part of one where flows feed the intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) panel: usize,
    pub(super) columns: Range<usize>,
}

/// Everything a path needs that is not its own.
pub(super) struct Simulation<'a> {
    pub(super) fitted: &'a CredibleFit,
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

/// What feeds the first column of a stage.
#[derive(Clone, Copy)]
enum Feed<'a> {
    /// Nothing: it is empty.
    Nothing,
    /// Births.
    Births,
    /// A share of the nation's entry, in logs (E13).
    Share(f64),
    /// Flows, [years ahead][path].
    Flows(&'a [f64]),
}

impl Simulation<'_> {
    /// Every path of one row of a stage, into [years ahead][column of the stage][path].
    ///
    /// `intake` gives the feeders of the stage's first column, [years ahead][path], where flows feed it.
    pub(super) fn row(&self, stage: &Stage, row: usize, code: &str, intake: Option<&[f64]>, out: &mut Vec<f64>) {
        let columns = self.columns(stage, row);
        let feed = self.feed(stage, row, intake);
        let mut block = Block::new(columns.len());
        out.resize(self.horizon * columns.len() * self.paths, 0.0);
        widest(
            #[inline(always)]
            || {
                for b in 0..self.paths.div_ceil(BLOCK) {
                    self.walk(stage, row, (&columns, feed), (key(code), b), &mut block, out);
                }
            },
        );
    }

    /// The columns of a row.
    fn columns(&self, stage: &Stage, row: usize) -> Vec<Column> {
        let fit = &self.fitted.panels[stage.panel];
        let point = &self.projection.rolls[stage.panel];
        let column = |at: usize| {
            let cell = fit.constant(row, at);
            let entry = fit.roles[at] == Role::Entry;
            let damped = 1.0 - cell.map_or(1.0, |(_, theta)| theta);
            let fixed = |h: usize| {
                let Some((constant, _)) = cell else { return f64::NEG_INFINITY };
                let national = self.projection.log_feeders[stage.panel][h][at];
                // What is not damped is not drawn to a nation either, which may have nobody: its log is then minus infinity.
                let drawn = if damped > 0.0 { damped * national } else { 0.0 };
                let drift = if entry { self.drift(row, h) } else { 0.0 };
                let assumed = self.fitted.assumed((stage.panel, row, at), h);
                constant + drawn + fit.departure[[row, at]] * power(self.fitted.departure_fade, h) + drift + assumed
            };
            let ratio = |h: usize| {
                if at == stage.columns.start {
                    return 0.0;
                }
                let fed = if h == 0 { fit.start[[row, at - 1]] } else { point[[row, at - 1, h - 1]] };
                if fed > 0.0 { point[[row, at, h]] / fed } else { 0.0 }
            };
            Column {
                at,
                role: fit.roles[at],
                damped,
                law: self.errors.panels[stage.panel].law[at].terms(),
                level_gain: fit.level_gain[[row, at]],
                own_gain: fit.own_gain[[row, at]],
                fixed: (0..self.horizon).map(fixed).collect(),
                ratio: (0..self.horizon).map(ratio).collect(),
            }
        };
        stage.columns.clone().map(column).collect()
    }

    fn feed<'a>(&self, stage: &Stage, row: usize, intake: Option<&'a [f64]>) -> Feed<'a> {
        let entry = self.fitted.panels[stage.panel].roles[stage.columns.start] == Role::Entry;
        match (intake, &self.fitted.entry) {
            (Some(flows), _) => Feed::Flows(flows),
            (None, EntryFit::Births(_)) if entry => Feed::Births,
            (None, EntryFit::Share(share)) if entry => Feed::Share(share[row]),
            (None, _) => Feed::Nothing,
        }
    }

    /// One block of paths through all years.
    #[inline(always)]
    fn walk(
        &self,
        stage: &Stage,
        row: usize,
        (columns, feed): (&[Column], Feed),
        (key, b): (u64, usize),
        block: &mut Block,
        out: &mut [f64],
    ) {
        let fit = &self.fitted.panels[stage.panel];
        let first = b * BLOCK;
        let width = BLOCK.min(self.paths - first);
        let mut stream = Stream::keyed(self.seed, key, b as u64);
        for (i, column) in columns.iter().enumerate() {
            let start = fit.start[[row, column.at]];
            let start = if start > 0.0 { start } else { 0.0 };
            block.logs[i].fill(ln(start));
            block.rolls[i].fill(start);
            block.moved[i].fill(0.0);
        }
        block.births.fill(0.0);
        for h in 0..self.horizon {
            self.draw(stage, row, &mut stream, block);
            for (i, column) in columns.iter().enumerate().rev() {
                let national = self.national.total(stage.panel, h, column.at, b);
                if i == 0 {
                    self.first(stage, row, (column, feed), (key, h, b), block);
                } else {
                    inner(column, h, i, national, self.constants.least_feeder, block);
                }
            }
            learn(columns, block);
            for (rolls, out) in block.rolls.iter().zip(out[h * columns.len() * self.paths..].chunks_mut(self.paths)) {
                out[first..first + width].copy_from_slice(&rolls[..width]);
            }
        }
    }

    /// The year's draws of the area: a past error vector and a sign for each path.
    #[inline(always)]
    fn draw(&self, stage: &Stage, row: usize, stream: &mut Stream, block: &mut Block) {
        let errors = &self.errors.panels[stage.panel];
        let (mut places, mut scale) = ([0; BLOCK], [0.0; BLOCK]);
        let (vectors, volatility) = (errors.pool.vectors().max(1), errors.volatility[row]);
        for p in 0..BLOCK {
            let (vector, sign) = stream.below_and_sign(vectors);
            places[p] = errors.pool.place(vector);
            scale[p] = sign * volatility;
        }
        for (column, drawn) in stage.columns.clone().zip(&mut block.drawn) {
            errors.pool.draw(column, &places, drawn);
        }
        block.scale = scale;
    }

    /// The first column of a stage, fed from outside it: (E11) with the levels moved so far, then this year's errors.
    #[inline(always)]
    fn first(
        &self,
        stage: &Stage,
        row: usize,
        (column, feed): (&Column, Feed),
        (key, h, b): (u64, usize, usize),
        block: &mut Block,
    ) {
        let fixed = column.fixed[h];
        let mut fed = [f64::NEG_INFINITY; BLOCK];
        match feed {
            Feed::Nothing => {}
            Feed::Births => {
                let (logs, known) = &self.births[h];
                if !known {
                    self.draw_births(row, (key, h, b), &mut block.births);
                }
                let national = self.national.births(h, b);
                for p in 0..BLOCK {
                    fed[p] = logs[row] + national[p] + block.births[p];
                }
            }
            Feed::Flows(flows) => {
                let flows = &flows[h * self.paths..(h + 1) * self.paths];
                for (fed, n) in fed.iter_mut().zip(&flows[b * BLOCK..]) {
                    *fed = ln(*n);
                }
            }
            Feed::Share(share) => {
                let drift = if column.role == Role::Entry { self.drift(row, h) } else { 0.0 };
                fed.fill(share + drift + self.fitted.assumed((stage.panel, row, column.at), h));
            }
        }
        // In arrays of their own: the compiler then sees that none is another, and takes several paths at a time.
        let (mut logs, mut size, mut rolls, mut surprise) = ([fixed; BLOCK], [0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        let (damped, moved) = (column.damped, &block.moved[0]);
        let rate_moved = self.national.moved(stage.panel, h, column.at, b);
        let least = ln(self.constants.least_feeder);
        match feed {
            _ if fixed == f64::NEG_INFINITY => {}
            // (E13) needs no feeder; the national entry has its own level, moved with the rate.
            Feed::Share(_) => {
                for p in 0..BLOCK {
                    logs[p] = fed[p] + moved[p] + rate_moved[p];
                }
            }
            _ => {
                for p in 0..BLOCK {
                    let drawn = if fed[p] > least { fed[p] } else { least };
                    logs[p] = fed[p] - damped * drawn + fixed + moved[p] + rate_moved[p];
                }
            }
        }
        if matches!(feed, Feed::Births) {
            // A national surprise in births is the nation's, and no reason to pull an area back.
            for (log, births) in logs.iter_mut().zip(self.national.births(h, b)) {
                *log += damped * births;
            }
        }
        let total = self.national.total(stage.panel, h, column.at, b);
        for p in 0..BLOCK {
            size[p] = exp(logs[p]);
            surprise[p] = total[p] - rate_moved[p];
        }
        let (mut shock, drawn, scale) = ([0.0; BLOCK], &block.drawn[0], &block.scale);
        for p in 0..BLOCK {
            shock[p] = scale[p] * f64::from(drawn[p]) * spread(column.law, size[p]);
            logs[p] += shock[p] + surprise[p];
            rolls[p] = exp(logs[p]);
        }
        (block.logs[0], block.size[0], block.rolls[0], block.shock[0]) = (logs, size, rolls, shock);
    }

    /// What the area's own births do in a year in which they are not known, added to what they have done so far.
    #[inline(always)]
    fn draw_births(&self, row: usize, (key, h, b): (u64, usize, usize), births: &mut Lanes) {
        let chance = 1.0 / self.births_now.get(row).copied().unwrap_or(1.0).max(1.0);
        let spread = (self.constants.births_area * self.constants.births_area + chance).sqrt();
        // A stream of their own for each year, so that a year more of known births moves no other draw.
        let mut stream = Stream::keyed(self.seed, key ^ BIRTHS, (b * MOST_YEARS + h) as u64);
        let normals: Lanes = stream.normals();
        for (births, normal) in births.iter_mut().zip(normals) {
            *births += spread * normal;
        }
    }

    /// (E8) Drift into the entry year, `h` years after the first.
    fn drift(&self, row: usize, h: usize) -> f64 {
        let so_far: f64 = (0..=h).map(|j| power(self.fitted.drift_fade, j)).sum();
        self.fitted.drift.get(row).copied().unwrap_or(0.0) * so_far
    }
}

/// More years ahead than are ever forecast: keys of streams are told apart by it.
const MOST_YEARS: usize = 256;

#[cfg(test)]
mod tests {
    use super::super::fit::PanelFit;
    use super::super::innovations::{PanelErrors, SizeLaw};
    use super::super::pool::Pool;
    use super::super::steady::Steady;
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
        let none = Evidence { observed: 0.0, expected: 0.0, pull: 0.0, toward: 1.0, memory: 0.0, left: 1.0 };
        let panel = PanelFit {
            own: 1,
            start: ndarray::array![[120.0, 200.0, 150.0]],
            rate: vec![0.0, 0.05, -0.1],
            rate_evidence: vec![],
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
            seen: vec![],
        };
        CredibleFit {
            base: CensusYear(2020),
            steady: vec![Steady::of(&panel)],
            panels: vec![panel],
            entry: EntryFit::Share(vec![ln(110.0)]),
            link: None,
            drift: vec![0.0],
            drift_fade: 0.9,
            departure_fade: 0.9,
            migration: vec![],
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
        let mut pool = Pool::new(3);
        pool.push([SHOCK; 3]);
        let errors = Errors {
            bases: 1,
            alone: false,
            panels: vec![PanelErrors {
                law: vec![SizeLaw::Floor(0.0); 3],
                volatility: vec![1.0],
                pool,
                national: Array2::zeros((1, 3)),
            }],
        };
        let national = NationalPaths::draw(&errors, &constants, 0.35, &[true; 3], (7, PATHS));
        let simulation = Simulation {
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
        let mut cube = vec![];
        simulation.row(&Stage { panel: 0, columns: 0..3 }, 0, "area", None, &mut cube);
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
