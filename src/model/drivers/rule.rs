//! How homes become pupils: constants of a model.

use serde::{Deserialize, Serialize};

/// What counts as the rate of late, how long a home takes to fill, and which sites are small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousingRule {
    /// Januaries up to the base whose completions are the rate that the rolls already know.
    pub recent_years: u8,
    /// Januaries until a home holds as many pupils as it ever does, where the yields say nothing of the years between.
    pub build_up_years: u8,
    /// Sites of fewer homes than this are not followed one by one.
    pub small_site_homes: f64,
}

impl Default for HousingRule {
    /// That of `models/default.toml`, for a model whose file has no `[housing]`.
    fn default() -> HousingRule {
        HousingRule { recent_years: 5, build_up_years: 10, small_site_homes: 10.0 }
    }
}

impl HousingRule {
    pub(in crate::model) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.recent_years == 0 {
            return Err(("recent_years", "is at least 1"));
        }
        if self.build_up_years == 0 {
            return Err(("build_up_years", "is at least 1"));
        }
        if !(self.small_site_homes.is_finite() && self.small_site_homes >= 0.0) {
            return Err(("small_site_homes", "is 0 or more"));
        }
        Ok(())
    }
}
