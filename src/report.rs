//! Documents and charts: what is said, and how it looks.
//!
//! [`run_report`], [`check_report`], [`accuracy_report`], [`backtest_report`] and [`scenario_report`] decide what a document says, as blocks of [`document`]; [`html`], [`svg`] and [`xlsx`] decide how it looks. The
//! page's template and style live in `reports/`, where a council restyles them.

mod commentary;

pub mod chart;
pub mod document;
pub mod format;
pub mod html;
pub mod svg;
pub mod xlsx;

mod sections;
mod whole;

pub use commentary::{Comment, Sentences, commentary_table};
pub use sections::{
    LocalChange, RunResults, accuracy_report, backtest_report, check_report, local_changes, run_report,
    scenario_report, sentences_table, worry,
};
pub use whole::whole_pupils;
