//! Places to add so that a floor is held: from when, how many in the January that asks for most, and how sure that makes us.

use super::super::opening::tier_words;
use super::super::{Page, tier_singular, whole};
use crate::calendar::SeriesId;
use crate::dataset::Floor;
use crate::places::{Assurance, Standing, Sufficiency, SurplusCheck};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

/// A row for each area that is short in some January ahead, or a sentence where none is.
pub(super) fn block(page: &Page, check: &SurplusCheck, floor: &Floor, series: SeriesId) -> Option<Block> {
    let chosen = check.prudence.assurance;
    let of_series = &page.series()[series.0];
    let percent = format::percent(floor.percent);
    let spoken = page.data().schooling.spoken(of_series);
    let mut columns = vec![Column::words("Area")];
    for assurance in shown(chosen) {
        let sure = format!("{}% sure", assurance.percent());
        let numbers = ["First short", "Most short", "Places", "Forms of entry"].map(Column::numbers);
        columns.extend(numbers.map(|column| column.under(&sure)));
    }
    let mut status = Status::Published;
    let (mut judged, mut left, mut rows) = (0, 0, vec![]);
    for unit in page.data().layout.of_tier(floor.tier) {
        let of_unit: Vec<&Standing> = page
            .ahead()
            .into_iter()
            .filter_map(|y| check.of(page.data(), floor.tier, series, y).find(|(u, _)| u.code == unit.code))
            .map(|(_, s)| s)
            .collect();
        let found = |assurance| Sufficiency::of(of_unit.iter().copied(), of_series, assurance);
        let Some(of_chosen) = found(chosen) else { continue };
        judged += 1;
        // Who has enough for the assurance chosen has enough for less.
        if of_chosen == Sufficiency::Enough {
            left += 1;
            continue;
        }
        status = of_unit.iter().map(|s| s.status).fold(status, Status::max);
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells.extend(shown(chosen).into_iter().flat_map(|assurance| cells_of(found(assurance))));
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    if judged == 0 {
        return None;
    }
    if rows.is_empty() {
        let sentence = format!(
            "To hold {percent} in {spoken}, none of the {} needs more places in any January to {}, with {}% certainty.",
            tier_words(page, floor.tier),
            page.last(),
            chosen.percent()
        );
        return Some(Block::Paragraph(sentence));
    }
    let mut footnotes = vec![
        "Most short: the January that asks for most places, which need not be the last. The places and forms of entry are those to \
         add by then; forms of entry are rounded up to halves."
            .to_owned(),
        meaning(chosen),
    ];
    if left > 0 {
        let tier = tier_singular(page, floor.tier);
        footnotes.push(format!("Without a row: each {tier} with enough places in every January ({left})."));
    }
    footnotes.extend(page.footnote(status));
    Some(Block::Table(Table {
        caption: format!("Places to add to hold {percent}, {spoken}"),
        columns,
        rows,
        footnotes,
    }))
}

fn meaning(chosen: Assurance) -> String {
    match chosen {
        Assurance::Half => {
            "50% sure: enough for the forecast itself, which is as likely to be too low as too high.".to_owned()
        }
        _ => format!(
            "50% sure: enough for the forecast itself, which is as likely to be too low as too high; {0}% sure: enough in {0} of \
             100 futures drawn.",
            chosen.percent()
        ),
    }
}

fn cells_of(found: Option<Sufficiency>) -> [Cell; 4] {
    match found {
        None => [const { Cell::Missing }; 4],
        Some(Sufficiency::Enough) => {
            [Cell::Text("no year".to_owned()), Cell::Text("no year".to_owned()), Cell::Count(0), Cell::Decimal(0.0, 1)]
        }
        Some(Sufficiency::Short(short)) => [
            Cell::Year(short.first.0),
            Cell::Year(short.worst.0),
            Cell::Count(whole(short.places.ceil())),
            Cell::Decimal(short.forms, 1),
        ],
    }
}

/// The assurances that a table shows: the point forecast's, and the one chosen.
fn shown(chosen: Assurance) -> Vec<Assurance> {
    let mut shown = vec![Assurance::Half, chosen];
    shown.dedup();
    shown
}
