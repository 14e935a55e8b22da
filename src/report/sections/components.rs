//! What makes up a forecast: the entry year of each area, step by step, as a waterfall for each January.

use super::Page;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::Unit;
use crate::model::{Anatomy, Component};
use crate::report::chart::{Bar, Chart, Plot, WaterfallPlot};
use crate::report::document::Block;
use crate::report::format;
use std::collections::BTreeMap;

/// Waterfalls of the entry year of a unit, one for each January forecast; none where a model has no steps to show.
pub(super) fn blocks(page: &Page, unit: &Unit) -> Vec<Block> {
    let charts: Vec<Chart> = page.ahead().into_iter().filter_map(|year| waterfall(page, unit, year)).collect();
    if charts.is_empty() { vec![] } else { vec![Block::ChartGrid(charts)] }
}

fn waterfall(page: &Page, unit: &Unit, year: CensusYear) -> Option<Chart> {
    let area = unit.area?;
    let data = page.data();
    let inside = |a: &&Anatomy| a.group == YearGroup(0) && a.year == year && data.geography.lies_in(a.area, area);
    let mut sums: BTreeMap<Component, f64> = BTreeMap::new();
    for step in page.results.anatomies.iter().filter(inside).flat_map(|a| &a.steps) {
        *sums.entry(step.component).or_default() += step.pupils;
    }
    let shown = page.pupils(unit, &[YearGroup(0)], year)?;
    let mut bars = whole_bars(sums.into_iter(), shown as f64);
    if bars.len() < 3 {
        return None;
    }
    let start = bars.remove(0);
    let total = start.value + bars.iter().map(|b| b.value).sum::<f64>();
    let entry = data.schooling.name(YearGroup(0));
    let largest = bars.iter().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()))?;
    let moved = format!("{} moves it most ({})", largest.label, format::difference(largest.value as i64));
    Some(Chart {
        finding: format!("{}, Year {entry}, January {year}: {moved}", unit.name),
        measure: "Pupils, from what feeds the year group to its forecast".to_owned(),
        description: format!(
            "From {} {} to a forecast of {} pupils in January {year}: {}.",
            format::count(start.value as i64),
            start.label,
            format::count(total as i64),
            bars.iter()
                .map(|b| format!("{} {}", b.label, format::difference(b.value as i64)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        plot: Plot::Waterfall(WaterfallPlot {
            start,
            steps: bars,
            end: Bar { label: format!("Year {entry} in {year}"), value: total },
        }),
    })
}

/// Steps in whole pupils that end at the total as the tables show it. Each is rounded by itself, so that none says more than
/// it is; what is then missing goes to the largest after the first, where it shows least.
fn whole_bars(steps: impl Iterator<Item = (Component, f64)>, end: f64) -> Vec<Bar> {
    let (mut bars, mut largest): (Vec<Bar>, Option<(usize, f64)>) = (vec![], None);
    for (i, (component, pupils)) in steps.enumerate() {
        bars.push(Bar { label: component.spoken().to_owned(), value: format::round_half_up(pupils, 0) });
        if i > 0 && largest.is_none_or(|(_, size)| pupils.abs() > size) {
            largest = Some((i, pupils.abs()));
        }
    }
    let missing = end - bars.iter().map(|b| b.value).sum::<f64>();
    // A step that stands alone takes it itself.
    if let Some(bar) = bars.get_mut(largest.map_or(0, |(i, _)| i)) {
        bar.value += missing;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_rounded_by_itself_and_the_largest_takes_what_is_left() {
        let steps = [
            (Component::Births, 1487.6),
            (Component::NationalRate, -74.4),
            (Component::AreaLevel, 181.2),
            (Component::Housing, 0.1),
        ];
        let bars = |end| whole_bars(steps.into_iter(), end).iter().map(|b| b.value).collect::<Vec<f64>>();
        // 1,488 - 74 + 181 + 0 = 1,595, though 1,594.4 without the homes would round to one pupil fewer than 1,594.5 with them.
        assert_eq!(bars(1595.0), [1488.0, -74.0, 181.0, 0.0]);
        // Where the tables give the area three fewer, neither births nor the homes take the difference.
        assert_eq!(bars(1592.0), [1488.0, -74.0, 178.0, 0.0]);
        assert_eq!(whole_bars([(Component::UsualEntry, 59.6)].into_iter(), 61.0)[0].value, 61.0);
    }
}
