//! What does not change through the years ahead, worked out once for a panel.

use super::fit::PanelFit;
use crate::model::maths::{ln, widest};

/// Constants of one panel, column by column, each with a value for every row and filled up to a full vector.
#[derive(Debug, Clone)]
pub(super) struct Steady {
    /// rho + level + (1 - theta) usual; minus infinity where a cell is closed.
    pub(super) constant: Vec<Vec<f64>>,
    /// Departure v of the year group.
    pub(super) departure: Vec<Vec<f64>>,
    /// Rows without a usual share, ascending: nothing to be drawn back to.
    pub(super) unanchored: Vec<Vec<usize>>,
    /// Logs of the rolls of the base year.
    pub(super) logs: Vec<Vec<f64>>,
    /// Sum of those rolls, by column.
    pub(super) totals: Vec<f64>,
    /// Cells (row, column) without a roll at the base, which have no forecast.
    pub(super) without_roll: Vec<(usize, usize)>,
}

/// Rows taken together: their numbers for every year ahead fit the fastest memory. Always the same, so that sums are too.
pub(super) const TILE: usize = 64;

/// A number for each row of a tile.
pub(super) type Tile = [f64; TILE];

/// Rows filled up to whole tiles, so that none is worked out by itself.
pub(super) fn padded(rows: usize) -> usize {
    rows.next_multiple_of(TILE)
}

impl Steady {
    pub(super) fn of(fit: &PanelFit) -> Steady {
        let (rows, columns) = fit.start.dim();
        let mut steady = Steady {
            constant: vec![],
            departure: vec![],
            unanchored: vec![],
            logs: vec![],
            totals: vec![],
            without_roll: fit.start.indexed_iter().filter(|(_, n)| n.is_nan()).map(|(cell, _)| cell).collect(),
        };
        for g in 0..columns {
            let mut constant = vec![f64::NEG_INFINITY; padded(rows)];
            let mut departure = vec![0.0; padded(rows)];
            let mut logs = vec![0.0; padded(rows)];
            let mut unanchored = vec![];
            for a in 0..rows {
                if let Some((held, theta)) = fit.constant(a, g) {
                    constant[a] = held;
                    if theta != fit.response[g] {
                        unanchored.push(a);
                    }
                }
                departure[a] = fit.departure[[a, g]];
                let roll = fit.start[[a, g]];
                logs[a] = if roll.is_nan() { 0.0 } else { roll };
            }
            steady.totals.push(logs.iter().sum());
            widest(|| {
                for n in &mut logs {
                    *n = ln(*n);
                }
            });
            // What fills up the vector feeds nobody, and is no number that could spoil one.
            logs[rows..].fill(0.0);
            steady.constant.push(constant);
            steady.departure.push(departure);
            steady.unanchored.push(unanchored);
            steady.logs.push(logs);
        }
        steady
    }
}
