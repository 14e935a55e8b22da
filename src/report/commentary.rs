//! A sentence for every area of a review, from a template that a council may replace by its own.

use super::format;
use crate::accuracy::{Cause, Review, ReviewRow, Vintage};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::io;
use std::path::Path;

/// The file name of the template.
const TEMPLATE: &str = "commentary.txt.j2";

/// The template of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentences {
    template: String,
}

/// What a review says of one area and series, in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The vintage reviewed.
    pub vintage: Vintage,
    /// The January it is held against.
    pub year: CensusYear,
    /// The row it is about.
    pub row: ReviewRow,
    /// Whether the difference is no significant variance.
    pub within: bool,
    /// What made most of the difference, with its pupils; `None` where no cause is known.
    pub cause: Option<(Cause, f64)>,
    /// The sentence.
    pub sentence: String,
}

/// What the template is given.
#[derive(Debug, Serialize)]
struct Facts {
    area: String,
    series: String,
    january: u16,
    vintage: String,
    within: bool,
    tolerance: String,
    under: bool,
    percent: String,
    signed_percent: String,
    pupils: String,
    difference: String,
    forms_of_entry: String,
    cause: String,
    cause_pupils: String,
}

impl Sentences {
    /// The template that rollcast brings.
    pub fn built_in() -> Sentences {
        Sentences { template: include_str!("../../reports/commentary.txt.j2").to_owned() }
    }

    /// The template of a folder, `commentary.txt.j2`; the built-in one where the folder holds none.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn from_folder(folder: &Path) -> io::Result<Sentences> {
        let own = super::html::read_if_present(folder, TEMPLATE)?;
        Ok(own.map_or_else(Sentences::built_in, |template| Sentences { template }))
    }

    /// A sentence for every row of the reviews that has an actual roll.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn comments(&self, data: &Dataset, reviews: &[Review]) -> Result<Vec<Comment>, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_template(TEMPLATE, &self.template)?;
        let template = environment.get_template(TEMPLATE)?;
        let rows = reviews.iter().flat_map(|review| review.rows.iter().map(move |row| (review, row)));
        let mut comments = vec![];
        for (review, row) in rows {
            let Some(facts) = facts(data, review, row) else { continue };
            let within = facts.within;
            let sentence = template.render(Serde(facts))?.split_whitespace().collect::<Vec<_>>().join(" ");
            let (vintage, year) = (review.vintage.clone(), review.year);
            comments.push(Comment { vintage, year, row: row.clone(), within, cause: cause(review, row), sentence });
        }
        Ok(comments)
    }
}

fn cause(review: &Review, row: &ReviewRow) -> Option<(Cause, f64)> {
    let causes = review.attribution.row(row.unit, row.series)?.causes;
    let main = causes.main()?;
    let pupils = causes.of(main);
    // Causes are of the rolls; a published actual may lie on the other side of the forecast.
    (pupils * row.difference()? > 0.0).then_some((main, pupils))
}

fn facts(data: &Dataset, review: &Review, row: &ReviewRow) -> Option<Facts> {
    let (difference, percent) = (row.difference()?, row.percent()?);
    let cause = cause(review, row);
    let whole = |pupils: f64| format::round_half_up(pupils, 0) as i64;
    Some(Facts {
        area: data.layout.units[row.unit].name.clone(),
        series: data.schooling.spoken(&data.schooling.series()[row.series.0]),
        january: review.year.0,
        vintage: review.vintage.to_string(),
        within: row.within(review.tolerance_percent)?,
        tolerance: format::percent(review.tolerance_percent),
        under: difference < 0.0,
        percent: format::percent(percent.abs()),
        signed_percent: format::signed_percent(percent),
        pupils: format::count(whole(difference.abs())),
        difference: format::difference(whole(difference)),
        forms_of_entry: format::decimal(row.forms_of_entry(data)?.abs(), 1),
        cause: cause.map_or_else(String::new, |(c, _)| c.spoken().to_owned()),
        cause_pupils: cause.map_or_else(String::new, |(_, pupils)| format::difference(whole(pupils))),
    })
}

impl Comment {
    /// Whether the comment is about that row of that review.
    pub fn is_about(&self, review: &Review, unit: usize, series: SeriesId) -> bool {
        (self.row.unit, self.row.series, self.year) == (unit, series, review.year) && self.vintage == review.vintage
    }
}

/// `commentary.csv`: every sentence with what it rests on.
pub fn commentary_table(data: &Dataset, comments: &[Comment]) -> OutTable {
    let text = |f: &dyn Fn(&Comment) -> String| OutColumn::Text(comments.iter().map(f).collect());
    let number = |f: &dyn Fn(&Comment) -> Option<f64>| OutColumn::Number(comments.iter().map(f).collect());
    let unit = |c: &Comment| &data.layout.units[c.row.unit];
    OutTable::new(
        "commentary",
        vec![
            ("vintage", text(&|c| c.vintage.to_string())),
            ("census_year", OutColumn::Whole(comments.iter().map(|c| Some(i64::from(c.year.0))).collect())),
            ("area", text(&|c| unit(c).code.clone())),
            ("level", text(&|c| unit(c).tier_name(&data.geography).to_owned())),
            ("series", text(&|c| data.schooling.series()[c.row.series.0].name.clone())),
            ("difference", number(&|c| c.row.difference())),
            ("percent", number(&|c| c.row.percent())),
            ("forms_of_entry", number(&|c| c.row.forms_of_entry(data))),
            ("within_tolerance", OutColumn::Flag(comments.iter().map(|c| Some(c.within)).collect())),
            ("cause", text(&|c| c.cause.map_or(String::new(), |(cause, _)| cause.word().to_owned()))),
            ("cause_pupils", number(&|c| c.cause.map(|(_, pupils)| pupils))),
            ("commentary", text(&|c| c.sentence.clone())),
            ("status", text(&|c| c.row.status.word().to_owned())),
        ],
    )
}
