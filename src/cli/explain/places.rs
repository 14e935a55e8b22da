//! The places beside a number that is explained: what they were, and the events that make them.

use crate::calendar::{CensusYear, Role, YearGroup};
use crate::cli::print;
use crate::dataset::{Dataset, OutColumn, PlaceChange, Unit};
use crate::places::PlaceLedger;
use crate::report::format;
use crate::status::Status;

/// The places of a cell in a January.
pub(super) struct Places<'a> {
    pub(super) total: f64,
    carried: f64,
    /// The year group whose places of the opening January those carried on are, and what the year group itself had then.
    moved_up: (YearGroup, Option<f64>),
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
        let opening = ledger.opening();
        let mut from = group;
        // An intake repeats its places; any other year group brings along those of the one below.
        for _ in 0..year.years_since(opening).max(0) {
            if matches!(data.schooling.role(from), Role::Entry | Role::Transfer) {
                break;
            }
            from = YearGroup(from.0.saturating_sub(1));
        }
        let then = ledger.places(data, unit, &[group], opening);
        Some(Places { total, carried, moved_up: (from, then), events })
    }
}

/// Them in words: what is carried on, then an event a line.
pub(super) fn places_words(
    data: &Dataset,
    places: &Places,
    ledger: &PlaceLedger,
    (group, year): (YearGroup, CensusYear),
) -> String {
    let whole = |n: f64| format::count(format::round_half_up(n, 0) as i64);
    let (opening, name) = (ledger.opening(), |g: YearGroup| data.schooling.name(g));
    let (from, then) = places.moved_up;
    let same = then.is_none_or(|n| whole(n) == whole(places.carried));
    let had = then
        .filter(|_| !same)
        .map_or(String::new(), |n| format!(" (year group {} had {} then)", name(group), whole(n)));
    let carried = match from == group {
        _ if same => format!("as in January {opening}"),
        true => format!("carried on from January {opening}{had}"),
        false => format!("those of year group {} in January {opening}, moved up{had}", name(from)),
    };
    let mut words = format!("Places in January {year}: {}", whole(places.total));
    if places.events.is_empty() {
        return print::wrapped(&format!("{words}, {carried}."));
    }
    words += &format!(". Without planned changes {}, {carried}; planned changes:", whole(places.carried));
    let events = places.events.iter().map(|(change, made)| {
        let school = if change.school.is_empty() { String::new() } else { format!(", {}", change.school) };
        let known = if change.status > Status::Published { format!("; {}", change.status) } else { String::new() };
        let words = format!(
            "{}{school}: {} from January {} ({}{known})",
            change.event,
            change.kind.spoken(),
            change.first,
            change.position.word(),
        );
        [format::difference(format::round_half_up(*made, 0) as i64), words]
    });
    format!(
        "{}\n{}\n{}",
        print::wrapped(&words),
        print::beside(events),
        print::wrapped("The forecast of pupils does not move with planned changes; a scenario moves both.")
    )
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
