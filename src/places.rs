//! Places, and whether they are enough: the ledger of places and the surplus check.

mod events;
mod junior;
mod ledger;
mod need;
mod prudence;
mod rating;
mod register;
mod relief;
mod shortfall;
mod standing;
mod surplus;

pub use events::{Event, events, ledger_table};
pub use junior::{Crossing, Crossings, crossings};
pub use ledger::PlaceLedger;
pub use need::{Need, NeedCheck, Netting, need_table};
pub use prudence::{Assurance, Prudence};
pub use rating::{LEAST_JUDGED, Rag, Rating, Travel};
pub use register::{Places, Tally, tallies};
pub use relief::{Reach, Relief, reliefs, reliefs_table};
pub use shortfall::{Shortfall, Sufficiency};
pub use standing::{Band, BandCounts, Kind, Standing, Target};
pub use surplus::{SurplusCheck, surplus_table};

/// Pupils in one form of entry, in each year group.
pub const FORM: f64 = 30.0;
