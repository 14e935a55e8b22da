//! Whether forecasts err to one side, and whether they were worth more than the simple rules.

use super::super::{capital, listed, plural, spoken};
use crate::accuracy::{Bias, Kind, Lean, Past, Share, Skill};
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::report::document::{Block, Cell, Column, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// Areas named in a sentence before the rest are counted.
const NAMED: usize = 3;

/// One paragraph: whether the forecaster should worry. `None` where no vintage of the kind has met a January.
pub fn worry(data: &Dataset, past: &Past, kind: Kind) -> Option<String> {
    let of: Vec<&Bias> = past.biases.iter().filter(|b| b.kind == kind).collect();
    if of.is_empty() {
        return None;
    }
    let common = |lean: Lean| of.iter().filter(move |b| b.share == Share::Common && b.lean == lean);
    let named = |b: &Bias| {
        let series = data.schooling.spoken(&data.schooling.series()[b.series.0]);
        let way = if b.mean < 0.0 { "under" } else { "over" };
        let range = b.interval.map_or(String::new(), |(low, high)| {
            format!(" ({} to {})", format::signed_percent(low), format::signed_percent(high))
        });
        format!("{series} {} ahead, {way}-forecast by {}{range}", years(b.horizon), format::percent(b.mean.abs()))
    };
    let first = |lean| {
        let all: Vec<String> = common(lean).map(|b| named(b)).collect();
        let more = all.len().saturating_sub(NAMED);
        let words = listed(&all[..all.len().min(NAMED)]);
        if more > 0 { format!("{words}, and {more} more") } else { words }
    };
    let whole = data.layout.units.first().map_or("", |u| u.name.as_str());
    let judged = of.iter().any(|b| b.share == Share::Common && b.lean > Lean::TooFew);
    let verdict = if common(Lean::Worrying).count() > 0 {
        format!(
            "Look into it: the forecasts of {whole} err to one side beyond the tolerance in {}.",
            first(Lean::Worrying)
        )
    } else if common(Lean::Slight).count() > 0 {
        format!(
            "No cause for worry yet: the forecasts of {whole} lean to one side, but within the tolerance, in {}.",
            first(Lean::Slight)
        )
    } else if judged {
        format!("No cause for worry: the forecasts of {whole} show no sign of erring to one side.")
    } else {
        "Too early to say whether forecasts err to one side: that takes three vintages at least.".to_owned()
    };
    let mut areas: Vec<String> = of
        .iter()
        .filter(|b| b.share == Share::Own && b.lean == Lean::Worrying)
        .map(|b| data.layout.units[b.unit].name.clone())
        .collect();
    areas.sort();
    areas.dedup();
    let beside = match areas.len() {
        0 => String::new(),
        n => format!(
            " Beside the whole, {} {} of {} own by more than the tolerance in some series: {}.",
            n,
            if n == 1 { "area leans to a side" } else { "areas lean to a side" },
            if n == 1 { "its" } else { "their" },
            listed(&areas)
        ),
    };
    let softest = data.rolls_status.panels.iter().flat_map(|p| p.iter().copied()).max();
    let caution = softest.filter(|s| *s >= Status::Reconstructed).map_or(String::new(), |softest| {
        format!(
            " Rolls of this data set are {softest}, so that this shows how the program works and is nobody's record."
        )
    });
    Some(format!("{verdict}{beside}{caution}"))
}

fn years(horizon: i32) -> String {
    if horizon == 1 { "one year".to_owned() } else { format!("{horizon} years") }
}

pub(super) fn blocks(data: &Dataset, past: &Past) -> Vec<Block> {
    let mut blocks = vec![Block::subsection("vintages-bias", "Do the forecasts err to one side?")];
    blocks.extend(worry(data, past, Kind::Saved).map(Block::Paragraph));
    blocks.push(Block::Table(common(data, past)));
    blocks.extend(own(data, past).map(Block::Table));
    let skills: Vec<&Skill> = past.skills.iter().filter(|s| s.kind == Kind::Saved).collect();
    if let Some(first) = skills.first() {
        blocks.push(Block::subsection("vintages-skill", "Were they worth more than the simple rules?"));
        blocks.push(Block::Paragraph(skill_sentence(&skills)));
        blocks.push(Block::Table(skill_table(data, &skills, first.tier)));
    }
    blocks
}

fn verdict(lean: Lean) -> Cell {
    let tone = match lean {
        Lean::TooFew => return Cell::Text(lean.words().to_owned()),
        Lean::NoSign => Tone::Good,
        Lean::Slight => Tone::Watch,
        Lean::Worrying => Tone::Poor,
    };
    Cell::Judgement(tone, lean.words().to_owned())
}

fn ends(bias: &Bias) -> [Cell; 2] {
    bias.interval
        .map_or([Cell::Missing, Cell::Missing], |(low, high)| [Cell::SignedPercent(low), Cell::SignedPercent(high)])
}

fn common(data: &Dataset, past: &Past) -> Table {
    let mut of: Vec<&Bias> = past.biases.iter().filter(|b| b.kind == Kind::Saved && b.share == Share::Common).collect();
    of.sort_by_key(|b| (b.series, b.horizon));
    let rows = of.iter().map(|b| {
        let mut cells = vec![
            Cell::Text(data.schooling.spoken(&data.schooling.series()[b.series.0])),
            Cell::Count(i64::from(b.horizon)),
            Cell::Count(b.vintages as i64),
            Cell::SignedPercent(b.mean),
        ];
        cells.extend(ends(b));
        cells.push(verdict(b.lean));
        Row { kind: RowKind::Detail, cells }
    });
    let whole = data.layout.units.first().map_or("", |u| u.name.as_str());
    Table {
        caption: format!("{whole}: mean error of all vintages, which every area shares"),
        columns: vec![
            Column::words("Series"),
            Column::numbers("Years ahead"),
            Column::numbers("Vintages"),
            Column::numbers("Mean error"),
            Column::numbers("From").under("95% interval"),
            Column::numbers("To").under("95% interval"),
            Column::words("Judgement"),
        ],
        rows: rows.collect(),
        footnotes: vec![
            "Forecasts that look across the same years err together, and the interval is wider for it. Of twenty lines without \
             any bias one would still seem to have some."
                .to_owned(),
        ],
    }
}

/// The areas that lean to a side of their own; `None` where none does.
fn own(data: &Dataset, past: &Past) -> Option<Table> {
    let leaning = |b: &&Bias| b.kind == Kind::Saved && b.share == Share::Own && b.lean == Lean::Worrying;
    let mut of: Vec<&Bias> = past.biases.iter().filter(leaning).collect();
    of.sort_by(|a, b| {
        b.mean.abs().total_cmp(&a.mean.abs()).then((a.unit, a.series, a.horizon).cmp(&(b.unit, b.series, b.horizon)))
    });
    let level = data.layout.levels().first().copied().unwrap_or(LevelId(0));
    let rows = of.iter().map(|b| {
        let mut cells = vec![
            Cell::Text(data.layout.units[b.unit].name.clone()),
            Cell::Text(data.schooling.spoken(&data.schooling.series()[b.series.0])),
            Cell::Count(i64::from(b.horizon)),
            Cell::SignedPercent(b.mean),
        ];
        cells.extend(ends(b));
        Row { kind: RowKind::Detail, cells }
    });
    let table = Table {
        caption: format!(
            "{}: errors of their own beyond the tolerance",
            capital(&plural(data.geography.level_name(level)))
        ),
        columns: vec![
            Column::words("Area"),
            Column::words("Series"),
            Column::numbers("Years ahead"),
            Column::numbers("Mean, beside the whole"),
            Column::numbers("From").under("95% interval"),
            Column::numbers("To").under("95% interval"),
        ],
        rows: rows.collect(),
        footnotes: vec![],
    };
    (!of.is_empty()).then_some(table)
}

fn skill_sentence(skills: &[&Skill]) -> String {
    let rule = |i: usize, name: &str| {
        let judged: Vec<f64> = skills.iter().filter_map(|s| s.against(i)).collect();
        let better = judged.iter().filter(|s| **s > 0.0).count();
        format!("{name} in {better} of {}", judged.len())
    };
    format!(
        "Of the pairs of a series and a number of years ahead, the vintages were nearer to the roll than {}, than {} and than {}. \
         Every rule was made from the same rolls, at the same base, and is judged on the same rows.",
        rule(0, "cohort survival with weights 3:2:1"),
        rule(1, "no change"),
        rule(2, "last year's growth again")
    )
}

fn skill_table(data: &Dataset, skills: &[&Skill], tier: Tier) -> Table {
    let level = match tier {
        Tier::Level(level) => data.geography.level_name(level),
        Tier::Grouping(g) => data.geography.groupings()[g].name.as_str(),
    };
    let mut of: Vec<&Skill> = skills.to_vec();
    of.sort_by_key(|s| (s.series, s.horizon));
    let rows = of.iter().map(|s| {
        let mut cells = vec![
            Cell::Text(data.schooling.spoken(&data.schooling.series()[s.series.0])),
            Cell::Count(i64::from(s.horizon)),
            Cell::Count(s.n as i64),
            Cell::Decimal(s.mape, 2),
        ];
        cells.extend(s.rules.iter().map(|r| Cell::Decimal(*r, 2)));
        cells.extend((0..3).map(|i| s.against(i).map_or(Cell::Missing, Cell::SignedPercent)));
        Row { kind: RowKind::Detail, cells }
    });
    let rules = ["3:2:1", "No change", "Growth again"];
    let mut columns = vec![
        Column::words("Series"),
        Column::numbers("Years ahead"),
        Column::numbers("Forecasts"),
        Column::numbers("Vintages").under("Mean absolute error, per cent"),
    ];
    columns.extend(rules.map(|r| Column::numbers(r).under("Mean absolute error, per cent")));
    columns.extend(rules.map(|r| Column::numbers(r).under("Smaller by")));
    Table {
        caption: format!("By {}: the vintages beside the simple rules", spoken(level)),
        columns,
        rows: rows.collect(),
        footnotes: vec!["Smaller by: by how much the error of the vintages is smaller than that of the rule; negative where the rule was nearer.".to_owned()],
    }
}
