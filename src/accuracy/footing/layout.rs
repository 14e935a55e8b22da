//! What the columns of a printed table are, by their headings and by what stands in them.

use super::text::{Figure, Style, Text};
use crate::dataset::Sheet;

/// What a column of counts counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// Pupils forecast.
    Forecast,
    /// Pupils on roll, beside a forecast.
    Actual,
    /// Forecast less actual.
    Difference,
    /// Places.
    Places,
    /// Pupils, beside places.
    Pupils,
    /// Places less pupils.
    Surplus,
    /// Anything that adds: rolls of a January, designated numbers.
    Plain,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names the row.
    Name,
    /// Sets apart blocks of rows: a phase, a grouping.
    Block,
    /// Counts, which add up over the rows.
    Count(Count),
    /// Per cents, which do not.
    Percent,
    /// Neither: words after the figures, years, numbers with fractions.
    Other,
}

/// The number that a per cent is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The first of the two counts: forecast, places.
    First,
    /// The second: actual, pupils.
    Second,
}

/// Columns bound by first - second = difference, and by a per cent of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relation {
    /// Forecast or places.
    pub(super) first: usize,
    /// Actual or pupils.
    pub(super) second: usize,
    /// Their difference, where it is printed.
    pub(super) difference: Option<usize>,
    /// Its per cent, where that is printed.
    pub(super) percent: Option<usize>,
    /// What the per cent is of; `None` where the heading leaves it to the figures.
    pub(super) basis: Option<Basis>,
}

/// The columns of a printed table.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) roles: Vec<Role>,
    /// The column that names the rows.
    pub(super) name: usize,
    /// Whether it names areas of the data set.
    pub(super) areas: bool,
    pub(super) relations: Vec<Relation>,
    /// How each column writes its figures.
    pub(super) styles: Vec<Style>,
    /// Columns that differ only by a year or another number: one measure at several times.
    pub(super) series: Vec<Vec<usize>>,
}

/// Headings of a column whose rows are areas of the data set.
const AREA_WORDS: [&str; 7] = ["area", "areas", "district", "districts", "council", "authority", "borough"];
/// Headings of a column that names something else.
const NAME_WORDS: [&str; 4] = ["school", "schools", "name", "establishment"];
/// Headings of columns of numbers that count nothing.
const KEY_HEADINGS: [&str; 9] =
    ["year", "census_year", "base_year", "vintage", "horizon", "level", "row", "line", "data_year"];

/// Why the columns cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclear {
    NoFigures,
    NoNames,
}

impl Layout {
    pub(super) fn of(sheet: &Sheet) -> Result<Layout, Unclear> {
        let headings: Vec<Vec<String>> = sheet.header.iter().map(|h| words(h)).collect();
        let figures: Vec<Vec<Figure>> = (0..sheet.header.len()).map(|c| figures_of(sheet, c)).collect();
        let held: Vec<bool> = (0..sheet.header.len()).map(|c| holds_figures(sheet, c, &figures[c])).collect();
        let first_figures = held.iter().position(|h| *h).ok_or(Unclear::NoFigures)?;
        let texts: Vec<usize> = (0..sheet.header.len()).filter(|c| !held[*c]).collect();
        let named =
            |known: &[&str]| texts.iter().copied().find(|c| headings[*c].iter().any(|w| known.contains(&w.as_str())));
        let area = named(&AREA_WORDS);
        let name = area.or_else(|| named(&NAME_WORDS));
        let name = name.or_else(|| texts.iter().copied().rfind(|c| *c < first_figures)).ok_or(Unclear::NoNames)?;
        let has = |what: fn(&[String]) -> bool| (0..held.len()).any(|c| held[c] && what(&headings[c]));
        let (forecasts, pupils) = (has(is_forecast), has(is_pupils));
        let role = |c: usize| match () {
            () if c == name => Role::Name,
            () if !held[c] && c < first_figures && !is_key(&sheet.header[c], "level") => Role::Block,
            () if !held[c] => Role::Other,
            () if is_percent(&headings[c]) || mostly(&figures[c], |f| f.percent) => Role::Percent,
            () if mostly(&figures[c], |f| f.decimals > 0) => Role::Other,
            () => Role::Count(count(&headings[c], forecasts, pupils)),
        };
        let roles: Vec<Role> = (0..held.len()).map(role).collect();
        Ok(Layout {
            relations: relations(&roles, &headings),
            styles: figures.iter().map(|f| Style::of(f)).collect(),
            series: series(&sheet.header, &roles),
            areas: area.is_some(),
            name,
            roles,
        })
    }

    /// Columns of counts.
    pub(super) fn counts(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.roles.len()).filter(|c| matches!(self.roles[*c], Role::Count(_)))
    }

    /// Columns that set blocks apart.
    pub(super) fn blocks(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.roles.len()).filter(|c| self.roles[*c] == Role::Block)
    }

    /// Columns of counts and per cents.
    pub(super) fn figures(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.roles.len()).filter(|c| matches!(self.roles[*c], Role::Count(_) | Role::Percent))
    }

    /// The other columns of the same measure.
    pub(super) fn same_measure(&self, column: usize) -> impl Iterator<Item = usize> + '_ {
        let of = self.series.iter().filter(move |s| s.contains(&column));
        of.flatten().copied().filter(move |c| *c != column)
    }
}

/// The words of a heading, in lower case.
fn words(heading: &str) -> Vec<String> {
    let heading = heading.to_lowercase().replace('%', " percent ");
    heading.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn figures_of(sheet: &Sheet, column: usize) -> Vec<Figure> {
    sheet.rows.iter().filter_map(|r| Text::of(&r.cells[column]).figure()).collect()
}

fn mostly(figures: &[Figure], has: fn(&Figure) -> bool) -> bool {
    2 * figures.iter().filter(|f| has(f)).count() > figures.len()
}

fn is_key(heading: &str, key: &str) -> bool {
    heading.trim().eq_ignore_ascii_case(key)
}

/// Half of what stands in the column is figures, and they are neither years nor other keys.
fn holds_figures(sheet: &Sheet, column: usize, figures: &[Figure]) -> bool {
    let filled = sheet.rows.iter().filter(|r| Text::of(&r.cells[column]) != Text::Blank).count();
    let key = KEY_HEADINGS.iter().any(|k| is_key(&sheet.header[column], k));
    !key && !figures.is_empty() && 2 * figures.len() >= filled
}

fn has(heading: &[String], any: &[&str]) -> bool {
    heading.iter().any(|w| any.contains(&w.as_str()))
}

fn is_percent(heading: &[String]) -> bool {
    has(heading, &["percent", "percentage", "pct", "percents"])
        || heading.windows(2).any(|w| w[0] == "per" && w[1] == "cent")
}

fn is_forecast(heading: &[String]) -> bool {
    has(heading, &["forecast", "forecasts", "projected"]) && !is_percent(heading) && !is_difference(heading)
}

fn is_difference(heading: &[String]) -> bool {
    has(heading, &["difference", "diff", "variance"])
}

fn is_pupils(heading: &[String]) -> bool {
    has(heading, &["pupils", "roll", "rolls", "nor"])
}

fn count(heading: &[String], forecasts: bool, pupils: bool) -> Count {
    match () {
        () if forecasts && is_difference(heading) => Count::Difference,
        () if is_forecast(heading) => Count::Forecast,
        () if forecasts && (has(heading, &["actual", "actuals"]) || is_pupils(heading)) => Count::Actual,
        () if pupils && has(heading, &["surplus", "spare"]) => Count::Surplus,
        () if pupils && has(heading, &["places", "capacity"]) => Count::Places,
        () if is_pupils(heading) => Count::Pupils,
        () => Count::Plain,
    }
}

/// The n-th forecast goes with the n-th actual, difference and per cent; places and pupils likewise.
fn relations(roles: &[Role], headings: &[Vec<String>]) -> Vec<Relation> {
    let of = |what: Count| (0..roles.len()).filter(|c| roles[*c] == Role::Count(what)).collect::<Vec<usize>>();
    let percents = |c: &usize| roles[*c] == Role::Percent;
    let surplus = |c: &usize| has(&headings[*c], &["surplus", "spare"]);
    let all: Vec<usize> = (0..roles.len()).filter(percents).collect();
    let (of_surplus, of_difference): (Vec<usize>, Vec<usize>) = all.into_iter().partition(surplus);
    let bind =
        |first: Vec<usize>, second: Vec<usize>, difference: Vec<usize>, percent: Vec<usize>, fixed: Option<Basis>| {
            let pairs: Vec<(usize, usize)> = first.into_iter().zip(second).collect();
            let mut bound = vec![];
            // Two per cents of one pair: of the actual and of the forecast.
            let each = if pairs.len() == 1 { percent.len().max(1) } else { 1 };
            for (n, &(first, second)) in pairs.iter().enumerate() {
                for k in 0..each {
                    let percent = percent.get(n * each + k).copied();
                    let basis = fixed.or_else(|| percent.and_then(|c| basis(&headings[c])));
                    let difference = difference.get(n).copied().filter(|_| k == 0);
                    bound.push(Relation { first, second, difference, percent, basis });
                }
            }
            bound
        };
    let mut all = bind(of(Count::Forecast), of(Count::Actual), of(Count::Difference), of_difference, None);
    all.extend(bind(of(Count::Places), of(Count::Pupils), of(Count::Surplus), of_surplus, Some(Basis::First)));
    all
}

/// What the heading of a per cent says it is of.
fn basis(heading: &[String]) -> Option<Basis> {
    match () {
        () if has(heading, &["actual", "roll", "rolls"]) => Some(Basis::Second),
        () if has(heading, &["forecast", "forecasts"]) => Some(Basis::First),
        () => None,
    }
}

/// Columns of plain counts whose headings are the same but for digits.
fn series(header: &[String], roles: &[Role]) -> Vec<Vec<usize>> {
    let stem = |c: usize| header[c].to_lowercase().chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let plain = (0..roles.len()).filter(|c| matches!(roles[*c], Role::Count(Count::Plain | Count::Pupils)));
    let mut series: Vec<Vec<usize>> = vec![];
    for column in plain {
        match series.iter_mut().find(|s| stem(s[0]) == stem(column)) {
            Some(found) => found.push(column),
            None => series.push(vec![column]),
        }
    }
    series
}
