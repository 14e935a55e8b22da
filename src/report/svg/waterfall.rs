//! How one total becomes another: a bar for each total and, between them, one for each rise and fall.

mod layout;

use super::Size;
use super::canvas::{self, At, BLUE, Canvas, FAINT, GREY, INK, Lettering, MUTED, PAPER, Stroke};
use super::label::{self, Frame};
use crate::report::chart::WaterfallPlot;
use crate::report::format;
use layout::{BREAK, Kind, Layout, Span, VALUE_GAP};
use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

/// Falls. They are not judgements, which are orange.
const OCHRE: RGBColor = RGBColor(0x9A, 0x6A, 0x00);

/// How strongly a fall is tinted under its hatching.
const TINT: f64 = 0.16;

/// From one line of the hatching to the next, in pixels.
const HATCH: f64 = 5.0;

/// How far the cut through a bar of a broken axis leans, and how wide it is, in pixels.
const CUT: (f64, f64) = (5.0, 4.0);

/// Draws the totals with the steps between them.
pub(super) fn render(plot: &WaterfallPlot, size: Size, description: &str) -> String {
    let spans = layout::spans(plot);
    let layout = Layout::of(&spans, size);
    canvas::draw(layout.width, layout.height, description, |canvas| {
        draw_axis(canvas, &layout);
        draw_base(canvas, &layout);
        for (index, span) in spans.iter().enumerate() {
            draw_name(canvas, &layout, index, span);
            draw_bar(canvas, &layout, index, span);
            draw_value(canvas, &layout, index, span);
        }
        draw_connectors(canvas, &layout, &spans);
    })
}

fn draw_axis(canvas: &Canvas<'_>, layout: &Layout) {
    let below = layout.bottom + layout.lettering;
    for (tick, is_labelled) in layout.ticks() {
        let x = layout.x(tick);
        canvas.line(&[(x, layout.top), (x, layout.bottom)], Stroke { ink: FAINT, width: 1.0 });
        if is_labelled {
            canvas.text(&format::count(tick as i64), (x, below), written(layout.lettering, MUTED, HPos::Center));
        }
    }
    if layout.axis.is_broken() {
        let at = (layout.left, below + layout::BREAK_LINE * layout.lettering);
        canvas.text("axis not from zero", at, written(layout::SIDE * layout.lettering, MUTED, HPos::Left));
    }
}

/// The line that the totals stand on and, where that is not zero, the sign of it.
fn draw_base(canvas: &Canvas<'_>, layout: &Layout) {
    let base = layout.base();
    canvas.line(&[(base, layout.top), (base, layout.bottom)], Stroke { ink: GREY, width: 1.0 });
    if layout.axis.is_broken() {
        let turns = [(0.0, 0.0), (0.2, 0.0), (0.35, -4.0), (0.65, 4.0), (0.8, 0.0), (1.0, 0.0)];
        let zigzag = turns.map(|(along, aside)| (base + along * BREAK, layout.bottom + aside));
        canvas.line(&zigzag, Stroke { ink: GREY, width: 1.3 });
    }
}

fn draw_name(canvas: &Canvas<'_>, layout: &Layout, index: usize, span: &Span) {
    let lines = layout::name_lines(span, layout.width, layout.lettering);
    for (i, words) in lines.iter().enumerate() {
        let offset = layout::NAME_LINE * layout.lettering * (i as f64 - 0.5 * (lines.len() as f64 - 1.0));
        canvas.text(words, (0.0, layout.y(index) + offset), row_lettering(layout, span));
    }
}

fn draw_bar(canvas: &Canvas<'_>, layout: &Layout, index: usize, span: &Span) {
    let frame = layout.bar(index, span);
    match span.kind {
        Kind::Total => {
            canvas.area(&frame.corners(), GREY, 1.0);
            if layout.axis.is_broken() {
                draw_cut(canvas, frame);
            }
        }
        Kind::Rise => canvas.area(&frame.corners(), BLUE, 1.0),
        Kind::Fall => draw_fall(canvas, frame),
    }
}

/// Writes a value to the right of its bar, where no connector runs. The paper under it covers the lines of the axis.
fn draw_value(canvas: &Canvas<'_>, layout: &Layout, index: usize, span: &Span) {
    let Frame { right, top, bottom, .. } = layout.bar(index, span);
    let left = right + VALUE_GAP;
    let right = left + label::width(&span.value, layout.lettering);
    canvas.area(&Frame { left, top, right, bottom }.corners(), PAPER, 1.0);
    canvas.text(&span.value, (left, layout.y(index)), row_lettering(layout, span));
}

/// Cuts a bar where its axis is broken.
fn draw_cut(canvas: &Canvas<'_>, Frame { left, top, bottom, .. }: Frame) {
    let (lean, width) = CUT;
    let (low, high) = (left + 0.5 * (BREAK - lean - width), left + 0.5 * (BREAK + lean - width));
    let (top, bottom) = (top - 1.0, bottom + 1.0);
    canvas.area(&[(low, bottom), (high, top), (high + width, top), (low + width, bottom)], PAPER, 1.0);
}

/// A fall is hatched, so that it is told from a rise without its colour.
fn draw_fall(canvas: &Canvas<'_>, frame: Frame) {
    let stroke = Stroke { ink: OCHRE, width: 1.3 };
    let corners = frame.corners();
    canvas.area(&corners, OCHRE, TINT);
    for line in hatching(frame) {
        canvas.line(&line, stroke);
    }
    canvas.line(&[corners[0], corners[1], corners[2], corners[3], corners[0], corners[1]], stroke);
}

/// Slanting lines through a frame.
fn hatching(Frame { left, top, right, bottom }: Frame) -> impl Iterator<Item = [At; 2]> {
    let lines = ((right - left + bottom - top) / HATCH).floor().max(0.0) as u32;
    (1..=lines).map(move |i| {
        let sum = left + top + f64::from(i) * HATCH;
        let (upper, lower) = ((sum - top).min(right), (sum - bottom).max(left));
        [(upper, sum - upper), (lower, sum - lower)]
    })
}

/// From where each bar ends down to where the next one starts.
fn draw_connectors(canvas: &Canvas<'_>, layout: &Layout, spans: &[Span]) {
    for (index, pair) in spans.windows(2).enumerate() {
        let x = layout.x(pair[0].to);
        let (from, to) = (layout.bar(index, &pair[0]).bottom, layout.bar(index + 1, &pair[1]).top);
        canvas.line(&[(x, from), (x, to)], Stroke { ink: GREY, width: 1.0 });
    }
}

/// How the name and the value of a row are set: totals in bold.
fn row_lettering(layout: &Layout, span: &Span) -> Lettering {
    Lettering { bold: span.kind == Kind::Total, ..written(layout.lettering, INK, HPos::Left) }
}

fn written(size: f64, ink: RGBColor, anchor: HPos) -> Lettering {
    Lettering { size, ink, anchor, bold: false }
}

#[cfg(test)]
mod tests;
