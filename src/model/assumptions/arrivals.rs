//! Pupils who arrive from elsewhere, beyond what areas usually gain.

use crate::calendar::{CensusYear, YearGroup};

/// A wave of arrivals in one year group. Those who came move up with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalsAhead {
    /// Whom they join.
    pub group: YearGroup,
    /// The first January in which they come.
    pub first: CensusYear,
    /// How many come in that January and each one after it; nobody after the last.
    pub pupils: Vec<f64>,
    /// Rows of the panel of the year group with the share of the pupils each gets.
    pub to: Vec<(usize, f64)>,
}

impl ArrivalsAhead {
    /// Pupils who come in a January.
    pub(in crate::model) fn of(&self, year: CensusYear) -> f64 {
        let at = usize::try_from(year.years_since(self.first)).ok();
        at.and_then(|n| self.pupils.get(n)).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_comes_between_its_first_and_last_january() {
        let wave = ArrivalsAhead {
            group: YearGroup(3),
            first: CensusYear(2021),
            pupils: vec![20.0, 35.0],
            to: vec![(0, 1.0)],
        };
        let of: Vec<f64> = (2020..=2023).map(|y| wave.of(CensusYear(y))).collect();
        assert_eq!(of, [0.0, 20.0, 35.0, 0.0]);
    }
}
