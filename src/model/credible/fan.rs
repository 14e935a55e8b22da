//! (I7) From paths to bands: areas are walked one after another, summed into every unit they belong to, and dropped.

use super::constants::Credible;
use super::fit::{CredibleFit, EntryFit};
use super::innovations::Errors;
use super::national::NationalPaths;
use super::paths::{Simulation, Stage};
use super::reduce::{Partials, Reduced, Reducer};
use super::slips::SlipPaths;
use crate::dataset::{Dataset, Known, Part, reported_series};
use crate::model::drivers::{Laid, SlippedSite};
use crate::model::intervals::{ErrorSource, Intervals, Questions};
use crate::model::maths::{ln, widest};
use crate::model::transfer::TransferLink;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Areas walked at the same time, for each thread: bounds what is held at once. Sums are made in the order of the areas, so
/// no output depends on it.
const TOGETHER: usize = 2;

/// How many paths, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// Paths simulated.
    pub paths: usize,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// Totals of a unit that takes in more than one area, gathered path by path.
struct Gathering {
    unit: usize,
    /// Parts in this panel, by ascending row, and how many of them have been added.
    parts: Vec<(usize, f64)>,
    added: usize,
    /// [years ahead][column of the stage][path].
    sums: Vec<f64>,
}

/// Bands of every unit from the fitted method, around its point forecast with what drivers lay on it; `slipped` are the sites
/// whose homes may come otherwise than expected.
pub(in crate::model) fn intervals(
    known: Known,
    fitted: &CredibleFit,
    constants: &Credible,
    horizon: usize,
    draws: Draws,
    (questions, laid, slipped): (&Questions, &[Laid], Vec<SlippedSite>),
) -> Intervals {
    let data = known.dataset();
    let projection = fitted.project(horizon);
    let errors = Errors::of(known, fitted, constants);
    let births = births_ahead(fitted, horizon);
    let known_births: Vec<bool> = (0..horizon).map(|h| births.get(h).is_none_or(|(_, known)| *known)).collect();
    let memory = constants.memory.nation_shortest;
    let size = (draws.seed, draws.paths);
    let national = NationalPaths::draw(&errors, &constants.intervals, memory, &known_births, size);
    let births_now = match &fitted.entry {
        EntryFit::Births(births) => births.at(fitted.base).to_vec(),
        EntryFit::Share(_) | EntryFit::Absent => vec![],
    };
    let series = reported_series(&data.schooling);
    let simulation = Simulation {
        fitted,
        projection: &projection,
        errors: &errors,
        constants: &constants.intervals,
        national,
        seed: draws.seed,
        paths: draws.paths,
        horizon,
        births,
        births_now,
    };
    let mut intervals = Intervals {
        base: fitted.base,
        horizon,
        bands: vec![None; data.layout.units.len() * series.len() * horizon],
        chances: BTreeMap::new(),
        kept: BTreeMap::new(),
        series: series.clone(),
        source: match errors.bases {
            0 => ErrorSource::Shipped,
            bases => ErrorSource::Own { bases, alone: errors.alone },
        },
        paths: draws.paths,
        shock_probability: constants.intervals.shock_probability,
        shock_multiple: constants.intervals.shock_multiple,
    };
    let slips = SlipPaths::draw(slipped, size);
    let stages = stages(fitted, data);
    let reducer = Reducer { simulation: &simulation, data, questions, laid, slips: &slips, series, stages };
    // Begun by one of the threads that walk: they need not be called anew for every few areas.
    rayon::scope(|_| {
        let mut partials = Partials::new();
        let mut leavers = None;
        for (s, stage) in reducer.stages.iter().enumerate() {
            let intake = fitted.link.as_ref().filter(|l| !l.stays_in_row() && stage.starts_at(l));
            let walked = walk(&reducer, s, intake.zip(leavers.as_deref()), &mut partials, &mut intervals);
            if fitted.link.as_ref().is_some_and(|l| stage.ends_at(l)) {
                leavers = Some(walked);
            }
        }
    });
    intervals
}

/// Log births feeding each year ahead by row, and whether every one of them is known.
fn births_ahead(fitted: &CredibleFit, horizon: usize) -> Vec<(Vec<f64>, bool)> {
    let EntryFit::Births(births) = &fitted.entry else { return vec![] };
    (1..=horizon)
        .map(|h| {
            let year = fitted.base.plus(h as i32);
            (births.at(year).iter().map(|b| ln(*b)).collect(), births.known(year).is_some())
        })
        .collect()
}

/// The panels, parted where flows feed an intake.
fn stages(fitted: &CredibleFit, data: &Dataset) -> Vec<Stage> {
    let cut = fitted.link.as_ref().filter(|l| !l.stays_in_row()).map(|l| l.intake);
    let mut stages = vec![];
    for (panel, p) in data.layout.panels.iter().enumerate() {
        let columns = p.groups.len();
        match cut.filter(|(to, _)| *to == panel) {
            Some((_, at)) if at > 0 => {
                stages.extend([Stage { panel, columns: 0..at }, Stage { panel, columns: at..columns }]);
            }
            _ => stages.push(Stage { panel, columns: 0..columns }),
        }
    }
    stages
}

impl Stage {
    /// Whether the intake of a link is its first column.
    fn starts_at(&self, link: &TransferLink) -> bool {
        link.intake == (self.panel, self.columns.start)
    }

    /// Whether a link across areas takes its leavers from here.
    fn ends_at(&self, link: &TransferLink) -> bool {
        !link.stays_in_row() && link.feeder.0 == self.panel && self.columns.contains(&link.feeder.1)
    }
}

/// Walks every row of a stage. Returns the leavers of each row, [row][years ahead from the base's own][path], where a link
/// across areas takes them.
fn walk(
    reducer: &Reducer,
    at: usize,
    intake: Option<(&TransferLink, &[Vec<f64>])>,
    partials: &mut Partials,
    intervals: &mut Intervals,
) -> Vec<Vec<f64>> {
    let Reducer { simulation, data, .. } = *reducer;
    let stage = &reducer.stages[at];
    let areas = &data.layout.panels[stage.panel].areas;
    let width = stage.columns.len();
    let (paths, horizon) = (simulation.paths, simulation.horizon);
    let (mut waiting, single) = gatherings(reducer, stage);
    let feeder = simulation.fitted.link.as_ref().filter(|l| stage.ends_at(l)).map(|l| l.feeder.1 - stage.columns.start);
    let inside = intake.map_or(vec![], |(link, leavers)| leavers_inside(link, leavers, horizon * paths));
    let mut leavers = vec![];
    // Memory for the paths of the areas walked together, used again and again.
    let mut cubes: Vec<Vec<f64>> = vec![vec![]; TOGETHER * rayon::current_num_threads()];
    for first in (0..areas.len()).step_by(cubes.len()) {
        let rows: Vec<usize> = (first..(first + cubes.len()).min(areas.len())).collect();
        let seen: &Partials = partials;
        // An area's own bands are read off while its paths are still in the nearest memory.
        let own: Vec<Option<Reduced>> = rows
            .par_iter()
            .zip(&mut cubes)
            .map(|(&row, cube)| {
                let fed = intake.map(|(link, leavers)| intake_paths(link, leavers, &inside, row));
                let code = &data.geography.area(areas[row]).code;
                simulation.row(stage, row, code, fed.as_deref(), cube);
                single[row].map(|unit| reducer.reduce(at, unit, cube, seen))
            })
            .collect();
        own.into_iter().flatten().for_each(|found| found.put(intervals, partials));
        waiting.par_iter_mut().for_each(|g| g.add(first, &cubes[..rows.len()]));
        // What has all its parts is reduced and dropped, so that only totals still being gathered are held.
        let (done, rest) = waiting.into_iter().partition(|g| g.added == g.parts.len());
        waiting = rest;
        let seen: &Partials = partials;
        let done: Vec<Reduced> =
            Vec::<Gathering>::into_par_iter(done).map(|g| reducer.reduce(at, g.unit, &g.sums, seen)).collect();
        done.into_iter().for_each(|found| found.put(intervals, partials));
        if let Some(feeder) = feeder {
            leavers.extend(cubes.iter().zip(&rows).map(|(cube, &row)| {
                let start = simulation.fitted.panels[stage.panel].start[[row, stage.columns.start + feeder]];
                let now = vec![if start.is_nan() { 0.0 } else { start }; paths];
                let ahead = (0..horizon).flat_map(|h| &cube[(h * width + feeder) * paths..][..paths]);
                now.into_iter().chain(ahead.copied()).collect()
            }));
        }
    }
    leavers
}

/// The units that take in more than one area of a stage, and by row the unit that is just that area.
fn gatherings(reducer: &Reducer, stage: &Stage) -> (Vec<Gathering>, Vec<Option<usize>>) {
    let data = reducer.data;
    let areas = &data.layout.panels[stage.panel].areas;
    let year = reducer.simulation.fitted.base;
    let counts = |p: &&Part| p.panel == stage.panel && p.span.holds(year.plus(1));
    let mut waiting: Vec<Gathering> = vec![];
    let mut single: Vec<Option<usize>> = vec![None; areas.len()];
    for (unit, u) in data.layout.units.iter().enumerate() {
        let parts: Vec<(usize, f64)> = u.parts.iter().filter(counts).map(|p| (p.row, p.share)).collect();
        match parts[..] {
            [] => {}
            [(row, share)] if share >= 1.0 && u.area == Some(areas[row]) => single[row] = Some(unit),
            _ => waiting.push(Gathering::of(unit, parts)),
        }
    }
    (waiting, single)
}

/// Leavers of every row who stay inside the data set, [years ahead][path].
fn leavers_inside(link: &TransferLink, leavers: &[Vec<f64>], size: usize) -> Vec<f64> {
    let mut inside = vec![0.0; size];
    for (from, leavers) in leavers.iter().enumerate() {
        let share = link.share_inside(from);
        for (inside, n) in inside.iter_mut().zip(leavers) {
            *inside += share * n;
        }
    }
    inside
}

/// Feeders of an intake, [years ahead][path]: the leavers who come here, and the inflow from outside that follows all.
fn intake_paths(link: &TransferLink, leavers: &[Vec<f64>], inside: &[f64], row: usize) -> Vec<f64> {
    let mut fed = vec![0.0; inside.len()];
    for &(from, share) in link.shares_of(row) {
        for (fed, n) in fed.iter_mut().zip(&leavers[from]) {
            *fed += share * n;
        }
    }
    let rate = link.outside_rate(row);
    if rate > 0.0 {
        for (fed, inside) in fed.iter_mut().zip(inside) {
            *fed += rate * inside;
        }
    }
    fed
}

impl Gathering {
    fn of(unit: usize, mut parts: Vec<(usize, f64)>) -> Gathering {
        parts.sort_by_key(|(row, _)| *row);
        Gathering { unit, parts, added: 0, sums: vec![] }
    }

    /// Adds those parts that are among the areas walked together, the first of which is `first`: two at a time, for the sums are
    /// longer than the nearest memory.
    fn add(&mut self, first: usize, cubes: &[Vec<f64>]) {
        let left = &self.parts[self.added..];
        let here = &left[..left.partition_point(|(row, _)| *row < first + cubes.len())];
        let sums = &mut self.sums;
        for parts in here.chunks(2) {
            let part = |i: usize| -> (&[f64], f64) { (&cubes[parts[i].0 - first], parts[i].1) };
            let (cube, share) = part(0);
            sums.resize(cube.len(), 0.0);
            widest(|| match parts.len() {
                1 => sums.iter_mut().zip(cube).for_each(|(sum, n)| *sum += share * n),
                _ => {
                    let (next_cube, next_share) = part(1);
                    for ((sum, n), next) in sums.iter_mut().zip(cube).zip(next_cube) {
                        *sum = *sum + share * n + next_share * next;
                    }
                }
            });
        }
        self.added += here.len();
    }
}
