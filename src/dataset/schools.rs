//! Rolls as they are held by school, added up to the areas that are forecast.
//!
//! A sum with a part missing is missing. Whether a blank cell is a part is asked of the school's own history: a primary school
//! has no Year 7, a new one no Year 6 yet, and one that closed nobody at all.

use super::problem::{Fault, Problems, SchoolFault};
use super::read::{CellRow, each_row};
use super::rows::{Names, listed};
use super::table::Table;
use crate::calendar::{CensusYear, Schooling, YearGroup};
use crate::geography::{AreaId, Geography};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of one cell: a January, an area, a year group.
type Cell = (CensusYear, AreaId, YearGroup);

/// A row as it stands in the table.
struct RollRow<'t> {
    school: &'t str,
    /// Whether the cell is blank, which is not the same as a number kept back.
    blank: bool,
    of: CellRow,
}

impl RollRow<'_> {
    fn cell(&self) -> Cell {
        (self.of.year, self.of.area, self.of.group)
    }
}

/// The rolls by area, whether the table holds them so or by school.
pub(super) fn rolls(table: &Table, names: &Names, schooling: &Schooling, problems: &mut Problems) -> Vec<CellRow> {
    let rows = each_row(table, problems, |row, rows| {
        let name = rows.text(row, "school");
        if rows.text(row, "area").is_empty() && name.to_lowercase().contains("total") {
            return Err(rows.fault(row, "school", SchoolFault::Subtotal { name: name.to_owned() }.into()));
        }
        let year = rows.census_year(row, "census_year");
        let area = rows.area(row, "area", names);
        let group = rows.year_group(row, "year_group", schooling);
        let (school, blank) = (rows.text(row, "school"), rows.text(row, "pupils").is_empty());
        let count = rows.count(row, "pupils");
        let status = rows.status(row);
        let of = CellRow { row, year: year?, area: area?, group: group?, value: count?, status: status? };
        Ok(RollRow { school, blank, of })
    });
    let mut rows = rows;
    rows.sort_by_key(|r| r.cell());
    let words = Words { table, geography: names.geography, schooling };
    let before = problems.errors();
    let (rows, totals) = apart_from_totals(rows, &words);
    repeats(&rows, &words, problems);
    repeats(&totals, &words, problems);
    // Rows that repeat others are no sum to judge by.
    if problems.errors() > before || rows.iter().all(|r| r.school.is_empty()) {
        return by_cell(&rows).map(|rows| rows[0].of).collect();
    }
    let sums = added_up(&rows, &words, problems);
    compared(&totals, &sums, &words, problems);
    sums
}

/// Sorted rows, cell by cell.
fn by_cell<'r, 't>(rows: &'r [RollRow<'t>]) -> impl Iterator<Item = &'r [RollRow<'t>]> {
    rows.chunk_by(|a, b| a.cell() == b.cell())
}

/// What faults are worded with.
struct Words<'a> {
    table: &'a Table,
    geography: &'a Geography,
    schooling: &'a Schooling,
}

impl Words<'_> {
    fn key(&self, (year, area, group): Cell) -> String {
        format!("{year}, `{}`, year group `{}`", self.geography.area(area).code, self.schooling.name(group))
    }
}

/// The rows that are added up, and those without a school that are the total of the schools of their cell: such schools serve areas
/// that lie in theirs, as secondary schools of a whole council do. Anywhere else a row beside those of schools may be one of them.
fn apart_from_totals<'t>(rows: Vec<RollRow<'t>>, words: &Words) -> (Vec<RollRow<'t>>, Vec<RollRow<'t>>) {
    let of_schools: BTreeSet<Cell> = rows.iter().filter(|r| !r.school.is_empty()).map(RollRow::cell).collect();
    if of_schools.is_empty() {
        return (rows, vec![]);
    }
    let mut held: BTreeMap<YearGroup, BTreeSet<AreaId>> = BTreeMap::new();
    for row in &rows {
        held.entry(row.of.group).or_default().insert(row.of.area);
    }
    let is_total = |row: &RollRow| {
        if !row.school.is_empty() || !of_schools.contains(&row.cell()) {
            return false;
        }
        let inside = words.geography.inside(row.of.area);
        let parts = inside.end.0 - inside.start.0 > 1;
        // Where such areas hold the year group themselves, it is not said of which rows this would be the total.
        parts && !held[&row.of.group].range(inside).any(|id| *id != row.of.area)
    };
    rows.into_iter().partition(|row| !is_total(row))
}

/// Says that totals are compared with the sums of schools, and where they differ.
fn compared(totals: &[RollRow], sums: &[CellRow], words: &Words, problems: &mut Problems) {
    let areas: BTreeSet<AreaId> = totals.iter().map(|r| r.of.area).collect();
    if areas.is_empty() {
        return;
    }
    problems.note(format!(
        "{}: rows of {} without a school are compared with the sum of its schools, and not added",
        words.table.path().display(),
        listed(areas.iter().map(|id| &words.geography.area(*id).code))
    ));
    let sums: BTreeMap<Cell, f64> = sums.iter().map(|r| ((r.year, r.area, r.group), r.value)).collect();
    for total in totals {
        let (cell, given) = (total.cell(), total.of.value);
        let sum = sums.get(&cell).filter(|sum| !sum.is_nan() && !given.is_nan() && **sum != given);
        if let Some(&sum) = sum {
            let fault = SchoolFault::Total { key: words.key(cell), sum, given };
            problems.at(words.table.row_place(total.of.row), fault.into());
        }
    }
}

/// Refuses rows about the same thing. Different numbers in rows that name no school are most likely schools: that is asked
/// once, because to take such rows away would lose pupils.
fn repeats(rows: &[RollRow], words: &Words, problems: &mut Problems) {
    let mut differing: Vec<(Cell, &[RollRow])> = vec![];
    for rows in by_cell(rows).filter(|rows| rows.len() > 1) {
        let cell = rows[0].cell();
        if rows.iter().all(|r| r.school.is_empty()) {
            let first = rows[0].of.value;
            if rows.iter().any(|r| r.of.value != first && !(r.of.value.is_nan() && first.is_nan())) {
                differing.push((cell, rows));
                continue;
            }
        }
        let some_school = rows.iter().any(|r| !r.school.is_empty());
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            let line = words.table.line(row.of.row);
            let place = words.table.row_place(row.of.row);
            if let Some(&first) = met.get(row.school) {
                let key = words.key(cell);
                problems.at(
                    place,
                    match row.school {
                        "" => Fault::Duplicate { first, key },
                        school => SchoolFault::Twice { first, key, school: school.to_owned() }.into(),
                    },
                );
            } else if row.school.is_empty() && some_school {
                problems.at(place, SchoolFault::Beside { key: words.key(cell) }.into());
            }
            met.entry(row.school).or_insert(line);
        }
    }
    let lines: BTreeSet<usize> =
        differing.iter().flat_map(|(_, rows)| rows[1..].iter().map(|r| words.table.line(r.of.row))).collect();
    let Some(&(cell, rows)) = differing.iter().min_by_key(|(_, rows)| words.table.line(rows[1].of.row)) else { return };
    let key = words.key(cell);
    let place = words.table.row_place(rows[1].of.row);
    let fault = match (lines.len(), rows) {
        (1, [there, here]) => {
            let first = words.table.line(there.of.row);
            SchoolFault::Differs { first, key, here: here.of.value, there: there.of.value }
        }
        _ => {
            let sum = rows.iter().map(|r| r.of.value).filter(|n| !n.is_nan()).sum();
            SchoolFault::Unnamed { cells: differing.len(), key, rows: rows.len(), sum }
        }
    };
    problems.at(place, fault.into());
}

/// When a school held a year group, and when it was open.
#[derive(Default)]
struct History {
    /// First January with a number, by year group.
    first: BTreeMap<YearGroup, CensusYear>,
    /// Januaries with any number.
    open: BTreeSet<CensusYear>,
}

impl History {
    /// Whether the school had the year group by a January and was not closed yet: a cell without a number is then not known.
    fn holds(&self, group: YearGroup, year: CensusYear) -> bool {
        self.first.get(&group).is_some_and(|first| *first <= year) && self.open.last().is_some_and(|last| year <= *last)
    }
}

/// The sum of each cell's schools, missing where one of them has no number.
fn added_up(rows: &[RollRow], words: &Words, problems: &mut Problems) -> Vec<CellRow> {
    let mut schools: BTreeMap<(AreaId, &str), History> = BTreeMap::new();
    for row in rows.iter().filter(|r| !r.school.is_empty() && !r.blank) {
        let history = schools.entry((row.of.area, row.school)).or_default();
        let first = history.first.entry(row.of.group).or_insert(row.of.year);
        *first = row.of.year.min(*first);
        history.open.insert(row.of.year);
    }
    let mut missing: BTreeMap<(CensusYear, AreaId, Vec<&str>), Missing> = BTreeMap::new();
    let mut sums = vec![];
    for rows in by_cell(rows) {
        let (year, area, group) = rows[0].cell();
        if rows[0].school.is_empty() {
            sums.push(rows[0].of);
            continue;
        }
        let counted: BTreeSet<&str> = rows.iter().filter(|r| !r.of.value.is_nan()).map(|r| r.school).collect();
        let of_area = schools.range((area, "")..).take_while(|((a, _), _)| *a == area);
        let without: Vec<&str> = of_area
            .filter(|((_, s), h)| h.holds(group, year) && !counted.contains(s))
            .map(|((_, school), _)| *school)
            .collect();
        let known: f64 = rows.iter().map(|r| r.of.value).filter(|n| !n.is_nan()).sum();
        let status = rows.iter().map(|r| r.of.status).max().unwrap_or(rows[0].of.status);
        let all_blank = rows.iter().all(|r| r.blank);
        if without.is_empty() && all_blank {
            continue;
        }
        let value = if without.is_empty() { known } else { f64::NAN };
        sums.push(CellRow { value, status, ..rows[0].of });
        if !without.is_empty() {
            let entry = missing.entry((year, area, without)).or_default();
            entry.groups.push(group);
            if !counted.is_empty() {
                *entry.others.get_or_insert_default() += known;
            }
        }
    }
    for ((year, area, without), of) in missing {
        let fault = SchoolFault::PartMissing {
            area: words.geography.area(area).code.clone(),
            year: year.0,
            groups: groups_in_words(&of.groups, words.schooling),
            several: without.len() > 1,
            schools: listed(without),
            others: of.others,
        };
        problems.in_file(words.table.path(), fault.into());
    }
    told(&schools, words, problems);
    closed_last(&schools, rows, words, problems);
    sums
}

/// Cells whose sum is not known.
#[derive(Default)]
struct Missing {
    groups: Vec<YearGroup>,
    /// What the other schools have, where there are any.
    others: Option<f64>,
}

pub(super) fn groups_in_words(groups: &[YearGroup], schooling: &Schooling) -> String {
    let plural = if groups.len() == 1 { "" } else { "s" };
    let names: Vec<&str> = groups.iter().map(|g| schooling.name(*g)).collect();
    format!("year group{plural} {}", names.join(", "))
}

/// Names in a note before the rest are counted.
const NAMED: usize = 5;

/// Says how many schools were added up, and which open or close inside the history: a school left out of a sheet seems to close.
fn told(schools: &BTreeMap<(AreaId, &str), History>, words: &Words, problems: &mut Problems) {
    let file = words.table.path().display();
    let areas: BTreeSet<AreaId> = schools.keys().map(|(area, _)| *area).collect();
    let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    problems.note(format!(
        "{file}: rows of {} are added up to {}",
        counted(schools.len(), "school"),
        counted(areas.len(), "area")
    ));
    let ends = |of: fn(&History) -> Option<CensusYear>| schools.values().filter_map(of);
    let Some(first) = ends(|h| h.open.first().copied()).min() else { return };
    let Some(last) = ends(|h| h.open.last().copied()).max() else { return };
    let named = |what: &str, of: &dyn Fn(&History) -> Option<String>| {
        let area = |id: AreaId| &words.geography.area(id).code;
        let of_school = |((id, school), h): (&(AreaId, &str), &History)| {
            Some(format!("`{school}` of `{}` ({})", area(*id), of(h)?))
        };
        let found: Vec<String> = schools.iter().filter_map(of_school).collect();
        let more = found.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown = found.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        (!found.is_empty()).then(|| format!("{file}: {what}: {shown}{more}"))
    };
    let opened = named("schools taken as opened inside the history, by their first January", &|h| {
        h.open.first().filter(|y| **y > first).map(|y| y.0.to_string())
    });
    let closed = named("schools taken as closed, by their last January", &|h| {
        h.open.last().filter(|y| **y < last).map(|y| y.0.to_string())
    });
    opened.into_iter().chain(closed).for_each(|note| problems.note(note));
}

/// Warns of schools that end just before the last January: what is forecast begins with it, and a row left out would be missed.
fn closed_last(schools: &BTreeMap<(AreaId, &str), History>, rows: &[RollRow], words: &Words, problems: &mut Problems) {
    let januaries: BTreeSet<CensusYear> = schools.values().flat_map(|h| h.open.iter().copied()).collect();
    let mut latest = januaries.iter().rev();
    let (Some(&last), Some(&before)) = (latest.next(), latest.next()) else { return };
    let closed: BTreeSet<(AreaId, &str)> =
        schools.iter().filter(|(_, h)| h.open.last() == Some(&before)).map(|(key, _)| *key).collect();
    let of_closed = rows.iter().filter(|r| r.of.year == before && closed.contains(&(r.of.area, r.school)));
    let pupils: f64 = of_closed.map(|r| r.of.value).filter(|n| !n.is_nan()).sum();
    if pupils == 0.0 {
        return;
    }
    let named = |(area, school): &(AreaId, &str)| format!("`{school}` of `{}`", words.geography.area(*area).code);
    let more = closed.len().saturating_sub(NAMED);
    let names: Vec<String> = closed.iter().take(NAMED).map(named).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let schools = format!("{}{more}", names.join(", "));
    let fault = SchoolFault::ClosedLast { schools, pupils, before: before.0, last: last.0 };
    problems.in_file(words.table.path(), fault.into());
}
