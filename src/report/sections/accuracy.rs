//! The review of published forecasts: four tables in the manner of a council's own, subtotals computed.

use super::{capital, footnote, listed, plural, spoken, vintages, whole};
use crate::accuracy::{ActualFrom, Attribution, Kind, Made, Past, Review, ReviewRow};
use crate::calendar::{Series, SeriesId};
use crate::dataset::{Dataset, Tier, Unit};
use crate::geography::{AreaId, LevelId};
use crate::report::chart::{Chart, Dot, DotPlot, Plot};
use crate::report::commentary::Comment;
use crate::report::document::{Block, Cell, Column, Document, NoteKind, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;
use std::collections::BTreeSet;

/// The section of a run: what others published, then the vintages of one's own.
pub(super) fn blocks(data: &Dataset, past: &Past, comments: &[Comment]) -> Vec<Block> {
    let mut blocks = vec![Block::section("accuracy", "Accuracy of past forecasts")];
    if past.reviews.is_empty() {
        let text = "This data set holds no past forecast to review.".to_owned();
        blocks.push(Block::Paragraph(text));
    }
    blocks.extend(vintages::worry(data, past, Kind::Saved).map(Block::Paragraph));
    blocks.extend(past.of_kind(Kind::Published).flat_map(|review| review_blocks(data, review, comments)));
    blocks.extend(vintages::blocks(data, past, comments));
    blocks
}

/// The report of a review alone.
pub fn accuracy_report(data: &Dataset, past: &Past, comments: &[Comment]) -> Document {
    let root = data.layout.units.first().map_or("", |u| u.name.as_str());
    let mut januaries: Vec<String> = past.reviews.iter().map(|r| r.year.to_string()).collect();
    januaries.sort();
    januaries.dedup();
    Document {
        title: format!("{root}: accuracy of past forecasts"),
        subtitle: format!("Against the rolls of January {}", listed(&januaries)),
        blocks: blocks(data, past, comments),
    }
}

/// One vintage against one January: the four tables, each with its areas on a scale.
pub(super) fn review_blocks(data: &Dataset, review: &Review, comments: &[Comment]) -> Vec<Block> {
    let page = &Shown { data, comments };
    let mut blocks = vec![Block::subsection(
        &format!("accuracy-{}-{}", review.vintage, review.year),
        &format!("Forecast of {} against January {}", review.vintage, review.year),
    )];
    let made = match review.vintage.made {
        Made::Published => format!("The forecast made in {}", review.vintage),
        Made::Ahead => {
            format!("The vintage {}, made from the rolls of January {}", review.vintage, review.vintage.base)
        }
        Made::Hindsight => format!(
            "The vintage {}, made in hindsight from what was known in January {}",
            review.vintage, review.vintage.base
        ),
    };
    blocks.push(Block::Paragraph(format!(
        "{made}, {} ahead, against the roll of January {}. Difference is forecast less actual, in per \
         cent of the actual roll: negative is an under-forecast. Within {} there is no significant variance.",
        years(review.horizon()),
        review.year,
        format::percent(review.tolerance_percent)
    )));
    blocks.extend(vintages::gaps(data, review));
    blocks.push(Block::Table(summary_table(page, review)));
    for s in (0..page.series().len()).map(SeriesId) {
        blocks.extend(series_blocks(page, review, s));
    }
    blocks.extend(grouping_tables(page, review));
    blocks.extend(second_record(page, review));
    blocks
}

/// What the tables draw on.
struct Shown<'a> {
    data: &'a Dataset,
    comments: &'a [Comment],
}

impl<'a> Shown<'a> {
    fn data(&self) -> &'a Dataset {
        self.data
    }

    fn series(&self) -> &'a [Series] {
        self.data.schooling.series()
    }
}

/// The groups of every grouping, such as travel to learn areas: one table each.
fn grouping_tables(page: &Shown, review: &Review) -> Vec<Block> {
    let mut blocks = vec![];
    for (g, grouping) in page.data().geography.groupings().iter().enumerate() {
        // A grouping that targets judge is shown for the series that they judge; every row is in accuracy.csv.
        let floors = page.data().targets.floors.iter().filter(|f| f.tier == Tier::Grouping(g));
        let judged: BTreeSet<SeriesId> = floors.flat_map(|f| f.series.iter().copied()).collect();
        let series = (0..page.series().len()).map(SeriesId).filter(|s| judged.is_empty() || judged.contains(s));
        let rows: Vec<(&Unit, &ReviewRow)> =
            series.flat_map(|s| review.of(page.data(), Tier::Grouping(g), s)).collect();
        if rows.is_empty() {
            continue;
        }
        let mut kinds: Vec<(&Unit, &ReviewRow, RowKind)> =
            rows.into_iter().map(|(unit, row)| (unit, row, RowKind::Detail)).collect();
        kinds.sort_by(|a, b| (&a.0.name, a.1.series).cmp(&(&b.0.name, b.1.series)));
        let name = capital(&plural(&grouping.name));
        let mut table = table(page, review, &kinds, &name);
        table.columns.insert(1, Column::words("Series"));
        for (row, (_, of, _)) in table.rows.iter_mut().zip(&kinds) {
            let series = page.data().schooling.spoken(&page.series()[of.series.0]);
            // Eight columns leave little room: what may not be broken keeps each row on as few lines as its area's name needs.
            row.cells.insert(1, Cell::Text(series.replace(' ', "\u{A0}").replace('-', "\u{2011}")));
        }
        // A district counts here by a share, so that its pupils are no whole number.
        let note = "Each figure is rounded by itself, so that a difference may miss forecast less actual by one.";
        table.footnotes.insert(0, note.to_owned());
        blocks.push(Block::Table(table));
    }
    blocks
}

fn years(horizon: i32) -> String {
    if horizon == 1 { "one year".to_owned() } else { format!("{horizon} years") }
}

fn summary_table(page: &Shown, review: &Review) -> Table {
    let level = page.data().geography.level_name(review.level);
    let rows = (0..page.series().len()).map(SeriesId).filter_map(|s| {
        let summary = review.summary(page.data(), Tier::Level(review.level), s)?;
        let cells = vec![
            Cell::Text(page.data().schooling.spoken(&page.series()[s.0])),
            Cell::Difference(whole(summary.net)),
            Cell::Count(whole(summary.absolute)),
            Cell::Decimal(summary.mape, 2),
            Cell::Text(format!("{} of {}", summary.within, summary.areas)),
        ];
        Some(Row { kind: RowKind::Detail, cells })
    });
    Table {
        caption: format!("Accuracy over {}: net and absolute", plural(level)),
        columns: vec![
            Column::words("Series"),
            Column::numbers("Net difference"),
            Column::numbers("Absolute difference"),
            Column::numbers("Mean absolute error, per cent"),
            Column::numbers("Within tolerance"),
        ],
        rows: rows.collect(),
        footnotes: vec!["Overs and unders cancel in a net difference and not in an absolute one.".to_owned()],
    }
}

fn series_blocks(page: &Shown, review: &Review, series: SeriesId) -> Vec<Block> {
    let rows = ordered(page, review, series);
    if rows.is_empty() {
        return vec![];
    }
    let name = page.data().schooling.spoken(&page.series()[series.0]);
    let anchor = format!("accuracy-{}-{}-{}", review.vintage, review.year, page.series()[series.0].name);
    vec![
        Block::subsection(&anchor, &format!("{name}, January {}", review.year)),
        Block::Chart(chart(page, review, &rows, &name)),
        Block::Table(table(page, review, &rows, &name)),
        Block::Table(commentary(page, review, &rows, &name)),
    ]
}

/// The rows as a printed review has them: each area's subtotal, then its own, the whole last.
fn ordered<'a>(page: &Shown<'a>, review: &'a Review, series: SeriesId) -> Vec<(&'a Unit, &'a ReviewRow, RowKind)> {
    let geography = &page.data().geography;
    let mut rows: Vec<(AreaId, &Unit, &ReviewRow, RowKind)> = review
        .rows
        .iter()
        .filter(|r| r.series == series)
        .filter_map(|r| {
            let unit = &page.data().layout.units[r.unit];
            let area = unit.area?;
            let level = geography.area(area).level;
            let kind = match level {
                // Finer areas, of a vintage that forecast them, stand in accuracy.csv.
                l if l > review.level => return None,
                l if l == review.level => RowKind::Detail,
                _ if geography.area(area).parent.is_none() => RowKind::Total,
                _ => RowKind::Subtotal,
            };
            Some((area, unit, r, kind))
        })
        .collect();
    rows.sort_by_key(|(area, .., kind)| (*kind == RowKind::Total, *area));
    rows.into_iter().map(|(_, unit, row, kind)| (unit, row, kind)).collect()
}

fn table(page: &Shown, review: &Review, rows: &[(&Unit, &ReviewRow, RowKind)], name: &str) -> Table {
    let cells = |unit: &Unit, row: &ReviewRow| {
        let verdict = match row.within(review.tolerance_percent) {
            None => Cell::Missing,
            // Not to be broken at the end of a line: rows of two lines make a long table hard to scan.
            Some(true) => Cell::Judgement(Tone::Good, "no\u{A0}significant\u{A0}variance".to_owned()),
            Some(false) if row.difference() < Some(0.0) => Cell::Judgement(Tone::Poor, "under-forecast".to_owned()),
            Some(false) => Cell::Judgement(Tone::Poor, "over-forecast".to_owned()),
        };
        vec![
            Cell::Text(unit.name.clone()),
            Cell::Count(whole(row.forecast)),
            row.actual.map_or(Cell::Missing, |a| Cell::Count(whole(a))),
            row.difference().map_or(Cell::Missing, |d| Cell::Difference(whole(d))),
            row.percent().map_or(Cell::Missing, Cell::SignedPercent),
            row.forms_of_entry(page.data()).map_or(Cell::Missing, |f| Cell::Decimal(f, 1)),
            verdict,
        ]
    };
    let status = rows.iter().map(|(_, r, _)| r.status).fold(Status::Published, Status::max);
    Table {
        caption: format!("{name}: forecast of {} and actual roll of January {}", review.vintage, review.year),
        columns: vec![
            Column::words("Area"),
            Column::numbers("Forecast"),
            Column::numbers("Actual"),
            Column::numbers("Difference"),
            Column::numbers("Per cent of actual"),
            Column::numbers("Forms of entry"),
            Column::words("Judgement"),
        ],
        rows: rows.iter().map(|(unit, row, kind)| Row { kind: *kind, cells: cells(unit, row) }).collect(),
        footnotes: footnote(status),
    }
}

/// What to say of each area of the review's level: one sentence each.
fn commentary(page: &Shown, review: &Review, rows: &[(&Unit, &ReviewRow, RowKind)], name: &str) -> Table {
    let shown: Vec<(&Unit, &ReviewRow, &str)> = rows
        .iter()
        .filter(|(.., kind)| *kind == RowKind::Detail)
        .filter_map(|(unit, row, _)| {
            let comment = page.comments.iter().find(|c| c.is_about(review, row.unit, row.series))?;
            Some((*unit, *row, comment.sentence.as_str()))
        })
        .collect();
    let mut footnotes = footnote(shown.iter().map(|(_, r, _)| r.status).fold(Status::Published, Status::max));
    if let Attribution::No(why) = &review.attribution {
        footnotes.insert(0, format!("The causes are {}.", why.words()));
    }
    Table {
        caption: format!(
            "{name}, January {}: what to say of each {}",
            review.year,
            spoken(page.data().geography.level_name(review.level))
        ),
        columns: vec![Column::words("Area"), Column::words("Commentary")],
        rows: shown
            .into_iter()
            .map(|(unit, _, sentence)| Row {
                kind: RowKind::Detail,
                cells: vec![Cell::Text(unit.name.clone()), Cell::Text(sentence.to_owned())],
            })
            .collect(),
        footnotes,
    }
}

fn chart(page: &Shown, review: &Review, rows: &[(&Unit, &ReviewRow, RowKind)], name: &str) -> Chart {
    let mut dots: Vec<Dot> = rows
        .iter()
        .filter(|(.., kind)| *kind == RowKind::Detail)
        .filter_map(|(unit, row, _)| {
            let met = row.within(review.tolerance_percent)?;
            Some(Dot { label: unit.name.clone(), value: row.percent()?, met })
        })
        .collect();
    dots.sort_by(|a, b| a.value.total_cmp(&b.value).then_with(|| a.label.cmp(&b.label)));
    let outside = dots.iter().filter(|d| !d.met).count();
    let worst = dots.iter().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
    let level = plural(page.data().geography.level_name(review.level));
    let finding = match worst {
        Some(worst) if outside > 0 => format!(
            "{name}: {outside} of {} {level} outside tolerance, {} furthest at {}",
            dots.len(),
            worst.label,
            format::signed_percent(worst.value)
        ),
        _ => format!("{name}: every {} within tolerance", spoken(page.data().geography.level_name(review.level))),
    };
    let tolerance = review.tolerance_percent;
    Chart {
        description: finding.clone(),
        finding,
        measure: format!("Forecast less actual, per cent of the actual roll of January {}", review.year),
        plot: Plot::Dots(DotPlot {
            rows: dots,
            reference_label: format!("within {}", format::percent(tolerance)),
            reference: (-tolerance, tolerance),
        }),
    }
}

/// Where published actuals and the sum of the rolls differ, both are shown: they are two records.
fn second_record(page: &Shown, review: &Review) -> Vec<Block> {
    let differing: Vec<(&Unit, &ReviewRow, f64)> = review
        .rows
        .iter()
        .filter(|r| r.actual_from == ActualFrom::Published)
        .map(|r| (&page.data().layout.units[r.unit], r))
        // The areas' own are in accuracy.csv, column `rolls`.
        .filter(|(unit, _)| unit.tier == Tier::Level(LevelId(0)))
        .filter_map(|(unit, r)| Some((unit, r, r.rolls?)))
        .filter(|(_, r, rolls)| r.actual != Some(*rolls))
        .collect();
    if differing.is_empty() {
        return vec![];
    }
    let rows = differing.iter().map(|(unit, r, rolls)| Row {
        kind: RowKind::Detail,
        cells: vec![
            Cell::Text(unit.name.clone()),
            Cell::Text(page.data().schooling.spoken(&page.series()[r.series.0])),
            r.actual.map_or(Cell::Missing, |a| Cell::Count(whole(a))),
            Cell::Count(whole(*rolls)),
            r.actual.map_or(Cell::Missing, |a| Cell::Difference(whole(rolls - a))),
        ],
    });
    let table = Table {
        caption: format!("January {}: published actual and the sum of the rolls held", review.year),
        columns: vec![
            Column::words("Area"),
            Column::words("Series"),
            Column::numbers("Published"),
            Column::numbers("Rolls"),
            Column::numbers("Rolls less published"),
        ],
        rows: rows.collect(),
        footnotes: footnote(differing.iter().map(|(_, r, _)| r.status).fold(Status::Reconstructed, Status::max)),
    };
    let text =
        "The review uses the published actual. The rolls of this data set are a second record of the same January; \
                accuracy.csv has both for every area."
            .to_owned();
    vec![
        Block::subsection(
            &format!("accuracy-records-{}-{}", review.vintage, review.year),
            "Two records of one January",
        ),
        Block::Note { kind: NoteKind::Source, text },
        Block::Table(table),
    ]
}
