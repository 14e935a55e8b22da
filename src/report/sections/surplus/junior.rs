//! Leavers of infant schools beside the places of junior schools.

use super::super::opening::tier_words;
use super::super::{Page, whole};
use crate::places::Crossing;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::status::Status;

/// Areas that are short of junior places in some January ahead.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let crossings = page.results.crossings;
    let (Some(junior), Some(first)) = (page.data().junior, crossings.first()) else { return vec![] };
    let units = &page.data().layout.units;
    let name = |g| page.data().schooling.name(g).to_owned();
    let (above, below) = (name(junior), name(crate::calendar::YearGroup(junior.0 - 1)));
    let mut status = Status::Published;
    let mut rows = vec![];
    for of_area in crossings.chunk_by(|a, b| a.unit == b.unit) {
        if of_area.iter().all(|c| whole(c.short()) == 0) {
            continue;
        }
        status = of_area.iter().map(|c| c.status).fold(status, Status::max);
        let short = |y| of_area.iter().find(|c: &&Crossing| c.year == y);
        let mut cells = vec![Cell::Text(units[of_area[0].unit].name.clone())];
        cells.extend(
            page.ahead().into_iter().map(|y| short(y).map_or(Cell::Missing, |c| Cell::Count(whole(c.short())))),
        );
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    let tier = units[first.unit].tier;
    let areas = crossings.chunk_by(|a, b| a.unit == b.unit).count();
    let mut blocks = vec![
        Block::subsection("surplus-junior", &format!("Year {below} leavers against Year {above} places")),
        Block::Paragraph(format!(
            "Pupils who leave an infant school need a place in Year {above} the year after. {} of {areas} {} have more pupils in \
             Year {below} than places in Year {above} a January later, in some January to {}.",
            rows.len(),
            tier_words(page, tier),
            page.last()
        )),
    ];
    let mut columns = vec![Column::words("Area")];
    columns.extend(
        page.ahead().iter().map(|y| Column::numbers(&y.to_string()).under(&format!("Year {above} places short"))),
    );
    if !rows.is_empty() {
        let footnotes = page.footnote(status);
        let caption = format!("Short of Year {above} places for the Year {below} of the January before");
        blocks.push(Block::Table(Table { caption, columns, rows, footnotes }));
    }
    blocks
}
