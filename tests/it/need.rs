//! Need as the nation counts it, on an example worked by hand in which netting would hide it.

use super::small::{Counts, with};
use super::support::{Files, figure, model, numbers, table};

/// Sixty places in every year group of every planning area. In Year R 70 and 40 pupils in Ash, 65 and 50 in Beech, 50 in
/// Cedar; 50 in Year 1 of Ash North, and 60 elsewhere. Secondary schools are full.
fn worked() -> Files {
    with(&Counts {
        primary: &|a, g, _| match (a, g) {
            (a, 0) => [70, 40, 65, 50, 50][a],
            (0, 1) => 50,
            _ => 60,
        },
        secondary: &|_, _, _| 150,
        births: &|_, _| 60,
        places: &|_, g, _| if g < 7 { 60 } else { 150 },
        flow: &|_, _, _| 10,
    })
}

#[test]
fn netting_hides_need_and_every_netting_says_so() {
    let outputs = worked().save("small").run_to("out", &["--model", &model("persistence")]);
    let rows = table(outputs.text("need.csv"));
    let key = ["level", "area", "series", "netting", "census_year"];
    let (need, spare) = (numbers(&rows, &key, "need"), numbers(&rows, &key, "spare"));
    // Year R: 10 short in Ash North, 5 in Beech North; 20, 10 and 10 spare. Within Ash 10 of 20 spare are left, within Beech 5 of
    // 10. Year 1 adds 10 spare to R-6, and no year group helps another.
    let expected = [
        ("county", "shire", "R", "none", 15.0, 40.0),
        ("county", "shire", "R", "district", 0.0, 25.0),
        ("county", "shire", "R", "area", 0.0, 25.0),
        ("county", "shire", "R", "county", 0.0, 25.0),
        ("county", "shire", "R-6", "none", 15.0, 50.0),
        ("county", "shire", "R-6", "county", 0.0, 35.0),
        ("district", "ash", "R", "none", 10.0, 20.0),
        ("district", "ash", "R", "district", 0.0, 10.0),
        ("district", "ash", "R-6", "none", 10.0, 30.0),
        ("planning_area", "ash-1", "R-6", "none", 10.0, 10.0),
        ("planning_area", "beech-2", "R", "none", 0.0, 10.0),
        ("county", "shire", "7-11", "none", 0.0, 0.0),
    ];
    for (level, area, series, netting, short, left) in expected {
        for year in ["2016", "2021"] {
            let at = [level, area, series, netting, year];
            assert_eq!((figure(&need, &at), figure(&spare, &at)), (Some(short), Some(left)), "{at:?}");
        }
    }
    // A planning area can net with nobody: its rows are of netting none alone.
    assert!(rows.iter().all(|r| r["level"] != "planning_area" || r["netting"] == "none"));
    let report = outputs.text("report.html");
    assert!(report.contains(
        "Year R: Shire has 40 places to spare in January 2021 and still needs 15 more, in 2 planning areas."
    ));
    assert!(report.contains("Netted within each district, none of it would show."));
}

/// Whatever cancels, spare less need is the surplus.
#[test]
fn spare_less_need_is_the_surplus_with_every_netting() {
    let outputs = Files::kent().save("kent").run_to("out", &[]);
    let rows = table(outputs.text("need.csv"));
    let surplus = table(outputs.text("surplus.csv"));
    let surplus = numbers(&surplus, &["grouping", "group", "series", "census_year"], "surplus");
    let mut by_netting = std::collections::BTreeMap::new();
    for row in &rows {
        let expected = figure(&surplus, &["level", "area", "series", "census_year"].map(|c| row[c].as_str())).unwrap();
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert!((number("spare") - number("need") - expected).abs() < 1e-4, "{row:?}: surplus {expected}");
        assert!(number("spare") >= 0.0 && number("need") >= 0.0);
        if row["area"] == "kent" && row["series"] == "R" && row["census_year"] == "2025" {
            by_netting.insert(row["netting"].as_str(), number("need"));
        }
    }
    // The wider the net, the more it hides.
    assert!(
        by_netting["none"] >= by_netting["district"] && by_netting["district"] >= by_netting["area"],
        "{by_netting:?}"
    );
    assert!(by_netting["none"] > by_netting["county"], "{by_netting:?}");
}
