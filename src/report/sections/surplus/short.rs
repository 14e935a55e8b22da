//! Falling short of a floor: the chance of it January by January, and from when it is a risk.

use super::super::{Page, tier_singular};
use crate::calendar::SeriesId;
use crate::dataset::Floor;
use crate::places::{Standing, SurplusCheck};
use crate::report::document::{Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// A row for each area with a chance to speak of; `None` where the forecast has no paths.
pub(super) fn table(page: &Page, check: &SurplusCheck, floor: &Floor, series: SeriesId) -> Option<Table> {
    page.results.forecast.intervals.as_ref()?;
    let percent = format::percent(floor.percent);
    let mut columns = vec![Column::words("Area")];
    let ahead = page.ahead();
    columns
        .extend(ahead.iter().map(|y| Column::numbers(&y.to_string()).under(&format!("Chance of less than {percent}"))));
    columns.push(Column::numbers("At risk from"));
    // At a floor of nothing the two are one.
    let full = floor.percent > 0.0;
    let under = "Chance of more pupils than places";
    columns.extend(ahead.iter().filter(|_| full).map(|y| Column::numbers(&y.to_string()).under(under)));
    let mut status = Status::Published;
    let mut left = 0;
    let mut rows = vec![];
    for unit in page.data().layout.of_tier(floor.tier) {
        let of_unit: Vec<Option<&Standing>> = ahead
            .iter()
            .map(|&y| check.of(page.data(), floor.tier, series, y).find(|(u, _)| u.code == unit.code).map(|(_, s)| s))
            .collect();
        let Some(last) = of_unit.last().copied().flatten() else { continue };
        if of_unit.iter().flatten().all(|s| s.chance_below.is_some_and(|c| c < WORTH_A_ROW)) {
            left += 1;
            continue;
        }
        status = of_unit.iter().flatten().map(|s| s.status).fold(status, Status::max);
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells
            .extend(of_unit.iter().map(|s| s.and_then(|s| s.chance_below).map_or(Cell::Missing, |c| chance(check, c))));
        let from = check.first_at_risk(last.unit, series);
        cells.push(from.map_or_else(|| Cell::Text("no year".to_owned()), |y| Cell::Year(y.0)));
        let of_full = |s: &Option<&Standing>| {
            s.and_then(|s| s.chance_full).map_or(Cell::Missing, |chance| Cell::Text(format::chance(chance)))
        };
        cells.extend(of_unit.iter().filter(|_| full).map(of_full));
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    let risk = format::percent(check.prudence.risk_percent);
    let mut footnotes = vec![format!(
        "Chance: the share of the futures drawn in which the surplus is below {percent}; {MARK} above {risk}, the risk taken. At \
         risk from: the first such January."
    )];
    if left > 0 {
        let tier = tier_singular(page, floor.tier);
        footnotes.push(format!("Without a row: each {tier} whose chance is below 1% in every January ({left})."));
    }
    footnotes.extend(page.footnote(status));
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "Chance of falling short of {percent}, {}",
            page.data().schooling.spoken(&page.series()[series.0])
        ),
        columns,
        rows,
        footnotes,
    })
}

/// Chances below this in every January are no row of a table.
const WORTH_A_ROW: f64 = 0.01;

/// What stands before a chance above the risk.
const MARK: &str = "\u{25C6}";

fn chance(check: &SurplusCheck, chance: f64) -> Cell {
    let risk = check.prudence.risk_percent;
    let words = match format::decimals_beside(100.0 * chance, &[risk], 0) {
        0 => format::chance(chance),
        decimals => format!("{}%", format::decimal(100.0 * chance, decimals)),
    };
    match 100.0 * chance {
        p if p > risk => Cell::Heat(Tone::Poor, format!("{MARK}\u{A0}{words}")),
        _ => Cell::Text(words),
    }
}
