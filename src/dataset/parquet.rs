//! A Parquet file as a table of text.

use super::files::LARGEST;
use super::grid::{Grid, MOST_CELLS, Origin};
use super::problem::{Fault, FileFault, InputFault, Problems};
use super::table::Reported;
use polars::prelude::{AnyValue, ParquetReader, SerReader};
use std::io::Cursor;
use std::path::Path;

/// The cells of a Parquet file. It has no lines: the first row is row 2, as it would be in a CSV file.
pub(super) fn grid(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<Grid, Reported> {
    let unreadable = |reason: String, problems: &mut Problems| {
        problems.in_file(path, Fault::Unreadable { reason });
        Reported
    };
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    // Packed as it is, a small file may say a cell a thousand million times.
    let cells = match reader.get_metadata() {
        Ok(about) => about
            .row_groups
            .iter()
            .fold(0usize, |cells, group| cells.saturating_add(group.num_rows().saturating_mul(group.n_columns()))),
        Err(e) => return Err(unreadable(e.to_string(), problems)),
    };
    if cells > MOST_CELLS {
        problems.in_file(path, InputFault::TooManyCells { most: MOST_CELLS }.into());
        return Err(Reported);
    }
    let frame = match reader.finish() {
        Ok(frame) => frame,
        Err(e) => return Err(unreadable(e.to_string(), problems)),
    };
    let header: Vec<String> = frame.get_column_names().iter().map(|n| n.trim().to_owned()).collect();
    if header.is_empty() {
        problems.in_file(path, Fault::EmptyFile);
        return Err(Reported);
    }
    let mut rows: Vec<(usize, Vec<String>)> =
        (0..frame.height()).map(|row| (row + 2, Vec::with_capacity(header.len()))).collect();
    let mut size = 0;
    for column in frame.columns() {
        for (at, (_, row)) in rows.iter_mut().enumerate() {
            match column.get(at).map(|value| text(&value)) {
                Ok(Some(text)) => {
                    size += text.len() as u64;
                    row.push(text);
                }
                Ok(None) => {
                    let reason = format!("column `{}` holds neither text nor numbers", column.name());
                    return Err(unreadable(reason, problems));
                }
                Err(e) => return Err(unreadable(e.to_string(), problems)),
            }
            if size > LARGEST {
                problems.in_file(path, FileFault::TooLarge { megabytes: size >> 20 }.into());
                return Err(Reported);
            }
        }
    }
    let grid = Grid { origin: Origin::file(path), header, rows, spread: None };
    grid.unsafe_cells(problems)?;
    Ok(grid)
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
