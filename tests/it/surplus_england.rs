//! All of England's schools of May 2015 through the surplus check.

use super::support::{Files, Row, model, needs_shared, table};
use super::survey::survey;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_school_of_england_is_in_the_sums_of_its_planning_area_and_authority() {
    let Some(path) = needs_shared("data/england/school_capacity_may_2015.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let schools = table(&text);
    let codes = |column: &str| {
        let codes = schools.iter().map(|r| r[column].as_str()).filter(|c| !c.is_empty());
        codes.collect::<BTreeSet<_>>().len()
    };
    assert_eq!((codes("primary_pa"), codes("secondary_pa")), (2467, 1011));
    let survey = survey(&text);
    assert_eq!((survey.schools, survey.both), (20_115, 288));
    let mut files = Files(BTreeMap::new());
    for (name, text) in survey.files() {
        files.set(name, text);
    }
    let folder = files.save("england");
    let args = ["surplus", "england", "--model", &model("persistence"), "--horizon", "1", "--format", "csv"];
    let rows = table(&folder.rollcast(&args).exits(0).stdout);
    let history: Vec<&Row> = rows.iter().filter(|r| r["kind"] == "history").collect();
    let number = |row: &Row, column: &str| row[column].parse::<f64>().unwrap();
    let of = |level: &str| history.iter().filter(|r| r["grouping"] == level).copied().collect::<Vec<&Row>>();

    // By planning area: those of the file, but for the code 0 that stands for none.
    let areas = of("planning_area");
    assert_eq!(areas.iter().filter(|r| r["series"] == "P").count(), 2466);
    assert_eq!(areas.iter().filter(|r| r["series"] == "S").count(), 1011);
    for row in areas.iter().filter(|r| r["series"] != "all") {
        let [pupils, places] = survey.areas[&(row["group"].clone(), usize::from(row["series"] == "S"))];
        assert_eq!((number(row, "pupils"), number(row, "places")), (pupils as f64, places as f64), "{row:?}");
    }
    // By authority, from the schools themselves, whichever phase they are in.
    let mut direct: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for school in &schools {
        let sums = direct.entry(school["la"].as_str()).or_default();
        *sums = [sums[0] + number(school, "may_nor"), sums[1] + number(school, "net_capacity")];
    }
    assert_eq!(direct.len(), 152);
    let mut found: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for row in of("authority").iter().filter(|r| r["series"] != "all") {
        let sums = found.entry(&row["group"][3..]).or_default();
        *sums = [sums[0] + number(row, "pupils"), sums[1] + number(row, "places")];
        let percent = 100.0 * (number(row, "places") - number(row, "pupils")) / number(row, "places");
        assert!((number(row, "surplus_percent") - percent).abs() < 1e-6);
        assert_eq!(row["meets_target"], (percent >= 5.0).to_string(), "{row:?}");
    }
    assert_eq!(found, direct);
    let england = of("country");
    let total = |column: &str| england.iter().filter(|r| r["series"] != "all").map(|r| number(r, column)).sum::<f64>();
    assert_eq!((total("pupils"), total("places")), (7_373_694.0, 8_389_479.0));
    let whole = england.iter().find(|r| r["series"] == "all").unwrap();
    assert_eq!((number(whole, "pupils"), number(whole, "places")), (7_373_694.0, 8_389_479.0));
}
