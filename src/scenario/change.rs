//! The changes a scenario may make, as its file writes them.

use crate::dataset::Dataset;
use serde::Deserialize;

/// What moves rolls or judges them, in the order in which a difference is split: each is changed on top of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Driver {
    /// Births not yet known.
    Births,
    /// What a council asks of surplus: it moves no pupil.
    Target,
}

impl Driver {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Driver::Births => "births",
            Driver::Target => "target",
        }
    }

    /// What it is called in a document.
    pub fn spoken(self) -> &'static str {
        match self {
            Driver::Births => "births",
            Driver::Target => "surplus target",
        }
    }
}

/// One change of a scenario. Its `kind` says which.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Births not yet known run otherwise.
    Births(BirthsChange),
    /// A target is another.
    Target(TargetChange),
}

impl Change {
    /// The driver it changes.
    pub fn driver(&self) -> Driver {
        match self {
            Change::Births(_) => Driver::Births,
            Change::Target(_) => Driver::Target,
        }
    }

    /// The change in a few words.
    pub fn spoken(&self, data: &Dataset) -> String {
        match self {
            Change::Births(change) => change.spoken(data),
            Change::Target(change) => {
                format!("at least {}% surplus asked by the target `{}`", change.surplus_percent_at_least, change.target)
            }
        }
    }
}

impl BirthsChange {
    fn spoken(&self, data: &Dataset) -> String {
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

/// Where a change holds: the names of its areas, or everywhere.
fn places_spoken(data: &Dataset, areas: Option<&[String]>) -> String {
    let Some(areas) = areas else { return "everywhere".to_owned() };
    let name = |code: &String| match data.area_named(code) {
        Ok(id) => data.geography.area(id).name.clone(),
        Err(_) => code.clone(),
    };
    format!("in {}", areas.iter().map(name).collect::<Vec<_>>().join(", "))
}

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

/// A target of `dataset.toml` is another. It moves no pupil, and changes who falls short.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetChange {
    /// Its name in `[targets]` of `dataset.toml`.
    pub target: String,
    /// Least surplus, per cent of places.
    pub surplus_percent_at_least: f64,
}
