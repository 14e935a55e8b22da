//! Forecasts of the plain models taken apart.

use super::{CohortFit, FittedModel, Learned};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Dataset, Unit};
use crate::geography::AreaId;
use crate::model::components::{Anatomy, Component, Step, fed_by, fed_by_births};
use crate::model::drivers::HomesBehind;
use crate::model::project::EntryFeed;
use ndarray::{Array1, Array3};

impl FittedModel {
    /// Births of the data set's areas that feed the entry of a January, known or taken to come, without counts before school.
    /// `None` where the entry is not fed by the births of one year.
    pub fn births_ahead(&self, year: CensusYear) -> Option<f64> {
        let Learned::Credible(fit) = &self.learned else { return None };
        Some(fit.births()?.of_births(year).iter().take(self.start[0].nrows()).sum())
    }

    /// What the pupils of new homes in a forecast are the sum of: by the January they come in, the homes beyond those of late and
    /// the pupils of a year group they hold in `year`. None where no homes are planned or `year` is not ahead.
    pub fn homes_behind(&self, data: &Dataset, unit: &Unit, group: YearGroup, year: CensusYear) -> Vec<HomesBehind> {
        let ahead = usize::try_from(year.years_since(self.base)).ok().filter(|ahead| *ahead > 0);
        let (Some(ahead), Some((panel, column))) = (ahead, data.layout.find(group)) else { return vec![] };
        let mut found: Vec<HomesBehind> = vec![];
        for part in unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year)) {
            let coming = self.drivers.homes_behind((panel, part.row, column), ahead - 1);
            let nothing = |c: i32| HomesBehind { year: self.base.plus(c + 1), homes: 0.0, pupils: 0.0 };
            found.extend((found.len()..coming.len()).map(|c| nothing(c as i32)));
            for (found, (homes, pupils)) in found.iter_mut().zip(coming) {
                found.homes += part.share * homes;
                found.pupils += part.share * pupils;
            }
        }
        found
    }
}

/// Cells of a forecast by panel, row, column and year ahead, those without one left out.
fn forecast_cells<'a>(
    data: &'a Dataset,
    forecast: &'a [Array3<f64>],
) -> impl Iterator<Item = ((usize, usize, usize, usize), AreaId, YearGroup)> + 'a {
    data.layout.panels.iter().enumerate().flat_map(move |(p, panel)| {
        let rolls = &forecast[p];
        let cells = rolls.indexed_iter().filter(|(_, n)| !n.is_nan());
        cells.map(move |((row, c, h), _)| ((p, row, c, h), panel.areas[row], YearGroup((panel.groups.start + c) as u8)))
    })
}

/// Plain cohort survival: what feeds a cell, and what its ratio adds.
pub(super) fn plain(fitted: &FittedModel, fit: &CohortFit, data: &Dataset, forecast: &[Array3<f64>]) -> Vec<Anatomy> {
    let roll = |p: usize, row: usize, c: usize, h: usize| match h {
        0 => fitted.start[p][[row, c]],
        _ => forecast[p][[row, c, h - 1]],
    };
    let held = |n: f64| if n.is_nan() { 0.0 } else { n };
    let mut found = vec![];
    for ((p, row, c, h), area, group) in forecast_cells(data, forecast) {
        let total = forecast[p][[row, c, h]];
        let across = fit.link.as_ref().filter(|l| !l.stays_in_row() && l.intake == (p, c));
        let mut steps = match (&fit.entry, across) {
            (EntryFeed::Births(births), _) if group.0 == 0 => {
                fed_by_births(births, fitted.base.plus(h as i32 + 1), row)
            }
            (EntryFeed::Constant(_), _) if group.0 == 0 => vec![fed_by(Component::UsualEntry, total)],
            (_, Some(link)) => {
                let (from, column) = link.feeder;
                let own = link.inside(row).map(|r| held(roll(from, r, column, h))).sum::<f64>();
                let leavers: Array1<f64> =
                    (0..fitted.start[from].nrows()).map(|r| held(roll(from, r, column, h))).collect();
                let expected = link.expected(leavers.view())[row];
                vec![fed_by(Component::Feeder, own), fed_by(Component::Transfer, expected - own)]
            }
            _ if c == 0 => vec![],
            _ => vec![fed_by(Component::Feeder, held(roll(p, row, c - 1, h)))],
        };
        let fed: f64 = steps.iter().map(|s| s.pupils).sum();
        let factor = (fed > 0.0).then(|| total / fed);
        steps.push(Step { component: Component::Ratio, pupils: total - fed, factor, grounds: None });
        found.push(Anatomy { area, group, year: fitted.base.plus(h as i32 + 1), steps });
    }
    found
}

/// A rule that grows each cell from itself: its roll at the base, and the growth since.
pub(super) fn grown(fitted: &FittedModel, data: &Dataset, forecast: &[Array3<f64>]) -> Vec<Anatomy> {
    forecast_cells(data, forecast)
        .map(|((p, row, c, h), area, group)| {
            let total = forecast[p][[row, c, h]];
            let now = fitted.start[p][[row, c]];
            let factor = (now > 0.0).then(|| total / now);
            let growth = Step { component: Component::Growth, pupils: total - now, factor, grounds: None };
            let steps = vec![fed_by(Component::LastRoll, now), growth];
            Anatomy { area, group, year: fitted.base.plus(h as i32 + 1), steps }
        })
        .collect()
}
