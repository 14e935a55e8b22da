//! A scenario forecast beside the base, with the same random draws.

use super::change::Driver;
use super::file::{Planned, Scenario};
use super::what_if::WhatIf;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Count, Dataset, Unit, reported_series};
use crate::model::{DifferenceBand, DifferenceBands, Draws, FittedModel, Forecast, Questions};
use crate::places::{PlaceLedger, Prudence, SurplusCheck, Target};

/// A forecast with all that is judged by it.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The data set, with the changes of a scenario in it.
    pub data: Dataset,
    /// The model, with its assumptions of the years ahead.
    pub fitted: FittedModel,
    /// The forecast.
    pub forecast: Forecast,
    /// Places and the check, where places are held.
    pub surplus: Option<(PlaceLedger, SurplusCheck)>,
}

impl Outlook {
    fn new(
        data: Dataset,
        fitted: FittedModel,
        horizon: usize,
        draws: Option<Draws>,
        (prudence, count): (Prudence, Count),
    ) -> Outlook {
        let base = fitted.base();
        let ledger = PlaceLedger::new(&data, base, base.plus(horizon as i32), count);
        let mut questions = asked(&data);
        if let Some(ledger) = &ledger {
            SurplusCheck::ask(&mut questions, &data, ledger, base, horizon);
        }
        let forecast = fitted.forecast_with_intervals(&data, horizon, draws, &questions);
        let surplus = ledger.map(|ledger| {
            let check = SurplusCheck::new(&data, &forecast, &ledger, prudence);
            (ledger, check)
        });
        Outlook { data, fitted, forecast, surplus }
    }
}

/// What both forecasts are asked, so that their difference has bands.
pub fn asked(data: &Dataset) -> Questions {
    let mut questions = Questions::default();
    questions.keep_all(&reported_series(&data.schooling));
    questions
}

/// The point forecast with the changes to one driver and to those before it.
#[derive(Debug, Clone)]
pub struct Part {
    /// The driver.
    pub driver: Driver,
    /// The forecast.
    pub forecast: Forecast,
}

/// A scenario beside the base.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The scenario.
    pub scenario: Scenario,
    /// What it leads to.
    pub outlook: Outlook,
    /// Its drivers one on top of another, in the order of the split; the last is the scenario's own forecast.
    pub parts: Vec<Part>,
    /// How sure the difference is; `None` for a model without paths.
    bands: Option<DifferenceBands>,
}

impl Comparison {
    /// Forecasts a scenario as the base was forecast, and judges it alike: the same horizon and, for every area, the same draws, which must be
    /// given. The base must have been [`asked`] for its paths, or the differences have no bands.
    pub fn run(scenario: Scenario, what_if: &WhatIf, base: &Outlook, draws: Option<Draws>) -> Comparison {
        let Outlook { data, fitted, forecast: before, .. } = base;
        let horizon = before.horizon;
        let drivers = what_if.drivers();
        let part = |&driver: &Driver| {
            let (_, fitted) = what_if.applied(data, fitted, driver);
            Part { driver, forecast: fitted.forecast(horizon) }
        };
        // With the changes to the last of them it is the scenario itself.
        let (last, before_last) = drivers.split_last().unzip();
        let mut parts: Vec<Part> = before_last.unwrap_or_default().iter().map(part).collect();
        let (data, fitted) = match last {
            Some(&last) => what_if.applied(data, fitted, last),
            None => (data.clone(), fitted.clone()),
        };
        let usual = || Prudence::usual(before.intervals.as_ref());
        let prudence = base.surplus.as_ref().map_or_else(usual, |(_, check)| check.prudence);
        let count = base.surplus.as_ref().map_or_else(Count::default, |(ledger, _)| ledger.count());
        let mut outlook = Outlook::new(data, fitted, horizon, draws, (prudence, count));
        let point = |unit: usize, groups: &[YearGroup], year| {
            let unit = &base.data.layout.units[unit];
            Some(
                outlook.forecast.pupils(&outlook.data, unit, groups, year)?
                    - before.pupils(&base.data, unit, groups, year)?,
            )
        };
        let bands = before.intervals.as_ref().zip(outlook.forecast.intervals.as_ref()).map(|(before, with)| {
            let series = reported_series(&base.data.schooling);
            DifferenceBands::between(before, with, base.data.layout.units.len(), &series, point)
        });
        parts.extend(last.map(|&driver| Part { driver, forecast: outlook.forecast.point() }));
        // A scenario's paths are many, and the base's serve the next one too.
        if let Some(intervals) = &mut outlook.forecast.intervals {
            intervals.forget_paths();
        }
        Comparison { scenario, outlook, parts, bands }
    }

    /// The band of the difference, of a unit (its position in the layout) and year groups in a January; `None` where it has none.
    pub fn band(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<DifferenceBand> {
        self.bands.as_ref()?.band(unit, groups, year)
    }

    /// What its file changes, in a sentence.
    pub fn what_it_changes(&self, data: &Dataset) -> String {
        let spoken = |planned: &Planned| planned.change.spoken(data).replace('`', "");
        let changes: Vec<String> = self.scenario.changes.iter().map(spoken).collect();
        match &changes[..] {
            [] => "It changes nothing.".to_owned(),
            changes => format!("What it changes: {}.", changes.join("; ")),
        }
    }

    /// Whether all is as in the base up to the last January forecast, to the decimals of the tables: pupils, places and targets.
    pub fn changes_nothing(&self, base: &Outlook) -> bool {
        let same = |a: f64, b: f64| (a - b).abs() < 5e-7 || (a.is_nan() && b.is_nan());
        let panels = self.outlook.forecast.pupils.panels.iter().zip(&base.forecast.pupils.panels);
        let mut cells = panels.flat_map(|(with, base)| with.iter().zip(base));
        let target = |target: Option<Target>| target.map_or(f64::NAN, Target::percent);
        cells.all(|(with, base)| same(*with, *base))
            && base.surplus.as_ref().is_none_or(|(_, check)| {
                let pairs = self.surplus_beside(check);
                pairs
                    .iter()
                    .all(|p| same(p.base.places, p.with.places) && same(target(p.base.target), target(p.with.target)))
            })
    }

    /// Pupils more (or, below zero, fewer) than the base; `None` where either has no forecast.
    pub fn difference(
        &self,
        base: &Forecast,
        data: &Dataset,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
    ) -> Option<f64> {
        let with = self.outlook.forecast.pupils(&self.outlook.data, unit, groups, year)?;
        Some(with - base.pupils(data, unit, groups, year)?)
    }

    /// The same difference split by driver, in order; the parts add to it.
    pub fn split(
        &self,
        base: &Forecast,
        data: &Dataset,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
    ) -> Option<Vec<(Driver, f64)>> {
        let mut before = base.pupils(data, unit, groups, year)?;
        self.parts
            .iter()
            .map(|part| {
                let after = part.forecast.pupils(data, unit, groups, year)?;
                let pupils = after - before;
                before = after;
                Some((part.driver, pupils))
            })
            .collect()
    }
}
