//! Rolls through the years: what was counted, what is forecast, how sure that is, and the places for it.

mod events;
mod key;
mod layout;
mod marks;
mod words;

use super::Size;
use super::canvas;
use crate::report::chart::{Interval, Point, RollPlot};
use layout::Layout;

/// Draws rolls through the years.
pub(super) fn render(plot: &RollPlot, size: Size, description: &str) -> String {
    let plot = drawable(plot);
    let layout = Layout::of(&plot, size);
    canvas::draw(layout.width, layout.height, description, |canvas| {
        marks::draw_axes(canvas, &layout);
        marks::draw_bands(canvas, &layout, &plot);
        marks::draw_base(canvas, &layout, &plot);
        marks::draw_lines(canvas, &layout, &plot);
        words::draw(canvas, &layout, &plot);
    })
}

/// The plot in order of years, without what is not a number.
fn drawable(plot: &RollPlot) -> RollPlot {
    let bands = plot.bands.iter().map(|(label, band)| (label.clone(), drawable_band(band)));
    RollPlot {
        actual: drawable_points(&plot.actual),
        forecast: drawable_points(&plot.forecast),
        bands: bands.filter(|(_, band)| !band.is_empty()).collect(),
        places: drawable_points(&plot.places),
        came: drawable_points(&plot.came),
        events: plot.events.clone(),
    }
}

fn drawable_points(points: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> = points.iter().copied().filter(|p| p.value.is_finite()).collect();
    points.sort_by_key(|p| p.year);
    points
}

fn drawable_band(band: &[Interval]) -> Vec<Interval> {
    let mut band: Vec<Interval> = band.iter().copied().filter(|i| i.low.is_finite() && i.high.is_finite()).collect();
    band.sort_by_key(|i| i.year);
    band
}

#[cfg(test)]
mod tests;
