//! What is wrong with births of areas and of larger ones.

use super::Severity;

/// A fault of births.csv.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BirthsFault {
    /// An area of a level that holds no births.
    #[error("there are no births for `{area}`")]
    None {
        /// The area.
        area: String,
    },
    /// Births that leave out years an area needs.
    #[error("the births of `{area}` leave out {years}")]
    Gap {
        /// The area.
        area: String,
        /// The years.
        years: String,
    },
    /// Births that end before the last January could know.
    #[error("births end in {last}, and in January {census} those to 30 June {known} are known")]
    EndEarly {
        /// The last birth year held.
        last: u16,
        /// The last birth year known in the last January.
        known: u16,
        /// The last January held.
        census: u16,
    },
    /// An area without births in a larger one whose other parts have some.
    #[error("there are no births for `{area}` in {years}, and other areas of `{within}` have some")]
    Partly {
        /// The area.
        area: String,
        /// The larger area, which has births too.
        within: String,
        /// The years.
        years: String,
    },
}

impl BirthsFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            BirthsFault::EndEarly { .. } => Severity::Warning,
            BirthsFault::None { .. } | BirthsFault::Gap { .. } | BirthsFault::Partly { .. } => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            BirthsFault::None { .. } => {
                "add its rows to births.csv, or take births.csv away to forecast without births"
            }
            BirthsFault::Gap { .. } => "births run without a gap from the first census year less the lag",
            BirthsFault::EndEarly { .. } => {
                "add them; until then they are carried on from the last year held, as births not yet known are"
            }
            BirthsFault::Partly { area, within, .. } => {
                return format!(
                    "add those of `{area}`; births of `{within}` are shared only in years in which no area inside it has any"
                );
            }
        };
        hint.to_owned()
    }
}
