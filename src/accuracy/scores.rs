//! Scores of a backtest: how far off, which way, how often close, and against the simple rules.

use super::backtest::{Backtest, BacktestCell};
use super::coverage::BandScore;
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier};
use std::collections::BTreeMap;

/// The rules a model is measured against, by the names of their specifications.
const BASELINES: [&str; 3] = ["cohort-survival-321", "persistence", "drift"];

/// An error within this share of the actual roll counts as close.
const CLOSE: f64 = 0.01;

/// Areas classed by pupils in the series at the base year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeClass {
    /// Every area.
    All,
    /// Below 100 pupils.
    Below100,
    /// 100 to 299.
    From100,
    /// 300 to 999.
    From300,
    /// 1,000 to 2,999.
    From1000,
    /// 3,000 and more.
    From3000,
}

impl SizeClass {
    fn of(pupils: f64) -> SizeClass {
        match pupils {
            n if n < 100.0 => SizeClass::Below100,
            n if n < 300.0 => SizeClass::From100,
            n if n < 1000.0 => SizeClass::From300,
            n if n < 3000.0 => SizeClass::From1000,
            _ => SizeClass::From3000,
        }
    }

    /// The words used in files.
    pub fn words(self) -> &'static str {
        match self {
            SizeClass::All => "all",
            SizeClass::Below100 => "below 100",
            SizeClass::From100 => "100 to 299",
            SizeClass::From300 => "300 to 999",
            SizeClass::From1000 => "1000 to 2999",
            SizeClass::From3000 => "3000 and more",
        }
    }
}

/// Scores of one model over the areas of a tier and every base. Shares, errors and skills are per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Position of the model.
    pub model: usize,
    /// Level or grouping.
    pub tier: Tier,
    /// The series.
    pub series: SeriesId,
    /// Years ahead.
    pub horizon: u8,
    /// Size of the areas.
    pub size: SizeClass,
    /// The base, `None` for all of them.
    pub base: Option<CensusYear>,
    /// Areas times bases.
    pub n: usize,
    /// Mean of |F/A - 1|.
    pub mape: f64,
    /// Sum |F - A| / sum A.
    pub wape: f64,
    /// Sum F / sum A - 1.
    pub bias: f64,
    /// Share with |F/A - 1| at most 1 per cent.
    pub within_1pct: f64,
    /// How well the bands did, where there are any.
    pub bands: Option<BandScore>,
    /// 1 - MAPE / MAPE of each of the three rules on the same cells; `None` where the rule is not in the backtest.
    pub skill: [Option<f64>; 3],
}

type Key = (usize, Tier, SeriesId, u8, Option<CensusYear>, SizeClass);
type Origin = (CensusYear, usize);

/// Scores by model, tier, series, horizon and size class, over every base.
pub fn scores(data: &Dataset, backtest: &Backtest) -> Vec<Score> {
    scores_of(data, backtest, |cell| vec![(None, SizeClass::All), (None, SizeClass::of(cell.size))])
}

/// Scores by model, tier, series, horizon and base, over areas of every size.
fn scores_by_base(data: &Dataset, backtest: &Backtest) -> Vec<Score> {
    scores_of(data, backtest, |cell| vec![(Some(cell.base), SizeClass::All)])
}

/// Scores of the classes, by base and size, that each cell counts in.
fn scores_of(
    data: &Dataset,
    backtest: &Backtest,
    classes: impl Fn(&BacktestCell) -> Vec<(Option<CensusYear>, SizeClass)>,
) -> Vec<Score> {
    let mut cells: BTreeMap<Key, Vec<&BacktestCell>> = BTreeMap::new();
    for cell in &backtest.cells {
        let tier = data.layout.units[cell.unit].tier;
        for (base, size) in classes(cell) {
            cells.entry((cell.model, tier, cell.series, cell.horizon(), base, size)).or_default().push(cell);
        }
    }
    let rules = BASELINES.map(|name| backtest.models.iter().position(|m| m == name));
    cells
        .iter()
        .map(|(&(model, tier, series, horizon, base, size), of_model)| {
            let skill = rules.map(|rule| {
                let of_rule = cells.get(&(rule?, tier, series, horizon, base, size))?;
                skill(of_model, of_rule)
            });
            let n = of_model.len() as f64;
            let actual: f64 = of_model.iter().map(|c| c.actual).sum();
            let forecast: f64 = of_model.iter().map(|c| c.forecast).sum();
            let absolute: f64 = of_model.iter().map(|c| (c.forecast - c.actual).abs()).sum();
            let close = of_model.iter().filter(|c| c.error().abs() <= CLOSE).count() as f64;
            Score {
                model,
                tier,
                series,
                horizon,
                size,
                base,
                n: of_model.len(),
                mape: 100.0 * mean_absolute_error(of_model),
                wape: 100.0 * absolute / actual,
                bias: 100.0 * (forecast / actual - 1.0),
                within_1pct: 100.0 * close / n,
                bands: BandScore::of(of_model.iter().copied()),
                skill,
            }
        })
        .collect()
}

fn mean_absolute_error(cells: &[&BacktestCell]) -> f64 {
    cells.iter().map(|c| c.error().abs()).sum::<f64>() / cells.len() as f64
}

/// 1 - MAPE / MAPE of a rule, in per cent, over the bases and areas both have forecast.
fn skill(of_model: &[&BacktestCell], of_rule: &[&BacktestCell]) -> Option<f64> {
    let at = |c: &BacktestCell| -> Origin { (c.base, c.unit) };
    let rule: BTreeMap<Origin, f64> = of_rule.iter().map(|c| (at(c), c.error().abs())).collect();
    let (mut own, mut theirs) = (0.0, 0.0);
    for cell in of_model {
        if let Some(error) = rule.get(&at(cell)) {
            own += cell.error().abs();
            theirs += error;
        }
    }
    (theirs > 0.0).then(|| 100.0 * (1.0 - own / theirs))
}

/// Mean over series and horizons of ln(MAPE / MAPE of a rule), per cent, on a tier: negative is better than the rule.
///
/// `None` where the rule is not in the backtest.
pub fn against_baseline(backtest: &Backtest, scores: &[Score], model: usize, tier: Tier, rule: &str) -> Option<f64> {
    let rule = backtest.models.iter().position(|m| m == rule)?;
    let of = |m: usize| scores.iter().filter(move |s| s.model == m && s.tier == tier && s.size == SizeClass::All);
    let logs: Vec<f64> = of(model)
        .filter_map(|s| {
            let other = of(rule).find(|o| o.series == s.series && o.horizon == s.horizon)?;
            Some(libm::log(s.mape / other.mape))
        })
        .collect();
    (!logs.is_empty()).then(|| 100.0 * logs.iter().sum::<f64>() / logs.len() as f64)
}

/// `scores.csv`: the scores over every base, then those of each base.
pub fn scores_table(data: &Dataset, backtest: &Backtest, scores: &[Score]) -> OutTable {
    let scores = &[scores, &scores_by_base(data, backtest)].concat();
    let text = |f: &dyn Fn(&Score) -> String| OutColumn::Text(scores.iter().map(f).collect());
    let number = |f: &dyn Fn(&Score) -> Option<f64>| OutColumn::Number(scores.iter().map(f).collect());
    let whole = |f: &dyn Fn(&Score) -> i64| OutColumn::Whole(scores.iter().map(|s| Some(f(s))).collect());
    let tier = |s: &Score| match s.tier {
        Tier::Level(level) => data.geography.level_name(level).to_owned(),
        Tier::Grouping(g) => data.geography.groupings()[g].name.clone(),
    };
    OutTable::new(
        "scores",
        vec![
            ("model", text(&|s| backtest.models[s.model].clone())),
            ("level", text(&tier)),
            ("series", text(&|s| data.schooling.series()[s.series.0].name.clone())),
            ("horizon", whole(&|s| s.horizon.into())),
            ("size_class", text(&|s| s.size.words().to_owned())),
            ("n", whole(&|s| s.n as i64)),
            ("mape", number(&|s| Some(s.mape))),
            ("wape", number(&|s| Some(s.wape))),
            ("bias", number(&|s| Some(s.bias))),
            ("within_1pct", number(&|s| Some(s.within_1pct))),
            ("coverage80", number(&|s| s.bands.map(|b| b.coverage80))),
            ("coverage95", number(&|s| s.bands.map(|b| b.coverage95))),
            ("winkler80", number(&|s| s.bands.map(|b| b.winkler80))),
            ("winkler95", number(&|s| s.bands.map(|b| b.winkler95))),
            ("skill_csr321", number(&|s| s.skill[0])),
            ("skill_persistence", number(&|s| s.skill[1])),
            ("skill_drift", number(&|s| s.skill[2])),
            ("base", text(&|s| s.base.map_or("all".to_owned(), |base| base.to_string()))),
        ],
    )
}
