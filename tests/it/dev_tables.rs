//! `rollcast backtest` against the oracle's development tables: `reference/dev_backtest.csv`, the claims that rest on it, and
//! the table of authorities forecast alone in the oracle's README.

use super::one_level::alone;
use super::support::{Files, Row, model, needs_shared, table};
use rollcast::accuracy::BacktestPlan;
use rollcast::dataset::Dataset;
use rollcast::model::ModelSpec;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The oracle's name of a method and the specification that states it.
const METHODS: [(&str, &str); 7] = [
    ("full", "default"),
    ("csr321", "cohort-survival-321"),
    ("last_year_ratio", "last-year-ratio"),
    ("pooled3", "pooled-3"),
    ("pooled5", "pooled-5"),
    ("drift", "drift"),
    ("persistence", "persistence"),
];

/// Mean absolute per cent errors by series and horizon.
type Errors = BTreeMap<(String, u8), f64>;

/// Scores of a backtest on a data set of `../shared`, at the level of its areas, over all sizes and bases.
fn scores(dataset: &str, level: &str) -> Option<Vec<Row>> {
    let folder = needs_shared(&format!("data/{dataset}"))?;
    let top = tempfile::tempdir().unwrap();
    let args = ["backtest", folder.to_str().unwrap(), "--out", "out", "--format", "csv"];
    super::support::rollcast(top.path(), &args).exits(0);
    let mut scores = table(&fs::read_to_string(top.path().join("out/scores.csv")).unwrap());
    scores.retain(|r| r["level"] == level && r["size_class"] == "all" && r["base"] == "all");
    Some(scores)
}

/// Asserts that every score is the oracle's.
#[track_caller]
fn are_the_oracles(dataset: &str, scores: &[Row], oracle: &[Row]) {
    let mut compared = 0;
    for (method, spec) in METHODS {
        for row in oracle.iter().filter(|r| r["dataset"] == dataset && r["method"] == method) {
            let same = |s: &&Row| s["model"] == spec && s["series"] == row["series"] && s["horizon"] == row["horizon"];
            let found: Vec<&Row> = scores.iter().filter(same).collect();
            assert_eq!(found.len(), 1, "{dataset} {row:?}");
            for score in ["mape", "wape", "bias", "within_1pct"] {
                let [ours, theirs]: [f64; 2] = [&found[0][score], &row[score]].map(|cell| cell.parse().unwrap());
                // Both are given to six decimals; the 1e-9 is for the binary fractions.
                assert!((ours - theirs).abs() <= 1e-6 + 1e-9, "{dataset} {row:?}, {score}: {ours}");
            }
            assert_eq!(found[0]["n"], row["n"], "{dataset} {row:?}");
            compared += 1;
        }
    }
    let expected = oracle.iter().filter(|r| r["dataset"] == dataset && r["method"] != "lite").count();
    assert!(compared == expected && compared == scores.len() && compared > 0, "{dataset}: {compared}");
}

fn errors(scores: &[Row], model: &str) -> Errors {
    let of = scores.iter().filter(|r| r["model"] == model);
    of.map(|r| ((r["series"].clone(), r["horizon"].parse().unwrap()), r["mape"].parse().unwrap())).collect()
}

/// Mean over series and horizons of the log of one error over the other, in per cent.
fn against(errors: &Errors, rule: &Errors) -> f64 {
    assert!(errors.keys().eq(rule.keys()) && !errors.is_empty());
    100.0 * errors.iter().map(|(key, e)| (e / rule[key]).ln()).sum::<f64>() / errors.len() as f64
}

fn oracle() -> Option<Vec<Row>> {
    Some(table(&fs::read_to_string(needs_shared("reference/dev_backtest.csv")?).unwrap()))
}

#[test]
fn england_is_scored_as_the_oracle_scores_it() {
    let (Some(oracle), Some(scores)) = (oracle(), scores("england", "local authority")) else { return };
    are_the_oracles("england", &scores, &oracle);
    let gain = against(&errors(&scores, "default"), &errors(&scores, "cohort-survival-321"));
    assert!(gain <= -11.0, "{gain}");
}

#[test]
fn connecticut_is_scored_as_the_oracle_scores_it() {
    let (Some(oracle), Some(scores)) = (oracle(), scores("connecticut", "district")) else { return };
    are_the_oracles("connecticut", &scores, &oracle);
    let gain = against(&errors(&scores, "default"), &errors(&scores, "cohort-survival-321"));
    assert!(gain <= -9.0, "{gain}");
}

#[test]
fn eau_claire_is_scored_as_the_oracle_scores_it() {
    let (Some(oracle), Some(scores)) = (oracle(), scores("eau-claire", "school")) else { return };
    are_the_oracles("eau-claire", &scores, &oracle);
    let default = errors(&scores, "default");
    for (horizon, at_most) in [(1, 4.1), (2, 5.8), (3, 7.1), (5, 8.8)] {
        let mape = default[&("1-5".to_owned(), horizon)];
        assert!(mape <= at_most, "grades 1-5, {horizon} ahead: {mape}");
    }
}

/// What the oracle's README prints of 148 authorities: each alone without a nation, each alone with it, and all together, at
/// 1, 2, 3 and 5 years ahead.
const PRINTED: [(&str, [[f64; 4]; 3]); 4] = [
    ("R", [[1.815, 2.111, 2.525, 3.562], [1.437, 1.666, 1.959, 2.833], [1.423, 1.624, 1.904, 2.771]]),
    ("R-6", [[0.449, 0.864, 1.339, 2.279], [0.405, 0.750, 1.139, 1.849], [0.392, 0.725, 1.075, 1.728]]),
    ("7", [[1.476, 2.024, 2.590, 3.318], [1.407, 1.914, 2.460, 3.117], [1.407, 1.919, 2.455, 3.122]]),
    ("7-11", [[0.532, 1.068, 1.637, 2.583], [0.506, 1.029, 1.603, 2.504], [0.506, 1.033, 1.606, 2.513]]),
];

/// An authority alone gains nothing over plain cohort survival without a nation to compare with, and nearly the whole gain
/// with the one built into the program.
#[test]
fn authorities_alone_gain_by_the_nation_what_the_oracle_says() {
    let (Some(england), Some(oracle)) = (needs_shared("data/england"), oracle()) else { return };
    let england = Files::of(&england);
    let top = tempfile::tempdir().unwrap();
    let default = fs::read_to_string(model("default")).unwrap();
    let none = top.path().join("none.toml");
    let auto = "reference = \"auto\"";
    assert!(default.contains(auto));
    fs::write(&none, default.replace(auto, "reference = \"none\"").replace("name = \"default\"", "name = \"none\""))
        .unwrap();
    let built_in = ModelSpec::built_in().unwrap();
    let rule = ModelSpec::load(model("cohort-survival-321").as_ref()).unwrap();
    let models = [ModelSpec::load(&none).unwrap(), built_in, rule];
    let codes: BTreeSet<String> = table(england.text("rolls.csv")).into_iter().map(|r| r["area"].clone()).collect();
    assert_eq!(codes.len(), 148);
    let mut sums: [BTreeMap<(String, u8), (f64, usize)>; 3] = Default::default();
    for code in &codes {
        for (model, series, horizon, error) in judged(&alone(&england, code), top.path(), &models) {
            let (sum, n) = sums[model].entry((series, horizon)).or_default();
            *sum += error;
            *n += 1;
        }
    }
    let mean = |sums: &BTreeMap<(String, u8), (f64, usize)>| -> Errors {
        sums.iter().map(|(key, (sum, n))| (key.clone(), 100.0 * sum / *n as f64)).collect()
    };
    let [without, with, rule] = sums.each_ref().map(mean);
    assert_eq!(sums[0][&("R".to_owned(), 1)].1, 148 * 6);
    let of = |method: &str| -> Errors {
        let rows = oracle.iter().filter(|r| r["dataset"] == "england" && r["method"] == method);
        rows.map(|r| ((r["series"].clone(), r["horizon"].parse().unwrap()), r["mape"].parse().unwrap())).collect()
    };
    let together = of("full");
    for (series, rows) in PRINTED {
        for (errors, printed) in [&without, &with, &together].into_iter().zip(rows) {
            for (horizon, printed) in [1, 2, 3, 5].into_iter().zip(printed) {
                let mape = errors[&(series.to_owned(), horizon)];
                assert!(
                    (mape - printed).abs() <= 0.0005 + 1e-9,
                    "{series}, {horizon} ahead: {mape}, printed {printed}"
                );
            }
        }
    }
    // Plain cohort survival takes nothing from the nation but births not yet known, so alone it is what it is together.
    let of_rule = of("csr321");
    assert!(rule.keys().eq(of_rule.keys()));
    for (key, mape) in &rule {
        assert!((mape - of_rule[key]).abs() <= 1e-6, "{key:?}: {mape}, the oracle {}", of_rule[key]);
    }
    // Without a nation it carries on the authority's own births, as printed; nothing else of it differs.
    let mut rule_without = of_rule.clone();
    rule_without.insert(("R".to_owned(), 5), 3.296);
    rule_without.insert(("R-6".to_owned(), 5), 2.260);
    let gains = [against(&without, &rule_without), against(&with, &of_rule), against(&together, &of_rule)];
    for (gain, printed) in gains.into_iter().zip([1.7, -10.1, -11.8]) {
        assert!((gain - printed).abs() <= 0.05, "{gain}, printed {printed}");
    }
}

/// Absolute errors of every model, series and horizon on a data set of one authority.
fn judged(files: &Files, top: &Path, models: &[ModelSpec]) -> Vec<(usize, String, u8, f64)> {
    let folder = top.join("authority");
    fs::create_dir_all(&folder).unwrap();
    for (file, bytes) in &files.0 {
        fs::write(folder.join(file), bytes).unwrap();
    }
    let data = Dataset::load(&folder).unwrap().dataset;
    let plan = BacktestPlan::new(&data, None, None).unwrap();
    let own = data.layout.units.iter().find(|u| u.tier_name(&data.geography) == "local authority").unwrap();
    let mut errors = vec![];
    for (model, base) in (0..models.len()).flat_map(|m| plan.bases().map(move |b| (m, b))) {
        let forecast = models[model].fit(&data, base).unwrap().forecast(5);
        for series in data.schooling.series() {
            for &horizon in &plan.horizons {
                let year = base.plus(i32::from(horizon));
                if year <= plan.last_target {
                    let predicted = forecast.pupils(&data, own, &series.groups, year).unwrap();
                    let actual = data.layout.total(&data.rolls, own, &series.groups, year, year).unwrap();
                    errors.push((model, series.name.clone(), horizon, (predicted / actual - 1.0).abs()));
                }
            }
        }
    }
    errors
}
