//! Tables with year groups or years side by side, turned into one row for each cell.

use super::grid::{Grid, TextRows};
use super::problem::{InputFault, Problems};
use super::table::{Reported, TableSpec};
use crate::calendar::CensusYear;

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
        _ => year(h).map(|y| y.to_string()),
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

/// The year group that a header, or a planner, names: as the data set does, or as `Y7`, `Yr 7`, `Year 7`, `Reception`.
pub(crate) fn year_group(header: &str, groups: &[String]) -> Option<String> {
    let same = |name: &str| groups.iter().find(|g| g.eq_ignore_ascii_case(name)).cloned();
    if let Some(group) = same(header) {
        return Some(group);
    }
    let plain = header.to_lowercase().replace(['_', '-', '.'], " ");
    let plain = plain.trim();
    if ["reception", "rec", "year r", "yr r", "yr", "year group r"].contains(&plain) {
        return same("R");
    }
    let number = ["year group ", "year ", "yr ", "year", "yr", "y ", "y"].iter().find_map(|p| plain.strip_prefix(p))?;
    same(number.trim())
}

/// The January in a header: `2014`, `2013/14`, `201314`, `January 2014`.
fn year(header: &str) -> Option<u16> {
    let plain = header.to_lowercase();
    let plain = ["january ", "jan "].iter().find_map(|p| plain.strip_prefix(p)).unwrap_or(&plain).trim();
    let digits: String = plain.chars().filter(|c| !matches!(c, '/' | '-')).collect();
    let year: u16 = digits.get(..4)?.parse().ok()?;
    let year = match digits.get(4..)? {
        "" if digits == plain => year,
        end if end == format!("{:02}", (year + 1) % 100) => year + 1,
        _ => return None,
    };
    CensusYear::PLAUSIBLE.contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_planners_write_them() {
        let groups: Vec<String> = ["R", "1", "2", "11"].map(str::to_owned).into();
        for (header, group) in
            [("R", "R"), ("Reception", "R"), ("YR", "R"), ("Y1", "1"), ("Year 2", "2"), ("yr11", "11"), ("1", "1")]
        {
            assert_eq!(year_group(header, &groups).as_deref(), Some(group), "{header}");
        }
        for header in ["Total", "Y12", "Nursery", "R-6", "Y", ""] {
            assert_eq!(year_group(header, &groups), None, "{header}");
        }
        for (header, january) in
            [("2014", 2014), ("2013/14", 2014), ("2013-14", 2014), ("201314", 2014), ("Jan 2014", 2014)]
        {
            assert_eq!(year(header), Some(january), "{header}");
        }
        for header in ["2013/15", "14", "2014-2", "2-014", "total", "9999", "2013é"] {
            assert_eq!(year(header), None, "{header}");
        }
    }
}
