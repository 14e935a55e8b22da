//! Forty malformed inputs, each with its whole message as `tests/data/malformed.txt` holds it: a change of words shows there.

use super::small::small;
use super::support::{Files, project};
use std::fmt::Write;

type Edit = Box<dyn Fn(&mut Files)>;

/// Puts a line in the place of that which begins so.
fn line(file: &'static str, start: &'static str, line: &'static str) -> Edit {
    Box::new(move |files| {
        files.swap_line(file, start, line);
    })
}

fn replaced(file: &'static str, from: &'static str, to: &'static str) -> Edit {
    Box::new(move |files| files.replace(file, from, to))
}

fn added(file: &'static str, line: &'static str) -> Edit {
    Box::new(move |files| {
        files.append(file, line);
    })
}

fn whole(file: &'static str, bytes: &'static [u8]) -> Edit {
    Box::new(move |files| files.set(file, bytes))
}

fn without(file: &'static str) -> Edit {
    Box::new(move |files| files.remove(file))
}

fn cases() -> Vec<(&'static str, Edit)> {
    let roll = |cells: &'static str| line("rolls.csv", "2014,ash-1,3,", cells);
    vec![
        ("no settings", without("dataset.toml")),
        ("no rolls", without("rolls.csv")),
        ("settings that are no TOML", whole("dataset.toml", b"title = \n")),
        ("settings of another kind", replaced("dataset.toml", "births_lag = 5", "births_lag = \"five\"")),
        ("a series of a year group that is none", replaced("dataset.toml", "\"7\" = [\"7\"]", "\"7\" = [\"Y7\"]")),
        ("an entry year that is none", replaced("dataset.toml", "entry = \"R\"", "entry = \"N\"")),
        (
            "a target for a level that is none",
            replaced("dataset.toml", "grouping = \"district\"", "grouping = \"ward\""),
        ),
        ("a root that is no area", replaced("dataset.toml", "root = \"shire\"", "root = \"kent\"")),
        ("an empty file", whole("areas.csv", b"")),
        ("a header alone", whole("births.csv", b"area,year_to_30_june,births,status\n")),
        ("bytes that are no text", whole("aliases.csv", b"alias,area\n\xff\xfe,ash\n")),
        ("a NUL in a name", added("aliases.csv", "a\0b,nowhere")),
        ("a quote never closed", whole("aliases.csv", b"alias,area\n\"Ash,ash\nBeech,beech\n")),
        ("semicolons for commas", replaced("aliases.csv", ",", ";")),
        ("tabs for commas", replaced("aliases.csv", ",", "\t")),
        ("a row too short", roll("2014,ash-1,3")),
        ("a row too long", roll("2014,ash-1,3,1,234,published")),
        ("a misspelt column", replaced("places.csv", "census_year", "cencus_year")),
        ("a column that stands twice", replaced("aliases.csv", "alias,area", "area,area")),
        ("a roll in words", roll("2014,ash-1,3,sixty,published")),
        ("a roll with a decimal comma", roll("2014,ash-1,3,\"61,5\",published")),
        ("a roll with a thousands separator", roll("2014,ash-1,3,\"1,234\",published")),
        ("a negative roll", roll("2014,ash-1,3,-4,published")),
        ("half a pupil", roll("2014,ash-1,3,60.5,published")),
        ("a roll without end", roll("2014,ash-1,3,inf,published")),
        ("a roll too large", roll("2014,ash-1,3,6e30,published")),
        ("an error of a spreadsheet", roll("2014,ash-1,3,#REF!,published")),
        ("an academic year for a January", roll("2013/15,ash-1,3,60,published")),
        ("a year that is none", roll("1066,ash-1,3,60,published")),
        ("a year group that is none", roll("2014,ash-1,Y33,60,published")),
        ("an area that is none", roll("2014,Ash Northe,3,60,published")),
        ("a status that is none", roll("2014,ash-1,3,60,official")),
        ("a row again", added("rolls.csv", "2014,ash-1,3,61,published")),
        ("an area without a name", line("areas.csv", "ash-2,", "ash-2,,planning_area,ash,published")),
        ("an area in itself", line("areas.csv", "ash-2,", "ash-2,Ash South,planning_area,ash-2,published")),
        ("an area in no other", line("areas.csv", "ash-2,", "ash-2,Ash South,planning_area,oak,published")),
        ("an alias of itself", added("aliases.csv", "Elm,Elm")),
        (
            "a share above one",
            line(
                "groupings.csv",
                "travel_to_learn,ttl-south,South,beech,",
                "travel_to_learn,ttl-south,South,beech,0.7,,,published",
            ),
        ),
        ("a transfer of a planning area", added("transfers.csv", "2014,ash-1,ash,4,published")),
        ("a forecast for a January that was known", added("published_forecasts.csv", "2015,2015,ash,R,60,published")),
        ("a workbook that is none", whole("plan.xlsx", b"PK\x03\x04 and no more")),
        (
            "a Parquet file that is none",
            Box::new(|files| {
                files.remove("births.csv");
                files.set("births.parquet", "PAR1PAR1");
            }),
        ),
        ("a cell like a formula", added("aliases.csv", "\"=HYPERLINK(\"\"http://example.org\"\")\",ash")),
    ]
}

#[test]
fn every_malformed_input_has_its_message() {
    let mut told = String::new();
    let cases = cases();
    assert!(cases.len() >= 40);
    for (name, edit) in cases {
        let mut files = small();
        edit(&mut files);
        let outcome = files.save("small").rollcast(&["check", "small"]).exits(1);
        assert!(outcome.stderr.contains("error: ") && outcome.stdout.is_empty(), "{name}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("unreachable") && outcome.stderr.len() < 20_000, "{name}");
        writeln!(told, "## {name}\n\n{}", outcome.stderr).unwrap();
    }
    let held = std::fs::read_to_string(project().join("tests/data/malformed.txt")).unwrap_or_default();
    assert!(
        held.trim_end() == told.trim_end(),
        "the messages differ from tests/data/malformed.txt; they are now:\n{told}"
    );
}
