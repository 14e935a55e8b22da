//! Events: the rows of one planned change together, and `ledger.csv`.

use super::FORM;
use super::ledger::PlaceLedger;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{ChangeKind, Dataset, OutColumn, OutTable, PlaceChange, Position, Tier};
use crate::money::Pence;
use crate::status::Status;
use std::collections::BTreeMap;

/// All rows of one planned change.
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows, in order of date; there is at least one.
    pub rows: Vec<&'a PlaceChange>,
}

/// The events that rows belong to, in order of their first January and by name.
pub fn events(changes: &[PlaceChange]) -> Vec<Event<'_>> {
    let mut by_name: BTreeMap<&str, Vec<&PlaceChange>> = BTreeMap::new();
    for change in changes {
        by_name.entry(&change.event).or_default().push(change);
    }
    let mut events: Vec<Event> = by_name.into_iter().map(|(name, rows)| Event { name, rows }).collect();
    events.sort_by_key(|e| (e.first(), e.name));
    events
}

impl Event<'_> {
    /// What happens; the rows of an event agree on it.
    pub fn kind(&self) -> ChangeKind {
        self.rows[0].kind
    }

    /// How far it has come.
    pub fn position(&self) -> Position {
        self.rows[0].position
    }

    /// Least firm status of its rows.
    pub fn status(&self) -> Status {
        self.rows.iter().map(|r| r.status).fold(Status::Published, Status::max)
    }

    /// The January in which it is first counted.
    pub fn first(&self) -> CensusYear {
        self.rows.iter().map(|r| r.first).fold(self.rows[0].first, CensusYear::min)
    }

    /// Places it makes in a January, all year groups together; negative where it takes them away.
    ///
    /// Formula: sum over its rows and over year groups of places_in(g, t).
    pub fn places(&self, year: CensusYear) -> f64 {
        let of = |row: &&PlaceChange| (row.cell.group.0..=row.top.0).map(|g| row.places_in(YearGroup(g), year)).sum();
        self.rows.iter().map(|row| -> f64 { of(row) }).sum()
    }

    /// The first January in which it makes, or takes away, as many places as it ever will, and how many.
    pub fn full(&self) -> (CensusYear, f64) {
        self.years()
            .map(|year| (year, self.places(year)))
            .fold((self.first(), 0.0), |most, now| if now.1.abs() > most.1.abs() { now } else { most })
    }

    /// Classes that its places make in a January, of 30 at most and each of one year group.
    ///
    /// Formula: sum over year groups of ceil(places / 30), where places come.
    pub fn classes(&self, year: CensusYear) -> u32 {
        let top = self.rows.iter().map(|r| r.top.0).max().unwrap_or(0);
        let of = |group: u8| self.rows.iter().map(|r| r.places_in(YearGroup(group), year)).sum::<f64>();
        (0..=top).map(|group| (of(group).max(0.0) / FORM).ceil() as u32).sum()
    }

    /// Classrooms built for it by a January; `None` where no row says.
    pub fn classrooms(&self, year: CensusYear) -> Option<u32> {
        let stated = || self.rows.iter().filter(|r| r.classrooms.is_some());
        let built = stated().filter(|r| r.first <= year).filter_map(|r| r.classrooms).sum();
        stated().next().map(|_| built)
    }

    /// The last January for which so many classrooms are enough; `None` where they always are.
    pub fn enough_until(&self, classrooms: u32) -> Option<CensusYear> {
        self.first_short(|_| classrooms).map(|year| year.plus(-1))
    }

    /// The first January with more classes than classrooms built by then; `None` where there are always enough, or nothing is
    /// said of classrooms.
    pub fn short_of_classrooms(&self) -> Option<CensusYear> {
        self.classrooms(self.first())?;
        self.first_short(|year| self.classrooms(year).unwrap_or(0))
    }

    fn first_short(&self, classrooms: impl Fn(CensusYear) -> u32) -> Option<CensusYear> {
        self.years().find(|year| self.classes(*year) > classrooms(*year))
    }

    /// The Januaries from its first to the one from which it stays as it is.
    fn years(&self) -> impl Iterator<Item = CensusYear> + use<> {
        let last = self.rows.iter().map(|r| r.settled()).fold(self.first(), CensusYear::max);
        (self.first().0..=last.0).map(CensusYear)
    }

    /// What a place costs, once it is full; `None` without a cost, or where it makes no places.
    ///
    /// Formula: cost / places when full, rounded half-up to a whole penny.
    pub fn cost_of_a_place(&self) -> Option<Pence> {
        let places = self.full().1;
        (places > 0.0).then_some(places as u64).and_then(|places| self.cost()?.shared(places))
    }

    /// What it costs, where any row says so.
    pub fn cost(&self) -> Option<Pence> {
        let stated: Vec<Pence> = self.rows.iter().filter_map(|r| r.cost).collect();
        (!stated.is_empty()).then(|| stated.into_iter().sum())
    }
}

/// `ledger.csv`: the places of each cell after the opening position, part by part, so that the parts add to the places.
pub fn ledger_table(data: &Dataset, ledger: &PlaceLedger, base: CensusYear, last: CensusYear) -> OutTable {
    let mut rows: Vec<(CensusYear, &str, &str, &str, ChangeWords, f64, Status)> = vec![];
    for panel in &data.layout.panels {
        for unit in data.layout.of_tier(Tier::Level(panel.level)) {
            for (_, group) in panel.columns() {
                let groups = [group];
                for year in (ledger.opening().0 + 1..=last.0).map(CensusYear) {
                    let Some(places) = ledger.places(data, unit, &groups, year) else { continue };
                    let made: Vec<(&PlaceChange, f64)> = ledger.making(data, unit, &groups, year).collect();
                    let carried = places - made.iter().map(|(_, n)| n).sum::<f64>();
                    let status = ledger.status_carried(data, unit, &groups, year);
                    let name = data.schooling.name(group);
                    rows.push((year, &unit.code, name, CARRIED, ("", ""), carried, status));
                    rows.extend(made.into_iter().map(|(c, n)| {
                        let words = (c.kind.word(), c.position.word());
                        (year, unit.code.as_str(), name, c.event.as_str(), words, n, c.status)
                    }));
                }
            }
        }
    }
    let text = |f: &dyn Fn(usize) -> String| OutColumn::Text((0..rows.len()).map(f).collect());
    let year = |f: &dyn Fn(usize) -> u16| OutColumn::Whole((0..rows.len()).map(|i| Some(i64::from(f(i)))).collect());
    OutTable::new(
        "ledger",
        vec![
            ("base_year", year(&|_| base.0)),
            ("census_year", year(&|i| rows[i].0.0)),
            ("area", text(&|i| rows[i].1.to_owned())),
            ("year_group", text(&|i| rows[i].2.to_owned())),
            ("part", text(&|i| rows[i].3.to_owned())),
            ("kind", text(&|i| rows[i].4.0.to_owned())),
            ("position", text(&|i| rows[i].4.1.to_owned())),
            ("counted", text(&|_| ledger.count().word().to_owned())),
            ("places", OutColumn::Number(rows.iter().map(|r| Some(r.5)).collect())),
            ("status", text(&|i| rows[i].6.word().to_owned())),
        ],
    )
}

/// Kind and position in words.
type ChangeWords = (&'static str, &'static str);

/// What `ledger.csv` calls the places that are there without any event.
const CARRIED: &str = "carried on";
