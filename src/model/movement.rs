//! Net movement: pupils that a cohort gains or loses from one January to the next, as rolls show it and a forecast expects it.

use super::forecast::Forecast;
use crate::calendar::{BirthYear, CensusYear, Role, YearGroup};
use crate::dataset::{Dataset, Unit};

/// Who moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Movers {
    /// Children from birth to the entry year.
    PreSchool,
    /// Pupils of the primary years.
    Primary,
    /// Pupils of the secondary years after the transfer year.
    Secondary,
}

impl Movers {
    /// All of them, youngest first.
    pub const ALL: [Movers; 3] = [Movers::PreSchool, Movers::Primary, Movers::Secondary];

    /// Whether pupils of that role are among those who moved since they were a year younger.
    pub fn include(self, role: Role) -> bool {
        matches!(
            (self, role),
            (Movers::PreSchool, Role::Entry) | (Movers::Primary, Role::Primary) | (Movers::Secondary, Role::Secondary)
        )
    }
}

impl Forecast {
    /// Pupils gained on balance by the cohorts of a unit between two Januaries, the later of them `year`: in and out of the area,
    /// to and from independent schools and home education. Births that do not come to school are a loss.
    ///
    /// Formula: primary and secondary `sum over g of N(g, t) - N(g-1, t-1)`, g the year groups after the entry or the transfer
    /// year; pre-school `N(0, t) - b(t - lag)`, b births to 30 June.
    ///
    /// where N are rolls up to the base and forecasts after it. The transfer year, in which pupils move between areas by choice of
    /// school, is left out.
    ///
    /// Source: the cohort method of net migration, as in any demographic handbook.
    ///
    /// `None` where a part is not held.
    ///
    /// # Example
    /// 100 pupils in Year 1 of January 2019 and 104 in Year 2 of January 2020: the cohort gained 4.
    pub fn net_movement(&self, data: &Dataset, unit: &Unit, who: Movers, year: CensusYear) -> Option<f64> {
        let mut groups = data.schooling.groups().filter(|g| who.include(data.schooling.role(*g))).peekable();
        groups.peek()?;
        let mut moved = 0.0;
        for group in groups {
            let now = self.pupils(data, unit, &[group], year)?;
            let before = match who {
                Movers::PreSchool => born(data, self.base, unit, year)?,
                Movers::Primary | Movers::Secondary => {
                    self.pupils(data, unit, &[YearGroup(group.0 - 1)], year.plus(-1))?
                }
            };
            moved += now - before;
        }
        Some(moved)
    }
}

/// Births of a unit that feed the entry year of a January; `None` where they are not held.
fn born(data: &Dataset, base: CensusYear, unit: &Unit, year: CensusYear) -> Option<f64> {
    let births = data.births.as_ref()?;
    let column = births.column(BirthYear(year.0).plus(-i32::from(births.lag)))?;
    let values = births.by_area(&data.known(base)?);
    let parts = unit.parts.iter().filter(|p| p.panel == 0 && p.span.holds(year));
    Some(parts.map(|p| p.share * values[[p.row, column]]).sum())
}
