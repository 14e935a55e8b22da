//! Output tables and files: the same columns in CSV and Parquet, written whole or not at all.

use super::grid::like_formula;
use polars::prelude::{Column, CsvWriter, DataFrame, ParquetWriter, PolarsError, SerWriter};
use std::borrow::Cow;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Decimals of a number in an output table.
const DECIMALS: usize = 6;

/// A column of an output table.
#[derive(Debug, Clone, PartialEq)]
pub enum OutColumn {
    /// Words; empty where there is nothing to say.
    Text(Vec<String>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers, six decimals.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Flag(Vec<Option<bool>>),
}

/// A long table, one fact a row.
#[derive(Debug, Clone, PartialEq)]
pub struct OutTable {
    /// File name without its ending.
    pub name: &'static str,
    /// Columns with their names.
    pub columns: Vec<(String, OutColumn)>,
}

/// Why outputs could not be written. Nothing that was there before is lost.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A table that polars refuses.
    #[error("cannot make the table `{table}`: {source}")]
    Table {
        /// Its name.
        table: &'static str,
        /// What polars said.
        source: PolarsError,
    },
    /// A folder or file that cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl OutTable {
    /// A table of named columns, all of one length.
    pub fn new<N: Into<String>>(name: &'static str, columns: Vec<(N, OutColumn)>) -> OutTable {
        OutTable { name, columns: columns.into_iter().map(|(n, c)| (n.into(), c)).collect() }
    }

    fn frame(&self) -> Result<DataFrame, PolarsError> {
        let mut height = 0;
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|(name, column)| {
                let name = name.as_str().into();
                let column = match column {
                    OutColumn::Text(v) => Column::new(name, v.iter().map(|cell| inert(cell)).collect::<Vec<_>>()),
                    OutColumn::Whole(v) => Column::new(name, v),
                    OutColumn::Number(v) => {
                        let rounded: Vec<Option<f64>> = v.iter().map(|x| x.map(to_decimals)).collect();
                        Column::new(name, rounded)
                    }
                    OutColumn::Flag(v) => Column::new(name, v),
                };
                height = column.len();
                column
            })
            .collect();
        DataFrame::new(height, columns)
    }
}

/// A cell that no spreadsheet runs when it opens the table: where a name of dataset.toml or of a printed table begins as a formula
/// does, an apostrophe makes it text. (Tables of a data set cannot hold such a cell.)
fn inert(cell: &str) -> Cow<'_, str> {
    if like_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Rounded to the decimals of an output table, without a negative zero.
fn to_decimals(x: f64) -> f64 {
    let scale = 1e6;
    let rounded = (x * scale).round() / scale;
    // Beyond 2^53 there are no decimals left to round.
    if rounded.is_finite() { rounded + 0.0 } else { x }
}

/// A table as the text of a CSV file.
///
/// # Errors
/// [`ExportError::Table`] when its columns differ in length.
pub fn to_csv(table: &OutTable) -> Result<Vec<u8>, ExportError> {
    let error = |source| ExportError::Table { table: table.name, source };
    let mut bytes = vec![];
    let mut frame = table.frame().map_err(error)?;
    CsvWriter::new(&mut bytes).with_float_precision(Some(DECIMALS)).finish(&mut frame).map_err(error)?;
    Ok(bytes)
}

fn to_parquet(table: &OutTable) -> Result<Vec<u8>, ExportError> {
    let error = |source| ExportError::Table { table: table.name, source };
    let mut bytes = vec![];
    let mut frame = table.frame().map_err(error)?;
    ParquetWriter::new(&mut bytes).finish(&mut frame).map_err(error)?;
    Ok(bytes)
}

/// A temporary file that nobody else sees and that is gone with the program.
fn spool() -> Result<fs::File, ExportError> {
    tempfile::tempfile().map_err(no_room)
}

fn no_room(source: io::Error) -> ExportError {
    ExportError::Write { path: std::env::temp_dir(), source }
}

/// A spooled file from its beginning.
fn copy(mut spooled: &fs::File, file: &mut fs::File) -> io::Result<()> {
    spooled.seek(SeekFrom::Start(0))?;
    io::copy(&mut spooled, file).map(|_| ())
}

/// A table of millions of rows is made, and written, so many rows at a time.
pub const ROWS_A_PART: usize = 16_384;

/// What a file will hold.
#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    /// Kept outside the program's memory until it is written.
    Spooled(fs::File),
}

/// Files to be written together.
#[derive(Debug, Default)]
pub struct OutputSet {
    files: Vec<(String, Content)>,
    superseded: Vec<String>,
}

impl OutputSet {
    /// Adds a table as CSV and as Parquet.
    ///
    /// # Errors
    /// [`ExportError::Table`] when its columns differ in length.
    pub fn table(&mut self, table: &OutTable) -> Result<(), ExportError> {
        self.table_in("", table)
    }

    /// Adds a table as CSV and as Parquet in a folder of the set, named with the slash at its end.
    ///
    /// # Errors
    /// [`ExportError::Table`] when its columns differ in length.
    pub fn table_in(&mut self, folder: &str, table: &OutTable) -> Result<(), ExportError> {
        self.files.push((format!("{folder}{}.csv", table.name), Content::Bytes(to_csv(table)?)));
        self.files.push((format!("{folder}{}.parquet", table.name), Content::Bytes(to_parquet(table)?)));
        Ok(())
    }

    /// Adds a table as CSV and as Parquet in a folder of the set (see [`OutputSet::table_in`]) from its parts, which have the same
    /// columns: only one of them is held at a time.
    ///
    /// # Errors
    /// [`ExportError::Table`] when columns differ in length, [`ExportError::Write`] when there is no room for temporary files.
    pub fn table_in_parts(
        &mut self,
        folder: &str,
        name: &'static str,
        parts: impl IntoIterator<Item = OutTable>,
    ) -> Result<(), ExportError> {
        let refused = |source| ExportError::Table { table: name, source };
        let csv = spool()?;
        let mut buffered = io::BufWriter::new(&csv);
        let parquet = spool()?;
        let mut parquet_parts = None;
        for (i, part) in parts.into_iter().enumerate() {
            let mut frame = part.frame().map_err(refused)?;
            let writer = CsvWriter::new(&mut buffered).include_header(i == 0);
            writer.with_float_precision(Some(DECIMALS)).finish(&mut frame).map_err(refused)?;
            let parquet_parts = match &mut parquet_parts {
                Some(begun) => begun,
                none => none.insert(ParquetWriter::new(&parquet).batched(frame.schema()).map_err(refused)?),
            };
            parquet_parts.write_batch(&frame).map_err(refused)?;
        }
        buffered.flush().map_err(no_room)?;
        drop(buffered);
        if let Some(parts) = parquet_parts {
            parts.finish().map_err(refused)?;
        }
        self.files.push((format!("{folder}{name}.csv"), Content::Spooled(csv)));
        self.files.push((format!("{folder}{name}.parquet"), Content::Spooled(parquet)));
        Ok(())
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.push((name.to_owned(), Content::Bytes(bytes)));
    }

    /// Names a table that this set would hold if there were anything to say: an earlier one of that name goes when the
    /// set is written, so that no old table stands beside new ones.
    pub fn without_table(&mut self, name: &str) {
        self.superseded.extend([format!("{name}.csv"), format!("{name}.parquet")]);
    }

    /// Names of the files in the order they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    /// Writes every file to the folder: all to temporary files first, then each renamed into its place. A run that is
    /// killed before the renaming leaves the earlier outputs as they were.
    ///
    /// # Errors
    /// [`ExportError::Write`] with the path that could not be written.
    pub fn write(&self, folder: &Path) -> Result<(), ExportError> {
        let error = |path: &Path| {
            let path = path.to_owned();
            move |source| ExportError::Write { path, source }
        };
        fs::create_dir_all(folder).map_err(error(folder))?;
        let staging = tempfile::Builder::new().prefix(".rollcast-").tempdir_in(folder).map_err(error(folder))?;
        for (name, content) in &self.files {
            let path = staging.path().join(name);
            for path in [&path, &folder.join(name)] {
                let inside = path.parent().unwrap_or(folder);
                fs::create_dir_all(inside).map_err(error(inside))?;
            }
            let mut file = fs::File::create(&path).map_err(error(&path))?;
            let written = match content {
                Content::Bytes(bytes) => file.write_all(bytes),
                Content::Spooled(spooled) => copy(spooled, &mut file),
            };
            written.and_then(|()| file.sync_all()).map_err(error(&path))?;
        }
        for (name, _) in &self.files {
            let path = folder.join(name);
            if path.is_dir() {
                return Err(error(&path)(io::Error::other("a folder of that name is in the way")));
            }
        }
        for (name, _) in &self.files {
            let path = folder.join(name);
            fs::rename(staging.path().join(name), &path).map_err(error(&path))?;
        }
        for name in &self.superseded {
            let path = folder.join(name);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(error(&path)(e)),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: std::ops::Range<i64>) -> OutTable {
        let numbers = rows.clone().map(|i| (i % 3 > 0).then_some(i as f64 / 7.0)).collect();
        OutTable::new(
            "parts",
            vec![
                ("area", OutColumn::Text(rows.clone().map(|i| format!("area {i}")).collect())),
                ("pupils", OutColumn::Number(numbers)),
                ("year", OutColumn::Whole(rows.map(Some).collect())),
            ],
        )
    }

    #[test]
    fn a_table_in_parts_is_the_whole_table_and_an_empty_one_has_its_header() {
        let folder = tempfile::tempdir().unwrap();
        let written = |parts: Vec<OutTable>| {
            let mut outputs = OutputSet::default();
            outputs.table_in_parts("", "parts", parts).unwrap();
            outputs.write(folder.path()).unwrap();
            fs::read(folder.path().join("parts.csv")).unwrap()
        };
        assert_eq!(written(vec![table(0..4), table(4..5), table(5..11)]), to_csv(&table(0..11)).unwrap());
        let magic = fs::read(folder.path().join("parts.parquet")).unwrap();
        assert!(magic.starts_with(b"PAR1") && magic.ends_with(b"PAR1"));
        assert_eq!(written(vec![table(0..0)]), b"area,pupils,year\n");
    }
}
