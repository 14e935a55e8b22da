//! What is unusual about the rolls of an area over the years, or beside those of the areas in it.

/// A doubt about rolls that can be used all the same.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HistoryFault {
    /// A gap inside an area's history.
    #[error("`{area}` has no roll for {what}")]
    Gap {
        /// The area.
        area: String,
        /// Which years and year groups.
        what: String,
    },
    /// Rolls that begin after the data set's first census.
    #[error("`{area}` has rolls from {first} only: taken as opened then")]
    OpensLate {
        /// The area.
        area: String,
        /// Its first census year.
        first: u16,
    },
    /// Rolls that end before the data set's last census.
    #[error("`{area}` has no rolls after {last}: taken as closed, and not forecast")]
    ClosesEarly {
        /// The area.
        area: String,
        /// Its last census year.
        last: u16,
    },
    /// Areas that do not add to the total given for their parent.
    #[error("{what}: the areas in `{area}` add to {sum}, and its own row says {given} ({difference:+})")]
    ControlTotal {
        /// The parent.
        area: String,
        /// Which year and year group.
        what: String,
        /// Sum of the parts.
        sum: f64,
        /// The parent's own figure.
        given: f64,
        /// Sum less given.
        difference: f64,
    },
    /// Rolls of a level finer than some areas hold.
    #[error("`{area}` has rolls of its own but none of the areas in it has: its pupils are in no total")]
    CoarserOnly {
        /// The area.
        area: String,
    },
}

impl HistoryFault {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            HistoryFault::Gap { .. } => "missing years are left out of every sum; add them if they are known",
            HistoryFault::OpensLate { .. } => "its rates come from the years it has and from its parent",
            HistoryFault::ClosesEarly { .. } => "add the missing years if it is open",
            HistoryFault::ControlTotal { .. } => "the sum of the parts is used; check both figures",
            HistoryFault::CoarserOnly { .. } => "give its rolls at the level of its neighbours",
        }
    }
}
