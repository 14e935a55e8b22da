//! A number under a scenario: the same steps, beside those of the forecast without it.

use super::question::Question;
use super::{DECIMALS, merged};
use crate::cli::args::ExplainArgs;
use crate::cli::failure::Failure;
use crate::cli::pipeline::Forecasted;
use crate::cli::print;
use crate::cli::scenario::{tell_notes, tell_nothing};
use crate::dataset::{Loaded, OutColumn};
use crate::model::{Anatomy, Component, Step};
use crate::report::format;
use crate::scenario::{Comparison, Outlook, Scenario};
use std::collections::BTreeMap;

/// A scenario with the forecast that it changes.
pub(super) struct Supposed {
    name: String,
    title: String,
    what: String,
    base: Outlook,
}

/// What the scenario changes in one number.
pub(super) struct Beside {
    name: String,
    title: String,
    /// What its file changes.
    what: String,
    /// Pupils without it.
    without: f64,
    /// The steps without it.
    steps: BTreeMap<Component, f64>,
}

/// The run with a scenario of the data set in it, and what it was without.
pub(super) fn suppose(run: Forecasted, args: &ExplainArgs, name: &str) -> Result<(Forecasted, Supposed), Failure> {
    let folder = &args.common.dataset;
    let scenario = Scenario::load(folder, &Scenario::name_of(folder, name)).map_err(Failure::Inputs)?;
    let what_if = scenario.on(run.data(), &run.fitted, run.forecast.horizon).map_err(Failure::Inputs)?;
    tell_notes(&what_if)?;
    let (name, title) = (scenario.name.clone(), scenario.title.clone());
    let draws = run.spec.draws(args.common.seed);
    let (spec, prudence, warnings) = (run.spec.clone(), run.prudence, run.loaded.warnings.clone());
    let base = run.into_outlook();
    let comparison = Comparison::run(scenario, &what_if, &base, draws);
    tell_nothing(&comparison, &base)?;
    let what = comparison.what_it_changes(&base.data);
    let outlook = comparison.outlook;
    let loaded = Loaded { dataset: outlook.data, warnings };
    let run = Forecasted::again(loaded, spec, outlook.fitted, outlook.forecast, prudence);
    Ok((run, Supposed { name, title, what, base }))
}

impl Supposed {
    /// The number without the scenario, taken apart.
    pub(super) fn beside(&self, question: &Question) -> Beside {
        let Outlook { data, fitted, forecast, .. } = &self.base;
        let cells: Vec<Anatomy> = question.cells(data, fitted.anatomies(data, forecast));
        Beside {
            name: self.name.clone(),
            title: self.title.clone(),
            what: self.what.clone(),
            without: forecast.pupils(data, question.unit, question.groups(), question.year).unwrap_or(0.0),
            steps: merged(&cells).iter().map(|s| (s.component, s.pupils)).collect(),
        }
    }
}

impl Beside {
    /// The steps with those that the scenario takes away, which have no pupils left.
    pub(super) fn all(&self, mut steps: Vec<Step>) -> Vec<Step> {
        let gone: Vec<Component> =
            self.steps.keys().filter(|c| steps.iter().all(|s| s.component != **c)).copied().collect();
        steps.extend(gone.into_iter().map(|component| Step { component, pupils: 0.0, factor: None, grounds: None }));
        steps.sort_by_key(|s| s.component);
        steps
    }

    /// What the scenario supposes, how many pupils that is and what it changes, for the heading.
    pub(super) fn heading(&self, with: f64) -> String {
        let change = format::round_half_up(with, DECIMALS) - format::round_half_up(self.without, DECIMALS);
        let how = match change {
            c if c > 0.0 => format!("{} more than", format::decimal(c, DECIMALS)),
            c if c < 0.0 => format!("{} fewer than", format::decimal(-c, DECIMALS)),
            _ => "as many as".to_owned(),
        };
        let without = format::decimal(self.without, DECIMALS);
        let supposed = format!("Scenario {}: {}; {how} the {without} without it", self.name, self.title);
        format!("{}\n{}", print::wrapped(&supposed), print::wrapped(&self.what))
    }

    /// A column that marks the steps which the scenario changes, rounded so that it adds to the rounded difference.
    pub(super) fn marks(&self, steps: &[Step]) -> (String, OutColumn) {
        let (mut with, mut without, mut before) = (0.0, 0.0, 0.0);
        let mark = |step: &Step| {
            with += step.pupils;
            without += self.steps.get(&step.component).copied().unwrap_or(0.0);
            let after = format::round_half_up(with, DECIMALS) - format::round_half_up(without, DECIMALS);
            let change = format::round_half_up(after - before, DECIMALS);
            before = after;
            match change {
                0.0 => String::new(),
                c if c > 0.0 => format!("+{}", format::decimal(c, DECIMALS)),
                c => format::decimal(c, DECIMALS),
            }
        };
        ("by_the_scenario".to_owned(), OutColumn::Text(steps.iter().map(mark).collect()))
    }

    /// Columns for a program to read.
    pub(super) fn columns(&self, steps: &[Step]) -> Vec<(String, OutColumn)> {
        let without = |s: &Step| Some(self.steps.get(&s.component).copied().unwrap_or(0.0));
        vec![
            ("scenario".to_owned(), OutColumn::Text(vec![self.name.clone(); steps.len()])),
            ("forecast_without".to_owned(), OutColumn::Number(vec![Some(self.without); steps.len()])),
            ("pupils_without".to_owned(), OutColumn::Number(steps.iter().map(without).collect())),
        ]
    }
}
