//! What the report of a run says, section by section.

mod accuracy;
mod areas;
mod backtest;
mod births;
mod calibration;
mod components;
mod drivers;
mod intervals;
mod ledger;
mod migration;
mod opening;
mod quality;
mod rolls;
mod scenario;
mod slippage;
mod sources;
mod surplus;
mod vintages;

pub use accuracy::accuracy_report;
pub use backtest::backtest_report;
pub use quality::check_report;
pub use scenario::{LocalChange, local_changes, scenario_report, sentences_table};
pub use vintages::worry;

use super::commentary::Comment;
use super::document::{Block, Document};
use super::format::{self, listed};
use super::whole::whole_pupils;
use crate::accuracy::{Backtest, Past, Score};
use crate::calendar::{CensusYear, Series, YearGroup};
use crate::dataset::{Dataset, Problems, Tier, Unit};
use crate::geography::LevelId;
use crate::model::{Anatomy, Band, Forecast, ModelSpec};
use crate::places::{Crossings, NeedCheck, PlaceLedger, Relief, SurplusCheck};
use crate::status::Status;

/// Everything a run has computed.
#[derive(Debug, Clone, Copy)]
pub struct RunResults<'a> {
    /// The data set.
    pub data: &'a Dataset,
    /// The model used.
    pub spec: &'a ModelSpec,
    /// Its forecast.
    pub forecast: &'a Forecast,
    /// The forecast taken apart, cell by cell.
    pub anatomies: &'a [Anatomy],
    /// Places and the check, where places are held.
    pub surplus: Option<(&'a PlaceLedger, &'a SurplusCheck)>,
    /// Need and spare places, where places are held.
    pub need: Option<&'a NeedCheck>,
    /// Neighbours with places for areas that are short.
    pub reliefs: &'a [Relief],
    /// Leavers of infant schools beside the places of junior schools.
    pub crossings: &'a Crossings,
    /// Past forecasts, published or saved, against the Januaries that came.
    pub past: &'a Past,
    /// A sentence for each row of their reviews.
    pub comments: &'a [Comment],
    /// The model and the simple rules tried on the past, where there are Januaries enough.
    pub tried: Option<(&'a Backtest, &'a [Score])>,
    /// What the inputs gave cause to say.
    pub warnings: &'a Problems,
}

/// The report of a run.
pub fn run_report(results: RunResults) -> Document {
    let whole = whole_pupils(results.forecast);
    let page = Page { results, whole: &whole };
    let blocks: Vec<Block> = [
        opening::blocks(&page),
        surplus::blocks(&page),
        areas::blocks(&page),
        migration::blocks(&page),
        drivers::blocks(&page),
        accuracy::blocks(results.data, results.past, results.comments),
        results.tried.map_or(vec![], |(backtest, scores)| backtest::blocks(results.data, backtest, scores)),
        vec![Block::section("quality", "How well the rolls are known")],
        quality::blocks(results.data, results.warnings, page.report_level()),
        sources::blocks(&page),
    ]
    .concat();
    let forecast = results.forecast;
    Document {
        title: format!("{}: school places forecast", page.root_name()),
        subtitle: format!(
            "January rolls to {}, from the rolls of January {}; {}",
            forecast.last(),
            forecast.base,
            results.spec.title
        ),
        blocks,
    }
}

/// What every section draws on: the results, and the forecast in whole pupils.
struct Page<'a> {
    results: RunResults<'a>,
    whole: &'a Forecast,
}

impl<'a> Page<'a> {
    fn data(&self) -> &'a Dataset {
        self.results.data
    }

    fn base(&self) -> CensusYear {
        self.results.forecast.base
    }

    fn last(&self) -> CensusYear {
        self.results.forecast.last()
    }

    /// The Januaries forecast.
    fn ahead(&self) -> Vec<CensusYear> {
        (self.base().0 + 1..=self.last().0).map(CensusYear).collect()
    }

    fn root(&self) -> Option<&'a Unit> {
        self.data().layout.units.first()
    }

    fn root_name(&self) -> &'a str {
        self.root().map_or("", |u| u.name.as_str())
    }

    fn series(&self) -> &'a [Series] {
        self.data().schooling.series()
    }

    /// The level at which the report goes area by area: the coarsest at which rolls are held.
    fn report_level(&self) -> LevelId {
        self.data().layout.levels().first().copied().unwrap_or(LevelId(0))
    }

    /// The finest level at which rolls are held, where it is finer than that.
    fn finest_level(&self) -> Option<LevelId> {
        let finest = *self.data().layout.levels().last()?;
        (finest > self.report_level()).then_some(finest)
    }

    fn report_units(&self) -> impl Iterator<Item = &'a Unit> + use<'a> {
        self.data().layout.of_tier(Tier::Level(self.report_level()))
    }

    /// Whole pupils of a unit; groups that count by share are rounded as a whole.
    fn pupils(&self, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<i64> {
        self.whole.pupils(self.data(), unit, groups, year).map(whole)
    }

    /// The band of a unit in whole pupils, wide enough for the whole figure it belongs to.
    fn band(&self, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<Band> {
        let position = self.data().layout.units.iter().position(|u| u.tier == unit.tier && u.code == unit.code)?;
        let band = self.results.forecast.band(position, groups, year)?;
        let figure = self.pupils(unit, groups, year)? as f64;
        let low = |value| format::round_half_up(value, 0).min(figure);
        let high = |value| format::round_half_up(value, 0).max(figure);
        Some(Band {
            lo95: low(band.lo95),
            lo80: low(band.lo80),
            hi80: high(band.hi80),
            hi95: high(band.hi95),
            assured80: high(band.assured80),
            assured95: high(band.assured95),
        })
    }

    fn places(&self, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Option<i64> {
        let (ledger, _) = self.results.surplus?;
        ledger.places(self.data(), unit, groups, year).map(whole)
    }

    fn footnote(&self, status: Status) -> Vec<String> {
        footnote(status)
    }
}

/// The footnote owed to the least firm of some figures; none for published ones.
fn footnote(status: Status) -> Vec<String> {
    let text = match status {
        Status::Published => return vec![],
        Status::Provisional => "Some of these figures are provisional.",
        Status::Derived => "Forecasts, or figures computed from published ones.",
        Status::Reconstructed => {
            "Some of these figures, or those they rest on, are reconstructed: made to fit published totals, and \
             nobody's record."
        }
        Status::Illustrative => {
            "Some of these figures, or the shares they rest on, are illustrative: made up to show how the program works."
        }
    };
    vec![text.to_owned()]
}

fn whole(value: f64) -> i64 {
    format::round_half_up(value, 0) as i64
}

/// `level_name` as a reader says it: `planning_area` is a planning area.
fn spoken(level: &str) -> String {
    level.replace('_', " ")
}

/// The plural of a level's name.
fn plural(level: &str) -> String {
    let word = spoken(level);
    match word.strip_suffix('y') {
        Some(stem) if !word.ends_with("ay") && !word.ends_with("ey") => format!("{stem}ies"),
        _ if word.ends_with('s') => word,
        // A name ending in a verb, such as travel to learn, is an adjective: the areas are meant.
        _ if word == "travel to learn" => "travel to learn areas".to_owned(),
        _ => format!("{word}s"),
    }
}

/// `district`, or `travel to learn area`.
fn tier_singular(page: &Page, tier: Tier) -> String {
    match tier {
        Tier::Level(level) => spoken(page.data().geography.level_name(level)),
        Tier::Grouping(g) => spoken(&page.data().geography.groupings()[g].name) + " area",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
