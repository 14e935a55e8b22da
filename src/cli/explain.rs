//! `rollcast explain`: the arithmetic of one number.

use super::args::{ExplainArgs, Format};
use super::explain_places::{Places, places_columns, places_words};
use super::failure::Failure;
use super::pipeline::{self, Forecasted};
use super::{Outcome, print};
use crate::calendar::{BirthYear, CensusYear, YearGroup};
use crate::dataset::{OutColumn, OutTable, SharedBy, Unit};
use crate::model::{Anatomy, Component, Evidence, Step};
use crate::places::PlaceLedger;
use crate::report::format;
use std::collections::BTreeMap;
use std::io::Write;

/// What is to be explained.
struct Question<'a> {
    unit: &'a Unit,
    position: usize,
    group: YearGroup,
    year: CensusYear,
}

pub(super) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let run = pipeline::forecast(&args.common)?;
    let question = question(&run, args)?;
    let cells: Vec<Anatomy> = run
        .fitted
        .anatomies(run.data(), run.forecast.horizon)
        .into_iter()
        .filter(|a| a.group == question.group && a.year == question.year)
        .filter(|a| question.unit.area.is_some_and(|u| run.data().geography.lies_in(a.area, u)))
        .collect();
    let groups = [question.group];
    let forecast = run.forecast.pupils(run.data(), question.unit, &groups, question.year).ok_or_else(|| {
        let name = run.data().schooling.name(question.group);
        refused(
            format!("`{}` has no forecast for year group {name}: it has held no roll in it", question.unit.code),
            "choose a year group it has, or an area that holds it",
        )
    })?;
    let ledger = PlaceLedger::new(run.data(), run.forecast.base, run.forecast.last(), args.count.count);
    let places =
        ledger.as_ref().and_then(|ledger| Places::of(run.data(), ledger, question.unit, groups[0], question.year));
    let steps = merged(&cells);
    let table = steps_table(&run, &question, &steps, cells.len());
    if args.format != Format::Table {
        let mut whole = with_context(&run, &question, forecast, &steps, table);
        whole.columns.extend(places_columns(places.as_ref(), steps.len()));
        print::table(args.format, &whole, &whole)?;
        return Ok(Outcome::Done);
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", heading(&run, &question, forecast))?;
    drop(out);
    print::table(Format::Table, &table, &table)?;
    let mut out = std::io::stdout().lock();
    for line in closing(&run, &question, forecast, cells.len()) {
        writeln!(out, "{line}")?;
    }
    if let (Some(places), Some(ledger)) = (&places, &ledger) {
        writeln!(out, "\n{}", places_words(places, ledger, question.year))?;
    }
    Ok(Outcome::Done)
}

fn refused(what: String, hint: &str) -> Failure {
    Failure::Refused { what, hint: hint.to_owned() }
}

fn question<'a>(run: &'a Forecasted, args: &ExplainArgs) -> Result<Question<'a>, Failure> {
    let (data, year) = (run.data(), CensusYear(args.year));
    let named = |u: &Unit| u.area.is_some() && (u.code == args.area || u.name == args.area);
    let mut found = data.layout.units.iter().enumerate().filter(|(_, u)| named(u));
    let (position, unit) = match (found.next(), found.next()) {
        (Some(one), None) => one,
        (Some((_, a)), Some((_, b))) => {
            let what = format!("`{}` is the name of more than one area", args.area);
            return Err(refused(what, &format!("name its code: `{}` or `{}`", a.code, b.code)));
        }
        (None, _)
            if data.layout.units.iter().any(|u| u.area.is_none() && (u.code == args.area || u.name == args.area)) =>
        {
            let what = format!("`{}` is a group of areas, and only the numbers of areas are explained", args.area);
            return Err(refused(what, "name one of its members in groupings.csv"));
        }
        _ => {
            let hint = "name the code of an area in areas.csv whose rolls are forecast, or its name";
            return Err(refused(format!("unknown area `{}`", args.area), hint));
        }
    };
    let group = data.schooling.group(&args.year_group).ok_or_else(|| {
        let known = data.schooling.names().join(", ");
        refused(format!("unknown year group `{}`", args.year_group), &format!("one of {known}"))
    })?;
    if year <= run.forecast.base {
        let roll = run.forecast.pupils(data, unit, &[group], year);
        let roll = roll.map_or("not held".to_owned(), |n| format!("{} pupils", format::count(n as i64)));
        let what = format!("January {year} is history, not a forecast: the roll was {roll}");
        return Err(refused(what, &format!("choose a January after the base, {}", run.forecast.base)));
    }
    if year > run.forecast.last() {
        let what = format!("January {year} lies beyond the forecast, which ends in {}", run.forecast.last());
        return Err(refused(what, "give a longer `--horizon`"));
    }
    Ok(Question { unit, position, group, year })
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
    let step = |(component, pupils)| Step { component, pupils, factor: None, evidence: None };
    sums.into_iter().map(step).collect()
}

fn heading(run: &Forecasted, question: &Question, forecast: f64) -> String {
    let (data, base) = (run.data(), run.forecast.base);
    format!(
        "{} ({}), year group {}, January {}: {} pupils\n{}, from the rolls of January {base}; {} ahead\n",
        question.unit.name,
        question.unit.code,
        data.schooling.name(question.group),
        question.year,
        format::decimal(forecast, 1),
        run.spec.title,
        match question.year.years_since(base) {
            1 => "1 year".to_owned(),
            n => format!("{n} years"),
        }
    )
}

fn steps_table(run: &Forecasted, question: &Question, steps: &[Step], cells: usize) -> OutTable {
    let evidence = |f: &dyn Fn(&Evidence) -> f64| {
        OutColumn::Number(steps.iter().map(|s| s.evidence.as_ref().filter(|e| e.expected > 0.0).map(f)).collect())
    };
    let mut running = 0.0;
    let totals: Vec<Option<f64>> = steps
        .iter()
        .map(|s| {
            running += s.pupils;
            Some(running)
        })
        .collect();
    let factor = |s: &Step| s.factor.map_or(String::new(), |f| format!("x {}", format::decimal(f, 4)));
    OutTable::new(
        "explain",
        vec![
            ("step", OutColumn::Text(steps.iter().map(|s| s.component.spoken().to_owned()).collect())),
            ("factor", OutColumn::Text(steps.iter().map(factor).collect())),
            ("pupils", OutColumn::Number(steps.iter().map(|s| Some(s.pupils)).collect())),
            ("running_total", OutColumn::Number(totals)),
            ("observed", evidence(&|e| e.observed)),
            ("expected", evidence(&|e| e.expected)),
            ("trusted_percent", evidence(&|e| 100.0 * e.trust())),
            ("why", OutColumn::Text(steps.iter().map(|s| why(run, question, s, cells)).collect())),
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
        OutColumn::Number(steps.iter().map(|s| s.evidence.as_ref().filter(|e| e.expected > 0.0).map(f)).collect())
    };
    let band = run.forecast.band(question.position, &[question.group], question.year);
    let status = run.forecast.status(data, question.unit, &[question.group], question.year);
    let context = [
        ("base_year", year(run.forecast.base)),
        ("census_year", year(question.year)),
        ("area", text(&question.unit.code)),
        ("year_group", text(data.schooling.name(question.group))),
        ("forecast", number(Some(forecast))),
        ("lo80", number(band.map(|b| b.lo80))),
        ("hi80", number(band.map(|b| b.hi80))),
        ("lo95", number(band.map(|b| b.lo95))),
        ("hi95", number(band.map(|b| b.hi95))),
        ("status", text(status.word())),
        ("drawn_to_ratio", evidence(&|e| e.toward)),
        ("drawn_by_pupils", evidence(&|e| e.pull)),
        ("memory", evidence(&|e| e.memory)),
    ];
    table.columns.splice(0..0, context.map(|(name, column)| (name.to_owned(), column)));
    table
}

/// What a step means, in a few words.
fn why(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    let data = run.data();
    let before = question.year.plus(-1);
    let forecast_itself = if before > run.forecast.base { ", itself a forecast" } else { "" };
    match step.component {
        Component::Births => {
            let lag = data.births.as_ref().map_or(0, |b| i32::from(b.lag));
            let year = question.year.plus(-lag);
            let known = data.known(run.forecast.base).and_then(|k| Some(k.last_births(data.births.as_ref()?)));
            let unknown = if known.is_some_and(|k| year.0 > k.0) { ", not yet known: forecast" } else { "" };
            format!("year to 30 June {year}{unknown}{}", shared_births(run, question, BirthYear(year.0)))
        }
        Component::PreSchool => {
            "the cohort as it is counted before school, beside its births: more than usual have come, or gone"
                .to_owned()
        }
        Component::Feeder => {
            let below = data.schooling.name(YearGroup(question.group.0.saturating_sub(1)));
            format!("year group {below} in January {before}{forecast_itself}")
        }
        Component::UsualEntry => "the area's usual share of the nation's entry".to_owned(),
        Component::LastRoll => format!("January {}", run.forecast.base),
        Component::Transfer => "those who come from elsewhere, less those who leave the area's schools".to_owned(),
        Component::UsualShare if step.pupils < 0.0 => {
            "the cohort is larger than usual here, and is drawn down".to_owned()
        }
        Component::UsualShare => "the cohort is smaller than usual here, and is drawn up".to_owned(),
        Component::NationalRate => {
            let (first, base) = (data.rolls.first, run.forecast.base);
            let counts = step.evidence.as_ref().map_or(String::new(), |e| {
                format!(": its pupils beside those who fed them, last year counting {} of this one", of_memory(e))
            });
            format!("what the nation's cohorts gain or lose at this step{counts}; Januaries {first} to {base} smoothed")
        }
        Component::AreaLevel => level_words("beside the nation, this area's pupils", step, cells),
        Component::Departure => level_words("beside the area's other year groups, this one", step, cells),
        Component::Drift => "families with younger children move as those of primary pupils do".to_owned(),
        Component::Ratio => "the area's own ratio of recent years".to_owned(),
        Component::Growth => "growth since the base".to_owned(),
        Component::Arrivals => "a wave of arrivals that a scenario supposes, moved up with its year groups".to_owned(),
        Component::Housing => {
            "pupils of homes planned beyond the rate of late, which the rates above know already".to_owned()
        }
        Component::Slippage => {
            "what the expected delivery of those homes differs from the plan by: slippage.csv".to_owned()
        }
        Component::Shares => "leavers whom a scenario sends elsewhere, moved up with their year groups".to_owned(),
        Component::Intake => "intakes that a scenario moves between areas, moved up with their year groups".to_owned(),
        Component::Intervention => {
            "a planner's own adjustment, moved up with its year groups: interventions.csv".to_owned()
        }
    }
}

/// Of births that are a share of a larger area's: which share, and by what.
fn shared_births(run: &Forecasted, question: &Question, year: BirthYear) -> String {
    let data = run.data();
    let found = || {
        let (births, known) = data.births.as_ref().zip(data.known(run.forecast.base))?;
        let row = data.layout.panels[0].areas.binary_search(&question.unit.area?).ok()?;
        births.share(row, year.min(known.last_births(births)), &known)
    };
    found().map_or(String::new(), |share| {
        let by = match share.by {
            SharedBy::Births(last) => format!("its own births in the latest three years to June {last}"),
            SharedBy::Rolls => format!("its pupils in the three Januaries to {}", run.forecast.base),
        };
        let (of, share) = (&data.geography.area(share.of).name, format::percent(100.0 * share.share));
        format!("; {share} of those of {of}, its share by {by}")
    })
}

/// What a year counts beside the next.
fn of_memory(evidence: &Evidence) -> String {
    format::percent(100.0 * evidence.memory)
}

fn level_words(what: &str, step: &Step, cells: usize) -> String {
    match &step.evidence {
        Some(e) if e.expected > 0.0 => {
            let drawn = if e.pull > 0.0 {
                format!(", drawn to x {} as far as they are not trusted", format::decimal(e.toward, 4))
            } else {
                String::new()
            };
            format!("{what}{drawn}; last year counts {} of this one", of_memory(e))
        }
        Some(_) => format!("{what}; no history of its own, so as in the larger area"),
        None if cells > 1 => format!("{what}, added over {cells} areas"),
        None => what.to_owned(),
    }
}

fn closing(run: &Forecasted, question: &Question, forecast: f64, cells: usize) -> Vec<String> {
    let data = run.data();
    let mut lines = vec![format!(
        "\nThe steps add to the forecast, {} pupils. Observed and expected pupils are weighted by year.",
        format::decimal(forecast, 1)
    )];
    if let Some(band) = run.forecast.band(question.position, &[question.group], question.year) {
        let whole = |n: f64| format::count(format::round_half_up(n, 0) as i64);
        lines.push(format!(
            "80% of the futures drawn lie from {} to {} pupils, 95% from {} to {}.",
            whole(band.lo80),
            whole(band.hi80),
            whole(band.lo95),
            whole(band.hi95)
        ));
    }
    if cells > 1 {
        let text = "It is the sum of {} areas; name one of them for its factors and what they rest on.";
        lines.push(text.replace("{}", &cells.to_string()));
    }
    let status = run.forecast.status(data, question.unit, &[question.group], question.year);
    if status > crate::status::Status::Derived {
        lines.push(format!("It rests on {status} figures: nobody's record."));
    }
    lines
}
