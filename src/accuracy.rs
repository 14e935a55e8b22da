//! How good a forecast was: a vintage against the January that came, and a model against every January held.

mod attribution;
mod backtest;
mod bias;
mod causes;
mod commentary;
mod coverage;
mod footing;
mod overview;
mod past;
mod review;
mod saved;
mod scorecard;
mod scores;
mod select;
mod skill;
mod verify;
mod vintage;

pub use attribution::{AttributedRow, Attribution, NotAttributable, attribution_table};
pub use backtest::{Backtest, BacktestCell, BacktestError, BacktestPlan, backtest_table};
pub use bias::{Bias, Lean, Share, bias_table, biases};
pub use causes::{Cause, Causes};
pub use commentary::{Contradiction, Contradicts, contradictions, contradictions_table};
pub use coverage::{BandScore, coverage_by_base};
pub use footing::{Checked, Finding, Misprint, check_table, findings_table};
pub use overview::{Kind, Overview, Scope, overview_table, overviews, year_groups_table};
pub use past::Past;
pub use review::{ActualFrom, Review, ReviewRow, Summary, YearGroupRow, accuracy_table, published_reviews};
pub use saved::{saved_cube, saved_reviews};
pub use scorecard::{
    Measure, Nation, Scorecard, ScorecardRow, Standing, Whose, Wording, error_percent, scorecard, scorecard_table,
    tenths,
};
pub use scores::{Score, SizeClass, against_baseline, scores, scores_table};
pub use select::{Choice, Verdict, select};
pub use skill::{RULES, Skill, skill_table, skills};
pub use verify::{Verification, verify};
pub use vintage::{Made, Vintage};
