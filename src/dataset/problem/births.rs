//! What is wrong with births of areas and of larger ones.

/// A fault of births.csv.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BirthsFault {
    /// An area without births in a larger one whose other parts have some.
    #[error("there are no births for `{area}` in {years}, and other areas of `{within}` have some")]
    Partly {
        /// The area.
        area: String,
        /// The larger area, which has births too.
        within: String,
        /// The years.
        years: String,
    },
}

impl BirthsFault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let BirthsFault::Partly { area, within, .. } = self;
        format!(
            "add those of `{area}`; births of `{within}` are shared only in years in which no area inside it has any"
        )
    }
}
