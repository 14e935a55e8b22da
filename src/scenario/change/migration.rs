//! What areas gain or lose by migration, otherwise than they have.

use super::places_spoken;
use crate::dataset::Dataset;
use serde::Deserialize;

/// Areas gain or lose otherwise than the model has learned. Give one of `scale`, `as_seen` and `fade`.
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

impl MigrationChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
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
