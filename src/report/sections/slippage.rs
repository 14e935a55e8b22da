//! Homes that may come late or not at all: what that takes from the plan, and what the chances rest on.

use super::{Page, capital};
use crate::dataset::{SlipChance, Slippage};
use crate::model::Laid;
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table};
use crate::report::format;
use crate::status::Status;

/// `laid` is what the expected delivery differs from the plan by.
pub(super) fn blocks(page: &Page, laid: &Laid, slippage: &Slippage) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(sentence(page, laid))];
    if slippage.status() == Status::Illustrative {
        let text = "The chances below are illustrative: made up to show how the program works. Nobody counted how late homes came.";
        blocks.push(Block::Note { kind: NoteKind::Caution, text: text.to_owned() });
    }
    blocks.push(Block::Table(chances(page, slippage)));
    blocks
}

fn sentence(page: &Page, laid: &Laid) -> String {
    let forecast = page.results.forecast;
    let series = page.series().iter().filter(|s| s.groups.len() > 1);
    let fewer: Vec<String> = series
        .filter_map(|s| Some((s, forecast.laid(page.data(), laid, page.root()?, &s.groups, page.last())?)))
        .map(|(s, n)| {
            let (pupils, name) = (format::round_half_up(n, 0) as i64, page.data().schooling.spoken(s));
            let more = if pupils > 0 { "more" } else { "fewer" };
            format!("{} pupils {more} in {name}", format::count(pupils.abs()))
        })
        .collect();
    let taken = match fewer.is_empty() {
        true => "nobody more or fewer".to_owned(),
        false => fewer.join(" and "),
    };
    let bands = match forecast.intervals {
        Some(_) => " The bands take in that each site may come sooner or later than that.",
        None => "",
    };
    format!(
        "Homes do not always come as planned. The pupils above are those of the plan. The forecast counts what may be expected of \
         every site as far as it has come, which is {taken} in January {}.{bands}",
        page.last()
    )
}

fn chances(page: &Page, slippage: &Slippage) -> Table {
    let row = |c: &SlipChance| {
        let when = match (c.course.delay, c.course.share == 0.0) {
            (_, true) => "never".to_owned(),
            (0, _) => "in time".to_owned(),
            (1, _) => "a year late".to_owned(),
            (n, _) => format!("{n} years late"),
        };
        let per_cent = |share: f64| Cell::Text(format::percent(100.0 * share));
        let cells = vec![
            Cell::Text(capital(c.stage.word())),
            Cell::Text(when),
            per_cent(c.course.share),
            per_cent(c.probability),
            Cell::Text(c.source.clone()),
        ];
        Row { kind: RowKind::Detail, cells }
    };
    let mut footnotes = vec!["Homes of a stage that is not here come as planned.".to_owned()];
    footnotes.extend(page.footnote(slippage.status()));
    Table {
        caption: "How homes come, as against the plan".to_owned(),
        columns: vec![
            Column::words("How far"),
            Column::words("When"),
            Column::words("Share built"),
            Column::words("Chance"),
            Column::words("Source"),
        ],
        rows: slippage.chances.iter().map(row).collect(),
        footnotes,
    }
}
