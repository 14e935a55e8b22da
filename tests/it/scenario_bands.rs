//! How sure the difference of a scenario is: from the same draws, narrower than two forecasts apart.

use super::invariants::recipe;
use super::small::small;
use super::support::{Files, Folder, Row, numbers, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const KEY: [&str; 3] = ["area", "series", "census_year"];

/// Births not yet known times a factor, as the scenario `test`.
fn births_times(mut files: Files, factor: f64) -> Files {
    let text = format!("title = \"Births\"\nwhy = \"A test.\"\n[[change]]\nkind = \"births\"\nscale = {factor}\n");
    files.set("scenarios/test.toml", text);
    files
}

/// The rows of a table written by the scenario verb, eight years ahead, to `out`.
fn written(folder: &Folder, name: &str) -> Vec<Row> {
    table(&std::fs::read_to_string(folder.path("out").join(name)).unwrap())
}

/// Half the births of the nation are half the entry year on every path, so that the difference is minus half the base, and
/// its band minus half that of the base, upside down. The areas are made so large that errors do not depend on their size.
#[test]
fn the_band_of_half_the_births_is_half_that_of_the_entry_year() {
    let mut files = births_times(small(), 0.5);
    for (file, column) in [("rolls.csv", "pupils"), ("births.csv", "births"), ("transfers.csv", "pupils")] {
        files.map_column(file, column, |n| 10_000 * n);
    }
    let folder = files.save("small");
    folder.rollcast(&["scenario", "small", "--out", "out", "--horizon", "8"]).exits(0);
    folder.rollcast(&["forecast", "small", "--out", "base", "--horizon", "8"]).exits(0);
    let base = table(&std::fs::read_to_string(folder.path("base/forecast.csv")).unwrap());
    let rows = written(&folder, "scenario_differences.csv");
    // Until the births reach a January both forecasts are the same on every path, and no band is made up for it.
    let ends = ["difference_lo80", "difference_hi80", "difference_lo95", "difference_hi95"];
    let still: Vec<&Row> = rows.iter().filter(|r| r["census_year"].as_str() < "2020").collect();
    assert!(still.len() > 300 && still.iter().all(|r| ends.iter().all(|end| r[*end].is_empty())));
    let mut seen = 0;
    for (end, other) in [("lo80", "hi80"), ("hi80", "lo80"), ("lo95", "hi95"), ("hi95", "lo95")] {
        let base = numbers(&base, &KEY, other);
        for (key, difference) in numbers(&rows, &KEY, &format!("difference_{end}")) {
            // From January 2021 every birth that feeds Reception is one not yet known in January 2016.
            if key[1] == "R" && key[2].as_str() >= "2021" {
                assert!(
                    (difference / (-0.5 * base[&key]) - 1.0).abs() < 2e-3,
                    "{key:?} {end}: {difference}, {}",
                    base[&key]
                );
                seen += 1;
            }
        }
    }
    // Five planning areas, three districts, two areas, the county and two groups; four Januaries; four ends.
    assert_eq!(seen, 13 * 4 * 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// A difference is surer than two forecasts apart would make it, whose variances add, and surer than either of them.
    #[test]
    fn a_difference_is_surer_than_two_forecasts_apart(mut recipe in recipe(), factor in 0.6..1.4f64) {
        recipe.model = "default";
        let folder = births_times(recipe.files(), factor).save("data");
        folder.rollcast(&["scenario", "data", "--out", "out", "--horizon", "8"]).exits(0);
        folder.rollcast(&["forecast", "data", "--out", "base", "--horizon", "8"]).exits(0);
        let base = table(&std::fs::read_to_string(folder.path("base/forecast.csv")).unwrap());
        let with = written(&folder, "test/forecast.csv");
        let rows = written(&folder, "scenario_differences.csv");
        let of = |rows: &[Row], column: &str| numbers(rows, &KEY, column);
        for (lo, hi) in [("lo80", "hi80"), ("lo95", "hi95")] {
            let width = |rows: &[Row]| {
                let upper = of(rows, hi);
                of(rows, lo).into_iter().map(move |(key, low)| { let width = upper[&key] - low; (key, width) })
            };
            let (base, with): (std::collections::BTreeMap<_, _>, std::collections::BTreeMap<_, _>) =
                (width(&base).collect(), width(&with).collect());
            let (low, high) = (of(&rows, &format!("difference_{lo}")), of(&rows, &format!("difference_{hi}")));
            let point = of(&rows, "difference");
            for (key, low) in &low {
                let apart = base[key].hypot(with[key]);
                let width = high[key] - low;
                prop_assert!(*low <= point[key] + 1e-6 && point[key] <= high[key] + 1e-6, "{:?}", key);
                prop_assert!(width <= base[key].max(with[key]) + 2e-6, "{:?}: {} beside {}", key, width, base[key]);
                prop_assert!(width < apart || apart < 2e-6, "{:?}: {} apart {}", key, width, apart);
            }
            // The entry year of the last Januaries and the year groups it moves up into, wherever anybody is born.
            prop_assert!(low.len() > 20 || point.values().all(|n| n.abs() < 1.0), "{} bands", low.len());
        }
    }
}
