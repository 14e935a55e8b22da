//! What is said around the steps: the roll now, the bands, the parts of a sum, and what is on no record.

use super::numbers::{pupils, whole};
use super::question::Question;
use crate::calendar::{CensusYear, YearGroup};
use crate::cli::pipeline::Forecasted;
use crate::dataset::{Dataset, Part, Unit};
use crate::geography::AreaId;
use crate::report::format;
use crate::status::Status;
use std::collections::BTreeSet;

/// What is said below the steps.
pub(super) fn closing(run: &Forecasted, question: &Question, forecast: f64, places: Option<Status>) -> Vec<String> {
    let mut lines =
        vec![format!("The steps add to the forecast, {} pupils; they are rounded so that they do.", pupils(forecast))];
    if let Some(band) = run.forecast.band(question.position, question.groups(), question.year) {
        lines.push(format!(
            "In 80 of 100 simulated futures the roll lies from {} to {} pupils, in 95 of 100 from {} to {}.",
            whole(band.lo80),
            whole(band.hi80),
            whole(band.lo95),
            whole(band.hi95)
        ));
    }
    lines.extend(members(run, question));
    lines.extend(unsure(run, question, places));
    lines
}

/// The areas that a sum is of, the largest first; of one area, the year groups.
fn members(run: &Forecasted, question: &Question) -> Option<String> {
    let data = run.data();
    let forecast = |unit: &Unit, groups: &[YearGroup]| run.forecast.pupils(data, unit, groups, question.year);
    let (panel, _) = data.layout.find(*question.groups().first()?)?;
    let share = |u: &Unit| {
        let own = |p: &&Part| {
            let area = data.layout.panels[p.panel].areas[p.row];
            p.panel == panel && Some(area) == u.area && p.span.holds(question.year)
        };
        question.unit.parts.iter().find(own).map(|p| p.share)
    };
    let part = |u: &Unit| {
        let (share, pupils) = (share(u)?, forecast(u, question.groups())?);
        let of = if share < 1.0 { format!("{} of ", format::percent(100.0 * share)) } else { String::new() };
        Some((share * pupils, format!("{of}{}", u.name)))
    };
    let mut parts: Vec<(f64, String)> = data.layout.units.iter().filter_map(part).collect();
    if parts.len() > 1 {
        parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        return Some(sum_of(&parts, "areas", "Name one of them"));
    }
    let of_group = |g: &YearGroup| Some((forecast(question.unit, &[*g])?, data.schooling.name(*g).to_owned()));
    let parts: Vec<(f64, String)> = question.groups().iter().filter_map(of_group).collect();
    (parts.len() > 1).then(|| sum_of(&parts, "year groups", "Name one of them, and one area,"))
}

/// The areas whose rolls are held that a number is the sum of.
fn forecast_areas(data: &Dataset, question: &Question) -> BTreeSet<AreaId> {
    let panels = question.groups().iter().filter_map(|g| data.layout.find(*g)).map(|(panel, _)| panel);
    let panels: BTreeSet<usize> = panels.collect();
    let parts = question.unit.parts.iter().filter(move |p| panels.contains(&p.panel) && p.span.holds(question.year));
    parts.map(|p| data.layout.panels[p.panel].areas[p.row]).collect()
}

fn sum_of(parts: &[(f64, String)], what: &str, name: &str) -> String {
    let told: Vec<String> = parts.iter().map(|(n, name)| format!("{name} {}", pupils(*n))).collect();
    format!(
        "It is the sum of {} {what}: {}. {name} for its factors and what they rest on.",
        parts.len(),
        told.join(", ")
    )
}

/// What of it is nobody's record.
fn unsure(run: &Forecasted, question: &Question, places: Option<Status>) -> Option<String> {
    let (data, base) = (run.data(), run.forecast.base);
    let groups = question.groups();
    let status = |unit: &Unit| run.forecast.status(data, unit, groups, base);
    // What is summed is forecast area by area: a total on record may be made of parts that are not.
    let areas = forecast_areas(data, question);
    let summed = |u: &&Unit| u.area.is_some_and(|a| question.unit.area != Some(a) && areas.contains(&a));
    let of_areas = data.layout.units.iter().filter(summed).map(status).max();
    let own = status(question.unit);
    let mut parts = vec![match of_areas.filter(|s| *s > own) {
        Some(status) => (format!("the rolls of its areas in January {base}"), status),
        None => (format!("the rolls of January {base}"), own),
    }];
    if groups.contains(&YearGroup(0)) {
        parts.extend(data.births.as_ref().map(|b| ("births".to_owned(), b.status)));
    }
    for driver in &run.forecast.laid {
        let pupils = run.forecast.laid(data, driver, question.unit, groups, question.year);
        // What is not seen in the steps is not worth a word.
        if pupils.is_some_and(|n| format::round_half_up(n.abs(), 1) > 0.0) {
            parts.push((driver.component.spoken().to_owned(), driver.status));
        }
    }
    parts.extend(places.map(|status| ("places".to_owned(), status)));
    parts.retain(|(_, status)| *status > Status::Derived);
    let mut words: Vec<String> = vec![];
    for status in [Status::Reconstructed, Status::Illustrative] {
        let of: Vec<String> = parts.iter().filter(|(_, s)| *s == status).map(|(what, _)| what.clone()).collect();
        if !of.is_empty() {
            words.push(format!("{status}: {}", format::listed(&of)));
        }
    }
    (!words.is_empty()).then(|| format!("On no record, but {}.", words.join("; ")))
}

/// Places beside the forecast, and with what chance there are more pupils than places.
pub(super) fn beside(places: f64, forecast: f64, year: CensusYear, chance: Option<f64>) -> String {
    let spare = format::round_half_up(places - forecast, 0) as i64;
    let words = match spare {
        -1 => format!("1 more pupil than places is forecast in January {year}"),
        ..=-2 => format!("{} more pupils than places are forecast in January {year}", format::count(-spare)),
        0 => format!("As many pupils as places are forecast in January {year}"),
        1 => format!("1 place to spare at the forecast of January {year}"),
        _ => format!("{} places to spare at the forecast of January {year}", format::count(spare)),
    };
    let futures = chance.map_or(String::new(), |chance| {
        format!("; in {} of the simulated futures there are more pupils than places", format::chance(chance))
    });
    format!("{words}{futures}.")
}

/// What the roll is now, and that of the cohort that will be in the year group; where it is known, what came.
pub(super) fn now(run: &Forecasted, question: &Question, forecast: f64) -> String {
    let (data, base) = (run.data(), run.forecast.base);
    let roll =
        |groups: &[YearGroup], year: CensusYear| data.layout.total(&data.rolls, question.unit, groups, year, year);
    let spoken = question.spoken(data);
    let mut words = match roll(question.groups(), base) {
        Some(n) => format!("In January {base} {spoken} had {} pupils", whole(n)),
        None => format!("In January {base} no roll of {spoken} is held"),
    };
    let moves_up = || {
        let group = question.one()?;
        let cohort = u8::try_from(i32::from(group.0) - question.year.years_since(base)).ok().map(YearGroup)?;
        // Those who change school on the way are not all those of here.
        let changes = data.schooling.transfer().is_some_and(|t| cohort < t && t <= group);
        roll(&[cohort], base).map(|n| (cohort, n, changes))
    };
    if let Some((cohort, n, changes)) = moves_up() {
        let name = data.schooling.name(cohort);
        words += &match changes {
            false => format!("; the year group {name} that moves up to it had {}", whole(n)),
            true => format!(
                "; the year group {name} of here that reaches it in {} had {}, of whom some go elsewhere, and others come",
                question.year,
                whole(n)
            ),
        };
    }
    if let Some(n) = roll(question.groups(), question.year) {
        let miss = format::difference(format::round_half_up(forecast - n, 0) as i64);
        words +=
            &format!(". The roll that came in January {} was {}: forecast less actual {miss}", question.year, whole(n));
    }
    words + "."
}
