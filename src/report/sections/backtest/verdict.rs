//! Who won on the past, the first model or plain cohort survival: in words, the worst cases with the best.

use super::super::{capital, plural};
use super::RULE;
use crate::accuracy::{Backtest, Score, SizeClass};
use crate::calendar::CensusYear;
use crate::dataset::{Dataset, Tier};
use crate::geography::LevelId;
use crate::report::format;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The first model beside the rule at one series and horizon.
struct Pair<'a> {
    own: &'a Score,
    rule: &'a Score,
}

impl Pair<'_> {
    /// Error of the model as a share of that of the rule.
    fn ratio(&self) -> f64 {
        self.own.mape / self.rule.mape
    }
}

/// How the first model did against plain cohort survival at a level; `None` where it is that rule, or the rule was not tried.
pub(super) fn sentence(data: &Dataset, backtest: &Backtest, scores: &[Score], level: LevelId) -> Option<String> {
    let rule = backtest.models.iter().position(|m| m == RULE).filter(|rule| *rule != 0)?;
    let tier = Tier::Level(level);
    let of = |m: usize| scores.iter().filter(move |s| s.model == m && s.tier == tier && s.size == SizeClass::All);
    let pairs: Vec<Pair> = of(0)
        .filter_map(|own| {
            let rule = of(rule).find(|s| s.series == own.series && s.horizon == own.horizon)?;
            (rule.mape > 0.0).then_some(Pair { own, rule })
        })
        .collect();
    let count = |order: Ordering| pairs.iter().filter(|p| p.ratio().total_cmp(&1.0) == order).count();
    let (better, worse) = (count(Ordering::Less), count(Ordering::Greater));
    let best = pairs.iter().min_by(|a, b| a.ratio().total_cmp(&b.ratio()))?;
    let worst = pairs.iter().max_by(|a, b| a.ratio().total_cmp(&b.ratio()))?;
    let told = |pair: &Pair| case(data, backtest, tier, pair);
    let name = &backtest.models[0];
    let areas = capital(&plural(data.geography.level_name(level)));
    let mut text = format!(
        "{areas}: of {} series and years ahead, {name} has the smaller error in {better} and plain 3:2:1 in {worse}.",
        pairs.len()
    );
    if better > 0 {
        text += &format!(" {} does best in {}.", capital(name), told(best));
    }
    if worse > 0 {
        text += &format!(" It does worst in {}.", told(worst));
    }
    Some(text)
}

/// A series and horizon, both errors, and on how much they rest.
fn case(data: &Dataset, backtest: &Backtest, tier: Tier, pair: &Pair) -> String {
    let Score { series, horizon, n, .. } = *pair.own;
    let is_of_pair = |c: &&crate::accuracy::BacktestCell| {
        c.model == 0 && c.series == series && c.horizon() == horizon && data.layout.units[c.unit].tier == tier
    };
    let bases: BTreeSet<CensusYear> = backtest.cells.iter().filter(is_of_pair).map(|c| c.base).collect();
    let percent = 100.0 * (pair.ratio() - 1.0);
    format!(
        "{}, {horizon} {} ahead: {} per cent where 3:2:1 has {}, {} {}, over {} forecasts of {} {}",
        data.schooling.spoken(&data.schooling.series()[series.0]),
        if horizon == 1 { "year" } else { "years" },
        format::decimal(pair.own.mape, 2),
        format::decimal(pair.rule.mape, 2),
        format::percent(percent.abs()),
        if percent < 0.0 { "less" } else { "more" },
        format::count(n as i64),
        bases.len(),
        if bases.len() == 1 { "base" } else { "bases" }
    )
}
