//! A planner's own adjustment, for the sake of the question.

use super::places_spoken;
use crate::dataset::Dataset;
use serde::Deserialize;

/// Pupils join an area in each of some Januaries, or leave it, and move up with their year group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterventionChange {
    /// Code of the area.
    pub area: String,
    /// Year groups that share the pupils evenly; spread over all of the area when not given.
    #[serde(default)]
    pub year_groups: Option<Vec<String>>,
    /// The first January.
    pub from: u16,
    /// The last January, included: it expires after it.
    pub expires: u16,
    /// Pupils who join in each of them, or leave where negative.
    pub pupils: f64,
    /// Why.
    pub reason: String,
    /// Who says so.
    #[serde(default)]
    pub author: Option<String>,
    /// What it rests on.
    #[serde(default)]
    pub evidence: Option<String>,
}

impl InterventionChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let whom = self.year_groups.as_ref();
        let whom = whom.map_or(String::new(), |g| format!(" of year groups {}", g.join(", ")));
        let how = if self.pupils < 0.0 { "leave" } else { "join" };
        let place = places_spoken(data, Some(std::slice::from_ref(&self.area)));
        let (n, from, expires) = (self.pupils.abs(), self.from, self.expires);
        let evidence = self.evidence.as_ref().map_or(String::new(), |e| format!("; {e}"));
        format!("{n} pupils{whom} {how} {place} in each January from {from} to {expires} ({}{evidence})", self.reason)
    }
}
