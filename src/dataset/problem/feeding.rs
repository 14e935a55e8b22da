//! What is wrong with year groups that nothing feeds, or that lead nowhere.

use super::Severity;

/// A fault of how year groups follow each other in the areas of a data set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FeedingFault {
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
    /// Pupils who move up into a year group of which their area holds no rolls.
    #[error(
        "{pupils} pupils of year group {group} in January {january} move up into year group {next}, of which their areas have no rows: \
         they are left out. Areas: {areas}"
    )]
    LeftOut {
        /// The areas, in backticks.
        areas: String,
        /// Their pupils.
        pupils: f64,
        /// The January.
        january: u16,
        /// Their year group.
        group: String,
        /// The next one.
        next: String,
    },
    /// Year groups that dataset.toml names and no row holds.
    #[error("no row holds pupils of year group {groups}, which dataset.toml names: they are not forecast")]
    NeverHeld {
        /// The year groups.
        groups: String,
    },
}

impl FeedingFault {
    /// How much it weighs: the run goes on, and the first page of the report says so.
    pub fn severity(&self) -> Severity {
        Severity::Warning
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            FeedingFault::NothingBelow { .. } => {
                "join it with the area its pupils come from, or say in transfers.csv where an intake comes from"
            }
            FeedingFault::LeadsNowhere { .. } => {
                "give secondary rolls in rows of a larger area, such as the district or the council, or say in transfers.csv where its \
                 leavers go; the intake of the other areas is forecast from their own leavers alone"
            }
            FeedingFault::LeftOut { .. } => {
                "write 0 in the year groups that a school filling from the bottom has not reached yet, and it is forecast to fill up; join \
                 an infant school's area with that of its junior school"
            }
            FeedingFault::NeverHeld { .. } => {
                "give year groups columns or rows of their own: those of a secondary block do not stand under the headers of primary \
                 school; or take them out of dataset.toml"
            }
        }
        .to_owned()
    }
}
