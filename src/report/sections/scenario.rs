//! Scenarios beside the base: what is supposed, what it moves, and who then falls short.

mod local;
mod surplus;

pub use local::{LocalChange, local_changes, sentences_table};

use super::{capital, footnote, plural, spoken};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Tier, Unit};
use crate::report::document::{Block, Cell, Column, Document, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::scenario::{Comparison, Driver, Outlook};
use crate::status::Status;

/// The base with one scenario.
///
/// Each figure of a page is that of the tables, rounded once by itself. Cells made whole so that they add, as in the report of a run,
/// would not do: the difference is a few pupils in each year group, and the error of each would come again in every total.
struct Beside<'a> {
    base: &'a Outlook,
    scenario: &'a Comparison,
}

/// The report of scenarios beside the forecast they change.
pub fn scenario_report(base: &Outlook, scenarios: &[Comparison]) -> Document {
    let beside: Vec<Beside> = scenarios.iter().map(|scenario| Beside { base, scenario }).collect();
    let root = base.data.layout.units.first().map_or("", |u| u.name.as_str());
    let mut blocks = vec![Block::section("summary", "Summary")];
    blocks.push(Block::Note {
        kind: NoteKind::Caution,
        text: "A scenario shows what would follow if something happened. It does not say that it will.".to_owned(),
    });
    blocks.extend(nobodys_record(base));
    blocks.push(Block::Paragraph(
        "Base and scenarios are forecast with the same random draws, so that they differ by what was changed and by nothing \
         else."
            .to_owned(),
    ));
    blocks.push(Block::Table(summary(base, &beside)));
    blocks.extend(beside.iter().flat_map(blocks_of));
    Document {
        title: format!("{root}: what if"),
        subtitle: format!(
            "Scenarios beside the forecast to January {}, from the rolls of January {}",
            base.forecast.last(),
            base.forecast.base
        ),
        blocks,
    }
}

/// What must stand beside figures that rest on rolls nobody recorded.
fn nobodys_record(base: &Outlook) -> Option<Block> {
    let softest = base.data.rolls_status.panels.iter().flat_map(|p| p.iter().copied()).max()?;
    (softest >= Status::Reconstructed).then(|| {
        let text = format!(
            "Rolls of this data set are {softest}: figures here show how the program works and must not be quoted \
             as a council's."
        );
        Block::Note { kind: NoteKind::Caution, text }
    })
}

fn summary(base: &Outlook, beside: &[Beside]) -> Table {
    let data = &base.data;
    let last = base.forecast.last();
    let mut columns = vec![Column::words("Scenario")];
    for series in data.schooling.series() {
        columns.push(
            Column::numbers(&data.schooling.spoken(series)).under(&format!("Pupils more or fewer in January {last}")),
        );
    }
    columns.push(Column::numbers("Base").under("Below target"));
    columns.push(Column::numbers("Scenario").under("Below target"));
    let row = |b: &Beside| {
        let mut cells = vec![Cell::Text(b.scenario.scenario.title.clone())];
        let root = data.layout.units.first();
        for s in 0..data.schooling.series().len() {
            cells.push(root.map_or(Cell::Missing, |u| difference(b.difference(u, SeriesId(s), last))));
        }
        cells
            .extend([below_target(base, last), below_target(&b.scenario.outlook, last)].map(|n| Cell::Count(n as i64)));
        Row { kind: RowKind::Detail, cells }
    };
    Table {
        caption: format!("Scenarios beside the base, January {last}"),
        columns,
        rows: beside.iter().map(row).collect(),
        footnotes: vec![
            "Below target: areas and series whose forecast surplus is below what is asked of them.".to_owned(),
            ROUNDED_ONCE.to_owned(),
        ],
    }
}

fn below_target(outlook: &Outlook, year: CensusYear) -> usize {
    let standings = outlook.surplus.iter().flat_map(|(_, check)| &check.standings);
    standings.filter(|s| s.year == year && s.meets_target() == Some(false)).count()
}

fn difference(pupils: Option<f64>) -> Cell {
    pupils.map_or(Cell::Missing, |n| Cell::Difference(super::whole(n)))
}

impl Beside<'_> {
    fn pupils(&self, outlook: &Outlook, unit: &Unit, series: SeriesId, year: CensusYear) -> Option<f64> {
        let groups = &self.base.data.schooling.series()[series.0].groups;
        outlook.forecast.pupils(&outlook.data, unit, groups, year)
    }

    /// Pupils more or fewer than the base.
    fn difference(&self, unit: &Unit, series: SeriesId, year: CensusYear) -> Option<f64> {
        let data = &self.base.data;
        self.scenario.difference(&self.base.forecast, data, unit, &data.schooling.series()[series.0].groups, year)
    }

    /// The same as a reader sees it; `None` where that is no pupil.
    fn whole_difference(&self, unit: &Unit, series: SeriesId, year: CensusYear) -> Option<i64> {
        self.difference(unit, series, year).map(super::whole).filter(|n| *n != 0)
    }

    /// The central 80 per cent of the whole data set's difference in whole pupils; `None` where it is no wider than a pupil.
    fn range(&self, series: SeriesId, year: CensusYear) -> Option<(i64, i64)> {
        let band = self.scenario.band(0, &self.base.data.schooling.series()[series.0].groups, year)?;
        Some((super::whole(band.lo80), super::whole(band.hi80))).filter(|(low, high)| low < high)
    }

    /// The last January forecast.
    fn last(&self) -> CensusYear {
        self.base.forecast.last()
    }

    fn years(&self) -> Vec<CensusYear> {
        (self.base.forecast.base.0 + 1..=self.last().0).map(CensusYear).collect()
    }

    fn status(&self, series: SeriesId) -> Status {
        let data = &self.base.data;
        let groups = &data.schooling.series()[series.0].groups;
        data.layout.units.first().map_or(Status::Derived, |u| self.base.forecast.status(data, u, groups, self.last()))
    }
}

fn blocks_of(beside: &Beside) -> Vec<Block> {
    let scenario = &beside.scenario.scenario;
    let mut blocks = vec![
        Block::section(&format!("scenario-{}", scenario.name), &scenario.title),
        Block::Paragraph(scenario.why.clone()),
    ];
    blocks.push(Block::Note { kind: NoteKind::Method, text: beside.scenario.what_it_changes(&beside.base.data) });
    if beside.scenario.changes_nothing(beside.base) {
        let text = format!("Up to January {} that changes no pupil, no place and no target.", beside.last());
        blocks.push(Block::Note { kind: NoteKind::Caution, text });
    }
    blocks.extend(conclusion(beside).map(Block::Paragraph));
    let local = local::changes(beside);
    blocks.extend(local::sentences(&local).map(Block::Paragraph));
    blocks.push(Block::Table(by_year(beside)));
    blocks.extend(by_area(beside).map(Block::Table));
    blocks.extend(local::table(beside, &local).map(Block::Table));
    blocks.extend(by_driver(beside).map(Block::Table));
    blocks.extend(surplus::blocks(beside));
    blocks
}

/// What stands below a table with base, scenario and difference.
const ROUNDED_ONCE: &str = "Each figure is rounded by itself, so that the difference of two printed here, or the sum of several, may be a pupil \
                            away from the one that is printed.";

const BAND_OF_DIFFERENCE: &str = "The band of a difference is far narrower than that of either forecast: both are drawn with the same past errors, and \
                                  only what those errors do to the change itself is left. It does not say how likely the change is.";

/// What follows, in a sentence for each series that changes.
fn conclusion(beside: &Beside) -> Option<String> {
    let data = &beside.base.data;
    let root = data.layout.units.first()?;
    let last = beside.last();
    let all = data.schooling.series();
    let change = |s: usize| beside.whole_difference(root, SeriesId(s), last);
    // A reader would add Year R to Years R-6, which holds it: it stands in the table.
    let part_of_one_said = |s: usize| {
        let holds = |o: usize| all[s].groups.iter().all(|g| all[o].groups.contains(g));
        (0..all.len()).any(|o| all[o].groups.len() > all[s].groups.len() && holds(o) && change(o).is_some())
    };
    let said: Vec<String> = (0..all.len())
        .filter(|s| !part_of_one_said(*s))
        .filter_map(|s| {
            let change = change(s)?;
            let series = data.schooling.spoken(&all[s]);
            let band = beside.range(SeriesId(s), last).map_or(String::new(), |(low, high)| {
                format!(" (80% band {} to {})", format::difference(low), format::difference(high))
            });
            Some(format!(
                "{} {} {} in {series}{band}",
                format::count(change.abs()),
                if change < 0 { "fewer" } else { "more" },
                if change.abs() == 1 { "pupil" } else { "pupils" },
            ))
        })
        .collect();
    Some(match &said[..] {
        [] if by_area(beside).is_some() => {
            format!("In January {last} {} has as many pupils as without it, but in other areas.", root.name)
        }
        [] => format!("In January {last} {} has as many pupils as without it.", root.name),
        said => format!("In January {last} {} has {}.", root.name, said.join(", ")),
    })
}

/// The whole data set, January by January.
fn by_year(beside: &Beside) -> Table {
    let data = &beside.base.data;
    let years = beside.years();
    let mut columns = vec![Column::words("Series"), Column::words("")];
    columns.extend(years.iter().map(|y| Column::numbers(&y.to_string())));
    let mut rows = vec![];
    let mut banded = false;
    let mut status = Status::Published;
    for (s, series) in data.schooling.series().iter().enumerate() {
        let Some(root) = data.layout.units.first() else { continue };
        let s = SeriesId(s);
        status = status.max(beside.status(s));
        let row = |name: &str, what: &str, kind, cell: &dyn Fn(CensusYear) -> Cell| {
            let mut cells = vec![Cell::Text(name.to_owned()), Cell::Text(what.to_owned())];
            cells.extend(years.iter().map(|&y| cell(y)));
            Row { kind, cells }
        };
        let count = |outlook: &Outlook, y| {
            beside.pupils(outlook, root, s, y).map_or(Cell::Missing, |n| Cell::Count(super::whole(n)))
        };
        rows.push(row(&data.schooling.spoken(series), "base", RowKind::Detail, &|y| count(beside.base, y)));
        rows.push(row("", "scenario", RowKind::Detail, &|y| count(&beside.scenario.outlook, y)));
        rows.push(row("", "difference", RowKind::Subtotal, &|y| difference(beside.difference(root, s, y))));
        if years.iter().any(|&y| beside.range(s, y).is_some()) {
            let end = |y, of: &dyn Fn((i64, i64)) -> i64| {
                let range = beside.range(s, y).map(of).map(Cell::Difference);
                range.unwrap_or_else(|| difference(beside.difference(root, s, y)))
            };
            banded = true;
            rows.push(row("", "80% band from", RowKind::Detail, &|y| end(y, &|r| r.0)));
            rows.push(row("", "to", RowKind::Detail, &|y| end(y, &|r| r.1)));
        }
    }
    let root = data.layout.units.first().map_or("", |u| u.name.as_str());
    let mut notes = footnote(status);
    if banded {
        notes.push(BAND_OF_DIFFERENCE.to_owned());
    }
    notes.push(ROUNDED_ONCE.to_owned());
    Table { caption: format!("{root}: pupils by January"), columns, rows, footnotes: notes }
}

/// Areas of the coarsest level at which rolls are held, in the last January; those where nothing changes are left out.
fn by_area(beside: &Beside) -> Option<Table> {
    let data = &beside.base.data;
    let last = beside.last();
    let level = data.layout.levels().first().copied()?;
    let name = data.geography.level_name(level);
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let cells = |unit: &Unit| -> Vec<Option<f64>> { series().map(|s| beside.difference(unit, s, last)).collect() };
    let row = |kind, unit: &Unit, found: Vec<Option<f64>>| {
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells.extend(found.into_iter().map(difference));
        Row { kind, cells }
    };
    let units: Vec<&Unit> = data.layout.of_tier(Tier::Level(level)).collect();
    let mut rows: Vec<Row> = units
        .iter()
        .map(|u| (u, cells(u)))
        .filter(|(_, found)| found.iter().flatten().any(|d| super::whole(*d) != 0))
        .map(|(u, found)| row(RowKind::Detail, u, found))
        .collect();
    let same = units.len() - rows.len();
    if rows.is_empty() {
        return None;
    }
    let root = data.layout.units.first()?;
    rows.push(row(RowKind::Total, root, cells(root)));
    let mut columns = vec![Column::words(&capital(&spoken(name)))];
    columns.extend(data.schooling.series().iter().map(|s| Column::numbers(&data.schooling.spoken(s))));
    let rest = match same {
        0 => vec![],
        1 => vec![format!("One {} has no change of a whole pupil.", spoken(name))],
        n => vec![format!("{n} {} have no change of a whole pupil.", plural(name))],
    };
    Some(Table {
        caption: format!("Pupils more or fewer in January {last}, by {}", spoken(name)),
        columns,
        rows,
        footnotes: rest,
    })
}

/// The difference of the whole data set split by driver; none where a single driver makes all of it.
fn by_driver(beside: &Beside) -> Option<Table> {
    let data = &beside.base.data;
    let last = beside.last();
    let root = data.layout.units.first()?;
    if beside.scenario.parts.len() < 2 {
        return None;
    }
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let split = |s: SeriesId| {
        let groups = &data.schooling.series()[s.0].groups;
        beside.scenario.split(&beside.base.forecast, data, root, groups, last)
    };
    let splits: Vec<Option<Vec<(Driver, f64)>>> = series().map(split).collect();
    let mut rows = vec![];
    for (i, part) in beside.scenario.parts.iter().enumerate() {
        let mut cells = vec![Cell::Text(capital(part.driver.spoken()))];
        cells.extend(splits.iter().map(|split| difference(split.as_ref().map(|parts| parts[i].1))));
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    let mut cells = vec![Cell::Text("Together".to_owned())];
    cells.extend(series().map(|s| difference(beside.difference(root, s, last))));
    rows.push(Row { kind: RowKind::Total, cells });
    let mut columns = vec![Column::words("Driver")];
    columns.extend(data.schooling.series().iter().map(|s| Column::numbers(&data.schooling.spoken(s))));
    let footnotes = vec![
        "Each driver is changed on top of those above it, so that the parts add; each is rounded by itself.".to_owned(),
    ];
    Some(Table {
        caption: format!("What makes the difference in January {last}, {}", root.name),
        columns,
        rows,
        footnotes,
    })
}
