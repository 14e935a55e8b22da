//! The ledger of places: history as held, and the years to come as it fills.

use super::FORM;
use crate::calendar::{CensusYear, Role, Series, YearGroup};
use crate::dataset::{Cube, Dataset, Unit};
use crate::status::Status;
use ndarray::Array3;

/// Places in use by area, year group and January.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceLedger {
    places: Cube,
    opening: CensusYear,
}

impl PlaceLedger {
    /// History up to `opening`, then the years to `last` as places carry themselves on.
    ///
    /// Formula: places(g, t+1) = places(g, t) for the entry and the transfer year group; places(g-1, t) for a later one,
    /// whose cohort brings its places along.
    ///
    /// where t is `opening` or later. A year group with none below it in the area repeats its own places.
    ///
    /// `None` where the data set holds no places.
    pub fn carried_on(data: &Dataset, opening: CensusYear, last: CensusYear) -> Option<PlaceLedger> {
        let history = data.places.as_ref()?;
        let known = opening.years_since(history.first) as usize + 1;
        let years = last.years_since(history.first) as usize + 1;
        let carry = |(panel, held): (&crate::dataset::Panel, &Array3<f64>)| {
            let (areas, groups, _) = held.dim();
            let mut places = Array3::from_elem((areas, groups, years), f64::NAN);
            for t in 0..years {
                for (column, group) in panel.columns() {
                    for a in 0..areas {
                        places[[a, column, t]] = if t < known {
                            held[[a, column, t]]
                        } else if repeats(data.schooling.role(group)) || column == 0 {
                            places[[a, column, t - 1]]
                        } else {
                            let below = places[[a, column - 1, t - 1]];
                            if below.is_nan() { places[[a, column, t - 1]] } else { below }
                        };
                    }
                }
            }
            places
        };
        let panels = data.layout.panels.iter().zip(&history.panels).map(carry).collect();
        Some(PlaceLedger { places: Cube { first: history.first, panels }, opening })
    }

    /// Places of a unit and year groups in a January; `None` where it holds none of them or one is missing.
    pub fn places(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<f64> {
        data.layout.total(&self.places, unit, groups, year, year.min(self.opening))
    }

    /// How firmly those places are known; what is carried on is derived at best.
    pub fn status(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let Some(statuses) = &data.places_status else { return Status::Published };
        let held = data.layout.status(statuses, unit, groups, year.min(self.opening));
        if year > self.opening { held.max(Status::Derived) } else { held }
    }
}

/// Whether a year group takes in pupils anew, so that its places repeat.
fn repeats(role: Role) -> bool {
    match role {
        Role::Entry | Role::Transfer => true,
        Role::Primary | Role::Secondary => false,
    }
}

/// Forms of entry that places make in a series.
///
/// Formula: places / (30 x year groups of the series).
pub(super) fn forms_of_entry(places: f64, series: &Series) -> f64 {
    places / (FORM * series.groups.len() as f64)
}
