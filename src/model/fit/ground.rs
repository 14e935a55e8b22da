//! What must be known at a base for a model to be fitted there, and why it may not be.

use crate::calendar::{BirthYear, CensusYear, YearGroup};
use crate::dataset::{Dataset, Known, listed};
use ndarray::{Array2, Axis};

/// Why a model cannot be fitted at a base year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// A base year without rolls.
    #[error("the base {base} is outside the rolls, which run from {first} to {last}\n  hint: choose a base among them")]
    BaseOutside {
        /// The base asked for.
        base: CensusYear,
        /// First census year held.
        first: CensusYear,
        /// Last census year held.
        last: CensusYear,
    },
    /// Too few Januaries to see a cohort move.
    #[error("`{model}` needs at least {needed} Januaries up to the base {base}, and there {are} {held}\n  hint: add earlier rolls, or choose a later base", are = if *held == 1 { "is" } else { "are" })]
    TooShort {
        /// The model.
        model: String,
        /// Januaries it needs.
        needed: usize,
        /// Januaries held.
        held: usize,
        /// The base.
        base: CensusYear,
    },
    /// A cell of an open area is missing at the base.
    #[error(
        "`{area}` has no roll in year group {group} in the base year {base}\n  hint: add it to rolls.csv, or choose an earlier base"
    )]
    MissingAtBase {
        /// The area.
        area: String,
        /// The year group.
        group: String,
        /// The base.
        base: CensusYear,
    },
    /// Births that feed neither the base nor the years before it.
    #[error(
        "the base {base} needs births of the years to 30 June {from} to {to}, and births.csv holds {first} to {last}\n  hint: add them to births.csv, or take the file away to forecast without births"
    )]
    BirthsOutOfReach {
        /// The base.
        base: CensusYear,
        /// The first birth year of the cohort that entered at the base.
        from: BirthYear,
        /// The last birth year that must be held.
        to: BirthYear,
        /// The first birth year held.
        first: BirthYear,
        /// The last birth year held.
        last: BirthYear,
    },
    /// An intake that would be forecast as nobody, because its areas hold no rolls of the year group below.
    #[error(
        "{pupils} of {all} pupils of year group {group} in January {base} are in areas that hold no rolls of year group {below}, such as \
         {areas}: they would be forecast as nobody\n  hint: give year group {group} and those above it in rows of the larger area that its \
         pupils come from, such as the district or the council; or say in transfers.csv where they come from"
    )]
    IntakeWithoutSource {
        /// The year group.
        group: String,
        /// The year group below it.
        below: String,
        /// Its pupils in such areas.
        pupils: u64,
        /// Its pupils in all.
        all: u64,
        /// The base.
        base: CensusYear,
        /// Some of the areas, in backticks.
        areas: String,
    },
    /// A reference that cannot serve.
    #[error(
        "the national reference cannot serve the base {base}: {reason}\n  hint: complete the reference, choose another base, or take [reference] out of dataset.toml"
    )]
    Reference {
        /// The base.
        base: CensusYear,
        /// What is wrong.
        reason: String,
    },
}

/// Rolls of the base year by panel; a missing cell of an area that is open then is an error.
pub(super) fn base_year(known: Known) -> Result<Vec<Array2<f64>>, FitError> {
    let data = known.dataset();
    let mut start = vec![];
    for (p, panel) in data.layout.panels.iter().enumerate() {
        let rolls = known.rolls(p).index_axis(Axis(2), known.years() - 1).to_owned();
        for (row, cells) in rolls.outer_iter().enumerate() {
            let open = cells.iter().any(|v| !v.is_nan());
            for (column, group) in panel.columns() {
                let ever = (0..known.years()).any(|t| !known.rolls(p)[[row, column, t]].is_nan());
                if open && ever && cells[column].is_nan() {
                    return Err(FitError::MissingAtBase {
                        area: data.geography.area(panel.areas[row]).code.clone(),
                        group: data.schooling.name(group).to_owned(),
                        base: known.base(),
                    });
                }
            }
        }
        start.push(rolls);
    }
    Ok(start)
}

/// Births must hold the years in which the entry year of the base was born, or there is no intake ratio and every entry to
/// come would be forecast as nobody.
pub(super) fn births_reach(known: Known) -> Result<(), FitError> {
    let Some(births) = &known.dataset().births else { return Ok(()) };
    let base = known.base();
    let from = BirthYear(base.0).plus(-i32::from(births.lag));
    // With a lag of one year the second of them is not over in the January of the base.
    let to = from.plus(1).min(BirthYear(base.0).plus(-1));
    let (first, last) = (births.first, known.last_births(births));
    if first <= from && to <= last { Ok(()) } else { Err(FitError::BirthsOutOfReach { base, from, to, first, last }) }
}

/// Areas named where an intake has no source.
const NAMED: usize = 3;

/// Refuses an intake most of which nothing feeds: cohorts would be followed from nobody.
pub(super) fn intake_fed(data: &Dataset, base: CensusYear) -> Result<(), FitError> {
    let Some(unfed) = data.intake_without_source(base) else { return Ok(()) };
    let name = |g: YearGroup| data.schooling.name(g).to_owned();
    Err(FitError::IntakeWithoutSource {
        group: name(unfed.group),
        below: name(YearGroup(unfed.group.0 - 1)),
        pupils: unfed.pupils.round() as u64,
        all: unfed.all.round() as u64,
        base,
        areas: listed(unfed.areas.iter().take(NAMED).map(|a| &data.geography.area(*a).code)),
    })
}
