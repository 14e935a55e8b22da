//! The group that feeds each cell: births, the year group below a year earlier, or the expected transfer intake.

use super::entry::BirthFeed;
use super::transfer::TransferLink;
use crate::dataset::Known;
use ndarray::{Array3, Axis};

/// Feeders of a panel through the known years, [areas, year groups, years], NaN where not held.
pub(super) fn history(known: Known, births: Option<&BirthFeed>, link: Option<&TransferLink>) -> Vec<Array3<f64>> {
    let data = known.dataset();
    let mut feeders: Vec<Array3<f64>> = (0..data.layout.panels.len())
        .map(|p| {
            let rolls = known.rolls(p);
            let mut feeders = Array3::from_elem(rolls.dim(), f64::NAN);
            for t in 1..known.years() {
                for g in 1..data.layout.panels[p].groups.len() {
                    let below = rolls.index_axis(Axis(2), t - 1);
                    feeders.index_axis_mut(Axis(2), t).column_mut(g).assign(&below.column(g - 1));
                }
            }
            feeders
        })
        .collect();
    if let (Some(births), true) = (births, data.layout.panels[0].groups.start == 0) {
        for t in 0..known.years() {
            if let Some(fed) = births.known(data.rolls.first.plus(t as i32)) {
                feeders[0].index_axis_mut(Axis(2), t).column_mut(0).assign(&fed);
            }
        }
    }
    if let Some(link) = link {
        let (from, below) = link.feeder;
        let (to, column) = link.intake;
        for t in 1..known.years() {
            let leavers = known.rolls(from);
            let leavers = leavers.index_axis(Axis(2), t - 1);
            feeders[to].index_axis_mut(Axis(2), t).column_mut(column).assign(&link.expected(leavers.column(below)));
        }
    }
    feeders
}
