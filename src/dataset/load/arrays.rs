//! Rows of sound tables as the arrays of a data set.

use super::Folder;
use crate::calendar::{BirthYear, CensusYear, Schooling, YearGroup};
use crate::dataset::cube::Cube;
use crate::dataset::layout::Layout;
use crate::dataset::problem::Fault;
use crate::dataset::read::{self, CellRow, End, FlowRow};
use crate::dataset::settings::ReferenceSettings;
use crate::dataset::table::{Reported, Table, TableSpec};
use crate::dataset::{Reference, Transfers, checks};
use crate::geography::{AreaId, Geography};
use crate::status::Status;
use ndarray::{Array2, Array3, Axis};
use std::collections::BTreeMap;

impl Folder {
    pub(super) fn reference(
        &mut self,
        settings: &ReferenceSettings,
        schooling: &Schooling,
    ) -> Result<Reference, Reported> {
        let (required, optional) = read::REFERENCE_ROLLS;
        let table = self.required(TableSpec { file: &settings.rolls, required, optional })?;
        let rows = read::reference_rolls(&table, schooling, &mut self.problems);
        let years = span(rows.iter().map(|r| r.0.0)).ok_or(Reported)?;
        let mut rolls = Array2::from_elem((schooling.names().len(), usize::from(years.1 - years.0) + 1), f64::NAN);
        for (year, group, pupils) in rows {
            rolls[[group.index(), usize::from(year.0 - years.0)]] = pupils;
        }
        let births = match &settings.births {
            None => None,
            Some(file) => {
                let (required, optional) = read::REFERENCE_BIRTHS;
                let table = self.required(TableSpec { file, required, optional })?;
                let rows = read::reference_births(&table, &mut self.problems);
                let years = span(rows.iter().map(|r| r.0.0)).ok_or(Reported)?;
                let mut births = vec![f64::NAN; usize::from(years.1 - years.0) + 1];
                for (year, value) in rows {
                    births[usize::from(year.0 - years.0)] = value;
                }
                Some((BirthYear(years.0), births))
            }
        };
        Ok(Reference { first: CensusYear(years.0), rolls, births })
    }

    pub(super) fn cubes(
        &mut self,
        table: &Table,
        rows: &[CellRow],
        geography: &Geography,
        schooling: &Schooling,
    ) -> Result<(Layout, StatusedCube), Reported> {
        let held: Vec<_> = rows.iter().filter(|r| !r.value.is_nan()).map(|r| (r.area, r.group)).collect();
        let Some(years) = span(rows.iter().filter(|r| !r.value.is_nan()).map(|r| r.year.0)) else {
            let fault = Fault::Incomplete {
                message: "no cell of `pupils` holds a number".to_owned(),
                hint: "write the January rolls".to_owned(),
            };
            self.problems.in_file(table.place(0, "pupils").file, fault);
            return Err(Reported);
        };
        let panels = Layout::panels_for(&held, geography, schooling);
        let shapes: Vec<_> = panels.iter().map(|p| (p.areas.len(), p.groups.len())).collect();
        let mut cubes = StatusedCube::missing(&shapes, CensusYear(years.0), CensusYear(years.1));
        for row in rows {
            let panel = panels.iter().position(|p| p.column(row.group).is_some());
            let at = panel.and_then(|p| Some((p, panels[p].areas.binary_search(&row.area).ok()?)));
            if let (Some((panel, index)), Some(year)) = (at, cubes.values.year_index(row.year)) {
                let column = row.group.index() - panels[panel].groups.start;
                cubes.set(panel, [index, column, year], row.value, row.status);
            }
        }
        Ok((Layout::new(panels, &cubes.values, geography), cubes))
    }

    pub(super) fn places(
        &mut self,
        table: &Table,
        rows: &[CellRow],
        layout: &Layout,
        rolls: &Cube,
        geography: &Geography,
        schooling: &Schooling,
    ) -> StatusedCube {
        let shapes: Vec<_> = layout.panels.iter().map(|p| (p.areas.len(), p.groups.len())).collect();
        let mut cubes = StatusedCube::missing(&shapes, rolls.first, rolls.last());
        for row in rows {
            let Some(year) = cubes.values.year_index(row.year) else {
                let message = format!("there are no rolls for {}", row.year);
                let hint = "places.csv is history, to the last census year; changes to come are events".to_owned();
                self.problems.at(table.place(row.row, "census_year"), Fault::Incomplete { message, hint });
                continue;
            };
            if let Some(cell) = layout.cell(row.area, row.group) {
                let column = cell.group.index() - layout.panels[cell.panel].groups.start;
                cubes.set(cell.panel, [cell.row, column, year], row.value, row.status);
            }
        }
        let rows = checks::places_beyond_rolls(table, rows, layout, geography, schooling, &mut self.problems);
        checks::control_totals(table, &rows, layout, &cubes.values, geography, schooling, &mut self.problems);
        cubes
    }

    pub(super) fn transfers(
        &mut self,
        table: &Table,
        rows: &[FlowRow],
        layout: &Layout,
        geography: &Geography,
        schooling: &Schooling,
    ) -> Result<Transfers, Reported> {
        let secondary = schooling.transfer().and_then(|g| layout.find(g)).map(|(panel, _)| &layout.panels[panel]);
        let Some(panel) = secondary else {
            let message = "there are transfers, and no rolls in a transfer year group".to_owned();
            let hint = "name `transfer` in [year_groups] and give its rolls".to_owned();
            self.problems.in_file(table.place(0, "from").file, Fault::Incomplete { message, hint });
            return Err(Reported);
        };
        let (first, last) = span(rows.iter().map(|r| r.year.0)).ok_or(Reported)?;
        let (areas, years) = (panel.areas.len(), usize::from(last - first) + 1);
        let mut flows = Array3::from_elem((areas, areas, years), f64::NAN);
        let mut from_outside = Array2::from_elem((areas, years), f64::NAN);
        let mut leaving = from_outside.clone();
        let mut independent = from_outside.clone();
        for year in rows.iter().map(|r| usize::from(r.year.0 - first)) {
            // A year with any row is a whole matrix: the pairs it does not name had no flow.
            flows.index_axis_mut(Axis(2), year).fill(0.0);
            from_outside.column_mut(year).fill(0.0);
            leaving.column_mut(year).fill(0.0);
            independent.column_mut(year).fill(0.0);
        }
        for row in rows {
            let year = usize::from(row.year.0 - first);
            let mut index = |end: End, column: &str| match end {
                End::Area(id) => panel.areas.binary_search(&id).map(Some).map_err(|_| {
                    let fault = Fault::TransferLevel {
                        area: geography.area(id).code.clone(),
                        level: geography.level_name(panel.level).to_owned(),
                    };
                    self.problems.at(table.place(row.row, column), fault);
                }),
                End::Outside | End::Independent => Ok(None),
            };
            match (index(row.from, "from"), index(row.to, "to")) {
                (Ok(Some(from)), Ok(Some(to))) => flows[[from, to, year]] += row.pupils,
                (Ok(Some(from)), Ok(None)) => {
                    leaving[[from, year]] += row.pupils;
                    if row.to == End::Independent {
                        independent[[from, year]] += row.pupils;
                    }
                }
                (Ok(None), Ok(Some(to))) => from_outside[[to, year]] += row.pupils,
                _ => {}
            }
        }
        let status = rows.iter().map(|r| r.status).fold(Status::Published, Status::max);
        let (first, areas) = (CensusYear(first), panel.areas.clone());
        Ok(Transfers { first, areas, flows, from_outside, leaving, independent, status })
    }
}

/// The totals that rolls.csv gives for areas coarser than a panel's, by area, year group, year.
pub(super) fn controls(rows: &[CellRow], layout: &Layout) -> BTreeMap<(AreaId, YearGroup, CensusYear), (f64, Status)> {
    let held = rows.iter().filter(|r| !r.value.is_nan() && layout.cell(r.area, r.group).is_none());
    held.map(|r| ((r.area, r.group, r.year), (r.value, r.status))).collect()
}

/// Values with how each is known.
pub(super) struct StatusedCube {
    pub(super) values: Cube,
    pub(super) statuses: Cube<Status>,
}

impl StatusedCube {
    fn missing(shapes: &[(usize, usize)], first: CensusYear, last: CensusYear) -> StatusedCube {
        let years = last.years_since(first) as usize + 1;
        let values = shapes.iter().map(|&(a, g)| Array3::from_elem((a, g, years), f64::NAN)).collect();
        let statuses = shapes.iter().map(|&(a, g)| Array3::from_elem((a, g, years), Status::Published)).collect();
        StatusedCube { values: Cube { first, panels: values }, statuses: Cube { first, panels: statuses } }
    }

    fn set(&mut self, panel: usize, at: [usize; 3], value: f64, status: Status) {
        self.values.panels[panel][at] = value;
        self.statuses.panels[panel][at] = status;
    }
}

/// The least and the greatest of some years.
fn span(years: impl Iterator<Item = u16> + Clone) -> Option<(u16, u16)> {
    Some((years.clone().min()?, years.max()?))
}
