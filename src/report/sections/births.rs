//! Births of larger areas, shared among those inside them: each share, and what it rests on.

use super::{Page, capital, spoken};
use crate::dataset::SharedBy;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;

/// Nothing where every area has births of its own.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let data = page.data();
    let Some((births, known)) = data.births.as_ref().zip(data.known(page.base())) else { return vec![] };
    let panel = &data.layout.panels[0];
    let name = |area| data.geography.area(area).name.clone();
    let mut rows = vec![];
    for shared in &births.shared {
        let Some(column) = shared.totals.iter().rposition(|t| !t.is_nan()) else { continue };
        let year = births.first.plus(column as i32);
        for row in &shared.rows {
            let Some(found) = births.share(*row, year, &known) else { continue };
            let by = match found.by {
                SharedBy::Births(last) => format!("its own births to June {last}"),
                SharedBy::Rolls => format!("its rolls to January {}", page.base()),
            };
            let cells = [name(shared.area), name(panel.areas[*row]), format::percent(100.0 * found.share), by];
            rows.push(Row { kind: RowKind::Detail, cells: cells.map(Cell::Text).to_vec() });
        }
    }
    if rows.is_empty() {
        return vec![];
    }
    let level = capital(&spoken(data.geography.level_name(panel.level)));
    let entry = data.schooling.name(crate::calendar::YearGroup(0));
    let text = format!(
        "Births are held for larger areas, and shared among those inside them by what each has had in the latest three years: births of \
         its own where it once had them, or else pupils of Year {entry}. Past forecasts are made with shares of their time, so that \
         bands take in how far such shares have been off."
    );
    let columns = ["Births of", &level, "Share", "By"].map(Column::words).to_vec();
    let caption = "Births shared among areas".to_owned();
    vec![Block::Paragraph(text), Block::Table(Table { caption, columns, rows, footnotes: vec![] })]
}
