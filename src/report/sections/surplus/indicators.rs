//! Indicators that are to stay close to a target: how far off, red, amber or green, and which way they moved.

use super::super::{Page, tier_singular};
use crate::places::{Kind, Rag, Standing, SurplusCheck, Travel};
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// A table for each indicator with a target for some January shown.
pub(super) fn blocks(page: &Page, check: &SurplusCheck) -> Vec<Block> {
    let tables: Vec<Table> = page
        .data()
        .targets
        .closeness
        .iter()
        .filter_map(|indicator| {
            let units = &page.data().layout.units;
            let rated = |s: &&Standing| {
                s.rating.is_some() && units[s.unit].tier == indicator.tier && indicator.series.contains(&s.series)
            };
            let standings: Vec<&Standing> = check.standings.iter().filter(rated).collect();
            (!standings.is_empty()).then(|| Table {
                caption: format!(
                    "{}: surplus by {}, to stay close to its target",
                    indicator.name,
                    tier_singular(page, indicator.tier)
                ),
                columns: vec![
                    Column::words("Area"),
                    Column::words("Series"),
                    Column::numbers("January"),
                    Column::numbers("Surplus"),
                    Column::numbers("Target"),
                    Column::words("Rating"),
                    Column::words("Since the year before"),
                ],
                rows: standings.iter().filter_map(|s| row(page, s)).collect(),
                footnotes: [
                    vec![format!(
                        "Too many spare places are as far off as too few. Green: within {} of the target; amber: within {}; \
                         red: further off. Improved: closer to the January's target than a year before.",
                        points(indicator.green_within),
                        points(indicator.tolerance)
                    )],
                    page.footnote(standings.iter().map(|s| s.status).fold(indicator.status, Status::max)),
                ]
                .concat(),
            })
        })
        .collect();
    if tables.is_empty() {
        return vec![];
    }
    let heading = Block::subsection("surplus-close", "Close to target");
    std::iter::once(heading).chain(tables.into_iter().map(Block::Table)).collect()
}

fn points(value: f64) -> String {
    format!("{} points", format::decimal(value, 1))
}

fn row(page: &Page, standing: &Standing) -> Option<Row> {
    let rating = standing.rating?;
    let tone = match rating.rag {
        Rag::Green => Tone::Good,
        Rag::Amber => Tone::Watch,
        Rag::Red => Tone::Poor,
    };
    let travel = match (rating.travel, standing.kind) {
        (None, _) => Cell::Missing,
        (Some(travel), kind) => {
            let word = match travel {
                Travel::Improved => "improved",
                Travel::Same => "the same",
                Travel::Worsened => "worsened",
            };
            Cell::Text(if kind == Kind::Forecast { format!("{word} (forecast)") } else { word.to_owned() })
        }
    };
    let percent = standing.percent()?;
    Some(Row {
        kind: RowKind::Detail,
        cells: vec![
            Cell::Text(page.data().layout.units[standing.unit].name.clone()),
            Cell::Text(page.data().schooling.spoken(&page.series()[standing.series.0])),
            Cell::Year(standing.year.0),
            Cell::Percent(percent),
            Cell::Percent(rating.target),
            Cell::Judgement(tone, rating.rag.word().to_owned()),
            travel,
        ],
    })
}
