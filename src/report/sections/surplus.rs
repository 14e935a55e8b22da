//! Surplus against the floors: every area, this January and the years ahead.

mod heat;
mod indicators;
mod junior;
mod need;
mod needed;
mod register;
mod reliefs;
mod short;

use super::opening::tier_words;
use super::{Page, intervals::BAND_80, ledger, tier_singular, whole};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::Floor;
use crate::places::{Band, BandCounts, PlaceLedger, Standing, SurplusCheck, Target};
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let mut blocks = vec![Block::section("surplus", "Surplus places")];
    let Some((places, check)) = page.results.surplus else {
        let text = "This data set holds no places, so there is nothing to check the forecast against.".to_owned();
        blocks.push(Block::Note { kind: NoteKind::Caution, text });
        blocks.extend(capacity(page));
        return blocks;
    };
    blocks.push(Block::Paragraph(format!(
        "Surplus is places less pupils, as a share of places; a total is the sum of its areas, never a mean of \
         percentages. Places after January {} carry themselves on: an intake keeps its places, and a later year group \
         has those its cohort had the year before. {}",
        check.base,
        ledger::in_the_places(places)
    )));
    blocks.extend(ledger::not_in_the_rolls(places));
    if page.data().targets.floors.is_empty() {
        let text = "dataset.toml sets no target, so surplus is shown without a judgement in surplus.csv.".to_owned();
        blocks.push(Block::Note { kind: NoteKind::Method, text });
    }
    for floor in &page.data().targets.floors {
        for &series in &floor.series {
            blocks.extend(floor_blocks(page, places, check, floor, series));
        }
    }
    blocks.extend(heat::blocks(page, check));
    blocks.extend(page.results.need.map(|n| need::blocks(page, n)).unwrap_or_default());
    blocks.extend(reliefs::blocks(page));
    blocks.extend(junior::blocks(page));
    blocks.extend(indicators::blocks(page, check));
    blocks.extend(ledger::blocks(page, places));
    blocks.extend(register::blocks(page));
    blocks.extend(capacity(page));
    blocks
}

fn floor_blocks(
    page: &Page,
    places: &PlaceLedger,
    check: &SurplusCheck,
    floor: &Floor,
    series: SeriesId,
) -> Vec<Block> {
    let spoken = page.data().schooling.spoken(&page.series()[series.0]);
    let tier = tier_words(page, floor.tier);
    let anchor = format!("surplus-{}-{}", floor.name, page.series()[series.0].name);
    let mut blocks = vec![
        Block::subsection(&anchor, &format!("{spoken} by {}", tier_singular(page, floor.tier))),
        Block::Paragraph(bands_sentence(page, check, floor, series, &tier)),
    ];
    blocks.extend(planned_sentence(page, places, floor, series));
    blocks.push(Block::Table(floor_table(page, check, floor, series)));
    blocks.extend(short::table(page, check, floor, series).map(Block::Table));
    blocks.extend(needed::block(page, check, floor, series));
    blocks
}

fn bands_sentence(page: &Page, check: &SurplusCheck, floor: &Floor, series: SeriesId, tier: &str) -> String {
    let bands = |year| {
        let BandCounts([below, middle, above]) = check.bands(page.data(), floor.tier, series, year);
        format!("{below} below 5%, {middle} from 5% to 7% and {above} above 7%")
    };
    let before = page.base().plus(-1);
    let the_year_before = if check.of(page.data(), floor.tier, series, before).next().is_some() {
        format!(" A year before: {}.", bands(before))
    } else {
        String::new()
    };
    format!(
        "Of the {tier} in January {}: {}.{the_year_before} In January {}, if the forecast holds: {}.",
        page.base(),
        bands(page.base()),
        page.last(),
        bands(page.last())
    )
}

/// What planned changes do to the places of the last January, area by area; nothing where none counts.
fn planned_sentence(page: &Page, places: &PlaceLedger, floor: &Floor, series: SeriesId) -> Option<Block> {
    let groups = &page.series()[series.0].groups;
    let made = |unit| whole(places.making(page.data(), unit, groups, page.last()).map(|(_, n)| n).sum());
    let of_areas: Vec<(&str, i64)> =
        page.data().layout.of_tier(floor.tier).map(|u| (u.name.as_str(), made(u))).filter(|(_, n)| *n != 0).collect();
    let named = |sign: i64| -> Vec<String> {
        let of_sign = of_areas.iter().filter(|(_, n)| n.signum() == sign);
        of_sign.map(|(name, n)| format!("{} in {name}", format::count(n.abs()))).collect()
    };
    let parts: Vec<String> = [("add", named(1)), ("take away", named(-1))]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        // Names hold the word `and` themselves.
        .map(|(verb, names)| format!("{verb} {}", names.join("; ")))
        .collect();
    let text = if parts.is_empty() {
        format!("None of the planned changes that count moves places of {}.", page.last())
    } else {
        format!("In the places of {}, the planned changes that count {}.", page.last(), parts.join(", and "))
    };
    (!places.counted().is_empty()).then_some(Block::Paragraph(text))
}

fn floor_table(page: &Page, check: &SurplusCheck, floor: &Floor, series: SeriesId) -> Table {
    let has_bands = page.results.forecast.intervals.is_some();
    let (base, last) = (page.base().to_string(), page.last().to_string());
    let mut columns = vec![Column::words("Area")];
    columns.extend([&base, &last].map(|year| Column::numbers(year).under("Places")));
    columns.push(Column::numbers(&base).under("Pupils"));
    columns.extend(years(page).iter().map(|y| Column::numbers(&y.to_string()).under("Surplus")));
    columns.extend(has_bands.then(|| Column::numbers(&format!("{BAND_80}, {last}")).under("Surplus")));
    let mut status = Status::Published;
    let mut rows = vec![];
    let units = page.data().layout.of_tier(floor.tier).map(|unit| (unit, RowKind::Detail));
    for (unit, kind) in units.chain(page.root().map(|root| (root, RowKind::Total))) {
        let of_unit: Vec<Option<&Standing>> = years(page)
            .into_iter()
            .map(|y| check.of(page.data(), unit.tier, series, y).find(|(u, _)| u.code == unit.code).map(|(_, s)| s))
            .collect();
        let Some(Some(now)) = of_unit.first().copied() else { continue };
        let then = of_unit.last().copied().flatten();
        if kind == RowKind::Detail {
            status = of_unit.iter().flatten().map(|s| s.status).fold(status, Status::max);
        }
        let mut cells = vec![Cell::Text(unit.name.clone()), Cell::Count(whole(now.places))];
        cells.push(then.map_or(Cell::Missing, |s| Cell::Count(whole(s.places))));
        cells.push(Cell::Count(whole(now.pupils)));
        cells.extend(of_unit.iter().map(|s| s.map_or(Cell::Missing, surplus_cell)));
        cells.extend(has_bands.then(|| band_cell(then)));
        rows.push(Row { kind, cells });
    }
    let mut footnotes = vec![LEGEND.to_owned()];
    footnotes.extend(page.footnote(status));
    Table {
        caption: format!(
            "Surplus places, {}: target at least {}",
            page.data().schooling.spoken(&page.series()[series.0]),
            format::percent(floor.percent)
        ),
        columns,
        rows,
        footnotes,
    }
}

/// The base and the Januaries forecast.
fn years(page: &Page) -> Vec<CensusYear> {
    std::iter::once(page.base()).chain(page.ahead()).collect()
}

/// The words for the marks that a renderer puts beside a judgement, so that no colour is needed to read it.
const LEGEND: &str = "\u{25C6} below 5%; \u{25B2} 5% to 7%; no mark above 7%. More decimals stand where one would not tell a \
                      figure from 5%, 7% or the target.";

/// A surplus and the mark of its band, with decimals enough to tell on which side of a band's edge or of the floor it lies.
fn surplus_cell(standing: &Standing) -> Cell {
    let (Some(percent), Some(band)) = (standing.percent(), standing.band()) else { return Cell::Missing };
    let tone = match band {
        Band::Below5 => Tone::Poor,
        Band::From5To7 => Tone::Watch,
        Band::Above7 => Tone::Good,
    };
    Cell::Judgement(tone, format::percent_beside(percent, &lines(standing)))
}

/// The lines beside which a surplus is judged: the edges of the bands, and the floor.
fn lines(standing: &Standing) -> Vec<f64> {
    Band::EDGES.into_iter().chain(standing.target.map(Target::percent)).collect()
}

/// The central 80 per cent of a surplus: `1.2 to 4.5%`.
fn band_cell(standing: Option<&Standing>) -> Cell {
    let percents = standing.and_then(Standing::percent_80);
    percents.map_or(Cell::Missing, |(low, high)| {
        Cell::Text(format!("{} to {}", format::decimal(low, 1), format::percent(high)))
    })
}

/// Net capacity as surveyed, beside the places in use: two meanings of the word, never mixed.
fn capacity(page: &Page) -> Vec<Block> {
    let data = page.data();
    let Some(year) = data.published_capacity.iter().map(|c| c.year).max() else { return vec![] };
    let survey: Vec<_> = data.published_capacity.iter().filter(|c| c.year == year).collect();
    let count = |n: f64| if n.is_nan() { Cell::Missing } else { Cell::Count(whole(n)) };
    let rows = page.report_units().filter_map(|unit| {
        let area = unit.area?;
        let inside: Vec<_> = survey.iter().filter(|c| data.geography.lies_in(c.area, area)).collect();
        let sum = |f: &dyn Fn(&crate::dataset::PublishedCapacity) -> f64| inside.iter().map(|c| f(c)).sum::<f64>();
        let (schools, places, pupils) = (sum(&|c| c.schools), sum(&|c| c.places), sum(&|c| c.pupils));
        (places > 0.0).then(|| Row {
            kind: RowKind::Detail,
            cells: vec![
                Cell::Text(unit.name.clone()),
                count(schools),
                count(places),
                count(pupils),
                if pupils.is_nan() { Cell::Missing } else { Cell::Percent(100.0 * (places - pupils) / places) },
            ],
        })
    });
    let status = survey.iter().map(|c| c.status).fold(Status::Published, Status::max);
    let table = Table {
        caption: format!("Capacity as surveyed in {year}: net capacity by the rooms there are"),
        columns: vec![
            Column::words("Area"),
            Column::numbers("Schools"),
            Column::numbers("Capacity"),
            Column::numbers("Pupils"),
            Column::numbers("Surplus"),
        ],
        rows: rows.collect(),
        footnotes: page.footnote(status),
    };
    vec![
        Block::subsection("surplus-capacity", "Net capacity, for comparison"),
        Block::Paragraph(
            "The national survey counts what the rooms hold. Places in use go by admission numbers and temporary classes. The two \
             differ, and are never added."
                .to_owned(),
        ),
        Block::Table(table),
    ]
}
