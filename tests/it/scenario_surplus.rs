//! What a scenario changes in surplus and in the chance of falling short: in the report, on the terminal, as the table has it.

use super::scenarios::{run, scenario, written};
use super::small::small;
use super::support::{Files, Row};

/// Thirty more in the Reception of Ash in each January.
const WAVE: &str = "[[change]]\nkind = \"migration\"\nareas = [\"ash\"]\nadd = { R = 30 }\nfrom = 2017\nto = 2019\n\
                    evidence = \"a made-up programme\"\n";

fn with(changes: &str) -> Files {
    let mut files = small();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// Points by which a scenario raises the chance of falling short.
fn raised(row: &Row) -> f64 {
    number(row, "probability_below_target_scenario") - number(row, "probability_below_target_base")
}

/// A chance as a reader sees it.
fn words(percent: f64) -> String {
    match (percent + 0.5).floor() {
        p if p < 1.0 => "<1%".to_owned(),
        p if p > 99.0 => ">99%".to_owned(),
        p => format!("{p}%"),
    }
}

fn from_to(row: &Row) -> String {
    let [base, with] = ["base", "scenario"].map(|s| words(number(row, &format!("probability_below_target_{s}"))));
    format!("{base} to {with}")
}

#[test]
fn the_report_says_where_the_chance_of_falling_short_rises_most() {
    let folder = with(WAVE).save("small");
    let outcome = run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_surplus.csv");
    let judged: Vec<&Row> = rows.iter().filter(|r| !r["meets_target_base"].is_empty()).collect();
    let most =
        judged.iter().copied().reduce(|most, next| if raised(next) > raised(most) { next } else { most }).unwrap();
    assert!(raised(most) > 5.0 && most["group"] == "ash", "{most:?}");
    let series = match most["series"].as_str() {
        "R" => "Year R",
        "R-6" => "Years R-6",
        other => panic!("nobody joins {other}"),
    };
    let report =
        std::fs::read_to_string(folder.path("out/report.html")).unwrap().replace("&lt;", "<").replace("&gt;", ">");
    let sentence = format!(
        "The chance of falling short of a target rises most in Ash, {series}, from {} in January {}.",
        from_to(most),
        most["census_year"]
    );
    assert!(report.contains(&sentence), "{sentence}");
    assert!(report.contains("Surplus and the chance of falling short in January 2021"));
    // On the terminal, of the last January.
    let of_last =
        judged.iter().find(|r| r["group"] == "ash" && r["series"] == "R-6" && r["census_year"] == "2021").unwrap();
    let shown = format!("Ash {}", from_to(of_last));
    assert!(raised(of_last) > 1.0 && outcome.stdout.contains(&shown), "{shown} in {}", outcome.stdout);
}

#[test]
fn a_scenario_that_changes_no_chance_says_so() {
    let folder = with("").save("small");
    run(&folder, &[]).exits(0);
    let report = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(report.contains("The chance of falling short of a target stays as it is, everywhere."));
    assert!(!report.contains("Surplus and the chance of falling short in January"));
}
