//! Homes to come beyond the rate of late, as pupils.
//!
//! Homes of the recent past are in the rolls, and in every ratio and level learned from them: a model that has watched an
//! area build fifty homes a year forecasts the pupils of fifty more. Only what a plan exceeds that rate by is news.

use super::Ground;
use super::rule::HousingRule;
use super::slippage::{PlannedHomes, Slips};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{self, DwellingClass, Housing, Profile, Stage};
use crate::model::transfer::TransferLink;
use crate::status::Status;
use ndarray::{Array2, Array3, Axis};
use std::collections::BTreeMap;

/// Homes beyond the rate of late, by kind, and what they bring.
#[derive(Debug, Clone)]
pub(super) struct Homes {
    /// By panel.
    excess: Vec<Excess>,
    pub(super) panels: Vec<PanelHomes>,
    pub(super) link: Option<TransferLink>,
    build_up_years: f64,
    /// What may come otherwise than planned.
    pub(super) slips: Option<Slips>,
    pub(super) status: Status,
}

/// What homes bring to one panel.
#[derive(Debug, Clone)]
pub(super) struct PanelHomes {
    /// Areas of the panel.
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
}

/// One year group: where its pupils live, and how many a home holds.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) lives: Lives,
    /// By kind of home.
    profiles: Vec<Option<Profile>>,
}

/// Where the pupils of a row live.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lives {
    /// In the row itself.
    There,
    /// In the rows that feed it.
    InFeeders,
}

/// Homes beyond the rate of late: [kinds, rows, Januaries after the base].
#[derive(Debug, Clone)]
struct Excess(Array3<f64>);

impl Homes {
    /// `None` where no completions of late are given: a rate that nobody knows cannot be exceeded.
    pub(super) fn new(ground: &Ground, drivers: &dataset::Drivers, rule: &HousingRule) -> Option<Homes> {
        let (housing, yields) = (drivers.housing.as_ref()?, &drivers.yields);
        let base = ground.known.base();
        let recent = housing.recent(base, rule.recent_years);
        let ahead = usize::try_from(housing.last()?.years_since(base)).ok().filter(|n| *n > 0)?;
        if recent.is_empty() {
            return None;
        }
        let mut kinds: Vec<DwellingClass> = housing.homes.iter().map(|h| h.class).collect();
        kinds.sort();
        kinds.dedup();
        let plan = Plan { ground, housing, recent: &recent, ahead, kinds: &kinds, small: rule.small_site_homes };
        let excess: Vec<Excess> = (0..ground.panels().len()).map(|p| plan.excess(p)).collect();
        let lives = |p: usize, group: YearGroup| {
            let after = ground.known.dataset().schooling.transfer().is_some_and(|t| group >= t);
            let across = ground.link.is_some_and(|l| after && l.intake.0 == p && !l.stays_in_row());
            if across { Lives::InFeeders } else { Lives::There }
        };
        let panels = ground.panels().iter().enumerate().map(|(p, panel)| {
            let profiles = |group: YearGroup| kinds.iter().map(|k| yields.profile(*k, group)).collect();
            let column = |(_, group)| Column { lives: lives(p, group), profiles: profiles(group) };
            PanelHomes { rows: panel.areas.len(), columns: panel.columns().map(column).collect() }
        });
        Some(Homes {
            panels: panels.collect(),
            excess,
            link: ground.link.cloned(),
            build_up_years: f64::from(rule.build_up_years),
            slips: drivers.slippage.as_ref().and_then(|s| Slips::new(s, plan.by_site())),
            status: housing.status().max(yields.status),
        })
    }

    /// Pupils brought to every cell, by panel.
    ///
    /// Formula: `A(a,g,h) = sum over kinds d and c = 1..h of X(d,a,c) y(d,g,h-c)`; X the homes of the c-th January beyond the
    /// rate of late, y the pupils of year group g in a home h - c Januaries after its first. From the transfer year on, a is
    /// where pupils live, and they go to school in d with the shares of the flows: `A'(d,g,h) = sum over a of s(a,d) A(a,g,h)`.
    pub(super) fn pupils(&self, horizon: usize) -> Vec<Array3<f64>> {
        let mut all = vec![];
        for (p, panel) in self.panels.iter().enumerate() {
            let mut added = Array3::zeros((panel.rows, panel.columns.len(), horizon));
            for (c, column) in panel.columns.iter().enumerate() {
                let by_age = self.by_kind(column, horizon);
                for ((row, h), added) in added.index_axis_mut(Axis(1), c).indexed_iter_mut() {
                    *added = match (column.lives, &self.link) {
                        (Lives::InFeeders, Some(link)) => {
                            let living = |from: usize| self.excess[link.feeder.0].pupils(from, h, &by_age);
                            link.shares_of(row).iter().map(|(from, share)| share * living(*from)).sum()
                        }
                        _ => self.excess[p].pupils(row, h, &by_age),
                    };
                }
            }
            all.push(added);
        }
        all
    }

    /// What the pupils laid on a cell in the (h + 1)-th January are the sum of: homes beyond the rate of late by the January they
    /// come in, from the first ahead on, and the pupils of each. Homes of the areas that feed it count by its share.
    pub(super) fn behind(&self, (panel, row, column): (usize, usize, usize), h: usize) -> Vec<(f64, f64)> {
        let column = &self.panels[panel].columns[column];
        let by_age = self.by_kind(column, h + 1);
        let living: Vec<(usize, usize, f64)> = match (column.lives, &self.link) {
            (Lives::InFeeders, Some(link)) => {
                link.shares_of(row).iter().map(|(from, share)| (link.feeder.0, *from, *share)).collect()
            }
            _ => vec![(panel, row, 1.0)],
        };
        let coming = |c: usize| {
            let each = living.iter().flat_map(|&(panel, row, share)| {
                let excess = &self.excess[panel].0;
                by_age.iter().enumerate().map(move |(kind, by_age)| {
                    let homes = share * excess.get([kind, row, c]).copied().unwrap_or(0.0);
                    (homes, homes * by_age[h - c])
                })
            });
            each.fold((0.0, 0.0), |(homes, pupils), (x, y)| (homes + x, pupils + y))
        };
        (0..=h).map(coming).collect()
    }

    /// Pupils in a home by kind and Januaries since its first.
    pub(super) fn by_kind(&self, column: &Column, ages: usize) -> Vec<Vec<f64>> {
        let at =
            |profile: Option<&Profile>, age: usize| profile.map_or(0.0, |p| filled(p, age as f64, self.build_up_years));
        column.profiles.iter().map(|p| (0..ages).map(|age| at(p.as_ref(), age)).collect()).collect()
    }
}

/// Pupils in a home `age` Januaries after that of its completion.
///
/// Formula: of a home known only when full, `y min(1, (age + 1) / b)`, b the Januaries it takes to fill; of one known by year,
/// those of the years given, in between on the straight line, before the first and after the last as in that year.
fn filled(profile: &Profile, age: f64, build_up_years: f64) -> f64 {
    match profile {
        Profile::Full(pupils) => pupils * ((age + 1.0) / build_up_years).min(1.0),
        Profile::ByYear(years) => {
            let after = years.partition_point(|(year, _)| f64::from(*year) <= age);
            match (after.checked_sub(1).map(|i| years[i]), years.get(after)) {
                (Some((from, low)), Some(&(to, high))) => {
                    low + (high - low) * (age - f64::from(from)) / (f64::from(to) - f64::from(from))
                }
                (Some((_, pupils)), None) | (None, Some(&(_, pupils))) => pupils,
                (None, None) => 0.0,
            }
        }
    }
}

impl Excess {
    /// Pupils who live in a row in the (h + 1)-th January.
    fn pupils(&self, row: usize, h: usize, by_age: &[Vec<f64>]) -> f64 {
        let (_, _, ahead) = self.0.dim();
        let mut pupils = 0.0;
        for (kind, by_age) in by_age.iter().enumerate() {
            for c in 0..=h.min(ahead.saturating_sub(1)) {
                pupils += self.0[[kind, row, c]] * by_age[h - c];
            }
        }
        pupils
    }
}

/// Fewer homes than this are none.
const LEAST_HOMES: f64 = 1e-9;

/// A housing trajectory on the rows of panels.
struct Plan<'a> {
    ground: &'a Ground<'a>,
    housing: &'a Housing,
    /// The Januaries that say the rate of late.
    recent: &'a [CensusYear],
    /// Januaries ahead that the plan reaches.
    ahead: usize,
    kinds: &'a [DwellingClass],
    small: f64,
}

impl Plan<'_> {
    /// Formula: `X(d,a,c) = H(d,a,T+c) - mean over the recent Januaries t of H(d,a,t)`. In a January that the plan does not
    /// cover building goes on at the rate of late, and X is what a what-if lets come then. Small sites count with what is
    /// planned on them spread evenly over the Januaries planned.
    fn excess(&self, panel: usize) -> Excess {
        let base = self.ground.known.base();
        let planned = self.planned();
        let columns = 0..self.ground.panels()[panel].groups.len();
        let geography = &self.ground.known.dataset().geography;
        let rows = self.ground.start[panel].nrows();
        let mut coming = Array3::<f64>::zeros((self.kinds.len(), rows, self.ahead));
        let mut of_late = Array2::<f64>::zeros((self.kinds.len(), rows));
        let small = self.small_sites();
        for homes in &self.housing.homes {
            let Ok(kind) = self.kinds.binary_search(&homes.class) else { continue };
            let rows = self.ground.panels()[panel].rows_of(homes.area, geography);
            for (row, share) in self.ground.spread(panel, rows, columns.clone()) {
                let dwellings = share * homes.dwellings;
                if homes.year <= base {
                    if self.recent.contains(&homes.year) {
                        of_late[[kind, row]] += dwellings / self.recent.len() as f64;
                    }
                } else {
                    let small = small.contains(&homes.site.as_str());
                    for (c, dwellings) in self.spread_out(homes, dwellings, small, &planned) {
                        coming[[kind, row, c]] += dwellings;
                    }
                }
            }
        }
        let excess = Array3::from_shape_fn(coming.dim(), |(kind, row, c)| {
            let coming = coming[[kind, row, c]];
            let beyond = if planned.contains(&c) { coming - of_late[[kind, row]] } else { coming };
            // What a mean leaves in the last decimals is no home.
            if beyond.abs() < LEAST_HOMES { 0.0 } else { beyond }
        });
        Excess(excess)
    }

    /// The Januaries ahead that the plan covers.
    fn planned(&self) -> Vec<usize> {
        let base = self.ground.known.base();
        (0..self.ahead).filter(|c| self.housing.holds(base.plus(*c as i32 + 1))).collect()
    }

    /// The Januaries ahead in which homes of a row of the plan come; those of small sites are spread over all it covers.
    fn spread_out(&self, homes: &dataset::Homes, dwellings: f64, small: bool, planned: &[usize]) -> Vec<(usize, f64)> {
        if small && !planned.is_empty() {
            let rate = dwellings / planned.len() as f64;
            return planned.iter().map(|c| (*c, rate)).collect();
        }
        let ahead = homes.year.years_since(self.ground.known.base());
        usize::try_from(ahead - 1).map_or(vec![], |c| vec![(c, dwellings)])
    }

    /// Every home planned, by site. An allowance is no site: each area has its own.
    fn by_site(&self) -> BTreeMap<String, Vec<PlannedHomes>> {
        let geography = &self.ground.known.dataset().geography;
        let (base, planned, small) = (self.ground.known.base(), self.planned(), self.small_sites());
        let mut sites: BTreeMap<String, Vec<PlannedHomes>> = BTreeMap::new();
        for homes in self.housing.homes.iter().filter(|h| h.year > base) {
            let Ok(kind) = self.kinds.binary_search(&homes.class) else { continue };
            let name = match homes.stage {
                Stage::Windfall => format!("{} in {}", homes.site, geography.area(homes.area).code),
                _ => homes.site.clone(),
            };
            let of_site = sites.entry(name).or_default();
            let small = small.contains(&homes.site.as_str());
            for (panel, p) in self.ground.panels().iter().enumerate() {
                let rows = p.rows_of(homes.area, geography);
                for (row, share) in self.ground.spread(panel, rows, 0..p.groups.len()) {
                    let coming = self.spread_out(homes, share * homes.dwellings, small, &planned);
                    let stage = homes.stage;
                    let home =
                        |(january, dwellings)| PlannedHomes { stage, small, panel, kind, row, january, dwellings };
                    of_site.extend(coming.into_iter().map(home));
                }
            }
        }
        sites
    }

    /// Sites of fewer homes than count by themselves, all years together. An allowance for land that nobody has named is no site.
    fn small_sites(&self) -> Vec<&str> {
        let mut totals: BTreeMap<&str, (f64, bool)> = BTreeMap::new();
        for homes in &self.housing.homes {
            let (total, windfall) = totals.entry(homes.site.as_str()).or_default();
            *total += homes.dwellings;
            *windfall |= homes.stage == Stage::Windfall;
        }
        totals.into_iter().filter(|(_, (n, windfall))| *n < self.small && !windfall).map(|(site, _)| site).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_fills_year_by_year_and_then_stays_full() {
        let full = Profile::Full(0.4);
        let pupils: Vec<f64> = [0.0, 4.0, 9.0, 20.0].iter().map(|age| filled(&full, *age, 10.0)).collect();
        // A tenth in the first January, five tenths in the fifth, all of it in the tenth and after.
        for (found, expected) in pupils.iter().zip([0.04, 0.2, 0.4, 0.4]) {
            assert!((found - expected).abs() < 1e-12, "{pupils:?}");
        }
    }

    #[test]
    fn yields_by_year_are_joined_by_straight_lines() {
        let by_year = Profile::ByYear(vec![(0, 0.1), (4, 0.3)]);
        let pupils: Vec<f64> = [0.0, 1.0, 4.0, 9.0].iter().map(|age| filled(&by_year, *age, 10.0)).collect();
        for (found, expected) in pupils.iter().zip([0.1, 0.15, 0.3, 0.3]) {
            assert!((found - expected).abs() < 1e-12, "{pupils:?}");
        }
    }
}
