//! A folder of files as one checked data set. The only room that knows files and polars.
//!
//! [`Dataset::load`] reads everything in one pass and reports every problem with file, row, column and hint. What it
//! hands on is arrays: cubes of pupils and places by panel, births, transfers, published figures.

mod births;
mod changes;
mod checks;
mod commentary;
mod councils;
mod cube;
mod drivers;
mod england;
mod export;
mod feeding;
mod files;
mod grid;
mod headers;
mod import;
mod known;
mod layout;
mod load;
mod neighbours;
mod parquet;
mod plausible;
mod printed_names;
mod problem;
mod quality;
mod read;
mod register;
mod repeated;
mod rows;
mod schools;
mod settings;
mod sheet;
mod skeleton;
mod sources;
mod spellings;
mod spoken;
mod table;
mod targets;
mod vintage_name;
mod vintages;
mod wide;
mod workbook;

pub use births::{BirthShare, Births, SharedBirths, SharedBy};
pub use changes::{ChangeKind, Count, PlaceChange, Position};
pub(crate) use changes::{carried_on, last_held};
pub use commentary::{Claim, Direction, Remark};
pub use councils::{CouncilForecast, Councils};
pub use cube::{CellKey, Cube};
pub use drivers::{
    BuiltIn, Course, Drivers, DwellingClass, DwellingType, Homes, Housing, Intervention, PreSchool, Profile,
    SiteCourse, SlipChance, Slippage, Stage, Tenure, Yield, YieldSource, Yields,
};
pub use export::{ExportError, OutColumn, OutTable, OutputSet, ROWS_A_PART, to_csv};
pub use feeding::{IntakeWithoutSource, LeftOut, Unfed};
pub(crate) use files::file_of;
pub use import::{CodeChanges, Imported, import};
pub use known::Known;
pub use layout::{Layout, Panel, Part, Tier, Unit, reported_series};
pub use load::Loaded;
pub use neighbours::Neighbours;
pub(crate) use printed_names::plain_name;
pub use problem::{
    BirthsFault, CellFault, DriverFault, Fault, FeedingFault, FileFault, HeaderFault, HistoryFault, ImportFault,
    InputFault, LedgerFault, Place, PlausibleFault, PrintedFault, Problem, Problems, SchoolFault, SeenWorkbook,
    Severity, SlippageFault, TargetFault, VintageFault,
};
pub use quality::{Quality, quality, quality_table};
pub use register::Intention;
pub use rows::Names;
pub(crate) use rows::listed;
pub use settings::BacktestSettings;
pub use sheet::{Sheet, SheetRow};
pub use skeleton::{SkeletonError, SkeletonForm, skeleton};
pub use spellings::{Aliases, AliasesNotWritten, Resemblance, UnknownName};
pub(crate) use spoken::year_group as year_group_as_spelt;
pub(crate) use table::{ALIKE, nearest};
pub use vintage_name::VintageName;
pub use vintages::{
    Bounds, SaveError, SavedArea, SavedCell, SavedStep, SavedVintage, VintageRecord, free, save_vintage, sealed,
    vintage_folder, vintage_names,
};

use crate::calendar::{BirthYear, CensusYear, Schooling, SeriesId, YearGroup};
use crate::geography::{AreaId, Geography};
use crate::status::Status;
use ndarray::{Array2, Array3};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a data set says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The folder, as it was named.
    pub folder: PathBuf,
    /// Title.
    pub title: String,
    /// Where the figures come from.
    pub source: String,
    /// Their licence.
    pub licence: String,
    /// What a reader must know.
    pub note: String,
    /// How births and the entry year are matched, in words.
    pub births_note: String,
}

/// Where pupils of the last primary year group go.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfers {
    /// Census year of index 0: the January in which they are in the transfer year group.
    pub first: CensusYear,
    /// The areas at both ends, rows of the secondary panel.
    pub areas: Vec<AreaId>,
    /// [from, to, years] between the areas.
    pub flows: Array3<f64>,
    /// [to, years]: into the areas from outside.
    pub from_outside: Array2<f64>,
    /// [from, years]: out of the areas and out of state schools.
    pub leaving: Array2<f64>,
    /// Of those, who go to independent schools.
    pub independent: Array2<f64>,
    /// Least firm status of the flows.
    pub status: Status,
}

/// The national series a data set is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Census year of column 0 of `rolls`.
    pub first: CensusYear,
    /// [year groups, years].
    pub rolls: Array2<f64>,
    /// Births by year, where given.
    pub births: Option<(BirthYear, Vec<f64>)>,
}

/// A floor under the surplus.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Its name in `[targets]`.
    pub name: String,
    /// Where it is judged: a level or a grouping.
    pub tier: Tier,
    /// What it is judged on.
    pub series: Vec<SeriesId>,
    /// Least surplus, per cent of places.
    pub percent: f64,
}

/// An indicator that is to stay close to a target, not above it and not below.
#[derive(Debug, Clone, PartialEq)]
pub struct Closeness {
    /// Its name in `[targets]`.
    pub name: String,
    /// Where it is judged.
    pub tier: Tier,
    /// What it is judged on.
    pub series: Vec<SeriesId>,
    /// The target by January, per cent of places.
    pub percents: BTreeMap<CensusYear, f64>,
    /// Points from the target up to which it is green.
    pub green_within: f64,
    /// Points from the target up to which it is amber, and red beyond them.
    pub tolerance: f64,
    /// How the target and its tolerance are known.
    pub status: Status,
}

/// What a council asks of surplus and accuracy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// Floors under the surplus.
    pub floors: Vec<Floor>,
    /// Indicators that are to stay close to a target.
    pub closeness: Vec<Closeness>,
    /// Errors up to this per cent of the actual roll are no significant variance.
    pub accuracy_tolerance_percent: Option<f64>,
}

/// A total someone forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedForecast {
    /// The vintage: the last January known when it was made.
    pub vintage: CensusYear,
    /// The January forecast.
    pub year: CensusYear,
    /// The area.
    pub area: AreaId,
    /// The series.
    pub series: SeriesId,
    /// Pupils; missing is NaN.
    pub pupils: f64,
    /// How it is known.
    pub status: Status,
}

/// A roll someone published as a total.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedActual {
    /// The January.
    pub year: CensusYear,
    /// The area.
    pub area: AreaId,
    /// The series.
    pub series: SeriesId,
    /// Pupils; missing is NaN.
    pub pupils: f64,
    /// How it is known.
    pub status: Status,
}

/// Capacity as surveyed: net capacity, kept beside the places in use and never mixed with them.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCapacity {
    /// The census year of the survey.
    pub year: CensusYear,
    /// The area.
    pub area: AreaId,
    /// Schools counted.
    pub schools: f64,
    /// Places by the rooms there are.
    pub places: f64,
    /// Pupils on roll at the survey.
    pub pupils: f64,
    /// How it is known.
    pub status: Status,
}

/// A file read, with its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Name in the folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl InputFile {
    /// A file of that name and content.
    pub fn of(name: &str, bytes: &[u8]) -> InputFile {
        let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        InputFile { name: name.to_owned(), sha256 }
    }
}

/// A checked data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// What it says of itself.
    pub about: About,
    /// Year groups and series.
    pub schooling: Schooling,
    /// The first year group of junior schools, where the data set names one.
    pub junior: Option<YearGroup>,
    /// The grouping, by position, whose groups link infant schools to the junior schools that take their leavers, where the data set
    /// names one.
    pub junior_links: Option<usize>,
    /// Areas and groupings.
    pub geography: Geography,
    /// Other spellings of areas.
    pub aliases: BTreeMap<String, AreaId>,
    /// Panels and units.
    pub layout: Layout,
    /// January rolls.
    pub rolls: Cube,
    /// How each roll is known.
    pub rolls_status: Cube<Status>,
    /// Rolls as rolls.csv gives them for areas coarser than those whose rolls are held, with how each is known.
    pub controls: BTreeMap<(AreaId, YearGroup, CensusYear), (f64, Status)>,
    /// Births, where held.
    pub births: Option<Births>,
    /// Places, where held, on the cells of the rolls.
    pub places: Option<Cube>,
    /// How each count of places is known.
    pub places_status: Option<Cube<Status>>,
    /// Changes of places to come, in order of date.
    pub place_changes: Vec<PlaceChange>,
    /// A project whose cost rises by more than this per cent needs a new decision.
    pub new_decision_percent: u32,
    /// Flows into the transfer year group, where held.
    pub transfers: Option<Transfers>,
    /// Which areas lie beside each other; empty where the data set does not say.
    pub neighbours: Neighbours,
    /// The commissioning register: intentions against positions; empty where none is held.
    pub register: Vec<Intention>,
    /// The national series, where held.
    pub reference: Option<Reference>,
    /// What drives the rolls besides births and the past.
    pub drivers: Drivers,
    /// Targets.
    pub targets: Targets,
    /// Backtest settings, where given.
    pub backtest: Option<BacktestSettings>,
    /// Forecasts someone published.
    pub published_forecasts: Vec<PublishedForecast>,
    /// Rolls someone published as totals.
    pub published_actuals: Vec<PublishedActual>,
    /// Capacity as surveyed.
    pub published_capacity: Vec<PublishedCapacity>,
    /// The files read, by name.
    pub inputs: Vec<InputFile>,
}

impl Dataset {
    /// How firmly the roll of a unit and year groups in a January is known: as its own row says where rolls.csv has one
    /// that equals the sum of its cells, else as the least firm of the cells.
    pub fn roll_status(&self, unit: &Unit, groups: &[YearGroup], year: CensusYear) -> Status {
        let own = |&group: &YearGroup| {
            let sum = self.layout.total(&self.rolls, unit, &[group], year, year)?;
            if self.layout.cell(unit.area?, group).is_some() {
                return Some(self.layout.status(&self.rolls_status, unit, &[group], year));
            }
            let (value, status) = *self.controls.get(&(unit.area?, group, year))?;
            (sum == value).then_some(status)
        };
        // Asked for every figure of a check: a data set without such rows is spared the search.
        let own: Option<Vec<Status>> = match self.controls.is_empty() {
            true => None,
            false => groups.iter().map(own).collect(),
        };
        match own {
            Some(statuses) => statuses.into_iter().fold(unit.status, Status::max),
            None => self.layout.status(&self.rolls_status, unit, groups, year),
        }
    }

    /// Every year group that has had pupils and that nobody on record feeds, with its pupils in a January.
    pub fn unfed(&self, year: CensusYear) -> Vec<Unfed> {
        self.feeding().unfed(year)
    }

    /// The intake of secondary school, where most of it has no year group below in its areas.
    pub fn intake_without_source(&self, year: CensusYear) -> Option<IntakeWithoutSource> {
        self.feeding().intake_without_source(year)
    }

    /// Pupils of a January who move up into a year group that is not forecast where they are, by year group.
    pub fn left_out(&self, year: CensusYear) -> Vec<LeftOut> {
        let feeding = self.feeding();
        feeding.left_out(year).into_iter().chain(feeding.leading_nowhere(year)).collect()
    }

    fn feeding(&self) -> feeding::Held<'_> {
        let flows = self.transfers.is_some();
        feeding::Held { layout: &self.layout, rolls: &self.rolls, schooling: &self.schooling, flows }
    }

    /// Every spelling of an area that the data set knows.
    pub fn names(&self) -> Names<'_> {
        Names { geography: &self.geography, aliases: &self.aliases }
    }

    /// The area that a code or an alias names, or that alone has a name.
    ///
    /// # Errors
    /// [`Fault::UnknownArea`] with the code of the area that the name resembles.
    pub fn area_named(&self, name: &str) -> Result<AreaId, Fault> {
        let names = self.names();
        names.find(name).or_else(|| names.only_named(name)).ok_or_else(|| names.unknown(name))
    }

    /// The last census year held.
    pub fn last_census(&self) -> CensusYear {
        self.rolls.last()
    }
}
