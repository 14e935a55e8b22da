//! A scenario forecast beside the base, with the same random draws.

use super::change::Driver;
use super::file::Scenario;
use super::what_if::WhatIf;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Count, Dataset, Unit};
use crate::model::{Draws, FittedModel, Forecast, Questions};
use crate::places::{PlaceLedger, SurplusCheck};

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
    fn new(data: Dataset, fitted: FittedModel, horizon: usize, draws: Option<Draws>) -> Outlook {
        let forecast = fitted.forecast_with_intervals(&data, horizon, draws, &Questions::default());
        let ledger = PlaceLedger::new(&data, forecast.base, forecast.last(), Count::default());
        let surplus = ledger.map(|ledger| {
            let check = SurplusCheck::new(&data, &forecast, &ledger);
            (ledger, check)
        });
        Outlook { data, fitted, forecast, surplus }
    }
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
}

impl Comparison {
    /// Forecasts a scenario as the base was forecast: the same horizon and the same draws for every area.
    pub fn run(
        scenario: Scenario,
        what_if: &WhatIf,
        data: &Dataset,
        fitted: &FittedModel,
        horizon: usize,
        draws: Option<Draws>,
    ) -> Comparison {
        let drivers = what_if.drivers();
        let parts = drivers
            .iter()
            .map(|&driver| {
                let (_, fitted) = what_if.applied(data, fitted, driver);
                Part { driver, forecast: fitted.forecast(horizon) }
            })
            .collect();
        let (data, fitted) = match drivers.last() {
            Some(&last) => what_if.applied(data, fitted, last),
            None => (data.clone(), fitted.clone()),
        };
        Comparison { scenario, outlook: Outlook::new(data, fitted, horizon, draws), parts }
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
