//! `check --table`: whether a printed table adds up.

use super::Outcome;
use super::args::{CheckArgs, Format, Output};
use super::failure::Failure;
use super::verbs::finish;
use crate::accuracy::{Checked, Finding, check_table, findings_table};
use crate::dataset::{Dataset, OutColumn, OutTable, Sheet};
use std::io::Write;
use std::path::Path;

pub(super) fn check(args: &CheckArgs, file: &Path) -> Result<Outcome, Failure> {
    // What warns of the data set says nothing of the table, which takes its names alone.
    let data = Dataset::load(&args.common.dataset).map_err(Failure::Inputs)?.dataset;
    let sheet = Sheet::load(file).map_err(Failure::Inputs)?;
    let checked = check_table(&sheet, data.names()).map_err(Failure::Inputs)?;
    writeln!(std::io::stderr(), "{}", summary(&checked))?;
    let format = args.format.unwrap_or(Format::Table);
    if !(checked.findings.is_empty() && format == Format::Table && args.out.is_none()) {
        finish(&Output { out: args.out.clone(), format }, &digest(&checked), &findings_table(file, &checked))?;
    }
    Ok(if args.strict && !checked.findings.is_empty() { Outcome::CheckFailed } else { Outcome::Done })
}

/// What was asked of the table, and how much of it does not hold.
fn summary(checked: &Checked) -> String {
    let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let asked = match (checked.equations, checked.percents) {
        (0, 0) => "no sum, difference or per cent of this table can be checked".to_owned(),
        (sums, percents) => format!("{} and {} checked", counted(sums, "sum"), counted(percents, "per cent")),
    };
    match checked.findings.len() {
        0 => format!("{asked}; nothing found"),
        n => format!("{asked}; {}", counted(n, "finding")),
    }
}

fn digest(checked: &Checked) -> OutTable {
    let text = |f: &dyn Fn(&Finding) -> String| OutColumn::Text(checked.findings.iter().map(f).collect());
    OutTable::new(
        "findings",
        vec![
            ("line", text(&|f| f.line.map_or(String::new(), |l| l.to_string()))),
            ("row", text(&|f| f.row.clone())),
            ("column", text(&|f| f.column.clone())),
            ("what", text(&|f| f.kind.words().to_owned())),
            ("printed", text(&|f| f.printed.clone())),
            ("should_be", text(&|f| f.expected.clone())),
            ("certain", OutColumn::Flag(checked.findings.iter().map(|f| Some(f.certain)).collect())),
            ("why", text(&|f| f.note.clone())),
        ],
    )
}
