//! `rollcast explain`: the arithmetic of one number adds up to what is printed, and says what it rests on.

use super::support::{figure, numbers, project, rollcast, table};

/// A planning area's Reception, a Year 4, a district's Year 7, a small planning area, and a cell five years ahead.
const CELLS: [(&str, &str, &str); 5] = [
    ("8860101", "2021", "R"),
    ("8861201", "2022", "4"),
    ("thanet", "2021", "7"),
    ("8860109", "2021", "3"),
    ("8860102", "2025", "6"),
];

#[test]
fn the_steps_of_five_cells_add_to_the_printed_forecasts() {
    let rows = table(&rollcast(project(), &["forecast", "data/kent", "--format", "csv"]).exits(0).stdout);
    let forecasts = numbers(&rows, &["area", "census_year", "series"], "forecast");
    for (area, year, group) in CELLS {
        let args = ["explain", "data/kent", "--area", area, "--year", year, "--year-group", group];
        let steps = table(&rollcast(project(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout);
        let sum: f64 = steps.iter().map(|s| s["pupils"].parse::<f64>().unwrap()).sum();
        let printed = figure(&forecasts, &[area, year, group]).unwrap();
        // Each step is written with six decimals.
        assert!((sum - printed).abs() < 1e-5, "{area} {year} {group}: {sum} against {printed}");
        let words = rollcast(project(), &args).exits(0).stdout;
        let heading = words.lines().next().unwrap().replace(',', "");
        assert!(heading.ends_with(&format!(": {printed:.1} pupils")), "{words}");
    }
}

/// The national rate of Year 4 rests on England's pupils of Year 4 beside those of Year 3 a year earlier, each January counting
/// less the longer ago it is: worked out here from the national file itself.
#[test]
fn the_national_rate_says_how_many_pupils_it_rests_on() {
    let args = ["explain", "data/kent", "--area", "8861201", "--year", "2021", "--year-group", "4", "--format", "csv"];
    let steps = table(&rollcast(project(), &args).exits(0).stdout);
    let step = steps.iter().find(|s| s["step"] == "national rate").unwrap();
    let memory: f64 = step["memory"].parse().unwrap();
    let england = table(&std::fs::read_to_string(project().join("data/kent/reference_rolls.csv")).unwrap());
    let pupils = numbers(&england, &["year_group", "census_year"], "pupils");
    let of = |group: &str, year: i32| figure(&pupils, &[group, &year.to_string()]).unwrap();
    let (mut observed, mut expected) = (0.0, 0.0);
    for year in 2013..=2020 {
        observed = memory * observed + of("4", year);
        expected = memory * expected + of("3", year - 1);
    }
    for (name, by_hand) in [("observed", observed), ("expected", expected)] {
        let told: f64 = step[name].parse().unwrap();
        assert!((told / by_hand - 1.0).abs() < 1e-9, "{name}: {told} against {by_hand}");
    }
}

#[test]
fn a_group_is_said_not_to_be_an_area() {
    let group = "ttl-dover";
    let args = ["explain", "data/kent", "--area", group, "--year", "2021", "--year-group", "7"];
    let told = rollcast(project(), &args).exits(1).stderr;
    assert!(told.contains("`ttl-dover` is a group of areas") && told.contains("groupings.csv"), "{told}");
}
