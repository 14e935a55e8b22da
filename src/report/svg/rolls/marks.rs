//! The lines, points and bands of a chart of rolls.

use super::layout::{BREAK, Layout};
use crate::report::chart::{Interval, Point, RollPlot};
use crate::report::svg::canvas::{At, BLUE, Canvas, FAINT, GREY, INK, Stroke};

/// A school year starts this much of a year before its January, and its places with it.
pub(super) const SEPTEMBER: f64 = 1.0 / 3.0;

/// How strongly a band is tinted; a band inside another is tinted by both.
pub(super) const TINT: f64 = 0.14;

/// How far below the upper edge of the paper the mark at the base year starts, in pixels.
pub(super) const BASE_TOP: f64 = 4.0;

/// The grid, the baseline and, where the axis does not start at zero, the sign of it.
pub(super) fn draw_axes(canvas: &Canvas<'_>, layout: &Layout) {
    let frame = layout.frame;
    for tick in layout.axis.ticks() {
        let y = layout.y(tick);
        canvas.line(&[(frame.left, y), (frame.right, y)], Stroke { ink: FAINT, width: 1.0 });
    }
    canvas.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], Stroke { ink: GREY, width: 1.0 });
    for year in layout.labelled_years() {
        let x = layout.x(f64::from(year.0));
        canvas.line(&[(x, frame.bottom), (x, frame.bottom + 4.0)], Stroke { ink: GREY, width: 1.0 });
    }
    if layout.axis.is_broken() {
        draw_break(canvas, (frame.left, frame.bottom));
    }
}

fn draw_break(canvas: &Canvas<'_>, (x, y): At) {
    let turns = [(0.0, 0.0), (0.0, 0.2), (-4.0, 0.35), (4.0, 0.65), (0.0, 0.8), (0.0, 1.0)];
    let zigzag = turns.map(|(aside, up)| (x + aside, y - up * BREAK));
    canvas.line(&zigzag, Stroke { ink: GREY, width: 1.3 });
}

/// The bands around the forecast, fanning out of the last actual roll.
pub(super) fn draw_bands(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    for (_, band) in &plot.bands {
        canvas.area(&outline(layout, plot, band), BLUE, TINT);
    }
}

/// The outline of a band: along its upper edge and back along the lower one.
pub(super) fn outline(layout: &Layout, plot: &RollPlot, band: &[Interval]) -> Vec<At> {
    let apex = plot.actual.last().map(|&point| layout.at(point));
    let edge =
        |value: fn(&Interval) -> f64| band.iter().map(move |i| layout.at(Point { year: i.year, value: value(i) }));
    apex.into_iter().chain(edge(|i| i.high)).chain(edge(|i| i.low).rev()).collect()
}

/// The mark between what was counted and what is forecast.
pub(super) fn draw_base(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    canvas.line(&base_mark(layout, plot), Stroke { ink: GREY, width: 0.8 });
}

/// The line of that mark; empty where nothing is forecast, or nothing was counted.
pub(super) fn base_mark(layout: &Layout, plot: &RollPlot) -> Vec<At> {
    match plot.actual.last() {
        Some(base) if !plot.forecast.is_empty() => {
            let x = layout.x(f64::from(base.year.0));
            vec![(x, BASE_TOP), (x, layout.floor())]
        }
        _ => Vec::new(),
    }
}

/// Places, actual rolls and the forecast, with a point in every January; the rolls that came as points alone.
pub(super) fn draw_lines(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    let stroke = Stroke { ink: BLUE, width: 2.0 };
    canvas.line(&steps(layout, &plot.places), Stroke { ink: GREY, width: 1.8 });
    canvas.line(&path(layout, &plot.actual), stroke);
    canvas.dashes(&path(layout, &joined_forecast(plot)), stroke, 6.0, 4.0);
    for &point in &plot.actual {
        canvas.dot(layout.at(point), 2.6, BLUE);
    }
    for &point in &plot.forecast {
        canvas.ring(layout.at(point), 2.8, Stroke { ink: BLUE, width: 1.6 });
    }
    for &point in &plot.came {
        canvas.diamond(layout.at(point), 4.2, INK);
    }
}

/// The forecast from the last actual roll on.
pub(super) fn joined_forecast(plot: &RollPlot) -> Vec<Point> {
    plot.actual.last().into_iter().chain(&plot.forecast).copied().collect()
}

/// The line through the points.
pub(super) fn path(layout: &Layout, points: &[Point]) -> Vec<At> {
    points.iter().map(|&point| layout.at(point)).collect()
}

/// Places as steps, each from the September before its January.
pub(super) fn steps(layout: &Layout, places: &[Point]) -> Vec<At> {
    let frame = layout.frame;
    let x = |year: f64| layout.x(year).clamp(frame.left, frame.right);
    let mut steps: Vec<At> = Vec::new();
    for place in places {
        let (start, y) = (x(f64::from(place.year.0) - SEPTEMBER), layout.y(place.value));
        if let Some(&(_, before)) = steps.last() {
            steps.push((start, before));
        }
        steps.push((start, y));
    }
    if let Some(last) = places.last() {
        steps.push((x(f64::from(last.year.0) + SEPTEMBER), layout.y(last.value)));
    }
    steps
}
