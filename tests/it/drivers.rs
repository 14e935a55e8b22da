//! Homes and a planner's own adjustments on the forecast: by hand, at every level, in every output, and never twice.

use super::small::{DISTRICTS, PLANNING_AREAS, PRIMARY, SECONDARY, small};
use super::support::{Files, figure, model, numbers, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::Dataset;
use rollcast::model::{Component, Forecast, ModelSpec};
use std::collections::BTreeMap;
use std::fmt::Write;

const HOMES: &str = "site,area,census_year,dwellings,dwelling_type,tenure,bedrooms,status,stage\n";

/// 0.04 pupils in a home in Reception, 0.03 in every other year group, once it is full.
fn yields() -> String {
    let head = "dwelling_type,tenure,bedrooms,year_group,years_since_completion,pupils_per_dwelling\n";
    let others = PRIMARY[1..].iter().chain(&SECONDARY).map(|g| format!(",,,{g},,0.03\n"));
    format!("{head},,,R,,0.04\n{}", others.collect::<String>())
}

/// The small data set with one site, which built twenty homes a year and has sixty planned for the first year ahead.
pub(super) fn one_site() -> Files {
    let mut files = small();
    let mut homes = HOMES.to_owned();
    for year in 2012..=2016 {
        writeln!(homes, "Mill Lane,ash-1,{year},20,,,,published,complete").unwrap();
    }
    homes += "Mill Lane,ash-1,2017,60,,,,illustrative,permitted\n";
    for year in 2018..=2021 {
        writeln!(homes, "Mill Lane,ash-1,{year},20,,,,illustrative,allocated").unwrap();
    }
    files.set("housing.csv", homes);
    files.set("yields.csv", yields());
    files
}

/// Figures of a table that `run` writes, by area, year group or series and January.
fn figures(files: &Files, args: &[&str], column: &str) -> BTreeMap<Vec<String>, f64> {
    let outputs = files.save("small").run_to("out", args);
    numbers(&table(outputs.text("forecast.csv")), &["area", "series", "census_year"], column)
}

/// What a change adds to figures: those that differ by more than their rounding.
fn added(with: &BTreeMap<Vec<String>, f64>, without: &BTreeMap<Vec<String>, f64>) -> BTreeMap<Vec<String>, f64> {
    assert_eq!(with.len(), without.len());
    let differences = with.iter().map(|(key, n)| (key.clone(), n - without[key]));
    differences.filter(|(_, d)| d.abs() > 2e-6).collect()
}

/// Forty homes beyond the rate of late in January 2017, at a tenth of their yield in the first January, two in the second.
#[test]
fn a_site_adds_what_its_homes_beyond_the_rate_of_late_hold() {
    for name in ["default", "cohort-survival-321", "persistence"] {
        let args = ["--model", &model(name)];
        let found = added(&figures(&one_site(), &args, "forecast"), &figures(&small(), &args, "forecast"));
        let at = |area: &str, series: &str, year: &str| figure(&found, &[area, series, year]).unwrap_or(0.0);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 2e-6, "{name}: {found}, {expected}");
        for (year, share) in [("2017", 0.1), ("2018", 0.2), ("2019", 0.3), ("2020", 0.4), ("2021", 0.5)] {
            for area in ["ash-1", "ash", "east", "shire"] {
                near(at(area, "R", year), 40.0 * 0.04 * share);
                near(at(area, "3", year), 40.0 * 0.03 * share);
                near(at(area, "R-6", year), 40.0 * 0.22 * share);
            }
            // Of 110 leavers of Ash 100 stay, 3 go to Beech, 3 to Cedar, and 4 to independent schools.
            let living = 40.0 * 0.03 * share;
            for group in SECONDARY {
                near(at("ash", group, year), living * 100.0 / 110.0);
                near(at("beech", group, year), living * 3.0 / 110.0);
                near(at("cedar", group, year), living * 3.0 / 110.0);
                near(at("shire", group, year), living * 106.0 / 110.0);
            }
            for area in ["ash-2", "beech-1", "beech", "cedar", "west"] {
                near(at(area, "R", year), 0.0);
            }
        }
    }
}

/// What comes on top moves the paths with the point forecast, and shows in the components as itself.
#[test]
fn bands_move_with_the_point_and_components_still_add() {
    let (with, without) = (one_site().save("small").run_to("out", &[]), small().save("small").run_to("out", &[]));
    let forecasts = |files: &Files, column: &str| {
        numbers(&table(files.text("forecast.csv")), &["area", "series", "census_year"], column)
    };
    let moved = added(&forecasts(&with, "forecast"), &forecasts(&without, "forecast"));
    for column in ["lo80", "hi80", "lo95", "hi95"] {
        let band = added(&forecasts(&with, column), &forecasts(&without, column));
        assert_eq!(band.keys().collect::<Vec<_>>(), moved.keys().collect::<Vec<_>>(), "{column}");
        for (key, pupils) in &band {
            assert!((pupils - moved[key]).abs() < 3e-6, "{column} {key:?}: {pupils}, {}", moved[key]);
        }
    }
    let components = table(with.text("components.csv"));
    let mut sums: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for row in &components {
        let key = ["area", "year_group", "census_year"].map(|c| row[c].clone()).to_vec();
        *sums.entry(key).or_default() += row["pupils"].parse::<f64>().unwrap();
    }
    let forecast = forecasts(&with, "forecast");
    for (key, sum) in &sums {
        assert!((sum - forecast[key]).abs() < 1e-6, "{key:?}");
    }
    let housing: BTreeMap<Vec<String>, f64> = components
        .iter()
        .filter(|r| r["component"] == "housing")
        .map(|r| (["area", "year_group", "census_year"].map(|c| r[c].clone()).to_vec(), r["pupils"].parse().unwrap()))
        .collect();
    assert_eq!(housing.len(), 5 * (7 + 3 * 5), "Reception to 6 of one area, 7 to 11 of all districts");
    for (key, pupils) in housing {
        assert!((pupils - moved[&key]).abs() < 2e-6, "{key:?}");
    }
}

/// What rests on illustrative homes says so; what does not is as firm as before.
#[test]
fn a_figure_with_illustrative_homes_in_it_is_illustrative() {
    let outputs = one_site().save("small").run_to("out", &[]);
    let rows = table(outputs.text("forecast.csv"));
    let status = |area: &str, series: &str, year: &str| {
        let found =
            |r: &&BTreeMap<String, String>| r["area"] == area && r["series"] == series && r["census_year"] == year;
        rows.iter().find(found).unwrap()["status"].clone()
    };
    for area in ["ash-1", "ash", "shire"] {
        assert_eq!(status(area, "R", "2018"), "illustrative");
        assert_eq!(status(area, "R", "2016"), "published");
    }
    assert_eq!(status("beech-1", "R", "2018"), "derived");
    assert_eq!(status("beech", "7", "2018"), "illustrative");
}

/// Neither files that add nobody nor plans that an earlier January did not know change a byte.
#[test]
fn yields_alone_and_bases_of_the_past_change_nothing() {
    let mut files = small();
    let plain = files.save("small").run_to("out", &[]);
    files.set("yields.csv", yields());
    let told = files.save("small").run_to("out", &[]);
    for name in ["forecast.csv", "components.csv", "surplus.csv"] {
        assert_eq!(plain.text(name), told.text(name), "{name}");
    }
    let past = ["--base", "2015"];
    let (with, without) = (one_site().save("small").run_to("out", &past), small().save("small").run_to("out", &past));
    assert_eq!(with.text("forecast.csv"), without.text("forecast.csv"));
}

/// Two small sites of six and three homes count as one rate; a site of the same homes that is not small does not.
#[test]
fn small_sites_count_as_a_yearly_rate() {
    let homes = |small: bool| {
        let mut files = small_history();
        let site = |n: usize| if small { format!("Corner {n}") } else { "Corner".to_owned() };
        let (first, second) = (site(1), site(2));
        let mut text = files.text("housing.csv").to_owned();
        writeln!(text, "{first},cedar-1,2017,6,,,,published,permitted").unwrap();
        writeln!(text, "{second},cedar-1,2019,6,,,,published,permitted").unwrap();
        writeln!(text, "Elsewhere,ash-1,2018,0,,,,published,permitted").unwrap();
        files.set("housing.csv", text);
        added(&figures(&files, &[], "forecast"), &figures(&small_history(), &[], "forecast"))
    };
    let of =
        |found: &BTreeMap<Vec<String>, f64>, year: &str| figure(found, &["cedar-1", "R", year]).unwrap_or(0.0) / 0.004;
    let (small, large) = (homes(true), homes(false));
    // Homes times tenths filled: four a year in 2017 to 2019, against six in 2017 and six in 2019.
    for (year, rate, each) in [("2017", 4.0, 6.0), ("2018", 12.0, 12.0), ("2019", 24.0, 24.0), ("2020", 36.0, 36.0)] {
        assert!((of(&small, year) - rate).abs() < 1e-3, "{year}: {}", of(&small, year));
        assert!((of(&large, year) - each).abs() < 1e-3, "{year}: {}", of(&large, year));
    }
}

/// A history in which nothing was built.
fn small_history() -> Files {
    let mut files = small();
    files.set("housing.csv", format!("{HOMES}None,shire,2016,0,,,,published,complete\n"));
    files.set("yields.csv", yields());
    files
}

/// Thirty pupils in each of two Januaries move up together, and at Year 7 over the districts as others do.
#[test]
fn an_adjustment_moves_up_with_its_year_group() {
    for name in ["default", "cohort-survival-321", "drift"] {
        let mut files = small();
        files.set(
            "interventions.csv",
            "intervention,area,year_group,from,expires,pupils,reason\n\
             barracks,ash-2,5,2017,2018,30,families return with the regiment\n\
             nursery closes,beech-1,R,2017,2017,-5,its families go next door\n",
        );
        let args = ["--model", &model(name)];
        let mut found = added(&figures(&files, &args, "forecast"), &figures(&small(), &args, "forecast"));
        // Groups of a grouping are shares of these.
        found.retain(|key, _| !key[0].starts_with("ttl"));
        let mut expected: BTreeMap<Vec<String>, f64> = BTreeMap::new();
        let mut cell = |areas: &[&str], series: &[&str], year: u16, pupils: f64| {
            for (area, series) in areas.iter().flat_map(|a| series.iter().map(move |s| (a, s))) {
                *expected.entry(vec![(*area).into(), (*series).into(), year.to_string()]).or_default() += pupils;
            }
        };
        let (ash, beech) = (["ash-2", "ash", "east", "shire"], ["beech-1", "beech", "east", "shire"]);
        for joined in [2017, 2018] {
            cell(&ash, &["5", "R-6"], joined, 30.0);
            cell(&ash, &["6", "R-6"], joined + 1, 30.0);
            for (h, group) in ["7", "8", "9"].into_iter().enumerate().take(usize::from(2021 - joined) - 1) {
                let year = joined + 2 + h as u16;
                for (district, flow) in [("ash", 100.0), ("beech", 3.0), ("cedar", 3.0)] {
                    let areas = [district, if district == "cedar" { "west" } else { "east" }, "shire"];
                    cell(&areas, &[group, "7-11"], year, 30.0 * flow / 110.0);
                }
            }
        }
        for (h, group) in ["R", "1", "2", "3", "4"].into_iter().enumerate() {
            cell(&beech, &[group, "R-6"], 2017 + h as u16, -5.0);
        }
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{name}");
        for (key, pupils) in &expected {
            assert!((found[key] - pupils).abs() < 2e-6, "{name} {key:?}: {}, {pupils}", found[key]);
        }
    }
}

/// Without a year group pupils are spread as those of the area are; none loses more than it has.
#[test]
fn an_adjustment_of_a_whole_area_is_spread_and_never_takes_more_than_there_are() {
    let mut files = small();
    let header = "intervention,area,year_group,from,expires,pupils,reason\n";
    files.set("interventions.csv", format!("{header}regiment,east,,2017,2017,100,families come\n"));
    let found = added(&figures(&files, &[], "forecast"), &figures(&small(), &[], "forecast"));
    let total = ["R-6", "7-11"].map(|s| figure(&found, &["shire", s, "2017"]).unwrap());
    assert!((total[0] + total[1] - 100.0).abs() < 4e-6, "{total:?}");
    assert!(figure(&found, &["west", "R-6", "2017"]).is_none());
    files.set("interventions.csv", format!("{header}closes,ash-1,R,2017,2017,-5000,the school closes\n"));
    let forecast = figures(&files, &[], "forecast");
    assert_eq!(figure(&forecast, &["ash-1", "R", "2017"]), Some(0.0));
    let lowest = figures(&files, &[], "lo95").into_values().fold(f64::INFINITY, f64::min);
    assert!(lowest >= 0.0, "{lowest}");
}

/// A year group that nobody has reached yet is empty without them, and no step of its anatomy is missing with them.
#[test]
fn those_who_join_an_empty_year_group_show_in_the_components() {
    let mut files = small();
    let text: String = files
        .text("rolls.csv")
        .lines()
        .filter(|l| !l.contains(",shire,"))
        .map(|l| {
            if l.contains(",cedar-1,6,") {
                l.split(',').enumerate().map(|(i, c)| if i == 3 { "0" } else { c }).collect::<Vec<_>>().join(",") + "\n"
            } else {
                format!("{l}\n")
            }
        })
        .collect();
    files.set("rolls.csv", text);
    files.set(
        "interventions.csv",
        "intervention,area,year_group,from,expires,pupils,reason\ncamp,cedar-1,6,2017,2017,9,families are housed\n",
    );
    let outputs = files.save("small").run_to("out", &[]);
    let rows = table(outputs.text("components.csv"));
    let of =
        |r: &&BTreeMap<String, String>| r["area"] == "cedar-1" && r["year_group"] == "6" && r["census_year"] == "2017";
    let steps: Vec<(&str, &str)> =
        rows.iter().filter(of).map(|r| (r["component"].as_str(), r["pupils"].as_str())).collect();
    assert_eq!(steps, [("intervention", "9.000000")]);
    let places: Vec<usize> = rows.iter().enumerate().filter(|(_, r)| of(r)).map(|(i, _)| i).collect();
    assert_eq!(rows[places[0] - 1]["area"], "cedar-1", "in its place among the others");
}

#[test]
fn explain_tells_homes_and_adjustments_apart() {
    let mut files = one_site();
    files.set(
        "interventions.csv",
        "intervention,area,year_group,from,expires,pupils,reason\nbarracks,ash-1,R,2017,2017,12,families return\n",
    );
    let folder = files.save("small");
    let args = ["explain", "small", "--area", "ash-1", "--year", "2018", "--year-group", "1", "--format", "csv"];
    let rows = table(&folder.rollcast(&args).exits(0).stdout);
    let of = |step: &str| rows.iter().find(|r| r["step"] == step).map(|r| r["pupils"].parse::<f64>().unwrap());
    let homes = of("new homes").unwrap();
    assert!((homes - 40.0 * 0.03 * 0.2).abs() < 1e-6, "{homes}");
    assert_eq!(of("own adjustment"), Some(12.0));
    let sum: f64 = rows.iter().map(|r| r["pupils"].parse::<f64>().unwrap()).sum();
    assert!((sum - rows[0]["forecast"].parse::<f64>().unwrap()).abs() < 1e-5);
}

/// What one area has built: a rate for each kind of home.
#[derive(Debug, Clone)]
struct Rate {
    area: usize,
    kind: usize,
    homes: u16,
}

/// Areas of every level.
fn places() -> Vec<&'static str> {
    PLANNING_AREAS.iter().map(|(code, _)| *code).chain(DISTRICTS).chain(["shire", "west"]).collect()
}

fn rates() -> impl Strategy<Value = Vec<Rate>> {
    let rate = (0..places().len(), 0..3usize, 0..80u16).prop_map(|(area, kind, homes)| Rate { area, kind, homes });
    prop::collection::vec(rate, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: RngSeed::Fixed(20161), ..ProptestConfig::default() })]

    /// A history that already holds a steady build and a plan that goes on with it add nobody, in any area of any level.
    #[test]
    fn a_steady_build_that_goes_on_adds_nobody(rates in rates(), last in 2017..2026u16) {
        let mut files = small();
        let mut homes = HOMES.to_owned();
        for (i, rate) in rates.iter().enumerate() {
            for year in 2010..=last {
                let kind = ["house,market,3", "flat,,1", ",affordable,"][rate.kind];
                let stage = if year > 2016 { "permitted" } else { "complete" };
                let (area, n) = (places()[rate.area], rate.homes);
                writeln!(homes, "Site {i},{area},{year},{n},{kind},published,{stage}").unwrap();
            }
        }
        files.set("housing.csv", homes);
        let folder = files.save("small");
        let data = Dataset::load(&folder.path("small")).unwrap().dataset;
        let plain = small().save("small");
        let without = Dataset::load(&plain.path("small")).unwrap().dataset;
        for spec in ModelSpec::shipped().unwrap() {
            let forecast = spec.fit(&data, CensusYear(2016)).unwrap().forecast(10);
            let expected = spec.fit(&without, CensusYear(2016)).unwrap().forecast(10);
            for (unit, group) in data.layout.units.iter().flat_map(|u| data.schooling.groups().map(move |g| (u, g))) {
                for year in (2017..=2026).map(CensusYear) {
                    let one = forecast.pupils(&data, unit, &[group], year);
                    let other = expected.pupils(&without, unit, &[group], year);
                    prop_assert!(
                        one.zip(other).map_or(one == other, |(a, b)| (a - b).abs() < 1e-9),
                        "{} {group:?} {year}: {one:?}, {other:?}", unit.code
                    );
                }
            }
        }
    }

    /// Whatever is planned, the components add to the forecast, and homes moved to a later January bring nobody before it.
    #[test]
    fn homes_add_exactly_and_not_before_they_stand(rates in rates(), at in 2017..2022u16) {
        let mut files = small_history();
        let mut homes = files.text("housing.csv").to_owned();
        for (i, rate) in rates.iter().enumerate() {
            let (area, n) = (places()[rate.area], rate.homes);
            writeln!(homes, "Site {i},{area},{at},{n},,,,published,permitted").unwrap();
        }
        files.set("housing.csv", homes);
        let data = Dataset::load(&files.save("small").path("small")).unwrap().dataset;
        let fitted = ModelSpec::built_in().unwrap().fit(&data, CensusYear(2016)).unwrap();
        let forecast = fitted.forecast(8);
        for cell in fitted.anatomies(&data, &fitted.forecast(8)) {
            let unit = data.layout.units.iter().find(|u| u.area == Some(cell.area)).unwrap();
            let pupils = forecast.pupils(&data, unit, &[cell.group], cell.year).unwrap();
            prop_assert!((cell.total() - pupils).abs() < 1e-9 * pupils.max(1.0));
            let homes = cell.steps.iter().find(|s| s.component == Component::Housing).map_or(0.0, |s| s.pupils);
            prop_assert!(homes >= 0.0 && (homes == 0.0 || cell.year.0 >= at));
        }
    }
}

/// A site two Januaries late: its homes bring their pupils two Januaries later, and nothing is fitted again.
#[test]
fn a_site_two_years_late_brings_its_pupils_two_years_later() {
    let data = Dataset::load(&one_site().save("small").path("small")).unwrap().dataset;
    let fitted = ModelSpec::built_in().unwrap().fit(&data, CensusYear(2016)).unwrap();
    let mut files = one_site();
    let plan = [("2017,60", "2017,0"), ("2019,20", "2019,60"), ("2018,20", "2018,0")];
    plan.iter().for_each(|(planned, late)| files.replace("housing.csv", planned, late));
    let late = Dataset::load(&files.save("small").path("small")).unwrap().dataset;
    let told = fitted.told_of(&late);
    let homes = |forecast: &Forecast, year: u16| {
        let unit = data.layout.unit("ash-1").unwrap();
        let driver = forecast.laid.iter().find(|d| d.component == Component::Housing).unwrap();
        forecast.laid(&data, driver, unit, &[YearGroup(0)], CensusYear(year)).unwrap_or(0.0)
    };
    let (on_time, late) = (fitted.forecast(6), told.forecast(6));
    // Nothing in 2017 and 2018, where twenty homes a year were built of late, then sixty in 2019 and twenty a year again.
    let tenths = |late: [f64; 6]| late.map(|homes| homes * 0.004);
    for (year, (early, later)) in (2017..).zip(
        tenths([40.0, 80.0, 120.0, 160.0, 200.0, 240.0])
            .into_iter()
            .zip(tenths([-20.0, -60.0, -60.0, -60.0, -60.0, -60.0])),
    ) {
        assert!((homes(&on_time, year) - early).abs() < 1e-9, "{year}: {}", homes(&on_time, year));
        assert!((homes(&late, year) - later).abs() < 1e-9, "{year}: {}, not {later}", homes(&late, year));
    }
    let back = fitted.told_of(&data).forecast(6);
    assert_eq!(back, on_time);
}

/// Nobody recorded the trajectory of the worked example, and everything that shows it says so.
#[test]
fn the_homes_of_the_worked_example_are_illustrative_wherever_they_show() {
    let kent = Files::kent();
    let homes = table(kent.text("housing.csv"));
    assert!(homes.iter().all(|r| r["status"] == "illustrative"));
    let mut sites: Vec<&str> = homes.iter().map(|r| r["site"].as_str()).collect();
    sites.sort_unstable();
    sites.dedup();
    let named =
        ["Cheeseman's Green", "Holborough Lakes", "Kings Hill", "Knights Park", "Leybourne Chase", "Thistle Hill"];
    assert_eq!(sites, [&named[..], &["Westwood", "Whitfield"]].concat());
    let outputs = kent.save("kent").run_to("out", &[]);
    let report = outputs.text("report.html");
    assert!(
        report
            .contains("The homes below are illustrative: made up to show how the program works. Nobody planned them.")
    );
    let laid: Vec<_> =
        table(outputs.text("components.csv")).into_iter().filter(|r| r["component"] == "housing").collect();
    let forecast = table(outputs.text("forecast.csv"));
    let statuses: BTreeMap<[String; 3], String> = forecast
        .into_iter()
        .map(|r| (["area", "series", "census_year"].map(|c| r[c].clone()), r["status"].clone()))
        .collect();
    assert!(laid.len() > 7 * 5 * 8);
    for row in laid {
        assert_eq!(statuses[&["area", "year_group", "census_year"].map(|c| row[c].clone())], "illustrative");
    }
}
