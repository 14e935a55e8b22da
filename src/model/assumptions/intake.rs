//! Intakes that a new or closing school moves between areas.

use crate::calendar::{CensusYear, YearGroup};

/// Pupils of an intake who go to school elsewhere than they did, from a school's first intake on.
///
/// A school that opens draws them from areas to its own; from one that closes they go to others. The share of an area's intake that
/// goes in the first goes in every later one, so that the pupils rise and fall with their areas.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeAhead {
    /// The entry or the transfer year group, or another that it opens with.
    pub group: YearGroup,
    /// The January of its first intake.
    pub first: CensusYear,
    /// Pupils of the first.
    pub pupils: f64,
    /// More than this are in none: the places of the school.
    pub most: f64,
    /// Rows of the panel of the year group with the share of the pupils each gives. What they lack to 1 comes from outside the
    /// data set, in every intake as many.
    pub from: Vec<(usize, f64)>,
    /// Rows with the share of the pupils each gets. What they lack to 1 leaves the data set.
    pub to: Vec<(usize, f64)>,
}
