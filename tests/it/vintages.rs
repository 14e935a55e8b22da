//! Forecasts kept as they were made: saved once, read back beside published totals, verified, and refused when edited.

use super::small::small;
use super::support::{Files, Folder, Outcome, Row, figure, numbers, table};
use std::fs;
use std::path::Path;

/// The small data set in a folder, with a vintage `summer` forecast from January 2014.
fn with_vintage(files: &Files) -> Folder {
    let folder = files.save("small");
    save(&folder, "summer", "2014").exits(0);
    folder
}

fn save(folder: &Folder, name: &str, base: &str) -> Outcome {
    folder.rollcast(&["forecast", "small", "--base", base, "--horizon", "3", "--save-vintage", name])
}

fn review(folder: &Folder, vintage: &str) -> Vec<Row> {
    let outcome = folder.rollcast(&["accuracy", "small", "--vintage", vintage, "--format", "csv"]).exits(0);
    table(&outcome.stdout)
}

fn january<'a>(rows: &'a [Row], year: &str) -> Vec<&'a Row> {
    rows.iter().filter(|r| r["census_year"] == year).collect()
}

fn cell<'a>(rows: &'a [Row], year: &str, area: &str, series: &str) -> &'a Row {
    let found: Vec<&Row> =
        january(rows, year).into_iter().filter(|r| r["area"] == area && r["series"] == series).collect();
    assert_eq!(found.len(), 1, "{year} {area} {series}");
    found[0]
}

/// Names in a folder.
fn inside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The sum of rolls.csv over some areas and year groups.
fn rolls(files: &Files, year: &str, areas: &[&str], groups: &[&str]) -> f64 {
    let held = |r: &&Row| {
        r["census_year"] == year && areas.contains(&r["area"].as_str()) && groups.contains(&r["year_group"].as_str())
    };
    table(files.text("rolls.csv")).iter().filter(held).map(|r| r["pupils"].parse::<f64>().unwrap()).sum()
}

#[test]
fn a_saved_vintage_is_reviewed_as_it_was_forecast_against_the_rolls_that_came() {
    let files = small();
    let folder = with_vintage(&files);
    assert_eq!(inside(&folder.path("small/vintages")), ["summer"]);
    assert_eq!(
        inside(&folder.path("small/vintages/summer")),
        ["components.csv", "forecast.csv", "model.toml", "run.json"]
    );
    let kept = table(&fs::read_to_string(folder.path("small/vintages/summer/forecast.csv")).unwrap());
    let forecast = numbers(&kept, &["census_year", "area", "series"], "forecast");
    let rows = review(&folder, "summer");
    // 2017 was forecast too, and has not come.
    assert_eq!(january(&rows, "2017").len(), 0);
    for year in ["2015", "2016"] {
        let found = january(&rows, year);
        // A county, two areas, three districts with four series, five planning areas with two, two groups with four.
        assert_eq!(found.len(), 6 * 4 + 5 * 2 + 2 * 4, "{year}");
        for row in found {
            let expected = figure(&forecast, &[year, &row["area"], &row["series"]]).unwrap();
            assert!((row["forecast"].parse::<f64>().unwrap() - expected).abs() < 1e-4, "{row:?}");
        }
    }
    let primary = ["R", "1", "2", "3", "4", "5", "6"];
    let ash = cell(&rows, "2015", "ash", "R-6");
    assert_eq!(ash["actual"].parse::<f64>().unwrap(), rolls(&files, "2015", &["ash-1", "ash-2"], &primary));
    assert_eq!((ash["horizon"].as_str(), ash["actual_from"].as_str()), ("1", "rolls"));
    // A published actual comes before the sum of the rolls, which stands beside it.
    let ash = cell(&rows, "2016", "ash", "R");
    assert_eq!((ash["actual"].as_str(), ash["actual_from"].as_str()), ("130.000000", "published"));
    assert_eq!(ash["rolls"].parse::<f64>().unwrap(), rolls(&files, "2016", &["ash-1", "ash-2"], &["R"]));
}

#[test]
fn published_and_saved_vintages_stand_beside_each_other() {
    let folder = with_vintage(&small());
    let outcome = folder.rollcast(&["accuracy", "small", "--format", "csv"]).exits(0);
    let rows = table(&outcome.stdout);
    let vintages: std::collections::BTreeSet<(&str, &str)> =
        rows.iter().map(|r| (r["vintage"].as_str(), r["census_year"].as_str())).collect();
    assert_eq!(vintages.into_iter().collect::<Vec<_>>(), [("2015", "2016"), ("summer", "2015"), ("summer", "2016")]);
    let only = folder.rollcast(&["accuracy", "small", "--january", "2015", "--format", "csv"]).exits(0);
    assert!(table(&only.stdout).iter().all(|r| r["vintage"] == "summer" && r["census_year"] == "2015"));
}

#[test]
fn a_vintage_is_never_overwritten() {
    let folder = with_vintage(&small());
    let file = folder.path("small/vintages/summer/forecast.csv");
    let before = fs::read(&file).unwrap();
    save(&folder, "summer", "2015").exits(1).says("there is a vintage `summer` already");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(inside(&folder.path("small/vintages")), ["summer"]);
    // The name of a published vintage is taken too, and a name is no path.
    save(&folder, "2015", "2014").exits(1).says("published_forecasts.csv has a vintage `2015` already");
    save(&folder, "../summer", "2014").exits(2).says("letters, digits");
}

#[test]
fn a_vintage_edited_after_saving_is_refused() {
    for (file, says) in [
        ("forecast.csv", "this file is not the one that was saved"),
        ("components.csv", "this file is not the one that was saved"),
        ("model.toml", "this file is not the one that was saved"),
        ("run.json", "its seal does not fit"),
    ] {
        let folder = with_vintage(&small());
        let path = folder.path("small/vintages/summer").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let digit = text.rfind(|c: char| c.is_ascii_digit()).unwrap();
        let other = if &text[digit..=digit] == "1" { "2" } else { "1" };
        fs::write(&path, format!("{}{other}{}", &text[..digit], &text[digit + 1..])).unwrap();
        for args in [
            vec!["accuracy", "small"],
            vec!["accuracy", "verify", "summer", "small"],
            vec!["check", "small"],
            vec!["run", "small"],
        ] {
            let outcome = folder.rollcast(&args).exits(1).says(says);
            assert!(outcome.stderr.contains(file), "{}", outcome.stderr);
        }
        assert!(!folder.path("out").exists(), "{file}");
    }
}

#[test]
fn verify_makes_the_vintage_again() {
    let files = small();
    let folder = with_vintage(&files);
    let verify = || folder.rollcast(&["accuracy", "verify", "summer", "small"]);
    let outcome = verify().exits(0);
    assert!(outcome.stdout.contains("0 of "), "{}", outcome.stdout);
    // Later Januaries were not known: they change the file and not one figure.
    let later = |text: &str| text.lines().filter(|l| !l.starts_with("2016,")).collect::<Vec<_>>().join("\n");
    fs::write(folder.path("small/rolls.csv"), later(files.text("rolls.csv"))).unwrap();
    fs::write(folder.path("small/places.csv"), later(files.text("places.csv"))).unwrap();
    let outcome = verify().exits(0);
    assert!(outcome.stdout.contains("places.csv, rolls.csv"), "{}", outcome.stdout);
    // A revised roll of the base was what the forecast started from.
    let mut revised = files.clone();
    revised.swap_line("rolls.csv", "2014,ash-1,3,", "2014,ash-1,3,99,published");
    fs::write(folder.path("small/rolls.csv"), revised.text("rolls.csv")).unwrap();
    verify().exits(1).says("the vintage `summer` does not come out again").says("rolls.csv");
}

#[test]
fn vintages_of_several_bases_are_made_and_reviewed_at_once() {
    let folder = small().save("small");
    let args = ["accuracy", "small", "--save-vintages", "2013..2014", "--horizon", "3", "--format", "csv"];
    // 2013 is too short a history for the model: nothing of it is kept.
    folder.rollcast(&args).exits(1).says("needs at least 3 Januaries");
    assert!(!folder.path("small/vintages").exists());
    let args = ["accuracy", "small", "--save-vintages", "2014..2014", "--horizon", "3", "--format", "csv"];
    let outcome = folder.rollcast(&args).exits(0);
    assert!(table(&outcome.stdout).iter().any(|r| r["vintage"] == "2014" && r["census_year"] == "2016"));
    // What is made in hindsight is what a forecast from that base would have been.
    let made = fs::read(folder.path("small/vintages/2014/forecast.csv")).unwrap();
    save(&folder, "again", "2014").exits(0);
    assert_eq!(fs::read(folder.path("small/vintages/again/forecast.csv")).unwrap(), made);
    folder.rollcast(&args).exits(0).says("kept the vintage 2014");
}

/// The code of an area in the files that hold areas.
fn recoded(files: &mut Files, from: &str, to: &str) {
    for file in ["areas.csv", "rolls.csv", "places.csv", "births.csv"] {
        files.replace(file, &format!("{from},"), &format!("{to},"));
    }
}

#[test]
fn an_area_that_is_no_more_needs_an_alias_or_a_group() {
    let folder = with_vintage(&small());
    let before = review(&folder, "summer");
    let mut files = small();
    recoded(&mut files, "cedar-1", "cedar-9");
    folder.put(&files);
    let refused = folder.rollcast(&["accuracy", "small"]).exits(1);
    let refused = refused.says("the vintage forecasts `cedar-1`, which holds no rolls").says("column `area`");
    assert_eq!(refused.stderr.matches("the vintage forecasts").count(), 1, "{}", refused.stderr);

    files.append("aliases.csv", "cedar-1,cedar-9");
    folder.put(&files);
    let after = review(&folder, "summer");
    for series in ["R", "R-6"] {
        let (before, after) = (cell(&before, "2016", "cedar-1", series), cell(&after, "2016", "cedar-9", series));
        assert_eq!(
            (&before["forecast"], &before["actual"], &before["lo80"]),
            (&after["forecast"], &after["actual"], &after["lo80"])
        );
    }
}

/// An area split in two: a group of its code says which areas took its place, and when.
#[test]
fn the_forecast_of_a_split_area_goes_where_its_pupils_are() {
    let folder = with_vintage(&small());
    let before = review(&folder, "summer");
    let mut files = small();
    recoded(&mut files, "cedar-1", "cedar-8");
    // A third of the pupils, places and births of cedar-8 now stand in a second area.
    for (file, column) in [("rolls.csv", 3), ("places.csv", 3), ("births.csv", 2)] {
        let mut lines = vec![];
        for line in files.text(file).lines() {
            let cells: Vec<&str> = line.split(',').collect();
            if !cells.contains(&"cedar-8") {
                lines.push(line.to_owned());
                continue;
            }
            let pupils: i64 = cells[column].parse().unwrap();
            for (code, n) in [("cedar-8", pupils - pupils / 3), ("cedar-9", pupils / 3)] {
                let row: Vec<String> = cells
                    .iter()
                    .enumerate()
                    .map(|(i, c)| if i == column { n.to_string() } else { c.replace("cedar-8", code) })
                    .collect();
                lines.push(row.join(","));
            }
        }
        files.set(file, lines.join("\n") + "\n");
    }
    files.append("areas.csv", "cedar-9,Cedar South,planning_area,cedar,published");
    files.append("groupings.csv", "former,cedar-1,Cedar,cedar-8,1,2016,,published");
    files.append("groupings.csv", "former,cedar-1,Cedar,cedar-9,1,2016,,published");
    folder.put(&files);
    let after = review(&folder, "summer");
    let number =
        |rows: &[Row], area: &str, column: &str| cell(rows, "2016", area, "R-6")[column].parse::<f64>().unwrap();
    for column in ["forecast", "actual"] {
        let parts = number(&after, "cedar-8", column) + number(&after, "cedar-9", column);
        assert!((parts - number(&before, "cedar-1", column)).abs() < 1e-4, "{column}");
        assert!((number(&after, "cedar", column) - number(&before, "cedar", column)).abs() < 1e-4, "{column}");
        assert!((number(&after, "cedar-1", column) - number(&before, "cedar-1", column)).abs() < 1e-4, "{column}");
    }
}

/// One area did not send its roll: it is shown, without an actual, and stands on neither side of a total.
#[test]
fn an_area_without_a_roll_is_left_out_of_both_sides() {
    let files = small();
    let folder = with_vintage(&files);
    let whole = review(&folder, "summer");
    let mut gap = files.clone();
    gap.swap_line("rolls.csv", "2016,ash-1,3,", "2016,ash-1,3,,published");
    folder.put(&gap);
    let rows = review(&folder, "summer");
    let number =
        |rows: &[Row], area: &str, column: &str| cell(rows, "2016", area, "R-6")[column].parse::<f64>().unwrap();
    let missing = cell(&rows, "2016", "ash-1", "R-6");
    assert_eq!((missing["actual"].as_str(), missing["difference"].as_str()), ("", ""));
    assert_eq!(number(&rows, "ash-1", "forecast"), number(&whole, "ash-1", "forecast"));
    for column in ["forecast", "actual"] {
        assert!((number(&rows, "ash", column) - number(&whole, "ash-2", column)).abs() < 1e-6, "{column}");
        let county = number(&whole, "shire", column) - number(&whole, "ash-1", column);
        assert!((number(&rows, "shire", column) - county).abs() < 1e-5, "{column}");
    }
    assert_eq!(cell(&rows, "2016", "shire", "R-6")["left_out"], "1");
    let told = folder.rollcast(&["accuracy", "small", "--vintage", "summer"]).exits(0);
    told.says("warning: `ash-1` has no actual roll in January 2016: it is left out of both sides of every total");
    // A band of the whole is no band of a part.
    assert_eq!(cell(&rows, "2016", "shire", "R-6")["lo80"], "");
    assert_eq!(cell(&rows, "2016", "shire", "7")["left_out"], "0");
}

#[test]
fn a_provisional_january_is_named() {
    let mut files = small();
    files.swap_line("rolls.csv", "2016,cedar-1,3,", "2016,cedar-1,3,90,provisional");
    let folder = with_vintage(&files);
    let outcome = folder.rollcast(&["accuracy", "small", "--vintage", "summer"]).exits(0);
    assert!(outcome.stdout.contains("2016 (provisional)"), "{}", outcome.stdout);
    let outcome = outcome.says("warning: rolls of January 2016 are provisional");
    assert!(!outcome.stderr.contains("January 2015"), "{}", outcome.stderr);
    let rows = review(&folder, "summer");
    assert!(rows.iter().all(|r| (r["provisional"] == "true") == (r["census_year"] == "2016")));
}

#[test]
fn a_band_holds_a_roll_or_not_and_the_summary_counts() {
    let folder = with_vintage(&small());
    folder.rollcast(&["accuracy", "small", "--vintage", "summer", "--out", "review"]).exits(0);
    let read = |file: &str| table(&fs::read_to_string(folder.path("review").join(file)).unwrap());
    let rows = read("accuracy.csv");
    for line in read("accuracy_summary.csv").iter().filter(|l| l["vintage"] == "summer") {
        let of = rows.iter().filter(|r| ["census_year", "level", "series"].iter().all(|c| r[*c] == line[*c]));
        let number = |r: &Row, column: &str| r[column].parse::<f64>().unwrap();
        let held: Vec<bool> =
            of.map(|r| number(r, "lo80") <= number(r, "actual") && number(r, "actual") <= number(r, "hi80")).collect();
        let share = 100.0 * held.iter().filter(|h| **h).count() as f64 / held.len() as f64;
        assert_eq!(line["n"], held.len().to_string(), "{line:?}");
        assert!((number(line, "inside80") - share).abs() < 1e-5, "{line:?}");
        assert!(number(line, "inside95") >= share);
    }
    // Every year group by itself: they add to the series.
    let groups = read("accuracy_year_groups.csv");
    let sum: f64 = groups
        .iter()
        .filter(|r| {
            r["area"] == "shire" && r["census_year"] == "2016" && r["year_group"].parse::<u8>().is_ok_and(|g| g > 6)
        })
        .map(|r| r["forecast"].parse::<f64>().unwrap())
        .sum();
    assert!((sum - cell(&rows, "2016", "shire", "7-11")["forecast"].parse::<f64>().unwrap()).abs() < 1e-4);
}

/// Skill is told from the simple rules on the same rows: no change is off by what a roll has changed since the base.
#[test]
fn the_rules_beside_a_vintage_are_judged_on_its_own_rows() {
    let files = small();
    let folder = with_vintage(&files);
    folder.rollcast(&["accuracy", "small", "--vintage", "summer", "--out", "review"]).exits(0);
    let read = |file: &str| table(&fs::read_to_string(folder.path("review").join(file)).unwrap());
    let secondary = ["7", "8", "9", "10", "11"];
    let off = |area: &str, to: &str| {
        let actual = rolls(&files, to, &[area], &secondary);
        100.0 * (rolls(&files, "2014", &[area], &secondary) / actual - 1.0).abs()
    };
    for (horizon, to) in [("1", "2015"), ("2", "2016")] {
        let of = |r: &&Row| r["horizon"] == horizon && r["series"] == "7-11";
        let skill = read("skill.csv");
        let row = skill.iter().find(of).unwrap();
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        let expected = ["ash", "beech", "cedar"].map(|area| off(area, to)).iter().sum::<f64>() / 3.0;
        assert!((number("mape_persistence") - expected).abs() < 1e-5, "{row:?}");
        let skill = 100.0 * (1.0 - number("mape") / number("mape_persistence"));
        assert!((number("skill_persistence") - skill).abs() < 1e-3, "{row:?}");
        assert_eq!(row["n"], "3");
    }
    // The bias of the whole is its error; of an area, what it errs beside the whole. One vintage says nothing.
    let (bias, accuracy) = (read("bias.csv"), read("accuracy.csv"));
    let percent = |area: &str| cell(&accuracy, "2015", area, "R-6")["percent"].parse::<f64>().unwrap();
    for (area, expected) in [("shire", percent("shire")), ("ash", percent("ash") - percent("shire"))] {
        let of = |r: &&Row| r["horizon"] == "1" && r["area"] == area && r["series"] == "R-6";
        let row = bias.iter().find(of).unwrap();
        assert!((row["mean"].parse::<f64>().unwrap() - expected).abs() < 1e-5, "{row:?}");
        assert_eq!((row["low"].as_str(), row["verdict"].as_str()), ("", "too few vintages"));
    }
}

#[test]
fn the_report_shows_history_causes_bands_and_bias() {
    let mut files = small();
    files.swap_line("rolls.csv", "2016,ash-1,3,", "2016,ash-1,3,,published");
    let folder = with_vintage(&files);
    folder.rollcast(&["accuracy", "small", "--out", "review"]).exits(0);
    folder.rollcast(&["run", "small", "--out", "out"]).exits(1);
    let whole = with_vintage(&small());
    whole.rollcast(&["run", "small", "--out", "out"]).exits(0);
    for report in [folder.path("review/report.html"), whole.path("out/report.html")] {
        let text = fs::read_to_string(report).unwrap();
        for words in [
            "Too early to say whether forecasts err to one side",
            "every vintage against every January",
            "made in hindsight from what was known in January 2014",
            "Where totals mask year groups",
            "What made the vintage summer miss January 2016",
            "How far ahead it can be trusted",
            "Were they worth more than the simple rules?",
        ] {
            assert!(text.contains(words), "{words}");
        }
    }
    let text = fs::read_to_string(folder.path("review/report.html")).unwrap();
    assert!(text.contains("No roll is held of Ash North: left out of both sides of every total"));
}

#[test]
fn bases_the_wrong_way_round_and_januaries_without_a_roll_are_refused() {
    let folder = small().save("small");
    let outcome = folder.rollcast(&["accuracy", "small", "--save-vintages", "2016..2014"]).exits(1);
    outcome.says("the bases 2016..2014 begin after they end").says("`2014..2016`");
    assert!(!folder.path("small/vintages").exists());
    let outcome = folder.rollcast(&["accuracy", "small", "--january", "2030"]).exits(1);
    outcome.says("no forecast meets a roll in what was asked for").says("`--january`");
}
