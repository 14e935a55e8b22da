//! What makes up a forecast: from the feeder onward, one step after another, so that the steps add to the forecast.

use super::drivers::Laid;
use super::entry::BirthFeed;
use super::maths::exp;
use crate::calendar::{CensusYear, YearGroup};
use crate::dataset::{Dataset, OutColumn, OutTable, ROWS_A_PART};
use crate::geography::AreaId;
use std::collections::BTreeMap;

/// A part of a forecast cell. The order here is the order in which parts are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// Births that feed the entry year group.
    Births,
    /// Children counted before school beyond those births, or short of them, in births.
    PreSchool,
    /// The year group below, a year earlier; for the transfer year group the leavers of the area itself.
    Feeder,
    /// The entry expected without births: the area's usual share of the nation's.
    UsualEntry,
    /// The roll of the base year, for a rule that grows it.
    LastRoll,
    /// Those who come from elsewhere, less the leavers who go elsewhere.
    Transfer,
    /// What a cohort unusually large or small for its area is drawn back by.
    UsualShare,
    /// The national rate.
    NationalRate,
    /// How the area differs from the nation.
    AreaLevel,
    /// How this year group differs from the area's level.
    Departure,
    /// How families with children not yet at school are moving.
    Drift,
    /// The area's own ratio, for plain cohort survival.
    Ratio,
    /// Growth repeated, for a rule that repeats it.
    Growth,
    /// Pupils of a wave of arrivals.
    Arrivals,
    /// Pupils of homes beyond the rate of late.
    Housing,
    /// Homes expected to come late, or not at all.
    Slippage,
    /// A planner's own adjustment.
    Intervention,
    /// Transfer shares that change.
    Shares,
    /// Intakes moved by schools that open or close.
    Intake,
}

impl Component {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Component::Births => "births",
            Component::PreSchool => "pre_school",
            Component::Feeder => "feeder",
            Component::UsualEntry => "usual_entry",
            Component::LastRoll => "last_roll",
            Component::Transfer => "transfer",
            Component::UsualShare => "usual_share",
            Component::NationalRate => "national_rate",
            Component::AreaLevel => "area_level",
            Component::Departure => "departure",
            Component::Drift => "drift",
            Component::Ratio => "ratio",
            Component::Growth => "growth",
            Component::Arrivals => "arrivals",
            Component::Housing => "housing",
            Component::Slippage => "slippage",
            Component::Intervention => "intervention",
            Component::Shares => "changed_shares",
            Component::Intake => "intake",
        }
    }

    /// What it is called in a document.
    pub fn spoken(self) -> &'static str {
        match self {
            Component::Births => "births",
            Component::PreSchool => "pre-school count",
            Component::Feeder => "year group below, the year before",
            Component::UsualEntry => "usual entry",
            Component::LastRoll => "roll of the base year",
            Component::Transfer => "moves between areas",
            Component::UsualShare => "usual share",
            Component::NationalRate => "national rate",
            Component::AreaLevel => "area level",
            Component::Departure => "year-group departure",
            Component::Drift => "moves of young families",
            Component::Ratio => "area's own ratio",
            Component::Growth => "growth",
            Component::Arrivals => "a wave of arrivals",
            Component::Housing => "new homes",
            Component::Slippage => "homes late or not built",
            Component::Intervention => "own adjustment",
            Component::Shares => "changed transfer shares",
            Component::Intake => "schools opening or closing",
        }
    }
}

/// What the observed pupils behind a factor are, and how far they are trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Observed pupils, weighted by year.
    pub observed: f64,
    /// Pupils expected at the national rate, weighted likewise.
    pub expected: f64,
    /// Pupils by which the ratio is drawn to that of a larger area.
    pub pull: f64,
    /// The ratio it is drawn to.
    pub toward: f64,
    /// What a year counts beside the next.
    pub memory: f64,
    /// What is left of it in the January forecast, 0 to 1: less than all where it fades.
    pub left: f64,
}

/// A cohort beside the usual: its feeder, the feeder usual for the area beside the nation's, and how far a difference is
/// carried on.
///
/// Formula: factor = (usual / fed)^(1 - carried).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// Pupils, or births, that feed the cell.
    pub fed: f64,
    /// Those usual for the area.
    pub usual: f64,
    /// Share of a difference, in logs, that is carried on: theta.
    pub carried: f64,
}

/// What a factor rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Grounds {
    /// Pupils of past years.
    Counts(Evidence),
    /// The size of the cohort.
    Usual(Usual),
}

impl Evidence {
    /// How far the area's own pupils are trusted, 0 to 1.
    ///
    /// Formula: E / (E + b).
    pub fn trust(&self) -> f64 {
        let whole = self.expected + self.pull;
        if whole > 0.0 { self.expected / whole } else { 0.0 }
    }
}

/// One step from a feeder to a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is.
    pub component: Component,
    /// Pupils it brings: the whole for the first step, what it adds or takes for the others.
    pub pupils: f64,
    /// The factor it multiplies by; none for a step that adds.
    pub factor: Option<f64>,
    /// What the factor rests on, where it rests on numbers of the area or the nation.
    pub grounds: Option<Grounds>,
}

/// One cell of a forecast, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Anatomy {
    /// The area.
    pub area: AreaId,
    /// The year group.
    pub group: YearGroup,
    /// The January.
    pub year: CensusYear,
    /// From the feeder onward; they add to the forecast.
    pub steps: Vec<Step>,
}

impl Anatomy {
    /// The forecast: the sum of the steps.
    pub fn total(&self) -> f64 {
        self.steps.iter().map(|s| s.pupils).sum()
    }
}

/// A factor on its way into an anatomy: its log, and what it rests on.
pub(super) type Factor = (Component, f64, Option<Grounds>);

/// Steps from a start in pupils and log factors applied one after another.
///
/// Formula: step k brings start exp(f_1 + ... + f_k) - start exp(f_1 + ... + f_(k-1)).
pub(super) fn steps(mut start: Vec<Step>, factors: &[Factor]) -> Vec<Step> {
    let fed: f64 = start.iter().map(|s| s.pupils).sum();
    let (mut log, mut before) = (0.0, fed);
    for &(component, factor, grounds) in factors {
        log += factor;
        let after = fed * exp(log);
        start.push(Step { component, pupils: after - before, factor: Some(exp(factor)), grounds });
        before = after;
    }
    start
}

/// What births feed the entry year of a row with, and what a count before school adds to them or takes.
pub(super) fn fed_by_births(births: &BirthFeed, year: CensusYear, row: usize) -> Vec<Step> {
    let (born, counted) = (births.of_births(year)[row], births.at(year)[row]);
    let mut fed = vec![fed_by(Component::Births, born)];
    if counted != born {
        fed.push(fed_by(Component::PreSchool, counted - born));
    }
    fed
}

/// A step in pupils that no factor makes: where those of a cell come from, or who is added.
pub(super) fn fed_by(component: Component, pupils: f64) -> Step {
    Step { component, pupils, factor: None, grounds: None }
}

/// Puts what drivers lay on a forecast behind the steps of its cells. A cell that was empty without them has no other step.
pub(super) fn lay_steps(data: &Dataset, anatomies: &mut Vec<Anatomy>, laid: &[Laid]) {
    let place = |area: AreaId, group: YearGroup| {
        let key = data.layout.cell(area, group)?;
        Some((key.panel, key.row, data.layout.panels[key.panel].column(group)?))
    };
    let mut found: BTreeMap<_, Vec<Step>> = BTreeMap::new();
    for driver in laid {
        for (p, (panel, added)) in data.layout.panels.iter().zip(&driver.pupils.panels).enumerate() {
            for ((row, column, h), pupils) in added.indexed_iter().filter(|(_, n)| **n != 0.0) {
                let year = driver.pupils.first.plus(h as i32);
                let step = fed_by(driver.component, *pupils);
                found.entry(((p, row, column), year, panel.areas[row])).or_default().push(step);
            }
        }
    }
    if found.is_empty() {
        return;
    }
    for cell in anatomies.iter_mut() {
        if let Some(steps) = place(cell.area, cell.group).and_then(|at| found.remove(&(at, cell.year, cell.area))) {
            cell.steps.extend(steps);
        }
    }
    anatomies.extend(found.into_iter().map(|(((p, _, column), year, area), steps)| {
        let group = YearGroup((data.layout.panels[p].groups.start + column) as u8);
        Anatomy { area, group, year, steps }
    }));
    anatomies.sort_by_key(|cell| (place(cell.area, cell.group), cell.year));
}

/// `components.csv` a part at a time.
pub fn components_parts<'a>(
    data: &'a Dataset,
    base: CensusYear,
    anatomies: &'a [Anatomy],
) -> impl Iterator<Item = OutTable> + 'a {
    /// More steps than a cell has.
    const STEPS: usize = 16;
    // A table without rows has its header all the same.
    let empty = anatomies.is_empty().then_some(anatomies);
    anatomies.chunks(ROWS_A_PART / STEPS).chain(empty).map(move |cells| components_table(data, base, cells))
}

/// `components.csv`: one row for each step of each cell forecast.
///
/// Steps are rounded so that they add to the rounded forecast exactly.
pub fn components_table(data: &Dataset, base: CensusYear, anatomies: &[Anatomy]) -> OutTable {
    /// Decimals of an output table as a factor.
    const DECIMALS: f64 = 1e6;
    let mut years = vec![];
    let mut areas = vec![];
    let mut groups = vec![];
    let mut numbers = vec![];
    let mut components = vec![];
    let mut pupils = vec![];
    for cell in anatomies {
        let (mut sum, mut before) = (0.0, 0.0);
        for (i, step) in cell.steps.iter().enumerate() {
            sum += step.pupils;
            let after = (sum * DECIMALS).round();
            years.push(Some(i64::from(cell.year.0)));
            areas.push(data.geography.area(cell.area).code.clone());
            groups.push(data.schooling.name(cell.group).to_owned());
            numbers.push(Some(i as i64));
            components.push(step.component.word().to_owned());
            pupils.push(Some((after - before) / DECIMALS));
            before = after;
        }
    }
    OutTable::new(
        "components",
        vec![
            ("base_year", OutColumn::Whole(vec![Some(i64::from(base.0)); years.len()])),
            ("census_year", OutColumn::Whole(years)),
            ("area", OutColumn::Text(areas)),
            ("year_group", OutColumn::Text(groups)),
            ("step", OutColumn::Whole(numbers)),
            ("component", OutColumn::Text(components)),
            ("pupils", OutColumn::Number(pupils)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_add_to_the_product() {
        let factors = [(Component::NationalRate, 0.1, None), (Component::AreaLevel, -0.3, None)];
        let found = steps(vec![fed_by(Component::Births, 200.0)], &factors);
        let total: f64 = found.iter().map(|s| s.pupils).sum();
        // 200 exp(0.1 - 0.3) by hand.
        assert!((total - 163.746_150_615_596_37).abs() < 1e-9, "{total}");
        assert!(found[1].pupils > 0.0 && found[2].pupils < 0.0);
    }

    #[test]
    fn trust_is_half_where_the_pull_equals_the_pupils() {
        let evidence = Evidence { observed: 90.0, expected: 100.0, pull: 100.0, toward: 1.0, memory: 0.5, left: 1.0 };
        assert_eq!(evidence.trust(), 0.5);
    }
}
