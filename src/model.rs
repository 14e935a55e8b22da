//! From a specification and a data set to a forecast.
//!
//! [`ModelSpec`] says how; [`ModelSpec::fit`] learns from what was known at a base year and returns a [`FittedModel`], which
//! can forecast and cannot be fitted again; [`FittedModel::forecast`] projects it. [`FittedModel::under`] is the same model with other
//! [`Assumptions`] of the years ahead.

mod assumptions;
mod components;
mod credible;
mod difference;
mod drivers;
mod entry;
mod feeders;
mod fit;
mod forecast;
mod hindsight;
mod intervals;
mod maths;
mod movement;
mod project;
mod quantile;
mod ratios;
mod reference;
mod spec;
mod transfer;

pub use assumptions::{
    ArrivalsAhead, Assumptions, BirthsAhead, BirthsCourse, IntakeAhead, MigrationAhead, MigrationCourse, Reach,
    ShareChange, SharesAhead,
};
pub use components::{Anatomy, Component, Evidence, Grounds, Step, Usual, components_parts, components_table};
pub use credible::{
    ByRole, Credible, Departure, Draws, Drift, IntervalConstants, Level, Memory, ReferenceChoice, Response, Shock,
    TransferLevel, UnknownBirths,
};
pub use difference::{DifferenceBand, DifferenceBands};
pub use drivers::{HomesBehind, HousingRule, Laid, SlippedSite};
pub use fit::{FitError, FittedModel};
pub use forecast::{Forecast, forecast_parts, forecast_table};
pub use hindsight::IntakeShares;
pub use intervals::{Band, ErrorSource, Intervals, Questions};
pub use movement::Movers;
pub use ratios::Fallback;
pub use reference::ComparedWith;
pub use spec::{CohortSurvival, Method, ModelSpec, SpecError};
pub use transfer::{TransferEnd, TransferRow, TransferShares};
