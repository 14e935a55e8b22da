//! How the last primary year group becomes the transfer year group: within an area, or across areas by flows.

mod row;

pub use row::{TransferEnd, TransferRow, TransferShares};

use crate::calendar::YearGroup;
use crate::dataset::Known;
use crate::geography::AreaId;
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis};
use std::ops::Range;

/// The expected intake of the transfer year group, from last year's last primary year group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TransferLink {
    /// Panel and column of the feeding year group.
    pub(super) feeder: (usize, usize),
    /// Panel and column of the transfer year group.
    pub(super) intake: (usize, usize),
    /// Of each receiving row, the rows that feed it, ascending, with the share of each that comes: few of all the pairs.
    shares: Vec<Vec<(usize, f64)>>,
    /// Inflow from outside as a share of the whole intake, by receiving row.
    outside: Array1<f64>,
    /// Share of each feeding row's leavers that goes to independent schools; none where flows are not known.
    independent: Vec<f64>,
    /// Of each receiving row, the feeding rows that lie in it.
    within: Vec<Range<usize>>,
    /// Whether flows are known, so that the expected intake is the forecast, or a ratio must still be applied.
    pub(super) from_flows: bool,
}

impl TransferLink {
    /// The link as known at the base, flows weighted latest first.
    ///
    /// Formula: with flows T(f,d,y), inflow from outside O(d,y) and intake C(y) = sum over f, d of T + sum over d of O:
    /// share s(f,d) = sum_k w_k T(f,d,y_k) / sum_k w_k (T(f,.,y_k) + leaving(f,y_k)), outside share
    /// o(d) = sum_k w_k O(d,y_k) / sum_k w_k C(y_k). Without flows every area's pupils stay in it.
    ///
    /// `None` where the data set has no transfer year group with rolls, or nothing feeds it.
    pub(super) fn new(known: Known, weights: &[f64]) -> Option<TransferLink> {
        let data = known.dataset();
        let transfer = data.schooling.transfer()?;
        let intake = data.layout.find(transfer)?;
        let feeder = data.layout.find(YearGroup(transfer.0 - 1))?;
        let from = &data.layout.panels[feeder.0].areas;
        let to = &data.layout.panels[intake.0].areas;
        let within: Vec<Range<usize>> = to
            .iter()
            .map(|to| {
                let inside = data.geography.inside(*to);
                let at = |id: AreaId| from.partition_point(|a| *a < id);
                at(inside.start)..at(inside.end)
            })
            .collect();
        let shares = within.iter().map(|rows| rows.clone().map(|row| (row, 1.0)).collect()).collect();
        let mut link = TransferLink {
            feeder,
            intake,
            shares,
            outside: Array1::zeros(to.len()),
            independent: vec![],
            within,
            from_flows: false,
        };
        if let Some((transfers, held)) = known.transfers() {
            let years: Vec<usize> = held.take(weights.len()).collect();
            if !years.is_empty() {
                let flow = |flows: &Array3<f64>| -> Array2<f64> {
                    let weighted =
                        years.iter().zip(weights).map(|(&t, &w)| flows.index_axis(Axis(2), t).to_owned() * w);
                    weighted.fold(Array2::zeros((to.len(), to.len())), |a, b| a + b)
                };
                let column = |values: &Array2<f64>| -> Array1<f64> {
                    let weighted = years.iter().zip(weights).map(|(&t, &w)| values.column(t).to_owned() * w);
                    weighted.fold(Array1::zeros(to.len()), |a, b| a + b)
                };
                let leaving = (&column(&transfers.leaving), &column(&transfers.independent));
                link.use_flows(&flow(&transfers.flows), &column(&transfers.from_outside), leaving, from.len());
            }
        }
        Some(link)
    }

    /// Replaces "pupils stay in their area" by weighted flows [from, to], inflow and leavers.
    ///
    /// Where nobody moved between the areas on record nothing says how an intake follows from its leavers: with every pupil
    /// from outside C would be infinite. Pupils then stay in their area, as without flows.
    /// `leaving` are all leavers and those of them who go to independent schools, `feeding` the number of feeding rows.
    fn use_flows(
        &mut self,
        flows: &Array2<f64>,
        inflow: &Array1<f64>,
        (leaving, to_independent): (&Array1<f64>, &Array1<f64>),
        feeding: usize,
    ) {
        if flows.sum() <= 0.0 {
            return;
        }
        self.independent = vec![0.0; feeding];
        let stayed = std::mem::replace(&mut self.shares, vec![vec![]; flows.ncols()]);
        for (origin, rows) in stayed.iter().enumerate() {
            let total = flows.row(origin).sum() + leaving[origin];
            for &(row, _) in rows {
                // An area without a flow on record keeps its pupils.
                if total <= 0.0 {
                    self.shares[origin].push((row, 1.0));
                } else {
                    self.independent[row] = to_independent[origin] / total;
                }
                for (to, flow) in flows.row(origin).iter().enumerate().filter(|(_, f)| total > 0.0 && **f > 0.0) {
                    self.shares[to].push((row, flow / total));
                }
            }
        }
        for fed in &mut self.shares {
            fed.sort_by_key(|(row, _)| *row);
        }
        self.outside = inflow / (flows.sum() + inflow.sum());
        self.from_flows = true;
    }

    /// Whether every area's intake is its own leavers, row by row of one panel.
    pub(super) fn stays_in_row(&self) -> bool {
        !self.from_flows && self.feeder.0 == self.intake.0
    }

    /// The feeding rows that lie in a receiving row.
    pub(super) fn inside(&self, row: usize) -> Range<usize> {
        self.within[row].clone()
    }

    /// The rows that feed a receiving row, with the share of each.
    pub(super) fn shares_of(&self, row: usize) -> &[(usize, f64)] {
        &self.shares[row]
    }

    /// Share of a feeding row's leavers that stays inside the data set.
    pub(super) fn share_inside(&self, from: usize) -> f64 {
        self.shares.iter().flatten().filter(|(row, _)| *row == from).map(|(_, share)| share).sum()
    }

    /// Inflow from outside into a receiving row for every pupil that comes from inside the data set: o(d) / (1 - sum o).
    pub(super) fn outside_rate(&self, row: usize) -> f64 {
        self.outside[row] / (1.0 - self.outside.sum())
    }

    /// The expected intake by receiving row.
    ///
    /// Formula: I(d) = sum_f s(f,d) L(f); with outside shares o the whole intake is C = sum I / (1 - sum o), and the
    /// expected intake of d is I(d) + o(d) C.
    ///
    /// A missing number of leavers makes the intakes missing that it feeds.
    pub(super) fn expected(&self, leavers: ArrayView1<f64>) -> Array1<f64> {
        let fed = |rows: &Vec<(usize, f64)>| rows.iter().map(|(row, share)| share * leavers[*row]).sum::<f64>();
        let inside: Array1<f64> = self.shares.iter().map(fed).collect();
        let share = self.outside.sum();
        if share <= 0.0 {
            return inside;
        }
        let whole = inside.sum() / (1.0 - share);
        inside + &self.outside * whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn flows_move_pupils_and_outside_takes_its_share_of_the_intake() {
        let mut link = TransferLink {
            feeder: (0, 6),
            intake: (1, 0),
            shares: vec![vec![(0, 1.0)], vec![(1, 1.0)]],
            outside: Array1::zeros(2),
            independent: vec![],
            within: vec![0..1, 1..2],
            from_flows: false,
        };
        // 80 of 100 stay, 10 go to the other area, 10 leave; from the other 50 of 50 stay; 20 come from outside.
        link.use_flows(
            &array![[80.0, 10.0], [0.0, 50.0]],
            &array![0.0, 20.0],
            (&array![10.0, 0.0], &array![4.0, 0.0]),
            2,
        );
        let row = link.row(0).unwrap();
        assert_eq!((row.areas, row.independent), (vec![(0, 0.8), (1, 0.1)], 0.04));
        assert!((row.outside - 0.06).abs() < 1e-12);
        let expected = link.expected(array![100.0, 50.0].view());
        // By hand: inside 80 and 60; outside is 20 of 160, so the intake is 140 / (1 - 1/8) = 160 and 20 come in.
        assert!((expected[0] - 80.0).abs() < 1e-12 && (expected[1] - 80.0).abs() < 1e-12, "{expected}");
    }
}
