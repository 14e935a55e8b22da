//! What a template sees of a document: words, and numbers already written as words.

use crate::report::chart::Chart;
use crate::report::document::{
    Block, Cell, Column, ColumnKind, Document, Figure, HeadingLevel, NoteKind, RowKind, Table, Tone,
};
use crate::report::format;
use crate::report::svg::{self, Size};
use minijinja::Value;
use serde::Serialize;

/// A whole page.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    title: &'a str,
    subtitle: &'a str,
    style: Value,
    contents: Vec<Entry<'a>>,
    blocks: Vec<BlockView<'a>>,
}

/// A line of the table of contents.
#[derive(Serialize)]
struct Entry<'a> {
    anchor: &'a str,
    text: &'a str,
    parts: Vec<Entry<'a>>,
}

/// A block; `type` tells a template which one.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum BlockView<'a> {
    Heading { level: u8, anchor: &'a str, text: &'a str },
    Paragraph { text: &'a str },
    Note { kind: &'static str, label: &'static str, text: &'a str },
    Figures { figures: Vec<FigureView<'a>> },
    Table(TableView<'a>),
    Chart(ChartView<'a>),
    ChartGrid { charts: Vec<ChartView<'a>> },
}

#[derive(Serialize)]
struct FigureView<'a> {
    label: &'a str,
    value: CellView,
    detail: &'a str,
}

#[derive(Serialize)]
struct TableView<'a> {
    caption: &'a str,
    head: Vec<Vec<HeadView<'a>>>,
    rows: Vec<RowView>,
    footnotes: &'a [String],
}

/// A cell of the head of a table.
#[derive(Serialize)]
struct HeadView<'a> {
    text: &'a str,
    scope: &'static str,
    class: &'static str,
    columns: usize,
    rows: usize,
}

#[derive(Serialize)]
struct RowView {
    class: &'static str,
    cells: Vec<CellView>,
}

/// A cell: its words, the classes of its column and of what it says, and an explanation shown on request.
#[derive(Serialize)]
struct CellView {
    text: String,
    column: &'static str,
    class: &'static str,
    title: &'static str,
}

/// A chart: `wide` for the width of a page, `narrow` for a phone or one of several side by side.
#[derive(Serialize)]
struct ChartView<'a> {
    finding: &'a str,
    measure: &'a str,
    wide: Value,
    narrow: Value,
    key: Vec<String>,
}

impl<'a> Page<'a> {
    /// The view of a document in a style.
    pub(super) fn of(document: &'a Document, style: &str) -> Page<'a> {
        Page {
            title: &document.title,
            subtitle: &document.subtitle,
            style: Value::from_safe_string(style.to_owned()),
            contents: contents(&document.blocks),
            blocks: document.blocks.iter().map(block).collect(),
        }
    }
}

/// The sections, each with those of its parts that are listed.
fn contents(blocks: &[Block]) -> Vec<Entry<'_>> {
    let mut sections: Vec<Entry<'_>> = vec![];
    for block in blocks {
        let Block::Heading { level, anchor, text } = block else { continue };
        let entry = Entry { anchor, text, parts: vec![] };
        match (level, sections.last_mut()) {
            (HeadingLevel::Section, _) => sections.push(entry),
            (HeadingLevel::Part, Some(section)) => section.parts.push(entry),
            (HeadingLevel::Part, None) | (HeadingLevel::Subsection, _) => {}
        }
    }
    sections
}

fn block(block: &Block) -> BlockView<'_> {
    match block {
        Block::Heading { level, anchor, text } => BlockView::Heading { level: heading_level(*level), anchor, text },
        Block::Paragraph(text) => BlockView::Paragraph { text },
        Block::Note { kind, text } => {
            let (kind, label) = note(*kind);
            BlockView::Note { kind, label, text }
        }
        Block::Figures(figures) => BlockView::Figures { figures: figures.iter().map(figure).collect() },
        Block::Table(table) => BlockView::Table(table_view(table)),
        Block::Chart(chart) => BlockView::Chart(chart_view(chart)),
        Block::ChartGrid(charts) => BlockView::ChartGrid { charts: charts.iter().map(chart_view).collect() },
    }
}

/// The title of a document is the only heading of level 1.
fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::Section => 2,
        HeadingLevel::Part | HeadingLevel::Subsection => 3,
    }
}

fn note(kind: NoteKind) -> (&'static str, &'static str) {
    match kind {
        NoteKind::Caution => ("caution", "Caution"),
        NoteKind::Method => ("method", "Method"),
        NoteKind::Source => ("source", "Source"),
    }
}

fn figure(figure: &Figure) -> FigureView<'_> {
    FigureView { label: &figure.label, value: cell(&figure.value, ColumnKind::Words), detail: &figure.detail }
}

fn chart_view(chart: &Chart) -> ChartView<'_> {
    let drawn = |size| Value::from_safe_string(svg::render(chart, size));
    ChartView {
        finding: &chart.finding,
        measure: &chart.measure,
        wide: drawn(Size::Normal),
        narrow: drawn(Size::Small),
        key: chart.key(),
    }
}

fn table_view(table: &Table) -> TableView<'_> {
    let cells = |cells: &[Cell]| cells.iter().zip(&table.columns).map(|(c, column)| cell(c, column.kind)).collect();
    TableView {
        caption: &table.caption,
        head: head(&table.columns),
        rows: table.rows.iter().map(|row| RowView { class: row_class(row.kind), cells: cells(&row.cells) }).collect(),
        footnotes: &table.footnotes,
    }
}

/// One row of headings; two where columns share headings, a column of its own then spanning both.
fn head(columns: &[Column]) -> Vec<Vec<HeadView<'_>>> {
    let has_groups = columns.iter().any(|column| !column.group.is_empty());
    let own = |column| HeadView { rows: 1, ..heading(column) };
    if !has_groups {
        return vec![columns.iter().map(own).collect()];
    }
    let mut upper = Vec::new();
    for group in columns.chunk_by(|a, b| a.group == b.group) {
        match group {
            [first, ..] if !first.group.is_empty() => upper.push(HeadView {
                text: &first.group,
                scope: "colgroup",
                class: "group",
                columns: group.len(),
                rows: 1,
            }),
            ungrouped => upper.extend(ungrouped.iter().map(heading)),
        }
    }
    vec![upper, columns.iter().filter(|column| !column.group.is_empty()).map(own).collect()]
}

/// The heading of a column over the whole height of a head of two rows.
fn heading(column: &Column) -> HeadView<'_> {
    HeadView { text: &column.heading, scope: "col", class: column_class(column.kind), columns: 1, rows: 2 }
}

fn column_class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Words => "words",
        ColumnKind::Numbers => "numbers",
    }
}

fn row_class(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Detail => "detail",
        RowKind::Subtotal => "subtotal",
        RowKind::Total => "total",
    }
}

fn cell(cell: &Cell, column: ColumnKind) -> CellView {
    let (class, title) = match cell {
        Cell::Judgement(tone, _) => (tone_class(*tone), ""),
        Cell::Heat(tone, _) => (heat_class(*tone), ""),
        Cell::Missing => ("missing", "not held"),
        _ => ("", ""),
    };
    CellView { text: words(cell), column: column_class(column), class, title }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Judgement(_, text) | Cell::Heat(_, text) => text.clone(),
        Cell::Year(year) => year.to_string(),
        Cell::Count(value) => format::count(*value),
        Cell::Difference(value) => format::difference(*value),
        Cell::Percent(value) => format::percent(*value),
        Cell::SignedPercent(value) => format::signed_percent(*value),
        Cell::Decimal(value, decimals) => format::decimal(*value, *decimals),
        Cell::Missing => format::NOT_HELD.to_owned(),
    }
}

fn heat_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "heat good",
        Tone::Watch => "heat watch",
        Tone::Poor => "heat poor",
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "judgement good",
        Tone::Watch => "judgement watch",
        Tone::Poor => "judgement poor",
    }
}
