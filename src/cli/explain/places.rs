//! The places beside a number that is explained: what they were, and the events that make them.

use super::numbers::whole;
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
    /// Of one year group: it, the one whose places of the opening January it carries on, and what it had itself then.
    moved_up: Option<(YearGroup, YearGroup, Option<f64>)>,
    events: Vec<(&'a PlaceChange, f64)>,
}

impl<'a> Places<'a> {
    /// Those of a unit and year group; `None` where none are held.
    pub(super) fn of(
        data: &'a Dataset,
        ledger: &'a PlaceLedger,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
    ) -> Option<Places<'a>> {
        let total = ledger.places(data, unit, groups, year)?;
        let mut events: Vec<(&PlaceChange, f64)> = vec![];
        for (change, made) in ledger.making(data, unit, groups, year) {
            // Rows of one event that say the same are one line.
            let same = |c: &PlaceChange| {
                let told = |c: &PlaceChange| (c.kind, c.first, c.position, c.status);
                (&c.event, &c.school) == (&change.event, &change.school) && told(c) == told(change)
            };
            match events.iter_mut().find(|(c, _)| same(c)) {
                Some((_, so_far)) => *so_far += made,
                None => events.push((change, made)),
            }
        }
        let carried = total - events.iter().map(|(_, places)| places).sum::<f64>();
        let opening = ledger.opening();
        // An intake repeats its places; any other year group brings along those of the one below.
        let from = |group: YearGroup| {
            (0..year.years_since(opening).max(0)).fold(group, |from, _| match data.schooling.role(from) {
                Role::Entry | Role::Transfer => from,
                Role::Primary | Role::Secondary => YearGroup(from.0.saturating_sub(1)),
            })
        };
        let moved_up = match groups[..] {
            [one] => Some((one, from(one), ledger.places(data, unit, &[one], opening))),
            _ => None,
        };
        Some(Places { total, carried, moved_up, events })
    }
}

/// Them in words: what is carried on, then an event a line.
///
/// `follows` says whether a scenario has the pupils follow the places of its own schools.
pub(super) fn places_words(
    data: &Dataset,
    places: &Places,
    ledger: &PlaceLedger,
    year: CensusYear,
    follows: bool,
) -> String {
    let (opening, name) = (ledger.opening(), |g: YearGroup| data.schooling.name(g));
    let carried = match places.moved_up {
        None => format!("as the year groups of January {opening} move up"),
        Some((_, _, then)) if then.is_none_or(|n| whole(n) == whole(places.carried)) => {
            format!("as in January {opening}")
        }
        Some((group, from, then)) => {
            let had = then.map_or(String::new(), |n| format!(" (year group {} had {} then)", name(group), whole(n)));
            match from == group {
                true => format!("carried on from January {opening}{had}"),
                false => format!("those of year group {} in January {opening}, moved up{had}", name(from)),
            }
        }
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
        print::wrapped(if follows {
            "The forecast of pupils moves with the schools of the scenario, in a step above, and with no other planned change."
        } else {
            "The forecast of pupils does not move with planned changes; a scenario moves both."
        })
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
