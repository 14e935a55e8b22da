//! What is wrong with rolls that are held by school.

use super::Severity;

/// A fault of rows of schools, or of rows that seem to be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SchoolFault {
    /// Cells that stand in several rows with different numbers, as those of schools do.
    #[error(
        "{cells} cells of this table stand in more than one row, with different numbers: {key} in {rows} rows, which add to {sum}"
    )]
    Unnamed {
        /// How many cells.
        cells: usize,
        /// The first of them.
        key: String,
        /// Rows that hold it.
        rows: usize,
        /// What they add to.
        sum: f64,
    },
    /// One row about the same as another, with another number.
    #[error("the row repeats row {first} with another number: {key} has {here} here and {there} there")]
    Differs {
        /// The row met first.
        first: usize,
        /// What both are about.
        key: String,
        /// The number of this row.
        here: f64,
        /// The number of that row.
        there: f64,
    },
    /// A school twice in one cell.
    #[error("the row repeats row {first}: {key}, school `{school}`")]
    Twice {
        /// The row met first.
        first: usize,
        /// What both are about.
        key: String,
        /// The school.
        school: String,
    },
    /// The roll of an area beside those of its schools.
    #[error("the row names no school, and others hold the schools of the same cell: {key}")]
    Beside {
        /// What they are about.
        key: String,
    },
    /// Schools without a row in the last January: closed, or left out of it.
    #[error("{schools} had {pupils} pupils in January {before} and no row for January {last}: taken as closed")]
    ClosedLast {
        /// The schools with their areas.
        schools: String,
        /// Their pupils the January before.
        pupils: f64,
        /// That January.
        before: u16,
        /// The last January.
        last: u16,
    },
    /// A row of totals among those of schools.
    #[error("`{name}` names no area, and seems to be a row of totals")]
    Subtotal {
        /// What stands in the place of the school.
        name: String,
    },
    /// Schools without a number: the sum of their area is not known.
    #[error(
        "the roll of `{area}` in January {year}, {groups}, is not known: {schools} {} no number{}",
        if *several { "have" } else { "has" },
        others.map_or(String::new(), |n| format!("; the other schools have {n}"))
    )]
    PartMissing {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// The year groups, in words.
        groups: String,
        /// The schools, in backticks.
        schools: String,
        /// Whether they are more than one.
        several: bool,
        /// What the other schools of these cells have together, where there are any.
        others: Option<f64>,
    },
}

impl SchoolFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            SchoolFault::PartMissing { .. } | SchoolFault::ClosedLast { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            SchoolFault::Unnamed { .. } => {
                "are these schools? name each in a column `school`, and they are added up by area; to keep one row of each \
                 would lose the pupils of the others"
            }
            SchoolFault::Differs { .. } => {
                "keep the row that is right; or, if both are schools, name them in a column `school`, and they are added up"
            }
            SchoolFault::Twice { .. } => {
                "keep one of the two rows; or, if two schools of an area have one name, write their numbers instead"
            }
            SchoolFault::Beside { .. } => {
                "keep the area's own roll or those of its schools; a total of a larger area is a row of that area"
            }
            SchoolFault::ClosedLast { .. } => {
                "add the rows of those that are open: every forecast begins with this January; a school that closed, or goes by another \
                 name now, needs nothing"
            }
            SchoolFault::Subtotal { .. } => {
                "take rows of totals away: totals are computed; sorted by area, they stand together"
            }
            SchoolFault::PartMissing { .. } => {
                "a sum with a part missing is missing: write the number if you hold it, or 0 where nobody was on roll"
            }
        };
        hint.to_owned()
    }
}
