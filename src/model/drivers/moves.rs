//! Pupils who arrive or join by hand, carried up the year groups.

use super::Ground;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::Intervention;
use crate::model::assumptions::ArrivalsAhead;
use crate::model::transfer::TransferLink;
use crate::status::Status;
use ndarray::{Array2, Array3};
use std::ops::Range;

/// How pupils move on: up the year groups of a panel, and to the transfer year over the areas.
#[derive(Debug, Clone, Default)]
pub(super) struct Moves {
    /// Rows and columns of each panel.
    shapes: Vec<(usize, usize)>,
    link: Option<TransferLink>,
    /// Leavers of the base year by feeding row.
    leavers: Vec<f64>,
}

/// Pupils who join cells in Januaries ahead.
#[derive(Debug, Clone)]
pub(super) struct Joiners {
    joins: Vec<Join>,
    pub(super) status: Status,
}

/// Pupils who join one cell in each of some Januaries, counted from the base.
#[derive(Debug, Clone)]
struct Join {
    panel: usize,
    row: usize,
    column: usize,
    when: When,
    pupils: f64,
}

/// Januaries ahead, counted from the base.
#[derive(Debug, Clone)]
enum When {
    /// From the first to the last.
    Between(usize, usize),
    /// Those of a wave of arrivals.
    Wave(ArrivalsAhead, CensusYear),
}

impl Join {
    /// Pupils who join `ahead` Januaries after the base.
    fn at(&self, ahead: usize) -> f64 {
        match &self.when {
            When::Between(from, to) if (*from..=*to).contains(&ahead) => self.pupils,
            When::Between(..) => 0.0,
            When::Wave(wave, base) => self.pupils * wave.of(base.plus(ahead as i32)),
        }
    }
}

impl Moves {
    pub(super) fn new(start: &[Array2<f64>], link: Option<&TransferLink>) -> Moves {
        let of = |l: &TransferLink| start[l.feeder.0].column(l.feeder.1).iter().map(|n| n.max(0.0)).collect();
        let leavers = link.map_or(vec![], of);
        Moves { shapes: start.iter().map(|s| s.dim()).collect(), link: link.cloned(), leavers }
    }

    /// Leavers of the base year of a feeding row.
    pub(super) fn leavers(&self, row: usize) -> f64 {
        self.leavers.get(row).copied().unwrap_or(0.0)
    }

    /// How pupils move on to the transfer year group.
    pub(super) fn link(&self) -> Option<&TransferLink> {
        self.link.as_ref()
    }

    /// Moves those of the January before up by a year group.
    pub(super) fn move_up(&self, added: &mut [Array3<f64>], h: usize) {
        for (p, (rows, columns)) in self.shapes.iter().enumerate() {
            for column in 0..*columns {
                let across = self.link.as_ref().filter(|l| l.intake == (p, column));
                for row in 0..*rows {
                    let moved = match across {
                        Some(link) => {
                            let (from, below) = link.feeder;
                            let shares = link.shares_of(row).iter();
                            shares.map(|(r, share)| share * added[from][[*r, below, h - 1]]).sum()
                        }
                        None if column > 0 => added[p][[row, column - 1, h - 1]],
                        None => 0.0,
                    };
                    added[p][[row, column, h]] += moved;
                }
            }
        }
    }
}

impl Joiners {
    /// `None` where none of them holds after the base.
    pub(super) fn new(ground: &Ground, interventions: &[Intervention]) -> Option<Joiners> {
        let base = ground.known.base();
        let holding: Vec<&Intervention> = interventions.iter().filter(|i| i.expires > base).collect();
        let status = holding.iter().map(|i| i.status).max()?;
        let mut joins = vec![];
        for i in holding {
            let ahead = |years: i32| usize::try_from(years).unwrap_or(0);
            let when = (ahead(i.from.years_since(base)).max(1), ahead(i.expires.years_since(base)));
            for (panel, row, column, share) in cells(ground, i) {
                let when = When::Between(when.0, when.1);
                joins.push(Join { panel, row, column, when, pupils: share * i.pupils });
            }
        }
        Some(Joiners { joins, status })
    }

    /// Pupils who arrive. `panels` are the year groups of each panel. `None` where nobody does.
    pub(super) fn of_arrivals(
        arrivals: &[ArrivalsAhead],
        panels: &[Range<usize>],
        base: CensusYear,
    ) -> Option<Joiners> {
        let mut joins = vec![];
        for wave in arrivals {
            let Some((panel, column)) = cell_of(wave.group, panels) else { continue };
            for &(row, pupils) in &wave.to {
                joins.push(Join { panel, row, column, when: When::Wave(wave.clone(), base), pupils });
            }
        }
        // What a scenario supposes is nobody's plan.
        (!joins.is_empty()).then_some(Joiners { joins, status: Status::Illustrative })
    }

    /// Pupils in every cell, by panel.
    ///
    /// Formula: `X(a,g,h) = J(a,g,h) + X(a,g-1,h-1)`, J those who join in that January; at the transfer year
    /// `X(d,g,h) = J(d,g,h) + sum over a of s(a,d) X(a,g-1,h-1)`, s the shares of the flows.
    pub(super) fn pupils(&self, moves: &Moves, horizon: usize) -> Vec<Array3<f64>> {
        let zeros = |(rows, columns): &(usize, usize)| Array3::zeros((*rows, *columns, horizon));
        let mut added: Vec<Array3<f64>> = moves.shapes.iter().map(zeros).collect();
        for h in 0..horizon {
            for join in &self.joins {
                added[join.panel][[join.row, join.column, h]] += join.at(h + 1);
            }
            if h > 0 {
                moves.move_up(&mut added, h);
            }
        }
        added
    }
}

/// Panel and column of a year group, by the year groups of each panel.
pub(super) fn cell_of(group: YearGroup, panels: &[Range<usize>]) -> Option<(usize, usize)> {
    let panel = panels.iter().position(|p| p.contains(&group.index()))?;
    Some((panel, group.index() - panels[panel].start))
}

/// The cells of an intervention: panel, row, column and the share of its pupils, as the pupils of the base are spread.
fn cells(ground: &Ground, intervention: &Intervention) -> Vec<(usize, usize, usize, f64)> {
    let geography = &ground.known.dataset().geography;
    let mut found = vec![];
    for (p, panel) in ground.panels().iter().enumerate() {
        let rows = panel.rows_of(intervention.area, geography);
        for (column, _) in panel.columns().filter(|(_, g)| intervention.group.is_none_or(|only| only == *g)) {
            found.extend(rows.clone().map(|row| (p, row, column, ground.start[p][[row, column]])));
        }
    }
    // Nobody can join a cell that has no forecast.
    found.retain(|(.., pupils)| pupils.is_finite());
    let (total, even) = (found.iter().map(|c| c.3).sum::<f64>(), 1.0 / found.len().max(1) as f64);
    found.iter_mut().for_each(|c| c.3 = if total > 0.0 { c.3 / total } else { even });
    found
}
