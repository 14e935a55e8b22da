//! (E4), (E5), (E7) How an area differs from the nation: in a phase, in one year group, at entry and transfer.

use super::constants::{Departure, Level, Memory};
use super::memory::{memory, weights};
use super::seen::Seen;
use super::spread::spread;
use super::system::System;
use crate::calendar::Phase;
use crate::model::components::Evidence;
use crate::model::maths::ln;
use ndarray::{Array2, Array3, Axis};

/// Observed and expected pupils of the held cells, and the size of each cell.
#[derive(Debug)]
pub(super) struct Observed<'a> {
    system: &'a System,
    /// Pupils and those expected at the national rates, [rows, year groups, years]; nobody where a cell is not held.
    observed: Array3<f64>,
    expected: Array3<f64>,
    /// Geometric mean of the latest rolls, [rows, year groups].
    sizes: &'a Array2<f64>,
}

/// What a phase says of every row.
#[derive(Debug, Clone)]
pub(super) struct PhaseLevel {
    /// Columns of the phase.
    pub(super) columns: Vec<usize>,
    /// Level u by row (E4).
    pub(super) level: Vec<f64>,
    /// Departure v, [rows, columns of the phase] (E5).
    pub(super) departure: Array2<f64>,
    /// Unshrunk movement ln(O/E) by row; its region's where the row has none of its own.
    pub(super) movement: Vec<f64>,
    /// Movement ln R of the region, by row.
    pub(super) region: Vec<f64>,
    /// How far one year's surprise in the whole phase would move the level, by row (I6).
    pub(super) level_gain: Vec<f64>,
    /// How far one year's surprise in a year group would move its departure, [rows, columns of the phase] (I6).
    pub(super) departure_gain: Array2<f64>,
    /// What the level rests on, by row.
    pub(super) level_evidence: Vec<Evidence>,
    /// What the departures rest on, [rows, columns of the phase].
    pub(super) departure_evidence: Array2<Evidence>,
    /// What each January said.
    pub(super) seen: Seen,
}

/// Weighted sums of observed and expected pupils.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    observed: f64,
    expected: f64,
}

impl<'a> Observed<'a> {
    /// `factors` are the national rates as factors, [year groups, years].
    pub(super) fn of(system: &'a System, factors: &Array2<f64>, sizes: &'a Array2<f64>) -> Observed<'a> {
        let mut observed = Array3::zeros(system.rolls.dim());
        let mut expected = observed.clone();
        let pupils = observed.outer_iter_mut().zip(system.rolls.outer_iter());
        let fed = expected.outer_iter_mut().zip(system.feeders.outer_iter());
        for ((mut observed, rolls), (mut expected, feeders)) in pupils.zip(fed) {
            let cells = observed.iter_mut().zip(&rolls).zip(expected.iter_mut().zip(&feeders)).zip(factors);
            for (((observed, roll), (expected, fed)), factor) in cells {
                if System::counts(*roll, *fed) {
                    (*observed, *expected) = (*roll, fed * factor);
                }
            }
        }
        Observed { system, observed, expected, sizes }
    }

    /// Pupils of one cell by year, and those expected.
    fn years(&self, row: usize, column: usize) -> impl Iterator<Item = Sums> {
        let observed = self.observed.index_axis(Axis(0), row).index_axis_move(Axis(0), column);
        let expected = self.expected.index_axis(Axis(0), row).index_axis_move(Axis(0), column);
        observed.into_iter().zip(expected).map(|(observed, expected)| Sums { observed: *observed, expected: *expected })
    }

    /// Sums of one cell over the years, weighted.
    fn cell(&self, row: usize, column: usize, weights: &[f64]) -> Sums {
        self.years(row, column).zip(weights).fold(Sums::default(), |sums, (year, w)| Sums {
            observed: sums.observed + w * year.observed,
            expected: sums.expected + w * year.expected,
        })
    }

    fn phase(&self, row: usize, columns: &[usize], lambda: f64, window: usize) -> Sums {
        let weights = weights(lambda, self.system.years(), window);
        columns.iter().fold(Sums::default(), |sum, &c| {
            let cell = self.cell(row, c, &weights);
            Sums { observed: sum.observed + cell.observed, expected: sum.expected + cell.expected }
        })
    }

    /// Region ratios R_r.
    ///
    /// Formula: each year's O and E are plain sums over the region's areas and the phase's year groups; R = weighted sum O /
    /// weighted sum E, memory from E of the base year.
    fn region_ratios(&self, columns: &[usize], constants: &Memory) -> Vec<f64> {
        let years = self.system.years();
        let regions = self.system.regions.iter().max().map_or(0, |r| r + 1);
        let mut yearly = vec![vec![Sums::default(); years]; regions];
        for (row, &region) in self.system.regions.iter().enumerate() {
            for &c in columns {
                for (sums, year) in yearly[region].iter_mut().zip(self.years(row, c)) {
                    sums.observed += year.observed;
                    sums.expected += year.expected;
                }
            }
        }
        yearly
            .iter()
            .map(|sums| {
                let size = sums.last().map_or(0.0, |s| s.expected);
                let lambda = memory(size, constants.signal_migration, constants);
                let (mut observed, mut expected) = (0.0, 0.0);
                for (s, w) in sums.iter().zip(weights(lambda, years, constants.window_years)) {
                    observed += w * s.observed;
                    expected += w * s.expected;
                }
                // A region without any history moves as the nation does.
                if observed > 0.0 && expected > 0.0 { observed / expected } else { 1.0 }
            })
            .collect()
    }

    /// Levels and departures of a phase; `None` where the panel has no year group inside it.
    ///
    /// Formula: u = ln[(O + b R) / (E + b)], b = churn / spread; v = ln[(O_g + b_G) / (E_g u_l + b_G)], u_l = sum_g O_g /
    /// sum_g E_g.
    pub(super) fn phase_level(
        &self,
        phase: Phase,
        memory_constants: &Memory,
        level: &Level,
        departure: &Departure,
    ) -> Option<PhaseLevel> {
        let columns = self.system.phase_columns(phase);
        if columns.is_empty() {
            return None;
        }
        let churn = match phase {
            Phase::Primary => level.churn_primary,
            Phase::Secondary => level.churn_secondary,
        };
        let rows = self.system.rows();
        let own = self.system.own;
        let window = memory_constants.window_years;
        let regions = self.region_ratios(&columns, memory_constants);
        let region = |row: usize| regions[self.system.regions[row]];
        let memories: Vec<f64> = (0..rows)
            .map(|row| {
                let size: f64 = columns.iter().map(|&c| self.sizes[[row, c]]).sum();
                memory(size, memory_constants.signal_migration, memory_constants)
            })
            .collect();
        let sums: Vec<Sums> = (0..rows).map(|row| self.phase(row, &columns, memories[row], window)).collect();
        let ratio = |row: usize| sums[row].observed / sums[row].expected;
        let observations = (0..own).map(|row| (ln(ratio(row) / region(row)), sums[row].expected));
        let b = churn / spread(observations, churn, level.spread_prior, level.prior_areas, level);
        let shrunk = |row: usize| ln((sums[row].observed + b * region(row)) / (sums[row].expected + b));
        let movement = |row: usize| if sums[row].expected > 0.0 { ln(ratio(row)) } else { ln(region(row)) };
        let (departure, departure_gain, departure_evidence) = self.departures(&columns, departure, level, window);
        let gain = |row: usize| (1.0 - memories[row]) * sums[row].expected / (sums[row].expected + b);
        Some(PhaseLevel {
            seen: self.seen(phase, &columns, b, (0..rows).map(region).collect()),
            level: (0..rows).map(shrunk).collect(),
            departure,
            level_gain: (0..rows).map(gain).collect(),
            departure_gain,
            movement: (0..rows).map(movement).collect(),
            region: (0..rows).map(|row| ln(region(row))).collect(),
            columns,
            level_evidence: (0..rows)
                .map(|row| Evidence {
                    observed: sums[row].observed,
                    expected: sums[row].expected,
                    pull: b,
                    toward: region(row),
                    memory: memories[row],
                    left: 1.0,
                })
                .collect(),
            departure_evidence,
        })
    }

    fn seen(&self, phase: Phase, columns: &[usize], pull: f64, region: Vec<f64>) -> Seen {
        let shape = (self.system.rows(), self.system.years());
        let (mut observed, mut expected) = (Array2::zeros(shape), Array2::zeros(shape));
        for (row, (mut observed, mut expected)) in observed.outer_iter_mut().zip(expected.outer_iter_mut()).enumerate()
        {
            for &c in columns {
                for ((observed, expected), year) in observed.iter_mut().zip(&mut expected).zip(self.years(row, c)) {
                    *observed += year.observed;
                    *expected += year.expected;
                }
            }
        }
        Seen { phase, observed, expected, pull, region }
    }

    /// Departures, their gains, and what they rest on.
    fn departures(
        &self,
        columns: &[usize],
        constants: &Departure,
        level: &Level,
        window: usize,
    ) -> (Array2<f64>, Array2<f64>, Array2<Evidence>) {
        let weights = weights(constants.memory, self.system.years(), window);
        let sums = |row: usize, i: usize| self.cell(row, columns[i], &weights);
        let cells: Vec<Vec<Sums>> =
            (0..self.system.rows()).map(|row| (0..columns.len()).map(|i| sums(row, i)).collect()).collect();
        let own_level: Vec<f64> = cells
            .iter()
            .map(|row| {
                let expected: f64 = row.iter().map(|s| s.expected).sum();
                let observed: f64 = row.iter().map(|s| s.observed).sum();
                if expected > 0.0 { observed / expected } else { 1.0 }
            })
            .collect();
        let observations = cells[..self.system.own].iter().zip(&own_level).flat_map(|(row, u)| {
            // The floor of one pupil keeps an emptied cell from saying minus infinity.
            row.iter().map(move |s| (ln(s.observed.max(1.0) / (s.expected * u)), s.expected))
        });
        let prior_weight = level.prior_areas * columns.len() as f64;
        let b = constants.churn / spread(observations, constants.churn, constants.spread_prior, prior_weight, level);
        let shape = (cells.len(), columns.len());
        let departure = |(row, i): (usize, usize)| {
            let s: Sums = cells[row][i];
            ln((s.observed + b) / (s.expected * own_level[row] + b))
        };
        let gain = |(row, i): (usize, usize)| {
            let expected = cells[row][i].expected;
            (1.0 - constants.memory) * expected / (expected + b)
        };
        let evidence = |(row, i): (usize, usize)| Evidence {
            observed: cells[row][i].observed,
            expected: cells[row][i].expected * own_level[row],
            pull: b,
            toward: 1.0,
            memory: constants.memory,
            left: 1.0,
        };
        (
            Array2::from_shape_fn(shape, departure),
            Array2::from_shape_fn(shape, gain),
            Array2::from_shape_fn(shape, evidence),
        )
    }

    /// Level of the entry or the transfer year, by row.
    ///
    /// Formula: L = ln[(O + b) / (E + b)] over the window, b the pupils by which it is drawn to the nation. A row without
    /// history takes the level of its region.
    pub(super) fn single_level(&self, column: usize, signal: f64, b: f64, constants: &Memory) -> Vec<(f64, Evidence)> {
        let years = self.system.years();
        let memories: Vec<f64> =
            (0..self.system.rows()).map(|row| memory(self.sizes[[row, column]], signal, constants)).collect();
        let of_row = |row: usize| self.cell(row, column, &weights(memories[row], years, constants.window_years));
        let sums: Vec<Sums> = (0..self.system.rows()).map(of_row).collect();
        let of_region = |row: usize| {
            let same = |r: &usize| self.system.regions[*r] == self.system.regions[row];
            let total = (0..sums.len()).filter(same).fold(Sums::default(), |t, r| Sums {
                observed: t.observed + sums[r].observed,
                expected: t.expected + sums[r].expected,
            });
            if total.expected > 0.0 { ln(total.observed / total.expected) } else { 0.0 }
        };
        (0..sums.len())
            .map(|row| {
                let Sums { observed, expected } = sums[row];
                let level = if expected > 0.0 { ln((observed + b) / (expected + b)) } else { of_region(row) };
                (level, Evidence { observed, expected, pull: b, toward: 1.0, memory: memories[row], left: 1.0 })
            })
            .collect()
    }
}
