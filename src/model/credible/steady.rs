//! What does not change through the years ahead, worked out once for a panel.

use super::fit::PanelFit;
use crate::model::maths::{ln, widest};

/// Constants of one panel, cell by cell: [rows][columns], one after another.
#[derive(Debug, Clone)]
pub(super) struct Steady {
    /// rho + level + (1 - theta) usual; minus infinity where a cell is closed.
    pub(super) constant: Vec<f64>,
    /// Cells without a usual share, ascending: nothing to be drawn back to.
    pub(super) unanchored: Vec<(usize, usize)>,
    /// Cells without a roll at the base, which have no forecast.
    pub(super) without_roll: Vec<(usize, usize)>,
    /// Logs of the rolls of the base year.
    pub(super) logs: Vec<f64>,
    /// Sum of them over the rows, by column.
    pub(super) totals: Vec<f64>,
}

impl Steady {
    pub(super) fn of(fit: &PanelFit) -> Steady {
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
        let without_roll = fit.start.indexed_iter().filter(|(_, n)| n.is_nan()).map(|(cell, _)| cell).collect();
        let mut logs: Vec<f64> = fit.start.iter().map(|n| if n.is_nan() { 0.0 } else { *n }).collect();
        let mut totals = vec![0.0; columns];
        for row in logs.chunks_exact(columns.max(1)) {
            for (total, n) in totals.iter_mut().zip(row) {
                *total += n;
            }
        }
        widest(|| {
            for n in &mut logs {
                *n = ln(*n);
            }
        });
        Steady { constant, unanchored, without_roll, logs, totals }
    }
}
