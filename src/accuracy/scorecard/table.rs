//! `scorecard.csv`.

use super::{Nation, Scorecard, ScorecardRow, Standing, Whose};
use crate::dataset::{OutColumn, OutTable};

impl Whose {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Whose::Nation => "nation",
            Whose::Own => "data set",
            Whose::Council => "council",
        }
    }
}

impl Scorecard {
    /// The councils of a row's measure; `None` where the file holds no such round.
    pub fn nation(&self, row: &ScorecardRow) -> Option<&Nation> {
        self.nations.iter().find(|n| n.measure == row.measure)
    }
}

/// `scorecard.csv`: every row of a scorecard.
pub fn scorecard_table(card: &Scorecard) -> OutTable {
    let rows = || card.rows.iter();
    let text = |f: &dyn Fn(&ScorecardRow) -> &str| OutColumn::Text(rows().map(|r| f(r).to_owned()).collect());
    let whole = |f: &dyn Fn(&ScorecardRow) -> Option<i64>| OutColumn::Whole(rows().map(f).collect());
    let number = |f: &dyn Fn(&ScorecardRow) -> Option<f64>| OutColumn::Number(rows().map(f).collect());
    let standing = |r: &ScorecardRow| -> Option<Standing> { r.standing };
    OutTable::new(
        "scorecard",
        vec![
            ("census_year", whole(&|r| Some(i64::from(r.measure.year.0)))),
            ("vintage", OutColumn::Text(rows().map(|r| r.measure.vintage().to_string()).collect())),
            ("horizon", whole(&|r| Some(i64::from(r.measure.horizon)))),
            ("phase", text(&|r| r.measure.phase.word())),
            ("whose", text(&|r| r.whose.word())),
            ("council", text(&|r| &r.code)),
            ("name", text(&|r| &r.name)),
            ("forecast", number(&|r| r.forecast)),
            ("actual", number(&|r| r.actual)),
            ("error_percent", number(&|r| r.error)),
            ("shown_percent", number(&ScorecardRow::shown)),
            ("wording", text(&|r| r.standing.map_or("", |s| s.wording.words()))),
            ("percentile", number(&|r| standing(r).map(|s| s.percentile))),
            ("rank", whole(&|r| standing(r).map(|s| s.rank as i64))),
            ("councils", whole(&|r| card.nation(r).map(|n| n.errors.len() as i64))),
            ("lower_quartile", number(&|r| card.nation(r).map(|n| n.lower))),
            ("upper_quartile", number(&|r| card.nation(r).map(|n| n.upper))),
            ("status", text(&|r| r.status.word())),
        ],
    )
}
