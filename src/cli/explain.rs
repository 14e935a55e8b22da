//! `rollcast explain`: the arithmetic of one number.

mod closing;
mod counts;
mod homes;
mod moves;
mod numbers;
mod places;
mod question;
mod supposed;
mod words;

use super::args::{ExplainArgs, Format};
use super::failure::Failure;
use super::pipeline::{self, Forecasted};
use super::{Outcome, print};
use crate::calendar::CensusYear;
use crate::dataset::{OutColumn, OutTable};
use crate::model::{Anatomy, Component, Evidence, Grounds, Questions, Step};
use crate::places::PlaceLedger;
use crate::report::format;
use closing::{beside, closing, now};
use places::{Places, places_columns, places_words};
use question::Question;
use std::collections::BTreeMap;
use std::io::Write;
use supposed::suppose;
use words::why;

/// Decimals of pupils that are shown.
const DECIMALS: u8 = 1;

pub(super) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let run = pipeline::forecast(&args.common)?;
    let (run, supposed) = match &args.scenario {
        None => (run, None),
        Some(name) => {
            let (run, supposed) = suppose(run, args, name)?;
            (run, Some(supposed))
        }
    };
    let question = Question::new(&run, args)?;
    let cells = question.cells(run.data(), run.fitted.anatomies(run.data(), &run.forecast));
    let supposed = supposed.map(|supposed| supposed.beside(&question));
    let forecast = question.forecast(&run)?;
    let ledger = PlaceLedger::new(run.data(), run.forecast.base, run.forecast.last(), args.count.count);
    let places = ledger
        .as_ref()
        .and_then(|ledger| Places::of(run.data(), ledger, question.unit, question.groups(), question.year));
    let steps = match &supposed {
        Some(beside) => beside.all(merged(&cells)),
        None => merged(&cells),
    };
    let reasons: Vec<String> = steps.iter().map(|s| why(&run, &question, s, cells.len())).collect();
    if args.format != Format::Table {
        let mut whole = with_context(&run, &question, forecast, &steps, whole_table(&steps, reasons));
        whole.columns.extend(places_columns(places.as_ref(), steps.len()));
        whole.columns.extend(supposed.iter().flat_map(|beside| beside.columns(&steps)));
        print::table(args.format, &whole, &whole)?;
        return Ok(Outcome::Done);
    }
    let mut table = read_table(&steps);
    table.columns.extend(supposed.as_ref().map(|beside| beside.marks(&steps)));
    let mut out = std::io::stdout().lock();
    let [first, second] = heading(&run, &question, forecast);
    writeln!(out, "{first}")?;
    if let Some(beside) = &supposed {
        writeln!(out, "{}", beside.heading(forecast))?;
    }
    writeln!(out, "{second}\n\n{}\n", print::wrapped(&now(&run, &question, forecast)))?;
    drop(out);
    print::table(Format::Table, &table, &table)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{}\n", print::notes(&reasons))?;
    let known = ledger.as_ref().filter(|_| places.is_some());
    let status = known.map(|l| l.status(run.data(), question.unit, question.groups(), question.year));
    for line in closing(&run, &question, forecast, status) {
        writeln!(out, "{}", print::wrapped(&line))?;
    }
    if let (Some(places), Some(ledger)) = (&places, &ledger) {
        let intake = |cell: &Anatomy| cell.steps.iter().any(|s| s.component == Component::Intake && s.pupils != 0.0);
        let follows = supposed.is_some() && cells.iter().any(intake);
        writeln!(out, "\n{}", places_words(run.data(), places, ledger, question.year, follows))?;
        let chance = chance_of_more(&run, &question, places.total, args);
        writeln!(out, "{}", print::wrapped(&beside(places.total, forecast, question.year, chance)))?;
    }
    Ok(Outcome::Done)
}

/// With what chance there are more pupils than places, 0 to 1; `None` without paths.
fn chance_of_more(run: &Forecasted, question: &Question, places: f64, args: &ExplainArgs) -> Option<f64> {
    let mut questions = Questions::default();
    questions.ask(question.position, question.groups(), question.year, places);
    let draws = run.spec.draws(args.common.seed);
    let asked = run.fitted.forecast_with_intervals(run.data(), run.forecast.horizon, draws, &questions);
    asked.intervals?.chance_above(question.position, question.groups(), question.year, places)
}

/// The steps of all cells added up by component; of one cell, its own with their factors.
fn merged(cells: &[Anatomy]) -> Vec<Step> {
    if let [one] = cells {
        return one.steps.clone();
    }
    let mut sums: BTreeMap<Component, f64> = BTreeMap::new();
    for step in cells.iter().flat_map(|c| &c.steps) {
        *sums.entry(step.component).or_default() += step.pupils;
    }
    let step = |(component, pupils)| Step { component, pupils, factor: None, grounds: None };
    sums.into_iter().map(step).collect()
}

fn heading(run: &Forecasted, question: &Question, forecast: f64) -> [String; 2] {
    let (data, base) = (run.data(), run.forecast.base);
    let ahead = match question.year.years_since(base) {
        1 => "1 year".to_owned(),
        n => format!("{n} years"),
    };
    [
        format!(
            "{} ({}), {}, January {}: {} pupils",
            question.unit.name,
            question.unit.code,
            question.spoken(data),
            question.year,
            format::decimal(forecast, DECIMALS),
        ),
        format!("{}, from the rolls of January {base}; {ahead} ahead", run.spec.title),
    ]
}

fn factor(step: &Step) -> String {
    step.factor.map_or(String::new(), |f| format!("x {}", format::decimal(f, 4)))
}

/// The steps to be read: rounded so that they add to the rounded forecast, each with the number of the note that says why.
fn read_table(steps: &[Step]) -> OutTable {
    let (mut running, mut before) = (0.0, 0.0);
    let (mut pupils, mut totals) = (vec![], vec![]);
    for step in steps {
        running += step.pupils;
        let after = format::round_half_up(running, DECIMALS);
        pupils.push(Some(after - before));
        totals.push(Some(after));
        before = after;
    }
    let named = |(i, s): (usize, &Step)| format!("{} ({})", s.component.spoken(), i + 1);
    OutTable::new(
        "explain",
        vec![
            ("step", OutColumn::Text(steps.iter().enumerate().map(named).collect())),
            ("factor", OutColumn::Text(steps.iter().map(factor).collect())),
            ("pupils", OutColumn::Number(pupils)),
            ("total", OutColumn::Number(totals)),
        ],
    )
}

/// The steps for a program to read, unrounded.
fn whole_table(steps: &[Step], reasons: Vec<String>) -> OutTable {
    let mut running = 0.0;
    let add = |s: &Step| {
        running += s.pupils;
        Some(running)
    };
    let totals = steps.iter().map(add).collect();
    // What came, what was looked for, and how far that is trusted.
    let numbers = |g: &Grounds| match g {
        Grounds::Counts(e) => [e.observed, e.expected, 100.0 * e.trust()],
        Grounds::Usual(u) => [u.fed, u.usual, 100.0 * u.carried],
    };
    let numbers: Vec<Option<[f64; 3]>> =
        steps.iter().map(|s| s.grounds.as_ref().map(numbers).filter(|[_, expected, _]| *expected > 0.0)).collect();
    let grounds = |which: usize| OutColumn::Number(numbers.iter().map(|n| n.map(|n| n[which])).collect());
    OutTable::new(
        "explain",
        vec![
            ("step", OutColumn::Text(steps.iter().map(|s| s.component.spoken().to_owned()).collect())),
            ("factor", OutColumn::Number(steps.iter().map(|s| s.factor).collect())),
            ("pupils", OutColumn::Number(steps.iter().map(|s| Some(s.pupils)).collect())),
            ("running_total", OutColumn::Number(totals)),
            ("observed", grounds(0)),
            ("expected", grounds(1)),
            ("trusted_percent", grounds(2)),
            ("why", OutColumn::Text(reasons)),
        ],
    )
}

/// The steps for a program to read: with what is explained, its forecast and bands, and the rest of the evidence.
fn with_context(run: &Forecasted, question: &Question, forecast: f64, steps: &[Step], mut table: OutTable) -> OutTable {
    let (data, rows) = (run.data(), steps.len());
    let year = |y: CensusYear| OutColumn::Whole(vec![Some(i64::from(y.0)); rows]);
    let text = |t: &str| OutColumn::Text(vec![t.to_owned(); rows]);
    let number = |n: Option<f64>| OutColumn::Number(vec![n; rows]);
    let evidence = |f: &dyn Fn(&Evidence) -> f64| {
        let counts = |s: &Step| match &s.grounds {
            Some(Grounds::Counts(e)) if e.expected > 0.0 => Some(f(e)),
            _ => None,
        };
        OutColumn::Number(steps.iter().map(counts).collect())
    };
    let band = run.forecast.band(question.position, question.groups(), question.year);
    let status = run.forecast.status(data, question.unit, question.groups(), question.year);
    let context = [
        ("base_year", year(run.forecast.base)),
        ("census_year", year(question.year)),
        ("area", text(&question.unit.code)),
        ("year_group", text(&question.series.name)),
        ("forecast", number(Some(forecast))),
        ("lo80", number(band.map(|b| b.lo80))),
        ("hi80", number(band.map(|b| b.hi80))),
        ("lo95", number(band.map(|b| b.lo95))),
        ("hi95", number(band.map(|b| b.hi95))),
        ("status", text(status.word())),
        ("drawn_to_ratio", evidence(&|e| e.toward)),
        ("drawn_by_pupils", evidence(&|e| e.pull)),
        ("memory", evidence(&|e| e.memory)),
        ("left_percent", evidence(&|e| 100.0 * e.left)),
    ];
    table.columns.splice(0..0, context.map(|(name, column)| (name.to_owned(), column)));
    table
}
