//! The published 2013 forecasts against January 2014, table by table as the 2014 review printed them, misprints aside.
//!
//! What is expected comes from the printed tables and from `expected_findings.csv`, the list of their misprints.

use super::support::{Row, figure, numbers, project, project_table, rollcast, table};
use std::collections::BTreeMap;

/// The tables and the series each is about.
const TABLES: [(&str, &str); 4] = [
    ("review_2014_table1_year_r.csv", "R"),
    ("review_2014_table2_primary.csv", "R-6"),
    ("review_2014_table3_year_7.csv", "7"),
    ("review_2014_table4_secondary.csv", "7-11"),
];

/// `accuracy.csv` of the worked example, as printed by the verb.
fn accuracy() -> Vec<Row> {
    let outcome = rollcast(project(), &["accuracy", "data/kent", "--format", "csv"]).exits(0);
    let rows = table(&outcome.stdout);
    rows.into_iter().filter(|r| r["vintage"] == "2013" && r["census_year"] == "2014").collect()
}

/// A row of a printed table as it should stand: the area's code, its spelling, and its cells, misprints mended.
struct Printed {
    code: String,
    name: String,
    series: &'static str,
    forecast: i64,
    actual: i64,
    difference: i64,
    percent: String,
    /// Whether the review misprinted the per cent.
    percent_mended: bool,
}

/// Codes of the county, the areas and the districts by name and by alias: below them names repeat.
fn codes() -> BTreeMap<String, String> {
    let areas = project_table("data/kent/areas.csv");
    let upper =
        areas.into_iter().filter(|a| a["level"] != "planning_area").map(|a| (a["name"].clone(), a["area"].clone()));
    let aliases = project_table("data/kent/aliases.csv").into_iter().map(|a| (a["alias"].clone(), a["area"].clone()));
    upper.chain(aliases).chain([("Kent Totals".to_owned(), "kent".to_owned())]).collect()
}

fn printed() -> Vec<Printed> {
    let codes = codes();
    let findings: BTreeMap<[String; 3], String> = project_table("tests/data/published/expected_findings.csv")
        .into_iter()
        .map(|f| ([f["file"].clone(), f["row"].clone(), f["column"].clone()], f["expected"].clone()))
        .collect();
    let mut rows = vec![];
    for (file, series) in TABLES {
        for row in project_table(&format!("tests/data/published/{file}")) {
            let name = row["area"].clone();
            let mended = |column: &str| findings.get(&[file.to_owned(), name.clone(), column.to_owned()]);
            let cell = |column: &str| mended(column).unwrap_or(&row[column]).clone();
            let whole = |column: &str| cell(column).parse::<i64>().unwrap();
            rows.push(Printed {
                code: codes[&name].clone(),
                series,
                forecast: whole("forecast"),
                actual: whole("actual"),
                difference: whole("difference_printed"),
                percent: cell("percent_printed"),
                percent_mended: mended("percent_printed").is_some(),
                name,
            });
        }
    }
    rows
}

/// The row of the program for a printed one.
fn row_of<'a>(rows: &'a [Row], printed: &Printed) -> &'a Row {
    let of: Vec<&Row> = rows.iter().filter(|r| r["area"] == printed.code && r["series"] == printed.series).collect();
    assert_eq!(of.len(), 1, "{} {}", printed.name, printed.series);
    of[0]
}

/// Per cent with one decimal, half-up away from zero, by whole numbers alone.
fn one_decimal(difference: i64, actual: i64) -> String {
    let tenths = (2000 * difference.abs() + actual) / (2 * actual);
    let sign = if difference < 0 { "-" } else { "+" };
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

/// Seventeen rows in each of four tables: twelve districts, four areas, the county. Subtotals are computed by the program,
/// so that where the review misprinted one, the mended figure must come out.
#[test]
fn forecasts_actuals_and_differences_are_those_of_the_review() {
    let (rows, printed) = (accuracy(), printed());
    assert_eq!(printed.len(), 4 * 17);
    for p in &printed {
        let row = row_of(&rows, p);
        let found = ["forecast", "actual", "difference"].map(|c| row[c].parse::<f64>().unwrap());
        assert_eq!(found, [p.forecast, p.actual, p.difference].map(|n| n as f64), "{} {}", p.name, p.series);
        assert_eq!(row["actual_from"], "published", "{} {}", p.name, p.series);
    }
}

#[test]
fn per_cents_are_those_of_the_review_but_for_the_known_misprints() {
    let (rows, printed) = (accuracy(), printed());
    for p in &printed {
        let row = row_of(&rows, p);
        let [forecast, actual] = ["forecast", "actual"].map(|c| row[c].parse::<f64>().unwrap());
        let recomputed = one_decimal((forecast - actual) as i64, actual as i64);
        assert_eq!(recomputed, p.percent, "{} {}", p.name, p.series);
        let unrounded = 100.0 * (p.forecast - p.actual) as f64 / p.actual as f64;
        assert!((row["percent"].parse::<f64>().unwrap() - unrounded).abs() < 1e-6, "{} {}", p.name, p.series);
    }
    // And the list of misprints names no row that was printed right.
    let misprinted = printed.iter().filter(|p| p.percent_mended).count();
    assert_eq!(misprinted, 9);
    let raw: Vec<Row> = TABLES.iter().flat_map(|(f, _)| project_table(&format!("tests/data/published/{f}"))).collect();
    let differing = printed.iter().zip(&raw).filter(|(p, r)| p.percent != r["percent_printed"]).count();
    assert_eq!(differing, misprinted);
}

/// The corrections that the review's own arithmetic calls for.
#[test]
fn the_misprinted_totals_come_out_right() {
    let rows = accuracy();
    let figures = |area: &str, series: &str| {
        ["forecast", "actual", "difference"]
            .map(|column| figure(&numbers(&rows, &["area", "series"], column), &[area, series]).unwrap())
    };
    assert_eq!(figures("kent", "R"), [17124.0, 17273.0, -149.0], "printed 17125 and -148");
    assert_eq!(figures("shepway", "7-11"), [5007.0, 5022.0, -15.0], "printed 5002 with a difference of -15");
    assert_eq!(figures("south-kent", "7-11")[1], 17417.0, "its printed rows add to 17397");
    assert_eq!(figures("kent", "7-11")[1], 78222.0, "its printed rows add to 78202");
    assert_eq!(one_decimal(5007 - 5022, 5022), "-0.3%");
}

/// Net and absolute errors in pupils, mean absolute per cent and districts within 1 %, from domain.md.
#[test]
fn the_summary_over_districts_is_that_of_the_review() {
    let rows = accuracy();
    let expected = [
        ("R", -149, 267, 1.56, 6),
        ("R-6", -1589, 1589, 1.35, 5),
        ("7", -334, 426, 3.78, 2),
        ("7-11", -839, 877, 1.32, 6),
    ];
    for (series, net, absolute, mape, within) in expected {
        let districts: Vec<&Row> = rows.iter().filter(|r| r["level"] == "district" && r["series"] == series).collect();
        assert_eq!(districts.len(), 12, "{series}");
        let column = |name: &str| districts.iter().map(|r| r[name].parse::<f64>().unwrap()).collect::<Vec<_>>();
        let difference = column("difference");
        assert_eq!(difference.iter().sum::<f64>(), f64::from(net), "{series}");
        assert_eq!(difference.iter().map(|d| d.abs()).sum::<f64>(), f64::from(absolute), "{series}");
        let mean = column("percent").iter().map(|p| p.abs()).sum::<f64>() / 12.0;
        assert!((mean - mape).abs() <= 0.005, "{series}: {mean}");
        assert_eq!(districts.iter().filter(|r| r["within_tolerance"] == "true").count(), within, "{series}");
    }
}

/// The same from accuracy_summary.csv, with the districts furthest off.
#[test]
fn the_summary_file_gives_the_figures_of_the_review() {
    let out = tempfile::tempdir().unwrap();
    let args = ["accuracy", "data/kent", "--vintage", "2013", "--out", out.path().to_str().unwrap()];
    rollcast(project(), &args).exits(0);
    let rows = table(&std::fs::read_to_string(out.path().join("accuracy_summary.csv")).unwrap());
    for (series, net, absolute, mape, within, worst) in [
        ("R", -149.0, 267.0, 1.56, "6", "ashford -4.3; dartford -3.8; sevenoaks -3.3"),
        ("R-6", -1589.0, 1589.0, 1.35, "5", "ashford -2.4; dartford -2.2; maidstone -2.0"),
        ("7", -334.0, 426.0, 3.78, "2", "sevenoaks -19.9; tunbridge-wells -5.7; ashford -4.0"),
        ("7-11", -839.0, 877.0, 1.32, "6", "sevenoaks -4.9; tunbridge-wells -2.3; ashford -1.7"),
    ] {
        let of = |r: &&Row| r["vintage"] == "2013" && r["level"] == "district" && r["series"] == series;
        let row = rows.iter().find(of).unwrap();
        assert_eq!([&row["n"], &row["within_tolerance"]], ["12", within], "{series}");
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert_eq!((number("net"), number("absolute")), (net, absolute), "{series}");
        assert!((number("mape") - mape).abs() <= 0.005, "{series}");
        assert!(row["worst"].starts_with(worst), "{series}: {}", row["worst"]);
        assert_eq!(row["inside80"], "", "published totals have no bands");
    }
}

/// Forms of entry: 30 pupils in each year group. Dartford's Year R missed by 52 pupils, 1.7FE (the review wrote "more than
/// 2FE"); in Year 7 Sevenoaks missed by 84, 2.8FE.
#[test]
fn errors_are_sized_in_forms_of_entry() {
    let forms = numbers(&accuracy(), &["area", "series"], "forms_of_entry");
    for (area, series, expected) in
        [("dartford", "R", -52.0 / 30.0), ("sevenoaks", "7", -84.0 / 30.0), ("ashford", "7-11", -107.0 / 150.0)]
    {
        let found = figure(&forms, &[area, series]).unwrap();
        assert!((found - expected).abs() < 1e-6, "{area} {series}: {found}");
    }
}

/// The report prints the same row rounded, with its sign.
#[test]
fn the_report_prints_shepway_as_the_review_should_have() {
    let out = tempfile::tempdir().unwrap();
    rollcast(project(), &["run", "data/kent", "--out", out.path().to_str().unwrap()]).exits(0);
    let report = std::fs::read_to_string(out.path().join("report.html")).unwrap();
    let row = report.lines().find(|l| l.contains("Shepway") && l.contains(">5,007<")).expect("a row of 5,007");
    for cell in [">5,022<", ">\u{2212}15<", ">\u{2212}0.3%<", "no\u{A0}significant\u{A0}variance"] {
        assert!(row.contains(cell), "{cell} in {row}");
    }
}
