//! A saved vintage made again, from its own specification and what is held of the years to its base.

use crate::dataset::{Dataset, OutColumn, SavedVintage, reported_series};
use crate::model::{FitError, ModelSpec, Questions, components_table};

/// Half a unit of the last decimal in a file, and the rounding of the difference.
const SAME: f64 = 1.000_001e-6;

/// A vintage beside the same forecast made again.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// Figures of forecast.csv and components.csv compared.
    pub figures: usize,
    /// Figures that differ, or that only one of the two has.
    pub differing: usize,
    /// The largest difference, in pupils.
    pub largest: f64,
    /// Inputs that are not what they were, by file.
    pub changed_inputs: Vec<String>,
}

impl Verification {
    /// Whether the vintage came out again.
    pub fn holds(&self) -> bool {
        self.differing == 0
    }
}

/// Forecasts again as the vintage was forecast, and compares every figure.
///
/// # Errors
/// [`FitError`] where the data set no longer reaches the base.
pub fn verify(data: &Dataset, vintage: &SavedVintage, spec: &ModelSpec) -> Result<Verification, FitError> {
    let record = &vintage.record;
    let fitted = spec.fit(data, record.base_year)?;
    let forecast = fitted.forecast_with_intervals(data, record.horizon, spec.draws(record.seed), &Questions::default());
    let inputs_now: Vec<(&str, &str)> = data.inputs.iter().map(|f| (f.name.as_str(), f.sha256.as_str())).collect();
    let mut changed_inputs: Vec<String> = record
        .inputs
        .iter()
        .filter(|(name, sha256)| !inputs_now.contains(&(name.as_str(), sha256.as_str())))
        .map(|(name, _)| name.clone())
        .chain(inputs_now.iter().map(|(n, _)| (*n).to_owned()).filter(|n| !record.inputs.contains_key(n)))
        .collect();
    changed_inputs.sort();

    let mut found = Verification { figures: 0, differing: 0, largest: 0.0, changed_inputs };
    let mut met = 0;
    for (u, unit) in data.layout.units.iter().enumerate() {
        for series in reported_series(&data.schooling) {
            for year in (record.base_year.0 + 1..=forecast.last().0).map(crate::calendar::CensusYear) {
                let Some(pupils) = forecast.pupils(data, unit, &series.groups, year) else { continue };
                let band = forecast.band(u, &series.groups, year);
                let Some((saved, bounds)) = vintage.totals.get(&(unit.code.clone(), series.name.clone(), year)) else {
                    found.only_one();
                    continue;
                };
                met += 1;
                found.compare(*saved, pupils);
                match (bounds, band) {
                    (Some(s), Some(b)) => {
                        [(s.lo80, b.lo80), (s.hi80, b.hi80), (s.lo95, b.lo95), (s.hi95, b.hi95)]
                            .into_iter()
                            .for_each(|(saved, again)| found.compare(saved, again));
                    }
                    (None, None) => {}
                    _ => found.only_one(),
                }
            }
        }
    }
    (met..vintage.totals.len()).for_each(|_| found.only_one());
    let steps = components_table(data, record.base_year, &fitted.anatomies(data, &forecast));
    let pupils = steps.columns.iter().find_map(|(name, column)| match column {
        OutColumn::Number(pupils) if name == "pupils" => Some(pupils.as_slice()),
        _ => None,
    });
    let pupils = pupils.unwrap_or(&[]);
    let pairs = vintage.steps.iter().zip(pupils);
    pairs.for_each(|(saved, again)| found.compare(saved.pupils, again.unwrap_or(f64::NAN)));
    (0..vintage.steps.len().abs_diff(pupils.len())).for_each(|_| found.only_one());
    Ok(found)
}

impl Verification {
    fn compare(&mut self, saved: f64, again: f64) {
        let difference = (saved - again).abs();
        self.figures += 1;
        if difference > SAME || difference.is_nan() {
            self.differing += 1;
            self.largest = self.largest.max(difference);
        }
    }

    fn only_one(&mut self) {
        self.figures += 1;
        self.differing += 1;
    }
}
