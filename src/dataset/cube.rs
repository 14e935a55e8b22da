//! Numbers by area, year group and year: one array for each panel.

use crate::calendar::{CensusYear, YearGroup};
use ndarray::Array3;

/// Values by panel, each panel an array of shape [areas, year groups, years]. Missing is NaN, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Cube<T = f64> {
    /// Census year of index 0 of the last axis.
    pub first: CensusYear,
    /// One array for each panel, in the order of the layout.
    pub panels: Vec<Array3<T>>,
}

impl<T: Copy> Cube<T> {
    /// Index of a year on the last axis, if the cube reaches it.
    pub fn year_index(&self, year: CensusYear) -> Option<usize> {
        let years = self.panels.first().map_or(0, |p| p.len_of(ndarray::Axis(2)));
        usize::try_from(year.years_since(self.first)).ok().filter(|&i| i < years)
    }

    /// The census years it covers.
    pub fn years(&self) -> impl ExactSizeIterator<Item = CensusYear> + use<T> {
        let first = self.first;
        let years = self.panels.first().map_or(0, |p| p.len_of(ndarray::Axis(2)));
        (0..years).map(move |i| first.plus(i as i32))
    }

    /// The last census year it covers.
    pub fn last(&self) -> CensusYear {
        let years = self.panels.first().map_or(0, |p| p.len_of(ndarray::Axis(2)));
        self.first.plus(years as i32 - 1)
    }
}

/// A cell of a cube: panel, row of the panel, and year group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// The panel.
    pub panel: usize,
    /// The row of the panel.
    pub row: usize,
    /// The year group.
    pub group: YearGroup,
}
