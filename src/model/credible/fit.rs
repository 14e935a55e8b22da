//! Fitting: every part of the method from what was known at the base.

use super::anchor::usual_share;
use super::constants::{Credible, Memory};
use super::entry::without_births;
use super::level::{Observed, PhaseLevel};
use super::memory::memory;
use super::nation::national_level;
use super::seen::Seen;
use super::steady::Steady;
use super::system::System;
use crate::calendar::{CensusYear, Phase, Role};
use crate::dataset::Known;
use crate::model::assumptions::{Assumptions, MigrationAhead, MigrationCourse};
use crate::model::components::Evidence;
use crate::model::entry::{BirthFeed, BirthRule};
use crate::model::feeders;
use crate::model::fit::FitError;
use crate::model::maths::{exp, ln, power};
use crate::model::ratios::Fallback;
use crate::model::reference::{ComparedWith, Nation};
use crate::model::transfer::TransferLink;
use ndarray::{Array2, Array3, Axis, stack};

/// One panel fitted. Rows are the own areas, then the rest of the nation where there is one.
#[derive(Debug, Clone)]
pub(in crate::model) struct PanelFit {
    pub(super) own: usize,
    /// Rolls of the base year.
    pub(super) start: Array2<f64>,
    /// National level rho by year group (E3).
    pub(super) rate: Vec<f64>,
    /// What that rests on: the nation's pupils beside their feeders.
    pub(super) rate_evidence: Vec<Evidence>,
    /// Level against the nation: u of the phase (E4), or L at entry and transfer (E7).
    pub(super) level: Array2<f64>,
    /// Departure v of the year group (E5); 0 at entry and transfer.
    pub(super) departure: Array2<f64>,
    /// Usual share (E9).
    pub(super) usual: Array2<f64>,
    /// Responsiveness (E10).
    pub(super) response: Vec<f64>,
    /// Cells that were fed and never had a pupil: they stay empty. One that nobody could reach yet is filled from below.
    pub(super) never_held: Array2<bool>,
    /// Role of each column.
    pub(super) roles: Vec<Role>,
    /// What one year's surprise would move (I6): the whole phase's level, by row and column.
    pub(super) level_gain: Array2<f64>,
    /// The year group's own level or departure.
    pub(super) own_gain: Array2<f64>,
    /// What the level rests on, and the departure.
    pub(super) level_evidence: Array2<Evidence>,
    pub(super) departure_evidence: Array2<Evidence>,
    /// What each January said of a phase.
    pub(super) seen: Vec<Seen>,
}

impl PanelFit {
    /// What does not change with the years in the log of a cell: rho + level + (1 - theta) usual, and the theta it is damped
    /// by; `None` for a cell that is closed. Without a usual share nothing is damped.
    pub(super) fn constant(&self, row: usize, column: usize) -> Option<(f64, f64)> {
        let open = self.start.row(row).iter().any(|n| *n > 0.0);
        if !open || self.start[[row, column]].is_nan() || self.never_held[[row, column]] {
            return None;
        }
        let undamped = self.rate[column] + self.level[[row, column]];
        let (usual, theta) = (self.usual[[row, column]], self.response[column]);
        Some(if usual.is_nan() { (undamped, 1.0) } else { (undamped + (1.0 - theta) * usual, theta) })
    }
}

/// How the entry year is fed.
#[derive(Debug, Clone)]
pub(in crate::model) enum EntryFit {
    /// By births.
    Births(BirthFeed),
    /// By a share of the nation's entry, in logs by row.
    Share(Vec<f64>),
    /// The data set has no entry year.
    Absent,
}

/// The method fitted at a base year.
#[derive(Debug, Clone)]
pub(in crate::model) struct CredibleFit {
    pub(super) base: CensusYear,
    pub(super) panels: Vec<PanelFit>,
    /// What of them does not change with the years.
    pub(super) steady: Vec<Steady>,
    pub(super) entry: EntryFit,
    pub(super) link: Option<TransferLink>,
    /// Movement that drifts into the entry year, by row of the first panel (E8).
    pub(super) drift: Vec<f64>,
    pub(super) drift_fade: f64,
    pub(super) departure_fade: f64,
    /// Courses of net movement that a what-if assumes.
    pub(super) migration: Vec<MigrationAhead>,
    pub(super) with_rest: bool,
    /// Januaries of the data set before the nation's first, which are not used.
    pub(super) skipped: usize,
    pub(in crate::model) compared_with: ComparedWith,
    /// Cells that move as the area above them does, because they have no history of their own.
    pub(in crate::model) fallbacks: Vec<Fallback>,
}

impl CredibleFit {
    /// Whether births feed the entry year.
    pub(in crate::model) fn fed_by_births(&self) -> bool {
        self.births().is_some()
    }

    /// The births that feed the entry.
    pub(in crate::model) fn births(&self) -> Option<&BirthFeed> {
        match &self.entry {
            EntryFit::Births(births) => Some(births),
            EntryFit::Share(_) | EntryFit::Absent => None,
        }
    }

    /// How the last primary year group becomes the transfer year group.
    pub(in crate::model) fn link(&self) -> Option<&TransferLink> {
        self.link.as_ref()
    }

    /// Takes on assumptions of the years ahead.
    pub(in crate::model) fn assume(&mut self, assumed: &Assumptions) {
        if let EntryFit::Births(births) = &self.entry {
            self.entry = EntryFit::Births(births.assuming(&assumed.births));
        }
        self.migration.clone_from(&assumed.migration);
    }

    /// What assumed migration adds to the log of a cell, `h` years after the first ahead; 0 where nothing is assumed.
    ///
    /// Formula: inside a phase that of [`MigrationAhead::moved`] on the level u (E4); in the entry year that on the movement
    /// that drifts into it (E8), times the drift so far. The transfer year has a level of another kind.
    pub(super) fn assumed(&self, (panel, row, column): (usize, usize, usize), h: usize) -> f64 {
        let year = self.base.plus(h as i32 + 1);
        let holding = self.migration.iter().filter(|m| m.holds(panel, row, year));
        let fit = &self.panels[panel];
        let seen = |phase: Phase, course: MigrationCourse| match course {
            MigrationCourse::AsSeen { from, to } => {
                let ago = |y: CensusYear| usize::try_from(self.base.years_since(y)).unwrap_or(0);
                fit.seen.iter().find(|s| s.phase == phase)?.level(row, ago(to)..=ago(from))
            }
            MigrationCourse::Scaled(_) | MigrationCourse::Fading(_) => None,
        };
        holding
            .map(|m| match fit.roles[column] {
                Role::Primary => m.moved(fit.level[[row, column]], seen(Phase::Primary, m.course), year),
                Role::Secondary => m.moved(fit.level[[row, column]], seen(Phase::Secondary, m.course), year),
                Role::Entry => {
                    let so_far: f64 = (0..=h).map(|j| power(self.drift_fade, j)).sum();
                    let drift = self.drift.get(row).copied().unwrap_or(0.0);
                    so_far * m.moved(drift, seen(Phase::Primary, m.course), year)
                }
                Role::Transfer => 0.0,
            })
            .sum()
    }
}

/// Fits the method to what was known at the base.
///
/// # Errors
/// [`FitError::Reference`] where a reference the data set names cannot serve.
pub(in crate::model) fn fit(known: Known, constants: &Credible) -> Result<CredibleFit, FitError> {
    let data = known.dataset();
    let (nation, compared_with) = Nation::resolve(known, constants.reference)?;
    let skip = nation.as_ref().map_or(0, |n| n.years_before(known));
    let rule = BirthRule {
        first_weight: 1.0,
        share_years: 1,
        growth_years: constants.births.growth_years,
        growth_damping: constants.births.growth_damping,
    };
    let births = BirthFeed::new(known, nation.as_ref(), rule);
    let link = TransferLink::new(known, &constants.transfer.flow_weights);
    let own_feeders = feeders::history(known, link.as_ref());
    let mut panels = vec![];
    let mut entry = EntryFit::Absent;
    let mut drift = vec![];
    let mut fallbacks = vec![];
    for (p, own) in own_feeders.iter().enumerate() {
        let with_entry = data.layout.panels[p].groups.start == 0;
        let fed = births.as_ref().filter(|_| with_entry).map(|b| fed_history(known, b, skip));
        let system = System::new(known, p, own, nation.as_ref(), fed.as_ref(), skip);
        let fitted = panel(&system, constants, fed.is_some());
        fallbacks.extend(without_history(known, p, &system, fed.is_some()));
        if with_entry {
            drift = fitted.drift;
            entry = match (&births, fitted.entry) {
                (Some(births), _) => EntryFit::Births(births.clone()),
                (None, Some(share)) => EntryFit::Share(share),
                (None, None) => EntryFit::Absent,
            };
        }
        panels.push(fitted.panel);
    }
    Ok(CredibleFit {
        base: known.base(),
        steady: panels.iter().map(Steady::of).collect(),
        panels,
        entry,
        link,
        drift,
        drift_fade: constants.drift.fade,
        departure_fade: constants.departure.fade,
        migration: vec![],
        with_rest: nation.is_some(),
        skipped: skip,
        compared_with,
        fallbacks,
    })
}

/// Open cells whose role has no held year in the area: entry and transfer by themselves, the others as a phase.
fn without_history(known: Known, panel: usize, system: &System, with_births: bool) -> Vec<Fallback> {
    let data = known.dataset();
    let layout = &data.layout.panels[panel];
    let held = |a: usize, c: usize| (0..system.years()).any(|t| system.held(a, c, t));
    let mut found = vec![];
    for (a, &area) in layout.areas.iter().enumerate() {
        let Some(from) = data.geography.area(area).parent else { continue };
        for (column, group) in layout.columns() {
            let open = system.rolls[[a, column, system.years() - 1]] > 0.0;
            let alone = match system.roles[column] {
                Role::Entry => with_births && !held(a, column),
                Role::Transfer => !held(a, column),
                role @ (Role::Primary | Role::Secondary) => {
                    !system.phase_columns(role.phase()).into_iter().any(|c| held(a, c))
                }
            };
            if open && alone {
                found.push(Fallback { area, group, from });
            }
        }
    }
    found
}

/// Births feeding each January used, [rows, years]; NaN where part of them is not known.
fn fed_history(known: Known, births: &BirthFeed, skip: usize) -> Array2<f64> {
    let first = known.dataset().rolls.first;
    let rows = births.at(known.base()).len();
    let years: Vec<_> = (skip..known.years())
        .map(|t| {
            let missing = || ndarray::Array1::from_elem(rows, f64::NAN);
            births.known(first.plus(t as i32)).unwrap_or_else(missing)
        })
        .collect();
    let views: Vec<_> = years.iter().map(|y| y.view()).collect();
    stack(Axis(1), &views).unwrap_or_else(|_| Array2::from_elem((rows, 0), f64::NAN))
}

/// A panel with what only the entry year needs.
struct Fitted {
    panel: PanelFit,
    drift: Vec<f64>,
    entry: Option<Vec<f64>>,
}

fn panel(system: &System, constants: &Credible, with_births: bool) -> Fitted {
    let m = &constants.memory;
    let (rows, columns) = (system.rows(), system.roles.len());
    let national = National::of(system);
    let rates = national.rates();
    let factors = rates.mapv(|y| if y.is_finite() { exp(y) } else { f64::NAN });
    let sizes = sizes(system, m);
    let observed = Observed::of(system, &factors, &sizes);
    let signals: Vec<f64> = system.roles.iter().map(|r| signal(*r, m.signal_anchor, m)).collect();
    let lambda = Array2::from_shape_fn((rows, columns), |(a, g)| memory(sizes[[a, g]], signals[g], m));
    let mut level = Array2::zeros((rows, columns));
    let mut departure = Array2::zeros((rows, columns));
    let mut drift = vec![0.0; rows];
    let mut level_gain = Array2::zeros((rows, columns));
    let mut own_gain = Array2::zeros((rows, columns));
    let mut seen = vec![];
    let none = Evidence { observed: 0.0, expected: 0.0, pull: 0.0, toward: 1.0, memory: 0.0, left: 1.0 };
    let mut level_evidence = Array2::from_elem((rows, columns), none);
    let mut departure_evidence = Array2::from_elem((rows, columns), none);
    for phase in [Phase::Primary, Phase::Secondary] {
        let Some(found) = observed.phase_level(phase, m, &constants.level, &constants.departure) else { continue };
        for (i, &c) in found.columns.iter().enumerate() {
            level.column_mut(c).assign(&ndarray::ArrayView1::from(&found.level));
            departure.column_mut(c).assign(&found.departure.column(i));
            level_gain.column_mut(c).assign(&ndarray::ArrayView1::from(&found.level_gain));
            own_gain.column_mut(c).assign(&found.departure_gain.column(i));
            level_evidence.column_mut(c).assign(&ndarray::ArrayView1::from(&found.level_evidence));
            departure_evidence.column_mut(c).assign(&found.departure_evidence.column(i));
        }
        if phase == Phase::Primary {
            drift = movement(&found, constants.drift.own);
        }
        seen.push(found.seen);
    }
    let entry_column = system.column_of(Role::Entry);
    let mut entry = None;
    for c in [entry_column, system.column_of(Role::Transfer)].into_iter().flatten() {
        own_gain.column_mut(c).assign(&lambda.column(c).mapv(|l| 1.0 - l));
    }
    if let Some(c) = entry_column {
        if with_births {
            for (row, (found, evidence)) in observed.single_level(c, m.signal_entry, 0.0, m).into_iter().enumerate() {
                level[[row, c]] = found;
                level_evidence[[row, c]] = evidence;
            }
        } else {
            let remembered = |n: &f64| memory(*n, m.signal_entry_without_births, m);
            own_gain.column_mut(c).assign(&sizes.column(c).mapv(|n| 1.0 - remembered(&n)));
            entry = Some(without_births(system, c, &sizes.column(c).to_vec(), m));
        }
    }
    if let Some(c) = system.column_of(Role::Transfer) {
        let levels = observed.single_level(c, m.signal_transfer, constants.transfer.shrink_pupils, m);
        for (row, (found, evidence)) in levels.into_iter().enumerate() {
            level[[row, c]] = found;
            level_evidence[[row, c]] = evidence;
        }
    }
    let response = |r: &Role| match r {
        Role::Entry => constants.response.entry,
        Role::Transfer => constants.response.transfer,
        Role::Primary | Role::Secondary => constants.response.other,
    };
    let (rate, rate_evidence) =
        national_levels((&national, &rates), system, constants, with_births).into_iter().unzip();
    let panel = PanelFit {
        own: system.own,
        start: system.rolls.index_axis(Axis(2), system.years() - 1).to_owned(),
        rate,
        rate_evidence,
        level,
        departure,
        usual: usual_share(system, &lambda, m.window_years),
        response: system.roles.iter().map(response).collect(),
        roles: system.roles.clone(),
        level_gain,
        own_gain,
        level_evidence,
        departure_evidence,
        seen,
        never_held: Array2::from_shape_fn((rows, columns), |(a, g)| {
            let ever = |cells: &Array3<f64>| (0..system.years()).any(|t| cells[[a, g, t]] > 0.0);
            ever(&system.feeders) && !ever(&system.rolls)
        }),
    };
    Fitted { panel, drift, entry }
}

/// (E8) Movement that carries on into the entry year: the area's own, unshrunk, beside its region's.
fn movement(phase: &PhaseLevel, own: f64) -> Vec<f64> {
    phase.movement.iter().zip(&phase.region).map(|(m, r)| own * m + (1.0 - own) * r).collect()
}

/// The nation's pupils by year group and year, and those who fed them, in the areas that hold both.
struct National {
    pupils: Array2<f64>,
    fed: Array2<f64>,
}

impl National {
    fn of(system: &System) -> National {
        let mut pupils = Array2::zeros((system.roles.len(), system.years()));
        let mut fed = pupils.clone();
        for (rolls, feeders) in system.rolls.outer_iter().zip(system.feeders.outer_iter()) {
            for ((pupils, fed), (roll, feeder)) in pupils.iter_mut().zip(&mut fed).zip(rolls.iter().zip(&feeders)) {
                if System::counts(*roll, *feeder) {
                    *pupils += roll;
                    *fed += feeder;
                }
            }
        }
        National { pupils, fed }
    }

    /// (E2) National log rate by year group and year; NaN where no area holds both pupils and feeder.
    fn rates(&self) -> Array2<f64> {
        let rate = |at| if self.fed[at] > 0.0 { ln(self.pupils[at] / self.fed[at]) } else { f64::NAN };
        Array2::from_shape_fn(self.fed.dim(), rate)
    }

    /// What a national level rests on, each year weighted by its memory.
    fn evidence(&self, g: usize, memory: f64) -> Evidence {
        let faded = |of: &Array2<f64>| of.row(g).iter().fold(0.0, |sum, n| memory * sum + n);
        let (observed, expected) = (faded(&self.pupils), faded(&self.fed));
        Evidence { observed, expected, pull: 0.0, toward: 1.0, memory, left: 1.0 }
    }
}

/// Rolls of the last Januaries held of a cell, none below one pupil.
fn recent(system: &System, row: usize, column: usize, count: usize) -> impl Iterator<Item = f64> {
    let years = (0..system.years()).rev().map(move |t| system.rolls[[row, column, t]]);
    years.filter(|n| !n.is_nan()).take(count).map(|n| n.max(1.0))
}

/// Size of each cell: geometric mean of its last rolls; 1 where it has none.
fn sizes(system: &System, constants: &Memory) -> Array2<f64> {
    Array2::from_shape_fn((system.rows(), system.roles.len()), |(a, g)| {
        let (sum, count) = recent(system, a, g, constants.size_years).fold((0.0, 0), |(s, k), n| (s + ln(n), k + 1));
        if count > 0 { exp(sum / f64::from(count)) } else { 1.0 }
    })
}

fn signal(role: Role, others: f64, constants: &Memory) -> f64 {
    match role {
        Role::Entry => constants.signal_entry,
        Role::Transfer => constants.signal_transfer,
        Role::Primary | Role::Secondary => others,
    }
}

/// (E3) National level of each year group, and what it rests on.
fn national_levels(
    (national, rates): (&National, &Array2<f64>),
    system: &System,
    constants: &Credible,
    with_births: bool,
) -> Vec<(f64, Evidence)> {
    let m = &constants.memory;
    let lambda = |(g, role): (usize, &Role)| {
        if *role == Role::Entry && !with_births {
            return m.nation_shortest;
        }
        let size: f64 = (0..system.rows())
            .map(|a| {
                let (sum, count) = recent(system, a, g, m.size_years).fold((0.0, 0), |(s, k), n| (s + n, k + 1));
                if count > 0 { sum / f64::from(count) } else { 0.0 }
            })
            .sum();
        memory(size, signal(*role, m.signal_nation, m), m).max(m.nation_shortest)
    };
    system
        .roles
        .iter()
        .enumerate()
        .map(|at| {
            let memory = lambda(at);
            let level = national_level(rates.row(at.0).iter().copied(), memory, &constants.shock);
            (level, national.evidence(at.0, memory))
        })
        .collect()
}
