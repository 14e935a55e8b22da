//! One function a verb.

use super::args::{AccuracyAction, CheckArgs, ForecastArgs, Format, Output, ReviewArgs, RunArgs, SurplusArgs};
use super::digest::{accuracy_digest, forecast_digest, summary, surplus_digest};
use super::failure::{Failure, Listed};
use super::manifest::{Clock, Work, manifest};
use super::pipeline;
use super::{Outcome, aliases, commentary, footing, held, print, scorecard, vintage};
use crate::accuracy::{
    Kind, Past, Review, accuracy_table, attribution_table, bias_table, overview_table, skill_table, year_groups_table,
};
use crate::calendar::CensusYear;
use crate::dataset::{
    Dataset, ExportError, Loaded, OutColumn, OutTable, OutputSet, Problems, Severity, quality, quality_table,
};
use crate::model::{Questions, components_parts, forecast_parts, forecast_table};
use crate::places::{
    NeedCheck, PlaceLedger, crossings, events, ledger_table, need_table, reliefs, reliefs_table, surplus_table,
};
use crate::report::document::Document;
use crate::report::{RunResults, accuracy_report, check_report, commentary_table, html, run_report, worry, xlsx};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A sentence for a data set without places.
const NO_PLACES: Failure = Failure::Nothing {
    what: "the data set holds no places",
    hint: "add places.csv: census_year, area, year_group, places",
};

/// A sentence for a data set without past forecasts.
const NO_VINTAGE: Failure = Failure::Nothing { what: "there is no past forecast to review", hint: NO_VINTAGE_HINT };

const NO_VINTAGE_HINT: &str = "add published_forecasts.csv: vintage, census_year, area, series, forecast; or keep a forecast \
                               with `rollcast forecast --save-vintage NAME`";

pub(super) fn run(args: &RunArgs) -> Result<Outcome, Failure> {
    let clock = Clock::start();
    let run = pipeline::forecast_judged(&args.common, &args.prudence, |_| Questions::default())?;
    held::tell_notes(&run.loaded.warnings)?;
    held::tell_january(run.data(), run.forecast.base)?;
    let surplus = run.surplus();
    let need = surplus.as_ref().map(|(ledger, _)| NeedCheck::new(run.data(), &run.forecast, ledger));
    let found = surplus.as_ref().map(|(ledger, _)| reliefs(run.data(), &run.forecast, ledger)).unwrap_or_default();
    let junior = surplus.as_ref().map(|(ledger, _)| crossings(run.data(), &run.forecast, ledger)).unwrap_or_default();
    let past = Past::of(run.data(), pipeline::reviews(&run.loaded)?)?;
    let comments = commentary::comments(&args.common.dataset, run.data(), &past.reviews)?;
    let tried = run.tried_on_the_past()?;
    let anatomies = run.fitted.anatomies(run.data(), &run.forecast);
    let document = run_report(RunResults {
        data: run.data(),
        spec: &run.spec,
        forecast: &run.forecast,
        anatomies: &anatomies,
        surplus: surplus.as_ref().map(|(ledger, check)| (ledger, check)),
        need: need.as_ref(),
        reliefs: &found,
        crossings: &junior,
        past: &past,
        comments: &comments,
        tried: tried.as_ref().map(|(backtest, scores)| (backtest, scores.as_slice())),
        warnings: &run.loaded.warnings,
    });
    let page = page(&document, &args.common.dataset)?;

    let mut outputs = OutputSet::default();
    outputs.table_in_parts("", "forecast", forecast_parts(run.data(), &run.forecast))?;
    outputs.table_in_parts("", "components", components_parts(run.data(), run.forecast.base, &anatomies))?;
    match &surplus {
        Some((ledger, check)) => {
            outputs.table(&surplus_table(run.data(), check))?;
            outputs.table(&ledger_table(run.data(), ledger, run.forecast.base, run.forecast.last()))?;
        }
        None => ["surplus", "ledger"].into_iter().for_each(|table| outputs.without_table(table)),
    }
    match &surplus {
        Some(_) => outputs.table(&reliefs_table(run.data(), run.forecast.base, &found))?,
        None => outputs.without_table("reliefs"),
    }
    match &need {
        Some(need) => outputs.table(&need_table(run.data(), need))?,
        None => outputs.without_table("need"),
    }
    if past.reviews.is_empty() {
        outputs.without_table("accuracy");
    } else {
        outputs.table(&accuracy_table(run.data(), &past.reviews))?;
    }
    outputs.file("report.html", page.into_bytes());
    let work = Work::Forecast {
        spec: &run.spec,
        base: run.forecast.base,
        horizon: run.forecast.horizon,
        seed: args.common.seed,
        counted: surplus.as_ref().map(|(ledger, _)| ledger.count()),
    };
    outputs.file("run.json", manifest(run.data(), &work, &clock));
    let folder = args.out.clone().unwrap_or_else(|| default_out(&args.common.dataset));
    outputs.write(&folder)?;

    let summary = summary(&run, surplus.as_ref().map(|(_, check)| check));
    print::table(args.format, &summary, &summary)?;
    if let Some((ledger, _)) = &surplus {
        tell_counted(run.data(), ledger)?;
    }
    told(&folder, &outputs)?;
    Ok(Outcome::Done)
}

/// The page of a document; a council's own template and style stand in the data set's reports/ folder.
pub(super) fn page(document: &Document, dataset: &Path) -> Result<String, Failure> {
    let overrides = dataset.join("reports");
    let house = html::House::from_folder(&overrides).map_err(|e| Failure::House(overrides, e))?;
    html::render(document, &house).map_err(Failure::Template)
}

pub(super) fn check(args: &CheckArgs) -> Result<Outcome, Failure> {
    if let Some(file) = &args.table {
        return footing::check(args, file);
    }
    let mut found = Dataset::load(&args.common.dataset);
    if args.write_aliases {
        aliases::write(&args.common.dataset, found.as_ref().err())?;
        found = Dataset::load(&args.common.dataset);
    }
    let problems = match &found {
        Ok(loaded) => &loaded.warnings,
        Err(problems) => problems,
    };
    held::tell_notes(problems)?;
    if let Some(folder) = &args.out {
        let mut outputs = OutputSet::default();
        outputs.table(&problems_table(problems))?;
        match &found {
            Ok(Loaded { dataset, .. }) => outputs.table(&quality_table(dataset, &quality(dataset, problems)))?,
            Err(_) => outputs.without_table("data_quality"),
        }
        let name = args.common.dataset.display().to_string();
        let document = check_report(found.as_ref().ok().map(|loaded| &loaded.dataset), problems, &name);
        outputs.file("check.html", page(&document, &args.common.dataset)?.into_bytes());
        let unwritten = |e| ExportError::Write { path: folder.join("check.xlsx"), source: std::io::Error::other(e) };
        outputs.file("check.xlsx", xlsx::render(&document).map_err(unwritten)?);
        outputs.write(folder)?;
        told(folder, &outputs)?;
    }
    let loaded = found.map_err(Failure::Checked)?;
    loaded.dataset.saved_vintages().map_err(Failure::Inputs)?;
    // Inputs that read well may still be too short for the model, or not reach the base.
    let base = args.common.base.map_or(loaded.dataset.last_census(), CensusYear);
    let spec = pipeline::spec(&args.common)?;
    let fitted = spec.fit(&loaded.dataset, base);
    if fitted.is_ok() || loaded.warnings.warnings() > 0 {
        writeln!(std::io::stderr(), "{}", Listed(&loaded.warnings))?;
    }
    held::tell_history(&loaded.dataset)?;
    fitted?.forecast(usize::from(args.common.horizon));
    let strict = args.strict && loaded.warnings.warnings() > 0;
    Ok(if strict { Outcome::CheckFailed } else { Outcome::Done })
}

pub(super) fn forecast(args: &ForecastArgs) -> Result<Outcome, Failure> {
    let clock = Clock::start();
    let (common, output) = (&args.table.common, &args.table.output);
    if let Some(name) = &args.save_vintage {
        vintage::is_free(&common.dataset, name)?;
    }
    let run = pipeline::forecast(common)?;
    if let Some(name) = &args.save_vintage {
        vintage::save(&run, common, name, &clock)?;
    }
    if let Some(folder) = &output.out {
        let mut outputs = OutputSet::default();
        outputs.table_in_parts("", "forecast", forecast_parts(run.data(), &run.forecast))?;
        outputs.write(folder)?;
        told(folder, &outputs)?;
    }
    let digest = forecast_digest(&run);
    // The whole table of a nation is large: made only where it is printed.
    let whole = (output.format != Format::Table).then(|| forecast_table(run.data(), &run.forecast));
    print::table(output.format, &digest, whole.as_ref().unwrap_or(&digest))?;
    Ok(Outcome::Done)
}

pub(super) fn surplus(args: &SurplusArgs) -> Result<Outcome, Failure> {
    let run = pipeline::forecast_judged(&args.common, &args.prudence, |_| Questions::default())?;
    let (ledger, check) = run.surplus().ok_or(NO_PLACES)?;
    tell_counted(run.data(), &ledger)?;
    finish(&args.output, &surplus_digest(run.data(), &check), &surplus_table(run.data(), &check))
}

pub(super) fn accuracy(args: &ReviewArgs) -> Result<Outcome, Failure> {
    if let Some(AccuracyAction::Verify(args)) = &args.action {
        return vintage::verify(args);
    }
    if let Some(bases) = args.save_vintages {
        vintage::make(&args.dataset, bases, args.horizon)?;
    }
    let loaded = pipeline::load(&args.dataset)?;
    let last = args.base.map_or(loaded.dataset.last_census(), CensusYear);
    let mut reviews = pipeline::reviews(&loaded)?;
    known_vintages(&reviews, &args.vintages)?;
    let held = !reviews.is_empty();
    reviews.retain(|v| args.vintages.is_empty() || args.vintages.contains(&v.vintage.name));
    reviews.retain(|v| args.januaries.is_empty() || args.januaries.contains(&v.year.0));
    reviews.retain(|v| v.year <= last && v.horizon() <= i32::from(args.horizon));
    if let Some(file) = &args.scorecard.councils {
        return scorecard::of_councils(&loaded.dataset, &reviews, file, &args.scorecard, &args.output);
    }
    if reviews.is_empty() && held {
        return Err(Failure::Nothing {
            what: "no forecast meets a roll in what was asked for",
            hint: "leave out `--january`, `--vintage`, `--base` or `--horizon` to see which do",
        });
    }
    if reviews.is_empty() {
        return Err(NO_VINTAGE);
    }
    let data = &loaded.dataset;
    if let Some(file) = &args.commentary {
        return commentary::check(data, &reviews, file, &args.output);
    }
    tell_gaps(data, &reviews)?;
    let comments = commentary::comments(&args.dataset, data, &reviews)?;
    if args.sentences {
        return commentary::print(data, &reviews, &comments, &args.output);
    }
    let past = Past::of(data, reviews)?;
    let whole = accuracy_table(data, &past.reviews);
    if let Some(folder) = &args.output.out {
        let mut outputs = OutputSet::default();
        outputs.table(&whole)?;
        outputs.table(&overview_table(data, &past.reviews, &past.overviews))?;
        outputs.table(&year_groups_table(data, &past.reviews))?;
        outputs.table(&attribution_table(data, &past.reviews))?;
        outputs.table(&commentary_table(data, &comments))?;
        outputs.table(&bias_table(data, &past.biases))?;
        outputs.table(&skill_table(data, &past.skills))?;
        outputs.file("report.html", page(&accuracy_report(data, &past, &comments), &args.dataset)?.into_bytes());
        outputs.write(folder)?;
        told(folder, &outputs)?;
    }
    print::table(args.output.format, &accuracy_digest(data, &past.reviews), &whole)?;
    if let Some(words) = worry(data, &past, Kind::Saved) {
        writeln!(std::io::stderr(), "{words}")?;
    }
    Ok(Outcome::Done)
}

/// Says which Januaries are provisional, and which areas are left out of the totals of a January for want of a roll.
fn tell_gaps(data: &Dataset, reviews: &[Review]) -> Result<(), Failure> {
    let mut told = std::collections::BTreeSet::new();
    for review in reviews {
        if review.provisional {
            told.insert(format!(
                "warning: rolls of January {} are provisional, and this review with them",
                review.year
            ));
        }
        let missing = review.rows.iter().filter(|r| r.actual.is_none());
        told.extend(missing.map(|r| {
            let unit = &data.layout.units[r.unit];
            format!(
                "warning: `{}` has no actual roll in January {}: it is left out of both sides of every total",
                unit.code, review.year
            )
        }));
    }
    let mut err = std::io::stderr().lock();
    told.iter().try_for_each(|line| writeln!(err, "{line}"))?;
    Ok(())
}

/// Refuses the name of a vintage that is not held, or that no January has come for.
fn known_vintages(reviews: &[Review], names: &[String]) -> Result<(), Failure> {
    let Some(unknown) = names.iter().find(|name| reviews.iter().all(|r| r.vintage.name != **name)) else {
        return Ok(());
    };
    let mut held: Vec<&str> = reviews.iter().map(|r| r.vintage.name.as_str()).collect();
    held.dedup();
    let what = format!("there is no vintage `{unknown}` with a January to review it against");
    let hint = match held.as_slice() {
        [] => NO_VINTAGE_HINT.to_owned(),
        held => format!("those that can be reviewed are {}", held.join(", ")),
    };
    Err(Failure::Refused { what, hint })
}

pub(super) fn finish(args: &Output, digest: &OutTable, whole: &OutTable) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.out {
        let mut outputs = OutputSet::default();
        outputs.table(whole)?;
        outputs.write(folder)?;
        told(folder, &outputs)?;
    }
    print::table(args.format, digest, whole)?;
    Ok(Outcome::Done)
}

/// `out/` and the name of the data set's folder.
pub(super) fn default_out(dataset: &Path) -> PathBuf {
    let name = dataset.canonicalize().ok().and_then(|p| p.file_name().map(PathBuf::from));
    Path::new("out").join(name.unwrap_or_default())
}

/// Which planned changes are in the places, on standard error; nothing where none is planned.
pub(super) fn tell_counted(data: &Dataset, ledger: &PlaceLedger) -> Result<(), Failure> {
    let (planned, counted) = (events(&data.place_changes).len(), events(ledger.counted()).len());
    let mut err = std::io::stderr();
    if planned > 0 && ledger.knows_events() {
        let count = ledger.count();
        writeln!(
            err,
            "places: {counted} of {planned} planned changes count, those {} (`--count {count}`)",
            count.positions()
        )?;
    } else if planned > 0 {
        let base = ledger.opening();
        writeln!(err, "places: no planned change counts, because a forecast from January {base} could not know it")?;
    }
    Ok(())
}

/// Names of files that are told one by one; of more the number is, and which to open first.
const FEW_FILES: usize = 6;

pub(super) fn told(folder: &Path, outputs: &OutputSet) -> Result<(), Failure> {
    let names: Vec<&str> = outputs.names().collect();
    let what = if names.len() > FEW_FILES { format!("{} files", names.len()) } else { names.join(", ") };
    writeln!(std::io::stderr(), "wrote {what} to {}", folder.display())?;
    if let Some(page) = names.iter().find(|name| name.ends_with(".html")) {
        writeln!(std::io::stderr(), "open {} first", folder.join(page).display())?;
    }
    Ok(())
}

fn problems_table(problems: &Problems) -> OutTable {
    let text = |f: &dyn Fn(&crate::dataset::Problem) -> String| OutColumn::Text(problems.iter().map(f).collect());
    OutTable::new(
        "problems",
        vec![
            (
                "severity",
                text(&|p| match p.fault.severity() {
                    Severity::Error => "error".to_owned(),
                    Severity::Warning => "warning".to_owned(),
                }),
            ),
            ("file", text(&|p| p.place.file.display().to_string())),
            ("row", OutColumn::Whole(problems.iter().map(|p| p.place.row.map(|r| r as i64)).collect())),
            ("column", text(&|p| p.place.column.clone().unwrap_or_default())),
            ("problem", text(&|p| p.fault.to_string())),
            ("hint", text(&|p| p.fault.hint().unwrap_or_default())),
        ],
    )
}
