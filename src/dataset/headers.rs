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

/// The grid with the names of the columns that its header means. `groups` are the year groups of the data set.
pub(super) fn understood(
    mut grid: Grid,
    spec: TableSpec,
    groups: &[String],
    problems: &mut Problems,
) -> Result<Grid, Reported> {
    let counts = spec.required.iter().any(|c| COUNTS.contains(c)) && spec.has("area");
    let across = |read: &dyn Fn(&str) -> bool| grid.header.iter().filter(|h| read(h)).count() > 1;
    let wide = across(&|h| year_group(h, groups).is_some()) || across(&|h| january(h).is_some());
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
                let place = grid.origin.place(1, Some(first), &grid.header[first]);
                problems.at(place, HeaderFault::Several { column: column.to_owned(), columns }.into());
                sound = false;
            }
        }
    }
    if sound { Ok(grid) } else { Err(Reported) }
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
