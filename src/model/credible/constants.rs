//! The constants of the method as `models/default.toml` states them.

use crate::calendar::Role;
use serde::{Deserialize, Serialize};

/// What a data set is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceChoice {
    /// The data set's own reference, else the built-in one where the data set can be a part of it, else none.
    Auto,
    /// The sum of the data set's areas.
    None,
}

/// Constants of credible cohort survival.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credible {
    /// What the data set is compared with.
    pub reference: ReferenceChoice,
    /// How fast old years fade (E1).
    pub memory: Memory,
    /// How a shock year is kept from becoming the rule (E3).
    pub shock: Shock,
    /// Levels of areas in a phase (E4, E6).
    pub level: Level,
    /// Departures of year groups (E5).
    pub departure: Departure,
    /// Level of the transfer year (E7).
    pub transfer: TransferLevel,
    /// Drift into the entry year (E8).
    pub drift: Drift,
    /// Responsiveness (E10).
    pub response: Response,
    /// Births not yet known (E12).
    pub births: UnknownBirths,
    /// Paths and intervals (I1 to I7).
    pub intervals: IntervalConstants,
}

/// (E1) Signal per pupil and limits of memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Entry year, ratio to births.
    pub signal_entry: f64,
    /// Entry year, share of the nation's, without births.
    pub signal_entry_without_births: f64,
    /// Transfer year.
    pub signal_transfer: f64,
    /// Movement in a phase.
    pub signal_migration: f64,
    /// Usual share of a year group.
    pub signal_anchor: f64,
    /// National rates of other year groups.
    pub signal_nation: f64,
    /// Longest memory.
    pub longest: f64,
    /// Shortest memory of the nation.
    pub nation_shortest: f64,
    /// Years that count for areas and regions.
    pub window_years: usize,
    /// Januaries that give the size.
    pub size_years: usize,
}

/// (E3) Clipping of national surprises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shock {
    /// Surprises are cut at this many usual sizes.
    pub clip: f64,
    /// Least usual size, in log rate.
    pub least_usual: f64,
    /// Surprises seen before any is cut.
    pub surprises_needed: usize,
}

/// (E4), (E6) Levels of areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Churn of the primary phase.
    pub churn_primary: f64,
    /// Churn of the secondary phase.
    pub churn_secondary: f64,
    /// Spread between areas before looking.
    pub spread_prior: f64,
    /// Areas that the prior is worth.
    pub prior_areas: f64,
    /// Deviations from the median at which an area is cut.
    pub clip: f64,
    /// Areas without which the prior stands alone.
    pub least_areas: usize,
}

/// (E5) Departures of year groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// Churn of a year group.
    pub churn: f64,
    /// Spread before looking.
    pub spread_prior: f64,
    /// Memory.
    pub memory: f64,
    /// Fading ahead, a year.
    pub fade: f64,
}

/// (E7) Level of the transfer year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferLevel {
    /// Pupils by which it is drawn to the nation.
    pub shrink_pupils: f64,
    /// Weights of yearly flows, latest first.
    pub flow_weights: Vec<f64>,
}

/// (E8) Drift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Weight of the area's own movement.
    pub own: f64,
    /// Fading a year.
    pub fade: f64,
}

/// (E10) Responsiveness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Entry year.
    pub entry: f64,
    /// Transfer year.
    pub transfer: f64,
    /// Every other year group.
    pub other: f64,
}

/// (E12) Births not yet known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownBirths {
    /// Years over which national growth is averaged.
    pub growth_years: usize,
    /// Damping a year.
    pub growth_damping: f64,
}

/// A number for each role of a year group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByRole {
    /// Entry year.
    pub entry: f64,
    /// Primary year groups.
    pub primary: f64,
    /// Transfer year.
    pub transfer: f64,
    /// Secondary year groups.
    pub secondary: f64,
}

impl ByRole {
    /// The number of a role.
    pub fn of(&self, role: Role) -> f64 {
        match role {
            Role::Entry => self.entry,
            Role::Primary => self.primary,
            Role::Transfer => self.transfer,
            Role::Secondary => self.secondary,
        }
    }
}

/// (I1) to (I7) Paths and intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntervalConstants {
    /// Paths simulated.
    pub paths: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Chance of a national shock year.
    pub shock_probability: f64,
    /// Its size, in usual national surprises.
    pub shock_multiple: f64,
    /// Sizes tried for the law of errors (I2), in pupils; the law without a floor is tried last.
    pub size_grid: Vec<f64>,
    /// Size at which the law without a floor is 1.
    pub size_unit: f64,
    /// Standardised errors are cut at this many mean absolute errors when their spread is measured (I3).
    pub error_clip: f64,
    /// Bases that the prior of an area's volatility is worth (I3).
    pub volatility_bases: f64,
    /// Largest squared error that counts towards it.
    pub volatility_clip: f64,
    /// National surprise before looking, standard deviation (I4).
    pub national: ByRole,
    /// Bases that prior is worth.
    pub national_bases: f64,
    /// National births of a year not yet known, standard deviation of the log (I5).
    pub births_national: f64,
    /// The same of an area's births, beside chance.
    pub births_area: f64,
    /// Feeders below this many pupils are taken as so many in the damping (I5).
    pub least_feeder: f64,
    /// Bases from which a data set's own errors are used alone.
    pub bases_needed: usize,
    /// Errors of whole areas from which they are used however few the bases.
    pub errors_needed: usize,
    /// The shipped spread, used where they are too few: standard deviation in a group of `size_unit` pupils.
    pub shipped_spread: ByRole,
}

impl IntervalConstants {
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.paths < 10 {
            return Err(("intervals.paths", "is at least 10: fewer paths have no quantiles"));
        }
        let of = |r: &ByRole| [r.entry, r.primary, r.transfer, r.secondary];
        let numbers = [
            self.shock_multiple,
            self.size_unit,
            self.error_clip,
            self.volatility_bases,
            self.volatility_clip,
            self.national_bases,
            self.births_national,
            self.births_area,
            self.least_feeder,
        ];
        let roles = [of(&self.national), of(&self.shipped_spread)].concat();
        if !numbers.iter().chain(&roles).chain(&self.size_grid).all(|n| n.is_finite() && *n >= 0.0) {
            return Err(("intervals", "holds numbers, none negative"));
        }
        if !(0.0..=1.0).contains(&self.shock_probability) {
            return Err(("intervals.shock_probability", "is between 0 and 1"));
        }
        if self.least_feeder <= 0.0 || self.size_unit <= 0.0 {
            return Err(("intervals.least_feeder", "and `size_unit` are above zero"));
        }
        Ok(())
    }
}

impl Credible {
    /// The first constant outside its range, with what it must be.
    pub(in crate::model) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let m = &self.memory;
        let positive = [
            ("memory.signal_entry", m.signal_entry),
            ("memory.signal_entry_without_births", m.signal_entry_without_births),
            ("memory.signal_transfer", m.signal_transfer),
            ("memory.signal_migration", m.signal_migration),
            ("memory.signal_anchor", m.signal_anchor),
            ("memory.signal_nation", m.signal_nation),
            ("shock.clip", self.shock.clip),
            ("shock.least_usual", self.shock.least_usual),
            ("level.churn_primary", self.level.churn_primary),
            ("level.churn_secondary", self.level.churn_secondary),
            ("level.spread_prior", self.level.spread_prior),
            ("level.prior_areas", self.level.prior_areas),
            ("level.clip", self.level.clip),
            ("departure.churn", self.departure.churn),
            ("departure.spread_prior", self.departure.spread_prior),
            ("transfer.shrink_pupils", self.transfer.shrink_pupils),
        ];
        let shares = [
            ("memory.longest", m.longest),
            ("memory.nation_shortest", m.nation_shortest),
            ("departure.memory", self.departure.memory),
            ("departure.fade", self.departure.fade),
            ("drift.own", self.drift.own),
            ("drift.fade", self.drift.fade),
            ("response.entry", self.response.entry),
            ("response.transfer", self.response.transfer),
            ("response.other", self.response.other),
            ("births.growth_damping", self.births.growth_damping),
        ];
        let counts = [
            ("memory.window_years", m.window_years),
            ("memory.size_years", m.size_years),
            ("shock.surprises_needed", self.shock.surprises_needed),
            ("level.least_areas", self.level.least_areas),
            ("births.growth_years", self.births.growth_years),
        ];
        if let Some((key, _)) = positive.iter().find(|(_, v)| !(v.is_finite() && *v > 0.0)) {
            return Err((key, "is a number above zero"));
        }
        if let Some((key, _)) = shares.iter().find(|(_, v)| !(0.0..=1.0).contains(v)) {
            return Err((key, "is between 0 and 1"));
        }
        if let Some((key, _)) = counts.iter().find(|(_, v)| *v == 0) {
            return Err((key, "is at least 1"));
        }
        let weights = &self.transfer.flow_weights;
        if !weights.iter().all(|w| w.is_finite() && *w >= 0.0) || !weights.iter().any(|w| *w > 0.0) {
            return Err(("transfer.flow_weights", "is a list of numbers, none negative and at least one above zero"));
        }
        self.intervals.check()
    }
}
