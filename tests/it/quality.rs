//! How well the rolls are known, as people read it: a page and a workbook of `check`, and a section of the report.

use super::small::small;
use super::support::Folder;
use calamine::{Data, Reader, Xlsx};
use std::fs;

/// The cells of a sheet of check.xlsx, row by row.
fn sheet(folder: &Folder, name: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(folder.path("out/check.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// The cell of a row and a column, both named by their first cell.
fn cell(rows: &[Vec<String>], area: &str, column: &str) -> String {
    let header = rows.iter().find(|row| row[0] == "Area").unwrap();
    let at = header.iter().position(|c| c == column).unwrap();
    rows.iter().find(|row| row[0] == area).unwrap()[at].clone()
}

const SHEET: &str = "How well the rolls are known";

#[test]
fn the_quality_of_the_rolls_is_told_by_area_and_january() {
    let mut files = small();
    for group in ["R", "1", "2"] {
        let start = format!("2014,ash-1,{group},");
        files.swap_line("rolls.csv", &start, &format!("{start}60,reconstructed"));
    }
    for group in ["R", "1", "2", "3", "4", "5", "6"] {
        let start = format!("2013,beech-1,{group},");
        files.swap_line("rolls.csv", &start, &format!("{start}70,illustrative"));
    }
    files.swap_line("rolls.csv", "2013,cedar,9,", "2013,cedar,9,*,published");
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--out", "out"]).exits(0).says("check.html").says("check.xlsx");
    let rows = sheet(&folder, SHEET);
    assert_eq!(cell(&rows, "Ash North", "2014"), "3 estimated, 4 held");
    assert_eq!(cell(&rows, "Ash North", "2015"), "held");
    assert_eq!(cell(&rows, "Beech North", "2013"), "estimated");
    // A district has five year groups of its own, and those of the planning areas in it: 7 each.
    assert_eq!(cell(&rows, "Ash", "2014"), "3 estimated, 16 held");
    assert!(cell(&rows, "Cedar", "2013").starts_with("▲\u{a0}1 missing, "), "{rows:?}");
    // 175 rolls of planning areas and 75 of districts, of which 10 are estimated and 1 is missing.
    let sentence = "Of 250 rolls by year group, in 40 areas and Januaries, 239 (95.6%) are held as someone published them, \
                    10 (4.0%) are estimated and 1 (0.4%) are missing. No figure is in doubt.";
    assert!(rows.iter().flatten().any(|c| c == sentence), "{rows:?}");
    let page = fs::read_to_string(folder.path("out/check.html")).unwrap();
    assert!(page.contains(sentence) && page.contains("3 estimated, 4 held") && page.contains("nobody&#x27;s record"));
    let problems = sheet(&folder, "Problems");
    assert!(problems.iter().any(|row| row[0] == "warning" && row[1] == "rolls.csv"), "{problems:?}");

    // The report of a run goes district by district.
    let report = folder.run_to("run", &[]);
    let report = report.text("report.html");
    assert!(report.contains("id=\"quality\"") && report.contains(sentence) && report.contains("3 estimated, 16 held"));
    assert!(!report.contains("3 estimated, 4 held"));
}

#[test]
fn published_rolls_need_no_table() {
    let folder = small().save("small");
    folder.rollcast(&["check", "small", "--out", "out"]).exits(0);
    let rows = sheet(&folder, SHEET);
    let sentence = "All 250 rolls are held as someone published them, and none is in doubt.";
    assert!(rows.iter().flatten().any(|c| c == sentence), "{rows:?}");
    assert!(!rows.iter().any(|row| row[0] == "Area"));
}

/// What cannot be read has no quality, and its problems still make a page and a workbook to pass on.
#[test]
fn a_refused_data_set_has_its_problems_as_a_page_and_a_workbook() {
    let mut files = small();
    let row = files.append("rolls.csv", "2016,nowhere,R,10,published");
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--out", "out"]).exits(1);
    let problems = sheet(&folder, "Problems");
    let told = problems.iter().find(|r| r[0] == "error").unwrap();
    assert_eq!(told[1..5], ["rolls.csv", &row.to_string(), "area", "unknown area `nowhere`"].map(str::to_owned));
    assert!(problems.iter().flatten().any(|c| c == "The data set cannot be used until 1 error is mended."));
    assert!(fs::read_to_string(folder.path("out/check.html")).unwrap().contains("unknown area `nowhere`"));
}
