//! How areas gain or lose pupils by migration in the years ahead, other than the model has learned.

use crate::calendar::CensusYear;
use crate::model::maths::power;

/// A course of net movement for some rows of one panel.
#[derive(Debug, Clone, PartialEq)]
pub struct MigrationAhead {
    /// The panel.
    pub panel: usize,
    /// Its rows.
    pub rows: Vec<usize>,
    /// The first January it holds for.
    pub from: CensusYear,
    /// The last, both included; for good where there is none.
    pub to: Option<CensusYear>,
    /// How the areas move.
    pub course: MigrationCourse,
}

/// How an area's movement runs, beside the nation's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MigrationCourse {
    /// The area's level times a factor: 2 doubles what it gains beside the nation, or loses.
    Scaled(f64),
    /// As it was seen in the Januaries from the first to the last, both included, in the place of what the years before and
    /// after them say together.
    AsSeen {
        /// The first January.
        from: CensusYear,
        /// The last.
        to: CensusYear,
    },
    /// Back to the movement of the nation: what is left of the level fades by this factor each January.
    Fading(f64),
}

impl MigrationAhead {
    /// Whether it holds for a cell of a panel in a January.
    pub(in crate::model) fn holds(&self, panel: usize, row: usize, year: CensusYear) -> bool {
        let within = self.from <= year && self.to.is_none_or(|to| year <= to);
        within && self.panel == panel && self.rows.contains(&row)
    }

    /// What is added to a level in logs in a January.
    ///
    /// Formula: scaled `(f - 1) L`; as seen `S - L`; fading `(f^n - 1) L`, n the Januaries from the first it holds for on.
    ///
    /// where L is the level of the model and S the level as seen in the years named (`None` where nothing was).
    pub(in crate::model) fn moved(&self, level: f64, seen: Option<f64>, year: CensusYear) -> f64 {
        match self.course {
            MigrationCourse::Scaled(factor) => (factor - 1.0) * level,
            MigrationCourse::AsSeen { .. } => seen.map_or(0.0, |seen| seen - level),
            MigrationCourse::Fading(factor) => {
                let years = usize::try_from(year.years_since(self.from)).unwrap_or(0) + 1;
                (power(factor, years) - 1.0) * level
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(course: MigrationCourse) -> MigrationAhead {
        MigrationAhead { panel: 0, rows: vec![1, 2], from: CensusYear(2021), to: Some(CensusYear(2023)), course }
    }

    #[test]
    fn a_course_holds_for_its_rows_and_januaries_alone() {
        let course = ahead(MigrationCourse::Scaled(2.0));
        let held: Vec<bool> = (2020..=2024).map(|y| course.holds(0, 1, CensusYear(y))).collect();
        assert_eq!(held, [false, true, true, true, false]);
        assert!(!course.holds(0, 0, CensusYear(2021)) && !course.holds(1, 1, CensusYear(2021)));
    }

    #[test]
    fn levels_are_scaled_replaced_or_fade() {
        let moved = |course, year| ahead(course).moved(0.04, Some(0.01), CensusYear(year));
        assert!((moved(MigrationCourse::Scaled(2.0), 2022) - 0.04).abs() < 1e-15);
        let seen = MigrationCourse::AsSeen { from: CensusYear(2014), to: CensusYear(2014) };
        assert!((moved(seen, 2022) + 0.03).abs() < 1e-15);
        // Half of it is left in the first January, a quarter in the second.
        assert!((moved(MigrationCourse::Fading(0.5), 2021) + 0.02).abs() < 1e-15);
        assert!((moved(MigrationCourse::Fading(0.5), 2022) + 0.03).abs() < 1e-15);
    }
}
