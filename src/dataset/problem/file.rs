//! Faults of files as a whole, whatever is in them.

use super::Severity;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileFault {
    /// A folder, a device or a pipe.
    #[error("this is no ordinary file")]
    NotAFile,
    /// More than any table of a data set could be.
    #[error("the file has {megabytes} megabytes")]
    TooLarge {
        /// How many.
        megabytes: u64,
    },
    /// A link to somewhere else on the computer.
    #[error("this is a link out of the data set, to {target}")]
    LeadsOut {
        /// Where it leads.
        target: String,
    },
    /// A link to nowhere.
    #[error("this is a link to a file that is not there")]
    LeadsNowhere,
    /// A file that somebody wrote to while it was read.
    #[error("the file changed while it was read")]
    Changed,
}

impl FileFault {
    /// How much it weighs: what such a file would say is not known.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            FileFault::NotAFile => "put a file in its place, or take it away",
            FileFault::TooLarge { .. } => {
                "a table of a million rows has some fifty: look for what is not the table, or split the data set"
            }
            FileFault::LeadsOut { .. } => {
                "copy the file into the folder, or let `[extends]` of dataset.toml name the data set that holds it"
            }
            FileFault::LeadsNowhere => "put the file in the place of the link, or take the link away",
            FileFault::Changed => "wait until it is saved, and run again",
        }
        .to_owned()
    }
}
