//! The chart of one area and series: rolls, the forecast with its bands, places.

use super::Page;
use crate::calendar::{CensusYear, Series};
use crate::dataset::Unit;
use crate::model::Band;
use crate::report::chart::{Chart, Event, Interval, Plot, Point, RollPlot};
use crate::report::format;
use crate::status::Status;

/// A band and how it is labelled.
type LabelledBand = (String, Vec<Interval>);

/// The chart of a unit and series; `None` where no roll or no forecast is held.
pub(super) fn roll_chart(page: &Page, unit: &Unit, series: &Series) -> Option<Chart> {
    let point = |year: CensusYear, value: Option<i64>| Some(Point { year, value: value? as f64 });
    let pupils = |years: std::ops::RangeInclusive<u16>| -> Vec<Point> {
        years.map(CensusYear).filter_map(|y| point(y, page.pupils(unit, &series.groups, y))).collect()
    };
    let (first, base, last) = (page.data().rolls.first.0, page.base().0, page.last().0);
    let actual = pupils(first..=base);
    let forecast = pupils(base + 1..=last);
    let places: Vec<Point> =
        (first..=last).map(CensusYear).filter_map(|y| point(y, page.places(unit, &series.groups, y))).collect();
    let (now, then) = (actual.last()?.value, forecast.last()?.value);
    let words = page.data().schooling.spoken(series);
    let (grow, fall, stay) = match series.groups.len() {
        1 => ("grows", "falls", "stays as it is"),
        _ => ("grow", "fall", "stay as they are"),
    };
    let movement = match then - now {
        d if d > 0.0 => format!("{grow} by {}", format::count(d as i64)),
        d if d < 0.0 => format!("{fall} by {}", format::count(-d as i64)),
        _ => stay.to_owned(),
    };
    let room = match page.places(unit, &series.groups, page.last()) {
        Some(places) if (places as f64) < then => {
            format!(", {} over the places", format::count(then as i64 - places))
        }
        _ => String::new(),
    };
    let band = page
        .band(unit, &series.groups, page.last())
        .map_or(String::new(), |b| format!(" In four futures of five it lies from {}.", super::intervals::range(b)));
    let ahead: Vec<(CensusYear, Band)> =
        page.ahead().into_iter().filter_map(|y| Some((y, page.band(unit, &series.groups, y)?))).collect();
    let events = events(page, unit, series);
    let changes = events.iter().map(|e| format!(" {} from January {}.", e.label, e.year)).collect::<String>();
    Some(Chart {
        finding: format!("{}: {words} {movement} by {last}{room}", unit.name),
        measure: format!("Pupils and places in January, {words}{}", mark(page, unit, series)),
        description: format!(
            "{words} in {}: {} pupils in January {base}, {} forecast for January {last}.{band}{changes}",
            unit.name,
            format::count(now as i64),
            format::count(then as i64)
        ),
        plot: Plot::Rolls(RollPlot { actual, forecast, bands: bands(&ahead), places, came: vec![], events }),
    })
}

/// What a chart says of its rolls where they are nobody's record, because a chart is copied without its page.
fn mark(page: &Page, unit: &Unit, series: &Series) -> &'static str {
    let data = page.data();
    let years = (data.rolls.first.0..=page.base().0).map(CensusYear);
    let known = years.map(|y| data.layout.status(&data.rolls_status, unit, &series.groups, y));
    match known.fold(Status::Published, Status::max) {
        Status::Reconstructed => "; reconstructed, nobody's record",
        Status::Illustrative => "; illustrative, nobody's record",
        Status::Published | Status::Provisional | Status::Derived => "",
    }
}

/// The planned changes that count in the places of a unit and series, each with the first January in which it makes some.
fn events(page: &Page, unit: &Unit, series: &Series) -> Vec<Event> {
    let Some((ledger, _)) = page.results.surplus else { return vec![] };
    let mut events: Vec<Event> = vec![];
    for year in page.ahead() {
        let mut labels: Vec<&str> =
            ledger.making(page.data(), unit, &series.groups, year).map(|(change, _)| change.event.as_str()).collect();
        labels.sort_unstable();
        for label in labels {
            if !events.iter().any(|e| e.label == label) {
                events.push(Event { year, label: label.to_owned() });
            }
        }
    }
    events
}

/// The bands as a chart draws them, the widest first; none where there are none.
pub(super) fn bands(ahead: &[(CensusYear, Band)]) -> Vec<LabelledBand> {
    if ahead.is_empty() {
        return vec![];
    }
    let band = |ends: fn(&Band) -> (f64, f64)| -> Vec<Interval> {
        let interval = |(year, band): &(CensusYear, Band)| {
            let (low, high) = ends(band);
            Interval { year: *year, low, high }
        };
        ahead.iter().map(interval).collect()
    };
    vec![("95%".to_owned(), band(|b| (b.lo95, b.hi95))), ("80%".to_owned(), band(|b| (b.lo80, b.hi80)))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wider_band_comes_first_so_that_the_narrower_is_tinted_by_both() {
        let band = Band { lo95: 1.0, lo80: 2.0, hi80: 3.0, hi95: 4.0, assured80: 2.5, assured95: 3.5 };
        let drawn = bands(&[(CensusYear(2021), band)]);
        let ends: Vec<(&str, f64, f64)> = drawn.iter().map(|(l, b)| (l.as_str(), b[0].low, b[0].high)).collect();
        assert_eq!(ends, [("95%", 1.0, 4.0), ("80%", 2.0, 3.0)]);
        assert!(bands(&[]).is_empty());
    }
}
