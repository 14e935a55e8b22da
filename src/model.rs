//! From a specification and a data set to a forecast.
//!
//! [`ModelSpec`] says how; [`ModelSpec::fit`] learns from what was known at a base year and returns a [`FittedModel`], which
//! can forecast and cannot be fitted again; [`FittedModel::forecast`] projects it.

mod entry;
mod feeders;
mod fit;
mod forecast;
mod project;
mod ratios;
mod spec;
mod transfer;

pub use fit::{FitError, FittedModel};
pub use forecast::{Forecast, forecast_table};
pub use ratios::Fallback;
pub use spec::{CohortSurvival, Method, ModelSpec, SpecError};
