//! What areas gain or lose by migration, otherwise than they have.

use super::places_spoken;
use crate::dataset::Dataset;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Areas gain or lose otherwise than the model has learned. Give one of `scale`, `as_seen`, `fade` and `add`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationChange {
    /// What an area's movement beside the nation's is multiplied by: `2.0` doubles what it gains, or loses.
    #[serde(default)]
    pub scale: Option<f64>,
    /// The first and the last January whose movement comes again.
    #[serde(default)]
    pub as_seen: Option<[u16; 2]>,
    /// Back to the nation: what is left of an area's movement after each January, from 0 to 1.
    #[serde(default)]
    pub fade: Option<f64>,
    /// Pupils who arrive in each January from the first to the last, by year group; they move up with it.
    #[serde(default)]
    pub add: Option<BTreeMap<String, Arriving>>,
    /// What the pupils of `add` rest on.
    #[serde(default)]
    pub evidence: Option<String>,
    /// The first January; the first ahead when not given.
    #[serde(default)]
    pub from: Option<u16>,
    /// The last January, included; for good when not given.
    #[serde(default)]
    pub to: Option<u16>,
    /// Codes of areas; everywhere when not given.
    #[serde(default)]
    pub areas: Option<Vec<String>>,
}

/// Pupils of a year group who arrive.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "`add` gives each year group a number of pupils, or a list with one for each January")]
pub enum Arriving {
    /// As many in each January.
    Alike(f64),
    /// So many in the first January, so many in the next.
    ByJanuary(Vec<f64>),
}

impl Arriving {
    /// Pupils of each of some Januaries.
    pub(in crate::scenario) fn by_january(&self, januaries: usize) -> Vec<f64> {
        match self {
            Arriving::Alike(pupils) => vec![*pupils; januaries],
            Arriving::ByJanuary(pupils) => pupils.clone(),
        }
    }
}

impl MigrationChange {
    /// A wave of arrivals: `30 pupils of year group R and 20 of year group 3 arrive in each January from 2021 to 2023`.
    fn wave(&self, add: &BTreeMap<String, Arriving>) -> String {
        let of = |(group, arriving): (&String, &Arriving)| {
            let pupils = match arriving {
                Arriving::Alike(pupils) => pupils.to_string(),
                Arriving::ByJanuary(pupils) => pupils.iter().map(f64::to_string).collect::<Vec<_>>().join(", then "),
            };
            format!("{pupils} pupils of year group {group}")
        };
        let who = add.iter().map(of).collect::<Vec<_>>().join(" and ");
        let (from, to) = (self.from.unwrap_or_default(), self.to.unwrap_or_default());
        let evidence = self.evidence.as_deref().unwrap_or_default();
        if from == to {
            return format!("{who} arrive in January {from} ({evidence})");
        }
        format!("{who} arrive in each January from {from} to {to} ({evidence})")
    }

    pub(super) fn spoken(&self, data: &Dataset) -> String {
        if let Some(add) = &self.add {
            return format!("{} {}", self.wave(add), places_spoken(data, self.areas.as_deref()));
        }
        let how = match (self.scale, self.as_seen, self.fade) {
            (Some(scale), ..) => format!("areas gain or lose {scale} times as much beside the nation"),
            (_, Some([from, to]), _) if from == to => format!("areas gain or lose as they did to January {from}"),
            (_, Some([from, to]), _) => format!("areas gain or lose as they did in the Januaries {from} to {to}"),
            (.., fade) => {
                format!("{} of what areas gain or lose beside the nation is left each January", fade.unwrap_or(1.0))
            }
        };
        let years = match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(", from January {from}"),
            (None, Some(to)) => format!(", up to January {to}"),
            (Some(from), Some(to)) => format!(", in the Januaries {from} to {to}"),
        };
        format!("{how}{years}, {}", places_spoken(data, self.areas.as_deref()))
    }
}
