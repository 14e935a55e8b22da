//! What the model expects of the first year ahead, step by step until the steps are the movement expected.

use super::super::{Page, whole};
use super::{area_column, movement, named, rows};
use crate::dataset::Unit;
use crate::model::{Anatomy, Component, Movers};
use crate::report::document::{Cell, Column, Table};
use std::collections::BTreeMap;

/// A step of the expected movement; the order is that of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Nation,
    Own,
    YoungFamilies,
    UsualShare,
    Others,
}

impl Part {
    /// What a component counts as; `None` for what feeds the cohort, from which movement is counted.
    fn of(component: Component) -> Option<Part> {
        match component {
            Component::Births | Component::Feeder | Component::UsualEntry | Component::LastRoll => None,
            Component::NationalRate => Some(Part::Nation),
            Component::AreaLevel | Component::Departure => Some(Part::Own),
            Component::Drift => Some(Part::YoungFamilies),
            Component::UsualShare => Some(Part::UsualShare),
            Component::PreSchool
            | Component::Transfer
            | Component::Ratio
            | Component::Growth
            | Component::Arrivals
            | Component::Housing
            | Component::Slippage
            | Component::Intervention
            | Component::Shares
            | Component::Intake => Some(Part::Others),
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Part::Nation => "At the nation's rate",
            Part::Own => "Area's own level",
            Part::YoungFamilies => "Moves of young families",
            Part::UsualShare => "Back to the usual share",
            Part::Others => "New homes and others",
        }
    }
}

/// A table for each kind of movers; none for a model without levels.
pub(super) fn tables(page: &Page, held: &[Movers]) -> Vec<Table> {
    let has_levels = page.root().is_some_and(|root| parts(page, root, Movers::Primary).contains_key(&Part::Own));
    if !has_levels {
        return vec![];
    }
    held.iter().filter_map(|who| table(page, *who)).collect()
}

/// Pupils by part, for a unit that is an area.
fn parts(page: &Page, unit: &Unit, who: Movers) -> BTreeMap<Part, f64> {
    let data = page.data();
    let next = page.base().plus(1);
    let mut sums = BTreeMap::new();
    let Some(area) = unit.area else { return sums };
    let inside = |a: &&Anatomy| {
        a.year == next && who.include(data.schooling.role(a.group)) && data.geography.lies_in(a.area, area)
    };
    for step in page.results.anatomies.iter().filter(inside).flat_map(|a| &a.steps) {
        if let Some(part) = Part::of(step.component) {
            *sums.entry(part).or_default() += step.pupils;
        }
    }
    sums
}

fn table(page: &Page, who: Movers) -> Option<Table> {
    let next = page.base().plus(1);
    let shown: Vec<Part> = parts(page, page.root()?, who).into_keys().collect();
    let mut columns = vec![area_column(page)];
    columns.extend(shown.iter().map(|part| Column::numbers(part.heading())));
    columns.push(Column::numbers("Together, as expected"));
    let cells = |unit: &Unit| -> Vec<Cell> {
        let of_unit = parts(page, unit, who);
        let cell = |n: Option<f64>| n.map_or(Cell::Missing, |n| Cell::Difference(whole(n)));
        // A step that some area has and this one has not moves nobody here.
        let of_part = |part| (!of_unit.is_empty()).then(|| of_unit.get(part).copied().unwrap_or(0.0));
        let parts = shown.iter().map(|part| cell(of_part(part)));
        parts.chain([cell(movement(page, Some(unit), who, next))]).collect()
    };
    let mut footnotes = vec![
        "The area's own level is what it gains or loses beside the nation, as far as its size lets that be believed. Back to the usual \
         share: a cohort unusually large or small for its area is drawn back to what is usual."
            .to_owned(),
    ];
    if shown.contains(&Part::YoungFamilies) {
        footnotes.push(
            "Moves of young families: how those with children not yet at school have been moving of late, a step apart from the level."
                .to_owned(),
        );
    }
    footnotes
        .push("Each figure is rounded by itself, so that a row may miss its last column by one or two.".to_owned());
    Some(Table {
        caption: format!("What the model expects of the year to January {next}, step by step: {}", named(page, who)),
        columns,
        rows: rows(page, cells),
        footnotes,
    })
}
