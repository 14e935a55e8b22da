//! What the rows of a printed table are about: areas of the data set in the table's own spelling, totals, schools.

use super::layout::{Layout, Role};
use super::text::Text;
use crate::dataset::{Names, PrintedFault, Problems, Sheet, SheetRow, plain_name};
use crate::geography::AreaId;
use std::collections::BTreeSet;

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// An area of the tree.
    Area(AreaId),
    /// A group of a grouping, by their positions.
    Group(usize, usize),
    /// A sum that no area stands for.
    Total,
    /// A school, or anything else that the data set does not know.
    Other(String),
    /// Nobody: no name stands in the row.
    Nameless,
}

/// A row of the table, its cells in the columns they belong to.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Where it stands in the file.
    pub(super) number: usize,
    /// What a finding calls it.
    pub(super) label: String,
    /// The cells that set its block apart.
    pub(super) block: Vec<String>,
    pub(super) who: Who,
    /// The cells, moved back where the row is shifted.
    pub(super) cells: Vec<String>,
    /// Whether they had to be moved.
    pub(super) shifted: bool,
}

/// A name without the words that mark a sum; `None` where it has none of them.
fn without_total(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let total =
        |w: &str| ["total", "totals", "subtotal", "subtotals", "sub-total"].contains(&w.to_lowercase().as_str());
    let rest: Vec<&str> = words.iter().copied().filter(|w| !total(w)).collect();
    (rest.len() < words.len()).then(|| rest.join(" "))
}

/// Whether a name marks a sum.
pub(super) fn is_total(name: &str) -> bool {
    without_total(&name.replace('.', "")).is_some()
}

impl Names<'_> {
    /// The group of that name in the grouping that a cell of the row names.
    fn group(&self, block: &[String], name: &str) -> Option<Who> {
        let groupings = self.geography.groupings().iter().enumerate();
        let mut named = groupings.filter(|(_, g)| block.iter().any(|cell| plain_name(cell) == plain_name(&g.name)));
        let (at, grouping) = named.next()?;
        let wanted = plain_name(name);
        let group = grouping.groups.iter().position(|g| plain_name(&g.name) == wanted || g.code == name)?;
        Some(Who::Group(at, group))
    }
}

/// Refuses a table whose first row is no header.
pub(super) fn check_header(sheet: &Sheet, names: Names, problems: &mut Problems) {
    let year = |cell: &str| cell.len() == 4 && cell.parse::<u16>().is_ok_and(|y| (1900..=2100).contains(&y));
    let figure = |cell: &&String| Text::of(cell).figure().is_some() && !year(cell);
    let area = |cell: &&String| !names.answering(cell).is_empty();
    if let Some(cell) = sheet.header.iter().find(figure).or_else(|| sheet.header.iter().find(area)) {
        problems.at(sheet.place(None, None), PrintedFault::NoHeader { cell: cell.clone() }.into());
    }
}

/// Refuses a table that names its columns again: by the same words, or by words where most columns of figures hold none.
pub(super) fn check_second_header(sheet: &Sheet, layout: &Layout, problems: &mut Problems) {
    for row in &sheet.rows {
        let same = |(cell, heading): &(&String, &String)| !cell.is_empty() && cell.eq_ignore_ascii_case(heading);
        let repeated = row.cells.iter().zip(&sheet.header).filter(same).count();
        let texts: Vec<Text> = layout.figures().map(|c| Text::of(&row.cells[c])).collect();
        let words = texts.iter().filter(|t| **t == Text::Words).count();
        let headings = words > 1 && 2 * words > texts.len() && texts.iter().all(|t| t.figure().is_none());
        if headings || 2 * repeated > sheet.header.len() {
            problems.at(sheet.place(Some(row), None), PrintedFault::TwoHeaders.into());
        }
    }
}

/// The rows of a sheet with whom each is about; an area that the data set does not know is a problem.
pub(super) fn lines(sheet: &Sheet, layout: &Layout, names: Names, problems: &mut Problems) -> Vec<Line> {
    let mut used: BTreeSet<(Vec<String>, Who)> = BTreeSet::new();
    let mut lines = vec![];
    for printed in &sheet.rows {
        let (cells, shifted) = aligned(printed, layout);
        let name = cells[layout.name].split_whitespace().collect::<Vec<_>>().join(" ");
        let block: Vec<String> = layout.blocks().map(|c| cells[c].clone()).collect();
        let who = match who(&name, &block, layout, names, &used) {
            Some(who) => who,
            None => {
                problems.at(sheet.place(Some(printed), Some(layout.name)), names.unknown(&name));
                continue;
            }
        };
        used.insert((block.clone(), who.clone()));
        let label = match (name.is_empty(), block.iter().any(|b| !b.is_empty())) {
            (true, _) => format!("row {}", printed.line),
            (false, true) => {
                format!("{name} ({})", block.iter().filter(|b| !b.is_empty()).cloned().collect::<Vec<_>>().join(", "))
            }
            (false, false) => name,
        };
        lines.push(Line { number: printed.line, label, block, who, cells, shifted });
    }
    lines
}

fn who(
    name: &str,
    block: &[String],
    layout: &Layout,
    names: Names,
    used: &BTreeSet<(Vec<String>, Who)>,
) -> Option<Who> {
    if name.is_empty() {
        return Some(Who::Nameless);
    }
    if !layout.areas {
        return Some(if is_total(name) { Who::Total } else { Who::Other(plain_name(name)) });
    }
    if let Some(group) = names.group(block, name) {
        return Some(group);
    }
    let mut found = names.answering(name);
    if found.is_empty() {
        let bare = without_total(name);
        found = bare.as_deref().filter(|b| !b.is_empty()).map(|b| names.answering(b)).unwrap_or_default();
        if found.is_empty() {
            return bare.map(|_| Who::Total);
        }
    }
    // One name may stand for an area and for one inside it: the first row is the wider, the second the narrower.
    let free = found.iter().find(|id| !used.contains(&(block.to_vec(), Who::Area(**id))));
    free.or(found.first()).map(|id| Who::Area(*id))
}

/// The cells of a row in their columns. A row without a name in its column, and words where the first figures belong, stands
/// a column too far to the right; so does one whose per cents stand under counts, with a blank before the figures.
fn aligned(row: &SheetRow, layout: &Layout) -> (Vec<String>, bool) {
    let cells = &row.cells;
    let Some(first) = layout.figures().next() else { return (cells.clone(), false) };
    let next = layout.name + 1;
    let words_next = layout.figures().any(|c| c == next) && Text::of(&cells[next]) == Text::Words;
    let from = if cells[layout.name].is_empty() && words_next {
        layout.name
    } else if Text::of(&cells[first]) == Text::Blank
        && per_cents_astray(cells, layout) > per_cents_astray(&moved(cells, first), layout)
    {
        first
    } else {
        return (cells.clone(), false);
    };
    (moved(cells, from), true)
}

/// The cells from a column on, each one column to the left.
fn moved(cells: &[String], from: usize) -> Vec<String> {
    let mut cells = cells.to_vec();
    cells.remove(from);
    cells.push(String::new());
    cells
}

/// Per cents in columns of counts, and counts in columns of per cents that are written with the sign.
fn per_cents_astray(cells: &[String], layout: &Layout) -> usize {
    let astray = |c: &usize| {
        Text::of(&cells[*c]).figure().is_some_and(|f| match layout.roles[*c] {
            Role::Percent => layout.styles[*c].percent && !f.percent,
            _ => f.percent,
        })
    };
    layout.figures().filter(astray).count()
}
