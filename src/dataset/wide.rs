//! Tables with year groups or years side by side, turned into one row for each cell.

use super::grid::{Grid, TextRows};
use super::problem::{InputFault, Problems};
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
    let value = missing.iter().find(|c| VALUES.contains(c));
    let across: Vec<_> = ACROSS.into_iter().filter(|(column, _)| missing.contains(column)).collect();
    let (Some(&value), [(column, words)], 2) = (value, &across[..], missing.len()) else { return Ok(grid) };
    let known = |h: &str| spec.required.contains(&h) || spec.optional.contains(&h);
    let read = |h: &str| match *column {
        "year_group" => year_group(h, groups),
        _ => january(h).map(|y| y.to_string()),
    };
    let spread: Vec<(usize, String)> =
        grid.header.iter().enumerate().filter(|(_, h)| !known(h)).filter_map(|(at, h)| Some((at, read(h)?))).collect();
    if spread.len() < 2 {
        return Ok(grid);
    }
    let mut sound = true;
    for (at, header) in grid.header.iter().enumerate() {
        let place = || grid.origin.place(1, Some(at), header);
        let understood = spread.iter().find(|(s, _)| *s == at);
        let fault = match understood {
            None if known(header) => continue,
            None => InputFault::NotAcross { column: header.clone(), words: (*words).to_owned() },
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
    let (first, last) = (&spread[0], &spread[spread.len() - 1]);
    problems.note(format!(
        "{}: {} columns, `{}` to `{}`, are understood as {words} `{}` to `{}`, each cell as `{value}`",
        grid.origin.path.display(),
        spread.len(),
        grid.header[first.0],
        grid.header[last.0],
        first.1,
        last.1
    ));
    Ok(turned(grid, &spread, [(*column).to_owned(), value.to_owned()]))
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
