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

/// Points of a chance below which it is not said to change: what a page would show as the same.
const LEAST_CHANCE: f64 = 1.0;

impl SurplusBeside<'_> {
    /// Points by which the chance of falling short of the target rises, or falls; `None` without paths or a target.
    pub fn chance_points(&self) -> Option<f64> {
        Some(100.0 * (self.with.chance_below? - self.base.chance_below?))
    }

    /// The same where it is enough to be said.
    pub fn chance_changed(&self) -> Option<f64> {
        self.chance_points().filter(|points| points.abs() >= LEAST_CHANCE)
    }

    /// Whether a target judges the unit with the scenario and without.
    pub fn judged(&self) -> bool {
        self.base.meets_target().is_some() && self.with.meets_target().is_some()
    }
}

/// Where the chance of falling short changes most, by a size that the points of a change have, above 0 where it counts; the first
/// of equals. `None` where no change is enough to be said.
pub fn most_changed<'p, 'a>(
    pairs: impl IntoIterator<Item = &'p SurplusBeside<'a>>,
    size: impl Fn(f64) -> f64,
) -> Option<&'p SurplusBeside<'a>>
where
    'a: 'p,
{
    let sizes = pairs.into_iter().filter_map(|p| Some((p, size(p.chance_changed()?))));
    let most = sizes.filter(|(_, size)| *size > 0.0).reduce(|most, next| if next.1 > most.1 { next } else { most });
    most.map(|(pair, _)| pair)
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
