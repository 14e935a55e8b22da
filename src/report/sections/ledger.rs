//! Planned changes of places: which of them are in the places.

use crate::places::PlaceLedger;
use std::collections::BTreeSet;

/// How many events count in a ledger.
fn events(ledger: &PlaceLedger) -> usize {
    ledger.counted().iter().map(|c| &c.event).collect::<BTreeSet<_>>().len()
}

/// What places ahead rest on, as the second half of a sentence.
pub(super) fn proviso(ledger: &PlaceLedger) -> &'static str {
    if events(ledger) == 0 { "if places only carry themselves on" } else { "with the planned changes that count" }
}

/// Whether planned changes are in the places, as a sentence.
pub(super) fn in_the_places(ledger: &PlaceLedger) -> String {
    match events(ledger) {
        0 => "No planned change is in them.".to_owned(),
        1 => format!("One planned change is in them ({}).", ledger.count().positions()),
        n => format!("{n} planned changes are in them ({}).", ledger.count().positions()),
    }
}
