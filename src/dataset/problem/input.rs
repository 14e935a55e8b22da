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
    /// A cell longer than any spreadsheet could hold.
    #[error("the cell has {characters} characters")]
    LongCell {
        /// How many.
        characters: usize,
    },
    /// A cell that a spreadsheet would run.
    #[error("`{start}` begins as a formula of a spreadsheet does")]
    LikeFormula {
        /// Its first characters.
        start: String,
    },
    /// A workbook that unpacks to more than any could need.
    #[error("the workbook unpacks to more than {megabytes} megabytes")]
    TooLargeUnpacked {
        /// The most there may be.
        megabytes: u64,
    },
    /// More cells than the rows of any sheet and the columns of any table make.
    #[error("the table has more than {most} cells")]
    TooManyCells {
        /// The most there may be.
        most: usize,
    },
    /// Cells joined into one.
    #[error("the cells {cells} are merged")]
    Merged {
        /// First and last of them.
        cells: String,
    },
    /// Rows without content between others.
    #[error("{}", if *rows == 1 { "the row is blank, and more rows follow".to_owned() } else { format!("{rows} rows are blank, and more rows follow") })]
    BlankRows {
        /// How many.
        rows: usize,
    },
    /// A sheet that does not begin with its header.
    #[error("the first row of the sheet is blank: its header must stand there")]
    HeaderNotFirst,
    /// A cell in a column without a name.
    #[error("the cell has content, and its column has no name in row {row}")]
    NoHeader {
        /// The row of the header.
        row: usize,
    },
    /// A cell far outside any table.
    #[error("the cell has content, and stands beyond column {most}")]
    FarOut {
        /// The last column read.
        most: usize,
    },
    /// A formula that went wrong.
    #[error("the cell holds the error `{error}`")]
    CellError {
        /// What the spreadsheet shows.
        error: String,
    },
    /// A formula that was never worked out.
    #[error("the cell holds a formula without its result")]
    NoResult,
    /// A date where there should be none.
    #[error("the cell holds the date {date}")]
    DateCell {
        /// Year, month and day.
        date: String,
    },
    /// A column among those of year groups or years that names none.
    #[error("the {words} stand side by side, and the column `{column}` is none of them")]
    NotAcross {
        /// The column.
        column: String,
        /// What stands side by side.
        words: String,
    },
    /// Two columns that name the same year group or year.
    #[error("the column `{column}` says the same as `{first}`")]
    AcrossTwice {
        /// The column.
        column: String,
        /// The one before it.
        first: String,
    },
    /// One table in two places.
    #[error("the table `{table}` stands twice: {places}")]
    HeldTwice {
        /// Its name.
        table: String,
        /// Where.
        places: String,
    },
    /// Rows that `init` wrote, of areas that are gone.
    #[error("{}", if *rows == 1 { "the row is an example of `init`".to_owned() } else { format!("this and {} more rows are examples of `init`", rows - 1) })]
    ExampleRows {
        /// How many.
        rows: usize,
        /// What to take away, in words; `None` where the table is needed.
        table: Option<String>,
    },
    /// Places of areas at another level than the rolls of their year groups.
    #[error("places of {areas}, {groups}, stand where no rolls are: they are in no surplus")]
    PlacesBeyondRolls {
        /// The areas, in backticks.
        areas: String,
        /// The year groups, in words.
        groups: String,
    },
    /// More than one workbook with tables.
    #[error("more than one workbook holds tables of the data set: {names}")]
    TwoWorkbooks {
        /// Their names.
        names: String,
    },
}

impl InputFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            InputFault::Withheld { .. } | InputFault::PlacesBeyondRolls { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            InputFault::ExampleRows { table: Some(table), .. } => {
                return Some(format!("take {table} away, until you fill it with rows of your own"));
            }
            InputFault::ExampleRows { table: None, .. } => "put your own rows in their place",
            InputFault::PlacesBeyondRolls { .. } => "give places of a year group for the areas that hold its rolls",
            InputFault::Withheld { .. } => {
                "they are taken as missing, not as zero, and are in no sum; write the numbers if you hold them"
            }
            InputFault::WithheldNeeded { .. } => "write the number, or take the row away",
            InputFault::LongCell { .. } => "look for a quotation mark that is never closed, or for pasted text",
            InputFault::LikeFormula { .. } => {
                "begin it with a letter or a digit: a spreadsheet would run it where a table repeats it"
            }
            InputFault::TooLargeUnpacked { .. } => {
                "save the tables of the data set alone in a workbook, or as CSV UTF-8"
            }
            InputFault::TooManyCells { .. } => "take what is not the table out of it, or split the data set",
            InputFault::Merged { .. } => "unmerge them and write the value into every cell it stands for",
            InputFault::BlankRows { .. } => "take blank rows away: a table has none between its rows",
            InputFault::HeaderNotFirst => "write the names of the columns into row 1, and titles elsewhere",
            InputFault::NoHeader { .. } => "name the column in the header, or move notes to another sheet",
            InputFault::FarOut { .. } => "clear it: the columns of a table stand side by side from column A",
            InputFault::CellError { .. } => "mend the formula, or clear the cell where the figure is not known",
            InputFault::NoResult => "open the workbook in a spreadsheet and save it, so that results are in it",
            InputFault::DateCell { .. } => {
                "a spreadsheet turns entries such as `7-11` into dates: format the column as text and write it again"
            }
            InputFault::NotAcross { .. } => {
                "take it away, be it a note or a year group that dataset.toml does not name"
            }
            InputFault::AcrossTwice { .. } => "keep one of them",
            InputFault::HeldTwice { .. } => "keep one of them",
            InputFault::TwoWorkbooks { .. } => "put all tables into one workbook, or move the others away",
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
