//! What whole pupils do to totals: how far the one that suffers most is from its unrounded figure.

use super::super::{Page, spoken};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Tier, Unit};
use crate::report::document::{Block, NoteKind};
use crate::report::format;

/// A total as the report shows it, and as it is.
struct Shown<'a> {
    unit: &'a Unit,
    series: String,
    year: CensusYear,
    whole: i64,
    exact: f64,
}

impl Shown<'_> {
    fn off(&self) -> f64 {
        (self.whole as f64 - self.exact).abs()
    }
}

/// How the figures are rounded, with the total ahead that is furthest from its unrounded figure; nothing without a forecast.
pub(super) fn block(page: &Page) -> Option<Block> {
    let furthest = furthest(shown(page))?;
    let level = spoken(page.data().geography.levels().first().map_or("", String::as_str));
    let text = format!(
        "The rolls here are whole pupils. Each cell (an area, a year group, a January) is rounded so that the cells of a year group add to \
         its total in the {level}, and every other total is the sum of its cells, so that areas add. Over several year groups \
         the roundings can pile up: of the totals ahead, the one furthest from its unrounded figure is {}, {}, January {}: {} for {}. \
         Unrounded figures, of which surplus, need and bands are worked out, are in forecast.csv.",
        furthest.unit.name,
        furthest.series,
        furthest.year,
        format::count(furthest.whole),
        format::decimal(furthest.exact, 1)
    );
    Some(Block::Note { kind: NoteKind::Method, text })
}

fn furthest<'a>(shown: impl Iterator<Item = Shown<'a>>) -> Option<Shown<'a>> {
    // The first of equals, so that no order of areas but the layout's decides.
    shown.fold(None, |most: Option<Shown>, next| match most {
        Some(most) if most.off() >= next.off() => Some(most),
        _ => Some(next),
    })
}

/// Every total ahead that stands in the report: all series of the whole and of the areas of its level, and those that start with the
/// entry year of the finest areas.
fn shown<'a>(page: &'a Page) -> impl Iterator<Item = Shown<'a>> {
    let finest = page.finest_level();
    let wide = page.root().into_iter().chain(page.report_units()).map(|unit| (unit, false));
    let fine = finest.into_iter().flat_map(|level| page.data().layout.of_tier(Tier::Level(level))).map(|u| (u, true));
    wide.chain(fine).flat_map(move |(unit, is_finest)| {
        let of_unit = page.series().iter().filter(move |s| !is_finest || s.groups.first() == Some(&YearGroup(0)));
        of_unit.flat_map(move |series| {
            page.ahead().into_iter().filter_map(move |year| {
                let whole = page.pupils(unit, &series.groups, year)?;
                let exact = page.results.forecast.pupils(page.data(), unit, &series.groups, year)?;
                Some(Shown { unit, series: page.data().schooling.spoken(series), year, whole, exact })
            })
        })
    })
}
