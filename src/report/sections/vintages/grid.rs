//! Every year group of every area at once: a total can be right while its year groups are not.

use super::super::footnote;
use crate::accuracy::Review;
use crate::calendar::YearGroup;
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// Beyond so many tolerances a year group stands out.
const FAR: f64 = 3.0;

pub(super) fn blocks(data: &Dataset, review: &Review) -> Vec<Block> {
    if review.year_groups.is_empty() {
        return vec![];
    }
    vec![Block::Table(table(data, review))]
}

fn table(data: &Dataset, review: &Review) -> Table {
    let groups: Vec<YearGroup> = data.schooling.groups().collect();
    let cell = |unit: usize, group: YearGroup| {
        let row = review.year_groups.iter().find(|r| r.unit == unit && r.group == group);
        row.and_then(|r| r.percent()).map_or(Cell::Missing, |percent| shaded(percent, review.tolerance_percent))
    };
    let units = data.layout.units.iter().enumerate().filter_map(|(u, unit)| {
        let kind = match unit.tier {
            Tier::Level(l) if l == review.level => RowKind::Detail,
            Tier::Level(LevelId(0)) => RowKind::Total,
            _ => return None,
        };
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells.extend(groups.iter().map(|g| cell(u, *g)));
        Some(Row { kind, cells })
    });
    let mut rows: Vec<Row> = units.collect();
    rows.sort_by_key(|r| r.kind == RowKind::Total);
    let mut columns = vec![Column::words("Area")];
    columns.extend(groups.iter().map(|g| Column::numbers(data.schooling.name(*g)).under("Year group")));
    let tolerance = review.tolerance_percent;
    let shown = review.rows.iter().map(|r| r.status).fold(Status::Published, Status::max);
    let mut footnotes = vec![format!(
        "Unmarked: within {}. A triangle: beyond it. A diamond: beyond {}. The same pupils are more per cent of a small year group.",
        format::percent(tolerance),
        format::percent(FAR * tolerance)
    )];
    footnotes.extend(footnote(shown));
    Table {
        caption: format!(
            "Where totals mask year groups: vintage {}, January {}, difference in per cent of the actual roll",
            review.vintage, review.year
        ),
        columns,
        rows,
        footnotes,
    }
}

/// A per cent whose mark says how far it is beyond the tolerance.
fn shaded(percent: f64, tolerance: f64) -> Cell {
    let words = format::signed_percent(percent).trim_end_matches('%').to_owned();
    match percent.abs() {
        p if p <= tolerance => Cell::Text(words),
        p if p <= FAR * tolerance => Cell::Judgement(Tone::Watch, words),
        _ => Cell::Judgement(Tone::Poor, words),
    }
}
