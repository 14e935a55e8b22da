//! Intakes that a new or closing school moves between areas.

use crate::calendar::{CensusYear, YearGroup};

/// Pupils of an intake who go to school elsewhere than they did, from a school's first intake on.
///
/// A school that opens brings pupils to its area and draws them from others; one that closes has negative pupils, and the areas
/// named take them.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeAhead {
    /// The entry or the transfer year group, or another that it opens with.
    pub group: YearGroup,
    /// The January of its first intake.
    pub first: CensusYear,
    /// The January of its last; for good where there is none.
    pub last: Option<CensusYear>,
    /// Pupils by intake, the first first; the last number holds for every later one.
    pub pupils: Vec<f64>,
    /// Rows of the panel of the year group with the share of the pupils each gets.
    pub to: Vec<(usize, f64)>,
    /// Rows with the share of the pupils each gives. What they lack to 1 comes from outside the data set.
    pub from: Vec<(usize, f64)>,
}

impl IntakeAhead {
    /// Pupils of the intake of a January.
    pub(in crate::model) fn of(&self, year: CensusYear) -> f64 {
        let intake = usize::try_from(year.years_since(self.first)).ok();
        let open = self.last.is_none_or(|last| year <= last);
        let last = self.pupils.len().saturating_sub(1);
        let found = intake.filter(|_| open).and_then(|n| self.pupils.get(n.min(last)));
        found.copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_pupils_holds_for_every_later_intake() {
        let mut intake = IntakeAhead {
            group: YearGroup(7),
            first: CensusYear(2021),
            last: None,
            pupils: vec![60.0, 120.0],
            to: vec![(0, 1.0)],
            from: vec![(1, 1.0)],
        };
        let of = |i: &IntakeAhead| (2020..=2024).map(|y| i.of(CensusYear(y))).collect::<Vec<f64>>();
        assert_eq!(of(&intake), [0.0, 60.0, 120.0, 120.0, 120.0]);
        intake.last = Some(CensusYear(2022));
        assert_eq!(of(&intake), [0.0, 60.0, 120.0, 0.0, 0.0]);
    }
}
