//! What is wrong with a national file, or with what is asked of it.

/// A fault of an import. Each keeps the data set from being made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportFault {
    /// A file of another kind.
    #[error("this is neither the national file of pupils by year group nor that of school capacity")]
    NotNational,
    /// A workbook, which no national file is.
    #[error("this is a workbook, and `import` reads the national CSV files")]
    Workbook,
    /// No file of rolls among those given.
    #[error("there is no file of pupils by year group among those given")]
    NoPupils,
    /// An authority that the file does not hold.
    #[error("there is no authority `{code}` in this file")]
    NoAuthority {
        /// What was asked for.
        code: String,
        /// Number and name of the authority it resembles.
        suggestion: Option<(String, String)>,
    },
    /// A period that is no academic year.
    #[error("`{value}` is not an academic year")]
    BadPeriod {
        /// The cell.
        value: String,
    },
    /// A capacity file that does not say of which year it is.
    #[error("the name of the file does not say of which year the capacity is")]
    NoSurveyYear,
    /// An authority that must have rows in a January, and has none.
    #[error(
        "there are no rows of authority `{code}` for January {year}, and its schools are part of what is asked for"
    )]
    PartMissing {
        /// Its number.
        code: String,
        /// The January.
        year: u16,
    },
    /// An authority with rows in a January in which it should not exist.
    #[error("authority `{code}` has rows for January {year}, when it should not exist: its schools would count twice")]
    PartTooMany {
        /// Its number.
        code: String,
        /// The January.
        year: u16,
    },
}

impl ImportFault {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            ImportFault::NotNational => {
                "the first has the columns `time_period`, `old_la_code`, `new_la_code`, `la_name`, `nc_year`, `headcount`; the second \
                 `laestab`, `la`, `phase`, `may_nor`, `net_capacity`, `primary_pa`, `secondary_pa` and capacities by phase"
            }
            ImportFault::Workbook => {
                "for rolls of your own `rollcast init my-council --xlsx` makes a workbook to fill; a national file saved as a workbook is \
                 saved as CSV UTF-8 first"
            }
            ImportFault::NoPupils => "rolls come from the file of pupils by year group: name it too",
            ImportFault::NoAuthority { suggestion: Some((code, name)), .. } => {
                return Some(format!("did you mean `{code}`, {name}?"));
            }
            ImportFault::NoAuthority { suggestion: None, .. } => {
                "give the three-digit number of the authority, such as `886`, or its nine-character code"
            }
            ImportFault::BadPeriod { .. } => "write `201314` or `2013/14` for the academic year of January 2014",
            ImportFault::NoSurveyYear => {
                "put the year into the name of the file, such as `school_capacity_may_2015.csv`"
            }
            ImportFault::PartMissing { .. } | ImportFault::PartTooMany { .. } => {
                "name every release that is needed; where authorities changed in another year, give a table of your own with `--codes`"
            }
        };
        Some(hint.to_owned())
    }
}
