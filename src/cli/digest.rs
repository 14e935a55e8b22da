//! What a terminal shows of a table: a digest to read, where the files hold the whole.

mod scenario;

pub(super) use scenario::{scenario_digest, scenario_sentences};

use super::pipeline::Forecasted;
use crate::accuracy::{Backtest, Review, Score, SizeClass, Summary, against_baseline};
use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Dataset, OutColumn, OutTable, Tier, Unit};
use crate::places::{Shortfall, Standing, Sufficiency, SurplusCheck};
use crate::report::{format, whole_pupils};

/// Rolls and surplus of the whole data set, a row for each series.
pub(super) fn summary(run: &Forecasted, check: Option<&SurplusCheck>) -> OutTable {
    let (data, forecast) = (run.data(), &whole_pupils(&run.forecast));
    let root = data.layout.units.first();
    let series = data.schooling.series();
    let roll = |year: CensusYear| {
        let of = |s: &crate::calendar::Series| root.and_then(|u| forecast.pupils(data, u, &s.groups, year));
        series.iter().map(of).collect::<Vec<Option<f64>>>()
    };
    let whole = |values: &[Option<f64>]| OutColumn::Whole(values.iter().map(|v| v.map(|x| x.round() as i64)).collect());
    let (base, last) = (roll(forecast.base), roll(forecast.last()));
    let change = base.iter().zip(&last).map(|(b, l)| Some(100.0 * (l.as_ref()? / b.as_ref()? - 1.0))).collect();
    let surplus = |year: CensusYear| {
        let of = |s: usize| check?.of(data, root?.tier, SeriesId(s), year).next()?.1.percent();
        OutColumn::Number((0..series.len()).map(of).collect())
    };
    let below = |year: CensusYear| {
        let of = |s: usize| {
            let floor = data.targets.floors.iter().find(|f| f.series.contains(&SeriesId(s)));
            match (floor, check) {
                (Some(floor), Some(check)) => below_target(data, check, floor.tier, SeriesId(s), year),
                _ => String::new(),
            }
        };
        OutColumn::Text((0..series.len()).map(of).collect())
    };
    OutTable::new(
        "summary",
        vec![
            ("series".to_owned(), OutColumn::Text(series.iter().map(|s| s.name.clone()).collect())),
            (format!("roll_{}", forecast.base), whole(&base)),
            (format!("roll_{}", forecast.last()), whole(&last)),
            ("change_percent".to_owned(), OutColumn::Number(change)),
            (format!("surplus_percent_{}", forecast.base), surplus(forecast.base)),
            (format!("surplus_percent_{}", forecast.last()), surplus(forecast.last())),
            (format!("below_target_{}", forecast.base), below(forecast.base)),
            (format!("below_target_{}", forecast.last()), below(forecast.last())),
        ],
    )
}

fn below_target(data: &Dataset, check: &SurplusCheck, tier: Tier, series: SeriesId, year: CensusYear) -> String {
    let standings: Vec<&Standing> = check.of(data, tier, series, year).map(|(_, s)| s).collect();
    let below = standings.iter().filter(|s| s.meets_target() == Some(false)).count();
    format!("{below} of {}", standings.len())
}

/// The levels a digest shows: those no finer than the coarsest panel.
fn digest_units(data: &Dataset) -> impl Iterator<Item = &Unit> {
    let level = data.layout.panels.iter().map(|p| p.level).min();
    data.layout.units.iter().filter(move |u| matches!(u.tier, Tier::Level(l) if Some(l) <= level))
}

/// Named series of the coarser levels, years across.
pub(super) fn forecast_digest(run: &Forecasted) -> OutTable {
    let (data, forecast) = (run.data(), &whole_pupils(&run.forecast));
    let keys: Vec<_> = digest_units(data).flat_map(|u| data.schooling.series().iter().map(move |s| (u, s))).collect();
    let mut columns = vec![
        ("area".to_owned(), OutColumn::Text(keys.iter().map(|(u, _)| u.name.clone()).collect())),
        ("series".to_owned(), OutColumn::Text(keys.iter().map(|(_, s)| s.name.clone()).collect())),
    ];
    for year in (forecast.base.0..=forecast.last().0).map(CensusYear) {
        let pupils = keys.iter().map(|(u, s)| forecast.pupils(data, u, &s.groups, year).map(|p| p.round() as i64));
        columns.push((year.to_string(), OutColumn::Whole(pupils.collect())));
    }
    OutTable::new("forecast", columns)
}

/// Units that a target judges: surplus by year, from when they are short, and what is needed in the January that asks for most.
pub(super) fn surplus_digest(data: &Dataset, check: &SurplusCheck) -> OutTable {
    let last = check.standings.iter().map(|s| s.year).max().unwrap_or(check.base);
    let keys: Vec<(&Unit, SeriesId)> = data
        .targets
        .floors
        .iter()
        .flat_map(|f| f.series.iter().map(move |&s| (f.tier, s)))
        .flat_map(|(tier, s)| check.of(data, tier, s, check.base).map(move |(u, _)| (u, s)))
        .collect();
    let at =
        |u: &Unit, s: SeriesId, year| check.of(data, u.tier, s, year).find(|(o, _)| o.code == u.code).map(|(_, s)| s);
    let mut columns = vec![
        ("area".to_owned(), OutColumn::Text(keys.iter().map(|(u, _)| u.name.clone()).collect())),
        (
            "series".to_owned(),
            OutColumn::Text(keys.iter().map(|(_, s)| data.schooling.series()[s.0].name.clone()).collect()),
        ),
    ];
    for year in (check.base.0..=last.0).map(CensusYear) {
        let percents = keys.iter().map(|(u, s)| at(u, *s, year).and_then(Standing::percent));
        columns.push((format!("{year}_%"), OutColumn::Number(percents.collect())));
    }
    let chances = keys.iter().map(|(u, s)| Some(100.0 * at(u, *s, last)?.chance_below?));
    let chances: Vec<Option<f64>> = chances.collect();
    if chances.iter().any(Option::is_some) {
        columns.push((format!("chance_below_target_{last}_%"), OutColumn::Number(chances)));
        let at_risk = |u: &Unit, s: SeriesId| {
            let year = at(u, s, last).and_then(|standing| check.first_at_risk(standing.unit, s));
            year.map_or(String::new(), |y| y.to_string())
        };
        let heading = format!("at_risk_from_(above_{}%)", check.prudence.risk_percent);
        columns.push((heading, OutColumn::Text(keys.iter().map(|(u, s)| at_risk(u, *s)).collect())));
    }
    let assurance = check.prudence.assurance;
    let series = data.schooling.series();
    let found = |u: &Unit, s: SeriesId| {
        let ahead = (check.base.0 + 1..=last.0).map(CensusYear).filter_map(|y| at(u, s, y));
        Sufficiency::of(ahead, &series[s.0], assurance)
    };
    let found: Vec<Option<Sufficiency>> = keys.iter().map(|(u, s)| found(u, *s)).collect();
    let january = |of: fn(Shortfall) -> CensusYear| {
        let year =
            |f: &Option<Sufficiency>| f.and_then(Sufficiency::shortfall).map_or(String::new(), |s| of(s).to_string());
        OutColumn::Text(found.iter().map(year).collect())
    };
    let amount = |of: fn(Shortfall) -> f64| found.iter().map(move |f| Some((*f)?.shortfall().map_or(0.0, of)));
    columns.push((format!("first_short_({}%_sure)", assurance.percent()), january(|s| s.first)));
    columns.push(("most_short".to_owned(), january(|s| s.worst)));
    let places = amount(|s| s.places).map(|n| Some(n?.ceil() as i64));
    columns.push(("places_needed_then".to_owned(), OutColumn::Whole(places.collect())));
    columns.push(("forms_needed_then".to_owned(), OutColumn::Number(amount(|s| s.forms).collect())));
    OutTable::new("surplus", columns)
}

/// One review area by area; of several, a row for each series over the areas of the level a reader is shown first.
pub(super) fn accuracy_digest(data: &Dataset, reviews: &[Review]) -> OutTable {
    if reviews.len() > 1 { accuracy_overview(data, reviews) } else { accuracy_areas(data, reviews) }
}

/// A January, named provisional where it is.
fn january(review: &Review) -> String {
    format!("{}{}", review.year, if review.provisional { " (provisional)" } else { "" })
}

/// The main cause of a difference outside the tolerance, with its pupils.
fn main_cause(review: &Review, row: &crate::accuracy::ReviewRow) -> String {
    if row.within(review.tolerance_percent) != Some(false) {
        return String::new();
    }
    let causes = review.attribution.row(row.unit, row.series).map(|r| r.causes);
    let main = causes.and_then(|c| Some((c.main()?, c)));
    main.map_or("not attributable".to_owned(), |(cause, c)| {
        format!("{} {}", cause.spoken(), format::difference(c.of(cause).round() as i64))
    })
}

fn accuracy_overview(data: &Dataset, reviews: &[Review]) -> OutTable {
    let series = || (0..data.schooling.series().len()).map(SeriesId);
    let rows: Vec<(&Review, SeriesId, Summary)> = reviews
        .iter()
        .flat_map(|v| series().filter_map(move |s| Some((v, s, v.summary(data, Tier::Level(v.level), s)?))))
        .collect();
    let text = |f: &dyn Fn(&(&Review, SeriesId, Summary)) -> String| OutColumn::Text(rows.iter().map(f).collect());
    let whole =
        |f: &dyn Fn(&Summary) -> f64| OutColumn::Whole(rows.iter().map(|(.., s)| Some(f(s).round() as i64)).collect());
    OutTable::new(
        "accuracy",
        vec![
            ("vintage", text(&|(v, ..)| v.vintage.to_string())),
            ("january", text(&|(v, ..)| january(v))),
            ("years_ahead", text(&|(v, ..)| v.horizon().to_string())),
            ("series", text(&|(_, s, _)| data.schooling.series()[s.0].name.clone())),
            ("level", text(&|(v, ..)| data.geography.level_name(v.level).replace('_', " "))),
            ("net", whole(&|s| s.net)),
            ("absolute", whole(&|s| s.absolute)),
            ("mape", text(&|(.., s)| format::decimal(s.mape, 2))),
            ("within_tolerance", text(&|(.., s)| format!("{} of {}", s.within, s.areas))),
        ],
    )
}

fn accuracy_areas(data: &Dataset, reviews: &[Review]) -> OutTable {
    let level = |v: &Review, tier: Tier| matches!(tier, Tier::Level(l) if l <= v.level);
    let rows: Vec<_> = reviews
        .iter()
        .flat_map(|v| v.rows.iter().map(move |r| (v, r)))
        .filter(|(v, r)| level(v, data.layout.units[r.unit].tier))
        .collect();
    let whole = |f: &dyn Fn(&crate::accuracy::ReviewRow) -> Option<f64>| {
        OutColumn::Whole(rows.iter().map(|(_, r)| f(r).map(|x| x.round() as i64)).collect())
    };
    OutTable::new(
        "accuracy",
        vec![
            ("vintage", OutColumn::Text(rows.iter().map(|(v, _)| v.vintage.to_string()).collect())),
            ("january", OutColumn::Text(rows.iter().map(|(v, _)| january(v)).collect())),
            ("area", OutColumn::Text(rows.iter().map(|(_, r)| data.layout.units[r.unit].name.clone()).collect())),
            (
                "series",
                OutColumn::Text(rows.iter().map(|(_, r)| data.schooling.series()[r.series.0].name.clone()).collect()),
            ),
            ("forecast", whole(&|r| Some(r.forecast))),
            ("actual", whole(&|r| r.actual)),
            ("difference", whole(&|r| r.difference())),
            ("percent", OutColumn::Number(rows.iter().map(|(_, r)| r.percent()).collect())),
            ("within_tolerance", OutColumn::Flag(rows.iter().map(|(v, r)| r.within(v.tolerance_percent)).collect())),
            ("main_cause", OutColumn::Text(rows.iter().map(|(v, r)| main_cause(v, r)).collect())),
        ],
    )
}

/// Mean absolute error of the coarsest panel's areas, a row for each model.
pub(super) fn backtest_digest(data: &Dataset, backtest: &Backtest, scores: &[Score], tier: Tier) -> OutTable {
    let of = |m: usize| scores.iter().filter(move |s| s.model == m && s.tier == tier && s.size == SizeClass::All);
    let mut columns = vec![("model".to_owned(), OutColumn::Text(backtest.models.clone()))];
    for key in of(0) {
        let name = format!("{} +{}", data.schooling.series()[key.series.0].name, key.horizon);
        let mape = |m: usize| {
            let score = of(m).find(|s| s.series == key.series && s.horizon == key.horizon)?;
            Some(format!("{:.2}", score.mape))
        };
        let cells = (0..backtest.models.len()).map(|m| mape(m).unwrap_or_default()).collect();
        columns.push((name, OutColumn::Text(cells)));
    }
    let against =
        (0..backtest.models.len()).map(|m| against_baseline(backtest, scores, m, tier, "cohort-survival-321"));
    columns.push(("against 3:2:1 %".to_owned(), OutColumn::Number(against.collect())));
    OutTable::new("scores", columns)
}
