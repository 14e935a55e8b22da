//! Files that cannot be read as they should are refused, and every problem of every file is told in one pass.

use super::small::small;
use super::support::{Files, refused, table};

/// Without quotes the comma of `1,234` starts a new cell.
#[test]
fn an_unquoted_thousands_separator_makes_the_row_too_long() {
    let mut files = small();
    let row = files.swap_line("rolls.csv", "2015,cedar-1,4,", "2015,cedar-1,4,1,234,published");
    let place = format!("small/rolls.csv, row {row}\n");
    refused(
        &files,
        1,
        &["the row has 6 cells and the header 5", &place, "hint: put a cell with a comma in it between double quotes"],
    );
}

#[test]
fn a_wrong_column_is_named_with_the_right_one() {
    let mut files = small();
    files.replace("rolls.csv", "census_year,area,year_group,pupils", "census_year,area,year_group,pupil");
    refused(
        &files,
        2,
        &["unknown column `pupil`", "row 1, column `pupil`", "did you mean `pupils`?", "there is no column `pupils`"],
    );
}

#[test]
fn an_extra_or_repeated_column_is_refused() {
    let mut files = small();
    files.set("aliases.csv", "alias,area,colour\nAsh District,ash,green\n");
    refused(
        &files,
        1,
        &["unknown column `colour`", "small/aliases.csv, row 1, column `colour`", "hint: take the column away"],
    );
    files.set("aliases.csv", "alias,area,area\nAsh District,ash,ash\n");
    refused(&files, 1, &["the column `area` stands twice", "hint: take one of them away"]);
}

#[test]
fn an_empty_file_is_refused_and_one_without_rows() {
    for file in ["rolls.csv", "areas.csv", "births.csv"] {
        for (text, message) in [("", "the file is empty"), ("\u{feff}\r\n\r\n", "the file is empty")] {
            let mut files = small();
            files.set(file, text);
            refused(&files, 1, &[message, &format!("small/{file}\n"), "hint: add rows, or take the file away"]);
        }
        let mut files = small();
        let header = files.text(file).lines().next().unwrap().to_owned();
        files.set(file, header);
        refused(&files, 1, &["the file has a header and no rows", &format!("small/{file}\n")]);
    }
}

/// A spreadsheet's `CSV` in place of `CSV UTF-8`: é is the one byte 0xE9.
#[test]
fn latin_1_bytes_are_named_with_their_place() {
    let latin_1 = |files: &Files, file: &str, from: &str, to: &[u8]| {
        let text = files.text(file);
        let at = text.find(from).unwrap();
        [&text.as_bytes()[..at], to, &text.as_bytes()[at + from.len()..]].concat()
    };
    let mut files = small();
    files.set("areas.csv", latin_1(&files, "areas.csv", "Beech South", b"Ch\xeane"));
    let texts = [
        "this line is not UTF-8 text (byte 0xEA at position 11)",
        "small/areas.csv, row 11\n",
        "hint: save the file as UTF-8 (`CSV UTF-8` in a spreadsheet)",
    ];
    refused(&files, 1, &texts);

    let mut files = small();
    files.set("dataset.toml", latin_1(&files, "dataset.toml", "small", b"Ch\xeane"));
    refused(&files, 1, &["is not UTF-8", "small/dataset.toml, row 1"]);
}

#[test]
fn an_unknown_key_of_the_settings_is_refused_with_its_row() {
    let mut files = small();
    files.replace("dataset.toml", "births_lag = 5", "birth_lag = 5");
    refused(&files, 1, &["unknown key `birth_lag`\n  small/dataset.toml, row 5\n  hint: did you mean `births_lag`?"]);
}

/// Every key that does not exist is told in one pass, each with the one it resembles, and so is what is wrong elsewhere.
#[test]
fn every_unknown_key_of_the_settings_is_told_with_the_nearest_name() {
    let mut files = small();
    files.replace("dataset.toml", "transfer = \"7\"", "trasnfer = \"7\"");
    files.replace("dataset.toml", "source = ", "licens = \"none\"\nsource = ");
    files.replace(
        "dataset.toml",
        "surplus_percent_at_least = 5.0 }\nsecondary",
        "surplus_percent_atleast = 5.0 }\nsecondary",
    );
    let tail = "accuracy_tolerence_percent = 1.0\n\n[place]\nnew = 1\n\n[backtest]\nfirst_base = 2013\nlast_base = 2014\n\
                last_target = 2016\nhorizon = [1]\n\n[housing]\ncolour = 2\n";
    files.set("dataset.toml", format!("{}{tail}", files.text("dataset.toml")));
    let row = |start: &str| files.text("dataset.toml").lines().position(|l| l.starts_with(start)).unwrap() + 1;
    let told = |key: &str, start: &str, hint: &str| {
        format!("unknown key `{key}`\n  small/dataset.toml, row {}\n  hint: {hint}", row(start))
    };
    let texts = [
        told("trasnfer", "trasnfer", "did you mean `transfer`?"),
        told("licens", "licens", "did you mean `licence`?"),
        told("surplus_percent_atleast", "primary", "did you mean `surplus_percent_at_least`?"),
        told("accuracy_tolerence_percent", "accuracy", "did you mean `accuracy_tolerance_percent`?"),
        told("place", "[place]", "did you mean `places`?"),
        told("horizon", "horizon", "did you mean `horizons`?"),
        told("colour", "colour", "[housing] has `yields`, `yield_ceiling`"),
    ];
    refused(&files, 7, &texts.each_ref().map(String::as_str));
    // With the settings read, the tables are checked in the same pass.
    let mut files = small();
    files.replace("dataset.toml", "births_lag = 5", "births_lag = 5\nzzz = \"?\"");
    files.append("rolls.csv", "2016,nowhere,R,10,published");
    refused(&files, 2, &["unknown key `zzz`", "hint: dataset.toml has `title`", "unknown area `nowhere`"]);
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let folder = small().save("small");
    for args in [["check", "smal"], ["check", "small/rolls.csv"]] {
        folder.rollcast(&args).exits(1).says("error: ").says("hint: ");
    }
    let mut files = small();
    files.remove("rolls.csv");
    refused(
        &files,
        1,
        &["there is no `rolls.csv`", "hint: a data set is a folder with dataset.toml, areas.csv and rolls.csv"],
    );
}

/// A row is the line of the file, whatever ends the lines and wherever blank lines stand.
#[test]
fn the_row_named_is_the_line_of_the_file() {
    let mut files = small();
    let row = files.swap_line("rolls.csv", "2014,cedar,10,", "2014,cedar,10,-1,published");
    let place = |row: usize| format!("small/rolls.csv, row {row}, column `pupils`");
    refused(&files, 1, &[&place(row)]);
    let mut windows = files.clone();
    windows.set("rolls.csv", files.text("rolls.csv").replace('\n', "\r\n"));
    refused(&windows, 1, &[&place(row)]);
    let mut spaced = files.clone();
    spaced.replace("rolls.csv", "2014,cedar,10,", "\n\n2014,cedar,10,");
    refused(&spaced, 1, &[&place(row + 2)]);
}

/// A planner mends everything in one go: problems of several files come in one pass.
#[test]
fn several_broken_files_are_all_reported_at_once() {
    let mut files = small();
    files.append("aliases.csv", "Gorse,gorse");
    files.swap_line("rolls.csv", "2012,ash-1,R,", "2012,ash-1,R,many,published");
    files.swap_line("rolls.csv", "2012,ash-1,1,", "2012,ash-1,one,3,puplished");
    files.swap_line("births.csv", "ash-1,2008,", "ash-1,2008,-1,published");
    files.swap_line("places.csv", "2012,ash-1,R,", "12,ash-1,R,60,published");
    files.set("transfers.csv", "census_year,from,too,pupils\n2013,ash,ash,4\n");
    files.append("groupings.csv", "travel_to_learn,ttl-north,North,ashh,1,,,published");
    let texts = [
        "unknown area `gorse`",
        "`many` is not a number",
        "unknown year group `one`",
        "unknown status `puplished`",
        "`-1` is negative",
        "`12` is not a year",
        "unknown column `too`",
        "there is no column `to`",
        "unknown area `ashh`",
        "9 errors, 0 warnings",
    ];
    refused(&files, 9, &texts);
}

/// One fault in a great many places is shown in three of them, so that it hides no other.
#[test]
fn one_fault_in_many_places_is_told_in_few_lines() {
    let mut files = small();
    files.set("rolls.csv", files.text("rolls.csv").replace(",ash-1,", ",ash-one,"));
    // Seven year groups in five years.
    refused(&files, 3, &["  and the same in 32 more places", "35 errors, 0 warnings"]);
}

#[test]
fn beyond_fifty_problems_the_rest_is_a_count() {
    let mut files = small();
    let text: String = files
        .text("rolls.csv")
        .lines()
        .enumerate()
        .map(|(i, line)| line.replace(",ash-1,", &format!(",zz{i},")).replace(",ash-2,", &format!(",yy{i},")) + "\n")
        .collect();
    files.set("rolls.csv", text);
    // Two areas, seven year groups, five years.
    refused(&files, 50, &["... and 20 more", "70 errors, 0 warnings"]);
}

/// `check --out` writes what it told, also of a data set that it refuses.
#[test]
fn problems_are_a_table_too() {
    let mut files = small();
    let row = files.append("rolls.csv", "2016,nowhere,R,10,published");
    files.set("births.csv", "");
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--out", "out"]).exits(1).says("2 errors, 0 warnings");
    let problems = table(Files::of(&folder.path("out")).text("problems.csv"));
    let cells = |column: &str| problems.iter().map(|p| p[column].as_str()).collect::<Vec<_>>();
    assert_eq!(cells("severity"), ["error", "error"]);
    assert_eq!(cells("file"), ["small/births.csv", "small/rolls.csv"]);
    assert_eq!(cells("row"), ["", &row.to_string()]);
    assert_eq!(cells("column"), ["", "area"]);
    assert_eq!(cells("problem"), ["the file is empty", "unknown area `nowhere`"]);
}
