//! A table of text with the columns it should have, every cell with its place.
//!
//! An error must name the line of its record; the cells are held as a polars frame of text columns, the same whatever
//! kind of file they came from.

use super::grid::{Grid, Origin};
use super::problem::{Fault, Place, Problems};
use super::spoken::january as january_of;
use super::wide::Spread;
use crate::calendar::CensusYear;
use polars::prelude::{BooleanChunked, DataFrame, IntoColumn, NewChunkedArray, StringChunked};
use std::path::Path;

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

impl TableSpec<'_> {
    /// Whether the table has, or may have, a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.required.contains(&column) || self.optional.contains(&column)
    }
}

/// A table of text.
#[derive(Debug)]
pub(super) struct Table {
    origin: Origin,
    spread: Option<Spread>,
    frame: DataFrame,
    lines: Vec<usize>,
}

/// A problem that has already been recorded: nothing more need be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reported;

impl Table {
    /// The table of a data set in some cells; what keeps it from being used is among the problems.
    pub(super) fn of(grid: Grid, spec: TableSpec, problems: &mut Problems) -> Result<Table, Reported> {
        check_header(&grid, spec, &grid.header.iter().map(String::as_str).collect::<Vec<_>>(), problems)?;
        Table::sound(grid, problems)
    }

    /// Reads a table of a data set from a CSV file.
    pub(super) fn read(
        folder: &Path,
        spec: TableSpec,
        bytes: &[u8],
        problems: &mut Problems,
    ) -> Result<Table, Reported> {
        Table::of(Grid::csv(&folder.join(spec.file), bytes, problems)?, spec, problems)
    }

    /// Reads a CSV file of someone else's, which may have more columns than those needed.
    pub(super) fn foreign(
        path: &Path,
        needed: &[&str],
        bytes: &[u8],
        problems: &mut Problems,
    ) -> Result<Table, Reported> {
        let grid = Grid::csv(path, bytes, problems)?;
        let used: Vec<&str> = grid.header.iter().map(String::as_str).filter(|c| needed.contains(c)).collect();
        check_header(&grid, TableSpec { file: "", required: needed, optional: &[] }, &used, problems)?;
        Table::sound(grid, problems)
    }

    fn sound(grid: Grid, problems: &mut Problems) -> Result<Table, Reported> {
        let Grid { origin, header, rows, spread } = grid;
        if rows.is_empty() {
            problems.in_file(&origin.path, Fault::NoRows);
            return Err(Reported);
        }
        let column =
            |(at, name): (usize, &String)| StringChunked::from_iter_values(name.into(), rows.column(at)).into_column();
        let columns = header.iter().enumerate().map(column).collect();
        let lines = rows.into_lines();
        let frame = DataFrame::new(lines.len(), columns).map_err(|e| {
            problems.in_file(&origin.path, Fault::Unreadable { reason: e.to_string() });
            Reported
        })?;
        Ok(Table { origin, spread, frame, lines })
    }

    /// The table as it was known in a January: without rows of a later one, and without births of the year to 30 June of it or
    /// later. `None` where no row is left.
    pub(super) fn known_by(self, january: CensusYear) -> Option<Table> {
        let last = |column: &str| if column == "year_to_30_june" { january.0 - 1 } else { january.0 };
        let dated =
            ["census_year", "year_to_30_june", "vintage"].into_iter().filter_map(|c| Some((c, self.column(c)?)));
        let dated: Vec<_> = dated.collect();
        let later = |row: usize| {
            let after = |cell: Option<&str>, last: u16| cell.and_then(january_of).is_some_and(|y| y > last);
            dated.iter().any(|(column, cells)| after(cells.get(row), last(column)))
        };
        let kept: Vec<bool> = (0..self.rows()).map(|row| !later(row)).collect();
        self.kept(&kept)
    }

    /// The table with those rows alone for which `kept` says so; `None` where no row is left.
    pub(super) fn kept(self, kept: &[bool]) -> Option<Table> {
        let frame = self.frame.filter(&kept.iter().copied().collect::<BooleanChunked>()).ok()?;
        let lines: Vec<usize> = self.lines.iter().zip(kept).filter(|(_, kept)| **kept).map(|(line, _)| *line).collect();
        let spread = self.spread.map(|spread| {
            let from = spread.from.iter().zip(kept).filter(|(_, kept)| **kept).map(|(at, _)| *at).collect();
            Spread { from, ..spread }
        });
        (!lines.is_empty()).then_some(Table { origin: self.origin, spread, frame, lines })
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
        &self.origin.path
    }

    /// Line of a row in the file.
    pub(super) fn line(&self, row: usize) -> usize {
        self.lines[row]
    }

    /// The place of a cell.
    pub(super) fn place(&self, row: usize, column: &str) -> Place {
        let line = self.lines[row];
        match &self.spread {
            None => self.origin.place(line, self.frame.get_column_index(column), column),
            Some(spread) => {
                let own = spread.header.iter().position(|h| h == column);
                let at = if spread.made.iter().any(|m| m == column) { Some(spread.from[row]) } else { own };
                self.origin.place(line, at, at.map_or(column, |at| &spread.header[at]))
            }
        }
    }

    /// The place of a row.
    pub(super) fn row_place(&self, row: usize) -> Place {
        Place { file: self.origin.path.clone(), row: Some(self.lines[row]), column: None }
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

fn check_header(grid: &Grid, spec: TableSpec, header: &[&str], problems: &mut Problems) -> Result<(), Reported> {
    let known = || spec.required.iter().chain(spec.optional).copied();
    let as_in_file = grid.spread.as_ref().map_or(&grid.header, |spread| &spread.header);
    let place = |column: &str| grid.origin.header_place(as_in_file.iter().position(|h| h == column), column);
    let mut sound = true;
    for (i, &column) in header.iter().enumerate() {
        if !known().any(|k| k == column) {
            let unused = known().filter(|k| !header.contains(k));
            let fault = Fault::UnknownColumn { column: column.to_owned(), suggestion: nearest(column, unused, ALIKE) };
            problems.at(place(column), fault);
            sound = false;
        } else if header[..i].contains(&column) {
            problems.at(place(column), Fault::RepeatedColumn { column: column.to_owned() });
            sound = false;
        }
    }
    for column in spec.required {
        if !header.contains(column) {
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
