//! Why a verb failed, as a user reads it.

use super::aliases::Proposed;
use crate::accuracy::BacktestError;
use crate::dataset::{Aliases, AliasesNotWritten, ExportError, Problems, SaveError};
use crate::model::{FitError, SpecError};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Problems listed one by one before the rest are counted.
const LISTED: usize = 50;

/// Why a verb failed.
#[derive(Debug)]
pub(super) enum Failure {
    Inputs(Problems),
    Checked(Problems),
    Aliases(AliasesNotWritten),
    Spec(SpecError),
    Fit(FitError),
    Backtest(BacktestError),
    Export(ExportError),
    Taken(String),
    House(PathBuf, io::Error),
    Template(minijinja::Error),
    Sentences(minijinja::Error),
    Refused { what: String, hint: String },
    Nothing { what: &'static str, hint: &'static str },
    Print(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Inputs(problems) => write!(f, "{}", Listed(problems)),
            Failure::Checked(problems) => write!(f, "{}{}", Listed(problems), Proposed(&Aliases::lacking(problems))),
            Failure::Aliases(e @ AliasesNotWritten::InWorkbook) => {
                write!(
                    f,
                    "error: {e}\n  hint: paste the rows above, two columns, below those of the sheet `aliases`, and save it"
                )
            }
            Failure::Aliases(e) => write!(
                f,
                "error: {e}\n  hint: the table has the columns `alias` and `area`; write the rows that `check` shows into it yourself"
            ),
            Failure::Spec(e) => write!(f, "error: {e}"),
            Failure::Fit(e) => write!(f, "error: {e}"),
            Failure::Backtest(e) => write!(f, "error: {e}"),
            Failure::Export(e) => {
                write!(
                    f,
                    "error: {e}\n  hint: name a folder that may be written with `--out DIR`; earlier outputs are as they were"
                )
            }
            Failure::House(path, e) => write!(f, "error: cannot read the report template: {e}\n  {}", path.display()),
            Failure::Template(e) => {
                write!(f, "error: the report template fails: {e:#}\n  hint: compare it with reports/report.html.j2")
            }
            Failure::Sentences(e) => {
                write!(
                    f,
                    "error: the template of the commentary fails: {e:#}\n  hint: compare it with reports/commentary.txt.j2"
                )
            }
            Failure::Taken(e) => write!(f, "error: {e}"),
            Failure::Refused { what, hint } => write!(f, "error: {what}\n  hint: {hint}"),
            Failure::Nothing { what, hint } => write!(f, "error: {what}\n  hint: {hint}"),
            Failure::Print(e) => write!(f, "error: cannot print: {e}"),
        }
    }
}

/// One fault in more places than this is shown in the first of them only.
const MANY: usize = 20;

/// How many of those are shown.
const SAME: usize = 3;

/// Problems as a user reads them: the first fifty, then a count. Of one fault in a great many places the first few: the rest would
/// hide what else is wrong.
pub(super) struct Listed<'a>(pub(super) &'a Problems);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (errors, warnings) = (self.0.errors(), self.0.warnings());
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        for problem in self.0.iter() {
            *met.entry(problem.fault.to_string()).or_default() += 1;
        }
        let mut shown: BTreeMap<String, usize> = BTreeMap::new();
        let (mut listed, mut told) = (0, 0);
        for problem in self.0.iter() {
            let text = problem.fault.to_string();
            let all = met.get(&text).copied().unwrap_or_default();
            let before = shown.entry(text).or_default();
            *before += 1;
            let many = all > MANY;
            if many && *before > SAME {
                continue;
            }
            if listed == LISTED {
                break;
            }
            writeln!(f, "{problem}")?;
            listed += 1;
            told += 1;
            if many && *before == SAME {
                writeln!(f, "  and the same in {}", places(all - SAME))?;
                told += all - SAME;
            }
        }
        if self.0.iter().len() > told {
            writeln!(f, "... and {} more", self.0.iter().len() - told)?;
        }
        let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        write!(f, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))
    }
}

fn places(n: usize) -> String {
    if n == 1 { "one more place".to_owned() } else { format!("{n} more places") }
}

impl From<SpecError> for Failure {
    fn from(e: SpecError) -> Failure {
        Failure::Spec(e)
    }
}

impl From<FitError> for Failure {
    fn from(e: FitError) -> Failure {
        Failure::Fit(e)
    }
}

impl From<BacktestError> for Failure {
    fn from(e: BacktestError) -> Failure {
        Failure::Backtest(e)
    }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Failure {
        Failure::Export(e)
    }
}

impl From<SaveError> for Failure {
    fn from(e: SaveError) -> Failure {
        match e {
            SaveError::Write(e) => Failure::Export(e),
            taken @ SaveError::Taken { .. } => Failure::Taken(taken.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Failure {
        Failure::Print(e)
    }
}
