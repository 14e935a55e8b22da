//! `rollcast scenario`.

use super::args::{Format, ScenarioArgs};
use super::digest::{scenario_digest, scenario_sentences};
use super::failure::Failure;
use super::manifest::{Clock, Work, manifest};
use super::verbs::{default_out, page, tell_counted, told};
use super::{Outcome, pipeline, print};
use crate::dataset::{InputFile, OutputSet, Problems};
use crate::model::{components_parts, forecast_parts};
use crate::places::surplus_table;
use crate::report::{local_changes, scenario_report, sentences_table};
use crate::scenario::{self, Comparison, Outlook, Scenario, WhatIf};
use crate::scenario::{differences_table, drivers_table, surplus_differences_table};
use std::io::Write;
use std::path::Path;

/// A sentence for a data set without scenarios.
const NO_SCENARIO: Failure = Failure::Nothing {
    what: "the data set holds no scenario",
    hint: "write one as scenarios/NAME.toml in its folder; docs/guide.md shows how",
};

pub(super) fn scenario(args: &ScenarioArgs) -> Result<Outcome, Failure> {
    let clock = Clock::start();
    let mut problems = Problems::default();
    let written = read(args, &mut problems)?;
    // What is wrong with a file shows before the forecast; what is wrong with its names only beside the data set.
    let run = pipeline::forecast_judged(&args.common, &args.prudence, scenario::asked)?;
    let mut checked = vec![];
    for scenario in written {
        match scenario.on(run.data(), &run.fitted, run.forecast.horizon) {
            Ok(what_if) => {
                tell_notes(&what_if)?;
                checked.push((scenario, what_if));
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.errors() > 0 {
        return Err(Failure::Inputs(problems.sorted()));
    }
    let draws = run.spec.draws(args.common.seed);
    let horizon = run.forecast.horizon;
    let spec = run.spec.clone();
    let base = run.into_outlook();
    let scenarios: Vec<Comparison> =
        checked.into_iter().map(|(scenario, what_if)| Comparison::run(scenario, &what_if, &base, draws)).collect();
    scenarios.iter().try_for_each(|scenario| tell_nothing(scenario, &base))?;

    let mut outputs = OutputSet::default();
    for scenario in &scenarios {
        outlook_tables(&mut outputs, &format!("{}/", scenario.scenario.name), &scenario.outlook)?;
    }
    let differences = differences_table(&base.data, &base.forecast, &scenarios);
    outputs.table(&differences)?;
    outputs.table(&drivers_table(&base.data, &base.forecast, &scenarios))?;
    match &base.surplus {
        Some((_, check)) => outputs.table(&surplus_differences_table(&base.data, check, &scenarios))?,
        None => outputs.without_table("scenario_surplus"),
    }
    let local = local_changes(&base, &scenarios);
    outputs.table(&sentences_table(&base.data, &local))?;
    let document = scenario_report(&base, &scenarios);
    outputs.file("report.html", page(&document, &args.common.dataset)?.into_bytes());
    let files: Vec<InputFile> = scenarios.iter().map(|s| s.scenario.input.clone()).collect();
    let work =
        Work::Scenarios { spec: &spec, base: base.forecast.base, horizon, seed: args.common.seed, files: &files };
    outputs.file("run.json", manifest(&base.data, &work, &clock));
    let folder = args.out.clone().unwrap_or_else(|| default_out(&args.common.dataset).join("scenario"));
    outputs.write(&folder)?;

    print::table(args.format, &scenario_digest(&base, &scenarios, &local), &differences)?;
    if args.format == Format::Table {
        writeln!(std::io::stdout(), "{}", scenario_sentences(&base, &scenarios, &local))?;
    }
    if let Some((ledger, _)) = &base.surplus {
        tell_counted(&base.data, ledger)?;
    }
    told(&folder, &outputs)?;
    Ok(Outcome::Done)
}

/// Says what a scenario names that nothing could confirm.
pub(super) fn tell_notes(what_if: &WhatIf) -> Result<(), Failure> {
    let mut err = std::io::stderr().lock();
    what_if.notes().iter().try_for_each(|note| writeln!(err, "note: {note}"))?;
    Ok(())
}

/// Warns of a scenario that does not do what its title says: nothing is other than without it.
pub(super) fn tell_nothing(scenario: &Comparison, base: &Outlook) -> Result<(), Failure> {
    if !scenario.changes_nothing(base) {
        return Ok(());
    }
    let Scenario { name, changes, .. } = &scenario.scenario;
    let last = base.forecast.last();
    let hint = match &changes[..] {
        [] => "its file holds no `[[change]]`; docs/guide.md lists every kind of change, with an example".to_owned(),
        _ => format!("{} What comes later needs a longer `--horizon`", scenario.what_it_changes(&base.data)),
    };
    let what = format!("scenario `{name}` changes nothing up to January {last}: no pupil, no place and no target");
    writeln!(std::io::stderr(), "warning: {what}\n  hint: {hint}")?;
    Ok(())
}

/// The scenarios named, or every one of the data set; problems of their files are added to the others.
fn read(args: &ScenarioArgs, problems: &mut Problems) -> Result<Vec<Scenario>, Failure> {
    let folder = &args.common.dataset;
    let mut names: Vec<String> = args.scenarios.iter().map(|name| Scenario::name_of(folder, name)).collect();
    if names.is_empty() {
        names = Scenario::names(folder);
    }
    if names.is_empty() && !folder.exists() {
        return Err(no_folder(folder));
    }
    if names.is_empty() {
        return Err(NO_SCENARIO);
    }
    let mut seen = vec![];
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    let mut scenarios = vec![];
    for name in &names {
        match Scenario::load(folder, name) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => problems.extend(found),
        }
    }
    Ok(scenarios)
}

/// A data set that is not there; its name may be that of a scenario.
fn no_folder(folder: &Path) -> Failure {
    let shown = folder.display();
    let hint = match folder.components().count() {
        1 => format!("name the folder of the data set; did you mean the scenario, `--scenario {shown}`?"),
        _ => "name the folder of the data set".to_owned(),
    };
    Failure::Refused { what: format!("there is no folder `{shown}`"), hint }
}

/// The tables a run would write of the changed data set.
fn outlook_tables(outputs: &mut OutputSet, folder: &str, outlook: &Outlook) -> Result<(), Failure> {
    let Outlook { data, fitted, forecast, surplus } = outlook;
    outputs.table_in_parts(folder, "forecast", forecast_parts(data, forecast))?;
    let anatomies = fitted.anatomies(data, forecast);
    outputs.table_in_parts(folder, "components", components_parts(data, forecast.base, &anatomies))?;
    match surplus {
        Some((_, check)) => outputs.table_in(folder, &surplus_table(data, check))?,
        None => outputs.without_table(&format!("{folder}surplus")),
    }
    Ok(())
}
