//! Targets as data: the published bands and county rates of 2017, indicators that stay close to a target, and what is refused.

use super::small::small;
use super::support::{Files, Row, figure, numbers, project, project_table, refused, rollcast, table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A scorecard of 2017 as a data set: the districts' places of the worked example, in thousands, and the pupils that leave
/// exactly the printed surplus of both years.
fn scorecard(indicator: &str, series: &str) -> (Files, BTreeMap<(String, u16), f64>) {
    let codes: BTreeMap<String, String> = project_table("data/kent/areas.csv")
        .into_iter()
        .filter(|a| ["district", "county"].contains(&a["level"].as_str()))
        .map(|a| (a["name"].clone(), a["area"].clone()))
        .collect();
    let surplus = table(&rollcast(project(), &["surplus", "data/kent", "--format", "csv"]).exits(0).stdout);
    let places = numbers(&surplus, &["grouping", "group", "series", "census_year"], "places");
    let printed: BTreeMap<(String, u16), f64> = project_table("tests/data/published/scorecard_2017_surplus.csv")
        .into_iter()
        .filter(|r| r["indicator"] == indicator)
        .map(|r| {
            let january = r["data_year"][..4].parse::<u16>().unwrap() + 1;
            ((codes[&r["area"]].clone(), january), r["surplus_percent"].parse().unwrap())
        })
        .collect();
    let mut areas = "area,name,level,parent\nkent,Kent,county,\n".to_owned();
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    let mut held = "census_year,area,year_group,places\n".to_owned();
    for (area, year) in printed.keys().filter(|(area, _)| area != "kent") {
        if *year == 2017 {
            writeln!(areas, "{area},{area},district,kent").unwrap();
        }
        // Three Januaries are the fewest a model learns from: the first stands twice.
        for year in if *year == 2016 { vec![2015, 2016] } else { vec![2017] } {
            let of = year.max(2016);
            let weight = figure(&places, &["district", area, series, "2016"]).unwrap().round();
            let pupils = 10.0 * weight * (100.0 - printed[&(area.clone(), of)]);
            writeln!(held, "{year},{area},P,{}", 1000.0 * weight).unwrap();
            writeln!(rolls, "{year},{area},P,{}", pupils.round()).unwrap();
        }
    }
    let mut files = Files(Default::default());
    files.set("areas.csv", areas);
    files.set("rolls.csv", rolls);
    files.set("places.csv", held);
    files.set(
        "dataset.toml",
        "title = 'Scorecard'\nroot = 'kent'\nsource = 'published'\nlicence = 'OGL'\n[year_groups]\norder = ['P']\nentry = 'P'\n\
         [series]\nP = ['P']\n[targets]\nfloor = { grouping = 'district', series = ['P'], surplus_percent_at_least = 5.0 }\n",
    );
    (files, printed)
}

/// The bands of the scorecard, and its county rate, which is weighted by capacity and no mean of its districts' rates.
#[test]
fn the_scorecard_of_2017_has_its_bands_and_its_county_rates() {
    for (indicator, series, bands) in [
        ("CYPE4", "R-6", [(2017, Some([6, 4, 2])), (2016, Some([6, 3, 3]))]),
        ("CYPE5", "7-11", [(2017, Some([1, 1, 10])), (2016, None)]),
    ] {
        let (files, printed) = scorecard(indicator, series);
        let folder = files.save("scorecard");
        let rows = table(&folder.rollcast(&["surplus", "scorecard", "--format", "csv"]).exits(0).stdout);
        for (year, expected) in bands {
            let of = |grouping: &str| -> Vec<&Row> {
                rows.iter().filter(|r| r["grouping"] == grouping && r["census_year"] == year.to_string()).collect()
            };
            let districts = of("district");
            let counts = ["below 5", "5 to 7", "above 7"].map(|b| districts.iter().filter(|r| r["band"] == b).count());
            assert!(expected.is_none_or(|e| e == counts), "{indicator} {year}: {counts:?}");
            assert_eq!(counts.iter().sum::<usize>(), 12);
            let below = districts.iter().filter(|r| r["meets_target"] == "false").count();
            assert_eq!(below, counts[0], "the floor is at the edge of the lowest band");
            let county: f64 = of("county")[0]["surplus_percent"].parse().unwrap();
            let said = printed[&("kent".to_owned(), year)];
            let rates = printed.iter().filter(|((area, y), _)| area != "kent" && *y == year).map(|(_, p)| p);
            let mean = rates.sum::<f64>() / 12.0;
            assert!((county - said).abs() <= 0.1, "{indicator} {year}: {county}, printed {said}");
            assert!((county - said).abs() < (mean - said).abs(), "{indicator} {year}: {county}, the mean {mean}");
        }
    }
}

/// The report sets the bands of the last January beside those of the year before.
#[test]
fn the_report_counts_bands_beside_those_of_the_year_before() {
    let (files, _) = scorecard("CYPE4", "R-6");
    let report = files.save("scorecard").run_to("out", &[]);
    let said = "in January 2017: 6 below 5%, 4 from 5% to 7% and 2 above 7%. A year before: 6 below 5%, 3 from 5% to 7% and 3 above 7%";
    assert!(report.text("report.html").contains(said));
}

/// A floor and an indicator judge the same series at once; the indicator looks at the distance, the floor at one side of it.
#[test]
fn a_floor_and_something_to_stay_close_to_hold_at_once() {
    let mut files = small();
    let both = "primary = { grouping = \"district\", series = [\"R\", \"R-6\"], surplus_percent_at_least = 5.0, \
                stay_close_to = { 2015 = 8.0, 2016 = 10.0 }, green_within_points = 1.0, tolerance_points = 3.0 }";
    files.swap_line("dataset.toml", "primary = ", both);
    let outputs = files.save("small").run_to("out", &[]);
    let rows = table(outputs.text("surplus.csv"));
    let percent = numbers(&rows, &["grouping", "group", "series", "census_year"], "surplus_percent");
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &rows {
        let target = match (row["grouping"].as_str(), row["series"].as_str(), row["census_year"].as_str()) {
            ("district", "R" | "R-6", "2015") => 8.0,
            ("district", "R" | "R-6", "2016") => 10.0,
            _ => {
                let empty = ["stay_close_to_percent", "rating", "direction_of_travel"];
                assert!(empty.iter().all(|c| row[*c].is_empty()), "{row:?}");
                continue;
            }
        };
        let distance = |percent: f64| ((percent * 10.0).round() / 10.0 - target).abs();
        let year: u16 = row["census_year"].parse().unwrap();
        let before =
            percent[&["district", &row["group"], &row["series"], &(year - 1).to_string()].map(str::to_owned)[..]];
        let now: f64 = row["surplus_percent"].parse().unwrap();
        let rating = match distance(now) {
            d if d < 1.0 + 1e-9 => "green",
            d if d < 3.0 + 1e-9 => "amber",
            _ => "red",
        };
        let travel = match distance(now) - distance(before) {
            d if d.abs() < 1e-9 => "same",
            d if d < 0.0 => "improved",
            _ => "worsened",
        };
        assert_eq!((row["rating"].as_str(), row["direction_of_travel"].as_str()), (rating, travel), "{row:?}");
        assert_eq!(row["meets_target"], (now >= 5.0).to_string());
        *seen.entry((rating.to_owned(), travel.to_owned())).or_default() += 1;
    }
    assert!(seen.values().sum::<usize>() == 12 && seen.len() >= 3, "{seen:?}");
    let report = outputs.text("report.html");
    assert!(report.contains("Close to target") && report.contains("worsened"));
}

/// Four places carry no judgement, whatever stands in them.
#[test]
fn fewer_than_five_places_get_no_rating() {
    let mut files = small();
    files.replace("dataset.toml", "[targets]", "[targets]\nclose = { grouping = 'district', series = ['R'], stay_close_to = { 2016 = 5 }, green_within_points = 1, tolerance_points = 3 }");
    let text: String = files
        .text("places.csv")
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            match (cells[1], cells[2]) {
                ("ash-1" | "ash-2", "R") => format!("{},{},R,2,published\n", cells[0], cells[1]),
                _ => format!("{line}\n"),
            }
        })
        .collect();
    files.set("places.csv", text);
    let rows = table(&files.save("small").rollcast(&["surplus", "small", "--format", "csv"]).exits(0).stdout);
    let of =
        |group: &str| rows.iter().find(|r| r["group"] == group && r["series"] == "R" && r["census_year"] == "2016");
    let (ash, beech) = (of("ash").unwrap(), of("beech").unwrap());
    assert_eq!((ash["places"].as_str(), ash["rating"].as_str(), ash["meets_target"].as_str()), ("4.000000", "", ""));
    assert!(!beech["rating"].is_empty() && !beech["meets_target"].is_empty());
}

#[test]
fn targets_that_cannot_be_are_refused_together() {
    let mut files = small();
    files.set(
        "dataset.toml",
        files.text("dataset.toml").split("[targets]").next().unwrap().to_owned()
            + "[targets]
            a = { grouping = 'district', series = ['R-7'], surplus_percent_at_least = 5.0 }
            b = { grouping = 'districts', series = ['R'], surplus_percent_at_least = 5.0 }
            c = { grouping = 'district', series = ['R'] }
            d = { grouping = 'district', series = ['R'], stay_close_to = { 2016 = 4.0 } }
            e = { grouping = 'district', series = ['R'], stay_close_to = { 2016-17 = 4.0 }, green_within_points = 1, tolerance_points = 3 }
            f = { grouping = 'district', series = ['R'], stay_close_to = { 2016 = 4.0 }, green_within_points = 4, tolerance_points = 3 }
            g = { grouping = 'district', series = ['R'], surplus_percent_at_least = 100.0 }
            ",
    );
    let row = |start: &str| files.text("dataset.toml").lines().position(|l| l.trim().starts_with(start)).unwrap() + 1;
    let first = format!(
        "target `a` is for the series `R-7`, which does not exist\n  small/dataset.toml, row {}\n  hint: did you mean `R-6`?",
        row("a = ")
    );
    let texts = [
        first.as_str(),
        "target `b` is for `districts`, which is no level or grouping",
        "target `c` asks nothing",
        "target `d` does not say how close is close",
        "target `e`: `2016-17` is no census year",
        "target `f`: `green_within_points` is not from 0 to `tolerance_points`",
        "target `g` is not a per cent from 0 to below 100",
    ];
    refused(&files, texts.len(), &texts);
}

#[test]
fn a_grouping_that_leaves_a_district_out_is_told_with_the_places_it_leaves_out() {
    let mut files = small();
    files.keep_lines("groupings.csv", |line| !line.contains(",cedar,"));
    let folder = files.save("small");
    // Cedar has one planning area, of 7 x (75 + 7 x 4) places, and 5 x (160 + 10 x 2) in Years 7-11.
    let said = "the grouping `travel_to_learn` leaves out `cedar`, with 1621 places in January 2016\n  small/groupings.csv\n  hint: no target over this grouping counts it";
    folder.rollcast(&["check", "small"]).exits(0).says(said);
    folder.rollcast(&["check", "small", "--strict"]).exits(3);
}

#[test]
fn places_missing_for_an_area_with_rolls_are_told() {
    let mut files = small();
    let gone = |line: &str| line.starts_with("2016,ash-1,R,") || line.starts_with("2015,ash-1,R,");
    files.keep_lines("places.csv", |line| !gone(line) && !line.starts_with("2016,ash-1,3,"));
    let folder = files.save("small");
    let said = "`ash-1` has pupils and no places in January 2016, year groups R, 3, and in one January more\n  small/places.csv\n  hint: no total that holds the area";
    folder.rollcast(&["check", "small"]).exits(0).says(said);
    let rows = table(&folder.rollcast(&["surplus", "small", "--format", "csv"]).exits(0).stdout);
    let held =
        |group: &str| rows.iter().any(|r| r["group"] == group && r["series"] == "R" && r["census_year"] == "2016");
    assert!(!held("ash-1") && !held("ash") && held("ash-2") && held("beech"), "a total with a part missing is missing");
    // A January for which nobody gives places is no gap in an area's.
    files.keep_lines("places.csv", |line| !line.starts_with("2012,"));
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    assert_eq!(outcome.stderr.matches("no places in January").count(), 1, "{}", outcome.stderr);
}
