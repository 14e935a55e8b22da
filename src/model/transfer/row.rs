//! Where the leavers of one area go, as shares, and the same with some of the shares others.

use super::TransferLink;
use crate::model::fit::FittedModel;

/// Where the leavers of one feeding row go. The shares add to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferRow {
    /// Receiving rows with their share.
    pub areas: Vec<(usize, f64)>,
    /// Share that goes to independent schools.
    pub independent: f64,
    /// Share that goes to schools beyond the data set.
    pub outside: f64,
}

/// Where leavers can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferEnd {
    /// A receiving row.
    Area(usize),
    /// An independent school.
    Independent,
    /// A school beyond the data set.
    Outside,
}

/// How leavers move on to the transfer year group, by what was known at a base.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferShares {
    /// The panel of the leavers.
    pub feeder: usize,
    /// The panel of the transfer year group.
    pub intake: usize,
    /// Of each row of the leavers' panel, where they go.
    pub rows: Vec<TransferRow>,
    /// Of each receiving row, pupils from outside for each pupil that comes to any row from inside.
    pub outside: Vec<f64>,
}

impl FittedModel {
    /// How leavers move between areas; `None` where no flows are known, or the model follows none.
    pub fn transfer_shares(&self) -> Option<TransferShares> {
        let link = self.cohort_link().filter(|l| l.from_flows)?;
        let rows = (0..link.independent.len()).map(|from| link.row(from)).collect::<Option<Vec<TransferRow>>>()?;
        let outside = (0..link.shares.len()).map(|to| link.outside_rate(to)).collect();
        Some(TransferShares { feeder: link.feeder.0, intake: link.intake.0, rows, outside })
    }
}

/// Less than this is no share.
const LEAST_SHARE: f64 = 1e-9;

impl TransferLink {
    /// Where the leavers of a feeding row go; `None` where flows are not known.
    pub(super) fn row(&self, from: usize) -> Option<TransferRow> {
        let independent = *self.independent.get(from)?;
        let of = |to: usize| self.shares[to].iter().find(|(row, _)| *row == from).map(|(_, share)| (to, *share));
        let areas: Vec<(usize, f64)> = (0..self.shares.len()).filter_map(of).collect();
        let mut row = TransferRow { areas, independent, outside: 0.0 };
        row.outside = (1.0 - row.inside() - independent).max(0.0);
        Some(row)
    }
}

impl TransferRow {
    /// The share of an end.
    pub fn share(&self, end: TransferEnd) -> f64 {
        match end {
            TransferEnd::Area(row) => self.areas.iter().find(|(to, _)| *to == row).map_or(0.0, |(_, share)| *share),
            TransferEnd::Independent => self.independent,
            TransferEnd::Outside => self.outside,
        }
    }

    /// The share that stays inside the data set.
    pub fn inside(&self) -> f64 {
        self.areas.iter().map(|(_, share)| share).sum()
    }

    /// The row with some shares set; those not named keep their proportions and share what is left.
    ///
    /// Formula: `s'(k) = q(k)` of those set, Q their sum; `s'(j) = s(j) (1 - Q) / (1 - sum over k of s(k))` of the others.
    ///
    /// `None` where the shares set do not add to 1 and nobody goes anywhere else.
    ///
    /// # Example
    /// Of a row 0.8, 0.1, 0.1 with the second set to 0.28, 0.72 are left to the others in the proportion 8 : 1: 0.64, 0.28, 0.08.
    pub fn with(&self, set: &[(TransferEnd, f64)]) -> Option<TransferRow> {
        let given: f64 = set.iter().map(|(_, share)| share).sum();
        let others = 1.0 - set.iter().map(|(end, _)| self.share(*end)).sum::<f64>();
        let left = 1.0 - given;
        let factor = match (left > LEAST_SHARE, others > LEAST_SHARE) {
            (true, true) => left / others,
            (true, false) => return None,
            (false, _) => 0.0,
        };
        let of = |end: TransferEnd| {
            let found = set.iter().find(|(e, _)| *e == end).map(|(_, share)| *share);
            found.unwrap_or_else(|| factor * self.share(end))
        };
        let named = set.iter().filter_map(|(end, _)| match end {
            TransferEnd::Area(row) => Some(*row),
            TransferEnd::Independent | TransferEnd::Outside => None,
        });
        let mut rows: Vec<usize> = self.areas.iter().map(|(to, _)| *to).chain(named).collect();
        rows.sort_unstable();
        rows.dedup();
        Some(TransferRow {
            areas: rows.into_iter().map(|to| (to, of(TransferEnd::Area(to)))).collect(),
            independent: of(TransferEnd::Independent),
            outside: of(TransferEnd::Outside),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &TransferRow, areas: &[(usize, f64)], independent: f64, outside: f64) {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{found:?}");
        assert_eq!(found.areas.len(), areas.len());
        for ((to, share), (expected, of)) in found.areas.iter().zip(areas) {
            assert_eq!(to, expected);
            close(*share, *of);
        }
        close(found.independent, independent);
        close(found.outside, outside);
    }

    #[test]
    fn those_not_named_keep_their_proportions() {
        let row = TransferRow { areas: vec![(0, 0.8), (2, 0.05)], independent: 0.1, outside: 0.05 };
        // 0.6 is left to 0.8 and 0.05 and 0.05, which were 0.9: two thirds of each.
        let with = row.with(&[(TransferEnd::Area(1), 0.2), (TransferEnd::Independent, 0.2)]).unwrap();
        near(&with, &[(0, 0.8 * 2.0 / 3.0), (1, 0.2), (2, 0.05 * 2.0 / 3.0)], 0.2, 0.05 * 2.0 / 3.0);
        assert_eq!(row.with(&[]), Some(row.clone()));
        near(&row.with(&[(TransferEnd::Outside, 1.0)]).unwrap(), &[(0, 0.0), (2, 0.0)], 0.0, 1.0);
    }

    #[test]
    fn what_is_left_must_have_somewhere_to_go() {
        let row = TransferRow { areas: vec![(0, 1.0)], independent: 0.0, outside: 0.0 };
        assert_eq!(row.with(&[(TransferEnd::Area(0), 0.9)]), None);
        near(&row.with(&[(TransferEnd::Area(1), 0.1)]).unwrap(), &[(0, 0.9), (1, 0.1)], 0.0, 0.0);
    }
}
