//! `accuracy --councils`: the national scorecard.

use super::Outcome;
use super::args::{Output, ScorecardArgs};
use super::failure::Failure;
use super::verbs::finish;
use crate::accuracy::{Review, Scorecard, ScorecardRow, Whose, scorecard, scorecard_table};
use crate::dataset::{ALIKE, Councils, Dataset, OutColumn, OutTable, nearest};
use crate::report::format;
use std::collections::BTreeSet;
use std::path::Path;

/// Prints the scorecard of a file of every council, with the data set's own reviews among them.
pub(super) fn of_councils(
    data: &Dataset,
    reviews: &[Review],
    file: &Path,
    args: &ScorecardArgs,
    output: &Output,
) -> Result<Outcome, Failure> {
    let councils = Councils::load(file).map_err(Failure::Inputs)?;
    let card = scorecard(data, reviews, &councils);
    let asked = args.authority.as_deref().map(|name| council(&card, name)).transpose()?;
    finish(output, &digest(&card, asked.as_deref()), &scorecard_table(&card))
}

/// The code of a council by its code or name.
fn council(card: &Scorecard, asked: &str) -> Result<String, Failure> {
    let councils = || card.rows.iter().filter(|r| r.whose == Whose::Council);
    let found = councils().find(|r| r.code == asked || r.name.eq_ignore_ascii_case(asked));
    found.map(|r| r.code.clone()).ok_or_else(|| {
        let spellings: BTreeSet<&str> = councils().flat_map(|r| [r.code.as_str(), r.name.as_str()]).collect();
        let hint = match nearest(asked, spellings.into_iter(), ALIKE) {
            Some(like) => format!("did you mean `{like}`?"),
            None => "name a council of the file by its code, such as `886`, or by its name".to_owned(),
        };
        Failure::Refused { what: format!("no council `{asked}` in the file named with `--councils`"), hint }
    })
}

/// The nation, the data set's own forecasts and the council asked for.
fn digest(card: &Scorecard, asked: Option<&str>) -> OutTable {
    let shown = |r: &&ScorecardRow| r.whose != Whose::Council || Some(r.code.as_str()) == asked;
    let rows: Vec<&ScorecardRow> = card.rows.iter().filter(shown).collect();
    let text = |f: &dyn Fn(&ScorecardRow) -> String| OutColumn::Text(rows.iter().map(|r| f(r)).collect());
    let whole = |f: &dyn Fn(&ScorecardRow) -> Option<f64>| {
        OutColumn::Whole(rows.iter().map(|r| f(r).map(|n| n.round() as i64)).collect())
    };
    let percent = |p: Option<f64>| p.map_or_else(String::new, format::signed_percent);
    let quartiles = |r: &ScorecardRow| {
        let nation = card.nation(r);
        nation.map_or_else(String::new, |n| format!("{} to {}", percent(Some(n.lower)), percent(Some(n.upper))))
    };
    let standing = |r: &ScorecardRow| match (r.whose, r.standing, card.nation(r)) {
        (_, Some(s), _) => s.wording.words().to_owned(),
        (Whose::Nation, ..) => String::new(),
        (.., None) => "no councils of this round in the file".to_owned(),
        _ if r.actual.is_none() || r.forecast.is_none() => "not held on both sides".to_owned(),
        _ => "too few pupils to judge".to_owned(),
    };
    let rank = |r: &ScorecardRow| match (r.standing, card.nation(r)) {
        (Some(s), Some(n)) => format!("{} of {}", s.rank, n.errors.len()),
        _ => String::new(),
    };
    OutTable::new(
        "scorecard",
        vec![
            ("january", text(&|r| r.measure.year.to_string())),
            ("years_ahead", text(&|r| r.measure.horizon.to_string())),
            ("phase", text(&|r| r.measure.phase.word().to_owned())),
            ("council", text(&|r| r.name.clone())),
            ("forecast", whole(&|r| r.forecast)),
            ("actual", whole(&|r| r.actual)),
            ("error", text(&|r| percent(r.shown()))),
            ("middle_half_of_councils", text(&quartiles)),
            ("wording", text(&standing)),
            (
                "percentile",
                OutColumn::Whole(rows.iter().map(|r| r.standing.map(|s| s.percentile.round() as i64)).collect()),
            ),
            ("rank_by_size", text(&rank)),
            ("status", text(&|r| r.status.word().to_owned())),
        ],
    )
}
