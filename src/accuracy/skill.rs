//! Skill: whether past forecasts were better than the simple rules, from the same base on the same rows.

use super::overview::Kind;
use super::review::Review;
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier};
use crate::model::{Forecast, ModelSpec, SpecError};
use std::collections::{BTreeMap, BTreeSet};

/// The rules, by the names of their specifications, in the order of [`Skill::against`].
pub const RULES: [&str; 3] = ["cohort-survival-321", "persistence", "drift"];

/// Past forecasts so many years ahead beside the simple rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// Published or saved.
    pub kind: Kind,
    /// Years ahead.
    pub horizon: i32,
    /// The level of the areas.
    pub tier: Tier,
    /// The series.
    pub series: SeriesId,
    /// Areas times vintages that every rule could forecast too.
    pub n: usize,
    /// Mean absolute error in per cent of the actual.
    pub mape: f64,
    /// That of each rule on the same rows.
    pub rules: [f64; 3],
}

impl Skill {
    /// By how much the forecasts beat a rule: 1 - MAPE / MAPE of the rule, in per cent. Below zero the rule was better.
    pub fn against(&self, rule: usize) -> Option<f64> {
        let theirs = self.rules[rule];
        (theirs > 0.0).then(|| 100.0 * (1.0 - self.mape / theirs))
    }
}

/// Skill of every kind of vintage by years ahead and series, over the areas of the level a reader is shown first. A row counts
/// where every rule can forecast it from the rolls held at the base.
///
/// # Errors
/// None while the specifications shipped are sound, which a test asserts.
pub fn skills(data: &Dataset, reviews: &[Review]) -> Result<Vec<Skill>, SpecError> {
    let shipped = ModelSpec::shipped()?;
    let rules: Vec<&ModelSpec> = RULES.iter().filter_map(|name| shipped.iter().find(|s| s.name == *name)).collect();
    let bases: BTreeSet<CensusYear> = reviews.iter().map(|r| r.vintage.base).collect();
    let horizon = |base| reviews.iter().filter(|r| r.vintage.base == base).map(Review::horizon).max().unwrap_or(0);
    let forecasts: BTreeMap<CensusYear, Vec<Forecast>> = bases
        .into_iter()
        .filter_map(|base| {
            let fitted = rules.iter().map(|rule| rule.fit(data, base).ok());
            let all: Option<Vec<Forecast>> =
                fitted.map(|f| Some(f?.forecast(usize::try_from(horizon(base)).ok()?))).collect();
            Some((base, all?))
        })
        .collect();
    let mut errors: BTreeMap<(Kind, i32, Tier, SeriesId), Vec<[f64; 4]>> = BTreeMap::new();
    for review in reviews {
        let Some(of_rules) = forecasts.get(&review.vintage.base) else { continue };
        let tier = Tier::Level(review.level);
        for series in (0..data.schooling.series().len()).map(SeriesId) {
            let groups = &data.schooling.series()[series.0].groups;
            for (unit, row) in review.of(data, tier, series) {
                let (Some(actual), Some(percent)) = (row.actual, row.percent()) else { continue };
                let theirs: Option<Vec<f64>> =
                    of_rules.iter().map(|f| f.pupils(data, unit, groups, review.year)).collect();
                let Some(theirs) = theirs else { continue };
                let off = |pupils: f64| 100.0 * (pupils / actual - 1.0).abs();
                let key = (Kind::of(review.vintage.made), review.horizon(), tier, series);
                let row = [percent.abs(), off(theirs[0]), off(theirs[1]), off(theirs[2])];
                errors.entry(key).or_default().push(row);
            }
        }
    }
    let mean = |rows: &[[f64; 4]], i: usize| rows.iter().map(|r| r[i]).sum::<f64>() / rows.len() as f64;
    let skill = |((kind, horizon, tier, series), rows): (&(Kind, i32, Tier, SeriesId), &Vec<[f64; 4]>)| Skill {
        kind: *kind,
        horizon: *horizon,
        tier: *tier,
        series: *series,
        n: rows.len(),
        mape: mean(rows, 0),
        rules: [1, 2, 3].map(|i| mean(rows, i)),
    };
    Ok(errors.iter().map(skill).collect())
}

/// `skill.csv`.
pub fn skill_table(data: &Dataset, lines: &[Skill]) -> OutTable {
    let text = |f: &dyn Fn(&Skill) -> String| OutColumn::Text(lines.iter().map(f).collect());
    let whole = |f: &dyn Fn(&Skill) -> i64| OutColumn::Whole(lines.iter().map(|l| Some(f(l))).collect());
    let number = |f: &dyn Fn(&Skill) -> Option<f64>| OutColumn::Number(lines.iter().map(f).collect());
    let tier = |l: &Skill| match l.tier {
        Tier::Level(level) => data.geography.level_name(level).to_owned(),
        Tier::Grouping(g) => data.geography.groupings()[g].name.clone(),
    };
    OutTable::new(
        "skill",
        vec![
            ("made", text(&|l| l.kind.word().to_owned())),
            ("horizon", whole(&|l| i64::from(l.horizon))),
            ("level", text(&tier)),
            ("series", text(&|l| data.schooling.series()[l.series.0].name.clone())),
            ("n", whole(&|l| l.n as i64)),
            ("mape", number(&|l| Some(l.mape))),
            ("mape_csr321", number(&|l| Some(l.rules[0]))),
            ("mape_persistence", number(&|l| Some(l.rules[1]))),
            ("mape_drift", number(&|l| Some(l.rules[2]))),
            ("skill_csr321", number(&|l| l.against(0))),
            ("skill_persistence", number(&|l| l.against(1))),
            ("skill_drift", number(&|l| l.against(2))),
        ],
    )
}
