//! Homes that may come late or not at all: expected delivery in the forecast, the chances in its bands.

use super::bad_drivers::driven;
use super::drivers::one_site;
use super::small::SECONDARY;
use super::support::{Files, refused, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::Dataset;
use rollcast::model::{Component, Draws, Forecast, ModelSpec, Questions};
use std::collections::BTreeMap;

const HEAD: &str = "stage,delay_years,share_delivered,probability,source,status\n";

/// The small data set with one site, of which sixty permitted homes come with a chance of a quarter two years late.
fn may_be_late() -> Files {
    let mut files = one_site();
    let rows = "permitted,2,1,0.25,made up,illustrative\npermitted,0,1,0.75,made up,illustrative\n";
    files.set("slippage.csv", format!("{HEAD}{rows}"));
    files
}

fn load(files: &Files) -> Dataset {
    Dataset::load(&files.save("small").path("small")).unwrap().dataset
}

fn forecast(data: &Dataset, paths: usize) -> Forecast {
    let mut questions = Questions::default();
    for groups in [vec![YearGroup(0)], vec![YearGroup(7)]] {
        questions.keep(&groups);
    }
    let fitted = ModelSpec::built_in().unwrap().fit(data, CensusYear(2016)).unwrap();
    fitted.forecast_with_intervals(data, 5, Some(Draws { paths, seed: 3 }), &questions)
}

/// Pupils of a component by area, year group and January.
fn component(outputs: &Files, name: &str) -> BTreeMap<[String; 3], f64> {
    let rows = table(outputs.text("components.csv")).into_iter().filter(|r| r["component"] == name);
    rows.map(|r| (["area", "year_group", "census_year"].map(|c| r[c].clone()), r["pupils"].parse().unwrap())).collect()
}

/// A home of 2017 holds 1 to 5 tenths of its pupils in 2017 to 2021; two years late it holds 0, 0, 1, 2, 3. What is expected
/// of the sixty is a quarter of that difference. The plan itself stays where it was.
#[test]
fn the_forecast_counts_the_expected_delivery() {
    let with = may_be_late().save("small").run_to("out", &[]);
    let without = one_site().save("small").run_to("out", &[]);
    assert_eq!(component(&with, "housing"), component(&without, "housing"));
    assert!(component(&without, "slippage").is_empty());
    let found = component(&with, "slippage");
    let mut cells = 0;
    for (year, tenths) in [("2017", 1.0), ("2018", 2.0), ("2019", 2.0), ("2020", 2.0), ("2021", 2.0)] {
        let homes = -60.0 * 0.1 * tenths * 0.25;
        let mut at = |area: &str, group: &str, pupils: f64| {
            let cell = found[&[area, group, year].map(str::to_owned)];
            assert!((cell - pupils).abs() < 2e-6, "{area} {group} {year}: {cell}, {pupils}");
            cells += 1;
        };
        at("ash-1", "R", 0.04 * homes);
        (1..=6).for_each(|g| at("ash-1", &g.to_string(), 0.03 * homes));
        for group in SECONDARY {
            at("ash", group, 0.03 * homes * 100.0 / 110.0);
            at("beech", group, 0.03 * homes * 3.0 / 110.0);
            at("cedar", group, 0.03 * homes * 3.0 / 110.0);
        }
    }
    assert_eq!(found.len(), cells);
}

/// Path by path: with the same draws the two forecasts differ by nothing or by all sixty homes being late, in a quarter of the
/// paths. The closed form of two points: mean p D, variance p (1 - p) D^2.
#[test]
fn paths_hold_both_ways_with_their_chances() {
    const PATHS: usize = 4000;
    let (data, plain) = (load(&may_be_late()), load(&one_site()));
    let (with, without) = (forecast(&data, PATHS), forecast(&plain, PATHS));
    let paths = |f: &Forecast, unit: usize, group: u8, year: u16| -> Vec<f64> {
        let intervals = f.intervals.as_ref().unwrap();
        intervals.paths_of(unit, &[YearGroup(group)], CensusYear(year)).unwrap().to_vec()
    };
    // Reception where the homes are, and Year 7 of the district, where 100 of 110 of its leavers go.
    for (area, group, late) in [("ash-1", 0, -60.0 * 0.04 * 0.2), ("ash", 7, -60.0 * 0.03 * 0.2 * 100.0 / 110.0)] {
        let unit = data.layout.units.iter().position(|u| u.code == area).unwrap();
        for year in 2018..=2021 {
            let (with, without) = (paths(&with, unit, group, year), paths(&without, unit, group, year));
            let moved: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
            assert!(moved.iter().all(|d| d.abs() < 1e-9 || (d - late).abs() < 1e-9), "{area} {year}");
            let n = PATHS as f64;
            let mean = moved.iter().sum::<f64>() / n;
            let variance = moved.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / n;
            let error = (0.25 * 0.75 / n).sqrt() * late.abs();
            assert!((mean - 0.25 * late).abs() < 4.0 * error, "{area} {year}: {mean}");
            assert!((variance / (0.25 * 0.75 * late * late) - 1.0).abs() < 0.1, "{area} {year}: {variance}");
        }
    }
    let of = |code: &str| data.layout.units.iter().position(|u| u.code == code).unwrap();
    assert_eq!(paths(&with, of("cedar-1"), 0, 2021), paths(&without, of("cedar-1"), 0, 2021));
}

/// Chances of coming as planned, and none at all, are the same.
#[test]
fn homes_that_always_come_in_time_change_no_byte() {
    let mut files = one_site();
    let plain = files.save("small").run_to("out", &[]);
    files.set("slippage.csv", format!("{HEAD}permitted,0,1,1,a register,published\nallocated,0,1,1,a register,\n"));
    let told = files.save("small").run_to("out", &[]);
    for name in ["forecast.csv", "components.csv", "surplus.csv", "need.csv", "report.html"] {
        assert!(plain.text(name) == told.text(name), "{name}");
    }
}

/// What is certain to come two years late is what a scenario lets come two years late; also beyond the end of the plan in
/// 2021, where late homes come on top of the rate of late. By hand, in homes and tenths of their filling in January 2025:
/// -20 x 9 and -20 x 8 (2017 and 2018 without homes), +40 x 7, +20 x 4 and +20 x 3 (those planned for 2020 and 2021).
#[test]
fn homes_certain_to_be_late_are_those_of_a_scenario_that_shifts_them() {
    let mut files = one_site();
    let scenario = "title = \"Late\"\nwhy = \"A test.\"\n[[change]]\nkind = \"housing\"\nshift_years = 2\n";
    files.set("scenarios/late.toml", scenario);
    let folder = files.save("small");
    folder.rollcast(&["scenario", "small", "--out", "out", "--horizon", "9"]).exits(0);
    let scenario = Files::of(&folder.path("out/late"));
    files.set("slippage.csv", format!("{HEAD}permitted,2,1,1,made up,\nallocated,2,1,1,made up,\n"));
    let outputs = files.save("small").run_to("out", &["--horizon", "9"]);
    let figures = |files: &Files, column: &str| -> BTreeMap<[String; 3], Option<f64>> {
        let rows = table(files.text("forecast.csv"));
        rows.iter().map(|r| (["area", "series", "census_year"].map(|c| r[c].clone()), r[column].parse().ok())).collect()
    };
    for column in ["forecast", "lo80", "hi80", "lo95", "hi95"] {
        let (shifted, slipped) = (figures(&scenario, column), figures(&outputs, column));
        assert_eq!(shifted.len(), slipped.len());
        for (key, pupils) in &shifted {
            let near = match (pupils, slipped[key]) {
                (Some(a), Some(b)) => (a - b).abs() < 2e-6,
                (a, b) => a.is_none() && b.is_none(),
            };
            assert!(near, "{column} {key:?}: {pupils:?}, {:?}", slipped[key]);
        }
    }
    let at = ["ash-1", "R", "2025"].map(str::to_owned);
    let homes = component(&outputs, "housing")[&at] + component(&outputs, "slippage")[&at];
    assert!((homes - 0.004 * (-180.0 - 160.0 + 280.0 + 80.0 + 60.0)).abs() < 3e-6, "{homes}");
    assert!((component(&scenario, "housing")[&at] - homes).abs() < 3e-6);
}

/// A site far larger than what is uncertain of its area: the fan takes in both ways, and so does the chance of being short.
#[test]
fn chances_widen_the_fan_and_reach_the_chance_of_falling_short() {
    let large = |slips: bool| {
        let mut files = if slips { may_be_late() } else { one_site() };
        files.replace("housing.csv", "2017,60", "2017,3000");
        files.save("small").run_to("out", &[])
    };
    let (with, without) = (large(true), large(false));
    let row = |files: &Files, name: &str, key: [(&str, &str); 3]| -> BTreeMap<String, f64> {
        let rows = table(files.text(name));
        let found = rows.iter().find(|r| key.iter().all(|(c, v)| r[*c] == *v)).unwrap();
        found.iter().filter_map(|(c, v)| Some((c.clone(), v.parse().ok()?))).collect()
    };
    let band = |files: &Files, area: &str| {
        let r = row(files, "forecast.csv", [("area", area), ("series", "R-6"), ("census_year", "2018")]);
        (r["lo80"], r["hi80"], r["hi80"] - r["lo80"])
    };
    // Two tenths of 3,000 homes at 0.22 pupils: 132 pupils, in three of four paths, so that 80 per cent reach both.
    let (of_with, of_without) = (band(&with, "ash-1"), band(&without, "ash-1"));
    assert!(of_with.2 - of_without.2 > 80.0 && of_with.2 - of_without.2 < 140.0, "{of_with:?}, {of_without:?}");
    assert!(of_with.0 < of_without.0 - 80.0, "{of_with:?}, {of_without:?}");
    assert_eq!(band(&with, "cedar-1"), band(&without, "cedar-1"));
    // With every home in time it is all but sure that Ash is short; now a quarter of the paths are not.
    let short = |files: &Files| {
        let key = [("group", "ash"), ("series", "R-6"), ("census_year", "2018")];
        row(files, "surplus.csv", key)["probability_below_target"]
    };
    assert!(short(&without) > 95.0, "{}", short(&without));
    assert!((60.0..90.0).contains(&short(&with)), "{}", short(&with));
}

/// The same draws in the base and in a scenario: what a change of homes brings is surer than either forecast, and not certain.
#[test]
fn a_scenario_of_homes_that_may_be_late_has_a_narrow_band() {
    let mut files = may_be_late();
    files.replace("housing.csv", "2017,60", "2017,600");
    let change =
        "title = \"Half\"\nwhy = \"A test.\"\n[[change]]\nkind = \"housing\"\nsite = \"Mill Lane\"\nscale = 0.5\n";
    files.set("scenarios/half.toml", change);
    let folder = files.save("small");
    folder.rollcast(&["scenario", "small", "--out", "out"]).exits(0);
    let read = |name: &str| table(&std::fs::read_to_string(folder.path("out").join(name)).unwrap());
    let of = |rows: Vec<BTreeMap<String, String>>, lo: &str, hi: &str| {
        let is =
            |r: &&BTreeMap<String, String>| r["area"] == "ash-1" && r["series"] == "R-6" && r["census_year"] == "2019";
        let row = rows.iter().find(is).unwrap().clone();
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        (number(lo), number(hi))
    };
    let (lo, hi) = of(read("scenario_differences.csv"), "difference_lo80", "difference_hi80");
    let (base_lo, base_hi) = of(read("half/forecast.csv"), "lo80", "hi80");
    // Half the site is 300 homes at 0.22 pupils, of which in 2019 three tenths or, late, one tenth are filled.
    assert!((hi - lo - 300.0 * 0.22 * 0.2).abs() < 1e-3, "{lo}, {hi}");
    assert!(hi - lo < base_hi - base_lo);
}

/// Neither the order of the rows nor the number of threads shows in an output.
#[test]
fn draws_hang_on_seed_and_site_alone() {
    let mut files = may_be_late();
    files.append("housing.csv", "Corner,beech-2,2018,90,,,,published,allocated");
    files.append("slippage.csv", "allocated,1,0.5,0.5,made up,illustrative");
    files.append("slippage.csv", "allocated,0,0,0.5,made up,illustrative");
    let run = |files: &Files, threads: &str| {
        let folder = files.save("small");
        let mut command = folder.command(&["forecast", "small", "--out", "out"]);
        command.env("RAYON_NUM_THREADS", threads);
        super::support::outcome(command).exits(0);
        Files::of(&folder.path("out")).text("forecast.csv").to_owned()
    };
    let first = run(&files, "1");
    assert!(first == run(&files.shuffled(5), "3"));
    let folder = files.save("small");
    folder.rollcast(&["forecast", "small", "--out", "out", "--seed", "2"]).exits(0);
    assert!(first != Files::of(&folder.path("out")).text("forecast.csv"));
}

#[test]
fn the_report_and_explain_say_what_is_expected() {
    let folder = may_be_late().save("small");
    let report = folder.run_to("out", &[]).text("report.html").to_owned();
    for text in [
        "How homes come, as against the plan",
        "The chances below are illustrative",
        "2 years late",
        "Homes do not always come as planned.",
    ] {
        assert!(report.contains(text), "{text}");
    }
    let args = ["explain", "small", "--area", "ash-1", "--year", "2018", "--year-group", "1", "--format", "csv"];
    let rows = table(&folder.rollcast(&args).exits(0).stdout);
    let late = rows.iter().find(|r| r["step"] == "homes late or not built").unwrap();
    // A quarter of sixty homes without the two tenths of 0.03 pupils that they would hold.
    assert!((late["pupils"].parse::<f64>().unwrap() + 60.0 * 0.25 * 0.2 * 0.03).abs() < 2e-6, "{late:?}");
}

#[test]
fn chances_that_are_none_are_refused() {
    for (line, message, column, hint) in [
        ("complete,1,1,1,a,", "homes that are complete do not slip", "stage", "take the row out"),
        ("planned,1,1,1,a,", "unknown stage `planned`", "stage", "`permitted`"),
        ("allocated,1.5,1,1,a,", "`1.5` is no delay in whole years from 0 to 20", "delay_years", "write `2`"),
        ("allocated,-1,1,1,a,", "`-1` is no delay in whole years", "delay_years", "write `2`"),
        ("allocated,1,1.5,1,a,", "`1.5`", "share_delivered", ""),
        ("allocated,1,1,2,a,", "`2`", "probability", ""),
        (
            "allocated,1,1,0.6,a,",
            "the chances of `allocated` add to 0.600, not to 1",
            "probability",
            "in time included",
        ),
        ("allocated,1,1,1,,", "the cell is blank", "source", "write the value"),
    ] {
        let mut files = driven();
        files.set("slippage.csv", HEAD);
        let row = files.append("slippage.csv", line);
        refused(&files, 1, &[message, &format!("small/slippage.csv, row {row}, column `{column}`"), hint]);
    }
    let mut files = driven();
    files.set("slippage.csv", format!("{HEAD}allocated,1,1,1,a,\n"));
    files.remove("housing.csv");
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--strict"]).exits(3).says("there are no homes that could slip");
}

/// Years late and the share built, with a weight.
type Chance = (u8, f64, f64);

/// Chances of a stage.
fn chances() -> impl Strategy<Value = Vec<Chance>> {
    proptest::collection::vec((0..=6u8, 0.0..=1.0f64, 0.05..1.0f64), 1..5)
}

/// Rows of slippage.csv for two stages; `whole` builds every home.
fn rows_of(stages: [(&str, &[Chance]); 2], whole: bool) -> String {
    let mut rows = HEAD.to_owned();
    for (stage, chances) in stages {
        let mut merged: BTreeMap<(u8, u64), f64> = BTreeMap::new();
        for (delay, share, weight) in chances {
            let share = if whole { 1.0 } else { *share };
            *merged.entry((*delay, share.to_bits())).or_default() += weight;
        }
        let sum: f64 = merged.values().sum();
        for ((delay, share), weight) in merged {
            rows += &format!("{stage},{delay},{},{},made up,\n", f64::from_bits(share), weight / sum);
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Whatever the chances: lateness takes pupils only for as long as homes come and fill, and none where all are built in
    /// the end; fewer homes take pupils for good; no roll is negative, and the band of a site's area is never out of order.
    #[test]
    fn late_homes_come_in_the_end(permitted in chances(), allocated in chances()) {
        let laid = |whole: bool| {
            let mut files = one_site();
            files.set("slippage.csv", rows_of([("permitted", &permitted), ("allocated", &allocated)], whole));
            let data = load(&files);
            let fitted = ModelSpec::built_in().unwrap().fit(&data, CensusYear(2016)).unwrap();
            let found = fitted.forecast_with_intervals(&data, 24, Some(Draws { paths: 200, seed: 5 }), &Questions::default());
            let unit = data.layout.units.iter().position(|u| u.code == "ash-1").unwrap();
            let groups = [YearGroup(0)];
            let of = |year: u16| found.laid.iter().find(|l| l.component == Component::Slippage).map_or(0.0, |l| {
                found.laid(&data, l, &data.layout.units[unit], &groups, CensusYear(year)).unwrap_or(0.0)
            });
            let slipped: Vec<f64> = (2017..=2040).map(of).collect();
            let bands: Vec<_> = (2017..=2040).map(|y| found.band(unit, &groups, CensusYear(y)).unwrap()).collect();
            let least = found.pupils.panels.iter().flatten().copied().filter(|n| !n.is_nan()).fold(f64::INFINITY, f64::min);
            (slipped, bands, least)
        };
        let (slipped, bands, least) = laid(true);
        prop_assert!(slipped.iter().all(|n| *n < 1e-9), "{slipped:?}");
        // The last homes are planned for 2021, come at most six years late, and are full ten Januaries on.
        prop_assert!(slipped[2021 + 6 + 9 - 2017..].iter().all(|n| n.abs() < 1e-9), "{slipped:?}");
        prop_assert!(least >= 0.0 && bands.iter().all(|b| b.lo95 <= b.lo80 && b.lo80 <= b.hi80 && b.hi80 <= b.hi95));
        let (fewer, bands, least) = laid(false);
        prop_assert!(fewer.iter().zip(&slipped).all(|(f, s)| *f <= s + 1e-9), "{fewer:?}, {slipped:?}");
        prop_assert!(least >= 0.0 && bands.iter().all(|b| b.lo95 <= b.lo80 && b.lo80 <= b.hi80 && b.hi80 <= b.hi95));
    }
}
