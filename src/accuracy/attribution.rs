//! A saved vintage taken apart against the Januaries that came: forecast less actual by cause, exactly.

use super::causes::{Cause, Causes, Count};
use super::saved::{Came, came, counted};
use crate::calendar::{CensusYear, Role, SeriesId};
use crate::dataset::{Cube, Dataset, OutColumn, OutTable, SavedVintage};
use crate::model::{FittedModel, IntakeShares, ModelSpec};
use ndarray::{Array1, Array3};
use std::collections::BTreeMap;

use super::review::Review;

/// A difference taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttributedRow {
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// Pupils forecast, areas without a roll left out.
    pub forecast: f64,
    /// The sum of the rolls.
    pub actual: f64,
    /// Forecast less actual by cause.
    pub causes: Causes,
}

/// What is known of the causes of a review's differences.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribution {
    /// Every difference by cause.
    Split(Vec<AttributedRow>),
    /// Not attributable, and why.
    No(NotAttributable),
}

/// Why differences have no causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAttributable {
    /// Only totals were published.
    TotalsOnly,
    /// The rule grows each year group from itself.
    NoCohorts,
    /// The model can no longer be fitted at its base.
    NoFit(String),
}

impl NotAttributable {
    /// The reason in words.
    pub fn words(&self) -> String {
        match self {
            NotAttributable::TotalsOnly => {
                "not attributable: only totals were published, and totals do not say where a cohort went another way"
                    .to_owned()
            }
            NotAttributable::NoCohorts => {
                "not attributable: this model grows each year group from itself and follows no cohort".to_owned()
            }
            NotAttributable::NoFit(why) => {
                format!("not attributable: the model cannot be fitted at its base any more ({why})")
            }
        }
    }
}

impl Attribution {
    /// The row of a unit and series.
    pub fn row(&self, unit: usize, series: SeriesId) -> Option<&AttributedRow> {
        match self {
            Attribution::Split(rows) => rows.iter().find(|r| r.unit == unit && r.series == series),
            Attribution::No(_) => None,
        }
    }
}

/// What the causes are worked out from.
pub(super) struct Ground<'a> {
    data: &'a Dataset,
    forecast: &'a Cube,
    shares: Option<IntakeShares>,
    /// Births the forecast had, of each row of the first panel and January.
    births: BTreeMap<(usize, CensusYear), f64>,
    spec: &'a ModelSpec,
    /// Pupils of homes in the forecast, and of those built, by panel.
    homes: (Cube, Option<Vec<Array3<f64>>>),
}

/// Every cell of a vintage by cause, by panel: [areas, year groups, years ahead].
pub(super) fn by_cell(
    data: &Dataset,
    vintage: &SavedVintage,
    forecast: &Cube,
    spec: &ModelSpec,
) -> Result<Vec<Array3<Causes>>, NotAttributable> {
    let fitted: FittedModel = spec.fit(data, vintage.record.base_year).map_err(|e| {
        let message = e.to_string();
        NotAttributable::NoFit(message.lines().next().unwrap_or_default().to_owned())
    })?;
    if !fitted.follows_cohorts() {
        return Err(NotAttributable::NoCohorts);
    }
    let mut births = BTreeMap::new();
    let zeros = forecast.panels.iter().map(|p| Array3::zeros(p.dim())).collect();
    let mut planned = Cube { first: forecast.first, panels: zeros };
    for step in &vintage.steps {
        let cell = step.area.and_then(|area| data.layout.cell(area, step.group));
        let (Some(cell), Some(t)) = (cell, forecast.year_index(step.year)) else { continue };
        match step.component.as_str() {
            "births" => {
                births.insert((cell.row, step.year), step.pupils);
            }
            // As expected: the plan, and what its expected delivery differs from it by.
            "housing" | "slippage" => {
                let column = cell.group.index() - data.layout.panels[cell.panel].groups.start;
                planned.panels[cell.panel][[cell.row, column, t]] += step.pupils;
            }
            _ => {}
        }
    }
    let built = fitted.homes_as_built(data, vintage.record.horizon);
    let shares = fitted.intake_shares();
    Ok(Ground { data, forecast, shares, births, spec, homes: (planned, built) }.walk())
}

impl Ground<'_> {
    /// The Januaries ahead, one after another: every cell from those that feed it.
    fn walk(&self) -> Vec<Array3<Causes>> {
        let base = self.forecast.first.plus(-1);
        let panels = &self.data.layout.panels;
        let mut found: Vec<Array3<Causes>> =
            self.forecast.panels.iter().map(|p| Array3::from_elem(p.dim(), Causes::default())).collect();
        // What the base held is what both the forecast and the rolls went on from.
        let held = |p: usize, row: usize, column: usize| match came(self.data, (p, row, column), base) {
            Came::Roll(roll) => Count::as_forecast(roll),
            Came::NotOpen | Came::Missing => Count::default(),
        };
        let mut below: Vec<Vec<Vec<Count>>> = panels
            .iter()
            .enumerate()
            .map(|(p, panel)| {
                (0..panel.areas.len()).map(|r| (0..panel.groups.len()).map(|c| held(p, r, c)).collect()).collect()
            })
            .collect();
        let last = self.forecast.last().min(self.data.last_census());
        for (t, year) in (self.forecast.first.0..=last.0).map(CensusYear).enumerate() {
            let born = self.spec.births_feeding(self.data, base, year);
            let mut now = below.clone();
            for (p, panel) in panels.iter().enumerate() {
                for row in 0..panel.areas.len() {
                    for (column, _) in panel.columns() {
                        let (count, causes) = self.cell((p, row, column), (t, year), &below, born.as_ref());
                        now[p][row][column] = count;
                        found[p][[row, column, t]] = causes;
                    }
                }
            }
            below = now;
        }
        found
    }

    /// The cohort of a cell, homes apart, and the causes of its whole difference.
    fn cell(
        &self,
        (p, row, column): (usize, usize, usize),
        (t, year): (usize, CensusYear),
        below: &[Vec<Vec<Count>>],
        born: Option<&Array1<f64>>,
    ) -> (Count, Causes) {
        let predicted = self.forecast.panels[p][[row, column, t]];
        let roll = match came(self.data, (p, row, column), year) {
            // Nobody knows what came: nothing is laid to anybody's account, and the cohort starts anew.
            Came::Missing if predicted.is_nan() => return Default::default(),
            Came::Missing => return (Count::as_forecast(predicted), Causes::default()),
            Came::NotOpen if predicted.is_nan() => return Default::default(),
            Came::NotOpen => {
                let closed = Count::from_one(predicted, 0.0, Cause::Provision);
                return (closed, closed.causes);
            }
            Came::Roll(roll) if predicted.is_nan() => {
                let opened = Count::from_one(0.0, roll, Cause::Provision);
                return (opened, opened.causes);
            }
            Came::Roll(roll) => roll,
        };
        let planned = self.homes.0.panels[p][[row, column, t]];
        let built = self.homes.1.as_ref().map_or(0.0, |b| b[p][[row, column, t]]);
        let (forecast, actual) = (predicted - planned, roll - built);
        let group = crate::calendar::YearGroup((self.data.layout.panels[p].groups.start + column) as u8);
        let across = self.shares.as_ref().filter(|s| s.intake == (p, column));
        let count = match (self.data.schooling.role(group), across) {
            (Role::Entry, _) => match self.births.get(&(row, year)) {
                Some(&known) => {
                    let came = born.map_or(known, |b| b[row]);
                    let births = Count::from_one(known, came, Cause::Births);
                    Count::fed([(1.0, &births)].into_iter(), forecast, actual, Cause::Intake)
                }
                None => Count::from_one(forecast, actual, Cause::Intake),
            },
            (_, Some(across)) => {
                let (from, leavers) = across.feeder;
                let feeders = across.shares[row].iter().map(|(r, share)| (*share, &below[from][*r][leavers]));
                Count::fed(feeders, forecast, actual, Cause::Transfer)
            }
            (Role::Transfer, None) => Count::from_one(forecast, actual, Cause::Transfer),
            _ if column == 0 => Count::from_one(forecast, actual, Cause::Progression),
            _ => {
                let feeder = [(1.0, &below[p][row][column - 1])];
                Count::fed(feeder.into_iter(), forecast, actual, Cause::Progression)
            }
        };
        let mut causes = count.causes;
        causes.add(Cause::Housing, planned - built);
        (count, causes)
    }
}

/// The differences of every unit and series in a January, summed over the cells a review counts.
pub(super) fn rows(data: &Dataset, forecast: &Cube, cells: &[Array3<Causes>], year: CensusYear) -> Vec<AttributedRow> {
    let Some(t) = forecast.year_index(year) else { return vec![] };
    let mut rows = vec![];
    for (u, unit) in data.layout.units.iter().enumerate() {
        for (s, series) in data.schooling.series().iter().enumerate() {
            let Some(of) = counted(data, forecast, unit, &series.groups, year) else { continue };
            let mut row =
                AttributedRow { unit: u, series: SeriesId(s), forecast: 0.0, actual: 0.0, causes: Causes::default() };
            let whole = of.iter().filter(|c| c.counts);
            for cell in whole {
                let (panel, row_of, column) = cell.at;
                row.forecast += cell.forecast;
                row.actual += cell.actual;
                row.causes.add_scaled(&cells[panel][[row_of, column, t]], cell.share);
            }
            if of.iter().any(|c| c.counts) {
                rows.push(row);
            }
        }
    }
    rows
}

/// `attribution.csv`: every difference by cause; the parts are rounded so that they add to the rounded difference exactly.
pub fn attribution_table(data: &Dataset, reviews: &[Review]) -> OutTable {
    /// Decimals of an output table as a factor.
    const DECIMALS: f64 = 1e6;
    type Line<'a> = (&'a Review, usize, SeriesId, Option<AttributedRow>, String);
    let mut lines: Vec<Line> = vec![];
    for review in reviews {
        match &review.attribution {
            Attribution::Split(rows) => {
                lines.extend(rows.iter().map(|r| (review, r.unit, r.series, Some(*r), "yes".to_owned())));
            }
            Attribution::No(why) => {
                lines.extend(review.rows.iter().map(|r| (review, r.unit, r.series, None, why.words())));
            }
        }
    }
    let parts: Vec<Option<[f64; 6]>> = lines
        .iter()
        .map(|(.., row, _)| {
            let (mut sum, mut before) = (0.0, 0.0);
            row.map(|row| {
                Cause::ALL.map(|cause| {
                    sum += row.causes.of(cause);
                    let after = (sum * DECIMALS).round();
                    let part = (after - before) / DECIMALS;
                    before = after;
                    part
                })
            })
        })
        .collect();
    let text = |f: &dyn Fn(&Line) -> String| OutColumn::Text(lines.iter().map(f).collect());
    let whole = |f: &dyn Fn(&Review) -> i64| OutColumn::Whole(lines.iter().map(|(v, ..)| Some(f(v))).collect());
    let number = |f: &dyn Fn(&AttributedRow) -> f64| {
        OutColumn::Number(lines.iter().map(|(.., row, _)| row.as_ref().map(f)).collect())
    };
    let unit = |u: usize| &data.layout.units[u];
    let mut columns = vec![
        ("vintage", text(&|(v, ..)| v.vintage.to_string())),
        ("census_year", whole(&|v| i64::from(v.year.0))),
        ("horizon", whole(&|v| i64::from(v.horizon()))),
        ("area", text(&|(_, u, ..)| unit(*u).code.clone())),
        ("level", text(&|(_, u, ..)| unit(*u).tier_name(&data.geography).to_owned())),
        ("series", text(&|(_, _, s, ..)| data.schooling.series()[s.0].name.clone())),
        ("forecast", number(&|r| r.forecast)),
        ("actual", number(&|r| r.actual)),
        ("difference", number(&|r| r.causes.total())),
    ];
    for (i, cause) in Cause::ALL.into_iter().enumerate() {
        columns.push((cause.word(), OutColumn::Number(parts.iter().map(|p| p.map(|p| p[i])).collect())));
    }
    columns.push(("through_transfer", number(&|r| r.causes.entered)));
    columns.push(("attributable", text(&|(.., words)| words.clone())));
    OutTable::new("attribution", columns)
}
