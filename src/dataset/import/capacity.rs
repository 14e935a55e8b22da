//! The national file of school capacity: one row a school, each with the planning area of its phase.

use crate::calendar::CensusYear;
use crate::dataset::problem::{ImportFault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::Rows;
use crate::dataset::table::{Reported, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Columns read; the file may have more.
pub(super) const COLUMNS: [&str; 9] = [
    "laestab",
    "la",
    "phase",
    "may_nor",
    "net_capacity",
    "primary_capacity",
    "secondary_capacity",
    "primary_pa",
    "secondary_pa",
];

/// Schools, places and pupils of a planning area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Surveyed {
    pub(super) schools: usize,
    /// NaN where a school's are not given.
    pub(super) places: f64,
    /// NaN where a school's cannot be told apart by phase.
    pub(super) pupils: f64,
    /// Whether primary, secondary schools count in it.
    pub(super) phases: [bool; 2],
}

/// What a survey holds of some authorities.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Survey {
    pub(super) year: CensusYear,
    /// By planning area.
    pub(super) areas: BTreeMap<String, Surveyed>,
    /// Schools, and their places and pupils as the file gives them.
    pub(super) schools: usize,
    pub(super) places: f64,
    pub(super) pupils: f64,
    /// Places for primary and for secondary pupils, sixth forms with these; NaN where a school's are not given.
    pub(super) by_phase: [f64; 2],
    /// Schools in no planning area.
    pub(super) nowhere: usize,
    /// Schools of both phases, whose pupils the file does not divide.
    pub(super) undivided: usize,
}

/// The year in the name of a file: the last run of exactly four digits that may be one.
pub(super) fn survey_year(path: &Path, problems: &mut Problems) -> Result<CensusYear, Reported> {
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 4);
    let mut years = numbers.filter_map(|n| n.parse().ok()).filter(|y| CensusYear::PLAUSIBLE.contains(y));
    years.next_back().map(CensusYear).ok_or_else(|| {
        problems.in_file(path, ImportFault::NoSurveyYear.into());
        Reported
    })
}

/// One school.
struct School {
    pupils: f64,
    places: f64,
    by_phase: [f64; 2],
    /// Planning area and capacity, with the phases (primary, secondary) that they are for.
    parts: Vec<([bool; 2], String, f64)>,
}

/// The survey of some authorities; `None` where it holds no school of theirs.
pub(super) fn survey(
    table: &Table,
    codes: &BTreeSet<String>,
    year: CensusYear,
    problems: &mut Problems,
) -> Option<Survey> {
    let mut seen = BTreeMap::new();
    let schools = each_row(table, problems, |row, rows| {
        if !codes.contains(rows.text(row, "la")) {
            return Ok(None);
        }
        let number = rows.word(row, "laestab")?;
        rows.once(&mut seen, number, row, || format!("school `{number}`"))?;
        school(rows, row).map(Some)
    });
    let schools: Vec<School> = schools.into_iter().flatten().collect();
    let mut areas: BTreeMap<String, Surveyed> = BTreeMap::new();
    for school in &schools {
        for (phases, area, places) in &school.parts {
            let entry = areas.entry(area.clone()).or_insert(Surveyed {
                schools: 0,
                places: 0.0,
                pupils: 0.0,
                phases: [false; 2],
            });
            entry.schools += 1;
            entry.places += places;
            entry.pupils += if school.parts.len() == 1 { school.pupils } else { f64::NAN };
            entry.phases = [entry.phases[0] || phases[0], entry.phases[1] || phases[1]];
        }
    }
    (!schools.is_empty()).then(|| Survey {
        year,
        areas,
        schools: schools.len(),
        places: schools.iter().map(|s| s.places).sum(),
        pupils: schools.iter().map(|s| s.pupils).sum(),
        by_phase: [0, 1].map(|phase| schools.iter().map(|s| s.by_phase[phase]).sum()),
        nowhere: schools.iter().filter(|s| s.parts.is_empty()).count(),
        undivided: schools.iter().filter(|s| s.parts.len() > 1).count(),
    })
}

fn school(rows: &mut Rows, row: usize) -> Result<School, Reported> {
    let pupils = rows.count(row, "may_nor");
    let places = rows.count(row, "net_capacity");
    let by_phase = [rows.count(row, "primary_capacity"), rows.count(row, "secondary_capacity")];
    let (pupils, places) = (pupils?, places?);
    let areas = [rows.text(row, "primary_pa"), rows.text(row, "secondary_pa")];
    let [primary, secondary] = by_phase;
    let part = |phases, area: &str, places| vec![(phases, area.to_owned(), places)];
    let parts = match areas {
        ["", ""] => vec![],
        // A school of one phase, or in one area for both, gives its capacity once, as the whole.
        [area, ""] => part([true, false], area, places),
        ["", area] => part([false, true], area, places),
        [one, other] if one == other => part([true, true], one, places),
        [one, other] => [part([true, false], one, primary?), part([false, true], other, secondary?)].concat(),
    };
    let by_phase = match rows.text(row, "phase") {
        "PS" => [places, 0.0],
        "SS" => [0.0, places],
        // All-through and middle schools give the capacity of each phase.
        _ => [primary.unwrap_or(f64::NAN), secondary.unwrap_or(f64::NAN)],
    };
    Ok(School { pupils, places, by_phase, parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_that_in_the_name() {
        let year = |name: &str| survey_year(Path::new(name), &mut Problems::default()).ok().map(|y| y.0);
        assert_eq!(year("in/2016/school_capacity_may_2015.csv"), Some(2015));
        assert_eq!(year("SCAP_201415_2015-16.csv"), Some(2015));
        assert_eq!(year("capacity.csv"), None);
        assert_eq!(year("capacity_9999.csv"), None);
    }
}
