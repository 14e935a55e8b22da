//! Sheets of an Excel workbook as tables of text.
//!
//! What a spreadsheet does to cells is undone where that is sure (2014.0 is `2014`, a date of January is its year), and
//! refused with the cell named where it is not. The cells are read as a stream, so that one far out makes no blow-up.

use super::files::LARGEST;
use super::grid::{
    Grid, HEADER_WITHIN, IsHeader, MOST_CELLS, Origin, TextRows, header_below_titles, in_cell, letters, told_titles,
};
use super::problem::{Fault, InputFault, Place, Problems};
use super::table::Reported;
use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// The most columns of a sheet: any table of a data set, wide or long, has far fewer.
const MOST_COLUMNS: u32 = 512;

/// An open workbook.
pub(super) struct Workbook {
    path: PathBuf,
    xlsx: Xlsx<Cursor<Vec<u8>>>,
}

/// A cell as it stands in a sheet.
enum Held {
    Text(String),
    /// Year, month, day.
    Date(u16, u8, u8),
    Fault(InputFault),
}

/// Columns in which a date says a January or a year to 30 June, and those in which it says a month.
const YEAR_COLUMNS: [&str; 6] = ["census_year", "year_to_30_june", "vintage", "from", "to", "expires"];
const MONTH_COLUMNS: [&str; 2] = ["first_intake", "last_intake"];

impl Workbook {
    /// Opens a workbook.
    pub(super) fn open(path: &Path, bytes: Vec<u8>, problems: &mut Problems) -> Result<Workbook, Reported> {
        let fault = match unpacked(&bytes) {
            Some(size) if size > LARGEST => InputFault::TooLargeUnpacked { megabytes: LARGEST >> 20 }.into(),
            None => Fault::Unreadable { reason: "it is no Excel workbook (.xlsx)".to_owned() },
            Some(_) => match Xlsx::new(Cursor::new(bytes)) {
                Ok(xlsx) => return Ok(Workbook { path: path.to_owned(), xlsx }),
                Err(XlsxError::Password) => Fault::Unreadable { reason: "it is locked with a password".to_owned() },
                Err(e) => Fault::Unreadable { reason: e.to_string() },
            },
        };
        problems.in_file(path, fault);
        Err(Reported)
    }

    /// Name of its file.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Names of its sheets.
    pub(super) fn sheets(&self) -> Vec<String> {
        self.xlsx.sheet_names()
    }

    /// The sheet that holds a table: that of its name, however it is capitalised.
    pub(super) fn sheet(&self, table: &str) -> Option<String> {
        self.sheets().into_iter().find(|name| table_name(name) == table)
    }

    /// The name of a sheet behind that of the file.
    pub(super) fn place(&self, sheet: &str) -> PathBuf {
        PathBuf::from(format!("{}, sheet `{sheet}`", self.path.display()))
    }

    /// The cells of a sheet, whose header may stand below titles.
    pub(super) fn grid(&mut self, sheet: &str, is_header: IsHeader, problems: &mut Problems) -> Result<Grid, Reported> {
        let path = self.place(sheet);
        let before = problems.errors();
        let read = self.cells(sheet, &path, problems).map_err(|e| {
            problems.in_file(&path, Fault::Unreadable { reason: e.to_string() });
            Reported
        })?;
        let header = header_row(&read, is_header);
        self.merged(sheet, &path, header, problems);
        let grid = laid_out(&path, read, header, problems)?;
        grid.unsafe_cells(problems)?;
        if problems.errors() == before { Ok(grid) } else { Err(Reported) }
    }

    /// Refuses cells joined into one, but for titles above the header.
    fn merged(&mut self, sheet: &str, path: &Path, header: u32, problems: &mut Problems) {
        // A workbook that says nothing of merged cells has none.
        let merged = self.xlsx.merge_cells_by_sheet_name(sheet).unwrap_or_default();
        for area in merged.into_iter().filter(|area| area.end.0 >= header) {
            let corner = |(row, column): (u32, u32)| format!("{}{}", letters(column), row + 1);
            let fault = InputFault::Merged { cells: format!("{}:{}", corner(area.start), corner(area.end)) };
            let file = in_cell(path, area.start.1, area.start.0 as usize + 1);
            problems.at(Place { file, row: Some(area.start.0 as usize + 1), column: None }, fault.into());
        }
    }

    /// Every cell with content, by row and column.
    fn cells(
        &mut self,
        sheet: &str,
        path: &Path,
        problems: &mut Problems,
    ) -> Result<BTreeMap<(u32, u32), Held>, XlsxError> {
        let mut reader = self.xlsx.worksheet_cells_reader(sheet)?;
        let mut cells = BTreeMap::new();
        while let Some(cell) = reader.next_cell_with_formula_metadata()? {
            let (row, column) = cell.pos;
            let held = match held(&cell.value) {
                None if cell.formula.is_some() => Held::Fault(InputFault::NoResult),
                None => continue,
                Some(held) => held,
            };
            if column >= MOST_COLUMNS {
                let place =
                    Place { file: in_cell(path, column, row as usize + 1), row: Some(row as usize + 1), column: None };
                problems.at(place, InputFault::FarOut { most: MOST_COLUMNS as usize }.into());
                break;
            }
            if cells.len() == MOST_CELLS {
                problems.in_file(path, InputFault::TooManyCells { most: MOST_CELLS }.into());
                break;
            }
            cells.insert((row, column), held);
        }
        Ok(cells)
    }
}

/// The name of the table that a sheet holds.
pub(super) fn table_name(sheet: &str) -> String {
    sheet.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The content of a cell; `None` where it has none.
fn held(value: &DataRef) -> Option<Held> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Held::Text(text.trim().to_owned()));
    match value {
        DataRef::Empty => None,
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Int(n) => Some(Held::Text(n.to_string())),
        // A spreadsheet keeps every number as a fraction.
        DataRef::Float(x) => Some(Held::Text(x.to_string())),
        DataRef::Bool(yes) => Some(Held::Text(if *yes { "true" } else { "false" }.to_owned())),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Some(Held::Date(year, month, day))
        }
        DataRef::DateTimeIso(iso) => {
            let mut parts = iso.split(|c: char| !c.is_ascii_digit());
            let mut next = || parts.next().unwrap_or_default();
            let date = (next().parse(), next().parse(), next().parse());
            match date {
                (Ok(year), Ok(month), Ok(day)) => Some(Held::Date(year, month, day)),
                _ => text(iso),
            }
        }
        DataRef::DurationIso(s) => text(s),
        DataRef::Error(CellErrorType::NA) => Some(Held::Fault(InputFault::CellError { error: "#N/A".to_owned() })),
        DataRef::Error(error) => Some(Held::Fault(InputFault::CellError { error: error.to_string() })),
    }
}

/// The row of the header: the first of the sheet, or one below titles.
fn header_row(cells: &BTreeMap<(u32, u32), Held>, is_header: IsHeader) -> u32 {
    let mut rows: Vec<(u32, Vec<&str>)> = vec![];
    for ((row, _), held) in cells {
        // What is no text fills its cell, and is no name of a column.
        let text = if let Held::Text(text) = held { text } else { "?" };
        let full = rows.len() == HEADER_WITHIN;
        match rows.last_mut() {
            Some((last, of_row)) if last == row => of_row.push(text),
            _ if full => break,
            _ => rows.push((*row, vec![text])),
        }
    }
    let at = header_below_titles(rows.iter().map(|(_, cells)| cells.clone()), is_header);
    match rows.first() {
        // Blank rows above the header are titles of a kind.
        Some((row, cells)) if *row > 0 && is_header(cells) => *row,
        _ => at.map_or(0, |at| rows[at].0),
    }
}

/// Cells as a header and rows.
fn laid_out(
    path: &Path,
    mut cells: BTreeMap<(u32, u32), Held>,
    first: u32,
    problems: &mut Problems,
) -> Result<Grid, Reported> {
    let cells = cells.split_off(&(first, 0));
    let Some(&(top, _)) = cells.keys().next() else {
        problems.in_file(path, Fault::EmptyFile);
        return Err(Reported);
    };
    if top > first {
        let place = Place { file: path.to_owned(), row: Some(top as usize + 1), column: None };
        problems.at(place, InputFault::HeaderNotFirst.into());
        return Err(Reported);
    }
    let columns: Vec<u32> = cells.keys().map(|&(_, c)| c).collect::<BTreeSet<u32>>().into_iter().collect();
    let position: BTreeMap<u32, usize> = columns.iter().enumerate().map(|(at, c)| (*c, at)).collect();
    let mut header = vec![String::new(); columns.len()];
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let origin = Origin { path: path.to_owned(), sheet_columns: Some(columns), header_line: first as usize + 1 };
    if first > 0 {
        told_titles(&origin, problems);
    }
    for ((row, column), held) in cells {
        let at = position[&column];
        let line = row as usize + 1;
        let text = as_text(held, if row == first { None } else { Some(&header[at]) }).unwrap_or_else(|fault| {
            problems.at(origin.place(line, Some(at), &header[at]), fault.into());
            String::new()
        });
        if row == first {
            header[at] = text;
        } else {
            if header[at].is_empty() {
                problems.at(origin.place(line, Some(at), ""), InputFault::NoHeader { row: origin.header_line }.into());
            }
            rows.entry(row).or_insert_with(|| vec![String::new(); header.len()])[at] = text;
        }
    }
    let mut next = first + 1;
    for &row in rows.keys() {
        if row > next {
            let file = in_cell(path, 0, next as usize + 1);
            let fault = InputFault::BlankRows { rows: (row - next) as usize };
            problems.at(Place { file, row: Some(next as usize + 1), column: None }, fault.into());
        }
        next = row + 1;
    }
    let mut text = TextRows::new(header.len());
    rows.into_iter().for_each(|(row, cells)| text.push(row as usize + 1, cells));
    Ok(Grid { origin, header, rows: text, spread: None })
}

/// The text of a cell in a column; in the header itself there is none yet.
fn as_text(held: Held, column: Option<&str>) -> Result<String, InputFault> {
    match held {
        Held::Text(text) => Ok(text),
        Held::Fault(fault) => Err(fault),
        Held::Date(year, month, day) => {
            let column = column.unwrap_or_default();
            let date = format!("{year}-{month:02}-{day:02}");
            match month {
                _ if MONTH_COLUMNS.contains(&column) => Ok(format!("{year}-{month:02}")),
                1 if YEAR_COLUMNS.contains(&column) && column != "year_to_30_june" => Ok(year.to_string()),
                6 if column == "year_to_30_june" && day == 30 => Ok(year.to_string()),
                _ => Err(InputFault::DateCell { date }),
            }
        }
    }
}

/// Bytes of everything in a zip archive, unpacked to see: what its list says of the sizes may be a lie. Stops counting beyond the
/// most there may be; `None` where it is no archive.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut total = 0;
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index(at) else { continue };
        // A part that is broken counts as far as it goes: whether it is needed shows when the sheets are read.
        let mut counted = Counted(0);
        let _ = io::copy(&mut entry.take(LARGEST + 1 - total), &mut counted);
        total += counted.0;
        if total > LARGEST {
            break;
        }
    }
    Some(total)
}

/// Counts the bytes written to it and keeps none.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
