//! The invariants of the design, on the worked example and on data sets made at random.

use super::small::{Counts, PLANNING_AREAS, small, with};
use super::support::{Files, Row, model, numbers, outcome, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rollcast::calendar::CensusYear;
use rollcast::dataset::{Count, Dataset};
use rollcast::model::{Forecast, ModelSpec};
use rollcast::places::{PlaceLedger, Prudence, SurplusCheck};
use std::collections::BTreeMap;

/// The outputs of `run`, but for run.json, which holds clock and command.
fn outputs(files: &Files, args: &[&str], threads: Option<&str>) -> Files {
    let folder = files.save("data");
    let mut command = folder.command(&[&["run", "data", "--out", "out"], args].concat());
    if let Some(threads) = threads {
        command.env("RAYON_NUM_THREADS", threads).env("POLARS_MAX_THREADS", threads);
    }
    outcome(command).exits(0);
    let mut outputs = Files::of(&folder.path("out"));
    outputs.remove("run.json");
    assert_eq!(outputs.0.len(), 15, "seven tables twice and the report");
    outputs
}

/// Asserts equality byte for byte, naming the file that differs.
fn same(one: &Files, other: &Files, what: &str) {
    assert_eq!(one.0.keys().collect::<Vec<_>>(), other.0.keys().collect::<Vec<_>>());
    for (name, bytes) in &one.0 {
        assert!(*bytes == other.0[name], "{name} differs {what}");
    }
}

/// Asserts that a figure of every area is the sum of that of the areas directly in it; gives how many sums there were.
fn adds_up(areas: &[Row], figures: &BTreeMap<Vec<String>, f64>) -> usize {
    let mut sums = 0;
    for (key, total) in figures {
        let children: Vec<f64> = areas
            .iter()
            .filter(|a| a["parent"] == key[0])
            .filter_map(|a| figures.get(&[&[a["area"].clone()], &key[1..]].concat()).copied())
            .collect();
        if !children.is_empty() {
            let sum: f64 = children.iter().sum();
            // Every figure was rounded to six decimals.
            let tolerance = 0.5e-6 * (children.len() + 1) as f64 + 1e-9;
            assert!((sum - total).abs() <= tolerance, "{key:?}: {total}, its parts {sum}");
            sums += 1;
        }
    }
    sums
}

/// Invariant 2, before rounding: planning areas add to districts, districts to areas, areas to the county.
#[test]
fn parts_add_to_their_whole_in_rolls_and_in_places() {
    let files = Files::kent();
    let areas = table(files.text("areas.csv"));
    let outputs = outputs(&files, &[], None);
    let forecast = table(outputs.text("forecast.csv"));
    let sums = adds_up(&areas, &numbers(&forecast, &["area", "series", "census_year"], "forecast"));
    // Fourteen Januaries; R, 1 to 6 and R-6 in twelve districts, four areas and the county; 7 to 11 and 7-11 not in districts.
    assert_eq!(sums, 14 * (17 * 8 + 5 * 6));
    let surplus = table(outputs.text("surplus.csv"));
    for column in ["places", "pupils", "surplus"] {
        let sums = adds_up(&areas, &numbers(&surplus, &["group", "series", "census_year"], column));
        assert_eq!(sums, 14 * (17 * 2 + 5 * 2), "{column}");
    }
}

/// Shares of the members of a grouping add to 1, so that its groups add to the county.
#[test]
fn travel_to_learn_areas_add_to_the_county() {
    let surplus = table(outputs(&Files::kent(), &[], None).text("surplus.csv"));
    for column in ["places", "pupils"] {
        for series in ["7", "7-11"] {
            let of = |grouping: &str, year: u16| -> f64 {
                let rows = surplus.iter().filter(|r| r["grouping"] == grouping && r["series"] == series);
                rows.filter(|r| r["census_year"] == year.to_string()).map(|r| r[column].parse::<f64>().unwrap()).sum()
            };
            for year in 2012..=2025 {
                let (groups, county) = (of("travel_to_learn", year), of("county", year));
                assert!(county > 0.0 && (groups - county).abs() < 1e-5, "{column} {series} {year}: {groups}, {county}");
            }
        }
    }
}

/// Invariant 8: the surplus of a total is that of the sums, never a mean of per cents.
#[test]
fn the_surplus_of_the_county_is_that_of_its_sums() {
    let surplus = table(outputs(&Files::kent(), &[], None).text("surplus.csv"));
    for (series, level) in [("R", "planning_area"), ("R-6", "district"), ("7", "district"), ("7-11", "district")] {
        for year in 2012..=2025 {
            let of = |level: &str| -> Vec<&Row> {
                let rows = surplus.iter().filter(|r| r["grouping"] == level && r["series"] == series);
                rows.filter(|r| r["census_year"] == year.to_string()).collect()
            };
            let sum = |column: &str| of(level).iter().map(|r| r[column].parse::<f64>().unwrap()).sum::<f64>();
            let expected = 100.0 * (sum("places") - sum("pupils")) / sum("places");
            let county: f64 = of("county")[0]["surplus_percent"].parse().unwrap();
            assert!((county - expected).abs() < 1e-5, "{series} {year}: {county}, by sums {expected}");
        }
    }
}

/// The forecast of a data set and its surplus, unrounded, through the library.
fn forecast(files: &Files, spec: &ModelSpec, base: u16) -> (Forecast, SurplusCheck) {
    let folder = files.save("data");
    let data = Dataset::load(&folder.path("data")).unwrap().dataset;
    let forecast = spec.fit(&data, CensusYear(base)).unwrap().forecast(8);
    let ledger = PlaceLedger::new(&data, forecast.base, forecast.last(), Count::All).unwrap();
    let check = SurplusCheck::new(&data, &forecast, &ledger, Prudence::usual(None));
    (forecast, check)
}

/// Every pupil, birth, home and place times k.
fn scaled(files: &Files, k: i64) -> Files {
    let mut scaled = files.clone();
    for (file, column) in [
        ("rolls.csv", "pupils"),
        ("births.csv", "births"),
        ("places.csv", "places"),
        ("place_changes.csv", "places"),
        ("transfers.csv", "pupils"),
        ("housing.csv", "dwellings"),
        ("reference_rolls.csv", "pupils"),
        ("reference_births.csv", "births"),
    ] {
        if files.0.contains_key(file) {
            scaled.map_column(file, column, |n| n * k);
        }
    }
    scaled
}

/// Invariant 4: k times the pupils, births and places are k times the forecast, and no per cent changes.
#[test]
fn scaling_every_pupil_birth_and_place_scales_the_forecast() {
    let spec = ModelSpec::load(model("cohort-survival-321").as_ref()).unwrap();
    for (files, base) in [(Files::kent(), 2020), (Files::kent(), 2015), (small(), 2016)] {
        let (forecast_1, check_1) = forecast(&files, &spec, base);
        for k in [2, 3, 10] {
            let (forecast_k, check_k) = forecast(&scaled(&files, k), &spec, base);
            let k = k as f64;
            let mut cells = 0;
            for (one, many) in forecast_1.pupils.panels.iter().zip(&forecast_k.pupils.panels) {
                for (one, many) in one.iter().zip(many) {
                    assert!((many - k * one).abs() <= 1e-9 * k * one, "{k} times {one} is {many}");
                    cells += 1;
                }
            }
            assert!(cells >= 8 * (5 * 7 + 3 * 5));
            assert_eq!(check_1.standings.len(), check_k.standings.len());
            for (one, many) in check_1.standings.iter().zip(&check_k.standings) {
                assert!((many.places - k * one.places).abs() <= 1e-9 * k * one.places);
                let (one, many) = (one.percent().unwrap(), many.percent().unwrap());
                assert!((one - many).abs() < 1e-7, "{one}, {many}");
            }
        }
    }
}

/// Invariant 5 on the worked example: neither the order of rows nor the number of threads changes a byte.
#[test]
fn neither_the_order_of_rows_nor_threads_change_a_byte() {
    let files = Files::kent();
    let plain = outputs(&files, &[], None);
    for seed in [1, 20, 300, 4000] {
        same(&plain, &outputs(&files.shuffled(seed), &[], None), &format!("with rows shuffled by seed {seed}"));
    }
    for threads in ["1", "2", "7"] {
        same(&plain, &outputs(&files, &[], Some(threads)), &format!("with {threads} threads"));
        same(&plain, &outputs(&files.shuffled(7), &[], Some(threads)), &format!("shuffled with {threads} threads"));
    }
}

/// Invariant 10: the same command on the same inputs writes the same bytes.
#[test]
fn the_same_command_twice_writes_the_same_bytes() {
    let files = Files::kent();
    same(&outputs(&files, &[], None), &outputs(&files, &[], None), "the second time");
}

/// What a data set made at random is made of: how often each kind of count is zero, and how large it is otherwise.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    seed: u64,
    largest: u64,
    /// Zeros in a thousand, of primary rolls, secondary rolls, births, places and transfers.
    zeros: [u64; 5],
    /// Blank rolls in a thousand, before the base year.
    blanks: u64,
    pub(super) model: &'static str,
}

pub(super) fn recipe() -> impl Strategy<Value = Recipe> {
    let often = || prop_oneof![Just(0u64), 0..1000u64, Just(1000u64)];
    let models = prop::sample::select(vec![
        "default",
        "default",
        "cohort-survival-321",
        "last-year-ratio",
        "pooled-5",
        "drift",
        "persistence",
    ]);
    let zeros = [often(), often(), often(), often(), often()];
    let largest = prop_oneof![Just(1u64), 2..50u64, 50..5000u64, Just(100_000_000 / 5)];
    (any::<u64>(), largest, zeros, prop_oneof![Just(0u64), 0..700u64], models)
        .prop_map(|(seed, largest, zeros, blanks, model)| Recipe { seed, largest, zeros, blanks, model })
}

impl Recipe {
    /// A number that depends on the recipe and on every index, by SplitMix64's finaliser.
    fn draw(&self, indices: [u64; 4]) -> u64 {
        indices.into_iter().fold(self.seed, |state, index| {
            let mut z = (state ^ index).wrapping_add(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        })
    }

    fn count(&self, kind: usize, i: usize, j: usize, year: i64) -> i64 {
        let draw = self.draw([kind as u64, i as u64, j as u64, year as u64]);
        if draw % 1000 < self.zeros[kind] { 0 } else { 1 + (draw / 1000 % self.largest) as i64 }
    }

    pub(super) fn files(&self) -> Files {
        let mut files = with(&Counts {
            primary: &|a, g, t| self.count(0, a, g, t),
            secondary: &|d, g, t| self.count(1, d, g, t),
            births: &|a, y| self.count(2, a, 0, y),
            places: &|a, g, t| self.count(3, a, g, t),
            flow: &|f, d, t| self.count(4, f, d, t),
        });
        let mut rolls = String::new();
        for (i, line) in files.text("rolls.csv").lines().enumerate() {
            let blank = i > 0 && !line.starts_with("2016,") && self.draw([9, i as u64, 0, 0]) % 1000 < self.blanks;
            let mut cells: Vec<&str> = line.split(',').collect();
            if blank {
                cells[3] = "";
            }
            rolls += &(cells.join(",") + "\n");
        }
        files.set("rolls.csv", rolls);
        files
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Invariant 6: whatever zeros and gaps a sound data set has, every forecast is there, and none is negative, infinite
    /// or not a number; nor is any figure of any output.
    #[test]
    fn no_figure_is_negative_infinite_or_undefined(recipe in recipe()) {
        let outputs = outputs(&recipe.files(), &["--model", &model(recipe.model)], None);
        let forecast = table(outputs.text("forecast.csv"));
        let ahead = forecast.iter().filter(|r| r["census_year"].parse::<u16>().unwrap() > 2016).count();
        // Five years: eight series of a planning area, fourteen of a district, an area, the county, a group.
        prop_assert_eq!(ahead, 5 * (PLANNING_AREAS.len() * 8 + (3 + 2 + 1 + 2) * 14));
        for row in &forecast {
            let figure: f64 = row["forecast"].parse().unwrap();
            prop_assert!(figure.is_finite() && figure >= 0.0, "{:?}", row);
        }
        for row in table(outputs.text("surplus.csv")) {
            for (column, cell) in row.iter().filter(|(_, cell)| !cell.is_empty()) {
                let figure = cell.parse::<f64>();
                prop_assert!(figure.iter().all(|f| f.is_finite()), "{}: {}", column, cell);
                if ["places", "pupils", "places_needed", "forms_of_entry_needed"].contains(&column.as_str()) {
                    prop_assert!(figure.unwrap() >= 0.0, "{}: {}", column, cell);
                }
            }
        }
        for (name, bytes) in outputs.0.iter().filter(|(name, _)| !name.ends_with(".parquet")) {
            let text = std::str::from_utf8(bytes).unwrap();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric());
            prop_assert!(!words.into_iter().any(|w| w == "NaN" || w == "inf"), "{} holds NaN or inf", name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 15, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Invariant 5 on data sets made at random.
    #[test]
    fn the_order_of_rows_changes_no_byte(recipe in recipe(), seed in any::<u64>()) {
        let files = recipe.files();
        let model = model(recipe.model);
        let args = ["--model", &model];
        same(&outputs(&files, &args, None), &outputs(&files.shuffled(seed), &args, None), "with rows shuffled");
    }
}
