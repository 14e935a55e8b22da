//! The national scorecard: a file of every council gives the errors and the words that were published.

use super::small::small;
use super::support::{Row, needs_shared, project, project_table, rollcast, table};
use std::collections::BTreeMap;

/// `scorecard.csv` of the counts of 2018/19, by council, phase and horizon.
fn card(counts: &std::path::Path) -> Vec<Row> {
    let counts = counts.to_str().unwrap();
    let outcome = rollcast(project(), &["accuracy", "data/kent", "--councils", counts, "--format", "csv"]).exits(0);
    table(&outcome.stdout)
}

type Key = (String, String, String);

fn key(council: &str, phase: &str, horizon: &str) -> Key {
    (council.to_owned(), phase.to_owned(), horizon.to_owned())
}

/// The published errors by council, phase and horizon, in per cent; the nation under code 0.
fn published(file: &std::path::Path) -> BTreeMap<Key, Option<f64>> {
    let rows = project_table(file.to_str().unwrap());
    rows.iter()
        .map(|r| {
            let error = Some(&r["pct_error"]).filter(|e| !e.is_empty()).map(|e| 100.0 * e.parse::<f64>().unwrap());
            (key(&r["la_number"], &r["phase"], &r["horizon"]), error)
        })
        .collect()
}

/// Quartile by the definition of R's default: a straight line between neighbours of position (n - 1) p.
fn quartile(errors: &[f64], p: f64) -> f64 {
    let mut sorted = errors.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() - 1) as f64 * p;
    let below = sorted[at.floor() as usize];
    below + (sorted[at.ceil() as usize] - below) * at.fract()
}

#[test]
fn every_councils_error_and_wording_of_2018_19_is_the_published_one() {
    let Some(counts) = needs_shared("data/england/scorecard_2018_19_counts.csv") else { return };
    let Some(errors) = needs_shared("data/england/council_forecast_error_2018_19.csv") else { return };
    let (card, published) = (card(&counts), published(&errors));
    let rows: BTreeMap<Key, &Row> = card
        .iter()
        .filter(|r| r["whose"] != "data set")
        .map(|r| {
            let council = if r["whose"] == "nation" { "0" } else { &r["council"] };
            (key(council, &r["phase"], &r["horizon"]), r)
        })
        .collect();
    let mut compared = 0;
    for (k, error) in &published {
        let row = rows[k];
        let Some(error) = error else {
            assert_eq!((&*row["error_percent"], &*row["wording"]), ("", ""), "{k:?} is too small to judge");
            continue;
        };
        let found: f64 = row["error_percent"].parse().unwrap();
        assert!((found - error).abs() < 1e-6, "{k:?}: {found}, published {error}");
        // No published error lies so near a tie that nine decimals could not decide it.
        let shown: f64 = row["shown_percent"].parse().unwrap();
        let expected = ((error.abs() * 10.0 + 0.5).floor() / 10.0).copysign(*error);
        assert_eq!(shown, expected, "{k:?}");
        compared += 1;
        if k.0 == "0" {
            assert_eq!(row["wording"], "");
            continue;
        }
        let all: Vec<f64> = published
            .iter()
            .filter(|(o, _)| o.0 != "0" && (&o.1, &o.2) == (&k.1, &k.2))
            .filter_map(|(_, e)| *e)
            .collect();
        let wording = if *error > 0.0 && *error > quartile(&all, 0.75) {
            "larger overestimate than at least 75% of local authorities"
        } else if *error < 0.0 && *error < quartile(&all, 0.25) {
            "larger underestimation than at least 75% of local authorities"
        } else {
            "within the middle 25-75% of local authorities"
        };
        assert_eq!(row["wording"], wording, "{k:?}");
        let smaller = all.iter().filter(|e| e.abs() < error.abs()).count();
        assert_eq!(row["rank"], (smaller + 1).to_string(), "{k:?}");
    }
    // 147 councils and the nation, two phases, two horizons.
    assert_eq!(compared, 148 * 4);
}

/// Actual rolls, forecasts and errors of the nation as published for 2018/19.
#[test]
fn the_nation_is_the_sum_of_every_council() {
    let Some(counts) = needs_shared("data/england/scorecard_2018_19_counts.csv") else { return };
    let card = card(&counts);
    for (phase, horizon, forecast, actual, shown) in [
        ("primary", "1", 4_561_554.0, 4_517_464.0, "1.0"),
        ("primary", "3", 4_637_791.0, 4_517_464.0, "2.7"),
        ("secondary", "1", 2_880_425.0, 2_839_889.0, "1.4"),
        ("secondary", "3", 2_931_623.0, 2_839_889.0, "3.2"),
    ] {
        let row = card.iter().find(|r| r["whose"] == "nation" && r["phase"] == phase && r["horizon"] == horizon);
        let row = row.unwrap();
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert_eq!((number("forecast"), number("actual")), (forecast, actual));
        assert_eq!(number("shown_percent"), shown.parse::<f64>().unwrap());
    }
}

/// Five councils of one round, one, two and three years ahead, with ties of rounding and a data set's own forecast.
const COUNCILS: &str =
    "la,name,phase,actual_2015_16,scap15_forecast_2015_16,scap14_forecast_2015_16,scap13_forecast_2015_16
1,Aston,primary,2000,2001,2029,2000
2,Barton,primary,2000,1999,1971,2010
3,Clifton,primary,2000,2002,2100,2020
4,Denton,primary,2000,1900,2010,2030
5,Elton,primary,2000,2400,,2040
6,Tiny,primary,400,500,600,700
";

#[test]
fn ties_one_two_and_three_years_ahead() {
    let folder = small().save("small");
    std::fs::write(folder.path("councils.csv"), COUNCILS).unwrap();
    let args = ["accuracy", "small", "--councils", "councils.csv", "--format", "csv"];
    let card = table(&folder.rollcast(&args).exits(0).stdout);
    let cell = |name: &str, horizon: &str, column: &str| {
        let row = card.iter().find(|r| r["name"] == name && r["horizon"] == horizon && r["phase"] == "primary");
        row.unwrap()[column].clone()
    };
    // 0.05, -0.05, 1.45 and -1.45 per cent exactly: halves go away from zero.
    assert_eq!(cell("Aston", "1", "shown_percent"), "0.100000");
    assert_eq!(cell("Barton", "1", "shown_percent"), "-0.100000");
    assert_eq!(cell("Aston", "2", "shown_percent"), "1.500000");
    assert_eq!(cell("Barton", "2", "shown_percent"), "-1.500000");
    // Errors one year ahead -5, -0.05, 0.05, 0.1, 20: quartiles -0.05 and 0.1, neither beyond itself.
    for (name, wording, percentile, rank) in [
        ("Denton", "larger underestimation than at least 75% of local authorities", "10.000000", "4"),
        ("Barton", "within the middle 25-75% of local authorities", "30.000000", "1"),
        ("Aston", "within the middle 25-75% of local authorities", "50.000000", "1"),
        ("Clifton", "within the middle 25-75% of local authorities", "70.000000", "3"),
        ("Elton", "larger overestimate than at least 75% of local authorities", "90.000000", "5"),
    ] {
        assert_eq!(cell(name, "1", "wording"), wording, "{name}");
        assert_eq!(
            (cell(name, "1", "percentile"), cell(name, "1", "rank")),
            (percentile.into(), rank.into()),
            "{name}"
        );
    }
    // Three years ahead every error is above zero or none: the lowest is no under-forecast.
    assert_eq!(cell("Aston", "3", "wording"), "within the middle 25-75% of local authorities");
    assert_eq!(cell("Elton", "2", "error_percent"), "", "no forecast, no error");
    assert_eq!(cell("Tiny", "1", "error_percent"), "", "too few pupils to judge");
    assert_eq!(cell("Aston", "1", "councils"), "5");
}

/// The small data set forecast Years 7-11 in January 2015: 660 + 710 + 770 for 2016. It holds no primary forecast of all.
#[test]
fn a_data_sets_own_forecast_stands_among_the_councils_of_its_round() {
    let folder = small().save("small");
    std::fs::write(folder.path("councils.csv"), COUNCILS.replace(",primary,", ",secondary,")).unwrap();
    let args = ["accuracy", "small", "--councils", "councils.csv", "--format", "csv"];
    let card = table(&folder.rollcast(&args).exits(0).stdout);
    let own: Vec<&Row> = card.iter().filter(|r| r["whose"] == "data set").collect();
    assert_eq!(own.len(), 1);
    // Years 7-11 of three districts in 2016: 5 x 138 - 30, and 10 and 20 more a year group: 660, 710, 760.
    assert_eq!((&*own[0]["forecast"], &*own[0]["actual"]), ("2140.000000", "2130.000000"));
    assert_eq!(own[0]["shown_percent"], "0.500000");
    // Above 0.1, the 75th centile.
    assert_eq!(own[0]["wording"], "larger overestimate than at least 75% of local authorities");
    let shown = folder.rollcast(&["accuracy", "small", "--councils", "councils.csv", "--authority", "Barton"]).exits(0);
    assert!(shown.stdout.contains("Barton") && !shown.stdout.contains("Clifton"), "{}", shown.stdout);
    let missing = ["accuracy", "small", "--councils", "councils.csv", "--authority", "Bartn"];
    folder.rollcast(&missing).exits(1).says("no council `Bartn`").says("did you mean `Barton`?");
    folder.rollcast(&["accuracy", "small", "--authority", "Barton"]).exits(2);
}

#[test]
fn a_file_of_councils_with_faults_is_refused_with_all_of_them() {
    let folder = small().save("small");
    let bad = |text: &str| {
        std::fs::write(folder.path("councils.csv"), text).unwrap();
        folder.rollcast(&["accuracy", "small", "--councils", "councils.csv"]).exits(1)
    };
    bad(&COUNCILS.replace("scap14_forecast", "scap14_forcast"))
        .says("unknown column `scap14_forcast_2015_16`")
        .says("councils.csv, row 1");
    bad("la,name,phase,actual_2015_16\n1,Aston,primary,2000\n").says("hint: name the rolls `actual_2018_19`");
    let rows = "la,name,phase,actual_2015_16,scap15_forecast_2015_16\n1,Aston,first,2000,2001\n2,,primary,-5,1\n3,C,primary,1,1\n3,C,primary,1,1\n";
    bad(rows)
        .says("unknown phase `first`")
        .says("councils.csv, row 3, column `name`")
        .says("`-5` is negative")
        .says("the row repeats row 4: council 3, primary");
    folder.rollcast(&["accuracy", "small", "--councils", "none.csv"]).exits(1).says("cannot read this file");
}

/// What is printed says it too where a forecast or a roll is nobody's record.
#[test]
fn the_printed_scorecard_names_figures_that_are_nobodys_record() {
    let mut files = small();
    files.replace("published_forecasts.csv", ",published", ",reconstructed");
    let folder = files.save("small");
    std::fs::write(folder.path("councils.csv"), COUNCILS.replace(",primary,", ",secondary,")).unwrap();
    let shown = folder.rollcast(&["accuracy", "small", "--councils", "councils.csv", "--authority", "Barton"]).exits(0);
    let with = |words: &str| shown.stdout.lines().find(|line| line.contains(words)).unwrap();
    assert!(with("Barton").contains("published"), "{}", shown.stdout);
    assert!(with("2,140").contains("reconstructed"), "{}", shown.stdout);
}
