//! `yields.csv`: pupils in a home, by kind of home, year group and years since it was built.

use super::housing::{DwellingClass, DwellingType, Tenure, class};
use crate::calendar::{Phase, Schooling, YearGroup};
use crate::dataset::problem::{DriverFault, Fault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::Seen;
use crate::dataset::table::{Table, TableSpec};
use crate::status::Status;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(in crate::dataset) const YIELDS: TableSpec = TableSpec {
    file: "yields.csv",
    required: &["dwelling_type", "tenure", "bedrooms", "year_group", "years_since_completion", "pupils_per_dwelling"],
    optional: &["status"],
};

/// Yields that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuiltIn {
    /// The Department for Education's, England 2021/22.
    #[default]
    England,
    /// Kent County Council's.
    Kent,
}

/// Where the yields of a data set come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YieldSource {
    /// Its own yields.csv.
    Own,
    /// Those that come with the program.
    BuiltIn(BuiltIn),
}

/// Pupils of one year group in a home of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yield {
    /// The kind of home; what is not known holds for any.
    pub class: DwellingClass,
    /// The year group.
    pub group: YearGroup,
    /// Januaries since the one of completion, 0 being that January; `None` for a home that has filled up.
    pub years_since: Option<u8>,
    /// Pupils per dwelling.
    pub pupils: f64,
}

/// Pupils in a home.
#[derive(Debug, Clone, PartialEq)]
pub struct Yields {
    /// By kind, year group and years since completion.
    pub rows: Vec<Yield>,
    /// Where they come from.
    pub source: YieldSource,
    /// Least firm status of the rows.
    pub status: Status,
}

/// How the pupils in a home of one kind and year group grow in number.
#[derive(Debug, Clone, PartialEq)]
pub enum Profile {
    /// Pupils once it has filled up.
    Full(f64),
    /// Pupils by years since completion, ascending.
    ByYear(Vec<(u8, f64)>),
}

/// One row of a file of yields that comes with the program.
#[derive(Debug, Deserialize)]
struct BuiltInRow {
    dwelling_type: String,
    tenure: String,
    bedrooms: Option<u8>,
    phase: String,
    pupils_per_dwelling: f64,
    year_groups: f64,
    #[serde(rename = "source")]
    _source: String,
}

impl BuiltIn {
    fn text(self) -> &'static str {
        match self {
            BuiltIn::England => include_str!("../../../data/yields/england.csv"),
            BuiltIn::Kent => include_str!("../../../data/yields/kent.csv"),
        }
    }

    /// What a document calls them.
    pub fn spoken(self) -> &'static str {
        match self {
            BuiltIn::England => "the Department for Education's pupil yields for England, 2021/22",
            BuiltIn::Kent => "Kent County Council's pupil yields",
        }
    }
}

impl Yields {
    /// Yields that come with the program.
    ///
    /// They are given for a whole phase of England's year groups and spread evenly over them: 0.253 primary pupils in a home
    /// are 0.253 / 7 in each of R to 6. A year group of a data set takes that of its phase.
    pub fn built_in(which: BuiltIn, schooling: &Schooling) -> Yields {
        let mut reader = csv::Reader::from_reader(which.text().as_bytes());
        let mut rows = vec![];
        for row in reader.deserialize::<BuiltInRow>().filter_map(Result::ok) {
            let class = DwellingClass {
                dwelling: match row.dwelling_type.as_str() {
                    "house" => Some(DwellingType::House),
                    "flat" => Some(DwellingType::Flat),
                    _ => None,
                },
                tenure: match row.tenure.as_str() {
                    "market" => Some(Tenure::Market),
                    "affordable" => Some(Tenure::Affordable),
                    _ => None,
                },
                bedrooms: row.bedrooms,
            };
            let phase = if row.phase == "primary" { Phase::Primary } else { Phase::Secondary };
            let pupils = row.pupils_per_dwelling / row.year_groups;
            let groups = schooling.groups().filter(|g| schooling.role(*g).phase() == phase);
            rows.extend(groups.map(|group| Yield { class, group, years_since: None, pupils }));
        }
        Yields { rows, source: YieldSource::BuiltIn(which), status: Status::Published }
    }

    /// The profile of a kind of home and year group: that of the kind in the table that says most of it.
    ///
    /// A row fits where nothing it says contradicts the home. Of the rows that fit the one that says most counts; of two that
    /// say as much, first the one that knows the bedrooms, then the one that knows house or flat. `None` where none fits.
    pub fn profile(&self, home: DwellingClass, group: YearGroup) -> Option<Profile> {
        let fits = |class: &DwellingClass| {
            let one = |known: bool, same: bool| !known || same;
            one(class.dwelling.is_some(), class.dwelling == home.dwelling)
                && one(class.tenure.is_some(), class.tenure == home.tenure)
                && one(class.bedrooms.is_some(), class.bedrooms == home.bedrooms)
        };
        let says = |c: &DwellingClass| {
            let known = [c.bedrooms.is_some(), c.dwelling.is_some(), c.tenure.is_some()];
            (known.iter().filter(|k| **k).count(), known)
        };
        let of_group = || self.rows.iter().filter(|r| r.group == group);
        let best = of_group().map(|r| r.class).filter(fits).max_by_key(says)?;
        let rows: Vec<&Yield> = of_group().filter(|r| r.class == best).collect();
        if let Some(full) = rows.iter().find(|r| r.years_since.is_none()) {
            return Some(Profile::Full(full.pupils));
        }
        let mut years: Vec<(u8, f64)> = rows.iter().filter_map(|r| Some((r.years_since?, r.pupils))).collect();
        years.sort_by_key(|(year, _)| *year);
        Some(Profile::ByYear(years))
    }
}

/// More pupils than this in one home, all year groups together, are a slip of the unit: England's largest homes have about
/// half as many (0.40 primary in four bedrooms or more, and half of that again secondary).
pub(in crate::dataset) const CEILING: f64 = 1.0;

pub(in crate::dataset) fn yields(
    table: &Table,
    schooling: &Schooling,
    ceiling: f64,
    problems: &mut Problems,
) -> Yields {
    let mut seen = Seen::new();
    let mut status = Status::Published;
    let rows = each_row(table, problems, |row, rows| {
        let class = class(rows, row);
        let group = rows.year_group(row, "year_group", schooling);
        let years_since = match rows.text(row, "years_since_completion") {
            "" => Ok(None),
            text => match text.parse::<u8>() {
                Ok(n) if n <= 60 => Ok(Some(n)),
                _ => Err(rows.unknown_word(
                    row,
                    "years_since_completion",
                    text,
                    "a whole number of Januaries, 0 for that of completion; blank for a home that has filled up",
                )),
            },
        };
        let pupils = rows.amount(row, "pupils_per_dwelling");
        let known = rows.status(row);
        let (class, group, years_since, pupils) = (class?, group?, years_since?, pupils?);
        status = status.max(known?);
        rows.once(&mut seen, (class, group, years_since), row, || {
            format!("the same kind of home, year group `{}` and year", schooling.name(group))
        })?;
        Ok((row, Yield { class, group, years_since, pupils }))
    });
    let mut blank: BTreeMap<(DwellingClass, YearGroup), [bool; 2]> = BTreeMap::new();
    let mut sums: BTreeMap<(DwellingClass, Option<u8>), f64> = BTreeMap::new();
    for (row, y) in &rows {
        let kinds = blank.entry((y.class, y.group)).or_default();
        kinds[usize::from(y.years_since.is_none())] = true;
        if *kinds == [true, true] {
            let message = format!("year group `{}` has yields with and without years", schooling.name(y.group));
            let hint = "give `years_since_completion` in every row of a kind of home and year group, or in none";
            let fault = Fault::BadSetting { message, hint: hint.to_owned() };
            problems.at(table.place(*row, "years_since_completion"), fault);
        }
        let sum = sums.entry((y.class, y.years_since)).or_default();
        let before = *sum;
        *sum += y.pupils;
        if before <= ceiling && *sum > ceiling {
            let fault = DriverFault::YieldAboveCeiling { pupils: *sum, ceiling };
            problems.at(table.place(*row, "pupils_per_dwelling"), fault.into());
        }
    }
    let mut rows: Vec<Yield> = rows.into_iter().map(|(_, y)| y).collect();
    rows.sort_by_key(|y| (y.class, y.group, y.years_since));
    Yields { rows, source: YieldSource::Own, status }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schooling() -> Schooling {
        let names = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"].map(String::from).to_vec();
        Schooling::new(names, Some(YearGroup(7)), vec![])
    }

    fn phase(yields: &Yields, class: DwellingClass, groups: std::ops::Range<u8>) -> f64 {
        let of = |g| match yields.profile(class, YearGroup(g)) {
            Some(Profile::Full(pupils)) => pupils,
            other => panic!("{other:?}"),
        };
        groups.map(of).sum()
    }

    /// The figures as Kent and the Department for Education give them, for a whole phase.
    #[test]
    fn built_in_yields_add_to_the_published_figures() {
        let kent = Yields::built_in(BuiltIn::Kent, &schooling());
        let england = Yields::built_in(BuiltIn::England, &schooling());
        let any = DwellingClass::default();
        let house = DwellingClass { dwelling: Some(DwellingType::House), ..any };
        let flat = DwellingClass { dwelling: Some(DwellingType::Flat), ..any };
        let beds = |n| DwellingClass { bedrooms: Some(n), ..any };
        let tenure = |t| DwellingClass { tenure: Some(t), ..any };
        for (yields, class, primary, secondary) in [
            (&kent, house, 0.28, 0.20),
            (&kent, flat, 0.07, 0.05),
            (&kent, any, 0.253, 0.125),
            (&england, any, 0.253, 0.125),
            (&england, house, 0.36, 0.125),
            (&england, flat, 0.10, 0.125),
            (&england, beds(1), 0.03, 0.125),
            (&england, beds(2), 0.20, 0.125),
            (&england, beds(3), 0.37, 0.125),
            (&england, beds(4), 0.40, 0.125),
            (&england, tenure(Tenure::Affordable), 0.34, 0.125),
            (&england, tenure(Tenure::Market), 0.23, 0.125),
            // Left out of yields.
            (&england, DwellingClass { bedrooms: Some(1), ..flat }, 0.0, 0.0),
            // Bedrooms say more than house or flat, and that more than tenure.
            (&england, DwellingClass { bedrooms: Some(3), ..house }, 0.37, 0.125),
            (&england, DwellingClass { tenure: Some(Tenure::Affordable), ..house }, 0.36, 0.125),
        ] {
            assert!((phase(yields, class, 0..7) - primary).abs() < 1e-12, "{class:?}");
            assert!((phase(yields, class, 7..12) - secondary).abs() < 1e-12, "{class:?}");
        }
    }
}
