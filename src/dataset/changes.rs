//! Changes of places to come: the dated events of `place_changes.csv`.
//!
//! The opening position, which is the last year of `places.csv`, and these events are the only truth about places ahead.

mod carry;
mod check;
mod kinds;
mod table;

pub use kinds::{ChangeKind, Count, Position};

pub(crate) use carry::{carried_on, last_held};
pub(super) use check::{Against, Opening, checked};
pub(super) use kinds::Direction;
pub(super) use table::{PLACE_CHANGES, changes, intake, kind, position};

use super::cube::CellKey;
use crate::calendar::{CensusYear, YearGroup};
use crate::geography::AreaId;
use crate::money::Pence;
use crate::status::Status;

/// A cost that rises by more than this per cent needs a new decision, where dataset.toml says nothing else: the rule in Kent's
/// papers of 2014.
pub(super) const NEW_DECISION_PERCENT: u32 = 10;

/// One row of a planned change: places in an intake, on their way up through the school.
///
/// An event is all rows of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceChange {
    /// Name of the event.
    pub event: String,
    /// The area it is in, as the file names it.
    pub area: AreaId,
    /// The school; empty where none is named.
    pub school: String,
    /// What happens.
    pub kind: ChangeKind,
    /// Where the places come in: panel, row and the year group of the intake.
    pub cell: CellKey,
    /// The year group in which they end: the last of the phase, or of an infant school.
    pub top: YearGroup,
    /// Places more in each intake, or fewer where negative.
    pub places: f64,
    /// The January in which the first of these intakes is counted.
    pub first: CensusYear,
    /// The January of the last of them; `None` where they go on for good.
    pub last: Option<CensusYear>,
    /// How far the project has come.
    pub position: Position,
    /// What it costs, where stated.
    pub cost: Option<Pence>,
    /// Classrooms built for it by its first January, where stated.
    pub classrooms: Option<u32>,
    /// A remark.
    pub note: String,
    /// How the row is known.
    pub status: Status,
}

impl PlaceChange {
    /// Places that the change makes in a year group and January.
    ///
    /// Formula: places(g, t) = p for g0 <= g <= top where the cohort, in year group g0 in January t - (g - g0), is one of
    /// the intakes first to last; 0 elsewhere.
    /// where g0 is the year group of the intake and p its places.
    pub fn places_in(&self, group: YearGroup, year: CensusYear) -> f64 {
        let above = i32::from(group.0) - i32::from(self.cell.group.0);
        let intake = year.plus(-above);
        let taken = above >= 0 && group <= self.top && self.first <= intake && self.last.is_none_or(|l| intake <= l);
        if taken { self.places } else { 0.0 }
    }

    /// The last January in which the change alters from one January to the next: from then on all is as it stays.
    pub fn settled(&self) -> CensusYear {
        let years = i32::from(self.top.0) - i32::from(self.cell.group.0);
        self.last.map_or(self.first.plus(years), |last| last.plus(years + 1))
    }
}
