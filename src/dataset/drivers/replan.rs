//! Another housing plan: what of the homes to come a scenario asks about.

use super::{Homes, Housing};
use crate::calendar::CensusYear;

/// A change of the homes to come. Homes that stand are never moved.
#[derive(Debug, Clone, PartialEq)]
pub enum HousingChange {
    /// All homes to come of a site so many Januaries later, or earlier where negative, but not before the next January.
    Shift {
        /// The site.
        site: String,
        /// Januaries.
        years: i32,
    },
    /// All homes to come of a site times a factor.
    Scale {
        /// The site.
        site: String,
        /// The factor, 0 or more.
        factor: f64,
    },
    /// Homes more.
    Add(Homes),
    /// None of the homes to come of a site.
    Remove {
        /// The site.
        site: String,
    },
}

impl Housing {
    /// The sites, each once, in order.
    pub fn sites(&self) -> Vec<&str> {
        let mut sites: Vec<&str> = self.homes.iter().map(|h| h.site.as_str()).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    }

    /// The plan with a change made; `last` is the last January held, and homes up to it stand.
    ///
    /// Which Januaries the plan covers stays as it was: that a site is moved past its end says nothing of the other sites there.
    ///
    /// # Example
    /// Homes planned as 60 in 2021 and 20 in 2022, two Januaries later, are 60 in 2023 and 20 in 2024.
    pub fn changed(&self, change: &HousingChange, last: CensusYear) -> Housing {
        let ahead = |h: &Homes, site: &str| h.site == site && h.year > last;
        let mut homes = self.homes.clone();
        match change {
            HousingChange::Shift { site, years } => {
                for h in homes.iter_mut().filter(|h| ahead(h, site)) {
                    h.year = h.year.plus(*years).max(last.plus(1));
                }
            }
            HousingChange::Scale { site, factor } => {
                homes.iter_mut().filter(|h| ahead(h, site)).for_each(|h| h.dwellings *= factor);
            }
            HousingChange::Add(more) => homes.push(more.clone()),
            HousingChange::Remove { site } => homes.retain(|h| !ahead(h, site)),
        }
        Housing { years: self.years.clone(), ..Housing::new(homes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{DwellingClass, Stage};
    use crate::geography::AreaId;
    use crate::status::Status;

    fn plan() -> Housing {
        let homes = |site: &str, year: u16, dwellings: f64| Homes {
            site: site.to_owned(),
            area: AreaId(0),
            year: CensusYear(year),
            dwellings,
            class: DwellingClass::default(),
            stage: if year > 2020 { Stage::Permitted } else { Stage::Complete },
            status: Status::Illustrative,
        };
        Housing::new(vec![
            homes("Mill", 2020, 20.0),
            homes("Mill", 2021, 60.0),
            homes("Mill", 2022, 10.0),
            homes("Park", 2021, 5.0),
        ])
    }

    fn of(housing: &Housing, site: &str) -> Vec<(u16, f64)> {
        housing.homes.iter().filter(|h| h.site == site).map(|h| (h.year.0, h.dwellings)).collect()
    }

    #[test]
    fn only_homes_to_come_of_the_site_change() {
        let changed = |change: HousingChange| plan().changed(&change, CensusYear(2020));
        let site = || "Mill".to_owned();
        let late = changed(HousingChange::Shift { site: site(), years: 2 });
        assert_eq!(of(&late, "Mill"), [(2020, 20.0), (2023, 60.0), (2024, 10.0)]);
        assert_eq!(of(&late, "Park"), [(2021, 5.0)]);
        assert!(late.holds(CensusYear(2022)) && !late.holds(CensusYear(2023)), "the plan covers what it covered");
        let early = changed(HousingChange::Shift { site: site(), years: -3 });
        assert_eq!(of(&early, "Mill"), [(2020, 20.0), (2021, 60.0), (2021, 10.0)]);
        let half = changed(HousingChange::Scale { site: site(), factor: 0.5 });
        assert_eq!(of(&half, "Mill"), [(2020, 20.0), (2021, 30.0), (2022, 5.0)]);
        assert_eq!(of(&changed(HousingChange::Remove { site: site() }), "Mill"), [(2020, 20.0)]);
        assert_eq!(plan().sites(), ["Mill", "Park"]);
    }
}
