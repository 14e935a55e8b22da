//! What is wrong with the chances of homes coming late.

use super::Severity;

/// A fault of slippage.csv.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SlippageFault {
    /// Homes that stand cannot come late.
    #[error("homes that are complete do not slip")]
    Complete,
    /// A delay that is no whole number of years ahead.
    #[error("`{value}` is no delay in whole years from 0 to 20")]
    Delay {
        /// The cell.
        value: String,
    },
    /// Chances that are not all of them.
    #[error("the chances of `{stage}` add to {sum:.3}, not to 1")]
    Sum {
        /// The stage.
        stage: &'static str,
        /// What they add to.
        sum: f64,
    },
    /// Chances of homes that are not there.
    #[error("there are no homes that could slip")]
    NoHomes,
}

impl SlippageFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            SlippageFault::NoHomes => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            SlippageFault::Complete => "take the row out",
            SlippageFault::Delay { .. } => {
                "write `2` for two years late; for homes that are never built write a `share_delivered` of `0`"
            }
            SlippageFault::Sum { .. } => {
                "give every way in which such homes may come, in time included, and write chances from 0 to 1"
            }
            SlippageFault::NoHomes => {
                "slippage.csv counts for the homes of housing.csv: add it, or take this file away"
            }
        };
        hint.to_owned()
    }
}
