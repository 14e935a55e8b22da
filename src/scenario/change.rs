//! The changes a scenario may make, as its file writes them.

mod births;
mod homes;
mod intervention;
mod migration;
mod schools;
mod target;
mod transfers;

pub use births::BirthsChange;
pub use homes::{HousingChange, YieldChange};
pub use intervention::InterventionChange;
pub use migration::{Arriving, MigrationChange};
pub use schools::{ClosureChange, EventChange, OpeningChange, PanChange};
pub use target::TargetChange;
pub use transfers::TransfersChange;

use crate::dataset::Dataset;

/// What moves rolls or judges them, in the order in which a difference is split: each is changed on top of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Driver {
    /// Births not yet known.
    Births,
    /// What areas gain or lose by migration, as they have.
    Migration,
    /// A wave of arrivals, beyond what areas gain or lose as they have.
    Arrivals,
    /// Homes planned.
    Housing,
    /// Pupils in a home.
    Yield,
    /// A planner's own adjustments.
    Intervention,
    /// Where leavers go.
    Transfers,
    /// A school that opens.
    Opening,
    /// A school that closes.
    Closure,
    /// Admission numbers: they move no pupil.
    Pan,
    /// Planned changes of places: they move no pupil.
    Event,
    /// What a council asks of surplus: it moves no pupil.
    Target,
}

impl Driver {
    /// Every driver, in the order of the split.
    pub const ALL: [Driver; 12] = [
        Driver::Births,
        Driver::Migration,
        Driver::Arrivals,
        Driver::Housing,
        Driver::Yield,
        Driver::Intervention,
        Driver::Transfers,
        Driver::Opening,
        Driver::Closure,
        Driver::Pan,
        Driver::Event,
        Driver::Target,
    ];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Driver::Births => "births",
            Driver::Migration => "migration",
            Driver::Arrivals => "arrivals",
            Driver::Housing => "housing",
            Driver::Yield => "yield",
            Driver::Intervention => "intervention",
            Driver::Transfers => "transfers",
            Driver::Opening => "opening",
            Driver::Closure => "closure",
            Driver::Pan => "pan",
            Driver::Event => "event",
            Driver::Target => "target",
        }
    }

    /// What it is called in a document.
    pub fn spoken(self) -> &'static str {
        match self {
            Driver::Births => "births",
            Driver::Migration => "migration",
            Driver::Arrivals => "a wave of arrivals",
            Driver::Housing => "new homes",
            Driver::Yield => "pupils in a home",
            Driver::Intervention => "own adjustments",
            Driver::Transfers => "where leavers go",
            Driver::Opening => "a school that opens",
            Driver::Closure => "a school that closes",
            Driver::Pan => "admission numbers",
            Driver::Event => "planned changes of places",
            Driver::Target => "surplus target",
        }
    }
}

/// One change of a scenario. Its `kind` is the word of its driver; arrivals are a `migration`.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Births not yet known run otherwise.
    Births(BirthsChange),
    /// Areas gain or lose otherwise than they have.
    Migration(MigrationChange),
    /// Homes planned are built otherwise.
    Housing(HousingChange),
    /// Homes hold more or fewer pupils.
    Yield(YieldChange),
    /// Pupils join or leave.
    Intervention(InterventionChange),
    /// Leavers go elsewhere than they have.
    Transfers(TransfersChange),
    /// A school opens.
    Opening(OpeningChange),
    /// A school closes.
    Closure(ClosureChange),
    /// An admission number is another.
    Pan(PanChange),
    /// A planned change of places comes later, or not at all.
    Event(EventChange),
    /// A target is another.
    Target(TargetChange),
}

impl Change {
    /// The change in a few words.
    pub fn spoken(&self, data: &Dataset) -> String {
        match self {
            Change::Births(change) => change.spoken(data),
            Change::Migration(change) => change.spoken(data),
            Change::Housing(change) => change.spoken(data),
            Change::Yield(change) => change.spoken(),
            Change::Intervention(change) => change.spoken(data),
            Change::Transfers(change) => change.spoken(data),
            Change::Opening(change) => change.spoken(data),
            Change::Closure(change) => change.spoken(data),
            Change::Pan(change) => change.spoken(data),
            Change::Event(change) => change.spoken(),
            Change::Target(change) => change.spoken(),
        }
    }
}

/// Where a change holds: the names of its areas, or everywhere.
fn places_spoken(data: &Dataset, areas: Option<&[String]>) -> String {
    let Some(areas) = areas else { return "everywhere".to_owned() };
    format!("in {}", areas.iter().map(|code| place_name(data, code)).collect::<Vec<_>>().join(", "))
}

/// What an area is called; one that is not found as it was written.
fn place_name(data: &Dataset, code: &str) -> String {
    data.area_named(code).map_or(code.to_owned(), |id| data.geography.area(id).name.clone())
}
