//! What is wrong with one cell of a table, whatever the table.

use super::SHARES;

/// A fault of the value in a cell.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CellFault {
    /// A cell that must have a value.
    #[error("the cell is blank")]
    Blank,
    /// A cell that is not a number.
    #[error("`{value}` is not a number")]
    NotANumber {
        /// The cell.
        value: String,
    },
    /// A number with a thousands separator.
    #[error("`{value}` has a thousands separator")]
    Thousands {
        /// The cell.
        value: String,
        /// The number as it should stand.
        plain: String,
    },
    /// A negative count.
    #[error("`{value}` is negative")]
    Negative {
        /// The cell.
        value: String,
    },
    /// A count that is not whole.
    #[error("`{value}` is not a whole number")]
    Fractional {
        /// The cell.
        value: String,
    },
    /// A count too large to be one.
    #[error("`{value}` is too large to be a count")]
    TooLarge {
        /// The cell.
        value: String,
    },
    /// A year outside what a data set may hold.
    #[error("`{value}` is not a year between 1950 and 2100")]
    BadYear {
        /// The cell.
        value: String,
    },
    /// A share outside 0 to 1.
    #[error("`{value}` is not a share between 0 and 1")]
    BadShare {
        /// The cell.
        value: String,
    },
    /// A number that must be whole and is not.
    #[error("`{value}` is not a whole number")]
    NotWhole {
        /// The cell.
        value: String,
    },
    /// A cell that is not a number, where fractions are allowed.
    #[error("`{value}` is not a number")]
    NotAnAmount {
        /// The cell.
        value: String,
    },
    /// A negative number, where fractions are allowed.
    #[error("`{value}` is negative")]
    NegativeAmount {
        /// The cell.
        value: String,
    },
    /// A word that a column does not know.
    #[error("unknown {} `{word}`", column.replace('_', " "))]
    UnknownWord {
        /// The column.
        column: String,
        /// The word.
        word: String,
        /// Those it knows.
        known: &'static str,
    },
}

impl CellFault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            CellFault::Blank => "write the value",
            CellFault::NotANumber { .. } => "write a whole number, or leave the cell blank where it is not known",
            CellFault::Thousands { plain, .. } => return format!("write `{plain}`"),
            CellFault::Negative { .. } | CellFault::Fractional { .. } => "a count is a whole number, 0 or more",
            CellFault::TooLarge { .. } => "check for two numbers run together",
            CellFault::BadYear { .. } => "write the calendar year of the January census, such as `2014`",
            CellFault::NotWhole { .. } => "write whole pupils, with a minus for those who leave",
            CellFault::NotAnAmount { .. } => "write a number with a point, such as `0.04`",
            CellFault::NegativeAmount { .. } => "write a number of 0 or more",
            CellFault::UnknownWord { known, .. } => return format!("write {known}"),
            CellFault::BadShare { .. } => SHARES,
        }
        .to_owned()
    }
}
