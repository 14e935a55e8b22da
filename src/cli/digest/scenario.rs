//! What a terminal shows of scenarios: the whole data set beside the base, and where it happens.

use super::below_target;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::cli::print::{dashed, wrapped};
use crate::dataset::{Dataset, OutColumn, OutTable};
use crate::places::Standing;
use crate::report::{LocalChange, format};
use crate::scenario::{Comparison, Outlook, SurplusBeside, most_changed};

/// The whole data set in the last January under each scenario, beside the base.
pub(in crate::cli) fn scenario_digest(base: &Outlook, scenarios: &[Comparison], local: &[LocalChange]) -> OutTable {
    let data = &base.data;
    let last = base.forecast.last();
    let series = data.schooling.series();
    let judged: Vec<Judged> = scenarios.iter().map(|c| Judged::of(base, c)).collect();
    let rows: Vec<(&Judged, SeriesId)> =
        judged.iter().flat_map(|j| (0..series.len()).map(move |s| (j, SeriesId(s)))).collect();
    // Each figure is that of the tables, rounded once by itself.
    let whole = |n: f64| format::round_half_up(n, 0) as i64;
    let pupils = |outlook: &Outlook, s: SeriesId| {
        let root = outlook.data.layout.units.first()?;
        outlook.forecast.pupils(&outlook.data, root, &series[s.0].groups, last).map(whole)
    };
    let below = |outlook: &Outlook, s: SeriesId| {
        let floor = outlook.data.targets.floors.iter().find(|f| f.series.contains(&s));
        match (floor, &outlook.surplus) {
            (Some(floor), Some((_, check))) => below_target(data, check, floor.tier, s, last),
            _ => String::new(),
        }
    };
    let change = |j: &Judged, s: SeriesId| {
        let root = data.layout.units.first()?;
        j.comparison.difference(&base.forecast, data, root, &series[s.0].groups, last).map(whole)
    };
    // Of areas with as large a change the first of the tree.
    let most = |name: &str, s: SeriesId| {
        let here = local.iter().filter(|c| c.scenario == name && c.series == s);
        let most = here.reduce(|most, c| if c.size() > most.size() { c } else { most });
        most.map(|c| format!("{} {}", c.place(data), format::difference(c.difference())))
    };
    let text = |f: &dyn Fn(&Judged, SeriesId) -> String| OutColumn::Text(rows.iter().map(|(j, s)| f(j, *s)).collect());
    let whole_numbers =
        |f: &dyn Fn(&Judged, SeriesId) -> Option<i64>| OutColumn::Whole(rows.iter().map(|(j, s)| f(j, *s)).collect());
    OutTable::new(
        "scenarios",
        vec![
            ("scenario".to_owned(), text(&|j, _| j.name().to_owned())),
            ("series".to_owned(), text(&|_, s| series[s.0].name.clone())),
            (format!("base_{last}"), whole_numbers(&|_, s| pupils(base, s))),
            (format!("scenario_{last}"), whole_numbers(&|j, s| pupils(&j.comparison.outlook, s))),
            ("difference".to_owned(), text(&|j, s| change(j, s).map_or(String::new(), format::difference))),
            ("most_in".to_owned(), text(&|j, s| most(j.name(), s).unwrap_or_default())),
            (format!("below_target_base_{last}"), text(&|_, s| below(base, s))),
            (format!("below_target_scenario_{last}"), text(&|j, s| below(&j.comparison.outlook, s))),
            (format!("chance_below_target_{last}"), text(&|j, s| j.chance_changed(data, s, last))),
        ],
    )
}

/// A scenario with its surplus beside that of the base.
struct Judged<'a> {
    comparison: &'a Comparison,
    pairs: Vec<SurplusBeside<'a>>,
}

impl<'a> Judged<'a> {
    fn of(base: &'a Outlook, comparison: &'a Comparison) -> Judged<'a> {
        let pairs = base.surplus.as_ref().map(|(_, check)| comparison.surplus_beside(check));
        Judged { comparison, pairs: pairs.unwrap_or_default() }
    }

    fn name(&self) -> &str {
        &self.comparison.scenario.name
    }

    /// The area whose chance of falling short of its target changes most in a January, and from what to what.
    fn chance_changed(&self, data: &Dataset, series: SeriesId, year: CensusYear) -> String {
        let here = self.pairs.iter().filter(|p| p.judged() && p.base.series == series && p.base.year == year);
        let words = |s: &Standing| s.chance_below.map_or(String::new(), format::chance);
        most_changed(here, f64::abs).map_or(String::new(), |p| {
            format!("{} {} to {}", data.layout.units[p.base.unit].name, words(p.base), words(p.with))
        })
    }
}

/// Sentences of a scenario that a terminal shows; scenario_sentences.csv holds them all.
const SENTENCES: usize = 3;

/// What each scenario changes, and the areas that it changes most in sentences, under its title.
pub(in crate::cli) fn scenario_sentences(base: &Outlook, scenarios: &[Comparison], local: &[LocalChange]) -> String {
    let mut lines = vec![];
    for comparison in scenarios {
        let scenario = &comparison.scenario;
        let of: Vec<&LocalChange> = local.iter().filter(|c| c.scenario == scenario.name && c.widest).collect();
        lines.push(String::new());
        lines.push(wrapped(&format!("{}: {}", scenario.name, scenario.title)));
        lines.push(wrapped(&comparison.what_it_changes(&base.data)));
        if of.is_empty() {
            lines.push("No area has a whole pupil more or fewer.".to_owned());
            continue;
        }
        let mut said: Vec<String> = of.iter().take(SENTENCES).map(|c| c.sentence.clone()).collect();
        if of.len() > SENTENCES {
            said.push(format!("{} more: scenario_sentences.csv", format::count((of.len() - SENTENCES) as i64)));
        }
        lines.push(dashed(said));
    }
    let (data, last) = (&base.data, base.forecast.last());
    let misses_a_pupil = |c: &Comparison, groups: &[YearGroup]| {
        let whole = |n: f64| format::round_half_up(n, 0);
        let root = data.layout.units.first()?;
        let before = base.forecast.pupils(data, root, groups, last)?;
        let more = c.difference(&base.forecast, data, root, groups, last)?;
        Some(whole(before + more) - whole(before) != whole(more))
    };
    let mut series = data.schooling.series().iter();
    if series.any(|s| scenarios.iter().any(|c| misses_a_pupil(c, &s.groups) == Some(true))) {
        lines.push(String::new());
        lines.push(
            "Each figure of the table is rounded by itself: two may miss their difference by a pupil.".to_owned(),
        );
    }
    lines.join("\n")
}
