//! What a review says of each area, and what people wrote of the one of 2014.

use super::small::small;
use super::support::{Files, Row, project, rollcast, table};

fn sentences() -> Vec<Row> {
    let args = ["accuracy", "data/kent", "--vintage", "2013", "--january", "2014", "--sentences", "--format", "csv"];
    table(&rollcast(project(), &args).exits(0).stdout)
}

/// Every district and series of 2014; percentages and pupils as the review printed them, misprints mended.
#[test]
fn every_district_outside_tolerance_has_a_sentence_and_the_others_no_significant_variance() {
    let rows = sentences();
    let districts: Vec<&Row> = rows.iter().filter(|r| r["level"] == "district").collect();
    assert_eq!(districts.len(), 4 * 12);
    let quiet = districts.iter().filter(|r| r["commentary"] == "No significant variance").count();
    // 6, 5, 2 and 6 of 12 districts are within 1 per cent.
    assert_eq!(quiet, 6 + 5 + 2 + 6);
    assert!(
        districts.iter().all(|r| (r["within_tolerance"] == "true") == (r["commentary"] == "No significant variance"))
    );
    let of = |area: &str, series: &str| {
        let row = rows.iter().find(|r| r["area"] == area && r["series"] == series);
        row.unwrap()["commentary"].clone()
    };
    // Published totals have no known cause. 52 pupils in one year group are 1.7 forms of entry, 95 in five are 0.6.
    assert_eq!(
        of("dartford", "R"),
        "Under-forecast by 3.8% of the actual roll, 52 pupils or 1.7 FE: places for 52 more were needed than forecast."
    );
    assert_eq!(
        of("sevenoaks", "7-11"),
        "Under-forecast by 4.9% of the actual roll, 95 pupils or 0.6 FE: places for 95 more were needed than forecast."
    );
    assert_eq!(
        of("thanet", "R"),
        "Over-forecast by 1.6% of the actual roll, 25 pupils or 0.8 FE: 25 of the pupils forecast did not come."
    );
    assert_eq!(of("sevenoaks", "R-6"), "No significant variance");
}

#[test]
fn a_saved_vintage_names_the_main_cause_with_its_pupils() {
    let mut files = small();
    files.remove("published_forecasts.csv");
    files.remove("published_actuals.csv");
    let folder = files.save("small");
    let save = ["forecast", "small", "--base", "2014", "--horizon", "2", "--save-vintage", "summer"];
    folder.rollcast(&save).exits(0);
    let args = ["accuracy", "small", "--sentences", "--format", "csv"];
    let rows = table(&folder.rollcast(&args).exits(0).stdout);
    let told: Vec<&Row> = rows.iter().filter(|r| r["within_tolerance"] == "false").collect();
    assert!(!told.is_empty());
    for row in told {
        let (cause, pupils): (&str, f64) = (&row["cause"], row["cause_pupils"].parse().unwrap());
        let difference: f64 = row["difference"].parse().unwrap();
        assert!(!cause.is_empty() && pupils * difference > 0.0, "{row:?}");
        assert!(row["commentary"].contains(", mainly by "), "{row:?}");
    }
}

#[test]
fn a_council_words_its_own_sentences() {
    let mut files = small();
    files.set("reports/commentary.txt.j2", "{{ area }}, {{ series }}: {{ signed_percent }}");
    let folder = files.save("small");
    let args = ["accuracy", "small", "--sentences", "--format", "csv"];
    let rows = table(&folder.rollcast(&args).exits(0).stdout);
    // Forecast 128, on roll 130: 1.54 per cent too low.
    let ash = rows.iter().find(|r| r["area"] == "ash" && r["series"] == "R").unwrap();
    assert_eq!(ash["commentary"], "Ash, Year R: −1.5%");
    let shown = folder.rollcast(&["accuracy", "small", "--sentences"]).exits(0);
    assert!(shown.stdout.contains("Ash, Year R: −1.5%"), "{}", shown.stdout);
    let page = Files::of(&{
        folder.rollcast(&["run", "small", "--out", "out"]).exits(0);
        folder.path("out")
    });
    assert!(page.text("report.html").contains("Ash, Year R: −1.5%"));
    files.set("reports/commentary.txt.j2", "{{ distric }}");
    folder.put(&files);
    folder
        .rollcast(&args)
        .exits(1)
        .says("error: the template of the commentary fails")
        .says("hint: compare it with reports/commentary.txt.j2");
}

fn contradictions(file: &str) -> Vec<Row> {
    let args =
        ["accuracy", "data/kent", "--vintage", "2013", "--january", "2014", "--commentary", file, "--format", "csv"];
    table(&rollcast(project(), &args).exits(0).stdout)
}

/// Fewer pupils as the cause of an under-forecast; more than 2FE for 52 pupils; districts inside tolerance explained and the
/// largest miss left out; 8 of 12 districts outside where 7 are.
#[test]
fn what_the_commentary_of_2014_got_wrong_is_found() {
    let found = contradictions("tests/data/commentary_2014.csv");
    let told: Vec<[&str; 5]> =
        found.iter().map(|r| ["line", "area", "series", "kind", "claimed"].map(|c| r[c].as_str())).collect();
    let expected = [
        ["2", "kent", "R-6", "areas outside tolerance", "8"],
        ["3", "kent", "7-11", "cause", "fewer pupils than expected"],
        ["5", "dartford", "R", "forms of entry", "more than 2 FE"],
        ["12", "dartford", "7-11", "inside tolerance", "more pupils than expected"],
        ["13", "gravesham", "7-11", "inside tolerance", "more pupils than expected"],
        ["", "sevenoaks", "7-11", "left out", "nothing is said"],
    ];
    assert_eq!(told, expected, "{found:#?}");
    assert_eq!(found[0]["table"], "7");
    assert!(found[1]["table"].starts_with("-839 pupils, -1.1%"), "{}", found[1]["table"]);
    assert!(found[2]["table"].contains("-52 pupils, -3.8%, 1.7 forms of entry"), "{}", found[2]["table"]);
    assert_eq!(found[5]["table"], "-95 pupils, -4.9%, 0.6 forms of entry, the largest miss");
}

#[test]
fn commentary_that_agrees_with_its_table_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("remarks.csv");
    let right = std::fs::read_to_string(project().join("tests/data/commentary_2014.csv")).unwrap();
    let right = right
        .replace("under-forecast,,,8", "under-forecast,,,7")
        .replace("fewer pupils", "more pupils")
        .replace("more than 2FE", "1.7")
        .replace("Dartford,7-11,under-forecast,more pupils than expected", "Sevenoaks,7-11,under-forecast,new school")
        .replace("Gravesham,7-11,under-forecast,more pupils than expected", "Gravesham,7-11,no significant variance,");
    std::fs::write(&file, &right).unwrap();
    assert_eq!(contradictions(file.to_str().unwrap()), []);
    let turned = right.replace("Thanet,R,over", "Thanet,R,under");
    std::fs::write(&file, turned).unwrap();
    let found = contradictions(file.to_str().unwrap());
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0]["kind"], &*found[0]["claimed"]), ("direction", "under-forecast"));
}

#[test]
fn commentary_that_cannot_be_read_is_refused_in_one_pass() {
    let folder = small().save("small");
    let text =
        "area,series,direction,forms_of_entry\nAsh,Q,under,1\nNowhere,R,sideways,many\nash,R,,\nAsh District,R,,\n";
    std::fs::write(folder.path("remarks.csv"), text).unwrap();
    folder
        .rollcast(&["accuracy", "small", "--commentary", "remarks.csv"])
        .exits(1)
        .says("unknown series `Q`")
        .says("unknown area `Nowhere`")
        .says("unknown direction `sideways`")
        .says("unknown forms of entry `many`")
        .says("the row repeats row 4");
    std::fs::write(folder.path("remarks.csv"), "area,series\nash,R\n").unwrap();
    folder.rollcast(&["forecast", "small", "--base", "2014", "--horizon", "2", "--save-vintage", "summer"]).exits(0);
    folder
        .rollcast(&["accuracy", "small", "--commentary", "remarks.csv"])
        .exits(1)
        .says("the commentary is about one review, and there are 3")
        .says("`--vintage NAME`");
}
