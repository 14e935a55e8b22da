//! Schools of a scenario: places that can be made or taken, and pupils who are there to be drawn.

use super::{Check, WHOLE};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{CellKey, ChangeKind, Fault, PlaceChange, Position};
use crate::geography::AreaId;
use crate::model::IntakeAhead;
use crate::scenario::change::{ClosureChange, EventChange, OpeningChange, PanChange};
use crate::scenario::what_if::{Found, SchoolAhead};
use crate::status::Status;
use std::collections::BTreeMap;

/// The end of the data set: where those come from, or go, whom it does not hold.
const OUTSIDE: &str = "outside";

/// A school as a change names it.
struct Named<'a> {
    area: &'a str,
    school: &'a str,
    year_group: &'a str,
    /// Places more in each intake, or fewer where negative.
    places: f64,
    kind: ChangeKind,
    first_intake: &'a str,
}

impl Check<'_> {
    pub(super) fn opening(&mut self, change: &OpeningChange) -> Option<SchoolAhead> {
        let named = Named {
            area: &change.area,
            school: &change.school,
            year_group: &change.year_group,
            places: change.places,
            kind: ChangeKind::New,
            first_intake: &change.first_intake,
        };
        self.school(&named, change.pupils.unwrap_or(change.places), ("draws_from", &change.draws_from))
    }

    pub(super) fn closure(&mut self, change: &ClosureChange) -> Option<SchoolAhead> {
        let named = Named {
            area: &change.area,
            school: &change.school,
            year_group: &change.year_group,
            places: -change.places,
            kind: ChangeKind::Closure,
            first_intake: &change.first_intake,
        };
        self.note_school(&change.area, &change.school);
        self.school(&named, -change.pupils.unwrap_or(change.places), ("goes_to", &change.goes_to))
    }

    pub(super) fn pan(&mut self, change: &PanChange) -> Option<PlaceChange> {
        let before = self.problems.errors();
        if self.data.places.is_none() {
            let hint = "add places.csv, or take the change out".to_owned();
            self.fault(WHOLE, "the data set holds no places".to_owned(), hint);
        }
        if change.places == 0.0 || !change.places.is_finite() {
            let hint = "write places more in each intake, or fewer where negative: `-30`".to_owned();
            self.fault("places", "`places` is no change of places".to_owned(), hint);
        }
        let named = Named {
            area: &change.area,
            school: change.school.as_deref().unwrap_or_default(),
            year_group: &change.year_group,
            places: change.places,
            kind: ChangeKind::AdmissionNumber,
            first_intake: &change.first_intake,
        };
        if let Some(school) = &change.school {
            self.note_school(&change.area, school);
        }
        let places = self.places(&named)?;
        (self.problems.errors() == before).then_some(places)
    }

    /// A school that draws pupils, or with negative numbers sends them on.
    fn school(
        &mut self,
        named: &Named,
        pupils: f64,
        (key, weights): (&str, &BTreeMap<String, f64>),
    ) -> Option<SchoolAhead> {
        let before = self.problems.errors();
        if !(named.places.is_finite() && pupils.is_finite() && pupils * named.places > 0.0) {
            let hint = "write how many there are in each intake, above zero".to_owned();
            self.fault("places", "`places` or `pupils` is not a number above zero".to_owned(), hint);
        }
        if pupils.abs() > named.places.abs() {
            let message = format!("{} pupils do not fit into {} places", pupils.abs(), named.places.abs());
            self.fault(
                "pupils",
                message,
                "give `pupils` up to `places`, or leave it out where the school is full".to_owned(),
            );
        }
        self.known_at_base();
        let others = self.shares(named, key, weights);
        let places = self.places(named);
        let (others, places) = (others?, places?);
        self.enough(key, &places, pupils, &others);
        let (cell, first) = (places.cell, places.first);
        let others = others.iter().flat_map(|(area, share)| self.shared(cell, *area, *share)).collect();
        let own = vec![(cell.row, 1.0)];
        let (from, to) = if pupils < 0.0 { (own, others) } else { (others, own) };
        let (pupils, most) = (pupils.abs(), named.places.abs());
        let intake = IntakeAhead { group: cell.group, first, pupils, most, from, to };
        let places = self.data.places.as_ref().map(|_| places);
        let school = SchoolAhead { school: named.school.to_owned(), row: cell.row, intake, places };
        (self.problems.errors() == before).then_some(school)
    }

    /// Schools are supposed beside what is known last; an earlier base knows nothing of it.
    fn known_at_base(&mut self) {
        let (base, last) = (self.fitted.base(), self.data.last_census());
        if base != last {
            let message =
                format!("a school that opens or closes is laid on the forecast from January {last}, not {base}");
            self.fault(WHOLE, message, "run it without `--base`, or take the change out".to_owned());
        }
    }

    /// Areas with their shares of the pupils.
    fn shares(&mut self, named: &Named, key: &str, weights: &BTreeMap<String, f64>) -> Option<Vec<(AreaId, f64)>> {
        let sound = |w: &f64| w.is_finite() && *w > 0.0;
        if weights.is_empty() || !weights.values().all(sound) {
            let hint = format!("write `{key} = {{ dover = 2, thanet = 1 }}`");
            self.fault(key, format!("`{key}` does not give an area with a weight above zero"), hint);
            return None;
        }
        let total: f64 = weights.values().sum();
        let mut found = vec![];
        let mut whole = true;
        for (name, weight) in weights.iter().filter(|(name, _)| *name != OUTSIDE) {
            match self.area(key, name) {
                Some(area) => found.push((area, weight / total)),
                None => whole = false,
            }
        }
        let own = self.data.area_named(named.area).ok();
        if found.iter().any(|(area, _)| Some(*area) == own) {
            let hint = "name the other areas only: who would go to school here in any case moves nowhere".to_owned();
            self.fault(key, format!("`{key}` names `{}`, the area of the school itself", named.area), hint);
        }
        whole.then_some(found)
    }

    /// The places of a school, in the cell they are in.
    fn places(&mut self, named: &Named) -> Option<PlaceChange> {
        let area = self.area("area", named.area);
        let group = self.year_group("year_group", named.year_group);
        let first = self.intake(named.first_intake);
        let (area, group, first) = (area?, group?, first?);
        let panels = &self.data.layout.panels;
        let panel = panels.iter().position(|p| p.column(group).is_some());
        let row = panel.and_then(|p| panels[p].areas.binary_search(&area).ok());
        let Some((panel, row)) = panel.zip(row) else {
            let (area, group) = (named.area.to_owned(), named.year_group.to_owned());
            self.at("area", Fault::NoCellThere { area, group });
            return None;
        };
        let schooling = &self.data.schooling;
        let phase = schooling.role(group).phase();
        let top = schooling.groups().filter(|g| schooling.role(*g).phase() == phase).last().unwrap_or(group);
        if named.places < 0.0 {
            self.places_there(named, (panel, row), group);
        }
        Some(PlaceChange {
            event: format!("{} ({})", named.school, named.kind.spoken()),
            area,
            school: named.school.to_owned(),
            kind: named.kind,
            cell: CellKey { panel, row, group },
            top,
            places: named.places,
            first,
            last: None,
            position: Position::Commissioned,
            cost: None,
            classrooms: None,
            note: String::new(),
            // What a scenario supposes is nobody's plan.
            status: Status::Illustrative,
        })
    }

    /// Tells of more places taken than the last January has.
    fn places_there(&mut self, named: &Named, (panel, row): (usize, usize), group: YearGroup) {
        let Some(places) = &self.data.places else { return };
        let Some(column) = self.data.layout.panels[panel].column(group) else { return };
        let last = places.panels[panel].dim().2.saturating_sub(1);
        let held = places.panels[panel][[row, column, last]];
        if held + named.places < 0.0 {
            let message = format!(
                "`{}` has {held} places in year group {}, and {} would go",
                named.area, named.year_group, -named.places
            );
            self.fault("places", message, "take away as many places as there are, or fewer".to_owned());
        }
    }

    /// The January that counts an intake: the next after its month.
    fn intake(&mut self, text: &str) -> Option<CensusYear> {
        let parsed = text.split_once('-').and_then(|(year, month)| {
            let (year, month) = (year.parse::<u16>().ok()?, month.parse::<u8>().ok()?);
            (CensusYear::PLAUSIBLE.contains(&year) && (1..=12).contains(&month)).then_some((year, month))
        });
        match parsed {
            None => {
                self.fault(
                    "first_intake",
                    format!("`{text}` is no month of an intake"),
                    "write year and month: `2022-09`".to_owned(),
                );
                None
            }
            Some((year, month)) => self.forecast("first_intake", year + u16::from(month > 1)),
        }
    }

    /// A share of an area over its rows, as the pupils of the base are spread.
    fn shared(&self, cell: CellKey, area: AreaId, share: f64) -> impl Iterator<Item = (usize, f64)> {
        let rows = self.data.layout.panels[cell.panel].rows_of(area, &self.data.geography);
        self.spread(cell.group, rows).into_iter().map(move |(row, of)| (row, share * of))
    }

    /// Tells of areas that have fewer pupils than would go.
    fn enough(&mut self, key: &str, places: &PlaceChange, pupils: f64, others: &[(AreaId, f64)]) {
        let own = [(places.area, 1.0)];
        let losing = if pupils < 0.0 { &own[..] } else { others };
        let (group, first) = (places.cell.group, places.first);
        let ahead = usize::try_from(first.years_since(self.fitted.base())).unwrap_or(0);
        let forecast = self.fitted.forecast(ahead.max(1));
        for (area, share) in losing {
            let unit = self.data.layout.units.iter().find(|u| u.area == Some(*area));
            let held = unit.and_then(|u| forecast.pupils(self.data, u, &[group], first)).unwrap_or(0.0);
            let going = share * pupils.abs();
            if going > held {
                let area = &self.data.geography.area(*area).code;
                let group = self.data.schooling.name(group);
                let message = format!(
                    "{going:.1} pupils of year group {group} would leave `{area}`, which has {held:.1} in January {first}"
                );
                self.fault(key, message, "draw fewer pupils, or give the area a smaller weight".to_owned());
            }
        }
    }

    pub(super) fn event(&mut self, change: &EventChange) -> Option<Found> {
        let before = self.problems.errors();
        let years = match (change.shift_years, change.remove) {
            (Some(years), None) if years.abs() <= 20 => Some(years),
            (None, Some(true)) => None,
            _ => {
                let hint = "give `shift_years = 2`, or `remove = true`".to_owned();
                self.fault(WHOLE, "the change does not say how the event changes".to_owned(), hint);
                None
            }
        };
        let rows: Vec<&PlaceChange> = self.data.place_changes.iter().filter(|c| c.event == change.event).collect();
        if rows.is_empty() {
            let mut known: Vec<&str> = self.data.place_changes.iter().map(|c| c.event.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            let hint = Check::meant(&change.event, known.into_iter(), "the data set holds no place_changes.csv");
            self.fault("event", format!("unknown event `{}`", change.event), hint);
        }
        let opening = self.data.last_census();
        if rows.iter().any(|c| c.first.plus(years.unwrap_or(0)) <= opening) {
            let hint = format!("places up to January {opening} are what they are; shift by less");
            self.fault("shift_years", format!("`{}` would have come already", change.event), hint);
        }
        let found = Found::Event { event: change.event.clone(), years };
        (self.problems.errors() == before).then_some(found)
    }
}
