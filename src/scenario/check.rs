//! A scenario against a data set and a fitted model: names that do not exist, values that cannot be, changes that
//! contradict each other. All of it is found in one pass.

mod arrivals;
mod births;
mod homes;
mod intervention;
mod migration;
mod school_names;
mod schools;
mod target;
mod transfers;

use super::change::Change;
use super::file::{Planned, Scenario};
use super::what_if::{Found, HomesAhead, WhatIf};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{ALIKE, CellFault, Dataset, Fault, Place, Problems, listed, nearest};
use crate::geography::AreaId;
use crate::model::{FittedModel, Reach};
use std::path::Path;

impl Scenario {
    /// Holds the scenario against a data set, a model fitted to it, and the Januaries it will forecast.
    ///
    /// # Errors
    /// Every name that does not exist, value that cannot be, and pair of changes that contradict.
    pub fn on(&self, data: &Dataset, fitted: &FittedModel, horizon: usize) -> Result<WhatIf, Problems> {
        let last = fitted.base().plus(i32::try_from(horizon).unwrap_or(i32::MAX));
        let mut check =
            Check { data, fitted, last, path: &self.path, planned: None, notes: vec![], problems: Problems::default() };
        let mut found: Vec<(usize, Found)> = vec![];
        for planned in &self.changes {
            check.planned = Some(planned);
            let change = match &planned.change {
                Change::Births(births) => check.births(births).map(Found::Births),
                Change::Migration(migration) => check.migration(migration),
                Change::Housing(homes) => check.homes(homes).map(Found::Housing),
                Change::Yield(change) => check.yields(change),
                Change::Intervention(change) => check.intervention(change).map(Found::Intervention),
                Change::Transfers(change) => check.transfers(change).map(Found::Transfers),
                Change::Opening(opening) => check.opening(opening).map(Found::Opening),
                Change::Closure(closure) => check.closure(closure).map(Found::Closure),
                Change::Pan(pan) => check.pan(pan).map(Found::Pan),
                Change::Event(event) => check.event(event),
                Change::Target(target) => check.target(target),
            };
            let Some(change) = change else { continue };
            if let Some((line, what)) = found.iter().find_map(|(line, other)| Some((line, clash(other, &change)?))) {
                let message = format!("the change contradicts that of row {line}: both set {what}");
                check.fault(WHOLE, message, "keep one of the two, or let their years or areas differ".to_owned());
            }
            found.push((planned.line, change));
        }
        if check.problems.errors() > 0 {
            return Err(check.problems.sorted());
        }
        check.note_places(&self.changes, &found);
        Ok(WhatIf { changes: found.into_iter().map(|(_, change)| change).collect(), notes: check.notes })
    }
}

/// What two changes both set, so that one of them could not hold; `None` where both can.
fn clash(one: &Found, other: &Found) -> Option<&'static str> {
    match (one, other) {
        (Found::Births(a), Found::Births(b)) => {
            let years = a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to);
            let rows = match (&a.reach, &b.reach) {
                (Reach::Rows(a), Reach::Rows(b)) => a.iter().any(|row| b.contains(row)),
                _ => true,
            };
            (years && rows).then_some("births of the same areas and years")
        }
        (Found::Migration(a), Found::Migration(b)) => {
            let shared = a.iter().any(|a| b.iter().any(|b| migration::overlap(a, b)));
            shared.then_some("migration of the same areas and Januaries")
        }
        (Found::Transfers(a), Found::Transfers(b)) => transfers::overlap(a, b).then_some("where the same leavers go"),
        (Found::Housing(a), Found::Housing(b)) => clash_of_homes(a, b),
        (Found::Yield { groups: a, .. }, Found::Yield { groups: b, .. }) => {
            a.iter().any(|g| b.contains(g)).then_some("pupils in a home of the same year groups")
        }
        (Found::Opening(a), Found::Opening(b)) | (Found::Closure(a), Found::Closure(b)) => {
            a.same_school(b).then_some("the same school")
        }
        (Found::Opening(a), Found::Closure(b)) | (Found::Closure(a), Found::Opening(b)) => {
            a.same_school(b).then_some("the same school")
        }
        (Found::Pan(a), Found::Pan(b)) => {
            ((&a.school, a.cell, a.first) == (&b.school, b.cell, b.first)).then_some("places of the same intake")
        }
        (Found::Event { event: a, .. }, Found::Event { event: b, .. }) => (a == b).then_some("the same event"),
        (Found::Target { floors: a, .. }, Found::Target { floors: b, .. }) => (a == b).then_some("the same target"),
        _ => None,
    }
}

/// Homes can come later and be fewer at once; they cannot come later by two counts, nor be there and not there.
fn clash_of_homes(one: &HomesAhead, other: &HomesAhead) -> Option<&'static str> {
    let shared = |a: &[usize], b: &[usize]| a.iter().any(|home| b.contains(home));
    match (one, other) {
        (HomesAhead::Later { homes: a, .. }, HomesAhead::Later { homes: b, .. }) => {
            shared(a, b).then_some("when the same homes come")
        }
        (HomesAhead::Scaled { homes: a, .. }, HomesAhead::Scaled { homes: b, .. }) => {
            shared(a, b).then_some("how many of the same homes are built")
        }
        (HomesAhead::New(a), HomesAhead::New(b)) => {
            let same = a.iter().any(|a| b.iter().any(|b| (&a.site, a.area) == (&b.site, b.area)));
            same.then_some("homes of the same new site")
        }
        _ => None,
    }
}

struct Check<'a> {
    data: &'a Dataset,
    fitted: &'a FittedModel,
    /// The last January forecast.
    last: CensusYear,
    path: &'a Path,
    /// The change under the eye.
    planned: Option<&'a Planned>,
    /// What could not be checked.
    notes: Vec<String>,
    problems: Problems,
}

/// In the place of a key: the fault is of the change as a whole.
const WHOLE: &str = "";

impl Check<'_> {
    /// Tells of a fault at the row of a key, or of the change where it does not give the key.
    fn at(&mut self, key: &str, fault: Fault) {
        let row = self.planned.map(|planned| planned.row(key));
        self.problems.at(Place { file: self.path.to_owned(), row, column: None }, fault);
    }

    fn fault(&mut self, key: &str, message: String, hint: String) {
        self.at(key, Fault::BadSetting { message, hint });
    }

    /// The area that a key names; an unknown name is told.
    fn area(&mut self, key: &str, name: &str) -> Option<AreaId> {
        match self.data.area_named(name) {
            Ok(area) => Some(area),
            Err(fault) => {
                self.at(key, fault);
                None
            }
        }
    }

    /// The areas that a key names; every unknown name is told, and so is a list of none.
    fn areas(&mut self, key: &str, names: &[String]) -> Option<Vec<AreaId>> {
        if names.is_empty() {
            self.fault(key, format!("`{key}` names none"), format!("name an area, or leave `{key}` out"));
        }
        let found: Vec<Option<AreaId>> = names.iter().map(|name| self.area(key, name)).collect();
        found.into_iter().collect::<Option<Vec<AreaId>>>().filter(|areas| !areas.is_empty())
    }

    /// The year group that a key names; an unknown name is told.
    fn year_group(&mut self, key: &str, name: &str) -> Option<YearGroup> {
        let schooling = &self.data.schooling;
        let group = schooling.group(name);
        if group.is_none() {
            let known = listed(schooling.groups().map(|g| schooling.name(g)));
            self.fault(key, format!("unknown year group `{name}`"), format!("one of {known}"));
        }
        group
    }

    /// A January after the base; one that cannot be, or is history, is told.
    fn ahead(&mut self, key: &str, year: u16) -> Option<CensusYear> {
        let base = self.fitted.base();
        if !CensusYear::PLAUSIBLE.contains(&year) {
            self.at(key, CellFault::BadYear { value: format!("{key} = {year}") }.into());
            return None;
        }
        if CensusYear(year) <= base {
            let hint = format!("choose a January after the base, {base}");
            self.fault(key, format!("January {year} is history, and a scenario changes what is ahead"), hint);
            return None;
        }
        Some(CensusYear(year))
    }

    /// A January that is forecast; one that is not is told.
    fn forecast(&mut self, key: &str, year: u16) -> Option<CensusYear> {
        let year = self.ahead(key, year)?;
        if year > self.last {
            let years = year.years_since(self.fitted.base());
            let message = format!("`{key}` is January {year}, and the forecast ends in January {}", self.last);
            self.fault(
                key,
                message,
                format!("choose a January up to {}, or forecast with `--horizon {years}`", self.last),
            );
            return None;
        }
        Some(year)
    }

    /// Rows of the panel of a year group with a share each that adds to 1, as its pupils of the base are spread. Rows without a
    /// forecast have none.
    fn spread(&self, group: YearGroup, rows: impl Iterator<Item = usize>) -> Vec<(usize, f64)> {
        let base = usize::try_from(self.fitted.base().years_since(self.data.rolls.first)).unwrap_or(0);
        let Some((panel, column)) = self.data.layout.find(group) else { return vec![] };
        let rolls = &self.data.rolls.panels[panel];
        let held: Vec<(usize, f64)> =
            rows.map(|row| (row, rolls[[row, column, base]])).filter(|(_, n)| n.is_finite()).collect();
        let (total, even) = (held.iter().map(|(_, n)| n).sum::<f64>(), 1.0 / held.len().max(1) as f64);
        held.into_iter().map(|(row, n)| (row, if total > 0.0 { n / total } else { even })).collect()
    }

    /// The name among those known that a wrong one resembles, as a hint.
    fn meant<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone, none: &str) -> String {
        match nearest(name, known.clone(), ALIKE) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.clone().next().is_none() => none.to_owned(),
            None => format!("one of {}", listed(known)),
        }
    }

    /// Rows of a panel that lie in the areas that a key names; every unknown name is told.
    fn rows(&mut self, key: &str, panel: usize, names: &[String]) -> Option<Vec<usize>> {
        let mut rows = vec![];
        let mut sound = true;
        for (name, area) in names.iter().zip(self.areas(key, names)?) {
            let areas = &self.data.layout.panels[panel].areas;
            let inside = (0..areas.len()).filter(|&row| self.data.geography.lies_in(areas[row], area));
            let before = rows.len();
            rows.extend(inside);
            if rows.len() == before {
                let level = self.data.geography.level_name(self.data.layout.panels[panel].level).replace('_', " ");
                let message = format!("no {level} with rolls lies in `{name}`");
                self.fault(
                    key,
                    message,
                    "name an area whose rolls are forecast, or one that holds such areas".to_owned(),
                );
                sound = false;
            }
        }
        rows.sort_unstable();
        rows.dedup();
        sound.then_some(rows)
    }
}
