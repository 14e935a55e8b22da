//! Rows that are headers once more, as sheets pasted below each other leave them.

use super::grid::{Grid, TextRows};
use super::problem::{HeaderFault, Place, Problems};
use super::spoken::year_group;
use std::collections::BTreeSet;

/// What a row says instead of figures.
enum Again {
    /// What the header says.
    Same,
    /// Year groups other than those of its columns: the first and the last, each with the position of its column.
    Other { first: (usize, String), last: (usize, String) },
}

/// The grid without rows that are headers; each kind is told once. `groups` are the year groups of the data set.
pub(super) fn without_headers(grid: Grid, groups: &[String], problems: &mut Problems) -> Grid {
    let beside: Vec<(usize, String)> =
        grid.header.iter().enumerate().filter_map(|(at, h)| Some((at, year_group(h, groups)?))).collect();
    let beside = if beside.len() > 1 { beside } else { vec![] };
    let found: Vec<(usize, Again)> = (0..grid.rows.lines().len())
        .filter_map(|row| Some((row, header_again(&grid, row, &beside, groups)?)))
        .collect();
    if found.is_empty() {
        return grid;
    }
    let lines = grid.rows.lines();
    let place = |row: usize| Place { file: grid.origin.path.clone(), row: Some(lines[row]), column: None };
    let mut same = found.iter().filter(|(_, again)| matches!(again, Again::Same));
    if let Some((row, _)) = same.next() {
        problems.at(place(*row), HeaderFault::Repeated { more: same.count() }.into());
    }
    let mut others = found.iter().filter_map(|(row, again)| match again {
        Again::Same => None,
        Again::Other { first, last } => Some((*row, first, last)),
    });
    if let Some((row, first, last)) = others.next() {
        let fault = HeaderFault::OtherColumns {
            cells: [first.1.clone(), last.1.clone()],
            under: [grid.header[first.0].clone(), grid.header[last.0].clone()],
            more: others.count(),
        };
        problems.at(place(row), fault.into());
    }
    let headers: BTreeSet<usize> = found.iter().map(|(row, _)| *row).collect();
    let mut rows = TextRows::new(grid.header.len());
    for (row, &line) in lines.iter().enumerate().filter(|(row, _)| !headers.contains(row)) {
        rows.push(line, (0..grid.header.len()).map(|at| grid.rows.cell(row, at)));
    }
    Grid { rows, ..grid }
}

/// Whether a row is a header. Cells that begin with a digit say nothing by themselves: there may well be 7 pupils in Year 7.
fn header_again(grid: &Grid, row: usize, beside: &[(usize, String)], groups: &[String]) -> Option<Again> {
    let in_words = |cell: &str| cell.starts_with(char::is_alphabetic);
    let is_same = |at: usize| grid.rows.cell(row, at).eq_ignore_ascii_case(&grid.header[at]);
    let columns = || (0..grid.header.len()).filter(|&at| !grid.rows.cell(row, at).is_empty());
    let same = columns().filter(|&at| in_words(grid.rows.cell(row, at)) && is_same(at)).count();
    let other_group = |(at, own): &(usize, String)| {
        let cell = grid.rows.cell(row, *at);
        year_group(cell, groups).filter(|group| group != own).map(|_| (*at, cell.to_owned()))
    };
    let is_word = |(at, _): &&(usize, String)| in_words(grid.rows.cell(row, *at));
    let words = beside.iter().filter(is_word).filter_map(other_group).count();
    if words < 2 && same < 2 && !(same == 1 && columns().count() > 1 && columns().all(is_same)) {
        return None;
    }
    let mut others = beside.iter().filter_map(other_group);
    let Some(first) = others.next() else { return Some(Again::Same) };
    let last = others.next_back().unwrap_or_else(|| first.clone());
    Some(Again::Other { first, last })
}
