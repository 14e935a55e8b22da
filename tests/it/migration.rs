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
        "The model&#x27;s levels in pupils: what it expects of the year to January 2017",
    ] {
        assert!(
            section.contains(caption)
                || section.contains(&caption.replace("&#x27;", "'"))
                || section.contains(&caption.replace("&#x27;", "&#39;")),
            "{caption}"
        );
    }
    // A council that follows no cohort of births has no such table.
    let mut files: Files = small();
    files.remove("births.csv");
    let outputs = files.save("small").run_to("out", &[]);
    assert!(!outputs.text("report.html").contains("Net movement, pupils a year: From births"));
}
