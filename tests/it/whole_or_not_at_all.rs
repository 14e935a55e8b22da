//! Outputs are written whole or not at all: whatever stops a run, the earlier outputs are as they were.

use super::small::small;
use super::support::{Files, Folder};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Names in a folder, hidden ones included.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A data set with the outputs of a first run in `out`.
fn after_a_first_run() -> (Folder, Files) {
    let folder = small().save("small");
    let first = folder.run_to("out", &[]);
    (folder, first)
}

#[test]
fn a_run_writes_every_file_and_leaves_no_staging_folder() {
    let (folder, _) = after_a_first_run();
    let expected = [
        "accuracy.csv",
        "accuracy.parquet",
        "components.csv",
        "components.parquet",
        "forecast.csv",
        "forecast.parquet",
        "ledger.csv",
        "ledger.parquet",
        "need.csv",
        "need.parquet",
        "reliefs.csv",
        "reliefs.parquet",
        "report.html",
        "run.json",
        "surplus.csv",
        "surplus.parquet",
    ];
    assert_eq!(names(&folder.path("out")), expected);
    assert_eq!(names(&folder.path("")), ["out", "small"]);
}

/// An old table beside a new report would be read as part of it.
#[test]
fn a_table_that_a_run_no_longer_has_goes_when_it_is_written() {
    let (folder, _) = after_a_first_run();
    fs::remove_file(folder.path("small/places.csv")).unwrap();
    folder.run_to("out", &[]);
    let names = names(&folder.path("out"));
    assert!(!names.iter().any(|n| n.starts_with("surplus") || n.starts_with("ledger")), "{names:?}");
    assert!(names.iter().any(|n| n == "accuracy.csv") && names.iter().any(|n| n == "forecast.csv"), "{names:?}");
}

#[test]
fn a_refused_data_set_leaves_earlier_outputs_as_they_were() {
    let (folder, first) = after_a_first_run();
    let mut files = small();
    files.append("rolls.csv", "2016,nowhere,R,10,published");
    folder.put(&files);
    folder.rollcast(&["run", "small", "--out", "out"]).exits(1).says("unknown area `nowhere`");
    assert!(Files::of(&folder.path("out")).0 == first.0);
}

/// The last file to be put in place cannot be: not one of the others may have been.
#[test]
fn a_folder_in_the_way_of_one_file_keeps_every_other_as_it_was() {
    for blocked in ["forecast.csv", "run.json"] {
        let (folder, first) = after_a_first_run();
        fs::remove_file(folder.path("out").join(blocked)).unwrap();
        fs::create_dir(folder.path("out").join(blocked)).unwrap();
        let before = names(&folder.path("out"));
        let outcome = folder.rollcast(&["run", "small", "--base", "2015", "--out", "out"]).exits(1);
        outcome
            .says(&format!("cannot write out/{blocked}"))
            .says("hint: name a folder that may be written with `--out DIR`");
        let mut expected = first;
        expected.remove(blocked);
        assert!(Files::of(&folder.path("out")).0 == expected.0, "{blocked}");
        assert_eq!(names(&folder.path("out")), before, "no staging folder is left");
    }
}

/// Permissions do not bind root, a file in the path does.
#[test]
fn an_output_folder_that_cannot_be_made_is_an_error() {
    let folder = small().save("small");
    fs::write(folder.path("file"), "not a folder").unwrap();
    for args in [
        &["run", "small", "--out", "file/out"][..],
        &["run", "small", "--out", "file"],
        &["forecast", "small", "--out", "file/out"],
        &["surplus", "small", "--out", "file/out"],
        &["accuracy", "small", "--out", "file/out"],
        &["check", "small", "--out", "file/out"],
    ] {
        let outcome = folder.rollcast(args).exits(1).says("error: cannot write file").says("hint: name a folder");
        assert_eq!(outcome.stdout, "", "nothing is printed as if it were done");
    }
    assert_eq!(names(&folder.path("")), ["file", "small"]);
    assert_eq!(fs::read_to_string(folder.path("file")).unwrap(), "not a folder");
}

/// Killed at any moment, every file is the earlier one or the later one, whole.
#[test]
fn a_run_killed_half_way_leaves_whole_files() {
    let folder = small().save("small");
    let later = {
        folder.rollcast(&["run", "small", "--base", "2015", "--out", "later"]).exits(0);
        Files::of(&folder.path("later"))
    };
    for wait in [0, 5, 10, 15, 20, 30, 40, 60] {
        let earlier = folder.run_to("out", &[]);
        let mut run = folder
            .command(&["run", "small", "--base", "2015", "--out", "out"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        run.kill().unwrap();
        run.wait().unwrap();
        let found = Files::of(&folder.path("out"));
        assert_eq!(found.0.keys().collect::<Vec<_>>(), earlier.0.keys().collect::<Vec<_>>());
        for (name, bytes) in &found.0 {
            let whole = if name == "run.json" {
                // It holds a clock, so that no two are the same: whole is what can be read.
                serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
            } else {
                *bytes == earlier.0[name] || *bytes == later.0[name]
            };
            assert!(whole, "{name} after {wait} ms");
        }
    }
}
