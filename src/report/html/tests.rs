//! What a reader must find on a page.

use super::*;
use crate::calendar::CensusYear;
use crate::report::chart::{Chart, Plot, Point, RollPlot};
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table, Tone};

fn page(blocks: Vec<Block>) -> String {
    let document = Document { title: "Review <2014>".to_owned(), subtitle: "Kent & Medway".to_owned(), blocks };
    render(&document, &House::built_in()).unwrap()
}

/// The page without its style sheet.
fn body(blocks: Vec<Block>) -> String {
    page(blocks).split_once("<body>").unwrap().1.to_owned()
}

fn table() -> Table {
    let cells = |name: &str| {
        let name = Cell::Text(name.to_owned());
        vec![name, Cell::Count(1_460), Cell::Count(1_450), Cell::Difference(10), Cell::Missing]
    };
    Table {
        caption: "Table 1".to_owned(),
        columns: vec![
            Column::words("Area"),
            Column::numbers("Forecast").under("Pupils"),
            Column::numbers("Actual").under("Pupils"),
            Column::numbers("Difference"),
            Column::numbers("Surplus"),
        ],
        rows: vec![
            Row { kind: RowKind::Detail, cells: cells("Tonbridge & Malling") },
            Row { kind: RowKind::Total, cells: cells("<Kent>") },
        ],
        footnotes: vec!["Forecast less actual.".to_owned()],
    }
}

fn chart() -> Chart {
    let actual = vec![Point { year: CensusYear(2013), value: 90.0 }, Point { year: CensusYear(2014), value: 120.0 }];
    Chart {
        finding: "Rolls rise".to_owned(),
        measure: "Pupils".to_owned(),
        description: "Rolls".to_owned(),
        plot: Plot::Rolls(RollPlot { actual, ..RollPlot::default() }),
    }
}

#[test]
fn text_is_escaped_wherever_it_stands() {
    let page = page(vec![Block::Paragraph("1 < 2 & 3".to_owned()), Block::Table(table())]);
    for escaped in
        ["Review &lt;2014&gt;", "Kent &amp; Medway", "1 &lt; 2 &amp; 3", "Tonbridge &amp; Malling", "&lt;Kent&gt;"]
    {
        assert!(page.contains(escaped), "{escaped}");
    }
    assert!(!page.contains("<Kent>") && !page.contains("<2014>"));
}

#[test]
fn a_table_has_a_cell_for_each_column_and_names_each_row() {
    let body = body(vec![Block::Table(table())]);
    assert_eq!(body.matches("<td ").count(), 2 * 4);
    assert_eq!(body.matches("<th scope=\"row\"").count(), 2);
    assert_eq!(body.matches("<tr class=\"total\">").count(), 1);
    assert!(body.contains("<caption><span>Table 1</span></caption>"));
}

#[test]
fn a_shared_heading_spans_its_columns_and_the_others_span_both_rows() {
    let body = body(vec![Block::Table(table())]);
    assert!(body.contains("<th scope=\"colgroup\" class=\"group\" colspan=\"2\"><span>Pupils</span></th>"));
    assert_eq!(body.matches("rowspan=\"2\"").count(), 3);
    assert_eq!(body.matches("<th scope=\"col\"").count(), 5);
    let plain = Table { columns: vec![Column::words("Area"), Column::numbers("Actual")], ..table() };
    assert!(!body_of(plain).contains("rowspan"));
}

fn body_of(table: Table) -> String {
    body(vec![Block::Table(table)])
}

#[test]
fn cells_say_what_they_hold() {
    let shown = |cell: Cell| {
        let rows = vec![Row { kind: RowKind::Detail, cells: vec![cell] }];
        let body = body_of(Table { columns: vec![Column::numbers("n")], rows, ..table() });
        body.split_once("<th scope=\"row\" class=\"numbers\">").unwrap().1.split_once("</th>").unwrap().0.to_owned()
    };
    assert_eq!(shown(Cell::Year(2014)), "2014");
    assert_eq!(shown(Cell::Count(17_124)), "17,124");
    assert_eq!(shown(Cell::Difference(-149)), "−149");
    assert_eq!(shown(Cell::Percent(5.25)), "5.3%");
    assert_eq!(shown(Cell::SignedPercent(0.46)), "+0.5%");
    assert_eq!(shown(Cell::Decimal(2.0, 2)), "2.00");
    assert_eq!(shown(Cell::Missing), "<span class=\"missing\" title=\"not held\">–</span>");
    let poor = Cell::Judgement(Tone::Poor, "2FE short".to_owned());
    assert_eq!(shown(poor), "<span class=\"judgement poor\">2FE short</span>");
}

#[test]
fn sections_are_listed_and_parts_of_them_are_not() {
    let body = body(vec![Block::section("year-r", "Year R"), Block::subsection("east", "East Kent")]);
    assert!(body.contains("<li><a href=\"#year-r\">Year R</a></li>") && body.contains("<h2 id=\"year-r\">Year R</h2>"));
    assert!(!body.contains("href=\"#east\"") && body.contains("<h3 id=\"east\">East Kent</h3>"));
    assert!(!page(vec![]).contains("Contents"));
}

#[test]
fn notes_say_in_words_what_they_are() {
    let note = |kind| body(vec![Block::Note { kind, text: "reconstructed".to_owned() }]);
    assert!(note(NoteKind::Caution).contains("<strong>Caution:</strong> reconstructed"));
    assert!(note(NoteKind::Method).contains("<strong>Method:</strong>"));
    assert!(note(NoteKind::Source).contains("<strong>Source:</strong>"));
}

#[test]
fn a_chart_stands_under_its_finding_in_two_sizes_and_in_a_grid_in_one() {
    let alone = body(vec![Block::Chart(chart())]);
    assert!(alone.contains("<strong class=\"finding\">Rolls rise</strong>"));
    assert_eq!(alone.matches("<svg ").count(), 2);
    let grid = body(vec![Block::ChartGrid(vec![chart(), chart(), chart()])]);
    assert_eq!(grid.matches("<svg ").count(), 3);
}

#[test]
fn a_page_needs_nothing_beside_itself() {
    let page = page(vec![Block::Chart(chart()), Block::Table(table())]);
    for outside in ["<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_council_may_replace_the_style_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(STYLE), "body { color: navy }").unwrap();
    let house = House::from_folder(folder.path()).unwrap();
    assert_eq!(house, House { style: "body { color: navy }".to_owned(), ..House::built_in() });
}

#[test]
fn a_template_that_names_what_is_not_there_is_refused() {
    let house = House { template: "{{ titel }}".to_owned(), ..House::built_in() };
    let document = Document { title: String::new(), subtitle: String::new(), blocks: vec![] };
    assert!(render(&document, &house).is_err());
}
