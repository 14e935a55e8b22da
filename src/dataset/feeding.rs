//! Whether every year group has another that feeds it, and goes on into one: cohort survival makes nobody of nothing.

use super::cube::Cube;
use super::layout::{Layout, Panel};
use super::problem::{FeedingFault, Problems};
use super::rows::listed;
use super::table::Table;
use crate::calendar::{CensusYear, Role, Schooling, YearGroup};
use crate::geography::{AreaId, Geography};
use ndarray::Axis;

/// A year group of an area that nobody on record could have come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unfed {
    /// The area.
    pub area: AreaId,
    /// The year group.
    pub group: YearGroup,
    /// Its pupils in the January asked about.
    pub pupils: f64,
}

/// The intake of secondary school, most of which no year group feeds.
#[derive(Debug, Clone, PartialEq)]
pub struct IntakeWithoutSource {
    /// The year group.
    pub group: YearGroup,
    /// The areas without rolls of the year group below.
    pub areas: Vec<AreaId>,
    /// Its pupils there.
    pub pupils: f64,
    /// Its pupils in all areas.
    pub all: f64,
}

/// Pupils of one year group who go on into another that is not forecast where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The year group.
    pub group: YearGroup,
    /// The areas that hold it and not the next.
    pub areas: Vec<AreaId>,
    /// Its pupils there.
    pub pupils: f64,
    /// Its pupils in all areas.
    pub all: f64,
}

/// The rolls as the questions of this file need them.
pub(super) struct Held<'a> {
    pub(super) layout: &'a Layout,
    pub(super) rolls: &'a Cube,
    pub(super) schooling: &'a Schooling,
    /// Whether moves between areas at the transfer are held: they feed the intake.
    pub(super) flows: bool,
}

impl Held<'_> {
    /// Whether a cell has ever had pupils.
    fn ever(&self, panel: usize, row: usize, column: usize) -> bool {
        self.rolls.panels[panel].index_axis(Axis(0), row).row(column).iter().any(|n| *n > 0.0)
    }

    fn pupils(&self, panel: usize, row: usize, column: usize, year: CensusYear) -> f64 {
        let t = self.rolls.year_index(year);
        t.map_or(0.0, |t| self.rolls.panels[panel][[row, column, t]]).max(0.0)
    }

    fn cells(&self) -> impl Iterator<Item = (usize, &Panel, usize, AreaId)> {
        let panels = self.layout.panels.iter().enumerate();
        panels.flat_map(|(p, panel)| panel.areas.iter().enumerate().map(move |(row, &id)| (p, panel, row, id)))
    }

    /// Every year group that has ever had pupils and whose feeder never had any; an entry year is fed by births.
    pub(super) fn unfed(&self, year: CensusYear) -> Vec<Unfed> {
        let of_area = |(p, panel, row, area): (usize, &Panel, usize, AreaId)| {
            let columns = panel.columns().skip(1).filter(move |&(column, group)| {
                let by_flows = self.flows && self.schooling.transfer() == Some(group);
                self.ever(p, row, column) && !self.ever(p, row, column - 1) && !by_flows
            });
            columns
                .map(move |(column, group)| Unfed { area, group, pupils: self.pupils(p, row, column, year) })
                .collect::<Vec<_>>()
        };
        self.cells().flat_map(of_area).collect()
    }

    /// The intake of secondary school where most of its pupils are in areas that hold no rolls at all of the year group below, as
    /// where schools are areas and no moves between them are held. Zeros are rolls: somebody says that nobody was there.
    pub(super) fn intake_without_source(&self, year: CensusYear) -> Option<IntakeWithoutSource> {
        let transfer = self.schooling.transfer().filter(|_| !self.flows)?;
        let found = self.cells().filter_map(|(p, panel, row, area)| {
            let column = panel.column(transfer).filter(|c| *c > 0)?;
            let pupils = self.pupils(p, row, column, year);
            (pupils > 0.0 && self.layout.held(p, row, column - 1).is_none()).then_some((area, pupils))
        });
        let (areas, pupils): (Vec<AreaId>, Vec<f64>) = found.unzip();
        let (pupils, all) = (pupils.iter().sum::<f64>(), self.all(transfer, year));
        (2.0 * pupils > all).then_some(IntakeWithoutSource { group: transfer, areas, pupils, all })
    }

    /// Areas whose last primary year group is held beside the intake of others and leads into none.
    pub(super) fn leading_nowhere(&self, year: CensusYear) -> Option<LeftOut> {
        let transfer = self.schooling.transfer().filter(|_| !self.flows)?;
        self.left_out_of(transfer, year, |p, row, column| !self.ever(p, row, column))
    }

    /// Year groups whose pupils move up into one that their area holds no row of, as in a school that fills from the bottom: no cell,
    /// no forecast. A row of zeros says that nobody has got there yet.
    pub(super) fn left_out(&self, year: CensusYear) -> Vec<LeftOut> {
        let within = |next: &YearGroup| self.schooling.role(*next) != Role::Transfer;
        let unheld = |next| self.left_out_of(next, year, |p, row, column| self.layout.held(p, row, column).is_none());
        self.schooling.groups().skip(1).filter(within).filter_map(unheld).collect()
    }

    /// Pupils of the year group below another, in the areas that lack it.
    fn left_out_of(
        &self,
        next: YearGroup,
        year: CensusYear,
        lacks: impl Fn(usize, usize, usize) -> bool,
    ) -> Option<LeftOut> {
        let group = YearGroup(next.0 - 1);
        let found = self.cells().filter_map(|(p, panel, row, area)| {
            let column = panel.column(next).filter(|c| *c > 0)?;
            let pupils = self.pupils(p, row, column - 1, year);
            (pupils > 0.0 && lacks(p, row, column)).then_some((area, pupils))
        });
        let (areas, pupils): (Vec<AreaId>, Vec<f64>) = found.unzip();
        let pupils = pupils.iter().sum();
        (!areas.is_empty()).then(|| LeftOut { group, areas, pupils, all: self.all(group, year) })
    }

    /// Year groups of which no row is held.
    fn never_held(&self) -> Vec<YearGroup> {
        self.schooling.groups().filter(|g| self.layout.find(*g).is_none()).collect()
    }

    /// Pupils of a year group in all areas.
    fn all(&self, group: YearGroup, year: CensusYear) -> f64 {
        let Some((panel, column)) = self.layout.find(group) else { return 0.0 };
        (0..self.layout.panels[panel].areas.len()).map(|row| self.pupils(panel, row, column, year)).sum()
    }
}

/// Names of areas in a message before the rest are counted.
const NAMED: usize = 5;

fn named(areas: &[AreaId], geography: &Geography) -> String {
    let names = listed(areas.iter().take(NAMED).map(|a| &geography.area(*a).code));
    match areas.len().saturating_sub(NAMED) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// Warns where a year group of an area has nothing to come from, and where leavers of primary school lead nowhere.
pub(super) fn check(held: &Held, geography: &Geography, table: &Table, problems: &mut Problems) {
    let last = held.rolls.last();
    let file = table.path();
    for unfed in held.unfed(last) {
        let area = geography.area(unfed.area).code.clone();
        let group = held.schooling.name(unfed.group).to_owned();
        let below = held.schooling.name(YearGroup(unfed.group.0 - 1)).to_owned();
        problems.in_file(file, FeedingFault::NothingBelow { area, group, below }.into());
    }
    let (january, name) = (last.0, |g: YearGroup| held.schooling.name(g).to_owned());
    let next = |out: &LeftOut| name(YearGroup(out.group.0 + 1));
    if let Some(out) = held.leading_nowhere(last) {
        let (areas, group, next) = (named(&out.areas, geography), name(out.group), next(&out));
        let fault = FeedingFault::LeadsNowhere { areas, pupils: out.pupils, all: out.all, january, group, next };
        problems.in_file(file, fault.into());
    }
    for out in held.left_out(last) {
        let (areas, group, next) = (named(&out.areas, geography), name(out.group), next(&out));
        problems.in_file(file, FeedingFault::LeftOut { areas, pupils: out.pupils, january, group, next }.into());
    }
    let never: Vec<String> = held.never_held().into_iter().map(name).collect();
    if !never.is_empty() {
        problems.in_file(file, FeedingFault::NeverHeld { groups: never.join(", ") }.into());
    }
}
