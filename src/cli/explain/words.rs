//! Each step of a number in words: what it means and what it rests on, so that it can be worked out again.

use super::counts::{departure_words, level_words, national_words};
use super::homes::homes_words;
use super::moves::moves_words;
use super::numbers::{pupils, whole};
use super::question::Question;
use crate::calendar::{BirthYear, YearGroup};
use crate::cli::pipeline::Forecasted;
use crate::dataset::SharedBy;
use crate::model::{Anatomy, Component, Grounds, Laid, Method, Step, Usual};
use crate::report::format;

/// What a step means.
pub(super) fn why(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    match step.component {
        Component::Births => births_words(run, question, step),
        Component::PreSchool => {
            "the cohort as it is counted before school, beside its births: more than usual have come, or gone"
                .to_owned()
        }
        Component::Feeder => feeder_words(run, question, cells),
        Component::UsualEntry => "the area's usual share of the nation's entry".to_owned(),
        Component::LastRoll => format!("January {}", run.forecast.base),
        Component::Transfer => moves_words(run, question, cells),
        Component::UsualShare => match step.grounds {
            Some(Grounds::Usual(usual)) => usual_words(&usual, question),
            _ => "cohorts larger than usual for their area are drawn down, smaller ones up".to_owned(),
        },
        Component::NationalRate => national_words(run, question, step),
        Component::AreaLevel => level_words(run, question, step, cells),
        Component::Departure => departure_words(run, question, step, cells),
        Component::Drift => drift_words(run, question),
        Component::Ratio => "the area's own ratio of recent years".to_owned(),
        Component::Growth => "growth since the base".to_owned(),
        Component::Housing => homes_words(run, question),
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

/// The births that feed an entry: of which year, and of what those are made that are not yet known.
fn births_words(run: &Forecasted, question: &Question, step: &Step) -> String {
    let data = run.data();
    let lag = data.births.as_ref().map_or(0, |b| i32::from(b.lag));
    let year = BirthYear(question.year.plus(-lag).0);
    let known = || {
        let known = data.known(run.forecast.base)?;
        let births = data.births.as_ref()?;
        Some((births, known.last_births(births), known))
    };
    let unknown = match known() {
        Some((births, last, known)) if year > last => {
            let by_area = births.by_area(&known);
            let parts = question.unit.parts.iter().filter(|p| p.panel == 0 && p.span.holds(question.year));
            let here = births.column(last).map(|t| parts.map(|p| p.share * by_area[[p.row, t]]).sum::<f64>());
            let sum = here.filter(|n| *n > 0.0).map_or(String::new(), |here| {
                let course = format::decimal(step.pupils / here, 4);
                format!(": {} of the year to 30 June {last}, the last known, x {course}, the course of births in this forecast", whole(here))
            });
            format!(", not yet known{sum}")
        }
        _ => String::new(),
    };
    format!("born in the year to 30 June {year}{unknown}{}", shared_births(run, question, year))
}

/// The year group below, and what of it is counted elsewhere.
fn feeder_words(run: &Forecasted, question: &Question, cells: usize) -> String {
    let (data, before) = (run.data(), question.year.plus(-1));
    let Some(group) = question.one() else {
        return format!("those in the year groups below in January {before}");
    };
    let below = YearGroup(group.0.saturating_sub(1));
    let words = format!("year group {} in January {before}", data.schooling.name(below));
    if before <= run.forecast.base {
        return words;
    }
    let of_driver = |driver| Some((driver, run.forecast.laid(data, driver, question.unit, &[below], before)?));
    let by: Vec<(&Laid, f64)> = run.forecast.laid.iter().filter_map(of_driver).filter(|(_, n)| *n != 0.0).collect();
    let laid: f64 = by.iter().map(|(_, n)| n).sum();
    let by: Vec<String> = by.iter().map(|(driver, _)| driver.component.spoken().to_owned()).collect();
    let forecast = run.forecast.pupils(data, question.unit, &[below], before);
    match forecast.filter(|_| cells == 1 && format::round_half_up(laid, 1) != 0.0) {
        Some(forecast) => format!(
            "{words}, itself a forecast: {}, here without the {} of {}, counted anew below",
            pupils(forecast),
            pupils(laid),
            format::listed(&by)
        ),
        None => format!("{words}, itself a forecast"),
    }
}

/// A cohort beside the usual, and what becomes of the difference.
fn usual_words(usual: &Usual, question: &Question) -> String {
    let size = |n: f64| format::decimal(n, if n < 100.0 { 2 } else { 1 });
    let (fed, of) = (if question.one() == Some(YearGroup(0)) { "births" } else { "pupils" }, size(usual.fed));
    let carried = format::percent(100.0 * usual.carried);
    format!(
        "{of} {fed} feed it; the area's usual part of the nation's would be {}. Unusual cohorts come back towards the usual: {carried} \
         of such a gap is carried on and the rest closed, ({} / {of}) to the power of {}",
        size(usual.usual),
        size(usual.usual),
        format::decimal(1.0 - usual.carried, 2),
    )
}

/// Young families: the movement of the first year, and how much of it the years ahead add up to.
fn drift_words(run: &Forecasted, question: &Question) -> String {
    let what = "families with younger children move as those of primary pupils have";
    let Method::Credible(constants) = &run.spec.method else { return what.to_owned() };
    let years = question.year.years_since(run.forecast.base);
    let of_cell = |a: &Anatomy| Some(a.area) == question.unit.area && Some(a.group) == question.one();
    let first = run.fitted.anatomies(run.data(), &run.fitted.forecast(1)).into_iter().find(of_cell);
    let steps = first.map_or(vec![], |a| a.steps);
    let factor = steps.iter().find(|s| s.component == Component::Drift).and_then(|s| s.factor);
    let Some(factor) = factor.filter(|_| years > 1) else { return what.to_owned() };
    let fade = constants.drift.fade;
    let (so_far, _) = (0..years).fold((0.0, 1.0), |(sum, left), _| (sum + left, left * fade));
    format!(
        "{what}: x {} in the first year, and {} of that in each further one: to the power of {} in {years} years",
        format::decimal(factor, 4),
        format::percent(100.0 * fade),
        format::decimal(so_far, 2)
    )
}
