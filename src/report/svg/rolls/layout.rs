//! Where the parts of a chart of rolls stand on the paper.

use crate::calendar::CensusYear;
use crate::report::chart::{Point, RollPlot};
use crate::report::format;
use crate::report::svg::Size;
use crate::report::svg::axis::{self, CountAxis, Scale};
use crate::report::svg::canvas::At;
use crate::report::svg::label::{self, Frame};

/// Height in pixels of the gap that marks a broken axis.
pub(super) const BREAK: f64 = 18.0;

/// Between the end of a line and the labels beside it, in pixels.
pub(super) const LABEL_GAP: f64 = 12.0;

/// However long the labels are, this share of the width is left for the lines.
const LEAST_PLOT: f64 = 0.2;

/// The parts of a chart of rolls.
pub(super) struct Layout {
    /// Width of the paper.
    pub(super) width: f64,
    /// Height of the paper.
    pub(super) height: f64,
    /// Height of the lettering.
    pub(super) lettering: f64,
    /// Where the lines are drawn.
    pub(super) frame: Frame,
    /// The axis of pupils.
    pub(super) axis: CountAxis,
    /// The first year shown.
    pub(super) first: CensusYear,
    /// The last year shown.
    pub(super) last: CensusYear,
    base: CensusYear,
    x: Scale,
    y: Scale,
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Pupils counted or forecast.
    Pupils,
    /// Places.
    Places,
    /// Pupils counted after the forecast was made.
    Came,
}

/// A label at the right end of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EndLabel {
    /// The words.
    pub(super) text: String,
    /// The end of the line.
    pub(super) end: Point,
    /// What ends here.
    pub(super) line: Line,
}

impl Layout {
    /// Lays a plot out.
    pub(super) fn of(plot: &RollPlot, size: Size) -> Layout {
        let (width, lettering) = (size.width(), size.lettering());
        let (height, intervals) = match size {
            Size::Normal => (340.0, 5),
            Size::Small => (220.0, 3),
        };
        let axis = CountAxis::over(values(plot), intervals);
        let (first, last) = years(plot);
        let frame = frame(plot, &axis, (width, height), lettering);
        let beside = if first == last { 1.0 } else { 0.0 };
        let x_values = (f64::from(first.0) - beside, f64::from(last.0) + beside);
        let floor = if axis.is_broken() { frame.bottom - BREAK } else { frame.bottom };
        Layout {
            x: Scale::new(x_values, (frame.left + lettering, frame.right)),
            y: Scale::new((axis.low, axis.high), (floor, frame.top)),
            width,
            height,
            lettering,
            frame,
            axis,
            first,
            last,
            base: plot.actual.last().map_or(first, |point| point.year),
        }
    }

    /// The height of the lowest tick.
    pub(super) fn floor(&self) -> f64 {
        self.y(self.axis.low)
    }

    /// The years that are labelled under the chart.
    pub(super) fn labelled_years(&self) -> Vec<CensusYear> {
        let year = self.x(f64::from(self.first.0) + 1.0) - self.x(f64::from(self.first.0));
        let apart = label::width("2000", self.lettering) + 0.4 * self.lettering;
        axis::labelled_years(self.first..=self.last, self.base, apart / year)
    }

    /// Where a January falls; a part of a year lies between two.
    pub(super) fn x(&self, year: f64) -> f64 {
        self.x.at(year)
    }

    /// Where a number of pupils falls.
    pub(super) fn y(&self, value: f64) -> f64 {
        self.y.at(value)
    }

    /// Where a value in a January falls.
    pub(super) fn at(&self, point: Point) -> At {
        (self.x(f64::from(point.year.0)), self.y(point.value))
    }
}

/// The labels that belong beside the right edge: those of the lines that reach it.
pub(super) fn end_labels(plot: &RollPlot) -> Vec<EndLabel> {
    let line = match plot.forecast.last() {
        Some(end) => Some(("Forecast", end, Line::Pupils)),
        None => plot.actual.last().map(|end| ("Actual", end, Line::Pupils)),
    };
    let places = plot.places.last().map(|end| ("Places", end, Line::Places));
    let came = plot.came.last().map(|end| ("Came", end, Line::Came));
    let last = years(plot).1;
    let at_the_edge = [line, places, came].into_iter().flatten().filter(|(_, end, _)| end.year == last);
    at_the_edge.map(|(name, &end, line)| EndLabel { text: named(name, end), end, line }).collect()
}

/// A line's name with the value at its end.
pub(super) fn named(name: &str, end: Point) -> String {
    format!("{name} {}", format::count(end.value.round() as i64))
}

fn values(plot: &RollPlot) -> impl Iterator<Item = f64> {
    let points = [&plot.actual, &plot.forecast, &plot.places, &plot.came].into_iter().flatten().map(|p| p.value);
    let intervals = plot.bands.iter().flat_map(|(_, band)| band);
    points.chain(intervals.flat_map(|i| [i.low, i.high]))
}

fn years(plot: &RollPlot) -> (CensusYear, CensusYear) {
    let points = [&plot.actual, &plot.forecast, &plot.places, &plot.came].into_iter().flatten().map(|p| p.year);
    let years = points.chain(plot.bands.iter().flat_map(|(_, band)| band).map(|i| i.year));
    years
        .fold(None, |span, year| match span {
            None => Some((year, year)),
            Some((first, last)) => Some((year.min(first), year.max(last))),
        })
        .unwrap_or((CensusYear(0), CensusYear(0)))
}

fn frame(plot: &RollPlot, axis: &CountAxis, (width, height): At, lettering: f64) -> Frame {
    let widest = |labels: Vec<String>| labels.iter().map(|text| label::width(text, lettering)).fold(0.0, f64::max);
    let ticks = widest(axis.ticks().iter().map(|tick| format::count(*tick as i64)).collect());
    let ends = widest(end_labels(plot).into_iter().map(|label| label.text).collect());
    let left = ticks + lettering;
    let right = width - LABEL_GAP - ends.max(lettering) - 2.0;
    Frame {
        left,
        top: 2.0 * lettering,
        right: right.max(left + LEAST_PLOT * width).min(width),
        bottom: height - 2.0 * lettering,
    }
}
