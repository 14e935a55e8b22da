//! A data set to begin with: every table with its columns in words and rows that show what is meant.

mod book;
mod columns;
mod left_in;

use columns::TABLES;
pub(super) use left_in::without_examples;
use std::fmt::Write;

/// How the tables of a skeleton are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkeletonForm {
    /// A CSV file for each.
    Csv,
    /// A sheet for each, in one workbook.
    Workbook,
}

/// A skeleton that cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot make the workbook: {0}")]
pub struct SkeletonError(#[from] rust_xlsxwriter::XlsxError);

/// The files of a data set that passes `check`, by name: `dataset.toml`, `README.md`, and the tables.
///
/// # Errors
/// [`SkeletonError`] when the workbook cannot be made.
pub fn skeleton(form: SkeletonForm) -> Result<Vec<(String, Vec<u8>)>, SkeletonError> {
    let mut files = vec![
        ("dataset.toml".to_owned(), SETTINGS.as_bytes().to_vec()),
        ("README.md".to_owned(), readme(form).into_bytes()),
    ];
    match form {
        SkeletonForm::Csv => files.extend(TABLES.iter().map(|t| (format!("{}.csv", t.name), csv(t)))),
        SkeletonForm::Workbook => files.push(("dataset.xlsx".to_owned(), book::workbook()?)),
    }
    Ok(files)
}

fn csv(table: &columns::TableWords) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![]);
    // Writing to a vector does not fail, and every row is as long as the header.
    let _ = writer.write_record(table.columns.iter().map(|c| c.name));
    for row in columns::example(table.name) {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn readme(form: SkeletonForm) -> String {
    let kept = match form {
        SkeletonForm::Csv => "Each table is a CSV file. Save it as CSV UTF-8.",
        SkeletonForm::Workbook => {
            "Each table is a sheet of `dataset.xlsx`. Notes at the head of a column say what it holds."
        }
    };
    let mut text = format!(
        "# A data set for rollcast\n\n{kept} Every row is made up and marked `illustrative`: put yours in its place, and take a table away that you \
         do not need. `areas` and `rolls` are needed, and `dataset.toml`; each other table adds something.\n\n\
         1. Fill `areas` and `rolls`. Rows of schools are added up to their areas with a column `school` in `rolls`.\n\
         2. Take every other table away, file or sheet: they name the areas of the example. They come back one by one, filled with yours.\n\
         3. In `dataset.toml` write what the folder is, the code of your whole area as `root`, and take `primary` and `secondary` out of \
         `[targets]`, which need places.\n\
         4. `rollcast check` with the name of this folder lists everything that is wrong, and what to do.\n\
         5. `rollcast run` with the name of this folder makes the forecast and the report.\n"
    );
    for table in &TABLES {
        // Writing to a string does not fail.
        let _ =
            write!(text, "\n## {}\n\nWhat it holds: {}.\n\n| column | what |\n|---|---|\n", table.name, table.words);
        for column in table.columns {
            let _ = writeln!(text, "| `{}` | {} |", column.name, column.words);
        }
    }
    text
}

const SETTINGS: &str = r#"# What this data set is. Lines that begin with # are comments.
title = "My Council: rolls by district"
# Code of the area that holds all others, as in areas.
root = "my-council"
# Where the figures come from, and who may use them: both are printed at the end of the report.
source = "made up, to be replaced"
licence = "not yet stated"
# What a reader must know. It stands in the caution on the first page of the report.
note = "Example rows: nobody's record."
# A child born in the year to 30 June 2009 enters Reception in January 2014.
births_lag = 5

[year_groups]
# From the youngest up. `entry` is the first; `transfer` is the first of secondary school, and may be left out.
order = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
entry = "R"
transfer = "7"

# Named sums of year groups, for tables and charts.
[series]
"R" = ["R"]
"R-6" = ["R", "1", "2", "3", "4", "5", "6"]
"7" = ["7"]
"7-11" = ["7", "8", "9", "10", "11"]

[targets]
# Floors under the surplus, in per cent of places: `grouping` is a level of areas or a grouping of groupings.
primary = { grouping = "district", series = ["R", "R-6"], surplus_percent_at_least = 5.0 }
secondary = { grouping = "travel_to_learn", series = ["7", "7-11"], surplus_percent_at_least = 5.0 }
# Errors up to this per cent of the actual roll are no significant variance.
accuracy_tolerance_percent = 1.0
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::read;
    use crate::dataset::table::TableSpec;

    /// The words name the columns that the program reads, no more, and none that is needed is left out.
    #[test]
    fn the_columns_described_are_those_that_are_read() {
        let specs: [TableSpec; 10] = [
            read::AREAS,
            read::ROLLS,
            read::BIRTHS,
            read::PLACES,
            read::TRANSFERS,
            read::GROUPINGS,
            read::ALIASES,
            read::PUBLISHED_FORECASTS,
            read::PUBLISHED_ACTUALS,
            read::PUBLISHED_CAPACITY,
        ];
        for (words, spec) in TABLES.iter().zip(specs) {
            assert_eq!(format!("{}.csv", words.name), spec.file);
            let described: Vec<&str> = words.columns.iter().map(|c| c.name).collect();
            assert!(spec.required.iter().all(|c| described.contains(c)), "{}", spec.file);
            assert!(described.iter().all(|c| spec.required.contains(c) || spec.optional.contains(c)), "{}", spec.file);
            for row in columns::example(words.name) {
                assert_eq!(row.len(), described.len(), "{}", spec.file);
            }
        }
        assert!(SETTINGS.contains(&format!("order = {:?}", columns::YEAR_GROUPS)));
    }
}
