//! Gains and losses January by January: a bar up or down from zero, filled where counted and an outline where expected.

use super::Size;
use super::axis::{self, CountAxis, Scale};
use super::canvas::{self, At, BLUE, Canvas, FAINT, GREY, Lettering, MUTED, PAPER, Stroke};
use super::label;
use crate::calendar::CensusYear;
use crate::report::chart::{BarPlot, Point};
use crate::report::format;
use plotters::style::text_anchor::HPos;

/// Height of the chart beside its width.
const HEIGHT: f64 = 0.5;

/// What a bar fills of its January.
const FILL: f64 = 0.64;

/// Draws the bars.
pub(super) fn render(plot: &BarPlot, size: Size, description: &str) -> String {
    let layout = Layout::of(plot, size);
    canvas::draw(size.width(), layout.bottom + 2.0 * layout.lettering, description, |canvas| {
        draw_axes(canvas, &layout);
        for point in plot.actual.iter().filter(|p| p.value.is_finite()) {
            canvas.area(&layout.bar(point), BLUE, 1.0);
        }
        for point in plot.expected.iter().filter(|p| p.value.is_finite()) {
            let [a, b, c, d] = layout.bar(point);
            canvas.area(&[a, b, c, d], PAPER, 1.0);
            canvas.line(&[a, b, c, d, a, b], Stroke { ink: BLUE, width: 1.5 });
        }
        let zero = layout.y.at(0.0);
        canvas.line(&[(layout.left, zero), (layout.right, zero)], Stroke { ink: GREY, width: 1.0 });
    })
}

/// The parts of the chart.
struct Layout {
    left: f64,
    right: f64,
    bottom: f64,
    lettering: f64,
    years: (CensusYear, CensusYear),
    base: CensusYear,
    axis: CountAxis,
    y: Scale,
}

impl Layout {
    fn of(plot: &BarPlot, size: Size) -> Layout {
        let (width, lettering) = (size.width(), size.lettering());
        let points = || plot.actual.iter().chain(&plot.expected);
        let axis = CountAxis::over(points().map(|p| p.value).chain([0.0]), 4);
        let names = axis.ticks().into_iter().map(|t| label::width(&tick(t), lettering)).fold(0.0, f64::max);
        let first = points().map(|p| p.year).min().unwrap_or(CensusYear(0));
        let last = points().map(|p| p.year).max().unwrap_or(first);
        let bottom = HEIGHT * width - 2.0 * lettering;
        Layout {
            left: names + 0.6 * lettering,
            // The last January may be narrower than its name.
            right: width - 0.5 * label::width("2020", lettering),
            bottom,
            lettering,
            years: (first, last),
            base: plot.actual.last().map_or(last, |p| p.year),
            y: Scale::new((axis.low, axis.high), (bottom, lettering)),
            axis,
        }
    }

    /// The width of one January.
    fn slot(&self) -> f64 {
        (self.right - self.left) / f64::from(self.years.1.years_since(self.years.0) + 1)
    }

    /// The middle of a January.
    fn x(&self, year: CensusYear) -> f64 {
        self.left + self.slot() * (f64::from(year.years_since(self.years.0)) + 0.5)
    }

    fn bar(&self, point: &Point) -> [At; 4] {
        let (x, half) = (self.x(point.year), 0.5 * FILL * self.slot());
        let (zero, end) = (self.y.at(0.0), self.y.at(point.value));
        [(x - half, zero), (x - half, end), (x + half, end), (x + half, zero)]
    }
}

fn tick(value: f64) -> String {
    format::difference(value as i64)
}

fn draw_axes(canvas: &Canvas<'_>, layout: &Layout) {
    let written = |anchor| Lettering { size: layout.lettering, ink: MUTED, anchor, bold: false };
    for value in layout.axis.ticks() {
        let y = layout.y.at(value);
        canvas.line(&[(layout.left, y), (layout.right, y)], Stroke { ink: FAINT, width: 1.0 });
        canvas.text(&tick(value), (layout.left - 0.4 * layout.lettering, y), written(HPos::Right));
    }
    let apart = 1.25 * label::width("2020", layout.lettering) / layout.slot();
    for year in axis::labelled_years(layout.years.0..=layout.years.1, layout.base, apart) {
        canvas.text(&year.to_string(), (layout.x(year), layout.bottom + layout.lettering), written(HPos::Center));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_apart, assert_inside, assert_well_formed, count_tag, texts};
    use super::*;

    fn points(first: u16, values: &[f64]) -> Vec<Point> {
        values.iter().zip(first..).map(|(v, y)| Point { year: CensusYear(y), value: *v }).collect()
    }

    #[test]
    fn gains_stand_on_zero_and_losses_hang_from_it() {
        let plot = BarPlot { actual: points(2013, &[40.0, -20.0]), expected: points(2015, &[10.0]) };
        let layout = Layout::of(&plot, Size::Small);
        let zero = layout.y.at(0.0);
        let ends: Vec<f64> = plot.actual.iter().chain(&plot.expected).map(|p| layout.bar(p)[1].1).collect();
        assert!(ends[0] < zero && ends[1] > zero && ends[2] < zero && ends[0] < ends[2], "{ends:?}, {zero}");
        // Down is half as far as the first is up.
        assert!((2.0 * (ends[1] - zero) - (zero - ends[0])).abs() < 1e-9);
    }

    #[test]
    fn words_stay_apart_and_on_the_paper() {
        for values in [&[][..], &[0.0; 3], &[120.0, -340.0, f64::NAN, 12_000.0], &[-5.0; 12]] {
            for size in [Size::Normal, Size::Small] {
                let plot = BarPlot { actual: points(2009, values), expected: points(2021, &[3.0]) };
                let svg = render(&plot, size, "Net movement");
                assert_well_formed(&svg);
                assert_apart(&texts(&svg));
                assert_inside(&svg, &texts(&svg));
                assert_eq!(count_tag(&svg, "<polygon"), values.iter().filter(|v| v.is_finite()).count() + 1);
            }
        }
    }
}
