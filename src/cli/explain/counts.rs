//! What a step says that rests on counts of past pupils: those who came, those looked for, and how far that is believed.

use super::numbers::pupils;
use super::question::Question;
use crate::calendar::Role;
use crate::cli::pipeline::Forecasted;
use crate::model::{Evidence, Grounds, Step};
use crate::report::format;

/// The nation's rate.
pub(super) fn national_words(run: &Forecasted, question: &Question, step: &Step) -> String {
    let (first, base) = (run.data().rolls.first, run.forecast.base);
    let Some(group) = question.one() else {
        return format!("what the nation's cohorts gain or lose at these steps, Januaries {first} to {base}, smoothed");
    };
    let fed = if group.0 == 0 { "the births that fed it" } else { "the year group below a year earlier" };
    let what = format!(
        "the nation's year group {} beside {fed}, Januaries {first} to {base}",
        run.data().schooling.name(group)
    );
    match &step.grounds {
        Some(Grounds::Counts(e)) => format!(
            "{what}, {}: {} of {}. It is smoothed over the years and differs a little from that ratio",
            added_up(e),
            evidence(e.observed),
            evidence(e.expected)
        ),
        _ => format!("{what}, smoothed"),
    }
}

/// The area beside the nation.
pub(super) fn level_words(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    let without = format!(", so as in {}", larger(run, question));
    of_counts("this area's pupils beside the nation", &without, question, step, cells, |e| {
        let believed = match e.pull > 0.0 {
            // A transfer year group is drawn to what the nation's rates give.
            true if e.toward == 1.0 => trust_words(e, "as the nation"),
            true => trust_words(e, &format!("that of {}", larger(run, question))),
            false => "Believed wholly: the smaller an intake, the more Januaries count in it instead".to_owned(),
        };
        format!("{} of this area, {}. {believed}", level_groups(run, question), came(e, "the nation's rates give"))
    })
}

/// The year group beside the area's others.
pub(super) fn departure_words(run: &Forecasted, question: &Question, step: &Step, cells: usize) -> String {
    of_counts("how this year group differs from the area's others", "", question, step, cells, |e| {
        let fades = match e.left < 1.0 {
            true => format!(
                ". It fades with the years ahead: {} of it, as a power, is left in January {}",
                format::percent(100.0 * e.left),
                question.year
            ),
            false => String::new(),
        };
        format!(
            "how {} differs from the area's others, {}. {}{fades}",
            question.spoken(run.data()),
            came(e, "the area's level gives"),
            trust_words(e, "no difference")
        )
    })
}

/// The area that this one is drawn to: the one it lies in.
fn larger<'a>(run: &'a Forecasted, question: &Question) -> &'a str {
    let geography = &run.data().geography;
    let parent = question.unit.area.and_then(|a| geography.area(a).parent);
    parent.map_or("its larger area", |p| &geography.area(p).name)
}

/// How Januaries make one count.
fn added_up(evidence: &Evidence) -> String {
    format!("added up, each counting {} of the next", format::percent(100.0 * evidence.memory))
}

/// Pupils of many Januaries: to the hundredth where a tenth would show in the factor.
fn evidence(n: f64) -> String {
    format::decimal(n, if n < 1000.0 { 2 } else { 1 })
}

/// The year groups whose pupils make a level: those of the phase, or the intake alone.
fn level_groups(run: &Forecasted, question: &Question) -> String {
    let schooling = &run.data().schooling;
    let Some(group) = question.one() else { return question.spoken(run.data()) };
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

/// What a step rests on where it rests on counts; else what it is, and why there are none.
fn of_counts(
    what: &str,
    without: &str,
    question: &Question,
    step: &Step,
    cells: usize,
    counted: impl FnOnce(&Evidence) -> String,
) -> String {
    match &step.grounds {
        Some(Grounds::Counts(e)) if e.expected > 0.0 => counted(e),
        Some(_) => format!("{what}; no history of its own{without}"),
        None if cells > 1 && question.one().is_some() => format!("{what}, added over {cells} areas"),
        None if cells > 1 => format!("{what}, added over {cells} of its areas and year groups"),
        None => what.to_owned(),
    }
}

/// The pupils who came beside those looked for.
fn came(e: &Evidence, giving: &str) -> String {
    format!(
        "past Januaries {}: {} pupils came where {giving} {}, {}",
        added_up(e),
        evidence(e.observed),
        evidence(e.expected),
        format::signed_percent(100.0 * (e.observed / e.expected - 1.0))
    )
}

/// How far the pupils counted are believed, and what stands in for the rest.
fn trust_words(e: &Evidence, whose: &str) -> String {
    format!(
        "Believed to {}, which is {} of {} + {}: the fewer pupils, the less. For the rest x {}, {whose}",
        format::percent(100.0 * e.trust()),
        evidence(e.expected),
        evidence(e.expected),
        pupils(e.pull),
        format::decimal(e.toward, 4)
    )
}
