//! Reliefs: areas that are short while a neighbour has places.

use super::small::{Counts, with};
use super::support::{Files, Row, model, refused, table};

/// Sixty places in every primary year group: in Year R 70 pupils in Ash North, 45 in Beech North, 60 elsewhere; in Year 1 55 in
/// Ash North and 50 in Beech North. Secondary: Ash is 8 short in Year 7, Beech has 5 spare and Cedar 20.
fn short() -> Files {
    with(&Counts {
        primary: &|a, g, _| match (a, g) {
            (0, 0) => 70,
            (2, 0) => 45,
            (0, 1) => 55,
            (2, 1) => 50,
            _ => 60,
        },
        secondary: &|d, g, _| if g == 0 { [158, 145, 130][d] } else { 150 },
        births: &|_, _| 60,
        places: &|_, g, _| if g < 7 { 60 } else { 150 },
        flow: &|from, to, _| match (from, to) {
            (0, 0) => 150,
            (0, 1) => 2,
            // One in two hundred, by chance.
            (0, 2) => 1,
            _ => 140,
        },
    })
}

fn reliefs(files: &Files) -> Vec<Row> {
    let outputs = files.save("small").run_to("out", &["--model", &model("persistence")]);
    table(outputs.text("reliefs.csv"))
}

fn found<'a>(rows: &'a [Row], series: &str) -> Vec<[&'a str; 5]> {
    let of = |r: &&Row| r["series"] == series && r["census_year"] == "2021";
    rows.iter().filter(of).map(|r| ["area", "need", "neighbour", "takes", "reach"].map(|c| r[c].as_str())).collect()
}

#[test]
fn a_neighbour_relieves_with_its_own_spare_places_year_group_by_year_group() {
    let mut files = short();
    files.set("neighbours.csv", "area,neighbour,status\nash-1,beech-1,published\nash-1,ash-2,published\n");
    let rows = reliefs(&files);
    // Beech North has 15 spare in Year R for 10; its 10 spare in Year 1 are no use to them. Ash South is full.
    assert_eq!(found(&rows, "R"), [["ash-1", "10.000000", "beech-1", "10.000000", "neighbours"]]);
    assert_eq!(found(&rows, "R-6"), [["ash-1", "10.000000", "beech-1", "10.000000", "neighbours"]]);
    let outputs = files.save("small").run_to("out", &["--model", &model("persistence")]);
    assert!(outputs.text("report.html").contains("Beech North (10)"));
}

#[test]
fn without_neighbours_pupils_show_where_they_go() {
    let rows = reliefs(&short());
    assert_eq!(found(&rows, "R"), [] as [[&str; 5]; 0], "nobody says who lies beside whom");
    // Two in 153 of Ash's leavers go to Beech, one to Cedar.
    assert_eq!(found(&rows, "7"), [["ash", "8.000000", "beech", "5.000000", "transfers"]]);
}

#[test]
fn neighbours_that_cannot_be_are_refused() {
    let mut files = short();
    files.set(
        "neighbours.csv",
        "area,neighbour\nash-1,ash-1\nash-1,beech\nash-1,beach-1\nash-2,beech-1\nash-2,beech-1\n",
    );
    let texts = [
        "`ash-1` is no neighbour of itself\n  small/neighbours.csv, row 2, column `neighbour`",
        "`ash-1` and `beech` are areas of two levels",
        "unknown area `beach-1`",
        "`ash-2` and `beech-1`",
    ];
    refused(&files, 4, &texts);
}
