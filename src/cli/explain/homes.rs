//! The homes behind a step: what is planned, the rate of late, and how many pupils a home brings.

use super::numbers::whole;
use super::question::Question;
use crate::cli::pipeline::Forecasted;
use crate::dataset::{Homes, Profile};
use crate::model::HomesBehind;
use crate::report::format;

/// The homes of an area planned up to a January beside the rate of late.
pub(super) fn homes_words(run: &Forecasted, question: &Question) -> String {
    let (data, base) = (run.data(), run.forecast.base);
    let what = "pupils of the homes planned beyond those lately built, whose own pupils are in the factors above; where fewer are \
                planned, pupils less";
    let housing = data.drivers.housing.as_ref();
    let (Some(housing), Some(area)) = (housing, question.unit.area) else { return what.to_owned() };
    let here = |h: &&Homes| data.geography.lies_in(h.area, area);
    let recent = housing.recent(base, run.spec.housing.recent_years);
    let built: f64 = housing.homes.iter().filter(here).filter(|h| recent.contains(&h.year)).map(|h| h.dwellings).sum();
    let ahead = |h: &&Homes| h.year > base && h.year <= question.year;
    let planned: Vec<&Homes> = housing.homes.iter().filter(here).filter(ahead).collect();
    let (Some(last), Some(first)) = (recent.first(), recent.last()) else { return what.to_owned() };
    if planned.is_empty() && built == 0.0 {
        return format!("{what}. None are planned here: they are children of other areas who come to school here");
    }
    let each = |h: &&Homes| question.one().and_then(|group| data.drivers.yields.profile(h.class, group));
    let mut yields: Vec<Option<Profile>> = planned.iter().map(each).collect();
    yields.dedup();
    let fills = match &yields[..] {
        [Some(Profile::Full(pupils))] => format!(
            "; a home brings {} pupils of the year group once full, after {} years",
            format::decimal(*pupils, 3),
            run.spec.housing.build_up_years
        ),
        _ => String::new(),
    };
    format!(
        "{what}. Planned here to January {}: {} homes; of late, Januaries {first} to {last}: {} a year{fills}{}",
        question.year,
        whole(planned.iter().map(|h| h.dwellings).sum()),
        format::decimal(built / recent.len() as f64, 1),
        sum_words(run, question)
    )
}

/// The sum that the step is, January by January.
fn sum_words(run: &Forecasted, question: &Question) -> String {
    let data = run.data();
    let behind = |group| run.fitted.homes_behind(data, question.unit, group, question.year);
    let behind = question.one().map_or(vec![], behind);
    let seen = |c: &&HomesBehind| {
        format::round_half_up(c.homes.abs(), 1) > 0.0 || format::round_half_up(c.pupils.abs(), 2) > 0.0
    };
    let coming: Vec<&HomesBehind> = behind.iter().filter(seen).collect();
    if coming.is_empty() {
        return String::new();
    }
    let each = |(i, c): (usize, &&HomesBehind)| {
        let (homes, pupils) = if i == 0 { (" homes", " pupils") } else { ("", "") };
        format!("{} {}{homes}, {}{pupils}", c.year, format::decimal(c.homes, 1), format::decimal(c.pupils, 2))
    };
    let after = data.schooling.transfer().is_some_and(|transfer| question.one().is_some_and(|group| group >= transfer));
    format!(
        ". Homes more than of late{}, by the January they come in, and the pupils they hold by January {}: {}",
        if after { " where its pupils live, each area's by its share" } else { "" },
        question.year,
        coming.iter().enumerate().map(each).collect::<Vec<_>>().join("; ")
    )
}
