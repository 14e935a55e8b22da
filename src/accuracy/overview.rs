//! Reviews summed up: each over the areas of a tier, and all of them together by years ahead.

use super::review::{Review, ReviewRow};
use super::vintage::Made;
use crate::calendar::SeriesId;
use crate::dataset::{Dataset, OutColumn, OutTable, Tier};
use std::collections::BTreeSet;

/// Areas named as the furthest off.
const WORST: usize = 3;

/// Which reviews a line is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One vintage against one January, by the position of the review.
    One(usize),
    /// Every vintage of a kind so many years ahead.
    All(Kind, i32),
}

/// Vintages that are judged together: what was published, and what this program forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Totals that somebody published.
    Published,
    /// Vintages saved with the data set.
    Saved,
}

impl Kind {
    /// The kind of a vintage.
    pub fn of(made: Made) -> Kind {
        match made {
            Made::Published => Kind::Published,
            Made::Ahead | Made::Hindsight => Kind::Saved,
        }
    }

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Published => "published",
            Kind::Saved => "saved",
        }
    }
}

/// Accuracy over the areas of a tier, of one review or of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Which.
    pub scope: Scope,
    /// Level or grouping.
    pub tier: Tier,
    /// The series.
    pub series: SeriesId,
    /// Vintages.
    pub vintages: usize,
    /// Areas with an actual, times vintages.
    pub n: usize,
    /// Of these, those within the tolerance.
    pub within: usize,
    /// Sum of the differences.
    pub net: f64,
    /// Sum of their sizes.
    pub absolute: f64,
    /// Mean absolute error in per cent of the actual.
    pub mape: f64,
    /// Net difference in per cent of all actual rolls: negative is an under-forecast.
    pub bias: f64,
    /// Bands judged, and how many of 80 and of 95 per cent held the roll.
    pub inside: (usize, usize, usize),
    /// Areas left out for want of an actual.
    pub left_out: usize,
    /// The areas furthest off with their per cent, for one review.
    pub worst: Vec<(usize, f64)>,
}

/// Every line: of each review, then of all vintages of a kind by years ahead; by tier and series.
pub fn overviews(data: &Dataset, reviews: &[Review]) -> Vec<Overview> {
    let mut scopes: BTreeSet<Scope> = (0..reviews.len()).map(Scope::One).collect();
    scopes.extend(reviews.iter().map(|r| Scope::All(Kind::of(r.vintage.made), r.horizon())));
    let tiers: BTreeSet<Tier> = data.layout.units.iter().map(|u| u.tier).collect();
    let mut found = vec![];
    for scope in scopes {
        let of: Vec<&Review> = match scope {
            Scope::One(i) => vec![&reviews[i]],
            Scope::All(kind, ahead) => {
                let same = |r: &&Review| Kind::of(r.vintage.made) == kind && r.horizon() == ahead;
                reviews.iter().filter(same).collect()
            }
        };
        for &tier in &tiers {
            for series in (0..data.schooling.series().len()).map(SeriesId) {
                found.extend(overview(data, scope.clone(), &of, tier, series));
            }
        }
    }
    found
}

fn overview(data: &Dataset, scope: Scope, of: &[&Review], tier: Tier, series: SeriesId) -> Option<Overview> {
    let all = || of.iter().flat_map(|r| r.of(data, tier, series).map(move |(_, row)| (*r, row)));
    let rows: Vec<(&Review, &ReviewRow, f64)> = all().filter_map(|(r, row)| Some((r, row, row.percent()?))).collect();
    if rows.is_empty() {
        return None;
    }
    let differences: Vec<f64> = rows.iter().filter_map(|(_, row, _)| row.difference()).collect();
    let actual: f64 = rows.iter().filter_map(|(_, row, _)| row.actual).sum();
    let net: f64 = differences.iter().sum();
    let inside: Vec<(bool, bool)> = rows.iter().filter_map(|(_, row, _)| row.inside()).collect();
    let mut worst: Vec<(usize, f64)> = rows.iter().map(|(_, row, percent)| (row.unit, *percent)).collect();
    worst.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    worst.truncate(if matches!(scope, Scope::One(_)) { WORST } else { 0 });
    Some(Overview {
        scope,
        tier,
        series,
        vintages: of.iter().map(|r| &r.vintage).collect::<BTreeSet<_>>().len(),
        n: rows.len(),
        within: rows.iter().filter(|(r, row, _)| row.within(r.tolerance_percent) == Some(true)).count(),
        net,
        absolute: differences.iter().map(|d| d.abs()).sum(),
        mape: rows.iter().map(|(.., percent)| percent.abs()).sum::<f64>() / rows.len() as f64,
        bias: 100.0 * net / actual,
        inside: (
            inside.len(),
            inside.iter().filter(|(in80, _)| *in80).count(),
            inside.iter().filter(|(_, in95)| *in95).count(),
        ),
        left_out: all().filter(|(_, row)| row.actual.is_none()).count(),
        worst,
    })
}

/// `accuracy_summary.csv`.
pub fn overview_table(data: &Dataset, reviews: &[Review], lines: &[Overview]) -> OutTable {
    let one = |line: &Overview| match line.scope {
        Scope::One(i) => Some(&reviews[i]),
        Scope::All(..) => None,
    };
    let kind = |line: &Overview| match line.scope {
        Scope::One(i) => Kind::of(reviews[i].vintage.made),
        Scope::All(kind, _) => kind,
    };
    let ahead = |line: &Overview| match line.scope {
        Scope::One(i) => reviews[i].horizon(),
        Scope::All(_, ahead) => ahead,
    };
    let tier = |line: &Overview| match line.tier {
        Tier::Level(level) => data.geography.level_name(level).to_owned(),
        Tier::Grouping(g) => data.geography.groupings()[g].name.clone(),
    };
    let worst = |line: &Overview| {
        let named = |(u, percent): &(usize, f64)| format!("{} {percent:+.1}", data.layout.units[*u].code);
        line.worst.iter().map(named).collect::<Vec<_>>().join("; ")
    };
    let share = |of: usize, line: &Overview| {
        let (n, ..) = line.inside;
        (n > 0).then(|| 100.0 * of as f64 / n as f64)
    };
    let text = |f: &dyn Fn(&Overview) -> String| OutColumn::Text(lines.iter().map(f).collect());
    let whole = |f: &dyn Fn(&Overview) -> Option<i64>| OutColumn::Whole(lines.iter().map(f).collect());
    let number = |f: &dyn Fn(&Overview) -> Option<f64>| OutColumn::Number(lines.iter().map(f).collect());
    OutTable::new(
        "accuracy_summary",
        vec![
            ("vintage", text(&|l| one(l).map_or("all".to_owned(), |r| r.vintage.to_string()))),
            ("made", text(&|l| kind(l).word().to_owned())),
            ("census_year", whole(&|l| one(l).map(|r| i64::from(r.year.0)))),
            ("horizon", whole(&|l| Some(i64::from(ahead(l))))),
            ("level", text(&tier)),
            ("series", text(&|l| data.schooling.series()[l.series.0].name.clone())),
            ("vintages", whole(&|l| Some(l.vintages as i64))),
            ("n", whole(&|l| Some(l.n as i64))),
            ("within_tolerance", whole(&|l| Some(l.within as i64))),
            ("net", number(&|l| Some(l.net))),
            ("absolute", number(&|l| Some(l.absolute))),
            ("mape", number(&|l| Some(l.mape))),
            ("bias", number(&|l| Some(l.bias))),
            ("inside80", number(&|l| share(l.inside.1, l))),
            ("inside95", number(&|l| share(l.inside.2, l))),
            ("left_out", whole(&|l| Some(l.left_out as i64))),
            ("worst", text(&worst)),
        ],
    )
}

/// `accuracy_year_groups.csv`: every year group by itself, of vintages that forecast them.
pub fn year_groups_table(data: &Dataset, reviews: &[Review]) -> OutTable {
    let rows: Vec<_> = reviews.iter().flat_map(|v| v.year_groups.iter().map(move |r| (v, r))).collect();
    let whole = |f: &dyn Fn(&Review) -> i64| OutColumn::Whole(rows.iter().map(|(v, _)| Some(f(v))).collect());
    let unit = |u: usize| &data.layout.units[u];
    OutTable::new(
        "accuracy_year_groups",
        vec![
            ("vintage", OutColumn::Text(rows.iter().map(|(v, _)| v.vintage.to_string()).collect())),
            ("census_year", whole(&|v| i64::from(v.year.0))),
            ("horizon", whole(&|v| i64::from(v.horizon()))),
            ("area", OutColumn::Text(rows.iter().map(|(_, r)| unit(r.unit).code.clone()).collect())),
            (
                "level",
                OutColumn::Text(rows.iter().map(|(_, r)| unit(r.unit).tier_name(&data.geography).to_owned()).collect()),
            ),
            (
                "year_group",
                OutColumn::Text(rows.iter().map(|(_, r)| data.schooling.name(r.group).to_owned()).collect()),
            ),
            ("forecast", OutColumn::Number(rows.iter().map(|(_, r)| Some(r.forecast)).collect())),
            ("actual", OutColumn::Number(rows.iter().map(|(_, r)| r.actual).collect())),
            ("difference", OutColumn::Number(rows.iter().map(|(_, r)| Some(r.forecast - r.actual?)).collect())),
            ("percent", OutColumn::Number(rows.iter().map(|(_, r)| r.percent()).collect())),
        ],
    )
}
