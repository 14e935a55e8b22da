//! Another target of surplus.

use serde::Deserialize;

/// A target of `dataset.toml` is another. It moves no pupil, and changes who falls short.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetChange {
    /// Its name in `[targets]` of `dataset.toml`.
    pub target: String,
    /// Least surplus, per cent of places.
    pub surplus_percent_at_least: f64,
}

impl TargetChange {
    pub(super) fn spoken(&self) -> String {
        format!("at least {}% surplus asked by the target `{}`", self.surplus_percent_at_least, self.target)
    }
}
