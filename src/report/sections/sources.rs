//! How the numbers were made, and where they come from.

mod rounding;

use super::{Page, births, intervals};
use crate::model::Method;
use crate::report::document::{Block, Cell, Column, NoteKind, Row, RowKind, Table};

pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let mut blocks = vec![Block::section("method", "Method and sources"), Block::Paragraph(method(page))];
    blocks.extend(intervals::method(page).map(Block::Paragraph));
    blocks.extend(rounding::block(page));
    if let (Some(_), Some(births)) = (&page.data().drivers.preschool, &page.data().births) {
        let text = format!(
            "Cohorts that are counted before school enter as they are counted, in births: a child counted stands for as many births as \
             in the three Januaries before. Births enter {} years later.",
            births.lag
        );
        blocks.push(Block::Note { kind: NoteKind::Method, text });
    }
    let about = &page.data().about;
    if !about.births_note.is_empty() && uses_births(page) {
        blocks.push(Block::Note { kind: NoteKind::Method, text: about.births_note.clone() });
    }
    blocks.extend(births::blocks(page));
    blocks.extend(fallbacks(page));
    blocks.extend(warnings(page));
    let text =
        format!("{}. Licence: {}. {}", about.source.trim_end_matches('.'), about.licence, about.note.replace('`', ""));
    blocks.push(Block::Note { kind: NoteKind::Source, text });
    blocks
}

fn uses_births(page: &Page) -> bool {
    match page.results.spec.method {
        // The note is of the two birth years in a cohort, which the credible method does not blend.
        Method::Persistence {} | Method::Drift {} | Method::Credible(_) => false,
        Method::CohortSurvival(_) => page.data().births.is_some(),
    }
}

fn method(page: &Page) -> String {
    match &page.results.spec.method {
        Method::Persistence {} => "Every roll stays as it was in the base year.".to_owned(),
        Method::Drift {} => "Every roll grows again as it did in the last year.".to_owned(),
        Method::Credible(_) => {
            let entry = match &page.data().births {
                Some(_) => {
                    "The entry year moves half as far as births do, and keeps moving the way it has of late as the \
                     area's families have come and gone."
                }
                None => "The entry year is the area's smoothed share of a smoothed national entry.",
            };
            let with = page.results.forecast.compared_with.map_or(String::new(), |c| c.to_string());
            format!(
                "A year group next year is this year's feeding group, times the national rate, times how the area has lately \
                 differed, trusted as far as the area's size allows. {entry} The areas are compared with {with}. \
                 docs/method.md gives the equations and how well they have done."
            )
        }
        Method::CohortSurvival(constants) => {
            let weights: Vec<String> = constants.weights.iter().map(ToString::to_string).collect();
            let transfer = match (page.data().schooling.transfer(), &page.data().transfers) {
                (Some(group), Some(_)) => format!(
                    " Year {} follows the shares of each area's leavers that went to each area, with inflow from outside at \
                     its share of the intake.",
                    page.data().schooling.name(group)
                ),
                _ => String::new(),
            };
            let entry = match &page.data().births {
                Some(_) => "births times an intake ratio",
                None => "the weighted mean of its latest rolls",
            };
            format!(
                "Cohort survival: each year group is the one below it a year earlier times a ratio, weighted {} over the \
                 latest years. The entry year is {entry}.{transfer}",
                weights.join(":")
            )
        }
    }
}

fn fallbacks(page: &Page) -> Vec<Block> {
    let data = page.data();
    let rows: Vec<Row> = page
        .results
        .forecast
        .fallbacks
        .iter()
        .map(|f| Row {
            kind: RowKind::Detail,
            cells: vec![
                Cell::Text(data.geography.area(f.area).name.clone()),
                Cell::Text(data.schooling.name(f.group).to_owned()),
                Cell::Text(data.geography.area(f.from).name.clone()),
            ],
        })
        .collect();
    if rows.is_empty() {
        return vec![];
    }
    vec![
        Block::subsection("method-fallbacks", "Ratios taken from a larger area"),
        Block::Paragraph("These areas have too little history of their own for a ratio.".to_owned()),
        Block::Table(Table {
            caption: "Ratios taken from a larger area".to_owned(),
            columns: vec![Column::words("Area"), Column::words("Year group"), Column::words("Ratio of")],
            rows,
            footnotes: vec![],
        }),
    ]
}

fn warnings(page: &Page) -> Vec<Block> {
    if page.results.warnings.warnings() == 0 {
        return vec![];
    }
    let mut texts: Vec<String> = page
        .results
        .warnings
        .iter()
        .map(|p| {
            let file = p.place.file.file_name().map_or(String::new(), |f| f.to_string_lossy().into_owned());
            format!("{file}: {}", p.fault)
        })
        .collect();
    // The order of rows may not show in a document: `rollcast check` says in which row.
    texts.sort();
    let lines = texts.into_iter().map(|text| Block::Note { kind: NoteKind::Caution, text }).collect();
    [vec![Block::subsection("method-warnings", "What the inputs gave cause to say")], lines].concat()
}
