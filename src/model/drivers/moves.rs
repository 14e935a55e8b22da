//! Pupils whom a planner adds by hand, carried up the year groups.

use super::Ground;
use crate::calendar::YearGroup;
use crate::dataset::{Intervention, SchoolDraw};
use crate::geography::AreaId;
use crate::model::transfer::TransferLink;
use crate::status::Status;
use ndarray::Array3;

/// Pupils who join cells in Januaries ahead, and how they move on.
#[derive(Debug, Clone)]
pub(super) struct Joiners {
    /// Rows and columns of each panel.
    shapes: Vec<(usize, usize)>,
    joins: Vec<Join>,
    link: Option<TransferLink>,
    pub(super) status: Status,
}

/// Pupils who join one cell in each of some Januaries, counted from the base.
#[derive(Debug, Clone)]
struct Join {
    panel: usize,
    row: usize,
    column: usize,
    from: usize,
    to: usize,
    pupils: f64,
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
            let (from, to) = (ahead(i.from.years_since(base)).max(1), ahead(i.expires.years_since(base)));
            for (panel, row, column, share) in cells(ground, i.area, i.group) {
                joins.push(Join { panel, row, column, from, to, pupils: share * i.pupils });
            }
        }
        let shapes = ground.start.iter().map(|s| s.dim()).collect();
        Some(Joiners { shapes, joins, link: ground.link.cloned(), status })
    }

    /// Those whom schools draw or send on; `None` where no school opens or closes after the base.
    ///
    /// Formula: `J(d,g,h) = n` for the school's area d and intake g in each January from its first; `J(a,g,h) = -w(a) n` for the
    /// others, w their shares: what the one gains the others lose, to the pupil.
    pub(super) fn of_schools(ground: &Ground, schools: &[SchoolDraw]) -> Option<Joiners> {
        let base = ground.known.base();
        let status = schools.iter().map(|s| s.status).max()?;
        let mut joins = vec![];
        for school in schools {
            let from = usize::try_from(school.first.years_since(base)).unwrap_or(0).max(1);
            let others = school.others.iter().map(|(area, share)| (*area, -share * school.pupils));
            for (area, pupils) in others.chain([(school.area, school.pupils)]) {
                for (panel, row, column, share) in cells(ground, area, Some(school.group)) {
                    joins.push(Join { panel, row, column, from, to: usize::MAX, pupils: share * pupils });
                }
            }
        }
        let shapes = ground.start.iter().map(|s| s.dim()).collect();
        Some(Joiners { shapes, joins, link: ground.link.cloned(), status })
    }

    /// Pupils in every cell, by panel.
    ///
    /// Formula: `X(a,g,h) = J(a,g,h) + X(a,g-1,h-1)`, J those who join in that January; at the transfer year
    /// `X(d,g,h) = J(d,g,h) + sum over a of s(a,d) X(a,g-1,h-1)`, s the shares of the flows.
    pub(super) fn pupils(&self, horizon: usize) -> Vec<Array3<f64>> {
        let zeros = |(rows, columns): &(usize, usize)| Array3::zeros((*rows, *columns, horizon));
        let mut added: Vec<Array3<f64>> = self.shapes.iter().map(zeros).collect();
        for h in 0..horizon {
            for join in self.joins.iter().filter(|j| (j.from..=j.to).contains(&(h + 1))) {
                added[join.panel][[join.row, join.column, h]] += join.pupils;
            }
            if h > 0 {
                self.move_up(&mut added, h);
            }
        }
        added
    }

    /// Moves those of the January before up by a year group.
    fn move_up(&self, added: &mut [Array3<f64>], h: usize) {
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

/// The cells of an area and year group: panel, row, column and the share of pupils who join, as the pupils of the base are spread.
fn cells(ground: &Ground, area: AreaId, group: Option<YearGroup>) -> Vec<(usize, usize, usize, f64)> {
    let geography = &ground.known.dataset().geography;
    let mut found = vec![];
    for (p, panel) in ground.panels().iter().enumerate() {
        let rows = panel.rows_of(area, geography);
        for (column, _) in panel.columns().filter(|(_, g)| group.is_none_or(|only| only == *g)) {
            found.extend(rows.clone().map(|row| (p, row, column, ground.start[p][[row, column]])));
        }
    }
    // Nobody can join a cell that has no forecast.
    found.retain(|(.., pupils)| pupils.is_finite());
    let (total, even) = (found.iter().map(|c| c.3).sum::<f64>(), 1.0 / found.len().max(1) as f64);
    found.iter_mut().for_each(|c| c.3 = if total > 0.0 { c.3 / total } else { even });
    found
}
