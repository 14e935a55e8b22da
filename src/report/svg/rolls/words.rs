//! The words and numbers of a chart of rolls.

use super::events;
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
    draw_base_word(canvas, layout, plot);
    let taken = draw_end_labels(canvas, layout, plot);
    draw_band_labels(canvas, layout, plot, &taken);
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

fn draw_base_word(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) {
    if let Some(&(x, top)) = marks::base_mark(layout, plot).first() {
        let at = (x + 5.0, top + 0.5 * layout.lettering);
        canvas.text("forecast", at, plain(SIDE * layout.lettering, MUTED, HPos::Left));
    }
}

/// Writes the labels beside the right edge and gives the heights at which they stand.
fn draw_end_labels(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) -> Vec<f64> {
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
    heights
}

/// Labels each band at its upper or lower edge, or beside it; a band without room for a label of its own shares
/// that of its neighbour.
fn draw_band_labels(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot, taken: &[f64]) {
    let lettering = plain(SIDE * layout.lettering, BLUE, HPos::Left);
    for BandLabel { text, edge, height } in band_labels(layout, plot, taken) {
        draw_leader(canvas, layout, edge, height);
        canvas.text(&text, (layout.frame.right + LABEL_GAP, height), lettering);
    }
}

/// A label for one band or more, the edge that it names and the height at which it stands.
struct BandLabel {
    text: String,
    edge: At,
    height: f64,
}

fn band_labels(layout: &Layout, plot: &RollPlot, taken: &[f64]) -> Vec<BandLabel> {
    let line = LEADING * layout.lettering * 0.96;
    // A band stands inside the one before it, and so does its label.
    let mut inside = (-0.5 * line, layout.frame.bottom + line);
    let mut labels: Vec<BandLabel> = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    for (text, band) in &plot.bands {
        let Some(end) = band.last() else { continue };
        let is_free = |height: f64| {
            let keeps_order = height >= inside.0 + line && height <= inside.1 - line;
            keeps_order && taken.iter().all(|other| (other - height).abs() >= line)
        };
        waiting.push(text);
        let (upper, lower) = (layout.y(end.high), layout.y(end.low));
        let mut aside = [0.0, 0.4, 0.8, 1.2, 1.6].map(|lines| lines * line).into_iter();
        let place = aside.find_map(|by| match (upper - by, lower + by) {
            (above, _) if is_free(above) => Some((upper, above, (above, inside.1))),
            (_, below) if is_free(below) => Some((lower, below, (inside.0, below))),
            _ => None,
        });
        if let Some((edge, height, still_inside)) = place {
            let text = std::mem::take(&mut waiting).join(layout::BAND_JOIN);
            labels.push(BandLabel { text, edge: (layout.x(f64::from(end.year.0)), edge), height });
            inside = still_inside;
        }
    }
    if let Some(last) = labels.last_mut() {
        waiting.insert(0, &last.text);
        last.text = waiting.join(layout::BAND_JOIN);
    }
    labels
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
