//! A scenario as a file: `scenarios/NAME.toml` of a data set.

mod named;
mod words;

use super::change::{
    BirthsChange, Change, ClosureChange, Driver, EventChange, HousingChange, InterventionChange, MigrationChange,
    OpeningChange, PanChange, TargetChange, TransfersChange, YieldChange,
};
use crate::dataset::{ALIKE, Fault, InputFile, Place, Problems, file_of, listed, nearest};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The folder of a data set that holds its scenarios.
const FOLDER: &str = "scenarios";

/// A change with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The change.
    pub change: Change,
    /// Line of its `[[change]]`.
    pub line: usize,
    /// Line of each of its keys.
    pub keys: BTreeMap<String, usize>,
}

impl Planned {
    /// Line of a key; that of the change where it does not give the key.
    pub fn row(&self, key: &str) -> usize {
        self.keys.get(key).copied().unwrap_or(self.line)
    }
}

/// A scenario as written: sound in itself, not yet held against a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name of the file without its ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What it supposes, in a line.
    pub title: String,
    /// Why anyone should suppose it.
    pub why: String,
    /// The changes in the order of the file.
    pub changes: Vec<Planned>,
    /// The file's fingerprint.
    pub input: InputFile,
}

impl Scenario {
    /// Names of the scenarios of a data set, in order.
    pub fn names(dataset: &Path) -> Vec<String> {
        let Ok(entries) = fs::read_dir(dataset.join(FOLDER)) else { return vec![] };
        let stem = |e: fs::DirEntry| {
            let path = e.path();
            (path.extension()? == "toml").then(|| path.file_stem()?.to_str().map(str::to_owned))?
        };
        let mut names: Vec<String> = entries.filter_map(|e| stem(e.ok()?)).collect();
        names.sort();
        names
    }

    /// The name that is meant by a name, by `NAME.toml` or by the path of a file in the folder of scenarios; what is none of them as
    /// it is.
    pub fn name_of(dataset: &Path, argument: &str) -> String {
        named::name_of(&dataset.join(FOLDER), argument)
    }

    /// Reads a scenario of a data set by its name.
    ///
    /// # Errors
    /// Every problem found in one pass: a file that is not there, keys and kinds that do not exist, values of the wrong
    /// kind.
    pub fn load(dataset: &Path, name: &str) -> Result<Scenario, Problems> {
        let file = format!("{FOLDER}/{name}.toml");
        let path = if named::is_file(name) { PathBuf::from(name) } else { dataset.join(&file) };
        let mut problems = Problems::default();
        let known = Scenario::names(dataset);
        // A name is that of a file there, and no way out of the folder.
        let held = if known.iter().any(|k| k == name) { file_of(dataset, &file) } else { Ok(None) };
        let bytes = match held {
            Ok(Some(bytes)) => bytes,
            Err(fault) => {
                problems.in_file(path, fault);
                return Err(problems);
            }
            Ok(None) => {
                let near = nearest(name, known.iter().map(String::as_str), ALIKE);
                let hint = match near {
                    _ if named::is_file(name) => {
                        format!("put the file into {} and name it without its ending", dataset.join(FOLDER).display())
                    }
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => format!("write it as {file} in the folder of the data set"),
                    None => format!("the data set holds {}", listed(known.iter().map(String::as_str))),
                };
                let hint = named::lying_about(&dataset.join(FOLDER), name).unwrap_or(hint);
                let message = match named::is_file(name) && path.is_file() {
                    true => format!("`{name}` is not among the scenarios of the data set"),
                    false => format!("there is no scenario `{name}`"),
                };
                let fault = Fault::BadSetting { message, hint };
                problems.in_file(path, fault);
                return Err(problems);
            }
        };
        let input = InputFile::of(&file, &bytes);
        let Ok(text) = String::from_utf8(bytes) else {
            let message = "the file is not UTF-8 text".to_owned();
            problems.in_file(path, Fault::BadSetting { message, hint: "save the file as UTF-8".to_owned() });
            return Err(problems);
        };
        let mut reader = Reader { path: &path, text: &text, problems: &mut problems };
        let read = reader.scenario();
        match read {
            Some((title, why, changes)) if problems.errors() == 0 => {
                Ok(Scenario { name: name.to_owned(), path, title, why, changes, input })
            }
            _ => Err(problems.sorted()),
        }
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    problems: &'a mut Problems,
}

/// Keys at the top of a scenario.
const KEYS: [&str; 3] = ["title", "why", "change"];

impl Reader<'_> {
    fn line(&self, at: &Range<usize>) -> usize {
        self.text[..at.start.min(self.text.len())].matches('\n').count() + 1
    }

    fn fault(&mut self, at: &Range<usize>, message: String, hint: String) {
        let place = Place { file: self.path.to_owned(), row: Some(self.line(at)), column: None };
        self.problems.at(place, Fault::BadSetting { message, hint });
    }

    fn scenario(&mut self) -> Option<(String, String, Vec<Planned>)> {
        let table = match DeTable::parse(self.text) {
            Ok(table) => table.into_inner(),
            Err(e) => {
                let at = e.span().unwrap_or(0..0);
                let (message, hint) = words::of_syntax(self.text, self.line(&at), e.message());
                self.fault(&at, message, hint);
                return None;
            }
        };
        for key in table.keys().filter(|k| !KEYS.contains(&k.get_ref().as_ref())) {
            let (at, key) = (key.span(), key.get_ref());
            if key == "kind" || KINDS.iter().any(|kind| (kind.keys)().iter().any(|k| k == key)) {
                let message = format!("`{key}` is a key of a change, and stands above the first `[[change]]`");
                self.fault(&at, message, "put it below a line `[[change]]`".to_owned());
            } else {
                self.unknown_key(&at, key, &KEYS, "a scenario");
            }
        }
        let title = self.words(&table, "title", "say in a line what the scenario supposes");
        let why = self.words(&table, "why", "say why anyone should suppose it: a reader will ask");
        let mut changes = vec![];
        match table.get("change").map(|c| (c.span(), c.get_ref())) {
            None => {}
            Some((_, DeValue::Array(list))) => {
                for entry in list.iter() {
                    changes.extend(self.change(entry));
                }
            }
            Some((at, _)) => {
                self.fault(&at, "`change` is not a list".to_owned(), "begin each change with `[[change]]`".to_owned())
            }
        }
        Some((title?, why?, changes))
    }

    fn words(&mut self, table: &DeTable, key: &str, hint: &str) -> Option<String> {
        let found = table.get(key);
        let words = found.and_then(|v| v.get_ref().as_str()).map(str::trim).filter(|w| !w.is_empty());
        if words.is_none() {
            let at = found.map_or(0..0, Spanned::span);
            self.fault(&at, format!("the scenario has no `{key}`"), hint.to_owned());
        }
        words.map(str::to_owned)
    }

    fn unknown_key(&mut self, at: &Range<usize>, key: &str, known: &[&str], of: &str) {
        let hint = match nearest(key, known.iter().copied(), ALIKE) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{of} has {}", listed(known.iter().copied())),
        };
        self.fault(at, format!("unknown key `{key}`"), hint);
    }

    fn change(&mut self, entry: &Spanned<DeValue>) -> Option<Planned> {
        let at = entry.span();
        let Some(table) = entry.get_ref().as_table() else {
            self.fault(&at, "a change is not a table".to_owned(), "begin each change with `[[change]]`".to_owned());
            return None;
        };
        let Some((kind_at, kind)) = table.get("kind").map(|k| (k.span(), k.get_ref().as_str().unwrap_or(""))) else {
            self.fault(&at, "the change has no `kind`".to_owned(), format!("one of {}", listed(kinds())));
            return None;
        };
        let line = self.line(&at);
        let change = match KINDS.iter().find(|k| k.driver.word() == kind) {
            Some(kind) => (kind.read)(self, entry),
            None => {
                let hint = match nearest(kind, kinds(), ALIKE) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("one of {}", listed(kinds())),
                };
                self.fault(&kind_at, format!("unknown kind of change `{kind}`"), hint);
                None
            }
        };
        let keys = table.keys().map(|key| (key.get_ref().to_string(), self.line(&key.span()))).collect();
        change.map(|change| Planned { change, line, keys })
    }

    /// The keys of a change. Each that is unknown or holds a value of the wrong kind is told and taken away, so that those after it
    /// are still read.
    fn keys<T: DeserializeOwned>(&mut self, entry: &Spanned<DeValue>) -> Option<T> {
        let mut table = entry.get_ref().as_table()?.clone();
        table.remove("kind");
        let mut wrong: Vec<String> = vec![];
        loop {
            let value = Spanned::new(entry.span(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(value)) {
                Ok(read) => return Some(read).filter(|_| wrong.is_empty()),
                Err(error) => error,
            };
            // serde names the key it does not know first, and then those it does.
            let named: Vec<&str> = error.message().split('`').skip(1).step_by(2).collect();
            match named.split_first().filter(|_| error.message().starts_with("unknown field")) {
                Some((key, known)) if table.contains_key(*key) => {
                    let at = table.get_key_value(*key).map_or(entry.span(), |(k, _)| k.span());
                    self.unknown_key(&at, key, known, "the change");
                    table.remove(*key);
                }
                _ if error.message().starts_with("missing field") => {
                    let key = named.first().copied().unwrap_or_default();
                    if wrong.iter().any(|told| told == key) {
                        return None;
                    }
                    self.fault(&entry.span(), format!("the change has no `{key}`"), HELP.to_owned());
                    return None;
                }
                _ => {
                    let at = error.span().unwrap_or(entry.span());
                    let holds = |value: &Spanned<DeValue>| value.span().start <= at.start && at.end <= value.span().end;
                    let Some((key, value)) = table.iter().find(|(_, value)| holds(value)) else {
                        self.fault(&at, error.message().to_owned(), HELP.to_owned());
                        return None;
                    };
                    let (message, hint) = words::of_value(key.get_ref(), value.get_ref(), error.message());
                    self.fault(&at, message, hint);
                    let key = key.get_ref().to_string();
                    table.remove(key.as_str());
                    wrong.push(key);
                }
            }
        }
    }
}

/// A kind of change.
struct Kind {
    /// The driver whose word it is.
    driver: Driver,
    /// Reads the keys of a change.
    read: fn(&mut Reader, &Spanned<DeValue>) -> Option<Change>,
    /// The keys it may have.
    keys: fn() -> Vec<String>,
}

/// The kind of a driver with the type that its keys are read into.
macro_rules! kind {
    ($driver:ident, $keys:ty) => {
        Kind {
            driver: Driver::$driver,
            read: |reader, entry| reader.keys(entry).map(Change::$driver),
            keys: words::keys_of::<$keys>,
        }
    };
}

static KINDS: [Kind; 11] = [
    kind!(Births, BirthsChange),
    kind!(Migration, MigrationChange),
    kind!(Housing, HousingChange),
    kind!(Yield, YieldChange),
    kind!(Intervention, InterventionChange),
    kind!(Transfers, TransfersChange),
    kind!(Opening, OpeningChange),
    kind!(Closure, ClosureChange),
    kind!(Pan, PanChange),
    kind!(Event, EventChange),
    kind!(Target, TargetChange),
];

/// The words of the kinds.
fn kinds() -> impl Iterator<Item = &'static str> + Clone {
    KINDS.iter().map(|kind| kind.driver.word())
}

const HELP: &str = "docs/guide.md lists every kind of change, with an example";
