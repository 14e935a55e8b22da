//! The second worked example: the plan of 2014 as events, on the rolls and places known in January 2014.

use super::support::{project, project_table, rollcast, table};
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::{ChangeKind, Count, Dataset, Position};
use rollcast::places::PlaceLedger;

fn load(name: &str) -> Dataset {
    Dataset::load(&project().join("data").join(name)).unwrap().dataset
}

/// Kent as it was known in January 2014, and nothing later.
#[test]
fn it_stands_on_kent_up_to_january_2014() {
    let (now, then) = (load("kent"), load("kent-2014"));
    assert_eq!(then.last_census(), CensusYear(2014));
    assert_eq!(then.layout.units.len(), now.layout.units.len());
    for unit in &then.layout.units {
        for group in then.schooling.groups().map(|g| [g]) {
            for year in [2012, 2013, 2014].map(CensusYear) {
                let roll = |data: &Dataset| data.layout.total(&data.rolls, unit, &group, year, year);
                assert_eq!(roll(&then), roll(&now), "{} {group:?} {year}", unit.code);
            }
        }
    }
    let births = |data: &Dataset| data.births.as_ref().map(|b| b.last().0);
    assert_eq!(births(&then), Some(2013), "births of the year to June 2014 were not known");
    assert!(births(&now) > births(&then));
    assert!(then.published_capacity.is_empty(), "surveyed in May 2015");
    assert!(!then.published_actuals.is_empty());
}

/// Every row of the printed register is an event or listed as not mapped, and the numbers are those printed.
#[test]
fn every_row_of_the_register_is_an_event_or_listed() {
    let data = load("kent-2014");
    let provenance = std::fs::read_to_string(project().join("data/kent-2014/PROVENANCE.md")).unwrap();
    let mut events = 0;
    for row in project_table("tests/data/published/commissioning_register_2014.csv") {
        let school = row["school"].replace(" (new school)", "").replace("(no school found)", "");
        let kind = ChangeKind::from_word(&row["kind"]).unwrap();
        let of_row = |c: &&rollcast::dataset::PlaceChange| {
            let intake = format!("{}-09", c.first.0 - 1);
            c.school == school && c.kind == kind && intake == row["first_intake"]
        };
        let Some(change) = data.place_changes.iter().find(of_row) else {
            let listed = format!("| {} | {} | {} |", row["school"], row["planning_area_as_printed"], row["kind"]);
            assert!(provenance.contains(&listed), "{listed}");
            continue;
        };
        events += 1;
        let goes_ahead = !matches!(change.position, Position::OnHold | Position::Cancelled | Position::NotDelivered);
        let (planned, commissioned) = (&row["planned_places_per_intake"], &row["commissioned_places_per_intake"]);
        let places = if goes_ahead && !commissioned.is_empty() { commissioned } else { planned };
        assert_eq!(change.places, places.parse::<f64>().unwrap(), "{school}");
        assert_eq!(data.schooling.name(change.cell.group), row["year_group"], "{school}");
        let district = data.geography.find(&row["district"]).unwrap();
        assert!(data.geography.lies_in(change.area, district), "{school}");
    }
    assert_eq!(events, data.place_changes.len());
}

/// The review counts 380 temporary places commissioned where 250 were intended.
#[test]
fn what_was_commissioned_adds_up_as_the_review_says() {
    let data = load("kent-2014");
    let temporary = data.place_changes.iter().filter(|c| c.kind == ChangeKind::Temporary);
    let sum: f64 = temporary.filter(|c| c.position == Position::Commissioned).map(|c| c.places).sum();
    assert_eq!(sum, 380.0);
    let county = &data.layout.units[0];
    let ledger = PlaceLedger::new(&data, CensusYear(2014), CensusYear(2019), Count::Committed).unwrap();
    let made = |group: u8, year| -> f64 {
        ledger.making(&data, county, &[YearGroup(group)], CensusYear(year)).map(|(_, places)| places).sum()
    };
    // Temporary 380 less 15 in Year 3; Joydens Wood 20, five completed 56, Newington and Bromstone 60, Jubilee 30.
    assert_eq!(made(0, 2015), 531.0);
    assert_eq!(made(3, 2015), 15.0);
    // Pent Valley loses 60, Fulston Manor gains 25.
    assert_eq!(made(7, 2015), -35.0);
    // A year later only what is for good is left in Reception.
    assert_eq!(made(0, 2016), 531.0 - 365.0);
}

/// As a planner would run it: from January 2014, five years ahead, with what was committed and with all.
#[test]
fn the_plan_of_2014_runs() {
    let surplus = |count: &str| {
        let outcome = rollcast(project(), &["surplus", "data/kent-2014", "--count", count, "--format", "csv"]).exits(0);
        let rows = table(&outcome.stdout);
        let county = rows.iter().find(|r| r["group"] == "kent" && r["series"] == "R-6" && r["census_year"] == "2019");
        let county = county.unwrap();
        assert_eq!(county["base_year"], "2014");
        county["places"].parse::<f64>().unwrap()
    };
    let [certain, committed, all] = ["certain", "committed", "all"].map(surplus);
    assert!(certain < committed && committed < all, "{certain} {committed} {all}");
}

/// A data set that stands on one which is not there says so.
#[test]
fn a_folder_that_is_not_there_is_told() {
    let mut files = super::support::Files::of(&project().join("data/kent-2014"));
    files.replace("dataset.toml", "folder = \"../kent\"", "folder = \"../knet\"");
    let message =
        "which is not there\n  small/dataset.toml\n  hint: `folder` is seen from the folder of this dataset.toml";
    super::support::refused(&files, 1, &["[extends] names the folder `small/../knet`", message]);
}
