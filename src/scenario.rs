//! What if: small readable files that change a driver, and the forecast they lead to beside the one without them.
//!
//! [`Scenario::load`] reads a file; [`Scenario::on`] checks it against a data set and a fitted model and gives a
//! [`WhatIf`]; [`Comparison::run`] forecasts both with the same random draws, so that they differ by what changed and by
//! nothing else.

mod beside;
mod change;
mod check;
mod comparison;
mod file;
mod tables;
mod what_if;

pub use beside::{SurplusBeside, most_changed};
pub use change::{
    Arriving, BirthsChange, Change, ClosureChange, Driver, EventChange, HousingChange, InterventionChange,
    MigrationChange, OpeningChange, PanChange, TargetChange, TransfersChange, YieldChange,
};
pub use comparison::{Comparison, Outlook, Part, asked};
pub use file::{Planned, Scenario};
pub use tables::{differences_table, drivers_table, surplus_differences_table};
pub use what_if::WhatIf;
