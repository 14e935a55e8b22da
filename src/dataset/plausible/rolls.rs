//! Rolls that can hardly be true.

use super::{BOTH_SIDES, DOUBT, DOUBT_AT_ENTRY, LEAST, median};
use crate::calendar::{BirthYear, CensusYear, Role, Schooling, YearGroup};
use crate::dataset::problem::{Fault, PlausibleFault, Problems};
use crate::dataset::read::CellRow;
use crate::dataset::table::Table;
use crate::geography::{AreaId, Geography, LevelId};
use std::collections::{BTreeMap, BTreeSet};

/// What rolls are held against beside themselves.
pub(in crate::dataset) struct Feeding<'a> {
    pub(in crate::dataset) geography: &'a Geography,
    pub(in crate::dataset) schooling: &'a Schooling,
    /// Births that can be trusted, with the lag to the entry year.
    pub(in crate::dataset) births: BTreeMap<(AreaId, BirthYear), f64>,
    pub(in crate::dataset) lag: u8,
}

type Key = (CensusYear, YearGroup);

/// The rolls of one area.
struct Record<'a> {
    cells: BTreeMap<Key, &'a CellRow>,
    births: BTreeMap<CensusYear, f64>,
    schooling: &'a Schooling,
    /// Median of p / f by year group.
    steps: BTreeMap<YearGroup, f64>,
    /// How much more than counting noise the steps of this area spread, 1 or more.
    spread: f64,
}

/// A roll in doubt, with what is likely.
struct Doubt<'a> {
    row: &'a CellRow,
    likely: f64,
}

/// Year groups that must agree before two Januaries or two areas are called alike.
const ALIKE_CELLS: usize = 4;

/// Warns of rolls out of line with the same children before and after, repeated, copied or exchanged.
pub(in crate::dataset) fn rolls(table: &Table, rows: &[CellRow], feeding: &Feeding, problems: &mut Problems) {
    let mut areas: BTreeMap<AreaId, BTreeMap<Key, &CellRow>> = BTreeMap::new();
    for row in rows.iter().filter(|r| !r.value.is_nan()) {
        areas.entry(row.area).or_default().insert((row.year, row.group), row);
    }
    let code = |area: AreaId| feeding.geography.area(area).code.clone();
    let at = |row: &CellRow, fault: PlausibleFault, problems: &mut Problems| {
        problems.at(table.place(row.row, "pupils"), Fault::Plausible(fault));
    };
    let mut settled: BTreeSet<(AreaId, CensusYear)> = BTreeSet::new();
    for (row, other, cells, sum) in twins(&areas, feeding.geography) {
        settled.extend([(row.area, row.year), (other, row.year)]);
        at(
            row,
            PlausibleFault::Twin { area: code(row.area), other: code(other), year: row.year.0, cells, sum },
            problems,
        );
    }
    for (area, cells) in areas {
        let record = Record::new(area, cells, feeding);
        for (row, cells) in record.repeats() {
            settled.insert((area, row.year));
            at(row, PlausibleFault::Repeats { area: code(area), year: row.year.0, cells }, problems);
        }
        let mut doubts: BTreeMap<CensusYear, Vec<Doubt>> = BTreeMap::new();
        for doubt in record.doubts(&settled, area) {
            doubts.entry(doubt.row.year).or_default().push(doubt);
        }
        for (year, doubts) in doubts {
            let held = record.cells.keys().filter(|(y, _)| *y == year).count();
            let exchanged = record.exchanged(&doubts);
            if let Some((a, b)) = exchanged {
                let name = |row: &CellRow| feeding.schooling.name(row.group).to_owned();
                let fault = PlausibleFault::Exchanged {
                    area: code(area),
                    year: year.0,
                    group: name(a),
                    value: a.value,
                    other: name(b),
                    other_value: b.value,
                };
                at(a, fault, problems);
            } else if doubts.len() >= ALIKE_CELLS && 2 * doubts.len() > held {
                let value = doubts.iter().map(|d| d.row.value).sum();
                let likely = doubts.iter().map(|d| d.likely).sum();
                let fault =
                    PlausibleFault::AreaYear { area: code(area), year: year.0, cells: doubts.len(), value, likely };
                at(doubts[0].row, fault, problems);
            } else {
                for Doubt { row, likely } in doubts {
                    let births = record.births.get(&year).copied().filter(|b| row.group.0 == 0 && row.value > *b);
                    let (area, year, value) = (code(area), year.0, row.value);
                    let group = feeding.schooling.name(row.group).to_owned();
                    let fault = match births {
                        Some(births) => PlausibleFault::AboveBirths { area, year, group, value, births, likely },
                        None => PlausibleFault::Roll { area, year, group, value, likely },
                    };
                    at(row, fault, problems);
                }
            }
        }
    }
}

impl<'a> Record<'a> {
    fn new(area: AreaId, cells: BTreeMap<Key, &'a CellRow>, feeding: &Feeding<'a>) -> Record<'a> {
        let years: BTreeSet<CensusYear> = cells.keys().map(|(year, _)| *year).collect();
        let born = |year: CensusYear| {
            let year = BirthYear(year.0.checked_sub(u16::from(feeding.lag))?);
            feeding.births.get(&(area, year)).copied()
        };
        let births = years.into_iter().filter_map(|year| Some((year, born(year)?))).collect();
        let mut record = Record { cells, births, schooling: feeding.schooling, steps: BTreeMap::new(), spread: 1.0 };
        let mut steps: BTreeMap<YearGroup, Vec<f64>> = BTreeMap::new();
        for (key, row) in &record.cells {
            if let (Some(below), true) = (record.below(*key), row.value > 0.0) {
                steps.entry(key.1).or_default().push(row.value / below);
            }
        }
        // Two Januaries cannot say which of them is out of line.
        let steps = steps.into_iter().filter(|(_, s)| s.len() >= 3);
        record.steps = steps.filter_map(|(group, s)| Some((group, median(s)?))).collect();
        let noise = record.cells.keys().filter_map(|key| Some(record.noise(*key)?.abs())).collect();
        // 1.4826 makes a median of absolute deviations the standard deviation of a normal one.
        record.spread = median(noise).map_or(1.0, |m| (1.4826 * m).max(1.0));
        record
    }

    /// The children a cell comes from: births, or the year group below a year before.
    fn below(&self, (year, group): Key) -> Option<f64> {
        let below = match group.0.checked_sub(1) {
            None => self.births.get(&year).copied(),
            Some(below) => self.cells.get(&(year.plus(-1), YearGroup(below))).map(|row| row.value),
        };
        below.filter(|f| *f > 0.0)
    }

    /// What the children a cell comes from make likely.
    fn expected(&self, key: Key) -> Option<f64> {
        Some(self.below(key)? * self.steps.get(&key.1)?)
    }

    /// How far a cell is off what is likely, in noise of a count of that size.
    fn noise(&self, key: Key) -> Option<f64> {
        let expected = self.expected(key)?;
        Some((self.cells.get(&key)?.value - expected) / (expected + 1.0).sqrt())
    }

    /// Whether a cell is off by more than noise, and to which side.
    fn off(&self, key: Key, doubt: f64) -> Option<f64> {
        let (noise, expected) = (self.noise(key)? / self.spread, self.expected(key)?);
        let share = self.cells.get(&key)?.value / expected - 1.0;
        (noise.abs() > doubt && share.abs() > LEAST).then_some(noise.signum())
    }

    fn doubt(&self, group: YearGroup) -> f64 {
        match self.schooling.role(group) {
            Role::Entry | Role::Transfer => DOUBT_AT_ENTRY,
            Role::Primary | Role::Secondary => DOUBT,
        }
    }

    /// Cells off the children before, and to the other side of those after where these are known; by year.
    fn doubts(&self, settled: &BTreeSet<(AreaId, CensusYear)>, area: AreaId) -> Vec<Doubt<'a>> {
        let mut found: BTreeMap<Key, Doubt> = BTreeMap::new();
        for (&key, &row) in &self.cells {
            let (year, group) = key;
            if [year, year.plus(-1)].iter().any(|y| settled.contains(&(area, *y))) {
                continue;
            }
            let fed_by_doubt =
                group.0.checked_sub(1).is_some_and(|b| found.contains_key(&(year.plus(-1), YearGroup(b))));
            let above = (year.plus(1), YearGroup(group.0 + 1));
            let after = self.cells.get(&above).filter(|_| !settled.contains(&(area, above.0)));
            let after = after.and_then(|next| Some(next.value / self.steps.get(&above.1)?));
            let before = self.expected(key);
            let is_off = match (before.is_some(), after) {
                _ if fed_by_doubt => false,
                (true, Some(_)) => {
                    let from = self.off(key, BOTH_SIDES * self.doubt(group));
                    // The next step is off to the other side, if by less: it starts from the wrong figure.
                    from.is_some_and(|side| self.off(above, DOUBT / 2.0) == Some(-side))
                }
                (true, None) => self.off(key, self.doubt(group)).is_some(),
                // Without children before, the same year group a year later must be out of line with it too.
                (false, Some(likely)) => {
                    let next = self.cells.get(&(year.plus(1), group)).map(|r| r.value);
                    let far = |other: f64| (row.value / other - 1.0).abs() > 2.0 * LEAST;
                    let side = self.off(above, self.doubt(group));
                    // Where the step after next is off to the other side, the cell between them is the wrong one.
                    let beyond = (above.0.plus(1), YearGroup(above.1.0 + 1));
                    let between = side.is_some_and(|side| self.off(beyond, DOUBT / 2.0) == Some(-side));
                    side.is_some() && !between && far(likely) && next.is_some_and(far)
                }
                (false, None) => false,
            };
            if is_off {
                let near: Vec<f64> = [before, after].into_iter().flatten().collect();
                let likely = near.iter().sum::<f64>() / near.len() as f64;
                found.insert(key, Doubt { row, likely });
            }
        }
        found.into_values().collect()
    }

    /// Two cells in doubt that would each be likely in the other's place, where these are all that is in doubt.
    fn exchanged(&self, doubts: &[Doubt<'a>]) -> Option<(&'a CellRow, &'a CellRow)> {
        let [a, b] = doubts else { return None };
        let fits = |value: f64, likely: f64| (value - likely).abs() / (likely + 1.0).sqrt() < DOUBT / 2.0 * self.spread;
        (fits(a.row.value, b.likely) && fits(b.row.value, a.likely)).then_some((a.row, b.row))
    }

    /// The first cell of each January that is the one before again, with the cells compared.
    fn repeats(&self) -> Vec<(&'a CellRow, usize)> {
        let years: BTreeSet<CensusYear> = self.cells.keys().map(|(year, _)| *year).collect();
        let of = |year: CensusYear| self.cells.iter().filter(move |((y, _), row)| *y == year && row.value > 0.0);
        let again = |year: &CensusYear| {
            let pairs: Vec<_> = of(*year)
                .filter_map(|((_, group), row)| Some((row.value, self.cells.get(&(year.plus(-1), *group))?.value)))
                .collect();
            let same = pairs.len() >= ALIKE_CELLS && pairs.iter().all(|(now, before)| now == before);
            let differ = pairs.iter().any(|(now, _)| *now != pairs[0].0);
            (same && differ).then_some(())?;
            Some((*of(*year).next()?.1, pairs.len()))
        };
        years.iter().filter_map(again).collect()
    }
}

/// Areas of one level with the same pupils in every year group of a January: the first cell of the later one, the other area,
/// the cells compared and their sum.
fn twins<'a>(
    areas: &BTreeMap<AreaId, BTreeMap<Key, &'a CellRow>>,
    geography: &Geography,
) -> Vec<(&'a CellRow, AreaId, usize, f64)> {
    type Pupils = Vec<(YearGroup, u64)>;
    let mut seen: BTreeMap<(CensusYear, LevelId, Pupils), AreaId> = BTreeMap::new();
    let mut found = vec![];
    for (&area, cells) in areas {
        let years: BTreeSet<CensusYear> = cells.keys().map(|(year, _)| *year).collect();
        for year in years {
            let of: Vec<&&CellRow> = cells.iter().filter(|((y, _), _)| *y == year).map(|(_, row)| row).collect();
            let values: Vec<(YearGroup, u64)> =
                of.iter().filter(|r| r.value > 0.0).map(|r| (r.group, r.value as u64)).collect();
            let flat = values.iter().all(|(_, n)| *n == values[0].1);
            if values.len() < ALIKE_CELLS || flat {
                continue;
            }
            let (count, sum) = (values.len(), of.iter().map(|r| r.value).sum());
            match seen.get(&(year, geography.area(area).level, values.clone())) {
                Some(other) => found.push((*of[0], *other, count, sum)),
                None => drop(seen.insert((year, geography.area(area).level, values), area)),
            }
        }
    }
    found
}
