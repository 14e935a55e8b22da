//! Where it happens: areas of the finest level whose pupils change, largest change first, as a table and as sentences to quote.

use super::super::{footnote, plural, spoken, whole};
use super::{Beside, Outlook, surplus};
use crate::calendar::{CensusYear, Series, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier, Unit};
use crate::geography::LevelId;
use crate::places::Standing;
use crate::report::document::{Cell, Column, Row, RowKind, Table};
use crate::report::format::{self, round_half_up};
use crate::scenario::Comparison;
use crate::status::Status;

/// Rows of the table beyond which a page is not read; every one stands in `scenario_sentences.csv`.
const MOST_ROWS: usize = 30;

/// The smallest share that one decimal shows, per cent.
const LEAST_PERCENT: f64 = 0.1;

/// Sentences of the page.
const MOST_SENTENCES: usize = 5;

/// What a scenario changes by a whole pupil or more in an area of the finest level at which a series is held, in the last January.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalChange {
    /// Name of the scenario.
    pub scenario: String,
    /// The area, a position in the layout.
    pub unit: usize,
    /// The series.
    pub series: SeriesId,
    /// The January.
    pub year: CensusYear,
    /// Pupils without the scenario.
    pub before: f64,
    /// Pupils more with it, or fewer below zero.
    pub more: f64,
    /// Pupils more or fewer, per cent of those without it; `None` where there are none.
    pub percent: Option<f64>,
    /// Surplus in words, without the scenario and with it, where places are held.
    pub surplus: Option<(String, String)>,
    /// How firm the figures are.
    pub status: Status,
    /// Whether no other series of the level holds its year groups: the one to quote.
    pub widest: bool,
    /// All of it in a sentence.
    pub sentence: String,
}

/// The changes of every scenario, area by area, the areas with the largest change first.
pub fn local_changes(base: &Outlook, scenarios: &[Comparison]) -> Vec<LocalChange> {
    scenarios.iter().flat_map(|scenario| changes(&Beside { base, scenario })).collect()
}

/// `scenario_sentences.csv`: a sentence for every change.
///
/// Columns: scenario, census_year, area, name, level, series, sentence, status.
pub fn sentences_table(data: &Dataset, changes: &[LocalChange]) -> OutTable {
    let text = |f: &dyn Fn(&LocalChange) -> String| OutColumn::Text(changes.iter().map(f).collect());
    let unit = |c: &LocalChange| &data.layout.units[c.unit];
    OutTable::new(
        "scenario_sentences",
        vec![
            ("scenario", text(&|c| c.scenario.clone())),
            ("census_year", OutColumn::Whole(changes.iter().map(|c| Some(i64::from(c.year.0))).collect())),
            ("area", text(&|c| unit(c).code.clone())),
            ("name", text(&|c| unit(c).name.clone())),
            ("level", text(&|c| unit(c).tier_name(&data.geography).to_owned())),
            ("series", text(&|c| data.schooling.series()[c.series.0].name.clone())),
            ("sentence", text(&|c| c.sentence.clone())),
            ("status", text(&|c| c.status.word().to_owned())),
        ],
    )
}

impl LocalChange {
    /// Pupils more, or fewer below zero, in whole pupils.
    pub fn difference(&self) -> i64 {
        whole(self.more)
    }

    /// How much changes, to the six decimals of the tables: of areas that differ by less none comes first.
    pub fn size(&self) -> i64 {
        (self.more.abs() * 1e6).round() as i64
    }

    /// Pupils without the scenario, with it, and more or fewer, each rounded once; in whole pupils, or with a decimal where those would
    /// contradict each other: 8,496.6 in place of 8,497.1 are 0.5 fewer, and not 1 fewer at 8,497 in place of 8,497.
    fn figures(&self) -> ([f64; 3], u8) {
        let rounded = |decimals| [self.before, self.before + self.more, self.more].map(|n| round_half_up(n, decimals));
        let agrees = |[before, after, more]: [f64; 3]| (after - before - more).abs() < 1e-6;
        let decimals = u8::from(!agrees(rounded(0)));
        (rounded(decimals), decimals)
    }

    /// The area with the one it lies in: `Margate (Thanet)`. One of the coarsest level at which rolls are held stands for itself.
    pub fn place(&self, data: &Dataset) -> String {
        let unit = &data.layout.units[self.unit];
        larger(data, unit).map_or(unit.name.clone(), |area| format!("{} ({area})", unit.name))
    }
}

/// The name of the area that an area lies in, below the coarsest level at which rolls are held.
fn larger<'a>(data: &'a Dataset, unit: &Unit) -> Option<&'a str> {
    let coarsest = data.layout.levels().first().copied()?;
    let area = unit.area.filter(|area| data.geography.area(*area).level > coarsest)?;
    let above = data.geography.lineage(area).nth(1)?;
    Some(data.geography.area(above).name.as_str())
}

/// The finest level at which all year groups of a series are held.
fn finest(data: &Dataset, series: &Series) -> Option<LevelId> {
    let panels = series.groups.iter().map(|g| data.layout.find(*g).map(|(panel, _)| panel));
    let panels: Option<Vec<usize>> = panels.collect();
    panels?.into_iter().map(|p| data.layout.panels[p].level).min()
}

pub(super) fn changes(beside: &Beside) -> Vec<LocalChange> {
    let data = &beside.base.data;
    let all = data.schooling.series();
    let levels: Vec<Option<LevelId>> = all.iter().map(|s| finest(data, s)).collect();
    let widest = |s: usize| {
        let holds = |o: usize| {
            o != s
                && levels[o] == levels[s]
                && all[o].groups.len() > all[s].groups.len()
                && all[s].groups.iter().all(|g| all[o].groups.contains(g))
        };
        !(0..all.len()).any(holds)
    };
    let mut found: Vec<Vec<LocalChange>> = vec![];
    for (position, unit) in data.layout.units.iter().enumerate() {
        let here = (0..all.len()).filter(|s| levels[*s].is_some_and(|level| unit.tier == Tier::Level(level)));
        let of_unit: Vec<LocalChange> = here.filter_map(|s| change(beside, position, SeriesId(s), widest(s))).collect();
        if !of_unit.is_empty() {
            found.push(of_unit);
        }
    }
    // A stable order: areas with as large a change stay as the tree has them.
    found.sort_by_key(|of_unit| std::cmp::Reverse(of_unit.iter().map(LocalChange::size).max()));
    found.concat()
}

fn change(beside: &Beside, position: usize, series: SeriesId, widest: bool) -> Option<LocalChange> {
    let data = &beside.base.data;
    let unit = &data.layout.units[position];
    let year = beside.last();
    let groups = &data.schooling.series()[series.0].groups;
    let before = beside.pupils(beside.base, unit, series, year)?;
    let more = beside.difference(unit, series, year).filter(|more| whole(*more) != 0)?;
    let standing = |outlook: &Outlook| {
        let (_, check) = outlook.surplus.as_ref()?;
        let here = |s: &&Standing| (s.unit, s.series, s.year) == (position, series, year);
        check.standings.iter().find(here).and_then(surplus::surplus)
    };
    let with = &beside.scenario.outlook;
    let status = beside.base.forecast.status(data, unit, groups, year);
    let mut change = LocalChange {
        scenario: beside.scenario.scenario.name.clone(),
        unit: position,
        series,
        year,
        before,
        more,
        percent: (before > 0.0).then(|| 100.0 * more / before),
        surplus: standing(beside.base).zip(standing(with)),
        status: status.max(with.forecast.status(&with.data, unit, groups, year)).max(Status::Derived),
        widest,
        sentence: String::new(),
    };
    change.sentence = sentence(data, &change);
    Some(change)
}

/// A number with its sign.
fn signed(value: f64, decimals: u8) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", format::decimal(value, decimals))
}

/// Words for a share that one decimal would show as none.
fn too_small(percent: f64) -> Option<String> {
    (percent.abs() < LEAST_PERCENT).then(|| format!("less than {}", format::percent(LEAST_PERCENT)))
}

fn sentence(data: &Dataset, change: &LocalChange) -> String {
    let unit = &data.layout.units[change.unit];
    let shared = data.layout.units.iter().filter(|u| u.area.is_some() && u.name == unit.name).count() > 1;
    let area = match shared {
        true => format!("{} ({})", unit.name, spoken(unit.tier_name(&data.geography))),
        false => unit.name.clone(),
    };
    let ([before, after, more], decimals) = change.figures();
    let mut text = format!(
        "{area}: {} {} {} in {} in January {} ({} in place of {})",
        format::decimal(more.abs(), decimals),
        if more < 0.0 { "fewer" } else { "more" },
        if more.abs() == 1.0 && decimals == 0 { "pupil" } else { "pupils" },
        data.schooling.spoken(&data.schooling.series()[change.series.0]),
        change.year,
        format::decimal(after, decimals),
        format::decimal(before, decimals),
    );
    if let Some(percent) = change.percent {
        text += &format!(", {}", too_small(percent).unwrap_or_else(|| format::percent(percent.abs())));
    }
    text += ".";
    match &change.surplus {
        None => {}
        Some((before, after)) if before == after => text += &format!(" Surplus stays at {after} of places."),
        Some((before, after)) => text += &format!(" Surplus is then {after} of places in place of {before}."),
    }
    if change.status >= Status::Reconstructed {
        text += &format!(" Nobody's record: the figures are {}.", change.status);
    }
    text
}

/// The sentences of the areas with the largest changes.
pub(super) fn sentences(changes: &[LocalChange]) -> impl Iterator<Item = String> + '_ {
    changes.iter().filter(|c| c.widest).take(MOST_SENTENCES).map(|c| c.sentence.clone())
}

/// The areas whose pupils change; none where no area's do.
pub(super) fn table(beside: &Beside, changes: &[LocalChange]) -> Option<Table> {
    let data = &beside.base.data;
    let first = changes.first()?;
    let places = changes.iter().any(|c| c.surplus.is_some());
    let mut columns = vec![Column::words("Area"), Column::words("In"), Column::words("Series")];
    columns.extend(["Base", "Scenario", "Difference"].map(|heading| Column::numbers(heading).under("Pupils")));
    columns.push(Column::numbers("Per cent").under("Pupils"));
    if places {
        columns.extend(["Base", "Scenario"].map(|heading| Column::numbers(heading).under("Surplus")));
    }
    let row = |c: &LocalChange| {
        let ([before, after, more], decimals) = c.figures();
        let pupils = |n: f64| if decimals == 0 { Cell::Count(n as i64) } else { Cell::Decimal(n, decimals) };
        let difference = if decimals == 0 { Cell::Difference(more as i64) } else { Cell::Text(signed(more, decimals)) };
        let unit = &data.layout.units[c.unit];
        let mut cells = vec![
            Cell::Text(unit.name.clone()),
            Cell::Text(larger(data, unit).unwrap_or_default().to_owned()),
            Cell::Text(data.schooling.spoken(&data.schooling.series()[c.series.0])),
            pupils(before),
            pupils(after),
            difference,
            c.percent.map_or(Cell::Missing, |p| too_small(p).map_or(Cell::SignedPercent(p), Cell::Text)),
        ];
        if places {
            let (before, after) = c.surplus.clone().unzip();
            cells.extend([before, after].map(|text| text.map_or(Cell::Missing, Cell::Text)));
        }
        Row { kind: RowKind::Detail, cells }
    };
    let mut footnotes = footnote(changes.iter().fold(Status::Published, |status, c| status.max(c.status)));
    let levels: Vec<String> = {
        let mut of: Vec<LevelId> = (data.schooling.series().iter()).filter_map(|s| finest(data, s)).collect();
        of.sort_by(|a, b| b.cmp(a));
        of.dedup();
        of.into_iter().map(|level| plural(data.geography.level_name(level))).collect()
    };
    footnotes.push(format!(
        "Each series at the finest level at which it is held ({}), areas with the largest change first.",
        levels.join(", ")
    ));
    footnotes.push("Where whole pupils would contradict each other, a row has a decimal.".to_owned());
    if changes.len() > MOST_ROWS {
        footnotes.push(format!(
            "{} more rows stand in scenario_sentences.csv, a sentence for each.",
            format::count((changes.len() - MOST_ROWS) as i64)
        ));
    }
    Some(Table {
        caption: format!("Where pupils are more or fewer in January {}", first.year),
        columns,
        rows: changes.iter().take(MOST_ROWS).map(row).collect(),
        footnotes,
    })
}
