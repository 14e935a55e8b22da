//! `check --table`: printed tables, the misprints of the 2014 review among them.

use super::small::small;
use super::support::{Row, project, project_table, rollcast, table};
use std::collections::BTreeSet;

const PUBLISHED: &str = "tests/data/published";

type Told = (String, String, String, String, String);

fn told(row: &Row) -> Told {
    let cell = |c: &str| row[c].clone();
    (cell("row"), cell("column"), cell("kind"), cell("printed"), cell("expected"))
}

fn findings(file: &str) -> Vec<Row> {
    let path = format!("{PUBLISHED}/{file}");
    table(&rollcast(project(), &["check", "--table", &path, "--format", "csv"]).exits(0).stdout)
}

/// Every table of the published papers, those without a misprint included. The list of the findings is itself no table.
#[test]
fn the_misprints_of_the_published_tables_are_found_and_nothing_else() {
    let expected = project_table(&format!("{PUBLISHED}/expected_findings.csv"));
    let mut files: Vec<String> = std::fs::read_dir(project().join(PUBLISHED))
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .filter(|f| f != "expected_findings.csv")
        .collect();
    files.sort();
    assert!(expected.iter().all(|f| files.contains(&f["file"])));
    for file in &files {
        let expected: BTreeSet<Told> = expected.iter().filter(|f| f["file"] == *file).map(told).collect();
        let found = findings(file);
        assert!(found.iter().all(|f| f["file"] == *file));
        assert_eq!(found.len(), expected.len(), "{file}: {found:#?}");
        assert_eq!(found.iter().map(told).collect::<BTreeSet<Told>>(), expected, "{file}");
    }
}

/// Shepway's roll mends its row, its area and the county at once; either misprinted total of Table 7 could be a missing row;
/// three districts could be the wrong one, and Gravesham's other years speak for it.
#[test]
fn a_finding_says_how_sure_it_is_and_what_else_could_be() {
    let shepway = &findings("review_2014_table4_secondary.csv")[2];
    assert_eq!((&*shepway["row"], &*shepway["certain"]), ("Shepway", "true"));
    assert_eq!(shepway["note"], "mends the row, Kent Totals and South Kent");
    for total in findings("review_2014_table7_special_schools.csv") {
        assert_eq!((&*total["certain"], &*total["note"]), ("false", "or a row with 152 and 170 is missing"));
    }
    let gravesham = &findings("rolls_2014_2016_by_phase.csv")[0];
    assert_eq!(gravesham["certain"], "false");
    for other in ["Sevenoaks (Special Schools) january 2015 499", "Dartford (Special Schools) january 2015 204"] {
        assert!(gravesham["note"].contains(other), "{}", gravesham["note"]);
    }
}

#[test]
fn findings_are_data_and_strict_makes_them_count() {
    let wrong = format!("{PUBLISHED}/review_2014_table1_year_r.csv");
    let right = format!("{PUBLISHED}/review_2014_table2_primary.csv");
    let shown = rollcast(project(), &["check", "--table", &wrong])
        .exits(0)
        .says("35 sums and 17 per cents checked; 4 findings");
    assert!(shown.stdout.contains("Kent Totals") && shown.stdout.contains("17124"), "{}", shown.stdout);
    let json = rollcast(project(), &["check", "--table", &wrong, "--format", "json"]).exits(0).stdout;
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    rollcast(project(), &["check", "--table", &wrong, "--strict"]).exits(3);
    let clean = rollcast(project(), &["check", "--table", &right, "--strict"]).exits(0).says("nothing found");
    assert_eq!(clean.stdout, "");
    rollcast(project(), &["check", "--format", "csv"]).exits(2);
}

/// A printed table beside the small data set: a county of two areas and three districts.
fn checked(text: &str) -> Vec<Told> {
    let folder = small().save("small");
    std::fs::write(folder.path("printed.csv"), text).unwrap();
    let outcome = folder.rollcast(&["check", "small", "--table", "printed.csv", "--format", "csv"]).exits(0);
    table(&outcome.stdout).iter().map(told).collect()
}

fn own(row: &str, column: &str, kind: &str, printed: &str, expected: &str) -> Told {
    (row.into(), column.into(), kind.into(), printed.into(), expected.into())
}

const CLEAN: &str = "area,forecast,actual,difference,percent
East,290,300,-10,-3.3%
Ash District,128,130,-2,-1.5%
Beech & Co.,162,170,-8,-4.7%
West,90,80,+10,+12.5%
Cedar,90,80,+10,+12.5%
Shire total,380,380,0,0.0%
";

#[test]
fn rows_may_be_missing_stand_twice_or_bear_another_name() {
    assert_eq!(checked(CLEAN), []);
    let without = CLEAN.replace("Beech & Co.,162,170,-8,-4.7%\n", "");
    assert_eq!(checked(&without), [own("Beech", "", "missing row", "", "162; 170; -8")]);
    let twice = CLEAN.replace("West,", "Ash,128,130,-2,-1.5%\nWest,");
    assert_eq!(checked(&twice), [own("Ash", "", "duplicate row", "Ash", "")]);
    let misnamed = CLEAN.replace("Beech & Co.", "Ash");
    assert_eq!(checked(&misnamed), [own("Ash", "area", "name", "Ash", "Beech")]);
    let nameless = CLEAN.replace("Beech & Co.", "");
    assert_eq!(checked(&nameless), [own("row 4", "area", "name", "", "Beech")]);
}

/// Schools are no areas: only the total says that one is missing, and by every column.
#[test]
fn a_total_too_large_in_every_column_wants_a_row() {
    let schools = "school,january_2014,january_2015,january_2016\nOak,100,110,120\nElm,50,55,60\nTOTAL,190,205,230\n";
    assert_eq!(checked(schools), [own("a row under TOTAL", "", "missing row", "", "40; 40; 50")]);
    let one_column = schools.replace("190,205,230", "150,165,190");
    assert_eq!(checked(&one_column), [own("TOTAL", "january_2016", "total", "190", "180")]);
}

#[test]
fn a_blank_a_word_a_shift_and_two_wrong_cells() {
    let blank = CLEAN.replace("128,130", "128,");
    assert_eq!(checked(&blank), [own("Ash District", "actual", "missing value", "", "130")]);
    let word = CLEAN.replace("162,170", "l62,170");
    assert_eq!(checked(&word), [own("Beech & Co.", "forecast", "not a number", "l62", "162")]);
    let shifted = CLEAN.replace("Cedar,90,80,+10,+12.5%", "Cedar,,90,80,+10");
    assert_eq!(checked(&shifted)[0], own("Cedar", "forecast", "shifted cell", "", "90"));
    let two = CLEAN.replace("128,130", "128,133").replace("West,90", "West,91");
    let expected =
        [own("Ash District", "actual", "correction", "133", "130"), own("West", "forecast", "total", "91", "90")];
    assert_eq!(checked(&two), expected);
    let signs = CLEAN.replace("-4.7%", "-4.7").replace("West,90,80,+10", "West,90,80,10").replace("162,", "162.,");
    let expected = [
        own("Beech & Co.", "forecast", "format", "162.", "162"),
        own("Beech & Co.", "percent", "format", "-4.7", "-4.7%"),
        own("West", "difference", "format", "10", "+10"),
    ];
    assert_eq!(checked(&signs), expected);
}

/// Per cents of the forecast throughout are the table's own manner; one among per cents of the actual is a slip.
#[test]
fn per_cents_are_held_against_what_the_table_takes_them_of() {
    let of_forecast = "area,forecast,actual,difference,percent\nEast,400,500,-100,-25.0%\nAsh,300,400,-100,-33.3%\nBeech,100,100,0,0.0%\n";
    assert_eq!(checked(of_forecast), []);
    let mixed = CLEAN.replace("90,80,+10,+12.5%\nShire", "90,80,+10,+11.1%\nShire");
    assert_eq!(checked(&mixed), [own("Cedar", "percent", "percent", "+11.1%", "+12.5%")]);
    let both = "area,forecast,actual,difference,percent of actual,percent of forecast\nEast,400,500,-100,-20.0%,-25.0%\nAsh,300,400,-100,-25.0%,-33.0%\nBeech,100,100,0,0.0%,0.0%\n";
    assert_eq!(checked(both), [own("Ash", "percent of forecast", "percent", "-33.0%", "-33.3%")]);
}

/// Subtotals by name among schools, under or over their own.
#[test]
fn subtotals_by_name_may_stand_under_or_over_their_rows() {
    let under = "school,places,pupils,surplus,surplus %\nOak,100,90,10,10.0%\nElm,100,95,5,5.0%\nNorth total,200,185,15,7.5%\nYew,50,60,-10,-20.0%\nAsh,50,50,0,0.0%\nSouth total,100,110,-10,-10.0%\nGrand total,300,295,5,1.7%\n";
    assert_eq!(checked(under), []);
    let over = "school,places,pupils\nNorth total,200,185\nOak,100,90\nElm,100,95\nSouth total,100,110\nYew,50,60\nAsh,50,50\nTotal,300,295\n";
    assert_eq!(checked(over), []);
    let wrong = under.replace("North total,200,185,15,7.5%", "North total,200,158,15,7.5%");
    assert_eq!(checked(&wrong), [own("North total", "pupils", "total", "158", "185")]);
}

#[test]
fn a_table_that_cannot_be_read_is_refused_with_place_and_hint() {
    let folder = small().save("small");
    let refused = |text: &str| {
        std::fs::write(folder.path("printed.csv"), text).unwrap();
        let outcome = folder.rollcast(&["check", "small", "--table", "printed.csv"]).exits(1);
        assert_eq!(outcome.stdout, "");
        outcome
    };
    refused(&CLEAN.replace("Cedar,", "Cedra,").replace("West,", "Westward Ho,"))
        .says("unknown area `Cedra`")
        .says("printed.csv, row 6, column `area`")
        .says("unknown area `Westward Ho`");
    let headless = CLEAN.split_once('\n').unwrap().1;
    refused(headless)
        .says("the table has no header: `290` stands in its first row")
        .says("hint: put the names of the columns");
    refused(&headless.replace("290,300,-10,-3.3%", ",,,")).says("no header").says("`East`");
    refused(&CLEAN.replace("West,", "area,forecast,actual,difference,percent\nWest,"))
        .says("the table has two headers")
        .says("printed.csv, row 5");
    refused(&CLEAN.replacen("percent\n", "percent\n,of 2013,January 2014,forecast less actual,of actual\n", 1))
        .says("the table has two headers")
        .says("printed.csv, row 2");
    refused("area,forecast\nAsh,\nBeech,\n").says("no column of this table holds counts or per cents");
    refused("area,forecast\nAsh,1,2\n").says("the row has 3 cells and the header 2");
    refused("").says("the file is empty");
    folder.rollcast(&["check", "small", "--table", "none.csv"]).exits(1).says("cannot read this file");
}
