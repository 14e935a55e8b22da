//! One file as a table of text, every cell with its place.
//!
//! An error must name the line of its record; the cells are held as a polars frame of text columns, the same whatever
//! kind of file they came from.

use super::problem::{Fault, Place, Problems};
use crate::calendar::CensusYear;
use polars::prelude::{BooleanChunked, Column, DataFrame, StringChunked};
use std::path::{Path, PathBuf};

/// What a table is called and which columns it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableSpec<'a> {
    /// File name in the folder.
    pub(super) file: &'a str,
    /// Columns it must have.
    pub(super) required: &'a [&'a str],
    /// Columns it may have.
    pub(super) optional: &'a [&'a str],
}

/// A table of text.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    frame: DataFrame,
    lines: Vec<usize>,
}

/// A problem that has already been recorded: nothing more need be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reported;

impl Table {
    /// Reads a table of a data set; what keeps it from being used is among the problems.
    pub(super) fn read(
        folder: &Path,
        spec: TableSpec,
        bytes: &[u8],
        problems: &mut Problems,
    ) -> Result<Table, Reported> {
        Table::checked(folder.join(spec.file), bytes, problems, |path, header, problems| {
            check_header(path, spec, header, problems)
        })
    }

    /// Reads a table of someone else's, which may have more columns than those needed.
    pub(super) fn foreign(
        path: &Path,
        needed: &[&str],
        bytes: &[u8],
        problems: &mut Problems,
    ) -> Result<Table, Reported> {
        Table::checked(path.to_owned(), bytes, problems, |path, header, problems| {
            let used = |column: &&str| needed.contains(column);
            check_header(
                path,
                TableSpec { file: "", required: needed, optional: &[] },
                &header.iter().filter(used).collect(),
                problems,
            )
        })
    }

    fn checked(
        path: PathBuf,
        bytes: &[u8],
        problems: &mut Problems,
        check: impl FnOnce(&Path, &csv::StringRecord, &mut Problems) -> Result<(), Reported>,
    ) -> Result<Table, Reported> {
        let text = utf8(&path, bytes, problems)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let Ok(header) = reader.headers().cloned() else {
            problems.in_file(&path, Fault::EmptyFile);
            return Err(Reported);
        };
        if header.is_empty() || header.iter().all(str::is_empty) {
            problems.in_file(&path, Fault::EmptyFile);
            return Err(Reported);
        }
        check(&path, &header, problems)?;
        let mut cells: Vec<Vec<String>> = vec![vec![]; header.len()];
        let mut lines = vec![];
        let mut ragged = false;
        let mut line_of = LineCounter::new(text);
        for record in reader.records() {
            let record = record.map_err(|e| {
                problems.in_file(&path, Fault::Unreadable { reason: e.to_string() });
                Reported
            })?;
            let line = record.position().map_or(0, |p| line_of.record_at(p.byte() as usize));
            if record.len() != header.len() {
                let fault = Fault::RaggedRow { found: record.len(), expected: header.len() };
                problems.at(Place { file: path.clone(), row: Some(line), column: None }, fault);
                ragged = true;
                continue;
            }
            for (column, cell) in cells.iter_mut().zip(record.iter()) {
                column.push(cell.to_owned());
            }
            lines.push(line);
        }
        if ragged {
            return Err(Reported);
        }
        if lines.is_empty() {
            problems.in_file(&path, Fault::NoRows);
            return Err(Reported);
        }
        let columns = header.iter().zip(cells).map(|(name, values)| Column::new(name.into(), values)).collect();
        let frame = DataFrame::new(lines.len(), columns).map_err(|e| {
            problems.in_file(&path, Fault::Unreadable { reason: e.to_string() });
            Reported
        })?;
        Ok(Table { path, frame, lines })
    }

    /// The table as it was known in a January: without rows of a later one, and without births of the year to 30 June of it or
    /// later. `None` where no row is left.
    pub(super) fn known_by(self, january: CensusYear) -> Option<Table> {
        let last = |column: &str| if column == "year_to_30_june" { january.0 - 1 } else { january.0 };
        let dated =
            ["census_year", "year_to_30_june", "vintage"].into_iter().filter_map(|c| Some((c, self.column(c)?)));
        let dated: Vec<_> = dated.collect();
        let later = |row: usize| {
            let after =
                |cell: Option<&str>, last: u16| cell.and_then(|c| c.parse::<u16>().ok()).is_some_and(|y| y > last);
            dated.iter().any(|(column, cells)| after(cells.get(row), last(column)))
        };
        let kept: Vec<bool> = (0..self.rows()).map(|row| !later(row)).collect();
        let frame = self.frame.filter(&kept.iter().copied().collect::<BooleanChunked>()).ok()?;
        let lines: Vec<usize> =
            self.lines.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(line, _)| *line).collect();
        (!lines.is_empty()).then_some(Table { path: self.path, frame, lines })
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The cells of a column; `None` when the table does not have it.
    pub(super) fn column(&self, name: &str) -> Option<&StringChunked> {
        self.frame.column(name).ok().and_then(|c| c.str().ok())
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Line of a row in the file.
    pub(super) fn line(&self, row: usize) -> usize {
        self.lines[row]
    }

    /// The place of a cell.
    pub(super) fn place(&self, row: usize, column: &str) -> Place {
        Place { file: self.path.clone(), row: Some(self.lines[row]), column: Some(column.to_owned()) }
    }

    /// The place of a row.
    pub(super) fn row_place(&self, row: usize) -> Place {
        Place { file: self.path.clone(), row: Some(self.lines[row]), column: None }
    }
}

/// Counts lines as an editor does. The `csv` reader's own count stands before the end of the line it has just read where
/// that is CRLF, and before any blank lines that follow.
pub(super) struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(text: &'a str) -> LineCounter<'a> {
        LineCounter { text, at: 0, line: 1 }
    }

    /// The line of the record that the reader began to look for at a byte, which comes after that of the last call.
    pub(super) fn record_at(&mut self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let ends = bytes[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let start = byte + ends;
        let ends_line = |&i: &usize| bytes[i] == b'\n' || bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
        self.line += (self.at..start).filter(ends_line).count();
        self.at = start;
        self.line
    }
}

/// The text of a file without its byte-order mark, or the first line that is not UTF-8.
pub(super) fn utf8<'a>(path: &Path, bytes: &'a [u8], problems: &mut Problems) -> Result<&'a str, Reported> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let line_start = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
            let row = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            let fault = Fault::NotUtf8 { byte: bytes[at], at: at - line_start + 1 };
            problems.at(Place { file: path.to_owned(), row: Some(row), column: None }, fault);
            Err(Reported)
        }
    }
}

fn check_header(
    path: &Path,
    spec: TableSpec,
    header: &csv::StringRecord,
    problems: &mut Problems,
) -> Result<(), Reported> {
    let known = || spec.required.iter().chain(spec.optional).copied();
    let place = |column: &str| Place { file: path.to_owned(), row: Some(1), column: Some(column.to_owned()) };
    let mut sound = true;
    for (i, column) in header.iter().enumerate() {
        if !known().any(|k| k == column) {
            let unused = known().filter(|k| !header.iter().any(|h| h == *k));
            let fault = Fault::UnknownColumn { column: column.to_owned(), suggestion: nearest(column, unused, ALIKE) };
            problems.at(place(column), fault);
            sound = false;
        } else if header.iter().take(i).any(|h| h == column) {
            problems.at(place(column), Fault::RepeatedColumn { column: column.to_owned() });
            sound = false;
        }
    }
    for column in spec.required {
        if !header.iter().any(|h| h == *column) {
            problems.at(place(column), Fault::NoColumn { column: (*column).to_owned() });
            sound = false;
        }
    }
    if sound { Ok(()) } else { Err(Reported) }
}

/// Below this likeness (Jaro-Winkler, 0 to 1) a suggested name would mislead more often than help.
pub(crate) const ALIKE: f64 = 0.75;

/// The candidate most like a word, if one is alike enough.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>, alike: f64) -> Option<String> {
    let plain = |s: &str| s.to_lowercase().replace(['-', '_', '&'], " ");
    let word = plain(word);
    candidates
        .map(|c| (strsim::jaro_winkler(&word, &plain(c)), c))
        .filter(|(likeness, _)| *likeness >= alike)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, c)| c.to_owned())
}
