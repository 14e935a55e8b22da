//! The review of one vintage against one January: differences, per cents, tolerance. Subtotals are computed, never read.

use super::attribution::{Attribution, NotAttributable};
use super::vintage::Vintage;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::dataset::{Bounds, Dataset, OutColumn, OutTable, PublishedActual, PublishedForecast, Tier, Unit};
use crate::geography::{AreaId, LevelId};
use crate::places::FORM;
use crate::status::Status;
use ndarray::Axis;
use statrs::statistics::Statistics;
use std::collections::{BTreeMap, BTreeSet};

/// Errors up to this per cent of the actual roll are no significant variance, where a data set sets no other tolerance.
const USUAL_TOLERANCE_PERCENT: f64 = 1.0;

/// Where an actual roll comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActualFrom {
    /// A total someone published.
    Published,
    /// The sum of the January rolls.
    Rolls,
}

impl ActualFrom {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            ActualFrom::Published => "published",
            ActualFrom::Rolls => "rolls",
        }
    }
}

/// A forecast beside the roll that came.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRow {
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// Pupils forecast.
    pub forecast: f64,
    /// The bands of the forecast, where it has any.
    pub bounds: Option<Bounds>,
    /// Pupils on roll; `None` where no actual is held.
    pub actual: Option<f64>,
    /// Where the actual comes from.
    pub actual_from: ActualFrom,
    /// The sum of the rolls, beside a published actual.
    pub rolls: Option<f64>,
    /// Areas of this row left out of both sides, for want of an actual.
    pub left_out: usize,
    /// Least firm status of the parts.
    pub status: Status,
}

impl ReviewRow {
    /// Forecast less actual: negative is an under-forecast.
    pub fn difference(&self) -> Option<f64> {
        Some(self.forecast - self.actual?)
    }

    /// The difference in per cent of the actual roll; `None` where that is zero.
    pub fn percent(&self) -> Option<f64> {
        let actual = self.actual.filter(|a| *a > 0.0)?;
        Some(100.0 * (self.forecast - actual) / actual)
    }

    /// Whether the difference is no significant variance.
    pub fn within(&self, tolerance_percent: f64) -> Option<bool> {
        self.percent().map(|p| p.abs() <= tolerance_percent)
    }

    /// Whether the roll lies in the band of 80 and in that of 95 per cent, both ends included.
    pub fn inside(&self) -> Option<(bool, bool)> {
        let (bounds, actual) = (self.bounds?, self.actual?);
        let holds = |low: f64, high: f64| low <= actual && actual <= high;
        Some((holds(bounds.lo80, bounds.hi80), holds(bounds.lo95, bounds.hi95)))
    }

    /// The difference in forms of entry: pupils / (30 x year groups).
    pub fn forms_of_entry(&self, data: &Dataset) -> Option<f64> {
        let groups = data.schooling.series()[self.series.0].groups.len();
        Some(self.difference()? / (FORM * groups as f64))
    }
}

/// One vintage against one January.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The vintage.
    pub vintage: Vintage,
    /// The January it is held against.
    pub year: CensusYear,
    /// Tolerance in per cent of the actual roll.
    pub tolerance_percent: f64,
    /// By unit and series.
    pub rows: Vec<ReviewRow>,
    /// The level a reader is shown first: that the totals were published at, or the coarsest that holds rolls.
    pub level: LevelId,
    /// Whether a roll of that January may still be revised.
    pub provisional: bool,
    /// What made the differences.
    pub attribution: Attribution,
    /// Every year group by itself; none where only totals were published.
    pub year_groups: Vec<YearGroupRow>,
}

/// One year group of a unit beside the roll that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearGroupRow {
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The year group.
    pub group: YearGroup,
    /// Pupils forecast.
    pub forecast: f64,
    /// Pupils on roll; `None` where it is missing.
    pub actual: Option<f64>,
}

impl YearGroupRow {
    /// Forecast less actual in per cent of the actual roll; `None` where that is zero or missing.
    pub fn percent(&self) -> Option<f64> {
        let actual = self.actual.filter(|a| *a > 0.0)?;
        Some(100.0 * (self.forecast - actual) / actual)
    }
}

/// Accuracy over the areas of a tier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Areas with an actual.
    pub areas: usize,
    /// Areas inside the tolerance.
    pub within: usize,
    /// Sum of the differences: overs and unders cancel.
    pub net: f64,
    /// Sum of their sizes.
    pub absolute: f64,
    /// Mean absolute error in per cent of the actual.
    pub mape: f64,
    /// Areas with a band.
    pub banded: usize,
    /// Of these, areas whose roll came inside the band of 80 per cent.
    pub inside80: usize,
    /// Of these, those inside that of 95.
    pub inside95: usize,
    /// Areas left out for want of an actual.
    pub left_out: usize,
}

impl Review {
    /// Years from the vintage to the January.
    pub fn horizon(&self) -> i32 {
        self.year.years_since(self.vintage.base)
    }

    /// The rows of a tier and series, with their units.
    pub fn of<'a>(
        &'a self,
        data: &'a Dataset,
        tier: Tier,
        series: SeriesId,
    ) -> impl Iterator<Item = (&'a Unit, &'a ReviewRow)> {
        self.rows
            .iter()
            .filter(move |r| r.series == series)
            .map(|r| (&data.layout.units[r.unit], r))
            .filter(move |(unit, _)| unit.tier == tier)
    }

    /// Accuracy over the areas of a tier; `None` where none has an actual.
    pub fn summary(&self, data: &Dataset, tier: Tier, series: SeriesId) -> Option<Summary> {
        let rows: Vec<&ReviewRow> =
            self.of(data, tier, series).map(|(_, r)| r).filter(|r| r.percent().is_some()).collect();
        let left_out = self.of(data, tier, series).filter(|(_, r)| r.actual.is_none()).count();
        let inside: Vec<(bool, bool)> = rows.iter().filter_map(|r| r.inside()).collect();
        let differences: Vec<f64> = rows.iter().filter_map(|r| r.difference()).collect();
        let percents: Vec<f64> = rows.iter().filter_map(|r| r.percent()).map(f64::abs).collect();
        (!rows.is_empty()).then(|| Summary {
            areas: rows.len(),
            within: rows.iter().filter(|r| r.within(self.tolerance_percent) == Some(true)).count(),
            net: differences.iter().sum(),
            absolute: differences.iter().map(|d| d.abs()).sum(),
            mape: percents.mean(),
            banded: inside.len(),
            inside80: inside.iter().filter(|(in80, _)| *in80).count(),
            inside95: inside.iter().filter(|(_, in95)| *in95).count(),
            left_out,
        })
    }
}

/// Reviews of every published vintage against every January it forecast, earliest first.
pub fn published_reviews(data: &Dataset) -> Vec<Review> {
    let keys: BTreeSet<(CensusYear, CensusYear)> =
        data.published_forecasts.iter().map(|f| (f.vintage, f.year)).collect();
    keys.into_iter().filter_map(|(vintage, year)| review(data, vintage, year)).collect()
}

/// What one area contributes to every row it lies in.
struct Detail {
    area: AreaId,
    series: SeriesId,
    forecast: f64,
    forecast_status: Status,
    actual: Option<(f64, ActualFrom, Status)>,
    rolls: Option<f64>,
}

fn review(data: &Dataset, vintage: CensusYear, year: CensusYear) -> Option<Review> {
    let published: Vec<&PublishedForecast> = data
        .published_forecasts
        .iter()
        .filter(|f| f.vintage == vintage && f.year == year && !f.pupils.is_nan())
        .collect();
    let level = published.iter().map(|f| data.geography.area(f.area).level).max()?;
    let details: Vec<Detail> =
        published.iter().filter(|f| data.geography.area(f.area).level == level).map(|f| detail(data, f)).collect();
    let mut rows = vec![];
    for (u, unit) in data.layout.units.iter().enumerate() {
        for s in (0..data.schooling.series().len()).map(SeriesId) {
            rows.extend(row(data, u, unit, s, level, &details, year));
        }
    }
    Some(Review {
        vintage: Vintage::published(vintage),
        year,
        tolerance_percent: tolerance(data),
        rows,
        level,
        provisional: is_provisional(data, year),
        attribution: Attribution::No(NotAttributable::TotalsOnly),
        year_groups: vec![],
    })
}

/// Errors up to this per cent of the actual roll are no significant variance.
pub(super) fn tolerance(data: &Dataset) -> f64 {
    data.targets.accuracy_tolerance_percent.unwrap_or(USUAL_TOLERANCE_PERCENT)
}

/// Whether any roll of a January, or any published actual, is provisional.
pub(super) fn is_provisional(data: &Dataset, year: CensusYear) -> bool {
    let cells = data.rolls.year_index(year).is_some_and(|t| {
        let panels = data.rolls.panels.iter().zip(&data.rolls_status.panels);
        let mut held = panels
            .flat_map(|(rolls, status)| rolls.index_axis(Axis(2), t).into_iter().zip(status.index_axis(Axis(2), t)));
        held.any(|(roll, status)| !roll.is_nan() && *status == Status::Provisional)
    });
    cells || data.published_actuals.iter().any(|a| a.year == year && a.status == Status::Provisional)
}

/// The roll of a unit as somebody published it: its own, or the sum over every area of the level published.
pub(super) fn published_total(
    data: &Dataset,
    unit: &Unit,
    series: SeriesId,
    year: CensusYear,
) -> Option<(f64, Status)> {
    let of = |a: &&PublishedActual| a.year == year && a.series == series && !a.pupils.is_nan();
    let published: BTreeMap<AreaId, (f64, Status)> =
        data.published_actuals.iter().filter(of).map(|a| (a.area, (a.pupils, a.status))).collect();
    if let Some(own) = unit.area.and_then(|area| published.get(&area)) {
        return Some(*own);
    }
    let level = published.keys().map(|area| data.geography.area(*area).level).max()?;
    let shares = shares(data, unit, level, year)?;
    let parts: Option<Vec<(f64, Status)>> =
        shares.iter().map(|(area, share)| published.get(area).map(|(n, status)| (n * share, *status))).collect();
    let parts = parts.filter(|p| !p.is_empty())?;
    Some((parts.iter().map(|(n, _)| n).sum(), parts.iter().map(|(_, s)| *s).fold(unit.status, Status::max)))
}

/// The areas of a level that make up a unit, each with the share that counts; `None` where the unit is finer.
fn shares(data: &Dataset, unit: &Unit, level: LevelId, year: CensusYear) -> Option<BTreeMap<AreaId, f64>> {
    Some(match unit.tier {
        Tier::Level(l) if l > level => return None,
        Tier::Level(_) => {
            let inside = |a: &AreaId| unit.area.is_some_and(|u| data.geography.lies_in(*a, u));
            data.geography.at_level(level).filter(inside).map(|a| (a, 1.0)).collect()
        }
        Tier::Grouping(g) => {
            let group = data.geography.groupings()[g].groups.iter().find(|x| x.code == unit.code)?;
            let members = group.members.iter().filter(|m| m.span.holds(year));
            members
                .flat_map(|m| {
                    let inside = data.geography.at_level(level).filter(move |a| data.geography.lies_in(*a, m.area));
                    inside.map(move |a| (a, m.share))
                })
                .collect()
        }
    })
}

fn detail(data: &Dataset, forecast: &PublishedForecast) -> Detail {
    let PublishedForecast { year, area, series, .. } = *forecast;
    let groups = &data.schooling.series()[series.0].groups;
    let unit = data.layout.units.iter().find(|u| u.area == Some(area));
    let rolls = unit.and_then(|u| data.layout.total(&data.rolls, u, groups, year, year));
    let published = data
        .published_actuals
        .iter()
        .find(|a| a.year == year && a.area == area && a.series == series && !a.pupils.is_nan())
        .map(|a| (a.pupils, ActualFrom::Published, a.status));
    let from_rolls = || {
        let status = data.roll_status(unit?, groups, year);
        Some((rolls?, ActualFrom::Rolls, status))
    };
    Detail {
        area,
        series,
        forecast: forecast.pupils,
        forecast_status: forecast.status,
        actual: published.or_else(from_rolls),
        rolls,
    }
}

/// The row of a unit: `None` unless every area of the published level that lies in it was forecast. Areas without an
/// actual are left out on both sides.
fn row(
    data: &Dataset,
    u: usize,
    unit: &Unit,
    series: SeriesId,
    level: LevelId,
    details: &[Detail],
    year: CensusYear,
) -> Option<ReviewRow> {
    let shares = shares(data, unit, level, year)?;
    let parts: Vec<(&Detail, f64)> =
        details.iter().filter(|d| d.series == series).filter_map(|d| Some((d, *shares.get(&d.area)?))).collect();
    if parts.is_empty() || parts.len() < shares.len() {
        return None;
    }
    let counted: Vec<&(&Detail, f64)> = parts.iter().filter(|(d, _)| d.actual.is_some()).collect();
    let shown: Vec<&(&Detail, f64)> = if counted.is_empty() { parts.iter().collect() } else { counted.clone() };
    let all_published = counted.iter().all(|(d, _)| d.actual.is_some_and(|a| a.1 == ActualFrom::Published));
    let statuses = shown.iter().map(|(d, _)| d.actual.map_or(d.forecast_status, |a| a.2.max(d.forecast_status)));
    let rolls: Option<Vec<f64>> = shown.iter().map(|(d, share)| Some(d.rolls? * share)).collect();
    Some(ReviewRow {
        unit: u,
        series,
        forecast: shown.iter().map(|(d, share)| d.forecast * share).sum(),
        bounds: None,
        actual: (!counted.is_empty()).then(|| counted.iter().filter_map(|(d, share)| Some(d.actual?.0 * share)).sum()),
        actual_from: if all_published && !counted.is_empty() { ActualFrom::Published } else { ActualFrom::Rolls },
        rolls: rolls.map(|r| r.iter().sum()),
        left_out: parts.len() - counted.len(),
        status: statuses.fold(unit.status, Status::max),
    })
}

/// `accuracy.csv`: every row of every review.
pub fn accuracy_table(data: &Dataset, reviews: &[Review]) -> OutTable {
    let rows: Vec<(&Review, &ReviewRow)> = reviews.iter().flat_map(|v| v.rows.iter().map(move |r| (v, r))).collect();
    let whole = |f: &dyn Fn(&Review) -> i64| OutColumn::Whole(rows.iter().map(|(v, _)| Some(f(v))).collect());
    let text = |f: &dyn Fn(&ReviewRow) -> String| OutColumn::Text(rows.iter().map(|(_, r)| f(r)).collect());
    let number = |f: &dyn Fn(&ReviewRow) -> Option<f64>| OutColumn::Number(rows.iter().map(|(_, r)| f(r)).collect());
    let unit = |r: &ReviewRow| &data.layout.units[r.unit];
    let series = |r: &ReviewRow| data.schooling.series()[r.series.0].name.clone();
    OutTable::new(
        "accuracy",
        vec![
            ("vintage", OutColumn::Text(rows.iter().map(|(v, _)| v.vintage.to_string()).collect())),
            ("census_year", whole(&|v| i64::from(v.year.0))),
            ("horizon", whole(&|v| i64::from(v.horizon()))),
            ("area", text(&|r| unit(r).code.clone())),
            ("level", text(&|r| unit(r).tier_name(&data.geography).to_owned())),
            ("series", text(&series)),
            ("forecast", number(&|r| Some(r.forecast))),
            ("actual", number(&|r| r.actual)),
            ("difference", number(&ReviewRow::difference)),
            ("percent", number(&ReviewRow::percent)),
            ("within_tolerance", OutColumn::Flag(rows.iter().map(|(v, r)| r.within(v.tolerance_percent)).collect())),
            ("forms_of_entry", number(&|r| r.forms_of_entry(data))),
            ("actual_from", text(&|r| r.actual_from.word().to_owned())),
            ("rolls", number(&|r| r.rolls)),
            ("status", text(&|r| r.status.word().to_owned())),
            ("lo80", number(&|r| Some(r.bounds?.lo80))),
            ("hi80", number(&|r| Some(r.bounds?.hi80))),
            ("lo95", number(&|r| Some(r.bounds?.lo95))),
            ("hi95", number(&|r| Some(r.bounds?.hi95))),
            ("left_out", OutColumn::Whole(rows.iter().map(|(_, r)| Some(r.left_out as i64)).collect())),
            ("provisional", OutColumn::Flag(rows.iter().map(|(v, _)| Some(v.provisional)).collect())),
        ],
    )
}
