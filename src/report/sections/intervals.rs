//! How sure the forecast is, in words: what a band means, where its errors come from, a band in a cell.

use super::Page;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::Unit;
use crate::model::{Band, ErrorSource, Intervals};
use crate::report::document::{Cell, Column};
use crate::report::format;

/// The words for the central 80 per cent, as a heading.
pub(super) const BAND_80: &str = "80% band";

/// What the bands of the charts mean, in words for who has never seen one; `None` for a forecast without.
pub(super) fn meaning(page: &Page) -> Option<String> {
    let intervals = page.results.forecast.intervals.as_ref()?;
    let shock = match shock(intervals) {
        Some(shock) => format!("a national shock year is among the futures behind the bands, {shock}"),
        None => "no national shock year is among the futures behind the bands".to_owned(),
    };
    let borrowed = match intervals.source {
        ErrorSource::Own { alone: false, .. } => "",
        ErrorSource::Own { alone: true, .. } => {
            " Where one area alone holds a year group, beside which no other can be set, its errors are those of English authorities."
        }
        ErrorSource::Shipped => {
            " The errors are those of English authorities, because this data set has too few past Januaries to show its own."
        }
    };
    Some(format!(
        "The bands of the charts say how sure the forecast is. In four Januaries of five the roll should lie inside the \
         darker band (80%), in nineteen of twenty inside the darker and the paler together (95%), if the future errs as the past has; {shock}.{borrowed} Bands do not add: the areas \
         seldom all err the same way, so a sum is surer than its parts."
    ))
}

/// The same in a line, to stand under every set of charts; `None` for a forecast without.
pub(super) fn short_meaning(page: &Page) -> Option<String> {
    page.results.forecast.intervals.as_ref()?;
    Some(SHADES.to_owned())
}

/// What the two shades of a chart with bands are.
pub(super) const SHADES: &str = "Darker band: in four futures of five (80%) the roll lies inside it; darker and paler together: in \
                                 nineteen of twenty (95%).";

/// How the bands were made; `None` for a forecast without.
pub(super) fn method(page: &Page) -> Option<String> {
    let intervals = page.results.forecast.intervals.as_ref()?;
    let errors = match intervals.source {
        ErrorSource::Own { bases, .. } => format!(
            "The errors drawn are the data set's own: those of forecasts one year ahead, made again in {} past {} from what \
             was known then",
            in_words(bases),
            if bases == 1 { "January" } else { "Januaries" }
        ),
        ErrorSource::Shipped => {
            "This data set has too few past Januaries to show errors of its own, so those of English \
                                 authorities, shipped with the model, stand in"
                .to_owned()
        }
    };
    let shock = match shock(intervals) {
        Some(shock) => format!(
            "A national shock year, in which every year group of every area errs together, comes in {shock}; in the others \
             the nation errs as it has."
        ),
        None => "National shock years are switched off: every year errs as the past has.".to_owned(),
    };
    Some(format!(
        "The bands come from {} futures drawn at random. In each, areas, year groups and the nation err again as they have, and \
         a later year carries on from the errors before it. {errors}. {shock} Totals are summed in each future, then the \
         central 80 and 95 per cent of the futures are read off around the forecast.",
        format::count(intervals.paths as i64)
    ))
}

/// `one year in twelve, five times as large as usual`; `None` where shock years are switched off.
fn shock(intervals: &Intervals) -> Option<String> {
    (intervals.shock_probability > 0.0).then(|| {
        let one_in = format::round_half_up(1.0 / intervals.shock_probability, 0) as usize;
        let multiple = intervals.shock_multiple;
        let size = if multiple.fract() == 0.0 { in_words(multiple as usize) } else { format::decimal(multiple, 1) };
        format!("one year in {}, {size} times as large as usual", in_words(one_in))
    })
}

/// A small number as a word, a larger one in figures.
fn in_words(number: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| format::count(number as i64), |word| (*word).to_owned())
}

/// The 80 per cent band in whole pupils: `16,182 to 17,194`.
pub(super) fn range(band: Band) -> String {
    format!("{} to {}", format::count(super::whole(band.lo80)), format::count(super::whole(band.hi80)))
}

/// The years whose bands stand in a table: the next and the last; none for a forecast without intervals.
fn table_years(page: &Page) -> Vec<CensusYear> {
    if page.results.forecast.intervals.is_none() {
        return vec![];
    }
    let mut years = vec![page.base().plus(1), page.last()];
    years.dedup();
    years
}

/// The columns of those years.
pub(super) fn columns(page: &Page) -> impl Iterator<Item = Column> {
    table_years(page).into_iter().map(|year| Column::numbers(&year.to_string()).under(BAND_80))
}

/// The bands of a unit and year groups in those years.
pub(super) fn cells(page: &Page, unit: &Unit, groups: &[YearGroup]) -> Vec<Cell> {
    let cell = |year| page.band(unit, groups, year).map_or(Cell::Missing, |band| Cell::Text(range(band)));
    table_years(page).into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_words_and_large_ones_figures() {
        assert_eq!([1, 12, 13, 1000].map(in_words), ["one", "twelve", "13", "1,000"]);
    }

    #[test]
    fn a_band_is_written_in_whole_pupils() {
        let band = Band {
            lo95: 15_000.0,
            lo80: 16_181.6,
            hi80: 17_194.4,
            hi95: 18_000.0,
            assured80: 17_000.0,
            assured95: 17_500.0,
        };
        assert_eq!(range(band), "16,182 to 17,194");
    }
}
