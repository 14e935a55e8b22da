//! The group that feeds each cell: the year group below a year earlier, or the expected transfer intake.

use super::transfer::TransferLink;
use crate::dataset::Known;
use ndarray::{Array1, Array3, Axis};

/// Feeders of every panel through the known years, [areas, year groups, years], NaN where not held. The entry year's are
/// births, which are not filled in here.
pub(super) fn history(known: Known, link: Option<&TransferLink>) -> Vec<Array3<f64>> {
    let data = known.dataset();
    let mut feeders: Vec<Array3<f64>> = (0..data.layout.panels.len())
        .map(|p| {
            let rolls = known.rolls(p);
            let mut feeders = Array3::from_elem(rolls.dim(), f64::NAN);
            for t in 1..known.years() {
                let below = rolls.index_axis(Axis(2), t - 1);
                for g in 1..data.layout.panels[p].groups.len() {
                    feeders.index_axis_mut(Axis(2), t).column_mut(g).assign(&below.column(g - 1));
                }
            }
            feeders
        })
        .collect();
    if let Some(link) = link {
        let (to, column) = link.intake;
        for t in 1..known.years() {
            let expected = link.expected(leavers(known, link.feeder, t - 1).view());
            feeders[to].index_axis_mut(Axis(2), t).column_mut(column).assign(&expected);
        }
    }
    feeders
}

/// The last primary year group by area: 0 where an area is not open, NaN where it is and its roll is missing.
fn leavers(known: Known, (panel, column): (usize, usize), t: usize) -> Array1<f64> {
    let data = known.dataset();
    let year = data.rolls.first.plus(t as i32);
    let mut leavers = known.rolls(panel).index_axis(Axis(2), t).column(column).to_owned();
    for (row, value) in leavers.iter_mut().enumerate() {
        if value.is_nan() && !data.layout.exists(panel, row, column, year) {
            *value = 0.0;
        }
    }
    leavers
}
