//! The steps every verb shares: load, fit, forecast, check, review.

use super::args::{Common, PrudenceArgs};
use super::failure::{Failure, Listed};
use crate::accuracy::{Backtest, BacktestPlan, Review, Score, published_reviews, saved_reviews, scores};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Count, Dataset, Loaded};
use crate::model::{ComparedWith, ErrorSource, FittedModel, Forecast, ModelSpec, Questions};
use crate::places::{Assurance, PlaceLedger, Prudence, SurplusCheck};
use crate::scenario::Outlook;
use std::io::Write;
use std::path::Path;

/// A data set with its forecast.
pub(super) struct Forecasted {
    pub(super) loaded: Loaded,
    pub(super) spec: ModelSpec,
    pub(super) fitted: FittedModel,
    pub(super) forecast: Forecast,
    /// How sure places must be.
    pub(super) prudence: Prudence,
    ledger: Option<PlaceLedger>,
}

/// Loads the data set, telling its warnings on standard error.
pub(super) fn load(folder: &Path) -> Result<Loaded, Failure> {
    let loaded = Dataset::load(folder).map_err(Failure::Inputs)?;
    if loaded.warnings.iter().len() > 0 {
        writeln!(std::io::stderr(), "{}", Listed(&loaded.warnings))?;
    }
    Ok(loaded)
}

pub(super) fn spec(common: &Common) -> Result<ModelSpec, Failure> {
    Ok(match &common.model {
        Some(path) => ModelSpec::load(path)?,
        None => ModelSpec::built_in()?,
    })
}

/// A forecast whose places nobody asks about.
pub(super) fn forecast(common: &Common) -> Result<Forecasted, Failure> {
    forecasted(common, None, |_| Questions::default())
}

/// A forecast to be judged against places: its paths are asked how often they are too few, and what else is asked.
pub(super) fn forecast_judged(
    common: &Common,
    prudence: &PrudenceArgs,
    asked: impl Fn(&Dataset) -> Questions,
) -> Result<Forecasted, Failure> {
    forecasted(common, Some(prudence), asked)
}

fn forecasted(
    common: &Common,
    judged: Option<&PrudenceArgs>,
    asked: impl Fn(&Dataset) -> Questions,
) -> Result<Forecasted, Failure> {
    let loaded = load(&common.dataset)?;
    let spec = spec(common)?;
    let base = common.base.map_or(loaded.dataset.last_census(), CensusYear);
    let draws = spec.draws(common.seed);
    let fitted = spec.fit(&loaded.dataset, base)?;
    let horizon = usize::from(common.horizon);
    let count = judged.map_or(Count::default(), |p| p.count.count);
    let ledger = PlaceLedger::new(&loaded.dataset, base, base.plus(i32::from(common.horizon)), count);
    let mut questions = asked(&loaded.dataset);
    if let (Some(_), Some(ledger)) = (judged, &ledger) {
        SurplusCheck::ask(&mut questions, &loaded.dataset, ledger, base, horizon);
    }
    let forecast = fitted.forecast_with_intervals(&loaded.dataset, horizon, draws, &questions);
    let prudence = prudence(judged, &forecast)?;
    if let Some(with @ ComparedWith::OwnSumForWantOfYears { .. }) = forecast.compared_with {
        let hint = "add later national rolls and births as [reference] of dataset.toml: forecasts of one council alone gain \
                    most from them";
        writeln!(std::io::stderr(), "warning: the areas are compared with {with}\n  hint: {hint}")?;
    }
    if loaded.dataset.births.is_none() {
        let hint =
            "add births.csv: births tell the entry year up to five years ahead, and it is the least sure without them";
        let entry = loaded.dataset.schooling.name(YearGroup(0)).to_owned();
        writeln!(
            std::io::stderr(),
            "warning: this data set holds no births, so year group {entry} ahead is what it was of late\n  hint: {hint}"
        )?;
    }
    if forecast.intervals.as_ref().is_some_and(|i| i.source == ErrorSource::Shipped) {
        let hint = "with more past Januaries in rolls.csv the bands rest on the data set's own errors";
        writeln!(
            std::io::stderr(),
            "warning: too few past Januaries to learn how far forecasts err: the bands use the errors of English authorities\n  \
             hint: {hint}"
        )?;
    }
    Ok(Forecasted { loaded, spec, fitted, forecast, prudence, ledger })
}

/// What is asked for, or what is usual for a forecast with paths or without.
fn prudence(asked: Option<&PrudenceArgs>, forecast: &Forecast) -> Result<Prudence, Failure> {
    let mut prudence = Prudence::usual(forecast.intervals.as_ref());
    if let Some(PrudenceArgs { assurance, risk, .. }) = asked {
        prudence.risk_percent = *risk;
        if let Some(assurance) = *assurance {
            if assurance > Assurance::Half && forecast.intervals.is_none() {
                return Err(Failure::Refused {
                    what: format!(
                        "the model `{}` simulates no paths, so no places are known to be enough for {} per cent \
                         of them",
                        forecast.model,
                        assurance.percent()
                    ),
                    hint: "leave out `--assurance`, or choose a model with paths, such as the default".to_owned(),
                });
            }
            prudence.assurance = assurance;
        }
    }
    Ok(prudence)
}

impl Forecasted {
    /// A forecast made otherwise, as that of a scenario is, whose places nobody asks about.
    pub(super) fn again(
        loaded: Loaded,
        spec: ModelSpec,
        fitted: FittedModel,
        forecast: Forecast,
        prudence: Prudence,
    ) -> Forecasted {
        Forecasted { loaded, spec, fitted, forecast, prudence, ledger: None }
    }

    pub(super) fn data(&self) -> &Dataset {
        &self.loaded.dataset
    }

    /// The ledger and the check; `None` where the data set holds no places.
    pub(super) fn surplus(&self) -> Option<(PlaceLedger, SurplusCheck)> {
        let ledger = self.ledger.clone()?;
        let check = SurplusCheck::new(self.data(), &self.forecast, &ledger, self.prudence);
        Some((ledger, check))
    }

    /// The forecast with all that is judged by it, to set scenarios beside.
    pub(super) fn into_outlook(self) -> Outlook {
        let surplus = self.surplus();
        Outlook { data: self.loaded.dataset, fitted: self.fitted, forecast: self.forecast, surplus }
    }

    /// The model in use and the simple rules, tried on the Januaries up to the base; `None` where there are too few.
    pub(super) fn tried_on_the_past(&self) -> Result<Option<(Backtest, Vec<Score>)>, Failure> {
        let data = self.data();
        let Ok(mut plan) = BacktestPlan::new(data, None, None) else { return Ok(None) };
        plan.last_target = plan.last_target.min(self.forecast.base);
        if plan.first_base >= plan.last_target {
            return Ok(None);
        }
        plan.last_base = plan.last_base.min(plan.last_target.plus(-1));
        let rules = ModelSpec::shipped()?.into_iter().filter(|s| RULES.contains(&s.name.as_str()));
        let mut models = vec![self.spec.clone()];
        models.extend(rules.filter(|r| r.name != self.spec.name));
        // A history with gaps may forecast well from this base and not at all from an earlier one: no reason to fail.
        let Ok(backtest) = Backtest::run(data, &models, plan, || ()) else { return Ok(None) };
        let scores = scores(data, &backtest);
        Ok(Some((backtest, scores)))
    }
}

/// The rules that the report sets beside the model in use.
const RULES: [&str; 2] = ["cohort-survival-321", "persistence"];

/// Reviews of every vintage, published or saved with the data set, against every January held that it forecast.
pub(super) fn reviews(loaded: &Loaded) -> Result<Vec<Review>, Failure> {
    let data = &loaded.dataset;
    let mut reviews = published_reviews(data);
    for vintage in data.saved_vintages().map_err(Failure::Inputs)? {
        let spec = ModelSpec::load(&vintage.folder.join("model.toml"))?;
        reviews.extend(saved_reviews(data, &vintage, &spec));
    }
    reviews.sort_by(|a, b| (&a.vintage, a.year).cmp(&(&b.vintage, b.year)));
    Ok(reviews)
}
