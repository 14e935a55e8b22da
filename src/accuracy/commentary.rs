//! What people wrote about a review, held against its table.

use super::causes::Cause;
use super::review::{Review, ReviewRow};
use crate::calendar::SeriesId;
use crate::dataset::{Claim, Dataset, Direction, OutColumn, OutTable, Remark, Tier};
use crate::geography::AreaId;
use std::collections::BTreeSet;

/// Words of a cause that mean more pupils than were forecast: they make a forecast too low.
const MORE: [&str; 10] =
    ["more", "higher", "increase", "increased", "increasing", "inward", "additional", "larger", "greater", "growth"];
/// Words that mean fewer: they make it too high.
const FEWER: [&str; 10] =
    ["fewer", "lower", "less", "decrease", "decreased", "decreasing", "outward", "smaller", "delayed", "slower"];

/// In what way a remark contradicts the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contradicts {
    /// The forecast missed the other way.
    Direction,
    /// The cause would have made it miss the other way.
    Cause,
    /// The size in forms of entry is another.
    Forms,
    /// The difference is no significant variance, and is explained.
    Inside,
    /// The difference is outside the tolerance, and nothing is said of it.
    LeftOut,
    /// Another number of areas is outside the tolerance.
    Count,
}

impl Contradicts {
    /// The words used in files.
    pub fn words(self) -> &'static str {
        match self {
            Contradicts::Direction => "direction",
            Contradicts::Cause => "cause",
            Contradicts::Forms => "forms of entry",
            Contradicts::Inside => "inside tolerance",
            Contradicts::LeftOut => "left out",
            Contradicts::Count => "areas outside tolerance",
        }
    }
}

/// A remark that contradicts the table, or one that is wanting.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Line of the remark; `None` for one that is wanting.
    pub line: Option<usize>,
    /// The area.
    pub area: AreaId,
    /// The series.
    pub series: SeriesId,
    /// In what way.
    pub kind: Contradicts,
    /// What is claimed.
    pub claimed: String,
    /// What the table says.
    pub table: String,
}

/// Every contradiction between remarks and a review, in the order of the file, what is left out last.
pub fn contradictions(data: &Dataset, review: &Review, remarks: &[Remark]) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = remarks.iter().flat_map(|r| of_remark(data, review, r)).collect();
    let level = |r: &&Remark| data.geography.area(r.area).level == review.level;
    let series: BTreeSet<SeriesId> = remarks.iter().filter(level).map(|r| r.series).collect();
    for series in series {
        let outside = outside(data, review, series);
        let worst = outside.iter().max_by(|a, b| size(a.1).total_cmp(&size(b.1))).map(|(area, _)| *area);
        for (area, row) in &outside {
            if remarks.iter().any(|r| r.area == *area && r.series == series) {
                continue;
            }
            let largest = if worst == Some(*area) { ", the largest miss" } else { "" };
            let (claimed, table) = ("nothing is said".to_owned(), format!("{}{largest}", told(data, row)));
            found.push(Contradiction { line: None, area: *area, series, kind: Contradicts::LeftOut, claimed, table });
        }
    }
    found
}

fn size(row: &ReviewRow) -> f64 {
    row.percent().map_or(0.0, f64::abs)
}

/// Areas of the review's level outside the tolerance.
fn outside<'a>(data: &'a Dataset, review: &'a Review, series: SeriesId) -> Vec<(AreaId, &'a ReviewRow)> {
    let rows = review.of(data, Tier::Level(review.level), series);
    let outside = rows.filter(|(_, row)| row.within(review.tolerance_percent) == Some(false));
    outside.filter_map(|(unit, row)| Some((unit.area?, row))).collect()
}

/// A difference in words: `-52 pupils, -3.8%, 1.7 forms of entry`.
fn told(data: &Dataset, row: &ReviewRow) -> String {
    let (difference, percent) = (row.difference().unwrap_or(0.0), row.percent().unwrap_or(0.0));
    let tenths = super::tenths(row.forecast, row.actual.unwrap_or(0.0)).map_or(percent, |t| t as f64 / 10.0);
    let forms = row.forms_of_entry(data).unwrap_or(0.0).abs();
    format!("{difference:+.0} pupils, {tenths:+.1}%, {forms:.1} forms of entry")
}

fn of_remark(data: &Dataset, review: &Review, remark: &Remark) -> Vec<Contradiction> {
    let mut found = vec![];
    let mut contradiction = |kind, claimed: String, table: String| {
        let Remark { line, area, series, .. } = *remark;
        found.push(Contradiction { line: Some(line), area, series, kind, claimed, table });
    };
    if let Some(claimed) = remark.outside {
        let inside = |(area, _): &(AreaId, &ReviewRow)| data.geography.lies_in(*area, remark.area);
        let counted = outside(data, review, remark.series).into_iter().filter(inside).count();
        if counted != claimed {
            contradiction(Contradicts::Count, claimed.to_string(), counted.to_string());
        }
    }
    let row =
        review.rows.iter().find(|r| r.series == remark.series && data.layout.units[r.unit].area == Some(remark.area));
    let Some((row, difference)) = row.and_then(|r| Some((r, r.difference()?))) else { return found };
    let way = if difference < 0.0 { Direction::Under } else { Direction::Over };
    if let Some(claimed) = remark.direction.filter(|d| *d != way) {
        contradiction(Contradicts::Direction, claimed.word().to_owned(), told(data, row));
    }
    let explained = !remark.cause.is_empty() || remark.forms.is_some();
    if explained && row.within(review.tolerance_percent) == Some(true) {
        let claim = if remark.cause.is_empty() { "a size is given".to_owned() } else { remark.cause.clone() };
        contradiction(Contradicts::Inside, claim, format!("{}: no significant variance", told(data, row)));
    }
    if let Some(makes) = makes(&remark.cause).filter(|makes| *makes != way) {
        let table = format!("{}: {} makes an {}", told(data, row), remark.cause, makes.word());
        contradiction(Contradicts::Cause, remark.cause.clone(), table);
    } else if let Some((cause, pupils)) = against(review, row, &remark.cause) {
        let table = format!("{}: of it {} {pupils:+.0}", told(data, row), cause.spoken());
        contradiction(Contradicts::Cause, remark.cause.clone(), table);
    }
    if let (Some((claim, forms, decimals)), Some(held)) = (remark.forms, row.forms_of_entry(data).map(f64::abs)) {
        let half = (0..decimals).fold(0.5, |half, _| half / 10.0);
        let (holds, words) = match claim {
            Claim::About => ((held - forms).abs() <= half + 1e-9, ""),
            Claim::MoreThan => (held > forms, "more than "),
            Claim::LessThan => (held < forms, "less than "),
        };
        if !holds {
            contradiction(Contradicts::Forms, format!("{words}{forms} FE"), told(data, row));
        }
    }
    found
}

fn words(cause: &str) -> Vec<String> {
    cause.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

/// The way a cause makes a forecast miss, where its words say one.
fn makes(cause: &str) -> Option<Direction> {
    let words = words(cause);
    let any = |known: &[&str]| words.iter().any(|w| known.contains(&w.as_str()));
    match (any(&MORE), any(&FEWER)) {
        (true, false) => Some(Direction::Under),
        (false, true) => Some(Direction::Over),
        _ => None,
    }
}

/// A cause that is named and that, by the attribution, did not point the way of the whole.
fn against(review: &Review, row: &ReviewRow, cause: &str) -> Option<(Cause, f64)> {
    let words = words(cause);
    let named = |c: &Cause| match c {
        Cause::Births => ["births", "birth"].as_slice(),
        Cause::Intake => &["intake", "reception"],
        Cause::Progression => &["progression", "migration"],
        Cause::Transfer => &["transfer", "transfers"],
        Cause::Housing => &["housing", "homes", "dwellings"],
        Cause::Provision => &["opening", "opened", "closure", "closed"],
    };
    let causes = review.attribution.row(row.unit, row.series)?.causes;
    let cause = Cause::ALL.into_iter().find(|c| named(c).iter().any(|n| words.iter().any(|w| w == n)))?;
    (causes.of(cause) * causes.total() <= 0.0).then_some((cause, causes.of(cause)))
}

/// `contradictions.csv`: what of a commentary does not agree with its table.
pub fn contradictions_table(data: &Dataset, found: &[Contradiction]) -> OutTable {
    let text = |f: &dyn Fn(&Contradiction) -> String| OutColumn::Text(found.iter().map(f).collect());
    OutTable::new(
        "contradictions",
        vec![
            ("line", OutColumn::Whole(found.iter().map(|c| c.line.map(|l| l as i64)).collect())),
            ("area", text(&|c| data.geography.area(c.area).code.clone())),
            ("series", text(&|c| data.schooling.series()[c.series.0].name.clone())),
            ("kind", text(&|c| c.kind.words().to_owned())),
            ("claimed", text(&|c| c.claimed.clone())),
            ("table", text(&|c| c.table.clone())),
        ],
    )
}
