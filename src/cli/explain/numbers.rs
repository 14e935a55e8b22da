//! How explain prints pupils, homes and places.

use crate::report::format;

/// Pupils with one decimal.
pub(super) fn pupils(n: f64) -> String {
    format::decimal(n, 1)
}

/// Whole pupils, homes or places.
pub(super) fn whole(n: f64) -> String {
    format::count(format::round_half_up(n, 0) as i64)
}
