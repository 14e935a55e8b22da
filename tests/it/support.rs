//! Running the program, editing folders of files, reading what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a run of the program came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Outcome {
    /// Asserts the exit code, and that whatever happened was no panic.
    #[track_caller]
    pub(super) fn exits(self, code: i32) -> Outcome {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert_eq!(self.code, code, "standard error:\n{}", self.stderr);
        self
    }

    /// Asserts that standard error holds a text.
    #[track_caller]
    pub(super) fn says(self, text: &str) -> Outcome {
        assert!(self.stderr.contains(text), "expected\n{text}\nin\n{}", self.stderr);
        self
    }
}

/// The project's folder.
pub(super) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A specification of `models/`, as an argument.
pub(super) fn model(name: &str) -> String {
    project().join("models").join(name).with_extension("toml").to_str().unwrap().to_owned()
}

/// A command of the program, to be run in `folder`.
pub(super) fn command(folder: &Path, args: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rollcast"));
    command.current_dir(folder).args(args);
    command
}

/// Runs the program in a folder.
pub(super) fn rollcast(folder: &Path, args: &[&str]) -> Outcome {
    outcome(command(folder, args))
}

/// Runs a command to its end.
pub(super) fn outcome(mut command: std::process::Command) -> Outcome {
    let output = command.output().expect("the program starts");
    Outcome {
        // A run that a signal ended has no code, and must never look like one that has.
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// Development data beside the project; says so and gives `None` where it is not there.
pub(super) fn needs_shared(path: &str) -> Option<PathBuf> {
    let beside = project().join("../shared").join(path);
    if beside.exists() {
        return Some(beside);
    }
    eprintln!("skipped: needs ../shared/{path}");
    None
}

/// A folder of files that a test edits before it is written.
#[derive(Debug, Clone)]
pub(super) struct Files(pub(super) BTreeMap<String, Vec<u8>>);

impl Files {
    /// The files of a folder.
    pub(super) fn of(folder: &Path) -> Files {
        let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap());
        let file = |e: fs::DirEntry| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap());
        Files(entries.filter(|e| e.path().is_file()).map(file).collect())
    }

    /// The worked example that ships with the program.
    pub(super) fn kent() -> Files {
        Files::of(&project().join("data/kent"))
    }

    /// The text of a file.
    pub(super) fn text(&self, file: &str) -> &str {
        std::str::from_utf8(&self.0[file]).unwrap()
    }

    /// Sets the text of a file.
    pub(super) fn set(&mut self, file: &str, text: impl Into<Vec<u8>>) {
        self.0.insert(file.to_owned(), text.into());
    }

    /// Takes a file away.
    pub(super) fn remove(&mut self, file: &str) {
        self.0.remove(file).unwrap();
    }

    /// Changes a text that stands in a file.
    #[track_caller]
    pub(super) fn replace(&mut self, file: &str, from: &str, to: &str) {
        assert!(self.text(file).contains(from), "{file} holds no {from}");
        self.set(file, self.text(file).replace(from, to));
    }

    /// Puts a line in the place of the only one that starts with `start`; gives its row, the header being 1.
    #[track_caller]
    pub(super) fn swap_line(&mut self, file: &str, start: &str, line: &str) -> usize {
        let mut lines: Vec<String> = self.text(file).lines().map(str::to_owned).collect();
        let found: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].starts_with(start)).collect();
        assert_eq!(found.len(), 1, "lines of {file} that start with {start}");
        line.clone_into(&mut lines[found[0]]);
        self.set(file, lines.join("\n") + "\n");
        found[0] + 1
    }

    /// Adds a line at the end; gives its row.
    pub(super) fn append(&mut self, file: &str, line: &str) -> usize {
        let text = format!("{}{line}\n", self.text(file));
        let row = text.lines().count();
        self.set(file, text);
        row
    }

    /// Keeps the header and the lines that `keep` holds for.
    #[track_caller]
    pub(super) fn keep_lines(&mut self, file: &str, keep: impl Fn(&str) -> bool) {
        let lines: Vec<&str> = self.text(file).lines().collect();
        let kept: Vec<&str> = lines.iter().enumerate().filter(|(i, l)| *i == 0 || keep(l)).map(|(_, l)| *l).collect();
        assert!(kept.len() < lines.len(), "no line of {file} is taken away");
        self.set(file, kept.join("\n") + "\n");
    }

    /// Rewrites a column of whole numbers.
    pub(super) fn map_column(&mut self, file: &str, column: &str, map: impl Fn(i64) -> i64) {
        let mut reader = csv::Reader::from_reader(self.0[file].as_slice());
        let header = reader.headers().unwrap().clone();
        let at = header.iter().position(|h| h == column).unwrap();
        let mut writer = csv::Writer::from_writer(vec![]);
        writer.write_record(&header).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            let cell = |(i, c): (usize, &str)| match c {
                "" => String::new(),
                c if i == at => map(c.parse().unwrap()).to_string(),
                c => c.to_owned(),
            };
            writer.write_record(record.iter().enumerate().map(cell)).unwrap();
        }
        self.set(file, writer.into_inner().unwrap());
    }

    /// The rows of every CSV file in another order, header kept.
    pub(super) fn shuffled(&self, seed: u64) -> Files {
        let mut files = self.clone();
        let mut state = seed;
        for (name, bytes) in &mut files.0 {
            if !name.ends_with(".csv") {
                continue;
            }
            let text = std::str::from_utf8(bytes).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            for i in (2..lines.len()).rev() {
                // A linear congruential generator (Knuth's MMIX constants); the order only has to differ.
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let other = 1 + (state >> 33) as usize % i;
                lines.swap(i, other);
            }
            *bytes = (lines.join("\n") + "\n").into_bytes();
        }
        files
    }

    /// Writes the files to `NAME/` in a new temporary folder.
    pub(super) fn save(&self, name: &str) -> Folder {
        let folder = Folder { top: tempfile::tempdir().unwrap(), name: name.to_owned() };
        fs::create_dir(folder.path(name)).unwrap();
        folder.put(self);
        folder
    }
}

/// A temporary folder with a data set in it, in which the program is run.
#[derive(Debug)]
pub(super) struct Folder {
    top: TempDir,
    name: String,
}

impl Folder {
    /// A path in the temporary folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    /// Writes files of the data set over those that are there.
    pub(super) fn put(&self, files: &Files) {
        for (file, bytes) in &files.0 {
            let path = self.path(&self.name).join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// Runs the program beside the data set.
    pub(super) fn rollcast(&self, args: &[&str]) -> Outcome {
        rollcast(self.top.path(), args)
    }

    /// A command to be run beside the data set.
    pub(super) fn command(&self, args: &[&str]) -> std::process::Command {
        command(self.top.path(), args)
    }

    /// Runs `run` with outputs to `out`; asserts that it succeeds, and gives the outputs.
    #[track_caller]
    pub(super) fn run_to(&self, out: &str, args: &[&str]) -> Files {
        self.rollcast(&[&["run", &self.name, "--out", out], args].concat()).exits(0);
        Files::of(&self.path(out))
    }
}

/// A row of a table by column name.
pub(super) type Row = BTreeMap<String, String>;

/// The rows of a CSV text.
pub(super) fn table(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

/// The rows of a CSV file of the project.
pub(super) fn project_table(path: &str) -> Vec<Row> {
    table(&fs::read_to_string(project().join(path)).unwrap())
}

/// Columns of a table as a key, another as a number; rows where that one is empty are left out.
#[track_caller]
pub(super) fn numbers(rows: &[Row], key: &[&str], value: &str) -> BTreeMap<Vec<String>, f64> {
    let mut out = BTreeMap::new();
    for row in rows.iter().filter(|r| !r[value].is_empty()) {
        let key: Vec<String> = key.iter().map(|k| row[*k].clone()).collect();
        let told = format!("{key:?}");
        assert!(out.insert(key, row[value].parse().unwrap()).is_none(), "{told} stands twice");
    }
    out
}

/// The figure under a key.
pub(super) fn figure(figures: &BTreeMap<Vec<String>, f64>, key: &[&str]) -> Option<f64> {
    let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
    figures.get(&key).copied()
}

/// Asserts that `check` and `run` both refuse the data set for exactly the given number of errors, that their messages
/// hold the texts, and that no output folder comes to be.
#[track_caller]
pub(super) fn refused(files: &Files, errors: usize, texts: &[&str]) {
    let folder = files.save("small");
    for args in [&["check", "small"][..], &["run", "small", "--out", "out"]] {
        let mut outcome = folder.rollcast(args).exits(1);
        for text in texts {
            outcome = outcome.says(text);
        }
        let found = outcome.stderr.lines().filter(|l| l.starts_with("error: ")).count();
        assert_eq!(found, errors, "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "what is wrong is no data");
    }
    assert!(!folder.path("out").exists(), "a refused data set leaves nothing behind");
}
