//! The paper under a chart: pixels, colours and the few marks that charts are made of.

use plotters::coord::Shift;
use plotters::element::{DashedPathElement, Drawable, PointCollection};
use plotters::prelude::{
    Circle, Color, DrawingArea, FontStyle, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor, SVGBackend,
    ShapeStyle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Pupils, and whatever meets what is asked.
pub(super) const BLUE: RGBColor = RGBColor(0x1C, 0x5A, 0xA0);
/// A judgement that asks for attention.
pub(super) const ORANGE: RGBColor = RGBColor(0xB8, 0x54, 0x0A);
/// Words and numbers.
pub(super) const INK: RGBColor = RGBColor(0x1F, 0x29, 0x33);
/// Words and numbers of less weight.
pub(super) const MUTED: RGBColor = RGBColor(0x55, 0x60, 0x6B);
/// Places and the axes.
pub(super) const GREY: RGBColor = RGBColor(0x6F, 0x7A, 0x85);
/// Lines that only guide the eye.
pub(super) const FAINT: RGBColor = RGBColor(0xE1, 0xE5, 0xE9);
/// The page.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);

/// A position in pixels of the page, from the upper left corner.
pub(super) type At = (f64, f64);

/// A position as plotters counts.
type Units = (i32, i32);

/// Plotters draws on whole units: ten to a pixel keep lines straight.
const UNITS: f64 = 10.0;

/// Plotters divides a font size by this before it writes it.
const FONT_SCALE: f64 = 1.24;

/// From the top of a line of text, as plotters counts it, down to the middle of its capitals and digits, in its size.
const TEXT_MIDDLE: f64 = 0.40;

/// How a line of text is set.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    /// Height in pixels.
    pub(super) size: f64,
    /// Colour.
    pub(super) ink: RGBColor,
    /// Which end of the line stands at its position.
    pub(super) anchor: HPos,
    /// Whether it is bold.
    pub(super) bold: bool,
}

/// A stroke.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    /// Colour.
    pub(super) ink: RGBColor,
    /// Width in pixels.
    pub(super) width: f64,
}

/// The paper.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Lets `marks` draw on paper of that size and gives the SVG element, with `description` for those who cannot see it.
pub(super) fn draw(width: f64, height: f64, description: &str, marks: impl FnOnce(&Canvas<'_>)) -> String {
    let mut svg = String::new();
    let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
    marks(&Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() });
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" \
         stroke-linejoin=\"round\">{}\n",
        size.0,
        size.1,
        escaped(description),
        body.trim_end(),
    )
}

impl<'a> Canvas<'a> {
    /// A line through the points.
    pub(super) fn line(&self, points: &[At], stroke: Stroke) {
        if points.len() > 1 {
            self.put(&PathElement::new(coords(points), stroke.style()));
        }
    }

    /// A dashed line through the points.
    pub(super) fn dashes(&self, points: &[At], stroke: Stroke, dash: f64, gap: f64) {
        if points.len() > 1 {
            self.put(&DashedPathElement::new(coords(points), units(dash), units(gap), stroke.style()));
        }
    }

    /// A filled area, `opacity` between 0 and 1.
    pub(super) fn area(&self, points: &[At], ink: RGBColor, opacity: f64) {
        if points.len() > 2 {
            self.put(&Polygon::new(coords(points), ink.mix(opacity).filled()));
        }
    }

    /// A filled dot.
    pub(super) fn dot(&self, at: At, radius: f64, ink: RGBColor) {
        self.put(&Circle::new(coord(at), units(radius), ink.filled()));
    }

    /// A dot that is only an outline.
    pub(super) fn ring(&self, at: At, radius: f64, stroke: Stroke) {
        self.dot(at, radius, PAPER);
        self.put(&Circle::new(coord(at), units(radius), stroke.style()));
    }

    /// A square standing on a corner.
    pub(super) fn diamond(&self, (x, y): At, radius: f64, ink: RGBColor) {
        self.area(&[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], ink, 1.0);
    }

    /// A line of text, the middle of its height at `at`.
    pub(super) fn text(&self, words: &str, (x, y): At, lettering: Lettering) {
        let style = if lettering.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = ("sans-serif", lettering.size * UNITS * FONT_SCALE).into_font().style(style);
        let top = (x, y - TEXT_MIDDLE * lettering.size);
        let placed = font.color(&lettering.ink).pos(Pos::new(lettering.anchor, VPos::Top));
        self.put(&Text::new(words, coord(top), placed));
    }

    fn put<'e, E>(&self, element: &'e E)
    where
        &'e E: PointCollection<'e, Units>,
        E: Drawable<SVGBackend<'a>>,
    {
        // Writing to a string cannot fail.
        self.area.draw(element).ok();
    }
}

impl Stroke {
    fn style(self) -> ShapeStyle {
        self.ink.stroke_width(units(self.width).unsigned_abs())
    }
}

fn coords(points: &[At]) -> Vec<Units> {
    points.iter().copied().map(coord).collect()
}

fn coord((x, y): At) -> Units {
    (units(x), units(y))
}

fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
