//! The command line: exit codes, where things are printed, formats, run.json.

use super::small::small;
use super::support::{Row, model, project, rollcast, table};
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use serde_json::Value;
use std::process::Stdio;

/// Every verb of the design, built or still to come.
const VERBS: [&str; 11] =
    ["run", "check", "forecast", "surplus", "accuracy", "backtest", "scenario", "report", "explain", "init", "import"];

#[test]
fn help_lists_the_verbs_that_exist_and_no_other() {
    let help = rollcast(project(), &["--help"]).exits(0);
    assert_eq!(help.stderr, "", "help that was asked for is data");
    let commands = help.stdout.split("Commands:").nth(1).unwrap();
    let listed = |verb: &str| commands.lines().any(|l| l.starts_with(&format!("  {verb} ")));
    for verb in VERBS {
        let exists = rollcast(project(), &[verb, "--help"]).code == 0;
        assert_eq!(listed(verb), exists, "{verb}");
    }
    for verb in ["run", "check", "forecast", "surplus", "accuracy"] {
        assert!(listed(verb), "{verb}");
    }
}

#[test]
fn wrong_usage_exits_2() {
    let folder = small().save("small");
    for args in [
        &[][..],
        &["forcast", "small"],
        &["run", "small", "--colour", "green"],
        &["run", "small", "--base", "soon"],
        &["run", "small", "--base", "70000"],
        &["run", "small", "--horizon", "0"],
        &["forecast", "small", "--format", "xml"],
        &["check", "small", "twice"],
    ] {
        let outcome = folder.rollcast(args).exits(2);
        assert_eq!(outcome.stdout, "", "{args:?}");
        assert!(outcome.stderr.contains("--help") || outcome.stderr.contains("Usage:"), "{args:?}: {}", outcome.stderr);
    }
    assert!(!folder.path("out").exists());
}

/// 0 done, 1 failed, 3 done and a check asked for does not hold; 2 is wrong usage, above.
#[test]
fn exit_codes_tell_done_failed_and_a_check_that_does_not_hold() {
    let mut files = small();
    let folder = files.save("small");
    for verb in ["check", "forecast", "surplus", "accuracy"] {
        folder.rollcast(&[verb, "small"]).exits(0);
    }
    folder.rollcast(&["check", "small", "--strict"]).exits(0);
    files.swap_line("rolls.csv", "2016,shire,R,", "2016,shire,R,1,published");
    folder.put(&files);
    folder.rollcast(&["check", "small"]).exits(0);
    folder.rollcast(&["check", "small", "--strict"]).exits(3);
    files.append("rolls.csv", "2016,nowhere,R,1,published");
    folder.put(&files);
    for args in [&["check", "small"][..], &["check", "small", "--strict"], &["forecast", "small"]] {
        folder.rollcast(args).exits(1);
    }
}

#[test]
fn a_base_outside_the_history_is_an_error_with_a_hint() {
    let folder = small().save("small");
    for base in ["2011", "2017"] {
        for verb in ["run", "check", "forecast", "surplus"] {
            let outcome = folder.rollcast(&[verb, "small", "--base", base]).exits(1);
            outcome
                .says(&format!("error: the base {base} is outside the rolls, which run from 2012 to 2016"))
                .says("hint: choose a base among them");
        }
    }
    // One January shows no cohort moving.
    folder
        .rollcast(&["forecast", "small", "--base", "2012"])
        .exits(1)
        .says("Januaries up to the base 2012, and there is 1")
        .says("hint: ");
}

#[test]
fn a_verb_without_its_data_says_which_file_to_add() {
    let mut files = small();
    for file in ["places.csv", "published_forecasts.csv"] {
        files.remove(file);
    }
    let folder = files.save("small");
    folder.rollcast(&["surplus", "small"]).exits(1).says("holds no places").says("hint: add places.csv");
    folder.rollcast(&["accuracy", "small"]).exits(1).says("no past forecast").says("hint: add published_forecasts.csv");
    folder.rollcast(&["run", "small", "--out", "out"]).exits(0);
    assert!(!folder.path("out/surplus.csv").exists() && !folder.path("out/accuracy.csv").exists());
}

#[test]
fn a_model_that_is_none_is_refused() {
    let folder = small().save("small");
    std::fs::write(folder.path("bad.toml"), "name = 'x'\ntitle = 'x'\n[method]\nkind = 'guess'\n").unwrap();
    folder.rollcast(&["run", "small", "--model", "none.toml", "--out", "out"]).exits(1).says("none.toml");
    folder.rollcast(&["run", "small", "--model", "bad.toml", "--out", "out"]).exits(1).says("bad.toml").says("guess");
    assert!(!folder.path("out").exists());
}

/// A warning or a word of what was written is never among the data.
#[test]
fn standard_output_holds_data_and_nothing_else() {
    let mut files = small();
    files.swap_line("rolls.csv", "2016,shire,R,", "2016,shire,R,1,published");
    let folder = files.save("small");
    for verb in ["run", "forecast", "surplus", "accuracy"] {
        let csv = folder
            .rollcast(&[verb, "small", "--format", "csv", "--out", "out"])
            .exits(0)
            .says("warning: ")
            .says("wrote ");
        let rows = table(&csv.stdout);
        assert!(!rows.is_empty() && !csv.stdout.contains("warning"), "{verb}");
        let json = folder.rollcast(&[verb, "small", "--format", "json", "--out", "out"]).exits(0);
        same_table(&rows, &serde_json::from_str(&json.stdout).unwrap(), verb);
    }
    assert_eq!(folder.rollcast(&["check", "small"]).exits(0).stdout, "", "problems are told, they are not data");
}

/// Asserts that a CSV and a JSON text are one table: as many rows, the same columns, the same values to six decimals.
fn same_table(csv: &[Row], json: &Value, what: &str) {
    let objects = json.as_array().unwrap();
    assert_eq!(csv.len(), objects.len(), "{what}");
    for (row, object) in csv.iter().zip(objects) {
        let object = object.as_object().unwrap();
        assert_eq!(row.len(), object.len(), "{what}");
        for (column, cell) in row {
            let same = match &object[column] {
                Value::Null => cell.is_empty(),
                Value::String(text) => text == cell,
                Value::Bool(yes) => cell == &yes.to_string(),
                Value::Number(n) => (n.as_f64().unwrap() - cell.parse::<f64>().unwrap()).abs() <= 0.5e-6 + 1e-9,
                other => panic!("{what}: {column} is {other}"),
            };
            assert!(same, "{what}: {column} is {cell} and {}", object[column]);
        }
    }
}

/// The columns that are a contract, in their order; more may follow.
#[test]
fn printed_and_written_tables_have_the_columns_of_the_contract() {
    let folder = small().save("small");
    let contract = [
        ("forecast", "base_year,census_year,horizon,area,level,series,forecast,lo80,hi80,lo95,hi95,status"),
        (
            "surplus",
            "base_year,census_year,kind,grouping,group,series,places,pupils,surplus,surplus_percent,lo80,hi80,band,target_percent,meets_target,probability_below_target,places_needed,forms_of_entry_needed,status,assurance_percent,risk_percent,first_year_at_risk,stay_close_to_percent,rating,direction_of_travel",
        ),
        (
            "accuracy",
            "vintage,census_year,horizon,area,level,series,forecast,actual,difference,percent,within_tolerance,forms_of_entry,actual_from",
        ),
    ];
    let run = folder.run_to("out", &[]);
    for (name, columns) in contract {
        let printed = folder.rollcast(&[name, "small", "--format", "csv", "--out", "alone"]).exits(0).stdout;
        assert!(printed.starts_with(columns), "{name}");
        let written = std::fs::read_to_string(folder.path("alone").join(format!("{name}.csv"))).unwrap();
        assert!(printed == written && written == run.text(&format!("{name}.csv")), "{name}");
        assert!(folder.path("alone").join(format!("{name}.parquet")).exists());
    }
}

#[test]
fn parquet_files_hold_the_tables_of_the_csv_files() {
    let folder = small().save("small");
    let run = folder.run_to("out", &[]);
    for name in ["forecast", "surplus", "accuracy"] {
        let file = std::fs::File::open(folder.path("out").join(format!("{name}.parquet"))).unwrap();
        let frame: DataFrame = ParquetReader::new(file).finish().unwrap();
        let text = run.text(&format!("{name}.csv"));
        let names: Vec<&str> = frame.get_column_names().iter().map(|n| n.as_str()).collect();
        assert_eq!(names.join(","), text.lines().next().unwrap(), "{name}");
        let rows = table(text);
        assert_eq!(frame.height(), rows.len(), "{name}");
        for column in names {
            let values = frame.column(column).unwrap();
            if *values.dtype() == DataType::Float64 {
                let values = values.f64().unwrap();
                for (row, value) in rows.iter().zip(values.iter()) {
                    assert_eq!(value, row[column].parse().ok(), "{name}.{column}");
                }
            }
        }
    }
}

/// A reader that has seen enough, as in `rollcast forecast | head`, is no failure of the program.
#[test]
fn a_broken_pipe_is_success() {
    for args in [
        ["forecast", "data/kent", "--format", "csv"],
        ["forecast", "data/kent", "--format", "json"],
        ["surplus", "data/kent", "--format", "csv"],
        ["accuracy", "data/kent", "--format", "table"],
    ] {
        let mut command = super::support::command(project(), &args);
        let mut run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(run.stdout.take());
        let output = run.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
        // Which planned changes count is told whether anybody reads the table or not.
        assert!(stderr.lines().all(|l| l.starts_with("places: ")), "{args:?}: {stderr}");
    }
}

#[test]
fn run_json_says_what_was_run_on_what_and_when() {
    let folder = small().save("small");
    let model = model("pooled-3");
    let args = ["run", "small", "--base", "2015", "--horizon", "3", "--model", &model, "--out", "out"];
    folder.rollcast(&args).exits(0);
    let text = std::fs::read_to_string(folder.path("out/run.json")).unwrap();
    let run: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(run["version"], env!("CARGO_PKG_VERSION"));
    assert!(run["commit"].as_str().is_some_and(|c| !c.is_empty()));
    let command: Vec<&str> = run["command"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();
    assert_eq!(command, [&["rollcast"][..], &args].concat());
    assert_eq!(run["data_set"], "small");
    assert_eq!(run["model"]["name"], "pooled-3");
    assert_eq!(run["model"]["method"]["weights"], serde_json::json!([1.0, 1.0, 1.0]), "the whole specification");
    assert!(run.as_object().unwrap().contains_key("seed"));
    // RFC 3339, in UTC: 2014-01-16T09:00:00Z.
    let start = run["start"].as_str().unwrap();
    assert!(start.len() == 20 && &start[10..11] == "T" && start.ends_with('Z'), "{start}");
    assert!(run["seconds"].as_f64().is_some_and(|s| (0.0..600.0).contains(&s)));
    let inputs = run["inputs"].as_object().unwrap();
    let expected: Vec<String> = small().0.into_keys().collect();
    assert_eq!(inputs.keys().cloned().collect::<Vec<_>>(), expected, "every file of the data set");
    for (name, hash) in inputs {
        let hash = hash.as_str().unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {hash}");
    }
    // SHA-256 of the aliases, as `sha256sum` prints it.
    assert_eq!(inputs["aliases.csv"], "718b5fa00ac79676983e345f05b8142c15a99b581587b5e2007aab51b58be18f");
}

/// History to the base, then the years asked for: no year beyond the base is told as if it were known.
#[test]
fn base_and_horizon_bound_the_years_of_the_table() {
    let folder = small().save("small");
    let csv = folder.rollcast(&["forecast", "small", "--base", "2014", "--horizon", "3", "--format", "csv"]).exits(0);
    for row in table(&csv.stdout) {
        let [base, year, horizon] = ["base_year", "census_year", "horizon"].map(|c| row[c].parse::<i32>().unwrap());
        assert_eq!((base, horizon), (2014, year - 2014));
        assert!((2012..=2017).contains(&year));
    }
    // A forecast must not know what came later: from 2014 it is the same without the Januaries after it.
    let mut files = small();
    files.keep_lines("rolls.csv", |l| l < "2015,");
    files.keep_lines("places.csv", |l| l < "2015,");
    files.keep_lines("transfers.csv", |l| l < "2015,");
    files.keep_lines("births.csv", |l| !l.contains(",2014,") && !l.contains(",2015,"));
    let earlier = files.save("small").rollcast(&["forecast", "small", "--horizon", "3", "--format", "csv"]).exits(0);
    assert!(csv.stdout == earlier.stdout);
}
