//! Planned changes of places: what they are, which of them are in the places, and which of them the rolls do not know.

use super::{Page, capital, whole};
use crate::dataset::PlaceChange;
use crate::money::Pence;
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
        1 => format!("One planned change is in them; those that are {} count.", ledger.count().positions()),
        n => format!("{n} planned changes are in them; those that are {} count.", ledger.count().positions()),
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
    .into_iter()
    .chain(costs(page, &planned).map(Block::Table))
    .collect()
}

/// Cost and classrooms of the changes of which either is stated; nothing where none is.
fn costs(page: &Page, planned: &[Event]) -> Option<Table> {
    let rise = page.data().new_decision_percent;
    let stated = |e: &&Event| e.cost().is_some() || e.classrooms(e.first()).is_some();
    let row = |event: &Event| {
        let money = |pence: Option<Pence>| pence.map_or(Cell::Missing, |p| Cell::Text(pounds(p)));
        let full = event.full();
        let classrooms = event.classrooms(full.0);
        let enough = match (classrooms, event.short_of_classrooms()) {
            (None, _) => Cell::Missing,
            (Some(_), None) => Cell::Text("enough".to_owned()),
            (Some(_), Some(short)) => Cell::Text(format!("short from September {}", short.0 - 1)),
        };
        let cells = vec![
            Cell::Text(event.name.to_owned()),
            money(event.cost()),
            money(event.cost_of_a_place()),
            money(event.cost().map(|c| c.and_percent(rise))),
            classrooms.map_or(Cell::Missing, |n| Cell::Count(i64::from(n))),
            Cell::Count(i64::from(event.classes(full.0))),
            enough,
        ];
        Row { kind: RowKind::Detail, cells }
    };
    let rows: Vec<Row> = planned.iter().filter(stated).map(row).collect();
    let status = planned.iter().filter(stated).map(Event::status).fold(Status::Published, Status::max);
    let mut footnotes = vec![format!(
        "A place costs what the project costs, shared by its places when full. A cost more than {rise}% above the one stated \
         needs a new decision. Classes are of 30 at most, each of one year group."
    )];
    footnotes.extend(page.footnote(status));
    (!rows.is_empty()).then(|| Table {
        caption: "What planned changes cost, and the classrooms they need".to_owned(),
        columns: vec![
            Column::words("Change"),
            Column::numbers("Cost"),
            Column::numbers("Cost of a place"),
            Column::numbers("New decision above"),
            Column::numbers("Classrooms").under("When full"),
            Column::numbers("Classes").under("When full"),
            Column::words("Classrooms, year by year"),
        ],
        rows,
        footnotes,
    })
}

/// Pence only where there are some.
fn pounds(amount: Pence) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
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
        "Of {} planned, {} are in the places above and {made} by January {}, all year groups together. Those that are {} count.",
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
