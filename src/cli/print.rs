//! Tables on standard output.

use super::args::Format;
use super::failure::Failure;
use crate::dataset::{OutColumn, OutTable, to_csv};
use crate::report::format;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::{Map, Value};
use std::io::Write;

/// Prints a table: `digest` where it is to be read, `whole` where a program reads it.
pub(super) fn table(form: Format, digest: &OutTable, whole: &OutTable) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match form {
        Format::Table => writeln!(out, "{}", aligned(digest))?,
        Format::Csv => out.write_all(&to_csv(whole)?)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &objects(whole)).map_err(|e| Failure::Print(e.into()))?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Columns of a terminal that lines of words keep to.
const WIDTH: u16 = 100;

/// Notes numbered from 1, each wrapped beside its number.
pub(super) fn notes(notes: &[String]) -> String {
    let numbered = notes.iter().enumerate().map(|(i, note)| [format!("({})", i + 1), note.clone()]);
    laid_out(numbered)
}

/// Lines under a heading, each wrapped beside its dash.
pub(super) fn dashed(lines: impl IntoIterator<Item = String>) -> String {
    laid_out(lines.into_iter().map(|line| ["-".to_owned(), line]))
}

/// Words beside what they say it of, wrapped beside it.
pub(super) fn beside(rows: impl IntoIterator<Item = [String; 2]>) -> String {
    laid_out(rows)
}

/// A line of words, wrapped.
pub(super) fn wrapped(line: &str) -> String {
    laid_out([[line.to_owned()]])
}

fn laid_out<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut out = Table::new();
    out.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    out.add_rows(rows);
    for column in out.column_iter_mut() {
        column.set_padding((0, 1));
    }
    out.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn rows(table: &OutTable) -> usize {
    table.columns.first().map_or(0, |(_, c)| match c {
        OutColumn::Text(v) => v.len(),
        OutColumn::Whole(v) => v.len(),
        OutColumn::Number(v) => v.len(),
        OutColumn::Flag(v) => v.len(),
    })
}

fn aligned(table: &OutTable) -> Table {
    let mut out = Table::new();
    out.load_style(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
    out.set_header(table.columns.iter().map(|(name, _)| name.replace('_', " ")));
    for row in 0..rows(table) {
        out.add_row(table.columns.iter().map(|(_, column)| match column {
            OutColumn::Text(v) => v[row].clone(),
            OutColumn::Whole(v) => v[row].map_or(String::new(), format::count),
            OutColumn::Number(v) => v[row].map_or(String::new(), |x| format::decimal(x, 1)),
            OutColumn::Flag(v) => v[row].map_or("", |yes| if yes { "yes" } else { "no" }).to_owned(),
        }));
    }
    for (i, (_, column)) in table.columns.iter().enumerate() {
        if let (OutColumn::Whole(_) | OutColumn::Number(_), Some(column)) = (column, out.column_mut(i)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    out
}

fn objects(table: &OutTable) -> Vec<Map<String, Value>> {
    let cell = |column: &OutColumn, row: usize| match column {
        OutColumn::Text(v) => Value::from(v[row].as_str()),
        OutColumn::Whole(v) => Value::from(v[row]),
        OutColumn::Number(v) => Value::from(v[row]),
        OutColumn::Flag(v) => Value::from(v[row]),
    };
    let object = |row| table.columns.iter().map(|(name, c)| (name.clone(), cell(c, row))).collect();
    (0..rows(table)).map(object).collect()
}
