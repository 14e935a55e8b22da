//! Net movement: by hand from the rolls, and where a reader finds it.

use super::small::{PLANNING_AREAS, small};
use super::support::Files;
use rollcast::calendar::CensusYear;
use rollcast::dataset::Dataset;
use rollcast::model::{ModelSpec, Movers};

/// The rolls of the small data set, as it makes them.
fn roll(area: i64, group: i64, year: i64) -> i64 {
    60 + 7 * area - group + (year - 2012) * (1 + (area + group) % 3)
}

fn moved(areas: &[i64], who: Movers, year: i64) -> i64 {
    let of = |a: &i64| match who {
        Movers::PreSchool => roll(*a, 0, year) - (65 + 7 * a + (year - 5) % 4),
        Movers::Primary => (1..7).map(|g| roll(*a, g, year) - roll(*a, g - 1, year - 1)).sum(),
        // A year group above has three fewer, and a January later two more; 8 to 11 of a district.
        Movers::Secondary => 4 * (-3 + 2),
    };
    areas.iter().map(of).sum()
}

#[test]
fn net_movement_is_what_cohorts_gain_between_two_januaries() {
    let data = Dataset::load(&small().save("small").path("small")).unwrap().dataset;
    let forecast = ModelSpec::built_in().unwrap().fit(&data, CensusYear(2016)).unwrap().forecast(3);
    let of = |code: &str, who, year: u16| {
        forecast.net_movement(&data, data.layout.unit(code).unwrap(), who, CensusYear(year))
    };
    for year in 2013..=2016 {
        for (code, areas, districts) in
            [("ash-1", vec![0], 0), ("ash", vec![0, 1], 1), ("shire", vec![0, 1, 2, 3, 4], 3)]
        {
            for who in [Movers::PreSchool, Movers::Primary] {
                let expected = moved(&areas, who, i64::from(year)) as f64;
                assert_eq!(of(code, who, year), Some(expected), "{code} {who:?} {year}");
            }
            let secondary = (districts > 0).then(|| districts as f64 * moved(&[0], Movers::Secondary, 0) as f64);
            assert_eq!(of(code, Movers::Secondary, year), secondary, "{code} {year}");
        }
    }
    // There is no January before the first, and no birth that nobody has counted.
    assert_eq!(of("ash", Movers::Primary, 2012), None);
    assert!(of("ash", Movers::PreSchool, 2019).is_some());
    // Ahead it is what the forecast says: the cohorts of its own year groups.
    let rolls = |group: u8, year: u16| {
        let group = [rollcast::calendar::YearGroup(group)];
        forecast.pupils(&data, data.layout.unit("ash").unwrap(), &group, CensusYear(year)).unwrap()
    };
    let expected: f64 = (1..7).map(|g| rolls(g, 2018) - rolls(g - 1, 2017)).sum();
    assert!((of("ash", Movers::Primary, 2018).unwrap() - expected).abs() < 1e-9);
}

#[test]
fn the_report_has_net_movement_by_district_and_january() {
    assert_eq!(PLANNING_AREAS.len(), 5);
    let outputs = small().save("small").run_to("out", &[]);
    let report = outputs.text("report.html");
    let section = report.split("id=\"migration\"").nth(1).expect("a section on net movement");
    let gained = moved(&[0, 1, 2, 3, 4], Movers::Primary, 2016);
    assert!(section.contains(&format!(
        "From Year R up to Year 6, Shire gained {gained} pupils on balance in the year to January 2016"
    )));
    for caption in [
        "Net movement, pupils a year: From births to Year R",
        "Net movement, pupils a year: From Year R up to Year 6",
        "Net movement, pupils a year: From Year 7 up to Year 11",
        "What the model expects of the year to January 2017, step by step: From births to Year R",
        "What the model expects of the year to January 2017, step by step: From Year R up to Year 6",
    ] {
        assert!(section.contains(caption), "{caption}");
    }
    // A council that follows no cohort of births has no such table.
    let mut files: Files = small();
    files.remove("births.csv");
    let outputs = files.save("small").run_to("out", &[]);
    assert!(!outputs.text("report.html").contains("Net movement, pupils a year: From births"));
}

/// The numbers of the row of an area in the table whose caption ends so.
fn row(report: &str, caption: &str, area: &str) -> Vec<i64> {
    let table =
        report.split("<table").find(|table| table.contains(&format!("{caption}</span></caption>"))).expect(caption);
    let row = table.split("<tr").find(|row| row.contains(&format!(">{area}<"))).expect(area);
    let cells = row.split("<td").skip(1).map(|cell| cell.split_once('>').unwrap().1.split_once('<').unwrap().0);
    cells.filter_map(|cell| cell.replace(',', "").replace('\u{2212}', "-").parse().ok()).collect()
}

#[test]
fn the_steps_of_a_movement_lead_to_the_movement_expected() {
    let kent = Files::kent().save("kent").run_to("out", &[]);
    let report = kent.text("report.html");
    for (who, steps) in
        [("From births to Year R", 5), ("From Year R up to Year 6", 4), ("From Year 7 up to Year 11", 4)]
    {
        for area in ["Ashford", "Dover", "Kent"] {
            let row = row(report, &format!("step by step: {who}"), area);
            let (expected, parts) = row.split_last().unwrap();
            assert_eq!(parts.len(), steps, "{who}, {area}");
            // Half a pupil for each figure.
            let missed = (parts.iter().sum::<i64>() - expected).abs();
            assert!(missed <= 3, "{who}, {area}: {parts:?} make no {expected}");
        }
    }
    // By hand from components.csv, Years 1 to 6 of January 2021: the usual share takes 75.1.
    let of = |row: &super::support::Row| row["component"] == "usual_share" && row["census_year"] == "2021";
    let primary = ["1", "2", "3", "4", "5", "6"];
    let usual: f64 = super::support::table(kent.text("components.csv"))
        .iter()
        .filter(|r| of(r) && primary.contains(&r["year_group"].as_str()))
        .map(|r| r["pupils"].parse::<f64>().unwrap())
        .sum();
    assert_eq!(row(report, "step by step: From Year R up to Year 6", "Kent")[2], usual.round() as i64);
}
