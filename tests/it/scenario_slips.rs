//! Slips of somebody who writes a scenario for the first time: each is answered at its row with what to write.

use super::drivers::one_site;
use super::scenarios::{refused, run, scenario, written};
use super::support::{Files, figure, numbers};

const HOUSING: &str = "[[change]]\nkind = \"housing\"\nsite = \"Mill Lane\"\n";

/// The small data set with one site and a scenario as it is written, `test`.
fn with(text: &str) -> Files {
    let mut files = one_site();
    files.set("scenarios/test.toml", text);
    files
}

#[test]
fn values_of_the_wrong_kind_are_told_at_their_row_with_what_to_write() {
    for (line, said) in [
        (
            "shift_years = \"2\"",
            "`shift_years` is text, and a number is needed\n  small/scenarios/test.toml, row 6\n  hint: write 2 without quotes",
        ),
        (
            "shift_years = 2.5",
            "`shift_years` is not whole\n  small/scenarios/test.toml, row 6\n  hint: write whole years, as in `shift_years = 2`",
        ),
        (
            "scale = \"half\"",
            "`scale` is text, and a number is needed\n  small/scenarios/test.toml, row 6\n  hint: write a number",
        ),
        (
            "areas = \"ash\"",
            "`areas` is not a list\n  small/scenarios/test.toml, row 6\n  hint: write it in square brackets",
        ),
        (
            "remove = \"yes\"",
            "`remove` is neither true nor false\n  small/scenarios/test.toml, row 6\n  hint: write `remove = true`",
        ),
        (
            "dwellings = 60",
            "`dwellings` gives no areas or years\n  small/scenarios/test.toml, row 6\n  hint: write it in braces",
        ),
    ] {
        refused(&with(&scenario(&format!("{HOUSING}{line}\n"))), &[], 1, &[said]);
    }
    let school =
        "[[change]]\nkind = \"pan\"\narea = \"ash-1\"\nyear_group = 7\nplaces = \"30\"\nfirst_intake = \"2017-09\"\n";
    let texts = ["row 6\n  hint: write it in quotes: `year_group = \"7\"`", "row 7\n  hint: write 30 without quotes"];
    refused(&with(&scenario(school)), &[], 2, &texts);
}

#[test]
fn curly_quotes_and_a_missing_change_line_are_named() {
    let curly = "title = \u{201c}Late\u{201d}\nwhy = \"A call.\"\n";
    refused(&with(curly), &[], 1, &["is a curly quotation mark", "test.toml, row 1", "hint: write straight ones"]);
    let flat = scenario(&format!("{HOUSING}shift_years = 2\n").replace("[[change]]\n", ""));
    let said = |key: &str, row: usize| {
        format!(
            "`{key}` is a key of a change, and stands above the first `[[change]]`\n  small/scenarios/test.toml, row {row}\n  \
             hint: put it below a line `[[change]]`"
        )
    };
    let texts = [said("kind", 3), said("site", 4), said("shift_years", 5)];
    refused(&with(&flat), &[], 3, &texts.each_ref().map(String::as_str));
}

#[test]
fn a_scenario_is_found_by_its_name_its_file_and_the_path_of_its_file() {
    let folder = with(&scenario(&format!("{HOUSING}shift_years = 2\n"))).save("small");
    for name in ["test", "test.toml", "scenarios/test.toml", "small/scenarios/test.toml"] {
        let outcome = run(&folder, &["--scenario", name, "--scenario", "test"]).exits(0);
        assert!(outcome.stdout.contains("| test "), "{name}: {}", outcome.stdout);
        assert_eq!(outcome.stdout.lines().filter(|l| l.starts_with("| test ")).count(), 4, "{name} is read once");
    }
    // A file elsewhere is none of the data set, whatever its name.
    std::fs::write(folder.path("test.toml"), scenario("")).unwrap();
    let elsewhere = folder.path("test.toml");
    run(&folder, &["--scenario", elsewhere.to_str().unwrap()])
        .exits(1)
        .says("is not among the scenarios of the data set")
        .says("hint: put the file into small/scenarios");
}

#[test]
fn what_begins_beyond_the_forecast_is_refused_with_the_horizon_it_needs() {
    let changes = "[[change]]\nkind = \"migration\"\nscale = 2.0\nfrom = 2024\n\
                   [[change]]\nkind = \"intervention\"\narea = \"ash\"\nfrom = 2023\nexpires = 2026\npupils = 5\nreason = \"r\"\n\
                   [[change]]\nkind = \"pan\"\narea = \"ash-1\"\nyear_group = \"R\"\nplaces = 30\nfirst_intake = \"2021-09\"\n";
    let texts = [
        "`from` is January 2024, and the forecast ends in January 2021\n  small/scenarios/test.toml, row 6\n  hint: choose a January up to \
         2021, or forecast with `--horizon 8`",
        "`from` is January 2023, and the forecast ends in January 2021\n  small/scenarios/test.toml, row 10",
        "`first_intake` is January 2022, and the forecast ends in January 2021\n  small/scenarios/test.toml, row 19",
    ];
    refused(&with(&scenario(changes)), &[], 3, &texts);
    run(&with(&scenario(changes)).save("small"), &["--horizon", "8"]).exits(0);
    // A course of births may be written for longer than the forecast, and a note says that it moves nobody yet.
    let births = "[[change]]\nkind = \"births\"\nscale = 0.9\nfrom = 2017\n";
    run(&with(&scenario(births)).save("small"), &[])
        .exits(0)
        .says("note: births of the year to 30 June 2017 enter in January 2022, and the forecast ends in January 2021")
        .says("row 6): the change moves nobody before `--horizon 6`");
}

/// The site builds 20 a year up to 2016 and plans 60 for 2017 and 20 a year from 2018 to 2021. With the 60 of 2017 alone two years
/// late, January 2017 has 60 fewer and 2019 as many more; a home fills by a tenth a January, to 0.22 pupils in R-6.
#[test]
fn the_start_alone_can_slip() {
    let slip = format!("{HOUSING}shift_years = 2\nfrom = 2017\nto = 2017\n");
    let folder = with(&scenario(&slip)).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    let found = numbers(&rows, &["area", "series", "census_year"], "difference");
    for (year, tenths) in [("2017", -60.0), ("2018", -120.0), ("2019", -120.0), ("2020", -120.0), ("2021", -120.0)] {
        let found = figure(&found, &["ash-1", "R-6", year]).unwrap();
        assert!((found - tenths / 10.0 * 0.22).abs() < 2e-6, "{year}: {found}");
    }
    let report = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(report.contains("homes planned at Mill Lane for January 2017 come 2 years later"));
    let none = format!("{HOUSING}shift_years = 2\nfrom = 2030\n");
    let beyond = ["`from` is January 2030, and the forecast ends in January 2021", "`--horizon 14`"];
    refused(&with(&scenario(&none)), &[], 1, &beyond);
    let none_there = ["no homes are planned at `Mill Lane` in these Januaries"];
    refused(&with(&scenario(&none)), &["--horizon", "14"], 1, &none_there);
    let both = format!("{HOUSING}dwellings = {{ 2018 = 5 }}\nfrom = 2018\n").replace("Mill Lane", "New Lane");
    let both = both.replace("from", "areas = [\"ash-1\"]\nfrom");
    refused(&with(&scenario(&both)), &[], 1, &["the change gives both `dwellings` and `from`"]);
}

/// No file lists every school: one that closes is beside those of register.csv and place_changes.csv, and a note says what it is like.
#[test]
fn the_name_of_a_school_that_closes_is_held_against_the_register() {
    let closure = "[[change]]\nkind = \"closure\"\narea = \"ash-1\"\nschool = \"Mill Lane Primay\"\nyear_group = \"R\"\nplaces = 10\n\
                   first_intake = \"2017-09\"\ngoes_to = { ash-2 = 1 }\n";
    let mut files = with(&scenario(closure));
    run(&files.save("small"), &[])
        .exits(0)
        .says("note: neither register.csv nor place_changes.csv holds a school `Mill Lane Primay` of `ash-1`")
        .says("test.toml, row 6): check its name yourself");
    files.set(
        "place_changes.csv",
        "event,area,school,kind,year_group,places,first_intake,last_intake,status,cost_pence,note\n\
         Wing,ash-1,Mill Lane Primary,permanent,R,30,2017-09,,planned,,\n",
    );
    run(&files.save("small"), &[]).exits(0).says("did you mean `Mill Lane Primary`?");
    files.replace("scenarios/test.toml", "Primay", "Primary");
    assert!(!run(&files.save("small"), &[]).exits(0).stderr.contains("note:"));
}

#[test]
fn the_page_to_open_first_is_named_and_the_files_are_counted() {
    let folder = with(&scenario(&format!("{HOUSING}shift_years = 2\n"))).save("small");
    let outcome = run(&folder, &[]).exits(0).says("open out/report.html first").says("wrote 16 files to out");
    assert!(outcome.stderr.lines().all(|line| line.chars().count() < 120), "{}", outcome.stderr);
}
