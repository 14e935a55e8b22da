//! Fitting: what a specification learns from what was known at a base year.

mod anatomy;
mod ground;

pub use ground::FitError;

use self::ground::{base_year, births_reach, intake_fed};
use super::assumptions::Assumptions;
use super::components::{Anatomy, lay_steps};
use super::credible::{self, Credible, CredibleFit, Draws, ReferenceChoice};
use super::drivers::{Drivers, HousingRule, SlippedSite};
use super::entry::{BirthFeed, BirthRule};
use super::feeders;
use super::forecast::Forecast;
use super::intervals::Questions;
use super::project::{self, EntryFeed, RatioSchedule};
use super::ratios::{self, Fallback};
use super::reference::Nation;
use super::spec::{CohortSurvival, Method, ModelSpec};
use super::transfer::TransferLink;
use crate::calendar::CensusYear;
use crate::dataset::{Cube, Dataset, Known};
use ndarray::{Array1, Array2, Array3, Axis, Slice};
use std::ops::Range;

/// A model fitted at a base year.
#[derive(Debug, Clone)]
pub struct FittedModel {
    name: String,
    base: CensusYear,
    start: Vec<Array2<f64>>,
    learned: Learned,
    fallbacks: Vec<Fallback>,
    /// Constants of a method that simulates paths.
    constants: Option<Box<Credible>>,
    drivers: Drivers,
    housing: HousingRule,
    /// Year groups of each panel.
    groups: Vec<Range<usize>>,
}

#[derive(Debug, Clone)]
enum Learned {
    OwnGrowth(Vec<Array2<f64>>),
    CohortSurvival(Box<CohortFit>),
    Credible(Box<CredibleFit>),
}

/// Plain cohort survival fitted.
#[derive(Debug, Clone)]
struct CohortFit {
    schedule: RatioSchedule,
    entry: EntryFeed,
    link: Option<TransferLink>,
}

impl ModelSpec {
    /// Fits the model to what was known in January of `base`.
    ///
    /// # Errors
    /// [`FitError`] where the base is outside the rolls, the history is too short, or an open area has a roll missing
    /// in the base year.
    ///
    /// # Example
    /// ```no_run
    /// use rollcast::{calendar::CensusYear, dataset::Dataset, model::ModelSpec};
    /// let loaded = Dataset::load("data/kent".as_ref()).map_err(|_| "problems")?;
    /// let forecast = ModelSpec::built_in()?.fit(&loaded.dataset, CensusYear(2020))?.forecast(5);
    /// assert_eq!(forecast.horizon, 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit(&self, data: &Dataset, base: CensusYear) -> Result<FittedModel, FitError> {
        let known = data.known(base).ok_or_else(|| FitError::BaseOutside {
            base,
            first: data.rolls.first,
            last: data.last_census(),
        })?;
        let needed = match self.method {
            Method::Persistence {} => 1,
            Method::Drift {} | Method::CohortSurvival(_) => 2,
            // One year to be fed from, one to see, one to judge the second by.
            Method::Credible(_) => 3,
        };
        if known.years() < needed {
            return Err(FitError::TooShort { model: self.name.clone(), needed, held: known.years(), base });
        }
        if matches!(self.method, Method::CohortSurvival(_) | Method::Credible(_)) {
            births_reach(known)?;
            intake_fed(data, base)?;
        }
        let start = base_year(known)?;
        let mut fallbacks = vec![];
        let learned = match &self.method {
            Method::Persistence {} => Learned::OwnGrowth(start.iter().map(|s| Array2::ones(s.dim())).collect()),
            Method::Drift {} => Learned::OwnGrowth(last_growth(known, &start)),
            Method::CohortSurvival(constants) => cohort_survival(known, constants, &mut fallbacks)?,
            Method::Credible(constants) => {
                let fit = credible::fit(known, constants)?;
                fallbacks.clone_from(&fit.fallbacks);
                Learned::Credible(Box::new(fit))
            }
        };
        let constants = match &self.method {
            Method::Credible(constants) => Some(constants.clone()),
            Method::Persistence {} | Method::Drift {} | Method::CohortSurvival(_) => None,
        };
        let mut fitted = FittedModel {
            name: self.name.clone(),
            base,
            start,
            learned,
            fallbacks,
            constants,
            drivers: Drivers::default(),
            housing: self.housing,
            groups: data.layout.panels.iter().map(|p| p.groups.clone()).collect(),
        };
        fitted.drivers = fitted.drivers_of(known);
        Ok(fitted)
    }
}

impl FittedModel {
    /// Projects the rolls with intervals, where the method has them; paths and seed are the specification's unless given.
    ///
    /// The data set must be the one the model was fitted to.
    pub fn forecast_with_intervals(
        &self,
        data: &Dataset,
        horizon: usize,
        draws: Option<Draws>,
        questions: &Questions,
    ) -> Forecast {
        let (mut forecast, sites) = self.pointed(horizon);
        if let (Learned::Credible(fit), Some(constants), Some(known)) =
            (&self.learned, &self.constants, data.known(self.base))
        {
            let usual = Draws { paths: constants.intervals.paths, seed: constants.intervals.seed };
            let found = credible::intervals(
                known,
                fit,
                constants,
                horizon,
                draws.unwrap_or(usual),
                (questions, &forecast.laid, sites),
            );
            forecast.intervals = Some(found);
        }
        forecast
    }

    /// The last January known.
    pub fn base(&self) -> CensusYear {
        self.base
    }

    /// Whether births feed the entry year, so that a course of births can move it.
    pub fn fed_by_births(&self) -> bool {
        match &self.learned {
            Learned::OwnGrowth(_) => false,
            Learned::CohortSurvival(fit) => matches!(fit.entry, EntryFeed::Births(_)),
            Learned::Credible(fit) => fit.fed_by_births(),
        }
    }

    /// Whether the model has levels of areas, so that a course of net movement can move it.
    pub fn has_levels(&self) -> bool {
        matches!(self.learned, Learned::Credible(_))
    }

    /// The same model under assumptions of the years ahead. What was learned stays as it is; what nothing is assumed of
    /// is forecast as before, to the last bit.
    pub fn under(&self, assumed: &Assumptions) -> FittedModel {
        let mut changed = self.clone();
        match &mut changed.learned {
            Learned::OwnGrowth(_) => {}
            Learned::CohortSurvival(fit) => {
                if let EntryFeed::Births(births) = &fit.entry {
                    fit.entry = EntryFeed::Births(births.assuming(&assumed.births));
                }
            }
            Learned::Credible(fit) => fit.assume(assumed),
        }
        changed.drivers = self.drivers.assuming(assumed, &self.groups, self.base);
        changed
    }

    /// Every cell of this model's forecast taken apart: what feeds it, and what each step adds or takes.
    ///
    /// The data set must be the one the model was fitted to.
    pub fn anatomies(&self, data: &Dataset, forecast: &Forecast) -> Vec<Anatomy> {
        let horizon = forecast.horizon;
        let mut anatomies = match &self.learned {
            Learned::Credible(fit) => fit.anatomies(data, &fit.project(horizon)),
            Learned::CohortSurvival(fit) => anatomy::plain(self, fit, data, &self.without_drivers(horizon)),
            Learned::OwnGrowth(_) => anatomy::grown(self, data, &self.without_drivers(horizon)),
        };
        lay_steps(data, &mut anatomies, &forecast.laid);
        anatomies
    }

    /// The same model told of the homes and adjustments of another data set: one like that it was fitted to, but for them.
    /// What was learned stays as it is.
    pub fn told_of(&self, data: &Dataset) -> FittedModel {
        let mut told = self.clone();
        let drivers = data.known(self.base).map_or_else(Drivers::default, |known| self.drivers_of(known));
        told.drivers = drivers.with_assumed_of(&self.drivers);
        told
    }

    fn drivers_of(&self, known: Known) -> Drivers {
        let staying;
        let link = match &self.learned {
            Learned::Credible(fit) => fit.link(),
            Learned::CohortSurvival(fit) => fit.link.as_ref(),
            // The rule itself moves nobody between areas; those who join do move on as others lately did.
            Learned::OwnGrowth(_) => {
                staying = TransferLink::new(known, &[1.0]);
                staying.as_ref()
            }
        };
        Drivers::new(known, &self.start, link, &self.housing)
    }

    /// How cohorts move on to the transfer year; none for a rule that follows no cohort.
    pub(super) fn cohort_link(&self) -> Option<&TransferLink> {
        match &self.learned {
            Learned::Credible(fit) => fit.link(),
            Learned::CohortSurvival(fit) => fit.link.as_ref(),
            Learned::OwnGrowth(_) => None,
        }
    }

    /// Whether a forecast is that of the year group below, carried on: not so for a rule that grows each from itself.
    pub fn follows_cohorts(&self) -> bool {
        !matches!(self.learned, Learned::OwnGrowth(_))
    }

    /// Rolls of the base year by panel.
    pub(super) fn start(&self) -> &[Array2<f64>] {
        &self.start
    }

    pub(super) fn start_rows(&self, panel: usize) -> usize {
        self.start[panel].nrows()
    }

    pub(super) fn housing_rule(&self) -> &HousingRule {
        &self.housing
    }

    /// What the method itself forecasts, by panel.
    fn without_drivers(&self, horizon: usize) -> Vec<Array3<f64>> {
        match &self.learned {
            Learned::OwnGrowth(growth) => project::own_growth(&self.start, growth, horizon),
            Learned::CohortSurvival(fit) => {
                let CohortFit { schedule, entry, link } = &**fit;
                project::cohort_survival(self.base, &self.start, entry, link.as_ref(), schedule, horizon)
            }
            Learned::Credible(fit) => fit.project(horizon).rolls,
        }
    }

    /// Projects the rolls of the given number of Januaries after the base.
    pub fn forecast(&self, horizon: usize) -> Forecast {
        self.pointed(horizon).0
    }

    /// The point forecast, with the sites whose homes may come otherwise than it counts them.
    fn pointed(&self, horizon: usize) -> (Forecast, Vec<SlippedSite>) {
        let mut panels = self.without_drivers(horizon);
        let sites = self.drivers.slipped_sites(horizon);
        let laid = self.drivers.lay_on(&mut panels, self.base.plus(1), &sites);
        let forecast = Forecast {
            model: self.name.clone(),
            base: self.base,
            horizon,
            pupils: Cube { first: self.base.plus(1), panels },
            laid,
            fallbacks: self.fallbacks.clone(),
            intervals: None,
            compared_with: match &self.learned {
                Learned::Credible(fit) => Some(fit.compared_with),
                Learned::OwnGrowth(_) | Learned::CohortSurvival(_) => None,
            },
        };
        (forecast, sites)
    }
}

/// Growth of each cell in the last year; 1 where the year before held nothing.
fn last_growth(known: Known, start: &[Array2<f64>]) -> Vec<Array2<f64>> {
    let panel = |(p, now): (usize, &Array2<f64>)| {
        let before = known.rolls(p).index_axis(Axis(2), known.years() - 2).to_owned();
        Array2::from_shape_fn(now.dim(), |at| if before[at] > 0.0 { now[at] / before[at] } else { 1.0 })
    };
    start.iter().enumerate().map(panel).collect()
}

fn cohort_survival(known: Known, spec: &CohortSurvival, fallbacks: &mut Vec<Fallback>) -> Result<Learned, FitError> {
    let rule = BirthRule {
        first_weight: spec.months_in_first_birth_year / 12.0,
        share_years: spec.births_share_years,
        growth_years: 1,
        growth_damping: 0.0,
    };
    let births = BirthFeed::new(known, Nation::resolve(known, ReferenceChoice::Auto)?.0.as_ref(), rule);
    let link = TransferLink::new(known, &spec.weights);
    let mut fed = feeders::history(known, link.as_ref());
    if let (Some(births), Some(first)) = (&births, fed.first_mut()) {
        for t in 0..known.years() {
            if let Some(born) = births.known(known.dataset().rolls.first.plus(t as i32)) {
                let own = born.slice_axis(Axis(0), Slice::from(..first.dim().0));
                first.index_axis_mut(Axis(2), t).column_mut(0).assign(&own);
            }
        }
    }
    let mut ratios = vec![];
    for (p, feeders) in fed.iter().enumerate() {
        let (mut panel, mut taken) = ratios::weighted(known, p, feeders, &spec.weights);
        if let Some(link) = link.as_ref().filter(|l| l.from_flows && l.intake.0 == p) {
            // Known flows are the forecast of the intake; a ratio on top of them would count their trend twice.
            panel.column_mut(link.intake.1).fill(1.0);
            let transfer = known.dataset().schooling.transfer();
            taken.retain(|f| Some(f.group) != transfer);
        }
        if p == 0 && births.is_none() {
            taken.retain(|f| f.group.0 != 0);
        }
        ratios.push(panel);
        fallbacks.append(&mut taken);
    }
    let entry = match births {
        Some(births) => EntryFeed::Births(births),
        None => EntryFeed::Constant(Array1::from(ratios::entry_mean(known.rolls(0), &spec.weights))),
    };
    Ok(Learned::CohortSurvival(Box::new(CohortFit { schedule: RatioSchedule::constant(ratios), entry, link })))
}
