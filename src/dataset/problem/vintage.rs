//! What is wrong with a saved vintage.

use super::Severity;

/// A fault of a folder in vintages/.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VintageFault {
    /// A file that is not what was saved.
    #[error("this file is not the one that was saved: its fingerprint begins {found}, and run.json records {recorded}")]
    Edited {
        /// The first digits of the fingerprint it has.
        found: String,
        /// Those of the fingerprint it had.
        recorded: String,
    },
    /// A record that has been edited itself.
    #[error("this record has been edited after the vintage was saved: its seal does not fit")]
    SealBroken,
    /// A record that is none.
    #[error("this is not the record of a saved vintage: {reason}")]
    NoRecord {
        /// What the parser said.
        reason: String,
    },
    /// Two vintages of one name.
    #[error("the vintage `{name}` is saved here, and published_forecasts.csv has one of that name too")]
    PublishedToo {
        /// The name.
        name: String,
    },
    /// An area that is no more, and nothing that says what took its place.
    #[error("the vintage forecasts `{area}`, which holds no rolls in this data set")]
    NoSuchArea {
        /// Its code.
        area: String,
    },
    /// Year groups that the data set no longer names.
    #[error("the vintage forecasts no year group at the level of the rolls")]
    NothingInCommon,
}

impl VintageFault {
    /// How much it weighs: a vintage that cannot be trusted is in no review.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            VintageFault::Edited { .. } | VintageFault::SealBroken => "a vintage is never edited: put the file back as it was saved, or take the folder out of vintages/".to_owned(),
            VintageFault::NoRecord { .. } => {
                "save vintages with `rollcast forecast --save-vintage NAME`; totals from elsewhere go into published_forecasts.csv".to_owned()
            }
            VintageFault::PublishedToo { .. } => "give the folder in vintages/ another name".to_owned(),
            VintageFault::NoSuchArea { area } => format!(
                "if it has another code now, add `{area}` to aliases.csv; if other areas took its place, add a group `{area}` to groupings.csv with them as members, their shares and dates"
            ),
            VintageFault::NothingInCommon => {
                "dataset.toml and areas.csv name other year groups or levels than when it was saved: take the folder out of vintages/".to_owned()
            }
        }
    }
}
