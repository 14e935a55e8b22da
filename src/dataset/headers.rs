//! The header of a table as planners write it, as the columns of a data set.
//!
//! Capitals, spaces and underscores do not matter, and of the tables of counts a few other names are known. What was understood by
//! another name is told, and a column that two may be is asked for.

use super::grid::Grid;
use super::problem::{HeaderFault, Problems};
use super::rows::listed;
use super::spoken::{january, year_group};
use super::table::{Reported, TableSpec};

/// Columns of counts: the tables that have one are those that planners keep in sheets of their own.
const COUNTS: [&str; 3] = ["pupils", "places", "births"];

/// Other names of the columns of those tables.
const OTHER_NAMES: [(&str, &[&str]); 4] = [
    ("census_year", &["year", "january", "census", "january census"]),
    (
        "area",
        &[
            "area code",
            "area name",
            "planning area",
            "planning area code",
            "planning area name",
            "pa",
            "pa code",
            "primary planning area",
            "secondary planning area",
            "planning group",
            "planning group code",
        ],
    ),
    ("year_group", &["year", "nc year", "nc year group", "national curriculum year", "national curriculum year group"]),
    ("pupils", &["nor", "number on roll", "numbers on roll", "roll", "headcount"]),
];

/// What the column of schools may be called, the best first: a table may hold a name and a number.
const SCHOOLS: [&str; 15] = [
    "school",
    "school name",
    "name of school",
    "establishment name",
    "establishment",
    "laestab",
    "dfe no",
    "dfe number",
    "dfe",
    "dcsf no",
    "dcsf number",
    "school number",
    "school code",
    "estab",
    "urn",
];

/// What a column of row totals may be called, where year groups or years stand side by side.
const TOTALS: [&str; 14] = [
    "total",
    "totals",
    "grand total",
    "row total",
    "sum",
    "sum of total",
    "all",
    "all years",
    "all year groups",
    "total nor",
    "total roll",
    "total pupils",
    "nor",
    "number on roll",
];

/// Whether some cells are the header of a table: two at least name its columns, year groups or Januaries, one of them a column, and
/// they are at least half of what is there.
pub(super) fn is_header(cells: &[&str], spec: TableSpec, groups: &[String]) -> bool {
    let counts = of_counts(spec);
    let named = |cell: &str| {
        let cell = plain(cell);
        let own = spec.required.iter().chain(spec.optional).any(|c| plain(c) == cell);
        let other = OTHER_NAMES.iter().any(|(_, names)| names.contains(&cell.as_str()));
        own || counts && (other || SCHOOLS.contains(&cell.as_str()))
    };
    let filled = cells.iter().filter(|c| !c.is_empty());
    let names = filled.clone().filter(|c| named(c)).count();
    let across = filled.clone().filter(|c| !named(c) && (year_group(c, groups).is_some() || january(c).is_some()));
    let known = names + across.count();
    names > 0 && known > 1 && 2 * known >= filled.count()
}

/// Whether a table holds counts of areas.
fn of_counts(spec: TableSpec) -> bool {
    spec.required.iter().any(|c| COUNTS.contains(c)) && spec.has("area")
}

/// The grid with the names of the columns that its header means. `groups` are the year groups of the data set.
pub(super) fn understood(
    mut grid: Grid,
    spec: TableSpec,
    groups: &[String],
    problems: &mut Problems,
) -> Result<Grid, Reported> {
    separated_by_commas(&grid, problems)?;
    let counts = of_counts(spec);
    let across = |read: &dyn Fn(&str) -> bool| {
        let found: Vec<usize> = (0..grid.header.len()).filter(|&at| read(&grid.header[at])).collect();
        Some(found).filter(|found| found.len() > 1)
    };
    let beside = across(&|h| year_group(h, groups).is_some()).or_else(|| across(&|h| january(h).is_some()));
    let wide = beside.is_some();
    if let Some(beside) = beside.filter(|_| counts) {
        grid = without_totals(grid, &beside, problems);
    }
    if counts && spec.has("school") {
        grid = schools(grid, problems);
    }
    let mut sound = true;
    let missing = spec.required.iter().chain(spec.optional).filter(|c| !grid.header.iter().any(|h| h == **c));
    for &column in missing.collect::<Vec<_>>() {
        // A roll in a table whose year groups stand side by side is their total.
        let other_names = counts && !(wide && COUNTS.contains(&column));
        let other = |at: usize| other_names && is_other_name(column, &grid, at, groups);
        let same = |at: usize| plain(&grid.header[at]) == plain(column);
        let free = (0..grid.header.len()).filter(|&at| !spec.has(&grid.header[at]));
        let found: Vec<usize> = free.filter(|&at| same(at) || other(at)).collect();
        match found[..] {
            [] => {}
            [at] => {
                if !same(at) {
                    problems.note(format!(
                        "{}: the column `{}` is understood as `{column}`",
                        grid.origin.path.display(),
                        grid.header[at]
                    ));
                }
                column.clone_into(&mut grid.header[at]);
            }
            [first, ..] => {
                let columns = listed(found.iter().map(|&at| &grid.header[at]));
                let place = grid.origin.header_place(Some(first), &grid.header[first]);
                problems.at(place, HeaderFault::Several { column: column.to_owned(), columns }.into());
                sound = false;
            }
        }
    }
    if sound { Ok(grid) } else { Err(Reported) }
}

/// Refuses a table whose columns are separated by something else than commas: it would seem to have one column.
fn separated_by_commas(grid: &Grid, problems: &mut Problems) -> Result<(), Reported> {
    let [only] = &grid.header[..] else { return Ok(()) };
    let Some((_, signs)) = [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(sign, _)| only.contains(*sign))
    else {
        return Ok(());
    };
    problems.at(grid.origin.header_place(None, only), HeaderFault::Separator { signs }.into());
    Err(Reported)
}

/// The grid without columns of row totals: totals are computed. Where they differ from the sum of what stands side by side, that
/// is told.
fn without_totals(grid: Grid, beside: &[usize], problems: &mut Problems) -> Grid {
    let totals: Vec<usize> =
        (0..grid.header.len()).filter(|&at| TOTALS.contains(&plain(&grid.header[at]).as_str())).collect();
    for &at in &totals {
        let mut differing = vec![];
        for (row, &line) in grid.rows.lines().iter().enumerate() {
            let number = |at: usize| grid.rows.cell(row, at).parse::<f64>().ok();
            let cells: Vec<usize> = beside.iter().copied().filter(|&at| !grid.rows.cell(row, at).is_empty()).collect();
            let sum: Option<f64> = cells.iter().map(|&at| number(at)).sum();
            match (number(at), sum) {
                (Some(total), Some(sum)) if total != sum => differing.push((line, total, sum)),
                _ => {}
            }
        }
        let found = match differing.first() {
            None => "it is the sum of its row wherever both are known".to_owned(),
            Some((line, total, sum)) => format!(
                "it differs from the sum of its row in {}, first in row {line}: it is {total}, and the row adds to {sum}",
                if differing.len() == 1 { "1 row".to_owned() } else { format!("{} rows", differing.len()) }
            ),
        };
        let (file, name) = (grid.origin.path.display(), &grid.header[at]);
        problems.note(format!("{file}: the column `{name}` is left out, as totals are computed; {found}"));
    }
    grid.without(&totals)
}

/// Letters and digits of a header in lower case, its words a space apart.
fn plain(header: &str) -> String {
    let lower = header.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a header is another name of a column; `Year` may be one of two, and its cells say which.
fn is_other_name(column: &str, grid: &Grid, at: usize, groups: &[String]) -> bool {
    let header = plain(&grid.header[at]);
    let named = OTHER_NAMES.iter().any(|(c, names)| *c == column && names.contains(&header.as_str()));
    let cells = |read: &dyn Fn(&str) -> bool| grid.rows.column(at).all(|cell| cell.is_empty() || read(cell));
    named
        && match column {
            "census_year" => cells(&|cell| january(cell).is_some()),
            "year_group" => cells(&|cell| year_group(cell, groups).is_some()),
            _ => true,
        }
}

/// The column of schools under its own name; further names and numbers of schools are left out.
fn schools(mut grid: Grid, problems: &mut Problems) -> Grid {
    let rank = |header: &str| SCHOOLS.iter().position(|s| *s == plain(header));
    let mut found: Vec<(usize, usize)> =
        grid.header.iter().enumerate().filter_map(|(at, h)| Some((rank(h)?, at))).collect();
    found.sort_unstable();
    let Some((&(_, best), others)) = found.split_first() else { return grid };
    let file = grid.origin.path.display();
    if grid.header[best] != "school" {
        problems.note(format!("{file}: the column `{}` is understood as `school`", grid.header[best]));
    }
    if !others.is_empty() {
        let names = listed(others.iter().map(|&(_, at)| &grid.header[at]));
        problems.note(format!("{file}: {names} left out: schools go by `{}`", grid.header[best]));
    }
    "school".clone_into(&mut grid.header[best]);
    grid.without(&others.iter().map(|&(_, at)| at).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_spaces_and_signs_make_no_other_word() {
        for header in ["census_year", "Census Year", " CENSUS-YEAR ", "census  year"] {
            assert_eq!(plain(header), "census year", "{header}");
        }
        assert_eq!(plain("DfE No."), "dfe no");
    }
}
