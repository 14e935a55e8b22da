//! What a scenario changes in surplus: every area of the check beside itself.

use super::comparison::Comparison;
use crate::places::{Kind, Standing, SurplusCheck};
use std::collections::BTreeMap;

/// Places and pupils of a unit and series in a January ahead, without a scenario and with it.
#[derive(Debug, Clone, Copy)]
pub struct SurplusBeside<'a> {
    /// Without it.
    pub base: &'a Standing,
    /// With it.
    pub with: &'a Standing,
}

impl SurplusBeside<'_> {
    /// Points of surplus more with the scenario, or fewer; `None` where there are no places.
    ///
    /// Formula: `100 (places' - pupils') / places' - 100 (places - pupils) / places`.
    pub fn surplus_points(&self) -> Option<f64> {
        Some(self.with.percent()? - self.base.percent()?)
    }

    /// Points by which the chance of falling short of the target rises, or falls; `None` without paths or a target.
    pub fn chance_points(&self) -> Option<f64> {
        Some(100.0 * (self.with.chance_below? - self.base.chance_below?))
    }

    /// Whether a target judges the unit with the scenario and without.
    pub fn judged(&self) -> bool {
        self.base.meets_target().is_some() && self.with.meets_target().is_some()
    }
}

impl Comparison {
    /// Every unit, series and January ahead that the base checks, beside the same with the scenario; none where no places are held.
    pub fn surplus_beside<'a>(&'a self, base: &'a SurplusCheck) -> Vec<SurplusBeside<'a>> {
        let Some((_, check)) = &self.outlook.surplus else { return vec![] };
        let key = |s: &Standing| (s.unit, s.series, s.year);
        let with: BTreeMap<_, &Standing> = check.standings.iter().map(|s| (key(s), s)).collect();
        let ahead = base.standings.iter().filter(|s| s.kind == Kind::Forecast);
        ahead.filter_map(|s| Some(SurplusBeside { base: s, with: with.get(&key(s))? })).collect()
    }
}
