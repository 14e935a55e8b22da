//! A wave of arrivals of a scenario: Januaries that are forecast, year groups that rolls are held of, evidence.

use super::Check;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::Fault;
use crate::geography::AreaId;
use crate::model::ArrivalsAhead;
use crate::scenario::change::{Arriving, MigrationChange};
use std::collections::BTreeMap;

impl Check<'_> {
    /// A wave for every year group.
    pub(super) fn arrivals(
        &mut self,
        change: &MigrationChange,
        add: &BTreeMap<String, Arriving>,
    ) -> Option<Vec<ArrivalsAhead>> {
        let before = self.problems.errors();
        if change.scale.is_some() || change.as_seen.is_some() || change.fade.is_some() {
            let hint = "write the wave as a change of its own, under a second `[[change]]`".to_owned();
            self.fault("add", "the change gives `add` and another course of migration".to_owned(), hint);
        }
        if change.evidence.as_deref().unwrap_or_default().trim().is_empty() {
            let hint = "say in `evidence` what the wave rests on: a letter, a programme, a count".to_owned();
            self.fault("evidence", "the wave of arrivals has no `evidence`".to_owned(), hint);
        }
        if add.is_empty() {
            let hint = "write pupils by year group: `add = { R = 20, 3 = 15 }`".to_owned();
            self.fault("add", "`add` gives no year group".to_owned(), hint);
        }
        let areas = match &change.areas {
            None => Some(None),
            Some(names) => self.areas("areas", names).map(Some),
        };
        let span = self.span(change);
        let waves: Vec<Option<ArrivalsAhead>> =
            add.iter().map(|(name, arriving)| self.wave(name, arriving, span, areas.as_ref())).collect();
        let waves = waves.into_iter().collect::<Option<Vec<ArrivalsAhead>>>();
        waves.filter(|_| self.problems.errors() == before)
    }

    /// The Januaries of a wave, both of them forecast.
    fn span(&mut self, change: &MigrationChange) -> Option<(CensusYear, CensusYear)> {
        for (key, year) in [("from", change.from), ("to", change.to)] {
            if year.is_none() {
                let hint = "give the first and the last January in which pupils arrive, `from` and `to`".to_owned();
                self.fault(key, format!("the wave of arrivals has no `{key}`"), hint);
            }
        }
        let (first, last) = (change.from?, change.to?);
        let (from, to) = (self.forecast("from", first), self.forecast("to", last));
        if first > last {
            let hint = "write the first January as `from` and the last as `to`".to_owned();
            self.fault("to", format!("the wave ends in {last}, before it begins in {first}"), hint);
            return None;
        }
        from.zip(to)
    }

    /// The wave of one year group; `None` where something of it is told.
    fn wave(
        &mut self,
        name: &str,
        arriving: &Arriving,
        span: Option<(CensusYear, CensusYear)>,
        areas: Option<&Option<Vec<AreaId>>>,
    ) -> Option<ArrivalsAhead> {
        let group = self.year_group("add", name);
        let given = match arriving {
            Arriving::Alike(pupils) => std::slice::from_ref(pupils),
            Arriving::ByJanuary(pupils) => pupils,
        };
        let sound = given.iter().all(|n| n.is_finite() && *n >= 0.0);
        if !sound {
            let hint = "write pupils, 0 or more; pupils who leave are an `intervention`".to_owned();
            self.fault("add", format!("`add` of year group {name} is no number of pupils who arrive"), hint);
        }
        let (from, to) = span?;
        let januaries = usize::try_from(to.years_since(from)).unwrap_or(0) + 1;
        let pupils = arriving.by_january(januaries);
        if pupils.len() != januaries {
            let message = format!(
                "`add` of year group {name} gives {} numbers, and {from} to {to} are {januaries} Januaries",
                pupils.len()
            );
            self.fault("add", message, "give a number for each January, or one for all of them".to_owned());
            return None;
        }
        let to = self.landing(areas?.as_deref(), group?)?;
        sound.then_some(ArrivalsAhead { group: group?, first: from, pupils, to })
    }

    /// Rows that pupils of a year group join in some areas, or everywhere, with the share of each as the pupils of the base are spread.
    fn landing(&mut self, areas: Option<&[AreaId]>, group: YearGroup) -> Option<Vec<(usize, f64)>> {
        let geography = &self.data.geography;
        let found = self.data.layout.find(group).map(|(panel, _)| {
            let panel = &self.data.layout.panels[panel];
            let mut rows: Vec<usize> = match areas {
                None => (0..panel.areas.len()).collect(),
                Some(areas) => areas.iter().flat_map(|area| panel.rows_of(*area, geography)).collect(),
            };
            rows.sort_unstable();
            rows.dedup();
            self.spread(group, rows.into_iter())
        });
        let found = found.filter(|rows| !rows.is_empty());
        if found.is_none() {
            let areas = areas.unwrap_or_default();
            let area = areas.iter().map(|a| geography.area(*a).code.as_str()).collect::<Vec<_>>().join(", ");
            let group = self.data.schooling.name(group).to_owned();
            self.at("add", Fault::NoCellThere { area, group });
        }
        found
    }
}
