//! Files as they lie about on real disks: large, linked, odd names, changing, packed to burst, full of formulas.

use super::small::small;
use super::support::{Files, Folder, refused, table};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// A county of single-level areas whose rolls have as many rows as asked for, at the least.
fn county(rows: usize, pupils: impl Fn(usize, u16, usize) -> String) -> Files {
    let years = 2012..=2020u16;
    let areas = rows.div_ceil(years.clone().count() * 12);
    let mut files = Files(BTreeMap::new());
    files.set(
        "dataset.toml",
        "title = 'Large'\nroot = 'all'\nsource = ''\nlicence = ''\n[year_groups]\n\
         order = ['R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']\nentry = 'R'\n\
         [series]\n'R-6' = ['R', '1', '2', '3', '4', '5', '6']\n",
    );
    let mut tree = "area,name,level,parent\nall,All,county,\n".to_owned();
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    for area in 0..areas {
        writeln!(tree, "{area:05},School {area:05},school,all").unwrap();
        for year in years.clone() {
            for (g, group) in ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"].into_iter().enumerate() {
                writeln!(rolls, "{year},{area:05},{group},{}", pupils(area, year, g)).unwrap();
            }
        }
    }
    files.set("areas.csv", tree);
    files.set("rolls.csv", rolls);
    files
}

#[test]
fn a_million_rows_are_read_and_checked() {
    let files = county(1_000_000, |area, year, g| (20 + (area * 7 + g * 3 + usize::from(year)) % 19).to_string());
    assert!(files.text("rolls.csv").lines().count() > 1_000_000);
    files.save("large").rollcast(&["check", "large"]).exits(0).says("0 errors");
}

/// A million faults are counted, and the first of them told: a screen is not filled for an hour.
#[test]
fn a_million_faults_are_told_in_few_lines() {
    let files = county(1_000_000, |_, _, _| "many".to_owned());
    let rows = files.text("rolls.csv").lines().count() - 1;
    let outcome = files.save("large").rollcast(&["check", "large"]).exits(1);
    assert!(outcome.stderr.lines().count() < 200, "{}", outcome.stderr.lines().count());
    outcome.says("`many` is not a number\n  large/rolls.csv, row 2, column `pupils`").says(&format!("{rows} errors"));
}

#[test]
fn paths_with_spaces_and_letters_of_other_languages_are_paths() {
    let folder = small().save("Ŝkolo de Kent — “North & South” 学校");
    let name = "Ŝkolo de Kent — “North & South” 学校";
    let plain = small().save("small").run_to("out", &[]);
    let out = "résultats d'été/année 2016";
    folder.rollcast(&["run", name, "--out", out]).exits(0).says(out);
    assert_eq!(Files::of(&folder.path(out)).text("forecast.csv"), plain.text("forecast.csv"));
    let mut files = small();
    let row = files.append("rolls.csv", "2016,nowhere,R,1,published");
    folder.put(&files);
    folder.rollcast(&["check", name]).exits(1).says(&format!("  {name}/rolls.csv, row {row}, column `area`"));
}

/// A folder in which nobody may write is refused before anything is computed away. (Permissions do not bind root, who may write
/// there: then the run is done.)
#[cfg(unix)]
#[test]
fn an_output_folder_that_may_only_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = small().save("small");
    let out = folder.path("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("forecast.csv"), "earlier").unwrap();
    let mode = |mode| fs::set_permissions(&out, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let bound = fs::write(out.join("probe"), "").is_err();
    let outcome = folder.rollcast(&["run", "small", "--out", "out"]);
    mode(0o755);
    if bound {
        outcome.exits(1).says("error: cannot write out").says("earlier outputs are as they were");
        assert_eq!(fs::read_to_string(out.join("forecast.csv")).unwrap(), "earlier");
    } else {
        eprintln!("skipped: this user may write everywhere");
        outcome.exits(0);
    }
}

/// The data set of somebody else must not carry other files of this computer into a report.
#[cfg(unix)]
#[test]
fn links_out_of_the_data_set_are_refused_and_links_inside_it_are_followed() {
    use std::os::unix::fs::symlink;
    let folder = small().save("small");
    let inside = |name: &str| folder.path("small").join(name);
    // The folder itself may be a link, and so may a file to another in it.
    fs::create_dir(inside("tables")).unwrap();
    fs::rename(inside("births.csv"), inside("tables/births 2016.csv")).unwrap();
    symlink("tables/births 2016.csv", inside("births.csv")).unwrap();
    symlink(folder.path("small"), folder.path("linked")).unwrap();
    folder.rollcast(&["check", "linked", "--strict"]).exits(0);

    fs::write(folder.path("secret.csv"), "alias,area\nsecret,ash\n").unwrap();
    let link = |target: &str, name: &str| {
        let _ = fs::remove_file(inside(name));
        symlink(target, inside(name)).unwrap();
    };
    link("../secret.csv", "aliases.csv");
    link("no such file", "groupings.csv");
    link("../../..", "transfers.csv");
    folder
        .rollcast(&["check", "small"])
        .exits(1)
        .says("error: this is a link out of the data set, to ")
        .says("small/aliases.csv\n  hint: copy the file into the folder, or let `[extends]`")
        .says("error: this is a link to a file that is not there\n  small/groupings.csv")
        .says("error: this is no ordinary file\n  small/transfers.csv")
        .says("3 errors");

    // Scenarios, vintages, the template and the style of a council lie in the data set too.
    for name in ["aliases.csv", "groupings.csv", "transfers.csv"] {
        fs::remove_file(inside(name)).unwrap();
    }
    folder.put(&small());
    fs::create_dir(inside("scenarios")).unwrap();
    link("../../secret.csv", "scenarios/theirs.toml");
    let told = "this is a link out of the data set";
    folder.rollcast(&["scenario", "small", "--scenario", "theirs", "--out", "out"]).exits(1).says(told);
    fs::create_dir(inside("reports")).unwrap();
    link("../../secret.csv", "reports/style.css");
    folder.rollcast(&["run", "small", "--out", "out"]).exits(1).says(told);
    assert!(!folder.path("out").exists());
}

/// Opening a pipe waits for somebody to write into it: a data set with one in it must not hang.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_table_is_refused() {
    let mut files = small();
    files.remove("aliases.csv");
    let folder = files.save("small");
    let made = std::process::Command::new("mkfifo").arg(folder.path("small/aliases.csv")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: needs mkfifo");
        return;
    }
    folder.rollcast(&["check", "small"]).exits(1).says("this is no ordinary file\n  small/aliases.csv");
}

/// While somebody saves one version of the rolls over another, a run takes either whole or is refused, and run.json holds the
/// fingerprint of what its forecast was made of.
#[test]
fn what_is_fingerprinted_is_what_is_used_while_a_file_changes() {
    let one = small();
    let mut two = small();
    two.map_column("rolls.csv", "pupils", |n| n + 7);
    let forecast_of: BTreeMap<String, Vec<u8>> = [&one, &two]
        .map(|files| {
            let out = files.save("small").run_to("out", &[]);
            (fingerprint(&out), out.0["forecast.csv"].clone())
        })
        .into();
    assert_eq!(forecast_of.len(), 2);
    let folder = one.save("small");
    let path = folder.path("small/rolls.csv");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for files in [&one, &two].into_iter().cycle() {
                // As a spreadsheet saves: emptied, then written.
                fs::write(&path, files.text("rolls.csv")).unwrap();
                if done.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
            }
        });
        for _ in 0..12 {
            let outcome = folder.rollcast(&["run", "small", "--out", "out"]);
            assert!(!outcome.stderr.contains("panicked") && [0, 1].contains(&outcome.code), "{}", outcome.stderr);
            if outcome.code == 0 {
                let out = Files::of(&folder.path("out"));
                let made_of = fingerprint(&out);
                if let Some(forecast) = forecast_of.get(&made_of) {
                    assert!(out.0["forecast.csv"] == *forecast, "another forecast than that of the fingerprint");
                }
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// The fingerprint of rolls.csv in run.json.
fn fingerprint(out: &Files) -> String {
    let run: serde_json::Value = serde_json::from_str(out.text("run.json")).unwrap();
    run["inputs"]["rolls.csv"].as_str().unwrap().to_owned()
}

/// A zip archive of one file that is `megabytes` of zeros, packed, and says of itself that it is `said` bytes long.
fn bomb(megabytes: usize, said: u32) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..megabytes {
        archive.write_all(&zeros).unwrap();
    }
    let mut bytes = archive.finish().unwrap().into_inner();
    let length = ((megabytes << 20) as u32).to_le_bytes();
    let mut lied = 0;
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == length {
            bytes[at..at + 4].copy_from_slice(&said.to_le_bytes());
            lied += 1;
        }
    }
    assert!(lied > 0, "the archive says its length somewhere");
    bytes
}

/// Half a megabyte that unpacks to more than half a gigabyte, whatever it says of itself.
#[test]
fn a_workbook_that_bursts_is_refused_whatever_it_says_of_its_size() {
    for said in [1000, 600 << 20] {
        let mut files = small();
        let bytes = bomb(600, said);
        assert!(bytes.len() < 1 << 20);
        files.set("plan.xlsx", bytes);
        refused(&files, 1, &["the workbook unpacks to more than 512 megabytes", "small/plan.xlsx", "hint: save the"]);
    }
}

#[test]
fn enormous_cells_of_a_workbook_are_refused_with_their_place() {
    let mut files = small();
    files.remove("aliases.csv");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("aliases").unwrap();
    for (column, name) in (0..).zip(["alias", "area"]) {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_string(1, column, "ash").unwrap();
    }
    // Longer than the writer of the test allows: the text in the archive is made longer afterwards.
    sheet.write_string(1, 0, "LONG").unwrap();
    files.set("plan.xlsx", lengthened(&book.save_to_buffer().unwrap(), "LONG", &"x".repeat(5_000_000)));
    let place = "small/plan.xlsx, sheet `aliases`, cell A2, row 2, column `alias`";
    refused(&files, 1, &["the cell has 5000000 characters", place, "hint: look for a quotation mark"]);
}

/// A workbook with a text in it changed.
fn lengthened(book: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut held = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for at in 0..held.len() {
        let mut text = String::new();
        let mut part = held.by_index(at).unwrap();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        archive.start_file(part.name(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.replace(from, to).as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Cells of every CSV file below a folder that a spreadsheet would run.
fn formulas(folder: &Path) -> Vec<String> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            found.extend(formulas(&entry));
        } else if entry.extension().is_some_and(|e| e == "csv") {
            let records = csv::ReaderBuilder::new().has_headers(false).from_path(&entry).unwrap().into_records();
            for record in records {
                let record = record.unwrap();
                let runs = |c: &&str| {
                    c.starts_with(['=', '+', '-', '@'])
                        && c.parse::<f64>().is_err()
                        && *c != "-"
                        && !c.contains(" pupils")
                };
                found.extend(record.iter().filter(runs).map(|c| format!("{}: {c}", entry.display())));
            }
        }
    }
    found
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_refused_with_its_place() {
    for cell in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=2"] {
        let mut files = small();
        let row = files.append("aliases.csv", &format!("\"{cell}\",ash"));
        let place = format!("small/aliases.csv, row {row}, column `alias`");
        refused(&files, 1, &["begins as a formula of a spreadsheet does", &place, "hint: begin it with a letter"]);
    }
    // A number spoilt is told as one.
    let mut files = small();
    files.swap_line("rolls.csv", "2014,ash-1,3,", "2014,ash-1,3,\"-1,234\",published");
    let told = files.save("small").rollcast(&["check", "small"]).exits(1);
    assert!(!told.stderr.contains("formula"), "{}", told.stderr);
}

/// A name that comes from the name of a file reaches the tables as text.
#[test]
fn no_output_has_a_cell_that_a_spreadsheet_would_run() {
    let mut files = small();
    files.set(
        "scenarios/+less.toml",
        "title = '=less'\nwhy = '@why'\n[[change]]\nkind = 'births'\nyearly_percent = -1\n",
    );
    let folder: Folder = files.save("small");
    folder.run_to("out", &[]);
    folder.rollcast(&["scenario", "small", "--out", "out/scenario"]).exits(0);
    folder.rollcast(&["check", "small", "--out", "out/check"]).exits(0);
    assert_eq!(formulas(&folder.path("out")), Vec::<String>::new());
    let differences = fs::read_to_string(folder.path("out/scenario/scenario_differences.csv")).unwrap();
    assert!(table(&differences).iter().all(|row| row["scenario"] == "'+less"), "the name stands there as text");
    // A name that saved forecasts are read back by is refused instead.
    files.replace("dataset.toml", "\"7\" = [", "\"=7\" = [");
    refused(&files, 1, &["series `=7` begins as a formula of a spreadsheet does", "small/dataset.toml"]);
}
