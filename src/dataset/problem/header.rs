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
    /// Year groups or years side by side, and a column missing that says whose they are.
    #[error("{count} columns, `{first}` to `{last}`, are {words} side by side, and there is no column {missing}")]
    BesideWithout {
        /// How many stand side by side.
        count: usize,
        /// The first of them.
        first: String,
        /// The last of them.
        last: String,
        /// What they are.
        words: &'static str,
        /// The columns missing, in backticks.
        missing: String,
        /// Columns that none of the table's are, in backticks.
        others: String,
    },
    /// A table with another sign than a comma between its columns.
    #[error("the columns are separated by {signs}")]
    Separator {
        /// The signs.
        signs: &'static str,
    },
}

impl HeaderFault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            HeaderFault::Several { column, .. } => {
                format!("call the right one `{column}`, and take the other away if it is none of the table's columns")
            }
            HeaderFault::BesideWithout { missing, others, .. } if others.is_empty() => {
                format!("add {missing} to every row")
            }
            HeaderFault::BesideWithout { missing, others, .. } => {
                format!("is it {others}? call it {missing} then, and take away columns that are none of the table's")
            }
            HeaderFault::Separator { .. } => "save the file with commas (`CSV UTF-8` in a spreadsheet)".to_owned(),
        }
    }
}
