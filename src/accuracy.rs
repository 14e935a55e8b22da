//! How good a forecast was: a vintage against the January that came, and a model against every January held.

mod backtest;
mod review;
mod scores;
mod select;

pub use backtest::{Backtest, BacktestCell, BacktestError, BacktestPlan, backtest_table};
pub use review::{ActualFrom, Review, ReviewRow, Summary, accuracy_table, published_reviews};
pub use scores::{BandScore, Score, SizeClass, against_baseline, scores, scores_table};
pub use select::{Choice, Verdict, select};
