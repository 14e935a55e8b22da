//! The surplus of every area of the finest level by January: the bands as colour and as marks.

use super::super::opening::tier_words;
use super::super::{Page, capital, tier_singular};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Tier, Unit};
use crate::places::{Band, Standing, SurplusCheck};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// More rows than this are a file, not a page.
const MOST_ROWS: usize = 400;

/// One table for all series held at the finest level, the areas under the area of the report's level they lie in.
pub(super) fn blocks(page: &Page, check: &SurplusCheck) -> Vec<Block> {
    let Some(level) = page.finest_level() else { return vec![] };
    let tier = Tier::Level(level);
    let units: Vec<&Unit> = page.data().layout.of_tier(tier).collect();
    let years: Vec<CensusYear> = std::iter::once(page.base()).chain(page.ahead()).collect();
    let held = |s: &SeriesId| check.of(page.data(), tier, *s, page.base()).next().is_some();
    let series: Vec<SeriesId> = (0..page.series().len()).map(SeriesId).filter(held).collect();
    if series.is_empty() || units.len() > MOST_ROWS {
        return vec![];
    }
    let mut columns = vec![Column::words(&capital(&tier_singular(page, tier)))];
    for s in &series {
        let spoken = page.data().schooling.spoken(&page.series()[s.0]);
        columns.extend(years.iter().map(|y| Column::numbers(&y.to_string()).under(&spoken)));
    }
    let standings: Vec<Vec<(&Unit, &Standing)>> = series
        .iter()
        .flat_map(|s| years.iter().map(move |y| (s, y)))
        .map(|(s, y)| check.of(page.data(), tier, *s, *y).collect())
        .collect();
    let of = |unit: &Unit, column: usize| standings[column].iter().find(|(u, _)| u.code == unit.code).map(|(_, s)| *s);
    let mut status = Status::Published;
    let mut rows = vec![];
    for whole in page.report_units() {
        let inside = |u: &&&Unit| {
            let areas = u.area.zip(whole.area);
            areas.is_some_and(|(part, whole)| page.data().geography.lies_in(part, whole))
        };
        let mut rows_inside = vec![];
        for unit in units.iter().filter(inside) {
            let mut cells = vec![Cell::Text(unit.name.clone())];
            cells.extend((0..standings.len()).map(|column| of(unit, column).map_or(Cell::Missing, heat)));
            let known = (0..standings.len()).filter_map(|column| of(unit, column));
            status = known.map(|s| s.status).fold(status, Status::max);
            rows_inside.push(Row { kind: RowKind::Detail, cells });
        }
        if !rows_inside.is_empty() {
            let mut cells = vec![Cell::Text(whole.name.clone())];
            let totals = series.iter().flat_map(|s| years.iter().map(move |y| (s, y))).map(|(s, y)| {
                let mut of_tier = check.of(page.data(), whole.tier, *s, *y);
                of_tier.find(|(u, _)| u.code == whole.code).map_or(Cell::Missing, |(_, s)| heat(s))
            });
            cells.extend(totals);
            rows.push(Row { kind: RowKind::Subtotal, cells });
            rows.extend(rows_inside);
        }
    }
    let over = |year| {
        let full = |s: SeriesId| check.of(page.data(), tier, s, year).filter(|(_, s)| s.surplus() < 0.0).count();
        let words = |s: &SeriesId| format!("{} in {}", full(*s), page.data().schooling.spoken(&page.series()[s.0]));
        series.iter().map(words).collect::<Vec<_>>().join(", ")
    };
    let areas = tier_words(page, tier);
    let text = format!(
        "Of {} {areas}, those with more pupils than places: {} in January {}; {} in January {}, if the forecast holds.",
        units.len(),
        over(page.base()),
        page.base(),
        over(page.last()),
        page.last()
    );
    let mut footnotes = vec![
        "Surplus in per cent of places. \u{25C6} below 5; \u{25B2} 5 to 7; no mark above 7. Below zero there are more pupils \
         than places."
            .to_owned(),
    ];
    footnotes.extend(page.footnote(status));
    vec![
        Block::subsection("surplus-heat", &format!("Surplus by {}", tier_singular(page, tier))),
        Block::Paragraph(text),
        Block::Table(Table { caption: format!("Surplus of the {areas}, by January"), columns, rows, footnotes }),
    ]
}

fn heat(standing: &Standing) -> Cell {
    let (Some(percent), Some(band)) = (standing.percent(), standing.band()) else { return Cell::Missing };
    let number = format::decimal(percent, format::decimals_beside(percent, &super::lines(standing), 1));
    match band {
        Band::Below5 => Cell::Heat(Tone::Poor, format!("\u{25C6}\u{A0}{number}")),
        Band::From5To7 => Cell::Heat(Tone::Watch, format!("\u{25B2}\u{A0}{number}")),
        Band::Above7 => Cell::Heat(Tone::Good, number),
    }
}
