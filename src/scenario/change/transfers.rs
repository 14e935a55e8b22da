//! Where leavers go, otherwise than they have.

use super::place_name;
use crate::dataset::Dataset;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Leavers of an area go to school elsewhere than they have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransfersChange {
    /// Code of the area whose leavers go elsewhere; `outside` for those who come from outside the data set.
    pub of: String,
    /// Shares of them by the area of their school, from 0 to 1; `independent` and `outside` for those who leave. Of `outside`,
    /// pupils who come for each pupil who comes from inside.
    pub shares: BTreeMap<String, f64>,
    /// The first January of the transfer year group that goes so; the first ahead when not given.
    #[serde(default)]
    pub from: Option<u16>,
    /// The last, included; for good when not given.
    #[serde(default)]
    pub to: Option<u16>,
}

impl TransfersChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let end = |name: &str| match name {
            "independent" => "independent schools".to_owned(),
            "outside" => "schools outside".to_owned(),
            code => place_name(data, code),
        };
        let share = |(to, share): (&String, &f64)| format!("{}% to {}", (1000.0 * share).round() / 10.0, end(to));
        let shares = self.shares.iter().map(share).collect::<Vec<_>>().join(", ");
        let years = match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(", from January {from}"),
            (None, Some(to)) => format!(", up to January {to}"),
            (Some(from), Some(to)) => format!(", in the Januaries {from} to {to}"),
        };
        if self.of == "outside" {
            return format!("pupils come from outside, for those who come from inside {shares}{years}");
        }
        format!("of the leavers of {} go {shares}{years}, and the rest as they have", place_name(data, &self.of))
    }
}
