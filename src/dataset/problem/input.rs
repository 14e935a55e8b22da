//! What is wrong with the cells and files of inputs as people keep them.

use super::Severity;

/// A fault of a file as it comes from a spreadsheet or a national body.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InputFault {
    /// Counts that whoever published them kept back.
    #[error("{} of this file {} kept back by who published {}: {words}", cells(*count), be(*count), them(*count))]
    Withheld {
        /// How many.
        count: usize,
        /// The words that stand in their place, with how often each does.
        words: String,
    },
    /// A count kept back where one is needed.
    #[error("`{word}` says that the count is kept back, and it is needed here")]
    WithheldNeeded {
        /// The word that stands in its place.
        word: String,
    },
}

impl InputFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            InputFault::Withheld { .. } => Severity::Warning,
            InputFault::WithheldNeeded { .. } => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            InputFault::Withheld { .. } => {
                "they are taken as missing, not as zero, and are in no sum; write the numbers if you hold them"
            }
            InputFault::WithheldNeeded { .. } => "write the number, or take the row away",
        };
        Some(hint.to_owned())
    }
}

fn cells(count: usize) -> String {
    if count == 1 { "1 count".to_owned() } else { format!("{count} counts") }
}

fn be(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}
