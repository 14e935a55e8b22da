//! Rolls kept by school, added up to the areas that are forecast.

use super::small::small;
use super::support::{Files, refused, table};
use std::fmt::Write;

/// A school's name, its area, and the year groups it teaches.
type School = (&'static str, &'static str, std::ops::RangeInclusive<usize>);

/// Nine schools of the small data set's areas: two primary schools in each of four planning areas, an infant and a junior school in
/// the fifth.
const SCHOOLS: [School; 10] = [
    ("Ash Green", "ash-1", 0..=6),
    ("Ash Hill", "ash-1", 0..=6),
    ("Oak Lane", "ash-2", 0..=6),
    ("Park", "ash-2", 0..=6),
    ("St Mary", "beech-1", 0..=6),
    ("Beech Wood", "beech-1", 0..=6),
    ("St Mary", "beech-2", 0..=6),
    ("Meadow", "beech-2", 0..=6),
    ("Cedar Infant", "cedar-1", 0..=2),
    ("Cedar Junior", "cedar-1", 3..=6),
];

const GROUPS: [&str; 7] = ["R", "1", "2", "3", "4", "5", "6"];

/// The small data set with the rolls of planning areas split among schools, a row for each school and January as a planner's sheet
/// has it; districts as they were, with no school.
fn by_school(header: &str) -> Files {
    let mut files = small();
    let rows = table(files.text("rolls.csv"));
    let roll = |year: i64, area: &str, group: &str| {
        let row =
            rows.iter().find(|r| r["census_year"] == year.to_string() && r["area"] == area && r["year_group"] == group);
        row.unwrap()["pupils"].parse::<i64>().unwrap()
    };
    let mut text = header.to_owned() + "\n";
    for year in super::small::YEARS {
        for (at, (school, area, taught)) in SCHOOLS.iter().enumerate() {
            write!(text, "{year},93{at:05},{school},{area}").unwrap();
            for (g, group) in GROUPS.iter().enumerate() {
                let all = roll(year, area, group);
                // The first of two takes a third, the other the rest; an infant and a junior school share no year group.
                let first = at % 2 == 0;
                let pupils = match taught.contains(&g) {
                    false => String::new(),
                    true if *area == "cedar-1" => all.to_string(),
                    true if first => (all / 3).to_string(),
                    true => (all - all / 3).to_string(),
                };
                write!(text, ",{pupils}").unwrap();
            }
            text += ",,,,,\n";
        }
        for district in super::small::DISTRICTS {
            write!(text, "{year},,,{district}").unwrap();
            GROUPS.iter().for_each(|_| text.push(','));
            super::small::SECONDARY.iter().for_each(|g| write!(text, ",{}", roll(year, district, g)).unwrap());
            text += "\n";
        }
    }
    files.set("rolls.csv", text);
    files
}

const HEADER: &str = "Census Year,DfE No.,School name,Planning Area,R,Y1,Y2,Y3,Y4,Y5,Y6,Y7,Y8,Y9,Y10,Y11";

/// The forecast of schools' rows is that of their areas', byte for byte, and `check` says how many were added up.
#[test]
fn rows_of_schools_are_added_up_to_their_areas() {
    let mut by_area = small();
    let text: String =
        by_area.text("rolls.csv").lines().filter(|l| !l.contains(",shire,")).fold(String::new(), |t, l| t + l + "\n");
    by_area.set("rolls.csv", text);
    let expected = by_area.save("small").run_to("out", &[]);
    let folder = by_school(HEADER).save("small");
    folder
        .rollcast(&["check", "small", "--strict"])
        .exits(0)
        .says("note: small/rolls.csv: the column `School name` is understood as `school`")
        .says("note: small/rolls.csv: `DfE No.` left out: schools go by `School name`")
        .says("note: small/rolls.csv: the column `Planning Area` is understood as `area`")
        .says("note: small/rolls.csv: rows of 10 schools are added up to 5 areas")
        .says(&format!(
            "  January 2016: Years R-6 {}, Years 7-11 {}",
            total(&by_area, "2016", 0),
            total(&by_area, "2016", 1)
        ));
    folder
        .rollcast(&["run", "small"])
        .exits(0)
        .says("rows of 10 schools are added up to 5 areas")
        .says(&format!("pupils read for January 2016: Years R-6 {}", total(&by_area, "2016", 0)));
    let out = folder.run_to("out", &[]);
    for table in ["forecast.csv", "surplus.csv"] {
        assert_eq!(out.text(table), expected.text(table), "{table}");
    }
}

/// All pupils of a phase in a January, with a comma for thousands, summed by hand from the table by area.
fn total(files: &Files, year: &str, phase: usize) -> String {
    let primary = |group: &str| GROUPS.contains(&group);
    let rows = table(files.text("rolls.csv"));
    let sum: i64 = rows
        .iter()
        .filter(|r| r["census_year"] == year && primary(&r["year_group"]) == (phase == 0))
        .map(|r| r["pupils"].parse::<i64>().unwrap())
        .sum();
    if sum < 1000 { sum.to_string() } else { format!("{},{:03}", sum / 1000, sum % 1000) }
}

/// A number kept back, or a blank between numbers, makes the area's roll unknown: what the other schools have is told, not taken.
#[test]
fn a_sum_with_a_part_missing_is_missing() {
    for cell in ["*", ""] {
        let mut files = by_school(HEADER);
        let line = files.text("rolls.csv").lines().find(|l| l.starts_with("2014,9300003")).unwrap().to_owned();
        let mut cells: Vec<&str> = line.split(',').collect();
        let (park, column) = (cells[7].parse::<i64>().unwrap(), 7);
        cells[column] = cell;
        files.swap_line("rolls.csv", &line, &cells.join(","));
        let other = files.text("rolls.csv").lines().find(|l| l.starts_with("2014,9300002")).unwrap().to_owned();
        let other = other.split(',').nth(column).unwrap();
        assert!(park > 0);
        let folder = files.save("small");
        folder
            .rollcast(&["check", "small"])
            .exits(0)
            .says(&format!(
                "warning: the roll of `ash-2` in January 2014, year group 3, is not known: `Park` has no number; the other schools \
                 have {other}"
            ))
            .says("`ash-2` has no roll for 2014, year group 3")
            .says("  January 2014: Years R-6 not known, a part is missing");
    }
}

/// A school that opens or closes changes the sum and makes nothing unknown.
#[test]
fn a_school_that_opens_or_closes_is_told_and_counted() {
    let mut files = by_school(HEADER);
    let kept: String = files
        .text("rolls.csv")
        .lines()
        .filter(|l| !(l.contains("Ash Hill") && *l < "2014" || l.contains("Meadow") && l.starts_with("2016")))
        .fold(String::new(), |t, l| t + l + "\n");
    let meadow = files.text("rolls.csv").lines().find(|l| l.starts_with("2015,") && l.contains("Meadow")).unwrap();
    let meadow: i64 = meadow.split(',').skip(4).filter_map(|c| c.parse::<i64>().ok()).sum();
    files.set("rolls.csv", kept);
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    assert!(!outcome.stderr.contains("not known"), "{}", outcome.stderr);
    outcome
        .says("schools taken as opened inside the history, by their first January: `Ash Hill` of `ash-1` (2014)")
        .says("schools taken as closed, by their last January: `Meadow` of `beech-2` (2015)")
        .says(&format!(
            "warning: `Meadow` of `beech-2` had {meadow} pupils in January 2015 and no row for January 2016: taken as closed\n  \
             small/rolls.csv\n  hint: add the rows of those that are open"
        ));
}

#[test]
fn a_school_twice_and_a_total_beside_its_schools_are_refused() {
    let mut files = by_school(HEADER);
    let line = files.text("rolls.csv").lines().nth(1).unwrap().to_owned();
    let row = files.append("rolls.csv", &line);
    refused(
        &files,
        7,
        &[
            &format!(
                "the row repeats row 2: 2012, `ash-1`, year group `R`, school `Ash Green`\n  small/rolls.csv, row {row}"
            ),
            "if two schools of an area have one name, write their numbers instead",
        ],
    );
    let mut files = by_school(HEADER);
    let row = files.append("rolls.csv", "2012,,,ash-1,60,,,,,,,,,,,");
    refused(
        &files,
        1,
        &[&format!(
            "the row names no school, and others hold the schools of the same cell: 2012, `ash-1`, year group `R`\n  \
             small/rolls.csv, row {row}"
        )],
    );
}

/// Without names of schools their rows look like repeats. To take them away would lose pupils: it is asked, once.
#[test]
fn rows_of_schools_without_their_names_are_asked_about_once() {
    let mut files = by_school(HEADER);
    let nameless: String = files
        .text("rolls.csv")
        .lines()
        .map(|line| {
            line.split(',').enumerate().filter(|(at, _)| ![1, 2].contains(at)).map(|(_, c)| c).collect::<Vec<_>>()
        })
        .fold(String::new(), |t, cells| t + &cells.join(",") + "\n");
    files.set("rolls.csv", nameless);
    let sum = table(small().text("rolls.csv"))
        .iter()
        .find(|r| r["census_year"] == "2012" && r["area"] == "ash-1" && r["year_group"] == "R")
        .unwrap()["pupils"]
        .clone();
    refused(
        &files,
        1,
        &[
            &format!(
                "140 cells of this table stand in more than one row, with different numbers: 2012, `ash-1`, year group `R` in 2 rows, \
                 which add to {sum}\n  small/rolls.csv, row 3"
            ),
            "hint: are these schools? name each in a column `school`, and they are added up by area; to keep one row of each would lose \
             the pupils of the others",
        ],
    );
}

/// One row that repeats another with another number is a slip, or two schools: both are said.
#[test]
fn one_repeat_with_another_number_is_told_with_both() {
    let mut files = small();
    let line = files.text("rolls.csv").lines().find(|l| l.starts_with("2014,ash-1,3,")).unwrap().to_owned();
    let roll = line.split(',').nth(3).unwrap();
    let first = files.text("rolls.csv").lines().position(|l| l == line).unwrap() + 1;
    files.append("rolls.csv", "2014,ash-1,3,5,published");
    refused(
        &files,
        1,
        &[&format!(
            "the row repeats row {first} with another number: 2014, `ash-1`, year group `3` has 5 here and {roll} there"
        )],
    );
}
