//! How good the rolls of each area and January are: how many are held, estimated, missing, in doubt.

use super::problem::{Fault, Problems};
use super::{Dataset, OutColumn, OutTable};
use crate::status::Status;
use std::collections::BTreeMap;

/// A row for each area that holds rolls and each January: `cells` in its history, those `held` as someone published them,
/// those `estimated` (derived, reconstructed or illustrative), those `missing`, and how many doubts `check` has (`in_doubt`).
pub fn quality_table(data: &Dataset, problems: &Problems) -> OutTable {
    let mut doubts: BTreeMap<(&str, u16), i64> = BTreeMap::new();
    for problem in problems.iter() {
        if let Fault::Plausible(fault) = &problem.fault
            && let Some(of) = fault.roll_of()
        {
            *doubts.entry(of).or_default() += 1;
        }
    }
    let mut words: [Vec<String>; 3] = Default::default();
    let mut counts: [Vec<Option<i64>>; 5] = Default::default();
    for (p, panel) in data.layout.panels.iter().enumerate() {
        for (row, &id) in panel.areas.iter().enumerate() {
            let area = data.geography.area(id);
            for (t, year) in data.rolls.years().enumerate() {
                let mut count = [0; 4];
                for (column, _) in panel.columns().filter(|(c, _)| data.layout.exists(p, row, *c, year)) {
                    let at = [row, column, t];
                    let kind = match data.rolls_status.panels[p][at] {
                        _ if data.rolls.panels[p][at].is_nan() => 3,
                        Status::Published | Status::Provisional => 1,
                        _ => 2,
                    };
                    count[0] += 1;
                    count[kind] += 1;
                }
                if count[0] == 0 {
                    continue;
                }
                let doubt = doubts.get(&(area.code.as_str(), year.0)).copied().unwrap_or(0);
                let level = data.geography.level_name(area.level).to_owned();
                for (list, word) in words.iter_mut().zip([year.to_string(), area.code.clone(), level]) {
                    list.push(word);
                }
                for (list, n) in counts.iter_mut().zip(count.into_iter().chain([doubt])) {
                    list.push(Some(n));
                }
            }
        }
    }
    let [years, areas, levels] = words;
    let [cells, held, estimated, missing, in_doubt] = counts;
    OutTable::new(
        "data_quality",
        vec![
            ("census_year", OutColumn::Text(years)),
            ("area", OutColumn::Text(areas)),
            ("level", OutColumn::Text(levels)),
            ("cells", OutColumn::Whole(cells)),
            ("held", OutColumn::Whole(held)),
            ("estimated", OutColumn::Whole(estimated)),
            ("missing", OutColumn::Whole(missing)),
            ("in_doubt", OutColumn::Whole(in_doubt)),
        ],
    )
}
