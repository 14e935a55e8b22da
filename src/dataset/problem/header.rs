//! What is wrong with the header of a table as people keep it.

/// A fault of a header.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HeaderFault {
    /// Several columns that may each be the one a table needs.
    #[error("{columns} may each be the column `{column}`")]
    Several {
        /// The column.
        column: String,
        /// Those that may be it, in backticks.
        columns: String,
    },
}

impl HeaderFault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            HeaderFault::Several { column, .. } => {
                format!("call the right one `{column}`, and take the other away if it is none of the table's columns")
            }
        }
    }
}
