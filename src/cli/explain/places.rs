//! The places beside a number that is explained: what they were, and the events that make them.

use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Dataset, OutColumn, PlaceChange, Unit};
use crate::places::PlaceLedger;
use crate::report::format;

/// The places of a cell in a January.
pub(super) struct Places<'a> {
    pub(super) total: f64,
    carried: f64,
    events: Vec<(&'a PlaceChange, f64)>,
}

impl<'a> Places<'a> {
    /// Those of a unit and year group; `None` where none are held.
    pub(super) fn of(
        data: &'a Dataset,
        ledger: &'a PlaceLedger,
        unit: &Unit,
        group: YearGroup,
        year: CensusYear,
    ) -> Option<Places<'a>> {
        let total = ledger.places(data, unit, &[group], year)?;
        let events: Vec<(&PlaceChange, f64)> = ledger.making(data, unit, &[group], year).collect();
        let carried = total - events.iter().map(|(_, places)| places).sum::<f64>();
        Some(Places { total, carried, events })
    }
}

/// Them in words: what is carried on, then an event a line.
pub(super) fn places_words(places: &Places, ledger: &PlaceLedger, year: CensusYear) -> String {
    let whole = |n: f64| format::count(format::round_half_up(n, 0) as i64);
    let mut words = format!("Places in January {year}: {}", whole(places.total));
    if places.events.is_empty() {
        words += &format!(", as in January {}.", ledger.opening());
        return words;
    }
    words += &format!(", of which {} are those of January {} moved up, and", whole(places.carried), ledger.opening());
    for (change, made) in &places.events {
        let school = if change.school.is_empty() { String::new() } else { format!(", {}", change.school) };
        let made = format::difference(format::round_half_up(*made, 0) as i64);
        let known = if change.status > crate::status::Status::Published {
            format!("; {}", change.status)
        } else {
            String::new()
        };
        words += &format!(
            "\n  {made}  {}{school}: {} from January {} ({}{known})",
            change.event,
            change.kind.spoken(),
            change.first,
            change.position.word(),
        );
    }
    words
}

/// Them as columns of the table for a program to read.
pub(super) fn places_columns(places: Option<&Places>, rows: usize) -> Vec<(String, OutColumn)> {
    let number = |n: Option<f64>| OutColumn::Number(vec![n; rows]);
    let made = |(change, made): &(&PlaceChange, f64)| format!("{} {made:+}", change.event);
    let events = places.map_or(String::new(), |p| p.events.iter().map(made).collect::<Vec<_>>().join("; "));
    vec![
        ("places".to_owned(), number(places.map(|p| p.total))),
        ("places_carried_on".to_owned(), number(places.map(|p| p.carried))),
        ("place_events".to_owned(), OutColumn::Text(vec![events; rows])),
    ]
}
