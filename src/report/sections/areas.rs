//! Area by area: a chart for each phase, a table of the series, and the planning areas.

use super::{Page, capital, plural, spoken};
use crate::calendar::{CensusYear, Series, YearGroup};
use crate::dataset::{Tier, Unit};
use crate::report::chart::{Chart, Plot, Point, RollPlot};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let level = spoken(page.data().geography.level_name(page.report_level()));
    let mut blocks = vec![Block::section("areas", &format!("{} by {level}", "Rolls"))];
    for unit in page.report_units() {
        blocks.push(Block::subsection(&format!("area-{}", unit.code), &unit.name));
        let charts: Vec<Chart> = phase_series(page).into_iter().filter_map(|s| roll_chart(page, unit, s)).collect();
        if !charts.is_empty() {
            blocks.push(Block::ChartGrid(charts));
        }
        blocks.push(Block::Table(series_table(page, unit)));
        blocks.extend(finest_table(page, unit).map(Block::Table));
    }
    blocks
}

/// The series that span most of their phase: one chart each.
fn phase_series<'a>(page: &Page<'a>) -> Vec<&'a Series> {
    page.series().iter().filter(|s| s.groups.len() > 1).collect()
}

fn roll_chart(page: &Page, unit: &Unit, series: &Series) -> Option<Chart> {
    let point = |year: CensusYear, value: Option<i64>| Some(Point { year, value: value? as f64 });
    let pupils = |years: std::ops::RangeInclusive<u16>| -> Vec<Point> {
        years.map(CensusYear).filter_map(|y| point(y, page.pupils(unit, &series.groups, y))).collect()
    };
    let (first, base, last) = (page.data().rolls.first.0, page.base().0, page.last().0);
    let actual = pupils(first..=base);
    let forecast = pupils(base + 1..=last);
    let places: Vec<Point> =
        (first..=last).map(CensusYear).filter_map(|y| point(y, page.places(unit, &series.groups, y))).collect();
    let (now, then) = (actual.last()?.value, forecast.last()?.value);
    let words = page.data().schooling.spoken(series);
    let movement = match then - now {
        d if d > 0.0 => format!("grow by {}", format::count(d as i64)),
        d if d < 0.0 => format!("fall by {}", format::count(-d as i64)),
        _ => "stay as they are".to_owned(),
    };
    let room = match page.places(unit, &series.groups, page.last()) {
        Some(places) if (places as f64) < then => {
            format!(", {} over their places", format::count(then as i64 - places))
        }
        _ => String::new(),
    };
    Some(Chart {
        finding: format!("{}: {words} {movement} by {last}{room}", unit.name),
        measure: format!("Pupils on roll and places, January of each year, {words}"),
        description: format!(
            "{words} in {}: {} pupils in January {base}, {} forecast for January {last}.",
            unit.name,
            format::count(now as i64),
            format::count(then as i64)
        ),
        plot: Plot::Rolls(RollPlot { actual, forecast, bands: vec![], places }),
    })
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
        rows.push(Row { kind: RowKind::Detail, cells: row });
    }
    let mut columns = vec![Column::words("Series")];
    columns.extend(year_columns(page));
    Table { caption: format!("{}: January rolls", unit.name), columns, rows, footnotes: page.footnote(status) }
}

/// The areas of the finest level inside a unit: entry year and phase, year by year.
fn finest_table(page: &Page, unit: &Unit) -> Option<Table> {
    let level = page.finest_level()?;
    let inside: Vec<&Unit> = page
        .data()
        .layout
        .of_tier(Tier::Level(level))
        .filter(|u| matches!((u.area, unit.area), (Some(a), Some(b)) if page.data().geography.lies_in(a, b)))
        .collect();
    let entry = page.series().iter().find(|s| s.groups == [YearGroup(0)])?;
    let phase = page.series().iter().find(|s| s.groups.len() > 1 && s.groups.first() == Some(&YearGroup(0)))?;
    let schooling = &page.data().schooling;
    let ends = [page.base(), page.last()];
    let mut columns = vec![Column::words(&capital(&spoken(page.data().geography.level_name(level))))];
    let years: Vec<CensusYear> = std::iter::once(page.base()).chain(page.ahead()).collect();
    columns.extend(years.iter().map(|y| Column::numbers(&y.to_string()).under(&schooling.spoken(entry))));
    columns.extend(ends.iter().map(|y| Column::numbers(&y.to_string()).under(&schooling.spoken(phase))));
    columns.push(Column::numbers("Change").under(&schooling.spoken(phase)));
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
        Row { kind, cells }
    };
    let mut rows: Vec<Row> = inside.iter().map(|u| row(u, RowKind::Detail)).collect();
    if rows.is_empty() {
        return None;
    }
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
