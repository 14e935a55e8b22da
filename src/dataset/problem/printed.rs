//! What is wrong with a printed table before its figures can be checked.

use super::Severity;

/// A fault of a printed table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PrintedFault {
    /// The first row holds figures, or an area, where the names of the columns should stand.
    #[error("the table has no header: `{cell}` stands in its first row")]
    NoHeader {
        /// The cell that gives it away.
        cell: String,
    },
    /// A second row of headings.
    #[error("the table has two headers: this row names columns again")]
    TwoHeaders,
    /// No column of figures.
    #[error("no column of this table holds counts or per cents")]
    NoFigures,
    /// No column that says what the rows are about.
    #[error("no column of this table names its rows")]
    NoNames,
}

impl PrintedFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            PrintedFault::NoHeader { .. } => {
                "put the names of the columns in the first row, such as `area,forecast,actual,difference,percent`"
            }
            PrintedFault::TwoHeaders => "keep one row of headings, the first, and join what stands in two rows",
            PrintedFault::NoFigures => "check a table of accuracy, surplus, rolls or designated numbers",
            PrintedFault::NoNames => "add a column `area` or `school`",
        };
        Some(hint.to_owned())
    }
}
