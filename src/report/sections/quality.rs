//! How well the rolls are known, by area and January; and the document of a check.

use super::{capital, plural};
use crate::calendar::CensusYear;
use crate::dataset::{Dataset, Problem, Problems, Quality, Severity, quality};
use crate::geography::{AreaId, LevelId};
use crate::report::document::{Block, Cell, Column, Document, NoteKind, Row, RowKind, Table, Tone};
use crate::report::format;
use std::collections::BTreeMap;

/// What `check` found: how well the rolls are known, where they can be read, and every problem.
pub fn check_report(data: Option<&Dataset>, problems: &Problems, folder: &str) -> Document {
    let (errors, warnings) = (problems.errors(), problems.warnings());
    let verdict = match (errors, warnings) {
        (0, 0) => "Nothing is wrong with the files as far as a program can tell.".to_owned(),
        (0, n) => format!("The data set can be used. {} should be looked at.", counted(n, "warning")),
        (n, _) => format!("The data set cannot be used until {} mended.", are(n, "error")),
    };
    let mut blocks = vec![Block::section("problems", "Problems"), Block::Paragraph(verdict)];
    blocks.extend((errors + warnings > 0).then(|| Block::Table(listed(problems))));
    if let Some(data) = data {
        blocks.push(Block::section("quality", "How well the rolls are known"));
        blocks.extend(self::blocks(data, problems, *data.layout.levels().last().unwrap_or(&LevelId(0))));
    }
    Document {
        title: data.map_or_else(|| folder.to_owned(), |d| d.about.title.clone()),
        subtitle: format!("What rollcast check found in {folder}"),
        blocks,
    }
}

fn counted(n: usize, word: &str) -> String {
    format!("{} {word}{}", format::count(n as i64), if n == 1 { "" } else { "s" })
}

fn are(n: usize, word: &str) -> String {
    format!("{} {}", counted(n, word), if n == 1 { "is" } else { "are" })
}

fn listed(problems: &Problems) -> Table {
    let row = |p: &Problem| {
        let judged = match p.fault.severity() {
            Severity::Error => Cell::Judgement(Tone::Poor, "error".to_owned()),
            Severity::Warning => Cell::Judgement(Tone::Watch, "warning".to_owned()),
        };
        let file = p.place.file.file_name().map_or(String::new(), |f| f.to_string_lossy().into_owned());
        let cells = vec![
            judged,
            Cell::Text(file),
            p.place.row.map_or(Cell::Text(String::new()), |row| Cell::Count(row as i64)),
            Cell::Text(p.place.column.clone().unwrap_or_default()),
            Cell::Text(p.fault.to_string()),
            Cell::Text(p.fault.hint().unwrap_or_default()),
        ];
        Row { kind: RowKind::Detail, cells }
    };
    Table {
        caption: "Every problem, errors first".to_owned(),
        columns: vec![
            Column::words("Weight"),
            Column::words("File"),
            Column::numbers("Row"),
            Column::words("Column"),
            Column::words("What is wrong"),
            Column::words("What to do"),
        ],
        rows: problems.iter().map(row).collect(),
        footnotes: vec![],
    }
}

/// A sentence, and a table by January of the areas of a level and all levels above it.
pub(super) fn blocks(data: &Dataset, problems: &Problems, finest: LevelId) -> Vec<Block> {
    let rows = quality(data, problems);
    let mut all = Quality::default();
    rows.iter().for_each(|(.., q)| all += *q);
    let years: Vec<CensusYear> = data.rolls.years().collect();
    let mut by_area: BTreeMap<AreaId, BTreeMap<CensusYear, Quality>> = BTreeMap::new();
    for (area, year, quality) in &rows {
        for whole in data.geography.lineage(*area).filter(|id| data.geography.area(*id).level <= finest) {
            *by_area.entry(whole).or_default().entry(*year).or_default() += *quality;
        }
    }
    let mut blocks = vec![Block::Paragraph(sentence(all, rows.len()))];
    if all.held == all.cells() && all.in_doubt == 0 {
        return blocks;
    }
    let table_rows = by_area.iter().map(|(id, quality)| {
        let area = data.geography.area(*id);
        let cell = |year: &CensusYear| quality.get(year).map_or(Cell::Missing, |q| known(*q));
        let kind = if area.level < finest { RowKind::Subtotal } else { RowKind::Detail };
        Row { kind, cells: std::iter::once(Cell::Text(area.name.clone())).chain(years.iter().map(cell)).collect() }
    });
    let level = capital(&plural(data.geography.level_name(finest)));
    let columns = std::iter::once(Column::words("Area"));
    blocks.push(Block::Table(Table {
        caption: format!("Rolls of each January: {level} and what they add up to"),
        columns: columns.chain(years.iter().map(|y| Column::words(&y.to_string()))).collect(),
        rows: table_rows.collect(),
        footnotes: vec![
            "Held: as someone published them. Estimated: derived, reconstructed or illustrative. \u{25C6} suspicious: figures \
             that can hardly be true, each in the list of problems of rollcast check; \u{25B2} missing: in no sum. A wider area is counted by \
             the rolls it is the sum of here: a total of it that is held besides, published or not, is a check on them and not counted."
                .to_owned(),
        ],
    }));
    if all.estimated > 0 {
        let text =
            "An estimated roll is nobody's record: a forecast of it is an example of the method, not of the place.";
        blocks.push(Block::Note { kind: NoteKind::Caution, text: text.to_owned() });
    }
    blocks
}

fn sentence(all: Quality, areas_and_years: usize) -> String {
    if all.held == all.cells() && all.in_doubt == 0 {
        return format!("All {} rolls are held as someone published them, and none is in doubt.", count(all.cells()));
    }
    let share = |n: usize| format!("{} ({})", count(n), format::percent(100.0 * n as f64 / all.cells() as f64));
    let doubt = match all.in_doubt {
        0 => "No figure is in doubt.".to_owned(),
        1 => "One figure is suspicious.".to_owned(),
        n => format!("{} figures are suspicious.", count(n)),
    };
    format!(
        "Of {} rolls by year group, in {} areas and Januaries, {} are held as someone published them, {} are estimated and {} are \
         missing. {doubt}",
        count(all.cells()),
        count(areas_and_years),
        share(all.held),
        share(all.estimated),
        share(all.missing)
    )
}

fn count(n: usize) -> String {
    format::count(n as i64)
}

/// A cell in words: the worst first.
fn known(q: Quality) -> Cell {
    let part = |n: usize, word: &str| match n {
        0 => None,
        n if n == q.cells() => Some(word.to_owned()),
        n => Some(format!("{} {word}", count(n))),
    };
    let doubt = (q.in_doubt > 0).then(|| format!("\u{25C6}\u{A0}{} suspicious", count(q.in_doubt)));
    let missing = part(q.missing, "missing").map(|words| format!("\u{25B2}\u{A0}{words}"));
    let tone = match (&doubt, &missing) {
        (Some(_), _) => Tone::Poor,
        (None, Some(_)) => Tone::Watch,
        (None, None) => Tone::Good,
    };
    let words: Vec<String> =
        [doubt, missing, part(q.estimated, "estimated"), part(q.held, "held")].into_iter().flatten().collect();
    match tone {
        // Estimated is no fault: the words say it, and a colour would say more than is known.
        Tone::Good if q.estimated > 0 => Cell::Text(words.join(", ")),
        tone => Cell::Heat(tone, words.join(", ")),
    }
}
