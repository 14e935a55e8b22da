//! (I4), (I5) National draws of every path: shared by all areas.

use super::constants::IntervalConstants;
use super::innovations::Errors;
use super::random::{Stream, key};
use super::step::{BLOCK, Lanes};

/// The name the nation's draws are keyed by: no area's code has a space before it.
const NATION: &str = " nation";

/// What the nation does on every path. Paths are laid out in whole blocks; the last may hold some that are not used.
pub(super) struct NationalPaths {
    /// By panel, [years ahead][column][path]: this year's surprise, and what earlier ones have moved the national rate by.
    total: Vec<Vec<f64>>,
    /// By panel, the same: the second of them alone.
    moved: Vec<Vec<f64>>,
    /// [years ahead][path]: log of national births against the point forecast's.
    births: Vec<f64>,
    /// Columns of each panel.
    columns: Vec<usize>,
    /// Blocks of paths.
    blocks: usize,
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
        let blocks = paths.div_ceil(BLOCK);
        let paths = blocks * BLOCK;
        let columns: Vec<usize> = errors.panels.iter().map(|p| p.law.len()).collect();
        let mut surprise: Vec<Vec<f64>> = columns.iter().map(|c| vec![0.0; horizon * c * paths]).collect();
        let mut births = vec![0.0; horizon * paths];
        let bases = errors.panels.first().map_or(1, |p| p.national.nrows());
        for block in 0..blocks {
            let mut stream = Stream::keyed(seed, key(NATION), block as u64);
            let mut log_births = [0.0; BLOCK];
            // Year by year, so that a longer horizon changes no draw of the years before.
            for h in 0..horizon {
                for (within, log_births) in log_births.iter_mut().enumerate() {
                    let path = block * BLOCK + within;
                    let base = stream.below(bases);
                    let mut scale = stream.sign();
                    if stream.unit() < constants.shock_probability {
                        scale *= constants.shock_multiple;
                    }
                    // Drawn in every year, so that a year more of known births moves no other draw.
                    let births_draw = stream.normal();
                    if !births_known[h] {
                        *log_births += constants.births_national * births_draw;
                    }
                    births[h * paths + path] = *log_births;
                    for ((surprise, panel), columns) in surprise.iter_mut().zip(&errors.panels).zip(&columns) {
                        for c in 0..*columns {
                            surprise[(h * columns + c) * paths + path] = scale * panel.national[[base, c]];
                        }
                    }
                }
            }
        }
        let moved: Vec<Vec<f64>> = surprise
            .iter()
            .zip(&columns)
            .map(|(surprise, columns)| {
                let year = columns * paths;
                let mut moved = vec![0.0; surprise.len()];
                for i in year..moved.len() {
                    moved[i] = moved[i - year] + (1.0 - memory) * surprise[i - year];
                }
                moved
            })
            .collect();
        for (surprise, moved) in surprise.iter_mut().zip(&moved) {
            for (surprise, moved) in surprise.iter_mut().zip(moved) {
                *surprise += moved;
            }
        }
        NationalPaths { total: surprise, moved, births, columns, blocks }
    }

    /// What moves a cell of a year ahead (0 is the first) on every path of a block: this year's surprise and the rate moved
    /// so far.
    #[inline(always)]
    pub(super) fn total(&self, panel: usize, h: usize, column: usize, block: usize) -> &Lanes {
        &self.total[panel].as_chunks().0[self.at(panel, h, column, block)]
    }

    /// What the rate has been moved by before the year.
    #[inline(always)]
    pub(super) fn moved(&self, panel: usize, h: usize, column: usize, block: usize) -> &Lanes {
        &self.moved[panel].as_chunks().0[self.at(panel, h, column, block)]
    }

    /// Log of national births against the point forecast's.
    #[inline(always)]
    pub(super) fn births(&self, h: usize, block: usize) -> &Lanes {
        &self.births.as_chunks().0[h * self.blocks + block]
    }

    /// The block of a cell, counted from the first.
    #[inline(always)]
    fn at(&self, panel: usize, h: usize, column: usize, block: usize) -> usize {
        (h * self.columns[panel] + column) * self.blocks + block
    }
}
