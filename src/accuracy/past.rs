//! Everything known of past forecasts: reviews, and what they say together.

use super::bias::{Bias, biases};
use super::overview::{Kind, Overview, overviews};
use super::review::Review;
use super::skill::{Skill, skills};
use crate::dataset::Dataset;
use crate::model::SpecError;

/// Past forecasts, reviewed one by one and together.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Vintages against Januaries, by base, name and January.
    pub reviews: Vec<Review>,
    /// Summed up, one by one and by years ahead.
    pub overviews: Vec<Overview>,
    /// Whether they err to one side.
    pub biases: Vec<Bias>,
    /// Whether they beat the simple rules.
    pub skills: Vec<Skill>,
}

impl Past {
    /// What some reviews say together.
    ///
    /// # Errors
    /// None while the specifications shipped are sound, which a test asserts.
    pub fn of(data: &Dataset, reviews: Vec<Review>) -> Result<Past, SpecError> {
        let (overviews, biases) = (overviews(data, &reviews), biases(data, &reviews));
        let skills = skills(data, &reviews)?;
        Ok(Past { reviews, overviews, biases, skills })
    }

    /// The reviews of one kind of vintage.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Review> {
        self.reviews.iter().filter(move |r| Kind::of(r.vintage.made) == kind)
    }
}
