//! What is done with the bytes of a fuzzer, one reader a target. Whatever they are, a reader ends in a value or in problems; a
//! panic is a fault. The test `fuzz_corpus` runs the same on every file of `fuzz/corpus`.

use rollcast::dataset::{CodeChanges, Dataset, import};
use rollcast::model::ModelSpec;
use rollcast::scenario::Scenario;
use std::fs;
use std::path::Path;

/// A data set of one area, to put the bytes into.
const SETTINGS: &str = r#"title = "t"
root = "a"
source = "s"
licence = "l"
births_lag = 5
[year_groups]
order = ["R", "1", "2"]
entry = "R"
[series]
"R" = ["R"]
"#;
const AREAS: &str = "area,name,level,parent\na,A,county,\n";
const ROLLS: &str = "census_year,area,year_group,pupils\n2018,a,R,10\n2019,a,R,11\n2020,a,R,12\n";

/// Tables that the bytes of `csv` may stand for: the first byte says which.
const TABLES: [&str; 18] = [
    "rolls",
    "areas",
    "groupings",
    "aliases",
    "births",
    "places",
    "place_changes",
    "transfers",
    "published_forecasts",
    "published_actuals",
    "published_capacity",
    "housing",
    "yields",
    "preschool",
    "interventions",
    "slippage",
    "register",
    "neighbours",
];

/// Reads bytes as a target does.
pub(crate) fn run(target: &str, bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let folder = folder.path();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).is_ok();
    let held = [("dataset.toml", SETTINGS), ("areas.csv", AREAS), ("rolls.csv", ROLLS)];
    if !held.iter().all(|(name, text)| put(name, text.as_bytes())) {
        return;
    }
    match target {
        "csv" => {
            let Some((which, rest)) = bytes.split_first() else { return };
            put(&format!("{}.csv", TABLES[usize::from(*which) % TABLES.len()]), rest);
            load(folder);
        }
        "settings" => {
            put("dataset.toml", bytes);
            load(folder);
        }
        "workbook" | "parquet" => {
            let _ = fs::remove_file(folder.join("rolls.csv"));
            put(if target == "workbook" { "book.xlsx" } else { "rolls.parquet" }, bytes);
            load(folder);
        }
        "model" => {
            put("model.toml", bytes);
            if let (Ok(spec), Ok(loaded)) = (ModelSpec::load(&folder.join("model.toml")), Dataset::load(folder)) {
                let _ = spec.fit(&loaded.dataset, loaded.dataset.last_census());
            }
        }
        "scenario" => {
            if fs::create_dir(folder.join("scenarios")).is_ok() && put("scenarios/s.toml", bytes) {
                let _ = Scenario::load(folder, "s");
            }
        }
        _ => {
            put("capacity_2015.csv", bytes);
            put("codes.csv", bytes);
            let file = folder.join("capacity_2015.csv");
            let _ = CodeChanges::load(&folder.join("codes.csv"));
            if let Ok(changes) = CodeChanges::built_in() {
                let _ = import(&[file], "1", &changes);
            }
        }
    }
}

/// Loads the data set, and fits and forecasts what could be loaded.
fn load(folder: &Path) {
    if let (Ok(loaded), Ok(spec)) = (Dataset::load(folder), ModelSpec::built_in())
        && let Ok(fitted) = spec.fit(&loaded.dataset, loaded.dataset.last_census())
    {
        fitted.forecast(3);
    }
}
