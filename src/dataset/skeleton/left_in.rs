//! Example rows that are still there when the areas they name are gone.

use super::columns::{DISTRICTS, TABLES, example};
use crate::dataset::problem::{InputFault, Problems};
use crate::dataset::read::ROLLS;
use crate::dataset::table::{Table, TableSpec};
use crate::geography::Geography;
use std::collections::BTreeSet;

/// The table without example rows of areas that the data set does not have; they are told once. `None` where no other row is left.
pub(in crate::dataset) fn without_examples(
    table: Table,
    spec: TableSpec,
    geography: &Geography,
    problems: &mut Problems,
) -> Option<Table> {
    let words = TABLES.iter().find(|t| spec.file.strip_suffix(".csv") == Some(t.name));
    let Some(words) = words.filter(|_| DISTRICTS.iter().all(|code| geography.find(code).is_none())) else {
        return Some(table);
    };
    let examples: BTreeSet<Vec<String>> = example(words.name).into_iter().collect();
    let columns: Vec<_> = words.columns.iter().map(|c| table.column(c.name)).collect();
    let cells = |row: usize| columns.iter().map(|c| c.and_then(|c| c.get(row)).unwrap_or("").to_owned()).collect();
    let own: Vec<bool> = (0..table.rows()).map(|row| !examples.contains::<Vec<String>>(&cells(row))).collect();
    let Some(first) = own.iter().position(|own| !own) else { return Some(table) };
    let is_file = table.path().file_name().is_some_and(|name| name == spec.file);
    let name = if is_file { format!("`{}`", spec.file) } else { "this table".to_owned() };
    let fault = InputFault::ExampleRows {
        rows: own.iter().filter(|own| !**own).count(),
        table: Some(name).filter(|_| spec.file != ROLLS.file),
    };
    problems.at(table.row_place(first), fault.into());
    table.kept(&own)
}
