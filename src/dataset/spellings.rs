//! Names that no table knows: which area each resembles, all of them at once, and the rows of aliases.csv that say so.

use super::printed_names::spelt;
use super::problem::{Fault, Problems};
use super::read;
use super::sources::Sources;
use super::table::{ALIKE, utf8};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The area a name resembles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resemblance {
    /// No area is alike enough to be named.
    Nothing,
    /// The code of one area, which answers to every word of the name.
    Area(String),
    /// The code of the area most alike; the name has a word that is not in its: it may well mean more than that area.
    Partly(String),
    /// Codes of two areas, alike as much or nearly.
    Either(String, String),
}

/// A lead below this (of a likeness from 0 to 1) is no reason to prefer one area to another.
const LEAD: f64 = 0.02;

/// Two words at least so alike (Jaro-Winkler) are one word spelt in two ways: `tunbridge` and `tonbridge` are 0.93.
const SAME_WORD: f64 = 0.9;

/// The area whose spelling is most like a name. Spellings come with the code of their area; one that stands first wins
/// a draw by the same words, so that a district goes before a planning area of its name.
pub(super) fn resembling<'a>(name: &str, spellings: impl Iterator<Item = (&'a str, &'a str)>) -> Resemblance {
    struct Best<'a> {
        code: &'a str,
        words: String,
        likeness: f64,
        order: usize,
    }
    let words = words_of(name);
    let mut best: BTreeMap<&str, Best> = BTreeMap::new();
    for (order, (spelling, code)) in spellings.enumerate() {
        let own = words_of(spelling);
        let likeness = strsim::jaro_winkler(&words, &own);
        if likeness >= ALIKE && best.get(code).is_none_or(|b| b.likeness < likeness) {
            best.insert(code, Best { code, words: own, likeness, order });
        }
    }
    let mut ranked: Vec<Best> = best.into_values().collect();
    ranked.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.order.cmp(&b.order)));
    let Some(first) = ranked.first() else { return Resemblance::Nothing };
    let answered = |word: &str| first.words.split(' ').any(|own| strsim::jaro_winkler(word, own) >= SAME_WORD);
    let rival = ranked.get(1).filter(|second| first.words != words && first.likeness - second.likeness < LEAD);
    match rival {
        Some(second) => Resemblance::Either(first.code.to_owned(), second.code.to_owned()),
        None if words.split(' ').all(answered) => Resemblance::Area(first.code.to_owned()),
        None => Resemblance::Partly(first.code.to_owned()),
    }
}

/// Words that say nothing of which area is meant.
const EMPTY_WORDS: [&str; 6] = ["and", "the", "of", "total", "totals", "district"];

/// The words of a name in lower case, without those that say nothing; `N.` is read as `north`.
fn words_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let telling: Vec<&str> = words.map(spelt).filter(|w| !EMPTY_WORDS.contains(w)).collect();
    telling.join(" ")
}

/// A name that is neither a code nor an alias, with all the cells it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The name.
    pub name: String,
    /// How many cells hold it.
    pub cells: usize,
    /// The files that do, by name.
    pub files: Vec<String>,
    /// The area it resembles.
    pub resembles: Resemblance,
}

impl UnknownName {
    /// The code to write beside it in aliases.csv; `None` where a person must choose.
    pub fn code(&self) -> Option<&str> {
        match &self.resembles {
            Resemblance::Area(code) => Some(code),
            Resemblance::Nothing | Resemblance::Partly(_) | Resemblance::Either(..) => None,
        }
    }
}

/// What aliases.csv lacks: every unknown name once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aliases {
    /// The names, sorted.
    pub names: Vec<UnknownName>,
}

/// Why aliases.csv is as it was.
#[derive(Debug, thiserror::Error)]
pub enum AliasesNotWritten {
    /// The file that is there is not a table of aliases.
    #[error("aliases.csv is not a sound table: no row is added to it")]
    Unsound,
    /// The aliases stand in a workbook, which the program does not write to.
    #[error("the aliases stand in a sheet of the workbook: no row is added to it")]
    InWorkbook,
    /// It cannot be read or written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Aliases {
    /// The unknown names among the problems of a data set. A parent in areas.csv and a target in aliases.csv are codes,
    /// and no other spelling stands for them.
    pub fn lacking(problems: &Problems) -> Aliases {
        let mut names: BTreeMap<&str, UnknownName> = BTreeMap::new();
        for problem in problems.iter() {
            let Fault::UnknownArea { name, resembles } = &problem.fault else { continue };
            let file = problem.place.file.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
            if [read::AREAS.file, read::ALIASES.file].contains(&file.as_str())
                || ["sheet `areas`", "sheet `aliases`"].iter().any(|sheet| file.to_lowercase().contains(sheet))
            {
                continue;
            }
            let file = file.split(", cell ").next().unwrap_or_default().to_owned();
            let entry = names.entry(name).or_insert_with(|| UnknownName {
                name: name.clone(),
                cells: 0,
                files: vec![],
                resembles: resembles.clone(),
            });
            entry.cells += 1;
            if !entry.files.contains(&file) {
                entry.files.push(file);
            }
        }
        Aliases { names: names.into_values().collect() }
    }

    /// Names that one area answers to: alias and code.
    pub fn rows(&self) -> Vec<(&str, &str)> {
        self.names.iter().filter_map(|n| Some((n.name.as_str(), n.code()?))).collect()
    }

    /// Adds the rows to aliases.csv in a folder, after those it holds; makes the file where there is none. What stood in
    /// it stands in it still, byte for byte.
    ///
    /// # Errors
    /// [`AliasesNotWritten`]; the file is then as it was.
    pub fn add_to(&self, folder: &Path) -> Result<(), AliasesNotWritten> {
        let path = folder.join(read::ALIASES.file);
        if Sources::open(folder, &["aliases"], &mut Problems::default()).in_workbook("aliases") {
            return Err(AliasesNotWritten::InWorkbook);
        }
        let failed = |source| AliasesNotWritten::Write { path: path.clone(), source };
        let held = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => b"alias,area\n".to_vec(),
            Err(e) => return Err(failed(e)),
        };
        let bytes = self.appended(&held, &path).ok_or(AliasesNotWritten::Unsound)?;
        let mut staged = tempfile::Builder::new().prefix(".rollcast-").tempfile_in(folder).map_err(failed)?;
        staged.write_all(&bytes).and_then(|()| staged.as_file().sync_all()).map_err(failed)?;
        staged.persist(&path).map_err(|e| failed(e.error))?;
        Ok(())
    }

    /// The bytes of a table with the rows added, in the order of its columns and with its line ends; `None` where it is no
    /// table of aliases.
    fn appended(&self, held: &[u8], path: &Path) -> Option<Vec<u8>> {
        let text = utf8(path, held, &mut Problems::default()).ok()?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().ok()?.clone();
        let alias_first = match header.iter().collect::<Vec<_>>()[..] {
            ["alias", "area"] => true,
            ["area", "alias"] => false,
            _ => return None,
        };
        let windows = text.contains("\r\n");
        let terminator = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(vec![]);
        for (alias, area) in self.rows() {
            writer.write_record(if alias_first { [alias, area] } else { [area, alias] }).ok()?;
        }
        let mut bytes = held.to_vec();
        if !bytes.ends_with(b"\n") {
            bytes.extend_from_slice(if windows { b"\r\n" } else { b"\n" });
        }
        bytes.extend(writer.into_inner().ok()?);
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREAS: [(&str, &str); 8] = [
        ("West Kent", "west-kent"),
        ("Sevenoaks", "sevenoaks"),
        ("Tonbridge and Malling", "tonbridge-malling"),
        ("Tunbridge Wells", "tunbridge-wells"),
        ("Maidstone", "maidstone"),
        ("Sevenoaks", "8860701"),
        ("Sittingbourne North", "8860904"),
        ("Sittingbourne South", "8860906"),
    ];

    fn found(name: &str) -> Resemblance {
        resembling(name, AREAS.into_iter())
    }

    #[test]
    fn ampersands_totals_and_slips_lead_to_the_area_meant() {
        for (name, code) in [
            ("Tunbridge & Malling", "tonbridge-malling"),
            ("TONBRIDGE & MALLING", "tonbridge-malling"),
            ("Tunbridge Wells District", "tunbridge-wells"),
            ("W. Kent totals", "west-kent"),
            ("maidston", "maidstone"),
            // Two areas have this name: the one nearer the root stands first.
            ("Sevenoaks ", "sevenoaks"),
        ] {
            assert_eq!(found(name), Resemblance::Area(code.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_name_of_several_areas_is_left_to_a_person() {
        assert_eq!(found("Maidstone & Malling"), Resemblance::Partly("maidstone".to_owned()));
        let either = Resemblance::Either("8860904".to_owned(), "8860906".to_owned());
        assert_eq!(found("Sittingbourne"), either);
        assert_eq!(found("Gorse"), Resemblance::Nothing);
    }

    #[test]
    fn rows_are_added_as_the_file_is_written() {
        let name = |name: &str, resembles| UnknownName { name: name.to_owned(), cells: 1, files: vec![], resembles };
        let aliases = Aliases {
            names: vec![
                name("Ash, North", Resemblance::Area("ash".to_owned())),
                name("Oak", Resemblance::Either("a".to_owned(), "b".to_owned())),
            ],
        };
        let added = |held: &str| aliases.appended(held.as_bytes(), Path::new("aliases.csv"));
        assert_eq!(added("alias,area\nx,y").unwrap(), b"alias,area\nx,y\n\"Ash, North\",ash\n");
        assert_eq!(
            added("\u{feff}area,alias\r\ny,x\r\n").unwrap(),
            "\u{feff}area,alias\r\ny,x\r\nash,\"Ash, North\"\r\n".as_bytes()
        );
        assert_eq!(added("alias,place\nx,y\n"), None);
    }
}
