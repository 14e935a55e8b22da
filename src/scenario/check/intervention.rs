//! An adjustment of a scenario: a cell that is forecast, a reason, Januaries ahead.

use super::{Check, WHOLE};
use crate::calendar::YearGroup;
use crate::dataset::{DriverFault, Fault, Intervention, Panel};
use crate::geography::AreaId;
use crate::scenario::change::InterventionChange;
use crate::status::Status;

impl Check<'_> {
    pub(super) fn intervention(&mut self, change: &InterventionChange) -> Option<Vec<Intervention>> {
        let before = self.problems.errors();
        let (area, last) = (self.area("area", &change.area), self.data.last_census());
        let groups: Option<Vec<Option<YearGroup>>> = match &change.year_groups {
            None => Some(vec![None]),
            Some(names) => {
                let found: Vec<Option<YearGroup>> =
                    names.iter().map(|name| self.year_group("year_groups", name)).collect();
                found.into_iter().map(|group| group.map(Some)).collect()
            }
        };
        if change.year_groups.as_ref().is_some_and(Vec::is_empty) {
            self.fault(
                "year_groups",
                "`year_groups` names none".to_owned(),
                "name a year group, or leave `year_groups` out".to_owned(),
            );
        }
        let (from, expires) = (self.forecast("from", change.from), self.ahead("expires", change.expires));
        if change.expires < change.from {
            let message = format!("it expires in {}, before it begins in {}", change.expires, change.from);
            let hint = "`from` and `expires` are the first and the last January in which pupils join".to_owned();
            self.fault("expires", message, hint);
        }
        if change.reason.trim().is_empty() {
            self.at("reason", DriverFault::NoReason.into());
        }
        if !change.pupils.is_finite() {
            self.fault(
                "pupils",
                "`pupils` is no number of pupils".to_owned(),
                "write how many join in each January".to_owned(),
            );
        }
        if self.fitted.base() != last {
            let message = format!(
                "adjustments are of what is known in January {last}, and the base {} knows of none",
                self.fitted.base()
            );
            self.fault(WHOLE, message, "run it without `--base`, or take the change out".to_owned());
        }
        let (area, groups) = (area?, groups?);
        for group in &groups {
            self.reached(area, *group);
        }
        let (from, expires) = (from?, expires?);
        let one = |group: &Option<YearGroup>| Intervention {
            name: format!("row {}", self.planned.map_or(0, |p| p.line)),
            area,
            group: *group,
            from,
            expires,
            pupils: change.pupils / groups.len() as f64,
            reason: change.reason.clone(),
            author: change.author.clone().unwrap_or_default(),
            evidence: change.evidence.clone().unwrap_or_default(),
            // What a scenario supposes is nobody's plan.
            status: Status::Illustrative,
        };
        let found = groups.iter().map(one).collect();
        (self.problems.errors() == before).then_some(found)
    }

    /// Tells of a cell that no rolls are held of.
    fn reached(&mut self, area: AreaId, group: Option<YearGroup>) {
        let of_group = |p: &&Panel| group.is_none_or(|g| p.column(g).is_some());
        let reached = |p: &Panel| !p.rows_of(area, &self.data.geography).is_empty();
        if !self.data.layout.panels.iter().filter(of_group).any(reached) {
            let area = self.data.geography.area(area).code.clone();
            self.at(
                "area",
                match group {
                    None => Fault::NoRollsThere { area },
                    Some(group) => Fault::NoCellThere { area, group: self.data.schooling.name(group).to_owned() },
                },
            );
        }
    }
}
