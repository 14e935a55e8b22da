//! A miss by cause: the parts add exactly, and where only one driver ran otherwise all of the miss is laid to it.

use super::small::{Counts, PLANNING_AREAS, YEARS, small, with};
use super::support::{Files, Folder, Row, model, table};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const CAUSES: [&str; 6] = ["births", "intake", "progression", "transfer", "housing", "provision"];

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// A figure of a file as the whole number of millionths that it stands for.
fn millionths(row: &Row, column: &str) -> i64 {
    (number(row, column) * 1e6).round() as i64
}

/// Forecasts from January 2014 with the files as they are and saves that as `v`.
fn saved(files: &Files, spec: &str) -> Folder {
    let folder = files.save("small");
    let args = ["forecast", "small", "--base", "2014", "--horizon", "2", "--model", spec, "--save-vintage", "v"];
    folder.rollcast(&args).exits(0);
    folder
}

/// attribution.csv of the vintage `v`, and accuracy.csv beside it.
fn reviewed(folder: &Folder) -> (Vec<Row>, Vec<Row>) {
    folder.rollcast(&["accuracy", "small", "--vintage", "v", "--out", "review"]).exits(0);
    let read = |file: &str| table(&std::fs::read_to_string(folder.path("review").join(file)).unwrap());
    (read("attribution.csv"), read("accuracy.csv"))
}

/// Asserts that the parts of every row add to its difference, and that this is the difference of the review.
fn adds_exactly(attribution: &[Row], accuracy: &[Row]) -> usize {
    let key = |r: &Row| ["census_year", "vintage", "area", "level", "series"].map(|c| r[c].clone());
    for row in attribution {
        assert_eq!(row["attributable"], "yes", "{row:?}");
        let parts: i64 = CAUSES.iter().map(|c| millionths(row, c)).sum();
        assert_eq!(parts, millionths(row, "difference"), "{row:?}");
        let apart = number(row, "forecast") - number(row, "actual") - number(row, "difference");
        assert!(apart.abs() < 2e-6, "{row:?}");
        let of: Vec<&Row> = accuracy.iter().filter(|r| key(r) == key(row)).collect();
        assert_eq!(of.len(), 1, "{row:?}");
        assert!((number(of[0], "forecast") - number(row, "forecast")).abs() < 2e-6, "{row:?}");
    }
    attribution.len()
}

/// Areas of the same size in all years: 60 pupils a planning area and year group, 60 births, and a district's leavers in
/// its Year 7 but for 20 who change between the first two.
struct World<'a> {
    /// Pupils of a planning area, year group and January that differ from 60.
    primary: &'a dyn Fn(usize, usize, i64) -> i64,
    /// Pupils of a district and year group from 7 up, beside 120, 120 and 60.
    secondary: &'a dyn Fn(usize, usize, i64) -> i64,
    /// Births beside 60.
    births: &'a dyn Fn(usize, i64) -> i64,
}

const STEADY: World = World { primary: &|_, _, _| 0, secondary: &|_, _, _| 0, births: &|_, _| 0 };

impl World<'_> {
    fn files(&self) -> Files {
        let size = |d: usize| [120, 120, 60][d];
        with(&Counts {
            primary: &|a, g, t| 60 + (self.primary)(a, g, t),
            secondary: &|d, g, t| size(d) + (self.secondary)(d, g, t),
            births: &|a, y| 60 + (self.births)(a, y),
            places: &|_, _, _| 200,
            flow: &|from, to, _| match (from, to) {
                (0, 0) | (1, 1) => 100,
                (0, 1) | (1, 0) => 20,
                (2, 2) => 60,
                _ => 0,
            },
        })
    }
}

/// Asserts that all of every difference is laid to one cause, and that there are such; gives the rows that differ.
fn all_of_it(folder: &Folder, cause: &str) -> Vec<Row> {
    let (attribution, accuracy) = reviewed(folder);
    adds_exactly(&attribution, &accuracy);
    for row in &attribution {
        for other in CAUSES.iter().filter(|c| **c != cause) {
            assert!(number(row, other).abs() < 1e-6, "{other} in {row:?}");
        }
    }
    let differing: Vec<Row> = attribution.into_iter().filter(|r| number(r, "difference").abs() > 1.0).collect();
    assert!(!differing.is_empty());
    differing
}

fn in_cell(rows: &[Row], year: &str, area: &str, series: &str) -> f64 {
    let of = rows.iter().find(|r| r["census_year"] == year && r["area"] == area && r["series"] == series);
    of.map_or(0.0, |r| number(r, "difference"))
}

/// The world runs as it was forecast but for one driver.
fn came(world: &World) -> Folder {
    let folder = saved(&STEADY.files(), &model("cohort-survival-321"));
    folder.put(&world.files());
    folder
}

#[test]
fn births_alone() {
    // 60 more from 2011 on: by ten and two twelfths they make 10 of those who enter in 2015, and all 60 of 2016.
    let entered = |g: usize, t: i64| match t - g as i64 {
        2015 => 10,
        2016 => 60,
        _ => 0,
    };
    let world = World {
        primary: &|_, g, t| if t > 2014 { entered(g, t) } else { 0 },
        births: &|_, y| if y >= 2011 { 60 } else { 0 },
        ..STEADY
    };
    let rows = all_of_it(&came(&world), "births");
    // Five areas: 10 each in the first January; in the second 60 each in Year R, and the 10 of before in Year 1.
    assert!((in_cell(&rows, "2015", "shire", "R") + 50.0).abs() < 1e-6);
    assert!((in_cell(&rows, "2016", "shire", "R-6") + 350.0).abs() < 1e-6);
}

#[test]
fn intake_alone() {
    let world = World { primary: &|_, g, t| if t > 2014 && t - g as i64 >= 2015 { 15 } else { 0 }, ..STEADY };
    let rows = all_of_it(&came(&world), "intake");
    assert!((in_cell(&rows, "2016", "ash", "R-6") + 60.0).abs() < 1e-6, "two areas, two year groups of 15 more");
}

/// Ash's Year 6 of January 2015 grows by a half: a year later its leavers go where leavers go, also to another district,
/// and none of that is a change of transfer.
#[test]
fn progression_alone() {
    let world = World {
        primary: &|a, g, t| if PLANNING_AREAS[a].1 == "ash" && g == 6 && t == 2015 { 30 } else { 0 },
        secondary: &|d, g, t| match (d, g, t) {
            (0, 0, 2016) => 50,
            (1, 0, 2016) => 10,
            _ => 0,
        },
        ..STEADY
    };
    let rows = all_of_it(&came(&world), "progression");
    assert!((in_cell(&rows, "2015", "ash", "R-6") + 60.0).abs() < 1e-6);
    assert!((in_cell(&rows, "2016", "ash", "7-11") + 50.0).abs() < 1e-6);
    assert!((in_cell(&rows, "2016", "beech", "7") + 10.0).abs() < 1e-6);
    // It came by way of Year 7 all the same.
    let through = rows.iter().find(|r| r["census_year"] == "2016" && r["area"] == "ash" && r["series"] == "7-11");
    assert!((number(through.unwrap(), "through_transfer") + 50.0).abs() < 1e-6);
}

#[test]
fn transfer_alone() {
    // 12 more come to cedar in January 2015, and are its Year 8 a year later.
    let world = World {
        secondary: &|d, g, t| if d == 2 && matches!((g, t), (0, 2015) | (1, 2016)) { 12 } else { 0 },
        ..STEADY
    };
    let rows = all_of_it(&came(&world), "transfer");
    assert!((in_cell(&rows, "2016", "cedar", "7-11") + 12.0).abs() < 1e-6);
    assert!(rows.iter().all(|r| (number(r, "through_transfer") - number(r, "difference")).abs() < 1e-6));
}

#[test]
fn a_later_loss_is_none_of_year_7s() {
    let world = World { secondary: &|d, g, t| if d == 2 && g == 3 && t == 2015 { -9 } else { 0 }, ..STEADY };
    let folder = came(&world);
    let (attribution, accuracy) = reviewed(&folder);
    adds_exactly(&attribution, &accuracy);
    let row = attribution
        .iter()
        .find(|r| r["census_year"] == "2015" && r["area"] == "cedar" && r["series"] == "7-11")
        .unwrap();
    assert!((number(row, "progression") - 9.0).abs() < 1e-6);
    assert!(number(row, "through_transfer").abs() < 1e-6);
}

/// A planning area that opens after the vintage was made: everybody in it is provision.
#[test]
fn provision_alone() {
    let opens = |files: &mut Files| {
        for file in ["rolls.csv", "places.csv"] {
            files.keep_lines(file, |line| {
                let cells: Vec<&str> = line.split(',').collect();
                let open = matches!((cells[0], cells[2]), ("2015" | "2016", "R") | ("2016", "1"));
                cells[1] != "beech-2" || open
            });
        }
        // The county's own rows are sums, and say otherwise now.
        files.keep_lines("rolls.csv", |line| !line.contains(",shire,"));
        files.append("rolls.csv", "2012,shire,R,240,published");
    };
    let mut before = STEADY.files();
    opens(&mut before);
    let mut world = before.clone();
    // One area less feeds beech's Year 7, in the vintage and in what came.
    for files in [&mut before, &mut world] {
        files.replace("transfers.csv", "beech,beech,100,", "beech,beech,40,");
    }
    let beech = |files: &mut Files| {
        let lines: Vec<String> = files
            .text("rolls.csv")
            .lines()
            .map(|l| if l.contains(",beech,") { l.replace(",120,", ",60,") } else { l.to_owned() })
            .collect();
        files.set("rolls.csv", lines.join("\n") + "\n");
    };
    beech(&mut before);
    beech(&mut world);
    let folder = saved(&before, &model("cohort-survival-321"));
    let rows = all_of_it(&folder, "provision");
    assert!((in_cell(&rows, "2015", "beech", "R") + 60.0).abs() < 1e-6);
    assert!((in_cell(&rows, "2016", "shire", "R-6") + 120.0).abs() < 1e-6);
}

/// 100 homes beyond the rate of late in ash-1, each with a tenth of a pupil in every primary year group.
#[test]
fn housing_alone() {
    let world = World { primary: &|a, g, t| if a == 0 && g < 7 && t > 2014 { 10 } else { 0 }, ..STEADY };
    let folder = saved(&STEADY.files(), &model("cohort-survival-321"));
    let mut files = world.files();
    let mut housing = "site,area,census_year,dwellings,dwelling_type,tenure,bedrooms,status\n".to_owned();
    for (year, homes) in YEARS.zip([20, 20, 20, 120, 20]) {
        housing += &format!("Mill Lane {year},ash-1,{year},{homes},,,,published\n");
    }
    let yields = ["R", "1", "2", "3", "4", "5", "6"].map(|g| format!(",,,{g},0,0.1\n")).concat();
    files.set("housing.csv", housing);
    files.set(
        "yields.csv",
        "dwelling_type,tenure,bedrooms,year_group,years_since_completion,pupils_per_dwelling\n".to_owned() + &yields,
    );
    folder.put(&files);
    let rows = all_of_it(&folder, "housing");
    assert!((in_cell(&rows, "2015", "ash-1", "R-6") + 70.0).abs() < 1e-6, "ten in each of seven year groups");
    assert!((in_cell(&rows, "2016", "ash", "R") + 10.0).abs() < 1e-6);
}

/// Of 120 homes planned for 2015 and 20 for 2016 half were expected a year late, and all came in time.
#[test]
fn homes_expected_late_that_came_in_time_are_housing() {
    let mut then = STEADY.files();
    for file in ["rolls.csv", "places.csv", "transfers.csv"] {
        then.keep_lines(file, |l| l.split(',').next().unwrap().parse::<i64>().unwrap_or(0) <= 2014);
    }
    then.keep_lines("births.csv", |l| l.split(',').nth(1).unwrap().parse::<i64>().unwrap_or(0) <= 2013);
    ["published_forecasts.csv", "published_actuals.csv"].into_iter().for_each(|file| then.remove(file));
    let mut housing = "site,area,census_year,dwellings,dwelling_type,tenure,bedrooms,status\n".to_owned();
    for (year, homes) in YEARS.zip([20, 20, 20, 120, 20]) {
        housing += &format!("Mill Lane,ash-1,{year},{homes},,,,published\n");
    }
    let head = "dwelling_type,tenure,bedrooms,year_group,years_since_completion,pupils_per_dwelling\n".to_owned();
    let yields = head + &["R", "1", "2", "3", "4", "5", "6"].map(|g| format!(",,,{g},0,0.1\n")).concat();
    let mut now = World { primary: &|a, g, t| if a == 0 && g < 7 && t > 2014 { 10 } else { 0 }, ..STEADY }.files();
    for files in [&mut then, &mut now] {
        files.set("housing.csv", housing.clone());
        files.set("yields.csv", yields.clone());
        let head = "stage,delay_years,share_delivered,probability,source\n".to_owned();
        files.set("slippage.csv", head + "permitted,0,1,0.5,made up\npermitted,1,1,0.5,made up\n");
    }
    let folder = saved(&then, &model("cohort-survival-321"));
    folder.put(&now);
    let rows = all_of_it(&folder, "housing");
    // Ten pupils of a hundred homes beyond the rate of late came, four were expected; a year later nine, for half of the twenty.
    assert!((in_cell(&rows, "2015", "ash-1", "R-6") + 7.0 * 6.0).abs() < 1e-6);
    let (attribution, _) = reviewed(&folder);
    assert!((in_cell(&attribution, "2016", "ash-1", "R") + 1.0).abs() < 1e-6);
}

/// Half as many again were counted at age 3 as usual, and no more than usual came.
#[test]
fn a_count_before_school_that_was_off_is_intake() {
    let mut files = STEADY.files();
    let mut preschool = "census_year,area,age,children\n".to_owned();
    for (year, (area, _)) in (2011..=2014).flat_map(|y| PLANNING_AREAS.iter().map(move |a| (y, a))) {
        for age in 0..=3 {
            let children = if (year, *area, age) == (2014, "ash-1", 3) { 90 } else { 60 };
            preschool += &format!("{year},{area},{age},{children}\n");
        }
    }
    files.set("preschool.csv", preschool);
    let folder = saved(&files, &model("cohort-survival-321"));
    let rows = all_of_it(&folder, "intake");
    assert!((in_cell(&rows, "2015", "ash-1", "R") - 30.0).abs() < 1e-6);
    assert!((in_cell(&rows, "2016", "ash-1", "R-6") - 30.0).abs() < 1e-6, "carried up into Year 1");
    assert_eq!(in_cell(&rows, "2016", "ash-1", "R"), 0.0);
}

#[test]
fn published_totals_are_not_attributable_and_say_so() {
    let folder = small().save("small");
    folder.rollcast(&["accuracy", "small", "--out", "review"]).exits(0);
    let rows = table(&std::fs::read_to_string(folder.path("review/attribution.csv")).unwrap());
    assert!(!rows.is_empty());
    assert!(
        rows.iter().all(|r| r["attributable"].starts_with("not attributable: only totals") && r["births"].is_empty())
    );
    // Nor is a rule that follows no cohort.
    let folder = saved(&small(), &model("persistence"));
    let (rows, _) = reviewed(&folder);
    assert!(rows.iter().all(|r| r["attributable"].starts_with("not attributable: this model grows")));
}

#[test]
fn the_parts_add_exactly_whatever_came() {
    let config = ProptestConfig { cases: 10, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() };
    proptest!(config, |(seed in 0u64..1_000_000)| {
        let pick = |a: usize, b: usize, c: i64, spread: u64| {
            let mixed = (seed + 31 * a as u64 + 977 * b as u64 + 7919 * c as u64).wrapping_mul(6_364_136_223_846_793_005);
            ((mixed >> 33) % spread) as i64
        };
        let files = with(&Counts {
            primary: &|a, g, t| pick(a, g, t, 120),
            secondary: &|d, g, t| pick(d + 9, g, t, 300),
            births: &|a, y| pick(a + 20, 1, y, 120),
            places: &|_, _, _| 200,
            flow: &|from, to, t| pick(from, to, t, 60),
        });
        // Nobody knows of the model whether a set of rolls can be forecast: those that cannot are no case.
        let folder = files.save("small");
        let spec = model(if seed % 2 == 0 { "default" } else { "cohort-survival-321" });
        let args = ["forecast", "small", "--base", "2014", "--horizon", "2", "--model", &spec, "--save-vintage", "v"];
        let outcome = folder.rollcast(&args);
        prop_assume!(outcome.code == 0);
        let (attribution, accuracy) = reviewed(&folder);
        prop_assert!(adds_exactly(&attribution, &accuracy) > 60);
    });
}

/// The command of the guide: vintages 2015 to 2019 of the worked example made, reviewed and taken apart at once.
#[test]
fn five_vintages_of_kent_are_made_reviewed_and_taken_apart_by_one_command() {
    let folder = Files::kent().save("kent");
    let args = ["accuracy", "kent", "--save-vintages", "2015..2019", "--out", "review"];
    folder.rollcast(&args).exits(0);
    let read = |file: &str| table(&std::fs::read_to_string(folder.path("review").join(file)).unwrap());
    let own = |rows: Vec<Row>| rows.into_iter().filter(|r| r["vintage"] != "2013").collect::<Vec<_>>();
    let county =
        |rows: Vec<Row>| rows.into_iter().filter(|r| r["level"] == "county" || r["level"] == "district").collect();
    let attribution: Vec<Row> = county(own(read("attribution.csv")));
    let accuracy: Vec<Row> = county(own(read("accuracy.csv")));
    // Fifteen pairs of a base and a January after it; the county and twelve districts; four series.
    assert_eq!(attribution.len(), 15 * 13 * 4);
    assert_eq!(adds_exactly(&attribution, &accuracy), accuracy.len());
    // Districts add to the county, cause by cause.
    for row in attribution.iter().filter(|r| r["level"] == "county") {
        for cause in CAUSES {
            let same = |r: &&Row| ["vintage", "census_year", "series"].iter().all(|c| r[*c] == row[*c]);
            let districts = attribution.iter().filter(|r| r["level"] == "district").filter(same);
            let sum: f64 = districts.map(|r| number(r, cause)).sum();
            assert!((sum - number(row, cause)).abs() < 1e-4, "{cause} of {row:?}");
        }
    }
    let summary = read("accuracy_summary.csv");
    let all = summary.iter().filter(|r| r["vintage"] == "all" && r["made"] == "saved" && r["level"] == "county");
    let vintages: Vec<(String, String)> =
        all.filter(|r| r["series"] == "R").map(|r| (r["horizon"].clone(), r["vintages"].clone())).collect();
    let expected = [("1", "5"), ("2", "4"), ("3", "3"), ("4", "2"), ("5", "1")];
    assert_eq!(vintages, expected.map(|(h, n)| (h.to_owned(), n.to_owned())));
}
