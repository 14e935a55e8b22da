//! Tables kept as sheets of one Excel workbook, or as Parquet.

use super::small::small;
use super::support::{Files, refused};
use polars::prelude::{Column, DataFrame, ParquetWriter};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::collections::BTreeMap;

/// Sheets that a test fills, by name.
struct Book(BTreeMap<String, Worksheet>);

impl Book {
    /// Every CSV file of a data set as a sheet, numbers as numbers; the files go.
    fn of(files: &mut Files) -> Book {
        let mut sheets = BTreeMap::new();
        let names: Vec<String> = files.0.keys().filter(|n| n.ends_with(".csv")).cloned().collect();
        for name in names {
            let mut sheet = Worksheet::new();
            for (row, record) in (0..)
                .zip(csv::ReaderBuilder::new().has_headers(false).from_reader(files.text(&name).as_bytes()).records())
            {
                for (column, cell) in (0..).zip(record.unwrap().iter()) {
                    match cell.parse::<f64>() {
                        Ok(number) => sheet.write_number(row, column, number).unwrap(),
                        Err(_) => sheet.write_string(row, column, cell).unwrap(),
                    };
                }
            }
            files.remove(&name);
            let name = name.trim_end_matches(".csv");
            sheet.set_name(name).unwrap();
            sheets.insert(name.to_owned(), sheet);
        }
        Book(sheets)
    }

    fn small() -> (Files, Book) {
        let mut files = small();
        let book = Book::of(&mut files);
        (files, book)
    }

    fn sheet(&mut self, name: &str) -> &mut Worksheet {
        self.0.get_mut(name).unwrap()
    }

    fn bytes(self) -> Vec<u8> {
        let mut book = Workbook::new();
        for (_, sheet) in self.0 {
            book.push_worksheet(sheet);
        }
        book.save_to_buffer().unwrap()
    }
}

/// The worked example as one workbook, its codes kept as numbers: the forecast has the same bytes.
#[test]
fn kent_as_one_workbook_gives_the_same_forecast() {
    let files = Files::kent();
    let from_files = files.save("kent").run_to("out", &[]);
    let mut in_book = files.clone();
    let book = Book::of(&mut in_book).bytes();
    in_book.set("Kent 2020.xlsx", book);
    let folder = in_book.save("kent");
    folder.rollcast(&["check", "kent"]).exits(0);
    let from_book = folder.run_to("out", &[]);
    for table in ["forecast.csv", "surplus.csv", "accuracy.csv", "components.csv"] {
        assert_eq!(from_files.text(table), from_book.text(table), "{table}");
    }
    let run: serde_json::Value = serde_json::from_str(from_book.text("run.json")).unwrap();
    assert!(run.to_string().contains("Kent 2020.xlsx"), "the workbook has its fingerprint in run.json");
}

/// A Parquet file, its numbers whole or not, is read as the CSV file is.
#[test]
fn parquet_is_read_as_csv_is() {
    let files = small();
    let from_files = files.save("small").run_to("out", &[]);
    let mut in_parquet = files.clone();
    for name in ["rolls.csv", "births.csv", "areas.csv"] {
        let mut reader = csv::Reader::from_reader(files.text(name).as_bytes());
        let header = reader.headers().unwrap().clone();
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let columns: Vec<Column> = (0..)
            .zip(&header)
            .map(|(at, column)| {
                let cells: Vec<&str> = records.iter().map(|r| &r[at]).collect();
                match column {
                    "pupils" => {
                        Column::new(column.into(), cells.iter().map(|c| c.parse::<f64>().ok()).collect::<Vec<_>>())
                    }
                    "census_year" | "births" => {
                        Column::new(column.into(), cells.iter().map(|c| c.parse::<i64>().ok()).collect::<Vec<_>>())
                    }
                    _ => Column::new(
                        column.into(),
                        cells.iter().map(|c| Some(*c).filter(|c| !c.is_empty())).collect::<Vec<_>>(),
                    ),
                }
            })
            .collect();
        let mut bytes = vec![];
        ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(records.len(), columns).unwrap()).unwrap();
        in_parquet.remove(name);
        in_parquet.set(&name.replace(".csv", ".parquet"), bytes);
    }
    let folder = in_parquet.save("small");
    assert_eq!(folder.run_to("out", &[]).text("forecast.csv"), from_files.text("forecast.csv"));

    in_parquet.set("rolls.csv", small().text("rolls.csv"));
    refused(&in_parquet, 1, &["the table `rolls` stands twice: rolls.csv and rolls.parquet", "hint: keep one of them"]);
    in_parquet.remove("rolls.csv");
    in_parquet.set("rolls.parquet", "PAR1 is not all that makes one");
    refused(&in_parquet, 1, &["cannot read this file", "small/rolls.parquet"]);
}

/// A date of January in a year column is that January.
#[test]
fn dates_in_year_columns_are_years() {
    let (mut files, mut book) = Book::small();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let january = ExcelDateTime::from_ymd(2012, 1, 19).unwrap();
    book.sheet("rolls").write_datetime_with_format(1, 0, &january, &date).unwrap();
    let june = ExcelDateTime::from_ymd(2006, 6, 30).unwrap();
    book.sheet("births").write_datetime_with_format(1, 1, &june, &date).unwrap();
    files.set("book.xlsx", book.bytes());
    let out = files.save("small").run_to("out", &[]);
    assert_eq!(out.text("forecast.csv"), small().save("small").run_to("out", &[]).text("forecast.csv"));
}

/// What a spreadsheet does to tables is refused with sheet and cell.
#[test]
fn faults_of_a_sheet_are_told_with_sheet_and_cell() {
    let (mut files, mut book) = Book::small();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let november = ExcelDateTime::from_ymd(2026, 11, 7).unwrap();
    book.sheet("published_forecasts").write_datetime_with_format(4, 3, &november, &date).unwrap();
    book.sheet("places").merge_range(2, 0, 3, 0, "2012", &Format::new()).unwrap();
    book.sheet("births").write_string(80, 0, "ash-1").unwrap();
    book.sheet("births").write_number(60, 9, 3).unwrap();
    book.sheet("transfers").write_formula(3, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    book.sheet("groupings").write_formula(1, 4, Formula::new("=1").set_result("")).unwrap();
    book.sheet("rolls").write_number(7, 3, 12.5).unwrap();
    book.sheet("rolls").write_string(8, 1, "Ash 1 North").unwrap();
    book.sheet("aliases").write_string(2, 900, "far").unwrap();
    files.set("book.xlsx", book.bytes());
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(1);
    let at = |sheet: &str, cell: &str, row: usize| format!("small/book.xlsx, sheet `{sheet}`, cell {cell}, row {row}");
    outcome
        .says(&format!("the cell holds the date 2026-11-07\n  {}, column `series`", at("published_forecasts", "D5", 5)))
        .says(&format!("the cells A3:A4 are merged\n  {}", at("places", "A3", 3)))
        .says(&format!("rows are blank, and more rows follow\n  {}", at("births", "A52", 52)))
        .says(&format!("the cell has content, and its column has no name in row 1\n  {}", at("births", "J61", 61)))
        .says(&format!("the cell holds the error `#DIV/0!`\n  {}, column `pupils`", at("transfers", "D4", 4)))
        .says(&format!("the cell has content, and stands beyond column 512\n  {}", at("aliases", "AHQ3", 3)));
}

/// Cells that read well are checked as those of a file are.
#[test]
fn faults_of_values_are_told_with_sheet_and_cell() {
    let (mut files, mut book) = Book::small();
    book.sheet("rolls").write_number(7, 3, 12.5).unwrap();
    book.sheet("rolls").write_string(8, 1, "Ash 1 North").unwrap();
    book.sheet("aliases").write_string(0, 0, "aliass").unwrap();
    files.set("book.xlsx", book.bytes());
    refused(
        &files,
        4,
        &[
            "`12.5` is not a whole number\n  small/book.xlsx, sheet `rolls`, cell D8, row 8, column `pupils`",
            "unknown area `Ash 1 North`\n  small/book.xlsx, sheet `rolls`, cell B9, row 9, column `area`",
            "unknown column `aliass`\n  small/book.xlsx, sheet `aliases`, cell A1, row 1",
        ],
    );
}

#[test]
fn a_table_in_two_places_is_refused_and_sheets_of_ones_own_are_left_alone() {
    let (mut files, mut book) = Book::small();
    let mut notes = Worksheet::new();
    notes.set_name("My notes").unwrap().merge_range(0, 0, 3, 3, "anything", &Format::new()).unwrap();
    book.0.insert("My notes".to_owned(), notes);
    files.set("book.xlsx", book.bytes());
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
    files.set("~$book.xlsx", "a lock file");
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);

    files.set("rolls.csv", small().text("rolls.csv"));
    refused(&files, 1, &["the table `rolls` stands twice: rolls.csv and small/book.xlsx, sheet `rolls`"]);
    files.remove("rolls.csv");
    files.set("copy.xlsx", files.0["book.xlsx"].clone());
    refused(&files, 1, &["more than one workbook holds tables of the data set: `book.xlsx`, `copy.xlsx`"]);
    files.set("copy.xlsx", "no workbook");
    refused(&files, 1, &["it is no Excel workbook (.xlsx)", "small/copy.xlsx"]);

    let (mut files, mut book) = Book::small();
    book.sheet("births").set_name("birth").unwrap();
    files.set("book.xlsx", book.bytes());
    files
        .save("small")
        .rollcast(&["check", "small"])
        .exits(0)
        .says("`birth` is not read")
        .says("did you mean `births`?");
}
