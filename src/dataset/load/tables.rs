//! Which files a data set may hold, and the table in each.

use super::Folder;
use crate::dataset::grid::Grid;
use crate::dataset::problem::{Fault, FileFault, SeenWorkbook};
use crate::dataset::table::{Reported, Table, TableSpec, nearest};
use crate::dataset::{headers, repeated, wide};

/// Every file of a data set that this program reads.
const KNOWN_FILES: [&str; 21] = [
    "dataset.toml",
    "areas.csv",
    "groupings.csv",
    "aliases.csv",
    "rolls.csv",
    "births.csv",
    "places.csv",
    "place_changes.csv",
    "transfers.csv",
    "neighbours.csv",
    "published_forecasts.csv",
    "published_actuals.csv",
    "published_capacity.csv",
    "reference_rolls.csv",
    "reference_births.csv",
    "housing.csv",
    "slippage.csv",
    "yields.csv",
    "preschool.csv",
    "interventions.csv",
    "register.csv",
];

/// A file may well have a name of its own: only a slip of a letter or two is questioned.
const ALIKE_FILES: f64 = 0.93;

/// Names of the tables that a file or a sheet may hold.
pub(super) fn tables() -> Vec<&'static str> {
    KNOWN_FILES.iter().filter_map(|file| file.strip_suffix(".csv")).collect()
}

impl Folder {
    pub(super) fn table(&mut self, spec: TableSpec<'static>) -> Option<Table> {
        match self.held(spec) {
            Ok(table) => table,
            Err(Reported) => {
                self.unsound.insert(spec.file);
                None
            }
        }
    }

    /// A table of this folder, else that of the data set it extends as it was known; `None` where neither holds it.
    pub(super) fn held(&mut self, spec: TableSpec) -> Result<Option<Table>, Reported> {
        let groups = &self.groups;
        let is_header = |cells: &[&str]| headers::is_header(cells, spec, groups);
        if let Some(grid) = self.sources.grid(spec.file, &is_header, &mut self.problems)? {
            return self.table_of(grid, spec).map(Some);
        }
        let Some((sources, to)) = &mut self.extended else { return Ok(None) };
        let (grid, to) = (sources.grid(spec.file, &is_header, &mut self.problems)?, *to);
        self.sources.inputs.append(&mut sources.inputs);
        let Some(grid) = grid else { return Ok(None) };
        Ok(self.table_of(grid, spec)?.known_by(to))
    }

    pub(super) fn required(&mut self, spec: TableSpec) -> Result<Table, Reported> {
        match self.held(spec)? {
            Some(table) => Ok(table),
            // A table may well stand in a workbook that cannot be opened: that is told already.
            None if self.sources.unopened => Err(Reported),
            None => {
                let file = spec.file.to_owned();
                let seen = self.seen_instead();
                let fault =
                    if seen.is_empty() { Fault::NoFile { file } } else { FileFault::NoTable { file, seen }.into() };
                self.problems.in_file(&self.path, fault);
                Err(Reported)
            }
        }
    }

    /// Workbooks of the folder, with their sheets: a table may well stand in one, under another name.
    fn seen_instead(&self) -> Vec<SeenWorkbook> {
        let seen = self.sources.workbooks().into_iter();
        let open = seen.map(|(name, sheets)| SeenWorkbook { name, sheets: Some(sheets) });
        let old = self.sources.names(".xls").into_iter();
        open.chain(old.map(|name| SeenWorkbook { name, sheets: None })).collect()
    }

    pub(super) fn table_of(&mut self, grid: Grid, spec: TableSpec) -> Result<Table, Reported> {
        let grid = repeated::without_headers(grid, &self.groups, &mut self.problems);
        let grid = headers::understood(grid, spec, &self.groups, &mut self.problems)?;
        let grid = wide::lengthened(grid, spec, &self.groups, &mut self.problems)?;
        Table::of(grid, spec, &mut self.problems)
    }

    /// Warns of files that look as if they belonged to the data set and are not read.
    pub(super) fn unread_files(&mut self) {
        for (path, sheet, table) in self.sources.misnamed_sheets(&tables(), ALIKE_FILES) {
            let why = format!("its name is not that of a table; did you mean `{table}`?");
            self.problems.in_file(path, Fault::NotRead { file: sheet, why });
        }
        let names = [".csv", ".parquet"].into_iter().flat_map(|ending| self.sources.names(ending));
        for file in names.collect::<Vec<_>>() {
            let as_csv = file.replace(".parquet", ".csv");
            if self.sources.inputs.contains_key(&file) || KNOWN_FILES.contains(&as_csv.as_str()) {
                continue;
            }
            let missing = KNOWN_FILES.into_iter().filter(|k| !self.sources.inputs.contains_key(*k));
            let Some(known) = nearest(&as_csv, missing, ALIKE_FILES) else { continue };
            let why = format!("its name is not one of a data set's; did you mean `{known}`?");
            self.problems.in_file(self.path.join(&file), Fault::NotRead { file, why });
        }
    }
}
