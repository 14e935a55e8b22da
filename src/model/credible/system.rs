//! One panel as the method sees it: its own areas and, where there is a reference, the rest of the nation as one more.

use crate::calendar::{Phase, Role, YearGroup};
use crate::dataset::Known;
use crate::geography::AreaId;
use crate::model::reference::Nation;
use ndarray::{Array2, Array3, Axis, Slice};
use std::collections::BTreeMap;

/// Rolls and feeders of a panel, [areas, year groups, years]. With a reference the last row is the rest of the nation.
#[derive(Debug, Clone)]
pub(super) struct System {
    /// Rows of the data set's own areas; a row beyond them is the rest of the nation.
    pub(super) own: usize,
    pub(super) rolls: Array3<f64>,
    pub(super) feeders: Array3<f64>,
    /// Role of each column.
    pub(super) roles: Vec<Role>,
    /// Region of each row, 0 up.
    pub(super) regions: Vec<usize>,
}

impl System {
    /// The panel from its rolls and feeders up to the base.
    ///
    /// `births` are those feeding each January used, [rows, years], for the panel with the entry year. `skip` Januaries
    /// lie before the nation's first and are not used.
    pub(super) fn new(
        known: Known,
        panel: usize,
        own_feeders: &Array3<f64>,
        nation: Option<&Nation>,
        births: Option<&Array2<f64>>,
        skip: usize,
    ) -> System {
        let data = known.dataset();
        let layout = &data.layout.panels[panel];
        let own = layout.areas.len();
        let years = known.years() - skip;
        let shape = (own + usize::from(nation.is_some()), layout.groups.len(), years);
        let mut rolls = Array3::from_elem(shape, f64::NAN);
        let mut feeders = Array3::from_elem(shape, f64::NAN);
        let used = Slice::from(skip..);
        let rows = Slice::from(..own);
        rolls.slice_axis_mut(Axis(0), rows).assign(&known.rolls(panel).slice_axis(Axis(2), used));
        feeders.slice_axis_mut(Axis(0), rows).assign(&own_feeders.slice_axis(Axis(2), used));
        // What came up into the first January used is not held.
        feeders.index_axis_mut(Axis(2), 0).fill(f64::NAN);
        if let Some(nation) = nation {
            let start = data.rolls.first.plus(skip as i32);
            for (column, group) in layout.columns() {
                for t in 0..years {
                    let year = start.plus(t as i32);
                    rolls[[own, column, t]] = left(&rolls, own, column, t, nation.roll(group, year));
                    if t > 0 && group.0 > 0 {
                        let below = nation.roll(YearGroup(group.0 - 1), year.plus(-1));
                        feeders[[own, column, t]] = left(&feeders, own, column, t, below);
                    }
                }
            }
        }
        let roles: Vec<Role> = layout.columns().map(|(_, g)| data.schooling.role(g)).collect();
        if let Some(column) = roles.iter().position(|r| *r == Role::Entry) {
            match births {
                Some(births) => feeders.index_axis_mut(Axis(1), column).assign(births),
                None => feeders.index_axis_mut(Axis(1), column).fill(f64::NAN),
            }
        }
        System { own, rolls, feeders, roles, regions: regions(known, &layout.areas, nation.is_some()) }
    }

    pub(super) fn rows(&self) -> usize {
        self.rolls.dim().0
    }

    pub(super) fn years(&self) -> usize {
        self.rolls.dim().2
    }

    /// Columns of a phase without its entry or transfer year.
    pub(super) fn phase_columns(&self, phase: Phase) -> Vec<usize> {
        let inner = match phase {
            Phase::Primary => Role::Primary,
            Phase::Secondary => Role::Secondary,
        };
        (0..self.roles.len()).filter(|&c| self.roles[c] == inner).collect()
    }

    pub(super) fn column_of(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }

    /// Whether pupils and feeder of a cell are held: a cell with no pupils or no feeder is in no sum.
    pub(super) fn held(&self, row: usize, column: usize, year: usize) -> bool {
        System::counts(self.rolls[[row, column, year]], self.feeders[[row, column, year]])
    }

    /// Whether a roll and its feeder are both held.
    pub(super) fn counts(roll: f64, fed: f64) -> bool {
        roll > 0.0 && fed > 0.0
    }
}

/// What the own areas leave of a national figure; cells not held are left out, so those pupils stay in the rest.
fn left(cells: &Array3<f64>, own: usize, column: usize, t: usize, whole: f64) -> f64 {
    whole - (0..own).map(|a| cells[[a, column, t]]).filter(|v| !v.is_nan()).sum::<f64>()
}

/// Region of each row: the parent of an area, the rest of the nation having one of its own, which areas alone under their
/// parent join: an area's own ratio is no help in drawing it to its region.
fn regions(known: Known, areas: &[AreaId], with_rest: bool) -> Vec<usize> {
    let geography = &known.dataset().geography;
    let parent = |a: AreaId| geography.area(a).parent;
    let mut members: BTreeMap<Option<AreaId>, usize> = BTreeMap::new();
    for &a in areas {
        *members.entry(parent(a)).or_default() += 1;
    }
    let joined: Vec<Option<AreaId>> = members.iter().filter(|(_, n)| !with_rest || **n > 1).map(|(p, _)| *p).collect();
    let rest = joined.len();
    let region = |a: AreaId| joined.binary_search(&parent(a)).unwrap_or(rest);
    areas.iter().map(|&a| region(a)).chain(with_rest.then_some(rest)).collect()
}
