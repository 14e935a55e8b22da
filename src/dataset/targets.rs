//! What a council asks of surplus: floors, and indicators that are to stay close to a target.

use super::cube::Cube;
use super::layout::{Layout, Tier};
use super::problem::{Fault, Place, Problems, TargetFault};
use super::rows::listed;
use super::settings::TargetSettings;
use super::table::{ALIKE, nearest};
use super::{Closeness, Floor, Targets};
use crate::calendar::{CensusYear, Schooling, SeriesId, YearGroup};
use crate::geography::{AreaId, Geography, LevelId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The targets of `dataset.toml`, each held against the levels, groupings and series there are.
pub(super) fn targets(
    settings: &TargetSettings,
    (file, text): (&Path, &str),
    geography: &Geography,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Targets {
    let mut found = Targets { accuracy_tolerance_percent: settings.accuracy_tolerance_percent, ..Targets::default() };
    let place = |key: &str| Place { file: file.to_owned(), row: row_of(text, key), column: None };
    for (name, target) in &settings.named {
        let mut wrong = |fault: TargetFault| problems.at(place(name), Fault::Target(fault));
        let tier = tier(geography, &target.grouping);
        if tier.is_none() {
            let levels = geography.levels().iter().map(String::as_str);
            let known = listed(levels.chain(geography.groupings().iter().map(|g| g.name.as_str())));
            wrong(TargetFault::UnknownGrouping { name: name.clone(), grouping: target.grouping.clone(), known });
        }
        let mut series: Vec<SeriesId> = vec![];
        for word in &target.series {
            match schooling.series_named(word) {
                Some(id) => series.push(id),
                None => {
                    let known = schooling.series().iter().map(|s| s.name.as_str());
                    let suggestion = nearest(word, known.clone(), ALIKE);
                    let known = known.collect::<Vec<_>>().join(", ");
                    wrong(TargetFault::UnknownSeries { name: name.clone(), series: word.clone(), suggestion, known });
                }
            }
        }
        if target.surplus_percent_at_least.is_none() && target.stay_close_to.is_empty() {
            wrong(TargetFault::AsksNothing { name: name.clone() });
        }
        let percents = target.surplus_percent_at_least.iter().chain(target.stay_close_to.values());
        if percents.into_iter().any(|p| !(0.0..100.0).contains(p)) {
            wrong(TargetFault::NoPercent { name: name.clone() });
        }
        let closeness = closeness(name, target).unwrap_or_else(|fault| {
            wrong(fault);
            None
        });
        let Some(tier) = tier else { continue };
        if let Some(percent) = target.surplus_percent_at_least {
            found.floors.push(Floor { name: name.clone(), tier, series: series.clone(), percent });
        }
        found.closeness.extend(closeness.map(|c| Closeness { tier, series, ..c }));
    }
    if settings.accuracy_tolerance_percent.is_some_and(|t| !(0.0..=100.0).contains(&t)) {
        let message = "`accuracy_tolerance_percent` is not a per cent from 0 to 100".to_owned();
        problems.at(
            place("accuracy_tolerance_percent"),
            Fault::BadSetting { message, hint: "write `1.0` for 1 per cent".to_owned() },
        );
    }
    found
}

/// The row of dataset.toml in which a key of `[targets]` is set, as a line or as a table of its own; `None` where it is written in
/// another way that TOML allows.
fn row_of(text: &str, key: &str) -> Option<usize> {
    let mut inside = false;
    for (row, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_end_matches(']').trim_start_matches('[').trim() == "targets";
        }
        let table = format!("[targets.{key}]");
        let set = inside && line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        if set || line == table {
            return Some(row);
        }
    }
    None
}

fn tier(geography: &Geography, name: &str) -> Option<Tier> {
    let grouping = || geography.groupings().iter().position(|g| g.name == name).map(Tier::Grouping);
    geography.level_named(name).map(Tier::Level).or_else(grouping)
}

/// What an indicator is to stay close to; of no series and the top level yet.
fn closeness(name: &str, target: &super::settings::NamedTarget) -> Result<Option<Closeness>, TargetFault> {
    let name = || name.to_owned();
    let (green, tolerance) = match (target.green_within_points, target.tolerance_points) {
        _ if target.stay_close_to.is_empty() => return Ok(None),
        (Some(green), Some(tolerance)) => (green, tolerance),
        _ => return Err(TargetFault::NoTolerance { name: name() }),
    };
    if !(green >= 0.0 && green <= tolerance && tolerance < 100.0) {
        return Err(TargetFault::ToleranceOrder { name: name() });
    }
    let mut percents = BTreeMap::new();
    for (word, percent) in &target.stay_close_to {
        match word.parse::<u16>().ok().filter(|y| CensusYear::PLAUSIBLE.contains(y)) {
            Some(year) => percents.insert(CensusYear(year), *percent),
            None => return Err(TargetFault::NoYear { name: name(), word: word.clone() }),
        };
    }
    Ok(Some(Closeness {
        name: name(),
        tier: Tier::Level(LevelId(0)),
        series: vec![],
        percents,
        green_within: green,
        tolerance,
        status: target.status,
    }))
}

/// Warns where a target is judged over a grouping that leaves areas out, with the places it leaves out.
pub(super) fn left_out(
    targets: &Targets,
    (layout, geography, last): (&Layout, &Geography, CensusYear),
    places: Option<&Cube>,
    file: &Path,
    problems: &mut Problems,
) {
    let judged = targets.floors.iter().map(|f| f.tier).chain(targets.closeness.iter().map(|c| c.tier));
    let groupings: BTreeSet<usize> =
        judged.filter_map(|t| if let Tier::Grouping(g) = t { Some(g) } else { None }).collect();
    for grouping in groupings {
        let groups = &geography.groupings()[grouping].groups;
        let members = || groups.iter().flat_map(|g| &g.members).filter(|m| m.span.holds(last)).map(|m| m.area);
        let Some(level) = members().map(|m| geography.area(m).level).min() else { continue };
        let mut missed: BTreeMap<AreaId, f64> = BTreeMap::new();
        // What is held at a coarser level than the members is in no group, and in no total of one.
        for (p, panel) in layout.panels.iter().enumerate().filter(|(_, panel)| panel.level >= level) {
            for (row, &area) in panel.areas.iter().enumerate() {
                if members().any(|m| geography.lies_in(area, m)) {
                    continue;
                }
                let at_level = geography.lineage(area).find(|a| geography.area(*a).level == level).unwrap_or(area);
                let held = places.map(|cube| {
                    let groups = 0..panel.groups.len();
                    let year = cube.year_index(last);
                    groups.filter_map(|c| Some(cube.panels[p][[row, c, year?]])).filter(|n| !n.is_nan()).sum::<f64>()
                });
                *missed.entry(at_level).or_default() += held.unwrap_or_default();
            }
        }
        for (area, sum) in missed {
            let fault = TargetFault::LeftOut {
                grouping: geography.groupings()[grouping].name.clone(),
                area: geography.area(area).code.clone(),
                places: places.map(|_| (sum, last.0)),
            };
            problems.in_file(file, Fault::Target(fault));
        }
    }
}

/// Warns of areas with pupils and without places, in Januaries for which others of their panel have places.
pub(super) fn places_missing(
    layout: &Layout,
    rolls: &Cube,
    places: &Cube,
    (geography, schooling): (&Geography, &Schooling),
    file: &Path,
    problems: &mut Problems,
) {
    for (p, panel) in layout.panels.iter().enumerate() {
        let anyone = |t: usize| places.panels[p].index_axis(ndarray::Axis(2), t).iter().any(|n| !n.is_nan());
        let years: Vec<(usize, CensusYear)> = places.years().enumerate().filter(|(t, _)| anyone(*t)).collect();
        for (row, &area) in panel.areas.iter().enumerate() {
            let mut missing: BTreeMap<CensusYear, Vec<YearGroup>> = BTreeMap::new();
            for &(t, year) in &years {
                let Some(r) = rolls.year_index(year) else { continue };
                for (column, group) in panel.columns() {
                    let pupils = rolls.panels[p][[row, column, r]];
                    if pupils > 0.0 && places.panels[p][[row, column, t]].is_nan() {
                        missing.entry(year).or_default().push(group);
                    }
                }
            }
            let Some((last, groups)) = missing.last_key_value() else { continue };
            let groups: Vec<&str> = groups.iter().map(|g| schooling.name(*g)).collect();
            let fault = TargetFault::NoPlaces {
                area: geography.area(area).code.clone(),
                year: last.0,
                groups: groups.join(", "),
                others: missing.len() - 1,
            };
            problems.in_file(file, Fault::Target(fault));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::row_of;

    #[test]
    fn a_target_is_found_as_a_line_or_as_a_table_and_nowhere_else() {
        let text = "[series]\nR = ['R']\n[targets]\nR = {}\nprimary= {}\n[targets.CYPE4]\ngrouping = 'county'\n[places]\nlate = 1\n";
        assert_eq!(
            ["R", "primary", "CYPE4", "prim", "late"].map(|key| row_of(text, key)),
            [Some(4), Some(5), Some(6), None, None]
        );
    }
}
