//! A Parquet file as a table of text.

mod pages;

use super::files::LARGEST;
use super::grid::{Grid, MOST_CELLS, Origin, TextRows};
use super::problem::{Fault, FileFault, InputFault, Problems};
use super::table::Reported;
use polars::prelude::{AnyValue, ParquetReader, SerReader};
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A header, and rows of text with the line each would have.
type Cells = (Vec<String>, Vec<(usize, Vec<String>)>);

/// The cells of a Parquet file. It has no lines: the first row is row 2, as it would be in a CSV file.
pub(super) fn grid(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<Grid, Reported> {
    let read = unpanicked(|| cells(bytes)).unwrap_or_else(|| Err(unsound()));
    let (header, rows) = read.map_err(|fault| {
        problems.in_file(path, fault);
        Reported
    })?;
    let mut text = TextRows::new(header.len());
    rows.into_iter().for_each(|(line, row)| text.push(line, row));
    let grid = Grid { origin: Origin::file(path), header, rows: text, spread: None };
    grid.unsafe_cells(problems)?;
    Ok(grid)
}

/// What a function gives; `None` where it panics, without a word of it.
///
/// The reader of polars takes much of a file on trust, and panics where it lies: the fuzzer found six such places within a minute
/// or two. To whoever has the file it is one that cannot be read.
fn unpanicked<T>(read: impl FnOnce() -> T) -> Option<T> {
    // What a panic prints is set for the whole program: one reader at a time changes it.
    static QUIET: Mutex<()> = Mutex::new(());
    let _quiet = QUIET.lock().unwrap_or_else(PoisonError::into_inner);
    let told = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    panic::set_hook(told);
    read.ok()
}

/// What is said of a file that contradicts itself.
fn unsound() -> Fault {
    Fault::Unreadable { reason: "it is no sound Parquet file".to_owned() }
}

fn cells(bytes: &[u8]) -> Result<Cells, Fault> {
    let unreadable = |e: polars::prelude::PolarsError| Fault::Unreadable { reason: e.to_string() };
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    // Packed as it is, a small file may say a cell a thousand million times.
    let metadata = reader.get_metadata().map_err(unreadable)?;
    let cells = metadata.row_groups.iter().map(|group| group.num_rows().saturating_mul(group.n_columns()));
    if cells.fold(0, usize::saturating_add) > MOST_CELLS {
        return Err(InputFault::TooManyCells { most: MOST_CELLS }.into());
    }
    if !pages::of_sound_size(bytes, metadata) {
        return Err(unsound());
    }
    let frame = reader.finish().map_err(unreadable)?;
    let header: Vec<String> = frame.get_column_names().iter().map(|n| n.trim().to_owned()).collect();
    if header.is_empty() {
        return Err(Fault::EmptyFile);
    }
    let mut rows: Vec<(usize, Vec<String>)> =
        (0..frame.height()).map(|row| (row + 2, Vec::with_capacity(header.len()))).collect();
    let mut size = 0;
    for column in frame.columns() {
        for (at, (_, row)) in rows.iter_mut().enumerate() {
            let Some(text) = text(&column.get(at).map_err(unreadable)?) else {
                let reason = format!("column `{}` holds neither text nor numbers", column.name());
                return Err(Fault::Unreadable { reason });
            };
            size += text.len() as u64;
            if size > LARGEST {
                return Err(FileFault::TooLarge { megabytes: size >> 20 }.into());
            }
            row.push(text);
        }
    }
    Ok((header, rows))
}

/// A value as it would stand in a CSV file.
fn text(value: &AnyValue) -> Option<String> {
    Some(match value {
        AnyValue::Null => String::new(),
        AnyValue::String(s) => s.trim().to_owned(),
        AnyValue::StringOwned(s) => s.trim().to_owned(),
        AnyValue::Boolean(yes) => yes.to_string(),
        AnyValue::UInt8(n) => n.to_string(),
        AnyValue::UInt16(n) => n.to_string(),
        AnyValue::UInt32(n) => n.to_string(),
        AnyValue::UInt64(n) => n.to_string(),
        AnyValue::Int8(n) => n.to_string(),
        AnyValue::Int16(n) => n.to_string(),
        AnyValue::Int32(n) => n.to_string(),
        AnyValue::Int64(n) => n.to_string(),
        AnyValue::Float32(x) if x.is_nan() => String::new(),
        AnyValue::Float32(x) => x.to_string(),
        AnyValue::Float64(x) if x.is_nan() => String::new(),
        AnyValue::Float64(x) => x.to_string(),
        _ => return None,
    })
}
