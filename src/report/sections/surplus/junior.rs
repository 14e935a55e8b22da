//! Leavers of infant schools beside the places of junior schools.

use super::super::opening::tier_words;
use super::super::{Page, listed, plural, tier_singular, whole};
use crate::calendar::YearGroup;
use crate::dataset::Tier;
use crate::places::Crossing;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::status::Status;

/// Areas and groups of linked schools that are short of junior places in some January ahead.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let crossings = page.results.crossings;
    let Some(junior) = page.data().junior.filter(|_| !crossings.found.is_empty()) else { return vec![] };
    let name = |g| page.data().schooling.name(g).to_owned();
    let (above, below) = (name(junior), name(YearGroup(junior.0 - 1)));
    let units = &page.data().layout.units;
    let mut status = Status::Published;
    let mut rows = vec![];
    for of_unit in crossings.found.chunk_by(|a, b| a.unit == b.unit) {
        if of_unit.iter().all(|c| whole(c.short()) == 0) {
            continue;
        }
        status = of_unit.iter().map(|c| c.status).fold(status, Status::max);
        let short = |y| of_unit.iter().find(|c: &&Crossing| c.year == y);
        let mut cells = vec![Cell::Text(units[of_unit[0].unit].name.clone())];
        cells.extend(
            page.ahead().into_iter().map(|y| short(y).map_or(Cell::Missing, |c| Cell::Count(whole(c.short())))),
        );
        rows.push(Row { kind: RowKind::Detail, cells });
    }
    let mut blocks = vec![
        Block::subsection("surplus-junior", &format!("Year {below} leavers against Year {above} places")),
        Block::Paragraph(format!(
            "Pupils who leave an infant school need a place in Year {above} the year after. {} of {} have more pupils in \
             Year {below} than places in Year {above} a January later, in some January to {}. {}",
            rows.len(),
            judged(page),
            page.last(),
            how_judged(page)
        )),
    ];
    blocks.extend(unlinked(page, &above, &below));
    let mut columns = vec![Column::words("Area")];
    columns.extend(
        page.ahead().iter().map(|y| Column::numbers(&y.to_string()).under(&format!("Year {above} places short"))),
    );
    if !rows.is_empty() {
        let footnotes = page.footnote(status);
        let caption = format!("Short of Year {above} places for the Year {below} of the January before");
        blocks.push(Block::Table(Table { caption, columns, rows, footnotes }));
    }
    blocks
}

/// `117 planning areas`, or `4 groups of linked schools and 31 schools`.
fn judged(page: &Page) -> String {
    let units = &page.data().layout.units;
    let tiers = page.results.crossings.found.chunk_by(|a, b| a.unit == b.unit).map(|c| units[c[0].unit].tier);
    let (groups, alone): (Vec<Tier>, Vec<Tier>) = tiers.partition(|t| matches!(t, Tier::Grouping(_)));
    let mut parts = vec![];
    match groups.len() {
        0 => {}
        1 => parts.push("1 group of linked schools".to_owned()),
        n => parts.push(format!("{n} groups of linked schools")),
    }
    parts.extend(alone.first().map(|tier| match alone.len() {
        1 => format!("1 {}", tier_singular(page, *tier)),
        n => format!("{n} {}", tier_words(page, *tier)),
    }));
    listed(&parts)
}

fn how_judged(page: &Page) -> String {
    let level = page.data().layout.panels.first().map(|p| plural(page.data().geography.level_name(p.level)));
    match level {
        _ if page.data().junior_links.is_some() => {
            "Schools that are linked are judged together, every other by itself.".to_owned()
        }
        Some(level) if page.results.crossings.unlinked.is_empty() => format!(
            "Each is judged as a whole, because no links between schools are held: an infant school in one of these {level} can \
             lack places while others have some."
        ),
        _ => String::new(),
    }
}

/// Areas whose leavers go nobody knows where.
fn unlinked(page: &Page, above: &str, below: &str) -> Option<Block> {
    let units = &page.data().layout.units;
    let names: Vec<String> = page.results.crossings.unlinked.iter().map(|u| units[*u].name.clone()).collect();
    let text = format!(
        "Not judged, because they have a Year {below} and no Year {above} and nothing says where their leavers go: {}. Name their \
         junior schools in a grouping, and the grouping as junior_links of dataset.toml.",
        listed(&names)
    );
    (!names.is_empty()).then_some(Block::Paragraph(text))
}
