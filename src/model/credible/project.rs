//! (E11) The years ahead: every area of every panel together, in logs.
//!
//! Formula: F_h = P^ exp(rho + level + v f^(h-1) + drift_h - (1 - theta)(ln P^ - ln sum_a P^ - usual)), so that
//! ln F_h = theta ln P^ + (1 - theta)(ln sum_a P^ + usual) + rho + level + v f^(h-1) + drift_h: one exponential a cell, and
//! no logarithm, because the log of this year's roll is the log of next year's feeder.
//!
//! A year group depends on the one below it a year earlier and on no other, so the columns are walked one after another. In a
//! column the rows are taken a tile at a time, each through all its years, the last year first: every year then finds its
//! feeder where the year before it of the column below still stands, and what is constant in a column is read once.

use super::fit::{CredibleFit, EntryFit, PanelFit};
use super::steady::{Steady, TILE, Tile, padded};
use crate::model::maths::{exp, ln, power, widest};
use crate::model::project::no_forecast;
use crate::model::transfer::TransferLink;
use ndarray::{Array1, Array3, Axis, Slice};
use rayon::prelude::*;

/// The point forecast: rolls, and what every path is damped against.
pub(in crate::model) struct Projection {
    /// Rolls of the own areas by panel, [areas, year groups, years ahead].
    pub(in crate::model) rolls: Vec<Array3<f64>>,
    /// Log of the sum of all feeders by panel, [years ahead][year groups].
    pub(super) log_feeders: Vec<Vec<Vec<f64>>>,
    /// Sum of the rolls of all rows, the rest of the nation included, by panel, [years ahead][year groups].
    pub(super) totals: Vec<Vec<Vec<f64>>>,
}

/// What feeds a column that is not fed by the one below it, in one year; the rows are filled up to whole tiles.
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
    /// Logs of the latest column walked, [tiles][years ahead].
    logs: Vec<Tile>,
    /// Rolls of the columns walked, [columns, years, rows].
    rolls: Vec<f64>,
    /// Log of the sum of the feeders, [columns][years].
    log_feeders: Vec<Vec<f64>>,
    /// Sums of the rolls, [columns][years].
    sums: Vec<Vec<f64>>,
}

impl<'a> Walk<'a> {
    fn new(fit: &'a PanelFit, steady: &'a Steady, horizon: usize) -> Walk<'a> {
        let rolls = Vec::with_capacity(horizon * fit.start.len());
        let logs = vec![[0.0; TILE]; padded(fit.start.nrows()) / TILE * horizon];
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

    /// Makes room for the rolls of the next column, nobody so far: just before it is walked, while the memory is near.
    fn ready(&mut self) {
        self.rolls.resize(self.rolls.len() + self.horizon * self.fit.start.nrows(), 0.0);
    }

    /// The next column, fed by what is given or by the column below it.
    fn go(&mut self, rule: &Rule, fed: Option<&[Fed]>) {
        let (column, rows) = (self.sums.len(), self.fit.start.nrows());
        let log_total = |h: usize| fed.map_or_else(|| ln(self.total(column - 1, h)), |fed| fed[h].log_total);
        let log_totals: Vec<f64> = (0..self.horizon).map(log_total).collect();
        let feeders = match fed {
            Some(fed) => Feeders::Given(fed),
            None => Feeders::Below(&self.steady.logs[column - 1]),
        };
        self.ready();
        let rolls = &mut self.rolls[column * self.horizon * rows..];
        let walk = |(part, (logs, mut rolls)): (usize, (&mut [Tile], Vec<&mut [f64]>))| {
            widest(
                #[inline(always)]
                || rule.part(part * PART, &feeders, &log_totals, logs, &mut rolls),
            )
        };
        let parts: Vec<_> =
            self.logs.chunks_mut(PART * self.horizon.max(1)).zip(parts(rolls, rows)).enumerate().collect();
        // One part is not worth waking another thread for.
        let sums: Vec<Vec<Tile>> = match parts.len() {
            ..=1 => parts.into_iter().map(walk).collect(),
            _ => parts.into_par_iter().map(walk).collect(),
        };
        self.sums.push((0..self.horizon).map(|h| sums.iter().map(|part| sum(&part[h])).sum()).collect());
        self.log_feeders.push(log_totals);
    }

    /// The next column where nothing feeds it: it stays empty.
    fn empty(&mut self) {
        self.ready();
        self.logs.fill([f64::NEG_INFINITY; TILE]);
        self.log_feeders.push(vec![0.0; self.horizon]);
        self.sums.push(vec![0.0; self.horizon]);
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

/// Where the logs of the feeders of a column stand.
enum Feeders<'a> {
    /// By year ahead.
    Given(&'a [Fed]),
    /// In the column below a year earlier; its base year is given.
    Below(&'a [f64]),
}

/// Tiles that one thread takes together: always the same, so that sums are too.
const PART: usize = 16;

/// The rolls of a column, years after years, as the rows of each part by year.
fn parts(rolls: &mut [f64], rows: usize) -> Vec<Vec<&mut [f64]>> {
    let mut parts: Vec<Vec<&mut [f64]>> = (0..rows.div_ceil(PART * TILE)).map(|_| vec![]).collect();
    for year in rolls.chunks_mut(rows.max(1)) {
        for (part, rows) in parts.iter_mut().zip(year.chunks_mut(PART * TILE)) {
            part.push(rows);
        }
    }
    parts
}

/// A tile of rows.
#[inline(always)]
fn tile(rows: &[f64], t: usize) -> &Tile {
    &rows.as_chunks().0[t]
}

impl Rule<'_> {
    /// The tiles of a part of a column, from the given one on: their logs in the place of those of the column below, their
    /// rolls into the rows of each year. Returns their sums by year.
    #[inline(always)]
    fn part(
        &self,
        tiles: usize,
        feeders: &Feeders,
        log_totals: &[f64],
        logs: &mut [Tile],
        rolls: &mut [&mut [f64]],
    ) -> Vec<Tile> {
        let horizon = log_totals.len();
        let nation: Vec<f64> = log_totals.iter().map(|total| (1.0 - self.response) * total).collect();
        let mut sums = vec![[0.0; TILE]; horizon];
        let mut unanchored = &self.unanchored[self.unanchored.partition_point(|row| *row < tiles * TILE)..];
        for (t, logs) in logs.chunks_exact_mut(horizon.max(1)).enumerate() {
            let first = t * TILE;
            let t = tiles + t;
            let (here, later) = unanchored.split_at(unanchored.partition_point(|row| *row < (t + 1) * TILE));
            unanchored = later;
            for h in (0..horizon).rev() {
                let (earlier, made) = logs.split_at_mut(h);
                let made = &mut made[0];
                let feeders = match feeders {
                    Feeders::Given(fed) => tile(&fed[h].logs, t),
                    Feeders::Below(base) => earlier.last().unwrap_or_else(|| tile(base, t)),
                };
                self.logs((t, h), nation[h], feeders, here, made);
                let size = TILE.min(rolls[h].len() - first);
                let rolls = &mut rolls[h][first..first + size];
                match <&mut Tile>::try_from(&mut *rolls) {
                    Ok(rolls) => grown(made, rolls, &mut sums[h]),
                    // The last tile may be longer than the rows.
                    Err(_) => {
                        let mut whole = [0.0; TILE];
                        grown(made, &mut whole, &mut sums[h]);
                        rolls.copy_from_slice(&whole[..size]);
                    }
                }
            }
        }
        sums
    }

    /// The logs of one tile in one year.
    #[inline(always)]
    fn logs(&self, (t, h): (usize, usize), nation: f64, feeders: &Tile, unanchored: &[usize], made: &mut Tile) {
        let (response, times) = (self.response, self.times[h]);
        let (constant, slope) = (tile(self.constant, t), tile(self.slope, t));
        for i in 0..TILE {
            made[i] = response.mul_add(feeders[i], slope[i].mul_add(times, nation + constant[i]));
        }
        for i in unanchored.iter().map(|row| row - t * TILE) {
            made[i] = feeders[i] + slope[i].mul_add(times, constant[i]);
        }
        if let Some(assumed) = self.assumed.get(h) {
            for (log, moved) in made.iter_mut().zip(tile(assumed, t)) {
                *log += moved;
            }
        }
    }
}

/// The rolls of a tile from their logs, also added to the sums.
#[inline(always)]
fn grown(logs: &Tile, rolls: &mut Tile, sums: &mut Tile) {
    for i in 0..TILE {
        rolls[i] = exp(logs[i]);
    }
    for i in 0..TILE {
        sums[i] += rolls[i];
    }
}

/// The sum over a tile, halves onto halves: the same order whatever the width of the vectors.
fn sum(tile: &Tile) -> f64 {
    let mut sums = *tile;
    let mut half = TILE / 2;
    while half > 0 {
        for i in 0..half {
            sums[i] += sums[i + half];
        }
        half /= 2;
    }
    sums[0]
}

/// Logs of every number, filled up to whole tiles.
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
        // Where there is work for several threads, it is begun by one of theirs: they need not be called anew each column.
        match self.panels.iter().all(|panel| panel.start.nrows() <= PART * TILE) {
            true => self.walked(horizon),
            false => rayon::scope(|_| self.walked(horizon)),
        }
    }

    fn walked(&self, horizon: usize) -> Projection {
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
