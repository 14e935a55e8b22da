//! `accuracy --sentences` and `accuracy --commentary`: a sentence for every area, and what people wrote held against the table.

use super::Outcome;
use super::args::Output;
use super::failure::Failure;
use super::verbs::finish;
use crate::accuracy::{Review, contradictions, contradictions_table};
use crate::dataset::{Dataset, OutColumn, OutTable, Remark, Tier};
use crate::report::{Comment, Sentences, commentary_table};
use std::io::Write;
use std::path::Path;

/// A sentence for every row of the reviews, by the data set's own template where it has one.
pub(super) fn comments(dataset: &Path, data: &Dataset, reviews: &[Review]) -> Result<Vec<Comment>, Failure> {
    let folder = dataset.join("reports");
    let sentences = Sentences::from_folder(&folder).map_err(|e| Failure::House(folder, e))?;
    sentences.comments(data, reviews).map_err(Failure::Sentences)
}

/// Prints the sentences: on a terminal those of the levels a review is shown at.
pub(super) fn print(
    data: &Dataset,
    reviews: &[Review],
    comments: &[Comment],
    output: &Output,
) -> Result<Outcome, Failure> {
    let level = |c: &Comment| reviews.iter().find(|r| r.vintage == c.vintage && r.year == c.year).map(|r| r.level);
    let shown = |c: &&Comment| matches!((data.layout.units[c.row.unit].tier, level(c)), (Tier::Level(l), Some(last)) if l <= last);
    let rows: Vec<&Comment> = comments.iter().filter(shown).collect();
    let text = |f: &dyn Fn(&Comment) -> String| OutColumn::Text(rows.iter().map(|c| f(c)).collect());
    let series = |c: &Comment| data.schooling.series()[c.row.series.0].name.clone();
    let digest = OutTable::new(
        "commentary",
        vec![
            ("vintage", text(&|c| c.vintage.to_string())),
            ("january", text(&|c| c.year.to_string())),
            ("series", text(&series)),
            ("area", text(&|c| data.layout.units[c.row.unit].name.clone())),
            ("commentary", text(&|c| c.sentence.clone())),
        ],
    );
    finish(output, &digest, &commentary_table(data, comments))
}

/// Holds commentary written by people against the one review that is asked for.
pub(super) fn check(data: &Dataset, reviews: &[Review], file: &Path, output: &Output) -> Result<Outcome, Failure> {
    let remarks = Remark::load(file, data).map_err(Failure::Inputs)?;
    let [review] = reviews else {
        let what = format!("the commentary is about one review, and there are {}", reviews.len());
        let hint = "name the vintage and the January it is about with `--vintage NAME` and `--january YEAR`".to_owned();
        return Err(Failure::Refused { what, hint });
    };
    let found = contradictions(data, review, &remarks);
    let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let (remarks, told) = (counted(remarks.len(), "remark"), counted(found.len(), "contradiction"));
    writeln!(std::io::stderr(), "{remarks} held against the review of January {}: {told}", review.year)?;
    let table = contradictions_table(data, &found);
    finish(output, &table, &table)
}
