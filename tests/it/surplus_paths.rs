//! Surplus judged against the whole fan: chances, assurance, risk.

use super::invariants::recipe;
use super::small::small;
use super::support::{Files, Row, figure, model, numbers, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rollcast::dataset::{Dataset, Tier, Unit};
use rollcast::model::{Forecast, ModelSpec, Questions};
use rollcast::places::{Assurance, Kind, PlaceLedger, Prudence, Standing, SurplusCheck};

/// Januaries forecast.
const HORIZON: usize = 5;

/// The default model's forecast of a data set, its paths kept, and the check.
fn judged(files: &Files) -> (Dataset, Forecast, SurplusCheck) {
    let folder = files.save("data");
    let data = Dataset::load(&folder.path("data")).unwrap().dataset;
    let spec = ModelSpec::built_in().unwrap();
    let fitted = spec.fit(&data, data.last_census()).unwrap();
    let (base, last) = (fitted.base(), fitted.base().plus(HORIZON as i32));
    let ledger = PlaceLedger::carried_on(&data, base, last).unwrap();
    let mut questions = Questions::default();
    SurplusCheck::ask(&mut questions, &data, &ledger, base, HORIZON);
    for series in data.schooling.series() {
        questions.keep(&series.groups);
    }
    let forecast = fitted.forecast_with_intervals(&data, HORIZON, spec.draws(None), &questions);
    let check = SurplusCheck::new(&data, &forecast, &ledger, Prudence::usual(forecast.intervals.as_ref()));
    (data, forecast, check)
}

fn ahead(check: &SurplusCheck) -> impl Iterator<Item = &Standing> {
    check.standings.iter().filter(|s| s.kind == Kind::Forecast)
}

/// Every chance is the share of the total's own paths, also of a district, whose chance its planning areas' do not give.
#[test]
fn chances_and_places_needed_are_those_of_the_paths_of_each_total() {
    let (data, forecast, check) = judged(&Files::kent());
    let intervals = forecast.intervals.as_ref().unwrap();
    let mut uncertain = 0;
    for s in ahead(&check) {
        let groups = &data.schooling.series()[s.series.0].groups;
        let mut paths = intervals.paths_of(s.unit, groups, s.year).unwrap().to_vec();
        let target = s.target.unwrap().percent();
        let short = |places: f64| paths.iter().filter(|n| 100.0 * (places - **n) / places < target - 1e-9).count();
        let chance = s.chance_below.unwrap();
        assert_eq!(chance, short(s.places) as f64 / paths.len() as f64, "{s:?}");
        let full = paths.iter().filter(|n| **n > s.places).count();
        assert_eq!(s.chance_full.unwrap(), full as f64 / paths.len() as f64, "{s:?}");
        uncertain += usize::from(chance > 0.05 && chance < 0.95);
        // With the places added, the target holds in as many paths as was asked for, and in hardly more.
        for assurance in Assurance::ALL {
            let needed = s.places_needed(assurance).unwrap();
            let falls_short = 100.0 * short(s.places + needed) as f64 / paths.len() as f64;
            let allowed = 100.0 - f64::from(assurance.percent());
            assert!(falls_short <= allowed + 0.1, "{falls_short} of 100 paths fall short: {s:?}");
            assert!(needed == 0.0 || falls_short > allowed - 2.0, "too many places, {falls_short}: {s:?}");
        }
        // The median path gives the point answer, to a thousandth of a place.
        paths.sort_by(f64::total_cmp);
        let middle = paths.len() / 2;
        let median = (paths[middle - 1] + paths[middle]) / 2.0;
        let of_median = (median / (1.0 - target / 100.0) - s.places).max(0.0);
        assert!((s.places_needed(Assurance::Half).unwrap() - of_median).abs() < 1e-3, "{of_median}: {s:?}");
    }
    assert!(uncertain > 200, "{uncertain}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 15, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// Being surer never needs fewer places or forms, and the chance of falling short agrees with what is needed.
    #[test]
    fn assurance_is_monotone(recipe in recipe()) {
        let (data, _, check) = judged(&recipe.files());
        prop_assert!(ahead(&check).count() > 0);
        for s in ahead(&check) {
            let series = &data.schooling.series()[s.series.0];
            let places = Assurance::ALL.map(|a| s.places_needed(a).unwrap());
            let forms = Assurance::ALL.map(|a| s.forms_needed(series, a).unwrap());
            prop_assert!(places.is_sorted() && forms.is_sorted(), "{:?} {:?} {:?}", places, forms, s);
            for (places, forms) in places.iter().zip(forms) {
                let room = forms * 30.0 * series.groups.len() as f64;
                prop_assert!(room >= places - 1e-6 && (2.0 * forms).fract() == 0.0, "{} {}", places, forms);
            }
            if let Some(chance) = s.chance_below {
                prop_assert!((0.0..=1.0).contains(&chance));
                prop_assert!(places[1] > 0.0 || chance <= 0.2 + 1e-3, "{} and nothing needed: {:?}", chance, s);
                prop_assert!(places[1] == 0.0 || chance >= 0.2 - 1e-3, "{} and places needed: {:?}", chance, s);
            }
        }
    }

    /// Invariant 8: the surplus of a total is that of the sums over its parts, whatever the shares.
    #[test]
    fn the_surplus_of_a_total_is_that_of_its_sums(recipe in recipe()) {
        let (data, _, check) = judged(&recipe.files());
        let finest = |u: &Unit| u.tier == Tier::Level(data.layout.panels[0].level);
        for s in check.standings.iter().filter(|s| data.schooling.series()[s.series.0].name == "R-6") {
            let parts = data.layout.units[s.unit].parts.iter().filter(|p| p.panel == 0);
            let (mut places, mut pupils) = (0.0, 0.0);
            for part in parts {
                let same = |o: &&Standing| {
                    let unit = &data.layout.units[o.unit];
                    finest(unit) && unit.parts.iter().any(|p| p.panel == 0 && p.row == part.row)
                };
                let of_part = check.standings.iter().filter(|o| o.series == s.series && o.year == s.year).find(same);
                // An area without a roll at the base is in no forecast.
                if let Some(of_part) = of_part {
                    places += part.share * of_part.places;
                    pupils += part.share * of_part.pupils;
                }
            }
            let scale = 1.0 + places.abs() + pupils.abs();
            prop_assert!((s.places - places).abs() < 1e-9 * scale, "{} {} {:?}", places, pupils, s);
            prop_assert!((s.pupils - pupils).abs() < 1e-9 * scale, "{} {} {:?}", places, pupils, s);
            if let Some(percent) = s.percent() {
                let expected = 100.0 * (places - pupils) / places;
                prop_assert!((percent - expected).abs() < 1e-6 * (1.0 + expected.abs()), "{} {}", percent, expected);
            }
        }
    }
}

fn written(args: &[&str]) -> Vec<Row> {
    let folder = Files::kent().save("kent");
    table(&folder.rollcast(&[&["surplus", "kent", "--format", "csv"], args].concat()).exits(0).stdout)
}

#[test]
fn a_chosen_assurance_and_risk_show_in_the_table() {
    let key = ["grouping", "group", "series", "census_year"];
    let (usual, sure) = (written(&[]), written(&["--assurance", "95", "--risk", "5"]));
    let needed = |rows: &[Row]| numbers(rows, &key, "places_needed");
    let (at_80, at_95) = (needed(&usual), needed(&sure));
    let ashford = ["travel_to_learn", "ttl-ashford", "7", "2025"];
    assert!(figure(&at_95, &ashford).unwrap() > figure(&at_80, &ashford).unwrap() + 10.0);
    let mut later = 0;
    for (rows, assurance, risk) in [(&usual, "80.000000", 20.0), (&sure, "95.000000", 5.0)] {
        for row in rows {
            if row["kind"] == "history" {
                let empty = ["assurance_percent", "risk_percent", "first_year_at_risk", "probability_below_target"];
                assert!(empty.iter().all(|c| row[*c].is_empty()), "{row:?}");
                continue;
            }
            assert_eq!(row["assurance_percent"], assurance);
            let same = |r: &&Row| ["grouping", "group", "series"].iter().all(|c| r[*c] == row[*c]);
            // Once for each group and series.
            if row["census_year"] == "2021" {
                let of_unit = rows.iter().filter(same).filter(|r| r["kind"] == "forecast");
                let at_risk = |r: &&Row| r["probability_below_target"].parse::<f64>().unwrap() > risk;
                let first = of_unit.clone().find(at_risk).map_or("", |r| r["census_year"].as_str());
                assert!(of_unit.clone().all(|r| r["first_year_at_risk"] == first), "{row:?}");
                later += usize::from(!["", "2021"].contains(&first));
            }
        }
    }
    assert!(later > 20, "{later}");
}

#[test]
fn what_needs_paths_is_refused_without_them_and_left_out_by_default() {
    let folder = small().save("small");
    let plain = model("cohort-survival-321");
    let args = ["surplus", "small", "--model", &plain, "--format", "csv"];
    for row in table(&folder.rollcast(&args).exits(0).stdout) {
        assert_eq!(row["probability_below_target"], "");
        assert!(row["kind"] == "history" || row["assurance_percent"] == "50.000000", "{row:?}");
        assert!(!row["places_needed"].is_empty(), "the point answer needs no paths: {row:?}");
    }
    let outcome = folder.rollcast(&[&args[..], &["--assurance", "80"]].concat()).exits(1);
    outcome.says("simulates no paths").says("hint: leave out `--assurance`");
    folder.rollcast(&[&args[..], &["--assurance", "50"]].concat()).exits(0);
    for wrong in [["--assurance", "70"], ["--risk", "100"], ["--risk", "-1"], ["--risk", "often"]] {
        folder.rollcast(&["surplus", "small", wrong[0], wrong[1]]).exits(2);
    }
}

/// A data set without a floor for a series has nothing to fall short of.
#[test]
fn without_a_floor_nothing_is_needed_or_at_risk() {
    let mut files = small();
    files.keep_lines("dataset.toml", |line| !line.starts_with("secondary = "));
    let folder = files.save("small");
    let rows = table(&folder.rollcast(&["surplus", "small", "--format", "csv"]).exits(0).stdout);
    for row in rows.iter().filter(|r| r["series"].starts_with('7')) {
        let empty = ["target_percent", "probability_below_target", "places_needed", "first_year_at_risk"];
        assert!(empty.iter().all(|c| row[*c].is_empty()), "{row:?}");
    }
    assert!(rows.iter().any(|r| r["series"] == "R" && !r["probability_below_target"].is_empty()));
}
