//! Pupils who go to school elsewhere: by shares of the transfer that change, and with schools that open or close.

use super::moves::{Moves, cell_of};
use crate::calendar::CensusYear;
use crate::model::assumptions::{IntakeAhead, SharesAhead};
use ndarray::Array3;
use std::ops::Range;

/// Everything that moves pupils between areas in Januaries ahead.
#[derive(Debug, Clone)]
pub(super) struct Shifts {
    shares: Vec<SharesAhead>,
    schools: Vec<School>,
    base: CensusYear,
}

/// A school that opens or closes, in its cell.
#[derive(Debug, Clone)]
struct School {
    intake: IntakeAhead,
    panel: usize,
    column: usize,
}

/// Pupils moved by each of the two, by panel.
pub(super) struct Shifted {
    pub(super) by_shares: Vec<Array3<f64>>,
    pub(super) by_schools: Vec<Array3<f64>>,
}

impl Shifts {
    /// `panels` are the year groups of each panel. `None` where nobody moves.
    pub(super) fn new(
        shares: &[SharesAhead],
        intakes: &[IntakeAhead],
        panels: &[Range<usize>],
        base: CensusYear,
    ) -> Option<Shifts> {
        let school = |intake: &IntakeAhead| {
            let (panel, column) = cell_of(intake.group, panels)?;
            Some(School { intake: intake.clone(), panel, column })
        };
        let schools: Vec<School> = intakes.iter().filter_map(school).collect();
        let none = shares.is_empty() && schools.is_empty();
        (!none).then(|| Shifts { shares: shares.to_vec(), schools, base })
    }

    pub(super) fn has_shares(&self) -> bool {
        !self.shares.is_empty()
    }

    pub(super) fn has_schools(&self) -> bool {
        !self.schools.is_empty()
    }

    /// Pupils more or fewer in every cell, on the rolls of a forecast with all else that is laid on it.
    ///
    /// Formula: by shares `X(d,t) = sum over f of (s'(f,d) - s(f,d)) L(f,t-1)`, L the leavers. By a school
    /// `phi(r) = n w(r) / N(r,t0)` in its first intake t0, and in each one after it `phi(r) N(r,t)` pupils leave row r, no more than
    /// the school has places. Both move up like those who join ([`Joiners::pupils`](super::moves::Joiners::pupils)).
    pub(super) fn pupils(&self, moves: &Moves, rolls: &[Array3<f64>]) -> Shifted {
        let empty = || rolls.iter().map(|r| Array3::zeros(r.dim())).collect::<Vec<Array3<f64>>>();
        let mut shifted = Shifted { by_shares: empty(), by_schools: empty() };
        let mut taken: Vec<Vec<f64>> = vec![vec![]; self.schools.len()];
        for h in 0..rolls.first().map_or(0, |r| r.dim().2) {
            if h > 0 {
                moves.move_up(&mut shifted.by_shares, h);
                moves.move_up(&mut shifted.by_schools, h);
            }
            let year = self.base.plus(h as i32 + 1);
            if let Some(link) = moves.link() {
                let (panel, column) = link.intake;
                let (from, below) = link.feeder;
                let leavers = |row: usize| match h {
                    0 => moves.leavers(row),
                    _ => shifted.total(rolls, from, [row, below, h - 1]),
                };
                let changes = self.shares.iter().filter(|s| s.holds(year)).flat_map(|s| &s.changes);
                let moved: Vec<(usize, f64)> = changes.map(|c| (c.to, c.share * leavers(c.from))).collect();
                for (row, pupils) in moved.into_iter().filter(|(_, n)| n.is_finite()) {
                    shifted.by_shares[panel][[row, column, h]] += pupils;
                }
            }
            for (school, taken) in self.schools.iter().zip(&mut taken) {
                if year >= school.intake.first {
                    school.go(&mut shifted, taken, rolls, h);
                }
            }
        }
        shifted
    }
}

impl Shifted {
    /// Pupils of a cell with all that has moved so far; none counts as 0.
    fn total(&self, rolls: &[Array3<f64>], panel: usize, at: [usize; 3]) -> f64 {
        let roll = rolls[panel][at];
        let roll = if roll.is_nan() { 0.0 } else { roll };
        (roll + self.by_shares[panel][at] + self.by_schools[panel][at]).max(0.0)
    }
}

impl School {
    /// Moves one intake. `taken` are the shares of each row's pupils who go, set by the first.
    fn go(&self, shifted: &mut Shifted, taken: &mut Vec<f64>, rolls: &[Array3<f64>], h: usize) {
        let IntakeAhead { pupils, most, from, to, .. } = &self.intake;
        let (panel, column) = (self.panel, self.column);
        let held: Vec<f64> = from.iter().map(|(row, _)| shifted.total(rolls, panel, [*row, column, h])).collect();
        if taken.is_empty() {
            let share = |((_, of), held): (&(usize, f64), &f64)| {
                if *held > 0.0 { (pupils * of / held).min(1.0) } else { 0.0 }
            };
            *taken = from.iter().zip(&held).map(share).collect();
        }
        let outside = pupils * (1.0 - from.iter().map(|(_, of)| of).sum::<f64>()).max(0.0);
        let going: Vec<f64> = taken.iter().zip(&held).map(|(share, held)| share * held).collect();
        let all = going.iter().sum::<f64>() + outside;
        // A school takes no more than it has places.
        let fits = if all > *most { most / all } else { 1.0 };
        let cells = &mut shifted.by_schools[panel];
        for ((row, _), going) in from.iter().zip(&going) {
            cells[[*row, column, h]] -= fits * going;
        }
        for (row, share) in to {
            cells[[*row, column, h]] += share * fits * all;
        }
    }
}
