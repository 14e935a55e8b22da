//! What feeds the entry year group: births, known and not yet known.

use super::assumptions::BirthsAhead;
use super::maths::{exp, ln, power};
use super::reference::{Nation, known_births};
use crate::calendar::{BirthYear, CensusYear};
use crate::dataset::{Known, PreSchool};
use ndarray::{Array1, Array2, Axis, Slice};
use std::collections::BTreeMap;

/// Earlier Januaries whose counts say how many births a child counted stands for.
const EARLIER_COUNTS: i32 = 3;

/// How birth years make a cohort, and how those not yet known are filled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BirthRule {
    /// Weight of the first of the two birth years of a cohort, 0 to 1.
    pub(super) first_weight: f64,
    /// Known years that give an area's share of the nation's births.
    pub(super) share_years: usize,
    /// Known years over which national growth is averaged.
    pub(super) growth_years: usize,
    /// What is left of that growth after each further year.
    pub(super) growth_damping: f64,
}

/// Births known at a base, carried on beyond the last known year on demand. With a nation, its rest is the last row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BirthFeed {
    /// Census year fed by column 0 when the whole cohort lies in the first birth year.
    first_fed: CensusYear,
    /// Births by row and year, a year's births lying side by side.
    known: Array2<f64>,
    rule: BirthRule,
    /// Each row's share of the nation and the national births of the last known year.
    share: Array1<f64>,
    nation: f64,
    /// Yearly growth of the nation's births, in logs.
    growth: f64,
    /// The first birth year known.
    first: BirthYear,
    /// What a what-if assumes of the years not yet known.
    assumed: Vec<BirthsAhead>,
    /// Cohorts that pre-school counts know better, as births of the own rows.
    counted: BTreeMap<CensusYear, Vec<f64>>,
}

impl BirthFeed {
    /// Births as known at the base.
    ///
    /// Formula: census c is fed by w b(c - lag) + (1 - w) b(c - lag + 1). With B the last known birth year and M national
    /// births: ln M(B+i) = ln M(B+i-1) + gamma d^i, gamma = (ln M(B) - ln M(B-y)) / y; b(a, B+i) = M(B+i) s(a), s(a) the
    /// area's share of the nation's births over the last `share_years` known.
    ///
    /// `None` where no births are known at the base.
    pub(super) fn new(known: Known, nation: Option<&Nation>, rule: BirthRule) -> Option<BirthFeed> {
        let (births, _) = known.births()?;
        let (first, values) = known_births(known, nation)?;
        let national = values.sum_axis(Axis(0));
        let years = values.ncols();
        let window = rule.share_years.min(years);
        let recent = values.slice_axis(Axis(1), Slice::from(years - window..));
        let whole = national.slice_axis(Axis(0), Slice::from(years - window..)).sum();
        let span = rule.growth_years.min(years - 1);
        let growth = if span > 0 && national[years - 1 - span] > 0.0 && national[years - 1] > 0.0 {
            (ln(national[years - 1]) - ln(national[years - 1 - span])) / span as f64
        } else {
            0.0
        };
        let share = if whole > 0.0 { recent.sum_axis(Axis(1)) / whole } else { Array1::zeros(values.nrows()) };
        let feed = BirthFeed {
            first_fed: CensusYear(first.0).plus(i32::from(births.lag)),
            nation: national[years - 1],
            known: values.reversed_axes().as_standard_layout().into_owned().reversed_axes(),
            rule,
            share,
            growth,
            first,
            assumed: vec![],
            counted: BTreeMap::new(),
        };
        Some(BirthFeed { counted: feed.counted(known), ..feed })
    }

    /// Cohorts counted before school, in births: what so many children of that age have usually been born as.
    ///
    /// Formula: `B'(a, T+h) = C(a, x, T) sum_k B(a, T+h-k) / sum_k C(a, x, T-k)`, x the age at which the cohort of January T + h is
    /// counted in January T, C the counts, B births feeding a January, k the three Januaries before the base that hold both.
    ///
    /// So the intake ratio of a count is that of births times the births for each child counted at that age. Without an earlier
    /// count of the age there is no ratio, and births stand alone.
    fn counted(&self, known: Known) -> BTreeMap<CensusYear, Vec<f64>> {
        let base = known.base();
        let of_cohort = |ahead: usize| {
            let age = PreSchool::OLDEST + 1 - ahead;
            let now = known.children(age, base)?;
            let (mut born, mut children) = (vec![0.0; now.len()], vec![0.0; now.len()]);
            for k in 1..=EARLIER_COUNTS {
                let earlier = base.plus(-k);
                let Some((counts, births)) = known.children(age, earlier).zip(self.known(earlier.plus(ahead as i32)))
                else {
                    continue;
                };
                for row in 0..now.len() {
                    born[row] += births[row];
                    children[row] += counts[row];
                }
            }
            let year = base.plus(ahead as i32);
            let usual = self.of_births(year);
            let births = (0..now.len())
                .map(|row| if children[row] > 0.0 { now[row] * born[row] / children[row] } else { usual[row] });
            children.iter().any(|n| *n > 0.0).then(|| (year, births.collect()))
        };
        (1..=PreSchool::AGES).filter_map(of_cohort).collect()
    }

    /// The same births with other courses in the years not yet known.
    pub(super) fn assuming(&self, courses: &[BirthsAhead]) -> BirthFeed {
        BirthFeed { assumed: courses.to_vec(), ..self.clone() }
    }

    /// Births feeding a census from what was known alone; `None` where part of them is not.
    pub(super) fn known(&self, year: CensusYear) -> Option<Array1<f64>> {
        let first = usize::try_from(year.years_since(self.first_fed)).ok()?;
        let needed = if self.rule.first_weight < 1.0 { first + 1 } else { first };
        (needed < self.known.ncols()).then(|| self.blend(first))
    }

    /// What feeds a census, in births: cohorts counted before school as they are counted, the others as they were born.
    pub(super) fn at(&self, year: CensusYear) -> Array1<f64> {
        let mut births = self.of_births(year);
        for (births, counted) in births.iter_mut().zip(self.counted.get(&year).into_iter().flatten()) {
            *births = *counted;
        }
        births
    }

    /// Births feeding a census, unknown years filled in; none before the first census that births can feed.
    pub(super) fn of_births(&self, year: CensusYear) -> Array1<f64> {
        let first = usize::try_from(year.years_since(self.first_fed)).ok();
        first.map_or_else(|| Array1::zeros(self.known.nrows()), |first| self.blend(first))
    }

    fn blend(&self, first: usize) -> Array1<f64> {
        let w = self.rule.first_weight;
        if w < 1.0 { self.year(first) * w + self.year(first + 1) * (1.0 - w) } else { self.year(first) }
    }

    fn year(&self, index: usize) -> Array1<f64> {
        if index < self.known.ncols() {
            return self.known.column(index).to_owned();
        }
        let beyond = index + 1 - self.known.ncols();
        let growth = |i: usize| self.growth * power(self.rule.growth_damping, i);
        let mut births = &self.share * (self.nation * exp((1..=beyond).map(growth).sum()));
        let last_known = self.first.plus(self.known.ncols() as i32 - 1);
        for course in &self.assumed {
            let factor = course.factor(last_known.plus(beyond as i32), last_known, |i| exp(growth(i)));
            course.apply(&mut births, factor);
        }
        births
    }
}
