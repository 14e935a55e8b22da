//! A scenario held against a data set: every name found, every value sound.

use super::change::Driver;
use crate::calendar::YearGroup;
use crate::dataset::{Dataset, Homes, Housing, Intervention, PlaceChange};
use crate::model::{ArrivalsAhead, Assumptions, BirthsAhead, FittedModel, IntakeAhead, MigrationAhead, SharesAhead};

/// A change whose names are found.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// Births run otherwise.
    Births(BirthsAhead),
    /// Homes are built otherwise.
    Housing(HomesAhead),
    /// Homes hold more or fewer pupils.
    Yield {
        /// Of these year groups.
        groups: Vec<YearGroup>,
        /// What pupils in a home are multiplied by.
        factor: f64,
    },
    /// Areas gain or lose otherwise than they have: a course for each panel.
    Migration(Vec<MigrationAhead>),
    /// Pupils arrive: a wave for each year group.
    Arrivals(Vec<ArrivalsAhead>),
    /// Pupils join or leave.
    Intervention(Vec<Intervention>),
    /// Leavers go elsewhere.
    Transfers(LeaversAhead),
    /// A school opens.
    Opening(SchoolAhead),
    /// A school closes.
    Closure(SchoolAhead),
    /// Places change, and no pupil moves.
    Pan(PlaceChange),
    /// A planned change of places comes otherwise.
    Event {
        /// Its name.
        event: String,
        /// Years later; `None` where it does not come.
        years: Option<i32>,
    },
    /// Another per cent for floors of the data set.
    Target {
        /// Positions of the floors.
        floors: Vec<usize>,
        /// Least surplus, per cent of places.
        percent: f64,
    },
}

/// How homes are built otherwise; each is a position among those of the data set.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum HomesAhead {
    /// Years later, or earlier where negative.
    Later {
        /// Which.
        homes: Vec<usize>,
        /// By how many years.
        years: i32,
    },
    /// More or fewer.
    Scaled {
        /// Which.
        homes: Vec<usize>,
        /// What their number is multiplied by.
        factor: f64,
    },
    /// Homes that are not in the data set.
    New(Vec<Homes>),
}

/// Leavers who go elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LeaversAhead {
    /// Whether they are pupils from outside the data set.
    pub(super) from_outside: bool,
    /// By which shares.
    pub(super) shares: SharesAhead,
}

/// A school that opens or closes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SchoolAhead {
    /// Its name.
    pub(super) school: String,
    /// The row of its area.
    pub(super) row: usize,
    /// Whose pupils it draws or sends on.
    pub(super) intake: IntakeAhead,
    /// Its places, where places are held.
    pub(super) places: Option<PlaceChange>,
}

impl SchoolAhead {
    /// Whether both are of one school.
    pub(super) fn same_school(&self, other: &SchoolAhead) -> bool {
        (&self.school, self.row, self.intake.group) == (&other.school, other.row, other.intake.group)
    }
}

impl Found {
    pub(super) fn driver(&self) -> Driver {
        match self {
            Found::Births(_) => Driver::Births,
            Found::Housing(_) => Driver::Housing,
            Found::Yield { .. } => Driver::Yield,
            Found::Migration(_) => Driver::Migration,
            Found::Arrivals(_) => Driver::Arrivals,
            Found::Intervention(_) => Driver::Intervention,
            Found::Transfers(_) => Driver::Transfers,
            Found::Opening(_) => Driver::Opening,
            Found::Closure(_) => Driver::Closure,
            Found::Pan(_) => Driver::Pan,
            Found::Event { .. } => Driver::Event,
            Found::Target { .. } => Driver::Target,
        }
    }
}

/// A scenario that can be run on the data set and model it was held against.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    pub(super) changes: Vec<Found>,
    pub(super) notes: Vec<String>,
}

impl WhatIf {
    /// What it names that nothing in the data set could confirm, in words.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

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
        let mut told = false;
        let mut homes = vec![];
        for change in self.changes.iter().filter(|c| c.driver() <= up_to) {
            match change {
                Found::Births(births) => assumed.births.push(births.clone()),
                Found::Migration(courses) => assumed.migration.extend(courses.iter().cloned()),
                Found::Arrivals(waves) => assumed.arrivals.extend(waves.iter().cloned()),
                Found::Housing(ahead) => homes.push(ahead),
                Found::Yield { groups, factor } => {
                    told = true;
                    for y in data.drivers.yields.rows.iter_mut().filter(|y| groups.contains(&y.group)) {
                        y.pupils *= factor;
                    }
                }
                Found::Intervention(interventions) => {
                    told = true;
                    data.drivers.interventions.extend(interventions.iter().cloned());
                }
                Found::Transfers(leavers) => assumed.transfers.push(leavers.shares.clone()),
                Found::Opening(school) | Found::Closure(school) => {
                    assumed.intakes.push(school.intake.clone());
                    data.place_changes.extend(school.places.clone());
                }
                Found::Pan(places) => data.place_changes.push(places.clone()),
                Found::Event { event, years: None } => data.place_changes.retain(|c| c.event != *event),
                Found::Event { event, years: Some(years) } => {
                    for change in data.place_changes.iter_mut().filter(|c| c.event == *event) {
                        change.first = change.first.plus(*years);
                        change.last = change.last.map(|last| last.plus(*years));
                    }
                }
                Found::Target { floors, percent } => {
                    for floor in floors {
                        data.targets.floors[*floor].percent = *percent;
                    }
                }
            }
        }
        if let Some(housing) = data.drivers.housing.as_ref().filter(|_| !homes.is_empty()) {
            told = true;
            data.drivers.housing = Some(rebuilt(housing, &homes));
        }
        // In order of date, as those of the data set; the order of names settles the rest.
        data.place_changes
            .sort_by(|a, b| (a.first, &a.event, a.area, a.cell).cmp(&(b.first, &b.event, b.area, b.cell)));
        let fitted = fitted.under(&assumed);
        let fitted = if told { fitted.told_of(&data) } else { fitted };
        (data, fitted)
    }
}

/// Homes after every change to them: each at its new January and in its new number.
///
/// The plan still covers the Januaries it covered: one that homes leave has fewer of them, and homes that slip beyond the last
/// of them come on top of the rate of late, for nobody has said that anything else is given up for them.
fn rebuilt(housing: &Housing, changes: &[&HomesAhead]) -> Housing {
    let mut homes = vec![];
    for (i, home) in housing.homes.iter().enumerate() {
        let (mut years, mut factor) = (0, 1.0);
        for change in changes {
            match change {
                HomesAhead::Later { homes, years: by } if homes.contains(&i) => years += by,
                HomesAhead::Scaled { homes, factor: by } if homes.contains(&i) => factor *= by,
                _ => {}
            }
        }
        let mut moved = home.clone();
        moved.dwellings *= factor;
        moved.year = home.year.plus(years);
        homes.push(moved);
    }
    for change in changes {
        if let HomesAhead::New(new) = change {
            homes.extend(new.iter().cloned());
        }
    }
    housing.rebuilt(homes)
}
