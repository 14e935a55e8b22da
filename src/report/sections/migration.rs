//! Net movement by district and January: what the rolls showed, what the forecast expects, and how much of it is the area's own.

mod levels;

use super::{Page, capital, spoken};
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::Unit;
use crate::model::Movers;
use crate::report::chart::{BarPlot, Chart, Plot, Point};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

/// Januaries of history in a table.
const SHOWN: i32 = 6;

/// More charts than this say less than the table.
const MOST_CHARTS: usize = 24;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let held: Vec<Movers> =
        Movers::ALL.into_iter().filter(|who| movement(page, page.root(), *who, page.base()).is_some()).collect();
    if !held.contains(&Movers::Primary) {
        return vec![];
    }
    let mut blocks = vec![Block::section("migration", "Net movement")];
    blocks.push(Block::Paragraph(meaning(page)));
    blocks.extend(sentence(page, Movers::Primary).map(Block::Paragraph));
    if page.report_units().count() <= MOST_CHARTS {
        let charts: Vec<Chart> = page.report_units().filter_map(|u| chart(page, u, Movers::Primary)).collect();
        blocks.extend((!charts.is_empty()).then_some(Block::ChartGrid(charts)));
    }
    blocks.extend(held.iter().map(|who| Block::Table(years_table(page, *who))));
    blocks.extend(levels::tables(page, &held).into_iter().map(Block::Table));
    blocks
}

fn movement(page: &Page, unit: Option<&Unit>, who: Movers, year: CensusYear) -> Option<f64> {
    page.results.forecast.net_movement(page.data(), unit?, who, year)
}

fn whole(value: f64) -> i64 {
    format::round_half_up(value, 0) as i64
}

fn meaning(page: &Page) -> String {
    let schooling = &page.data().schooling;
    let transfer = schooling.transfer().map_or(String::new(), |t| {
        format!(" Year {} is left out: there pupils change areas with their school.", schooling.name(t))
    });
    format!(
        "Net movement is what a cohort gains or loses from one January to the next: families who move in and out, and moves to and \
         from independent schools, other councils and home education. From births to Year {} it counts every way in and out at \
         once.{transfer}",
        schooling.name(YearGroup(0))
    )
}

/// The words for those who move.
fn named(page: &Page, who: Movers) -> String {
    let schooling = &page.data().schooling;
    let groups: Vec<YearGroup> = schooling.groups().filter(|g| who.include(schooling.role(*g))).collect();
    let name = |g: Option<&YearGroup>| g.map_or(String::new(), |g| schooling.name(*g).to_owned());
    match who {
        Movers::PreSchool => format!("From births to Year {}", name(groups.first())),
        Movers::Primary | Movers::Secondary => {
            let below = groups.first().map(|g| YearGroup(g.0 - 1));
            format!("From Year {} up to Year {}", name(below.as_ref()), name(groups.last()))
        }
    }
}

fn sentence(page: &Page, who: Movers) -> Option<String> {
    let (base, next) = (page.base(), page.base().plus(1));
    let now = whole(movement(page, page.root(), who, base)?);
    let expected = whole(movement(page, page.root(), who, next)?);
    let mut areas: Vec<(&str, i64)> = page
        .report_units()
        .filter_map(|u| Some((u.name.as_str(), whole(movement(page, Some(u), who, base)?))))
        .collect();
    areas.sort_by_key(|(name, n)| (-n, *name));
    let apart = match (areas.first(), areas.last()) {
        (Some(most), Some(least)) if areas.len() > 1 => {
            format!(
                ", most in {} ({}), least in {} ({})",
                most.0,
                format::difference(most.1),
                least.0,
                format::difference(least.1)
            )
        }
        _ => String::new(),
    };
    let did = if now < 0 { "lost" } else { "gained" };
    Some(format!(
        "{}, {} {did} {} pupils on balance in the year to January {base}{apart}. The forecast expects {} in the year to January {next}.",
        named(page, who),
        page.root_name(),
        format::count(now.abs()),
        format::difference(expected)
    ))
}

fn chart(page: &Page, unit: &Unit, who: Movers) -> Option<Chart> {
    let point = |year| Some(Point { year, value: whole(movement(page, Some(unit), who, year)?) as f64 });
    let history = (page.data().rolls.first.0..=page.base().0).map(CensusYear);
    let actual: Vec<Point> = history.filter_map(point).collect();
    let expected: Vec<Point> = page.ahead().into_iter().filter_map(point).collect();
    let (last, next) = (actual.last()?.value as i64, expected.first()?.value as i64);
    let mean = actual.iter().map(|p| p.value).sum::<f64>() / actual.len() as f64;
    let years = format!("{} to {}", actual.first()?.year, page.base());
    Some(Chart {
        finding: format!(
            "{}: {} in {}, {} a year on average from {years}",
            unit.name,
            format::difference(last),
            page.base(),
            format::difference(whole(mean))
        ),
        measure: format!("Pupils gained in the year to January; outlined: expected. {}", named(page, who)),
        description: format!(
            "Net movement in {}, Januaries {years}: {} a year on average, {} in the last; {} expected for January {}.",
            unit.name,
            format::difference(whole(mean)),
            format::difference(last),
            format::difference(next),
            page.base().plus(1)
        ),
        plot: Plot::Bars(BarPlot { actual, expected }),
    })
}

/// The rows of a table by area, with the whole below.
fn rows(page: &Page, cells: impl Fn(&Unit) -> Vec<Cell>) -> Vec<Row> {
    let row = |unit: &Unit, kind| {
        let mut all = vec![Cell::Text(unit.name.clone())];
        all.extend(cells(unit));
        Row { kind, cells: all }
    };
    let mut rows: Vec<Row> = page.report_units().map(|u| row(u, RowKind::Detail)).collect();
    if rows.len() > 1 {
        rows.extend(page.root().map(|root| row(root, RowKind::Total)));
    }
    rows
}

fn area_column(page: &Page) -> Column {
    Column::words(&capital(&spoken(page.data().geography.level_name(page.report_level()))))
}

fn years_table(page: &Page, who: Movers) -> Table {
    let first = page.data().rolls.first.plus(1).max(page.base().plus(1 - SHOWN));
    let years: Vec<CensusYear> = (first.0..=page.base().0 + 1).map(CensusYear).collect();
    let cell =
        |unit: &Unit, year| movement(page, Some(unit), who, year).map_or(Cell::Missing, |n| Cell::Difference(whole(n)));
    let mut columns = vec![area_column(page)];
    columns.extend(years.iter().map(|y| {
        Column::numbers(&y.to_string()).under(if *y <= page.base() { "Year to January" } else { "Expected" })
    }));
    let groups: Vec<YearGroup> =
        page.data().schooling.groups().filter(|g| who.include(page.data().schooling.role(*g))).collect();
    let status = page.root().map_or(Status::Published, |root| {
        let of = |year| page.results.forecast.status(page.data(), root, &groups, year);
        years.iter().map(|y| of(*y)).fold(Status::Published, Status::max)
    });
    let mut footnotes = vec!["Each figure is rounded by itself.".to_owned()];
    footnotes.extend(page.footnote(status));
    Table {
        caption: format!("Net movement, pupils a year: {}", named(page, who)),
        columns,
        rows: rows(page, |unit| years.iter().map(|y| cell(unit, *y)).collect()),
        footnotes,
    }
}
