//! What was read, in totals that a planner can set against a book.

use crate::calendar::{CensusYear, Phase, YearGroup};
use crate::dataset::{Dataset, Problems};
use crate::report::format;
use std::io::{self, Write};

/// Januaries shown before the older ones are left out.
const SHOWN: usize = 10;

/// Says how inputs were understood that could be read in more than one way.
pub(super) fn tell_notes(problems: &Problems) -> io::Result<()> {
    let mut err = io::stderr().lock();
    problems.notes().iter().try_for_each(|note| writeln!(err, "note: {note}"))
}

/// The pupils read, each of the last Januaries.
pub(super) fn tell_history(data: &Dataset) -> io::Result<()> {
    let years: Vec<CensusYear> = data.rolls.years().collect();
    let mut err = io::stderr().lock();
    writeln!(err, "pupils read, to set against your own totals:")?;
    let shown = &years[years.len().saturating_sub(SHOWN)..];
    shown.iter().try_for_each(|year| writeln!(err, "  January {year}: {}", by_phase(data, *year)))
}

/// The pupils read of one January.
pub(super) fn tell_january(data: &Dataset, year: CensusYear) -> io::Result<()> {
    writeln!(io::stderr(), "pupils read for January {year}: {}", by_phase(data, year))
}

/// The whole data set in a January: Years R-6 and 7-11, or what the phases are called.
fn by_phase(data: &Dataset, year: CensusYear) -> String {
    let schooling = &data.schooling;
    let of_phase = |phase: Phase| {
        let held = |g: &YearGroup| schooling.role(*g).phase() == phase && data.layout.find(*g).is_some();
        let groups: Vec<YearGroup> = schooling.groups().filter(held).collect();
        let (first, last) = (schooling.name(*groups.first()?), schooling.name(*groups.last()?));
        let name = if groups.len() == 1 { format!("Year {first}") } else { format!("Years {first}-{last}") };
        let total = data.layout.units.first().and_then(|u| data.layout.total(&data.rolls, u, &groups, year, year));
        let total = total.map_or("not known, a part is missing".to_owned(), |n| format::count(n.round() as i64));
        Some(format!("{name} {total}"))
    };
    [Phase::Primary, Phase::Secondary].into_iter().filter_map(of_phase).collect::<Vec<_>>().join(", ")
}
