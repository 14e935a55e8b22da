//! The first page: what is forecast, whether there are places, how the last forecast did.

use super::{Page, plural, spoken};
use crate::dataset::Tier;
use crate::places::Standing;
use crate::report::document::{Block, Cell, Column, Figure, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let mut blocks = vec![Block::section("summary", "Summary")];
    blocks.extend(caution(page));
    blocks.push(Block::Figures(figures(page)));
    blocks.extend(sentences(page).into_iter().map(Block::Paragraph));
    blocks.push(Block::Table(root_table(page)));
    blocks
}

/// What a reader must know before using any number here.
fn caution(page: &Page) -> Option<Block> {
    let data = page.data();
    let softest = data
        .rolls_status
        .panels
        .iter()
        .flat_map(|p| p.iter().copied())
        .max()
        .filter(|s| *s >= Status::Reconstructed)?;
    let text = format!(
        "The rolls of this data set are {softest} in part. {} They behave like real rolls but are nobody's record: \
         figures here show how the program works and must not be quoted as a council's.",
        data.about.note.replace('`', "")
    );
    Some(Block::Note { kind: NoteKind::Caution, text })
}

fn figures(page: &Page) -> Vec<Figure> {
    let Some(root) = page.root() else { return vec![] };
    let (base, last) = (page.base(), page.last());
    let mut figures = vec![];
    for series in page.series() {
        let (Some(now), Some(then)) =
            (page.pupils(root, &series.groups, base), page.pupils(root, &series.groups, last))
        else {
            continue;
        };
        figures.push(Figure {
            label: format!("{} in January {last}", page.data().schooling.spoken(series)),
            value: Cell::Count(then),
            detail: format!("{} since {base} ({})", format::difference(then - now), format::count(now)),
        });
    }
    figures
}

/// One sentence for each floor, and one for the latest review.
fn sentences(page: &Page) -> Vec<String> {
    let mut sentences = vec![];
    if let Some((_, check)) = page.results.surplus {
        for floor in &page.data().targets.floors {
            for &series in &floor.series {
                let tier = tier_words(page, floor.tier);
                let below = |year| {
                    let all: Vec<&Standing> = check.of(page.data(), floor.tier, series, year).map(|(_, s)| s).collect();
                    (all.iter().filter(|s| s.meets_target() == Some(false)).count(), all.len())
                };
                let (now, of) = below(page.base());
                let (then, _) = below(page.last());
                sentences.push(format!(
                    "{}: {now} of {of} {tier} are below {} surplus in January {}, and {then} would be in January {}.",
                    page.data().schooling.spoken(&page.series()[series.0]),
                    format::percent(floor.percent),
                    page.base(),
                    page.last(),
                ));
            }
        }
    }
    if let Some(review) = page.results.reviews.last() {
        let parts: Vec<String> = (0..page.series().len())
            .map(crate::calendar::SeriesId)
            .filter_map(|s| {
                let summary = review.summary(page.data(), Tier::Level(review.level), s)?;
                let name = page.data().schooling.spoken(&page.series()[s.0]);
                Some(format!("{} of {} in {name}", summary.within, summary.areas))
            })
            .collect();
        if !parts.is_empty() {
            sentences.push(format!(
                "The forecast made in {} was within {} of the roll of January {} in these {}: {}.",
                review.vintage,
                format::percent(review.tolerance_percent),
                review.year,
                plural(page.data().geography.level_name(review.level)),
                parts.join(", "),
            ));
        }
    }
    sentences
}

/// `districts`, or `travel to learn areas`.
pub(super) fn tier_words(page: &Page, tier: Tier) -> String {
    match tier {
        Tier::Level(level) => plural(page.data().geography.level_name(level)),
        Tier::Grouping(g) => plural(&page.data().geography.groupings()[g].name),
    }
}

fn root_table(page: &Page) -> Table {
    let mut columns = vec![Column::words("Series"), Column::numbers(&page.base().to_string()).under("Actual")];
    columns.extend(page.ahead().iter().map(|y| Column::numbers(&y.to_string()).under("Forecast")));
    columns.push(Column::numbers("Pupils").under("Change"));
    columns.push(Column::numbers("Per cent").under("Change"));
    let mut status = Status::Published;
    let rows = page
        .series()
        .iter()
        .filter_map(|series| {
            let root = page.root()?;
            let now = page.pupils(root, &series.groups, page.base())?;
            let then = page.pupils(root, &series.groups, page.last())?;
            status = status.max(page.results.forecast.status(page.data(), root, &series.groups, page.last()));
            let mut cells = vec![Cell::Text(page.data().schooling.spoken(series)), Cell::Count(now)];
            cells.extend(
                page.ahead().iter().map(|&y| page.pupils(root, &series.groups, y).map_or(Cell::Missing, Cell::Count)),
            );
            cells.push(Cell::Difference(then - now));
            cells.push(if now > 0 {
                Cell::SignedPercent(100.0 * (then - now) as f64 / now as f64)
            } else {
                Cell::Missing
            });
            Some(Row { kind: RowKind::Detail, cells })
        })
        .collect();
    Table {
        caption: format!(
            "January rolls of the {}, {}",
            spoken(page.data().geography.levels().first().map_or("", String::as_str)),
            page.root_name()
        ),
        columns,
        rows,
        footnotes: page.footnote(status),
    }
}
