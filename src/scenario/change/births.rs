//! Births not yet known, running otherwise.

use super::places_spoken;
use crate::dataset::Dataset;
use serde::Deserialize;

/// Births not yet known run otherwise. Give `yearly_percent` or `scale`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BirthsChange {
    /// Growth from year to year in per cent, in the place of the model's: `-2.0` lets births fall by 2 per cent a year.
    #[serde(default)]
    pub yearly_percent: Option<f64>,
    /// What the model's births are multiplied by: `0.95` is 5 per cent fewer.
    #[serde(default)]
    pub scale: Option<f64>,
    /// First year to 30 June; the first one not yet known when not given.
    #[serde(default)]
    pub from: Option<u16>,
    /// Last year to 30 June, included; for good when not given.
    #[serde(default)]
    pub to: Option<u16>,
    /// Codes of areas. Without them the change is the nation's: births change alike everywhere.
    #[serde(default)]
    pub areas: Option<Vec<String>>,
}

impl BirthsChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let how = match (self.yearly_percent, self.scale) {
            (Some(percent), _) if percent < 0.0 => format!("births not yet known fall by {}% a year", -percent),
            (Some(percent), _) => format!("births not yet known grow by {percent}% a year"),
            (None, scale) => format!("births not yet known are {} times the model's", scale.unwrap_or(1.0)),
        };
        let years = match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(", from the year to 30 June {from}"),
            (None, Some(to)) => format!(", up to the year to 30 June {to}"),
            (Some(from), Some(to)) => format!(", in the years to 30 June {from} to {to}"),
        };
        format!("{how}{years}, {}", places_spoken(data, self.areas.as_deref()))
    }
}
