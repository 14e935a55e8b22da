//! Need as the nation counts it: pupils beyond the places, cell by cell, with what is spare elsewhere summed apart.

use super::ledger::PlaceLedger;
use super::standing::Kind;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier, Unit};
use crate::geography::{AreaId, LevelId};
use crate::model::Forecast;
use crate::status::Status;
use std::collections::BTreeMap;

/// Within what a shortage and a surplus may cancel before they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Netting {
    /// Nothing cancels: each area and year group by itself, as national funding counts need.
    None,
    /// Areas cancel within an area of this level, year group by year group.
    Within(LevelId),
}

impl Netting {
    /// The word used in files: `none`, or the name of the level.
    pub fn word(self, data: &Dataset) -> &str {
        match self {
            Netting::None => "none",
            Netting::Within(level) => data.geography.level_name(level),
        }
    }
}

/// Need and spare of an area and series in a January.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Position of the unit in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// The January.
    pub year: CensusYear,
    /// Within what shortages and surpluses cancel.
    pub netting: Netting,
    /// Places short.
    pub need: f64,
    /// Places spare.
    pub spare: f64,
    /// How firmly places and pupils are known.
    pub status: Status,
}

/// Need and spare of every area of the tree, in the base year and the years ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedCheck {
    /// The last January of history.
    pub base: CensusYear,
    /// By unit, series, year and netting.
    pub needs: Vec<Need>,
}

/// Pupils less places of one area and year group: `None` where a side is missing.
type Shortage = Option<f64>;

impl NeedCheck {
    /// Counts need and spare.
    ///
    /// Formula: need = sum over cells of max(0, pupils - places), spare = sum over cells of max(0, places - pupils).
    /// where a cell is a year group of an area of the finest level that holds it, or, with netting, of all such areas within
    /// one area of the level; places are the ledger's, changes to come included. Year groups never cancel. With every netting
    /// spare - need is the surplus.
    /// Source: Department for Education, basic need: forecast - (capacity + additions - removals), positive parts alone.
    ///
    /// Example: two planning areas of a district, 60 places each in Year R, with 70 and 40 pupils: need 10, spare 20; netted
    /// within the district, need 0, spare 10.
    pub fn new(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> NeedCheck {
        let cells = Cells::new(data, forecast, ledger);
        let mut needs = vec![];
        for (u, unit) in data.layout.units.iter().enumerate() {
            let Tier::Level(level) = unit.tier else { continue };
            for (s, series) in data.schooling.series().iter().enumerate() {
                let finest = series.groups.iter().filter_map(|g| data.layout.find(*g));
                let Some(finest) = finest.map(|(p, _)| data.layout.panels[p].level).max() else { continue };
                let levels = (level.0..finest.0).map(|l| Netting::Within(LevelId(l)));
                for year in (forecast.base.0..=forecast.last().0).map(CensusYear) {
                    let of_places = ledger.status(data, unit, &series.groups, year);
                    let status = of_places.max(forecast.status(data, unit, &series.groups, year));
                    for netting in std::iter::once(Netting::None).chain(levels.clone()) {
                        let Some((need, spare)) = cells.netted(data, unit, &series.groups, year, netting) else {
                            continue;
                        };
                        needs.push(Need { unit: u, series: SeriesId(s), year, netting, need, spare, status });
                    }
                }
            }
        }
        NeedCheck { base: forecast.base, needs }
    }

    /// Need and spare of a unit (its position in the layout), series and January.
    pub fn of(&self, unit: usize, series: SeriesId, year: CensusYear, netting: Netting) -> Option<&Need> {
        let same = |n: &&Need| n.unit == unit && n.series == series && n.year == year && n.netting == netting;
        self.needs.iter().find(same)
    }
}

/// Shortages by panel, row, year group and January; what does not exist is not in it.
pub(super) struct Cells(BTreeMap<(usize, usize, YearGroup, CensusYear), Shortage>);

impl Cells {
    pub(super) fn new(data: &Dataset, forecast: &Forecast, ledger: &PlaceLedger) -> Cells {
        let by_area: BTreeMap<AreaId, &Unit> = data.layout.units.iter().filter_map(|u| Some((u.area?, u))).collect();
        let mut cells = BTreeMap::new();
        for (p, panel) in data.layout.panels.iter().enumerate() {
            let rows = panel.areas.iter().enumerate().filter_map(|(row, area)| Some((row, *by_area.get(area)?)));
            for ((row, unit), (_, group)) in rows.flat_map(|row| panel.columns().map(move |column| (row, column))) {
                for year in (forecast.base.0..=forecast.last().0).map(CensusYear) {
                    let places = ledger.places(data, unit, &[group], year);
                    let pupils = forecast.pupils(data, unit, &[group], year).filter(|n| places.is_some() || *n > 0.0);
                    let shortage = match (places, pupils) {
                        (None, None) => continue,
                        (places, pupils) => pupils.zip(places).map(|(pupils, places)| pupils - places),
                    };
                    cells.insert((p, row, group, year), shortage);
                }
            }
        }
        Cells(cells)
    }

    /// Pupils less places of a cell; `None` where it does not exist, or a side is missing.
    pub(super) fn shortage(&self, panel: usize, row: usize, group: YearGroup, year: CensusYear) -> Shortage {
        *self.0.get(&(panel, row, group, year))?
    }

    /// Need and spare; `None` where the unit has no such cell, or one of them is missing.
    fn netted(
        &self,
        data: &Dataset,
        unit: &Unit,
        groups: &[YearGroup],
        year: CensusYear,
        netting: Netting,
    ) -> Option<(f64, f64)> {
        let mut sums: BTreeMap<(AreaId, YearGroup), f64> = BTreeMap::new();
        for &group in groups {
            let (panel, _) = data.layout.find(group)?;
            for part in unit.parts.iter().filter(|p| p.panel == panel && p.span.holds(year)) {
                let Some(shortage) = self.0.get(&(panel, part.row, group, year)) else { continue };
                let area = data.layout.panels[panel].areas[part.row];
                let together = match netting {
                    Netting::None => area,
                    Netting::Within(level) => {
                        data.geography.lineage(area).find(|a| data.geography.area(*a).level == level).unwrap_or(area)
                    }
                };
                *sums.entry((together, group)).or_default() += (*shortage)?;
            }
        }
        let parts = |sign: f64| sums.values().map(|d| (sign * d).max(0.0)).sum();
        (!sums.is_empty()).then(|| (parts(1.0), parts(-1.0)))
    }
}

/// `need.csv`.
pub fn need_table(data: &Dataset, check: &NeedCheck) -> OutTable {
    let text = |f: &dyn Fn(&Need) -> String| OutColumn::Text(check.needs.iter().map(f).collect());
    let number = |f: &dyn Fn(&Need) -> f64| OutColumn::Number(check.needs.iter().map(|n| Some(f(n))).collect());
    let year = |f: &dyn Fn(&Need) -> CensusYear| {
        OutColumn::Whole(check.needs.iter().map(|n| Some(i64::from(f(n).0))).collect())
    };
    let kind = |n: &Need| if n.year <= check.base { Kind::History } else { Kind::Forecast };
    let unit = |n: &Need| &data.layout.units[n.unit];
    OutTable::new(
        "need",
        vec![
            ("base_year", year(&|_| check.base)),
            ("census_year", year(&|n| n.year)),
            ("kind", text(&|n| kind(n).word().to_owned())),
            ("level", text(&|n| unit(n).tier_name(&data.geography).to_owned())),
            ("area", text(&|n| unit(n).code.clone())),
            ("series", text(&|n| data.schooling.series()[n.series.0].name.clone())),
            ("netting", text(&|n| n.netting.word(data).to_owned())),
            ("need", number(&|n| n.need)),
            ("spare", number(&|n| n.spare)),
            ("status", text(&|n| n.status.word().to_owned())),
        ],
    )
}
