//! Scenarios of homes and of a planner's adjustments: by hand, one on top of another, and refused.

use super::drivers::one_site;
use super::scenarios::{TABLES, micro, refused, run, scenario, written};
use super::support::{Files, figure, numbers};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

/// The small data set with one site and the scenario `test`.
fn with(changes: &str) -> Files {
    let mut files = one_site();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

/// What a scenario adds, by area, series and January.
fn differences(changes: &str) -> BTreeMap<Vec<String>, f64> {
    let folder = with(changes).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    numbers(&rows, &["area", "series", "census_year"], "difference")
}

#[track_caller]
fn near(found: &BTreeMap<Vec<String>, f64>, key: [&str; 3], expected: f64) {
    let found = figure(found, &key).unwrap();
    assert!((found - expected).abs() < 2e-6, "{key:?}: {found}, expected {expected}");
}

/// The site builds 20 homes a year up to 2016, and plans 60 for 2017 and 20 a year from 2018 to 2021: 40 beyond the rate of late
/// in 2017. A home fills by a tenth a January, to 0.04 pupils in Reception.
///
/// Two years late, nothing is built in 2017 and 2018, 20 a year below that rate; the 60 come in 2019, and 20 in each of 2020
/// and 2021. Counted in tenths of a full home, the 40 of the base are 40, 80, 120, 160, 200 in the five Januaries; of the
/// scenario, -20 of 2017, -20 of 2018 and 40 of 2019 are -20, -60, -60, -60, -60.
#[test]
fn a_site_two_years_late_takes_its_pupils_away_and_brings_them_later() {
    let found = differences("[[change]]\nkind = \"housing\"\nsite = \"Mill Lane\"\nshift_years = 2\n");
    for (year, tenths) in [("2017", -60.0), ("2018", -140.0), ("2019", -180.0), ("2020", -220.0), ("2021", -260.0)] {
        for area in ["ash-1", "ash", "shire"] {
            near(&found, [area, "R", year], tenths / 10.0 * 0.04);
            near(&found, [area, "R-6", year], tenths / 10.0 * 0.22);
        }
        near(&found, ["beech-1", "R", year], 0.0);
    }
}

/// Half of what is planned: 30 in 2017 and 10 a year after, 10 beyond the rate of late and then 10 below it.
#[test]
fn half_the_homes_bring_what_half_the_plan_exceeds() {
    for (change, sixty, twenty) in [("scale = 0.5", 30.0, 10.0), ("remove = true", 0.0, 0.0)] {
        let found = differences(&format!("[[change]]\nkind = \"housing\"\nareas = [\"ash\"]\n{change}\n"));
        let excess = [sixty - 60.0, twenty - 20.0, twenty - 20.0, twenty - 20.0, twenty - 20.0];
        for (h, year) in ["2017", "2018", "2019", "2020", "2021"].into_iter().enumerate() {
            let tenths: f64 = (0..=h).map(|c| excess[c] * (h - c + 1) as f64).sum();
            near(&found, ["ash-1", "R", year], tenths / 10.0 * 0.04);
        }
    }
}

/// A hundred homes of a new site in 2018, and homes that hold half as many pupils more: on the 40 homes of the base too.
#[test]
fn a_new_site_and_fuller_homes_are_split_in_order() {
    let changes = "[[change]]\nkind = \"housing\"\nsite = \"Park\"\nareas = [\"beech-2\"]\ndwellings = { 2018 = 100 }\n\
                   [[change]]\nkind = \"yield\"\nscale = 1.5\nyear_groups = [\"R\"]\n";
    let folder = with(changes).save("small");
    run(&folder, &[]).exits(0);
    let key = ["area", "series", "census_year"];
    let rows = written(&folder, "scenario_drivers.csv");
    let of = |driver: &str| {
        let rows: Vec<_> = rows.iter().filter(|r| r["driver"] == driver).cloned().collect();
        numbers(&rows, &key, "pupils")
    };
    let (homes, yields) = (of("housing"), of("yield"));
    for (year, tenths) in [("2018", 1.0), ("2019", 2.0), ("2021", 4.0)] {
        near(&homes, ["beech-2", "R", year], 100.0 * tenths / 10.0 * 0.04);
        near(&homes, ["beech-2", "1", year], 100.0 * tenths / 10.0 * 0.03);
        near(&homes, ["ash-1", "R", year], 0.0);
        near(&yields, ["beech-2", "R", year], 100.0 * tenths / 10.0 * 0.02);
        near(&yields, ["beech-2", "1", year], 0.0);
        near(&yields, ["ash-1", "R", year], 40.0 * (tenths + 1.0) / 10.0 * 0.02);
    }
}

/// Seven pupils join Year 2 of a planning area in 2017 and in 2018, and move up.
#[test]
fn an_adjustment_moves_up_with_its_year_group() {
    let found = differences(
        "[[change]]\nkind = \"intervention\"\narea = \"cedar-1\"\nyear_groups = [\"2\"]\nfrom = 2017\nexpires = 2018\npupils = 7\n\
         reason = \"families of a new employer\"\n",
    );
    for (group, year, expected) in [
        ("2", "2017", 7.0),
        ("2", "2018", 7.0),
        ("3", "2018", 7.0),
        ("2", "2019", 0.0),
        ("3", "2019", 7.0),
        ("4", "2019", 7.0),
    ] {
        near(&found, ["cedar-1", group, year], expected);
        near(&found, ["cedar", group, year], expected);
    }
    near(&found, ["shire", "R-6", "2019"], 14.0);
}

/// Invariant 3 on homes and yields: changes that leave things as they are give the base run, bit for bit.
#[test]
fn homes_no_later_and_no_fuller_give_the_base_run() {
    let changes = "[[change]]\nkind = \"housing\"\nshift_years = 0\n[[change]]\nkind = \"housing\"\nscale = 1\n\
                   [[change]]\nkind = \"yield\"\nscale = 1\n";
    let folder = with(changes).save("small");
    let base = folder.run_to("base", &[]);
    run(&folder, &[]).exits(0);
    let outputs = Files::of(&folder.path("out/test"));
    for file in TABLES {
        assert!(outputs.0[file] == base.0[file], "{file} differs");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Whatever drivers change, the parts of every difference add to it exactly, in the stated order.
    #[test]
    fn the_split_adds_whatever_changes(
        births in 0.5..1.5f64,
        shift in 0..4i32,
        scale in 0.0..3.0f64,
        fuller in 0.0..3.0f64,
        pupils in -300.0..300.0f64,
    ) {
        let changes = format!(
            "[[change]]\nkind = \"target\"\ntarget = \"primary\"\nsurplus_percent_at_least = 7\n\
             [[change]]\nkind = \"intervention\"\narea = \"ash\"\nfrom = 2018\nexpires = 2020\npupils = {pupils:?}\nreason = \"a test\"\n\
             [[change]]\nkind = \"yield\"\nscale = {fuller:?}\n\
             [[change]]\nkind = \"housing\"\nshift_years = {shift}\n[[change]]\nkind = \"housing\"\nscale = {scale:?}\n\
             [[change]]\nkind = \"births\"\nscale = {births:?}\n"
        );
        let folder = with(&changes).save("small");
        run(&folder, &["--horizon", "8"]).exits(0);
        let key = ["area", "series", "census_year"];
        let mut sums = BTreeMap::<Vec<String>, (i64, Vec<String>)>::new();
        for row in written(&folder, "scenario_drivers.csv") {
            let (sum, order) = sums.entry(key.map(|k| row[k].clone()).to_vec()).or_default();
            *sum += micro(&row["pupils"]);
            order.push(row["driver"].clone());
        }
        let differences = written(&folder, "scenario_differences.csv");
        prop_assert_eq!(sums.len(), differences.len());
        for row in differences {
            let (sum, order) = &sums[&key.map(|k| row[k].clone()).to_vec()];
            prop_assert_eq!(*sum, micro(&row["difference"]), "{:?}", row);
            prop_assert_eq!(order, &["births", "housing", "yield", "intervention", "target"]);
        }
    }
}

#[test]
fn homes_that_are_not_planned_and_changes_that_cannot_be_are_told_at_once() {
    let changes = "[[change]]\nkind = \"housing\"\nsite = \"Mil Lane\"\nshift_years = 2\n\
                   [[change]]\nkind = \"housing\"\nsite = \"Mill Lane\"\nshift_years = 1\nscale = 2\n\
                   [[change]]\nkind = \"housing\"\nareas = [\"beech\"]\nscale = -1\n\
                   [[change]]\nkind = \"housing\"\nsite = \"Mill Lane\"\nareas = [\"ash\"]\ndwellings = { 2018 = 10, 2030 = 5, soon = 1 }\n\
                   [[change]]\nkind = \"yield\"\nscale = 1.1\nyear_groups = [\"13\"]\n\
                   [[change]]\nkind = \"intervention\"\narea = \"ash-9\"\nfrom = 2016\nexpires = 2018\npupils = 3\nreason = \" \"\n";
    refused(
        &with(changes),
        &[],
        11,
        &[
            "unknown site `Mil Lane`\n  small/scenarios/test.toml, row 5\n  hint: did you mean `Mill Lane`?",
            "the change does not say what happens to the homes, or says two things",
            "`scale` is not a factor from 0 to 10",
            "no homes are planned there\n  small/scenarios/test.toml, row 14",
            "there is a site `Mill Lane` already",
            "the plan of housing.csv ends in January 2021, before 2030",
            "`soon` is no census year",
            "unknown year group `13`",
            "unknown area `ash-9`",
            "January 2016 is history, and a scenario changes what is ahead",
        ],
    );
}

#[test]
fn an_adjustment_without_reason_or_expiry_is_refused() {
    let start = "[[change]]\nkind = \"intervention\"\narea = \"ash\"\nfrom = 2017\npupils = 3\n";
    refused(&with(&format!("{start}expires = 2018\n")), &[], 1, &["the change has no `reason`"]);
    refused(&with(&format!("{start}reason = \"why not\"\n")), &[], 1, &["the change has no `expires`"]);
}

#[test]
fn homes_cannot_be_late_twice() {
    let late = |rest: &str| format!("[[change]]\nkind = \"housing\"\nshift_years = 2\n{rest}\n");
    let twice = late("") + &late("site = \"Mill Lane\"");
    let text = "the change contradicts that of row 3: both set when the same homes come";
    refused(&with(&twice), &[], 1, &[text]);
}
