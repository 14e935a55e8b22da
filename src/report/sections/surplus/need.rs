//! Need as the nation counts it, beside the surplus: a shortage here is not mended by places spare elsewhere.

use super::super::opening::tier_words;
use super::super::{Page, capital, plural, spoken, tier_singular, whole};
use crate::calendar::{SeriesId, YearGroup};
use crate::dataset::{Tier, Unit};
use crate::places::{Need, NeedCheck, Netting};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(page: &Page, need: &NeedCheck) -> Vec<Block> {
    let both: Vec<String> = (0..page.series().len()).filter_map(|s| at_once(page, need, SeriesId(s))).collect();
    let mut blocks = vec![Block::subsection("surplus-need", "Surplus and shortage at once")];
    let text = "The national count of need takes each area and year group by itself: pupils beyond its places are need, places \
                beyond its pupils are spare, and the two are summed apart, because a child cannot sit in a place twenty miles \
                away. Netting says within what they were allowed to cancel.";
    blocks.push(Block::Paragraph(text.to_owned()));
    if both.is_empty() {
        let text =
            format!("In January {} no area and year group is short of places, if the forecast holds.", page.last());
        blocks.push(Block::Paragraph(text));
    } else {
        blocks.extend(both.into_iter().map(Block::Paragraph));
    }
    blocks.extend(root_table(page, need).map(Block::Table));
    blocks.extend(area_table(page, need).map(Block::Table));
    blocks
}

/// Need and spare places are no sums of whole pupils, as the charts and tables of rolls are.
const ROUNDED: &str = "Each figure is rounded by itself, so that rows may miss their total by a place or two, and the places missing \
                       may differ by a few from the title of a chart, which counts in whole pupils.";

/// Position of the root in the layout.
const ROOT: usize = 0;

fn nettings(need: &NeedCheck, unit: usize) -> Vec<Netting> {
    let mut found: Vec<Netting> = need.needs.iter().filter(|n| n.unit == unit).map(|n| n.netting).collect();
    found.sort_by_key(|n| match n {
        Netting::None => usize::MAX,
        Netting::Within(level) => level.0,
    });
    found.dedup();
    found.reverse();
    found
}

fn netting_words(page: &Page, netting: Netting) -> String {
    match netting {
        Netting::None => "none".to_owned(),
        Netting::Within(level) if level.0 == ROOT => {
            format!("within the {}", spoken(page.data().geography.level_name(level)))
        }
        Netting::Within(level) => format!("within each {}", spoken(page.data().geography.level_name(level))),
    }
}

/// A sentence where the whole is short and has places to spare in the same January.
fn at_once(page: &Page, need: &NeedCheck, series: SeriesId) -> Option<String> {
    let last = page.last();
    let of = |netting| need.of(ROOT, series, last, netting);
    let none = of(Netting::None).filter(|n| whole(n.need) > 0 && whole(n.spare) > 0)?;
    let groups = &page.series()[series.0].groups;
    let level =
        groups.iter().filter_map(|g| page.data().layout.find(*g)).map(|(p, _)| page.data().layout.panels[p].level);
    let finest = Tier::Level(level.max()?);
    let short: Vec<&Need> = need
        .needs
        .iter()
        .filter(|n| page.data().layout.units[n.unit].tier == finest && n.series == series && n.year == last)
        .filter(|n| n.netting == Netting::None && whole(n.need) > 0)
        .collect();
    let closing: f64 = short.iter().filter(|n| loses_a_school(page, n, groups)).map(|n| n.need).sum();
    let closing = match whole(closing) {
        0 => String::new(),
        n => format!("; {} of them where a school closes whose pupils are still forecast there", format::count(n)),
    };
    let left: Vec<(Netting, i64)> = nettings(need, ROOT)
        .into_iter()
        .filter(|n| *n != Netting::None)
        .filter_map(|n| Some((n, whole(of(n)?.need))))
        .collect();
    // The widest net comes last; from the first that leaves nothing, all wider ones do.
    let told: Vec<String> = left
        .iter()
        .take_while(|(_, left)| *left > 0)
        .map(|(n, left)| format!("netted {}, {} would still show", netting_words(page, *n), format::count(*left)))
        .chain(
            left.iter()
                .find(|(_, left)| *left == 0)
                .map(|(n, _)| format!("netted {}, none of it would show", netting_words(page, *n))),
        )
        .collect();
    let netted = if told.is_empty() { String::new() } else { format!(" {}.", capital(&told.join("; "))) };
    let short = short.len();
    Some(format!(
        "{}: {} has {} places to spare in January {last} and still needs {} more, in {short} {}{closing}.{netted}",
        page.data().schooling.spoken(&page.series()[series.0]),
        page.root_name(),
        format::count(whole(none.spare)),
        format::count(whole(none.need)),
        if short == 1 { tier_singular(page, finest) } else { tier_words(page, finest) },
    ))
}

/// Whether a school of the area closes by then: its places are gone and the rolls do not follow.
fn loses_a_school(page: &Page, need: &Need, groups: &[YearGroup]) -> bool {
    let Some((ledger, _)) = page.results.surplus else { return false };
    let unit = &page.data().layout.units[need.unit];
    ledger.making(page.data(), unit, groups, need.year).any(|(c, places)| c.kind.moves_pupils() && places < 0.0)
}

/// The whole by netting and January.
fn root_table(page: &Page, need: &NeedCheck) -> Option<Table> {
    let years = [page.base(), page.last()];
    let mut columns = vec![Column::words("Series"), Column::words("Netting")];
    for year in years {
        columns.extend(["Need", "Spare"].map(|h| Column::numbers(h).under(&format!("January {year}"))));
    }
    let mut status = Status::Published;
    let mut rows = vec![];
    for s in (0..page.series().len()).map(SeriesId) {
        for netting in nettings(need, ROOT) {
            let found: Vec<Option<&Need>> = years.iter().map(|&y| need.of(ROOT, s, y, netting)).collect();
            if found.iter().all(Option::is_none) {
                continue;
            }
            status = found.iter().flatten().map(|n| n.status).fold(status, Status::max);
            let mut cells = vec![
                Cell::Text(page.data().schooling.spoken(&page.series()[s.0])),
                Cell::Text(netting_words(page, netting)),
            ];
            cells.extend(found.iter().flat_map(|n| pair(*n)));
            rows.push(Row { kind: RowKind::Detail, cells });
        }
    }
    (!rows.is_empty()).then(|| Table {
        caption: format!("Need and spare places, {}", page.root_name()),
        columns,
        rows,
        footnotes: [vec![ROUNDED.to_owned()], page.footnote(status)].concat(),
    })
}

/// The areas of the report's level in the last January, nothing netted.
fn area_table(page: &Page, need: &NeedCheck) -> Option<Table> {
    let level = page.report_level();
    let series: Vec<SeriesId> = (0..page.series().len()).map(SeriesId).collect();
    let mut columns = vec![Column::words(&capital(&spoken(page.data().geography.level_name(level))))];
    for s in &series {
        let spoken = page.data().schooling.spoken(&page.series()[s.0]);
        columns.extend(["Need", "Spare"].map(|h| Column::numbers(h).under(&spoken)));
    }
    let mut status = Status::Published;
    let mut row = |u: usize, unit: &Unit, kind| {
        let found: Vec<Option<&Need>> = series.iter().map(|&s| need.of(u, s, page.last(), Netting::None)).collect();
        status = found.iter().flatten().map(|n| n.status).fold(status, Status::max);
        let mut cells = vec![Cell::Text(unit.name.clone())];
        cells.extend(found.iter().flat_map(|n| pair(*n)));
        Row { kind, cells }
    };
    let units = page.data().layout.units.iter().enumerate();
    let mut rows: Vec<Row> = units
        .filter(|(u, unit)| *u != ROOT && unit.tier == Tier::Level(level))
        .map(|(u, unit)| row(u, unit, RowKind::Detail))
        .collect();
    if rows.is_empty() {
        return None;
    }
    rows.push(row(ROOT, page.root()?, RowKind::Total));
    Some(Table {
        caption: format!(
            "Need and spare places by {} in January {}, netting: none",
            spoken(page.data().geography.level_name(level)),
            page.last()
        ),
        columns,
        rows,
        footnotes: [
            vec![format!(
                "Counted for each year group of {}.",
                page.data()
                    .layout
                    .levels()
                    .iter()
                    .map(|l| plural(page.data().geography.level_name(*l)))
                    .collect::<Vec<_>>()
                    .join(" and of ")
            )],
            vec![ROUNDED.to_owned()],
            page.footnote(status),
        ]
        .concat(),
    })
}

fn pair(need: Option<&Need>) -> [Cell; 2] {
    need.map_or([Cell::Missing, Cell::Missing], |n| [Cell::Count(whole(n.need)), Cell::Count(whole(n.spare))])
}
