//! `births.csv`: births of the areas whose entry year is forecast, their own or their share of a larger area's.

use super::checks;
use super::known::Known;
use super::layout::Layout;
use super::problem::{BirthsFault, Fault, Problems};
use super::read::BirthRow;
use super::table::{Reported, Table};
use crate::calendar::BirthYear;
use crate::geography::{AreaId, Geography};
use crate::status::Status;
use ndarray::{Array2, Axis, CowArray, Ix2};
use std::collections::{BTreeMap, BTreeSet};

/// Latest years whose births, or Januaries whose entry rolls, say how births of a larger area are shared.
const SHARE_YEARS: usize = 3;

/// Births by area of the first panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Births {
    /// Year of column 0.
    pub first: BirthYear,
    /// [areas of the first panel, years]; NaN where births of a larger area are shared.
    pub(super) own: Array2<f64>,
    /// Larger areas whose births are shared among those inside them.
    pub shared: Vec<SharedBirths>,
    /// Least firm status of the values.
    pub status: Status,
    /// A child of birth year b enters in census b + lag.
    pub lag: u8,
}

/// Births of a larger area in years in which none of the areas inside it has any of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedBirths {
    /// The larger area.
    pub area: AreaId,
    /// Rows of the first panel that lie in it.
    pub rows: Vec<usize>,
    /// Its births by column; NaN in a year of which the areas have their own.
    pub totals: Vec<f64>,
}

/// What the share of an area rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedBy {
    /// Births that the areas have of their own, to this year.
    Births(BirthYear),
    /// Entry rolls to the base.
    Rolls,
}

/// An area's share of the births of a larger one.
#[derive(Debug, Clone, PartialEq)]
pub struct BirthShare {
    /// The larger area.
    pub of: AreaId,
    /// From 0 to 1.
    pub share: f64,
    /// What it rests on.
    pub by: SharedBy,
}

impl Births {
    /// The last birth year held.
    pub fn last(&self) -> BirthYear {
        self.first.plus(self.own.ncols() as i32 - 1)
    }

    /// The column of a year, where it is held.
    pub fn column(&self, year: BirthYear) -> Option<usize> {
        usize::try_from(year.years_since(self.first)).ok().filter(|c| *c < self.own.ncols())
    }

    /// Births of every area and year held, [areas of the first panel, years], with shares by what was known at a base.
    ///
    /// Formula: `b(a, y) = s(a) B(d, y)`, d the larger area with births B; `s(a) = sum b(a, k) / sum over a' in d of b(a', k)`, k
    /// the latest three years to the base of which the areas have births of their own; where there are none, the same of
    /// entry rolls in the three Januaries to the base. Shares of an area add to 1, so that its births do to the total.
    pub fn by_area(&self, known: &Known<'_>) -> CowArray<'_, f64, Ix2> {
        if self.shared.is_empty() {
            return CowArray::from(self.own.view());
        }
        let mut births = self.own.clone();
        for shared in &self.shared {
            let (shares, _) = self.shares(shared, known);
            for (column, total) in shared.totals.iter().enumerate().filter(|(_, t)| !t.is_nan()) {
                for (row, share) in shared.rows.iter().zip(&shares) {
                    births[[*row, column]] = share * total;
                }
            }
        }
        CowArray::from(births)
    }

    /// The share of a row in the births of a year by what was known at a base; `None` where it has its own.
    pub fn share(&self, row: usize, year: BirthYear, known: &Known<'_>) -> Option<BirthShare> {
        let column = self.column(year)?;
        let shared = self.shared.iter().find(|s| s.rows.contains(&row) && !s.totals[column].is_nan())?;
        let (shares, by) = self.shares(shared, known);
        let at = shared.rows.iter().position(|r| *r == row)?;
        Some(BirthShare { of: shared.area, share: shares[at], by })
    }

    /// The shares of the rows of a larger area, and what they rest on.
    fn shares(&self, shared: &SharedBirths, known: &Known<'_>) -> (Vec<f64>, SharedBy) {
        let until = known.last_births(self).years_since(self.first) + 1;
        let until = usize::try_from(until).unwrap_or(0).min(self.own.ncols());
        let own = |column: &usize| {
            shared.totals[*column].is_nan() && shared.rows.iter().all(|r| !self.own[[*r, *column]].is_nan())
        };
        let latest: Vec<usize> = (0..until).rev().filter(own).take(SHARE_YEARS).collect();
        let weights = |of: &dyn Fn(usize) -> f64| shared.rows.iter().map(|r| of(*r)).collect::<Vec<f64>>();
        let (weights, by) = match latest.first() {
            Some(last) => {
                let sum = |row: usize| latest.iter().map(|c| self.own[[row, *c]]).sum::<f64>();
                (weights(&sum), SharedBy::Births(self.first.plus(*last as i32)))
            }
            None => {
                // Births feed the first year group of the first panel.
                let entry = known.rolls(0);
                let entry = entry.index_axis(Axis(1), 0);
                let januaries = entry.ncols().saturating_sub(SHARE_YEARS)..entry.ncols();
                let sum = |row: usize| januaries.clone().map(|t| entry[[row, t]]).filter(|n| !n.is_nan()).sum::<f64>();
                (weights(&sum), SharedBy::Rolls)
            }
        };
        let (total, even) = (weights.iter().sum::<f64>(), 1.0 / weights.len().max(1) as f64);
        (weights.into_iter().map(|w| if total > 0.0 { w / total } else { even }).collect(), by)
    }
}

/// Where the births of an area and year come from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum From {
    /// The area itself.
    Own(f64),
    /// A larger area, none of whose parts has any that year.
    Larger(AreaId, f64),
    /// A larger area has births, and some of its parts have their own.
    Partly(AreaId),
    /// Nobody.
    Nowhere,
}

/// The rows of births.csv by area and year.
struct Held<'a> {
    births: BTreeMap<(BirthYear, AreaId), f64>,
    geography: &'a Geography,
}

impl Held<'_> {
    fn from(&self, area: AreaId, year: BirthYear) -> From {
        if let Some(own) = self.births.get(&(year, area)) {
            return From::Own(*own);
        }
        let mut above = self.geography.lineage(area).skip(1);
        let Some((larger, births)) = above.find_map(|a| Some((a, *self.births.get(&(year, a))?))) else {
            return From::Nowhere;
        };
        let inside = self.geography.inside(larger);
        let parts = self.births.range((year, AreaId(inside.start.0 + 1))..(year, inside.end));
        if parts.count() > 0 { From::Partly(larger) } else { From::Larger(larger, births) }
    }
}

/// Births of the areas of the first panel. The years are those of which an area has its own, and beside them any others of which
/// all are known.
pub(super) fn births(
    table: &Table,
    rows: &[BirthRow],
    layout: &Layout,
    geography: &Geography,
    lag: u8,
    problems: &mut Problems,
) -> Result<Births, Reported> {
    let file = table.place(0, "births").file;
    let areas = &layout.panels[0].areas;
    let given = || rows.iter().filter(|r| !r.births.is_nan());
    let births = given().map(|r| ((r.year, r.area), r.births)).collect();
    let held = Held { births, geography };
    let span = |rows: &mut dyn Iterator<Item = &BirthRow>| {
        let years: BTreeSet<BirthYear> = rows.map(|r| r.year).collect();
        years.first().copied().zip(years.last().copied())
    };
    let around = |r: &&BirthRow| areas.iter().any(|a| geography.lies_in(*a, r.area));
    let own = |r: &&BirthRow| areas.binary_search(&r.area).is_ok();
    let Some((mut first, mut last)) = span(&mut given().filter(own)).or_else(|| span(&mut given().filter(around)))
    else {
        let message = format!(
            "no births at the level of the rolls, `{}`, or above",
            geography.level_name(layout.panels[0].level)
        );
        let hint = "give births for the areas whose entry year is forecast, or for those around them".to_owned();
        problems.in_file(file, Fault::Incomplete { message, hint });
        return Err(Reported);
    };
    let whole = |year: BirthYear| areas.iter().all(|a| matches!(held.from(*a, year), From::Own(_) | From::Larger(..)));
    while whole(first.plus(-1)) {
        first = first.plus(-1);
    }
    while whole(last.plus(1)) {
        last = last.plus(1);
    }
    let years: Vec<BirthYear> = (first.0..=last.0).map(BirthYear).collect();
    let mut values = Array2::from_elem((areas.len(), years.len()), f64::NAN);
    let mut shared: BTreeMap<AreaId, SharedBirths> = BTreeMap::new();
    for (row, area) in areas.iter().enumerate() {
        let mut gaps: Vec<BirthYear> = vec![];
        let mut partly: BTreeMap<AreaId, Vec<BirthYear>> = BTreeMap::new();
        for (column, year) in years.iter().enumerate() {
            match held.from(*area, *year) {
                From::Own(births) => values[[row, column]] = births,
                From::Larger(larger, births) => {
                    let totals = || vec![f64::NAN; years.len()];
                    let of = shared.entry(larger).or_insert_with(|| SharedBirths {
                        area: larger,
                        rows: vec![],
                        totals: totals(),
                    });
                    if of.rows.last() != Some(&row) {
                        of.rows.push(row);
                    }
                    of.totals[column] = births;
                }
                From::Partly(larger) => partly.entry(larger).or_default().push(*year),
                From::Nowhere => gaps.push(*year),
            }
        }
        let code = |area: AreaId| geography.area(area).code.clone();
        let listed = |years: &[BirthYear]| years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        for (larger, missing) in partly {
            let fault = BirthsFault::Partly { area: code(*area), within: code(larger), years: listed(&missing) };
            problems.in_file(&file, fault.into());
        }
        match gaps.len() {
            0 => {}
            n if n == years.len() => problems.in_file(&file, BirthsFault::None { area: code(*area) }.into()),
            _ => problems.in_file(&file, BirthsFault::Gap { area: code(*area), years: listed(&gaps) }.into()),
        }
    }
    let shared: Vec<SharedBirths> = shared.into_values().collect();
    let births = Births { first, own: values, status: status(rows, areas, &shared), shared, lag };
    checks::births_control(table, rows, areas, &births, geography, problems);
    Ok(births)
}

/// The least firm of the rows that count. A share is computed.
fn status(rows: &[BirthRow], areas: &[AreaId], shared: &[SharedBirths]) -> Status {
    let counts = |r: &&BirthRow| areas.binary_search(&r.area).is_ok() || shared.iter().any(|s| s.area == r.area);
    let at_best = if shared.is_empty() { Status::Published } else { Status::Derived };
    rows.iter().filter(counts).map(|r| r.status).fold(at_best, Status::max)
}
