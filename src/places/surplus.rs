//! Surplus: places less pupils, as a share of places, judged against a floor on the forecast and on its paths.

use super::ledger::PlaceLedger;
use super::prudence::Prudence;
use super::rating::{LEAST_JUDGED, Rating, closeness};
use super::standing::{BandCounts, Kind, Standing, Target};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier, Unit};
use crate::model::{Forecast, Questions};
use crate::status::Status;
use std::collections::BTreeMap;

/// Every unit and series judged in every January, history and forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct SurplusCheck {
    /// The last January of history.
    pub base: CensusYear,
    /// How sure places must be.
    pub prudence: Prudence,
    /// By unit, series and year.
    pub standings: Vec<Standing>,
    at_risk: BTreeMap<(usize, SeriesId), CensusYear>,
}

impl SurplusCheck {
    /// Asks of the paths of a forecast what the check wants to know: with what chance the pupils of every unit and series are more
    /// than its places hold at the floor, and more than its places. Asked of each total by itself, so that a district's chance is
    /// that of its own paths and not made from its planning areas' margins.
    pub fn ask(questions: &mut Questions, data: &Dataset, ledger: &PlaceLedger, base: CensusYear, horizon: usize) {
        for (u, unit) in data.layout.units.iter().enumerate() {
            for (s, series) in data.schooling.series().iter().enumerate() {
                let Some(target) = target(data, unit.tier, SeriesId(s)) else { continue };
                for year in (1..=horizon).map(|h| base.plus(h as i32)) {
                    let places = ledger.places(data, unit, &series.groups, year).filter(|p| *p > 0.0);
                    if let Some(places) = places {
                        questions.ask(u, &series.groups, year, target.ceiling(places));
                        questions.ask(u, &series.groups, year, places);
                    }
                }
            }
        }
    }

    /// Judges a forecast against the places of a ledger. Chances are those the forecast was asked for, see
    /// [`SurplusCheck::ask`].
    pub fn new(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger, prudence: Prudence) -> SurplusCheck {
        let cells = data.layout.units.len() * data.schooling.series().len();
        let mut standings = Vec::with_capacity(cells * forecast.years(data).count());
        // What a tier is judged by: found once for it, its units standing together.
        let mut of_tier: Option<(Tier, Vec<_>)> = None;
        for (u, unit) in data.layout.units.iter().enumerate() {
            let judged = |s| (target(data, unit.tier, SeriesId(s)), closeness(data, unit.tier, SeriesId(s)));
            let (_, judged_by) = match of_tier.take() {
                Some(known) if known.0 == unit.tier => of_tier.insert(known),
                _ => of_tier.insert((unit.tier, (0..data.schooling.series().len()).map(judged).collect())),
            };
            for (s, series) in data.schooling.series().iter().enumerate() {
                let (target, closeness) = judged_by[s];
                let mut before: Option<(CensusYear, f64)> = None;
                for year in forecast.years(data) {
                    let places = ledger.places(data, unit, &series.groups, year);
                    let pupils = forecast.pupils(data, unit, &series.groups, year);
                    let (Some(places), Some(pupils)) = (places, pupils) else { continue };
                    let of_places = ledger.status(data, unit, &series.groups, year);
                    let of_pupils = forecast.status(data, unit, &series.groups, year);
                    let chance_above = |pupils: f64| {
                        let intervals = forecast.intervals.as_ref().filter(|_| places > 0.0)?;
                        intervals.chance_above(u, &series.groups, year, pupils)
                    };
                    let percent = (places >= LEAST_JUDGED).then(|| 100.0 * (places - pupils) / places);
                    let a_year_before = before.filter(|(y, _)| y.plus(1) == year).map(|(_, percent)| percent);
                    let rating = closeness.zip(percent).and_then(|(c, p)| Rating::of(c, year, p, a_year_before));
                    before = percent.map(|p| (year, p));
                    standings.push(Standing {
                        kind: if year <= forecast.base { Kind::History } else { Kind::Forecast },
                        unit: u,
                        series: SeriesId(s),
                        year,
                        places,
                        pupils,
                        target,
                        status: Status::max(of_places, of_pupils),
                        pupils_band: forecast.band(u, &series.groups, year),
                        chance_below: target.and_then(|target| chance_above(target.ceiling(places))),
                        chance_full: target.and_then(|_| chance_above(places)),
                        rating,
                    });
                }
            }
        }
        let mut at_risk = BTreeMap::new();
        // Standings of a unit and series come by year: the first that counts is the first in time.
        for s in standings.iter().filter(|s| s.chance_below.is_some_and(|c| 100.0 * c > prudence.risk_percent)) {
            at_risk.entry((s.unit, s.series)).or_insert(s.year);
        }
        SurplusCheck { base: forecast.base, prudence, standings, at_risk }
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

    /// How many units of a tier lie in each band in a January.
    pub fn bands(&self, data: &Dataset, tier: Tier, series: SeriesId, year: CensusYear) -> BandCounts {
        BandCounts::of(self.of(data, tier, series, year).filter_map(|(_, s)| s.percent()))
    }

    /// The first January in which the chance that the surplus is below target is above the risk; `None` where it never is.
    pub fn first_at_risk(&self, unit: usize, series: SeriesId) -> Option<CensusYear> {
        self.at_risk.get(&(unit, series)).copied()
    }
}

/// The floor that a tier and series is judged by; where there is none, the highest that the series is judged by elsewhere,
/// to measure with.
fn target(data: &Dataset, tier: Tier, series: SeriesId) -> Option<Target> {
    let of_series = || data.targets.floors.iter().filter(move |f| f.series.contains(&series));
    let own = of_series().filter(|f| f.tier == tier).map(|f| f.percent).reduce(f64::max);
    let highest = || of_series().map(|f| f.percent).reduce(f64::max);
    own.map(Target::Judged).or_else(|| highest().map(Target::Measured))
}

/// `surplus.csv`.
pub fn surplus_table(data: &Dataset, check: &SurplusCheck) -> OutTable {
    let text = |f: &dyn Fn(&Standing) -> String| OutColumn::Text(check.standings.iter().map(f).collect());
    let number = |f: &dyn Fn(&Standing) -> Option<f64>| OutColumn::Number(check.standings.iter().map(f).collect());
    let series = |s: &Standing| &data.schooling.series()[s.series.0];
    let year = |f: &dyn Fn(&Standing) -> Option<CensusYear>| {
        OutColumn::Whole(check.standings.iter().map(|s| Some(i64::from(f(s)?.0))).collect())
    };
    let Prudence { assurance, risk_percent } = check.prudence;
    let ahead = |s: &Standing| s.kind == Kind::Forecast && s.target.is_some();
    OutTable::new(
        "surplus",
        vec![
            ("base_year", year(&|_| Some(check.base))),
            ("census_year", year(&|s| Some(s.year))),
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
            ("target_percent", number(&|s| s.target.map(Target::percent))),
            ("meets_target", OutColumn::Flag(check.standings.iter().map(Standing::meets_target).collect())),
            ("probability_below_target", number(&|s| s.chance_below.map(|c| 100.0 * c))),
            ("places_needed", number(&|s| s.places_needed(assurance))),
            ("forms_of_entry_needed", number(&|s| s.forms_needed(series(s), assurance))),
            ("status", text(&|s| s.status.word().to_owned())),
            ("assurance_percent", number(&|s| ahead(s).then(|| f64::from(assurance.percent())))),
            ("risk_percent", number(&|s| ahead(s).then_some(risk_percent))),
            ("first_year_at_risk", year(&|s| check.first_at_risk(s.unit, s.series).filter(|_| ahead(s)))),
            ("stay_close_to_percent", number(&|s| Some(s.rating?.target))),
            ("rating", text(&|s| s.rating.map_or("", |r| r.rag.word()).to_owned())),
            ("direction_of_travel", text(&|s| s.rating.and_then(|r| r.travel).map_or("", |t| t.word()).to_owned())),
        ],
    )
}
