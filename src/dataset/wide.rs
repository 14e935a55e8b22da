//! Tables with year groups or years side by side, turned into one row for each cell.

use super::grid::{Grid, TextRows};
use super::problem::{HeaderFault, InputFault, Problems};
use super::spoken::{january, year_group};
use super::table::{Reported, TableSpec};

/// Where the cells of a turned table stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spread {
    /// The two columns made of each cell: what its header says, and its value.
    pub(super) made: [String; 2],
    /// The header as it stands in the file.
    pub(super) header: Vec<String>,
    /// For each row made, the position of its cell in that header.
    pub(super) from: Vec<usize>,
}

/// Columns of counts, and columns whose values may stand side by side as headers.
const VALUES: [&str; 3] = ["pupils", "places", "births"];
const ACROSS: [(&str, &str); 3] =
    [("year_group", "year groups"), ("census_year", "January years"), ("year_to_30_june", "years to 30 June")];

/// The table as one row a cell, where its header leaves no doubt that it is a wide one; else as it is. Blank cells make no
/// row. `groups` are the year groups of the data set.
pub(super) fn lengthened(
    grid: Grid,
    spec: TableSpec,
    groups: &[String],
    problems: &mut Problems,
) -> Result<Grid, Reported> {
    let missing: Vec<&str> = spec.required.iter().copied().filter(|c| !grid.header.iter().any(|h| h == c)).collect();
    let Some(&value) = missing.iter().find(|c| VALUES.contains(c)) else { return Ok(grid) };
    let known = |h: &str| spec.has(h);
    let read = |column: &str, h: &str| match column {
        "year_group" => year_group(h, groups),
        _ => january(h).map(|y| y.to_string()),
    };
    // Year groups are looked for first: of a table without its Januaries both may be missing.
    let across = ACROSS.into_iter().filter(|(column, _)| missing.contains(column)).find_map(|(column, words)| {
        let header = grid.header.iter().enumerate().filter(|(_, h)| !known(h));
        let spread: Vec<(usize, String)> = header.filter_map(|(at, h)| Some((at, read(column, h)?))).collect();
        (spread.len() > 1).then_some((column, words, spread))
    });
    let Some((column, words, spread)) = across else { return Ok(grid) };
    let (first, last) = (&spread[0], &spread[spread.len() - 1]);
    let without: Vec<&str> = missing.iter().copied().filter(|c| *c != value && *c != column).collect();
    if !without.is_empty() {
        let others = grid.header.iter().enumerate();
        let others = others.filter(|(at, h)| !known(h) && !h.is_empty() && spread.iter().all(|(s, _)| s != at));
        let fault = HeaderFault::BesideWithout {
            count: spread.len(),
            first: grid.header[first.0].clone(),
            last: grid.header[last.0].clone(),
            words,
            missing: without.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(" and "),
            others: others.map(|(_, h)| format!("`{h}`")).collect::<Vec<_>>().join(" or "),
        };
        problems.at(grid.origin.header_place(Some(first.0), &grid.header[first.0]), fault.into());
        return Err(Reported);
    }
    let mut sound = true;
    for (at, header) in grid.header.iter().enumerate() {
        let place = || grid.origin.header_place(Some(at), header);
        let understood = spread.iter().find(|(s, _)| *s == at);
        let fault = match understood {
            None if known(header) => continue,
            None => InputFault::NotAcross { column: header.clone(), words: words.to_owned() },
            Some((_, name)) => match spread.iter().find(|(s, other)| *s < at && other == name) {
                None => continue,
                Some((first, _)) => {
                    InputFault::AcrossTwice { column: header.clone(), first: grid.header[*first].clone() }
                }
            },
        };
        problems.at(place(), fault.into());
        sound = false;
    }
    if !sound {
        return Err(Reported);
    }
    problems.note(format!(
        "{}: {} columns, `{}` to `{}`, are understood as {words} `{}` to `{}`, each cell as `{value}`",
        grid.origin.path.display(),
        spread.len(),
        grid.header[first.0],
        grid.header[last.0],
        first.1,
        last.1
    ));
    Ok(turned(grid, &spread, [column.to_owned(), value.to_owned()]))
}

/// One row for each cell of the columns spread.
fn turned(grid: Grid, spread: &[(usize, String)], made: [String; 2]) -> Grid {
    let kept: Vec<usize> = (0..grid.header.len()).filter(|at| spread.iter().all(|(s, _)| s != at)).collect();
    let header: Vec<String> = kept.iter().map(|&at| grid.header[at].clone()).chain(made.clone()).collect();
    let mut rows = TextRows::new(header.len());
    let mut from = vec![];
    for (row, &line) in grid.rows.lines().iter().enumerate() {
        for (at, name) in spread.iter().filter(|(at, _)| !grid.rows.cell(row, *at).is_empty()) {
            let cells = kept.iter().map(|&k| grid.rows.cell(row, k)).chain([name.as_str(), grid.rows.cell(row, *at)]);
            rows.push(line, cells);
            from.push(*at);
        }
    }
    Grid { origin: grid.origin, header, rows, spread: Some(Spread { made, header: grid.header, from }) }
}
