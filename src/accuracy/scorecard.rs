//! The national scorecard: a council's error in a phase, beside those of every council of the round.
//!
//! The measure, its rounding, its wording and its treatment of councils too small to judge are those of the Department for
//! Education's local authority school places scorecards.

mod table;

pub use table::scorecard_table;

use super::review::Review;
use crate::calendar::{CensusYear, Phase, Schooling, SeriesId};
use crate::dataset::{CouncilForecast, Councils, Dataset};
use crate::status::Status;
use std::collections::BTreeSet;

/// The longest horizon the scorecard judges, in years.
const LONGEST: i32 = 3;

/// Below this many pupils on roll in a phase a council is given no score. The scorecard leaves out the City of London (232
/// primary pupils in 2018/19) and the Isles of Scilly (146); the next smallest council has 2,591.
const FEWEST_PUPILS: f64 = 1000.0;

/// What an error is measured on. Errors are compared within one measure only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure {
    /// The January forecast.
    pub year: CensusYear,
    /// Years ahead.
    pub horizon: i32,
    /// Primary or secondary.
    pub phase: Phase,
}

impl Measure {
    /// The last January known when the forecast was made.
    pub fn vintage(&self) -> CensusYear {
        self.year.plus(-self.horizon)
    }
}

/// Whose forecast a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The sum of every council.
    Nation,
    /// The root of the data set, by one of its own past forecasts.
    Own,
    /// A council of the file.
    Council,
}

/// What the scorecard says of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// Above zero and above the 75th centile.
    LargerOverestimate,
    /// Below zero and below the 25th centile.
    LargerUnderestimate,
    /// Neither.
    Middle,
}

impl Wording {
    /// The words of the scorecard.
    pub fn words(self) -> &'static str {
        match self {
            Wording::LargerOverestimate => "larger overestimate than at least 75% of local authorities",
            Wording::LargerUnderestimate => "larger underestimation than at least 75% of local authorities",
            Wording::Middle => "within the middle 25-75% of local authorities",
        }
    }
}

/// Where an error stands among those of every council of its round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Share of the councils with a lower error, in per cent, halves of those with the same: 0 is the largest
    /// under-forecast, 100 the largest over-forecast.
    pub percentile: f64,
    /// Place by size of the error, 1 being the most accurate; the same for equals.
    pub rank: usize,
    /// What the scorecard says of it.
    pub wording: Wording,
}

/// One line of the scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorecardRow {
    /// What is measured.
    pub measure: Measure,
    /// Whose forecast it is.
    pub whose: Whose,
    /// Code of the council; empty for the nation.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Pupils forecast.
    pub forecast: Option<f64>,
    /// Pupils on roll.
    pub actual: Option<f64>,
    /// The error in per cent; `None` where a side is missing or there are too few pupils to judge.
    pub error: Option<f64>,
    /// Among every council; `None` for the nation and where the round is not held.
    pub standing: Option<Standing>,
    /// How the figures are known.
    pub status: Status,
}

impl ScorecardRow {
    /// The error as the scorecard shows it.
    pub fn shown(&self) -> Option<f64> {
        self.error?;
        Some(tenths(self.forecast?, self.actual?)? as f64 / 10.0)
    }
}

/// Every council of one measure, as the yardstick of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Nation {
    /// What is measured.
    pub measure: Measure,
    /// Errors of the councils that are judged, ascending.
    pub errors: Vec<f64>,
    /// 25th centile of the errors.
    pub lower: f64,
    /// 75th centile of the errors.
    pub upper: f64,
}

/// The scorecard of every council of a file, and of a data set's own past forecasts.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// The measures that at least one council is judged by.
    pub nations: Vec<Nation>,
    /// By measure: the nation, the data set's own, every council by code.
    pub rows: Vec<ScorecardRow>,
}

/// The error of a forecast in per cent.
///
/// # Formula
/// E = 100 (F - A) / A
///
/// where F is what was forecast and A the January census.
///
/// # Source
/// Department for Education, local authority school places scorecards.
///
/// # Example
/// England, primary, 2018/19, one year ahead:
/// ```
/// # use rollcast::accuracy::error_percent;
/// let error = error_percent(4_561_554.0, 4_517_464.0).unwrap();
/// assert!((error - 0.976).abs() < 0.0005);
/// ```
pub fn error_percent(forecast: f64, actual: f64) -> Option<f64> {
    (actual > 0.0).then(|| 100.0 * (forecast - actual) / actual)
}

/// The same in tenths of a per cent, halves away from zero. Exact where both are whole numbers: a tie is decided in
/// integers, not by the nearest binary fraction.
///
/// # Example
/// ```
/// # use rollcast::accuracy::tenths;
/// assert_eq!(tenths(2001.0, 2000.0), Some(1)); // 0.05 per cent is shown as 0.1
/// assert_eq!(tenths(1999.0, 2000.0), Some(-1));
/// ```
pub fn tenths(forecast: f64, actual: f64) -> Option<i64> {
    if actual <= 0.0 {
        return None;
    }
    if forecast.fract() == 0.0 && actual.fract() == 0.0 {
        let (difference, actual) = ((forecast - actual) as i64, actual as i64);
        let size = (2000 * difference.abs() + actual) / (2 * actual);
        return Some(size * difference.signum());
    }
    Some((1000.0 * (forecast - actual) / actual).round() as i64)
}

/// Linear interpolation between the order statistics (type 7 of Hyndman and Fan), as the scorecard takes its centiles.
fn centile(ascending: &[f64], share: f64) -> f64 {
    let at = share * (ascending.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(ascending.len() - 1);
    ascending[below] + (at - below as f64) * (ascending[above] - ascending[below])
}

impl Nation {
    fn new(measure: Measure, mut errors: Vec<f64>) -> Option<Nation> {
        errors.sort_by(f64::total_cmp);
        let held = !errors.is_empty();
        held.then(|| Nation { measure, lower: centile(&errors, 0.25), upper: centile(&errors, 0.75), errors })
    }

    /// Where an error stands.
    pub fn standing(&self, error: f64) -> Standing {
        let lower = self.errors.iter().filter(|e| **e < error).count();
        let equal = self.errors.iter().filter(|e| **e == error).count();
        let smaller = self.errors.iter().filter(|e| e.abs() < error.abs()).count();
        let wording = match error {
            e if e > 0.0 && e > self.upper => Wording::LargerOverestimate,
            e if e < 0.0 && e < self.lower => Wording::LargerUnderestimate,
            _ => Wording::Middle,
        };
        let percentile = 100.0 * (lower as f64 + equal as f64 / 2.0) / self.errors.len() as f64;
        Standing { percentile, rank: smaller + 1, wording }
    }
}

/// The scorecard of every council, and of the reviews of the data set's own forecasts one to three years ahead.
pub fn scorecard(data: &Dataset, reviews: &[Review], councils: &Councils) -> Scorecard {
    let judged = |c: &&CouncilForecast| c.year.years_since(c.vintage) <= LONGEST;
    let council_rows: Vec<ScorecardRow> = councils.forecasts.iter().filter(judged).map(council_row).collect();
    let own_rows: Vec<ScorecardRow> = reviews.iter().flat_map(|review| own_rows(data, review)).collect();
    let measures: BTreeSet<Measure> = council_rows.iter().chain(&own_rows).map(|r| r.measure).collect();
    let mut card = Scorecard { nations: vec![], rows: vec![] };
    for measure in measures {
        let of = |rows: &[ScorecardRow]| rows.iter().filter(|r| r.measure == measure).cloned().collect::<Vec<_>>();
        let (mut own, mut each) = (of(&own_rows), of(&council_rows));
        let nation = Nation::new(measure, each.iter().filter_map(|r| r.error).collect());
        if let Some(nation) = nation {
            for row in own.iter_mut().chain(&mut each) {
                row.standing = row.error.map(|e| nation.standing(e));
            }
            card.rows.push(national_row(measure, &each));
            card.nations.push(nation);
        }
        card.rows.extend(own);
        card.rows.extend(each);
    }
    card
}

fn council_row(council: &CouncilForecast) -> ScorecardRow {
    let CouncilForecast { phase, vintage, year, forecast, actual, .. } = *council;
    let judged = actual.filter(|a| *a >= FEWEST_PUPILS);
    ScorecardRow {
        measure: Measure { year, horizon: year.years_since(vintage), phase },
        whose: Whose::Council,
        code: council.code.clone(),
        name: council.name.clone(),
        forecast,
        actual,
        error: forecast.zip(judged).and_then(|(f, a)| error_percent(f, a)),
        standing: None,
        status: Status::Published,
    }
}

/// Every forecast over every roll: a council re-drawn between them stands in one shape on each side, and the nation does
/// not change.
fn national_row(measure: Measure, councils: &[ScorecardRow]) -> ScorecardRow {
    let forecast: f64 = councils.iter().filter_map(|r| r.forecast).sum();
    let actual: f64 = councils.iter().filter_map(|r| r.actual).sum();
    ScorecardRow {
        measure,
        whose: Whose::Nation,
        code: String::new(),
        name: "All councils".to_owned(),
        forecast: Some(forecast),
        actual: Some(actual),
        error: error_percent(forecast, actual),
        standing: None,
        status: Status::Published,
    }
}

/// The rows of the data set's root for the series that are a whole phase.
fn own_rows(data: &Dataset, review: &Review) -> Vec<ScorecardRow> {
    if !(1..=LONGEST).contains(&review.horizon()) {
        return vec![];
    }
    let root = review.rows.iter().filter(|r| {
        let area = data.layout.units[r.unit].area;
        area.is_some_and(|a| data.geography.area(a).parent.is_none())
    });
    root.filter_map(|row| {
        let phase = phase_of(&data.schooling, row.series)?;
        let unit = &data.layout.units[row.unit];
        let measure = Measure { year: review.year, horizon: review.horizon(), phase };
        Some(ScorecardRow {
            measure,
            whose: Whose::Own,
            code: unit.code.clone(),
            name: unit.name.clone(),
            forecast: Some(row.forecast),
            actual: row.actual,
            error: row.actual.and_then(|a| error_percent(row.forecast, a)),
            standing: None,
            status: row.status,
        })
    })
    .collect()
}

/// The phase whose every year group a series adds.
fn phase_of(schooling: &Schooling, series: SeriesId) -> Option<Phase> {
    let groups = &schooling.series()[series.0].groups;
    [Phase::Primary, Phase::Secondary].into_iter().find(|phase| {
        let all = schooling.groups().filter(|g| schooling.role(*g).phase() == *phase);
        all.collect::<Vec<_>>() == *groups
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nation(errors: &[f64]) -> Nation {
        let measure = Measure { year: CensusYear(2019), horizon: 1, phase: Phase::Primary };
        Nation::new(measure, errors.to_vec()).unwrap()
    }

    #[test]
    fn ties_are_rounded_away_from_zero_and_what_lies_beside_them_is_not() {
        // 1/2000 is 0.05 per cent exactly; one pupil more on roll and it is less.
        assert_eq!(tenths(2001.0, 2000.0), Some(1));
        assert_eq!(tenths(1999.0, 2000.0), Some(-1));
        assert_eq!(tenths(2002.0, 2001.0), Some(0));
        // 29/2000 is 1.45 per cent, which as a binary fraction lies below it.
        assert_eq!(tenths(2029.0, 2000.0), Some(15));
        assert_eq!(tenths(1971.0, 2000.0), Some(-15));
        assert_eq!(tenths(5.0, 0.0), None);
    }

    #[test]
    fn centiles_interpolate_between_the_councils() {
        let of_four = nation(&[4.0, 1.0, 2.0, 3.0]);
        assert_eq!((of_four.lower, of_four.upper), (1.75, 3.25));
    }

    #[test]
    fn the_wording_needs_both_the_sign_and_the_centile() {
        let over = nation(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(over.standing(3.5).wording, Wording::LargerOverestimate);
        // Lower than three in four, and no under-forecast.
        assert_eq!(over.standing(0.5).wording, Wording::Middle);
        assert_eq!(over.standing(-0.5).wording, Wording::LargerUnderestimate);
        assert_eq!(over.standing(over.upper).wording, Wording::Middle);
        let under = nation(&[-4.0, -3.0, -2.0, -1.0]);
        assert_eq!(under.standing(-0.5).wording, Wording::Middle);
        assert_eq!(under.standing(0.0).wording, Wording::Middle);
    }

    #[test]
    fn percentile_is_by_sign_and_rank_by_size() {
        let nation = nation(&[-3.0, -1.0, 1.0, 2.0]);
        let of = |e: f64| (nation.standing(e).percentile, nation.standing(e).rank);
        assert_eq!(of(-3.0), (12.5, 4));
        assert_eq!(of(-1.0), (37.5, 1));
        assert_eq!(of(1.0), (62.5, 1));
        assert_eq!(of(2.0), (87.5, 3));
    }
}
