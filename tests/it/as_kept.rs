//! Files as planners keep them: titles above the header, columns and years in their own words, workbooks of their own.

use super::small::small;
use super::support::{Files, refused, rollcast, table};
use rust_xlsxwriter::{Format, Workbook};

/// The small data set's rolls under another header, each cell as `cell` writes it.
fn rolls_as(header: &str, cell: &dyn Fn(&str, &str) -> String) -> Files {
    let mut files = small();
    let columns = ["census_year", "area", "year_group", "pupils", "status"];
    let rows = table(files.text("rolls.csv"));
    let text = rows
        .iter()
        .fold(header.to_owned() + "\n", |text, row| text + &columns.map(|c| cell(c, &row[c])).join(",") + "\n");
    files.set("rolls.csv", text);
    files
}

fn same_forecast(files: &Files) {
    let expected = small().save("small").run_to("out", &[]);
    let found = files.save("small").run_to("out", &[]);
    assert_eq!(found.text("forecast.csv"), expected.text("forecast.csv"));
}

/// Columns and cells in other words are understood alike, whether they head a column or stand in it.
#[test]
fn years_and_year_groups_are_understood_in_cells_as_in_headers() {
    let written = |form: usize, y: i64| match form {
        0 => format!("{}/{:02}", y - 1, y % 100),
        1 => format!("January {y}"),
        2 => format!("Jan-{:02}", y % 100),
        _ => format!("{}-{y}", y - 1),
    };
    for (form, example) in ["2013/14", "January 2014", "Jan-14", "2013-2014"].into_iter().enumerate() {
        let files = rolls_as("Year,Area,Year Group,NOR,Status", &|column, cell| match (column, cell) {
            ("census_year", year) => written(form, year.parse().unwrap()),
            ("year_group", "R") => "Reception".to_owned(),
            ("year_group", group) => format!("Y{group}"),
            _ => cell.to_owned(),
        });
        assert!(files.text("rolls.csv").contains(&format!("\n{example},")), "{example}");
        files
            .save("small")
            .rollcast(&["check", "small", "--strict"])
            .exits(0)
            .says("note: small/rolls.csv: the column `Year` is understood as `census_year`")
            .says("note: small/rolls.csv: the column `NOR` is understood as `pupils`")
            .says("in the column `census_year` is understood as `January 2012`, and others like it")
            .says("`Reception` in the column `year_group` is understood as `R`, and others like it");
        same_forecast(&files);
    }
}

/// Two columns that may each be meant are asked about, not chosen between.
#[test]
fn two_columns_that_may_be_one_are_asked_about() {
    let mut files = rolls_as("census_year,Area,year_group,pupils,status", &|_, cell| cell.to_owned());
    let text: String = files
        .text("rolls.csv")
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{line},{}\n", if i == 0 { "Planning Area" } else { "ash-1" }))
        .collect();
    files.set("rolls.csv", text);
    refused(&files, 1, &["`Area`, `Planning Area` may each be the column `area`", "hint: call the right one `area`"]);
}

/// Titles above a header that leaves no doubt are left out, and rows are still counted from the first line.
#[test]
fn titles_above_the_header_are_left_out() {
    let mut files = small();
    let text = files.text("rolls.csv").to_owned();
    files.set(
        "rolls.csv",
        format!("The shire: school census,,,,\n\"Source: census, main registrations\",,,,\n\n{text}"),
    );
    files
        .save("small")
        .rollcast(&["check", "small", "--strict"])
        .exits(0)
        .says("note: small/rolls.csv: rows 1 to 3 are left out as titles: the header stands in row 4");
    same_forecast(&files);
    files.replace("rolls.csv", "2014,ash-1,3,", "2014,ash-1,3,x9");
    let row = files.text("rolls.csv").lines().position(|l| l.starts_with("2014,ash-1,3,")).unwrap() + 1;
    refused(&files, 1, &["is not a number", &format!("small/rolls.csv, row {row}, column `pupils`")]);
}

/// A sheet as a council keeps it, with a merged title and a blank row above its header.
fn council_sheet(book: &mut Workbook, name: &str, rows: &str) {
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    sheet.merge_range(0, 0, 0, 4, "The shire: school census", &Format::new()).unwrap();
    sheet.write_string(1, 0, "Source: census").unwrap();
    for (r, line) in (3..).zip(rows.lines()) {
        for (c, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(r, c, number).unwrap(),
                Err(_) => sheet.write_string(r, c, cell).unwrap(),
            };
        }
    }
}

#[test]
fn titles_of_a_sheet_are_left_out_though_they_are_merged() {
    let mut files = small();
    let mut book = Workbook::new();
    council_sheet(&mut book, "Rolls", files.text("rolls.csv"));
    files.set("Our rolls.xlsx", book.save_to_buffer().unwrap());
    files.remove("rolls.csv");
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0).says(
        "note: small/Our rolls.xlsx, sheet `Rolls`: rows 1 to 3 are left out as titles: the header stands in row 4",
    );
    same_forecast(&files);
}

/// A workbook none of whose sheets is a table is named with its sheets, and with what to do where each is a January.
#[test]
fn a_workbook_of_ones_own_is_seen() {
    let mut files = small();
    let mut book = Workbook::new();
    let rows = files.text("rolls.csv").to_owned();
    for name in ["Notes", "Jan 2015", "Jan 2016"] {
        council_sheet(&mut book, name, &rows);
    }
    files.set("Rolls by school.xlsx", book.save_to_buffer().unwrap());
    files.remove("rolls.csv");
    refused(
        &files,
        1,
        &[
            "there is no `rolls.csv`, and no sheet of its name: `Rolls by school.xlsx` has the sheets `Notes`, `Jan 2015`, `Jan 2016`",
            "hint: put the rows of `Jan 2015` to `Jan 2016` below each other on one sheet `rolls`, with a column `census_year`",
        ],
    );
    files.remove("Rolls by school.xlsx");
    files.set("rolls.xls", "an old workbook");
    refused(
        &files,
        1,
        &["`rolls.xls` is an old workbook (.xls), which is not read", "hint: save it as .xlsx, or as CSV UTF-8"],
    );
}

/// A file where a folder is asked for, and a workbook where a national file is, are told as what they are.
#[test]
fn a_workbook_in_the_wrong_place_is_told_as_what_it_is() {
    let top = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    council_sheet(&mut book, "Jan 2015", small().text("rolls.csv"));
    book.save(top.path().join("rolls.xlsx")).unwrap();
    rollcast(top.path(), &["check", "rolls.xlsx"])
        .exits(1)
        .says("error: this is a workbook, and a data set is a folder\n  rolls.xlsx")
        .says("`rollcast init my-council --xlsx` makes a folder with a workbook to fill");
    rollcast(top.path(), &["import", "rolls.xlsx", "--authority", "886", "--out", "out"])
        .exits(1)
        .says("error: this is a workbook, and `import` reads the national CSV files\n  rolls.xlsx")
        .says("`rollcast init my-council --xlsx`");
    rollcast(top.path(), &["run", "."])
        .exits(1)
        .says("there is no `dataset.toml`")
        .says("`rollcast init my-council` makes one to begin with");
}

#[test]
fn semicolons_between_columns_are_told() {
    let mut files = small();
    files.replace("rolls.csv", ",", ";");
    refused(
        &files,
        1,
        &["the columns are separated by semicolons", "hint: save the file with commas (`CSV UTF-8` in a spreadsheet)"],
    );
}

/// A row of totals among those of schools is told as one.
#[test]
fn a_row_of_totals_among_schools_is_told_as_one() {
    let mut files = small();
    let text: String = files
        .text("rolls.csv")
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{line},{}\n", if i == 0 { "School" } else { "" }))
        .collect();
    files.set("rolls.csv", text);
    let row = files.append("rolls.csv", "2014,,R,400,,Ash Total");
    refused(
        &files,
        1,
        &[
            &format!(
                "`Ash Total` names no area, and seems to be a row of totals\n  small/rolls.csv, row {row}, column `school`"
            ),
            "hint: take rows of totals away",
        ],
    );
}
