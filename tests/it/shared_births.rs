//! Births of larger areas, shared among those inside them.

use super::small::{BIRTH_YEARS, DISTRICTS, PLANNING_AREAS, small};
use super::support::{Files, refused, table};
use rollcast::calendar::{BirthYear, CensusYear};
use rollcast::dataset::Dataset;
use rollcast::model::ModelSpec;

const HEAD: &str = "area,year_to_30_june,births,status\n";

/// Births of a district in a year.
fn of_district(d: usize, year: i64) -> i64 {
    150 + 20 * d as i64 + year % 5
}

/// The small data set with births of its districts alone.
fn by_district() -> Files {
    let mut files = small();
    let rows = DISTRICTS
        .iter()
        .enumerate()
        .flat_map(|(d, code)| BIRTH_YEARS.map(move |y| format!("{code},{y},{},published\n", of_district(d, y))));
    files.set("births.csv", HEAD.to_owned() + &rows.collect::<String>());
    files
}

fn load(files: &Files) -> Dataset {
    Dataset::load(&files.save("small").path("small")).unwrap().dataset
}

/// Births of an area known at a base, of one year.
fn known(data: &Dataset, base: u16, area: &str, year: u16) -> f64 {
    let row = data.layout.panels[0].areas.iter().position(|a| data.geography.area(*a).code == area).unwrap();
    let (births, values) = data.known(CensusYear(base)).unwrap().births().unwrap();
    values[[row, births.column(BirthYear(year)).unwrap()]]
}

/// By hand: Reception of `ash-1` is 60 + (t - 2012) and that of `ash-2` 67 + 2 (t - 2012), so that in January 2014 to 2016 they
/// are 62, 63, 64 and 71, 73, 75: 189 and 219 of 408. Known in January 2014, those of 2012 to 2014 are 183 and 207 of 390.
#[test]
fn births_of_a_district_follow_its_areas_reception() {
    let data = load(&by_district());
    for (base, first, second) in [(2016, 189.0, 219.0), (2014, 183.0, 207.0)] {
        for year in [2006, 2010, 2013] {
            let births = of_district(0, i64::from(year)) as f64;
            let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found}, {expected}");
            near(known(&data, base, "ash-1", year), births * first / (first + second));
            near(known(&data, base, "ash-2", year), births * second / (first + second));
            for (d, district) in DISTRICTS.iter().enumerate() {
                let areas = PLANNING_AREAS.iter().filter(|(_, of)| of == district);
                let sum: f64 = areas.map(|(code, _)| known(&data, base, code, year)).sum();
                near(sum, of_district(d, i64::from(year)) as f64);
            }
        }
    }
}

/// Areas with births to June 2013, and their district alone after that: by hand, the shares of `ash-1` and `ash-2` in 2011 to 2013.
#[test]
fn births_once_held_say_how_later_ones_are_shared() {
    let mut files = small();
    files.keep_lines("births.csv", |l| l.split(',').nth(1).unwrap().parse::<u16>().unwrap_or(0) <= 2013);
    for (d, code) in DISTRICTS.iter().enumerate() {
        for y in 2014..=2015 {
            files.append("births.csv", &format!("{code},{y},{},published", of_district(d, y)));
        }
    }
    let data = load(&files);
    // 65 and 72, each with the year's remainder by 4: 3, 0 and 1 in 2011 to 2013.
    let (first, second) = (65.0 * 3.0 + 4.0, 72.0 * 3.0 + 4.0);
    let found = known(&data, 2016, "ash-1", 2015);
    let births = of_district(0, 2015) as f64;
    assert!((found - births * first / (first + second)).abs() < 1e-9, "{found}");
    assert_eq!(known(&data, 2016, "ash-1", 2013), 65.0 + (2013 % 4) as f64, "its own as they are");
    let args = ["explain", "small", "--area", "ash-1", "--year", "2020", "--year-group", "R", "--format", "csv"];
    let said = files.save("small").rollcast(&args).exits(0).stdout;
    assert!(
        said.contains("47.5% of those of Ash, its share by its own births in the latest three years to June 2013"),
        "{said}"
    );
}

/// Where a district has but one area its births are all that area's: the forecast is the same to the byte.
#[test]
fn a_district_of_one_area_forecasts_as_its_area_does() {
    let mut files = small();
    let plain = files.save("small").run_to("out", &[]);
    let text = files.text("births.csv").replace("cedar-1,", "cedar,");
    files.set("births.csv", text);
    let shared = files.save("small").run_to("out", &[]);
    for name in ["forecast.csv", "components.csv"] {
        assert!(plain.text(name) == shared.text(name), "{name}");
    }
    // A base of the past knows the births that were known, by shares of its time.
    let data = load(&by_district());
    let feeding = ModelSpec::built_in().unwrap().births_feeding(&data, CensusYear(2014), CensusYear(2016)).unwrap();
    assert!((feeding[0] - of_district(0, 2011) as f64 * 183.0 / 390.0).abs() < 1e-9, "{feeding}");
}

#[test]
fn explain_and_the_report_show_each_share() {
    let folder = by_district().save("small");
    let args = ["explain", "small", "--area", "ash-1", "--year", "2018", "--year-group", "R", "--format", "csv"];
    let said = folder.rollcast(&args).exits(0).stdout;
    // 189 of 408.
    assert!(said.contains("46.3% of those of Ash, its share by its pupils in the three Januaries to 2016"), "{said}");
    let outputs = folder.run_to("out", &[]);
    let report = outputs.text("report.html");
    for text in ["Births shared among areas", "46.3%", "its rolls to January 2016"] {
        assert!(report.contains(text), "{text}");
    }
    let rows = table(outputs.text("forecast.csv"));
    // What rests on a share is computed, and firm as such: no forecast is more.
    let statuses = rows.iter().filter(|r| r["series"] == "R" && r["horizon"] == "1").map(|r| r["status"].as_str());
    assert!(statuses.filter(|s| *s != "illustrative").all(|s| s == "derived"));
}

/// Some areas of a district with births and some without: nobody says how the rest is to be shared.
#[test]
fn births_of_a_part_of_the_areas_are_refused() {
    let mut files = by_district();
    files.append("births.csv", "ash-1,2015,70,published");
    let message = "there are no births for `ash-2` in 2015, and other areas of `ash` have some";
    let hint = "add those of `ash-2`; births of `ash` are shared only in years in which no area inside it has any";
    refused(&files, 1, &[message, hint]);
    let mut files = by_district();
    files.keep_lines("births.csv", |l| !l.starts_with("cedar,"));
    refused(&files, 1, &["there are no births for `cedar-1`", "add its rows to births.csv"]);
    let mut files = by_district();
    files.keep_lines("births.csv", |l| !l.starts_with("cedar,"));
    files.append("births.csv", "shire,2010,500,published");
    let message = "there are no births for `cedar-1` in 2010, and other areas of `shire` have some";
    refused(&files, 2, &[message, "the births of `cedar-1` leave out"]);
}

/// A larger area's births are still a control total of those shared below it.
#[test]
fn totals_above_the_shared_ones_are_checked() {
    let mut files = by_district();
    let sum: i64 = (0..3).map(|d| of_district(d, 2010)).sum();
    files.append("births.csv", &format!("shire,2010,{sum},published"));
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
    files.replace("births.csv", &format!("shire,2010,{sum}"), &format!("shire,2010,{}", sum + 9));
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(3).says("births in the year to 30 June 2010");
}
