//! Data sets of one level, cut out of larger ones as the oracle cuts them.

use super::support::{Files, Row, table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The twelve districts of Kent: Years R-6 summed from planning areas, the rest districts' own rows; no transfers, and the
/// national reference as it is.
pub(super) fn kent_districts() -> Files {
    let mut files = Files::kent();
    let areas = table(files.text("areas.csv"));
    let parent_of_planning_area: BTreeMap<String, String> = areas
        .iter()
        .filter(|a| a["level"] == "planning_area")
        .map(|a| (a["area"].clone(), a["parent"].clone()))
        .collect();
    let is_district = |code: &str| areas.iter().any(|a| a["area"] == code && a["level"] == "district");
    let mut cells: BTreeMap<[String; 3], u64> = BTreeMap::new();
    for row in table(files.text("rolls.csv")) {
        let own = Some(&row["area"]).filter(|a| is_district(a));
        if let Some(district) = own.or_else(|| parent_of_planning_area.get(&row["area"])) {
            let key = [row["census_year"].clone(), district.clone(), row["year_group"].clone()];
            *cells.entry(key).or_default() += row["pupils"].parse::<u64>().unwrap();
        }
    }
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    for ([year, area, group], pupils) in &cells {
        writeln!(rolls, "{year},{area},{group},{pupils}").unwrap();
    }
    files.set("rolls.csv", rolls);
    files.remove("place_changes.csv");
    files.keep_lines("births.csv", |l| is_district(l.split(',').next().unwrap()));
    files.keep_lines("areas.csv", |l| !l.contains(",planning_area,"));
    for file in [
        "places.csv",
        "transfers.csv",
        "housing.csv",
        "published_actuals.csv",
        "published_forecasts.csv",
        "published_capacity.csv",
    ] {
        files.remove(file);
    }
    files
}

/// The same with transfers in which every Year 6 stays in its district: nobody comes from outside and nobody leaves.
pub(super) fn kent_districts_where_all_stay() -> Files {
    let mut files = kent_districts();
    let mut transfers = "census_year,from,to,pupils\n".to_owned();
    for row in table(files.text("rolls.csv")).iter().filter(|r| r["year_group"] == "6" && r["census_year"] != "2020") {
        let next = row["census_year"].parse::<u16>().unwrap() + 1;
        writeln!(transfers, "{next},{0},{0},{1}", row["area"], row["pupils"]).unwrap();
    }
    files.set("transfers.csv", transfers);
    files
}

/// One authority of England as the whole data set, without a reference of its own.
pub(super) fn alone(england: &Files, authority: &str) -> Files {
    let mut files = Files(BTreeMap::new());
    files.set("dataset.toml", england.text("dataset.toml"));
    let lines = |file: &str, keep: &dyn Fn(&[&str]) -> bool| -> String {
        let rows = england.text(file).lines().enumerate();
        rows.filter(|(i, l)| *i == 0 || keep(&l.split(',').collect::<Vec<_>>()))
            .map(|(_, l)| format!("{l}\n"))
            .collect()
    };
    files.set("areas.csv", lines("areas.csv", &|c| c[2] != "local authority" || c[0] == authority));
    files.set("rolls.csv", lines("rolls.csv", &|c| c[1] == authority));
    files.set("births.csv", lines("births.csv", &|c| c[0] == authority));
    files
}

/// Adds a reference: the sum of every row of `whole`, rolls and births.
pub(super) fn with_sum_as_reference(files: &mut Files, whole: &Files) {
    let sum = |file: &str, key: &[&str], value: &str| {
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for row in table(whole.text(file)) {
            let cells = |row: &Row| key.iter().map(|k| row[*k].clone()).collect::<Vec<_>>().join(",");
            *sums.entry(cells(&row)).or_default() += row[value].parse::<u64>().unwrap();
        }
        let header = format!("{},{value}\n", key.join(","));
        sums.iter().fold(header, |text, (key, sum)| text + &format!("{key},{sum}\n"))
    };
    files.set("reference_rolls.csv", sum("rolls.csv", &["census_year", "year_group"], "pupils"));
    files.set("reference_births.csv", sum("births.csv", &["year_to_30_june"], "births"));
    let settings = files.text("dataset.toml").to_owned();
    let reference = "[reference]\nrolls = \"reference_rolls.csv\"\nbirths = \"reference_births.csv\"\n";
    files.set("dataset.toml", format!("{settings}\n{reference}"));
}
