//! (E11) The years ahead: every area of every panel together, in logs.
//!
//! Formula: F_h = P^ exp(rho + level + v f^(h-1) + drift_h - (1 - theta)(ln P^ - ln sum_a P^ - usual)), so that
//! ln F_h = theta ln P^ + (1 - theta)(ln sum_a P^ + usual) + rho + level + v f^(h-1) + drift_h: one exponential a cell, and
//! no logarithm, because the log of this year's roll is the log of next year's feeder.
//!
//! A year group depends on the one below it a year earlier and on no other, so the columns are walked one after another,
//! each through all its years: what is constant in a column is read from the slowest memory once.

use super::fit::{CredibleFit, EntryFit, PanelFit};
use super::steady::{Steady, padded};
use crate::model::maths::{exp, ln, power, widest};
use crate::model::project::no_forecast;
use crate::model::transfer::TransferLink;
use ndarray::{Array1, Array3, Axis, Slice};

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
const TILE: usize = 64;

/// What feeds a column that is not fed by the one below it, in one year.
struct Fed {
    /// Logs by row.
    logs: Vec<f64>,
    /// Log of their sum.
    log_total: f64,
}

/// How the cells of a column come out of their feeders: ln F = response ln P^ + (1 - response) ln sum P^ + constant +
/// slope times_h.
struct Rule<'a> {
    response: f64,
    constant: &'a [f64],
    slope: &'a [f64],
    /// By year ahead.
    times: &'a [f64],
    /// Rows that nothing draws back: their response is 1.
    unanchored: &'a [usize],
    /// What is added to the logs, by year ahead and row; none where nothing is assumed.
    assumed: &'a [Vec<f64>],
}

/// One panel on its way, column by column.
struct Walk<'a> {
    fit: &'a PanelFit,
    steady: &'a Steady,
    horizon: usize,
    /// Logs of the latest column walked by year ahead; the rows are filled up to a full vector.
    logs: Vec<Vec<f64>>,
    /// Rolls, [columns, years, rows].
    rolls: Vec<f64>,
    /// Log of the sum of the feeders, [columns][years].
    log_feeders: Vec<Vec<f64>>,
    /// Sums of the rolls, [columns][years].
    sums: Vec<Vec<f64>>,
}

impl<'a> Walk<'a> {
    fn new(fit: &'a PanelFit, steady: &'a Steady, horizon: usize) -> Walk<'a> {
        let rolls = Vec::with_capacity(horizon * fit.start.len());
        let logs = vec![vec![0.0; padded(fit.start.nrows())]; horizon];
        Walk { fit, steady, horizon, logs, rolls, log_feeders: vec![], sums: vec![] }
    }

    /// Sum of the rolls of a column, `ahead` years after the base.
    fn total(&self, column: usize, ahead: usize) -> f64 {
        if ahead == 0 { self.steady.totals[column] } else { self.sums[column][ahead - 1] }
    }

    /// Rolls of a column walked already, `ahead` years after the base.
    fn column(&self, column: usize, ahead: usize) -> Array1<f64> {
        if ahead == 0 {
            return self.fit.start.column(column).mapv(|n| if n.is_nan() { 0.0 } else { n });
        }
        let rows = self.fit.start.nrows();
        let from = (column * self.horizon + ahead - 1) * rows;
        Array1::from_iter(self.rolls[from..from + rows].iter().copied())
    }

    /// The next column, fed by what is given or by the column below it.
    fn go(&mut self, rule: &Rule, fed: Option<&[Fed]>) {
        let column = self.sums.len();
        let mut feeder = match column.checked_sub(1).filter(|_| fed.is_none()) {
            Some(below) => self.steady.logs[below].clone(),
            None => vec![],
        };
        let mut made = vec![0.0; padded(self.fit.start.nrows())];
        let (mut log_feeders, mut sums) = (vec![], vec![]);
        for ahead in 1..=self.horizon {
            let (feeders, log_total) = match fed {
                Some(fed) => (&fed[ahead - 1].logs, fed[ahead - 1].log_total),
                None => (&feeder, ln(self.total(column - 1, ahead - 1))),
            };
            let (fit, rolls) = (self.fit, &mut self.rolls);
            sums.push(widest(
                #[inline(always)]
                || rule.year(ahead, feeders, log_total, &mut made, (rolls, fit.start.nrows())),
            ));
            log_feeders.push(log_total);
            // What was made takes its place; what stood there feeds the next year.
            std::mem::swap(&mut self.logs[ahead - 1], &mut made);
            if fed.is_none() {
                std::mem::swap(&mut feeder, &mut made);
            }
        }
        self.log_feeders.push(log_feeders);
        self.sums.push(sums);
    }

    /// The next column where nothing feeds it: it stays empty.
    fn empty(&mut self) {
        let (rows, years) = (self.fit.start.nrows(), self.horizon);
        self.logs.iter_mut().for_each(|logs| logs.fill(f64::NEG_INFINITY));
        self.rolls.resize(self.rolls.len() + rows * years, 0.0);
        self.log_feeders.push(vec![0.0; years]);
        self.sums.push(vec![0.0; years]);
    }

    fn into_rolls(self) -> Array3<f64> {
        let (rows, columns) = self.fit.start.dim();
        let shape = (columns, self.horizon, rows);
        // The vector was filled in exactly this shape.
        let mut rolls = Array3::from_shape_vec(shape, self.rolls).unwrap_or_else(|_| Array3::zeros(shape));
        rolls.slice_axis_inplace(Axis(2), Slice::from(..self.fit.own));
        let mut rolls = rolls.permuted_axes([2, 0, 1]);
        for &cell in self.steady.without_roll.iter().filter(|(row, _)| *row < self.fit.own) {
            no_forecast(&mut rolls, cell);
        }
        rolls
    }
}

impl Rule<'_> {
    /// One year of a column: logs into `made`, rolls of the rows behind `rolls`. Returns their sum.
    #[inline(always)]
    fn year(
        &self,
        ahead: usize,
        feeders: &[f64],
        log_total: f64,
        made: &mut [f64],
        (rolls, rows): (&mut Vec<f64>, usize),
    ) -> f64 {
        let (response, times) = (self.response, self.times[ahead - 1]);
        let nation = (1.0 - response) * log_total;
        let mut sums = [0.0; TILE];
        let mut tile = [0.0; TILE];
        let mut unanchored = self.unanchored;
        for first in (0..made.len()).step_by(TILE) {
            let size = TILE.min(made.len() - first);
            let at = first..first + size;
            let (feeders, constant, slope) =
                (&feeders[at.clone()], &self.constant[at.clone()], &self.slope[at.clone()]);
            let (made, tile) = (&mut made[at], &mut tile[..size]);
            for i in 0..size {
                made[i] = response * feeders[i] + nation + constant[i] + slope[i] * times;
            }
            let lower = unanchored.partition_point(|row| *row < first + size);
            for i in unanchored[..lower].iter().map(|row| row - first) {
                made[i] = feeders[i] + constant[i] + slope[i] * times;
            }
            unanchored = &unanchored[lower..];
            if let Some(assumed) = self.assumed.get(ahead - 1) {
                for (log, moved) in made.iter_mut().zip(&assumed[first..]) {
                    *log += moved;
                }
            }
            for i in 0..size {
                tile[i] = exp(made[i]);
            }
            for (sum, roll) in sums.iter_mut().zip(tile.iter()) {
                *sum += roll;
            }
            rolls.extend_from_slice(&tile[..size.min(rows - first)]);
        }
        // Halves onto halves: the same order whatever the width of the vectors.
        let mut half = TILE / 2;
        while half > 0 {
            for i in 0..half {
                sums[i] += sums[i + half];
            }
            half /= 2;
        }
        sums[0]
    }
}

/// Logs of every number, filled up to a full vector.
fn logs(numbers: &Array1<f64>) -> Vec<f64> {
    let mut logs = numbers.to_vec();
    logs.resize(padded(logs.len()), 1.0);
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
        let across = self.link.as_ref().filter(|l| !l.stays_in_row());
        let fading: Vec<f64> = (0..horizon).map(|h| power(self.departure_fade, h)).collect();
        let mut walks: Vec<Walk> = vec![];
        for (p, (fit, steady)) in self.panels.iter().zip(&self.steady).enumerate() {
            walks.push(Walk::new(fit, steady, horizon));
            for column in 0..fit.start.ncols() {
                let assumed = self.assumed_of((p, column), horizon);
                let rule = Rule {
                    response: fit.response[column],
                    constant: &steady.constant[column],
                    slope: &steady.departure[column],
                    times: &fading,
                    unanchored: &steady.unanchored[column],
                    assumed: &assumed,
                };
                // What feeds the intake has been walked already: the feeding columns come first.
                let intake = across
                    .filter(|l| l.intake == (p, column))
                    .map(|link| (1..=horizon).map(|ahead| self.intake(link, &walks, ahead)).collect::<Vec<Fed>>());
                match (intake, column) {
                    (Some(fed), _) => walks[p].go(&rule, Some(&fed)),
                    (None, 0) if p == 0 => self.enter(&mut walks[p], rule),
                    (None, 0) => walks[p].empty(),
                    (None, _) => walks[p].go(&rule, None),
                }
            }
        }
        let by_year = |columns: &[Vec<f64>]| -> Vec<Vec<f64>> {
            (0..horizon).map(|h| columns.iter().map(|years| years[h]).collect()).collect()
        };
        Projection {
            log_feeders: walks.iter().map(|w| by_year(&w.log_feeders)).collect(),
            totals: walks.iter().map(|w| by_year(&w.sums)).collect(),
            rolls: walks.into_iter().map(Walk::into_rolls).collect(),
        }
    }

    /// What assumed migration adds to the logs of a column, by year ahead and row; nothing where none is assumed of its panel.
    fn assumed_of(&self, (panel, column): (usize, usize), horizon: usize) -> Vec<Vec<f64>> {
        if !self.migration.iter().any(|m| m.panel == panel) {
            return vec![];
        }
        let rows = self.panels[panel].start.nrows();
        let year = |h: usize| {
            let mut moved: Vec<f64> = (0..rows).map(|row| self.assumed((panel, row, column), h)).collect();
            moved.resize(padded(rows), 0.0);
            moved
        };
        (0..horizon).map(year).collect()
    }

    /// (E8), (E12), (E13): the entry year from births, or as the share of the nation's entry, with the drift so far.
    fn enter(&self, walk: &mut Walk, rule: Rule) {
        let horizon = walk.horizon;
        let times: Vec<f64> = (1..=horizon).map(|ahead| (0..ahead).map(|j| power(self.drift_fade, j)).sum()).collect();
        let mut drift = self.drift.clone();
        drift.resize(rule.constant.len(), 0.0);
        match &self.entry {
            EntryFit::Births(births) => {
                let fed: Vec<Fed> = (1..=horizon)
                    .map(|ahead| {
                        let births = births.at(self.base.plus(ahead as i32));
                        Fed { log_total: ln(births.sum()), logs: logs(&births) }
                    })
                    .collect();
                walk.go(&Rule { slope: &drift, times: &times, ..rule }, Some(&fed));
            }
            EntryFit::Share(share) => {
                // The whole entry in logs, needing no rate, level or share of births.
                let open = rule.constant.iter().map(|c| *c != f64::NEG_INFINITY);
                let whole = share.iter().zip(open).map(|(log, open)| if open { *log } else { f64::NEG_INFINITY });
                let mut whole: Vec<f64> = whole.collect();
                whole.resize(rule.constant.len(), f64::NEG_INFINITY);
                let nothing = |_| Fed { log_total: 0.0, logs: vec![0.0; whole.len()] };
                let fed: Vec<Fed> = (1..=horizon).map(nothing).collect();
                let rule =
                    Rule { response: 0.0, constant: &whole, slope: &drift, times: &times, unanchored: &[], ..rule };
                walk.go(&rule, Some(&fed));
            }
            EntryFit::Absent => walk.empty(),
        }
    }

    /// The expected intake of the transfer year by row of its panel; what the own areas do not take is the rest's.
    fn intake(&self, link: &TransferLink, walks: &[Walk], ahead: usize) -> Fed {
        let leavers = walks[link.feeder.0].column(link.feeder.1, ahead - 1);
        let own = walks[link.feeder.0].fit.own;
        let expected = link.expected(leavers.slice_axis(Axis(0), Slice::from(..own)));
        let rest = self.with_rest.then(|| leavers.sum() - expected.sum());
        let intake: Array1<f64> = expected.iter().copied().chain(rest).collect();
        Fed { log_total: ln(intake.sum()), logs: logs(&intake) }
    }
}
