//! Every council's forecasts and rolls of a round of the national scorecard, in the layout in which they are published.

use super::problem::{Fault, Problems};
use super::read::each_row;
use super::rows::{Rows, Seen};
use super::table::{Reported, Table, TableSpec, utf8};
use crate::calendar::{CensusYear, Phase};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Columns that every such file has.
const REQUIRED: [&str; 3] = ["la", "name", "phase"];

/// The form of the others, for a header without any.
const FORMS: &str = "name the rolls `actual_2018_19` and the forecasts `scap18_forecast_2018_19`: the summer of the return, then the \
                     academic year forecast";

/// What one council forecast of one phase and January, and the roll that came.
#[derive(Debug, Clone, PartialEq)]
pub struct CouncilForecast {
    /// Code of the council.
    pub code: String,
    /// Its name, as the file has it.
    pub name: String,
    /// Primary or secondary.
    pub phase: Phase,
    /// The last January known when the forecast was returned.
    pub vintage: CensusYear,
    /// The January forecast.
    pub year: CensusYear,
    /// Pupils forecast; `None` where the council returned none.
    pub forecast: Option<f64>,
    /// Pupils on roll; `None` where the council no longer was, or not yet.
    pub actual: Option<f64>,
}

/// A file of every council.
#[derive(Debug, Clone, PartialEq)]
pub struct Councils {
    /// By January, vintage, phase and code.
    pub forecasts: Vec<CouncilForecast>,
}

/// What a column of counts holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Actual(CensusYear),
    Forecast(CensusYear, CensusYear),
    /// Surveyed capacity, which no measure of accuracy needs.
    Capacity,
}

impl Councils {
    /// Reads a file in the layout of the Department for Education's counts: `la`, `name`, `phase`, then columns
    /// `actual_2018_19` and `scap18_forecast_2018_19`. A return of summer 2018 knew the census of January 2018.
    ///
    /// # Errors
    /// Every problem of the file, in one pass.
    pub fn load(path: &Path) -> Result<Councils, Problems> {
        let mut problems = Problems::default();
        let read = read(path, &mut problems);
        match read {
            Ok(councils) if problems.errors() == 0 => Ok(councils),
            _ => Err(problems.sorted()),
        }
    }
}

fn read(path: &Path, problems: &mut Problems) -> Result<Councils, Reported> {
    let bytes = fs::read(path).map_err(|e| {
        problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
        Reported
    })?;
    let columns = counted_columns(path, &bytes, problems)?;
    let names: Vec<&str> = columns.keys().map(String::as_str).collect();
    // The path as it was named stands in every message.
    let file = path.to_string_lossy();
    let spec = TableSpec { file: &file, required: &REQUIRED, optional: &names };
    let table = Table::read(&PathBuf::new(), spec, &bytes, problems)?;
    let pairs: Vec<(&str, CensusYear, &str, CensusYear)> = columns
        .iter()
        .filter_map(|(name, counted)| match counted {
            Counted::Forecast(vintage, year) => {
                let actual = columns.iter().find(|(_, c)| **c == Counted::Actual(*year))?;
                Some((name.as_str(), *vintage, actual.0.as_str(), *year))
            }
            _ => None,
        })
        .collect();
    if pairs.is_empty() {
        let message = "no forecast stands beside an actual roll of the same academic year".to_owned();
        problems.in_file(path, Fault::Incomplete { message, hint: FORMS.to_owned() });
        return Err(Reported);
    }
    let mut seen: Seen<(String, Phase)> = BTreeMap::new();
    let rows = each_row(&table, problems, |row, rows| {
        let code = rows.word(row, "la")?;
        let name = rows.word(row, "name");
        let phase = match rows.word(row, "phase") {
            Ok("primary") => Ok(Phase::Primary),
            Ok("secondary") => Ok(Phase::Secondary),
            Ok(word) => Err(rows.unknown_word(row, "phase", word, "`primary` or `secondary`")),
            Err(reported) => Err(reported),
        };
        let counts: Vec<_> = pairs
            .iter()
            .map(|(forecast, vintage, actual, year)| {
                (*vintage, *year, known(rows, row, forecast), known(rows, row, actual))
            })
            .collect();
        let (name, phase) = (name?, phase?);
        rows.once(&mut seen, (code.to_owned(), phase), row, || format!("council {code}, {}", phase.word()))?;
        counts
            .into_iter()
            .map(|(vintage, year, forecast, actual)| {
                let (code, name) = (code.to_owned(), name.to_owned());
                Ok(CouncilForecast { code, name, phase, vintage, year, forecast: forecast?, actual: actual? })
            })
            .collect::<Result<Vec<_>, Reported>>()
    });
    let mut forecasts: Vec<CouncilForecast> = rows.into_iter().flatten().collect();
    forecasts.sort_by(|a, b| (a.year, a.vintage, a.phase, &a.code).cmp(&(b.year, b.vintage, b.phase, &b.code)));
    Ok(Councils { forecasts })
}

/// A count, or none where the cell is blank.
fn known(rows: &mut Rows, row: usize, column: &str) -> Result<Option<f64>, Reported> {
    Ok(Some(rows.count(row, column)?).filter(|n| !n.is_nan()))
}

/// The columns of counts that the header names. A column of another form is left to the check of the header, which
/// refuses it.
fn counted_columns(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<BTreeMap<String, Counted>, Reported> {
    let text = utf8(path, bytes, problems)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    Ok(header.iter().filter_map(|name| Some((name.to_owned(), counted(name)?))).collect())
}

fn counted(column: &str) -> Option<Counted> {
    if let Some(year) = column.strip_prefix("actual_") {
        return Some(Counted::Actual(academic(year)?));
    }
    if column.starts_with("capacity_") {
        return Some(Counted::Capacity);
    }
    let (round, year) = column.strip_prefix("scap")?.split_once("_forecast_")?;
    let round: u16 = Some(round).filter(|r| r.len() == 2)?.parse().ok()?;
    let (vintage, year) = (CensusYear(2000 + round), academic(year)?);
    (vintage < year).then_some(Counted::Forecast(vintage, year))
}

/// The January of an academic year written `2018_19`.
fn academic(text: &str) -> Option<CensusYear> {
    let (first, second) = text.split_once('_')?;
    let (first, second): (u16, u16) = (first.parse().ok()?, second.parse().ok()?);
    let plausible = CensusYear::PLAUSIBLE.contains(&first) && (first + 1) % 100 == second;
    plausible.then_some(CensusYear(first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_of_a_summer_knew_the_january_before_it() {
        assert_eq!(counted("scap16_forecast_2018_19"), Some(Counted::Forecast(CensusYear(2016), CensusYear(2019))));
        assert_eq!(counted("actual_2018_19"), Some(Counted::Actual(CensusYear(2019))));
    }

    #[test]
    fn a_column_that_cannot_be_a_count_of_a_year_is_none() {
        for column in ["actual_2018_20", "actual_19", "scap19_forecast_2018_19", "scap2018_forecast_2018_19", "rolls"] {
            assert_eq!(counted(column), None, "{column}");
        }
    }
}
