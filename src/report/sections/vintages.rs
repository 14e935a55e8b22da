//! The review of the vintages saved with a data set: history, one January in detail, causes, bands, bias and skill.

mod bias;
mod causes;
mod grid;
mod history;

use super::backtest::proves_nothing;
use super::{accuracy, listed};
use crate::accuracy::{Kind, Made, Past, Review};
use crate::dataset::Dataset;
use crate::report::commentary::Comment;
use crate::report::document::{Block, NoteKind};

pub use bias::worry;

/// Years ahead shown in detail: those the national scorecard judges.
const DETAILED: [i32; 2] = [1, 3];

/// The part of the section on past forecasts that is about one's own.
pub(super) fn blocks(data: &Dataset, past: &Past, comments: &[Comment]) -> Vec<Block> {
    let reviews: Vec<&Review> = past.of_kind(Kind::Saved).collect();
    if reviews.is_empty() {
        return vec![];
    }
    let mut blocks = vec![Block::subsection("vintages", "Forecasts kept as vintages")];
    blocks.extend(proves_nothing(data));
    blocks.push(Block::Paragraph(introduction(&reviews)));
    blocks.extend(history::blocks(data, &reviews));
    for review in detailed(&reviews) {
        blocks.extend(accuracy::review_blocks(data, review, comments));
        blocks.extend(grid::blocks(data, review));
        blocks.extend(causes::blocks(data, review));
    }
    blocks.extend(history::horizons(data, past));
    blocks.extend(bias::blocks(data, past));
    blocks
}

fn introduction(reviews: &[&Review]) -> String {
    let mut names: Vec<String> = reviews.iter().map(|r| r.vintage.to_string()).collect();
    names.dedup();
    let hindsight = reviews.iter().any(|r| r.vintage.made == Made::Hindsight);
    let how = if hindsight {
        " Some were made in hindsight: from what was known in their January, but with the method of today, so that nobody \
         saw them at the time."
    } else {
        ""
    };
    let which = if names.len() == 1 { "the vintage" } else { "the vintages" };
    format!(
        "Here {which} {} stand beside the rolls that came. A vintage is a forecast kept as it was made; difference is \
         forecast less actual, in per cent of the actual roll, so that negative is an under-forecast.{how}",
        listed(&names)
    )
}

/// The reviews shown in detail: of the last January, those one and three years ahead; where none is, the one least far ahead.
fn detailed<'a>(reviews: &[&'a Review]) -> Vec<&'a Review> {
    let last = reviews.iter().map(|r| r.year).max();
    let of_last: Vec<&Review> = reviews.iter().copied().filter(|r| Some(r.year) == last).collect();
    let chosen: Vec<&Review> = of_last.iter().copied().filter(|r| DETAILED.contains(&r.horizon())).collect();
    if !chosen.is_empty() {
        return chosen;
    }
    of_last.into_iter().min_by_key(|r| r.horizon()).into_iter().collect()
}

/// What a reader must know of a January before its numbers.
pub(super) fn gaps(data: &Dataset, review: &Review) -> Option<Block> {
    let mut words = vec![];
    if review.provisional {
        words.push(format!("The rolls of January {} are provisional and may be revised.", review.year));
    }
    let mut missing: Vec<&str> =
        review.rows.iter().filter(|r| r.actual.is_none()).map(|r| data.layout.units[r.unit].name.as_str()).collect();
    missing.dedup();
    if !missing.is_empty() {
        let names: Vec<String> = missing.into_iter().map(str::to_owned).collect();
        words.push(format!("No roll is held of {}: left out of both sides of every total.", listed(&names)));
    }
    let text = words.join(" ");
    (!text.is_empty()).then_some(Block::Note { kind: NoteKind::Caution, text })
}
