//! Migration of a scenario: a course that can be, of Januaries that were seen.

use super::{Check, WHOLE};
use crate::calendar::CensusYear;
use crate::model::{MigrationAhead, MigrationCourse};
use crate::scenario::change::MigrationChange;
use crate::scenario::what_if::Found;

impl Check<'_> {
    pub(super) fn migration(&mut self, change: &MigrationChange) -> Option<Found> {
        match &change.add {
            Some(add) => self.arrivals(change, add).map(Found::Arrivals),
            None => self.courses(change).map(Found::Migration),
        }
    }

    /// A course for every panel that lies in the areas.
    fn courses(&mut self, change: &MigrationChange) -> Option<Vec<MigrationAhead>> {
        let before = self.problems.errors();
        if !self.fitted.has_levels() {
            let hint = "run with a model that has, such as models/default.toml".to_owned();
            self.fault(WHOLE, "the model has no levels of areas that migration could move".to_owned(), hint);
        }
        let course = self.migration_course(change);
        let from = change.from.map(|year| self.forecast("from", year));
        let to = change.to.map(|year| self.ahead("to", year));
        if let (Some(from), Some(to)) = (change.from, change.to)
            && from > to
        {
            let hint = "write the first January as `from` and the last as `to`".to_owned();
            self.fault("to", format!("the change runs from {from} to {to}"), hint);
        }
        let areas = match &change.areas {
            None => None,
            Some(names) => Some(self.areas("areas", names)?),
        };
        if self.problems.errors() > before {
            return None;
        }
        let (course, from) = (course?, from.flatten().unwrap_or(self.fitted.base().plus(1)));
        let geography = &self.data.geography;
        let courses = self.data.layout.panels.iter().enumerate().map(|(panel, p)| {
            let mut rows: Vec<usize> = match &areas {
                None => (0..p.areas.len()).collect(),
                Some(areas) => areas.iter().flat_map(|a| p.rows_of(*a, geography)).collect(),
            };
            rows.sort_unstable();
            rows.dedup();
            MigrationAhead { panel, rows, from, to: to.flatten(), course }
        });
        Some(courses.filter(|c| !c.rows.is_empty()).collect())
    }

    fn migration_course(&mut self, change: &MigrationChange) -> Option<MigrationCourse> {
        match (change.scale, change.as_seen, change.fade) {
            (Some(factor), None, None) if (0.0..=10.0).contains(&factor) => Some(MigrationCourse::Scaled(factor)),
            (Some(_), None, None) => {
                let hint = "write `2.0` to double what areas gain or lose".to_owned();
                self.fault("scale", "`scale` is not a factor from 0 to 10".to_owned(), hint);
                None
            }
            (None, Some([from, to]), None) => {
                // The first January held has none before it to have moved from.
                let (first, base) = (self.data.rolls.first.plus(1), self.fitted.base());
                let (from, to) = (CensusYear(from), CensusYear(to));
                if from > to || from < first || to > base {
                    let hint = format!(
                        "write two of the Januaries {first} to {base}, the first before or the same as the last"
                    );
                    self.fault("as_seen", format!("movement of the Januaries {from} to {to} was not seen"), hint);
                    return None;
                }
                Some(MigrationCourse::AsSeen { from, to })
            }
            (None, None, Some(fade)) if (0.0..=1.0).contains(&fade) => Some(MigrationCourse::Fading(fade)),
            (None, None, Some(_)) => {
                let hint = "write `0.5` to leave half of it each January".to_owned();
                self.fault("fade", "`fade` is not a share from 0 to 1".to_owned(), hint);
                None
            }
            _ => {
                let hint = "give one of `scale = 2.0`, `as_seen = [2014, 2014]`, `fade = 0.5` and `add`".to_owned();
                self.fault(WHOLE, "the change does not say how areas move, or says two things".to_owned(), hint);
                None
            }
        }
    }
}

/// Whether two courses hold for one cell.
pub(super) fn overlap(a: &MigrationAhead, b: &MigrationAhead) -> bool {
    let years = a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to);
    years && a.panel == b.panel && a.rows.iter().any(|row| b.rows.contains(row))
}
