//! How good a forecast was: a vintage against the January that came, and a model against every January held.

mod backtest;
mod coverage;
mod footing;
mod review;
mod scorecard;
mod scores;
mod select;

pub use backtest::{Backtest, BacktestCell, BacktestError, BacktestPlan, backtest_table};
pub use coverage::{BandScore, coverage_by_base};
pub use footing::{Checked, Finding, Kind, check_table, findings_table};
pub use review::{ActualFrom, Review, ReviewRow, Summary, accuracy_table, published_reviews};
pub use scorecard::{
    Measure, Nation, Scorecard, ScorecardRow, Standing, Whose, Wording, error_percent, scorecard, scorecard_table,
    tenths,
};
pub use scores::{Score, SizeClass, against_baseline, scores, scores_table};
pub use select::{Choice, Verdict, select};
