//! Areas that are short while a neighbour has places.

use super::super::{Page, whole};
use crate::places::{Reach, Relief};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

/// More rows than this are a file, not a page.
const MOST_ROWS: usize = 60;

/// The reliefs of the last January, an area and series a row, the neighbour that could take most first.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let units = &page.data().layout.units;
    let last: Vec<&Relief> = page
        .results
        .reliefs
        .iter()
        .filter(|r| r.year == page.last() && whole(r.need) > 0 && whole(r.takes) > 0)
        .collect();
    let mut rows = vec![];
    let mut status = Status::Published;
    for of_area in last.chunk_by(|a, b| (a.series, a.short) == (b.series, b.short)) {
        let mut by_size: Vec<&Relief> = of_area.to_vec();
        by_size.sort_by(|a, b| b.takes.total_cmp(&a.takes));
        let words = |r: &&Relief| format!("{} ({})", units[r.neighbour].name, format::count(whole(r.takes)));
        status = by_size.iter().map(|r| r.status).fold(status, Status::max);
        rows.push(Row {
            kind: RowKind::Detail,
            cells: vec![
                Cell::Text(units[of_area[0].short].name.clone()),
                Cell::Text(page.data().schooling.spoken(&page.series()[of_area[0].series.0])),
                Cell::Count(whole(of_area[0].need)),
                Cell::Text(by_size.iter().map(words).collect::<Vec<_>>().join("; ")),
            ],
        });
    }
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return vec![];
    }
    let by_transfers = last.iter().any(|r| r.reach == Reach::Transfers);
    let mut footnotes = vec![
        "In brackets: how many its spare places of the same year groups could take, by itself; two areas may look to the same \
         places. Whether they can be reached is for planners to judge."
            .to_owned(),
    ];
    footnotes.extend(by_transfers.then(|| {
        "No neighbours are named for these areas: those shown are where at least one in a hundred of their leavers went.".to_owned()
    }));
    footnotes.extend(page.footnote(status));
    let table = Table {
        caption: format!("Short in January {}, with a neighbour that has places", page.last()),
        columns: vec![
            Column::words("Area"),
            Column::words("Series"),
            Column::numbers("Short of"),
            Column::words("Neighbours with places"),
        ],
        rows,
        footnotes,
    };
    vec![Block::subsection("surplus-reliefs", "Places next door"), Block::Table(table)]
}
