//! The rolling-origin backtest: every model fitted at every base, judged by the Januaries that came after it.

use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable};
use crate::model::{Band, ErrorSource, FitError, ModelSpec, Questions};
use rayon::prelude::*;

/// Horizons judged where a data set states none: the years a commissioning plan and the national return look ahead.
const USUAL_HORIZONS: [u8; 4] = [1, 2, 3, 5];

/// Januaries a base needs before any model that learns can be fitted.
const JANUARIES_BEFORE: i32 = 2;

/// Which bases, horizons and targets are judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestPlan {
    /// First base.
    pub first_base: CensusYear,
    /// Last base.
    pub last_base: CensusYear,
    /// Last January a forecast is judged against.
    pub last_target: CensusYear,
    /// Horizons judged, ascending.
    pub horizons: Vec<u8>,
}

/// Why a backtest cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BacktestError {
    /// A model cannot be fitted at a base.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// Two models that no table could tell apart.
    #[error("two models are named `{name}`\n  hint: give each a `name` of its own in its file")]
    SameName {
        /// The name.
        name: String,
    },
    /// No base is followed by a January held.
    #[error(
        "no base from {first} to {last} is followed by a January to judge it by; the rolls run to {held}\n  hint: give `--bases A..B` with A before {held}"
    )]
    NoTarget {
        /// First base.
        first: CensusYear,
        /// Last base.
        last: CensusYear,
        /// Last census year held.
        held: CensusYear,
    },
    /// Bases outside the rolls, or the wrong way round.
    #[error(
        "the bases {first}..{last} do not lie in the rolls, which run from {from} to {to}\n  hint: both ends of `--bases A..B` are census years held, A not after B"
    )]
    Bases {
        /// First base.
        first: CensusYear,
        /// Last base.
        last: CensusYear,
        /// First census year held.
        from: CensusYear,
        /// Last census year held.
        to: CensusYear,
    },
}

/// A forecast of a total and the roll that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BacktestCell {
    /// Position of the model.
    pub model: usize,
    /// The last January it knew.
    pub base: CensusYear,
    /// The January forecast.
    pub year: CensusYear,
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// Pupils forecast.
    pub forecast: f64,
    /// Pupils on roll.
    pub actual: f64,
    /// The bands of a model that has them, from a base with past errors of its own.
    pub band: Option<Band>,
    /// Pupils on roll at the base: the size an error is classed by, known when the forecast was made.
    pub size: f64,
}

impl BacktestCell {
    /// Years from the base to the January.
    pub fn horizon(&self) -> u8 {
        self.year.years_since(self.base) as u8
    }

    /// Error as a share of the actual roll: forecast / actual - 1.
    pub fn error(&self) -> f64 {
        self.forecast / self.actual - 1.0
    }
}

/// Every forecast of every model, beside the roll that came.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The plan.
    pub plan: BacktestPlan,
    /// Names of the models.
    pub models: Vec<String>,
    /// By model, base, unit, series, year.
    pub cells: Vec<BacktestCell>,
}

impl BacktestPlan {
    /// The plan of a data set, bases and longest horizon as asked for.
    ///
    /// # Errors
    /// [`BacktestError::Bases`] for bases outside the rolls, [`BacktestError::NoTarget`] where no January follows them.
    pub fn new(
        data: &Dataset,
        bases: Option<(CensusYear, CensusYear)>,
        longest: Option<u8>,
    ) -> Result<BacktestPlan, BacktestError> {
        let (from, to) = (data.rolls.first, data.last_census());
        let stated = data.backtest.as_ref();
        let usual = (from.plus(JANUARIES_BEFORE), to.plus(-1));
        let (first, last) = bases.or(stated.map(|b| (b.first_base, b.last_base))).unwrap_or(usual);
        if first < from || last > to || first > last {
            return Err(BacktestError::Bases { first, last, from, to });
        }
        let last_target = stated.map_or(to, |b| b.last_target).min(to);
        let mut horizons = stated.map_or(USUAL_HORIZONS.to_vec(), |b| b.horizons.clone());
        horizons.retain(|h| *h > 0 && longest.is_none_or(|l| *h <= l));
        horizons.extend(longest);
        horizons.sort_unstable();
        horizons.dedup();
        let shortest = horizons.first().copied().unwrap_or(1);
        if first.plus(i32::from(shortest)) > last_target {
            return Err(BacktestError::NoTarget { first, last, held: to });
        }
        Ok(BacktestPlan { first_base: first, last_base: last, last_target, horizons })
    }

    /// The bases, ascending.
    pub fn bases(&self) -> impl Iterator<Item = CensusYear> + use<> {
        (self.first_base.0..=self.last_base.0).map(CensusYear)
    }
}

impl Backtest {
    /// Fits every model at every base, on all processors, and sets its forecasts beside the rolls that came. Totals with a
    /// part missing, and rolls of zero, are left out. `done` is told of each fit as it ends.
    ///
    /// # Errors
    /// [`BacktestError::SameName`] for two models of one name; the first model and base, in their order, that cannot be fitted.
    pub fn run(
        data: &Dataset,
        models: &[ModelSpec],
        plan: BacktestPlan,
        done: impl Fn() + Sync,
    ) -> Result<Backtest, BacktestError> {
        if let Some((_, twin)) = models.iter().enumerate().find(|(i, m)| models[..*i].iter().any(|o| o.name == m.name))
        {
            return Err(BacktestError::SameName { name: twin.name.clone() });
        }
        let tasks: Vec<(usize, CensusYear)> =
            (0..models.len()).flat_map(|m| plan.bases().map(move |b| (m, b))).collect();
        let results: Vec<Result<Vec<BacktestCell>, FitError>> = tasks
            .into_par_iter()
            .map(|(m, base)| {
                let cells = judged(data, &models[m], m, base, &plan);
                done();
                cells
            })
            .collect();
        let mut cells = vec![];
        for result in results {
            cells.extend(result?);
        }
        Ok(Backtest { plan, models: models.iter().map(|m| m.name.clone()).collect(), cells })
    }
}

fn judged(
    data: &Dataset,
    spec: &ModelSpec,
    model: usize,
    base: CensusYear,
    plan: &BacktestPlan,
) -> Result<Vec<BacktestCell>, FitError> {
    let ahead = plan.last_target.years_since(base);
    let horizons: Vec<u8> = plan.horizons.iter().copied().filter(|h| i32::from(*h) <= ahead).collect();
    let Some(&longest) = horizons.last() else { return Ok(vec![]) };
    let forecast = spec.fit(data, base)?.forecast_with_intervals(
        data,
        usize::from(longest),
        spec.draws(None),
        &Questions::default(),
    );
    // A shipped spread was measured on years that this base could not know: it is not judged.
    let own_errors = forecast.intervals.as_ref().is_some_and(|i| i.source != ErrorSource::Shipped);
    let mut cells = vec![];
    for (u, unit) in data.layout.units.iter().enumerate() {
        for (s, series) in data.schooling.series().iter().enumerate() {
            let size = data.layout.total(&data.rolls, unit, &series.groups, base, base).unwrap_or(0.0);
            for &h in &horizons {
                let year = base.plus(i32::from(h));
                let predicted = forecast.pupils(data, unit, &series.groups, year);
                let actual = data.layout.total(&data.rolls, unit, &series.groups, year, year);
                if let (Some(predicted), Some(actual)) = (predicted, actual.filter(|a| *a > 0.0)) {
                    let band = forecast.band(u, &series.groups, year).filter(|_| own_errors);
                    let series = SeriesId(s);
                    cells.push(BacktestCell {
                        model,
                        base,
                        year,
                        unit: u,
                        series,
                        forecast: predicted,
                        actual,
                        band,
                        size,
                    });
                }
            }
        }
    }
    Ok(cells)
}

/// `backtest.csv`.
pub fn backtest_table(data: &Dataset, backtest: &Backtest) -> OutTable {
    let cells = &backtest.cells;
    let whole = |f: &dyn Fn(&BacktestCell) -> u16| OutColumn::Whole(cells.iter().map(|c| Some(f(c).into())).collect());
    let text = |f: &dyn Fn(&BacktestCell) -> String| OutColumn::Text(cells.iter().map(f).collect());
    let number = |f: &dyn Fn(&BacktestCell) -> Option<f64>| OutColumn::Number(cells.iter().map(f).collect());
    let unit = |c: &BacktestCell| &data.layout.units[c.unit];
    OutTable::new(
        "backtest",
        vec![
            ("model", text(&|c| backtest.models[c.model].clone())),
            ("base_year", whole(&|c| c.base.0)),
            ("census_year", whole(&|c| c.year.0)),
            ("horizon", whole(&|c| c.horizon().into())),
            ("area", text(&|c| unit(c).code.clone())),
            ("level", text(&|c| unit(c).tier_name(&data.geography).to_owned())),
            ("series", text(&|c| data.schooling.series()[c.series.0].name.clone())),
            ("forecast", number(&|c| Some(c.forecast))),
            ("lo80", number(&|c| c.band.map(|b| b.lo80))),
            ("hi80", number(&|c| c.band.map(|b| b.hi80))),
            ("lo95", number(&|c| c.band.map(|b| b.lo95))),
            ("hi95", number(&|c| c.band.map(|b| b.hi95))),
            ("actual", number(&|c| Some(c.actual))),
        ],
    )
}
