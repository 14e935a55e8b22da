//! What a scenario changes in surplus, in the chance of falling short, and in who meets a target.

use super::Beside;
use crate::places::{Standing, SurplusCheck, Target};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::scenario::{SurplusBeside, most_changed};

/// Everything about surplus; nothing where no places are held.
pub(super) fn blocks(beside: &Beside) -> Vec<Block> {
    let (Some((_, base)), Some((_, with))) = (&beside.base.surplus, &beside.scenario.outlook.surplus) else {
        return vec![];
    };
    let mut pairs = beside.scenario.surplus_beside(base);
    pairs.retain(SurplusBeside::judged);
    let mut blocks: Vec<Block> = chances(beside, &pairs).map(Block::Paragraph).into_iter().collect();
    blocks.extend(changes(beside, &pairs, (base, with)).map(Block::Table));
    blocks.push(crossings(beside, &pairs, with));
    blocks
}

fn area(beside: &Beside, pair: &SurplusBeside) -> String {
    beside.base.data.layout.units[pair.base.unit].name.clone()
}

fn series(beside: &Beside, pair: &SurplusBeside) -> String {
    let schooling = &beside.base.data.schooling;
    schooling.spoken(&schooling.series()[pair.base.series.0])
}

/// A surplus, with decimals enough to stand apart from its target.
pub(super) fn surplus(standing: &Standing) -> Option<String> {
    let target: Vec<f64> = standing.target.map(Target::percent).into_iter().collect();
    Some(format::percent_beside(standing.percent()?, &target))
}

/// The same of both, in as many decimals, and the points between the two as they are shown.
fn surpluses(pair: &SurplusBeside) -> Option<[String; 3]> {
    let (before, after) = (pair.base.percent()?, pair.with.percent()?);
    let decimals = |value, standing: &Standing| {
        let target: Vec<f64> = standing.target.map(Target::percent).into_iter().collect();
        format::decimals_beside(value, &target, 1)
    };
    let decimals = decimals(before, pair.base).max(decimals(after, pair.with));
    let points = format::round_half_up(after, decimals) - format::round_half_up(before, decimals);
    let points = format::round_half_up(points, decimals);
    let sign = if points > 0.0 { "+" } else { "" };
    let percent = |value| format::decimal(value, decimals) + "%";
    Some([percent(before), percent(after), format!("{sign}{}", format::decimal(points, decimals))])
}

/// Where the chance of falling short rises most and where it falls most; `None` without paths or a target.
fn chances(beside: &Beside, pairs: &[SurplusBeside]) -> Option<String> {
    pairs.iter().find_map(SurplusBeside::chance_points)?;
    let said = |pair: &SurplusBeside| {
        let words = |s: &Standing| s.chance_below.map_or(String::new(), format::chance);
        let (from, to) = (words(pair.base), words(pair.with));
        format!(
            "in {}, {}, from {from} to {to} in January {}",
            area(beside, pair),
            series(beside, pair),
            pair.base.year
        )
    };
    Some(match (most_changed(pairs, |points| points), most_changed(pairs, |points| -points)) {
        (None, None) => "The chance of falling short of a target stays as it is, everywhere.".to_owned(),
        (Some(rise), None) => format!("The chance of falling short of a target rises most {}.", said(rise)),
        (None, Some(fall)) => format!("The chance of falling short of a target falls most {}.", said(fall)),
        (Some(rise), Some(fall)) => {
            format!("The chance of falling short of a target rises most {}. It falls most {}.", said(rise), said(fall))
        }
    })
}

/// Areas judged by a target whose surplus or chance is another in the last January.
fn changes(beside: &Beside, pairs: &[SurplusBeside], (base, with): (&SurplusCheck, &SurplusCheck)) -> Option<Table> {
    let last = beside.last();
    let of_last: Vec<&SurplusBeside> = pairs.iter().filter(|p| p.base.year == last).collect();
    let changed = |p: &&&SurplusBeside| {
        surpluses(p).is_some_and(|[before, after, _]| before != after) || p.chance_changed().is_some()
    };
    let chance = |check: &SurplusCheck, s: &Standing| match s.chance_below {
        None => Cell::Missing,
        Some(c) if 100.0 * c > check.prudence.risk_percent => Cell::Judgement(Tone::Poor, format::chance(c)),
        Some(c) => Cell::Text(format::chance(c)),
    };
    let from = |check: &SurplusCheck, s: &Standing| {
        check.first_at_risk(s.unit, s.series).map_or_else(|| Cell::Text("no year".to_owned()), |y| Cell::Year(y.0))
    };
    let rows: Vec<Row> = of_last
        .iter()
        .filter(changed)
        .map(|p| {
            let mut cells = vec![Cell::Text(area(beside, p)), Cell::Text(series(beside, p))];
            let missing = || [Cell::Missing, Cell::Missing, Cell::Missing];
            cells.extend(surpluses(p).map_or_else(missing, |texts| texts.map(Cell::Text)));
            cells.extend([chance(base, p.base), chance(with, p.with), from(base, p.base), from(with, p.with)]);
            Row { kind: RowKind::Detail, cells }
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let (of_places, short, risk) = ("Surplus", "Chance of falling short", "At risk from");
    let mut footnotes = vec![format!(
        "Chance of falling short: the share of the futures drawn in which the surplus is below the target. At risk from: the first \
         January in which that is above {}.",
        format::percent(base.prudence.risk_percent)
    )];
    match of_last.len() - rows.len() {
        0 => {}
        1 => footnotes.push("Without a row: one area and series in which neither changes.".to_owned()),
        same => footnotes.push(format!("Without a row: {same} areas and series in which neither changes.")),
    }
    Some(Table {
        caption: format!("Surplus and the chance of falling short in January {last}"),
        columns: vec![
            Column::words("Area"),
            Column::words("Series"),
            Column::numbers("Base").under(of_places),
            Column::numbers("Scenario").under(of_places),
            Column::numbers("Points more").under(of_places),
            Column::numbers("Base").under(short),
            Column::numbers("Scenario").under(short),
            Column::numbers("Base").under(risk),
            Column::numbers("Scenario").under(risk),
        ],
        rows,
        footnotes,
    })
}

/// Areas that meet their target in one of the two and fall short of it in the other.
fn crossings(beside: &Beside, pairs: &[SurplusBeside], with: &SurplusCheck) -> Block {
    let percent = |s: &Standing| {
        let tone = if s.meets_target() == Some(false) { Tone::Poor } else { Tone::Good };
        surplus(s).map_or(Cell::Missing, |p| Cell::Judgement(tone, p))
    };
    let needed = |s: &Standing| s.places_needed(with.prudence.assurance);
    let crossed = pairs.iter().filter(|p| p.base.meets_target() != p.with.meets_target());
    let rows: Vec<Row> = crossed
        .map(|p| Row {
            kind: RowKind::Detail,
            cells: vec![
                Cell::Text(area(beside, p)),
                Cell::Text(series(beside, p)),
                Cell::Year(p.base.year.0),
                percent(p.base),
                percent(p.with),
                Cell::Text(
                    p.with.target.map_or(String::new(), |t| format!("at least {}", format::percent(t.percent()))),
                ),
                needed(p.with).map_or(Cell::Missing, |n| Cell::Count(n.ceil() as i64)),
            ],
        })
        .collect();
    if rows.is_empty() {
        let text = "No area meets a target in one of the two and falls short of it in the other.".to_owned();
        return Block::Paragraph(text);
    }
    Block::Table(Table {
        caption: "Areas that meet their target in one of the two only".to_owned(),
        columns: vec![
            Column::words("Area"),
            Column::words("Series"),
            Column::numbers("January"),
            Column::numbers("Base").under("Surplus"),
            Column::numbers("Scenario").under("Surplus"),
            Column::words("Target"),
            Column::numbers(&format!("Places needed to be {}% sure", with.prudence.assurance.percent())),
        ],
        rows,
        footnotes: vec![format!(
            "Places needed are those to add under the scenario so that the target is met in {} of 100 futures drawn.",
            with.prudence.assurance.percent()
        )],
    })
}
