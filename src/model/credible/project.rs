//! (E11) The years ahead: every area of every panel together, in logs.
//!
//! Formula: F_h = P^ exp(rho + level + v f^(h-1) + drift_h - (1 - theta)(ln P^ - ln sum_a P^ - usual)), so that
//! ln F_h = theta ln P^ + (1 - theta)(ln sum_a P^ + usual) + rho + level + v f^(h-1) + drift_h: one exponential a cell, and
//! no logarithm, because the log of this year's roll is the log of next year's feeder.

use super::fit::{CredibleFit, EntryFit, PanelFit};
use crate::model::maths::{exp, ln, power};
use crate::model::project::close;
use crate::model::transfer::TransferLink;
use ndarray::{Array1, Array3, ArrayView1, Axis, Slice};

/// One panel on its way: rolls and their logs, row by row.
struct Walk<'a> {
    fit: &'a PanelFit,
    rows: usize,
    columns: usize,
    /// What does not change with the years: rho + level + (1 - theta) usual; minus infinity where a cell is closed.
    constant: Vec<f64>,
    logs: Vec<f64>,
    /// Sum over rows of each column.
    totals: Vec<f64>,
    /// Rolls of every year ahead, [years, rows, columns].
    rolls: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn new(fit: &'a PanelFit, horizon: usize) -> Walk<'a> {
        let (rows, columns) = fit.start.dim();
        let mut constant = Vec::with_capacity(rows * columns);
        for (a, row) in fit.start.outer_iter().enumerate() {
            let open = row.iter().any(|n| *n > 0.0);
            for g in 0..columns {
                constant.push(if open && !row[g].is_nan() { fit.constant(a, g) } else { f64::NEG_INFINITY });
            }
        }
        let now = || fit.start.iter().map(|n| if n.is_nan() { 0.0 } else { *n });
        let mut totals = vec![0.0; columns];
        for (i, n) in now().enumerate() {
            totals[i % columns] += n;
        }
        let logs = now().map(ln).collect();
        Walk { fit, rows, columns, constant, logs, totals, rolls: Vec::with_capacity(horizon * rows * columns) }
    }

    /// Rolls of the latest year walked, or those of the base.
    fn column(&self, column: usize) -> Array1<f64> {
        if self.rolls.is_empty() {
            return self.fit.start.column(column).mapv(|n| if n.is_nan() { 0.0 } else { n });
        }
        let last = self.rolls.len() - self.rows * self.columns;
        ArrayView1::from(&self.rolls[last..]).iter().skip(column).step_by(self.columns).copied().collect()
    }

    /// One year: `fed` gives the log feeders of columns not fed by the one below, with their national sum.
    fn step(&mut self, ahead: usize, fade: f64, fed: &[Fed]) {
        let columns = self.columns;
        let response = &self.fit.response;
        // Shared by every row of a column: (1 - theta) ln sum_a P^.
        let mut nation: Vec<f64> =
            (0..columns).map(|g| if g > 0 { (1.0 - response[g]) * ln(self.totals[g - 1]) } else { 0.0 }).collect();
        for f in fed {
            nation[f.column] = (1.0 - response[f.column]) * f.log_total;
        }
        let fading = power(fade, ahead - 1);
        let departure = self.fit.departure.as_slice().unwrap_or(&[]);
        let mut totals = vec![0.0; columns];
        let start = self.rolls.len();
        self.rolls.resize(start + self.rows * columns, 0.0);
        let mut below = vec![0.0; columns];
        let mut exponent = vec![0.0; columns];
        let years = self.rolls[start..].chunks_exact_mut(columns);
        let cells = self.logs.chunks_exact_mut(columns).zip(self.constant.chunks_exact(columns));
        for (row, ((rolls, (logs, constant)), v)) in years.zip(cells).zip(departure.chunks_exact(columns)).enumerate() {
            below[1..].copy_from_slice(&logs[..columns - 1]);
            for f in fed {
                below[f.column] = f.logs[row];
            }
            for g in 0..columns {
                exponent[g] = response[g] * below[g] + nation[g] + constant[g] + v[g] * fading;
            }
            for f in fed {
                match f.kind {
                    FedKind::Added => exponent[f.column] += f.added[row],
                    FedKind::Whole if constant[f.column] == f64::NEG_INFINITY => {}
                    FedKind::Whole => exponent[f.column] = f.logs[row] + f.added[row],
                }
            }
            for g in 0..columns {
                rolls[g] = exp(exponent[g]);
                logs[g] = exponent[g];
                totals[g] += rolls[g];
            }
        }
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
    Added,
    /// The whole entry in logs, needing no rate, level or share (E13).
    Whole,
}

impl PanelFit {
    fn constant(&self, row: usize, column: usize) -> f64 {
        let usual = self.usual[[row, column]];
        // Without a year to learn it from, the usual share is the one next year's feeders will have.
        let usual = if usual.is_nan() { self.share_below(row, column) } else { usual };
        self.rate[column] + self.level[[row, column]] + (1.0 - self.response[column]) * usual
    }

    fn share_below(&self, row: usize, column: usize) -> f64 {
        if column == 0 {
            return 0.0;
        }
        let total: f64 = self.start.column(column - 1).iter().filter(|n| !n.is_nan()).sum();
        let share = self.start[[row, column - 1]] / total;
        if share > 0.0 { ln(share) } else { 0.0 }
    }
}

impl CredibleFit {
    /// Rolls of the own areas by panel, [areas, year groups, years ahead].
    pub(in crate::model) fn project(&self, horizon: usize) -> Vec<Array3<f64>> {
        let mut walks: Vec<Walk> = self.panels.iter().map(|fit| Walk::new(fit, horizon)).collect();
        for ahead in 1..=horizon {
            let transfer = self.link.as_ref().filter(|l| !l.stays_in_row()).map(|l| (l, self.intake(l, &walks)));
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
                        kind: FedKind::Added,
                    });
                }
                walk.step(ahead, self.departure_fade, &fed);
            }
        }
        walks.into_iter().map(|w| w.into_rolls(horizon)).collect()
    }

    /// (E8), (E12), (E13): births, or the share of the nation's entry, with the drift so far.
    fn entry_feed(&self, ahead: usize) -> Option<Fed> {
        let so_far: f64 = (0..ahead).map(|j| power(self.drift_fade, j)).sum();
        let added = self.drift.iter().map(|m| m * so_far).collect();
        match &self.entry {
            EntryFit::Births(births) => {
                let births = births.at(self.base.plus(ahead as i32));
                let logs = births.iter().map(|b| ln(*b)).collect();
                Some(Fed { column: 0, log_total: ln(births.sum()), logs, added, kind: FedKind::Added })
            }
            EntryFit::Share(logs) => {
                Some(Fed { column: 0, log_total: 0.0, logs: logs.clone(), added, kind: FedKind::Whole })
            }
            EntryFit::Absent => None,
        }
    }

    /// The expected intake of the transfer year by row of its panel; what the own areas do not take is the rest's.
    fn intake(&self, link: &TransferLink, walks: &[Walk]) -> Array1<f64> {
        let leavers = walks[link.feeder.0].column(link.feeder.1);
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
        let own = self.fit.start.slice_axis(Axis(0), Slice::from(..self.fit.own)).to_owned();
        for mut year in rolls.outer_iter_mut() {
            close(&mut year, &own);
        }
        rolls.permuted_axes([1, 2, 0])
    }
}
