//! (E11) The years ahead: every area of every panel together, in logs.
//!
//! Formula: F_h = P^ exp(rho + level + v f^(h-1) + drift_h - (1 - theta)(ln P^ - ln sum_a P^ - usual)), so that
//! ln F_h = theta ln P^ + (1 - theta)(ln sum_a P^ + usual) + rho + level + v f^(h-1) + drift_h: one exponential a cell, and
//! no logarithm, because the log of this year's roll is the log of next year's feeder.

use super::fit::{CredibleFit, EntryFit, PanelFit};
use crate::model::maths::{exp, ln, power};
use crate::model::project::no_forecast_where_no_roll;
use crate::model::transfer::TransferLink;
use ndarray::{Array1, Array3, Axis, Slice};

/// One panel on its way: rolls and their logs, row by row.
struct Walk<'a> {
    fit: &'a PanelFit,
    rows: usize,
    columns: usize,
    /// What does not change with the years: rho + level + (1 - theta) usual; minus infinity where a cell is closed.
    constant: Vec<f64>,
    /// Cells without a usual share: nothing to be drawn back to.
    unanchored: Vec<(usize, usize)>,
    /// Logs of this year's rolls, and of next year's while they are made.
    logs: Vec<f64>,
    next: Vec<f64>,
    /// Sum over rows of each column.
    totals: Vec<f64>,
    /// Rolls of every year ahead, [years, rows, columns].
    rolls: Vec<f64>,
    /// Log of the national feeders of every year ahead, [years][columns].
    log_feeders: Vec<Vec<f64>>,
    /// Sums of the rolls of every year ahead, [years][columns].
    sums: Vec<Vec<f64>>,
}

/// The point forecast: rolls, and what every path is damped against.
pub(in crate::model) struct Projection {
    /// Rolls of the own areas by panel, [areas, year groups, years ahead].
    pub(in crate::model) rolls: Vec<Array3<f64>>,
    /// Log of the sum of all feeders by panel, [years ahead][year groups].
    pub(super) log_feeders: Vec<Vec<Vec<f64>>>,
    /// Sum of the rolls of all rows, the rest of the nation included, by panel, [years ahead][year groups].
    pub(super) totals: Vec<Vec<Vec<f64>>>,
}

/// Rows taken together: small enough for the fastest memory, and always the same, so that sums are too.
const BLOCK: usize = 256;

impl<'a> Walk<'a> {
    fn new(fit: &'a PanelFit, horizon: usize) -> Walk<'a> {
        let (rows, columns) = fit.start.dim();
        let mut constant = Vec::with_capacity(rows * columns);
        let mut unanchored = vec![];
        for a in 0..rows {
            for g in 0..columns {
                let cell = fit.constant(a, g);
                if cell.is_some_and(|(_, theta)| theta != fit.response[g]) {
                    unanchored.push((a, g));
                }
                constant.push(cell.map_or(f64::NEG_INFINITY, |(constant, _)| constant));
            }
        }
        let now = || fit.start.iter().map(|n| if n.is_nan() { 0.0 } else { *n });
        let mut totals = vec![0.0; columns];
        for (i, n) in now().enumerate() {
            totals[i % columns] += n;
        }
        let logs: Vec<f64> = now().map(ln).collect();
        let next = vec![0.0; logs.len()];
        let rolls = vec![0.0; horizon * rows * columns];
        let years = || Vec::with_capacity(horizon);
        let (log_feeders, sums) = (years(), years());
        Walk { fit, rows, columns, constant, unanchored, logs, next, totals, rolls, log_feeders, sums }
    }

    /// Rolls of a column `ahead` years after the base.
    fn column(&self, column: usize, ahead: usize) -> Array1<f64> {
        if ahead == 0 {
            return self.fit.start.column(column).mapv(|n| if n.is_nan() { 0.0 } else { n });
        }
        let year = &self.rolls[(ahead - 1) * self.rows * self.columns..];
        year.iter().skip(column).step_by(self.columns).take(self.rows).copied().collect()
    }

    /// One year: `fed` gives the log feeders of columns not fed by the one below, with their national sum.
    fn step(&mut self, ahead: usize, fade: f64, fed: &[Fed]) {
        let columns = self.columns;
        let response = &self.fit.response;
        let mut log_feeders: Vec<f64> =
            (0..columns).map(|g| if g > 0 { ln(self.totals[g - 1]) } else { 0.0 }).collect();
        for f in fed {
            log_feeders[f.column] = f.log_total;
        }
        // Shared by every row of a column: (1 - theta) ln sum_a P^.
        let nation: Vec<f64> = log_feeders.iter().zip(response).map(|(l, theta)| (1.0 - theta) * l).collect();
        self.log_feeders.push(log_feeders);
        let fading = power(fade, ahead - 1);
        let departure = self.fit.departure.as_slice().unwrap_or(&[]);
        let size = self.rows * columns;
        let year = &mut self.rolls[(ahead - 1) * size..ahead * size];
        let mut totals = vec![0.0; columns];
        let block = BLOCK * columns;
        for (b, next) in self.next.chunks_mut(block).enumerate() {
            let at = b * block..b * block + next.len();
            let (logs, constant, v) = (&self.logs[at.clone()], &self.constant[at.clone()], &departure[at.clone()]);
            for (row, next) in next.chunks_exact_mut(columns).enumerate() {
                let from = row * columns;
                let below = &logs[from..from + columns - 1];
                let (constant, v) = (&constant[from..from + columns], &v[from..from + columns]);
                for (g, below) in (1..columns).zip(below) {
                    next[g] = response[g] * below + nation[g] + constant[g] + v[g] * fading;
                }
                for f in fed {
                    let (g, a) = (f.column, b * BLOCK + row);
                    next[g] = match f.kind {
                        FedKind::Feeder => {
                            response[g] * f.logs[a] + nation[g] + constant[g] + v[g] * fading + f.added[a]
                        }
                        FedKind::Whole if constant[g] == f64::NEG_INFINITY => f64::NEG_INFINITY,
                        FedKind::Whole => f.logs[a] + f.added[a],
                    };
                }
            }
            for &(row, g) in self.unanchored.iter().filter(|(row, _)| row / BLOCK == b) {
                let i = (row - b * BLOCK) * columns + g;
                let fed = fed.iter().find(|f| f.column == g);
                let (below, added) = match fed {
                    Some(f) if matches!(f.kind, FedKind::Whole) => continue,
                    Some(f) => (f.logs[row], f.added[row]),
                    None if g == 0 => continue,
                    None => (logs[i - 1], 0.0),
                };
                next[i] = below + constant[i] + v[i] * fading + added;
            }
            let rolls = &mut year[at];
            for (roll, log) in rolls.iter_mut().zip(next.iter()) {
                *roll = exp(*log);
            }
            for row in rolls.chunks_exact(columns) {
                for (total, roll) in totals.iter_mut().zip(row) {
                    *total += roll;
                }
            }
        }
        std::mem::swap(&mut self.logs, &mut self.next);
        self.sums.push(totals.clone());
        self.totals = totals;
    }
}

/// A column that is not fed by the one below it.
struct Fed {
    column: usize,
    logs: Vec<f64>,
    log_total: f64,
    /// Added to the exponent, by row: the drift.
    added: Vec<f64>,
    kind: FedKind,
}

enum FedKind {
    /// A feeder like any other.
    Feeder,
    /// The whole entry in logs, needing no rate, level or share (E13).
    Whole,
}

impl CredibleFit {
    /// The point forecast.
    pub(in crate::model) fn project(&self, horizon: usize) -> Projection {
        let mut walks: Vec<Walk> = self.panels.iter().map(|fit| Walk::new(fit, horizon)).collect();
        for ahead in 1..=horizon {
            let transfer = self.link.as_ref().filter(|l| !l.stays_in_row()).map(|l| (l, self.intake(l, &walks, ahead)));
            for (p, walk) in walks.iter_mut().enumerate() {
                let mut fed = vec![];
                if p == 0 {
                    fed.extend(self.entry_feed(ahead));
                }
                if let Some((link, intake)) = transfer.as_ref().filter(|(l, _)| l.intake.0 == p) {
                    fed.push(Fed {
                        column: link.intake.1,
                        log_total: ln(intake.sum()),
                        logs: intake.iter().map(|n| ln(*n)).collect(),
                        added: vec![0.0; intake.len()],
                        kind: FedKind::Feeder,
                    });
                }
                walk.step(ahead, self.departure_fade, &fed);
            }
        }
        let log_feeders = walks.iter_mut().map(|w| std::mem::take(&mut w.log_feeders)).collect();
        let totals = walks.iter_mut().map(|w| std::mem::take(&mut w.sums)).collect();
        Projection { totals, rolls: walks.into_iter().map(|w| w.into_rolls(horizon)).collect(), log_feeders }
    }

    /// (E8), (E12), (E13): births, or the share of the nation's entry, with the drift so far.
    fn entry_feed(&self, ahead: usize) -> Option<Fed> {
        let so_far: f64 = (0..ahead).map(|j| power(self.drift_fade, j)).sum();
        let added = self.drift.iter().map(|m| m * so_far).collect();
        match &self.entry {
            EntryFit::Births(births) => {
                let births = births.at(self.base.plus(ahead as i32));
                let logs = births.iter().map(|b| ln(*b)).collect();
                Some(Fed { column: 0, log_total: ln(births.sum()), logs, added, kind: FedKind::Feeder })
            }
            EntryFit::Share(logs) => {
                Some(Fed { column: 0, log_total: 0.0, logs: logs.clone(), added, kind: FedKind::Whole })
            }
            EntryFit::Absent => None,
        }
    }

    /// The expected intake of the transfer year by row of its panel; what the own areas do not take is the rest's.
    fn intake(&self, link: &TransferLink, walks: &[Walk], ahead: usize) -> Array1<f64> {
        let leavers = walks[link.feeder.0].column(link.feeder.1, ahead - 1);
        let own = walks[link.feeder.0].fit.own;
        let expected = link.expected(leavers.slice_axis(Axis(0), Slice::from(..own)));
        let rest = self.with_rest.then(|| leavers.sum() - expected.sum());
        expected.iter().copied().chain(rest).collect()
    }
}

impl Walk<'_> {
    fn into_rolls(self, horizon: usize) -> Array3<f64> {
        let shape = (horizon, self.rows, self.columns);
        // The vector was filled in exactly this shape.
        let mut rolls = Array3::from_shape_vec(shape, self.rolls).unwrap_or_else(|_| Array3::zeros(shape));
        rolls.slice_axis_inplace(Axis(1), Slice::from(..self.fit.own));
        let mut rolls = rolls.permuted_axes([1, 2, 0]);
        let own = self.fit.start.slice_axis(Axis(0), Slice::from(..self.fit.own));
        no_forecast_where_no_roll(&mut rolls, own);
        rolls
    }
}
