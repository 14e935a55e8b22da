//! What people wrote about a review: direction, cause and size by area, as a table.

use super::Dataset;
use super::problem::{Fault, Problems};
use super::read::each_row;
use super::rows::{Rows, Seen};
use super::table::{Reported, Table, TableSpec};
use crate::calendar::SeriesId;
use crate::geography::AreaId;
use std::fs;
use std::path::{Path, PathBuf};

/// Which way a forecast missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More was forecast than came.
    Over,
    /// Less was forecast than came.
    Under,
}

impl Direction {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Over => "over-forecast",
            Direction::Under => "under-forecast",
        }
    }
}

/// How a size is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// As a number, rounded.
    About,
    /// More than it.
    MoreThan,
    /// Less than it.
    LessThan,
}

/// One line of commentary.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Line in the file.
    pub line: usize,
    /// The area.
    pub area: AreaId,
    /// The series.
    pub series: SeriesId,
    /// Which way it says the forecast missed.
    pub direction: Option<Direction>,
    /// The cause it gives; empty where it gives none.
    pub cause: String,
    /// The size it gives in forms of entry, and its decimals.
    pub forms: Option<(Claim, f64, u8)>,
    /// The number of areas it says are outside the tolerance.
    pub outside: Option<usize>,
}

const COLUMNS: [&str; 2] = ["area", "series"];
const CLAIMS: [&str; 4] = ["direction", "cause", "forms_of_entry", "areas_outside"];

impl Remark {
    /// Reads commentary from a CSV file with the columns `area`, `series`, `direction`, `cause`, `forms_of_entry`,
    /// `areas_outside`.
    ///
    /// # Errors
    /// Every problem of the file, in one pass.
    pub fn load(path: &Path, data: &Dataset) -> Result<Vec<Remark>, Problems> {
        let mut problems = Problems::default();
        match read(path, data, &mut problems) {
            Ok(remarks) if problems.errors() == 0 => Ok(remarks),
            _ => Err(problems.sorted()),
        }
    }
}

fn read(path: &Path, data: &Dataset, problems: &mut Problems) -> Result<Vec<Remark>, Reported> {
    let bytes = fs::read(path).map_err(|e| {
        problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
        Reported
    })?;
    let file = path.to_string_lossy();
    let table = Table::read(
        &PathBuf::new(),
        TableSpec { file: &file, required: &COLUMNS, optional: &CLAIMS },
        &bytes,
        problems,
    )?;
    let mut seen = Seen::new();
    Ok(each_row(&table, problems, |row, rows| {
        let area = area(rows, row, data);
        let series = rows.series(row, "series", &data.schooling);
        let (direction, forms, outside) = (direction(rows, row), forms(rows, row), outside(rows, row));
        let (area, series) = (area?, series?);
        rows.once(&mut seen, (area, series), row, || {
            let series = &data.schooling.series()[series.0].name;
            format!("`{}`, series {series}", data.geography.area(area).code)
        })?;
        let cause = rows.text(row, "cause").to_owned();
        Ok(Remark {
            line: table.line(row),
            area,
            series,
            direction: direction?,
            cause,
            forms: forms?,
            outside: outside?,
        })
    }))
}

/// An area by its printed name: people write names, not codes.
fn area(rows: &mut Rows, row: usize, data: &Dataset) -> Result<AreaId, Reported> {
    let names = data.names();
    let name = rows.word(row, "area")?;
    names.answering(name).first().copied().ok_or_else(|| rows.fault(row, "area", names.unknown(name)))
}

fn direction(rows: &mut Rows, row: usize) -> Result<Option<Direction>, Reported> {
    match rows.text(row, "direction").to_lowercase().replace('-', " ").as_str() {
        "" | "no significant variance" => Ok(None),
        "over" | "over forecast" => Ok(Some(Direction::Over)),
        "under" | "under forecast" => Ok(Some(Direction::Under)),
        _ => {
            let word = rows.text(row, "direction");
            Err(rows.unknown_word(row, "direction", word, "`over-forecast` or `under-forecast`"))
        }
    }
}

/// `more than 2FE`, `1.7`, `less than 0.5 FE`.
fn forms(rows: &mut Rows, row: usize) -> Result<Option<(Claim, f64, u8)>, Reported> {
    let text = rows.text(row, "forms_of_entry");
    let plain = text.to_lowercase();
    let plain = plain.trim_end_matches("fe").trim();
    if plain.is_empty() {
        return Ok(None);
    }
    let prefixes = [
        ("more than", Claim::MoreThan),
        ("over", Claim::MoreThan),
        (">", Claim::MoreThan),
        ("less than", Claim::LessThan),
        ("under", Claim::LessThan),
        ("<", Claim::LessThan),
        ("about", Claim::About),
    ];
    let (number, claim) = prefixes
        .iter()
        .find_map(|(prefix, claim)| Some((plain.strip_prefix(prefix)?.trim(), *claim)))
        .unwrap_or((plain, Claim::About));
    let decimals = number.split_once('.').map_or(0, |(_, fraction)| fraction.len().min(6) as u8);
    match number.parse::<f64>() {
        Ok(forms) if forms.is_finite() && forms >= 0.0 => Ok(Some((claim, forms, decimals))),
        _ => Err(rows.unknown_word(
            row,
            "forms_of_entry",
            text,
            "a size such as `1.7`, `more than 2` or `less than 0.5`",
        )),
    }
}

fn outside(rows: &mut Rows, row: usize) -> Result<Option<usize>, Reported> {
    let count = rows.count(row, "areas_outside")?;
    Ok((!count.is_nan()).then_some(count as usize))
}
