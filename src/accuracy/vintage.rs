//! Which forecast is reviewed: a vintage, published by somebody or saved with the data set.

use crate::calendar::CensusYear;
use crate::dataset::SavedVintage;
use std::fmt;

/// How a vintage came to be. The order is that of a list of vintages of one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// Totals that somebody published.
    Published,
    /// Saved when no January after its base was held.
    Ahead,
    /// Saved later, from what was known at its base.
    Hindsight,
}

/// A vintage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vintage {
    /// The last January known when the forecast was made.
    pub base: CensusYear,
    /// How it came to be.
    pub made: Made,
    /// Its name; a published one is known by its base.
    pub name: String,
}

impl Vintage {
    /// A vintage of published totals.
    pub fn published(base: CensusYear) -> Vintage {
        Vintage { base, made: Made::Published, name: base.to_string() }
    }

    /// A vintage saved with the data set.
    pub fn saved(vintage: &SavedVintage) -> Vintage {
        let (base, to) = (vintage.record.base_year, vintage.record.rolls_to);
        let made = if to > base { Made::Hindsight } else { Made::Ahead };
        Vintage { base, made, name: vintage.name.to_string() }
    }
}

impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
