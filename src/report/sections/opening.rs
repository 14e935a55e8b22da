//! The first page: what is forecast, whether there are places, how the last forecast did.

use super::intervals::{self, BAND_80};
use super::vintages::worry;
use super::{Page, listed, plural, spoken};
use crate::accuracy::Kind;
use crate::calendar::{CensusYear, SeriesId, YearGroup};
use crate::dataset::{LeftOut, Quality, Tier, Unfed, quality};
use crate::model::Method;
use crate::report::document::{Block, Cell, Column, Figure, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let mut blocks = vec![Block::section("summary", "Summary")];
    blocks.extend(caution(page));
    blocks.extend(without_births(page));
    blocks.extend(without_source(page));
    blocks.extend(left_out(page));
    blocks.push(Block::Figures(figures(page)));
    blocks.push(Block::Table(root_table(page)));
    blocks.extend(floors_table(page).map(Block::Table));
    blocks.extend(review_sentence(page).map(Block::Paragraph));
    blocks.extend(worry(page.data(), page.results.past, Kind::Saved).map(Block::Paragraph));
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
    let rolls = how_much(page, softest);
    let text = format!(
        "{rolls} {} They behave like real rolls but are nobody's record: \
         figures here show how the program works and must not be quoted as a council's.",
        data.about.note.replace('`', "")
    );
    Some(Block::Note { kind: NoteKind::Caution, text })
}

/// How many of the rolls by area are made up, and whether totals of them are held as published.
fn how_much(page: &Page, softest: Status) -> String {
    let data = page.data();
    let mut all = Quality::default();
    quality(data, page.results.warnings).into_iter().for_each(|(.., q)| all += q);
    if all.estimated < all.cells() {
        return format!("The rolls of this data set are {softest} in part.");
    }
    let is_record = |status: Status| status <= Status::Provisional;
    let mut totals: Vec<&str> = vec![];
    for ((area, ..), (_, status)) in &data.controls {
        let name = data.geography.area(*area).name.as_str();
        if is_record(*status) && !totals.contains(&name) {
            totals.push(name);
        }
    }
    let published = match totals.as_slice() {
        [] => String::new(),
        [one] => format!(" The totals of {one}, to which they add, are held as published."),
        more => format!(" The totals of {} wider areas, to which they add, are held as published.", more.len()),
    };
    let levels: Vec<String> =
        data.layout.levels().iter().map(|l| spoken(data.geography.level_name(*l))).rev().collect();
    format!("Every roll by {} in this data set is {softest}.{published}", levels.join(" and by "))
}

/// Without births the entry year is the least sure of all, which no band shows in full.
fn without_births(page: &Page) -> Option<Block> {
    let data = page.data();
    let entry = data.schooling.name(YearGroup(0));
    data.births.is_none().then(|| Block::Note {
        kind: NoteKind::Caution,
        text: format!(
            "This data set holds no births. Year {entry} ahead is what it was of late and knows nothing of the children \
             born since; the same holds for every year group they reach. Add births.csv before places are planned by it."
        ),
    })
}

/// Year groups named in a caution before the rest are counted.
const NAMED: usize = 3;

/// The first names of a caution, then how many more there are.
fn first_named(mut names: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let mut named: Vec<String> = names.by_ref().take(NAMED).collect();
    named.extend((names.len() > 0).then(|| format!("{} more", names.len())));
    named
}

/// Where nobody on record feeds a year group it is forecast as nobody, which is no forecast at all.
fn without_source(page: &Page) -> Option<Block> {
    let data = page.data();
    // A model that follows no cohorts has pupils there all the same.
    let nobody = |u: &Unfed| {
        let unit = data.layout.units.iter().find(|unit| unit.area == Some(u.area));
        let ahead = unit.and_then(|unit| page.results.forecast.pupils(data, unit, &[u.group], page.base().plus(1)));
        u.pupils > 0.0 && ahead.is_none_or(|n| n < 0.5)
    };
    let unfed: Vec<_> = data.unfed(page.base()).into_iter().filter(nobody).collect();
    let all: f64 = unfed.iter().map(|u| u.pupils).sum();
    let named = |u: &Unfed| format!("Year {} of {}", data.schooling.name(u.group), data.geography.area(u.area).name);
    if unfed.is_empty() {
        return None;
    }
    let names = listed(&first_named(unfed.iter().map(named)));
    let (pupils, base) = (format::count(all.round() as i64), page.base());
    let text = format!(
        "{names} had {pupils} pupils in January {base}, and no year group on record feeds {}. The 0 shown there, and a year later in the \
         year group above, is no forecast, and totals that hold it are too low. Give these rolls for a larger area, or say in \
         transfers.csv where the pupils come from.",
        if unfed.len() == 1 { "it" } else { "them" }
    );
    Some(Block::Note { kind: NoteKind::Caution, text })
}

/// Where pupils move up into a year group that their area does not hold they are in no forecast, which a total does not show.
fn left_out(page: &Page) -> Option<Block> {
    let data = page.data();
    let (base, next) = (page.base(), page.base().plus(1));
    // A model that follows no cohorts leaves nobody out.
    let moved = matches!(page.results.spec.method, Method::Credible(_) | Method::CohortSurvival(_));
    let told = |out: &LeftOut| {
        let names = first_named(out.areas.iter().map(|a| data.geography.area(*a).name.clone()));
        format!(
            "{} of the {} pupils of Year {} ({})",
            format::count(out.pupils.round() as i64),
            format::count(out.all.round() as i64),
            data.schooling.name(out.group),
            names.join(", ")
        )
    };
    let out: Vec<String> = data.left_out(base).iter().filter(|_| moved).map(told).collect();
    (!out.is_empty()).then(|| Block::Note {
        kind: NoteKind::Caution,
        text: format!(
            "In January {base} {} were in areas without rolls of the year group above: in January {next} they are in no forecast, and the \
             totals from then on are too low by as many. The check says how to bring them in.",
            out.join("; ")
        ),
    })
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
        let band = page
            .band(root, &series.groups, last)
            .map_or(String::new(), |band| format!("; {BAND_80} {}", intervals::range(band)));
        figures.push(Figure {
            label: format!("{} in January {last}", page.data().schooling.spoken(series)),
            value: Cell::Count(then),
            detail: format!("{} since {base} ({}){band}", format::difference(then - now), format::count(now)),
        });
    }
    figures
}

/// How many areas miss each floor, January by January.
fn floors_table(page: &Page) -> Option<Table> {
    let (ledger, check) = page.results.surplus?;
    let years: Vec<CensusYear> = std::iter::once(page.base()).chain(page.ahead()).collect();
    let mut rows = vec![];
    for floor in &page.data().targets.floors {
        for &series in &floor.series {
            let standings = |year| check.of(page.data(), floor.tier, series, year).map(|(_, s)| s);
            let below = |year| standings(year).filter(|s| s.meets_target() == Some(false)).count() as i64;
            let mut cells = vec![
                Cell::Text(page.data().schooling.spoken(&page.series()[series.0])),
                Cell::Text(format!("{} {}", standings(page.base()).count(), tier_words(page, floor.tier))),
                Cell::Text(format!("at least {}", format::percent(floor.percent))),
            ];
            cells.extend(years.iter().map(|&y| Cell::Count(below(y))));
            rows.push(Row { kind: RowKind::Detail, cells });
        }
    }
    let mut columns = vec![Column::words("Series"), Column::words("Judged over"), Column::words("Surplus target")];
    columns.push(Column::numbers(&page.base().to_string()).under("Areas below, actual"));
    columns.extend(page.ahead().iter().map(|y| Column::numbers(&y.to_string()).under("Areas below, forecast")));
    let proviso = super::ledger::proviso(ledger);
    let footnotes = vec![format!("A forecast year counts the areas whose forecast is below the target {proviso}.")];
    (!rows.is_empty()).then(|| Table {
        caption: "Areas below their surplus target".to_owned(),
        columns,
        rows,
        footnotes,
    })
}

/// How the latest published forecast did, in a sentence.
fn review_sentence(page: &Page) -> Option<String> {
    let review = page.results.past.of_kind(Kind::Published).last()?;
    let parts: Vec<String> = (0..page.series().len())
        .map(SeriesId)
        .filter_map(|s| {
            let summary = review.summary(page.data(), Tier::Level(review.level), s)?;
            let name = page.data().schooling.spoken(&page.series()[s.0]);
            Some(format!("{} of {} in {name}", summary.within, summary.areas))
        })
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "The forecast published in {} was within {} of the roll of January {} in these {}: {}.",
            review.vintage,
            format::percent(review.tolerance_percent),
            review.year,
            plural(page.data().geography.level_name(review.level)),
            parts.join(", "),
        )
    })
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
