//! Cells as text, each with its place, whatever kind of file they came from.

use super::problem::{Fault, InputFault, Place, Problems};
use super::table::{Reported, utf8};
use super::wide::Spread;
use std::path::{Path, PathBuf};

/// The most characters of a cell: as many as a spreadsheet allows.
const LONGEST_CELL: usize = 32_767;

/// The most cells of a table that is kept packed: a sheet's million rows with eight columns. Each takes some hundred bytes of memory.
pub(super) const MOST_CELLS: usize = 8 << 20;

/// A header and rows of text, as long as the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) origin: Origin,
    pub(super) header: Vec<String>,
    pub(super) rows: TextRows,
    /// Where the cells stood, if the file is wider than this.
    pub(super) spread: Option<Spread>,
}

/// Rows of as many cells each, all in one text: a large file has millions of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextRows {
    /// Cells of a row.
    width: usize,
    /// Line of each row.
    lines: Vec<usize>,
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl TextRows {
    /// No row yet, each to have so many cells.
    pub(super) fn new(width: usize) -> TextRows {
        TextRows { width, lines: vec![], text: String::new(), ends: vec![] }
    }

    /// Adds a row, which must have as many cells as every other.
    pub(super) fn push<S: AsRef<str>>(&mut self, line: usize, cells: impl IntoIterator<Item = S>) {
        self.lines.push(line);
        for cell in cells {
            self.text.push_str(cell.as_ref());
            self.ends.push(self.text.len());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Line of each row.
    pub(super) fn lines(&self) -> &[usize] {
        &self.lines
    }

    /// The same, once the cells are done with.
    pub(super) fn into_lines(self) -> Vec<usize> {
        self.lines
    }

    /// A cell, by row and column.
    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.width + column;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    /// The cells of a column, from the first row on.
    pub(super) fn column(&self, column: usize) -> impl ExactSizeIterator<Item = &str> {
        (0..self.lines.len()).map(move |row| self.cell(row, column))
    }
}

/// Where cells came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// The file; a sheet of a workbook stands behind its name.
    pub(super) path: PathBuf,
    /// Of a sheet, the column of each header cell, from 0.
    pub(super) sheet_columns: Option<Vec<u32>>,
    /// Line of the header.
    pub(super) header_line: usize,
}

/// Says whether some cells are the header of the table that is looked for.
pub(super) type IsHeader<'a> = &'a dyn Fn(&[&str]) -> bool;

/// Rows among which a header is looked for.
pub(super) const HEADER_WITHIN: usize = 20;

/// The most filled cells of a title row.
const TITLE_CELLS: usize = 2;

/// The position of the header among the first rows of a table: below rows that are titles, if one of the rows under them is a
/// header beyond doubt.
pub(super) fn header_below_titles<'c>(rows: impl Iterator<Item = Vec<&'c str>>, is_header: IsHeader) -> Option<usize> {
    for (at, cells) in rows.take(HEADER_WITHIN).enumerate() {
        if is_header(&cells) {
            return (at > 0).then_some(at);
        }
        if cells.iter().filter(|c| !c.is_empty()).count() > TITLE_CELLS {
            return None;
        }
    }
    None
}

impl Origin {
    /// A file by itself.
    pub(super) fn file(path: &Path) -> Origin {
        Origin { path: path.to_owned(), sheet_columns: None, header_line: 1 }
    }

    /// The place of a header cell, by position.
    pub(super) fn header_place(&self, at: Option<usize>, column: &str) -> Place {
        self.place(self.header_line, at, column)
    }

    /// The place of the cell in a line under a header cell, both by position.
    pub(super) fn place(&self, line: usize, at: Option<usize>, column: &str) -> Place {
        let sheet = self.sheet_columns.as_ref().and_then(|columns| columns.get(at?));
        let file = sheet.map_or_else(|| self.path.clone(), |&c| in_cell(&self.path, c, line));
        Place { file, row: Some(line), column: Some(column.to_owned()) }
    }
}

/// The name of a sheet's cell behind that of the sheet.
pub(super) fn in_cell(sheet: &Path, column: u32, line: usize) -> PathBuf {
    PathBuf::from(format!("{}, cell {}{line}", sheet.display(), letters(column)))
}

/// The letters of a column of a sheet, 0 being `A`.
pub(super) fn letters(column: u32) -> String {
    let digit = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => digit.to_string(),
        n => letters(n - 1) + &digit.to_string(),
    }
}

impl Grid {
    /// The cells of a CSV file whose header stands in its first line.
    pub(super) fn csv(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<Grid, Reported> {
        Grid::csv_below_titles(path, bytes, &|_| true, problems)
    }

    /// The cells of a CSV file whose header may stand below titles.
    pub(super) fn csv_below_titles(
        path: &Path,
        bytes: &[u8],
        is_header: IsHeader,
        problems: &mut Problems,
    ) -> Result<Grid, Reported> {
        let text = utf8(path, bytes, problems)?;
        let start = header_start(text, is_header);
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(&text.as_bytes()[start..]);
        let header = match reader.headers() {
            Ok(header) if header.iter().any(|c| !c.is_empty()) => header.clone(),
            _ => {
                problems.in_file(path, Fault::EmptyFile);
                return Err(Reported);
            }
        };
        let mut rows = TextRows::new(header.len());
        let mut sound = true;
        let mut line_of = LineCounter::new(text);
        let mut origin = Origin::file(path);
        if start > 0 {
            origin.header_line = line_of.record_at(start);
            told_titles(&origin, problems);
        }
        for record in reader.records() {
            let record = record.map_err(|e| {
                problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
                Reported
            })?;
            let line = record.position().map_or(0, |p| line_of.record_at(start + p.byte() as usize));
            if record.len() != header.len() {
                let fault = Fault::RaggedRow { found: record.len(), expected: header.len() };
                problems.at(Place { file: path.to_owned(), row: Some(line), column: None }, fault);
                sound = false;
                continue;
            }
            rows.push(line, &record);
        }
        let header = header.iter().map(str::to_owned).collect();
        let grid = Grid { origin, header, rows, spread: None };
        grid.unsafe_cells(problems)?;
        if sound { Ok(grid) } else { Err(Reported) }
    }

    /// The same without some columns, by position.
    pub(super) fn without(self, columns: &[usize]) -> Grid {
        if columns.is_empty() {
            return self;
        }
        let kept: Vec<usize> = (0..self.header.len()).filter(|at| !columns.contains(at)).collect();
        let mut rows = TextRows::new(kept.len());
        for (row, &line) in self.rows.lines().iter().enumerate() {
            rows.push(line, kept.iter().map(|&at| self.rows.cell(row, at)));
        }
        let sheet_columns = self.origin.sheet_columns.map(|columns| kept.iter().map(|&at| columns[at]).collect());
        let header = kept.iter().map(|&at| self.header[at].clone()).collect();
        Grid { origin: Origin { sheet_columns, ..self.origin }, header, rows, spread: self.spread }
    }

    /// Refuses cells longer than any spreadsheet could hold, and those that a spreadsheet would run as a formula when it opens a
    /// table that repeats them.
    pub(super) fn unsafe_cells(&self, problems: &mut Problems) -> Result<(), Reported> {
        let line = self.origin.header_line;
        let header = self.header.iter().enumerate().map(|(at, cell)| (line, at, cell.as_str()));
        let rows = self.rows.lines().iter().enumerate();
        let cells =
            rows.flat_map(|(row, &line)| (0..self.header.len()).map(move |at| (line, at, self.rows.cell(row, at))));
        let mut sound = true;
        for (line, at, cell) in header.chain(cells) {
            if cell.len() > LONGEST_CELL {
                let name = self.header.get(at).filter(|n| n.len() <= LONGEST_CELL).map_or("", String::as_str);
                let place = self.origin.place(line, Some(at), name);
                problems.at(place, InputFault::LongCell { characters: cell.chars().count() }.into());
                sound = false;
            }
            if like_formula(cell) && cell.len() <= LONGEST_CELL {
                let name = self.header.get(at).map_or("", String::as_str);
                let start: String = cell.chars().take(40).collect();
                problems.at(self.origin.place(line, Some(at), name), InputFault::LikeFormula { start }.into());
                sound = false;
            }
        }
        if sound { Ok(()) } else { Err(Reported) }
    }
}

/// The byte at which the header of a CSV file begins: 0 where no titles stand above it.
fn header_start(text: &str, is_header: IsHeader) -> usize {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().take(HEADER_WITHIN).map_while(Result::ok).collect();
    let at = header_below_titles(records.iter().map(|r| r.iter().collect()), is_header);
    at.and_then(|at| records[at].position()).map_or(0, |p| p.byte() as usize)
}

/// Says that rows above the header are left out.
pub(super) fn told_titles(origin: &Origin, problems: &mut Problems) {
    let (line, file) = (origin.header_line, origin.path.display());
    let rows = if line == 2 { "row 1 is".to_owned() } else { format!("rows 1 to {} are", line - 1) };
    problems.note(format!("{file}: {rows} left out as titles: the header stands in row {line}"));
}

/// Whether a spreadsheet would take a cell for a formula: it begins with `=` or `@`, or with a sign and is no number, sound or
/// not. A dash alone is none, and neither is a number with a word behind it.
pub(super) fn like_formula(cell: &str) -> bool {
    let Some(rest) = cell.strip_prefix(['+', '-']) else { return cell.starts_with(['=', '@']) };
    // `-1,234` and `-5 %` are numbers spoilt, and are told as such.
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ' ' | 'e' | 'E');
    let prose = rest
        .split_once(' ')
        .is_some_and(|(number, words)| number.parse::<f64>().is_ok() && words.starts_with(char::is_alphabetic));
    !prose && !rest.chars().all(of_number)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_told_from_numbers_and_words() {
        for cell in
            ["=1+1", "=", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "-2+3 pupils", "- two classrooms", "-A1", "+ 1+1"]
        {
            assert!(like_formula(cell), "{cell}");
        }
        for cell in ["-", "+", "-4", "+1.5e3", "-1,234", "-5 %", "-839 pupils, -1.1%", "", "a=1", "\u{2212}4 places"] {
            assert!(!like_formula(cell), "{cell}");
        }
    }

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_does() {
        let named =
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }
}
