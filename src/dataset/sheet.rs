//! A printed table as it stands: a header and rows of text, whatever its columns mean.

use super::grid::LineCounter;
use super::problem::{Fault, Place, Problems};
use super::table::{Reported, utf8};
use std::fs;
use std::path::{Path, PathBuf};

/// A row of a printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Line in the file, the header being 1.
    pub line: usize,
    /// One cell for each column.
    pub cells: Vec<String>,
}

/// A printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file.
    pub path: PathBuf,
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows in order.
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// Reads a table from a CSV file.
    ///
    /// # Errors
    /// Every row that does not fit under the header, or why the file cannot be read.
    pub fn load(path: &Path) -> Result<Sheet, Problems> {
        let bytes = fs::read(path).map_err(|e| {
            let mut problems = Problems::default();
            problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
            problems
        })?;
        Sheet::parse(path, &bytes)
    }

    /// The table of a text; `path` is what problems name.
    ///
    /// # Errors
    /// As [`Sheet::load`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Sheet, Problems> {
        let mut problems = Problems::default();
        match read(path, bytes, &mut problems) {
            Ok(sheet) if problems.errors() == 0 => Ok(sheet),
            _ => Err(problems.sorted()),
        }
    }

    /// The place of a cell, of a row, or of the header.
    pub fn place(&self, row: Option<&SheetRow>, column: Option<usize>) -> Place {
        let column = column.and_then(|c| self.header.get(c)).filter(|name| !name.is_empty());
        Place { file: self.path.clone(), row: Some(row.map_or(1, |r| r.line)), column: column.cloned() }
    }
}

fn read(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<Sheet, Reported> {
    let text = utf8(path, bytes, problems)?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut lines = LineCounter::new(text);
    let mut records: Vec<SheetRow> = vec![];
    for record in reader.records() {
        let record = record.map_err(|e| {
            problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
            Reported
        })?;
        let line = record.position().map_or(0, |p| lines.record_at(p.byte() as usize));
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().any(|c| !c.is_empty()) {
            records.push(SheetRow { line, cells });
        }
    }
    let mut records = records.into_iter();
    let Some(SheetRow { cells: header, .. }) = records.next() else {
        problems.in_file(path, Fault::EmptyFile);
        return Err(Reported);
    };
    let mut rows = vec![];
    for mut row in records {
        while row.cells.len() > header.len() && row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        if row.cells.len() == header.len() {
            rows.push(row);
        } else {
            let fault = Fault::RaggedRow { found: row.cells.len(), expected: header.len() };
            problems.at(Place { file: path.to_owned(), row: Some(row.line), column: None }, fault);
        }
    }
    if rows.is_empty() && problems.errors() == 0 {
        problems.in_file(path, Fault::NoRows);
        return Err(Reported);
    }
    Ok(Sheet { path: path.to_owned(), header, rows })
}
