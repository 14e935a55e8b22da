//! Tables with year groups or years side by side, as planners keep them.

use super::small::{Counts, small, with};
use super::support::{Files, refused, table};
use std::collections::{BTreeMap, BTreeSet};

/// A table with the values of a column side by side, under headers of one's own.
fn side_by_side(files: &mut Files, file: &str, across: &str, value: &str, header: &dyn Fn(&str) -> String) {
    let text = files.text(file).to_owned();
    let columns: Vec<&str> = text.lines().next().unwrap().split(',').filter(|c| ![across, value].contains(c)).collect();
    let mut rows: BTreeMap<Vec<String>, BTreeMap<String, String>> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for row in table(&text) {
        let key = columns.iter().map(|c| row[*c].clone()).collect();
        rows.entry(key).or_default().insert(row[across].clone(), row[value].clone());
        let place = if row[across] == "R" { 0 } else { row[across].len() };
        names.insert((place, row[across].clone()));
    }
    let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    let headers: Vec<String> = names.iter().map(|n| header(n)).collect();
    let mut wide = format!("{},{}\n", columns.join(","), headers.join(","));
    for (key, cells) in rows {
        let cells: Vec<&str> = names.iter().map(|n| cells.get(n).map_or("", String::as_str)).collect();
        wide += &format!("{},{}\n", key.join(","), cells.join(","));
    }
    files.set(file, wide);
}

fn wide() -> Files {
    let mut files = small();
    let group = |g: &str| if g == "R" { "Reception".to_owned() } else { format!("Y{g}") };
    side_by_side(&mut files, "rolls.csv", "year_group", "pupils", &group);
    side_by_side(&mut files, "places.csv", "census_year", "places", &|y| {
        let year: u16 = y.parse().unwrap();
        format!("{}/{:02}", year - 1, year % 100)
    });
    side_by_side(&mut files, "births.csv", "year_to_30_june", "births", &str::to_owned);
    files
}

/// The forecast is that of the long tables, byte for byte, and `check` says what it understood.
#[test]
fn wide_tables_are_understood_and_told() {
    let long = small().save("small").run_to("out", &[]);
    let folder = wide().save("small");
    folder
        .rollcast(&["check", "small", "--strict"])
        .exits(0)
        .says("note: small/rolls.csv: 12 columns, `Reception` to `Y11`, are understood as year groups `R` to `11`, each cell as `pupils`")
        .says("note: small/places.csv: 5 columns, `2011/12` to `2015/16`, are understood as January years `2012` to `2016`")
        .says("note: small/births.csv: 10 columns, `2006` to `2015`, are understood as years to 30 June");
    let out = folder.run_to("out", &[]);
    for table in ["forecast.csv", "surplus.csv"] {
        assert_eq!(out.text(table), long.text(table), "{table}");
    }
}

/// A fault names the row and the column of the wide table, not those of the table made of it.
#[test]
fn a_fault_of_a_wide_table_names_its_own_cell() {
    let mut files = wide();
    let header: Vec<String> = files.text("rolls.csv").lines().next().unwrap().split(',').map(str::to_owned).collect();
    let row = files.text("rolls.csv").lines().nth(7).unwrap().to_owned();
    let mut cells: Vec<&str> = row.split(',').collect();
    let at = header.iter().position(|h| h == "Y4").unwrap();
    cells[at] = "sixty";
    let row = files.swap_line("rolls.csv", &row, &cells.join(","));
    refused(&files, 1, &["`sixty` is not a number", &format!("small/rolls.csv, row {row}, column `Y4`")]);
}

/// A column that is no year group, or the same one again, is refused: nothing is guessed.
#[test]
fn what_is_no_year_group_is_refused() {
    let mut files = wide();
    let text = files.text("rolls.csv").to_owned();
    let with = |name: &str| {
        let rows = text.lines().enumerate();
        rows.map(|(i, line)| format!("{line},{}\n", if i == 0 { name } else { "1" })).collect::<String>()
    };
    files.set("rolls.csv", with("Remarks"));
    refused(
        &files,
        1,
        &[
            "the year groups stand side by side, and the column `Remarks` is none of them",
            "small/rolls.csv, row 1, column `Remarks`",
            "hint: take it away, be it a note or a year group that dataset.toml does not name",
        ],
    );
    files.set("rolls.csv", with("Year 4"));
    refused(&files, 1, &["the column `Year 4` says the same as `Y4`", "hint: keep one of them"]);
}

/// Without a column that a wide table needs too, what stands side by side is seen all the same, and the column is asked for.
#[test]
fn a_wide_table_without_its_years_is_asked_for_them() {
    let mut files = wide();
    files.replace("rolls.csv", "census_year,", "Spring,");
    refused(
        &files,
        1,
        &[
            "12 columns, `Reception` to `Y11`, are year groups side by side, and there is no column `census_year`",
            "hint: is it `Spring`? call it `census_year` then, and take away columns that are none of the table's",
        ],
    );
}

/// A column of totals is left out, and what of it does not add is told.
#[test]
fn totals_are_left_out_and_told() {
    let long = small().save("small").run_to("out", &[]);
    let mut files = wide();
    let text = files.text("rolls.csv").to_owned();
    let with = |spoilt: usize| {
        let rows = text.lines().enumerate().map(|(i, line)| match i {
            0 => format!("{line},Grand Total\n"),
            _ => {
                let sum: i64 = line.split(',').filter_map(|c| c.parse::<i64>().ok()).skip(1).sum();
                format!("{line},{}\n", if i == spoilt { sum + 1 } else { sum })
            }
        });
        rows.collect::<String>()
    };
    files.set("rolls.csv", with(0));
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--strict"]).exits(0).says(
        "note: small/rolls.csv: the column `Grand Total` is left out, as totals are computed; it is the sum of its row wherever both \
         are known",
    );
    assert_eq!(folder.run_to("out", &[]).text("forecast.csv"), long.text("forecast.csv"));
    files.set("rolls.csv", with(4));
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    outcome.says("it differs from the sum of its row in 1 row, first in row 5: it is ");
}

/// Sheets pasted below each other bring their headers along: each kind is told once, and none as so many figures spoilt.
#[test]
fn headers_among_the_rows_are_told_once() {
    let mut files = wide();
    let header = files.text("rolls.csv").lines().next().unwrap().to_owned();
    assert_eq!(header, "census_year,area,status,Reception,Y1,Y2,Y3,Y4,Y5,Y6,Y7,Y8,Y9,Y10,Y11");
    let again = files.append("rolls.csv", &header);
    // The year was filled in beside it.
    files.append("rolls.csv", &header.replace("census_year", "2014"));
    let other = files.append("rolls.csv", "2014,Area,,Y7,Y8,Y9,Y10,Y11,Total,,,,,,");
    refused(
        &files,
        2,
        &[
            &format!("the row repeats the header, and so does 1 more row\n  small/rolls.csv, row {again}\n"),
            &format!(
                "the row is a header of other columns: `Y7` to `Y11` under `Reception` to `Y4`\n  small/rolls.csv, row {other}\n"
            ),
            "hint: give `Y7` to `Y11` columns of their own",
        ],
    );
}

/// As many pupils as the number of their year group are figures, not a header.
#[test]
fn figures_that_name_their_own_column_are_figures() {
    let mut files = with(&Counts {
        primary: &|_, g, _| if g == 0 { 5 } else { g as i64 },
        secondary: &|_, g, _| g as i64 + 7,
        births: &|_, _| 6,
        places: &|_, _, _| 20,
        flow: &|_, _, _| 1,
    });
    side_by_side(&mut files, "rolls.csv", "year_group", "pupils", &str::to_owned);
    assert!(files.text("rolls.csv").contains(",5,1,2,3,4,5,6,"));
    files.save("small").rollcast(&["check", "small"]).exits(0).says("January 2016: Years R-6 130");
}
