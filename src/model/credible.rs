//! Credible cohort survival: national rates, areas trusted as far as their size allows.
//!
//! The equations (E1) to (E13) are those of `docs/method.md`. Each file owns one of their parts; [`fit`] puts them together
//! for one panel, [`project`] walks all panels through the years ahead.

mod anatomy;
mod anchor;
mod constants;
mod entry;
mod fan;
mod fit;
mod innovations;
mod level;
mod memory;
mod nation;
mod national;
mod paths;
mod pool;
mod project;
mod random;
mod reduce;
mod seen;
mod slips;
mod spread;
mod steady;
mod step;
mod system;

pub use constants::{
    ByRole, Credible, Departure, Drift, IntervalConstants, Level, Memory, ReferenceChoice, Response, Shock,
    TransferLevel, UnknownBirths,
};
pub use fan::Draws;
pub(super) use fan::intervals;
pub(super) use fit::{CredibleFit, fit};
