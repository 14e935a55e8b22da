//! Falling short of a floor: the chance of it January by January, from when, and what it would take.

use super::super::{Page, tier_singular, whole};
use crate::calendar::SeriesId;
use crate::dataset::Floor;
use crate::places::{Assurance, Standing, SurplusCheck};
use crate::report::document::{Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// A row for each area with a chance to speak of; `None` where the forecast has no paths.
pub(super) fn table(page: &Page, check: &SurplusCheck, floor: &Floor, series: SeriesId) -> Option<Table> {
    page.results.forecast.intervals.as_ref()?;
    let assurance = check.prudence.assurance;
    let percent = format::percent(floor.percent);
    let mut columns = vec![Column::words("Area")];
    let ahead = page.ahead();
    columns
        .extend(ahead.iter().map(|y| Column::numbers(&y.to_string()).under(&format!("Chance of less than {percent}"))));
    columns.push(Column::numbers("At risk from"));
    let needed = format!("To reach {percent} in {}", page.last());
    columns.extend(shown(assurance).iter().map(|a| Column::numbers(&heading("Places", *a)).under(&needed)));
    columns.push(Column::numbers(&heading("Forms of entry", assurance)).under(&needed));
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
        cells.extend(
            shown(assurance)
                .iter()
                .map(|&a| last.places_needed(a).map_or(Cell::Missing, |n| Cell::Count(whole(n.ceil())))),
        );
        cells.push(
            last.forms_needed(&page.series()[series.0], assurance).map_or(Cell::Missing, |n| Cell::Decimal(n, 1)),
        );
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    let risk = format::percent(check.prudence.risk_percent);
    let mut footnotes = vec![format!(
        "Chance: the share of the paths of the forecast in which the surplus is below {percent}; {MARK} above {risk}, the risk \
         taken. At risk from: the first such January. {}% sure: enough places in that share of the paths, with forms of entry \
         rounded up to halves.",
        assurance.percent()
    )];
    if left > 0 {
        let tier = tier_singular(page, floor.tier);
        footnotes.push(format!("Without a row: each {tier} whose chance is below 1% in every January ({left})."));
    }
    footnotes.extend(page.footnote(status));
    (!rows.is_empty()).then(|| Table {
        caption: format!("Falling short of {percent}, {}", page.data().schooling.spoken(&page.series()[series.0])),
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
    let words = format::chance(chance);
    match 100.0 * chance {
        p if p > check.prudence.risk_percent => Cell::Heat(Tone::Poor, format!("{MARK}\u{A0}{words}")),
        _ => Cell::Text(words),
    }
}

/// The assurances that a table shows: the point forecast's, and the one chosen.
fn shown(chosen: Assurance) -> Vec<Assurance> {
    let mut shown = vec![Assurance::Half, chosen];
    shown.dedup();
    shown
}

fn heading(what: &str, assurance: Assurance) -> String {
    format!("{what}, {}% sure", assurance.percent())
}
