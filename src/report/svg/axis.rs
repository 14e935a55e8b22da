//! Scales and the round numbers that stand on them.

use crate::calendar::CensusYear;
use std::ops::RangeInclusive;

/// Above this share of the largest value, the smallest one no longer shows its variation over a zero baseline.
const SQUASHED: f64 = 0.6;

/// An axis that does not start at zero spans at least this share of its largest value, so that it does not make much
/// of a few pupils.
const LEAST_SPAN: f64 = 0.02;

/// An axis is extended to its next tick when that is no farther than this share of a step.
const NEAR: f64 = 0.3;

/// Values onto pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    values: (f64, f64),
    pixels: (f64, f64),
}

impl Scale {
    /// The first value falls onto the first pixel, the second onto the second; the values differ.
    pub(super) fn new(values: (f64, f64), pixels: (f64, f64)) -> Scale {
        Scale { values, pixels }
    }

    /// Where a value falls.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }
}

/// An axis of whole pupils from a round number up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CountAxis {
    /// The lowest tick.
    pub(super) low: f64,
    /// The upper end, at the largest value or at the tick above it.
    pub(super) high: f64,
    step: f64,
}

impl CountAxis {
    /// An axis on which all the values fall, with about `intervals` intervals. It starts at zero unless that would
    /// squash the variation.
    pub(super) fn over(values: impl Iterator<Item = f64>, intervals: u32) -> CountAxis {
        let (least, most) = span(values).unwrap_or((0.0, 1.0));
        let bottom = if least > SQUASHED * most { least } else { least.min(0.0) };
        let top = if bottom > 0.0 { most } else { most.max(0.0) };
        let least_span = if bottom > 0.0 { (top * LEAST_SPAN).max(1.0) } else { 1.0 };
        let step = round_step((top - bottom).max(least_span), intervals).max(1.0).round();
        let low = (bottom / step).floor() * step;
        CountAxis { low, high: reach(top, step).max(low + step), step }
    }

    /// Whether the axis starts above zero.
    pub(super) fn is_broken(&self) -> bool {
        self.low > 0.0
    }

    /// The round numbers on the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        ticks(self.low, self.high, self.step)
    }
}

/// The smallest step of 1, 2 or 5 times a power of ten that covers the span in that many intervals.
pub(super) fn round_step(span: f64, intervals: u32) -> f64 {
    let least = span / f64::from(intervals);
    let power = power_of_ten_up_to(least);
    let covers = |step: &f64| *step >= least * (1.0 - 1e-9);
    [power, 2.0 * power, 5.0 * power].into_iter().find(covers).unwrap_or(10.0 * power)
}

/// The multiples of `step` from `low` to `high`.
pub(super) fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// The smallest and the largest of the values that are numbers.
pub(super) fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|v| v.is_finite()).fold(None, |span, v| match span {
        None => Some((v, v)),
        Some((least, most)) => Some((v.min(least), v.max(most))),
    })
}

/// The value, or the next multiple of `step` above it where that is near, so that the axis ends in a tick.
pub(super) fn reach(value: f64, step: f64) -> f64 {
    let next = (value / step).ceil() * step;
    if next - value <= NEAR * step { next } else { value }
}

/// The years to be labelled when labels must stand at least `apart` years from one another: every year, or every
/// second, third, ... counted from `anchor`, which is always among them.
pub(super) fn labelled_years(years: RangeInclusive<CensusYear>, anchor: CensusYear, apart: f64) -> Vec<CensusYear> {
    let every = [1, 2, 3, 5, 10, 20, 50].into_iter().find(|&every| f64::from(every) >= apart).unwrap_or(100);
    let labelled = |year: &CensusYear| year.years_since(anchor) % every == 0;
    (years.start().0..=years.end().0).map(CensusYear).filter(labelled).collect()
}

/// The largest power of ten that is not above a positive number.
fn power_of_ten_up_to(value: f64) -> f64 {
    let mut power = 1.0f64;
    while power.is_finite() && power * 10.0 <= value {
        power *= 10.0;
    }
    while power > value && power > f64::MIN_POSITIVE {
        power /= 10.0;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[f64]) -> CountAxis {
        CountAxis::over(values.iter().copied(), 5)
    }

    #[test]
    fn an_axis_starts_at_zero_where_the_variation_shows() {
        let axis = axis(&[120.0, 460.0]);
        assert_eq!((axis.low, axis.high, axis.is_broken()), (0.0, 460.0, false));
        assert_eq!(axis.ticks(), [0.0, 100.0, 200.0, 300.0, 400.0]);
    }

    #[test]
    fn an_axis_is_broken_where_zero_would_squash_the_variation() {
        let axis = axis(&[16_420.0, 17_310.0]);
        assert_eq!((axis.low, axis.high, axis.is_broken()), (16_400.0, 17_310.0, true));
    }

    #[test]
    fn a_few_pupils_do_not_fill_a_broken_axis() {
        let axis = axis(&[17_124.0, 17_130.0]);
        assert!(axis.high - axis.low >= 100.0, "{axis:?}");
    }

    #[test]
    fn every_axis_has_a_span_of_whole_numbers() {
        for values in [&[][..], &[0.0], &[1.0], &[1.0, 2.0], &[1e9], &[f64::NAN], &[-3.0, 7.0]] {
            let axis = axis(values);
            let ticks = axis.ticks();
            assert!(ticks.len() >= 2 && ticks.len() <= 8, "{values:?}: {ticks:?}");
            assert!(ticks.iter().all(|t| t.fract() == 0.0), "{values:?}: {ticks:?}");
            assert!(values.iter().all(|v| v.is_nan() || (axis.low..=axis.high).contains(v)), "{values:?}: {axis:?}");
        }
    }

    #[test]
    fn ticks_of_fractions_reach_both_ends() {
        let shown: Vec<String> = ticks(-0.6, 0.6, 0.2).iter().map(|t| format!("{t:.1}")).collect();
        assert_eq!(shown, ["-0.6", "-0.4", "-0.2", "0.0", "0.2", "0.4", "0.6"]);
    }

    #[test]
    fn the_base_year_is_labelled_when_not_every_year_is() {
        let labelled = |first, last, apart| -> Vec<u16> {
            let years = labelled_years(CensusYear(first)..=CensusYear(last), CensusYear(2014), apart);
            years.iter().map(|year| year.0).collect()
        };
        assert_eq!(labelled(2012, 2016, 0.8), [2012, 2013, 2014, 2015, 2016]);
        assert_eq!(labelled(2003, 2020, 3.5), [2004, 2009, 2014, 2019]);
    }
}
