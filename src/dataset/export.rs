//! Output tables and files: the same columns in CSV and Parquet, written whole or not at all.

use polars::prelude::{Column, CsvWriter, DataFrame, ParquetWriter, PolarsError, SerWriter};
use std::fs;
use std::io::{self, Write};
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
                    OutColumn::Text(v) => Column::new(name, v),
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

/// Files to be written together.
#[derive(Debug, Clone, Default)]
pub struct OutputSet {
    files: Vec<(String, Vec<u8>)>,
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
        self.files.push((format!("{folder}{}.csv", table.name), to_csv(table)?));
        self.files.push((format!("{folder}{}.parquet", table.name), to_parquet(table)?));
        Ok(())
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.push((name.to_owned(), bytes));
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
        for (name, bytes) in &self.files {
            let path = staging.path().join(name);
            for path in [&path, &folder.join(name)] {
                let inside = path.parent().unwrap_or(folder);
                fs::create_dir_all(inside).map_err(error(inside))?;
            }
            let mut file = fs::File::create(&path).map_err(error(&path))?;
            file.write_all(bytes).and_then(|()| file.sync_all()).map_err(error(&path))?;
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
