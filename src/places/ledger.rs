//! The ledger of places: history as held, and the years to come as it fills and as events change it.

use super::FORM;
use crate::calendar::{CensusYear, Series, YearGroup};
use crate::dataset::{Count, Cube, Dataset, PlaceChange, Unit, carried_on, last_held};
use crate::status::Status;

/// Places in use by area, year group and January.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceLedger {
    places: Cube,
    /// The last January the forecast may know.
    base: CensusYear,
    /// The last January of places held, where the ledger starts from.
    opening: CensusYear,
    count: Count,
    counted: Vec<PlaceChange>,
    /// Whether the base is late enough to know of events.
    knows_events: bool,
}

impl PlaceLedger {
    /// Places to `last` with the events that count: the opening position, carried on, and what each event adds to it.
    ///
    /// Formula: places(g, t) = opening position carried on + sum over events of places_in(g, t).
    /// where the opening position is the last January of places held up to `base` ([`PlaceLedger::carried_on`]), and an
    /// event's places those of [`PlaceChange::places_in`].
    /// Source: docs/method.md, Places ahead.
    ///
    /// A base before the last January of places knew of none of the events, and none is counted. `None` where the data set
    /// holds no places.
    pub fn new(data: &Dataset, base: CensusYear, last: CensusYear, count: Count) -> Option<PlaceLedger> {
        let mut ledger = PlaceLedger::carried_on(data, base, last)?;
        ledger.count = count;
        if !ledger.knows_events {
            return Some(ledger);
        }
        ledger.counted = data.place_changes.iter().filter(|c| count.counts(c.position)).cloned().collect();
        for change in &ledger.counted {
            let (panel, row) = (change.cell.panel, change.cell.row);
            for t in 0..ledger.places.years().len() {
                let year = ledger.places.first.plus(t as i32);
                for (column, group) in data.layout.panels[panel].columns() {
                    ledger.places.panels[panel][[row, column, t]] += change.places_in(group, year);
                }
            }
        }
        Some(ledger)
    }

    /// The same without any event.
    ///
    /// Formula: places(g, t+1) = places(g, t) for the entry and the transfer year group; places(g-1, t) for a later one,
    /// whose cohort brings its places along.
    ///
    /// where t is the opening position or later. A year group with none below it in the area repeats its own places.
    pub fn carried_on(data: &Dataset, base: CensusYear, last: CensusYear) -> Option<PlaceLedger> {
        let history = data.places.as_ref()?;
        let held = last_held(history)?;
        let opening = held.min(base);
        let places = carried_on(history, &data.layout, &data.schooling, opening, last);
        Some(PlaceLedger {
            places,
            base,
            opening,
            count: Count::default(),
            counted: vec![],
            knows_events: held <= base,
        })
    }

    /// Places of a unit and year groups in a January; `None` where it holds none of them or one is missing.
    pub fn places(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<f64> {
        data.layout.total(&self.places, unit, groups, year, year.min(self.base))
    }

    /// How firmly those places are known; what is carried on is derived at best, and what an event adds is known as the event.
    pub fn status(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let carried = self.status_carried(data, unit, groups, year);
        self.making(data, unit, groups, year).map(|(c, _)| c.status).fold(carried, Status::max)
    }

    /// The same of the places that are there without any event.
    pub(super) fn status_carried(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let Some(statuses) = &data.places_status else { return Status::Published };
        let held = data.layout.status(statuses, unit, groups, year.min(self.opening));
        if year > self.opening { held.max(Status::Derived) } else { held }
    }

    /// The changes that make the places of a unit and year groups in a January, each with its places there, in order of date.
    pub fn making<'a>(
        &'a self,
        data: &Dataset,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
    ) -> impl Iterator<Item = (&'a PlaceChange, f64)> {
        self.counted.iter().filter_map(move |change| {
            let here = |p: &&crate::dataset::Part| (p.panel, p.row) == (change.cell.panel, change.cell.row);
            let share: f64 = unit.parts.iter().filter(here).filter(|p| p.span.holds(year)).map(|p| p.share).sum();
            let held = |g: &&YearGroup| {
                let column = data.layout.panels[change.cell.panel].column(**g);
                column.is_some_and(|c| data.layout.exists(change.cell.panel, change.cell.row, c, year.min(self.base)))
            };
            let places: f64 = groups.iter().filter(held).map(|g| change.places_in(*g, year)).sum();
            (share * places != 0.0).then_some((change, share * places))
        })
    }

    /// Which events count.
    pub fn count(&self) -> Count {
        self.count
    }

    /// Whether a forecast from this base could know of the events; from an earlier one none counts.
    pub fn knows_events(&self) -> bool {
        self.knows_events
    }

    /// The last January of places held, where the ledger starts from.
    pub fn opening(&self) -> CensusYear {
        self.opening
    }

    /// The changes that count, in order of date.
    pub fn counted(&self) -> &[PlaceChange] {
        &self.counted
    }
}

/// Forms of entry that places make in a series.
///
/// Formula: places / (30 x year groups of the series).
pub(super) fn forms_of_entry(places: f64, series: &Series) -> f64 {
    places / (FORM * series.groups.len() as f64)
}
