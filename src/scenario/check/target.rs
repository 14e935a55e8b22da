//! A target of a scenario: one that the data set sets.

use super::Check;
use crate::scenario::change::TargetChange;
use crate::scenario::what_if::Found;

impl Check<'_> {
    pub(super) fn target(&mut self, change: &TargetChange) -> Option<Found> {
        let all = &self.data.targets.floors;
        let floors: Vec<usize> = (0..all.len()).filter(|&i| all[i].name == change.target).collect();
        let sound = (0.0..100.0).contains(&change.surplus_percent_at_least);
        if !sound {
            let hint = "write `5.0` for 5 per cent".to_owned();
            self.fault(
                "surplus_percent_at_least",
                "`surplus_percent_at_least` is not a per cent from 0 to below 100".to_owned(),
                hint,
            );
        }
        if floors.is_empty() {
            let names = all.iter().map(|f| f.name.as_str());
            let hint = Check::meant(&change.target, names, "dataset.toml sets no target: add one under [targets]");
            self.fault("target", format!("unknown target `{}`", change.target), hint);
            return None;
        }
        sound.then_some(Found::Target { floors, percent: change.surplus_percent_at_least })
    }
}
