//! How good the rolls of each area and January are: how many are held, estimated, missing, in doubt.

use super::problem::{Fault, Problems};
use super::{Dataset, OutColumn, OutTable};
use crate::calendar::CensusYear;
use crate::geography::AreaId;
use crate::status::Status;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Cells of the rolls, by how they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quality {
    /// As someone published them.
    pub held: usize,
    /// Derived, reconstructed or illustrative.
    pub estimated: usize,
    /// Not known.
    pub missing: usize,
    /// Doubts that `check` has of them.
    pub in_doubt: usize,
}

impl Quality {
    /// All cells.
    pub fn cells(self) -> usize {
        self.held + self.estimated + self.missing
    }
}

impl AddAssign for Quality {
    fn add_assign(&mut self, other: Quality) {
        self.held += other.held;
        self.estimated += other.estimated;
        self.missing += other.missing;
        self.in_doubt += other.in_doubt;
    }
}

/// The quality of each area that holds rolls, in each January of its history.
pub fn quality(data: &Dataset, problems: &Problems) -> Vec<(AreaId, CensusYear, Quality)> {
    let mut doubts: BTreeMap<(&str, u16), usize> = BTreeMap::new();
    for problem in problems.iter() {
        if let Fault::Plausible(fault) = &problem.fault
            && let Some(of) = fault.roll_of()
        {
            *doubts.entry(of).or_default() += 1;
        }
    }
    let mut all = vec![];
    for (p, panel) in data.layout.panels.iter().enumerate() {
        for (row, &area) in panel.areas.iter().enumerate() {
            for (t, year) in data.rolls.years().enumerate() {
                let mut quality = Quality::default();
                for (column, _) in panel.columns().filter(|(c, _)| data.layout.exists(p, row, *c, year)) {
                    let at = [row, column, t];
                    *match data.rolls_status.panels[p][at] {
                        _ if data.rolls.panels[p][at].is_nan() => &mut quality.missing,
                        Status::Published | Status::Provisional => &mut quality.held,
                        _ => &mut quality.estimated,
                    } += 1;
                }
                if quality.cells() > 0 {
                    let code = data.geography.area(area).code.as_str();
                    quality.in_doubt = doubts.get(&(code, year.0)).copied().unwrap_or(0);
                    all.push((area, year, quality));
                }
            }
        }
    }
    all
}

/// data_quality.csv: a row for each area that holds rolls and each January.
pub fn quality_table(data: &Dataset, rows: &[(AreaId, CensusYear, Quality)]) -> OutTable {
    let text = |of: &dyn Fn(AreaId, CensusYear) -> String| {
        OutColumn::Text(rows.iter().map(|(area, year, _)| of(*area, *year)).collect())
    };
    let whole = |of: &dyn Fn(Quality) -> usize| {
        OutColumn::Whole(rows.iter().map(|(.., quality)| Some(of(*quality) as i64)).collect())
    };
    let area = |id: AreaId| data.geography.area(id);
    OutTable::new(
        "data_quality",
        vec![
            ("census_year", text(&|_, year| year.to_string())),
            ("area", text(&|id, _| area(id).code.clone())),
            ("level", text(&|id, _| data.geography.level_name(area(id).level).to_owned())),
            ("cells", whole(&Quality::cells)),
            ("held", whole(&|q| q.held)),
            ("estimated", whole(&|q| q.estimated)),
            ("missing", whole(&|q| q.missing)),
            ("in_doubt", whole(&|q| q.in_doubt)),
        ],
    )
}
