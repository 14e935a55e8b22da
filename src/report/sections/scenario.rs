//! Scenarios beside the base: what is supposed, what it moves, and who then falls short.

mod local;
mod surplus;

pub use local::{LocalChange, local_changes, sentences_table};

use super::{capital, footnote, plural, spoken};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Tier, Unit};
use crate::model::Forecast;
use crate::report::document::{Block, Cell, Column, Document, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::report::whole::{whole_beside, whole_pupils};
use crate::scenario::{Comparison, Outlook};
use crate::status::Status;

/// The base with one scenario, both in whole pupils.
struct Beside<'a> {
    base: &'a Outlook,
    scenario: &'a Comparison,
    whole: &'a Forecast,
    with: Forecast,
    /// The parts of the split in whole pupils, in order.
    parts: Vec<Forecast>,
}

/// The report of scenarios beside the forecast they change.
pub fn scenario_report(base: &Outlook, scenarios: &[Comparison]) -> Document {
    let whole = whole_pupils(&base.forecast);
    let beside: Vec<Beside> = scenarios.iter().map(|scenario| Beside::of(base, &whole, scenario)).collect();
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
            "The rolls of this data set are {softest} in part: figures here show how the program works and must not be quoted \
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
            cells.push(root.map_or(Cell::Missing, |u| difference(b.difference(&b.with, u, SeriesId(s), last))));
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
        ],
    }
}

fn below_target(outlook: &Outlook, year: CensusYear) -> usize {
    let standings = outlook.surplus.iter().flat_map(|(_, check)| &check.standings);
    standings.filter(|s| s.year == year && s.meets_target() == Some(false)).count()
}

fn difference(pupils: Option<i64>) -> Cell {
    pupils.map_or(Cell::Missing, Cell::Difference)
}

impl<'a> Beside<'a> {
    fn of(base: &'a Outlook, whole: &'a Forecast, scenario: &'a Comparison) -> Beside<'a> {
        let in_whole = |forecast: &Forecast| whole_beside(&base.forecast, whole, forecast);
        Beside {
            base,
            scenario,
            whole,
            with: in_whole(&scenario.outlook.forecast),
            parts: scenario.parts.iter().map(|p| in_whole(&p.forecast)).collect(),
        }
    }

    fn pupils(&self, forecast: &Forecast, unit: &Unit, series: SeriesId, year: CensusYear) -> Option<i64> {
        let groups = &self.base.data.schooling.series()[series.0].groups;
        forecast.pupils(&self.base.data, unit, groups, year).map(super::whole)
    }

    /// Pupils more or fewer than the base.
    fn difference(&self, forecast: &Forecast, unit: &Unit, series: SeriesId, year: CensusYear) -> Option<i64> {
        Some(self.pupils(forecast, unit, series, year)? - self.pupils(self.whole, unit, series, year)?)
    }

    /// The central 80 per cent of the whole data set's difference, in whole pupils around that of the document; `None` where
    /// it is no wider than a pupil.
    fn range(&self, series: SeriesId, year: CensusYear) -> Option<(i64, i64)> {
        let data = &self.base.data;
        let groups = &data.schooling.series()[series.0].groups;
        let root = data.layout.units.first()?;
        let band = self.scenario.band(0, groups, year)?;
        let point = self.scenario.difference(&self.base.forecast, data, root, groups, year)?;
        let whole = self.difference(&self.with, root, series, year)?;
        let end = |n: f64| whole + super::whole(n - point);
        Some((end(band.lo80), end(band.hi80))).filter(|(low, high)| low < high)
    }

    fn years(&self) -> Vec<CensusYear> {
        (self.whole.base.0 + 1..=self.whole.last().0).map(CensusYear).collect()
    }

    fn status(&self, series: SeriesId) -> Status {
        let data = &self.base.data;
        let groups = &data.schooling.series()[series.0].groups;
        data.layout
            .units
            .first()
            .map_or(Status::Derived, |u| self.base.forecast.status(data, u, groups, self.whole.last()))
    }
}

fn blocks_of(beside: &Beside) -> Vec<Block> {
    let scenario = &beside.scenario.scenario;
    let mut blocks = vec![
        Block::section(&format!("scenario-{}", scenario.name), &scenario.title),
        Block::Paragraph(scenario.why.clone()),
    ];
    let changes: Vec<String> =
        scenario.changes.iter().map(|c| c.change.spoken(&beside.base.data).replace('`', "")).collect();
    blocks.push(Block::Note {
        kind: NoteKind::Method,
        text: match &changes[..] {
            [] => "It changes nothing.".to_owned(),
            changes => format!("What it changes: {}.", changes.join("; ")),
        },
    });
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

const BAND_OF_DIFFERENCE: &str = "The band of a difference is far narrower than that of either forecast: both are drawn with the same past errors, and \
                                  only what those errors do to the change itself is left. It does not say how likely the change is.";

/// What follows, in a sentence for each series that changes.
fn conclusion(beside: &Beside) -> Option<String> {
    let data = &beside.base.data;
    let root = data.layout.units.first()?;
    let last = beside.whole.last();
    let said: Vec<String> = (0..data.schooling.series().len())
        .filter_map(|s| {
            let change = beside.difference(&beside.with, root, SeriesId(s), last).filter(|d| *d != 0)?;
            let series = data.schooling.spoken(&data.schooling.series()[s]);
            let band = beside.range(SeriesId(s), last).map_or(String::new(), |(low, high)| {
                format!(" (80% band {} to {})", format::difference(low), format::difference(high))
            });
            Some(format!(
                "{} {} pupils in {series}{band}",
                format::count(change.abs()),
                if change < 0 { "fewer" } else { "more" }
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
        let count = |forecast: &Forecast, y| beside.pupils(forecast, root, s, y).map_or(Cell::Missing, Cell::Count);
        rows.push(row(&data.schooling.spoken(series), "base", RowKind::Detail, &|y| count(beside.whole, y)));
        rows.push(row("", "scenario", RowKind::Detail, &|y| count(&beside.with, y)));
        rows.push(row("", "difference", RowKind::Subtotal, &|y| {
            difference(beside.difference(&beside.with, root, s, y))
        }));
        if years.iter().any(|&y| beside.range(s, y).is_some()) {
            let end = |y, of: &dyn Fn((i64, i64)) -> i64| {
                let range = beside.range(s, y);
                difference(range.map(of).or_else(|| beside.difference(&beside.with, root, s, y)))
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
    Table { caption: format!("{root}: pupils by January"), columns, rows, footnotes: notes }
}

/// Areas of the coarsest level at which rolls are held, in the last January; those where nothing changes are left out.
fn by_area(beside: &Beside) -> Option<Table> {
    let data = &beside.base.data;
    let last = beside.whole.last();
    let level = data.layout.levels().first().copied()?;
    let name = data.geography.level_name(level);
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let cells = |unit: &Unit| -> Vec<Option<i64>> {
        series().map(|s| beside.difference(&beside.with, unit, s, last)).collect()
    };
    let row = |kind, unit: &Unit, found: Vec<Option<i64>>| {
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells.extend(found.into_iter().map(difference));
        Row { kind, cells }
    };
    let units: Vec<&Unit> = data.layout.of_tier(Tier::Level(level)).collect();
    let mut rows: Vec<Row> = units
        .iter()
        .map(|u| (u, cells(u)))
        .filter(|(_, found)| found.iter().flatten().any(|d| *d != 0))
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
    let last = beside.whole.last();
    let root = data.layout.units.first()?;
    if beside.parts.len() < 2 {
        return None;
    }
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let mut before = beside.whole;
    let mut rows = vec![];
    for (part, after) in beside.scenario.parts.iter().zip(&beside.parts) {
        let step = |s| Some(beside.pupils(after, root, s, last)? - beside.pupils(before, root, s, last)?);
        let mut cells = vec![Cell::Text(capital(part.driver.spoken()))];
        cells.extend(series().map(|s| difference(step(s))));
        rows.push(Row { kind: RowKind::Detail, cells });
        before = after;
    }
    let mut cells = vec![Cell::Text("Together".to_owned())];
    cells.extend(series().map(|s| difference(beside.difference(&beside.with, root, s, last))));
    rows.push(Row { kind: RowKind::Total, cells });
    let mut columns = vec![Column::words("Driver")];
    columns.extend(data.schooling.series().iter().map(|s| Column::numbers(&data.schooling.spoken(s))));
    let footnotes = vec!["Each driver is changed on top of those above it, so that the parts add.".to_owned()];
    Some(Table {
        caption: format!("What makes the difference in January {last}, {}", root.name),
        columns,
        rows,
        footnotes,
    })
}
