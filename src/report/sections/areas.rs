//! Area by area: a chart for each phase, a table of the series, and the planning areas.

use super::components;
use super::intervals::{self, BAND_80};
use super::rolls::roll_chart;
use super::{Page, capital, plural, spoken};
use crate::calendar::{CensusYear, Series, YearGroup};
use crate::dataset::{Tier, Unit};
use crate::geography::LevelId;
use crate::report::chart::Chart;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::status::Status;

/// More small charts than this make a page that no reader turns and no browser likes.
const MOST_SMALL_CHARTS: usize = 400;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let level = spoken(page.data().geography.level_name(page.report_level()));
    let mut blocks = vec![Block::section("areas", &format!("Rolls by {level}"))];
    blocks.extend(intervals::meaning(page).map(Block::Paragraph));
    for unit in page.report_units() {
        blocks.push(Block::part(&format!("area-{}", unit.code), &unit.name));
        let charts: Vec<Chart> = page.series().iter().filter_map(|s| roll_chart(page, unit, s)).collect();
        if !charts.is_empty() {
            blocks.push(Block::ChartGrid(charts));
            // Under every set: a reader who comes for one area meets no other.
            blocks.extend(intervals::short_meaning(page).map(Block::Paragraph));
        }
        blocks.push(Block::Table(series_table(page, unit)));
        blocks.extend(components::blocks(page, unit));
        blocks.extend(finest_blocks(page, unit));
    }
    blocks
}

/// Years of history shown before the base in a table.
const RECENT: i32 = 2;

fn shown_years(page: &Page) -> Vec<CensusYear> {
    let first = page.data().rolls.first.max(page.base().plus(-RECENT));
    (first.0..=page.last().0).map(CensusYear).collect()
}

fn year_columns(page: &Page) -> impl Iterator<Item = Column> {
    shown_years(page).into_iter().map(|y| {
        let group = if y <= page.base() { "Actual" } else { "Forecast" };
        Column::numbers(&y.to_string()).under(group)
    })
}

fn pupil_cells(page: &Page, unit: &Unit, groups: &[YearGroup]) -> Vec<Cell> {
    shown_years(page).iter().map(|&y| page.pupils(unit, groups, y).map_or(Cell::Missing, Cell::Count)).collect()
}

fn series_table(page: &Page, unit: &Unit) -> Table {
    let mut status = Status::Published;
    let mut rows = vec![];
    for series in page.series() {
        let cells = pupil_cells(page, unit, &series.groups);
        if cells.iter().all(|c| *c == Cell::Missing) {
            continue;
        }
        status = status.max(page.results.forecast.status(page.data(), unit, &series.groups, page.last()));
        let mut row = vec![Cell::Text(page.data().schooling.spoken(series))];
        row.extend(cells);
        row.extend(intervals::cells(page, unit, &series.groups));
        rows.push(Row { kind: RowKind::Detail, cells: row });
    }
    let mut columns = vec![Column::words("Series")];
    columns.extend(year_columns(page));
    columns.extend(intervals::columns(page));
    Table { caption: format!("{}: January rolls", unit.name), columns, rows, footnotes: page.footnote(status) }
}

/// The areas of the finest level inside a unit: a small chart each, and a table.
fn finest_blocks(page: &Page, unit: &Unit) -> Vec<Block> {
    let Some(level) = page.finest_level() else { return vec![] };
    let of_level = || page.data().layout.of_tier(Tier::Level(level));
    let lies_inside =
        |u: &&Unit| matches!((u.area, unit.area), (Some(a), Some(b)) if page.data().geography.lies_in(a, b));
    let inside: Vec<&Unit> = of_level().filter(lies_inside).collect();
    let phase = page.series().iter().find(|s| s.groups.len() > 1 && s.groups.first() == Some(&YearGroup(0)));
    let Some(phase) = phase.filter(|_| !inside.is_empty()) else { return vec![] };
    let mut blocks = vec![];
    let charts: Vec<Chart> = inside.iter().filter_map(|u| roll_chart(page, u, phase)).collect();
    if !charts.is_empty() && of_level().count() <= MOST_SMALL_CHARTS {
        blocks.push(Block::ChartGrid(charts));
        blocks.extend(intervals::short_meaning(page).map(Block::Paragraph));
    }
    blocks.extend(finest_table(page, unit, level, &inside, phase).map(Block::Table));
    blocks
}

/// Entry year and phase of the areas inside a unit, year by year.
fn finest_table(page: &Page, unit: &Unit, level: LevelId, inside: &[&Unit], phase: &Series) -> Option<Table> {
    let entry = page.series().iter().find(|s| s.groups == [YearGroup(0)])?;
    let schooling = &page.data().schooling;
    let ends = [page.base(), page.last()];
    let mut columns = vec![Column::words(&capital(&spoken(page.data().geography.level_name(level))))];
    let years: Vec<CensusYear> = std::iter::once(page.base()).chain(page.ahead()).collect();
    columns.extend(years.iter().map(|y| Column::numbers(&y.to_string()).under(&schooling.spoken(entry))));
    columns.extend(ends.iter().map(|y| Column::numbers(&y.to_string()).under(&schooling.spoken(phase))));
    columns.push(Column::numbers("Change").under(&schooling.spoken(phase)));
    let has_bands = page.results.forecast.intervals.is_some();
    let band_heading = format!("{BAND_80}, {}", page.last());
    columns.extend(has_bands.then(|| Column::numbers(&band_heading).under(&schooling.spoken(phase))));
    let row = |unit: &Unit, kind: RowKind| {
        let mut cells = vec![Cell::Text(unit.name.clone())];
        let count = |groups: &[YearGroup], y| page.pupils(unit, groups, y);
        cells.extend(years.iter().map(|&y| count(&entry.groups, y).map_or(Cell::Missing, Cell::Count)));
        let phase_ends = ends.map(|y| count(&phase.groups, y));
        cells.extend(phase_ends.iter().map(|v| v.map_or(Cell::Missing, Cell::Count)));
        cells.push(match phase_ends {
            [Some(now), Some(then)] => Cell::Difference(then - now),
            _ => Cell::Missing,
        });
        let band = || page.band(unit, &phase.groups, page.last()).map(|b| Cell::Text(intervals::range(b)));
        cells.extend(has_bands.then(|| band().unwrap_or(Cell::Missing)));
        Row { kind, cells }
    };
    let mut rows: Vec<Row> = inside.iter().map(|u| row(u, RowKind::Detail)).collect();
    rows.push(row(unit, RowKind::Total));
    let status = inside.iter().fold(Status::Published, |s, u| {
        s.max(page.results.forecast.status(page.data(), u, &phase.groups, page.last()))
    });
    let mut footnotes = page.footnote(status);
    let named = |u: &&Unit| u.area.is_some_and(|a| page.data().geography.area(a).status == Status::Illustrative);
    let made_up: Vec<&str> = inside.iter().copied().filter(|u| named(u)).map(|u| u.name.as_str()).collect();
    if !made_up.is_empty() {
        footnotes.push(format!("Names that are illustrative: {}.", made_up.join("; ")));
    }
    Some(Table {
        caption: format!("{}: {}", unit.name, plural(page.data().geography.level_name(level))),
        columns,
        rows,
        footnotes,
    })
}
