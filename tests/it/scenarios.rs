//! Scenarios: what they change, what they leave alone, and what is refused.

use super::invariants::recipe;
use super::small::small;
use super::support::{Files, Folder, Outcome, Row, figure, model, numbers, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A scenario file.
pub(super) fn scenario(changes: &str) -> String {
    format!("title = \"A test\"\nwhy = \"To see what follows.\"\n{changes}")
}

/// The small data set with one scenario, `test`.
fn small_with(changes: &str) -> Files {
    let mut files = small();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

/// Runs the scenario verb on a saved data set `small`; outputs go to `out`.
pub(super) fn run(folder: &Folder, args: &[&str]) -> Outcome {
    folder.rollcast(&[&["scenario", "small", "--out", "out"], args].concat())
}

/// Rows of a table that the scenario verb wrote.
pub(super) fn written(folder: &Folder, name: &str) -> Vec<Row> {
    table(&std::fs::read_to_string(folder.path("out").join(name)).unwrap())
}

pub(super) const TABLES: [&str; 6] =
    ["forecast.csv", "forecast.parquet", "components.csv", "components.parquet", "surplus.csv", "surplus.parquet"];

const BIRTHS_AS_THEY_ARE: &str = "[[change]]\nkind = \"births\"\nscale = 1.0\n";
const TARGET_AS_IT_IS: &str = "[[change]]\nkind = \"target\"\ntarget = \"primary\"\nsurplus_percent_at_least = 5.0\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Invariant 3: a scenario that changes nothing gives the base run, bit for bit, in every table; neither one without a
    /// change nor one whose changes leave things as they are.
    #[test]
    fn a_scenario_that_changes_nothing_gives_the_base_run(recipe in recipe()) {
        let mut files = recipe.files();
        files.set("scenarios/nothing.toml", scenario(""));
        let births = if ["drift", "persistence"].contains(&recipe.model) { "" } else { BIRTHS_AS_THEY_ARE };
        files.set("scenarios/neutral.toml", scenario(&(births.to_owned() + TARGET_AS_IT_IS)));
        let model = model(recipe.model);
        let folder = files.save("data");
        let base = folder.run_to("base", &["data", "--model", &model][1..]);
        folder.rollcast(&["scenario", "data", "--out", "out", "--model", &model]).exits(0);
        for name in ["nothing", "neutral"] {
            let outputs = Files::of(&folder.path("out").join(name));
            prop_assert_eq!(outputs.0.keys().collect::<Vec<_>>().len(), TABLES.len());
            for file in TABLES {
                prop_assert!(outputs.0[file] == base.0[file], "{} of `{}` differs", file, name);
            }
        }
        let differences = written(&folder, "scenario_differences.csv");
        prop_assert!(differences.len() > 1000 && differences.iter().all(|r| r["difference"] == "0.000000"));
        prop_assert!(written(&folder, "scenario_drivers.csv").iter().all(|r| r["pupils"] == "0.000000"));
    }
}

/// A course of births is set beside births that move too: those last known are the sum of the file, those to come the births of
/// `components.csv`.
#[test]
fn a_course_of_births_says_how_they_go_without_it() {
    let mut files = Files::kent();
    files.set("scenarios/test.toml", scenario("[[change]]\nkind = \"births\"\nyearly_percent = -2.0\n"));
    let folder = files.save("small");
    let told = run(&folder, &[]).exits(0).stderr;
    let births = table(&std::fs::read_to_string(folder.path("small/births.csv")).unwrap());
    let by_planning_area = births.iter().filter(|b| b["year_to_30_june"] == "2019" && b["area"].starts_with("886"));
    let known: f64 = by_planning_area.map(|b| b["births"].parse::<f64>().unwrap()).sum();
    folder.rollcast(&["run", "small", "--out", "base"]).exits(0);
    let steps = table(&std::fs::read_to_string(folder.path("base/components.csv")).unwrap());
    let feeding = steps
        .iter()
        .filter(|s| s["component"] == "births" && s["census_year"] == "2025" && s["area"].starts_with("886"));
    let to_come: f64 = feeding.map(|s| s["pupils"].parse::<f64>().unwrap()).sum();
    let percent = 100.0 * (to_come / known - 1.0);
    let note = format!("from {known:.0} in the year to 30 June 2019 to {to_come:.0} in that to 2020 ({percent:+.1}%)");
    assert!(told.contains(&note), "{note}: {told}");
}

/// Births to June 2015 are known in January 2016; with months 10 and 2 of a cohort in two birth years, January 2021 is fed by
/// 2016 and 2017, all of it unknown, and January 2020 by 10/12 of 2015 and 2/12 of 2016.
#[test]
fn births_not_yet_known_move_the_entry_year_they_feed() {
    let folder = small_with("[[change]]\nkind = \"births\"\nscale = 0.5\nareas = [\"ash\"]\n").save("small");
    run(&folder, &["--model", &model("cohort-survival-321")]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    let base = numbers(&rows, &["area", "series", "census_year"], "base");
    let with = numbers(&rows, &["area", "series", "census_year"], "forecast");
    let ratio = |area: &str, series: &str, year: &str| {
        figure(&with, &[area, series, year]).unwrap() / figure(&base, &[area, series, year]).unwrap()
    };
    for area in ["ash-1", "ash-2"] {
        assert!((ratio(area, "R", "2021") - 0.5).abs() < 1e-6, "{}", ratio(area, "R", "2021"));
        assert!(ratio(area, "R", "2020") < 1.0 && ratio(area, "R", "2020") > 0.9);
        assert_eq!(ratio(area, "R", "2019"), 1.0);
        assert_eq!(ratio(area, "1", "2020"), 1.0);
    }
    assert!(rows.iter().filter(|r| ["beech", "cedar-1", "beech-2"].contains(&r["area"].as_str())).count() > 100);
    for row in rows.iter().filter(|r| ["beech", "cedar-1", "beech-2"].contains(&r["area"].as_str())) {
        assert_eq!(row["difference"], "0.000000", "{row:?}");
    }
}

#[test]
fn another_target_moves_no_pupil_and_changes_who_falls_short() {
    let change = "[[change]]\nkind = \"target\"\ntarget = \"primary\"\nsurplus_percent_at_least = 40\n";
    let folder = small_with(change).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_surplus.csv");
    let judged: Vec<&Row> = rows.iter().filter(|r| r["grouping"] == "district" && r["series"] == "R-6").collect();
    assert_eq!(judged.len(), 3 * 5);
    for row in judged {
        assert_eq!(row["pupils_base"], row["pupils_scenario"]);
        assert_eq!(
            (row["target_percent_base"].as_str(), row["target_percent_scenario"].as_str()),
            ("5.000000", "40.000000")
        );
        assert_eq!(row["meets_target_scenario"], "false");
    }
    assert!(
        rows.iter().filter(|r| r["series"] == "7").all(|r| r["target_percent_base"] == r["target_percent_scenario"])
    );
}

/// The parts of a difference are rounded so that they add to it to the last decimal.
pub(super) fn micro(cell: &str) -> i64 {
    (cell.parse::<f64>().unwrap() * 1e6).round() as i64
}

#[test]
fn the_split_by_driver_adds_to_the_difference() {
    let changes = format!("{}{TARGET_AS_IT_IS}", "[[change]]\nkind = \"births\"\nyearly_percent = -3\n");
    let folder = small_with(&changes).save("small");
    run(&folder, &["--horizon", "8"]).exits(0);
    let key = ["scenario", "area", "series", "census_year"];
    let mut sums = std::collections::BTreeMap::<Vec<String>, i64>::new();
    for row in written(&folder, "scenario_drivers.csv") {
        *sums.entry(key.map(|k| row[k].clone()).into()).or_default() += micro(&row["pupils"]);
    }
    let differences = written(&folder, "scenario_differences.csv");
    assert_eq!(sums.len(), differences.len());
    assert!(differences.iter().any(|r| micro(&r["difference"]) < -1_000_000));
    for row in differences {
        assert_eq!(sums[&key.map(|k| row[k].clone()).to_vec()], micro(&row["difference"]), "{row:?}");
    }
}

/// Asserts that the scenario is refused for exactly the given number of errors, and that nothing is written.
#[track_caller]
pub(super) fn refused(files: &Files, args: &[&str], errors: usize, texts: &[&str]) {
    let folder = files.save("small");
    let mut outcome = run(&folder, args).exits(1);
    for text in texts {
        outcome = outcome.says(text);
    }
    let found = outcome.stderr.lines().filter(|l| l.starts_with("error: ")).count();
    assert_eq!(found, errors, "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
    assert!(!folder.path("out").exists(), "a refused scenario leaves nothing behind");
}

#[test]
fn every_problem_of_every_scenario_is_told_at_once() {
    let mut files = small_with(
        "titel = \"slip\"\n[[change]]\nkind = \"birth\"\nscale = 1\n[[change]]\nkind = \"births\"\nyearly_percnt = -2\nfrmo = 2017\n",
    );
    files.set(
        "scenarios/names.toml",
        scenario(
            "[[change]]\nkind = \"births\"\nscale = 1.2\nareas = [\"ash-l\", \"beech-1\"]\nfrom = 2014\n\
             [[change]]\nkind = \"target\"\ntarget = \"primry\"\nsurplus_percent_at_least = 500\n",
        ),
    );
    refused(
        &files,
        &[],
        8,
        &[
            "unknown key `titel`\n  small/scenarios/test.toml, row 3\n  hint: did you mean `title`?",
            "unknown kind of change `birth`\n  small/scenarios/test.toml, row 5\n  hint: did you mean `births`?",
            "unknown key `yearly_percnt`\n  small/scenarios/test.toml, row 9\n  hint: did you mean `yearly_percent`?",
            "unknown key `frmo`",
            "unknown area `ash-l`\n  small/scenarios/names.toml, row 6",
            "births of the year to 30 June 2014 are known in January 2016",
            "unknown target `primry`\n  small/scenarios/names.toml, row 10\n  hint: did you mean `primary`?",
            "`surplus_percent_at_least` is not a per cent from 0 to below 100",
        ],
    );
}

#[test]
fn changes_that_contradict_are_refused() {
    let births = |rest: &str| format!("[[change]]\nkind = \"births\"\nscale = 1.2\n{rest}\n");
    let twice = births("areas = [\"ash\"]") + &births("areas = [\"ash-1\"]\nfrom = 2018");
    let text = "the change contradicts that of row 3: both set births of the same areas and years";
    refused(&small_with(&twice), &[], 1, &[text]);
    // Years or areas apart contradict nothing.
    for apart in
        [births("to = 2017") + &births("from = 2018"), births("areas = [\"ash\"]") + &births("areas = [\"beech\"]")]
    {
        run(&small_with(&apart).save("small"), &[]).exits(0);
    }
}

#[test]
fn a_scenario_that_is_not_there_is_refused_with_a_suggestion() {
    let files = small_with("");
    refused(&files, &["--scenario", "tset"], 1, &["there is no scenario `tset`", "did you mean `test`?"]);
    let none = small();
    refused(&none, &[], 1, &["the data set holds no scenario"]);
}

#[test]
fn births_cannot_change_where_nothing_is_fed_by_them() {
    let files = small_with(BIRTHS_AS_THEY_ARE);
    refused(&files, &["--model", &model("drift")], 1, &["the model is not fed by births"]);
    let mut without = files;
    without.remove("births.csv");
    refused(&without, &[], 1, &["the data set holds no births"]);
}
