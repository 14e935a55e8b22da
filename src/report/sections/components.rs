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

/// Steps in whole pupils that still add: the running total is rounded, each step is what it moves by, and the last ends at
/// the total as the tables show it.
fn whole_bars(steps: impl ExactSizeIterator<Item = (Component, f64)>, end: f64) -> Vec<Bar> {
    let (mut exact, mut shown) = (0.0, 0.0);
    let last = steps.len().saturating_sub(1);
    steps
        .enumerate()
        .map(|(i, (component, pupils))| {
            exact += pupils;
            let total = if i == last { end } else { format::round_half_up(exact, 0) };
            let bar = Bar { label: component.spoken().to_owned(), value: total - shown };
            shown = total;
            bar
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_steps_add_to_the_rounded_total() {
        let steps = [(Component::Births, 100.4), (Component::NationalRate, -3.3), (Component::AreaLevel, 2.6)];
        let bars = |end| whole_bars(steps.into_iter(), end).iter().map(|b| b.value).collect::<Vec<f64>>();
        // Running totals 100.4, 97.1, 99.7 round to 100, 97, 100.
        assert_eq!(bars(100.0), [100.0, -3.0, 3.0]);
        // Where the tables give the area 99, the last step takes the difference.
        assert_eq!(bars(99.0), [100.0, -3.0, 2.0]);
    }
}
