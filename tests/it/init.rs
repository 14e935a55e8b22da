//! `rollcast init`: a data set to begin with.

use super::support::{Files, rollcast};
use std::fs;

/// What comes out passes `check` without a word, runs, and says the same as files and as a workbook.
#[test]
fn a_skeleton_passes_check_and_runs_as_files_and_as_a_workbook() {
    let top = tempfile::tempdir().unwrap();
    for (folder, more) in [("files", &[][..]), ("book", &["--xlsx"])] {
        rollcast(top.path(), &[&["init", folder], more].concat()).exits(0).says(&format!("`rollcast check {folder}`"));
        rollcast(top.path(), &["check", folder, "--strict"]).exits(0).says("0 errors, 0 warnings");
        rollcast(top.path(), &["run", folder, "--out", &format!("out/{folder}")]).exits(0);
    }
    let out = |folder: &str| Files::of(&top.path().join("out").join(folder));
    for table in ["forecast.csv", "surplus.csv", "accuracy.csv"] {
        assert_eq!(out("files").text(table), out("book").text(table), "{table}");
    }
    assert!(
        out("files").text("report.html").contains("nobody's record")
            || out("files").text("report.html").contains("illustrative")
    );
    let names = |folder: &str| Files::of(&top.path().join(folder)).0.into_keys().collect::<Vec<_>>();
    assert_eq!(names("book"), ["README.md", "dataset.toml", "dataset.xlsx"]);
    assert_eq!(names("files").len(), 12);
}

/// Every table has its header and a row, and README.md says what each column holds.
#[test]
fn every_table_shows_its_columns() {
    let top = tempfile::tempdir().unwrap();
    rollcast(top.path(), &["init", "new"]).exits(0);
    let files = Files::of(&top.path().join("new"));
    let readme = files.text("README.md");
    for name in files.0.keys().filter(|n| n.ends_with(".csv")) {
        assert!(files.text(name).lines().count() > 1, "{name}");
        for column in files.text(name).lines().next().unwrap().split(',') {
            assert!(readme.contains(&format!("| `{column}` | ")), "{name}, {column}");
        }
        assert!(readme.contains(&format!("\n## {}\n", name.trim_end_matches(".csv"))), "{name}");
    }
}

#[test]
fn nothing_that_is_there_is_overwritten_and_the_same_bytes_come_again() {
    let top = tempfile::tempdir().unwrap();
    for folder in ["one", "two"] {
        rollcast(top.path(), &["init", folder, "--xlsx"]).exits(0);
    }
    let files = |folder: &str| Files::of(&top.path().join(folder)).0;
    assert_eq!(files("one"), files("two"));
    fs::write(top.path().join("two/README.md"), "mine").unwrap();
    rollcast(top.path(), &["init", "two"]).exits(1).says("two is not empty, and nothing in it is overwritten");
    assert_eq!(files("two")["README.md"], b"mine");
    assert_eq!(files("two").len(), 3);
}

/// Example tables left in when the areas are one's own are told once each, with what to do, and hide nothing else.
#[test]
fn example_tables_left_in_are_told_once_each() {
    let top = tempfile::tempdir().unwrap();
    rollcast(top.path(), &["init", "new"]).exits(0);
    let mut files = Files::of(&top.path().join("new"));
    files.set("areas.csv", "area,name,level,parent\nmy-council,My Council,council,\ntown,Town,district,my-council\n");
    let births = files.text("births.csv").lines().count() - 1;
    super::support::refused(
        &files,
        9,
        &[
            &format!("error: this and {} more rows are examples of `init`\n  small/births.csv, row 2\n", births - 1),
            "hint: take `births.csv` away, until you fill it with rows of your own",
            "error: the row is an example of `init`\n  small/aliases.csv, row 2\n",
            "small/rolls.csv, row 2\n  hint: put your own rows in their place",
        ],
    );
    files.set("rolls.csv", files.text("rolls.csv").replace("north", "town").replace(",south,", ",town-2,"));
    let own = files.append("births.csv", "twon,2012,300,published");
    files.replace("areas.csv", "\ntown,", "\ntown-2,Town Two,district,my-council\ntown,");
    super::support::refused(
        &files,
        9,
        &["unknown area `twon`", &format!("small/births.csv, row {own}, column `area`"), "did you mean `town`?"],
    );
}
