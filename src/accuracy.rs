//! How good a forecast was: a vintage against the January that came.

mod review;

pub use review::{ActualFrom, Review, ReviewRow, Summary, accuracy_table, published_reviews};
