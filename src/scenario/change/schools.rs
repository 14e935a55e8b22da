//! Schools that open, close, or take more or fewer.

use super::{place_name, places_spoken};
use crate::dataset::Dataset;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A school opens, and draws its pupils from named areas.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningChange {
    /// Code of the area it stands in.
    pub area: String,
    /// The school.
    pub school: String,
    /// The year group of its intake.
    pub year_group: String,
    /// Places in each intake.
    pub places: f64,
    /// Pupils in each intake; the school fills when not given.
    #[serde(default)]
    pub pupils: Option<f64>,
    /// Month of the first intake, as `2022-09`.
    pub first_intake: String,
    /// Areas its pupils would have gone to school in, with a weight each; `outside` for those from outside the data set.
    pub draws_from: BTreeMap<String, f64>,
}

/// A school closes in stages from its intake up, and its pupils go to named areas.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureChange {
    /// Code of the area it stands in.
    pub area: String,
    /// The school.
    pub school: String,
    /// The year group of its intake.
    pub year_group: String,
    /// Places in each intake that are no more.
    pub places: f64,
    /// Pupils in each intake who go elsewhere; as many as the places when not given.
    #[serde(default)]
    pub pupils: Option<f64>,
    /// Month of the first intake that the school does not take, as `2022-09`.
    pub first_intake: String,
    /// Areas its pupils go to school in instead, with a weight each; `outside` for those who leave the data set.
    pub goes_to: BTreeMap<String, f64>,
}

/// A school admits more or fewer: places change, and no pupil moves.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanChange {
    /// Code of the area.
    pub area: String,
    /// The school.
    #[serde(default)]
    pub school: Option<String>,
    /// The year group of the intake.
    pub year_group: String,
    /// Places more in each intake, or fewer where negative.
    pub places: f64,
    /// Month of the first such intake, as `2022-09`.
    pub first_intake: String,
}

/// An event of `place_changes.csv` comes later, or not at all. Give `shift_years` or `remove`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventChange {
    /// Its name.
    pub event: String,
    /// Years by which it comes later, or earlier where negative.
    #[serde(default)]
    pub shift_years: Option<i32>,
    /// Whether it does not come.
    #[serde(default)]
    pub remove: Option<bool>,
}

/// `Dover, Thanet and outside`.
fn areas_spoken(data: &Dataset, areas: &BTreeMap<String, f64>) -> String {
    areas.keys().map(|code| place_name(data, code)).collect::<Vec<_>>().join(", ")
}

fn place(data: &Dataset, area: &String) -> String {
    places_spoken(data, Some(std::slice::from_ref(area)))
}

impl OpeningChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let (school, group, pupils) = (&self.school, &self.year_group, self.pupils.unwrap_or(self.places));
        let (place, from) = (place(data, &self.area), areas_spoken(data, &self.draws_from));
        let (places, first) = (self.places, &self.first_intake);
        format!(
            "{school} opens {place} with {places} places in year group {group} from {first} and draws {pupils} pupils of the first intake from {from}, and as large a share of each later one"
        )
    }
}

impl ClosureChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let (school, group, pupils) = (&self.school, &self.year_group, self.pupils.unwrap_or(self.places));
        let (place, to) = (place(data, &self.area), areas_spoken(data, &self.goes_to));
        let (places, first) = (self.places, &self.first_intake);
        format!(
            "{school} {place} has no intake from {first}: {places} places fewer in year group {group}, and {pupils} pupils of the first go to {to}, and as large a share of each later one"
        )
    }
}

impl PanChange {
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        let who = self.school.as_deref().unwrap_or("a school");
        let how = if self.places < 0.0 { "fewer" } else { "more" };
        let (place, n) = (place(data, &self.area), self.places.abs());
        format!("{who} {place} admits {n} {how} in year group {} from {}", self.year_group, self.first_intake)
    }
}

impl EventChange {
    pub(super) fn spoken(&self) -> String {
        match self.shift_years {
            Some(n) if n < 0 => format!("{} comes {} years earlier", self.event, -n),
            Some(1) => format!("{} comes a year later", self.event),
            Some(n) => format!("{} comes {n} years later", self.event),
            None => format!("{} does not come", self.event),
        }
    }
}
