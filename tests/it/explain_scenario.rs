//! `rollcast explain --scenario`: a number under a scenario taken apart, with what the scenario changes of each step.

use super::scenario_where::westwood_late;
use super::support::{Folder, Outcome, Row, numbers, table};

fn explain(folder: &Folder, cell: [&str; 3], args: &[&str]) -> Outcome {
    let [area, year, group] = cell;
    let cell = ["explain", "kent", "--area", area, "--year", year, "--year-group", group];
    folder.rollcast(&[&cell, args].concat())
}

/// By hand, 115 homes' worth of pupils are not yet there in January 2025 ([`westwood_late`]), at 0.04 in each primary year group.
#[test]
fn the_step_that_a_scenario_changes_is_marked_and_the_rest_is_not() {
    let (folder, _) = westwood_late();
    let cell = ["margate", "2025", "R"];
    let told = explain(&folder, cell, &["--scenario", "westwood-late"]).exits(0).stdout;
    let heading = "Scenario westwood-late: The homes at Westwood come two years late; 4.6 fewer than the ";
    assert!(told.lines().nth(1).unwrap().starts_with(heading), "{told}");
    let steps: Vec<&str> = told.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| step")).collect();
    let marks = |line: &str| line.trim_end_matches('|').rsplit('|').next().unwrap().trim().to_owned();
    let marked: Vec<(bool, String)> = steps.iter().map(|l| (l.contains("new homes"), marks(l))).collect();
    assert!(steps.len() > 4 && marked.iter().all(|(homes, mark)| mark == if *homes { "−4.6" } else { "" }), "{told}");
    // Without the scenario nothing of it is said.
    let plain = explain(&folder, cell, &[]).exits(0).stdout;
    assert!(!plain.contains("cenario") && plain.contains("new homes"));
}

#[test]
fn the_steps_add_to_the_forecast_of_the_scenario_and_those_without_to_the_base() {
    let (folder, _) = westwood_late();
    let written = |file: &str| table(&std::fs::read_to_string(folder.path("out").join(file)).unwrap());
    let of = |rows: &[Row], column: &str| numbers(rows, &["area", "series", "census_year"], column);
    let differences = written("scenario_differences.csv");
    let (with, base) = (of(&differences, "forecast"), of(&differences, "base"));
    // A planning area, its district, a district that takes some of its leavers.
    for [area, year, group] in [["8861001", "2024", "3"], ["thanet", "2025", "R"], ["canterbury", "2025", "9"]] {
        let args = ["--scenario", "scenarios/westwood-late.toml", "--format", "csv"];
        let steps = table(&explain(&folder, [area, year, group], &args).exits(0).stdout);
        let sum = |column: &str| steps.iter().map(|s| s[column].parse::<f64>().unwrap()).sum::<f64>();
        let key: Vec<String> = [area, group, year].map(str::to_owned).to_vec();
        assert!((sum("pupils") - with[&key]).abs() < 1e-5, "{area} {year} {group}");
        assert!((sum("pupils_without") - base[&key]).abs() < 1e-5, "{area} {year} {group}");
        assert!(with[&key] < base[&key]);
        let told = |column: &str| steps[0][column].parse::<f64>().unwrap();
        assert!((told("forecast") - with[&key]).abs() < 1e-5 && (told("forecast_without") - base[&key]).abs() < 1e-5);
        assert!(steps.iter().all(|s| s["scenario"] == "westwood-late"));
    }
}

#[test]
fn a_scenario_that_is_not_there_or_is_unsound_explains_nothing() {
    let (folder, _) = westwood_late();
    let cell = ["margate", "2025", "R"];
    let outcome = explain(&folder, cell, &["--scenario", "westwod-late"]).exits(1);
    assert_eq!(outcome.says("hint: did you mean `westwood-late`?").stdout, "");
    let path = folder.path("kent/scenarios/westwood-late.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"Westwood\"", "\"Westwod\"")).unwrap();
    explain(&folder, cell, &["--scenario", "westwood-late"]).exits(1).says("unknown site `Westwod`");
}
