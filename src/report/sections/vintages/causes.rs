//! What made a vintage miss: the whole as bars, and every area as a table.

use super::super::{capital, footnote, whole};
use crate::accuracy::{AttributedRow, Attribution, Cause, Review};
use crate::calendar::SeriesId;
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::report::chart::{Bar, Chart, Plot, WaterfallPlot};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(data: &Dataset, review: &Review) -> Vec<Block> {
    let name = format!("What made the vintage {} miss January {}", review.vintage, review.year);
    let anchor = format!("causes-{}-{}", review.vintage, review.year);
    let mut blocks = vec![Block::subsection(&anchor, &name)];
    let rows = match &review.attribution {
        Attribution::No(why) => {
            let words = why.words();
            blocks.push(Block::Paragraph(format!("{}{}.", words[..1].to_uppercase(), &words[1..])));
            return blocks;
        }
        Attribution::Split(rows) => rows,
    };
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let charts: Vec<Chart> = series()
        .filter_map(|s| rows.iter().find(|r| r.unit == 0 && r.series == s))
        .map(|r| bars(data, review, r))
        .collect();
    blocks.push(Block::ChartGrid(charts));
    for s in series() {
        let of: Vec<&AttributedRow> = rows.iter().filter(|r| r.series == s).collect();
        if !of.is_empty() {
            blocks.push(Block::Table(table(data, review, s, &of)));
        }
    }
    blocks
}

/// From the forecast to the roll: what each cause added or took that the forecast did not have.
fn bars(data: &Dataset, review: &Review, row: &AttributedRow) -> Chart {
    let name = data.schooling.spoken(&data.schooling.series()[row.series.0]);
    let place = &data.layout.units[row.unit].name;
    let moved = |cause: &Cause| -row.causes.of(*cause);
    let steps = Cause::ALL.iter().filter(|c| whole(moved(c)) != 0);
    let more = whole(-row.causes.total());
    let way = if more >= 0 { "more" } else { "fewer" };
    let finding = match row.causes.main() {
        Some(main) if more != 0 => {
            format!("{name}: {} pupils {way} came than forecast, mainly {}", format::count(more.abs()), main.spoken())
        }
        _ => format!("{name}: as many came as forecast"),
    };
    Chart {
        description: format!("{place}. {finding}."),
        finding,
        measure: format!(
            "{place}, pupils: from the forecast of {} to the roll of January {}",
            review.vintage, review.year
        ),
        plot: Plot::Waterfall(WaterfallPlot {
            start: Bar { label: "Forecast".to_owned(), value: row.forecast },
            steps: steps.map(|c| Bar { label: capital(c.spoken()), value: moved(c) }).collect(),
            end: Bar { label: "Roll".to_owned(), value: row.actual },
        }),
    }
}

fn table(data: &Dataset, review: &Review, series: SeriesId, rows: &[&AttributedRow]) -> Table {
    let name = data.schooling.spoken(&data.schooling.series()[series.0]);
    let held: Vec<Cause> =
        Cause::ALL.into_iter().filter(|c| rows.iter().any(|r| whole(r.causes.of(*c)) != 0)).collect();
    // Where every year group is of a phase fed by the transfer year, how much of a miss is that year's says something.
    let after = data.schooling.transfer().is_some_and(|t| {
        let groups = &data.schooling.series()[series.0].groups;
        groups.len() > 1 && groups.iter().all(|g| *g >= t)
    });
    let transfer = data.schooling.transfer().map_or_else(String::new, |t| data.schooling.name(t).to_owned());
    let mut columns = vec![Column::words("Area"), Column::numbers("Difference")];
    columns.extend(held.iter().map(|c| Column::numbers(&capital(c.spoken())).under("Of that")));
    if after {
        columns.push(Column::numbers(&format!("By way of Year {transfer}")));
    }
    columns.push(Column::words("Main cause"));
    let cells = |row: &AttributedRow| {
        let parts = whole_parts(row);
        let mut cells =
            vec![Cell::Text(data.layout.units[row.unit].name.clone()), Cell::Difference(parts.iter().sum::<i64>())];
        cells.extend(held.iter().map(|c| Cell::Difference(parts[*c as usize])));
        if after {
            cells.push(Cell::Difference(whole(row.causes.entered)));
        }
        cells.push(Cell::Text(row.causes.main().map_or(String::new(), |c| c.spoken().to_owned())));
        cells
    };
    let shown = rows.iter().filter_map(|row| {
        let kind = match data.layout.units[row.unit].tier {
            Tier::Level(l) if l == review.level => RowKind::Detail,
            Tier::Level(LevelId(0)) => RowKind::Total,
            _ => return None,
        };
        Some(Row { kind, cells: cells(row) })
    });
    let mut shown: Vec<Row> = shown.collect();
    shown.sort_by_key(|r| r.kind == RowKind::Total);
    let mut footnotes =
        vec!["Each area's parts are rounded so that they add to its rounded difference; areas may differ from their total by a few pupils.".to_owned()];
    if after {
        footnotes.push(format!(
            "By way of Year {transfer}: its own miss, and what its cohorts have carried up since, whatever the cause."
        ));
    }
    footnotes.extend(firmness(review, series));
    Table { caption: format!("{name}: forecast less actual by cause"), columns, rows: shown, footnotes }
}

/// What is owed to the least firm of the rolls and forecasts behind a series.
fn firmness(review: &Review, series: SeriesId) -> Vec<String> {
    let statuses = review.rows.iter().filter(|r| r.series == series).map(|r| r.status);
    footnote(statuses.fold(Status::Published, Status::max))
}

/// The parts in whole pupils that add to the whole difference: each half-up, then the largest remainders adjusted.
fn whole_parts(row: &AttributedRow) -> [i64; 6] {
    let exact = Cause::ALL.map(|c| row.causes.of(c));
    let mut parts = exact.map(whole);
    let mut left = whole(row.causes.total()) - parts.iter().sum::<i64>();
    while left != 0 {
        let step = left.signum();
        let rest = |i: &usize| (exact[*i] - parts[*i] as f64) * step as f64;
        let held = (0..parts.len()).filter(|i| exact[*i] != 0.0);
        let Some(at) = held.max_by(|a, b| rest(a).total_cmp(&rest(b)).then(b.cmp(a))) else { break };
        parts[at] += step;
        left -= step;
    }
    parts
}
