//! Scenarios of migration: waves of arrivals by hand, courses held, scaled and left to fade by hand, and what is refused.

use super::scenarios::{micro, refused, run, scenario, written};
use super::small::{Counts, small, with};
use super::support::{Files, figure, model, numbers};
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::Dataset;
use rollcast::model::{Component, Evidence, Grounds, ModelSpec};
use std::collections::BTreeMap;

const KEY: [&str; 3] = ["area", "series", "census_year"];

fn small_with(changes: &str) -> Files {
    let mut files = small();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

/// Fifty in Reception and six in Year 5 arrive in Ash, where Reception has 64 pupils in the north and 75 in the south, and
/// Year 5 has 67 and 66.
const WAVE: &str = "[[change]]\nkind = \"migration\"\nareas = [\"ash\"]\nadd = { R = [20, 30], 5 = 6 }\nfrom = 2018\nto = 2019\n\
                    evidence = \"a made-up programme\"\n";

#[test]
fn a_wave_arrives_by_year_and_year_group_and_moves_up() {
    let folder = small_with(WAVE).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    let found = numbers(&rows, &KEY, "difference");
    let near = |area: &str, series: &str, year: &str, expected: f64| {
        let found = figure(&found, &[area, series, year]).unwrap();
        assert!((found - expected).abs() < 2e-6, "{area} {series} {year}: {found}, expected {expected}");
    };
    for (series, year, pupils) in [
        ("R", "2017", 0.0),
        ("R", "2018", 20.0),
        ("R", "2019", 30.0),
        ("1", "2019", 20.0),
        ("R", "2020", 0.0),
        ("1", "2020", 30.0),
        ("2", "2020", 20.0),
        ("3", "2021", 20.0),
    ] {
        near("ash", series, year, pupils);
        near("ash-1", series, year, pupils * 64.0 / 139.0);
        near("ash-2", series, year, pupils * 75.0 / 139.0);
        near("beech", series, year, 0.0);
    }
    near("ash", "5", "2018", 6.0);
    near("ash", "6", "2019", 6.0);
    near("ash-1", "6", "2019", 6.0 * 67.0 / 133.0);
    // Of a hundred and ten leavers of Ash a hundred stay, three each go to Beech and Cedar, four to independent schools.
    near("ash", "7", "2020", 6.0 * 100.0 / 110.0);
    near("beech", "7", "2020", 6.0 * 3.0 / 110.0);
    near("shire", "7", "2020", 6.0 * 106.0 / 110.0);
    near("shire", "7-11", "2021", 12.0 * 106.0 / 110.0);
    // As many on every path as the file says.
    for row in rows.iter().filter(|r| !r["difference_lo95"].is_empty()) {
        assert!((micro(&row["difference_lo95"]) - micro(&row["difference"])).abs() <= 1, "{row:?}");
    }
}

/// The wave is no course of migration and no adjustment: it has a driver of its own, and a component.
#[test]
fn a_wave_is_a_driver_and_a_component_of_its_own() {
    let changes = format!(
        "{WAVE}[[change]]\nkind = \"migration\"\nscale = 2\n[[change]]\nkind = \"intervention\"\narea = \"ash\"\nfrom = 2018\n\
         expires = 2018\npupils = 9\nreason = \"a test\"\n"
    );
    let folder = small_with(&changes).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_drivers.csv");
    let mut sums = BTreeMap::<Vec<String>, i64>::new();
    for row in &rows {
        *sums.entry(KEY.map(|k| row[k].clone()).into()).or_default() += micro(&row["pupils"]);
    }
    for row in written(&folder, "scenario_differences.csv") {
        assert_eq!(sums[&KEY.map(|k| row[k].clone()).to_vec()], micro(&row["difference"]), "{row:?}");
    }
    let of = |area: &str, series: &str, year: &str| -> Vec<(String, f64)> {
        let here = rows.iter().filter(|r| r["area"] == area && r["series"] == series && r["census_year"] == year);
        here.map(|r| (r["driver"].clone(), r["pupils"].parse().unwrap())).collect()
    };
    let split = of("ash", "R-6", "2018");
    let words: Vec<&str> = split.iter().map(|(driver, _)| driver.as_str()).collect();
    assert_eq!(words, ["migration", "arrivals", "intervention"]);
    assert!((split[1].1 - 26.0).abs() < 2e-6 && split[2].1 > 0.0 && split[2].1 < 9.0, "{split:?}");
    let components = written(&folder, "test/components.csv");
    let arrived: f64 = components
        .iter()
        .filter(|r| r["component"] == "arrivals" && r["census_year"] == "2019")
        .map(|r| r["pupils"].parse::<f64>().unwrap())
        .sum();
    // Twenty and thirty in Reception, six and six in Year 5.
    assert!((arrived - 62.0).abs() < 2e-5, "{arrived}");
}

/// A hundred in every year group everywhere, but that in January 2014 ten of every year group above Reception moved from the south
/// of Ash to its north, and stayed. The nation, which is these areas alone, gains and loses nobody.
fn moved_once() -> Files {
    let mut files = with(&Counts {
        primary: &|a, g, t| {
            let came = t >= 2014 && g as i64 > t - 2014;
            100 + match a {
                0 if came => 10,
                1 if came => -10,
                _ => 0,
            }
        },
        secondary: &|_, _, _| 150,
        births: &|_, _| 100,
        places: &|_, _, _| 200,
        flow: &|from, to, _| if from == to { 150 } else { 0 },
    });
    let model = std::fs::read_to_string(model("default")).unwrap();
    files.set("own.toml", model.replace("reference = \"auto\"", "reference = \"none\""));
    files
}

/// Forecasts of Ash North in January 2017 by year group, of a scenario of migration and of the base.
fn forecasts(change: &str) -> Vec<(f64, f64)> {
    let mut files = moved_once();
    files.set("scenarios/test.toml", scenario(&format!("[[change]]\nkind = \"migration\"\n{change}\n")));
    let folder = files.save("small");
    run(&folder, &["--model", "small/own.toml"]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    let (with, base) = (numbers(&rows, &KEY, "forecast"), numbers(&rows, &KEY, "base"));
    let of = |found: &BTreeMap<Vec<String>, f64>, g: &str| figure(found, &["ash-1", g, "2017"]).unwrap();
    ["1", "2", "3", "4", "5", "6"].iter().map(|g| (of(&with, g), of(&base, g))).collect()
}

/// What the level of Ash North rests on.
fn level_of_the_north() -> Evidence {
    let folder = moved_once().save("small");
    let data = Dataset::load(&folder.path("small")).unwrap().dataset;
    let fitted = ModelSpec::load(&folder.path("small/own.toml")).unwrap().fit(&data, CensusYear(2016)).unwrap();
    let area = data.layout.unit("ash-1").unwrap().area.unwrap();
    let cells = fitted.anatomies(&data, &fitted.forecast(1));
    let cell = cells.iter().find(|c| c.area == area && c.group == YearGroup(1)).unwrap();
    match cell.steps.iter().find(|s| s.component == Component::AreaLevel).unwrap().grounds.unwrap() {
        Grounds::Counts(evidence) => evidence,
        Grounds::Usual(usual) => panic!("{usual:?}"),
    }
}

/// In January 2014 the north had 660 pupils in Years 1 to 6 where 600 had been expected, so that as seen then it gains
/// (660 + b) / (600 + b) each January, b the pupils by which it is drawn to Ash, which gained nobody. In January 2015 it
/// had the 650 that were expected. Its level over all Januaries is (O + b) / (E + b).
#[test]
fn migration_is_held_scaled_and_left_to_fade_as_worked_by_hand() {
    let Evidence { observed, expected, pull: b, toward, .. } = level_of_the_north();
    assert!((toward - 1.0).abs() < 1e-12 && b > 0.0 && observed > expected, "{toward} {b} {observed} {expected}");
    let level = (observed + b) / (expected + b);
    for (change, factor) in [
        ("as_seen = [2014, 2014]", (660.0 + b) / (600.0 + b) / level),
        ("as_seen = [2015, 2015]", 1.0 / level),
        // Over both, 1310 where 1250 were expected.
        ("as_seen = [2014, 2015]", (1310.0 + b) / (1250.0 + b) / level),
        ("scale = 3", level * level),
        ("scale = 0", 1.0 / level),
        // In its first January half of the level is left.
        ("fade = 0.5", 1.0 / level.sqrt()),
        ("scale = 3\nfrom = 2018", 1.0),
        ("scale = 3\nareas = [\"beech\"]", 1.0),
    ] {
        for (with, base) in forecasts(change) {
            assert!((with / base - factor).abs() < 1e-7, "{change}: {with} beside {base}, expected times {factor}");
        }
    }
}

#[test]
fn waves_that_cannot_be_are_told_at_once() {
    let changes = "[[change]]\nkind = \"migration\"\nareas = [\"ahs\"]\nadd = { R = 20 }\nfrom = 2018\nto = 2017\nevidence = \"e\"\n\
                   [[change]]\nkind = \"migration\"\nareas = [\"ash\"]\nadd = { R = [1, 2], 13 = 5, 3 = -4 }\nfrom = 2018\nto = 2020\n\
                   [[change]]\nkind = \"migration\"\nadd = { R = 5 }\nfrom = 2016\nto = 2031\nevidence = \" \"\n\
                   [[change]]\nkind = \"migration\"\nadd = { R = 5 }\nevidence = \"e\"\nscale = 2\n\
                   [[change]]\nkind = \"migration\"\nadd = {}\nfrom = 2018\nto = 2018\nevidence = \"e\"\n";
    refused(
        &small_with(changes),
        &[],
        13,
        &[
            "unknown area `ahs`\n  small/scenarios/test.toml, row 5\n  hint: did you mean `ash-1` or `ash-2`?",
            "the wave ends in 2017, before it begins in 2018\n  small/scenarios/test.toml, row 8",
            "the wave of arrivals has no `evidence`\n  small/scenarios/test.toml, row 10",
            "`add` of year group R gives 2 numbers, and 2018 to 2020 are 3 Januaries",
            "unknown year group `13`",
            "`add` of year group 3 is no number of pupils who arrive",
            "the wave of arrivals has no `evidence`\n  small/scenarios/test.toml, row 21",
            "January 2016 is history, and a scenario changes what is ahead",
            "`to` is January 2031, and the forecast ends in January 2021\n  small/scenarios/test.toml, row 20\n  hint: choose a January up \
             to 2021, or forecast with `--horizon 15`",
            "the change gives `add` and another course of migration",
            "the wave of arrivals has no `from`",
            "the wave of arrivals has no `to`",
            "`add` gives no year group",
        ],
    );
    let text = "`add` gives each year group a number of pupils, or a list with one for each January";
    let change = "[[change]]\nkind = \"migration\"\nadd = { R = \"many\" }\nfrom = 2018\nto = 2018\nevidence = \"e\"\n";
    refused(&small_with(change), &[], 1, &[text]);
}
