//! What comes on top of a forecast: pupils of homes beyond the rate of late, and a planner's own adjustments.
//!
//! Neither moves what a model learned or how it projects. Both are pupils laid on the cells of the point forecast, each as a
//! component of its own, so that a forecast without them stays what it is, to the last bit.

mod homes;
mod moves;
mod rule;
mod shifts;
mod slippage;

pub use rule::HousingRule;
pub use slippage::SlippedSite;

use self::homes::Homes;
use self::moves::{Joiners, Moves};
use self::shifts::Shifts;
use super::assumptions::Assumptions;
use super::components::Component;
use super::transfer::TransferLink;
use crate::calendar::CensusYear;
use crate::dataset::{Cube, Known, Panel};
use crate::status::Status;
use ndarray::{Array2, Array3};
use std::ops::Range;

/// Pupils that one driver lays on a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// Which.
    pub component: Component,
    /// Pupils added to each cell forecast, or taken where negative: never more than are there.
    pub pupils: Cube,
    /// How firmly what it rests on is known.
    pub status: Status,
}

/// Homes that come in one January, more than of late, and pupils they hold in a later one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HomesBehind {
    /// The January they come in.
    pub year: CensusYear,
    /// How many more than of late; fewer where negative.
    pub homes: f64,
    /// Their pupils of a year group, in the January asked about.
    pub pupils: f64,
}

/// The drivers known at a base, ready to be laid on a forecast.
#[derive(Debug, Clone, Default)]
pub(super) struct Drivers {
    /// Those who arrive in a what-if.
    arrivals: Option<Joiners>,
    homes: Option<Homes>,
    joiners: Option<Joiners>,
    /// Pupils whom a what-if sends to school elsewhere.
    shifts: Option<Shifts>,
    moves: Moves,
}

/// Where the cells are, how pupils are spread over them at the base, and how they move on to the transfer year.
struct Ground<'a> {
    known: Known<'a>,
    /// Rolls of the base year by panel.
    start: &'a [Array2<f64>],
    link: Option<&'a TransferLink>,
}

impl Drivers {
    /// The drivers that a data set holds and that were known at the base; none in a base of the past.
    pub(super) fn new(known: Known, start: &[Array2<f64>], link: Option<&TransferLink>, rule: &HousingRule) -> Drivers {
        let moves = Moves::new(start, link);
        let Some(drivers) = known.drivers() else { return Drivers { moves, ..Drivers::default() } };
        let ground = Ground { known, start, link };
        Drivers {
            arrivals: None,
            homes: Homes::new(&ground, drivers, rule),
            joiners: Joiners::new(&ground, &drivers.interventions),
            shifts: None,
            moves,
        }
    }

    /// The same drivers with arrivals, transfers and intakes as a what-if assumes them; `base` is the January before the first ahead.
    pub(super) fn assuming(&self, assumed: &Assumptions, panels: &[Range<usize>], base: CensusYear) -> Drivers {
        Drivers {
            arrivals: Joiners::of_arrivals(&assumed.arrivals, panels, base),
            shifts: Shifts::new(&assumed.transfers, &assumed.intakes, panels, base),
            ..self.clone()
        }
    }

    /// These drivers with what a what-if assumes of others.
    pub(super) fn with_assumed_of(self, other: &Drivers) -> Drivers {
        Drivers { arrivals: other.arrivals.clone(), shifts: other.shifts.clone(), ..self }
    }

    /// Lays them on the rolls of a point forecast, in the order of the components, and tells what each laid; nothing where
    /// there are none. The [sites](Drivers::slipped_sites) are those of the same Januaries.
    pub(super) fn lay_on(&self, rolls: &mut [Array3<f64>], first: CensusYear, sites: &[SlippedSite]) -> Vec<Laid> {
        let horizon = rolls.first().map_or(0, |r| r.dim().2);
        let homes = self.homes.as_ref().map(|h| (Component::Housing, h.pupils(horizon), h.status));
        let slipped = self.homes.as_ref().and_then(|h| h.slippage(sites, horizon));
        let slipped = slipped.map(|(pupils, status)| (Component::Slippage, pupils, status));
        let joining = |component| move |j: &Joiners| (component, j.pupils(&self.moves, horizon), j.status);
        let arrivals = self.arrivals.as_ref().map(joining(Component::Arrivals));
        let joiners = self.joiners.as_ref().map(joining(Component::Intervention));
        let mut pile = Pile { so_far: rolls, first, laid: vec![] };
        for (component, panels, status) in arrivals.into_iter().chain(homes).chain(slipped).chain(joiners) {
            pile.lay(component, panels, status);
        }
        if let Some(shifts) = &self.shifts {
            let shifted = shifts.pupils(&self.moves, pile.so_far);
            if shifts.has_shares() {
                pile.lay(Component::Shares, shifted.by_shares, Status::Derived);
            }
            if shifts.has_schools() {
                pile.lay(Component::Intake, shifted.by_schools, Status::Derived);
            }
        }
        pile.laid
    }

    /// Homes and pupils behind what homes lay on a cell, see [`Homes::behind`]; none where no homes do.
    pub(super) fn homes_behind(&self, cell: (usize, usize, usize), h: usize) -> Vec<(f64, f64)> {
        self.homes.as_ref().map_or(vec![], |homes| homes.behind(cell, h))
    }

    /// Sites whose homes may come otherwise than planned: the point forecast counts what is expected of them, and paths draw from
    /// them.
    pub(super) fn slipped_sites(&self, horizon: usize) -> Vec<SlippedSite> {
        self.homes.as_ref().map_or(vec![], |h| h.slipped(horizon))
    }
}

/// A forecast with all that is laid on it so far.
struct Pile<'a> {
    so_far: &'a mut [Array3<f64>],
    first: CensusYear,
    laid: Vec<Laid>,
}

impl Pile<'_> {
    fn lay(&mut self, component: Component, mut panels: Vec<Array3<f64>>, status: Status) {
        for (added, total) in panels.iter_mut().zip(&mut *self.so_far) {
            ndarray::Zip::from(added).and(total).for_each(|added, total| {
                // A cell without a forecast gets nobody, and no cell loses more pupils than it has.
                *added = if total.is_nan() { 0.0 } else { added.max(-*total) };
                *total += *added;
            });
        }
        self.laid.push(Laid { component, pupils: Cube { first: self.first, panels }, status });
    }
}

/// Pupils of homes as a data set holds them now, those after the base included: what a review sets beside those planned.
pub(super) fn built(
    known: Known,
    start: &[Array2<f64>],
    link: Option<&TransferLink>,
    rule: &HousingRule,
    horizon: usize,
) -> Option<Vec<Array3<f64>>> {
    let drivers = &known.dataset().drivers;
    let homes = Homes::new(&Ground { known, start, link }, drivers, rule)?;
    Some(homes.pupils(horizon))
}

impl Ground<'_> {
    fn panels(&self) -> &[Panel] {
        &self.known.dataset().layout.panels
    }

    /// Rows of a panel with a share each that adds to 1: as the pupils counted are spread over the rows at the base, or
    /// evenly where there are none.
    fn spread(&self, panel: usize, rows: Range<usize>, columns: Range<usize>) -> Vec<(usize, f64)> {
        let held = |row: usize| {
            let cells = columns.clone().map(|c| self.start[panel][[row, c]]);
            cells.filter(|n| n.is_finite()).sum::<f64>()
        };
        let weights: Vec<f64> = rows.clone().map(held).collect();
        let (total, even) = (weights.iter().sum::<f64>(), 1.0 / rows.len().max(1) as f64);
        rows.zip(weights).map(|(row, w)| (row, if total > 0.0 { w / total } else { even })).collect()
    }
}
