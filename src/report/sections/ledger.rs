//! Planned changes of places: what they are, which of them are in the places, and which of them the rolls do not know.

use super::{Page, capital, whole};
use crate::dataset::PlaceChange;
use crate::places::{Event, PlaceLedger, events};
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;
use std::collections::BTreeSet;

/// What places ahead rest on, as the second half of a sentence.
pub(super) fn proviso(ledger: &PlaceLedger) -> &'static str {
    if ledger.counted().is_empty() {
        "if places only carry themselves on"
    } else {
        "with the planned changes that count"
    }
}

/// Whether planned changes are in the places, as a sentence.
pub(super) fn in_the_places(ledger: &PlaceLedger) -> String {
    match events(ledger.counted()).len() {
        0 => "No planned change is in them.".to_owned(),
        1 => format!("One planned change is in them; what counts is {}.", ledger.count().positions()),
        n => format!("{n} planned changes are in them; what counts is {}.", ledger.count().positions()),
    }
}

/// What a reader must know of events that move pupils: the forecast does not follow them. Nothing where there are none.
pub(super) fn not_in_the_rolls(ledger: &PlaceLedger) -> Option<Block> {
    let moving: Vec<Event> = events(ledger.counted()).into_iter().filter(|e| e.kind().moves_pupils()).collect();
    let named = |e: &Event| format!("{} ({}, from January {})", e.name, e.kind().spoken(), e.first());
    let names = moving.iter().map(named).collect::<Vec<_>>().join("; ");
    let subject = if moving.len() == 1 { "This change is" } else { "These changes are" };
    let text = format!(
        "{subject} in the places and not in the rolls: {names}. Children who will go to a school that opens, or leave one that \
         closes, are still forecast where they would have gone before, so that surplus near these schools is misjudged."
    );
    (!moving.is_empty()).then_some(Block::Note { kind: NoteKind::Caution, text })
}

/// Every planned change, whether it counts or not; nothing where none is planned.
pub(super) fn blocks(page: &Page, ledger: &PlaceLedger) -> Vec<Block> {
    let planned = events(&page.data().place_changes);
    if planned.is_empty() {
        return vec![];
    }
    let counting: BTreeSet<&str> = ledger.counted().iter().map(|c| c.event.as_str()).collect();
    vec![
        Block::subsection("surplus-changes", "Planned changes of places"),
        Block::Paragraph(sentence(page, ledger, &planned, &counting)),
        Block::Table(table(page, &planned, &counting)),
    ]
}

fn sentence(page: &Page, ledger: &PlaceLedger, planned: &[Event], counting: &BTreeSet<&str>) -> String {
    if !ledger.knows_events() {
        return format!(
            "{} are planned. None is in the places above: a forecast from January {} could not know them.",
            counted(planned.len()),
            page.base()
        );
    }
    let made: f64 = planned.iter().filter(|e| counting.contains(e.name)).map(|e| e.places(page.last())).sum();
    let made = match whole(made) {
        0 => "change no total".to_owned(),
        n if n > 0 => format!("add {} places", format::count(n)),
        n => format!("take away {} places", format::count(-n)),
    };
    format!(
        "Of {} planned, {} are in the places above and {made} by January {}, all year groups together. What counts is {}.",
        counted(planned.len()),
        counting.len(),
        page.last(),
        ledger.count().positions()
    )
}

fn counted(changes: usize) -> String {
    if changes == 1 { "1 change".to_owned() } else { format!("{changes} changes") }
}

fn table(page: &Page, planned: &[Event], counting: &BTreeSet<&str>) -> Table {
    let row = |event: &Event| {
        let (full, places) = event.full();
        let counts = if counting.contains(event.name) { "yes" } else { "no" };
        let cells = vec![
            Cell::Text(event.name.to_owned()),
            Cell::Text(where_it_is(page, &event.rows)),
            Cell::Text(capital(event.kind().spoken())),
            Cell::Year(event.first().0),
            Cell::Difference(whole(places)),
            Cell::Year(full.0),
            Cell::Text(capital(event.position().word())),
            Cell::Text(counts.to_owned()),
        ];
        Row { kind: RowKind::Detail, cells }
    };
    let status = planned.iter().map(Event::status).fold(Status::Published, Status::max);
    let mut footnotes = vec![
        "An intake of a September is first counted in the January after it. Places are those of all year groups together, once \
         every intake has moved up; a temporary class has them in one year group at a time."
            .to_owned(),
    ];
    footnotes.extend(page.footnote(status));
    Table {
        caption: "Planned changes of places".to_owned(),
        columns: vec![
            Column::words("Change"),
            Column::words("Area"),
            Column::words("What"),
            Column::numbers("From January"),
            Column::numbers("Places").under("When full"),
            Column::numbers("January").under("When full"),
            Column::words("Status"),
            Column::words("Counts"),
        ],
        rows: planned.iter().map(row).collect(),
        footnotes,
    }
}

/// The areas of an event by name, each once.
fn where_it_is(page: &Page, rows: &[&PlaceChange]) -> String {
    let mut names: Vec<&str> = vec![];
    for row in rows {
        let name = page.data().geography.area(row.area).name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
