//! The tables of a comparison: differences, their split by driver, and what changes in surplus.

use super::comparison::Comparison;
use crate::calendar::{CensusYear, Series};
use crate::dataset::{Dataset, OutColumn, OutTable, Unit, reported_series};
use crate::model::{DifferenceBand, Forecast};
use crate::places::{Standing, SurplusCheck, Target};
use crate::status::Status;

/// A figure of a unit, series and January ahead, under a scenario.
struct Key<'a> {
    scenario: &'a Comparison,
    unit: &'a Unit,
    /// Position of the unit in the layout.
    position: usize,
    series: &'a Series,
    year: CensusYear,
}

/// Every unit, year group and series and January ahead of every scenario that the base has a forecast for.
fn keys<'a>(
    data: &'a Dataset,
    base: &Forecast,
    series: &'a [Series],
    scenarios: &'a [Comparison],
) -> Vec<(Key<'a>, f64)> {
    let mut found = vec![];
    for scenario in scenarios {
        for (position, unit) in data.layout.units.iter().enumerate() {
            for series in series {
                for year in (base.base.0 + 1..=base.last().0).map(CensusYear) {
                    if let Some(pupils) = base.pupils(data, unit, &series.groups, year) {
                        found.push((Key { scenario, unit, position, series, year }, pupils));
                    }
                }
            }
        }
    }
    found
}

/// The columns that say what a row is about.
fn about<'a>(
    data: &Dataset,
    base: &Forecast,
    keys: impl Iterator<Item = &'a Key<'a>> + Clone,
) -> Vec<(String, OutColumn)> {
    let text = |f: &dyn Fn(&Key) -> String| OutColumn::Text(keys.clone().map(f).collect());
    let whole = |f: &dyn Fn(&Key) -> i64| OutColumn::Whole(keys.clone().map(|k| Some(f(k))).collect());
    [
        ("scenario", text(&|k| k.scenario.scenario.name.clone())),
        ("base_year", whole(&|_| i64::from(base.base.0))),
        ("census_year", whole(&|k| i64::from(k.year.0))),
        ("horizon", whole(&|k| i64::from(k.year.years_since(base.base)))),
        ("area", text(&|k| k.unit.code.clone())),
        ("level", text(&|k| k.unit.tier_name(&data.geography).to_owned())),
        ("series", text(&|k| k.series.name.clone())),
    ]
    .map(|(name, column)| (name.to_owned(), column))
    .into()
}

/// `scenario_differences.csv`: every forecast of every scenario beside that of the base.
///
/// Columns: scenario, base_year, census_year, horizon, area, level, series, base, forecast, difference (pupils; forecast less
/// base), difference_lo80, difference_hi80, difference_lo95, difference_hi95 (empty where the difference has no band), percent (of
/// the base), status, name (of the area).
pub fn differences_table(data: &Dataset, base: &Forecast, scenarios: &[Comparison]) -> OutTable {
    let series = reported_series(&data.schooling);
    let keys = keys(data, base, &series, scenarios);
    let with = |k: &Key| {
        let outlook = &k.scenario.outlook;
        outlook.forecast.pupils(&outlook.data, k.unit, &k.series.groups, k.year)
    };
    let number = |f: &dyn Fn(&(Key, f64)) -> Option<f64>| OutColumn::Number(keys.iter().map(f).collect());
    let end = |f: &dyn Fn(&DifferenceBand) -> f64| {
        number(&|(k, _)| k.scenario.band(k.position, &k.series.groups, k.year).as_ref().map(f))
    };
    let status = |(k, _): &(Key, f64)| {
        let of = |data: &Dataset, forecast: &Forecast| forecast.status(data, k.unit, &k.series.groups, k.year);
        of(data, base).max(of(&k.scenario.outlook.data, &k.scenario.outlook.forecast)).max(Status::Derived)
    };
    let mut columns = about(data, base, keys.iter().map(|(k, _)| k));
    columns.extend(
        [
            ("base", number(&|(_, base)| Some(*base))),
            ("forecast", number(&|(k, _)| with(k))),
            ("difference", number(&|(k, base)| Some(with(k)? - base))),
            ("difference_lo80", end(&|b| b.lo80)),
            ("difference_hi80", end(&|b| b.hi80)),
            ("difference_lo95", end(&|b| b.lo95)),
            ("difference_hi95", end(&|b| b.hi95)),
            ("percent", number(&|(k, base)| with(k).filter(|_| *base > 0.0).map(|w| 100.0 * (w - base) / base))),
            ("status", OutColumn::Text(keys.iter().map(|k| status(k).word().to_owned()).collect())),
            ("name", OutColumn::Text(keys.iter().map(|(k, _)| k.unit.name.clone()).collect())),
        ]
        .map(|(name, column)| (name.to_owned(), column)),
    );
    OutTable::new("scenario_differences", columns)
}

/// `scenario_drivers.csv`: every difference split by driver, each changed on top of those before it.
///
/// Columns: scenario, base_year, census_year, horizon, area, level, series, step, driver, pupils, name. The parts of a difference are
/// rounded so that they add to the rounded difference exactly.
pub fn drivers_table(data: &Dataset, base: &Forecast, scenarios: &[Comparison]) -> OutTable {
    /// Decimals of an output table as a factor.
    const DECIMALS: f64 = 1e6;
    let series = reported_series(&data.schooling);
    let keys = keys(data, base, &series, scenarios);
    let mut rows = vec![];
    let (mut steps, mut drivers, mut pupils) = (vec![], vec![], vec![]);
    for (key, before) in &keys {
        let groups = &key.series.groups;
        let mut told = 0.0;
        for (i, part) in key.scenario.parts.iter().enumerate() {
            let Some(after) = part.forecast.pupils(data, key.unit, groups, key.year) else { continue };
            // What is rounded is the sum so far, so that the parts add to the rounded whole.
            let sum = ((after - before) * DECIMALS).round();
            rows.push(key);
            steps.push(Some(i as i64));
            drivers.push(part.driver.word().to_owned());
            pupils.push(Some((sum - told) / DECIMALS));
            told = sum;
        }
    }
    let names = rows.iter().map(|k| k.unit.name.clone()).collect();
    let mut columns = about(data, base, rows.into_iter());
    columns.extend([
        ("step".to_owned(), OutColumn::Whole(steps)),
        ("driver".to_owned(), OutColumn::Text(drivers)),
        ("pupils".to_owned(), OutColumn::Number(pupils)),
        ("name".to_owned(), OutColumn::Text(names)),
    ]);
    OutTable::new("scenario_drivers", columns)
}

/// `scenario_surplus.csv`: every surplus ahead of every scenario beside that of the base.
///
/// Columns: scenario, base_year, census_year, grouping, group, series; then of the base and of the scenario each: places, pupils,
/// surplus_percent, band, target_percent, meets_target, probability_below_target, places_needed; status, name (of the group).
pub fn surplus_differences_table(data: &Dataset, base: &SurplusCheck, scenarios: &[Comparison]) -> OutTable {
    let of = |c| Comparison::surplus_beside(c, base).into_iter().map(move |s| (c, s.base, s.with));
    let rows: Vec<(&Comparison, &Standing, &Standing)> = scenarios.iter().flat_map(of).collect();
    let text = |f: &dyn Fn(&Standing) -> String| OutColumn::Text(rows.iter().map(|(_, s, _)| f(s)).collect());
    let year =
        |f: &dyn Fn(&Standing) -> u16| OutColumn::Whole(rows.iter().map(|(_, s, _)| Some(i64::from(f(s)))).collect());
    let unit = |s: &Standing| &data.layout.units[s.unit];
    let mut columns = vec![
        ("scenario".to_owned(), OutColumn::Text(rows.iter().map(|(c, ..)| c.scenario.name.clone()).collect())),
        ("base_year".to_owned(), year(&|_| base.base.0)),
        ("census_year".to_owned(), year(&|s| s.year.0)),
        ("grouping".to_owned(), text(&|s| unit(s).tier_name(&data.geography).to_owned())),
        ("group".to_owned(), text(&|s| unit(s).code.clone())),
        ("series".to_owned(), text(&|s| data.schooling.series()[s.series.0].name.clone())),
    ];
    let mut both = |name: &str, column: &dyn Fn(&mut dyn Iterator<Item = &Standing>) -> OutColumn| {
        columns.push((format!("{name}_base"), column(&mut rows.iter().map(|(_, s, _)| *s))));
        columns.push((format!("{name}_scenario"), column(&mut rows.iter().map(|(.., s)| *s))));
    };
    both("places", &|rows| OutColumn::Number(rows.map(|s| Some(s.places)).collect()));
    both("pupils", &|rows| OutColumn::Number(rows.map(|s| Some(s.pupils)).collect()));
    both("surplus_percent", &|rows| OutColumn::Number(rows.map(Standing::percent).collect()));
    both("band", &|rows| OutColumn::Text(rows.map(|s| s.band().map_or("", |b| b.words()).to_owned()).collect()));
    both("target_percent", &|rows| OutColumn::Number(rows.map(|s| s.target.map(Target::percent)).collect()));
    both("meets_target", &|rows| OutColumn::Flag(rows.map(Standing::meets_target).collect()));
    both("probability_below_target", &|rows| {
        OutColumn::Number(rows.map(|s| s.chance_below.map(|c| 100.0 * c)).collect())
    });
    let assurance = base.prudence.assurance;
    both("places_needed", &|rows| OutColumn::Number(rows.map(|s| s.places_needed(assurance)).collect()));
    let status = rows.iter().map(|(_, a, b)| a.status.max(b.status).word().to_owned()).collect();
    let names = rows.iter().map(|(_, s, _)| unit(s).name.clone()).collect();
    columns.push(("status".to_owned(), OutColumn::Text(status)));
    columns.push(("name".to_owned(), OutColumn::Text(names)));
    OutTable::new("scenario_surplus", columns)
}
