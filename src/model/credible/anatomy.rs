//! A forecast cell taken apart: feeder, moves between areas, usual share, national rate, area level, departure, drift.

use super::fit::{CredibleFit, EntryFit};
use super::project::Projection;
use crate::calendar::Role;
use crate::dataset::Dataset;
use crate::model::components::{
    Anatomy, Component, Evidence, Factor, Grounds, Step, Usual, fed_by, fed_by_births, steps,
};
use crate::model::maths::{exp, ln, power};
use ndarray::Array1;

impl CredibleFit {
    /// Every cell of the point forecast, by panel, area, year group and year ahead.
    pub(in crate::model) fn anatomies(&self, data: &Dataset, projection: &Projection) -> Vec<Anatomy> {
        let horizon = projection.rolls.first().map_or(0, |r| r.dim().2);
        let mut found = vec![];
        for (p, layout) in data.layout.panels.iter().enumerate() {
            let intakes: Vec<Option<Array1<f64>>> =
                (0..horizon).map(|h| self.expected_intake(projection, p, h)).collect();
            for (row, &area) in layout.areas.iter().enumerate() {
                for (column, group) in layout.columns() {
                    for (h, intake) in intakes.iter().enumerate() {
                        let fed = intake.as_ref().map(|i| i[row]);
                        if let Some(steps) = self.cell(projection, (p, row, column), h, fed) {
                            let year = self.base.plus(h as i32 + 1);
                            found.push(Anatomy { area, group, year, steps });
                        }
                    }
                }
            }
        }
        found
    }

    /// The expected intake of the panel's transfer year group, where it comes across areas.
    fn expected_intake(&self, projection: &Projection, panel: usize, h: usize) -> Option<Array1<f64>> {
        let link = self.link.as_ref().filter(|l| !l.stays_in_row() && l.intake.0 == panel)?;
        let own = self.panels[link.feeder.0].own;
        let leavers: Array1<f64> =
            (0..own).map(|row| self.roll(projection, (link.feeder.0, row, link.feeder.1), h)).collect();
        Some(link.expected(leavers.view()))
    }

    /// Roll of a cell `h` years ahead, 0 being the base year; none counts as 0.
    fn roll(&self, projection: &Projection, (panel, row, column): (usize, usize, usize), h: usize) -> f64 {
        let roll = match h {
            0 => self.panels[panel].start[[row, column]],
            _ => projection.rolls[panel][[row, column, h - 1]],
        };
        if roll.is_nan() { 0.0 } else { roll }
    }

    fn cell(
        &self,
        projection: &Projection,
        (p, row, column): (usize, usize, usize),
        h: usize,
        intake: Option<f64>,
    ) -> Option<Vec<Step>> {
        let fit = &self.panels[p];
        let (_, theta) = fit.constant(row, column)?;
        let role = fit.roles[column];
        let assumed = self.assumed((p, row, column), h);
        let drift: Factor = (Component::Drift, self.drift_so_far(row, h) + assumed, None);
        let fed = match (role, &self.entry) {
            (Role::Entry, EntryFit::Births(births)) => fed_by_births(births, self.base.plus(h as i32 + 1), row),
            (Role::Entry, EntryFit::Share(share)) => {
                return Some(steps(vec![fed_by(Component::UsualEntry, exp(share[row]))], &[drift]));
            }
            (Role::Transfer, _) if intake.is_some() => {
                let own = self.own_leavers(projection, row, h);
                let expected = intake.unwrap_or(0.0);
                vec![fed_by(Component::Feeder, own), fed_by(Component::Transfer, expected - own)]
            }
            _ if column == 0 => return None,
            _ => vec![fed_by(Component::Feeder, self.roll(projection, (p, row, column - 1), h))],
        };
        let pupils: f64 = fed.iter().map(|s| s.pupils).sum();
        let usual = projection.log_feeders[p][h][column] + fit.usual[[row, column]];
        let unusual = ln(pupils) - usual;
        // An empty feeder has no logarithm, and nothing to be drawn back from.
        let damped = theta < 1.0 && unusual.is_finite();
        let damping = if damped { -(1.0 - theta) * unusual } else { 0.0 };
        let usual = damped.then(|| Grounds::Usual(Usual { fed: pupils, usual: exp(usual), carried: theta }));
        let left = power(self.departure_fade, h);
        let departure = fit.departure[[row, column]] * left;
        let counts = |evidence: Evidence| Some(Grounds::Counts(evidence));
        // What is assumed of the entry year is of its drift.
        let level = fit.level[[row, column]] + if role == Role::Entry { 0.0 } else { assumed };
        let mut factors: Vec<Factor> = vec![
            (Component::UsualShare, damping, usual),
            (Component::NationalRate, fit.rate[column], counts(fit.rate_evidence[column])),
            (Component::AreaLevel, level, counts(fit.level_evidence[[row, column]])),
        ];
        match role {
            Role::Primary | Role::Secondary => {
                let evidence = Evidence { left, ..fit.departure_evidence[[row, column]] };
                factors.push((Component::Departure, departure, counts(evidence)));
            }
            Role::Entry => factors.push(drift),
            Role::Transfer => {}
        }
        Some(steps(fed, &factors))
    }

    fn drift_so_far(&self, row: usize, h: usize) -> f64 {
        let so_far: f64 = (0..=h).map(|j| power(self.drift_fade, j)).sum();
        self.drift.get(row).copied().unwrap_or(0.0) * so_far
    }

    /// Leavers of the areas inside a receiving row.
    fn own_leavers(&self, projection: &Projection, row: usize, h: usize) -> f64 {
        let Some(link) = &self.link else { return 0.0 };
        let (panel, column) = link.feeder;
        link.inside(row).map(|from| self.roll(projection, (panel, from, column), h)).sum()
    }
}
