//! A first forecast, as a planner with a workbook of rolls by school gets to it: by the form and by what `check` says.

use super::support::{Files, rollcast, table};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// A planner's school: number, name, planning area, year groups taught from R on.
const SCHOOLS: [(u32, &str, &str, std::ops::RangeInclusive<usize>); 6] = [
    (9312001, "St Mary Infant School", "Ambleby Town", 0..=2),
    (9312002, "St Mary Junior School", "Ambleby Town", 3..=6),
    (9312003, "Hill Top Primary School", "Ambleby & Villages", 0..=6),
    (9312004, "Park Lane Primary School", "Ambleby & Villages", 0..=6),
    (9314001, "Ambleby Academy", "Ambleby Town", 7..=11),
    (9314002, "Villages High School", "Ambleby & Villages", 7..=11),
];

fn pupils(school: usize, group: usize, year: i64) -> i64 {
    28 + 3 * school as i64 - group as i64 + (year + group as i64) % 3
}

/// Januaries below each other as they stand in the council's sheets: a title, two spellings, a total.
fn rolls(sheet: &mut Worksheet) {
    sheet.set_name("Rolls").unwrap();
    sheet.merge_range(0, 0, 0, 16, "Anyshire: rolls by school", &Format::new()).unwrap();
    let header: Vec<String> = ["Year", "DfE No", "School", "Planning area", "R"].map(str::to_owned).into();
    let header = header.into_iter().chain((1..=11).map(|g| format!("Y{g}"))).chain(["Total".to_owned()]);
    for (column, name) in (0..).zip(header) {
        sheet.write_string(3, column, name).unwrap();
    }
    let rows = (2015..=2020).flat_map(|year| (0..SCHOOLS.len()).map(move |s| (year, s)));
    for (row, (year, s)) in (4..).zip(rows) {
        let (number, school, area, taught) = &SCHOOLS[s];
        // One January was sent with another spelling.
        let area = if year == 2017 { area.replace('&', "and") } else { (*area).to_owned() };
        sheet.write_string(row, 0, format!("Jan {year}")).unwrap();
        sheet.write_number(row, 1, *number).unwrap();
        sheet.write_string(row, 2, *school).unwrap();
        sheet.write_string(row, 3, area).unwrap();
        for group in taught.clone() {
            sheet.write_number(row, 4 + group as u16, pupils(s, group, year) as f64).unwrap();
        }
        let total: i64 = taught.clone().map(|g| pupils(s, g, year)).sum();
        sheet.write_number(row, 16, total as f64).unwrap();
    }
}

fn areas(sheet: &mut Worksheet) {
    sheet.set_name("areas").unwrap();
    let rows = [
        ["area", "name", "level", "parent"],
        ["anyshire", "Anyshire", "county", ""],
        ["PA1", "Ambleby Town", "planning area", "anyshire"],
        ["PA2", "Ambleby & Villages", "planning area", "anyshire"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
}

/// Each `check` says what the next step is, until the forecast runs with the totals of the workbook.
#[test]
fn a_workbook_of_rolls_by_school_is_four_checks_from_a_forecast() {
    let top = tempfile::tempdir().unwrap();
    rollcast(top.path(), &["init", "anyshire", "--xlsx"]).exits(0);
    let folder = top.path().join("anyshire");
    let mut book = Workbook::new();
    areas(book.add_worksheet());
    rolls(book.add_worksheet());
    book.save(folder.join("dataset.xlsx")).unwrap();
    let check = |more: &[&str]| rollcast(top.path(), &[&["check", "anyshire"], more].concat());
    let settings = |edit: &dyn Fn(&str) -> Option<String>| {
        let path = folder.join("dataset.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text.lines().filter_map(edit).map(|l| l + "\n").collect::<String>()).unwrap();
    };

    check(&[]).exits(1).says("hint: `anyshire` lies in no other area: write `root = \"anyshire\"` into dataset.toml");
    settings(&|line| {
        Some(if line.starts_with("root = ") { "root = \"anyshire\"".to_owned() } else { line.to_owned() })
    });

    let told = check(&[]).exits(1).says("`Ambleby and Villages` for `PA2`  (").says("or delete the target");
    let rows: Vec<usize> =
        told.stderr.lines().filter_map(|l| l.strip_prefix("  anyshire/dataset.toml, row ")?.parse().ok()).collect();
    assert_eq!(rows.len(), 2, "{}", told.stderr);
    let at = std::cell::Cell::new(0);
    settings(&|line| {
        at.set(at.get() + 1);
        (!rows.contains(&at.get())).then(|| line.to_owned())
    });
    check(&["--write-aliases"]).exits(0).says("added to anyshire/aliases.csv:\n  `Ambleby and Villages` for `PA2`");

    let sum = |year: i64, groups: std::ops::RangeInclusive<usize>| -> i64 {
        let of = |s: usize| {
            let taught = SCHOOLS[s].3.clone().filter(|g| groups.contains(g));
            taught.map(|g| pupils(s, g, year)).sum::<i64>()
        };
        (0..SCHOOLS.len()).map(of).sum()
    };
    check(&["--strict"])
        .exits(0)
        .says("rows 1 to 3 are left out as titles: the header stands in row 4")
        .says(
            "the column `Total` is left out, as totals are computed; it is the sum of its row wherever both are known",
        )
        .says("rows of 6 schools are added up to 2 areas")
        .says(&format!("  January 2015: Years R-6 {}, Years 7-11 {}", sum(2015, 0..=6), sum(2015, 7..=11)))
        .says(&format!("  January 2020: Years R-6 {}, Years 7-11 {}", sum(2020, 0..=6), sum(2020, 7..=11)));

    rollcast(top.path(), &["run", "anyshire", "--out", "out"]).exits(0);
    let forecast = table(Files::of(&top.path().join("out")).text("forecast.csv"));
    let held = |year: &str, series: &str| {
        let row =
            forecast.iter().find(|r| r["area"] == "anyshire" && r["census_year"] == year && r["series"] == series);
        row.unwrap()["forecast"].parse::<f64>().unwrap()
    };
    assert_eq!(held("2020", "R-6"), sum(2020, 0..=6) as f64);
    assert!(held("2025", "7-11") > 0.5 * sum(2020, 7..=11) as f64);
}
