//! Places, and whether they are enough: the ledger of places and the surplus check.

mod ledger;
mod surplus;

pub use ledger::PlaceLedger;
pub use surplus::{Band, Kind, Standing, SurplusCheck, surplus_table};

/// Pupils in one form of entry, in each year group.
pub const FORM: f64 = 30.0;
