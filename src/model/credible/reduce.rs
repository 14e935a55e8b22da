//! (I7) From the paths of one unit to what is asked of them: bands, chances, kept paths.

use super::paths::{Simulation, Stage};
use super::slips::{SlipPaths, UnitSlips};
use crate::calendar::Series;
use crate::dataset::Dataset;
use crate::model::drivers::Laid;
use crate::model::intervals::{Band, Intervals, Questions};
use crate::model::quantile::Quantiles;
use std::collections::BTreeMap;

/// Levels of the quantiles: both bands, what is enough for most paths, and the median by which the paths are centred.
const LEVELS: [f64; 7] = [0.025, 0.1, 0.5, 0.8, 0.9, 0.95, 0.975];

/// What the paths of units are turned into.
pub(super) struct Reducer<'a> {
    pub(super) simulation: &'a Simulation<'a>,
    pub(super) data: &'a Dataset,
    pub(super) questions: &'a Questions,
    /// What drivers lay on the point forecast: every path is moved by it.
    pub(super) laid: &'a [Laid],
    /// Homes that may come otherwise than expected, path by path.
    pub(super) slips: &'a SlipPaths,
    /// The totals whose bands are asked for.
    pub(super) series: Vec<Series>,
    pub(super) stages: Vec<Stage>,
}

/// Sums of a series that is only partly in the stages walked so far.
#[derive(Debug, Clone)]
pub(super) struct Partial {
    point: Vec<f64>,
    /// What drivers lay on it.
    laid: Vec<f64>,
    /// [years ahead][path].
    sums: Vec<f64>,
    /// What homes that slip move, likewise; empty where none do.
    slipped: Vec<f64>,
}

/// Partial sums by unit and series.
pub(super) type Partials = BTreeMap<(usize, usize), Partial>;

/// What one unit's paths in a stage say.
pub(super) struct Reduced {
    unit: usize,
    /// By series and year ahead.
    bands: Vec<(usize, Band)>,
    chances: Vec<(usize, Vec<(f64, f64)>)>,
    kept: Vec<(usize, Vec<f64>)>,
    /// Sums to be completed by a later stage, by series.
    partial: Vec<(usize, Partial)>,
}

/// A series as one stage sees it.
struct Share {
    series: usize,
    /// Columns of the stage that belong to it.
    columns: Vec<usize>,
    /// Whether earlier stages hold some of it, and later ones.
    begun: bool,
    goes_on: bool,
}

impl Reducer<'_> {
    /// The series that have a part in a stage.
    fn shares(&self, stage: usize) -> Vec<Share> {
        let within = |s: &Stage, series: &Series| -> Vec<usize> {
            let panel = &self.data.layout.panels[s.panel];
            let columns = series.groups.iter().filter_map(|g| panel.column(*g)).filter(|c| s.columns.contains(c));
            columns.map(|c| c - s.columns.start).collect()
        };
        let share = |(i, series): (usize, &Series)| {
            let held: Vec<usize> = self.stages.iter().map(|s| within(s, series).len()).collect();
            let columns = within(&self.stages[stage], series);
            // A year group that no stage holds has no forecast, and neither has its total.
            (held.iter().sum::<usize>() == series.groups.len() && !columns.is_empty()).then(|| Share {
                series: i,
                columns,
                begun: held[..stage].iter().any(|n| *n > 0),
                goes_on: held[stage + 1..].iter().any(|n| *n > 0),
            })
        };
        self.series.iter().enumerate().filter_map(share).collect()
    }

    /// Reduces a unit's paths in a stage, [years ahead][column of the stage][path]. Year groups are summed path by path, and
    /// the paths centred on the point forecast.
    pub(super) fn reduce(&self, stage: usize, unit: usize, cube: &[f64], partials: &Partials) -> Reduced {
        let (paths, horizon) = (self.simulation.paths, self.simulation.horizon);
        let width = self.stages[stage].columns.len();
        let mut quantiles = Quantiles::new();
        let mut sums = vec![0.0; paths];
        let slips = self.slips_of(stage, unit);
        let mut slipped = vec![0.0; paths];
        let mut found = Reduced { unit, bands: vec![], chances: vec![], kept: vec![], partial: vec![] };
        for share in self.shares(stage) {
            let earlier = partials.get(&(unit, share.series));
            if share.begun && earlier.is_none() {
                continue;
            }
            let mut partial = Partial { point: vec![], laid: vec![], sums: vec![], slipped: vec![] };
            let slips_before = earlier.filter(|e| !e.slipped.is_empty());
            let slipping = slips_before.is_some() || !slips.is_empty();
            for h in 0..horizon {
                let Some(mut point) = self.point(stage, unit, &share.columns, h) else { continue };
                let of_column = |i: &usize| &cube[(h * width + i) * paths..][..paths];
                let total = match (&share.columns[..], earlier) {
                    ([one], None) => of_column(one),
                    (many, earlier) => {
                        match earlier {
                            Some(e) => sums.copy_from_slice(&e.sums[h * paths..][..paths]),
                            None => sums.fill(0.0),
                        }
                        for column in many.iter().map(of_column) {
                            for (sum, n) in sums.iter_mut().zip(column) {
                                *sum += n;
                            }
                        }
                        &sums
                    }
                };
                point += earlier.map_or(0.0, |e| e.point[h]);
                let laid = earlier.map_or(0.0, |e| e.laid[h]) + self.laid(stage, unit, &share.columns, h);
                if slipping {
                    match slips_before {
                        Some(e) => slipped.copy_from_slice(&e.slipped[h * paths..][..paths]),
                        None => slipped.fill(0.0),
                    }
                    let start = self.stages[stage].columns.start;
                    slips.add(share.columns.iter().map(|c| start + c), h, &mut slipped);
                }
                let slipped = slipping.then_some(&slipped[..]);
                if share.goes_on {
                    partial.slipped.extend(slipped.into_iter().flatten());
                    partial.point.push(point);
                    partial.laid.push(laid);
                    partial.sums.extend_from_slice(total);
                } else {
                    self.answer(&mut found, &mut quantiles, (share.series, h), (point, laid, slipped), total);
                }
            }
            // Only what has every year can be completed.
            if partial.point.len() == horizon && share.goes_on {
                found.partial.push((share.series, partial));
            }
        }
        found
    }

    /// What is asked of one total.
    fn answer(
        &self,
        found: &mut Reduced,
        quantiles: &mut Quantiles,
        (series, h): (usize, usize),
        (point, laid, slipped): (f64, f64, Option<&[f64]>),
        total: &[f64],
    ) {
        let levels = quantiles.of(total, LEVELS);
        let median = levels[2];
        let centre = if median > 0.0 { point / median } else { 1.0 };
        // A path that loses more pupils than it has is empty.
        let moved = |pupils: f64| (pupils * centre + laid).max(0.0);
        // Homes move the paths one against another, and their quantiles are then those of what comes out.
        let paths = slipped.map(|slipped| -> Vec<f64> {
            total.iter().zip(slipped).map(|(n, slip)| (n * centre + laid + slip).max(0.0)).collect()
        });
        let [lo95, lo80, _, assured80, hi80, assured95, hi95] = match &paths {
            Some(paths) => quantiles.of(paths, LEVELS),
            None => levels.map(moved),
        };
        let band = Band { lo95, lo80, hi80, hi95, assured80, assured95 };
        let at = series * self.simulation.horizon + h;
        found.bands.push((at, band));
        let groups = &self.series[series].groups;
        let year = self.simulation.fitted.base.plus(h as i32 + 1);
        let share_above = |pupils: f64| {
            let above = match &paths {
                Some(paths) => paths.iter().filter(|n| **n > pupils).count(),
                None => total.iter().filter(|n| moved(**n) > pupils).count(),
            };
            (pupils, above as f64 / total.len() as f64)
        };
        let chances: Vec<(f64, f64)> = self.questions.of(found.unit, groups, year).map(share_above).collect();
        if !chances.is_empty() {
            found.chances.push((at, chances));
        }
        if self.questions.keeps(groups) {
            found.kept.push((at, paths.unwrap_or_else(|| total.iter().map(|n| moved(*n)).collect())));
        }
    }

    /// What homes that slip move of a unit, in a stage.
    fn slips_of(&self, stage: usize, unit: usize) -> UnitSlips<'_> {
        let year = self.simulation.fitted.base.plus(1);
        let panel = self.stages[stage].panel;
        let parts = self.data.layout.units[unit].parts.iter().filter(|p| p.panel == panel && p.span.holds(year));
        self.slips.of_rows(panel, parts.map(|p| (p.row, p.share)), &self.simulation.projection.rolls[panel])
    }

    /// The point forecast of a unit and columns of a stage, of the parts that have one.
    fn point(&self, stage: usize, unit: usize, columns: &[usize], h: usize) -> Option<f64> {
        let stage = &self.stages[stage];
        let rolls = &self.simulation.projection.rolls[stage.panel];
        let cells = self.cells(stage, unit, columns).map(|(row, column, share)| share * rolls[[row, column, h]]);
        let (sum, held) = cells.filter(|n| !n.is_nan()).fold((0.0, 0), |(s, n), x| (s + x, n + 1));
        (held > 0).then_some(sum)
    }

    /// What drivers lay on a unit and columns of a stage.
    fn laid(&self, stage: usize, unit: usize, columns: &[usize], h: usize) -> f64 {
        let stage = &self.stages[stage];
        let of_driver = |driver: &Laid| -> f64 {
            let added = &driver.pupils.panels[stage.panel];
            self.cells(stage, unit, columns).map(|(row, column, share)| share * added[[row, column, h]]).sum()
        };
        self.laid.iter().map(of_driver).sum()
    }

    /// Row, column and share of the cells of a unit in columns of a stage.
    fn cells<'a>(
        &'a self,
        stage: &'a Stage,
        unit: usize,
        columns: &'a [usize],
    ) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
        let year = self.simulation.fitted.base.plus(1);
        let parts = self.data.layout.units[unit].parts.iter();
        parts
            .filter(move |p| p.panel == stage.panel && p.span.holds(year))
            .flat_map(move |p| columns.iter().map(move |c| (p.row, stage.columns.start + c, p.share)))
    }
}

impl Reduced {
    /// Puts the answers where they belong.
    pub(super) fn put(self, intervals: &mut Intervals, partials: &mut Partials) {
        let start = intervals.index(self.unit, 0, 0);
        for (at, band) in self.bands {
            intervals.bands[start + at] = Some(band);
        }
        intervals.chances.extend(self.chances.into_iter().map(|(at, chances)| (start + at, chances)));
        intervals.kept.extend(self.kept.into_iter().map(|(at, paths)| (start + at, paths)));
        partials.extend(self.partial.into_iter().map(|(series, partial)| ((self.unit, series), partial)));
    }
}
