//! Which cells exist, and what they add up to.
//!
//! A **panel** holds the year groups of one phase at the finest level that has them: in Kent, R-6 by planning area and
//! 7-11 by district. Where both phases are held at the same level they form one panel. A **unit** is anything a reader asks
//! about - a planning area, a district, the county, a travel-to-learn area - and is a sum over rows of the panels.

use super::cube::{CellKey, Cube};
use crate::calendar::{CensusYear, Phase, Schooling, Series, YearGroup};
use crate::geography::{AreaId, Geography, LevelId, Span};
use crate::status::Status;
use ndarray::{Array2, Axis};
use std::ops::Range;

/// The areas and year groups of one panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The level of its areas.
    pub level: LevelId,
    /// Its rows, in the order of the tree.
    pub areas: Vec<AreaId>,
    /// Its year groups: contiguous indices into the order of the data set.
    pub groups: Range<usize>,
}

impl Panel {
    /// Column of a year group in this panel.
    pub fn column(&self, group: YearGroup) -> Option<usize> {
        self.groups.contains(&group.index()).then(|| group.index() - self.groups.start)
    }

    /// The rows that make up an area: those inside it, or the one it lies in; none where nobody is on roll there.
    pub fn rows_of(&self, area: AreaId, geography: &Geography) -> Range<usize> {
        let inside = geography.inside(area);
        let at = |id: AreaId| self.areas.partition_point(|a| *a < id);
        let rows = at(inside.start)..at(inside.end);
        if !rows.is_empty() {
            return rows;
        }
        let around = geography.lineage(area).find_map(|a| self.areas.binary_search(&a).ok());
        around.map_or(rows, |row| row..row + 1)
    }

    /// The year groups with their columns.
    pub fn columns(&self) -> impl Iterator<Item = (usize, YearGroup)> + use<> {
        self.groups.clone().enumerate().map(|(column, g)| (column, YearGroup(g as u8)))
    }
}

/// A level of the tree, or a grouping: what a unit is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// A level of the tree.
    Level(LevelId),
    /// A grouping, by position.
    Grouping(usize),
}

/// A part of a unit: a share of a row of a panel, between dates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The panel.
    pub panel: usize,
    /// The row of the panel.
    pub row: usize,
    /// The share that counts.
    pub share: f64,
    /// When it counts.
    pub span: Span,
}

/// Something a reader asks about: an area or a group of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its level or grouping.
    pub tier: Tier,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The area, where it is one.
    pub area: Option<AreaId>,
    /// What it adds up.
    pub parts: Vec<Part>,
    /// How firmly its membership is known.
    pub status: Status,
}

/// Census years in which a cell is held, both ends included.
type Held = Option<(CensusYear, CensusYear)>;

/// The panels and units of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The panels, primary first.
    pub panels: Vec<Panel>,
    /// The units: levels from the root down, then groupings by name.
    pub units: Vec<Unit>,
    held: Vec<Array2<Held>>,
}

impl Layout {
    /// The panels that a set of cells needs: for each phase the finest level that any of its year groups is held at.
    pub(super) fn panels_for(held: &[(AreaId, YearGroup)], geography: &Geography, schooling: &Schooling) -> Vec<Panel> {
        let phase = |g: YearGroup| schooling.role(g).phase();
        let level = |p: Phase| held.iter().filter(|(_, g)| phase(*g) == p).map(|(a, _)| geography.area(*a).level).max();
        let groups = |p: Phase| {
            let of: Vec<usize> = schooling.groups().filter(|g| phase(*g) == p).map(YearGroup::index).collect();
            of.first().copied().unwrap_or(0)..of.last().map_or(0, |g| g + 1)
        };
        let areas = |level: LevelId, groups: &Range<usize>| {
            let mut areas: Vec<AreaId> = held
                .iter()
                .filter(|(a, g)| geography.area(*a).level == level && groups.contains(&g.index()))
                .map(|(a, _)| *a)
                .collect();
            areas.sort();
            areas.dedup();
            areas
        };
        let panel = |level, groups: Range<usize>| Panel { level, areas: areas(level, &groups), groups };
        match (level(Phase::Primary), level(Phase::Secondary)) {
            (Some(p), Some(s)) if p == s => {
                vec![panel(p, groups(Phase::Primary).start..groups(Phase::Secondary).end)]
            }
            (p, s) => [(p, Phase::Primary), (s, Phase::Secondary)]
                .into_iter()
                .filter_map(|(level, phase)| Some(panel(level?, groups(phase))))
                .collect(),
        }
    }

    /// The layout of panels whose cells hold `rolls`.
    pub(super) fn new(panels: Vec<Panel>, rolls: &Cube, geography: &Geography) -> Layout {
        let held = rolls
            .panels
            .iter()
            .map(|values| {
                let (areas, groups, _) = values.dim();
                Array2::from_shape_fn((areas, groups), |(a, g)| {
                    let years = values.index_axis(Axis(0), a);
                    let years = years.row(g);
                    let first = years.iter().position(|v| !v.is_nan())?;
                    let last = years.iter().rposition(|v| !v.is_nan())?;
                    Some((rolls.first.plus(first as i32), rolls.first.plus(last as i32)))
                })
            })
            .collect();
        let units = units(&panels, geography);
        Layout { panels, units, held }
    }

    /// The panel and column of a year group, if any panel holds it.
    pub fn find(&self, group: YearGroup) -> Option<(usize, usize)> {
        self.panels.iter().enumerate().find_map(|(p, panel)| Some((p, panel.column(group)?)))
    }

    /// The levels at which rolls are held, coarsest first.
    pub fn levels(&self) -> Vec<LevelId> {
        let mut levels: Vec<LevelId> = self.panels.iter().map(|p| p.level).collect();
        levels.sort();
        levels.dedup();
        levels
    }

    /// The cell of an area and year group, if a panel has it.
    pub fn cell(&self, area: AreaId, group: YearGroup) -> Option<CellKey> {
        let (panel, _) = self.find(group)?;
        let row = self.panels[panel].areas.binary_search(&area).ok()?;
        Some(CellKey { panel, row, group })
    }

    /// Whether the cell is inside its history in that year: it exists, though the year may be missing.
    pub fn exists(&self, panel: usize, row: usize, column: usize, year: CensusYear) -> bool {
        within(self.held[panel][[row, column]], year)
    }

    /// First and last census year in which a cell is held.
    pub fn held(&self, panel: usize, row: usize, column: usize) -> Option<(CensusYear, CensusYear)> {
        self.held[panel][[row, column]]
    }

    /// The units of a tier.
    pub fn of_tier(&self, tier: Tier) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |u| u.tier == tier)
    }

    /// The unit with that code, whatever its tier.
    pub fn unit(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|u| u.code == code)
    }

    /// The sum of a cube over a unit, a list of year groups and a year.
    ///
    /// Cells that do not exist in the year `present` (an area not open, a year group never held) count for nothing.
    ///
    /// Returns `None` where the unit has no such cell, or where one of them is missing: a total with a part missing is
    /// missing. For history `present` is the year itself; for a forecast it is the base year.
    pub fn total(
        &self,
        cube: &Cube,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
        present: CensusYear,
    ) -> Option<f64> {
        let t = cube.year_index(year)?;
        let mut total = 0.0;
        let mut cells = 0;
        for &group in groups {
            let (panel, column) = self.find(group)?;
            // One column and year of all rows: found once, not anew for each part.
            let (values, held) = (
                cube.panels[panel].index_axis(Axis(2), t).index_axis_move(Axis(1), column),
                self.held[panel].column(column),
            );
            let mut covered = false;
            for part in unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year)) {
                covered = true;
                if within(held[part.row], present) {
                    let value = values[part.row];
                    if value.is_nan() {
                        return None;
                    }
                    total += part.share * value;
                    cells += 1;
                }
            }
            if !covered {
                return None;
            }
        }
        (cells > 0).then_some(total)
    }

    /// The least firm status among the cells of a unit, a list of year groups and a year, and of its membership.
    pub fn status(&self, statuses: &Cube<Status>, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let Some(t) = statuses.year_index(year) else { return unit.status };
        let mut least = unit.status;
        for (panel, column) in groups.iter().filter_map(|&g| self.find(g)) {
            let (cells, held) = (
                statuses.panels[panel].index_axis(Axis(2), t).index_axis_move(Axis(1), column),
                self.held[panel].column(column),
            );
            let parts = unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year));
            for part in parts.filter(|p| within(held[p.row], year)) {
                least = least.max(cells[part.row]);
            }
        }
        least
    }
}

/// Whether a year lies within the first and last in which a cell is held.
fn within(held: Option<(CensusYear, CensusYear)>, year: CensusYear) -> bool {
    held.is_some_and(|(first, last)| first <= year && year <= last)
}

impl Unit {
    /// Name of its level or grouping.
    pub fn tier_name<'a>(&self, geography: &'a Geography) -> &'a str {
        match self.tier {
            Tier::Level(level) => geography.level_name(level),
            Tier::Grouping(g) => &geography.groupings()[g].name,
        }
    }
}

/// What is reported: every year group, then every series that is not just one of them under its own name.
pub fn reported_series(schooling: &Schooling) -> Vec<Series> {
    let single = schooling.groups().map(|g| Series { name: schooling.name(g).to_owned(), groups: vec![g] });
    let named = schooling.series().iter().filter(|s| schooling.group(&s.name).is_none()).cloned();
    single.chain(named).collect()
}

fn units(panels: &[Panel], geography: &Geography) -> Vec<Unit> {
    let parts_of = |area: AreaId, share: f64, span: Span| -> Vec<Part> {
        let inside = geography.inside(area);
        let rows = |p: &Panel| {
            let at = |id: AreaId| p.areas.partition_point(|a| *a < id);
            at(inside.start)..at(inside.end)
        };
        panels
            .iter()
            .enumerate()
            .flat_map(|(panel, p)| rows(p).map(move |row| Part { panel, row, share, span }))
            .collect()
    };
    let mut units = vec![];
    for level in (0..geography.levels().len()).map(LevelId) {
        for id in geography.at_level(level) {
            let parts = parts_of(id, 1.0, Span::default());
            if !parts.is_empty() {
                let area = geography.area(id);
                units.push(Unit {
                    tier: Tier::Level(level),
                    code: area.code.clone(),
                    name: area.name.clone(),
                    area: Some(id),
                    parts,
                    status: Status::Published,
                });
            }
        }
    }
    for (g, grouping) in geography.groupings().iter().enumerate() {
        for group in &grouping.groups {
            units.push(Unit {
                tier: Tier::Grouping(g),
                code: group.code.clone(),
                name: group.name.clone(),
                area: None,
                parts: group.members.iter().flat_map(|m| parts_of(m.area, m.share, m.span)).collect(),
                status: group.members.iter().map(|m| m.status).fold(Status::Published, Status::max),
            });
        }
    }
    units
}
