//! Bands of forecasts: their order, what follows from them, how often they hold, and what is said where they are borrowed.

use super::small::small;
use super::support::{Files, Row, figure, model, needs_shared, numbers, project, rollcast, table};
use std::collections::BTreeMap;

const ENDS: [&str; 4] = ["lo95", "lo80", "hi80", "hi95"];

/// Figures are written with six decimals.
const WRITTEN: f64 = 1e-6;

fn ends(row: &Row) -> Option<[f64; 4]> {
    let ends = ENDS.map(|end| row[end].parse().ok());
    let [Some(a), Some(b), Some(c), Some(d)] = ends else {
        assert_eq!(ends, [None; 4], "a band is whole or not at all: {row:?}");
        return None;
    };
    Some([a, b, c, d])
}

#[test]
fn bands_are_in_order_and_hold_the_forecast_and_history_has_none() {
    let outcome = rollcast(project(), &["forecast", "data/kent", "--format", "csv"]).exits(0);
    let (mut ahead, mut wide) = (0, 0);
    for row in table(&outcome.stdout) {
        if row["horizon"].parse::<i32>().unwrap() <= 0 {
            assert_eq!(ends(&row), None, "{row:?}");
            continue;
        }
        let forecast: f64 = row["forecast"].parse().unwrap();
        let band = ends(&row).unwrap_or_else(|| panic!("no band: {row:?}"));
        assert!(band.is_sorted() && band[0] >= 0.0, "{row:?}");
        assert!(band[1] <= forecast + WRITTEN && forecast <= band[2] + WRITTEN, "{row:?}");
        ahead += 1;
        wide += usize::from(band[0] < band[1] && band[1] < band[2] && band[2] < band[3]);
    }
    assert!(ahead > 5000, "{ahead}");
    // Only where no pupil is expected has the band no width.
    assert!(wide > ahead * 99 / 100, "{wide} of {ahead}");
}

/// Years R-11 lie in two panels of Kent: their paths are summed one by one, so that the band is no wider than if every path
/// were at the same end in both phases.
#[test]
fn a_series_across_panels_has_the_band_of_its_summed_paths() {
    let mut files = Files::kent();
    let groups = "['R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']";
    files.replace("dataset.toml", "[series]", &format!("[series]\n'R-11' = {groups}"));
    let folder = files.save("kent");
    let outcome = folder.rollcast(&["forecast", "kent", "--format", "csv"]).exits(0);
    let rows = table(&outcome.stdout);
    let of = |column| numbers(&rows, &["area", "level", "series", "census_year"], column);
    let (low, high) = (of("lo80"), of("hi80"));
    for area in [["kent", "county"], ["ashford", "district"], ["sevenoaks", "district"]] {
        for year in ["2021", "2023", "2025"] {
            let end = |ends, series| figure(ends, &[area[0], area[1], series, year]).unwrap();
            let width = |series| end(&high, series) - end(&low, series);
            let (whole, primary, secondary) = (width("R-11"), width("R-6"), width("7-11"));
            assert!(whole > primary.max(secondary) && whole <= primary + secondary, "{area:?} {year}: {whole}");
        }
    }
}

#[test]
fn a_model_without_paths_has_no_bands_and_its_report_speaks_of_none() {
    let folder = Files::kent().save("kent");
    let outputs = folder.run_to("out", &["--model", &model("cohort-survival-321")]);
    assert!(table(outputs.text("forecast.csv")).iter().all(|row| ends(row).is_none()));
    let report = outputs.text("report.html");
    assert!(!report.contains("80% band") && !report.contains("shock year"));
}

/// Places being as they stand, the surplus is low where the pupils are many.
#[test]
fn the_band_of_a_surplus_follows_from_that_of_the_pupils() {
    let folder = Files::kent().save("kent");
    let outputs = folder.run_to("out", &[]);
    let forecast = table(outputs.text("forecast.csv"));
    let of = |end| numbers(&forecast, &["area", "level", "series", "census_year"], end);
    let (lo80, hi80) = (of("lo80"), of("hi80"));
    let mut checked = 0;
    for row in table(outputs.text("surplus.csv")) {
        if row["kind"] == "history" {
            assert_eq!((row["lo80"].as_str(), row["hi80"].as_str()), ("", ""), "{row:?}");
            continue;
        }
        let places: f64 = row["places"].parse().unwrap();
        let key = ["group", "grouping", "series", "census_year"].map(|column| row[column].clone());
        for (end, pupils) in [("lo80", &hi80), ("hi80", &lo80)] {
            let found: f64 = row[end].parse().unwrap_or_else(|_| panic!("no {end}: {row:?}"));
            let expected = 100.0 * (places - pupils[key.as_slice()]) / places;
            assert!((found - expected).abs() < 1e-4, "{end} of {row:?}: expected {expected}");
        }
        checked += 1;
    }
    assert!(checked > 1000, "{checked}");
}

#[test]
fn with_four_januaries_the_bands_are_borrowed_and_the_program_says_so() {
    let mut files = small();
    for file in ["rolls.csv", "places.csv", "transfers.csv"] {
        files.keep_lines(file, |line| !line.starts_with("2016,"));
    }
    files.remove("published_forecasts.csv");
    files.remove("published_actuals.csv");
    let folder = files.save("young");
    let args = ["run", "young", "--out", "out"];
    folder.rollcast(&args).exits(0).says("too few past Januaries");
    folder.rollcast(&["forecast", "young"]).exits(0).says("too few past Januaries");
    let outputs = Files::of(&folder.path("out"));
    let report = outputs.text("report.html");
    // Under the first charts, and in the method.
    assert_eq!(report.matches("too few past Januaries").count(), 2);
    assert!(report.contains("English authorities"));
    let ahead = table(outputs.text("forecast.csv")).iter().filter(|row| ends(row).is_some()).count();
    assert!(ahead > 0);
}

#[test]
fn the_report_says_what_a_band_means_and_names_the_shock_year() {
    let folder = Files::kent().save("kent");
    let outputs = folder.run_to("out", &[]);
    let report = outputs.text("report.html");
    assert_eq!(report.matches("In four Januaries of five").count(), 1, "once, under the first charts");
    assert!(report.contains("one year in twelve, five times as large as usual"));
    assert!(report.contains("The bands come from 1,000 futures"));
    assert!(report.len() < 4_000_000, "{} bytes", report.len());
}

/// scores.csv as before, then a row for each base, which add up to the whole.
#[test]
fn scores_have_a_row_for_each_base() {
    let folder = Files::kent().save("kent");
    folder.rollcast(&["backtest", "kent", "--models", &model("default"), "--out", "out"]).exits(0);
    let outputs = Files::of(&folder.path("out"));
    assert!(outputs.text("scores.csv").lines().next().unwrap().ends_with(",skill_drift,base"));
    let scores = table(outputs.text("scores.csv"));
    let mut n: BTreeMap<Vec<&str>, [usize; 2]> = BTreeMap::new();
    for row in scores.iter().filter(|r| r["size_class"] == "all") {
        let key = ["level", "series", "horizon"].map(|column| row[column].as_str());
        n.entry(key.to_vec()).or_default()[usize::from(row["base"] != "all")] += row["n"].parse::<usize>().unwrap();
    }
    assert!(!n.is_empty() && n.values().all(|[all, by_base]| all == by_base), "{n:?}");
    assert!(scores.iter().all(|r| r["base"] == "all" || r["size_class"] == "all"));
    let report = outputs.text("report.html");
    for text in ["Bands by base year", "Where the bands failed most", "prove nothing about accuracy"] {
        assert!(report.contains(text), "{text}");
    }
}

/// The bands against the reference implementation's on the development data, by its measure: the mean over series and
/// horizons of coverage within 2 points, of the Winkler scores at most 1.03 times.
#[test]
fn coverage_and_sharpness_are_those_of_the_reference() {
    let Some(reference) = needs_shared("reference/dev_backtest_intervals.csv") else { return };
    let reference = table(&std::fs::read_to_string(reference).unwrap());
    for (name, level) in [("england", "local authority"), ("connecticut", "district"), ("eau-claire", "school")] {
        let Some(data) = needs_shared(&format!("data/{name}")) else { return };
        let out = tempfile::tempdir().unwrap();
        let args = ["backtest", data.to_str().unwrap(), "--models", &model("default"), "--out"];
        rollcast(project(), &[&args[..], &[out.path().to_str().unwrap()]].concat()).exits(0);
        let scores = table(Files::of(out.path()).text("scores.csv"));
        let of_level = |r: &&Row| r["level"] == level && r["size_class"] == "all" && r["base"] == "all";
        let ours: BTreeMap<(&str, &str), &Row> =
            scores.iter().filter(of_level).map(|r| ((r["series"].as_str(), r["horizon"].as_str()), r)).collect();
        let theirs: Vec<&Row> = reference.iter().filter(|r| r["dataset"] == name).collect();
        assert!(theirs.len() >= 12 && theirs.len() == ours.len());
        let number = |row: &Row, column: &str| row[column].parse::<f64>().unwrap();
        let mean = |column: &str| {
            let pairs = theirs
                .iter()
                .map(|r| (number(ours[&(r["series"].as_str(), r["horizon"].as_str())], column), number(r, column)));
            let (our, their) = pairs.fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
            (our / theirs.len() as f64, their / theirs.len() as f64)
        };
        for column in ["coverage80", "coverage95"] {
            let (our, their) = mean(column);
            assert!((our - their).abs() <= 2.0, "{name} {column}: {our}, the reference {their}");
        }
        for column in ["winkler80", "winkler95"] {
            let (our, their) = mean(column);
            assert!(our <= 1.03 * their, "{name} {column}: {our}, the reference {their}");
        }
        for (key, row) in &ours {
            let coverage = number(row, "coverage80");
            assert!(number(row, "n") < 100.0 || coverage >= 75.0, "{name} {key:?}: {coverage}");
        }
    }
}
