//! Each step of a number in words: what it means and what it rests on, so that it can be worked out again.

use super::question::Question;
use crate::calendar::{BirthYear, CensusYear, Role, YearGroup};
use crate::cli::pipeline::Forecasted;
use crate::dataset::SharedBy;
use crate::model::{Component, Evidence, Grounds, Step, Usual};
use crate::report::format;

/// What a step means.
pub(super) fn why(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    let data = run.data();
    let before = question.year.plus(-1);
    let forecast_itself = if before > run.forecast.base { ", itself a forecast" } else { "" };
    match step.component {
        Component::Births => {
            let lag = data.births.as_ref().map_or(0, |b| i32::from(b.lag));
            let year = question.year.plus(-lag);
            let known = data.known(run.forecast.base).and_then(|k| Some(k.last_births(data.births.as_ref()?)));
            let unknown = if known.is_some_and(|k| year.0 > k.0) { ", not yet known: forecast" } else { "" };
            format!("born in the year to 30 June {year}{unknown}{}", shared_births(run, question, BirthYear(year.0)))
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
        Component::UsualShare => match step.grounds {
            Some(Grounds::Usual(usual)) => usual_words(&usual),
            _ => "cohorts larger than usual for their area are drawn down, smaller ones up".to_owned(),
        },
        Component::NationalRate => national_words(run, question, step),
        Component::AreaLevel => level_words(run, question, step, cells),
        Component::Departure => departure_words(question, step, cells),
        Component::Drift => "families with younger children move as those of primary pupils do".to_owned(),
        Component::Ratio => "the area's own ratio of recent years".to_owned(),
        Component::Growth => "growth since the base".to_owned(),
        Component::Housing => {
            "pupils of the homes planned beyond the number lately built a year, whose pupils are in the factors above"
                .to_owned()
        }
        Component::Arrivals => "a wave of arrivals that a scenario supposes, moved up with its year groups".to_owned(),
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

/// Pupils with one decimal.
fn pupils(n: f64) -> String {
    format::decimal(n, 1)
}

fn usual_words(usual: &Usual) -> String {
    let (kept, drawn) = (format::percent(100.0 * usual.carried), if usual.fed > usual.usual { "down" } else { "up" });
    format!(
        "{} feed it, where {} are usual here beside the nation; {kept} of a difference is carried on and the rest drawn \
         {drawn}: ({} / {}) to the power of {}",
        pupils(usual.fed),
        pupils(usual.usual),
        pupils(usual.usual),
        pupils(usual.fed),
        format::decimal(1.0 - usual.carried, 2),
    )
}

/// How years are weighed, which is why counts of pupils are no whole numbers.
fn weighed(evidence: &Evidence) -> String {
    format!(
        "each January counts {} of the one after it, hence fractions of pupils",
        format::percent(100.0 * evidence.memory)
    )
}

fn national_words(run: &Forecasted, question: &Question, step: &Step) -> String {
    let what = "what the nation's cohorts gain or lose at this step";
    let (first, base) = (run.data().rolls.first, run.forecast.base);
    let Some(Grounds::Counts(e)) = &step.grounds else {
        return format!("{what}; Januaries {first} to {base} smoothed");
    };
    let fed = if question.group.0 == 0 { "births that fed them" } else { "in the year group below a year earlier" };
    format!(
        "{what}, Januaries {first} to {base} smoothed: {} pupils, of {} {fed} ({})",
        pupils(e.observed),
        pupils(e.expected),
        weighed(e)
    )
}

/// The year groups whose pupils make a level: those of the phase, or the intake alone.
fn level_groups(run: &Forecasted, group: YearGroup) -> String {
    let schooling = &run.data().schooling;
    let role = schooling.role(group);
    let same: Vec<&str> =
        schooling.groups().filter(|g| schooling.role(*g) == role).map(|g| schooling.name(g)).collect();
    match &same[..] {
        [first, .., last] if matches!(role, Role::Primary | Role::Secondary) => {
            format!("year groups {first} to {last}")
        }
        _ => format!("year group {}", schooling.name(group)),
    }
}

fn level_words(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    of_counts("this area's pupils beside the nation", ", so as in the larger area", step, cells, |e| {
        let believed = match e.pull > 0.0 {
            true => trust_words(e, "its larger area's"),
            false => "believed wholly: an intake's own level is smoothed over the years, not drawn to a larger area's"
                .to_owned(),
        };
        let of = format!(" of {}", level_groups(run, question.group));
        came(e, &of, "the nation's rates give", &believed)
    })
}

fn departure_words(question: &Question, step: &Step, cells: usize) -> String {
    of_counts("this year group beside the area's others", "", step, cells, |e| {
        let fades = if e.left < 1.0 {
            format!(
                "; it fades with the years ahead, and {} of it, as a power, is left in January {}",
                format::percent(100.0 * e.left),
                question.year
            )
        } else {
            String::new()
        };
        came(e, "", "the area's level gives", &format!("{}{fades}", trust_words(e, "no departure")))
    })
}

/// What a step rests on where it rests on counts; else what it is, and why there are none.
fn of_counts(
    what: &str,
    without: &str,
    step: &Step,
    cells: usize,
    counted: impl FnOnce(&Evidence) -> String,
) -> String {
    match &step.grounds {
        Some(Grounds::Counts(e)) if e.expected > 0.0 => counted(e),
        Some(_) => format!("{what}; no history of its own{without}"),
        None if cells > 1 => format!("{what}, added over {cells} areas"),
        None => what.to_owned(),
    }
}

/// The pupils who came beside those looked for, and what is made of that.
fn came(evidence: &Evidence, of: &str, giving: &str, believed: &str) -> String {
    let (observed, expected) = (pupils(evidence.observed), pupils(evidence.expected));
    format!("{observed} pupils{of} came where {giving} {expected} ({}); {believed}", weighed(evidence))
}

/// How far the pupils counted are believed, and what stands in for the rest.
fn trust_words(evidence: &Evidence, whose: &str) -> String {
    format!(
        "believed to {}, and for the rest x {}, {whose}",
        format::percent(100.0 * evidence.trust()),
        format::decimal(evidence.toward, 4)
    )
}

/// What is said below the steps.
pub(super) fn closing(run: &Forecasted, question: &Question, forecast: f64) -> Vec<String> {
    let mut lines = vec![format!("The steps add to the forecast, {} pupils.", pupils(forecast))];
    if let Some(band) = run.forecast.band(question.position, &[question.group], question.year) {
        let whole = |n: f64| format::count(format::round_half_up(n, 0) as i64);
        lines.push(format!(
            "In 80 of 100 simulated futures the roll lies from {} to {} pupils, in 95 of 100 from {} to {}.",
            whole(band.lo80),
            whole(band.hi80),
            whole(band.lo95),
            whole(band.hi95)
        ));
    }
    lines.extend(members(run, question));
    lines.extend(unsure(run, question));
    lines
}

/// The areas that a sum is of, the largest first.
fn members(run: &Forecasted, question: &Question) -> Option<String> {
    let data = run.data();
    let inside = |area| question.unit.area.is_some_and(|u| data.geography.lies_in(area, u));
    let forecast = |unit| run.forecast.pupils(data, unit, &[question.group], question.year);
    let panel = data.layout.panels.iter().find(|p| p.column(question.group).is_some())?;
    let units = data.layout.units.iter().filter(|u| u.area.is_some_and(|a| panel.areas.contains(&a) && inside(a)));
    let mut parts: Vec<(f64, &str)> = units.filter_map(|u| Some((forecast(u)?, u.name.as_str()))).collect();
    if parts.len() < 2 {
        return None;
    }
    parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let told: Vec<String> = parts.iter().map(|(n, name)| format!("{name} {}", pupils(*n))).collect();
    Some(format!(
        "It is the sum of {} areas: {}. Name one of them for its factors and what they rest on.",
        parts.len(),
        told.join(", ")
    ))
}

/// What of it is nobody's record.
fn unsure(run: &Forecasted, question: &Question) -> Option<String> {
    let (data, base) = (run.data(), run.forecast.base);
    let record = crate::status::Status::Derived;
    let rolls = run.forecast.status(data, question.unit, &[question.group], base);
    let mut parts = vec![];
    if rolls > record {
        parts.push(format!("the rolls of January {base} are {rolls}"));
    }
    for driver in run.forecast.laid.iter().filter(|d| d.status > record) {
        if let Some(n) = run.forecast.laid(data, driver, question.unit, &[question.group], question.year) {
            parts.push(format!("the {} pupils of {} are {}", pupils(n), driver.component.spoken(), driver.status));
        }
    }
    (!parts.is_empty()).then(|| format!("Nobody's record: {}.", parts.join("; ")))
}

/// Places beside the forecast.
pub(super) fn beside(places: f64, forecast: f64, year: CensusYear) -> String {
    let spare = format::round_half_up(places - forecast, 0) as i64;
    match spare {
        ..=-1 => format!("{} more pupils than places are forecast in January {year}.", format::count(-spare)),
        0 => format!("As many pupils as places are forecast in January {year}."),
        _ => format!("{} places to spare at the forecast of January {year}.", format::count(spare)),
    }
}
