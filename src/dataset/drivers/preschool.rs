//! `preschool.csv`: children not yet at school, by age, as health registers count them.

use crate::calendar::CensusYear;
use crate::dataset::cube::Cube;
use crate::dataset::layout::Layout;
use crate::dataset::problem::{DriverFault, Fault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::{Names, Seen};
use crate::dataset::table::{Reported, Table, TableSpec};
use crate::geography::{AreaId, Geography};
use crate::status::Status;
use ndarray::Array3;
use std::collections::BTreeSet;

pub(in crate::dataset) const PRESCHOOL: TableSpec =
    TableSpec { file: "preschool.csv", required: &["census_year", "area", "age", "children"], optional: &["status"] };

/// Children not yet at school by area, age and January.
#[derive(Debug, Clone, PartialEq)]
pub struct PreSchool {
    /// One panel, [areas of the first panel, ages, Januaries]. The age is that on 31 August before the January, in whole
    /// years: children of [`PreSchool::OLDEST`] enter school in the next September. A January without counts is NaN.
    pub children: Cube,
    /// Least firm status of the counts.
    pub status: Status,
}

impl PreSchool {
    /// The age of those who are in the entry year in the next January.
    pub const OLDEST: usize = 3;
    /// Ages counted: 0 to the oldest.
    pub const AGES: usize = PreSchool::OLDEST + 1;

    /// Children of an age in a January by row of the first panel; `None` where that January is not held.
    pub fn of_age(&self, age: usize, year: CensusYear) -> Option<Vec<f64>> {
        let t = self.children.year_index(year)?;
        let panel = self.children.panels.first()?;
        let counts: Vec<f64> = (0..panel.dim().0).map(|row| panel[[row, age, t]]).collect();
        counts.iter().all(|n| !n.is_nan()).then_some(counts)
    }
}

/// Children of an area, age and January.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) struct PreSchoolRow {
    row: usize,
    year: CensusYear,
    area: AreaId,
    age: usize,
    children: f64,
    status: Status,
}

pub(in crate::dataset) fn preschool_rows(table: &Table, names: &Names, problems: &mut Problems) -> Vec<PreSchoolRow> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.census_year(row, "census_year");
        let area = rows.area(row, "area", names);
        let age = match rows.text(row, "age").parse::<usize>() {
            Ok(age) if age <= PreSchool::OLDEST => Ok(age),
            _ => {
                let known = "`0`, `1`, `2` or `3`: whole years on 31 August before the January";
                Err(rows.unknown_word(row, "age", rows.text(row, "age"), known))
            }
        };
        let children = rows.count(row, "children");
        let status = rows.status(row);
        let (year, area, age) = (year?, area?, age?);
        let key = || format!("{year}, `{}`, age {age}", names.geography.area(area).code);
        rows.once(&mut seen, (year, area, age), row, key)?;
        Ok(PreSchoolRow { row, year, area, age, children: children?, status: status? })
    })
}

/// The counts of the areas of the first panel; a January and age with any count has one for every area.
pub(in crate::dataset) fn preschool(
    table: &Table,
    rows: &[PreSchoolRow],
    layout: &Layout,
    geography: &Geography,
    problems: &mut Problems,
) -> Result<PreSchool, Reported> {
    let panel = &layout.panels[0];
    let held = || rows.iter().filter(|r| !r.children.is_nan());
    let years = (held().map(|r| r.year).min(), held().map(|r| r.year).max());
    let (Some(first), Some(last)) = years else {
        let fault = Fault::Incomplete {
            message: "no cell of `children` holds a number".to_owned(),
            hint: "write the counts, or take the file away".to_owned(),
        };
        problems.in_file(table.place(0, "children").file, fault);
        return Err(Reported);
    };
    let shape = (panel.areas.len(), PreSchool::AGES, last.years_since(first) as usize + 1);
    let mut counts = Array3::from_elem(shape, f64::NAN);
    let mut sound = true;
    for r in rows {
        match panel.areas.binary_search(&r.area) {
            Ok(row) if r.year >= first && r.year <= last => {
                counts[[row, r.age, r.year.years_since(first) as usize]] = r.children;
            }
            Ok(_) => {}
            Err(_) => {
                let fault = DriverFault::PreSchoolLevel {
                    area: geography.area(r.area).code.clone(),
                    level: geography.level_name(panel.level).to_owned(),
                };
                problems.at(table.place(r.row, "area"), fault.into());
                sound = false;
            }
        }
    }
    let used: BTreeSet<(CensusYear, usize)> = held().map(|r| (r.year, r.age)).collect();
    for (year, age) in used {
        let t = year.years_since(first) as usize;
        let missing = panel.areas.iter().enumerate().filter(|(row, _)| counts[[*row, age, t]].is_nan());
        for (_, area) in missing {
            let area = geography.area(*area).code.clone();
            problems.in_file(table.place(0, "area").file, DriverFault::NoPreSchool { area, year: year.0, age }.into());
            sound = false;
        }
    }
    let status = rows.iter().map(|r| r.status).fold(Status::Published, Status::max);
    let children = Cube { first, panels: vec![counts] };
    if sound { Ok(PreSchool { children, status }) } else { Err(Reported) }
}
