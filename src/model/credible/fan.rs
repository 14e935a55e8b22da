//! (I7) From paths to bands: areas are walked one after another, summed into every unit they belong to, and dropped.

use super::constants::Credible;
use super::fit::{CredibleFit, EntryFit};
use super::innovations::Errors;
use super::paths::{NationalPaths, Simulation, Stage};
use crate::dataset::{Dataset, Known, Part, reported_series};
use crate::model::intervals::{Band, ErrorSource, Intervals};
use crate::model::maths::ln;
use crate::model::quantile::Quantiles;
use crate::model::transfer::TransferLink;
use rayon::prelude::*;

/// Areas walked at the same time, for each thread: bounds what is held at once. Sums are made in the order of the areas, so
/// no output depends on it.
const TOGETHER: usize = 2;

/// Levels of the quantiles: both bands, and the median by which the paths are centred.
const LEVELS: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

/// How many paths, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// Paths simulated.
    pub paths: usize,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// A unit's position and its bands, [series][year ahead].
type UnitBands = (usize, Vec<Option<Band>>);

/// Totals of a unit that takes in more than one area, gathered path by path.
struct Gathering {
    unit: usize,
    /// Parts in this panel, by row.
    parts: Vec<(usize, f64)>,
    /// [years ahead][column of the stage][path].
    sums: Vec<f64>,
}

/// Bands of every unit from the fitted method, around its point forecast.
pub(in crate::model) fn intervals(
    known: Known,
    fitted: &CredibleFit,
    constants: &Credible,
    horizon: usize,
    draws: Draws,
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
        series: series.clone(),
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
        series,
        source: match errors.bases {
            0 => ErrorSource::Shipped,
            bases => ErrorSource::Own { bases },
        },
        paths: draws.paths,
        shock_probability: constants.intervals.shock_probability,
        shock_multiple: constants.intervals.shock_multiple,
    };
    let mut leavers = None;
    for stage in stages(fitted, data) {
        let intake = fitted.link.as_ref().filter(|l| !l.stays_in_row() && stage.starts_at(l));
        let walked = walk(&simulation, data, &stage, intake.zip(leavers.as_deref()), &mut intervals);
        if fitted.link.as_ref().is_some_and(|l| stage.ends_at(l)) {
            leavers = Some(walked);
        }
    }
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
    simulation: &Simulation,
    data: &Dataset,
    stage: &Stage,
    intake: Option<(&TransferLink, &[Vec<f64>])>,
    intervals: &mut Intervals,
) -> Vec<Vec<f64>> {
    let areas = &data.layout.panels[stage.panel].areas;
    let width = stage.columns.len();
    let (paths, horizon) = (simulation.paths, simulation.horizon);
    let year = simulation.fitted.base;
    let counts = |p: &&Part| p.panel == stage.panel && p.span.holds(year.plus(1));
    let mut waiting: Vec<Gathering> = vec![];
    let mut single: Vec<Option<usize>> = vec![None; areas.len()];
    for (unit, u) in data.layout.units.iter().enumerate() {
        let parts: Vec<(usize, f64)> = u.parts.iter().filter(counts).map(|p| (p.row, p.share)).collect();
        match parts[..] {
            [] => {}
            [(row, share)] if share >= 1.0 && u.area == Some(areas[row]) => single[row] = Some(unit),
            _ => waiting.push(Gathering { unit, parts, sums: vec![] }),
        }
    }
    let feeder = simulation.fitted.link.as_ref().filter(|l| stage.ends_at(l)).map(|l| l.feeder.1 - stage.columns.start);
    let inside = intake.map_or(vec![], |(link, leavers)| leavers_inside(link, leavers, horizon * paths));
    let mut leavers = vec![];
    let together = TOGETHER * rayon::current_num_threads();
    for first in (0..areas.len()).step_by(together) {
        let rows: Vec<usize> = (first..(first + together).min(areas.len())).collect();
        // An area's own bands are read off while its paths are still in the nearest memory.
        let (walked, own): (Vec<Vec<f64>>, Vec<Option<UnitBands>>) = rows
            .par_iter()
            .map(|&row| {
                let fed = intake.map(|(link, leavers)| intake_paths(link, leavers, &inside, row));
                let code = &data.geography.area(areas[row]).code;
                let cube = simulation.row(stage, row, code, fed.as_deref());
                let bands = single[row].map(|unit| (unit, reduce(simulation, data, stage, unit, &cube)));
                (cube, bands)
            })
            .unzip();
        own.into_iter().flatten().for_each(|(unit, bands)| intervals.put(unit, bands));
        waiting.par_iter_mut().for_each(|g| g.add(&rows, &walked, horizon * width * paths));
        // What has all its parts is reduced and dropped, so that only totals still being gathered are held.
        let last = rows.last().copied().unwrap_or(0);
        let (done, rest) = waiting.into_iter().partition(|g| g.parts.iter().all(|(row, _)| *row <= last));
        waiting = rest;
        let done: Vec<UnitBands> = Vec::<Gathering>::into_par_iter(done)
            .map(|g| (g.unit, reduce(simulation, data, stage, g.unit, &g.sums)))
            .collect();
        done.into_iter().for_each(|(unit, bands)| intervals.put(unit, bands));
        if let Some(feeder) = feeder {
            leavers.extend(walked.iter().zip(&rows).map(|(cube, &row)| {
                let start = simulation.fitted.panels[stage.panel].start[[row, stage.columns.start + feeder]];
                let now = vec![if start.is_nan() { 0.0 } else { start }; paths];
                let ahead = (0..horizon).flat_map(|h| &cube[(h * width + feeder) * paths..][..paths]);
                now.into_iter().chain(ahead.copied()).collect()
            }));
        }
    }
    leavers
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
    fn add(&mut self, rows: &[usize], walked: &[Vec<f64>], size: usize) {
        for &(row, share) in &self.parts {
            let Some(cube) = rows.iter().position(|r| *r == row).map(|i| &walked[i]) else { continue };
            if self.sums.is_empty() {
                self.sums = vec![0.0; size];
            }
            for (sum, n) in self.sums.iter_mut().zip(cube) {
                *sum += share * n;
            }
        }
    }
}

impl Intervals {
    fn put(&mut self, unit: usize, bands: Vec<Option<Band>>) {
        let start = self.index(unit, 0, 0);
        for (i, band) in bands.into_iter().enumerate().filter(|(_, b)| b.is_some()) {
            self.bands[start + i] = band;
        }
    }
}

/// Bands of one unit, [series][year ahead]: year groups are summed path by path, and the paths centred on the point forecast.
fn reduce(simulation: &Simulation, data: &Dataset, stage: &Stage, unit: usize, cube: &[f64]) -> Vec<Option<Band>> {
    let series = &simulation.series;
    let (paths, horizon, width) = (simulation.paths, simulation.horizon, stage.columns.len());
    let panel = &data.layout.panels[stage.panel];
    let mut quantiles = Quantiles::new();
    let mut sums = vec![0.0; paths];
    let mut bands = vec![None; series.len() * horizon];
    for (s, series) in series.iter().enumerate() {
        let columns: Option<Vec<usize>> = series
            .groups
            .iter()
            .map(|g| panel.column(*g).filter(|c| stage.columns.contains(c)).map(|c| c - stage.columns.start))
            .collect();
        let Some(columns) = columns else { continue };
        for h in 0..horizon {
            let Some(point) = point(simulation, data, stage, unit, &columns, h) else { continue };
            let of_column = |i: &usize| &cube[(h * width + i) * paths..][..paths];
            let found = match &columns[..] {
                [one] => quantiles.of(of_column(one), LEVELS),
                many => {
                    sums.fill(0.0);
                    for column in many.iter().map(of_column) {
                        for (sum, n) in sums.iter_mut().zip(column) {
                            *sum += n;
                        }
                    }
                    quantiles.of(&sums, LEVELS)
                }
            };
            let centre = if found[2] > 0.0 { point / found[2] } else { 1.0 };
            let [lo95, lo80, _, hi80, hi95] = found.map(|q| q * centre);
            bands[s * horizon + h] = Some(Band { lo95, lo80, hi80, hi95 });
        }
    }
    bands
}

/// The point forecast of a unit and columns, of the parts that have one.
fn point(
    simulation: &Simulation,
    data: &Dataset,
    stage: &Stage,
    unit: usize,
    columns: &[usize],
    h: usize,
) -> Option<f64> {
    let rolls = &simulation.projection.rolls[stage.panel];
    let year = simulation.fitted.base.plus(1);
    let parts = data.layout.units[unit].parts.iter();
    let cells = parts
        .filter(|p| p.panel == stage.panel && p.span.holds(year))
        .flat_map(|p| columns.iter().map(move |c| p.share * rolls[[p.row, stage.columns.start + c, h]]));
    let (sum, held) = cells.filter(|n| !n.is_nan()).fold((0.0, 0), |(s, n), x| (s + x, n + 1));
    (held > 0).then_some(sum)
}
