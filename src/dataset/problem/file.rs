//! Faults of files as a whole, whatever is in them.

use super::Severity;
use crate::dataset::rows::listed;
use crate::dataset::spoken::january;
use std::fmt;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileFault {
    /// A folder, a device or a pipe.
    #[error("this is no ordinary file")]
    NotAFile,
    /// More than any table of a data set could be.
    #[error("the file has {megabytes} megabytes")]
    TooLarge {
        /// How many.
        megabytes: u64,
    },
    /// A link to somewhere else on the computer.
    #[error("this is a link out of the data set, to {target}")]
    LeadsOut {
        /// Where it leads.
        target: String,
    },
    /// A link to nowhere.
    #[error("this is a link to a file that is not there")]
    LeadsNowhere,
    /// A file that somebody wrote to while it was read.
    #[error("the file changed while it was read")]
    Changed,
    /// A file where the folder of a data set is asked for.
    #[error("this is a {}, and a data set is a folder", if *workbook { "workbook" } else { "file" })]
    NotAFolder {
        /// Whether it is an Excel workbook.
        workbook: bool,
    },
    /// A table that no file holds, in a folder with workbooks.
    #[error("there is no `{file}`, and no sheet of its name: {}", seen.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NoTable {
        /// The name of the table's CSV file.
        file: String,
        /// The workbooks there.
        seen: Vec<SeenWorkbook>,
    },
}

/// A workbook that lies in the folder of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenWorkbook {
    /// Its name.
    pub name: String,
    /// Its sheets; `None` where it is of a kind that is not read.
    pub sheets: Option<Vec<String>>,
}

impl SeenWorkbook {
    /// Sheets that are named like a January.
    fn januaries(&self) -> Vec<&String> {
        self.sheets.iter().flatten().filter(|s| january(s).is_some()).collect()
    }
}

impl fmt::Display for SeenWorkbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheets {
            Some(sheets) => write!(f, "`{}` has the sheets {}", self.name, listed(sheets)),
            None => write!(f, "`{}` is an old workbook (.xls), which is not read", self.name),
        }
    }
}

impl FileFault {
    /// How much it weighs: what such a file would say is not known.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            FileFault::NotAFolder { workbook: true } => {
                "name the folder it lies in; `rollcast init my-council --xlsx` makes a folder with a workbook to fill"
            }
            FileFault::NotAFolder { workbook: false } => {
                "name the folder it lies in; `rollcast init my-council` makes one to begin with"
            }
            FileFault::NoTable { file, seen } => return where_it_may_stand(file, seen),
            FileFault::NotAFile => "put a file in its place, or take it away",
            FileFault::TooLarge { .. } => {
                "a table of a million rows has some fifty: look for what is not the table, or split the data set"
            }
            FileFault::LeadsOut { .. } => {
                "copy the file into the folder, or let `[extends]` of dataset.toml name the data set that holds it"
            }
            FileFault::LeadsNowhere => "put the file in the place of the link, or take the link away",
            FileFault::Changed => "wait until it is saved, and run again",
        }
        .to_owned()
    }
}

/// What to do where a table is looked for in vain, and workbooks are there.
fn where_it_may_stand(file: &str, seen: &[SeenWorkbook]) -> String {
    let table = file.strip_suffix(".csv").unwrap_or(file);
    let januaries: Vec<&String> = seen.iter().flat_map(SeenWorkbook::januaries).collect();
    match (&januaries[..], table) {
        ([first, .., last], "rolls") => format!(
            "put the rows of `{first}` to `{last}` below each other on one sheet `rolls`, with a column `census_year` that says which \
             January a row is of"
        ),
        _ if seen.iter().all(|w| w.sheets.is_none()) => "save it as .xlsx, or as CSV UTF-8".to_owned(),
        _ => format!("name the sheet that holds the table `{table}`, or add `{file}`"),
    }
}
