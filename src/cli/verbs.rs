//! One function a verb.

use super::args::{CheckArgs, Output, ReviewArgs, RunArgs, TableArgs};
use super::failure::{Failure, Listed};
use super::manifest::{Clock, manifest};
use super::pipeline::{self, Forecasted};
use super::{Outcome, print};
use crate::accuracy::{Review, accuracy_table};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, OutputSet, Problems, Severity, Tier, Unit};
use crate::model::forecast_table;
use crate::places::{Standing, SurplusCheck, surplus_table};
use crate::report::{RunResults, html, run_report, whole_pupils};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A sentence for a data set without places.
const NO_PLACES: Failure = Failure::Nothing {
    what: "the data set holds no places",
    hint: "add places.csv: census_year, area, year_group, places",
};

/// A sentence for a data set without past forecasts.
const NO_VINTAGE: Failure = Failure::Nothing {
    what: "there is no past forecast to review",
    hint: "add published_forecasts.csv: vintage, census_year, area, series, forecast",
};

pub(super) fn run(args: &RunArgs) -> Result<Outcome, Failure> {
    let clock = Clock::start();
    let run = pipeline::forecast(&args.common)?;
    let surplus = run.surplus();
    let reviews = pipeline::reviews(&run.loaded);
    let document = run_report(RunResults {
        data: run.data(),
        spec: &run.spec,
        forecast: &run.forecast,
        surplus: surplus.as_ref().map(|(ledger, check)| (ledger, check)),
        reviews: &reviews,
        warnings: &run.loaded.warnings,
    });
    // A council's own template and style stand in the data set's reports/ folder.
    let overrides = args.common.dataset.join("reports");
    let house = html::House::from_folder(&overrides).map_err(|e| Failure::House(overrides, e))?;
    let page = html::render(&document, &house).map_err(Failure::Template)?;

    let mut outputs = OutputSet::default();
    outputs.table(&forecast_table(run.data(), &run.forecast))?;
    match &surplus {
        Some((_, check)) => outputs.table(&surplus_table(run.data(), check))?,
        None => outputs.without_table("surplus"),
    }
    if reviews.is_empty() {
        outputs.without_table("accuracy");
    } else {
        outputs.table(&accuracy_table(run.data(), &reviews))?;
    }
    outputs.file("report.html", page.into_bytes());
    outputs.file("run.json", manifest(&run, &clock));
    let folder = args.out.clone().unwrap_or_else(|| default_out(&args.common.dataset));
    outputs.write(&folder)?;

    let summary = summary(&run, surplus.as_ref().map(|(_, check)| check));
    print::table(args.format, &summary, &summary)?;
    told(&folder, &outputs)?;
    Ok(Outcome::Done)
}

pub(super) fn check(args: &CheckArgs) -> Result<Outcome, Failure> {
    let found = Dataset::load(&args.common.dataset);
    let problems = match &found {
        Ok(loaded) => &loaded.warnings,
        Err(problems) => problems,
    };
    if let Some(folder) = &args.out {
        let mut outputs = OutputSet::default();
        outputs.table(&problems_table(problems))?;
        outputs.write(folder)?;
        told(folder, &outputs)?;
    }
    let loaded = found.map_err(Failure::Inputs)?;
    // Inputs that read well may still be too short for the model, or not reach the base.
    let base = args.common.base.map_or(loaded.dataset.last_census(), CensusYear);
    let spec = pipeline::spec(&args.common)?;
    let fitted = spec.fit(&loaded.dataset, base);
    if fitted.is_ok() || loaded.warnings.warnings() > 0 {
        writeln!(std::io::stderr(), "{}", Listed(&loaded.warnings))?;
    }
    fitted?.forecast(usize::from(args.common.horizon));
    let strict = args.strict && loaded.warnings.warnings() > 0;
    Ok(if strict { Outcome::CheckFailed } else { Outcome::Done })
}

pub(super) fn forecast(args: &TableArgs) -> Result<Outcome, Failure> {
    let run = pipeline::forecast(&args.common)?;
    finish(&args.output, &forecast_digest(&run), &forecast_table(run.data(), &run.forecast))
}

pub(super) fn surplus(args: &TableArgs) -> Result<Outcome, Failure> {
    let run = pipeline::forecast(&args.common)?;
    let (_, check) = run.surplus().ok_or(NO_PLACES)?;
    finish(&args.output, &surplus_digest(run.data(), &check), &surplus_table(run.data(), &check))
}

pub(super) fn accuracy(args: &ReviewArgs) -> Result<Outcome, Failure> {
    let loaded = pipeline::load(&args.dataset)?;
    let last = args.base.map_or(loaded.dataset.last_census(), CensusYear);
    let mut reviews = pipeline::reviews(&loaded);
    reviews.retain(|v| v.year <= last && v.horizon() <= i32::from(args.horizon));
    if reviews.is_empty() {
        return Err(NO_VINTAGE);
    }
    let whole = accuracy_table(&loaded.dataset, &reviews);
    finish(&args.output, &accuracy_digest(&loaded.dataset, &reviews), &whole)
}

fn finish(args: &Output, digest: &OutTable, whole: &OutTable) -> Result<Outcome, Failure> {
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
fn default_out(dataset: &Path) -> PathBuf {
    let name = dataset.canonicalize().ok().and_then(|p| p.file_name().map(PathBuf::from));
    Path::new("out").join(name.unwrap_or_default())
}

fn told(folder: &Path, outputs: &OutputSet) -> Result<(), Failure> {
    let names: Vec<&str> = outputs.names().collect();
    writeln!(std::io::stderr(), "wrote {} to {}", names.join(", "), folder.display())?;
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

/// Rolls and surplus of the whole data set, a row for each series.
fn summary(run: &Forecasted, check: Option<&SurplusCheck>) -> OutTable {
    let (data, forecast) = (run.data(), &whole_pupils(&run.forecast));
    let root = data.layout.units.first();
    let series = data.schooling.series();
    let roll = |year: CensusYear| {
        let of = |s: &crate::calendar::Series| root.and_then(|u| forecast.pupils(data, u, &s.groups, year));
        series.iter().map(of).collect::<Vec<Option<f64>>>()
    };
    let whole = |values: &[Option<f64>]| OutColumn::Whole(values.iter().map(|v| v.map(|x| x.round() as i64)).collect());
    let (base, last) = (roll(forecast.base), roll(forecast.last()));
    let change = base.iter().zip(&last).map(|(b, l)| Some(100.0 * (l.as_ref()? / b.as_ref()? - 1.0))).collect();
    let surplus = |year: CensusYear| {
        let of = |s: usize| check?.of(data, root?.tier, SeriesId(s), year).next()?.1.percent();
        OutColumn::Number((0..series.len()).map(of).collect())
    };
    let below = |year: CensusYear| {
        let of = |s: usize| {
            let floor = data.targets.floors.iter().find(|f| f.series.contains(&SeriesId(s)));
            match (floor, check) {
                (Some(floor), Some(check)) => below_target(data, check, floor.tier, SeriesId(s), year),
                _ => String::new(),
            }
        };
        OutColumn::Text((0..series.len()).map(of).collect())
    };
    OutTable::new(
        "summary",
        vec![
            ("series".to_owned(), OutColumn::Text(series.iter().map(|s| s.name.clone()).collect())),
            (format!("roll_{}", forecast.base), whole(&base)),
            (format!("roll_{}", forecast.last()), whole(&last)),
            ("change_percent".to_owned(), OutColumn::Number(change)),
            (format!("surplus_percent_{}", forecast.base), surplus(forecast.base)),
            (format!("surplus_percent_{}", forecast.last()), surplus(forecast.last())),
            (format!("below_target_{}", forecast.base), below(forecast.base)),
            (format!("below_target_{}", forecast.last()), below(forecast.last())),
        ],
    )
}

fn below_target(data: &Dataset, check: &SurplusCheck, tier: Tier, series: SeriesId, year: CensusYear) -> String {
    let standings: Vec<&Standing> = check.of(data, tier, series, year).map(|(_, s)| s).collect();
    let below = standings.iter().filter(|s| s.meets_target() == Some(false)).count();
    format!("{below} of {}", standings.len())
}

/// The levels a digest shows: those no finer than the coarsest panel.
fn digest_units(data: &Dataset) -> impl Iterator<Item = &Unit> {
    let level = data.layout.panels.iter().map(|p| p.level).min();
    data.layout.units.iter().filter(move |u| matches!(u.tier, Tier::Level(l) if Some(l) <= level))
}

/// Named series of the coarser levels, years across.
fn forecast_digest(run: &Forecasted) -> OutTable {
    let (data, forecast) = (run.data(), &whole_pupils(&run.forecast));
    let keys: Vec<_> = digest_units(data).flat_map(|u| data.schooling.series().iter().map(move |s| (u, s))).collect();
    let mut columns = vec![
        ("area".to_owned(), OutColumn::Text(keys.iter().map(|(u, _)| u.name.clone()).collect())),
        ("series".to_owned(), OutColumn::Text(keys.iter().map(|(_, s)| s.name.clone()).collect())),
    ];
    for year in (forecast.base.0..=forecast.last().0).map(CensusYear) {
        let pupils = keys.iter().map(|(u, s)| forecast.pupils(data, u, &s.groups, year).map(|p| p.round() as i64));
        columns.push((year.to_string(), OutColumn::Whole(pupils.collect())));
    }
    OutTable::new("forecast", columns)
}

/// Units that a target judges: surplus by year, and what is needed at the end.
fn surplus_digest(data: &Dataset, check: &SurplusCheck) -> OutTable {
    let last = check.standings.iter().map(|s| s.year).max().unwrap_or(check.base);
    let keys: Vec<(&Unit, SeriesId)> = data
        .targets
        .floors
        .iter()
        .flat_map(|f| f.series.iter().map(move |&s| (f.tier, s)))
        .flat_map(|(tier, s)| check.of(data, tier, s, check.base).map(move |(u, _)| (u, s)))
        .collect();
    let at =
        |u: &Unit, s: SeriesId, year| check.of(data, u.tier, s, year).find(|(o, _)| o.code == u.code).map(|(_, s)| s);
    let mut columns = vec![
        ("area".to_owned(), OutColumn::Text(keys.iter().map(|(u, _)| u.name.clone()).collect())),
        (
            "series".to_owned(),
            OutColumn::Text(keys.iter().map(|(_, s)| data.schooling.series()[s.0].name.clone()).collect()),
        ),
    ];
    for year in (check.base.0..=last.0).map(CensusYear) {
        let percents = keys.iter().map(|(u, s)| at(u, *s, year).and_then(Standing::percent));
        columns.push((format!("{year}_%"), OutColumn::Number(percents.collect())));
    }
    let needed = keys.iter().map(|(u, s)| Some(at(u, *s, last)?.places_needed()?.ceil() as i64));
    columns.push((format!("places_needed_{last}"), OutColumn::Whole(needed.collect())));
    OutTable::new("surplus", columns)
}

/// The levels a review is printed at.
fn accuracy_digest(data: &Dataset, reviews: &[Review]) -> OutTable {
    let rows: Vec<_> = reviews
        .iter()
        .flat_map(|v| v.rows.iter().map(move |r| (v, r)))
        .filter(|(_, r)| matches!(data.layout.units[r.unit].tier, Tier::Level(_)))
        .collect();
    let whole = |f: &dyn Fn(&crate::accuracy::ReviewRow) -> Option<f64>| {
        OutColumn::Whole(rows.iter().map(|(_, r)| f(r).map(|x| x.round() as i64)).collect())
    };
    OutTable::new(
        "accuracy",
        vec![
            ("vintage", OutColumn::Text(rows.iter().map(|(v, _)| v.vintage.to_string()).collect())),
            ("january", OutColumn::Text(rows.iter().map(|(v, _)| v.year.to_string()).collect())),
            ("area", OutColumn::Text(rows.iter().map(|(_, r)| data.layout.units[r.unit].name.clone()).collect())),
            (
                "series",
                OutColumn::Text(rows.iter().map(|(_, r)| data.schooling.series()[r.series.0].name.clone()).collect()),
            ),
            ("forecast", whole(&|r| Some(r.forecast))),
            ("actual", whole(&|r| r.actual)),
            ("difference", whole(&|r| r.difference())),
            ("percent", OutColumn::Number(rows.iter().map(|(_, r)| r.percent()).collect())),
            ("within_tolerance", OutColumn::Flag(rows.iter().map(|(v, r)| r.within(v.tolerance_percent)).collect())),
        ],
    )
}
