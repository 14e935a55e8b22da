//! A scenario against a data set and a fitted model: names that do not exist, values that cannot be, changes that
//! contradict each other. All of it is found in one pass.

use super::change::{BirthsChange, Change, TargetChange};
use super::file::{Scenario, listed};
use super::what_if::{Found, WhatIf};
use crate::calendar::{BirthYear, CensusYear};
use crate::dataset::{ALIKE, Dataset, Fault, Place, Problems, nearest};
use crate::model::{BirthsAhead, BirthsCourse, FittedModel, Reach};
use std::path::Path;

impl Scenario {
    /// Holds the scenario against a data set and a model fitted to it.
    ///
    /// # Errors
    /// Every name that does not exist, value that cannot be, and pair of changes that contradict.
    pub fn on(&self, data: &Dataset, fitted: &FittedModel) -> Result<WhatIf, Problems> {
        let mut check = Check { data, fitted, path: &self.path, line: 0, problems: Problems::default() };
        let mut found: Vec<(usize, Found)> = vec![];
        for planned in &self.changes {
            check.line = planned.line;
            let change = match &planned.change {
                Change::Births(births) => check.births(births).map(Found::Births),
                Change::Target(target) => check.target(target),
            };
            let Some(change) = change else { continue };
            if let Some((line, what)) = found.iter().find_map(|(line, other)| Some((line, clash(other, &change)?))) {
                let message = format!("the change contradicts that of row {line}: both set {what}");
                check.fault(message, "keep one of the two, or let their years or areas differ".to_owned());
            }
            found.push((planned.line, change));
        }
        if check.problems.errors() > 0 {
            return Err(check.problems.sorted());
        }
        Ok(WhatIf { changes: found.into_iter().map(|(_, change)| change).collect() })
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
        (Found::Target { floors: a, .. }, Found::Target { floors: b, .. }) => (a == b).then_some("the same target"),
        _ => None,
    }
}

struct Check<'a> {
    data: &'a Dataset,
    fitted: &'a FittedModel,
    path: &'a Path,
    line: usize,
    problems: Problems,
}

impl Check<'_> {
    fn at(&mut self, fault: Fault) {
        let place = Place { file: self.path.to_owned(), row: Some(self.line), column: None };
        self.problems.at(place, fault);
    }

    fn fault(&mut self, message: String, hint: String) {
        self.at(Fault::BadSetting { message, hint });
    }

    /// Rows of a panel that lie in the named areas; every unknown name is told.
    fn rows(&mut self, panel: usize, names: &[String]) -> Option<Vec<usize>> {
        let mut rows = vec![];
        let mut sound = true;
        for name in names {
            let area = match self.data.area_named(name) {
                Ok(area) => area,
                Err(fault) => {
                    self.at(fault);
                    sound = false;
                    continue;
                }
            };
            let areas = &self.data.layout.panels[panel].areas;
            let inside = (0..areas.len()).filter(|&row| self.data.geography.lies_in(areas[row], area));
            let before = rows.len();
            rows.extend(inside);
            if rows.len() == before {
                let level = self.data.geography.level_name(self.data.layout.panels[panel].level).replace('_', " ");
                let message = format!("no {level} with rolls lies in `{name}`");
                self.fault(message, "name an area whose rolls are forecast, or one that holds such areas".to_owned());
                sound = false;
            }
        }
        if names.is_empty() {
            self.fault("`areas` names none".to_owned(), "name an area, or leave `areas` out".to_owned());
            sound = false;
        }
        rows.sort_unstable();
        rows.dedup();
        sound.then_some(rows)
    }

    fn births(&mut self, change: &BirthsChange) -> Option<BirthsAhead> {
        let before = self.problems.errors();
        let known = self.data.known(self.fitted.base());
        let last_known = self.data.births.as_ref().zip(known).map(|(births, known)| known.last_births(births));
        let course = match (change.yearly_percent, change.scale) {
            (Some(percent), None) if percent > -100.0 && percent <= 100.0 => {
                Some(BirthsCourse::Yearly(1.0 + percent / 100.0))
            }
            (Some(_), None) => {
                let hint = "write `-2.0` for a fall of 2 per cent a year".to_owned();
                self.fault("`yearly_percent` is not a growth above -100 and up to 100 per cent".to_owned(), hint);
                None
            }
            (None, Some(scale)) if (0.0..=10.0).contains(&scale) => Some(BirthsCourse::Scaled(scale)),
            (None, Some(_)) => {
                let hint = "write `0.95` for 5 per cent fewer births".to_owned();
                self.fault("`scale` is not a factor from 0 to 10".to_owned(), hint);
                None
            }
            (Some(_), Some(_)) => {
                let hint =
                    "keep one of them: `yearly_percent` is growth from year to year, `scale` a factor on each year";
                self.fault("the change gives both `yearly_percent` and `scale`".to_owned(), hint.to_owned());
                None
            }
            (None, None) => {
                let hint = "write `yearly_percent = -2.0`, or `scale = 0.95`".to_owned();
                self.fault("the change says neither `yearly_percent` nor `scale`".to_owned(), hint);
                None
            }
        };
        let reach = match &change.areas {
            None => Some(Reach::Nation),
            Some(names) => self.rows(0, names).map(Reach::Rows),
        };
        let years = [("from", change.from), ("to", change.to)];
        for (key, year) in years.into_iter().filter_map(|(key, year)| Some((key, year?))) {
            if !CensusYear::PLAUSIBLE.contains(&year) {
                self.at(Fault::BadYear { value: format!("{key} = {year}") });
            }
        }
        if let (Some(from), Some(to)) = (change.from, change.to)
            && from > to
        {
            let hint = "write the first year as `from` and the last as `to`".to_owned();
            self.fault(format!("the change runs from {from} to {to}"), hint);
        }
        let Some(last_known) = last_known.filter(|_| self.fitted.fed_by_births()) else {
            let (message, hint) = if self.data.births.is_none() {
                ("the data set holds no births", "add births.csv, or take the change out")
            } else {
                ("the model is not fed by births", "run with a model that is, such as models/default.toml")
            };
            self.fault(message.to_owned(), hint.to_owned());
            return None;
        };
        let first = last_known.plus(1);
        let from = change.from.map_or(first, BirthYear);
        if from < first {
            let hint = format!("begin with `from = {first}`, the first year to 30 June that is not yet known");
            self.fault(
                format!("births of the year to 30 June {from} are known in January {}", self.fitted.base()),
                hint,
            );
        }
        let ahead = BirthsAhead { reach: reach?, from, to: change.to.map(BirthYear), course: course? };
        (self.problems.errors() == before).then_some(ahead)
    }

    fn target(&mut self, change: &TargetChange) -> Option<Found> {
        let all = &self.data.targets.floors;
        let floors: Vec<usize> = (0..all.len()).filter(|&i| all[i].name == change.target).collect();
        let sound = (0.0..100.0).contains(&change.surplus_percent_at_least);
        if !sound {
            let hint = "write `5.0` for 5 per cent".to_owned();
            self.fault("`surplus_percent_at_least` is not a per cent from 0 to below 100".to_owned(), hint);
        }
        if floors.is_empty() {
            let names = || all.iter().map(|f| f.name.as_str());
            let hint = match nearest(&change.target, names(), ALIKE) {
                Some(near) => format!("did you mean `{near}`?"),
                None if all.is_empty() => "dataset.toml sets no target: add one under [targets]".to_owned(),
                None => format!("dataset.toml sets {}", listed(names())),
            };
            self.fault(format!("unknown target `{}`", change.target), hint);
            return None;
        }
        sound.then_some(Found::Target { floors, percent: change.surplus_percent_at_least })
    }
}
