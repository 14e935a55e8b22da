//! A scenario held against a data set: every name found, every value sound.

use super::change::Driver;
use crate::dataset::Dataset;
use crate::model::{Assumptions, BirthsAhead, FittedModel};

/// A change whose names are found.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// Births run otherwise.
    Births(BirthsAhead),
    /// Another per cent for floors of the data set.
    Target {
        /// Positions of the floors.
        floors: Vec<usize>,
        /// Least surplus, per cent of places.
        percent: f64,
    },
}

impl Found {
    pub(super) fn driver(&self) -> Driver {
        match self {
            Found::Births(_) => Driver::Births,
            Found::Target { .. } => Driver::Target,
        }
    }
}

/// A scenario that can be run on the data set and model it was held against.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    pub(super) changes: Vec<Found>,
}

impl WhatIf {
    /// The drivers it changes, in the order of the split.
    pub fn drivers(&self) -> Vec<Driver> {
        let mut drivers: Vec<Driver> = self.changes.iter().map(Found::driver).collect();
        drivers.sort();
        drivers.dedup();
        drivers
    }

    /// The data set and the model with the changes to all drivers up to one.
    pub(super) fn applied(&self, data: &Dataset, fitted: &FittedModel, up_to: Driver) -> (Dataset, FittedModel) {
        let mut data = data.clone();
        let mut assumed = Assumptions::default();
        for change in self.changes.iter().filter(|c| c.driver() <= up_to) {
            match change {
                Found::Births(births) => assumed.births.push(births.clone()),
                Found::Target { floors, percent } => {
                    for floor in floors {
                        data.targets.floors[*floor].percent = *percent;
                    }
                }
            }
        }
        let fitted = fitted.under(&assumed);
        (data, fitted)
    }
}
