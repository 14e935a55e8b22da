//! Figures that read well and can hardly be true: twelve planted in the worked example are found, each with its cell.

use super::support::{Files, figure, needs_shared, numbers, rollcast, table};

const PRIMARY: [&str; 7] = ["R", "1", "2", "3", "4", "5", "6"];
const SECONDARY: [&str; 5] = ["7", "8", "9", "10", "11"];

/// The worked example with faults planted in it.
struct Planted {
    files: Files,
    /// A line of `check` that names the cell, and one that names the fault.
    found: Vec<[String; 2]>,
}

impl Planted {
    fn roll(&self, year: u16, area: &str, group: &str) -> String {
        let start = format!("{year},{area},{group},");
        let text = self.files.text("rolls.csv");
        let line = text.lines().find(|l| l.starts_with(&start)).unwrap();
        line.split(',').nth(3).unwrap().to_owned()
    }

    /// Writes a figure into the cell of a key; gives its row.
    fn write(&mut self, file: &str, key: &str, value: &str) -> usize {
        self.files.swap_line(file, &format!("{key},"), &format!("{key},{value},reconstructed"))
    }

    fn expect(&mut self, file: &str, row: usize, column: &str, says: &str) {
        self.found.push([format!("kent/{file}, row {row}, column `{column}`"), says.to_owned()]);
    }
}

#[test]
fn twelve_planted_faults_are_found_with_their_cells() {
    let mut kent = Planted { files: Files::kent(), found: vec![] };

    // A digit too many, and a digit dropped in the last January, which no later one contradicts.
    let row = kent.write("rolls.csv", "2016,8860101,4", "1700");
    kent.expect("rolls.csv", row, "pupils", "1700 pupils of `8860101` in January 2016, year group 4");
    let row = kent.write("rolls.csv", "2020,8861103,5", "8");
    kent.expect("rolls.csv", row, "pupils", "8 pupils of `8861103` in January 2020, year group 5");
    // Two digits exchanged: 78 for 87 would be noise, 283 for 328 is not.
    let row = kent.write("rolls.csv", "2015,8860203,3", "197");
    kent.expect("rolls.csv", row, "pupils", "197 pupils of `8860203` in January 2015, year group 3");
    // A January that is the one before again.
    for group in PRIMARY {
        let before = kent.roll(2016, "8860304", group);
        let row = kent.write("rolls.csv", &format!("2017,8860304,{group}"), &before);
        if group == "R" {
            kent.expect(
                "rolls.csv",
                row,
                "pupils",
                "all 7 year groups of `8860304` in January 2017 have the pupils of January 2016 again",
            );
        }
    }
    // Reception above births.
    let row = kent.write("rolls.csv", "2016,8860502,R", "480");
    kent.expect("rolls.csv", row, "pupils", "480 pupils of `8860502` in January 2016, year group R, from 185 births");
    // Two columns exchanged.
    let (one, six) = (kent.roll(2016, "8860910", "1"), kent.roll(2016, "8860910", "6"));
    let row = kent.write("rolls.csv", "2016,8860910,1", &six);
    kent.write("rolls.csv", "2016,8860910,6", &one);
    kent.expect("rolls.csv", row, "pupils", "year groups 1 and 6, would fit in each other's place");
    // One area's rolls copied from its neighbour.
    for group in PRIMARY {
        let other = kent.roll(2018, "8860601", group);
        let row = kent.write("rolls.csv", &format!("2018,8860602,{group}"), &other);
        if group == "R" {
            kent.expect(
                "rolls.csv",
                row,
                "pupils",
                "all 7 year groups of `8860602` in January 2018 have the pupils of `8860601`",
            );
        }
    }
    // Thousands, and a district halved.
    for (year, district, divisor, says) in [
        (2016, "dartford", 1000, "year groups of `dartford` in January 2016"),
        (2015, "thanet", 2, "year groups of `thanet` in January 2015"),
    ] {
        for group in SECONDARY {
            let pupils: u32 = kent.roll(year, district, group).parse().unwrap();
            let row = kent.write("rolls.csv", &format!("{year},{district},{group}"), &(pupils / divisor).to_string());
            if group == "7" {
                kent.expect("rolls.csv", row, "pupils", says);
            }
        }
    }
    // Births with a digit too many, and halved.
    let row = kent.write("births.csv", "8861001,2012", "5100");
    kent.expect("births.csv", row, "births", "5100 births of `8861001` in the year to 30 June 2012");
    let row = kent.write("births.csv", "8861002,2010", "226");
    kent.expect("births.csv", row, "births", "226 births of `8861002` in the year to 30 June 2010");
    // Places that jump.
    let row = kent.write("places.csv", "2016,8860101,R", "606");
    kent.expect(
        "places.csv",
        row,
        "places",
        "606 places of `8860101` in January 2016, year group R, after 202 the year before",
    );

    assert_eq!(kent.found.len(), 12);
    let folder = kent.files.save("kent");
    folder.rollcast(&["check", "kent", "--out", "out"]).exits(0);
    let problems = table(Files::of(&folder.path("out")).text("problems.csv"));
    let doubts: Vec<&super::support::Row> =
        problems.iter().filter(|p| !p["problem"].contains("the areas in")).collect();
    for [cell, says] in &kent.found {
        let at = |p: &super::support::Row| format!("{}, row {}, column `{}`", p["file"], p["row"], p["column"]);
        let found: Vec<_> = doubts.iter().filter(|p| at(p) == *cell).collect();
        assert!(found.len() == 1 && found[0]["problem"].contains(says), "{cell}\n{says}\n{found:?}\n{doubts:#?}");
        assert_ne!(found[0]["hint"], "");
    }
    assert_eq!(doubts.len(), 12, "no sound figure is in doubt: {doubts:#?}");

    // The summary of quality counts them by area and January.
    let quality = table(Files::of(&folder.path("out")).text("data_quality.csv"));
    let in_doubt = numbers(&quality, &["area", "census_year"], "in_doubt");
    assert_eq!(figure(&in_doubt, &["8860101", "2016"]), Some(1.0));
    assert_eq!(figure(&in_doubt, &["8860101", "2015"]), Some(0.0));
    let planted_rolls = 9.0;
    assert!(
        (planted_rolls..=planted_rolls + 2.0).contains(&in_doubt.values().sum::<f64>()),
        "births and places are not rolls"
    );
    let page = std::fs::read_to_string(folder.path("out/check.html")).unwrap();
    assert!(page.contains("◆\u{a0}1 suspicious, estimated"));
    let estimated = numbers(&quality, &["area", "census_year"], "estimated");
    assert_eq!(figure(&estimated, &["thanet", "2015"]), Some(5.0), "reconstructed rolls are not held");
}

/// The figures as they stand raise no doubt, nor do real rolls of England.
#[test]
fn clean_data_raises_few_doubts() {
    let folder = Files::kent().save("kent");
    folder.rollcast(&["check", "kent"]).exits(0).says("0 errors, 0 warnings");
    let Some(england) = needs_shared("data/england") else { return };
    let told = rollcast(std::path::Path::new("."), &["check", england.to_str().unwrap()]).exits(0).stderr;
    assert!(told.matches("likely").count() <= 10, "{told}");
}
