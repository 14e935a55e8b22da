//! Credible cohort survival: national rates, areas trusted as far as their size allows.
//!
//! The equations (E1) to (E13) are those of `docs/method.md`. Each file owns one of their parts; [`fit`] puts them together
//! for one panel, [`project`] walks all panels through the years ahead.

mod anchor;
mod constants;
mod entry;
mod fit;
mod level;
mod memory;
mod nation;
mod project;
mod spread;
mod system;

pub use constants::{
    ByRole, Credible, Departure, Drift, IntervalConstants, Level, Memory, ReferenceChoice, Response, Shock,
    TransferLevel, UnknownBirths,
};
pub(super) use fit::{CredibleFit, fit};
