//! The default model against the oracle's golden forecasts (`reference/golden_*.csv`), through the program.
//!
//! Tolerance, as the oracle's README states it: 1e-6 pupils and 1e-10 of the figure. Both sides are rounded to six decimals,
//! so this is one unit of the last of them.

use super::one_level::{alone, kent_districts, kent_districts_where_all_stay, with_sum_as_reference};
use super::support::{Files, needs_shared, project, table};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Asserts that `forecast` gives the golden figures of every area and year group that the golden file has, and has no area
/// of that level and no year group beyond them; gives how many figures there were.
#[track_caller]
fn matches(dataset: &Path, level: &str, base: u16, golden: &Path) -> usize {
    let args =
        ["forecast", dataset.to_str().unwrap(), "--base", &base.to_string(), "--horizon", "5", "--format", "csv"];
    let csv = super::support::rollcast(project(), &args).exits(0).stdout;
    let golden = table(&fs::read_to_string(golden).unwrap());
    let key = |area: &str, group: &str, horizon: &str| [area.to_owned(), group.to_owned(), horizon.to_owned()];
    let expected: BTreeMap<[String; 3], f64> = golden
        .iter()
        .map(|r| (key(&r["area"], &r["year_group"], &r["horizon"]), r["forecast"].parse().unwrap()))
        .collect();
    assert_eq!(expected.len(), golden.len());
    let groups: Vec<&String> = golden.iter().map(|r| &r["year_group"]).collect();
    let mut compared = 0;
    for row in table(&csv).iter().filter(|r| r["level"] == level && groups.contains(&&r["series"])) {
        if row["horizon"].parse::<i32>().unwrap() < 1 {
            continue;
        }
        let key = key(&row["area"], &row["series"], &row["horizon"]);
        let figure: f64 = row["forecast"].parse().unwrap();
        let expected = *expected.get(&key).unwrap_or_else(|| panic!("{key:?} is not in the golden file"));
        let tolerance = 1e-6 + 1e-10 * expected.abs();
        assert!((figure - expected).abs() <= tolerance, "{key:?}: {figure}, the oracle {expected}");
        compared += 1;
    }
    assert_eq!(compared, expected.len(), "every golden figure is met");
    compared
}

#[test]
fn england_and_connecticut_and_eau_claire_are_those_of_the_oracle() {
    for (dataset, level, base, figures) in [
        // Base 2016 takes one birth year not yet known at five years; at base 2019 the clip of (E3) binds.
        ("england", "local authority", 2016, 148 * 12 * 5),
        ("england", "local authority", 2019, 148 * 12 * 5),
        // No births, one parent for all, transfer at grade 9; in 2020 more history than the window of ten years.
        ("connecticut", "district", 2014, 111 * 12 * 5),
        ("connecticut", "district", 2020, 111 * 12 * 5),
        // No transfer year, small schools, 17 years of history.
        ("eau-claire", "school", 2015, 11 * 6 * 5),
    ] {
        let golden = needs_shared(&format!("reference/golden_{dataset}_base_{base}.csv"));
        let (Some(golden), Some(folder)) = (golden, needs_shared(&format!("data/{dataset}"))) else { continue };
        assert_eq!(matches(&folder, level, base, &golden), figures, "{dataset}");
    }
}

/// With the national parent (R1): the reference that the data set ships.
#[test]
fn districts_of_kent_are_those_of_the_oracle() {
    let golden = project().join("tests/data/reference/golden_kent-district_base_2019.csv");
    let folder = kent_districts().save("kent");
    assert_eq!(matches(&folder.path("kent"), "district", 2019, &golden), 12 * 12 * 5);
}

/// Transfers that move nobody leave one-level data as they were: the feeder of Year 7 is the area's own Year 6.
#[test]
fn districts_of_kent_are_those_of_the_oracle_with_transfers_that_move_nobody() {
    let golden = project().join("tests/data/reference/golden_kent-district_base_2019.csv");
    let folder = kent_districts_where_all_stay().save("kent");
    assert_eq!(matches(&folder.path("kent"), "district", 2019, &golden), 12 * 12 * 5);
}

/// An authority alone is compared with the nation and joins its region: by its own reference, and by the one built in.
#[test]
fn an_authority_alone_is_that_of_the_oracle() {
    let golden = needs_shared("reference/golden_england_la-886_alone_base_2019.csv");
    let (Some(golden), Some(england)) = (golden, needs_shared("data/england")) else { return };
    let england = Files::of(&england);
    let built_in = alone(&england, "la-886");
    let mut own = built_in.clone();
    with_sum_as_reference(&mut own, &england);
    for files in [built_in, own] {
        let folder = files.save("authority");
        assert_eq!(matches(&folder.path("authority"), "local authority", 2019, &golden), 12 * 5);
    }
}
