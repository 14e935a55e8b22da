//! The backtest: how every model would have done from every base.

mod verdict;

use super::{calibration, capital, plural, spoken};
use crate::accuracy::{Backtest, Choice, Score, SizeClass, Verdict, against_baseline};
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::report::document::{Block, Cell, Column, Document, NoteKind, Row, RowKind, Table, Tone};
use crate::report::format;
use crate::status::Status;

/// The rule that every model is measured against in one figure.
const RULE: &str = "cohort-survival-321";

/// The report of a backtest, with the choice of model where one was asked for.
pub fn backtest_report(
    data: &Dataset,
    backtest: &Backtest,
    scores: &[Score],
    choices: Option<&[(LevelId, Vec<Choice>)]>,
) -> Document {
    let plan = &backtest.plan;
    let root = data.layout.units.first().map_or("", |u| u.name.as_str());
    let mut blocks = blocks(data, backtest, scores);
    if let Some(choices) = choices {
        blocks.push(Block::section("selection", "Which model to use"));
        blocks.extend(proves_nothing(data));
        for (level, choices) in choices {
            let name = data.geography.level_name(*level);
            blocks.push(Block::subsection(&format!("selection-{name}"), &capital(&plural(name))));
            blocks.push(Block::Table(choice_table(data, backtest, choices)));
        }
    }
    Document {
        title: format!("{root}: backtest"),
        subtitle: format!("Models fitted in January {} to {}", plan.first_base, plan.last_base),
        blocks,
    }
}

/// The section that says how far off each model would have been.
pub(super) fn blocks(data: &Dataset, backtest: &Backtest, scores: &[Score]) -> Vec<Block> {
    let plan = &backtest.plan;
    let mut blocks = vec![Block::section("backtest", "How far off each method would have been")];
    blocks.extend(proves_nothing(data));
    blocks.push(Block::Paragraph(format!(
        "Each model was fitted with what was known in each January from {} to {}, and its forecasts set beside the rolls \
         that came, to January {}. The error is the mean over areas and base years of the difference in per cent of the \
         actual roll, whatever its sign.",
        plan.first_base, plan.last_base, plan.last_target
    )));
    for level in data.layout.levels() {
        let name = data.geography.level_name(level);
        blocks.push(Block::subsection(&format!("backtest-{name}"), &capital(&plural(name))));
        blocks.extend(verdict::sentence(data, backtest, scores, level).map(Block::Paragraph));
        blocks.push(Block::Table(error_table(data, backtest, scores, level)));
    }
    blocks.extend(calibration::blocks(data, backtest, scores));
    blocks
}

/// What must stand beside every score of a data set whose rolls are nobody's record.
pub(super) fn proves_nothing(data: &Dataset) -> Option<Block> {
    let softest = data.rolls_status.panels.iter().flat_map(|p| p.iter().copied()).max()?;
    (softest >= Status::Reconstructed).then(|| {
        let text = format!(
            "Rolls of this data set are {softest}: these scores show that the program works and prove nothing about accuracy."
        );
        Block::Note { kind: NoteKind::Caution, text }
    })
}

fn error_table(data: &Dataset, backtest: &Backtest, scores: &[Score], level: LevelId) -> Table {
    let tier = Tier::Level(level);
    let of =
        |model: usize| scores.iter().filter(move |s| s.model == model && s.tier == tier && s.size == SizeClass::All);
    let keys: Vec<_> = of(0).map(|s| (s.series, s.horizon, s.n)).collect();
    let mut columns = vec![Column::words("Model")];
    columns.extend(keys.iter().map(|(series, horizon, _)| {
        let heading = if *horizon == 1 { "1 year".to_owned() } else { format!("{horizon} years") };
        Column::numbers(&heading).under(&data.schooling.spoken(&data.schooling.series()[series.0]))
    }));
    columns.push(Column::numbers("Against 3:2:1"));
    let rows = backtest.models.iter().enumerate().map(|(m, name)| {
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(keys.iter().map(|(series, horizon, _)| {
            let score = of(m).find(|s| s.series == *series && s.horizon == *horizon);
            score.map_or(Cell::Missing, |s| Cell::Decimal(s.mape, 2))
        }));
        let against = against_baseline(backtest, scores, m, tier, RULE);
        cells.push(against.map_or(Cell::Missing, Cell::SignedPercent));
        Row { kind: RowKind::Detail, cells }
    });
    let counts: Vec<String> = keys
        .iter()
        .map(|(series, horizon, n)| {
            let series = &data.schooling.series()[series.0];
            format!("{} at {horizon}: {}", series.name, format::count(*n as i64))
        })
        .collect();
    Table {
        caption: format!("Mean absolute error by {}, per cent", spoken(data.geography.level_name(level))),
        columns,
        rows: rows.collect(),
        footnotes: vec![
            "Against 3:2:1: mean over series and horizons of the log ratio of errors to plain cohort survival; negative is \
             better."
                .to_owned(),
            format!("Areas times base years. {}.", counts.join("; ")),
        ],
    }
}

fn choice_table(data: &Dataset, backtest: &Backtest, choices: &[Choice]) -> Table {
    let rows = choices.iter().map(|c| {
        let verdict = match c.verdict {
            Verdict::Keep => Cell::Judgement(Tone::Good, format!("keep {}: it is the best", backtest.models[0])),
            Verdict::KeepInsideNoise => {
                Cell::Judgement(Tone::Good, format!("keep {}: the difference is inside the noise", backtest.models[0]))
            }
            Verdict::KeepForWantOfEvidence => {
                Cell::Judgement(Tone::Watch, format!("keep {}: too few areas or bases to tell", backtest.models[0]))
            }
            Verdict::Change => Cell::Judgement(Tone::Watch, format!("change to {}", backtest.models[c.best])),
        };
        let interval = c.interval.map_or(Cell::Missing, |(low, high)| {
            Cell::Text(format!("{} to {}", format::decimal(low, 2), format::decimal(high, 2)))
        });
        Row {
            kind: RowKind::Detail,
            cells: vec![
                Cell::Text(data.schooling.spoken(&data.schooling.series()[c.series.0])),
                Cell::Count(c.horizon.into()),
                Cell::Text(backtest.models[c.best].clone()),
                Cell::Decimal(c.incumbent_mape, 2),
                Cell::Decimal(c.best_mape, 2),
                interval,
                verdict,
            ],
        }
    });
    Table {
        caption: format!("Best model of each series and horizon, against {}", backtest.models[0]),
        columns: vec![
            Column::words("Series"),
            Column::numbers("Years ahead"),
            Column::words("Best"),
            Column::numbers("Error now, per cent"),
            Column::numbers("Error of the best"),
            Column::numbers("Difference, 95% interval"),
            Column::words("Recommendation"),
        ],
        rows: rows.collect(),
        footnotes: vec![
            "Paired over areas and base years; the interval is the wider of those by area and by base year, and shared among \
             the models compared."
                .to_owned(),
        ],
    }
}
