//! What a model or a backtest cannot be made of: too short a history, births and references that end early, specifications
//! and bases that make no sense. A message and a hint and nothing written, or a fallback that is told.

use super::small::small;
use super::support::{Files, Folder, model, table};
use std::fmt::Write;
use std::fs;

/// Asserts that a command fails with that code and texts, prints no data and writes nothing.
#[track_caller]
fn fails(folder: &Folder, args: &[&str], code: i32, texts: &[&str]) {
    let mut outcome = folder.rollcast(&[args, &["--out", "out"]].concat()).exits(code);
    assert_eq!(outcome.stdout, "", "{args:?}");
    for text in texts {
        outcome = outcome.says(text);
    }
    assert!(!folder.path("out").exists(), "{args:?} leaves nothing behind");
}

/// The small data set and a specification made of a shipped one by putting a text in the place of another.
fn with_spec(of: &str, from: &str, to: &str) -> Folder {
    let folder = small().save("small");
    let text = fs::read_to_string(model(of)).unwrap();
    assert!(text.contains(from), "{of} holds no {from}");
    fs::write(folder.path("mine.toml"), text.replace(from, to)).unwrap();
    folder
}

#[test]
fn a_history_shorter_than_three_januaries_is_refused() {
    let mut files = small();
    files.keep_lines("rolls.csv", |l| l >= "2015");
    files.remove("places.csv");
    files.remove("transfers.csv");
    let folder = files.save("small");
    let message = "error: `default` needs at least 3 Januaries up to the base 2016, and there are 2";
    for verb in ["run", "forecast"] {
        fails(&folder, &[verb, "small"], 1, &[message, "hint: add earlier rolls, or choose a later base"]);
    }
    // Plain cohort survival needs two: one to be fed from and one to see.
    folder.rollcast(&["forecast", "small", "--model", &model("cohort-survival-321")]).exits(0);
    // The usual first base of a backtest is the third January, and there is none.
    fails(&folder, &["backtest", "small"], 1, &["error: the bases 2017..2015 do not lie in the rolls", "hint: "]);
}

#[test]
fn births_of_some_areas_only_are_refused() {
    let mut files = small();
    files.keep_lines("births.csv", |l| !l.starts_with("ash-2,"));
    let folder = files.save("small");
    for verb in ["run", "backtest"] {
        fails(&folder, &[verb, "small"], 1, &["error: there are no births for `ash-2`", "hint: add its rows"]);
    }
}

/// Births to June 2015 are known in January 2016. Those that end earlier are carried on, and the output says so.
#[test]
fn births_that_end_early_are_carried_on_and_told() {
    let until = |last: i32| {
        let mut files = small();
        files.keep_lines("births.csv", |l| l.split(',').nth(1).unwrap().parse::<i32>().unwrap() <= last);
        files
    };
    let folder = until(2013).save("small");
    let message = "warning: births end in 2013, and in January 2016 those to 30 June 2015 are known";
    folder.rollcast(&["check", "small", "--strict"]).exits(3).says(message).says("hint: add them; until then");
    let report = folder.run_to("out", &[]);
    assert!(report.text("report.html").contains("births end in 2013"), "the report says so");
    // Births to June 2013 feed Reception to January 2018: it is forecast as with all births, and later years are not.
    let reception = |files: &Files, year: &str| {
        let csv = files.save("small").rollcast(&["forecast", "small", "--format", "csv"]).exits(0).stdout;
        let rows = table(&csv);
        let row = rows.iter().find(|r| r["area"] == "ash-1" && r["series"] == "R" && r["census_year"] == year);
        row.unwrap()["forecast"].parse::<f64>().unwrap()
    };
    assert_eq!(reception(&until(2013), "2018"), reception(&small(), "2018"));
    let (guessed, known) = (reception(&until(2013), "2019"), reception(&small(), "2019"));
    assert!(guessed != known && guessed > 0.0, "{guessed}, {known}");
    // Fewer than those that fed the base are no ground for a forecast.
    let needed = "the base 2016 needs births of the years to 30 June 2011 to 2012, and births.csv holds 2006 to 2011";
    fails(&until(2011).save("small"), &["run", "small"], 1, &[needed, "hint: add them to births.csv"]);
}

/// The small data set with a national reference of equal figures: January 2012 and June 2006 to the years given.
fn with_reference(pupils: u32, last_roll: u16, last_birth: u16) -> Folder {
    let mut files = small();
    let mut rolls = "census_year,year_group,pupils\n".to_owned();
    for year in 2012..=last_roll {
        for group in ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"] {
            writeln!(rolls, "{year},{group},{pupils}").unwrap();
        }
    }
    let mut births = "year_to_30_june,births\n".to_owned();
    for year in 2006..=last_birth {
        writeln!(births, "{year},{pupils}").unwrap();
    }
    files.set("reference_rolls.csv", rolls);
    files.set("reference_births.csv", births);
    let settings = files.text("dataset.toml").to_owned();
    let reference = "[reference]\nrolls = \"reference_rolls.csv\"\nbirths = \"reference_births.csv\"\n";
    files.set("dataset.toml", format!("{settings}\n{reference}"));
    files.save("small")
}

#[test]
fn a_reference_that_cannot_serve_is_refused_with_the_reason() {
    with_reference(50_000, 2016, 2015).run_to("out", &[]);
    let cannot = "error: the national reference cannot serve the base 2016: ";
    let hint = "hint: complete the reference, choose another base, or take [reference] out of dataset.toml";
    for (folder, reason) in [
        (with_reference(50_000, 2015, 2015), "it holds no rolls for 2016, year group R"),
        (with_reference(50_000, 2016, 2014), "it holds no births for the year to 30 June 2015"),
        // By hand: Reception of 2012 is 60 + 67 + 74 + 81 + 88.
        (with_reference(370, 2016, 2015), "in 2012, year group R, it has 370 pupils and the data set 370"),
    ] {
        fails(&folder, &["run", "small"], 1, &[&format!("{cannot}{reason}"), hint]);
    }
    // A base that the reference does reach is served.
    let folder = with_reference(50_000, 2015, 2015);
    folder.rollcast(&["forecast", "small", "--base", "2015"]).exits(0);
    let folder = with_reference(50_000, 2014, 2015);
    let message = "error: the national reference cannot serve the base 2015: it holds no rolls for 2015";
    fails(&folder, &["backtest", "small", "--bases", "2014..2015"], 1, &[message, hint]);
}

/// Through `run` and through `backtest`, with the file and what to do.
#[test]
fn a_specification_that_makes_no_sense_is_refused() {
    for (of, from, to, message) in [
        ("default", "[method.shock]", "[method.shock]\nclipp = 3", "unknown field `clipp`, expected one of `clip`"),
        ("default", "least_usual = 0.0015", "", "missing field `least_usual`"),
        (
            "default",
            "reference = \"auto\"",
            "reference = \"nowhere\"",
            "unknown variant `nowhere`, expected `auto` or `none`",
        ),
        (
            "default",
            "flow_weights = [3, 2, 1]",
            "flow_weights = [0, 0]",
            "`transfer.flow_weights` is a list of numbers",
        ),
        ("default", "longest = 0.97", "longest = 1.5", "`memory.longest` is between 0 and 1"),
        ("default", "churn_primary = 0.15", "churn_primary = 0.0", "`level.churn_primary` is a number above zero"),
        ("default", "churn_primary = 0.15", "churn_primary = nan", "`level.churn_primary` is a number above zero"),
        ("cohort-survival-321", "weights = [3, 2, 1]", "weights = [0, 0, 0]", "at least one above zero"),
        (
            "cohort-survival-321",
            "weights = [3, 2, 1]",
            "weights = [3, -2, 1]",
            "`weights` is a list of numbers, none negative",
        ),
        ("cohort-survival-321", "weights = [3, 2, 1]", "weights = []", "`weights` is a list of numbers"),
        ("persistence", "kind = \"persistence\"", "kind = \"persistance\"", "unknown variant `persistance`"),
    ] {
        let folder = with_spec(of, from, to);
        for args in [["run", "small", "--model", "mine.toml"], ["backtest", "small", "--models", "mine.toml"]] {
            fails(&folder, &args, 1, &["error: ", message, "mine.toml", "hint: "]);
        }
    }
}

#[test]
fn models_that_are_not_there_or_share_a_name_are_refused() {
    let folder = small().save("small");
    let hint = "hint: name one of models/*.toml or a file of your own";
    fails(
        &folder,
        &["backtest", "small", "--models", &model("default"), "none.toml"],
        1,
        &["cannot read the model none.toml", hint],
    );
    // Two models of one name would be one in every table.
    let folder = with_spec("default", "clip = 2.5", "clip = 3.5");
    let args = ["backtest", "small", "--models", &model("default"), "mine.toml"];
    fails(&folder, &args, 1, &["error: two models are named `default`", "hint: give each a `name` of its own"]);
}

#[test]
fn bases_that_make_no_sense_are_refused() {
    let folder = small().save("small");
    let lie = "hint: both ends of `--bases A..B` are census years held, A not after B";
    for bases in ["2011..2014", "2013..2017", "2015..2014"] {
        let message = format!("error: the bases {bases} do not lie in the rolls, which run from 2012 to 2016");
        fails(&folder, &["backtest", "small", "--bases", bases], 1, &[&message, lie]);
    }
    let none = "error: no base from 2016 to 2016 is followed by a January to judge it by; the rolls run to 2016";
    fails(
        &folder,
        &["backtest", "small", "--bases", "2016..2016"],
        1,
        &[none, "hint: give `--bases A..B` with A before 2016"],
    );
    let early = "error: `default` needs at least 3 Januaries up to the base 2012, and there is 1";
    fails(&folder, &["backtest", "small", "--bases", "2012..2014"], 1, &[early, "hint: "]);
}

/// What cannot be read as an argument is wrong usage.
#[test]
fn bases_and_horizons_that_are_none_are_wrong_usage() {
    let folder = small().save("small");
    for bases in ["2014", "2014..x", "..", "2014..2015..2016", ""] {
        fails(&folder, &["backtest", "small", "--bases", bases], 2, &["--bases", "as `2014..2019`", "--help"]);
    }
    for horizon in ["-1", "0", "31", "1.5", "many"] {
        for verb in ["run", "backtest"] {
            fails(&folder, &[verb, "small", "--horizon", horizon], 2, &["error: ", "--help"]);
        }
    }
}
