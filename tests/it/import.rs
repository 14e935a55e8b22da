//! `rollcast import`: national files as a data set of one authority.

use super::support::{Files, figure, needs_shared, numbers, rollcast, table};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PUPILS: &str = "data/england/pupils_by_year_group_201112_to_201920.csv";
const CAPACITY: &str = "data/england/school_capacity_may_2015.csv";

/// Kent from the national files in one command: it runs, every cell is the file's, and so are the control totals.
#[test]
fn kent_becomes_a_data_set_in_one_command() {
    let (Some(pupils), Some(capacity)) = (needs_shared(PUPILS), needs_shared(CAPACITY)) else { return };
    let top = tempfile::tempdir().unwrap();
    let args = ["import", pupils.to_str().unwrap(), capacity.to_str().unwrap(), "--authority", "886", "--out", "kent"];
    let controls = rollcast(top.path(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout;
    let kent = Files::of(&top.path().join("kent"));

    let file = table(&fs::read_to_string(&pupils).unwrap());
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    let rolls = numbers(&table(kent.text("rolls.csv")), &["census_year", "area", "year_group"], "pupils");
    let mut compared = 0;
    for row in file.iter().filter(|r| r["old_la_code"] == "886") {
        let year = (row["time_period"][..4].parse::<u16>().unwrap() + 1).to_string();
        let pupils: f64 = row["headcount"].parse().unwrap();
        *totals.entry(year.clone()).or_default() += pupils as i64;
        let group = row["nc_year"].strip_prefix("year_group_").unwrap_or("R");
        let found = figure(&rolls, &[&year, "la-886", group]);
        assert_eq!(found, (!["12", "13", "14"].contains(&group)).then_some(pupils), "{row:?}");
        compared += usize::from(found.is_some());
    }
    assert_eq!((compared, totals.len()), (rolls.len(), 9));
    for row in table(&controls) {
        let number = |column: &str| row[column].parse::<i64>().unwrap();
        assert_eq!(number("in_the_file"), totals[&row["census_year"]], "{row:?}");
        assert_eq!(number("in_the_file"), number("left_out") + number("R-11"));
        assert_eq!(number("R-11"), number("R-6") + number("7-11"));
    }

    // The capacity of the worked example, which has it by primary planning area, in May 2015.
    let known =
        numbers(&super::support::project_table("data/kent/published_capacity.csv"), &["census_year", "area"], "places");
    let found = numbers(&table(kent.text("published_capacity.csv")), &["census_year", "area"], "places");
    assert!(known.len() == 117 && known.iter().all(|(area, places)| found[area] == *places));

    // And as places of the county: 125,674 of primary schools and 840 of all-through ones over seven year groups; 108,710 of
    // secondary schools and 3,000 of all-through ones, less the share of the sixth forms, 19,930 of 98,348 pupils, over five.
    let places = numbers(&table(kent.text("places.csv")), &["census_year", "area", "year_group"], "places");
    let sum = |groups: std::ops::Range<u8>| -> f64 {
        let name = |g: u8| if g == 0 { "R".to_owned() } else { g.to_string() };
        groups.map(|g| figure(&places, &["2015", "la-886", &name(g)]).unwrap()).sum()
    };
    let secondary = 111_710.0 * 78_418.0 / (78_418.0 + 10_897.0 + 8_871.0 + 162.0);
    assert_eq!((sum(0..7), sum(7..12)), (126_514.0, f64::round(secondary)));
    assert!(table(kent.text("places.csv")).iter().all(|row| row["status"] == "reconstructed"));
    assert!(kent.text("PROVENANCE.md").contains("Net capacity is what rooms hold, not the places in use"));

    rollcast(top.path(), &["check", "kent", "--strict"]).exits(0).says("0 errors, 0 warnings");
    rollcast(top.path(), &["run", "kent", "--out", "out"]).exits(0);
    let out = Files::of(&top.path().join("out"));
    let surplus = table(out.text("surplus.csv"));
    let known = surplus.iter().filter(|r| r["group"] == "la-886" && r["series"] == "R-6" && !r["surplus"].is_empty());
    assert!(known.clone().count() >= 5 && known.clone().all(|r| r["status"] == "reconstructed"), "{surplus:?}");
    let report = out.text("report.html");
    assert!(report.contains("Places are made of the net capacity of 2015, and are not those in use"));
    assert!(report.contains("Capacity as surveyed in 2015") && !report.contains("This data set holds no places"));

    // What was made is not overwritten.
    rollcast(top.path(), &args).exits(1).says("an import overwrites nothing");
    assert_eq!(Files::of(&top.path().join("kent")).0, kent.0);
}

/// Every authority of the file is imported, or its fault told.
#[test]
fn authorities_that_changed_their_number_are_one_area() {
    let Some(pupils) = needs_shared(PUPILS) else { return };
    let England { top, .. } = England::new(&[]);
    let england = needs_shared("data/england/rolls.csv").unwrap();
    let sums = numbers(&table(&fs::read_to_string(england).unwrap()), &["census_year", "area", "year_group"], "pupils");
    for code in ["839", "E06000059", "836"] {
        let args = ["import", pupils.to_str().unwrap(), "--authority", code, "--out", code];
        rollcast(top.path(), &args).exits(0).says("Poole became part of Bournemouth, Christchurch and Poole");
        let rolls = table(Files::of(&top.path().join(code)).text("rolls.csv"));
        assert_eq!(rolls.len(), 9 * 12);
        for row in rolls {
            let whole = figure(&sums, &[&row["census_year"], "la-dorset-bcp", &row["year_group"]]);
            assert_eq!(whole, row["pupils"].parse().ok(), "{row:?}");
        }
    }
}

/// A few rows in the national layout.
struct England {
    top: TempDir,
    path: String,
}

const HEADER: &str = "time_period,old_la_code,new_la_code,la_name,nc_year,headcount\n";

impl England {
    fn new(rows: &[&str]) -> England {
        let top = tempfile::tempdir().unwrap();
        fs::write(top.path().join("pupils.csv"), format!("{HEADER}{}\n", rows.join("\n"))).unwrap();
        England { top, path: "pupils.csv".to_owned() }
    }

    fn import(&self, more: &[&str]) -> super::support::Outcome {
        rollcast(self.top.path(), &[&["import", &self.path, "--authority", "1", "--out", "out"], more].concat())
    }

    fn rolls(&self) -> String {
        fs::read_to_string(self.top.path().join("out/rolls.csv")).unwrap()
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.top.path().join(name), text).unwrap();
    }
}

#[test]
fn a_later_release_revises_an_earlier_one() {
    let england = England::new(&[
        "201415,1,E1,Shire,reception,100",
        "201415,1,E1,Shire,year_group_1,c",
        "201516,1,E1,Shire,reception,101",
        "201516,1,E1,Shire,year_group_1,99",
        "201516,2,E2,Other,year_group_1,many",
    ]);
    england.put("later.csv", &format!("{HEADER}2015/16,1,E1,Shire,Reception,105\n2015/16,1,E1,Shire,Year 1,99\n"));
    england
        .import(&["later.csv"])
        .exits(0)
        .says("January 2016 stands in more than one file: later.csv counts, being named last; 1 count differs")
        .says("1 count of this file is kept back");
    let rows = ["2015,la-1,R,100,", "2015,la-1,1,,", "2016,la-1,R,105,", "2016,la-1,1,99,"]
        .map(|r| r.to_owned() + "published");
    assert_eq!(england.rolls(), format!("census_year,area,year_group,pupils,status\n{}\n", rows.join("\n")));
}

#[test]
fn a_part_that_is_missing_or_counted_twice_is_refused() {
    let england = England::new(&["201415,1,E1,Old,reception,100", "201516,3,E3,New,reception,150"]);
    england.put("codes.csv", "old,new,first_census_year\n1,3,2016\n2,3,2016\n");
    let codes = ["--codes", "codes.csv"];
    england
        .import(&codes)
        .exits(1)
        .says("there are no rows of authority `2` for January 2015, and its schools are part of what is asked for")
        .says("pupils.csv\n  hint: name every release");
    assert!(!england.top.path().join("out").exists());

    let england = England::new(&["201516,1,E1,Old,reception,100", "201516,3,E3,New,reception,150"]);
    england.put("codes.csv", "old,new,first_census_year\n1,3,2016\n");
    england.import(&codes).exits(1).says("authority `1` has rows for January 2016, when it should not exist");

    // With all the parts the sum is taken, and said.
    let england = England::new(&[
        "201415,1,E1,Old,reception,100",
        "201415,2,E2,Older,reception,40",
        "201516,3,E3,New,reception,150",
    ]);
    england.put("codes.csv", "old,new,first_census_year,note\n1,3,2016,\n2,3,2016,a merger\n");
    england.import(&codes).exits(0).says(
        "from January 2016 authority 3 counts where 2 did (a merger): both are one area here; 2 held 2015 to 2015, 3 held 2016 to \
         2016",
    );
    assert!(england.rolls().contains("2015,la-1,R,140,published\n2016,la-1,R,150,published\n"));
}

#[test]
fn what_is_no_national_file_is_refused_with_what_is_wrong() {
    let england = England::new(&[
        "2014,1,E1,Shire,reception,100",
        "201415,1,E1,Shire,reception,1 00",
        "201516,1,E1,Shire,reception,5",
        "201516,1,E1,Shire,reception,6",
    ]);
    england
        .import(&[])
        .exits(1)
        .says("`2014` is not an academic year\n  pupils.csv, row 2, column `time_period`\n  hint: write `201314`")
        .says("`1 00` is not a number\n  pupils.csv, row 3, column `headcount`")
        .says("the row repeats row 4: 2016, authority `1`, `reception`\n  pupils.csv, row 5")
        .says("3 errors");
    let england = England::new(&["201415,886,E10000016,Kent,reception,100"]);
    for (asked, hint) in [("kent", "did you mean `886`, Kent?"), ("887", "give the three-digit number")] {
        let args = ["import", "pupils.csv", "--authority", asked, "--out", "out"];
        rollcast(england.top.path(), &args).exits(1).says(&format!("there is no authority `{asked}`")).says(hint);
    }
    england.put("capacity.csv", "laestab,la,phase,may_nor,net_capacity\n8861000,886,PS,1,2\n");
    england.put("other.csv", "a,b\n1,2\n");
    england
        .import(&["capacity.csv", "other.csv", "none.csv"])
        .exits(1)
        .says("there is no column `primary_pa`")
        .says("the name of the file does not say of which year the capacity is")
        .says("other.csv\n  hint: the first has the columns `time_period`")
        .says("cannot read this file");
    let args = ["import", "capacity.csv", "--authority", "886", "--out", "out"];
    rollcast(england.top.path(), &args).exits(1).says("primary_pa");
    assert!(!Path::new(&england.top.path().join("out")).exists());
}
