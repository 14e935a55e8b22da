//! Which shade is which band: a swatch and a word each, in the same corner of every chart.

use super::layout::Layout;
use super::marks::TINT;
use crate::report::chart::RollPlot;
use crate::report::svg::canvas::{BLUE, Canvas, Lettering, MUTED};
use crate::report::svg::label::{self, Frame};
use plotters::style::text_anchor::HPos;

/// Lettering of the key, beside that of the chart.
const SIZE: f64 = 0.88;

/// Between a swatch and its word, and between one band and the next, in sizes of the lettering.
const GAPS: (f64, f64) = (0.35, 0.8);

/// Draws the key in the upper right corner, the innermost band first, and gives where it starts.
pub(super) fn draw(canvas: &Canvas<'_>, layout: &Layout, plot: &RollPlot) -> f64 {
    let size = SIZE * layout.lettering;
    let (to_word, to_next) = (GAPS.0 * size, GAPS.1 * size);
    let y = super::marks::BASE_TOP + 0.5 * layout.lettering;
    let mut right = layout.width - 2.0;
    for (depth, (text, _)) in plot.bands.iter().enumerate() {
        canvas.text(text, (right, y), Lettering { size, ink: MUTED, anchor: HPos::Right, bold: false });
        let edge = right - label::width(text, size) - to_word;
        let swatch = Frame { left: edge - size, right: edge, top: y - 0.5 * size, bottom: y + 0.5 * size };
        // On the chart a band lies on top of every wider one, and so does its swatch.
        for _ in 0..=depth {
            canvas.area(&swatch.corners(), BLUE, TINT);
        }
        right = swatch.left - to_next;
    }
    right
}
