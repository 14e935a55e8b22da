//! Shares of the transfer that are others in the years ahead.

use crate::calendar::CensusYear;

/// Shares of leavers who go elsewhere than they have, from one January to another.
#[derive(Debug, Clone, PartialEq)]
pub struct SharesAhead {
    /// The first January whose transfer year group goes so.
    pub from: CensusYear,
    /// The last, both included; for good where there is none.
    pub to: Option<CensusYear>,
    /// What changes.
    pub changes: Vec<ShareChange>,
}

/// A share of a feeding row's leavers, more or less than known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareChange {
    /// Row of the panel of the leavers.
    pub from: usize,
    /// Row of the panel of the transfer year group.
    pub to: usize,
    /// The new share less the one known.
    pub share: f64,
}

impl SharesAhead {
    /// Whether it holds for the transfer year group of a January.
    pub(in crate::model) fn holds(&self, year: CensusYear) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }
}
