//! What changes the places, as numbers on their line.

use super::layout::Layout;
use super::marks::SEPTEMBER;
use crate::calendar::CensusYear;
use crate::report::chart::{Event, RollPlot};
use crate::report::svg::canvas::{At, Canvas, INK, Lettering, MUTED};
use crate::report::svg::label::{self, Frame, Obstacles};
use plotters::style::text_anchor::HPos;

/// The radius of the dot at a change, in pixels.
const DOT: f64 = 2.6;

/// Puts a dot on the places line at each January with a change, and its numbers beside it, off the lines; what is written here
/// is in the way of what is written later.
pub(super) fn draw(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot, obstacles: &mut Obstacles) {
    let size = 0.88 * layout.lettering;
    let lettering = Lettering { size, ink: INK, anchor: HPos::Center, bold: true };
    for (year, text) in numbers(&plot.events) {
        let Some(place) = plot.places.iter().find(|p| p.year == year) else { continue };
        let at = (layout.x(f64::from(year.0) - SEPTEMBER), layout.y(place.value));
        canvas.dot(at, DOT, MUTED);
        let (x, y) = spot(layout, obstacles, label::width(&text, size), size, at);
        canvas.text(&text, (x, y), lettering);
        let half = 0.5 * label::width(&text, size);
        obstacles.add_line(&[(x - half, y), (x + half, y)]);
    }
}

/// The numbers of the changes of each January: `1`, or `2\u{2013}4`.
pub(super) fn numbers(events: &[Event]) -> Vec<(CensusYear, String)> {
    let mut spans: Vec<(CensusYear, usize, usize)> = vec![];
    for (i, event) in events.iter().enumerate() {
        match spans.last_mut() {
            Some((year, _, last)) if *year == event.year => *last = i + 1,
            _ => spans.push((event.year, i + 1, i + 1)),
        }
    }
    let words = |first: usize, last: usize| match last - first {
        0 => first.to_string(),
        _ => format!("{first}\u{2013}{last}"),
    };
    spans.into_iter().map(|(year, first, last)| (year, words(first, last))).collect()
}

/// The middle of the numbers: above or below the dot, a little aside where a line is in the way.
fn spot(layout: &Layout, obstacles: &Obstacles, width: f64, size: f64, (x, y): At) -> At {
    let half = 0.55 * size;
    let heights = [1.0, 1.3, 1.7, 2.2].into_iter().flat_map(|lines| [y - lines * size, y + lines * size]);
    let places = heights.flat_map(|height| [0.0, -0.8, 0.8].map(|aside| (x + aside * size, height)));
    let frame = |(x, y): At| Frame { left: x - 0.5 * width, right: x + 0.5 * width, top: y - half, bottom: y + half };
    let bounds = Frame { top: 1.3 * layout.lettering, bottom: layout.floor(), ..layout.frame };
    let inside = |(frame, _): &(Frame, At)| bounds.encloses(frame);
    obstacles.first_free(places.map(|place| (frame(place), place)).filter(inside)).unwrap_or((x, y - size))
}
