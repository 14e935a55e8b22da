//! Which rows of a printed table add up to which, and which of them are missing or stand twice.

use super::rows::{Line, Who};
use crate::dataset::Names;
use crate::geography::{AreaId, LevelId};
use std::collections::{BTreeMap, BTreeSet};

/// A row that is the sum of others, all by their positions among the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
}

/// A sum of which parts are missing from the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) sum: Sum,
    /// Names of the parts that are not there.
    pub(super) missing: Vec<String>,
}

/// How the rows hang together.
#[derive(Debug, Clone, Default)]
pub(super) struct Footing {
    pub(super) sums: Vec<Sum>,
    pub(super) gaps: Vec<Gap>,
    /// A row, and the earlier one about the same thing.
    pub(super) repeats: Vec<(usize, usize)>,
}

/// The sums of every block.
pub(super) fn footing(lines: &[Line], names: Names, order: &dyn Fn(&[Sum]) -> usize) -> Footing {
    let mut blocks: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        blocks.entry(&line.block).or_default().push(i);
    }
    let mut footing = Footing::default();
    for block in blocks.values() {
        let mut first: BTreeMap<&Who, usize> = BTreeMap::new();
        for &i in block {
            match &lines[i].who {
                Who::Nameless | Who::Total => {}
                who => match first.get(who) {
                    Some(&earlier) => footing.repeats.push((i, earlier)),
                    None => {
                        first.insert(who, i);
                    }
                },
            }
        }
        let known = first.keys().any(|w| matches!(w, Who::Area(_) | Who::Group(..)));
        if known {
            areas(lines, block, &first, names, &mut footing);
        } else {
            footing.sums.extend(named_totals(lines, block, &first, order));
        }
    }
    footing
}

/// Sums along the tree: every area of the table over each finer level the table holds of it.
fn areas(lines: &[Line], block: &[usize], first: &BTreeMap<&Who, usize>, names: Names, footing: &mut Footing) {
    let geography = names.geography;
    let areas: BTreeMap<AreaId, usize> =
        first.iter().filter_map(|(who, i)| if let Who::Area(a) = who { Some((*a, *i)) } else { None }).collect();
    for (&area, &total) in &areas {
        let own = geography.area(area).level;
        for level in (own.0 + 1..geography.levels().len()).map(LevelId) {
            let inside = geography.at_level(level).filter(|a| geography.lies_in(*a, area));
            let (here, not): (Vec<AreaId>, Vec<AreaId>) = inside.partition(|a| areas.contains_key(a));
            let parts: Vec<usize> = here.iter().map(|a| areas[a]).collect();
            let sum = Sum { total, parts };
            if not.is_empty() && !here.is_empty() {
                footing.sums.push(sum);
            } else if here.len() > not.len() {
                let missing = not.iter().map(|a| geography.area(*a).name.clone()).collect();
                footing.gaps.push(Gap { sum, missing });
            }
        }
    }
    let roots = areas.iter().filter(|(a, _)| geography.area(**a).parent.is_none());
    for (_, &total) in roots {
        for (g, grouping) in geography.groupings().iter().enumerate() {
            let parts: Vec<usize> =
                (0..grouping.groups.len()).filter_map(|i| first.get(&Who::Group(g, i)).copied()).collect();
            if !parts.is_empty() && parts.len() == grouping.groups.len() {
                footing.sums.push(Sum { total, parts });
            }
        }
    }
    for &total in block.iter().filter(|i| lines[**i].who == Who::Total) {
        let above = |a: AreaId| areas.keys().any(|o| *o != a && geography.lies_in(a, *o));
        let below = |a: AreaId| areas.keys().any(|o| *o != a && geography.lies_in(*o, a));
        let top: Vec<usize> = areas.iter().filter(|(a, _)| !above(**a)).map(|(_, i)| *i).collect();
        let bottom: Vec<usize> = areas.iter().filter(|(a, _)| !below(**a)).map(|(_, i)| *i).collect();
        if top != bottom {
            footing.sums.push(Sum { total, parts: bottom });
        }
        footing.sums.push(Sum { total, parts: top });
    }
}

/// Sums by the word `total`: the last is over every row, others over the rows before them or, where that adds better, after.
fn named_totals(
    lines: &[Line],
    block: &[usize],
    first: &BTreeMap<&Who, usize>,
    misfit: &dyn Fn(&[Sum]) -> usize,
) -> Vec<Sum> {
    let totals: Vec<usize> = block.iter().copied().filter(|i| lines[*i].who == Who::Total).collect();
    let Some((&grand, subtotals)) = totals.split_last() else { return vec![] };
    let details: BTreeSet<usize> = first.values().copied().collect();
    let whole = Sum { total: grand, parts: details.iter().copied().collect() };
    if subtotals.is_empty() {
        return vec![whole];
    }
    let between = |from: Option<usize>, to: Option<usize>| -> Vec<usize> {
        let inside = |i: &&usize| from.is_none_or(|f| **i > f) && to.is_none_or(|t| **i < t);
        details.iter().filter(inside).copied().collect()
    };
    let before: Vec<Sum> = (0..subtotals.len())
        .map(|k| Sum {
            total: subtotals[k],
            parts: between(k.checked_sub(1).map(|p| subtotals[p]), Some(subtotals[k])),
        })
        .collect();
    let after: Vec<Sum> = (0..subtotals.len())
        .map(|k| Sum {
            total: subtotals[k],
            parts: between(Some(subtotals[k]), subtotals.get(k + 1).copied().or(Some(grand))),
        })
        .collect();
    let mut sums = if misfit(&after) < misfit(&before) { after } else { before };
    sums.retain(|s| !s.parts.is_empty());
    let covered: usize = sums.iter().map(|s| s.parts.len()).sum();
    if covered == details.len() {
        sums.push(Sum { total: grand, parts: sums.iter().map(|s| s.total).collect() });
    }
    sums.push(whole);
    sums
}
