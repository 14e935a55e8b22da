//! (E11) The years ahead: every area of every panel together, in logs.
//!
//! Formula: F_h = P^ exp(rho + level + v f^(h-1) + drift_h - (1 - theta)(ln P^ - ln sum_a P^ - usual)), so that
//! ln F_h = theta ln P^ + (1 - theta)(ln sum_a P^ + usual) + rho + level + v f^(h-1) + drift_h: one exponential a cell, and
//! no logarithm, because the log of this year's roll is the log of next year's feeder.

use super::fit::{CredibleFit, EntryFit, PanelFit};
use super::steady::Steady;
use crate::model::maths::{exp, ln, power, widest};
use crate::model::project::no_forecast_where_no_roll;
use crate::model::transfer::TransferLink;
use ndarray::{Array1, Array3, Axis, Slice};

/// One panel on its way: rolls and their logs, row by row.
struct Walk<'a> {
    fit: &'a PanelFit,
    steady: &'a Steady,
    rows: usize,
    columns: usize,
    /// Logs of this year's rolls, after one cell that is no cell: the feeder of every cell is then the one before it.
    logs: Vec<f64>,
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
const TILE: usize = 32;

/// A row of constants of the columns, repeated for every row of a tile.
fn tiled(columns: &[f64]) -> Vec<f64> {
    columns.iter().copied().cycle().take(TILE * columns.len()).collect()
}

impl<'a> Walk<'a> {
    fn new(fit: &'a PanelFit, steady: &'a Steady, horizon: usize) -> Walk<'a> {
        let (rows, columns) = fit.start.dim();
        let mut logs = Vec::with_capacity(1 + rows * columns);
        logs.push(f64::NEG_INFINITY);
        logs.extend_from_slice(&steady.logs);
        let rolls = Vec::with_capacity(horizon * rows * columns);
        let years = || Vec::with_capacity(horizon);
        Walk { fit, steady, rows, columns, logs, rolls, log_feeders: years(), sums: years() }
    }

    /// Rolls of a column `ahead` years after the base.
    fn column(&self, column: usize, ahead: usize) -> Array1<f64> {
        if ahead == 0 {
            return self.fit.start.column(column).mapv(|n| if n.is_nan() { 0.0 } else { n });
        }
        let year = &self.rolls[(ahead - 1) * self.rows * self.columns..];
        year.iter().skip(column).step_by(self.columns).take(self.rows).copied().collect()
    }

    /// One year: `fed` gives the log feeders of columns not fed by the one below, with their national sum; `assumed` is added to
    /// the logs, [rows][columns].
    fn step(&mut self, ahead: usize, fade: f64, fed: &[Fed], assumed: Option<&[f64]>) {
        let columns = self.columns;
        let response = &self.fit.response;
        let totals = self.sums.last().unwrap_or(&self.steady.totals);
        let mut log_feeders: Vec<f64> = (0..columns).map(|g| if g > 0 { ln(totals[g - 1]) } else { 0.0 }).collect();
        for f in fed {
            log_feeders[f.column] = f.log_total;
        }
        // Shared by every row of a column: (1 - theta) ln sum_a P^.
        let nation: Vec<f64> = log_feeders.iter().zip(response).map(|(l, theta)| (1.0 - theta) * l).collect();
        self.log_feeders.push(log_feeders);
        let fading = power(fade, ahead - 1);
        let sums = widest(
            #[inline(always)]
            || self.tiles(&nation, fading, fed, assumed),
        );
        self.sums.push(sums);
    }

    /// Every tile of rows in turn. Returns the sum over rows of each column.
    #[inline(always)]
    fn tiles(&mut self, nation: &[f64], fading: f64, fed: &[Fed], assumed: Option<&[f64]>) -> Vec<f64> {
        let columns = self.columns;
        let (response, nation) = (tiled(&self.fit.response), tiled(nation));
        let departure = self.fit.departure.as_slice().unwrap_or(&[]);
        let tile = TILE * columns;
        let mut next = vec![0.0; tile];
        let mut rolls = vec![0.0; tile];
        let mut sums = vec![0.0; tile];
        let mut unanchored = &self.steady.unanchored[..];
        for first in (0..self.rows).step_by(TILE) {
            let rows = first..(first + TILE).min(self.rows);
            let at = rows.start * columns..rows.end * columns;
            let size = at.len();
            let (next, rolls) = (&mut next[..size], &mut rolls[..size]);
            let below = &self.logs[at.clone()];
            let (constant, departure) = (&self.steady.constant[at.clone()], &departure[at.clone()]);
            for i in 0..size {
                next[i] = response[i] * below[i] + nation[i] + constant[i] + departure[i] * fading;
            }
            for f in fed {
                f.put(next, &rows, columns, (&response, &nation), (constant, departure, fading));
            }
            let lower = unanchored.partition_point(|(row, _)| *row < rows.end);
            for &(row, g) in &unanchored[..lower] {
                let i = (row - rows.start) * columns + g;
                let (below, added) = match fed.iter().find(|f| f.column == g) {
                    Some(f) if matches!(f.kind, FedKind::Whole) => continue,
                    Some(f) => (f.logs[row], f.added[row]),
                    None => (below[i], 0.0),
                };
                next[i] = below + constant[i] + departure[i] * fading + added;
            }
            unanchored = &unanchored[lower..];
            if fed.iter().all(|f| f.column != 0) {
                // The first column of a panel has none below it: what nothing feeds is empty.
                next.iter_mut().step_by(columns).for_each(|log| *log = f64::NEG_INFINITY);
            }
            if let Some(assumed) = assumed {
                for (log, moved) in next.iter_mut().zip(&assumed[at.clone()]) {
                    *log += moved;
                }
            }
            for i in 0..size {
                rolls[i] = exp(next[i]);
            }
            for (sum, roll) in sums.iter_mut().zip(rolls.iter()) {
                *sum += roll;
            }
            self.logs[at.start + 1..at.end + 1].copy_from_slice(next);
            self.rolls.extend_from_slice(rolls);
        }
        (0..columns).map(|g| sums.iter().skip(g).step_by(columns).sum()).collect()
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

impl Fed {
    /// Puts the column into a tile of rows.
    #[inline(always)]
    fn put(
        &self,
        next: &mut [f64],
        rows: &std::ops::Range<usize>,
        columns: usize,
        (response, nation): (&[f64], &[f64]),
        (constant, departure, fading): (&[f64], &[f64], f64),
    ) {
        let (logs, added) = (&self.logs[rows.clone()], &self.added[rows.clone()]);
        for (row, (log, added)) in logs.iter().zip(added).enumerate() {
            let i = row * columns + self.column;
            next[i] = match self.kind {
                FedKind::Feeder => response[i] * log + nation[i] + constant[i] + departure[i] * fading + added,
                FedKind::Whole if constant[i] == f64::NEG_INFINITY => f64::NEG_INFINITY,
                FedKind::Whole => log + added,
            };
        }
    }
}

/// Logs of every number.
fn logs(numbers: &Array1<f64>) -> Vec<f64> {
    let mut logs = numbers.to_vec();
    widest(|| {
        for n in &mut logs {
            *n = ln(*n);
        }
    });
    logs
}

impl CredibleFit {
    /// The point forecast.
    pub(in crate::model) fn project(&self, horizon: usize) -> Projection {
        let panels = self.panels.iter().zip(&self.steady);
        let mut walks: Vec<Walk> = panels.map(|(fit, steady)| Walk::new(fit, steady, horizon)).collect();
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
                        logs: logs(intake),
                        added: vec![0.0; intake.len()],
                        kind: FedKind::Feeder,
                    });
                }
                walk.step(ahead, self.departure_fade, &fed, self.assumed_of(p, ahead).as_deref());
            }
        }
        let log_feeders = walks.iter_mut().map(|w| std::mem::take(&mut w.log_feeders)).collect();
        let totals = walks.iter_mut().map(|w| std::mem::take(&mut w.sums)).collect();
        Projection { totals, rolls: walks.into_iter().map(|w| w.into_rolls(horizon)).collect(), log_feeders }
    }

    /// What assumed migration adds to the logs of a panel, [rows][columns]; `None` where none is assumed there.
    fn assumed_of(&self, panel: usize, ahead: usize) -> Option<Vec<f64>> {
        let (rows, columns) = self.panels[panel].start.dim();
        let cells = || (0..rows).flat_map(|row| (0..columns).map(move |column| (panel, row, column)));
        let any = self.migration.iter().any(|m| m.panel == panel);
        any.then(|| cells().map(|cell| self.assumed(cell, ahead - 1)).collect())
    }

    /// (E8), (E12), (E13): births, or the share of the nation's entry, with the drift so far.
    fn entry_feed(&self, ahead: usize) -> Option<Fed> {
        let so_far: f64 = (0..ahead).map(|j| power(self.drift_fade, j)).sum();
        let added = self.drift.iter().map(|m| m * so_far).collect();
        match &self.entry {
            EntryFit::Births(births) => {
                let births = births.at(self.base.plus(ahead as i32));
                Some(Fed { column: 0, log_total: ln(births.sum()), logs: logs(&births), added, kind: FedKind::Feeder })
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
