//! Surplus: places less pupils, as a share of places, judged against a floor.

use super::ledger::{PlaceLedger, forms_of_entry};
use crate::calendar::{CensusYear, Series, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier, Unit};
use crate::model::{self, Forecast};
use crate::status::Status;

/// Whether a January is history or forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Actual rolls and places.
    History,
    /// Forecast rolls, places carried on.
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

/// Shares of groupings are written with few decimals: a surplus this close to an edge lies on it.
const EDGE: f64 = 1e-9;

impl Band {
    /// The band of a surplus in per cent.
    pub fn of(percent: f64) -> Band {
        match percent {
            p if p < 5.0 - EDGE => Band::Below5,
            p if p <= 7.0 + EDGE => Band::From5To7,
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
    /// The floor that applies here, per cent.
    pub target: Option<f64>,
    /// How firmly places and pupils are known.
    pub status: Status,
    /// The bands of the pupils; `None` for history, and for a forecast without intervals.
    pub pupils_band: Option<model::Band>,
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

    /// Whether the floor is held; `None` where none applies.
    pub fn meets_target(&self) -> Option<bool> {
        Some(self.percent()? >= self.target? - EDGE)
    }

    /// Places to add so that the floor is held; 0 where it is, `None` where none applies.
    ///
    /// Formula: max(0, pupils / (1 - target/100) - places).
    pub fn places_needed(&self) -> Option<f64> {
        if self.meets_target()? {
            return Some(0.0);
        }
        Some((self.pupils / (1.0 - self.target? / 100.0) - self.places).max(0.0))
    }

    /// The same in forms of entry of its series.
    pub fn forms_needed(&self, series: &Series) -> Option<f64> {
        Some(forms_of_entry(self.places_needed()?, series))
    }
}

/// Every unit and series judged in every January, history and forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct SurplusCheck {
    /// The last January of history.
    pub base: CensusYear,
    /// By unit, series and year.
    pub standings: Vec<Standing>,
}

impl SurplusCheck {
    /// Judges a forecast against the places of a ledger.
    pub fn new(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> SurplusCheck {
        let mut standings = vec![];
        for (u, unit) in data.layout.units.iter().enumerate() {
            for (s, series) in data.schooling.series().iter().enumerate() {
                let target = floor(data, unit.tier, SeriesId(s));
                for year in forecast.years(data) {
                    let places = ledger.places(data, unit, &series.groups, year);
                    let pupils = forecast.pupils(data, unit, &series.groups, year);
                    let (Some(places), Some(pupils)) = (places, pupils) else { continue };
                    let status = ledger.status(data, unit, &series.groups, year).max(forecast.status(
                        data,
                        unit,
                        &series.groups,
                        year,
                    ));
                    let kind = if year <= forecast.base { Kind::History } else { Kind::Forecast };
                    standings.push(Standing {
                        kind,
                        unit: u,
                        series: SeriesId(s),
                        year,
                        places,
                        pupils,
                        target,
                        status,
                        pupils_band: forecast.band(u, &series.groups, year),
                    });
                }
            }
        }
        SurplusCheck { base: forecast.base, standings }
    }

    /// The standings of a tier, series and January, in the order of the layout.
    pub fn of<'a>(
        &'a self,
        data: &'a Dataset,
        tier: Tier,
        series: SeriesId,
        year: CensusYear,
    ) -> impl Iterator<Item = (&'a Unit, &'a Standing)> {
        self.standings
            .iter()
            .filter(move |s| s.series == series && s.year == year)
            .map(|s| (&data.layout.units[s.unit], s))
            .filter(move |(unit, _)| unit.tier == tier)
    }
}

fn floor(data: &Dataset, tier: Tier, series: SeriesId) -> Option<f64> {
    let applies = |f: &&crate::dataset::Floor| f.tier == tier && f.series.contains(&series);
    data.targets.floors.iter().filter(applies).map(|f| f.percent).reduce(f64::max)
}

/// `surplus.csv`.
pub fn surplus_table(data: &Dataset, check: &SurplusCheck) -> OutTable {
    let text = |f: &dyn Fn(&Standing) -> String| OutColumn::Text(check.standings.iter().map(f).collect());
    let number = |f: &dyn Fn(&Standing) -> Option<f64>| OutColumn::Number(check.standings.iter().map(f).collect());
    let series = |s: &Standing| &data.schooling.series()[s.series.0];
    let year = |f: &dyn Fn(&Standing) -> u16| {
        OutColumn::Whole(check.standings.iter().map(|s| Some(i64::from(f(s)))).collect())
    };
    OutTable::new(
        "surplus",
        vec![
            ("base_year", year(&|_| check.base.0)),
            ("census_year", year(&|s| s.year.0)),
            ("kind", text(&|s| s.kind.word().to_owned())),
            ("grouping", text(&|s| data.layout.units[s.unit].tier_name(&data.geography).to_owned())),
            ("group", text(&|s| data.layout.units[s.unit].code.clone())),
            ("series", text(&|s| series(s).name.clone())),
            ("places", number(&|s| Some(s.places))),
            ("pupils", number(&|s| Some(s.pupils))),
            ("surplus", number(&|s| Some(s.surplus()))),
            ("surplus_percent", number(&Standing::percent)),
            ("lo80", number(&|s| Some(s.percent_80()?.0))),
            ("hi80", number(&|s| Some(s.percent_80()?.1))),
            ("band", text(&|s| s.band().map_or(String::new(), |b| b.words().to_owned()))),
            ("target_percent", number(&|s| s.target)),
            ("meets_target", OutColumn::Flag(check.standings.iter().map(Standing::meets_target).collect())),
            ("probability_below_target", number(&|_| None)),
            ("places_needed", number(&Standing::places_needed)),
            ("forms_of_entry_needed", number(&|s| s.forms_needed(series(s)))),
            ("status", text(&|s| s.status.word().to_owned())),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::YearGroup;

    fn standing(places: f64, pupils: f64, target: Option<f64>) -> Standing {
        Standing {
            kind: Kind::History,
            unit: 0,
            series: SeriesId(0),
            year: CensusYear(2014),
            places,
            pupils,
            target,
            status: Status::Published,
            pupils_band: None,
        }
    }

    #[test]
    fn many_pupils_are_the_lower_end_of_the_surplus() {
        let band =
            model::Band { lo95: 880.0, lo80: 900.0, hi80: 960.0, hi95: 1010.0, assured80: 950.0, assured95: 985.0 };
        let ahead = Standing { pupils_band: Some(band), ..standing(1000.0, 930.0, None) };
        assert_eq!(ahead.percent_80(), Some((4.0, 10.0)));
        assert_eq!(standing(1000.0, 930.0, None).percent_80(), None, "history is known");
        assert_eq!(Standing { places: 0.0, ..ahead }.percent_80(), None);
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
        assert!((short.places_needed().unwrap() - 30.0).abs() < 1e-9);
        let series = Series { name: "R".into(), groups: vec![YearGroup(0)] };
        assert!((short.forms_needed(&series).unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(standing(600.0, 570.0, Some(5.0)).places_needed(), Some(0.0));
        assert_eq!(standing(600.0, 570.0, None).places_needed(), None);
    }
}
