//! The files of the drivers on their way into a data set: rows first, then what the rows say of cells and areas.

use super::housing::Placed;
use super::{BuiltIn, Drivers, Homes, Housing, Intervention, PreSchoolRow, Slippage, Yields};
use crate::calendar::{CensusYear, Schooling};
use crate::dataset::Cube;
use crate::dataset::layout::Layout;
use crate::dataset::problem::{DriverFault, Problems, SlippageFault};
use crate::dataset::rows::Names;
use crate::dataset::table::{Reported, Table};
use crate::geography::Geography;

/// The files as tables, each where it is held: homes, how surely they come, yields, pre-school counts, interventions.
pub(in crate::dataset) struct DriverTables {
    pub(in crate::dataset) housing: Option<Table>,
    pub(in crate::dataset) slippage: Option<Table>,
    pub(in crate::dataset) yields: Option<Table>,
    pub(in crate::dataset) preschool: Option<Table>,
    pub(in crate::dataset) interventions: Option<Table>,
}

/// Their rows, sound one by one.
pub(in crate::dataset) struct DriverRows {
    homes: Vec<Placed<Homes>>,
    slippage: Option<Slippage>,
    yields: Yields,
    preschool: Vec<PreSchoolRow>,
    interventions: Vec<Placed<Intervention>>,
}

impl DriverTables {
    /// Reads every row; `last` is the last January held.
    pub(in crate::dataset) fn rows(
        &self,
        names: &Names,
        schooling: &Schooling,
        (built_in, ceiling): (BuiltIn, Option<f64>),
        last: CensusYear,
        problems: &mut Problems,
    ) -> DriverRows {
        let homes = self.housing.as_ref().map(|t| super::housing::housing(t, names, last, problems));
        let homes = homes.unwrap_or_default();
        if let Some(table) = &self.housing {
            super::housing::check_years(table, &homes, last, problems);
        }
        let slippage = self.slippage.as_ref().and_then(|t| super::slippage::slippage(t, problems));
        let ceiling = ceiling.unwrap_or(super::yields::CEILING);
        let yields = match &self.yields {
            Some(table) => super::yields::yields(table, schooling, ceiling, problems),
            None => Yields::built_in(built_in, schooling),
        };
        let preschool = self.preschool.as_ref().map(|t| super::preschool::preschool_rows(t, names, problems));
        let interventions =
            self.interventions.as_ref().map(|t| super::interventions::interventions(t, names, schooling, problems));
        DriverRows {
            homes,
            slippage,
            yields,
            preschool: preschool.unwrap_or_default(),
            interventions: interventions.unwrap_or_default(),
        }
    }

    /// Checks the rows against the cells that rolls are held of.
    pub(in crate::dataset) fn checked(
        &self,
        rows: DriverRows,
        layout: &Layout,
        (geography, schooling): (&Geography, &Schooling),
        rolls: &Cube,
        problems: &mut Problems,
    ) -> Result<Drivers, Reported> {
        let last = rolls.last();
        if let Some(table) = &self.housing {
            super::housing::check_areas(table, &rows.homes, layout, geography, problems);
            let past = rows.homes.iter().any(|(_, h)| h.year <= last);
            if !past {
                problems.in_file(table.place(0, "site").file, DriverFault::NoCompletions { last: last.0 }.into());
            }
        }
        if let (Some(table), None) = (&self.slippage, &self.housing) {
            problems.in_file(table.place(0, "stage").file, SlippageFault::NoHomes.into());
        }
        if let Some(table) = &self.yields {
            let held = schooling.groups().filter(|g| layout.find(*g).is_some());
            let without: Vec<String> = held
                .filter(|g| !rows.yields.rows.iter().any(|y| y.group == *g))
                .map(|g| schooling.name(g).to_owned())
                .collect();
            if !without.is_empty() {
                let fault = DriverFault::NoYields { groups: without.join(", ") };
                problems.in_file(table.place(0, "year_group").file, fault.into());
            }
        }
        if let Some(table) = &self.interventions {
            let about = (geography, schooling);
            super::interventions::check(table, &rows.interventions, layout, about, last, problems);
        }
        let preschool = match &self.preschool {
            Some(table) => Some(super::preschool::preschool(table, &rows.preschool, layout, geography, problems)?),
            None => None,
        };
        let mut interventions: Vec<Intervention> = rows.interventions.into_iter().map(|(_, i)| i).collect();
        interventions.sort_by(|a, b| (&a.name, a.area, a.group, a.from).cmp(&(&b.name, b.area, b.group, b.from)));
        Ok(Drivers {
            housing: self.housing.as_ref().map(|_| Housing::new(rows.homes.into_iter().map(|(_, h)| h).collect())),
            slippage: rows.slippage,
            yields: rows.yields,
            preschool,
            interventions,
        })
    }
}
