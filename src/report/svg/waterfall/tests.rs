//! What a reader must find on a waterfall.

use super::*;
use crate::report::chart::Bar;
use crate::report::svg::testing::{assert_apart, assert_inside, assert_well_formed, texts};

/// Positions in a picture are in units, ten to a pixel.
const PIXEL: f64 = 10.0;

fn plot(start: f64, steps: &[(&str, f64)], end: f64) -> WaterfallPlot {
    let bar = |label: &str, value| Bar { label: label.to_owned(), value };
    WaterfallPlot {
        start: bar("January 2014", start),
        steps: steps.iter().map(|&(label, value)| bar(label, value)).collect(),
        end: bar("January 2019", end),
    }
}

/// A county on a broken axis.
fn county() -> WaterfallPlot {
    let steps = [("Births", 1_431.4), ("Year 6 & <Year 11>", -900.0), ("Moving in", 21.0), ("Moving out", -340.0)];
    plot(17_124.0, &steps, 17_336.4)
}

/// A school that shrinks on an axis from zero.
fn school() -> WaterfallPlot {
    plot(420.0, &[("Births", -300.0), ("Housing", 40.0), ("Closure of a neighbour", 0.0)], 160.0)
}

fn drawn(plot: &WaterfallPlot) -> [String; 2] {
    [Size::Normal, Size::Small].map(|size| render(plot, size, "From 2014 to 2019"))
}

/// The frame and the colour of each bar, in the order in which they were drawn.
fn bars(svg: &str) -> Vec<(Frame, &str)> {
    svg.split("<polygon ").skip(1).map(polygon).filter(|&(_, fill)| fill != "#FFFFFF").collect()
}

fn polygon(tag: &str) -> (Frame, &str) {
    let attribute = |name: &str| tag.split_once(name).unwrap().1.split('"').nth(1).unwrap();
    let corners = attribute("points=").split_whitespace().map(|corner| corner.split_once(',').unwrap());
    let (x, y): (Vec<f64>, Vec<f64>) =
        corners.map(|(x, y)| (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())).unzip();
    let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (Frame { left: least(&x), top: least(&y), right: most(&x), bottom: most(&y) }, attribute("fill="))
}

/// Where a bar ends: on the left where it falls.
fn end((frame, fill): (Frame, &str)) -> f64 {
    if fill == "#9A6A00" { frame.left } else { frame.right }
}

/// Where a bar starts.
fn start((frame, fill): (Frame, &str)) -> f64 {
    if fill == "#9A6A00" { frame.right } else { frame.left }
}

#[test]
fn every_bar_is_named_once_from_top_to_bottom_beside_its_value() {
    for svg in drawn(&county()) {
        let texts = texts(&svg);
        let height = |words: &str| {
            let found: Vec<f64> = texts.iter().filter(|text| text.words == words).map(|text| text.y).collect();
            assert_eq!(found.len(), 1, "{words} in {texts:?}");
            found[0]
        };
        let names =
            ["January 2014", "Births", "Year 6 &amp; &lt;Year 11&gt;", "Moving in", "Moving out", "January 2019"];
        let values = ["17,124", "+1,431", "−900", "+21", "−340", "17,336"];
        assert!(names.map(height).is_sorted());
        assert_eq!(names.map(height), values.map(height));
    }
}

#[test]
fn words_keep_apart_and_on_the_paper() {
    let long = [("Pupils from other planning areas, from other counties and from abroad", -7.0), ("Births", 12.0)];
    let short = WaterfallPlot { steps: vec![], ..plot(-123_456.0, &[], -123_456.0) };
    for plot in [county(), school(), plot(510.0, &long, 515.0), plot(60.0, &[("Births", -80.0)], -20.0), short] {
        for svg in drawn(&plot) {
            assert_apart(&texts(&svg));
            assert_inside(&svg, &texts(&svg));
        }
    }
}

#[test]
fn every_bar_starts_where_the_one_above_it_ends() {
    for svg in [county(), school()].iter().flat_map(drawn) {
        let bars = bars(&svg);
        let (last, joined) = bars.split_last().unwrap();
        for pair in joined.windows(2) {
            assert!((end(pair[0]) - start(pair[1])).abs() <= PIXEL, "{pair:?}");
            assert!(pair[0].0.bottom < pair[1].0.top, "{pair:?}");
        }
        assert!((end(joined[joined.len() - 1]) - end(*last)).abs() <= PIXEL, "{bars:?}");
    }
}

#[test]
fn totals_stand_on_one_line_and_are_as_long_as_they_are_large() {
    for svg in drawn(&school()) {
        let bars = bars(&svg);
        let (first, last) = (bars[0].0, bars[bars.len() - 1].0);
        assert_eq!(first.left, last.left);
        let share = (last.right - last.left) / (first.right - first.left);
        assert!((share - 160.0 / 420.0).abs() < 0.01, "{share}");
    }
}

#[test]
fn falls_are_hatched_and_rises_are_not() {
    let lines = |steps: &[(&str, f64)]| {
        let svg = render(&plot(100.0, steps, 100.0), Size::Normal, "");
        svg.matches("stroke=\"#9A6A00\"").count()
    };
    assert!(lines(&[("Out", -40.0), ("In", 40.0)]) > 10);
    assert_eq!(lines(&[("In", 40.0), ("More", 10.0)]), 0);
}

#[test]
fn hatching_stays_inside_its_bar() {
    for frame in [
        Frame { left: 10.0, top: 4.0, right: 90.0, bottom: 18.0 },
        Frame { left: 10.0, top: 4.0, right: 13.0, bottom: 18.0 },
    ] {
        let lines: Vec<[At; 2]> = hatching(frame).collect();
        assert!(!lines.is_empty());
        for (x, y) in lines.into_iter().flatten() {
            assert!(frame.encloses(&Frame { left: x, top: y, right: x, bottom: y }), "{x} {y} in {frame:?}");
        }
    }
}

#[test]
fn an_axis_that_does_not_start_at_zero_says_so() {
    let says_so = |plot: &WaterfallPlot| drawn(plot).map(|svg| svg.contains("axis not from zero"));
    assert_eq!(says_so(&county()), [true, true]);
    assert_eq!(says_so(&school()), [false, false]);
}

#[test]
fn what_is_not_a_number_is_left_out() {
    let mut gaps = county();
    gaps.steps.insert(1, Bar { label: "Not held".to_owned(), value: f64::NAN });
    assert_eq!(drawn(&gaps), drawn(&county()));

    let no_start = plot(f64::NAN, &[("Births", 40.0), ("Moving out", -10.0)], f64::INFINITY);
    for svg in drawn(&no_start) {
        let bars = bars(&svg);
        assert_eq!(bars.len(), 2);
        assert!(!svg.contains(">\nJanuary"), "{svg}");
    }
}

#[test]
fn poor_material_still_gives_a_picture() {
    let long = "A Planning Area with a Name that No Column of a Small Chart could ever Hold in Full";
    let poor = [
        plot(0.0, &[], 0.0),
        plot(31.0, &[], 31.0),
        plot(0.0, &[("Births", 0.0)], 0.0),
        plot(120.0, &[("Births", -80.0), ("Closure", -60.0)], -20.0),
        plot(-5.0, &[("Births", 0.4), ("Births", -0.4)], -5.0),
        plot(1e12, &[(long, -2e12), ("", 1.0)], -1e12),
        plot(f64::NAN, &[("", f64::NAN)], f64::NEG_INFINITY),
        plot(f64::NAN, &[("Births", 500.0), ("Housing", 1.0)], f64::NAN),
        plot(1_200.0, &[("Births", 1.0), ("Moving out", -1.0)], 1_200.0),
        plot(100.0, &[("Births", 5.0)], 400.0),
    ];
    for svg in poor.iter().flat_map(drawn) {
        assert_well_formed(&svg);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
