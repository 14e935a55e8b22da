//! A school that opens or closes, and whose pupils it draws or sends away.

use crate::calendar::{CensusYear, YearGroup};
use crate::geography::AreaId;
use crate::status::Status;

/// Pupils of each intake who go to another area's school than they would have, from a January on.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolDraw {
    /// The area of the school.
    pub area: AreaId,
    /// The year group of its intake.
    pub group: YearGroup,
    /// The January that counts its first intake, or the first without one.
    pub first: CensusYear,
    /// Pupils of each intake; negative for a school that closes.
    pub pupils: f64,
    /// The areas they come from, or go to, each with its share. What is left of 1 comes from outside the data set.
    pub others: Vec<(AreaId, f64)>,
    /// How it is known.
    pub status: Status,
}
