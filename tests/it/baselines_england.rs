//! The baselines on England's 148 authorities against the oracle's backtest (`reference/dev_backtest.csv`): the same mean
//! absolute errors to 1e-6, at every base, horizon and series.

use super::support::{needs_shared, project, rollcast, table};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The oracle's name of a method and the specification that states it.
const METHODS: [(&str, &str); 6] = [
    ("persistence", "persistence"),
    ("drift", "drift"),
    ("last_year_ratio", "last-year-ratio"),
    ("csr321", "cohort-survival-321"),
    ("pooled3", "pooled-3"),
    ("pooled5", "pooled-5"),
];

#[derive(serde::Deserialize)]
struct Settings {
    backtest: Bounds,
    series: BTreeMap<String, Vec<String>>,
}

#[derive(serde::Deserialize)]
struct Bounds {
    first_base: u16,
    last_base: u16,
    last_target: u16,
    horizons: Vec<u16>,
}

/// Absolute per cent errors by series and horizon.
type Errors = BTreeMap<(String, u16), Vec<f64>>;

#[test]
fn baselines_have_the_errors_of_the_oracle_on_england() {
    let (Some(england), Some(oracle)) = (needs_shared("data/england"), needs_shared("reference/dev_backtest.csv"))
    else {
        return;
    };
    let settings: Settings = toml::from_str(&fs::read_to_string(england.join("dataset.toml")).unwrap()).unwrap();
    let authorities: BTreeSet<String> = table(&fs::read_to_string(england.join("areas.csv")).unwrap())
        .into_iter()
        .filter(|a| a["level"] == "local authority")
        .map(|a| a["area"].clone())
        .collect();
    assert_eq!(authorities.len(), 148);
    let rolls = rolls(&fs::read_to_string(england.join("rolls.csv")).unwrap());
    let oracle = table(&fs::read_to_string(oracle).unwrap());
    for (method, spec) in METHODS {
        let errors = backtest(england.to_str().unwrap(), spec, &settings, &authorities, &rolls);
        let mut compared = 0;
        for row in oracle.iter().filter(|r| r["dataset"] == "england" && r["method"] == method) {
            let key = (row["series"].clone(), row["horizon"].parse().unwrap());
            let errors = &errors[&key];
            assert_eq!(errors.len(), row["n"].parse::<usize>().unwrap(), "{method} {key:?}");
            let mape = errors.iter().sum::<f64>() / errors.len() as f64;
            let expected: f64 = row["mape"].parse().unwrap();
            // Both are given to six decimals.
            assert!((mape - expected).abs() <= 1e-6, "{method} {key:?}: {mape}, the oracle {expected}");
            compared += 1;
        }
        assert_eq!(compared, settings.series.len() * settings.backtest.horizons.len(), "{method}");
    }
}

/// January rolls by area, year group and census year, as the file has them.
fn rolls(text: &str) -> BTreeMap<(String, String, u16), f64> {
    let rows = table(text).into_iter();
    rows.map(|r| {
        let key = (r["area"].clone(), r["year_group"].clone(), r["census_year"].parse().unwrap());
        (key, r["pupils"].parse().unwrap())
    })
    .collect()
}

/// Forecasts of a model through the program, from every base, against the rolls of the series' year groups.
fn backtest(
    england: &str,
    spec: &str,
    settings: &Settings,
    authorities: &BTreeSet<String>,
    rolls: &BTreeMap<(String, String, u16), f64>,
) -> Errors {
    let model = format!("models/{spec}.toml");
    let Bounds { first_base, last_base, last_target, ref horizons } = settings.backtest;
    let mut errors = Errors::new();
    for base in first_base..=last_base {
        let args =
            ["forecast", england, "--model", &model, "--base", &base.to_string(), "--horizon", "5", "--format", "csv"];
        let csv = rollcast(project(), &args).exits(0).stdout;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        let [year, ahead, area, series, forecast] = ["census_year", "horizon", "area", "series", "forecast"]
            .map(|name| header.iter().position(|h| h == name).unwrap());
        for row in reader.records() {
            let row = row.unwrap();
            let year: u16 = row[year].parse().unwrap();
            let (Ok(horizon), Some(groups)) = (row[ahead].parse::<u16>(), settings.series.get(&row[series])) else {
                continue;
            };
            if year > last_target || !horizons.contains(&horizon) || !authorities.contains(&row[area]) {
                continue;
            }
            let held = groups.iter().map(|g| rolls.get(&(row[area].to_owned(), g.clone(), year)).copied());
            if let Some(actual) = held.sum::<Option<f64>>().filter(|a| *a > 0.0) {
                let error = 100.0 * (row[forecast].parse::<f64>().unwrap() / actual - 1.0).abs();
                errors.entry((row[series].to_owned(), horizon)).or_default().push(error);
            }
        }
    }
    errors
}

/// A specification that is a copy of another under its own name would pass for a baseline of its own on data too short to
/// tell them apart.
#[test]
fn no_baseline_is_another_under_its_own_name() {
    let forecasts: BTreeSet<String> = METHODS
        .iter()
        .map(|(_, spec)| {
            let model = format!("models/{spec}.toml");
            let args = ["forecast", "data/kent", "--model", &model, "--base", "2018", "--format", "csv"];
            rollcast(project(), &args).exits(0).stdout
        })
        .collect();
    assert_eq!(forecasts.len(), METHODS.len());
}
