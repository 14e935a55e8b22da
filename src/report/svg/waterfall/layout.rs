//! Where the bars of a waterfall stand on the paper.

use crate::report::chart::{Bar, WaterfallPlot};
use crate::report::format;
use crate::report::svg::Size;
use crate::report::svg::axis::{CountAxis, Scale};
use crate::report::svg::label::{self, Frame};

/// Width in pixels of the gap that marks a broken axis.
pub(super) const BREAK: f64 = 18.0;

/// Between a bar and its value, in pixels.
pub(super) const VALUE_GAP: f64 = 6.0;

/// From one line of a name to the next, in heights of lettering.
pub(super) const NAME_LINE: f64 = 1.1;

/// Room under the ticks for what is said of a broken axis, in heights of lettering.
pub(super) const BREAK_LINE: f64 = 1.25;

/// Side lettering is this much smaller.
pub(super) const SIDE: f64 = 0.88;

/// Names take at most this share of the width.
const MOST_NAMES: f64 = 0.42;

/// Between the names and the bars, in heights of lettering.
const NAME_GAP: f64 = 1.2;

/// Left free at the right edge of the paper, in pixels.
const EDGE: f64 = 2.0;

/// However long the values are, this share of the width is left for the bars.
const LEAST_PLOT: f64 = 0.15;

/// The axis has about this many intervals.
const INTERVALS: u32 = 5;

/// Between the labels of two ticks at least, in heights of lettering.
const TICK_GAP: f64 = 0.5;

/// Height of a bar in heights of lettering.
const BAR: f64 = 1.1;

/// Between the names or the bars of two rows, in heights of lettering.
const ROW_GAP: f64 = 0.75;

/// Room under the last row for the sign of a broken axis, in heights of lettering.
const FOOT: f64 = 0.2;

/// A bar is at least this wide in pixels, so that no step vanishes.
const LEAST_BAR: f64 = 1.6;

/// A bar of the waterfall with the values between which it lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    /// What it is.
    pub(super) label: String,
    /// The total or the signed change in words.
    pub(super) value: String,
    /// What kind of bar it is.
    pub(super) kind: Kind,
    /// Where it joins the bar above; a total starts at zero.
    pub(super) from: f64,
    /// Where the bar below joins it.
    pub(super) to: f64,
}

/// The kinds of bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The start or the end.
    Total,
    /// A change upwards, or none.
    Rise,
    /// A change downwards.
    Fall,
}

/// The bars from top to bottom, without what is not a number. Without a start the steps add up from zero.
pub(super) fn spans(plot: &WaterfallPlot) -> Vec<Span> {
    let is_number = |bar: &&Bar| bar.value.is_finite();
    let mut spans: Vec<Span> = Some(&plot.start).filter(is_number).map(total).into_iter().collect();
    for step in plot.steps.iter().filter(is_number) {
        let from = spans.last().map_or(0.0, |above| above.to);
        spans.push(Span {
            label: step.label.clone(),
            value: format::difference(step.value.round() as i64),
            kind: if step.value < 0.0 { Kind::Fall } else { Kind::Rise },
            from,
            to: from + step.value,
        });
    }
    spans.extend(Some(&plot.end).filter(is_number).map(total));
    spans
}

fn total(bar: &Bar) -> Span {
    let value = format::count(bar.value.round() as i64);
    Span { label: bar.label.clone(), value, kind: Kind::Total, from: 0.0, to: bar.value }
}

/// The parts of a waterfall.
pub(super) struct Layout {
    /// Width of the paper.
    pub(super) width: f64,
    /// Height of the paper.
    pub(super) height: f64,
    /// Height of the lettering.
    pub(super) lettering: f64,
    /// Left edge of the bars.
    pub(super) left: f64,
    /// Upper edge of the rows.
    pub(super) top: f64,
    /// Lower edge of the rows.
    pub(super) bottom: f64,
    /// The axis of pupils.
    pub(super) axis: CountAxis,
    row: f64,
    tick: f64,
    x: Scale,
}

impl Layout {
    /// Lays the bars out.
    pub(super) fn of(spans: &[Span], size: Size) -> Layout {
        let (width, lettering) = (size.width(), size.lettering());
        let widest = |texts: &[String]| texts.iter().map(|text| label::width(text, lettering)).fold(0.0, f64::max);
        let names: Vec<Vec<String>> = spans.iter().map(|span| name_lines(span, width, lettering)).collect();
        let values: Vec<String> = spans.iter().map(|span| span.value.clone()).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1);
        let row = (ROW_GAP + NAME_LINE * lines as f64) * lettering;
        let top = 0.2 * lettering;
        let bottom = top + row * spans.len() as f64 + FOOT * lettering;

        let axis = CountAxis::over(heights(spans), INTERVALS);
        let ticks: Vec<String> = axis.ticks().iter().map(|tick| format::count(*tick as i64)).collect();
        let tick = widest(&ticks);
        let left = (widest(&names.concat()) + NAME_GAP * lettering).max(0.5 * tick);
        let right = (width - VALUE_GAP - widest(&values).max(0.5 * tick) - EDGE).max(left + LEAST_PLOT * width);
        let (start, below) = if axis.is_broken() { (left + BREAK, 2.0 + BREAK_LINE) } else { (left, 2.0) };
        Layout {
            width,
            height: bottom + below * lettering,
            lettering,
            left,
            top,
            bottom,
            row,
            tick,
            x: Scale::new((axis.low, axis.high), (start, right)),
            axis,
        }
    }

    /// Where a number of pupils falls.
    pub(super) fn x(&self, value: f64) -> f64 {
        self.x.at(value)
    }

    /// The middle of a row.
    pub(super) fn y(&self, index: usize) -> f64 {
        self.top + self.row * (index as f64 + 0.5)
    }

    /// Where the totals start: at zero, or before the break of a broken axis.
    pub(super) fn base(&self) -> f64 {
        if self.axis.is_broken() { self.left } else { self.x(0.0) }
    }

    /// The round numbers on the axis, each with whether there is room to label it.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, bool)> {
        let ticks = self.axis.ticks();
        let step = self.x(ticks.get(1).copied().unwrap_or(self.axis.high)) - self.x(self.axis.low);
        let every = ((self.tick + TICK_GAP * self.lettering) / step).ceil().max(1.0) as usize;
        ticks.into_iter().enumerate().map(move |(i, tick)| (tick, i.is_multiple_of(every)))
    }

    /// Where the bar of a row stands.
    pub(super) fn bar(&self, index: usize, span: &Span) -> Frame {
        let from = if span.kind == Kind::Total { self.base() } else { self.x(span.from) };
        let (to, y) = (self.x(span.to), self.y(index));
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from).abs().max(LEAST_BAR));
        let half_height = 0.5 * BAR * self.lettering;
        Frame { left: middle - half, top: y - half_height, right: middle + half, bottom: y + half_height }
    }
}

/// The lines of a name on paper of that width.
pub(super) fn name_lines(span: &Span, width: f64, lettering: f64) -> Vec<String> {
    label::wrapped(&span.label, lettering, MOST_NAMES * width)
}

/// The values that must fall on the axis: the zero under the totals need not.
fn heights(spans: &[Span]) -> impl Iterator<Item = f64> {
    let floating = spans.iter().filter(|span| span.kind != Kind::Total).map(|span| span.from);
    floating.chain(spans.iter().map(|span| span.to))
}
