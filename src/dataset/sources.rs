//! Which file of a folder holds a table: its CSV file, its Parquet file, or a sheet of the one workbook.

use super::InputFile;
use super::files::file_of;
use super::grid::{Grid, IsHeader};
use super::parquet;
use super::problem::{InputFault, Problems};
use super::table::{Reported, nearest};
use super::workbook::{Workbook, table_name};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a data set.
pub(super) struct Sources {
    pub(super) path: PathBuf,
    /// Every file read, by name.
    pub(super) inputs: BTreeMap<String, InputFile>,
    workbook: Option<Workbook>,
    /// Whether a workbook is there that cannot be opened: what it holds is not known.
    pub(super) unopened: bool,
    /// Workbooks none of whose sheets is a table, with their sheets.
    others: Vec<(String, Vec<String>)>,
}

impl Sources {
    /// A folder, with its workbook open if it has one whose sheets are tables of a data set.
    pub(super) fn open(path: &Path, tables: &[&str], problems: &mut Problems) -> Sources {
        let mut sources =
            Sources { path: path.to_owned(), inputs: BTreeMap::new(), workbook: None, unopened: false, others: vec![] };
        let mut held: Vec<(String, Workbook)> = vec![];
        for name in sources.names(".xlsx") {
            let Ok(Some(bytes)) = sources.bytes(&name, problems) else { continue };
            let Ok(workbook) = Workbook::open(&path.join(&name), bytes, problems) else {
                sources.unopened = true;
                continue;
            };
            if tables.iter().any(|t| workbook.sheet(t).is_some()) {
                held.push((name, workbook));
            } else {
                // A workbook of something else is no input.
                sources.inputs.remove(&name);
                sources.others.push((name, workbook.sheets()));
            }
        }
        if held.len() > 1 {
            let names = held.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            problems.in_file(path, InputFault::TwoWorkbooks { names }.into());
        }
        sources.workbook = held.into_iter().next().map(|(_, workbook)| workbook);
        sources
    }

    /// Whether a sheet of the workbook holds a table.
    pub(super) fn in_workbook(&self, table: &str) -> bool {
        self.workbook.as_ref().is_some_and(|w| w.sheet(table).is_some())
    }

    /// Every workbook of the folder with its sheets: that which holds tables, and those that hold none.
    pub(super) fn workbooks(&self) -> Vec<(String, Vec<String>)> {
        let own = self.workbook.iter().map(|w| (w.name(), w.sheets()));
        own.chain(self.others.iter().cloned()).collect()
    }

    /// The names of files with an ending, in order; the lock files of an open spreadsheet are none.
    pub(super) fn names(&self, ending: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.path) else { return vec![] };
        let names = entries.filter_map(|e| e.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|n| n.to_lowercase().ends_with(ending) && !n.starts_with("~$") && !n.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    /// The bytes of a file; `None` where there is none.
    pub(super) fn bytes(&mut self, name: &str, problems: &mut Problems) -> Result<Option<Vec<u8>>, Reported> {
        match file_of(&self.path, name) {
            Ok(bytes) => {
                self.inputs.extend(bytes.iter().map(|bytes| (name.to_owned(), InputFile::of(name, bytes))));
                Ok(bytes)
            }
            Err(fault) => {
                problems.in_file(self.path.join(name), fault);
                Err(Reported)
            }
        }
    }

    /// The cells of a table, named as its CSV file is; `None` where no file holds it.
    pub(super) fn grid(
        &mut self,
        file: &str,
        is_header: IsHeader,
        problems: &mut Problems,
    ) -> Result<Option<Grid>, Reported> {
        let table = file.strip_suffix(".csv").unwrap_or(file);
        let parquet_file = format!("{table}.parquet");
        let csv = self.bytes(file, problems)?;
        let parquet = if file == table { None } else { self.bytes(&parquet_file, problems)? };
        let sheet = self.workbook.as_ref().and_then(|w| w.sheet(table));
        let held: Vec<String> = [
            csv.as_ref().map(|_| file.to_owned()),
            parquet.as_ref().map(|_| parquet_file.clone()),
            sheet.as_ref().zip(self.workbook.as_ref()).map(|(sheet, w)| w.place(sheet).display().to_string()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if held.len() > 1 {
            let fault = InputFault::HeldTwice { table: table.to_owned(), places: held.join(" and ") };
            problems.in_file(&self.path, fault.into());
            return Err(Reported);
        }
        match (csv, parquet, sheet, &mut self.workbook) {
            (Some(bytes), ..) if file.ends_with(".parquet") => parquet::grid(&self.path.join(file), &bytes, problems),
            (Some(bytes), ..) => Grid::csv_below_titles(&self.path.join(file), &bytes, is_header, problems),
            (_, Some(bytes), ..) => parquet::grid(&self.path.join(&parquet_file), &bytes, problems),
            (.., Some(sheet), Some(workbook)) => workbook.grid(&sheet, is_header, problems),
            _ => return Ok(None),
        }
        .map(Some)
    }

    /// Sheets that nearly have the name of a table, with that name.
    pub(super) fn misnamed_sheets(&self, tables: &[&str], alike: f64) -> Vec<(PathBuf, String, String)> {
        let Some(workbook) = &self.workbook else { return vec![] };
        let missing = || tables.iter().copied().filter(|t| workbook.sheet(t).is_none());
        let others = workbook.sheets().into_iter().filter(|s| !tables.contains(&table_name(s).as_str()));
        let near = |sheet: String| {
            let table = nearest(&table_name(&sheet), missing(), alike)?;
            Some((workbook.place(&sheet), sheet, table))
        };
        others.filter_map(near).collect()
    }
}
