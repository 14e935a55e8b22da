//! One unit and series in one January: places, pupils, and what follows from them.

use super::ledger::forms_of_entry;
use super::prudence::Assurance;
use super::rating::{LEAST_JUDGED, Rating};
use crate::calendar::{CensusYear, Series, SeriesId};
use crate::model;
use crate::status::Status;

/// Whether a January is history or forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Actual rolls and places.
    History,
    /// Forecast rolls, places of the ledger.
    Forecast,
}

impl Kind {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Kind::History => "history",
            Kind::Forecast => "forecast",
        }
    }
}

/// The bands in which a council reports surplus: below 5, 5 to 7, above 7 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Below 5 per cent.
    Below5,
    /// 5 to 7 per cent, both included.
    From5To7,
    /// Above 7 per cent.
    Above7,
}

/// Shares of groupings are written with few decimals: a surplus this close to an edge, in points, lies on it.
const EDGE: f64 = 1e-9;

impl Band {
    /// Every band, the lowest first.
    pub const ALL: [Band; 3] = [Band::Below5, Band::From5To7, Band::Above7];

    /// Where one band ends and the next begins, per cent.
    pub const EDGES: [f64; 2] = [5.0, 7.0];

    /// The band of a surplus in per cent.
    pub fn of(percent: f64) -> Band {
        let [low, high] = Band::EDGES;
        match percent {
            p if p < low - EDGE => Band::Below5,
            p if p <= high + EDGE => Band::From5To7,
            _ => Band::Above7,
        }
    }

    /// The words used in files and documents.
    pub fn words(self) -> &'static str {
        match self {
            Band::Below5 => "below 5",
            Band::From5To7 => "5 to 7",
            Band::Above7 => "above 7",
        }
    }
}

/// How many units lie in each band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BandCounts(pub [usize; 3]);

impl BandCounts {
    /// Counts surpluses in per cent.
    pub fn of(percents: impl IntoIterator<Item = f64>) -> BandCounts {
        percents.into_iter().fold(BandCounts::default(), |BandCounts(mut counts), percent| {
            counts[Band::of(percent) as usize] += 1;
            BandCounts(counts)
        })
    }
}

/// The floor a surplus is measured against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The council judges this tier and series by it, per cent.
    Judged(f64),
    /// The council judges the series by it on another tier; here it only measures, per cent.
    Measured(f64),
}

impl Target {
    /// Least surplus, per cent of places.
    pub fn percent(self) -> f64 {
        match self {
            Target::Judged(percent) | Target::Measured(percent) => percent,
        }
    }

    /// The most pupils for whom so many places hold the floor.
    ///
    /// Formula: places (1 - target/100), and an edge more.
    pub fn ceiling(self, places: f64) -> f64 {
        places * (1.0 - (self.percent() - EDGE) / 100.0)
    }
}

/// Places and pupils of a unit and series in a January.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// History or forecast.
    pub kind: Kind,
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// The January.
    pub year: CensusYear,
    /// Places in use.
    pub places: f64,
    /// Pupils on roll.
    pub pupils: f64,
    /// The floor, where the data set has one for the series.
    pub target: Option<Target>,
    /// How firmly places and pupils are known.
    pub status: Status,
    /// The bands of the pupils; `None` for history, and for a forecast without intervals.
    pub pupils_band: Option<model::Band>,
    /// The share of the paths, 0 to 1, in which the surplus is below the target; `None` for history, without paths or a
    /// target, and where there are no places.
    pub chance_below: Option<f64>,
    /// The share of the paths, 0 to 1, with more pupils than places; `None` as for the chance of falling short.
    pub chance_full: Option<f64>,
    /// Red, amber or green, where the council has an indicator for it and enough places to say.
    pub rating: Option<Rating>,
}

impl Standing {
    /// Places less pupils; negative when there are more pupils than places.
    pub fn surplus(&self) -> f64 {
        self.places - self.pupils
    }

    /// Surplus in per cent of places; `None` where there are no places.
    ///
    /// Formula: 100 (places - pupils) / places, of sums; never a mean of percentages.
    pub fn percent(&self) -> Option<f64> {
        (self.places > 0.0).then(|| 100.0 * self.surplus() / self.places)
    }

    /// The central 80 per cent of the surplus in per cent of places, places being as they stand: lower and upper end.
    ///
    /// Formula: 100 (places - hi80) / places and 100 (places - lo80) / places, of the band of the pupils.
    pub fn percent_80(&self) -> Option<(f64, f64)> {
        let band = self.pupils_band.filter(|_| self.places > 0.0)?;
        let percent = |pupils: f64| 100.0 * (self.places - pupils) / self.places;
        Some((percent(band.hi80), percent(band.lo80)))
    }

    /// The band it falls in.
    pub fn band(&self) -> Option<Band> {
        self.percent().map(Band::of)
    }

    /// Whether the floor is held; `None` where the council judges by none here, or there are too few places to judge.
    pub fn meets_target(&self) -> Option<bool> {
        match self.target.filter(|_| self.places >= LEAST_JUDGED)? {
            Target::Judged(target) => Some(self.percent()? >= target - EDGE),
            Target::Measured(_) => None,
        }
    }

    /// Places to add so that the floor is held in a share of the paths; 0 where it is, `None` without a floor, or where
    /// more than half is asked and there are no paths. In history the roll is known, and every share is the same.
    ///
    /// Formula: max(0, q / (1 - target/100) - places), q the pupils that such a share of the paths lies below.
    ///
    /// Example: 570 places, 570 pupils in the middle of the paths, 580 above 80 per cent of them, a floor of 5 per cent:
    /// 600 - 570 = 30 places for half of the paths, 610.5 - 570 = 40.5 for 80 per cent.
    pub fn places_needed(&self, assurance: Assurance) -> Option<f64> {
        let target = self.target?;
        let pupils = match self.kind {
            Kind::History => self.pupils,
            Kind::Forecast => assurance.pupils(self.pupils, self.pupils_band)?,
        };
        if pupils <= target.ceiling(self.places) {
            return Some(0.0);
        }
        Some((pupils / (1.0 - target.percent() / 100.0) - self.places).max(0.0))
    }

    /// The same in forms of entry of its series, rounded up to half forms, in which classes are built.
    ///
    /// Formula: ceil(2 places / (30 x year groups of the series)) / 2.
    pub fn forms_needed(&self, series: &Series, assurance: Assurance) -> Option<f64> {
        let forms = forms_of_entry(self.places_needed(assurance)?, series);
        Some((2.0 * forms - EDGE).ceil().max(0.0) / 2.0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::calendar::YearGroup;

    /// One of the past.
    pub(in crate::places) fn standing(places: f64, pupils: f64, target: Option<f64>) -> Standing {
        Standing {
            kind: Kind::History,
            unit: 0,
            series: SeriesId(0),
            year: CensusYear(2014),
            places,
            pupils,
            target: target.map(Target::Judged),
            status: Status::Published,
            pupils_band: None,
            chance_below: None,
            chance_full: None,
            rating: None,
        }
    }

    fn ahead(places: f64, pupils: f64, target: f64) -> Standing {
        let band = model::Band {
            lo95: pupils - 50.0,
            lo80: pupils - 30.0,
            hi80: pupils + 30.0,
            hi95: pupils + 80.0,
            assured80: pupils + 10.0,
            assured95: pupils + 40.0,
        };
        Standing { kind: Kind::Forecast, pupils_band: Some(band), ..standing(places, pupils, Some(target)) }
    }

    #[test]
    fn many_pupils_are_the_lower_end_of_the_surplus() {
        assert_eq!(ahead(1000.0, 930.0, 5.0).percent_80(), Some((4.0, 10.0)));
        assert_eq!(standing(1000.0, 930.0, None).percent_80(), None, "history is known");
        assert_eq!(Standing { places: 0.0, ..ahead(1.0, 930.0, 5.0) }.percent_80(), None);
    }

    #[test]
    fn bands_have_edges_at_5_and_7_and_both_belong_to_the_middle() {
        let band = |places, pupils| standing(places, pupils, None).band();
        assert_eq!(band(1000.0, 951.0), Some(Band::Below5));
        assert_eq!(band(1000.0, 950.0), Some(Band::From5To7));
        assert_eq!(band(1000.0, 930.0), Some(Band::From5To7));
        assert_eq!(band(1000.0, 929.0), Some(Band::Above7));
        assert_eq!(band(0.0, 0.0), None);
        assert_eq!(band(100.0, 104.0), Some(Band::Below5), "an area over its places has a negative surplus");
    }

    #[test]
    fn places_needed_bring_the_surplus_to_the_floor_exactly() {
        let short = standing(570.0, 570.0, Some(5.0));
        // 570 pupils need 600 places for 5 per cent: 30 more, one form in one year group.
        assert!((short.places_needed(Assurance::Half).unwrap() - 30.0).abs() < 1e-9);
        let series = Series { name: "R".into(), groups: vec![YearGroup(0)] };
        assert_eq!(short.forms_needed(&series, Assurance::Half), Some(1.0));
        assert_eq!(standing(600.0, 570.0, Some(5.0)).places_needed(Assurance::Half), Some(0.0));
        assert_eq!(standing(600.0, 570.0, None).places_needed(Assurance::Half), None);
    }

    #[test]
    fn more_assurance_needs_more_places_and_forms_round_up_to_halves() {
        let short = ahead(570.0, 570.0, 5.0);
        // 580 and 610 pupils need 610.5 and 642.1 places.
        let needed = Assurance::ALL.map(|a| short.places_needed(a).unwrap());
        for (found, expected) in needed.iter().zip([30.0, 580.0 / 0.95 - 570.0, 610.0 / 0.95 - 570.0]) {
            assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
        }
        let series = Series { name: "R".into(), groups: vec![YearGroup(0)] };
        assert_eq!(Assurance::ALL.map(|a| short.forms_needed(&series, a).unwrap()), [1.0, 1.5, 2.5]);
        let without_paths = Standing { pupils_band: None, ..short.clone() };
        assert_eq!(without_paths.places_needed(Assurance::Eighty), None, "unknown is not nothing");
        // Enough at the point, and not for 80 per cent of the paths: 600 places hold 570 pupils.
        let near = ahead(600.0, 565.0, 5.0);
        assert_eq!(near.places_needed(Assurance::Half), Some(0.0));
        assert!((near.places_needed(Assurance::Eighty).unwrap() - (575.0 / 0.95 - 600.0)).abs() < 1e-9);
    }

    #[test]
    fn fewer_than_five_places_are_not_judged() {
        assert_eq!(standing(4.0, 4.0, Some(5.0)).meets_target(), None);
        assert_eq!(standing(5.0, 5.0, Some(5.0)).meets_target(), Some(false));
    }

    #[test]
    fn a_floor_of_another_tier_measures_and_does_not_judge() {
        let measured = Standing { target: Some(Target::Measured(5.0)), ..standing(570.0, 570.0, None) };
        assert_eq!(measured.meets_target(), None);
        assert!((measured.places_needed(Assurance::Half).unwrap() - 30.0).abs() < 1e-9);
    }
}
