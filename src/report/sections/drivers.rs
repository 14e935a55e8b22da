//! What is laid on the forecast: homes to come beyond the rate of late, and adjustments by hand.

use super::{Page, capital, spoken};
use crate::calendar::{CensusYear, Series};
use crate::dataset::{Homes, Housing, Intervention, Stage, Unit};
use crate::model::{Component, Laid};
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;
use std::collections::BTreeMap;

/// Januaries up to the base shown as built of late.
const RECENT: i32 = 5;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let laid = |component| page.results.forecast.laid.iter().find(|d: &&Laid| d.component == component);
    let mut blocks = vec![];
    if let (Some(driver), Some(housing)) = (laid(Component::Housing), &page.data().drivers.housing) {
        blocks.push(Block::Paragraph(homes_sentence(page, driver, housing)));
        blocks.extend(caution(driver, "The homes below").map(|text| Block::Note { kind: NoteKind::Caution, text }));
        blocks.extend(pupils_table(page, driver, "Pupils of homes beyond the rate of late").map(Block::Table));
        blocks.push(Block::Table(sites_table(page, housing)));
        if let (Some(laid), Some(slippage)) = (laid(Component::Slippage), &page.data().drivers.slippage) {
            blocks.extend(super::slippage::blocks(page, laid, slippage));
        }
    }
    if let Some(driver) = laid(Component::Intervention) {
        let holding: Vec<&Intervention> =
            page.data().drivers.interventions.iter().filter(|i| i.expires > page.base()).collect();
        blocks.push(Block::Paragraph(adjustments_sentence(page, driver, &holding)));
        blocks.extend(caution(driver, "The adjustments").map(|text| Block::Note { kind: NoteKind::Caution, text }));
        blocks.push(Block::Table(adjustments_table(page, &holding)));
        blocks.extend(pupils_table(page, driver, "Pupils of adjustments by hand").map(Block::Table));
    }
    if !blocks.is_empty() {
        blocks.insert(0, Block::section("drivers", "New homes and adjustments"));
    }
    blocks
}

/// What a reader must know of figures that nobody recorded.
fn caution(driver: &Laid, what: &str) -> Option<String> {
    match driver.status {
        Status::Illustrative => {
            Some(format!("{what} are illustrative: made up to show how the program works. Nobody planned them."))
        }
        Status::Reconstructed => Some(format!("{what} are reconstructed: nobody's record.")),
        Status::Published | Status::Provisional | Status::Derived => None,
    }
}

/// The last January in which a plan says what is built, as far as it is forecast.
fn planned_to(page: &Page, housing: &Housing) -> CensusYear {
    housing.last().map_or(page.base(), |last| last.min(page.last()))
}

/// Homes of the years from the first to the last, both included.
fn built<'a>(homes: impl Iterator<Item = &'a Homes>, first: CensusYear, last: CensusYear) -> f64 {
    homes.filter(|h| first <= h.year && h.year <= last).map(|h| h.dwellings).sum()
}

fn homes_sentence(page: &Page, driver: &Laid, housing: &Housing) -> String {
    let (base, to) = (page.base(), planned_to(page, housing));
    let count = |n: f64| format::count(format::round_half_up(n, 0) as i64);
    let ahead = built(housing.homes.iter(), base.plus(1), to);
    let years = f64::from(to.years_since(base).max(1));
    let past: Vec<CensusYear> = (0..RECENT).map(|k| base.plus(-k)).filter(|y| housing.holds(*y)).collect();
    let late = past.iter().map(|y| built(housing.homes.iter(), *y, *y)).sum::<f64>() / past.len().max(1) as f64;
    let laid = |s: &Series| page.results.forecast.laid(page.data(), driver, page.root()?, &s.groups, page.last());
    let brought: Vec<String> = phases(page)
        .filter_map(|s| Some((s, format::round_half_up(laid(s)?, 0) as i64)))
        .map(|(s, n)| match n {
            n if n < 0 => format!("take {} pupils from {}", format::count(-n), page.data().schooling.spoken(s)),
            n => format!("bring {} pupils to {}", format::count(n), page.data().schooling.spoken(s)),
        })
        .collect();
    // Two that are brought share their verb.
    let brought = if brought.is_empty() { "bring nobody".to_owned() } else { brought.join(" and ") };
    let brought = brought.replacen(" and bring ", " and ", brought.starts_with("bring ").into());
    format!(
        "{} homes are planned by January {to}, {} a year where {} a year were built of late. Homes built at the rate of late \
         are in the rates already: those beyond it, or short of it, {brought} by January {}.",
        count(ahead),
        count(ahead / years),
        count(late),
        page.last()
    )
}

/// Series of more than one year group.
fn phases<'a>(page: &'a Page) -> impl Iterator<Item = &'a Series> + use<'a> {
    page.series().iter().filter(|s| s.groups.len() > 1)
}

fn pupils_table(page: &Page, driver: &Laid, caption: &str) -> Option<Table> {
    let forecast = page.results.forecast;
    let row = |unit: &Unit, kind: RowKind| {
        let of = |s: &Series, year| forecast.laid(page.data(), driver, unit, &s.groups, year);
        let cells: Vec<Option<f64>> =
            page.series().iter().flat_map(|s| [page.base().plus(1), page.last()].map(|year| of(s, year))).collect();
        let any = cells.iter().flatten().any(|n| format::round_half_up(*n, 0) != 0.0);
        let shown = cells
            .into_iter()
            .map(|n| n.map_or(Cell::Missing, |n| Cell::Difference(format::round_half_up(n, 0) as i64)));
        any.then(|| Row { kind, cells: std::iter::once(Cell::Text(unit.name.clone())).chain(shown).collect() })
    };
    let mut rows: Vec<Row> = page.report_units().filter_map(|u| row(u, RowKind::Detail)).collect();
    if page.report_units().count() > 1 {
        rows.extend(page.root().and_then(|root| row(root, RowKind::Total)));
    }
    let level = capital(&spoken(page.data().geography.level_name(page.report_level())));
    let mut columns = vec![Column::words(&level)];
    for series in page.series() {
        let under = page.data().schooling.spoken(series);
        columns.extend([page.base().plus(1), page.last()].map(|y| Column::numbers(&y.to_string()).under(&under)));
    }
    let mut footnotes = vec!["In the forecast already. Each figure is rounded by itself.".to_owned()];
    footnotes.extend(page.footnote(driver.status));
    let caption = format!("{caption}, January {} and {}", page.base().plus(1), page.last());
    (!rows.is_empty()).then_some(Table { caption, columns, rows, footnotes })
}

fn sites_table(page: &Page, housing: &Housing) -> Table {
    let data = page.data();
    let (base, to) = (page.base(), planned_to(page, housing));
    let mut sites: BTreeMap<(&str, &str), Vec<&Homes>> = BTreeMap::new();
    for homes in &housing.homes {
        sites.entry((&homes.site, &data.geography.area(homes.area).name)).or_default().push(homes);
    }
    let cells = |homes: &[&Homes]| {
        let sum = |first, last| Cell::Count(format::round_half_up(built(homes.iter().copied(), first, last), 0) as i64);
        [sum(base.plus(1 - RECENT), base), sum(base.plus(1), to)]
    };
    let stage = |homes: &[&Homes]| {
        let ahead = homes.iter().filter(|h| h.year > base).map(|h| h.stage).min();
        ahead.unwrap_or(Stage::Complete).word().to_owned()
    };
    let row = |((site, area), homes): (&(&str, &str), &Vec<&Homes>)| {
        let mut row = vec![Cell::Text((*site).to_owned()), Cell::Text((*area).to_owned())];
        row.extend(cells(homes));
        row.push(Cell::Text(stage(homes)));
        Row { kind: RowKind::Detail, cells: row }
    };
    let mut rows: Vec<Row> = sites.iter().map(row).collect();
    let all: Vec<&Homes> = housing.homes.iter().collect();
    let mut total = vec![Cell::Text("All sites".to_owned()), Cell::Text(String::new())];
    total.extend(cells(&all));
    total.push(Cell::Text(String::new()));
    rows.push(Row { kind: RowKind::Total, cells: total });
    let yields = match data.drivers.yields.source {
        crate::dataset::YieldSource::Own => "the data set's own pupil yields".to_owned(),
        crate::dataset::YieldSource::BuiltIn(which) => which.spoken().to_owned(),
    };
    let mut footnotes = vec![format!("Homes completed in the twelve months to a January. Pupils by {yields}.")];
    footnotes.extend(page.footnote(housing.status()));
    Table {
        caption: format!("Homes by site: built in the years to January {base}, planned to January {to}"),
        columns: vec![
            Column::words("Site"),
            Column::words("Area"),
            Column::numbers(&format!("Built {} to {base}", base.plus(1 - RECENT))),
            Column::numbers(&format!("Planned {} to {to}", base.plus(1))),
            Column::words("How far"),
        ],
        rows,
        footnotes,
    }
}

fn adjustments_sentence(page: &Page, driver: &Laid, holding: &[&Intervention]) -> String {
    let forecast = page.results.forecast;
    let all: Vec<_> = page.data().schooling.groups().collect();
    let pupils = page.root().and_then(|root| forecast.laid(page.data(), driver, root, &all, page.last()));
    let said = match holding.len() {
        1 => "One adjustment by hand is".to_owned(),
        n => format!("{n} adjustments by hand are"),
    };
    let pupils = format::difference(format::round_half_up(pupils.unwrap_or(0.0), 0) as i64);
    format!(
        "{said} laid on the forecast, apart from the model: {pupils} pupils in January {}. Each has its reason, and ends by itself.",
        page.last()
    )
}

fn adjustments_table(page: &Page, holding: &[&Intervention]) -> Table {
    let data = page.data();
    let row = |i: &&Intervention| {
        let group = i.group.map_or("all".to_owned(), |g| data.schooling.name(g).to_owned());
        let evidence = if i.evidence.is_empty() { Cell::Missing } else { Cell::Text(i.evidence.clone()) };
        let author = if i.author.is_empty() { Cell::Missing } else { Cell::Text(i.author.clone()) };
        let mut cells = vec![Cell::Text(i.name.clone()), Cell::Text(data.geography.area(i.area).name.clone())];
        cells.extend([Cell::Text(group), Cell::Difference(i.pupils as i64)]);
        cells.extend([i.from, i.expires].map(|y| Cell::Text(y.to_string())));
        cells.extend([Cell::Text(i.reason.clone()), evidence, author]);
        Row { kind: RowKind::Detail, cells }
    };
    Table {
        caption: "Adjustments by hand".to_owned(),
        columns: vec![
            Column::words("Adjustment"),
            Column::words("Area"),
            Column::words("Year group"),
            Column::numbers("Pupils each January"),
            Column::words("From"),
            Column::words("Expires"),
            Column::words("Reason"),
            Column::words("Evidence"),
            Column::words("Author"),
        ],
        rows: holding.iter().map(row).collect(),
        footnotes: vec![],
    }
}
