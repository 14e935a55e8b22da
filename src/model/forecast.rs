//! A forecast: rolls ahead of a base year, and the table they are written as.

use super::drivers::Laid;
use super::intervals::{Band, Intervals};
use super::ratios::Fallback;
use super::reference::ComparedWith;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Cube, Dataset, OutColumn, OutTable, ROWS_A_PART, Unit, reported_series};
use crate::status::Status;
use std::ops::Range;

/// January rolls forecast from a base year.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Name of the model.
    pub model: String,
    /// The last January known.
    pub base: CensusYear,
    /// Januaries forecast.
    pub horizon: usize,
    /// Pupils by panel for the years after the base; NaN where a cell has no forecast.
    pub pupils: Cube,
    /// What drivers lay on it, which `pupils` holds already.
    pub laid: Vec<Laid>,
    /// Cells whose ratio is that of an area above them.
    pub fallbacks: Vec<Fallback>,
    /// Bands, by a model that simulates paths and where they were asked for.
    pub intervals: Option<Intervals>,
    /// What the areas were compared with, by a model that compares them.
    pub compared_with: Option<ComparedWith>,
}

impl Forecast {
    /// The same without its intervals, which hold far more than all the rest.
    pub fn point(&self) -> Forecast {
        Forecast {
            model: self.model.clone(),
            base: self.base,
            horizon: self.horizon,
            pupils: self.pupils.clone(),
            laid: self.laid.clone(),
            fallbacks: self.fallbacks.clone(),
            intervals: None,
            compared_with: self.compared_with,
        }
    }

    /// Pupils of a unit and year groups in a January: the actual roll up to the base, the forecast after it.
    ///
    /// `None` where the unit does not hold those year groups, or a part of the total is missing.
    pub fn pupils(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<f64> {
        if year <= self.base {
            data.layout.total(&data.rolls, unit, groups, year, year)
        } else {
            data.layout.total(&self.pupils, unit, groups, year, self.base)
        }
    }

    /// The band of a unit (its position in the layout) and year groups in a January.
    pub fn band(&self, unit: usize, groups: &[YearGroup], year: CensusYear) -> Option<Band> {
        self.intervals.as_ref()?.band(unit, groups, year)
    }

    /// How firmly a figure of that unit, those year groups and that January is known: a forecast is derived at best.
    pub fn status(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        if year <= self.base {
            data.roll_status(unit, groups, year)
        } else {
            let rolls = data.layout.status(&data.rolls_status, unit, groups, self.base);
            self.laid_status(data, unit, groups, year).max(rolls).max(Status::Derived)
        }
    }

    /// Pupils that a driver lays on a unit and year groups in a January ahead; `None` where it lays nobody on any of its cells.
    pub fn laid(
        &self,
        data: &Dataset,
        driver: &Laid,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
    ) -> Option<f64> {
        let h = driver.pupils.year_index(year)?;
        let cells = groups.iter().filter_map(|g| data.layout.find(*g)).flat_map(|(panel, column)| {
            let parts = unit.parts.iter().filter(move |p| p.panel == panel && p.span.holds(year));
            parts.map(move |p| (p.share, driver.pupils.panels[panel][[p.row, column, h]]))
        });
        let (pupils, any) = cells.fold((0.0, false), |(sum, any), (share, n)| (sum + share * n, any || n != 0.0));
        any.then_some(pupils)
    }

    /// Pupils that all drivers lay on a unit and year groups in a January: 0 where they lay nobody, and up to the base.
    pub fn laid_by_all(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> f64 {
        self.laid.iter().filter_map(|driver| self.laid(data, driver, unit, groups, year)).sum()
    }

    fn laid_status(&self, data: &Dataset, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let lays = |d: &&Laid| self.laid(data, d, unit, groups, year).is_some();
        self.laid.iter().filter(lays).map(|d| d.status).fold(Status::Published, Status::max)
    }

    /// The last January forecast.
    pub fn last(&self) -> CensusYear {
        self.base.plus(self.horizon as i32)
    }

    /// Every January from the first held to the last forecast.
    pub fn years(&self, data: &Dataset) -> impl Iterator<Item = CensusYear> + use<> {
        (data.rolls.first.0..=self.last().0).map(CensusYear)
    }
}

/// `forecast.csv`: every unit, every year group and series, history and forecast.
pub fn forecast_table(data: &Dataset, forecast: &Forecast) -> OutTable {
    rows_of(data, forecast, 0..data.layout.units.len())
}

/// `forecast.csv` a part at a time, each of some neighbouring units.
pub fn forecast_parts<'a>(data: &'a Dataset, forecast: &'a Forecast) -> impl Iterator<Item = OutTable> + 'a {
    let units = data.layout.units.len();
    let rows_a_unit = reported_series(&data.schooling).len() * forecast.years(data).count();
    let step = (ROWS_A_PART / rows_a_unit.max(1)).max(1);
    (0..units).step_by(step).map(move |first| rows_of(data, forecast, first..(first + step).min(units)))
}

fn rows_of(data: &Dataset, forecast: &Forecast, units: Range<usize>) -> OutTable {
    let series = reported_series(&data.schooling);
    let mut year_column = vec![];
    let mut horizon = vec![];
    let mut area = vec![];
    let mut level = vec![];
    let mut series_column = vec![];
    let mut pupils = vec![];
    let mut status = vec![];
    let mut bands: Vec<Option<Band>> = vec![];
    for (u, unit) in units.clone().zip(&data.layout.units[units]) {
        for s in &series {
            for year in forecast.years(data) {
                let Some(value) = forecast.pupils(data, unit, &s.groups, year) else { continue };
                year_column.push(Some(i64::from(year.0)));
                horizon.push(Some(i64::from(year.years_since(forecast.base))));
                area.push(unit.code.clone());
                level.push(unit.tier_name(&data.geography).to_owned());
                series_column.push(s.name.clone());
                pupils.push(Some(value));
                bands.push(forecast.band(u, &s.groups, year));
                status.push(forecast.status(data, unit, &s.groups, year).word().to_owned());
            }
        }
    }
    let rows = pupils.len();
    let base = vec![Some(i64::from(forecast.base.0)); rows];
    let end = |f: &dyn Fn(&Band) -> f64| OutColumn::Number(bands.iter().map(|b| b.as_ref().map(f)).collect());
    OutTable::new(
        "forecast",
        vec![
            ("base_year", OutColumn::Whole(base)),
            ("census_year", OutColumn::Whole(year_column)),
            ("horizon", OutColumn::Whole(horizon)),
            ("area", OutColumn::Text(area)),
            ("level", OutColumn::Text(level)),
            ("series", OutColumn::Text(series_column)),
            ("forecast", OutColumn::Number(pupils)),
            ("lo80", end(&|b| b.lo80)),
            ("hi80", end(&|b| b.hi80)),
            ("lo95", end(&|b| b.lo95)),
            ("hi95", end(&|b| b.hi95)),
            ("status", OutColumn::Text(status)),
        ],
    )
}
