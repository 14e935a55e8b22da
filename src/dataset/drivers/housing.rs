//! `housing.csv`: homes completed in the twelve months to a January, past and planned.

use crate::calendar::CensusYear;
use crate::dataset::layout::{Layout, Panel};
use crate::dataset::problem::{DriverFault, Fault, Problems};
use crate::dataset::read::each_row;
use crate::dataset::rows::{Names, Rows, Seen};
use crate::dataset::table::{Reported, Table, TableSpec};
use crate::geography::{AreaId, Geography};
use crate::status::Status;
use std::collections::BTreeSet;

pub(in crate::dataset) const HOUSING: TableSpec = TableSpec {
    file: "housing.csv",
    required: &["site", "area", "census_year", "dwellings"],
    optional: &["dwelling_type", "tenure", "bedrooms", "status", "stage"],
};

/// How far a site has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The homes are built.
    Complete,
    /// They are being built.
    UnderConstruction,
    /// They have planning permission.
    Permitted,
    /// The local plan names the land.
    Allocated,
    /// An allowance for homes on land that nobody has named yet.
    Windfall,
}

impl Stage {
    /// Every stage, from the surest to the least sure.
    pub const ALL: [Stage; 5] =
        [Stage::Complete, Stage::UnderConstruction, Stage::Permitted, Stage::Allocated, Stage::Windfall];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Complete => "complete",
            Stage::UnderConstruction => "under construction",
            Stage::Permitted => "permitted",
            Stage::Allocated => "allocated",
            Stage::Windfall => "windfall",
        }
    }

    /// The stage that a word of a file names; an underline is as good as a space.
    pub fn from_word(word: &str) -> Option<Stage> {
        let word = word.replace('_', " ");
        Stage::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// House or flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DwellingType {
    /// A house or bungalow.
    House,
    /// A flat or maisonette.
    Flat,
}

/// For sale or at market rent, or affordable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tenure {
    /// Sold or let at market prices.
    Market,
    /// Social or affordable rent, or shared ownership.
    Affordable,
}

/// What kind of home, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DwellingClass {
    /// House or flat.
    pub dwelling: Option<DwellingType>,
    /// Its tenure.
    pub tenure: Option<Tenure>,
    /// Bedrooms; 4 stands for four or more.
    pub bedrooms: Option<u8>,
}

/// Homes of one site, one kind and one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Homes {
    /// The site.
    pub site: String,
    /// The area it lies in, of any level.
    pub area: AreaId,
    /// Completed in the twelve months to this January.
    pub year: CensusYear,
    /// How many.
    pub dwellings: f64,
    /// What kind.
    pub class: DwellingClass,
    /// How far the site has come.
    pub stage: Stage,
    /// How the row is known.
    pub status: Status,
}

/// Homes completed and planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Housing {
    /// By site, area, year and kind.
    pub homes: Vec<Homes>,
    /// The Januaries that the file has a row for.
    pub(super) years: BTreeSet<CensusYear>,
}

impl Housing {
    /// Homes in that order, whatever order they come in.
    pub fn new(mut homes: Vec<Homes>) -> Housing {
        homes.sort_by(|a, b| (&a.site, a.area, a.year, a.class).cmp(&(&b.site, b.area, b.year, b.class)));
        let years = homes.iter().map(|h| h.year).collect();
        Housing { homes, years }
    }

    /// Other homes under the same plan: the Januaries it covers stay those it covered, whenever homes now come.
    pub fn rebuilt(&self, homes: Vec<Homes>) -> Housing {
        Housing { years: self.years.clone(), ..Housing::new(homes) }
    }

    /// The latest Januaries up to a base, at most so many, that the file has a row for: those that say the rate of late.
    pub fn recent(&self, base: CensusYear, years: u8) -> Vec<CensusYear> {
        (0..i32::from(years)).map(|k| base.plus(-k)).filter(|year| self.holds(*year)).collect()
    }

    /// Least firm status of the rows.
    pub fn status(&self) -> Status {
        self.homes.iter().map(|h| h.status).fold(Status::Published, Status::max)
    }

    /// The last January that the plan covers, or in which homes come.
    pub fn last(&self) -> Option<CensusYear> {
        self.homes.iter().map(|h| h.year).chain(self.years.iter().copied()).max()
    }

    /// Whether the year has a row: such a year is taken as whole, so that an area without a row completed nothing in it.
    pub fn holds(&self, year: CensusYear) -> bool {
        self.years.contains(&year)
    }
}

/// A row with its place in the file.
pub(in crate::dataset) type Placed<T> = (usize, T);

/// `last` is the last January held: homes up to it are complete, those after it planned.
pub(in crate::dataset) fn housing(
    table: &Table,
    names: &Names,
    last: CensusYear,
    problems: &mut Problems,
) -> Vec<Placed<Homes>> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let site = rows.word(row, "site");
        let area = rows.area(row, "area", names);
        let year = rows.census_year(row, "census_year");
        let dwellings = rows.needed_count(row, "dwellings");
        let class = class(rows, row);
        let known = stage_and_status(rows, row);
        let (site, area, year, dwellings, class) = (site?, area?, year?, dwellings?, class?);
        let (stage, status) = known?;
        let key = || format!("site `{site}`, `{}`, {year}, the same kind of home", names.geography.area(area).code);
        rows.once(&mut seen, (site, area, year, class), row, key)?;
        let stage = stage.unwrap_or(if year <= last { Stage::Complete } else { Stage::Permitted });
        Ok((row, Homes { site: site.to_owned(), area, year, dwellings, class, stage, status }))
    })
}

/// The kind of home in columns `dwelling_type`, `tenure` and `bedrooms`, each blank where it is not known.
pub(super) fn class(rows: &mut Rows, row: usize) -> Result<DwellingClass, Reported> {
    let dwelling = match rows.text(row, "dwelling_type") {
        "" => Ok(None),
        "house" => Ok(Some(DwellingType::House)),
        "flat" => Ok(Some(DwellingType::Flat)),
        word => Err(rows.unknown_word(row, "dwelling_type", word, "`house`, `flat`, or blank where it is not known")),
    };
    let tenure = match rows.text(row, "tenure") {
        "" => Ok(None),
        "market" => Ok(Some(Tenure::Market)),
        "affordable" => Ok(Some(Tenure::Affordable)),
        word => Err(rows.unknown_word(row, "tenure", word, "`market`, `affordable`, or blank where it is not known")),
    };
    let bedrooms = match rows.text(row, "bedrooms") {
        "" => Ok(None),
        word => match word.trim_end_matches('+').parse::<u8>() {
            Ok(n) if n < 20 => Ok(Some(n.min(4))),
            _ => Err(rows.unknown_word(row, "bedrooms", word, "`1`, `2`, `3`, `4+`, or blank where it is not known")),
        },
    };
    Ok(DwellingClass { dwelling: dwelling?, tenure: tenure?, bedrooms: bedrooms? })
}

/// How far a site has come, and how that is known.
///
/// `status` says how a row is known, as in every file, and `stage` how far the site is. A trajectory as districts keep it has
/// the one column `status` with the stage in it, so a stage is understood there too.
fn stage_and_status(rows: &mut Rows, row: usize) -> Result<(Option<Stage>, Status), Reported> {
    let known = "`complete`, `under construction`, `permitted`, `allocated`, `windfall`";
    let stage = match rows.text(row, "stage") {
        "" => Ok(None),
        word => match Stage::from_word(word) {
            Some(stage) => Ok(Some(stage)),
            None => Err(rows.unknown_word(row, "stage", word, known)),
        },
    };
    if let (Ok(None), Some(stage)) = (&stage, Stage::from_word(rows.text(row, "status"))) {
        return Ok((Some(stage), Status::Published));
    }
    let status = rows.status(row);
    Ok((stage?, status?))
}

/// Refuses homes that are complete in a January to come, and homes still to be built in one that is past.
pub(in crate::dataset) fn check_years(
    table: &Table,
    homes: &[Placed<Homes>],
    last: CensusYear,
    problems: &mut Problems,
) {
    for (row, h) in homes {
        let (complete, past) = (h.stage == Stage::Complete, h.year <= last);
        if complete != past {
            let fault = DriverFault::NotYetOrNoLonger { year: h.year.0, stage: h.stage.word(), last: last.0, past };
            problems.at(table.place(*row, "census_year"), fault.into());
        }
    }
}

/// Refuses homes where no pupil could be added, because neither the area nor one in or around it has rolls.
pub(in crate::dataset) fn check_areas(
    table: &Table,
    homes: &[Placed<Homes>],
    layout: &Layout,
    geography: &Geography,
    problems: &mut Problems,
) {
    for (row, h) in homes {
        let reached = |panel: &Panel| !panel.rows_of(h.area, geography).is_empty();
        if !layout.panels.iter().any(reached) {
            let area = geography.area(h.area).code.clone();
            problems.at(table.place(*row, "area"), Fault::NoRollsThere { area });
        }
    }
}
