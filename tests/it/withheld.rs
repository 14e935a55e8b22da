//! Counts that a national body keeps back are missing, not zero, and are counted.

use super::small::small;
use super::support::{figure, numbers, refused, table};

/// Each word in a cell of its own, and the file tells how many there are, once.
#[test]
fn words_for_small_counts_are_missing_and_counted() {
    let mut files = small();
    for (group, word) in [("R", "c"), ("1", "*"), ("2", "<5"), ("3", "x"), ("4", "z"), ("5", "LOW"), ("6", "[c]")] {
        files.swap_line("rolls.csv", &format!("2014,ash-1,{group},"), &format!("2014,ash-1,{group},{word},published"));
    }
    files.swap_line("places.csv", "2014,beech-1,R,", "2014,beech-1,R,c,published");
    let folder = files.save("small");
    let told = folder.rollcast(&["check", "small"]).exits(0);
    let told = told
        .says("7 counts of this file are kept back by who published them: `*` 1, `<5` 1, `LOW` 1, `[c]` 1, `c` 1, `x` 1, `z` 1")
        .says("1 count of this file is kept back by who published it: `c` 1\n  small/places.csv\n")
        .says("hint: they are taken as missing, not as zero");
    assert_eq!(told.stderr.matches("kept back").count(), 2, "once a file");

    // A sum with a part kept back is missing; the areas beside it keep theirs.
    let forecast = folder.rollcast(&["forecast", "small", "--format", "csv"]).exits(0).stdout;
    let forecast = numbers(&table(&forecast), &["census_year", "area", "series"], "forecast");
    assert_eq!(figure(&forecast, &["2014", "ash-1", "R"]), None);
    assert_eq!(figure(&forecast, &["2014", "ash", "R"]), None);
    assert_eq!(figure(&forecast, &["2014", "beech-1", "R"]), Some(74.0 + 2.0 * 3.0));
}

/// The forecast is that of blank cells, byte for byte: a word is no zero.
#[test]
fn a_count_kept_back_is_as_a_blank_one() {
    let with = |word: &str| {
        let mut files = small();
        files.swap_line("rolls.csv", "2015,cedar-1,3,", &format!("2015,cedar-1,3,{word},published"));
        files.save("small").run_to("out", &[]).text("forecast.csv").to_owned()
    };
    assert_eq!(with("c"), with(""));
    assert_ne!(with("c"), with("0"));
}

/// Where a count is needed the word is refused as what it is, and not every word is one.
#[test]
fn a_count_kept_back_where_one_is_needed_is_refused() {
    let mut files = small();
    files.swap_line("transfers.csv", "2014,ash,beech,", "2014,ash,beech,c,published");
    let needed = "`c` says that the count is kept back, and it is needed here";
    refused(&files, 1, &[needed, "column `pupils`", "hint: write the number, or take the row away"]);
    for word in ["<", "few", "-", "c5", "[", "<5.5"] {
        let mut files = small();
        files.swap_line("rolls.csv", "2015,cedar-1,3,", &format!("2015,cedar-1,3,{word},published"));
        refused(&files, 1, &[&format!("`{word}` is not a number")]);
    }
}
