//! Years, year groups and series: the indices every other room counts by.
//!
//! Years are newtypes, so that the January of a census, the academic year it lies in and a year of births can never be
//! mixed up. Year groups and series are indices into what `dataset.toml` names (`R` to `11`, `K` to `12`): their names
//! are data, their [`Role`]s are not.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The January of a school census: 2014 is January 2014, in the academic year 2013/14. Where the census is taken in
/// autumn it is the calendar year in which the school year ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CensusYear(pub u16);

/// The twelve months to 30 June of a calendar year, the year by which births are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BirthYear(pub u16);

/// An academic year, by the calendar year in which it starts: 2013 is 2013/14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AcademicYear(pub u16);

impl CensusYear {
    /// The years a data set may hold: outside them a year is a slip of the keyboard.
    pub const PLAUSIBLE: std::ops::RangeInclusive<u16> = 1950..=2100;

    /// Years from `earlier` to this one; negative when this one comes first.
    pub fn years_since(self, earlier: CensusYear) -> i32 {
        i32::from(self.0) - i32::from(earlier.0)
    }

    /// The census `years` later (earlier when negative).
    pub fn plus(self, years: i32) -> CensusYear {
        CensusYear((i32::from(self.0) + years).max(0) as u16)
    }

    /// The academic year the census lies in.
    pub fn academic_year(self) -> AcademicYear {
        AcademicYear(self.0 - 1)
    }
}

impl BirthYear {
    /// Years from `earlier` to this one; negative when this one comes first.
    pub fn years_since(self, earlier: BirthYear) -> i32 {
        i32::from(self.0) - i32::from(earlier.0)
    }

    /// The birth year `years` later (earlier when negative).
    pub fn plus(self, years: i32) -> BirthYear {
        BirthYear((i32::from(self.0) + years).max(0) as u16)
    }
}

impl fmt::Display for CensusYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for BirthYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1) % 100)
    }
}

/// A year group: its position in the order that `dataset.toml` names, 0 being the entry year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct YearGroup(pub u8);

impl YearGroup {
    /// Position in the order, for indexing.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A series: its position among the named series of `dataset.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub usize);

/// What a year group is to a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Fed by births.
    Entry,
    /// Fed by the year group below, before the transfer.
    Primary,
    /// The first year group of secondary school, fed across areas.
    Transfer,
    /// Fed by the year group below, after the transfer.
    Secondary,
}

impl Role {
    /// The phase a role belongs to.
    pub fn phase(self) -> Phase {
        match self {
            Role::Entry | Role::Primary => Phase::Primary,
            Role::Transfer | Role::Secondary => Phase::Secondary,
        }
    }
}

/// Primary or secondary schooling: the year groups before the transfer, and those from it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Entry year up to the last year group before the transfer.
    Primary,
    /// Transfer year and after.
    Secondary,
}

impl Phase {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Primary => "primary",
            Phase::Secondary => "secondary",
        }
    }
}

/// A named sum of year groups, such as `R-6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Name as in `dataset.toml`.
    pub name: String,
    /// The year groups it adds, in order.
    pub groups: Vec<YearGroup>,
}

/// The year groups and series of a data set, and what each year group is to a forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schooling {
    names: Vec<String>,
    transfer: Option<YearGroup>,
    series: Vec<Series>,
}

impl Schooling {
    /// Year groups by name from the entry year up, the transfer year group if there is one, and the named series.
    pub fn new(names: Vec<String>, transfer: Option<YearGroup>, series: Vec<Series>) -> Schooling {
        Schooling { names, transfer, series }
    }

    /// Every year group in order.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = YearGroup> + use<> {
        (0..self.names.len() as u8).map(YearGroup)
    }

    /// Names of the year groups in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Name of a year group as the data set spells it.
    pub fn name(&self, group: YearGroup) -> &str {
        &self.names[group.index()]
    }

    /// The year group of that name.
    pub fn group(&self, name: &str) -> Option<YearGroup> {
        self.names.iter().position(|n| n == name).map(|i| YearGroup(i as u8))
    }

    /// The first year group of secondary school, where the data set names one.
    pub fn transfer(&self) -> Option<YearGroup> {
        self.transfer
    }

    /// The named series, in the order of `dataset.toml`.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// The series of that name.
    pub fn series_named(&self, name: &str) -> Option<SeriesId> {
        self.series.iter().position(|s| s.name == name).map(SeriesId)
    }

    /// What a year group is to a forecast.
    pub fn role(&self, group: YearGroup) -> Role {
        match self.transfer {
            _ if group.0 == 0 => Role::Entry,
            Some(t) if group == t => Role::Transfer,
            Some(t) if group > t => Role::Secondary,
            _ => Role::Primary,
        }
    }

    /// A year group or a series as a reader says it: `Year R`, `Years R-6`.
    pub fn spoken(&self, series: &Series) -> String {
        let plural = if series.groups.len() > 1 { "Years" } else { "Year" };
        format!("{plural} {}", series.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_academic_year_spans_the_turn_of_a_century() {
        assert_eq!(CensusYear(2014).academic_year().to_string(), "2013/14");
        assert_eq!(CensusYear(2000).academic_year().to_string(), "1999/00");
    }

    #[test]
    fn roles_follow_the_transfer_year() {
        let names = ["R", "1", "6", "7", "8"].map(String::from).to_vec();
        let schooling = Schooling::new(names, Some(YearGroup(3)), vec![]);
        let roles: Vec<Role> = schooling.groups().map(|g| schooling.role(g)).collect();
        assert_eq!(roles, [Role::Entry, Role::Primary, Role::Primary, Role::Transfer, Role::Secondary]);
        assert_eq!(roles[3].phase(), Phase::Secondary);
    }
}
