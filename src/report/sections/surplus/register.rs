//! The commissioning register: what was intended, what became of it, and why.

use super::super::{Page, capital, whole};
use crate::places::{Places, tallies};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::status::Status;

/// More rows than this are a file, not a page.
const MOST_ROWS: usize = 300;

/// The register added up, then project by project; nothing where the data set holds none.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let register = &page.data().register;
    if register.is_empty() {
        return vec![];
    }
    let mut blocks = vec![
        Block::subsection("surplus-register", "Intended and commissioned"),
        Block::Paragraph(
            "The commissioning register sets what was intended beside what became of it. No figure above rests on it: the \
             places ahead are those of the planned changes."
                .to_owned(),
        ),
        Block::Table(summary(page)),
    ];
    if register.len() <= MOST_ROWS {
        blocks.push(Block::Table(projects(page)));
    }
    blocks
}

fn year_group(page: &Page, group: crate::calendar::YearGroup) -> Cell {
    Cell::Text(format!("Year\u{A0}{}", page.data().schooling.name(group)))
}

fn summary(page: &Page) -> Table {
    let tallies = tallies(&page.data().register);
    let rows = tallies.iter().map(|t| {
        let stated = |p: Places| t.projects > p.unstated;
        let count = |p: Places| if stated(p) { Cell::Count(whole(p.sum)) } else { Cell::Missing };
        let forms = |p: Places| if stated(p) { Cell::Decimal(p.forms(), 1) } else { Cell::Missing };
        let cells = vec![
            Cell::Text(capital(t.kind.spoken())),
            year_group(page, t.group),
            Cell::Count(t.projects as i64),
            count(t.planned),
            count(t.commissioned),
            forms(t.planned),
            forms(t.commissioned),
        ];
        Row { kind: RowKind::Detail, cells }
    });
    let unstated = |of: fn(&crate::places::Tally) -> Places| tallies.iter().map(|t| of(t).unstated).sum::<usize>();
    let mut footnotes = vec![format!(
        "Places are those of one intake; a form of entry is 30 of them. Where the register states no number the project is \
         counted and its places are in no sum: {} without one intended, {} without one commissioned.",
        unstated(|t| t.planned),
        unstated(|t| t.commissioned)
    )];
    footnotes.extend(page.footnote(tallies.iter().map(|t| t.status).fold(Status::Published, Status::max)));
    Table {
        caption: "The register by kind: intended and commissioned".to_owned(),
        columns: vec![
            Column::words("What"),
            Column::words("Intake"),
            Column::numbers("Projects"),
            Column::numbers("Intended").under("Places"),
            Column::numbers("Commissioned").under("Places"),
            Column::numbers("Intended").under("Forms of entry"),
            Column::numbers("Commissioned").under("Forms of entry"),
        ],
        rows: rows.collect(),
        footnotes,
    }
}

fn projects(page: &Page) -> Table {
    let register = &page.data().register;
    let has_reasons = register.iter().any(|p| !p.reason.is_empty());
    let count = |places: Option<f64>| places.map_or(Cell::Missing, |n| Cell::Count(whole(n)));
    let rows = register.iter().map(|p| {
        let mut cells = vec![
            Cell::Text(p.school.clone()),
            Cell::Text(page.data().geography.area(p.area).name.clone()),
            Cell::Text(capital(p.kind.spoken())),
            year_group(page, p.group),
            Cell::Year(p.first.0),
            count(p.planned),
            count(p.commissioned),
            Cell::Text(capital(p.position.word())),
        ];
        cells.extend(has_reasons.then(|| Cell::Text(p.reason.clone())));
        Row { kind: RowKind::Detail, cells }
    });
    let mut columns = vec![
        Column::words("School"),
        Column::words("Area"),
        Column::words("What"),
        Column::words("Intake"),
        Column::numbers("From January"),
        Column::numbers("Intended").under("Places"),
        Column::numbers("Commissioned").under("Places"),
        Column::words("Position"),
    ];
    columns.extend(has_reasons.then(|| Column::words("Why")));
    Table {
        caption: "The register, project by project".to_owned(),
        columns,
        rows: rows.collect(),
        footnotes: page.footnote(register.iter().map(|p| p.status).fold(Status::Published, Status::max)),
    }
}
