//! School place forecasting and surplus capacity.
//!
//! rollcast projects January rolls by planning area, checks them against places, reviews past forecasts against actual
//! rolls, and writes the documents a council hands in. The rooms, in the order in which data flows:
//!
//! - [`calendar`]: years, year groups and series
//! - [`geography`]: the tree of areas and the groupings that overlap it
//! - [`dataset`]: a folder of files as one checked data set
//! - [`model`]: from a specification and a data set to a forecast
//! - [`places`]: the ledger of places and the surplus check
//! - [`accuracy`]: a forecast against the January that came
//! - [`scenario`]: what if a driver ran otherwise, beside the forecast without it
//! - [`report`]: documents and charts
//! - [`cli`]: arguments to one call, to what is printed
#![forbid(unsafe_code)]

pub mod accuracy;
pub mod calendar;
pub mod cli;
pub mod dataset;
pub mod geography;
pub mod model;
pub mod money;
pub mod places;
pub mod report;
pub mod scenario;
pub mod status;
