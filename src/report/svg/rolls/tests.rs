//! What a reader must find on a chart of rolls.

use super::*;
use crate::calendar::CensusYear;
use crate::report::chart::{Chart, Event, Plot};
use crate::report::svg::testing::{assert_apart, assert_inside, assert_well_formed, count_tag, texts};

fn points(first: u16, values: &[f64]) -> Vec<Point> {
    values.iter().zip(first..).map(|(&value, year)| Point { year: CensusYear(year), value }).collect()
}

fn band(first: u16, middle: &[f64], half: f64) -> Vec<Interval> {
    let interval =
        |(&value, year): (&f64, u16)| Interval { year: CensusYear(year), low: value - half, high: value + half };
    middle.iter().zip(first..).map(interval).collect()
}

fn county() -> RollPlot {
    let forecast = [17_320.0, 17_480.0, 17_390.0, 17_600.0, 17_700.0];
    RollPlot {
        actual: points(2010, &[16_250.0, 16_500.0, 16_777.0, 16_850.0, 17_124.0]),
        forecast: points(2015, &forecast),
        bands: vec![
            ("95 %".to_owned(), band(2015, &forecast, 600.0)),
            ("80 %".to_owned(), band(2015, &forecast, 390.0)),
        ],
        places: points(
            2010,
            &[17_000.0, 17_050.0, 17_100.0, 17_300.0, 17_500.0, 17_600.0, 17_800.0, 17_900.0, 17_900.0, 17_900.0],
        ),
        came: vec![],
        events: vec![],
    }
}

fn drawn(plot: &RollPlot) -> [String; 2] {
    [Size::Normal, Size::Small].map(|size| render(plot, size, "Rolls & places"))
}

#[test]
fn every_line_and_band_is_named_once() {
    for svg in drawn(&county()) {
        let words: Vec<String> = texts(&svg).into_iter().map(|text| text.words).collect();
        for label in ["Forecast 17,700", "Places 17,900", "95 %", "80 %", "forecast"] {
            assert_eq!(words.iter().filter(|w| *w == label).count(), 1, "{label} in {words:?}");
        }
        assert_eq!(words.iter().filter(|w| w.starts_with("Actual")).count(), 1, "{words:?}");
    }
}

#[test]
fn labels_stand_in_the_order_of_their_values_and_apart() {
    for svg in drawn(&county()) {
        let texts = texts(&svg);
        let height = |words: &str| texts.iter().find(|text| text.words == words).map(|text| text.y).unwrap();
        assert!(height("Places 17,900") < height("Forecast 17,700"));
        assert_apart(&texts);
        assert_inside(&svg, &texts);
    }
}

#[test]
fn the_shades_of_the_bands_are_told_in_the_same_corner_of_every_chart() {
    let place = |plot: &RollPlot, size, words: &str| {
        let svg = render(plot, size, "");
        let found = texts(&svg).into_iter().find(|text| text.words == words).unwrap();
        assert_apart(&texts(&svg));
        (found.right.round(), found.y)
    };
    let bands = |half: f64| [("95 %".to_owned(), half), ("80 %".to_owned(), 0.6 * half)];
    for size in [Size::Normal, Size::Small] {
        let wide = place(&county(), size, "95 %");
        // Wherever the bands end: in the middle of the labels of the lines, or after a single year at the right edge.
        let narrow = bands(2.0).map(|(label, half)| (label, band(2015, &[17_320.0], half)));
        let short = RollPlot {
            forecast: points(2015, &[17_320.0]),
            bands: narrow.to_vec(),
            places: points(2010, &[17_321.0; 6]),
            ..county()
        };
        assert_eq!(place(&short, size, "95 %"), wide);
        assert_eq!(place(&short, size, "80 %").1, wide.1);
        assert!(place(&short, size, "80 %").0 < wide.0);
    }
}

#[test]
fn the_swatch_of_an_inner_band_is_tinted_as_often_as_the_band() {
    // Two bands and their swatches: the outer swatch once, the inner one twice.
    for svg in drawn(&county()) {
        assert_eq!(count_tag(&svg, "<polygon"), 2 + 1 + 2);
    }
}

#[test]
fn lines_that_end_together_keep_their_labels_apart() {
    let forecast = [1_500.0, 1_501.0];
    let plot = RollPlot {
        actual: points(2012, &[900.0, 1_480.0]),
        forecast: points(2014, &forecast),
        bands: vec![("95 %".to_owned(), band(2014, &forecast, 6.0)), ("80 %".to_owned(), band(2014, &forecast, 3.0))],
        places: points(2012, &[1_500.0; 4]),
        came: vec![],
        events: vec![],
    };
    for svg in drawn(&plot) {
        assert_apart(&texts(&svg));
    }
}

#[test]
fn the_rolls_that_came_are_diamonds_with_a_label_of_their_own() {
    let plot = RollPlot { came: points(2015, &[17_300.0, 17_450.0, 17_500.0, 18_400.0, 18_500.0]), ..county() };
    for (with, without) in drawn(&plot).iter().zip(&drawn(&county())) {
        assert_eq!(count_tag(with, "<polygon") - count_tag(without, "<polygon"), 5);
        let texts = texts(with);
        assert_eq!(texts.iter().filter(|text| text.words == "Came 18,500").count(), 1);
        assert_apart(&texts);
        assert_inside(with, &texts);
    }
}

#[test]
fn lines_that_end_at_the_base_year_keep_their_labels_apart() {
    let plot = RollPlot {
        actual: points(2010, &[16_400.0, 16_800.0, 17_100.0]),
        forecast: points(2013, &[17_300.0, 17_500.0]),
        places: points(2010, &[17_000.0, 17_100.0, 17_100.0]),
        ..RollPlot::default()
    };
    for svg in drawn(&plot) {
        let texts = texts(&svg);
        assert!(["Actual", "Places"].iter().all(|name| texts.iter().any(|text| text.words.starts_with(name))));
        assert_apart(&texts);
    }
}

#[test]
fn an_axis_that_does_not_start_at_zero_says_so() {
    let says_so = |plot: &RollPlot| drawn(plot).map(|svg| svg.contains("axis not from zero"));
    assert_eq!(says_so(&county()), [true, true]);
    assert_eq!(says_so(&RollPlot { actual: points(2010, &[20.0, 80.0]), ..RollPlot::default() }), [false, false]);
}

#[test]
fn forecast_points_are_hollow_and_actual_ones_are_not() {
    let filled = |plot: RollPlot| count_tag(&render(&plot, Size::Normal, ""), "<circle");
    let actual = RollPlot { forecast: vec![], bands: vec![], ..county() };
    assert_eq!(filled(actual), 5);
    // A hollow point is a disc of paper and a ring.
    assert_eq!(filled(county()), 5 + 2 * 5);
}

#[test]
fn every_january_is_labelled_when_there_is_room() {
    let svg = render(&county(), Size::Normal, "");
    let words: Vec<String> = texts(&svg).into_iter().map(|text| text.words).collect();
    assert!((2010..=2019).all(|year| words.contains(&year.to_string())), "{words:?}");
}

#[test]
fn places_step_up_before_their_january() {
    let plot = drawable(&RollPlot { places: points(2012, &[100.0, 130.0]), ..RollPlot::default() });
    let layout = Layout::of(&plot, Size::Normal);
    let steps = marks::steps(&layout, &plot.places);
    assert!(steps[1].0 == steps[2].0 && steps[1].0 < layout.x(2013.0) && steps[1].0 > layout.x(2012.0), "{steps:?}");
}

#[test]
fn poor_material_still_gives_a_picture() {
    let nan = RollPlot { actual: points(2010, &[f64::NAN, 12.0, f64::INFINITY]), ..RollPlot::default() };
    let only_band = RollPlot { bands: vec![("95 %".to_owned(), band(2014, &[50.0], 10.0))], ..RollPlot::default() };
    let alike =
        RollPlot { actual: points(2010, &[400.0; 4]), places: points(2010, &[400.0; 4]), ..RollPlot::default() };
    let large =
        RollPlot { actual: points(2010, &[1e9, 1.2e9]), forecast: points(2012, &[1.3e9]), ..RollPlot::default() };
    let single = RollPlot { actual: points(2010, &[31.0]), ..RollPlot::default() };
    let nothing = RollPlot { actual: points(2010, &[0.0; 3]), ..RollPlot::default() };
    for plot in [RollPlot::default(), nan, only_band, alike, large, single, nothing] {
        for svg in drawn(&plot) {
            assert_well_formed(&svg);
            assert_inside(&svg, &texts(&svg));
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}

#[test]
fn the_order_of_the_points_does_not_matter() {
    let mut shuffled = county();
    shuffled.actual.reverse();
    shuffled.places.reverse();
    shuffled.bands[0].1.reverse();
    assert_eq!(drawn(&shuffled), drawn(&county()));
}

#[test]
fn changes_of_places_are_numbered_on_their_line() {
    let event = |year, label: &str| Event { year: CensusYear(year), label: label.to_owned() };
    let events = vec![event(2015, "Oak grows"), event(2015, "Elm opens"), event(2017, "Ash closes")];
    let crowded = RollPlot { places: points(2010, &[17_100.0; 10]), ..county() };
    for plot in [county(), crowded] {
        for svg in drawn(&RollPlot { events: events.clone(), ..plot }) {
            let texts = texts(&svg);
            for number in ["1\u{2013}2", "3"] {
                assert_eq!(texts.iter().filter(|text| text.words == number).count(), 1, "{number}");
            }
            assert_apart(&texts);
            assert_inside(&svg, &texts);
        }
    }
    let chart = Chart {
        finding: String::new(),
        measure: String::new(),
        description: String::new(),
        plot: Plot::Rolls(RollPlot { events, ..county() }),
    };
    let key = ["1 Oak grows (January 2015)", "2 Elm opens (January 2015)", "3 Ash closes (January 2017)"];
    assert_eq!(chart.key(), key);
}
