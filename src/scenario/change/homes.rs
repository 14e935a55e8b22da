//! Homes planned: later, fewer, none, more, or fuller.

use super::places_spoken;
use crate::dataset::Dataset;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Homes planned are built otherwise. Give one of `shift_years`, `scale`, `remove` and `dwellings`.
///
/// Without `site` and `areas` it is about every home planned. Homes that are complete do not change.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousingChange {
    /// The site, as in `housing.csv`; with `dwellings` the name of one that is not there.
    #[serde(default)]
    pub site: Option<String>,
    /// Codes of areas; with `dwellings` the one area of the new site.
    #[serde(default)]
    pub areas: Option<Vec<String>>,
    /// Years by which every home comes later, or earlier where negative.
    #[serde(default)]
    pub shift_years: Option<i32>,
    /// The first January whose homes it is about; the first ahead when not given.
    #[serde(default)]
    pub from: Option<u16>,
    /// The last of them, included; the last planned when not given.
    #[serde(default)]
    pub to: Option<u16>,
    /// What the number of homes is multiplied by.
    #[serde(default)]
    pub scale: Option<f64>,
    /// Whether none of them is built.
    #[serde(default)]
    pub remove: Option<bool>,
    /// Homes of a new site by census year.
    #[serde(default)]
    pub dwellings: Option<BTreeMap<String, f64>>,
}

/// Homes hold more or fewer pupils than the yields say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YieldChange {
    /// What pupils per home are multiplied by.
    pub scale: f64,
    /// Year groups; all of them when not given.
    #[serde(default)]
    pub year_groups: Option<Vec<String>>,
}

impl HousingChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let whose = match (&self.site, &self.areas) {
            (Some(site), None) => format!("homes planned at {site}"),
            (Some(site), Some(areas)) => format!("homes planned at {site}, {}", places_spoken(data, Some(areas))),
            (None, areas) => format!("homes planned {}", places_spoken(data, areas.as_deref())),
        };
        let whose = match (self.from, self.to) {
            (None, None) => whose,
            (Some(from), None) => format!("{whose} for January {from} and later"),
            (None, Some(to)) => format!("{whose} up to January {to}"),
            (Some(from), Some(to)) if from == to => format!("{whose} for January {from}"),
            (Some(from), Some(to)) => format!("{whose} for the Januaries {from} to {to}"),
        };
        let years = |n: i32| if n.abs() == 1 { "a year".to_owned() } else { format!("{} years", n.abs()) };
        match (self.shift_years, self.scale, &self.dwellings) {
            (Some(0), ..) => format!("{whose} come when they come"),
            (Some(n), ..) if n < 0 => format!("{whose} come {} earlier", years(n)),
            (Some(n), ..) => format!("{whose} come {} later", years(n)),
            (_, Some(scale), _) => format!("{whose} are {scale} times as many"),
            (_, _, Some(new)) => {
                let area = places_spoken(data, self.areas.as_deref());
                let site = self.site.as_deref().unwrap_or_default();
                format!("{} homes more at {site}, {area}", new.values().sum::<f64>())
            }
            _ => format!("{whose} are not built"),
        }
    }
}

impl YieldChange {
    pub(super) fn spoken(&self) -> String {
        let groups = self.year_groups.as_ref().map_or(String::new(), |g| format!(" in year groups {}", g.join(", ")));
        format!("homes hold {} times as many pupils{groups}", self.scale)
    }
}
