//! `rollcast backtest`.

use super::args::BacktestArgs;
use super::digest::backtest_digest;
use super::failure::Failure;
use super::manifest::{Clock, Work, manifest};
use super::verbs::{default_out, page, told};
use super::{Outcome, pipeline, print};
use crate::accuracy::{
    Backtest, BacktestPlan, Choice, Verdict, backtest_table, scores as scores_of, scores_table, select,
};
use crate::calendar::CensusYear;
use crate::dataset::{Dataset, OutputSet, Tier};
use crate::geography::LevelId;
use crate::model::ModelSpec;
use crate::report::backtest_report;
use crate::report::format;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::Duration;

pub(super) fn backtest(args: &BacktestArgs) -> Result<Outcome, Failure> {
    let clock = Clock::start();
    let loaded = pipeline::load(&args.dataset)?;
    let data = &loaded.dataset;
    let models = if args.models.is_empty() {
        ModelSpec::shipped()?
    } else {
        args.models.iter().map(|path| ModelSpec::load(path)).collect::<Result<_, _>>()?
    };
    let bases = args.bases.map(|(a, b)| (CensusYear(a), CensusYear(b)));
    let plan = BacktestPlan::new(data, bases, args.horizon)?;
    let bar = progress(plan.bases().count() * models.len());
    let backtest = Backtest::run(data, &models, plan, || bar.inc(1))?;
    bar.finish_and_clear();
    let scores = scores_of(data, &backtest);
    let levels = data.layout.levels();
    let choose = |level: &LevelId| (*level, select(data, &backtest, Tier::Level(*level)));
    let choices: Option<Vec<(LevelId, Vec<Choice>)>> = args.select.then(|| levels.iter().map(choose).collect());
    let document = backtest_report(data, &backtest, &scores, choices.as_deref());

    let mut outputs = OutputSet::default();
    outputs.table(&backtest_table(data, &backtest))?;
    outputs.table(&scores_table(data, &backtest, &scores))?;
    outputs.file("report.html", page(&document, &args.dataset)?.into_bytes());
    let bases = (backtest.plan.first_base, backtest.plan.last_base);
    outputs.file("run.json", manifest(data, &Work::Backtest { specs: &models, bases }, &clock));
    let folder = args.out.clone().unwrap_or_else(|| default_out(&args.dataset).join("backtest"));
    outputs.write(&folder)?;

    let coarsest = Tier::Level(levels.first().copied().unwrap_or(LevelId(0)));
    let digest = backtest_digest(data, &backtest, &scores, coarsest);
    print::table(args.format, &digest, &scores_table(data, &backtest, &scores))?;
    if let Some(choices) = choices {
        tell_choices(data, &backtest, &choices)?;
    }
    told(&folder, &outputs)?;
    Ok(Outcome::Done)
}

/// A bar on a terminal, shown once the work has taken a second.
fn progress(steps: usize) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} fits, {eta} to go") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

/// The choices on standard error: they are advice, not data.
fn tell_choices(data: &Dataset, backtest: &Backtest, choices: &[(LevelId, Vec<Choice>)]) -> Result<(), Failure> {
    let mut err = std::io::stderr().lock();
    for (level, choice) in choices.iter().flat_map(|(level, of)| of.iter().map(move |c| (*level, c))) {
        let level = data.geography.level_name(level);
        let series = data.schooling.spoken(&data.schooling.series()[choice.series.0]);
        let incumbent = &backtest.models[0];
        let best = &backtest.models[choice.best];
        let by = format::decimal(choice.incumbent_mape - choice.best_mape, 2);
        let interval = choice.interval.map_or(String::new(), |(low, high)| {
            format!(" ({} to {})", format::decimal(low, 2), format::decimal(high, 2))
        });
        let words = match choice.verdict {
            Verdict::Keep => format!("keep {incumbent}: it is the best"),
            Verdict::KeepInsideNoise => {
                format!("keep {incumbent}: {best} is better by {by} points{interval}, which is inside the noise")
            }
            Verdict::KeepForWantOfEvidence => {
                format!("keep {incumbent}: {best} is better by {by} points, on too few areas or bases to tell")
            }
            Verdict::Change => format!("change to {best}: better by {by} points{interval}"),
        };
        writeln!(err, "{level}, {series}, {} ahead: {words}", choice.horizon)?;
    }
    Ok(())
}
