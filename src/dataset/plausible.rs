//! Figures that read well and can hardly be true, each held against the area's own record.
//!
//! A roll is held against the same children a year before and a year after: `e = f m`, where `f` is the year group below
//! (for the entry year the births) and `m` the median of the area's own `p / f` for that step. It is in doubt when it is off
//! by [`DOUBT`] times `sqrt(e + 1)`, the noise of a count of that size, times the area's own spread, and by [`LEAST`] of it. Where
//! the step after it is off to the other side, [`BOTH_SIDES`] of that is enough.

mod others;
mod rolls;

pub(super) use others::{births, places};
pub(super) use rolls::{Feeding, rolls};

/// Noise of a count of its size, so many times over, puts a figure in doubt. The largest in nine Januaries of 148 English
/// authorities is 5.5 within a phase and 8.1 into Year 7.
const DOUBT: f64 = 6.0;
/// The same at a step where children come from elsewhere: into the entry year, and into secondary school.
const DOUBT_AT_ENTRY: f64 = 9.0;
/// A figure that the children before and those after contradict to opposite sides needs less to be in doubt.
const BOTH_SIDES: f64 = 0.8;
/// Off by less of the likely figure, nobody would see it.
const LEAST: f64 = 0.15;

/// The median of some numbers; `None` of none.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[middle - 1] + upper) / 2.0 })
}
