//! Cells of a table as values: each faulty cell is recorded with its place and a hint, and the row goes on.

use super::problem::{CellFault, Fault, InputFault, Problems};
use super::spellings::resembling;
use super::spoken::{january, year_group};
use super::table::{Reported, Table};
use crate::calendar::{BirthYear, CensusYear, Schooling, SeriesId, YearGroup};
use crate::geography::{AreaId, Geography, Span};
use crate::status::Status;
use std::collections::BTreeMap;

/// Spellings of areas: codes and aliases, and in tables a name that one area alone has; nothing guessed.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Areas and groupings.
    pub geography: &'a Geography,
    /// Other spellings.
    pub aliases: &'a BTreeMap<String, AreaId>,
}

impl Names<'_> {
    /// The area of a code or alias.
    pub fn find(&self, name: &str) -> Option<AreaId> {
        self.geography.find(name).or_else(|| self.aliases.get(name).copied())
    }

    /// The area that alone has a name, as areas.csv writes it. Names repeat across levels; one that two areas have says neither.
    pub(super) fn only_named(&self, name: &str) -> Option<AreaId> {
        let mut found = self.geography.areas().filter(|(_, a)| a.name == name).map(|(id, _)| id);
        found.next().filter(|_| found.next().is_none())
    }

    /// The fault of a name that is neither, with the code of the area it resembles by code, alias or name.
    pub fn unknown(&self, name: &str) -> Fault {
        let codes = self.geography.areas().flat_map(|(_, a)| [(&a.name, &a.code), (&a.code, &a.code)]);
        let aliases = self.aliases.iter().map(|(alias, id)| (alias, &self.geography.area(*id).code));
        let spellings = codes.chain(aliases).map(|(spelling, code)| (spelling.as_str(), code.as_str()));
        Fault::UnknownArea { name: name.to_owned(), resembles: resembling(name, spellings) }
    }
}

/// Reads the cells of one table.
pub(super) struct Rows<'t, 'p> {
    table: &'t Table,
    problems: &'p mut Problems,
    /// The words met in the place of counts kept back, with how often each was.
    withheld: BTreeMap<&'t str, usize>,
    /// Years, year groups and areas as people write them: by column the first met, and what it is taken as.
    understood: BTreeMap<String, (&'t str, String)>,
    /// Names of areas met that are no codes, each with the area that alone has it.
    named: BTreeMap<&'t str, Option<AreaId>>,
}

/// The largest count a cell may hold: more than the children of any country's year group.
const LARGEST_COUNT: f64 = 1e8;

impl<'t, 'p> Rows<'t, 'p> {
    pub(super) fn new(table: &'t Table, problems: &'p mut Problems) -> Rows<'t, 'p> {
        Rows { table, problems, withheld: BTreeMap::new(), understood: BTreeMap::new(), named: BTreeMap::new() }
    }

    /// The cell as it stands, blank where the table has no such column.
    pub(super) fn text(&self, row: usize, column: &str) -> &'t str {
        self.table.column(column).and_then(|c| c.get(row)).unwrap_or("")
    }

    /// Records a fault of a cell.
    pub(super) fn fault(&mut self, row: usize, column: &str, fault: Fault) -> Reported {
        self.problems.at(self.table.place(row, column), fault);
        Reported
    }

    /// A cell that must not be blank.
    pub(super) fn word(&mut self, row: usize, column: &str) -> Result<&'t str, Reported> {
        match self.text(row, column) {
            "" => Err(self.fault(row, column, CellFault::Blank.into())),
            text => Ok(text),
        }
    }

    pub(super) fn area(&mut self, row: usize, column: &str, names: &Names) -> Result<AreaId, Reported> {
        let name = self.word(row, column)?;
        if let Some(id) = names.find(name) {
            return Ok(id);
        }
        let named = *self.named.entry(name).or_insert_with(|| names.only_named(name));
        if let Some(id) = named {
            let code = names.geography.area(id).code.clone();
            self.understood.entry(column.to_owned()).or_insert((name, code));
        }
        named.ok_or_else(|| self.fault(row, column, names.unknown(name)))
    }

    pub(super) fn year_group(
        &mut self,
        row: usize,
        column: &str,
        schooling: &Schooling,
    ) -> Result<YearGroup, Reported> {
        let name = self.word(row, column)?;
        if let Some(group) = schooling.group(name) {
            return Ok(group);
        }
        let as_spelt = year_group(name, schooling.names()).and_then(|name| schooling.group(&name));
        if let Some(group) = as_spelt {
            self.understood.entry(column.to_owned()).or_insert((name, schooling.name(group).to_owned()));
        }
        as_spelt.ok_or_else(|| {
            let fault = Fault::UnknownYearGroup { name: name.to_owned(), known: listed(schooling.names()) };
            self.fault(row, column, fault)
        })
    }

    pub(super) fn series(&mut self, row: usize, column: &str, schooling: &Schooling) -> Result<SeriesId, Reported> {
        let name = self.word(row, column)?;
        schooling.series_named(name).ok_or_else(|| {
            let names: Vec<String> = schooling.series().iter().map(|s| s.name.clone()).collect();
            self.fault(row, column, Fault::UnknownSeries { name: name.to_owned(), known: listed(&names) })
        })
    }

    /// A status; a table without the column, or with a blank cell in it, holds published figures.
    pub(super) fn status(&mut self, row: usize) -> Result<Status, Reported> {
        match self.text(row, "status") {
            "" => Ok(Status::Published),
            word => Status::from_word(word)
                .ok_or_else(|| self.fault(row, "status", Fault::UnknownStatus { word: word.to_owned() })),
        }
    }

    pub(super) fn census_year(&mut self, row: usize, column: &str) -> Result<CensusYear, Reported> {
        let text = self.word(row, column)?;
        if let Some(year) = plain_year(text) {
            return Ok(CensusYear(year));
        }
        match january(text) {
            Some(year) => {
                self.understood.entry(column.to_owned()).or_insert((text, format!("January {year}")));
                Ok(CensusYear(year))
            }
            None => Err(self.fault(row, column, CellFault::BadYear { value: text.to_owned() }.into())),
        }
    }

    /// A year to 30 June, which no January stands for.
    pub(super) fn birth_year(&mut self, row: usize, column: &str) -> Result<BirthYear, Reported> {
        let text = self.word(row, column)?;
        plain_year(text)
            .map(BirthYear)
            .ok_or_else(|| self.fault(row, column, CellFault::BadYear { value: text.to_owned() }.into()))
    }

    fn optional_year(&mut self, row: usize, column: &str) -> Result<Option<CensusYear>, Reported> {
        match self.text(row, column) {
            "" => Ok(None),
            _ => self.census_year(row, column).map(Some),
        }
    }

    /// The census years of columns `from` and `to`, open where blank.
    pub(super) fn span(&mut self, row: usize) -> Result<Span, Reported> {
        let from = self.optional_year(row, "from");
        let to = self.optional_year(row, "to");
        Ok(Span { from: from?, to: to? })
    }

    /// A whole number of children or places, 0 or more; NaN for a blank cell or a count kept back, which are missing and
    /// not zero.
    pub(super) fn count(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        let text = self.text(row, column);
        if text.is_empty() {
            return Ok(f64::NAN);
        }
        if is_withheld(text) {
            *self.withheld.entry(text).or_default() += 1;
            return Ok(f64::NAN);
        }
        let value = text.to_owned();
        let fault = match text.parse::<f64>() {
            _ if has_thousands(text) => CellFault::Thousands { plain: text.replace([',', ' ', '\''], ""), value },
            Ok(n) if !n.is_finite() => CellFault::NotANumber { value },
            Ok(n) if n < 0.0 => CellFault::Negative { value },
            Ok(n) if n.fract() != 0.0 => CellFault::Fractional { value },
            Ok(n) if n > LARGEST_COUNT => CellFault::TooLarge { value },
            Ok(n) => return Ok(n.abs()),
            Err(_) => CellFault::NotANumber { value },
        };
        Err(self.fault(row, column, fault.into()))
    }

    /// A count that must be there.
    pub(super) fn needed_count(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        match self.text(row, column) {
            "" => Err(self.fault(row, column, CellFault::Blank.into())),
            word if is_withheld(word) => {
                Err(self.fault(row, column, InputFault::WithheldNeeded { word: word.to_owned() }.into()))
            }
            _ => self.count(row, column),
        }
    }

    /// Says how many counts of the table were kept back, and how cells were understood that are not as the data set writes them.
    pub(super) fn finish(self) {
        for (column, (text, taken_as)) in &self.understood {
            let file = self.table.path().display();
            self.problems.note(format!(
                "{file}: `{text}` in the column `{column}` is understood as `{taken_as}`, and others like it"
            ));
        }
        let count = self.withheld.values().sum();
        if count > 0 {
            let words: Vec<String> = self.withheld.iter().map(|(word, n)| format!("`{word}` {n}")).collect();
            let fault = InputFault::Withheld { count, words: words.join(", ") };
            self.problems.in_file(self.table.path(), fault.into());
        }
    }

    /// A number that may be negative and has no fraction: pupils who join, or leave.
    pub(super) fn signed(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        let text = self.word(row, column)?;
        let value = text.to_owned();
        let fault = match text.parse::<f64>() {
            _ if has_thousands(text) => CellFault::Thousands { plain: text.replace([',', ' ', '\''], ""), value },
            Ok(n) if !n.is_finite() => CellFault::NotANumber { value },
            Ok(n) if n.fract() != 0.0 => CellFault::NotWhole { value },
            Ok(n) if n.abs() > LARGEST_COUNT => CellFault::TooLarge { value },
            Ok(n) => return Ok(n),
            Err(_) => CellFault::NotANumber { value },
        };
        Err(self.fault(row, column, fault.into()))
    }

    /// A number of 0 or more, with or without a fraction.
    pub(super) fn amount(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        let text = self.word(row, column)?;
        let value = text.to_owned();
        let fault = match text.parse::<f64>() {
            Ok(n) if n.is_finite() && n >= 0.0 => return Ok(n.abs()),
            Ok(n) if n < 0.0 => CellFault::NegativeAmount { value },
            _ => CellFault::NotAnAmount { value },
        };
        Err(self.fault(row, column, fault.into()))
    }

    /// A number of either sign, with or without a fraction.
    pub(super) fn real(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        let text = self.word(row, column)?;
        match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(n),
            _ => Err(self.fault(row, column, CellFault::NotAnAmount { value: text.to_owned() }.into())),
        }
    }

    /// Records a word that a column does not know; `known` names those it does.
    pub(super) fn unknown_word(&mut self, row: usize, column: &str, word: &str, known: &'static str) -> Reported {
        self.fault(
            row,
            column,
            CellFault::UnknownWord { column: column.to_owned(), word: word.to_owned(), known }.into(),
        )
    }

    /// Refuses the second row about the same thing; `words` says to the reader what it is about.
    pub(super) fn once<K: Ord>(
        &mut self,
        seen: &mut Seen<K>,
        key: K,
        row: usize,
        words: impl FnOnce() -> String,
    ) -> Result<(), Reported> {
        match seen.insert(key, self.table.line(row)) {
            None => Ok(()),
            Some(first) => {
                self.problems.at(self.table.row_place(row), Fault::Duplicate { first, key: words() });
                Err(Reported)
            }
        }
    }

    /// A share between 0 and 1.
    pub(super) fn share(&mut self, row: usize, column: &str) -> Result<f64, Reported> {
        let text = self.word(row, column)?;
        match text.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
            Ok(_) => Err(self.fault(row, column, CellFault::BadShare { value: text.to_owned() }.into())),
            Err(_) => Err(self.fault(row, column, CellFault::NotANumber { value: text.to_owned() }.into())),
        }
    }
}

/// A year written as such.
fn plain_year(text: &str) -> Option<u16> {
    text.parse().ok().filter(|year| CensusYear::PLAUSIBLE.contains(year))
}

/// Whether a cell says that its count is kept back, or is not to be had, in the words that national bodies use: `c`, `x`, `z`,
/// `low` with or without square brackets, `*`, and `<5` or another limit.
pub(super) fn is_withheld(text: &str) -> bool {
    let word = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    let limit = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    ["c", "x", "z", "low"].iter().any(|w| word.eq_ignore_ascii_case(w))
        || text == "*"
        || text.strip_prefix('<').is_some_and(|t| limit(t.trim_start()))
}

/// Digits in groups of three: `1,234`, `12 345`, `1'234`.
fn has_thousands(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let mut parts = digits.split([',', ' ', '\'']);
    let first = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.collect();
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    !rest.is_empty() && numeric(first) && rest.iter().all(|p| p.len() == 3 && numeric(p))
}

/// Names in backticks, with commas.
pub(crate) fn listed<N: std::fmt::Display>(names: impl IntoIterator<Item = N>) -> String {
    names.into_iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// The keys met so far in a table, with the line of each.
pub(super) type Seen<K> = BTreeMap<K, usize>;
