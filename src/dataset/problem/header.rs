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
    /// The header once more, among the rows.
    #[error("the row repeats the header{}", also(*more, "does", "do"))]
    Repeated {
        /// Rows below that do so too.
        more: usize,
    },
    /// A header of other columns, among the rows.
    #[error("the row is a header of other columns: {} under {}{}", from_to(cells), from_to(under), also(*more, "is", "are"))]
    OtherColumns {
        /// The first and the last year group that it names.
        cells: [String; 2],
        /// The columns in which they stand.
        under: [String; 2],
        /// Rows below that are headers of other columns too.
        more: usize,
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
            HeaderFault::Repeated { .. } => "take such rows away: a table has one header".to_owned(),
            HeaderFault::OtherColumns { cells, .. } => format!(
                "give {} columns of their own in the header of the table, move the figures below this row into them, and take \
                 such rows away",
                from_to(cells)
            ),
            HeaderFault::Separator { .. } => "save the file with commas (`CSV UTF-8` in a spreadsheet)".to_owned(),
        }
    }
}

/// More rows like the first, behind a comma.
fn also(more: usize, is: &str, are: &str) -> String {
    match more {
        0 => String::new(),
        1 => format!(", and so {is} 1 more row"),
        _ => format!(", and so {are} {more} more rows"),
    }
}

/// The first and the last of names that stand side by side.
fn from_to([first, last]: &[String; 2]) -> String {
    if first == last { format!("`{first}`") } else { format!("`{first}` to `{last}`") }
}
