//! Scenarios that change nothing, changes that come too late to be seen, and what is still planned beside a change.

use super::scenarios::{refused, run, scenario};
use super::small::small;
use super::support::{Files, Outcome, model, project, rollcast};
use std::fs;

/// Kent with one scenario of that text, run.
fn kent(text: &str, args: &[&str]) -> Outcome {
    let mut files = Files::kent();
    files.set("scenarios/test.toml", scenario(text));
    let folder = files.save("kent");
    folder.rollcast(&[&["scenario", "kent", "--out", "out"], args].concat())
}

const WHITFIELD: &str = "[[change]]\nkind = \"housing\"\nsite = \"Whitfield\"\n";

#[test]
fn a_scenario_that_changes_nothing_says_so() {
    for (changes, hint) in [
        ("", "its file holds no `[[change]]`"),
        ("[[change]]\nkind = \"target\"\ntarget = \"primary\"\nsurplus_percent_at_least = 5\n", "`--horizon`"),
    ] {
        let mut files = small();
        files.set("scenarios/test.toml", scenario(changes));
        let folder = files.save("small");
        let outcome = run(&folder, &[]).exits(0);
        let outcome = outcome.says("warning: scenario `test` changes nothing up to January 2021").says(hint);
        assert!(outcome.stdout.contains("No area has a whole pupil more or fewer."), "{}", outcome.stdout);
        let report = fs::read_to_string(folder.path("out/report.html")).unwrap();
        assert!(report.contains("changes no pupil, no place and no target"));
    }
    let late = kent(&format!("{WHITFIELD}shift_years = 0\n"), &[]).exits(0);
    late.says("changes nothing up to January 2025").says("homes planned at Whitfield come when they come");
    // A change that moves a pupil, or a target alone, is no such scenario.
    for changes in [
        "[[change]]\nkind = \"births\"\nscale = 0.5\n",
        "[[change]]\nkind = \"target\"\ntarget = \"primary\"\nsurplus_percent_at_least = 40\n",
    ] {
        let mut files = small();
        files.set("scenarios/test.toml", scenario(changes));
        let outcome = run(&files.save("small"), &["--model", &model("cohort-survival-321")]).exits(0);
        assert!(!outcome.stderr.contains("changes nothing"), "{}", outcome.stderr);
    }
}

/// Whitfield's homes of 2027 are in no January up to 2025, nor would they be late; two years earlier they are.
#[test]
fn homes_beyond_the_forecast_are_refused_with_the_horizon_they_need() {
    let beyond = format!("{WHITFIELD}from = 2027\nshift_years = 2\n");
    let outcome = kent(&beyond, &[]).exits(1);
    outcome.says("`from` is January 2027, and the forecast ends in January 2025").says("forecast with `--horizon 7`");
    let seen = kent(&beyond, &["--horizon", "7"]).exits(0);
    assert!(!seen.stderr.contains("changes nothing"), "{}", seen.stderr);
    let earlier = kent(&format!("{WHITFIELD}from = 2027\nshift_years = -2\n"), &[]).exits(0);
    assert!(!earlier.stderr.contains("changes nothing"), "{}", earlier.stderr);
    // A span that runs backwards is told once, and not of its homes too.
    let backwards = kent(&format!("{WHITFIELD}from = 2023\nto = 2022\nshift_years = 1\n"), &[]).exits(1);
    assert!(!backwards.stderr.contains("no homes are planned"), "{}", backwards.stderr);
}

#[test]
fn the_screen_says_what_a_scenario_changes_whatever_its_title() {
    let outcome = kent(&format!("{WHITFIELD}shift_years = 20\n"), &[]).exits(0);
    assert!(outcome.stdout.contains("What it changes: homes planned at Whitfield come 20 years later."));
}

/// A form of entry is commissioned in Whitfield for September 2021.
#[test]
fn places_planned_where_homes_come_late_are_noted_unless_they_are_moved_too() {
    let late = format!("{WHITFIELD}shift_years = 2\n");
    let event = "[[change]]\nkind = \"event\"\nevent = \"Whitfield: one form more\"\nshift_years = 2\n";
    let note = "note: `Whitfield: one form more` still comes as planned, with places from January 2022";
    kent(&late, &[]).exits(0).says(note);
    for silent in [late + event, format!("{WHITFIELD}scale = 2\n")] {
        let outcome = kent(&silent, &[]).exits(0);
        assert!(!outcome.stderr.contains("still comes"), "{}", outcome.stderr);
    }
}

#[test]
fn values_without_quotes_and_school_years_are_answered_with_what_to_write() {
    for (line, said) in [
        ("site = Whitfield", "write `site = \"Whitfield\"`"),
        ("site = King's Hill", "write `site = \"King's Hill\"`"),
        ("from = 2021/22", "write the year of the January, without quotes: `from = 2022`"),
        ("from = \"2021-09\"", "write the year of the January, without quotes: `from = 2022`"),
        ("to = \"2022-01\"", "write the year of the January, without quotes: `to = 2022`"),
        ("shift_years = two", "write it in digits, as in `shift_years = 2`"),
    ] {
        let mut files = small();
        files.set("scenarios/test.toml", scenario(&format!("[[change]]\nkind = \"housing\"\n{line}\n")));
        refused(&files, &[], 1, &["row 5", said]);
    }
}

#[test]
fn a_scenario_in_another_place_or_under_another_ending_is_found() {
    let text = scenario("[[change]]\nkind = \"births\"\nscale = 0.5\n");
    for (name, said) in
        [("late.toml.txt", "holds `late.toml.txt`: name it `late.toml`"), ("late.txt", "holds `late.txt`")]
    {
        let mut files = small();
        files.set(&format!("scenarios/{name}"), text.as_str());
        files.set("scenarios/test.toml", text.as_str());
        refused(&files, &["--scenario", "late"], 1, &["there is no scenario `late`", said]);
    }
    let folder = small().save("small");
    fs::write(folder.path("mine.toml"), &text).unwrap();
    run(&folder, &["--scenario", "mine.toml"])
        .exits(1)
        .says("put the file `mine.toml` of this folder into small/scenarios");
    // A scenario in the place of the data set.
    let outcome = rollcast(project(), &["scenario", "westwood-late"]).exits(1);
    outcome.says("there is no folder `westwood-late`").says("`--scenario westwood-late`");
}

/// The name of an area does where its code does.
#[test]
fn an_area_goes_by_its_name() {
    let named = |area: &str| {
        let change = format!("[[change]]\nkind = \"housing\"\nareas = [\"{area}\"]\nshift_years = 2\n");
        kent(&change, &["--format", "csv"]).exits(0).stdout
    };
    assert_eq!(named("Whitfield"), named("8860402"));
}
