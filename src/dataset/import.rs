//! National files as a data set of one authority: its rolls by year group, its planning areas, its capacity.

mod capacity;
mod codes;
mod controls;
mod places;
mod pupils;
mod write;

pub use codes::CodeChanges;

use super::InputFile;
use super::OutTable;
use super::problem::{Fault, ImportFault, Problems};
use super::table::{Reported, Table, utf8};
use crate::calendar::CensusYear;
use capacity::Survey;
use pupils::{Count, NationalYear, YEAR_GROUPS};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What an import made of national files.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The files of the data set, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// For each January the pupils in the file, those left out and those in the data set.
    pub controls: OutTable,
    /// What happened on the way, a sentence each.
    pub notes: Vec<String>,
    /// What is doubtful in the files.
    pub warnings: Problems,
}

/// The pupils of a January, year group by year group: NaN where a part is missing.
type Rolls = BTreeMap<CensusYear, [f64; YEAR_GROUPS.len()]>;

/// What was gathered for one authority.
struct Gathered {
    /// Number asked for.
    code: String,
    name: String,
    rolls: Rolls,
    /// Pupils in other year groups, in the words of the file.
    left_out: BTreeMap<CensusYear, BTreeMap<String, f64>>,
    surveys: BTreeMap<CensusYear, Survey>,
    sources: Vec<InputFile>,
    notes: Vec<String>,
}

/// Makes a data set of one authority, and of those it shared schools with, from national files. Where files repeat a January
/// the one named last counts.
///
/// # Errors
/// Every problem of the files, when one keeps the data set from being made.
pub fn import(files: &[PathBuf], authority: &str, changes: &CodeChanges) -> Result<Imported, Problems> {
    let mut problems = Problems::default();
    match gather(files, authority, changes, &mut problems) {
        Ok(gathered) if problems.errors() == 0 => Ok(Imported {
            files: write::files(&gathered),
            controls: controls::controls(&gathered),
            notes: gathered.notes,
            warnings: problems.sorted(),
        }),
        _ => Err(problems.sorted()),
    }
}

/// The bytes of a file.
fn bytes(path: &Path) -> Result<Vec<u8>, Problems> {
    std::fs::read(path).map_err(|e| {
        let mut problems = Problems::default();
        problems.in_file(path, Fault::Unreadable { reason: e.to_string() });
        problems
    })
}

fn gather(
    files: &[PathBuf],
    asked: &str,
    changes: &CodeChanges,
    problems: &mut Problems,
) -> Result<Gathered, Reported> {
    let mut releases: Vec<(&Path, Table)> = vec![];
    let mut surveys: Vec<(CensusYear, Table)> = vec![];
    let mut sources = vec![];
    for path in files {
        let bytes = match bytes(path) {
            Ok(bytes) => bytes,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        sources.push(InputFile::of(&name, &bytes));
        match kind(path, &bytes, problems) {
            Ok(Kind::Pupils) => {
                releases
                    .extend(Table::foreign(path, &pupils::COLUMNS, &bytes, problems).ok().map(|t| (path.as_path(), t)));
            }
            Ok(Kind::Capacity) => {
                let table = Table::foreign(path, &capacity::COLUMNS, &bytes, problems);
                surveys.extend(capacity::survey_year(path, problems).and_then(|year| Ok((year, table?))));
            }
            Err(Reported) => {}
        }
    }
    if problems.errors() > 0 {
        return Err(Reported);
    }
    let Some((_, last)) = releases.last() else {
        problems.in_file(files.first().map(PathBuf::as_path).unwrap_or(Path::new("")), ImportFault::NoPupils.into());
        return Err(Reported);
    };
    let code = pupils::authority(last, asked, problems)?;
    let codes = changes.together(&code);
    let mut gathered = Gathered {
        code,
        name: String::new(),
        rolls: Rolls::new(),
        left_out: BTreeMap::new(),
        surveys: BTreeMap::new(),
        sources,
        notes: vec![],
    };
    let mut counts: Vec<Count> = vec![];
    for (path, table) in &releases {
        let release = pupils::counts(table, &codes, problems);
        pupils::complete(table, &release, &codes, changes, problems);
        gathered.merge(&mut counts, release, path);
    }
    gathered.add_up(&counts);
    gathered.say_codes(&counts, &codes, changes);
    for (year, table) in surveys {
        match capacity::survey(&table, &codes, year, problems) {
            Some(survey) => gathered.add_survey(survey),
            None => gathered.notes.push(format!("{} holds no school of the authority", table.path().display())),
        }
    }
    gathered.say_places();
    Ok(gathered)
}

enum Kind {
    Pupils,
    Capacity,
}

/// Which national file it is, by its columns.
fn kind(path: &Path, bytes: &[u8], problems: &mut Problems) -> Result<Kind, Reported> {
    // A workbook is a zip archive.
    if bytes.starts_with(b"PK\x03\x04") {
        problems.in_file(path, ImportFault::Workbook.into());
        return Err(Reported);
    }
    let text = utf8(path, bytes, problems)?;
    let header = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes()).headers().cloned();
    let has = |columns: &[&str]| header.as_ref().is_ok_and(|h| columns.iter().all(|c| h.iter().any(|n| n == *c)));
    match () {
        () if has(&["nc_year", "headcount"]) => Ok(Kind::Pupils),
        () if has(&["laestab", "net_capacity"]) => Ok(Kind::Capacity),
        () => {
            problems.in_file(path, ImportFault::NotNational.into());
            Err(Reported)
        }
    }
}

impl Gathered {
    /// Adds a release to those before it; a January that both hold is taken from this one.
    fn merge(&mut self, counts: &mut Vec<Count>, release: Vec<Count>, path: &Path) {
        let years: BTreeSet<CensusYear> = release.iter().map(|c| c.year).collect();
        let key = |c: &Count| (c.year, c.code.clone(), c.group.clone());
        let revised: BTreeMap<_, f64> = release.iter().map(|c| (key(c), c.pupils)).collect();
        let (again, kept): (Vec<Count>, Vec<Count>) =
            std::mem::take(counts).into_iter().partition(|c| years.contains(&c.year));
        if !again.is_empty() {
            let differ =
                again.iter().filter(|c| revised.get(&key(c)).is_none_or(|r| r.total_cmp(&c.pupils).is_ne())).count();
            let again: BTreeSet<u16> = again.iter().map(|c| c.year.0).collect();
            let again: Vec<String> = again.iter().map(u16::to_string).collect();
            let differ = match differ {
                0 => "no count differs".to_owned(),
                1 => "1 count differs".to_owned(),
                n => format!("{n} counts differ"),
            };
            self.notes.push(format!(
                "January {} stands in more than one file: {} counts, being named last; {differ}",
                again.join(", "),
                path.display()
            ));
        }
        *counts = kept;
        counts.extend(release);
    }

    fn add_up(&mut self, counts: &[Count]) {
        let mut sums: BTreeMap<(CensusYear, &NationalYear), (f64, usize)> = BTreeMap::new();
        let mut parts: BTreeMap<CensusYear, BTreeSet<&str>> = BTreeMap::new();
        for count in counts {
            let sum = sums.entry((count.year, &count.group)).or_insert((0.0, 0));
            *sum = (sum.0 + count.pupils, sum.1 + 1);
            parts.entry(count.year).or_default().insert(&count.code);
        }
        for ((year, group), (pupils, rows)) in sums {
            // A sum without one of the authorities that make it up is missing.
            let pupils = if rows == parts[&year].len() { pupils } else { f64::NAN };
            let rolls = self.rolls.entry(year).or_insert([f64::NAN; YEAR_GROUPS.len()]);
            match group {
                NationalYear::Kept(at) => rolls[*at] = pupils,
                NationalYear::LeftOut(word) => {
                    self.left_out.entry(year).or_default().insert(word.clone(), pupils);
                }
            }
        }
        let words: BTreeSet<&str> = self.left_out.values().flat_map(|w| w.keys().map(String::as_str)).collect();
        if !words.is_empty() {
            let words: Vec<&str> = words.into_iter().collect();
            self.notes.push(format!("left out, being in no year group from R to 11: {}", words.join(", ")));
        }
        let latest = counts.iter().map(|c| c.year).max();
        let names: BTreeSet<(&str, &str)> = counts
            .iter()
            .filter(|c| Some(c.year) == latest)
            .map(|c| (if c.code == self.code { "" } else { c.code.as_str() }, c.name.as_str()))
            .collect();
        self.name = names.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" with ");
    }

    /// Says which numbers and names changed, and what is taken together for it.
    fn say_codes(&mut self, counts: &[Count], codes: &BTreeSet<String>, changes: &CodeChanges) {
        for change in changes.among(codes) {
            let years = |code: &str| {
                let held: BTreeSet<u16> = counts.iter().filter(|c| c.code == code).map(|c| c.year.0).collect();
                match (held.first(), held.last()) {
                    (Some(first), Some(last)) => format!("{code} held {first} to {last}"),
                    _ => format!("{code} not held"),
                }
            };
            let note = if change.note.is_empty() { String::new() } else { format!(" ({})", change.note) };
            self.notes.push(format!(
                "from January {} authority {} counts where {} did{note}: both are one area here; {}, {}",
                change.first,
                change.new,
                change.old,
                years(&change.old),
                years(&change.new)
            ));
        }
        for code in codes {
            let mut spelt: BTreeMap<(&str, &str), BTreeSet<u16>> = BTreeMap::new();
            for count in counts.iter().filter(|c| c.code == *code) {
                spelt.entry((&count.name, &count.gss)).or_default().insert(count.year.0);
            }
            if spelt.len() > 1 {
                let each = |((name, gss), years): (&(&str, &str), &BTreeSet<u16>)| {
                    let years: Vec<String> = years.iter().map(u16::to_string).collect();
                    format!("`{name}`, {gss} in January {}", years.join(", "))
                };
                let spelt: Vec<String> = spelt.iter().map(each).collect();
                self.notes.push(format!(
                    "authority {code} is written in more than one way, and is one: {}",
                    spelt.join("; ")
                ));
            }
        }
    }

    fn add_survey(&mut self, survey: Survey) {
        let whole = |x: f64| if x.is_nan() { "not all known".to_owned() } else { x.to_string() };
        let year = survey.year;
        let areas: f64 = survey.areas.values().map(|a| a.places).sum();
        self.notes.push(format!(
            "capacity {year}, in the file: schools {}, places {}, pupils {}; in the data set: planning areas {}, places {}",
            survey.schools,
            whole(survey.places),
            whole(survey.pupils),
            survey.areas.len(),
            whole(areas)
        ));
        if survey.nowhere > 0 {
            self.notes
                .push(format!("capacity {year}: left out, lying in no planning area: schools {}", survey.nowhere));
        }
        if survey.undivided > 0 {
            self.notes.push(format!(
                "capacity {year}: the pupils of some planning areas are blank, because the file does not divide those of schools with \
                 primary and secondary pupils: schools {}",
                survey.undivided
            ));
        }
        if self.surveys.insert(year, survey).is_some() {
            self.notes.push(format!("capacity {year} stands in more than one file: the one named last counts"));
        }
    }
}
