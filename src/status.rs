//! How a figure is known. Reports carry anything but `published` into a footnote.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How a row is known, from the firmest to the least firm; of a sum, that of its least firm part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A body published it.
    #[default]
    Published,
    /// Published, and may still be revised.
    Provisional,
    /// Computed from published figures.
    Derived,
    /// Made to fit published totals: nobody's record.
    Reconstructed,
    /// Made up to show how something works.
    Illustrative,
}

impl Status {
    /// Every status, from the firmest to the least firm.
    pub const ALL: [Status; 5] =
        [Status::Published, Status::Provisional, Status::Derived, Status::Reconstructed, Status::Illustrative];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Status::Published => "published",
            Status::Provisional => "provisional",
            Status::Derived => "derived",
            Status::Reconstructed => "reconstructed",
            Status::Illustrative => "illustrative",
        }
    }

    /// The status that a word of a file names.
    pub fn from_word(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.word() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
