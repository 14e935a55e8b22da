//! Control totals: what the national file holds, beside what the data set does.

use super::{Gathered, YEAR_GROUPS};
use crate::calendar::CensusYear;
use crate::dataset::{OutColumn, OutTable};

/// For each January the pupils in the file, those left out and those in the data set.
pub(super) fn controls(gathered: &Gathered) -> OutTable {
    let years: Vec<CensusYear> = gathered.rolls.keys().copied().collect();
    let whole = |of: &dyn Fn(CensusYear) -> f64| {
        let cell = |&year: &CensusYear| Some(of(year)).filter(|x| !x.is_nan()).map(|x| x as i64);
        OutColumn::Whole(years.iter().map(cell).collect())
    };
    let kept = |year: CensusYear, groups: std::ops::Range<usize>| -> f64 { gathered.rolls[&year][groups].iter().sum() };
    let left = |year: CensusYear| gathered.left_out.get(&year).map_or(0.0, |words| words.values().sum());
    let all = 0..YEAR_GROUPS.len();
    OutTable::new(
        "controls",
        vec![
            ("census_year", OutColumn::Text(years.iter().map(CensusYear::to_string).collect())),
            ("in_the_file", whole(&|y| kept(y, all.clone()) + left(y))),
            ("left_out", whole(&left)),
            ("R-11", whole(&|y| kept(y, all.clone()))),
            ("R-6", whole(&|y| kept(y, 0..7))),
            ("7-11", whole(&|y| kept(y, 7..12))),
        ],
    )
}
