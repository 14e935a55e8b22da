//! An adjustment of a scenario: a cell that is forecast, a reason, Januaries ahead.

use super::Check;
use crate::dataset::{Fault, Intervention};
use crate::scenario::change::InterventionChange;
use crate::status::Status;

impl Check<'_> {
    pub(super) fn intervention(&mut self, change: &InterventionChange) -> Option<Intervention> {
        let before = self.problems.errors();
        let (area, last) = (self.area(&change.area), self.data.last_census());
        let group = change.year_group.as_deref().map(|name| self.year_group(name));
        let (from, expires) = (self.ahead("from", change.from), self.ahead("expires", change.expires));
        if change.expires < change.from {
            let message = format!("it expires in {}, before it begins in {}", change.expires, change.from);
            let hint = "`from` and `expires` are the first and the last January in which pupils join".to_owned();
            self.fault(message, hint);
        }
        if change.reason.trim().is_empty() {
            self.at(Fault::NoReason);
        }
        if !change.pupils.is_finite() {
            self.fault("`pupils` is no number of pupils".to_owned(), "write how many join in each January".to_owned());
        }
        if self.fitted.base() != last {
            let message = format!(
                "adjustments are of what is known in January {last}, and the base {} knows of none",
                self.fitted.base()
            );
            self.fault(message, "run it without `--base`, or take the change out".to_owned());
        }
        let group = match group {
            None => None,
            Some(found) => Some(found?),
        };
        let area = area?;
        let of_group = |p: &&crate::dataset::Panel| group.is_none_or(|g| p.column(g).is_some());
        let reached = |p: &crate::dataset::Panel| !p.rows_of(area, &self.data.geography).is_empty();
        if !self.data.layout.panels.iter().filter(of_group).any(reached) {
            let code = self.data.geography.area(area).code.clone();
            self.at(match group {
                None => Fault::NoRollsThere { area: code },
                Some(group) => Fault::NoCellThere { area: code, group: self.data.schooling.name(group).to_owned() },
            });
        }
        let (from, expires) = (from?, expires?);
        (self.problems.errors() == before).then(|| Intervention {
            name: format!("row {}", self.line),
            area,
            group,
            from,
            expires,
            pupils: change.pupils,
            reason: change.reason.clone(),
            author: change.author.clone().unwrap_or_default(),
            evidence: change.evidence.clone().unwrap_or_default(),
            // What a scenario supposes is nobody's plan.
            status: Status::Illustrative,
        })
    }
}
