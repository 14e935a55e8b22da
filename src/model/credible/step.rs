//! (I5), (I6) One year of a block of an area's paths: every year group from the one below, and what their errors would have moved.

use crate::calendar::{Phase, Role};
use crate::model::maths::{exp, ln};

/// Paths taken together: what is kept of them fits the fastest memory. The streams are keyed by these blocks.
pub(super) const BLOCK: usize = 128;

/// A number for each path of a block.
pub(super) type Lanes = [f64; BLOCK];

/// One column of a row, with all that is the same on every path.
pub(super) struct Column {
    /// Column of the panel.
    pub(super) at: usize,
    pub(super) role: Role,
    /// 1 - theta.
    pub(super) damped: f64,
    /// The spread of an error at size n is sqrt(floor + unit / n).
    pub(super) law: (f64, f64),
    pub(super) level_gain: f64,
    pub(super) own_gain: f64,
    /// By year ahead; minus infinity where the cell is closed.
    pub(super) fixed: Vec<f64>,
    /// Ratio of the point forecast to the roll below a year earlier, by year ahead; 0 where that is nobody.
    pub(super) ratio: Vec<f64>,
}

/// One area's numbers while a block of its paths is walked, by column of the stage.
pub(super) struct Block {
    pub(super) logs: Vec<Lanes>,
    pub(super) rolls: Vec<Lanes>,
    pub(super) moved: Vec<Lanes>,
    /// The year's past errors drawn again, of large groups, and the sign and volatility by which each path takes its own.
    pub(super) drawn: Vec<[f32; BLOCK]>,
    pub(super) scale: Lanes,
    pub(super) shock: Vec<Lanes>,
    /// The size of each cell, by which its error is scaled and weighed.
    pub(super) size: Vec<Lanes>,
    pub(super) births: Lanes,
}

impl Block {
    pub(super) fn new(columns: usize) -> Block {
        let lanes = || vec![[0.0; BLOCK]; columns];
        let (drawn, scale, births) = (vec![[0.0; BLOCK]; columns], [0.0; BLOCK], [0.0; BLOCK]);
        let (logs, rolls, moved, shock, size) = (lanes(), lanes(), lanes(), lanes(), lanes());
        Block { logs, rolls, moved, drawn, scale, shock, size, births }
    }
}

/// Spread of an error beside that of a large group's, never of less than one pupil.
#[inline(always)]
pub(super) fn spread((floor, unit): (f64, f64), size: f64) -> f64 {
    (floor + unit / if size > 1.0 { size } else { 1.0 }).sqrt()
}

/// A column fed by the one below it: (E11) with the levels moved so far, then this year's errors.
///
/// The size of the cell, by which its error is scaled and weighed, is the roll below a year earlier on the same path at the
/// ratio of the point forecast. The whole equation differs from it by the little that damping and moved levels change, and
/// would cost a second exponential for every cell; only the first column of a stage pays that.
#[inline(always)]
pub(super) fn inner(column: &Column, h: usize, i: usize, national: &Lanes, least_feeder: f64, block: &mut Block) {
    let (fixed, ratio, damped, law) = (column.fixed[h], column.ratio[h], column.damped, column.law);
    let (shock, size, moved) = (&mut block.shock[i], &mut block.size[i], &block.moved[i]);
    let (drawn, scale) = (&block.drawn[i], &block.scale);
    if fixed == f64::NEG_INFINITY {
        block.logs[i].fill(fixed);
        block.rolls[i].fill(0.0);
        shock.fill(0.0);
        size.fill(0.0);
        return;
    }
    let (lower, upper) = block.logs.split_at_mut(i);
    let (fed, logs) = (&lower[i - 1], &mut upper[0]);
    let (lower, upper) = block.rolls.split_at_mut(i);
    let (below, rolls) = (&lower[i - 1], &mut upper[0]);
    let least = ln(least_feeder);
    for p in 0..BLOCK {
        let n = ratio * below[p];
        let error = scale[p] * f64::from(drawn[p]) * spread(law, n);
        let drawn = if fed[p] > least { fed[p] } else { least };
        let log = fed[p] - damped * drawn + fixed + moved[p] + error + national[p];
        size[p] = n;
        shock[p] = error;
        logs[p] = log;
        rolls[p] = exp(log);
    }
}

/// (I6) What the year's errors would have moved, had they been seen.
#[inline(always)]
pub(super) fn learn(columns: &[Column], block: &mut Block) {
    for (i, column) in columns.iter().enumerate() {
        if matches!(column.role, Role::Entry | Role::Transfer) {
            let (moved, shock) = (&mut block.moved[i], &block.shock[i]);
            for p in 0..BLOCK {
                moved[p] += column.own_gain * shock[p];
            }
        }
    }
    for phase in [Phase::Primary, Phase::Secondary] {
        let inner = |c: &Column| match c.role {
            Role::Primary => phase == Phase::Primary,
            Role::Secondary => phase == Phase::Secondary,
            Role::Entry | Role::Transfer => false,
        };
        let (mut mean, mut weight) = ([0.0; BLOCK], [0.0; BLOCK]);
        for (i, _) in columns.iter().enumerate().filter(|(_, c)| inner(c)) {
            let (shock, size) = (&block.shock[i], &block.size[i]);
            for p in 0..BLOCK {
                mean[p] += shock[p] * size[p];
                weight[p] += size[p];
            }
        }
        for p in 0..BLOCK {
            // An empty phase has no mean shock.
            mean[p] = if weight[p] > 0.0 { mean[p] / weight[p] } else { 0.0 };
        }
        for (i, column) in columns.iter().enumerate().filter(|(_, c)| inner(c)) {
            let (moved, shock) = (&mut block.moved[i], &block.shock[i]);
            for p in 0..BLOCK {
                moved[p] += column.level_gain * mean[p] + column.own_gain * (shock[p] - mean[p]);
            }
        }
    }
}
