//! What is wrong with an input, where, and what to do about it.

mod births;
mod cell;
mod driver;
mod feeding;
mod file;
mod header;
mod history;
mod import;
mod input;
mod ledger;
mod list;
mod plausible;
mod printed;
mod school;
mod slippage;
mod target;
mod vintage;

pub use births::BirthsFault;
pub use cell::CellFault;
pub use driver::DriverFault;
pub use feeding::FeedingFault;
pub use file::{FileFault, SeenWorkbook};
pub use header::HeaderFault;
pub use history::HistoryFault;
pub use import::ImportFault;
pub use input::InputFault;
pub use ledger::LedgerFault;
pub use list::Problems;
pub use plausible::PlausibleFault;
pub use printed::PrintedFault;
pub use school::SchoolFault;
pub use slippage::SlippageFault;
pub use target::TargetFault;
pub use vintage::VintageFault;

use super::spellings::Resemblance;
use std::fmt;
use std::path::PathBuf;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be computed until it is mended.
    Error,
    /// The run goes on, and says so; `--strict` makes it count.
    Warning,
}

/// Where a problem was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as a path from where the program runs.
    pub file: PathBuf,
    /// Line of the file, the header being 1.
    pub row: Option<usize>,
    /// The column.
    pub column: Option<String>,
}

impl Place {
    /// What places are sorted by: file or sheet, then row. A cell of a sheet is named with its file, and `A14` is no place before
    /// `A3`.
    fn in_order(&self) -> (String, Option<usize>, &Place) {
        let file = self.file.to_string_lossy();
        (file.split(", cell ").next().unwrap_or_default().to_owned(), self.row, self)
    }
}

/// What to do about shares.
const SHARES: &str = "the shares of one member in one grouping add to at most 1";

/// What is wrong. Each kind words itself and says what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The folder or a file of it cannot be read.
    #[error("cannot read this file: {reason}")]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// A required file is not there.
    #[error("there is no `{file}`")]
    NoFile {
        /// Its name.
        file: String,
    },
    /// A file without content.
    #[error("the file is empty")]
    EmptyFile,
    /// A header and nothing under it.
    #[error("the file has a header and no rows")]
    NoRows,
    /// Bytes that are not UTF-8.
    #[error("this line is not UTF-8 text (byte 0x{byte:02X} at position {at})")]
    NotUtf8 {
        /// The first byte that is not.
        byte: u8,
        /// Its position in the line, from 1.
        at: usize,
    },
    /// A row longer or shorter than the header.
    #[error("the row has {found} cells and the header {expected}")]
    RaggedRow {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A column the table must have.
    #[error("there is no column `{column}`")]
    NoColumn {
        /// Its name.
        column: String,
    },
    /// A column the table does not know.
    #[error("unknown column `{column}`")]
    UnknownColumn {
        /// Its name.
        column: String,
        /// The column it resembles.
        suggestion: Option<String>,
    },
    /// A column that stands twice in the header.
    #[error("the column `{column}` stands twice")]
    RepeatedColumn {
        /// Its name.
        column: String,
    },
    /// `dataset.toml` cannot be understood.
    #[error("{message}")]
    Settings {
        /// What the parser said.
        message: String,
    },
    /// A setting that contradicts the data.
    #[error("{message}")]
    BadSetting {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A name that is neither a code nor an alias.
    #[error("unknown area `{name}`")]
    UnknownArea {
        /// The name.
        name: String,
        /// The area it resembles.
        resembles: Resemblance,
    },
    /// A year group that `dataset.toml` does not name.
    #[error("unknown year group `{name}`")]
    UnknownYearGroup {
        /// The name.
        name: String,
        /// Those it names.
        known: String,
    },
    /// A series that `dataset.toml` does not name.
    #[error("unknown series `{name}`")]
    UnknownSeries {
        /// The name.
        name: String,
        /// Those it names.
        known: String,
    },
    /// A status word that is not one.
    #[error("unknown status `{word}`")]
    UnknownStatus {
        /// The word.
        word: String,
    },
    /// An alias that leads back to itself.
    #[error("the alias `{alias}` leads back to itself")]
    AliasLoop {
        /// The alias.
        alias: String,
    },
    /// An alias that is already the code of an area.
    #[error("the alias `{alias}` is already the code of an area")]
    AliasIsCode {
        /// The alias.
        alias: String,
    },
    /// The areas do not make a tree.
    #[error("{message}")]
    Tree {
        /// What the tree says.
        message: String,
    },
    /// Two rows about the same thing.
    #[error("the row repeats row {first}: {key}")]
    Duplicate {
        /// The row met first.
        first: usize,
        /// What both are about.
        key: String,
    },
    /// A member whose shares in one grouping add to more than the whole.
    #[error("the shares of `{member}` in `{grouping}` add to {total:.4}, more than 1")]
    ShareAboveOne {
        /// The area.
        member: String,
        /// The grouping.
        grouping: String,
        /// The sum.
        total: f64,
    },
    /// A member whose shares add to less than the whole.
    #[error("the shares of `{member}` in `{grouping}` add to {total:.4}: the rest of it is in no group")]
    ShareBelowOne {
        /// The area.
        member: String,
        /// The grouping.
        grouping: String,
        /// The sum.
        total: f64,
    },
    /// A file the program does not read.
    #[error("`{file}` is not read: {why}")]
    NotRead {
        /// Its name.
        file: String,
        /// Why.
        why: String,
    },
    /// An area in `transfers.csv` that is not of the level of secondary rolls.
    #[error("`{area}` is not of the level `{level}`, at which secondary rolls are held")]
    TransferLevel {
        /// The area.
        area: String,
        /// The level.
        level: String,
    },
    /// An area in which, and around which, nobody is on roll.
    #[error("there are no rolls in `{area}`")]
    NoRollsThere {
        /// The area.
        area: String,
    },
    /// A year group without rolls in an area.
    #[error("there are no rolls of year group {group} in `{area}`")]
    NoCellThere {
        /// The area.
        area: String,
        /// The year group.
        group: String,
    },
    /// A cell that cannot be.
    #[error(transparent)]
    Cell(#[from] CellFault),
    /// Rolls that begin, end or add up otherwise than looked for.
    #[error(transparent)]
    History(#[from] HistoryFault),
    /// A change of places that cannot be.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// A fault of a saved vintage.
    #[error(transparent)]
    Vintage(#[from] VintageFault),
    /// A file that is not read as a whole.
    #[error(transparent)]
    File(#[from] FileFault),
    /// A cell or file as spreadsheets and national bodies write them.
    #[error(transparent)]
    Input(#[from] InputFault),
    /// Year groups that nothing feeds, or that lead nowhere.
    #[error(transparent)]
    Feeding(#[from] FeedingFault),
    /// A header that could be read in more than one way.
    #[error(transparent)]
    Header(#[from] HeaderFault),
    /// Rows of schools that cannot be added up.
    #[error(transparent)]
    School(#[from] SchoolFault),
    /// A fault of a printed table.
    #[error(transparent)]
    Printed(#[from] PrintedFault),
    /// Births that are not there.
    #[error(transparent)]
    Births(#[from] BirthsFault),
    /// Homes, counts of children and interventions.
    #[error(transparent)]
    Driver(#[from] DriverFault),
    /// Chances of homes coming late.
    #[error(transparent)]
    Slippage(#[from] SlippageFault),
    /// Targets, and what they are judged over.
    #[error(transparent)]
    Target(#[from] TargetFault),
    /// A figure that can hardly be true.
    #[error(transparent)]
    Plausible(#[from] PlausibleFault),
    /// A national file that cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportFault),
    /// A table without what the data set needs of it.
    #[error("{message}")]
    Incomplete {
        /// What is missing.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl Fault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Fault::File(fault) => fault.severity(),
            Fault::Input(fault) => fault.severity(),
            Fault::School(fault) => fault.severity(),
            Fault::Feeding(fault) => fault.severity(),
            Fault::Printed(fault) => fault.severity(),
            Fault::Target(fault) => fault.severity(),
            Fault::Slippage(fault) => fault.severity(),
            Fault::Births(fault) => fault.severity(),
            Fault::Driver(fault) => fault.severity(),
            Fault::Plausible(_) | Fault::ShareBelowOne { .. } | Fault::NotRead { .. } | Fault::History(_) => {
                Severity::Warning
            }
            Fault::Ledger(fault) => fault.severity(),
            Fault::Vintage(fault) => fault.severity(),
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let fixed = |text: &str| Some(text.to_owned());
        match self {
            Fault::Unreadable { .. } => fixed("check that the file exists and may be read"),
            Fault::NoFile { file } if file == "dataset.toml" => fixed(
                "a data set is a folder with dataset.toml, areas.csv and rolls.csv; `rollcast init my-council` makes one to begin with",
            ),
            Fault::NoFile { file } => {
                Some(format!("a data set is a folder with dataset.toml, areas.csv and rolls.csv; add `{file}`"))
            }
            Fault::EmptyFile | Fault::NoRows => {
                fixed("add rows, or take the file away if the data set does not hold it")
            }
            Fault::NotUtf8 { .. } => fixed("save the file as UTF-8 (`CSV UTF-8` in a spreadsheet)"),
            Fault::RaggedRow { found, expected } if found > expected => {
                fixed("put a cell with a comma in it between double quotes")
            }
            Fault::RaggedRow { .. } => fixed("give the row a cell for every column, blank where it is not known"),
            Fault::NoColumn { .. } => fixed("add the column to the header, spelt exactly so"),
            Fault::UnknownColumn { suggestion: Some(s), .. } => Some(format!("did you mean `{s}`?")),
            Fault::UnknownColumn { suggestion: None, .. } => fixed("take the column away"),
            Fault::RepeatedColumn { .. } => fixed("take one of them away"),
            Fault::UnknownArea { resembles, .. } => match resembles {
                Resemblance::Nothing => fixed("add the area to areas.csv or the spelling to aliases.csv"),
                Resemblance::Area(s) | Resemblance::Partly(s) => {
                    Some(format!("did you mean `{s}`? add the spelling to aliases.csv"))
                }
                Resemblance::Either(a, b) => {
                    Some(format!("did you mean `{a}` or `{b}`? add the spelling to aliases.csv"))
                }
            },
            Fault::UnknownYearGroup { known, .. } | Fault::UnknownSeries { known, .. } => {
                Some(format!("dataset.toml names {known}"))
            }
            Fault::UnknownStatus { .. } => {
                fixed("one of `published`, `provisional`, `derived`, `reconstructed`, `illustrative`")
            }
            Fault::AliasLoop { .. } => fixed("let the alias name the code of an area"),
            Fault::AliasIsCode { .. } => fixed("take the alias away: the code is understood as it is"),
            Fault::Tree { .. } => fixed("every area but the root has the code of another area as its parent"),
            Fault::Duplicate { .. } => fixed("keep one of the two rows"),
            Fault::ShareAboveOne { .. } => fixed(SHARES),
            Fault::ShareBelowOne { .. } => fixed("add the group that the rest belongs to"),
            Fault::Settings { .. } => fixed("docs/guide.md lists every key of dataset.toml, with an example"),
            Fault::NotRead { .. } => None,
            Fault::TransferLevel { .. } => {
                fixed("give transfers between areas of that level, or `outside`, `independent`")
            }
            Fault::NoRollsThere { .. } | Fault::NoCellThere { .. } => {
                fixed("name an area that holds rolls, or one that such areas lie in")
            }
            Fault::Cell(fault) => Some(fault.hint()),
            Fault::History(fault) => Some(fault.hint().to_owned()),
            Fault::File(fault) => Some(fault.hint()),
            Fault::Input(fault) => fault.hint(),
            Fault::Feeding(fault) => Some(fault.hint()),
            Fault::Header(fault) => Some(fault.hint()),
            Fault::School(fault) => Some(fault.hint()),
            Fault::Printed(fault) => fault.hint(),
            Fault::Target(fault) => fault.hint(),
            Fault::Slippage(fault) => Some(fault.hint()),
            Fault::Births(fault) => Some(fault.hint()),
            Fault::Driver(fault) => Some(fault.hint()),
            Fault::Import(fault) => fault.hint(),
            Fault::Plausible(fault) => fault.hint(),
            Fault::Ledger(fault) => Some(fault.hint()),
            Fault::Vintage(fault) => Some(fault.hint()),
            Fault::BadSetting { hint, .. } | Fault::Incomplete { hint, .. } => Some(hint.clone()),
        }
    }
}

/// A fault with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.fault.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{word}: {}\n  {}", self.fault, self.place.file.display())?;
        if let Some(row) = self.place.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.place.column {
            write!(f, ", column `{column}`")?;
        }
        match self.fault.hint() {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}
