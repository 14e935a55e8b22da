//! What is wrong with homes, yields, counts of children and interventions.

use super::Severity;

/// A fault of a driver.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DriverFault {
    /// Homes complete in a January to come, or still to be built in one that is past.
    #[error(
        "the homes of January {year} are `{stage}`, and January {year} {}", if *past { "is past".to_owned() } else { format!("is to come: the rolls end in {last}") }
    )]
    NotYetOrNoLonger {
        /// The January of the homes.
        year: u16,
        /// How far the site has come.
        stage: &'static str,
        /// The last January held.
        last: u16,
        /// Whether the January is past.
        past: bool,
    },
    /// A home with more pupils than a home can have.
    #[error("{pupils} pupils in one dwelling, all year groups together, are more than the ceiling of {ceiling}")]
    YieldAboveCeiling {
        /// Pupils per dwelling.
        pupils: f64,
        /// The most there may be.
        ceiling: f64,
    },
    /// Yields that leave a year group out.
    #[error("there are no yields for year group {groups}: homes bring nobody there")]
    NoYields {
        /// The year groups.
        groups: String,
    },
    /// A plan of homes without homes completed lately.
    #[error("no homes completed by January {last} are given: what is planned adds nobody")]
    NoCompletions {
        /// The last January held.
        last: u16,
    },
    /// An area that is not of the level of the entry year's rolls.
    #[error("`{area}` is not of the level `{level}`, at which the rolls of the entry year are held")]
    PreSchoolLevel {
        /// The area.
        area: String,
        /// The level.
        level: String,
    },
    /// A count of children that leaves an area out.
    #[error("there is no count of `{area}` for {year}, age {age}")]
    NoPreSchool {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// The age.
        age: usize,
    },
    /// An adjustment nobody gives a reason for.
    #[error("the intervention has no reason")]
    NoReason,
    /// An adjustment that would hold for ever.
    #[error("the intervention has no expiry")]
    NoExpiry,
    /// An adjustment that no forecast reaches.
    #[error("the intervention `{name}` expired in January {expires}, and the rolls reach {last}")]
    Expired {
        /// Its name.
        name: String,
        /// Its last January.
        expires: u16,
        /// The last January held.
        last: u16,
    },
}

impl DriverFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            DriverFault::NoYields { .. } | DriverFault::NoCompletions { .. } | DriverFault::Expired { .. } => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            DriverFault::NotYetOrNoLonger { past: true, .. } => {
                "write `complete` with the homes that were built, and move the others to a January to come"
            }
            DriverFault::NotYetOrNoLonger { past: false, .. } => {
                "write how far the site is: `under construction`, `permitted`, `allocated` or `windfall`"
            }
            DriverFault::YieldAboveCeiling { .. } => {
                "pupils per dwelling, not per hundred; a higher ceiling is `yield_ceiling` of [housing] in dataset.toml"
            }
            DriverFault::NoYields { .. } => "add rows for them; write 0 where nobody lives in a new home",
            DriverFault::NoCompletions { .. } => {
                "only what exceeds the rate of late is added, because that rate is in the rolls: add the homes completed, \
                 0 where there were none"
            }
            DriverFault::PreSchoolLevel { .. } => "give the counts of areas of that level",
            DriverFault::NoPreSchool { .. } => {
                "give a January and age for every area, or for none; write 0 where there is nobody"
            }
            DriverFault::NoReason => "write why, so that another planner can judge it",
            DriverFault::NoExpiry => "write the last January for which it holds: an adjustment is looked at again",
            DriverFault::Expired { .. } => "take it away, or give it a later expiry and say why",
        };
        hint.to_owned()
    }
}
