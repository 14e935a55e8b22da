//! Homes of a scenario: sites that are planned, changes that can be.

use super::{Check, WHOLE};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{DwellingClass, Homes, Housing, Stage};
use crate::geography::AreaId;
use crate::scenario::change::{Change, HousingChange, YieldChange};
use crate::scenario::file::Planned;
use crate::scenario::what_if::{Found, HomesAhead};
use crate::status::Status;
use std::collections::BTreeMap;

/// More years than this is no slippage but another plan.
const MOST_YEARS: i32 = 20;

impl<'a> Check<'a> {
    /// The homes of the data set, where a model knows of them at its base.
    fn housing(&mut self) -> Option<&'a Housing> {
        let Some(housing) = &self.data.drivers.housing else {
            let hint = "add housing.csv, or take the change out".to_owned();
            self.fault(WHOLE, "the data set holds no homes".to_owned(), hint);
            return None;
        };
        let last = self.data.last_census();
        if self.fitted.base() != last {
            let message =
                format!("homes are planned as of January {last}, and the base {} knows of none", self.fitted.base());
            self.fault(WHOLE, message, "run it without `--base`, or take the change out".to_owned());
            return None;
        }
        Some(housing)
    }

    pub(super) fn homes(&mut self, change: &HousingChange) -> Option<HomesAhead> {
        let before = self.problems.errors();
        let said =
            [change.shift_years.is_some(), change.scale.is_some(), change.remove.is_some(), change.dwellings.is_some()];
        if said.into_iter().filter(|said| *said).count() != 1 {
            let hint =
                "give one of `shift_years`, `scale`, `remove = true` and, for a new site, `dwellings`".to_owned();
            self.fault(WHOLE, "the change does not say what happens to the homes, or says two things".to_owned(), hint);
        }
        if let Some(years) = change.shift_years.filter(|n| n.abs() > MOST_YEARS) {
            self.fault(
                "shift_years",
                format!("`shift_years` is {years}"),
                format!("write whole years up to {MOST_YEARS}: `2` for two years later"),
            );
        }
        if change.scale.is_some_and(|s| !(0.0..=10.0).contains(&s)) {
            let hint = "write `0.5` for half the homes".to_owned();
            self.fault("scale", "`scale` is not a factor from 0 to 10".to_owned(), hint);
        }
        if change.remove == Some(false) {
            let hint = "write `remove = true`, or take the change out".to_owned();
            self.fault("remove", "`remove` is false, which changes nothing".to_owned(), hint);
        }
        let housing = self.housing();
        let areas = change.areas.as_deref().map(|names| self.areas("areas", names));
        if let (Some(_), Some(key)) = (&change.dwellings, change.from.map(|_| "from").or(change.to.map(|_| "to"))) {
            let hint = "give the Januaries of a new site in `dwellings` alone".to_owned();
            self.fault(key, format!("the change gives both `dwellings` and `{key}`"), hint);
        }
        // Homes beyond the last January forecast that come no earlier are in no figure.
        let earlier = change.shift_years.is_some_and(|years| years < 0);
        let from = change.from.map(|year| if earlier { self.ahead("from", year) } else { self.forecast("from", year) });
        let to = change.to.map(|year| self.ahead("to", year));
        if let (Some(from), Some(to)) = (change.from, change.to)
            && from > to
        {
            let hint = "write the first January as `from` and the last as `to`".to_owned();
            self.fault("to", format!("the change runs from {from} to {to}"), hint);
        }
        if let Some(new) = &change.dwellings {
            return self.new_site(change, new, areas.flatten(), housing);
        }
        let housing = housing?;
        let januaries = (from.flatten(), to.flatten());
        let homes = self.planned(change.site.as_deref(), areas, januaries, housing)?;
        let base = self.fitted.base();
        let first = homes.iter().map(|i| housing.homes[*i].year).min();
        if let Some((first, years)) = first.zip(change.shift_years).filter(|(first, n)| first.plus(*n) <= base) {
            let hint = format!("homes up to January {base} are complete or are not; shift by less");
            self.fault(
                "shift_years",
                format!("homes planned for January {first} cannot come {} years earlier", -years),
                hint,
            );
        }
        if self.problems.errors() > before {
            return None;
        }
        Some(match (change.shift_years, change.scale) {
            (Some(years), _) => HomesAhead::Later { homes, years },
            (None, Some(factor)) => HomesAhead::Scaled { homes, factor },
            (None, None) => HomesAhead::Scaled { homes, factor: 0.0 },
        })
    }

    /// Positions of the planned homes that a change names.
    fn planned(
        &mut self,
        site: Option<&str>,
        areas: Option<Option<Vec<AreaId>>>,
        (from, to): (Option<CensusYear>, Option<CensusYear>),
        housing: &Housing,
    ) -> Option<Vec<usize>> {
        let base = self.fitted.base();
        if let Some(site) = site.filter(|site| housing.homes.iter().all(|h| h.site != *site)) {
            let mut known: Vec<&str> = housing.homes.iter().map(|h| h.site.as_str()).collect();
            known.dedup();
            let hint = Check::meant(site, known.into_iter(), "housing.csv holds no site");
            self.fault("site", format!("unknown site `{site}`"), hint);
            return None;
        }
        let areas = match areas {
            None => None,
            Some(found) => Some(found?),
        };
        let geography = &self.data.geography;
        let meant = |h: &Homes| {
            h.year > base
                && from.is_none_or(|from| h.year >= from)
                && to.is_none_or(|to| h.year <= to)
                && site.is_none_or(|site| h.site == site)
                && areas.as_ref().is_none_or(|areas| areas.iter().any(|a| geography.lies_in(h.area, *a)))
        };
        let homes: Vec<usize> = (0..housing.homes.len()).filter(|&i| meant(&housing.homes[i])).collect();
        if homes.is_empty() && from.zip(to).is_some_and(|(from, to)| from > to) {
            // Told already: a span that runs backwards holds no January.
            return None;
        }
        if homes.is_empty() {
            let whose = site.map_or("there".to_owned(), |site| format!("at `{site}`"));
            let whose = if from.or(to).is_some() { format!("{whose} in these Januaries") } else { whose };
            let hint =
                format!("a scenario changes homes planned after January {base}; those complete stay as they are");
            self.fault(if site.is_some() { "site" } else { "areas" }, format!("no homes are planned {whose}"), hint);
            return None;
        }
        Some(homes)
    }

    /// Notes places that are planned where homes of a site come later, or fewer of them, and that still come as planned.
    pub(super) fn note_places(&mut self, changes: &[Planned], found: &[(usize, Found)]) {
        let Some(housing) = &self.data.drivers.housing else { return };
        let moved = |event: &str| changes.iter().any(|p| matches!(&p.change, Change::Event(e) if e.event == event));
        let mut noted: Vec<&str> = vec![];
        for planned in changes {
            let Change::Housing(HousingChange { site: Some(site), .. }) = &planned.change else { continue };
            let of_change = found.iter().filter(|(line, _)| *line == planned.line).map(|(_, found)| found);
            let homes = of_change.filter_map(|found| match found {
                Found::Housing(HomesAhead::Later { homes, years }) if *years > 0 => Some(homes),
                Found::Housing(HomesAhead::Scaled { homes, factor }) if *factor < 1.0 => Some(homes),
                _ => None,
            });
            let areas: Vec<AreaId> = homes.flatten().map(|i| housing.homes[*i].area).collect();
            for row in &self.data.place_changes {
                let planned_there =
                    row.first > self.data.last_census() && row.places > 0.0 && areas.contains(&row.area);
                if !planned_there || moved(&row.event) || noted.contains(&row.event.as_str()) {
                    continue;
                }
                noted.push(&row.event);
                self.notes.push(format!(
                    "`{}` still comes as planned, with places from January {}, where the homes of `{site}` do not; if it waits too, add a \
                     change `kind = \"event\"`, `event = \"{}\"`",
                    row.event, row.first, row.event
                ));
            }
        }
    }

    fn new_site(
        &mut self,
        change: &HousingChange,
        new: &BTreeMap<String, f64>,
        areas: Option<Vec<AreaId>>,
        housing: Option<&Housing>,
    ) -> Option<HomesAhead> {
        let before = self.problems.errors();
        let site = change.site.as_deref();
        match site {
            None => self.fault(WHOLE, "the new homes have no `site`".to_owned(), "give the new site a name".to_owned()),
            Some(site) if housing.is_some_and(|h| h.homes.iter().any(|h| h.site == site)) => {
                let hint =
                    "give the new site another name, or change the old one with `scale` or `shift_years`".to_owned();
                self.fault("site", format!("there is a site `{site}` already"), hint);
            }
            Some(_) => {}
        }
        let named = change.areas.as_ref().map_or(0, Vec::len);
        if named != 1 {
            let hint = "write the code of one area: `areas = [\"thanet\"]`".to_owned();
            self.fault("areas", format!("the new homes lie in {named} areas"), hint);
        }
        let area = areas.and_then(|a| a.first().copied());
        let reached =
            |area: AreaId| self.data.layout.panels.iter().any(|p| !p.rows_of(area, &self.data.geography).is_empty());
        if let Some(area) = area.filter(|area| !reached(*area)) {
            let code = self.data.geography.area(area).code.clone();
            self.at("areas", crate::dataset::Fault::NoRollsThere { area: code });
        }
        let last = housing.and_then(Housing::last);
        let mut homes = vec![];
        for (key, &dwellings) in new {
            let Ok(year) = key.parse::<u16>() else {
                self.fault(
                    "dwellings",
                    format!("`{key}` is no census year"),
                    "write `dwellings = { 2023 = 60, 2024 = 40 }`".to_owned(),
                );
                continue;
            };
            let year = self.ahead("dwellings", year);
            if !(dwellings.is_finite() && dwellings >= 0.0) {
                self.fault(
                    "dwellings",
                    format!("{dwellings} homes cannot be built"),
                    "write how many homes are completed".to_owned(),
                );
            }
            if let Some((year, last)) = year.zip(last).filter(|(year, last)| year > last) {
                let hint =
                    "write its homes up to that January: beyond it nobody has said what is built elsewhere".to_owned();
                self.fault("dwellings", format!("the plan of housing.csv ends in January {last}, before {year}"), hint);
            }
            if let (Some(area), Some(year), Some(site)) = (area, year, site) {
                homes.push(planned_home(site, area, year, dwellings));
            }
        }
        if new.is_empty() {
            self.fault(
                "dwellings",
                "the new site has no homes".to_owned(),
                "write `dwellings = { 2023 = 60, 2024 = 40 }`".to_owned(),
            );
        }
        (self.problems.errors() == before && housing.is_some()).then_some(HomesAhead::New(homes))
    }

    pub(super) fn yields(&mut self, change: &YieldChange) -> Option<Found> {
        let housing = self.housing();
        let sound = (0.0..=10.0).contains(&change.scale);
        if !sound {
            let hint = "write `1.2` for a fifth more pupils in a home".to_owned();
            self.fault("scale", "`scale` is not a factor from 0 to 10".to_owned(), hint);
        }
        let groups: Option<Vec<YearGroup>> = match &change.year_groups {
            None => Some(self.data.schooling.groups().collect()),
            Some(names) => {
                let found: Vec<Option<YearGroup>> =
                    names.iter().map(|name| self.year_group("year_groups", name)).collect();
                found.into_iter().collect()
            }
        };
        (housing.is_some() && sound).then_some(Found::Yield { groups: groups?, factor: change.scale })
    }
}

fn planned_home(site: &str, area: AreaId, year: CensusYear, dwellings: f64) -> Homes {
    Homes {
        site: site.to_owned(),
        area,
        year,
        dwellings,
        class: DwellingClass::default(),
        stage: Stage::Allocated,
        // What a scenario supposes is nobody's plan.
        status: Status::Illustrative,
    }
}
