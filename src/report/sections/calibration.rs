//! Whether the bands held what they promise: coverage, Winkler scores, and the rolls that fell furthest outside.

use super::backtest::proves_nothing;
use super::intervals::SHADES;
use super::rolls::bands;
use super::{capital, plural, spoken, whole};
use crate::accuracy::{Backtest, BacktestCell, BandScore, Score, SizeClass, coverage_by_base};
use crate::calendar::CensusYear;
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::model::Band;
use crate::report::chart::{Chart, Plot, Point, RollPlot};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table};
use crate::report::format;
use std::collections::{BTreeMap, BTreeSet};

/// Areas whose charts are shown.
const WORST: usize = 10;

/// The part of the section on the backtest that judges the bands, for every model that has them.
pub(super) fn blocks(data: &Dataset, backtest: &Backtest, scores: &[Score]) -> Vec<Block> {
    let has_bands = |m: &usize| scores.iter().any(|s| s.model == *m && s.bands.is_some());
    let models: Vec<usize> = (0..backtest.models.len()).filter(has_bands).collect();
    if models.is_empty() {
        let text = "No band could be judged: bands are judged at bases with past errors enough of their own, and of models \
                    that draw futures.";
        return vec![Block::subsection("calibration", "Bands"), Block::Paragraph(text.to_owned())];
    }
    models.into_iter().flat_map(|model| of_model(data, backtest, scores, model)).collect()
}

fn of_model(data: &Dataset, backtest: &Backtest, scores: &[Score], model: usize) -> Vec<Block> {
    let name = &backtest.models[model];
    let mut blocks =
        vec![Block::part(&format!("calibration-{name}"), &format!("Do the bands of {name} hold what they promise?"))];
    blocks.extend(proves_nothing(data));
    blocks.push(Block::Paragraph(
        "Coverage is the share of rolls that came inside the band: it should be near 80 and near 95 per cent. One well below is a \
         promise not kept; one well above is a band wider than it need be, which makes the forecast look less sure than it is. The Winkler score is the width of the band and a fine for every roll outside it, mean \
         of all, in per cent of the forecast: the lower the better, so that a band wide enough for anything earns nothing. \
         Only bases are judged with past Januaries enough before them that their bands could be drawn from errors known then."
            .to_owned(),
    ));
    blocks.extend(tested(backtest, model).map(Block::Paragraph));
    for level in data.layout.levels() {
        blocks.extend(verdict(data, backtest, scores, model, level).map(Block::Paragraph));
        blocks.extend(coverage_table(data, backtest, scores, model, level).map(Block::Table));
    }
    blocks.push(Block::Paragraph(
        "By base year the table shows the Januaries from which all areas missed together. Areas share their surprises, so \
         the bases are the draws that count and not the areas: coverage over a few base years says little."
            .to_owned(),
    ));
    blocks.push(Block::Table(base_table(data, backtest, model)));
    blocks.extend(worst(data, backtest, model));
    blocks
}

/// How far ahead bands could be tested, and that no band further ahead was.
fn tested(backtest: &Backtest, model: usize) -> Option<String> {
    let judged = || backtest.cells.iter().filter(|c| c.model == model && c.band.is_some());
    let longest = judged().map(BacktestCell::horizon).max()?;
    let bases: BTreeSet<CensusYear> = judged().filter(|c| c.horizon() == longest).map(|c| c.base).collect();
    let ahead = if longest == 1 { "one year".to_owned() } else { format!("{longest} years") };
    let resting = match bases.len() {
        1 => "one base year".to_owned(),
        n => format!("{n} base years"),
    };
    Some(format!(
        "Bands could be tested to {ahead} ahead, where the test rests on {resting}. Further ahead no band could be tested: whether \
         those shown for later Januaries hold what they promise is not known from this past."
    ))
}

/// How far coverage may be from what was promised, in per cent of the forecasts, before it is called too little or too much.
const NEAR: f64 = 5.0;

/// Whether the 80 per cent bands of a level were as wide as they should be, with the series and horizons furthest apart.
fn verdict(data: &Dataset, backtest: &Backtest, scores: &[Score], model: usize, level: LevelId) -> Option<String> {
    let tier = Tier::Level(level);
    let all = BandScore::of(cells_of(data, backtest, model, tier))?;
    let judged = match all.coverage80 - 80.0 {
        d if d > NEAR => "more than promised, so that these bands are wider than they need be",
        d if d < -NEAR => "fewer than promised, so that these bands are too narrow",
        _ => "about as promised",
    };
    let of_level = || {
        let of = scores.iter().filter(|s| s.model == model && s.tier == tier && s.size == SizeClass::All);
        of.filter_map(|s| Some((s, s.bands?.coverage80)))
    };
    let (least, most) =
        (of_level().min_by(|a, b| a.1.total_cmp(&b.1))?, of_level().max_by(|a, b| a.1.total_cmp(&b.1))?);
    let told = |(score, coverage): (&Score, f64)| {
        let series = data.schooling.spoken(&data.schooling.series()[score.series.0]);
        let years = if score.horizon == 1 { "year" } else { "years" };
        format!("{} ({series}, {} {years} ahead)", format::percent(coverage), score.horizon)
    };
    Some(format!(
        "{}: {} of the rolls came inside the 80% band, {judged}; from {} to {}.",
        capital(&plural(data.geography.level_name(level))),
        format::percent(all.coverage80),
        told(least),
        told(most)
    ))
}

/// Columns of a table of scores, and the cells under them.
fn columns(group: &str) -> Vec<Column> {
    let headings = ["Forecasts", "In 80% band", "In 95% band", "Winkler 80", "Winkler 95"];
    headings.into_iter().map(|h| Column::numbers(h).under(group)).collect()
}

fn cells(score: &BandScore) -> Vec<Cell> {
    vec![
        Cell::Count(score.n as i64),
        Cell::Percent(score.coverage80),
        Cell::Percent(score.coverage95),
        Cell::Decimal(score.winkler80, 2),
        Cell::Decimal(score.winkler95, 2),
    ]
}

fn coverage_table(
    data: &Dataset,
    backtest: &Backtest,
    scores: &[Score],
    model: usize,
    level: LevelId,
) -> Option<Table> {
    let tier = Tier::Level(level);
    let of_level = scores.iter().filter(|s| s.model == model && s.tier == tier && s.size == SizeClass::All);
    let detail = of_level.filter_map(|s| {
        let series = data.schooling.spoken(&data.schooling.series()[s.series.0]);
        let cells = [vec![Cell::Text(series), Cell::Count(s.horizon.into())], cells(&s.bands?)].concat();
        Some(Row { kind: RowKind::Detail, cells })
    });
    let mut rows: Vec<Row> = detail.collect();
    let all = BandScore::of(cells_of(data, backtest, model, tier))?;
    let total = [vec![Cell::Text("All".to_owned()), Cell::Text(String::new())], cells(&all)].concat();
    rows.push(Row { kind: RowKind::Total, cells: total });
    let mut head = vec![Column::words("Series"), Column::numbers("Years ahead")];
    head.extend(columns(""));
    Some(Table {
        caption: format!("Bands by series and horizon, {}", plural(data.geography.level_name(level))),
        columns: head,
        rows,
        footnotes: vec!["Forecasts: areas times base years.".to_owned()],
    })
}

fn cells_of<'a>(
    data: &'a Dataset,
    backtest: &'a Backtest,
    model: usize,
    tier: Tier,
) -> impl Iterator<Item = &'a BacktestCell> {
    backtest.cells.iter().filter(move |c| c.model == model && data.layout.units[c.unit].tier == tier)
}

fn base_table(data: &Dataset, backtest: &Backtest, model: usize) -> Table {
    let levels = data.layout.levels();
    let mut head = vec![Column::words("Base")];
    let mut rows: BTreeMap<CensusYear, Vec<Option<BandScore>>> = BTreeMap::new();
    for (l, level) in levels.iter().enumerate() {
        head.extend(columns(&capital(&plural(data.geography.level_name(*level)))));
        for (base, score) in coverage_by_base(data, backtest, model, Tier::Level(*level)) {
            rows.entry(base).or_insert_with(|| vec![None; levels.len()])[l] = Some(score);
        }
    }
    let row = |(base, of_levels): (CensusYear, Vec<Option<BandScore>>)| {
        let missing = || vec![Cell::Missing; columns("").len()];
        let scores = of_levels.iter().flat_map(|score| score.as_ref().map_or_else(missing, cells));
        let cells = std::iter::once(Cell::Text(format!("January {base}"))).chain(scores).collect();
        Row { kind: RowKind::Detail, cells }
    };
    Table {
        caption: "Bands by base year, all series and horizons".to_owned(),
        columns: head,
        rows: rows.into_iter().map(row).collect(),
        footnotes: vec![
            "Later bases have fewer horizons, because the years to judge them by have not come.".to_owned(),
        ],
    }
}

/// How far a roll fell outside the 95 per cent band, in widths of that band; `None` where it did not.
fn beyond(cell: &BacktestCell, band: &Band) -> Option<f64> {
    let missed = (band.lo95 - cell.actual).max(cell.actual - band.hi95);
    let widths = missed / (band.hi95 - band.lo95);
    (widths > 0.0 && widths.is_finite()).then_some(widths)
}

/// Fan charts of the areas whose rolls fell furthest outside, at the longest horizon.
fn worst(data: &Dataset, backtest: &Backtest, model: usize) -> Vec<Block> {
    let levels = data.layout.levels();
    let is_level = |c: &&BacktestCell| levels.iter().any(|l| data.layout.units[c.unit].tier == Tier::Level(*l));
    let of_model = || backtest.cells.iter().filter(|c| c.model == model).filter(is_level);
    let Some(longest) = of_model().filter(|c| c.band.is_some()).map(BacktestCell::horizon).max() else {
        return vec![];
    };
    let judged: Vec<(&BacktestCell, Band)> =
        of_model().filter(|c| c.horizon() == longest).filter_map(|c| Some((c, c.band?))).collect();
    let outside: Vec<(f64, &BacktestCell, Band)> =
        judged.iter().filter_map(|(cell, band)| Some((beyond(cell, band)?, *cell, *band))).collect();
    let mut by_area: BTreeMap<usize, (f64, &BacktestCell, Band)> = BTreeMap::new();
    for found in &outside {
        let worst = by_area.entry(found.1.unit).or_insert(*found);
        if found.0 > worst.0 {
            *worst = *found;
        }
    }
    let mut areas: Vec<(f64, &BacktestCell, Band)> = by_area.into_values().collect();
    areas.sort_by(|a, b| b.0.total_cmp(&a.0));
    let anchor = format!("calibration-worst-{}", backtest.models[model]);
    let ahead = if longest == 1 { "one year".to_owned() } else { format!("{longest} years") };
    let mut text = format!(
        "Of {} forecasts {ahead} ahead, the roll that came lay outside the 95% band in {}; one in twenty is as it should be.",
        format::count(judged.len() as i64),
        format::count(outside.len() as i64)
    );
    if !areas.is_empty() {
        text += " These areas fell furthest outside, in widths of the band, each in its worst series and base.";
    }
    let charts: Vec<Chart> =
        areas.into_iter().take(WORST).map(|(_, cell, band)| chart(data, backtest, cell, &band)).collect();
    let mut blocks = vec![Block::subsection(&anchor, "Where the bands failed most"), Block::Paragraph(text)];
    if !charts.is_empty() {
        blocks.extend(proves_nothing(data));
        blocks.push(Block::ChartGrid(charts));
        blocks.push(Block::Paragraph(SHADES.to_owned()));
    }
    blocks
}

/// Rolls to the base, the forecast made then, and what came.
fn chart(data: &Dataset, backtest: &Backtest, worst: &BacktestCell, band: &Band) -> Chart {
    let unit = &data.layout.units[worst.unit];
    let series = &data.schooling.series()[worst.series.0];
    let rolls = |years: std::ops::RangeInclusive<u16>| -> Vec<Point> {
        let roll = |year| data.layout.total(&data.rolls, unit, &series.groups, year, year);
        let point = |year| Some(Point { year, value: format::round_half_up(roll(year)?, 0) });
        years.map(CensusYear).filter_map(point).collect()
    };
    let of_fan: Vec<&BacktestCell> = backtest
        .cells
        .iter()
        .filter(|c| c.model == worst.model && c.base == worst.base && c.unit == worst.unit && c.series == worst.series)
        .collect();
    let whole_band = |b: Band| Band {
        lo95: format::round_half_up(b.lo95, 0),
        lo80: format::round_half_up(b.lo80, 0),
        hi80: format::round_half_up(b.hi80, 0),
        hi95: format::round_half_up(b.hi95, 0),
        assured80: format::round_half_up(b.assured80, 0),
        assured95: format::round_half_up(b.assured95, 0),
    };
    let ahead: Vec<(CensusYear, Band)> = of_fan.iter().filter_map(|c| Some((c.year, whole_band(c.band?)))).collect();
    let forecast = of_fan.iter().map(|c| Point { year: c.year, value: format::round_half_up(c.forecast, 0) }).collect();
    let came = format::count(whole(worst.actual));
    let (low, high) = (format::count(whole(band.lo95)), format::count(whole(band.hi95)));
    let words = data.schooling.spoken(series);
    Chart {
        finding: format!("{}: {came} came in {words}, outside {low} to {high}", unit.name),
        measure: format!("Forecast of January {}, {words}, {}", worst.base, spoken(unit.tier_name(&data.geography))),
        description: format!(
            "{words} in {}: forecast from January {} for January {} {}, 95% band {low} to {high}; {came} came.",
            unit.name,
            worst.base,
            worst.year,
            format::count(whole(worst.forecast))
        ),
        plot: Plot::Rolls(RollPlot {
            actual: rolls(data.rolls.first.0..=worst.base.0),
            forecast,
            bands: bands(&ahead),
            places: vec![],
            came: rolls(worst.base.0 + 1..=worst.year.0),
            events: vec![],
        }),
    }
}
