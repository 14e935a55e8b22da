//! What is wrong with year groups that nothing feeds, or that lead nowhere.

use super::Severity;

/// A fault of how year groups follow each other in the areas of a data set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FeedingFault {
    /// A year group whose pupils are mostly where the year group below has never been.
    #[error(
        "{pupils} of {all} pupils of year group {group} in January {january} are in areas that have never had any in {below}: {areas}; they \
         would be forecast as nobody"
    )]
    NoSource {
        /// The year group.
        group: String,
        /// The year group below it.
        below: String,
        /// Its pupils in such areas.
        pupils: f64,
        /// Its pupils in all.
        all: f64,
        /// The January.
        january: u16,
        /// The areas, in backticks.
        areas: String,
    },
    /// Pupils in a year group that nobody on record could have come from.
    #[error(
        "`{area}` has pupils in year group {group} and has never had any in {below}: nobody is forecast to move up into it"
    )]
    NothingBelow {
        /// The area.
        area: String,
        /// The year group.
        group: String,
        /// The year group below it.
        below: String,
    },
    /// Leavers of primary school in areas without secondary rolls.
    #[error(
        "{pupils} of {all} pupils of year group {group} in January {january} are in areas without a year group {next}, and feed no area: \
         {areas}"
    )]
    LeadsNowhere {
        /// The areas, in backticks.
        areas: String,
        /// Their pupils.
        pupils: f64,
        /// Those of all areas.
        all: f64,
        /// The January.
        january: u16,
        /// The last year group of primary school.
        group: String,
        /// The first of secondary school.
        next: String,
    },
}

impl FeedingFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            FeedingFault::NoSource { .. } => Severity::Error,
            FeedingFault::NothingBelow { .. } | FeedingFault::LeadsNowhere { .. } => Severity::Warning,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            FeedingFault::NoSource { group, .. } => format!(
                "give year group {group} and those above it in rows of the larger area that its pupils come from, such as the district or \
                 the council; or say in transfers.csv where an intake comes from"
            ),
            FeedingFault::NothingBelow { .. } => {
                "join it with the area its pupils come from, or say in transfers.csv where an intake comes from".to_owned()
            }
            FeedingFault::LeadsNowhere { .. } => {
                "give secondary rolls in rows of a larger area, such as the district or the council, or say in transfers.csv where its \
                 leavers go; the intake of the other areas is forecast from their own leavers alone"
                    .to_owned()
            }
        }
    }
}
