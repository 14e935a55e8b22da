//! One value for each area against what is asked of it.

use super::Size;
use super::axis::{self, Scale};
use super::canvas::{self, At, BLUE, Canvas, FAINT, GREY, INK, Lettering, MUTED, ORANGE, PAPER, Stroke};
use super::label;
use crate::report::chart::{Dot, DotPlot};
use crate::report::format;
use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

/// Names of areas take at most this share of the width.
const MOST_NAMES: f64 = 0.42;

/// The axis spans at least this, in per cent.
const LEAST_SPAN: f64 = 0.5;

/// Between a dot and its value, in pixels.
const VALUE_GAP: f64 = 9.0;

/// How strongly the span of the reference is tinted.
const TINT: f64 = 0.45;

/// Draws one dot for each area.
pub(super) fn render(plot: &DotPlot, size: Size, description: &str) -> String {
    let rows: Vec<&Dot> = plot.rows.iter().filter(|dot| dot.value.is_finite()).collect();
    let layout = Layout::of(plot, &rows, size);
    canvas::draw(layout.width, layout.height, description, |canvas| {
        draw_axis(canvas, &layout);
        draw_reference(canvas, &layout, plot);
        draw_zero(canvas, &layout);
        draw_key(canvas, &layout, &rows);
        for (index, dot) in rows.iter().enumerate() {
            draw_row(canvas, &layout, index, dot);
        }
    })
}

/// The parts of the chart.
struct Layout {
    width: f64,
    height: f64,
    lettering: f64,
    left: f64,
    top: f64,
    bottom: f64,
    row: f64,
    step: f64,
    low: f64,
    high: f64,
    has_reference_line: bool,
    x: Scale,
}

impl Layout {
    fn of(plot: &DotPlot, rows: &[&Dot], size: Size) -> Layout {
        let (width, lettering) = (size.width(), size.lettering());
        let names = rows.iter().map(|dot| label::width(&dot.label, lettering)).fold(0.0, f64::max);
        let left = names.min(MOST_NAMES * width) + 1.2 * lettering;
        let room = left - 1.2 * lettering;
        let lines = rows.iter().map(|dot| label::wrapped(&dot.label, lettering, room).len()).max().unwrap_or(1);
        let row = (0.7 + 1.1 * lines as f64) * lettering;
        let top = 2.0 * lettering;
        let bottom = top + row * rows.len() as f64;

        let reference = [plot.reference.0, plot.reference.1, 0.0];
        let (low, high) = axis::span(rows.iter().map(|dot| dot.value).chain(reference)).unwrap_or((0.0, 0.0));
        let high = if high - low < LEAST_SPAN { low + LEAST_SPAN } else { high };
        let values = rows.iter().map(|dot| label::width(&format::signed_percent(dot.value), lettering));
        let beside = VALUE_GAP + values.fold(0.0, f64::max);
        let start = left + if low < 0.0 { beside } else { lettering };
        let end = (width - beside).max(start + lettering);
        let room = (end - start) / (1.15 * label::width("+10%", lettering));
        let step = axis::round_step(high - low, room.clamp(1.0, 7.0) as u32);
        let (low, high) = (-axis::reach(-low, step), axis::reach(high, step));
        Layout {
            width,
            height: bottom + 2.0 * lettering,
            lettering,
            left,
            top,
            bottom,
            row,
            step,
            low,
            high,
            has_reference_line: plot.reference.0 == plot.reference.1,
            x: Scale::new((low, high), (start, end)),
        }
    }

    /// The middle of a row.
    fn y(&self, index: usize) -> f64 {
        self.top + self.row * (index as f64 + 0.5)
    }

    fn written(&self, ink: RGBColor, anchor: HPos) -> Lettering {
        Lettering { size: self.lettering, ink, anchor, bold: false }
    }
}

fn draw_axis(canvas: &Canvas<'_>, layout: &Layout) {
    let decimals = if layout.step < 1.0 { 1 } else { 0 };
    for tick in axis::ticks(layout.low, layout.high, layout.step) {
        let x = layout.x.at(tick);
        canvas.line(&[(x, layout.top), (x, layout.bottom)], Stroke { ink: FAINT, width: 1.0 });
        let rounded = format::round_half_up(tick, decimals);
        let plus = if rounded > 0.0 { "+" } else { "" };
        let text = if rounded == 0.0 { "0".to_owned() } else { format!("{plus}{}%", format::decimal(tick, decimals)) };
        let below = layout.bottom + layout.lettering;
        canvas.text(&text, (x, below), layout.written(MUTED, HPos::Center));
    }
}

fn draw_reference(canvas: &Canvas<'_>, layout: &Layout, plot: &DotPlot) {
    let (low, high) = plot.reference;
    if !(low.is_finite() && high.is_finite()) {
        return;
    }
    let (start, end) = (layout.x.at(low.min(high)), layout.x.at(low.max(high)));
    let (top, bottom) = (layout.top - 4.0, layout.bottom);
    if end > start {
        canvas.area(&[(start, top), (end, top), (end, bottom), (start, bottom)], FAINT, TINT);
    } else {
        canvas.dashes(&[(start, top), (start, bottom)], Stroke { ink: INK, width: 1.2 }, 5.0, 3.0);
    }
    let half = 0.5 * label::width(&plot.reference_label, layout.lettering);
    let middle = (0.5 * (start + end)).min(layout.width - half).max(half);
    canvas.text(&plot.reference_label, (middle, 0.8 * layout.lettering), layout.written(INK, HPos::Center));
}

fn draw_zero(canvas: &Canvas<'_>, layout: &Layout) {
    let x = layout.x.at(0.0);
    canvas.line(&[(x, layout.top), (x, layout.bottom)], Stroke { ink: GREY, width: 1.0 });
}

/// What the two marks mean, for the marks that occur.
fn draw_key(canvas: &Canvas<'_>, layout: &Layout, rows: &[&Dot]) {
    let y = 0.8 * layout.lettering;
    let mut x = 5.0;
    for (met, words) in [(true, "within"), (false, "outside")] {
        if rows.iter().any(|dot| dot.met == met) {
            draw_mark(canvas, (x, y), met);
            canvas.text(words, (x + VALUE_GAP, y), layout.written(MUTED, HPos::Left));
            x += 2.5 * VALUE_GAP + label::width(words, layout.lettering);
        }
    }
}

fn draw_row(canvas: &Canvas<'_>, layout: &Layout, index: usize, dot: &Dot) {
    let (x, y) = (layout.x.at(dot.value), layout.y(index));
    let name = label::wrapped(&dot.label, layout.lettering, layout.left - 1.2 * layout.lettering);
    let line = 1.1 * layout.lettering;
    for (i, words) in name.iter().enumerate() {
        let offset = line * (i as f64 - 0.5 * (name.len() as f64 - 1.0));
        canvas.text(words, (0.0, y + offset), layout.written(INK, HPos::Left));
    }
    canvas.line(&[(layout.x.at(0.0), y), (x, y)], Stroke { ink: GREY, width: 1.0 });
    draw_value(canvas, layout, (x, y), dot);
    draw_mark(canvas, (x, y), dot.met);
}

/// Writes a value outside its mark. The paper under it covers the line of the reference, which may run there.
fn draw_value(canvas: &Canvas<'_>, layout: &Layout, (x, y): At, dot: &Dot) {
    let text = format::signed_percent(dot.value);
    let (width, half) = (label::width(&text, layout.lettering), 0.6 * layout.lettering);
    let (side, anchor) = if dot.value < 0.0 { (-1.0, HPos::Right) } else { (1.0, HPos::Left) };
    let (near, far) = (x + side * VALUE_GAP, x + side * (VALUE_GAP + width));
    if layout.has_reference_line {
        canvas.area(&[(near, y - half), (far, y - half), (far, y + half), (near, y + half)], PAPER, 1.0);
    }
    let (ink, bold) = if dot.met { (INK, false) } else { (ORANGE, true) };
    canvas.text(&text, (near, y), Lettering { bold, ..layout.written(ink, anchor) });
}

fn draw_mark(canvas: &Canvas<'_>, at: At, met: bool) {
    if met {
        canvas.ring(at, 4.0, Stroke { ink: BLUE, width: 1.8 });
    } else {
        canvas.diamond(at, 5.5, ORANGE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::svg::testing::{assert_apart, assert_inside, assert_well_formed, count_tag, texts};

    fn plot(reference: (f64, f64), rows: &[(&str, f64, bool)]) -> DotPlot {
        let dot = |&(label, value, met): &(&str, f64, bool)| Dot { label: label.to_owned(), value, met };
        DotPlot { rows: rows.iter().map(dot).collect(), reference_label: "within 1 %".to_owned(), reference }
    }

    fn districts() -> DotPlot {
        let rows = [
            ("Ashford", -4.25, false),
            ("Dover & <Deal>", 1.1, false),
            ("Swale", 0.04, true),
            ("Tonbridge and Malling", -0.9, true),
        ];
        plot((-1.0, 1.0), &rows)
    }

    fn drawn(plot: &DotPlot) -> [String; 2] {
        [Size::Normal, Size::Small].map(|size| render(plot, size, "Errors"))
    }

    #[test]
    fn every_area_is_named_once_from_top_to_bottom_beside_its_value() {
        for svg in drawn(&districts()) {
            let texts = texts(&svg);
            let height = |words: &str| {
                let found: Vec<f64> = texts.iter().filter(|text| text.words == words).map(|text| text.y).collect();
                assert_eq!(found.len(), 1, "{words}");
                found[0]
            };
            let names = ["Ashford", "Dover &amp; &lt;Deal&gt;", "Swale", "Tonbridge and Malling"];
            let values = ["−4.3%", "+1.1%", "0.0%", "−0.9%"];
            assert!(names.map(height).is_sorted());
            assert_eq!(names.map(height), values.map(height));
            assert_apart(&texts);
            assert_inside(&svg, &texts);
        }
    }

    #[test]
    fn what_is_not_met_has_a_shape_of_its_own() {
        let shapes = |met| {
            let svg = render(&plot((5.0, 5.0), &[("Ashford", 2.3, met)]), Size::Normal, "");
            (count_tag(&svg, "<circle"), svg.contains(">\noutside\n<"))
        };
        assert_eq!(shapes(false), (0, true));
        // A disc of paper and a ring, in the row and in the key.
        assert_eq!(shapes(true), (4, false));
    }

    #[test]
    fn poor_material_still_gives_a_picture() {
        let long = "A Planning Area with a Name that No Column of a Small Chart could ever Hold in Full";
        let large = [("A", 1e9, false), ("B", -1e9, false)];
        for rows in [&[][..], &[("A", 0.0, true)], &[("A", f64::NAN, true)], &[(long, -0.01, true)], &large] {
            for reference in [(0.0, 0.0), (-1.0, 1.0), (5.0, 5.0), (f64::NAN, 1.0)] {
                for svg in drawn(&plot(reference, rows)) {
                    assert_well_formed(&svg);
                    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
                }
            }
        }
    }
}
