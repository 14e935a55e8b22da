//! The words and numbers of a chart of rolls.

use super::events;
use super::key;
use super::layout::{self, EndLabel, LABEL_GAP, Layout, Line};
use super::marks;
use crate::report::chart::{Point, RollPlot};
use crate::report::format;
use crate::report::svg::canvas::{At, BLUE, Canvas, GREY, INK, Lettering, MUTED, Stroke};
use crate::report::svg::label::{self, Frame, LEADING, Obstacles};
use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

/// Side lettering is this much smaller.
const SIDE: f64 = 0.88;

/// Writes everything that is written on a chart of rolls.
pub(super) fn draw(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    draw_ticks(canvas, layout);
    let free_to = key::draw(canvas, layout, plot);
    draw_base_word(canvas, layout, plot, free_to);
    draw_end_labels(canvas, layout, plot);
    let mut obstacles = obstacles(layout, plot);
    events::draw(canvas, layout, plot, &mut obstacles);
    draw_inner_labels(canvas, layout, plot, obstacles);
}

fn draw_ticks(canvas: &Canvas<'_>, layout: &Layout) {
    let frame = layout.frame;
    let lettering = plain(layout.lettering, MUTED, HPos::Right);
    for tick in layout.axis.ticks() {
        canvas.text(&format::count(tick as i64), (frame.left - 7.0, layout.y(tick)), lettering);
    }
    let below = frame.bottom + 5.0 + 0.7 * layout.lettering;
    for year in layout.labelled_years() {
        let at = (layout.x(f64::from(year.0)), below);
        canvas.text(&year.to_string(), at, Lettering { anchor: HPos::Center, ..lettering });
    }
    if layout.axis.is_broken() {
        let at = (frame.left + 9.0, frame.bottom - 0.5 * layout::BREAK);
        canvas.text("axis not from zero", at, plain(SIDE * layout.lettering, MUTED, HPos::Left));
    }
}

/// Says what lies right of the mark at the base year; left of it, with an arrow, where the key stands in the way.
fn draw_base_word(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot, free_to: f64) {
    let Some(&(x, top)) = marks::base_mark(layout, plot).first() else { return };
    let (size, y) = (SIDE * layout.lettering, top + 0.5 * layout.lettering);
    if x + 5.0 + label::width("forecast", size) <= free_to {
        canvas.text("forecast", (x + 5.0, y), plain(size, MUTED, HPos::Left));
    } else {
        canvas.text("forecast \u{2192}", (x - 5.0, y), plain(size, MUTED, HPos::Right));
    }
}

/// Writes the labels beside the right edge.
fn draw_end_labels(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    let labels = layout::end_labels(plot);
    let wanted: Vec<f64> = labels.iter().map(|label| layout.y(label.end.value)).collect();
    let line = LEADING * layout.lettering;
    let heights = label::spread(&wanted, line, layout.frame.top, layout.frame.bottom);
    for (EndLabel { text, end, line }, &height) in labels.iter().zip(&heights) {
        let ink = match line {
            Line::Pupils => BLUE,
            Line::Places => MUTED,
            Line::Came => INK,
        };
        draw_leader(canvas, layout, layout.at(*end), height);
        let at = (layout.frame.right + LABEL_GAP, height);
        canvas.text(text, at, Lettering { bold: *line != Line::Places, ..plain(layout.lettering, ink, HPos::Left) });
    }
}

/// A thin line from the end of a line to a label that had to move away from it.
fn draw_leader(canvas: &Canvas<'_>, layout: &Layout, (x, y): At, height: f64) {
    if (height - y).abs() > 2.0 {
        let to = (layout.frame.right + LABEL_GAP - 2.0, height);
        canvas.line(&[(x + 4.0, y), to], Stroke { ink: GREY, width: 0.7 });
    }
}

/// Labels the lines that end inside the chart, off every line.
fn draw_inner_labels(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot, mut obstacles: Obstacles) {
    let actual = ("Actual", BLUE, &plot.actual, marks::path(layout, &plot.actual));
    let places = ("Places", MUTED, &plot.places, marks::steps(layout, &plot.places));
    let came = ("Came", INK, &plot.came, marks::path(layout, &plot.came));
    for (name, ink, points, line) in [actual, places, came] {
        if let Some(end) = points.last().filter(|end| end.year < layout.last)
            && let Some((text, place)) = inner_place(layout, &obstacles, name, *end, &line)
        {
            let lettering = plain(layout.lettering, ink, HPos::Left);
            canvas.text(&text, place, Lettering { bold: ink != MUTED, ..lettering });
            obstacles.add_line(&[place, (place.0 + label::width(&text, layout.lettering), place.1)]);
        }
    }
}

/// Every line of the chart that a label must not cross.
fn obstacles(layout: &Layout, plot: &RollPlot) -> Obstacles {
    let mut obstacles = Obstacles::default();
    obstacles.add_line(&marks::path(layout, &plot.actual));
    obstacles.add_line(&marks::path(layout, &marks::joined_forecast(plot)));
    obstacles.add_line(&marks::steps(layout, &plot.places));
    obstacles.add_line(&marks::path(layout, &plot.came));
    obstacles.add_line(&marks::base_mark(layout, plot));
    for (_, band) in &plot.bands {
        obstacles.add_line(&marks::outline(layout, plot, band));
    }
    obstacles
}

/// Where the label of a line can start: beside its end, with the value there, or else beside an earlier point of it.
fn inner_place(layout: &Layout, obstacles: &Obstacles, name: &str, end: Point, line: &[At]) -> Option<(String, At)> {
    let mut backwards = line.iter().rev();
    let at_end = backwards.next().map(|&at| (layout::named(name, end), at));
    let before = backwards.map(|&at| (name.to_owned(), at));
    at_end.into_iter().chain(before).find_map(|(text, at)| {
        let place = free_place(layout, obstacles, label::width(&text, layout.lettering), at)?;
        Some((text, place))
    })
}

/// Where a label of that width can start right or left of a point, level with it or a little above or below.
fn free_place(layout: &Layout, obstacles: &Obstacles, width: f64, (x, y): At) -> Option<At> {
    let half = 0.62 * layout.lettering;
    let near = [0.0, 0.9, 1.2, 1.5].map(|lines| lines * layout.lettering);
    let heights = near.into_iter().flat_map(|far| [y - far, y + far]);
    let places = heights.flat_map(|height| [(x + 8.0, height), (x - 6.0 - width, height)]);
    let frame = |(left, height)| Frame { left, right: left + width, top: height - half, bottom: height + half };
    // Above the lines stands the word at the base year.
    let bounds = Frame { top: 1.3 * layout.lettering, bottom: layout.floor(), ..layout.frame };
    let inside = |(frame, _): &(Frame, At)| bounds.encloses(frame);
    obstacles.first_free(places.map(|place| (frame(place), place)).filter(inside))
}

fn plain(size: f64, ink: RGBColor, anchor: HPos) -> Lettering {
    Lettering { size, ink, anchor, bold: false }
}
