//! Vintage after vintage: every forecast of the whole beside what came, and accuracy by years ahead.

use super::super::plural;
use crate::accuracy::{Kind, Overview, Past, Review, Scope};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, Tier};
use crate::report::chart::{Chart, Interval, Plot, Point, RollPlot};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use std::collections::BTreeSet;

/// The grid of vintages and Januaries for every series, and the vintages drawn beside the rolls.
pub(super) fn blocks(data: &Dataset, reviews: &[&Review]) -> Vec<Block> {
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let mut blocks = vec![Block::Table(table(data, reviews))];
    // A series of many year groups is what a council plans by; single ones are in the table.
    let wide = series().filter(|s| data.schooling.series()[s.0].groups.len() > 1);
    for s in wide {
        let charts: Vec<Chart> = vintages(reviews).into_iter().filter_map(|of| chart(data, &of, s)).collect();
        if !charts.is_empty() {
            blocks.push(Block::ChartGrid(charts));
        }
    }
    blocks
}

/// The reviews of each vintage.
fn vintages<'a>(reviews: &[&'a Review]) -> Vec<Vec<&'a Review>> {
    let mut found: Vec<Vec<&Review>> = vec![];
    for review in reviews {
        match found.last_mut() {
            Some(of) if of[0].vintage == review.vintage => of.push(review),
            _ => found.push(vec![review]),
        }
    }
    found
}

fn table(data: &Dataset, reviews: &[&Review]) -> Table {
    let years: BTreeSet<CensusYear> = reviews.iter().map(|r| r.year).collect();
    let mut rows = vec![];
    for s in (0..data.schooling.series().len()).map(SeriesId) {
        for of in vintages(reviews) {
            let mut cells = vec![
                Cell::Text(data.schooling.spoken(&data.schooling.series()[s.0])),
                Cell::Text(of[0].vintage.to_string()),
            ];
            cells.extend(years.iter().map(|year| {
                let review = of.iter().find(|r| r.year == *year);
                let whole = review.and_then(|r| r.rows.iter().find(|row| row.unit == 0 && row.series == s));
                whole.and_then(|row| row.percent()).map_or(Cell::Missing, Cell::SignedPercent)
            }));
            rows.push(Row { kind: RowKind::Detail, cells });
        }
    }
    let place = data.layout.units.first().map_or("", |u| u.name.as_str());
    let mut columns = vec![Column::words("Series"), Column::words("Vintage")];
    columns.extend(years.iter().map(|y| Column::numbers(&y.to_string()).under("January")));
    let caption = format!("{place}: every vintage against every January, per cent of the actual roll");
    Table { caption, columns, rows, footnotes: vec![] }
}

fn chart(data: &Dataset, of: &[&Review], series: SeriesId) -> Option<Chart> {
    let named = &data.schooling.series()[series.0];
    let root = data.layout.units.first()?;
    let base = of[0].vintage.base;
    let rows: Vec<_> = of
        .iter()
        .filter_map(|r| Some((r.year, r.rows.iter().find(|row| row.unit == 0 && row.series == series)?)))
        .collect();
    let (last, row) = rows.last()?;
    let held = (data.rolls.first.0..=base.0).map(CensusYear);
    let actual = held.filter_map(|year| {
        Some(Point { year, value: data.layout.total(&data.rolls, root, &named.groups, year, year)? })
    });
    let band = |label: &str, ends: &dyn Fn(&crate::dataset::Bounds) -> (f64, f64)| {
        let interval = |(year, row): &(CensusYear, &crate::accuracy::ReviewRow)| {
            let (low, high) = ends(row.bounds.as_ref()?);
            Some(Interval { year: *year, low, high })
        };
        (label.to_owned(), rows.iter().filter_map(interval).collect::<Vec<_>>())
    };
    let plot = RollPlot {
        actual: actual.collect(),
        forecast: rows.iter().map(|(year, row)| Point { year: *year, value: row.forecast }).collect(),
        bands: vec![band("95 %", &|b| (b.lo95, b.hi95)), band("80 %", &|b| (b.lo80, b.hi80))],
        places: vec![],
        came: rows.iter().filter_map(|(year, row)| Some(Point { year: *year, value: row.actual? })).collect(),
        events: vec![],
    };
    let name = data.schooling.spoken(named);
    let finding = match row.percent() {
        Some(percent) => {
            format!("{name}, vintage {}: {} by January {last}", of[0].vintage, format::signed_percent(percent))
        }
        None => format!("{name}, vintage {}", of[0].vintage),
    };
    Some(Chart {
        description: format!("{}. {finding}.", root.name),
        finding,
        measure: format!("{}, pupils: rolls, the forecast of January {base} with its bands, and what came", root.name),
        plot: Plot::Rolls(plot),
    })
}

/// Accuracy over all vintages by years ahead, with how often the bands held.
pub(super) fn horizons(data: &Dataset, past: &Past) -> Vec<Block> {
    let level = data.layout.levels().first().copied().map(Tier::Level);
    let lines: Vec<(&Overview, i32)> = past
        .overviews
        .iter()
        .filter_map(|o| match o.scope {
            Scope::All(Kind::Saved, ahead) if Some(o.tier) == level => Some((o, ahead)),
            _ => None,
        })
        .collect();
    let Some(Tier::Level(level)) = level.filter(|_| !lines.is_empty()) else { return vec![] };
    let share = |of: usize, n: usize| if n > 0 { Cell::Percent(100.0 * of as f64 / n as f64) } else { Cell::Missing };
    let rows = lines.iter().map(|(o, ahead)| {
        let (n, in80, in95) = o.inside;
        let cells = vec![
            Cell::Text(data.schooling.spoken(&data.schooling.series()[o.series.0])),
            Cell::Count(i64::from(*ahead)),
            Cell::Count(o.vintages as i64),
            Cell::Decimal(o.mape, 2),
            Cell::SignedPercent(o.bias),
            Cell::Text(format!("{} of {}", o.within, o.n)),
            share(in80, n),
            share(in95, n),
        ];
        ((o.series, *ahead), Row { kind: RowKind::Detail, cells })
    });
    let mut rows: Vec<((SeriesId, i32), Row)> = rows.collect();
    rows.sort_by_key(|(key, _)| *key);
    let name = data.geography.level_name(level);
    let table = Table {
        caption: format!("{}: accuracy over all vintages by years ahead", super::super::capital(&plural(name))),
        columns: vec![
            Column::words("Series"),
            Column::numbers("Years ahead"),
            Column::numbers("Vintages"),
            Column::numbers("Mean absolute error, per cent"),
            Column::numbers("All together"),
            Column::numbers("Within tolerance"),
            Column::numbers("In 80% band"),
            Column::numbers("In 95% band"),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        footnotes: vec![
            "All together: the sum of all differences in per cent of all rolls, so that overs and unders cancel. Bands should \
             hold near 80 and near 95 per cent of the rolls; areas share their surprises, so that a few vintages say little."
                .to_owned(),
        ],
    };
    vec![Block::subsection("vintages-ahead", "How far ahead it can be trusted"), Block::Table(table)]
}
