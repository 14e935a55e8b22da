//! `dataset.toml`: what a folder is.

mod file;

pub(super) use file::read;

use super::drivers::BuiltIn;
use super::grid::like_formula;
use crate::calendar::{CensusYear, Schooling, Series, YearGroup};
use crate::status::Status;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// `dataset.toml` as it stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) title: String,
    pub(super) root: String,
    pub(super) source: String,
    pub(super) licence: String,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) births_lag: Option<u8>,
    #[serde(default)]
    pub(super) births_lag_note: String,
    #[serde(default)]
    pub(super) extends: Option<ExtendsSettings>,
    pub(super) year_groups: YearGroups,
    pub(super) series: toml::Table,
    #[serde(default)]
    pub(super) targets: TargetSettings,
    #[serde(default)]
    pub(super) reference: Option<ReferenceSettings>,
    #[serde(default)]
    pub(super) backtest: Option<BacktestSettings>,
    #[serde(default)]
    pub(super) housing: HousingSettings,
    #[serde(default)]
    pub(super) places: PlaceSettings,
}

/// `[extends]`: another data set, of which files that this one does not hold are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtendsSettings {
    /// Its folder, seen from this one.
    pub(super) folder: PathBuf,
    /// The January to which it was known: what is dated later is left out.
    pub(super) to: CensusYear,
}

/// `[places]`: how planned changes of places are judged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceSettings {
    #[serde(default)]
    pub(super) new_decision_above_percent: Option<u32>,
}

/// `[housing]`: what homes without a yields.csv bring, and what a home cannot.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HousingSettings {
    #[serde(default)]
    pub(super) yields: BuiltIn,
    #[serde(default)]
    pub(super) yield_ceiling: Option<f64>,
}

/// `[year_groups]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearGroups {
    pub(super) order: Vec<String>,
    pub(super) entry: String,
    /// The first year group of junior schools.
    #[serde(default)]
    pub(super) junior: Option<String>,
    /// The grouping of infant schools with the junior schools that take their leavers.
    #[serde(default)]
    pub(super) junior_links: Option<String>,
    #[serde(default)]
    pub(super) transfer: Option<String>,
}

/// `[targets]`: named targets of the surplus, and the tolerance of an accuracy review.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct TargetSettings {
    #[serde(default)]
    pub(super) accuracy_tolerance_percent: Option<f64>,
    #[serde(flatten)]
    pub(super) named: BTreeMap<String, NamedTarget>,
}

/// One target: a floor, something to stay close to by January, or both.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedTarget {
    pub(super) grouping: String,
    pub(super) series: Vec<String>,
    #[serde(default)]
    pub(super) surplus_percent_at_least: Option<f64>,
    #[serde(default)]
    pub(super) stay_close_to: BTreeMap<String, f64>,
    /// How the target and its tolerance are known.
    #[serde(default)]
    pub(super) status: Status,
    #[serde(default)]
    pub(super) green_within_points: Option<f64>,
    #[serde(default)]
    pub(super) tolerance_points: Option<f64>,
}

/// `[reference]`: files of the national series.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferenceSettings {
    pub(super) rolls: String,
    #[serde(default)]
    pub(super) births: Option<String>,
}

/// `[backtest]`: the bases and horizons over which a model is judged on this data set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BacktestSettings {
    /// The first base year.
    pub first_base: CensusYear,
    /// The last base year.
    pub last_base: CensusYear,
    /// The last January a forecast is judged against.
    pub last_target: CensusYear,
    /// The horizons reported.
    pub horizons: Vec<u8>,
}

impl Settings {
    /// The year groups and series.
    ///
    /// # Errors
    /// A sentence for each contradiction: no year groups, a name twice, an entry that is not the first, a transfer or a
    /// member of a series that is not among them.
    pub(super) fn schooling(&self) -> Result<Schooling, Vec<String>> {
        let order = &self.year_groups.order;
        let mut wrong = vec![];
        if order.is_empty() || order.len() > 30 {
            wrong.push("`order` of [year_groups] names between 1 and 30 year groups".to_owned());
        }
        for (i, name) in order.iter().enumerate() {
            if order[..i].contains(name) {
                wrong.push(format!("`order` of [year_groups] names `{name}` twice"));
            }
        }
        if order.first() != Some(&self.year_groups.entry) {
            wrong.push(format!("`entry` is `{}`, and the first of `order` is not", self.year_groups.entry));
        }
        let position = |name: &str| order.iter().position(|n| n == name).map(|i| YearGroup(i as u8));
        let transfer = self.year_groups.transfer.as_deref().and_then(|name| {
            let group = position(name).filter(|g| g.0 > 0);
            if group.is_none() {
                wrong.push(format!("`transfer` is `{name}`, which is not in `order` after the entry year"));
            }
            group
        });
        if self.year_groups.junior.as_deref().is_some_and(|name| position(name).is_none_or(|g| g.0 == 0)) {
            wrong.push("`junior` of [year_groups] is not in `order` after the entry year".to_owned());
        }
        if self.year_groups.junior_links.is_some() && self.year_groups.junior.is_none() {
            wrong.push(
                "`junior_links` of [year_groups] needs `junior`, the first year group of junior schools".to_owned(),
            );
        }
        let mut series = vec![];
        for name in order.iter().filter(|name| like_formula(name)) {
            wrong.push(format!("year group `{name}` begins as a formula of a spreadsheet does"));
        }
        for name in self.series.keys().filter(|name| like_formula(name)) {
            wrong.push(format!("series `{name}` begins as a formula of a spreadsheet does"));
        }
        for (name, value) in &self.series {
            match series_groups(value, position) {
                Ok(groups) => series.push(Series { name: name.clone(), groups }),
                Err(problem) => wrong.push(format!("series `{name}` {problem}")),
            }
        }
        if series.is_empty() {
            wrong.push("[series] names at least one series".to_owned());
        }
        // TOML tables come sorted by key; a reader expects entry, phase, transfer, phase.
        series.sort_by_key(|s| (s.groups.first().copied(), s.groups.len()));
        if wrong.is_empty() { Ok(Schooling::new(order.clone(), transfer, series)) } else { Err(wrong) }
    }
}

fn series_groups(value: &toml::Value, position: impl Fn(&str) -> Option<YearGroup>) -> Result<Vec<YearGroup>, String> {
    let names = value.as_array().filter(|names| !names.is_empty()).ok_or("is not a list of year groups")?;
    let mut groups = vec![];
    for name in names {
        let group = name
            .as_str()
            .and_then(&position)
            .ok_or_else(|| format!("names {name}, which is not in `order` of [year_groups]"))?;
        if groups.contains(&group) {
            return Err(format!("names {name} twice"));
        }
        groups.push(group);
    }
    groups.sort();
    Ok(groups)
}
