//! Vintages: forecasts kept as they were made, each a folder in vintages/ of a data set that is written once.
//!
//! run.json of a vintage holds the fingerprints of its other files and, as its last key, a seal: the fingerprint of the
//! text before it. A file edited later fits no more.

mod save;

pub use save::{SaveError, free, save_vintage, sealed};

use super::files::file_of;
use super::problem::{Fault, Problems, VintageFault};
use super::rows::{Names, Rows};
use super::table::{Table, TableSpec};
use super::{Dataset, InputFile, VintageName};
use crate::calendar::{CensusYear, YearGroup};
use crate::geography::{AreaId, Group};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a data set that holds its vintages.
const FOLDER: &str = "vintages";

/// The files of a vintage beside its record, run.json.
const FILES: [&str; 3] = ["forecast.csv", "components.csv", "model.toml"];

/// What stands before the seal in run.json.
const SEAL: &str = ",\n  \"seal\": \"";

const FORECAST: TableSpec = TableSpec {
    file: "forecast.csv",
    required: &["census_year", "horizon", "area", "level", "series", "forecast", "lo80", "hi80", "lo95", "hi95"],
    optional: &["base_year", "status"],
};

const COMPONENTS: TableSpec = TableSpec {
    file: "components.csv",
    required: &["census_year", "area", "year_group", "step", "component", "pupils"],
    optional: &["base_year"],
};

/// What run.json says of a vintage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VintageRecord {
    /// Version of the program.
    pub version: String,
    /// The last January the forecast knew.
    pub base_year: CensusYear,
    /// Januaries forecast.
    pub horizon: usize,
    /// The last January held when it was made: later than the base where it was made in hindsight.
    pub rolls_to: CensusYear,
    /// Seed of the paths.
    pub seed: Option<u64>,
    /// When it was made, UTC.
    pub start: String,
    /// Fingerprints of the inputs by file.
    pub inputs: BTreeMap<String, String>,
    /// Fingerprints of the files of the vintage.
    files: BTreeMap<String, String>,
}

/// Where a forecast of a vintage belongs today.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedArea {
    /// A row of a panel.
    Row(usize),
    /// An area that is no more: the group of those that took its place.
    Former(Group),
}

/// One cell of a vintage.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedCell {
    /// The panel.
    pub panel: usize,
    /// The area.
    pub area: SavedArea,
    /// The year group.
    pub group: YearGroup,
    /// The January.
    pub year: CensusYear,
    /// Pupils forecast.
    pub pupils: f64,
}

/// The ends of the bands of a forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// 80 per cent, from below.
    pub lo80: f64,
    /// 80 per cent, to above.
    pub hi80: f64,
    /// 95 per cent, from below.
    pub lo95: f64,
    /// 95 per cent, to above.
    pub hi95: f64,
}

/// A step of a cell, as components.csv names it.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedStep {
    /// The area; none where it is no more.
    pub area: Option<AreaId>,
    /// The year group.
    pub group: YearGroup,
    /// The January.
    pub year: CensusYear,
    /// The component.
    pub component: String,
    /// Pupils it brings.
    pub pupils: f64,
}

/// A vintage read back, its fingerprints checked.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedVintage {
    /// Its name.
    pub name: VintageName,
    /// Its folder.
    pub folder: PathBuf,
    /// What run.json says.
    pub record: VintageRecord,
    /// Forecasts of the areas that rolls are held for.
    pub cells: Vec<SavedCell>,
    /// Pupils and bands of every total, by code, series and January.
    pub totals: BTreeMap<(String, String, CensusYear), (f64, Option<Bounds>)>,
    /// The steps of its cells.
    pub steps: Vec<SavedStep>,
}

/// The folder of a vintage.
pub fn vintage_folder(dataset: &Path, name: &VintageName) -> PathBuf {
    dataset.join(FOLDER).join(name.as_str())
}

/// Names of the vintages of a data set, in order.
pub fn vintage_names(dataset: &Path) -> Vec<VintageName> {
    let Ok(entries) = fs::read_dir(dataset.join(FOLDER)) else { return vec![] };
    let folders = entries.filter_map(Result::ok).filter(|e| e.path().is_dir());
    let names: BTreeSet<VintageName> = folders.filter_map(|e| e.file_name().to_str()?.parse().ok()).collect();
    names.into_iter().collect()
}

impl Dataset {
    /// Every vintage saved with the data set, in the order of their names.
    ///
    /// # Errors
    /// Every problem of every vintage in one pass.
    pub fn saved_vintages(&self) -> Result<Vec<SavedVintage>, Problems> {
        let mut problems = Problems::default();
        let names = vintage_names(&self.about.folder);
        let found: Vec<SavedVintage> = names.iter().filter_map(|name| self.vintage(name, &mut problems)).collect();
        if problems.iter().len() > 0 { Err(problems.sorted()) } else { Ok(found) }
    }

    /// One vintage saved with the data set.
    ///
    /// # Errors
    /// Every problem of it in one pass.
    pub fn saved_vintage(&self, name: &VintageName) -> Result<SavedVintage, Problems> {
        let mut problems = Problems::default();
        self.vintage(name, &mut problems).ok_or_else(|| problems.sorted())
    }

    fn vintage(&self, name: &VintageName, problems: &mut Problems) -> Option<SavedVintage> {
        let folder = vintage_folder(&self.about.folder, name);
        let before = problems.errors();
        if self.published_forecasts.iter().any(|f| f.vintage.to_string() == name.as_str()) {
            let fault = VintageFault::PublishedToo { name: name.to_string() };
            problems.in_file(&folder, Fault::Vintage(fault));
        }
        let record = record(&folder, problems)?;
        let [forecast, components, _] = FILES.map(|file| checked(&folder, file, &record, problems));
        let (forecast, components) = (forecast?, components?);
        if problems.errors() > before {
            return None;
        }
        let forecast = Table::read(&folder, FORECAST, &forecast, problems).ok();
        let components = Table::read(&folder, COMPONENTS, &components, problems).ok();
        let mut vintage = SavedVintage {
            name: name.clone(),
            folder: folder.clone(),
            record,
            cells: vec![],
            totals: BTreeMap::new(),
            steps: vec![],
        };
        self.read_forecast(&forecast?, &mut vintage, problems);
        self.read_steps(&components?, &mut vintage, problems);
        if vintage.cells.is_empty() && problems.errors() == before {
            problems.in_file(folder.join("forecast.csv"), Fault::Vintage(VintageFault::NothingInCommon));
        }
        (problems.errors() == before).then_some(vintage)
    }

    fn read_forecast(&self, table: &Table, vintage: &mut SavedVintage, problems: &mut Problems) {
        let mut rows = Rows::new(table, problems);
        let mut refused = BTreeSet::new();
        for row in 0..table.rows() {
            // History stands in forecast.csv too.
            if matches!(rows.text(row, "horizon").parse::<i32>(), Ok(ahead) if ahead <= 0) {
                continue;
            }
            let (Ok(year), Ok(pupils)) = (rows.census_year(row, "census_year"), rows.amount(row, "forecast")) else {
                continue;
            };
            let (area, series) = (rows.text(row, "area"), rows.text(row, "series"));
            let band = !rows.text(row, "lo80").is_empty();
            let end = |rows: &mut Rows, column| if band { rows.amount(row, column).ok() } else { None };
            let ends = ["lo80", "hi80", "lo95", "hi95"].map(|column| end(&mut rows, column));
            let bounds = match ends {
                [Some(lo80), Some(hi80), Some(lo95), Some(hi95)] => Some(Bounds { lo80, hi80, lo95, hi95 }),
                _ => None,
            };
            let names = Names { geography: &self.geography, aliases: &self.aliases };
            let code = names.find(area).map_or(area, |id| self.geography.area(id).code.as_str()).to_owned();
            let total = vintage.totals.entry((code, series.to_owned(), year));
            // Two areas that are one now have a sum, and no band of it.
            total.and_modify(|t| *t = (t.0 + pupils, None)).or_insert((pupils, bounds));
            let Some(group) = self.schooling.group(series) else { continue };
            let Some((panel, _)) = self.layout.find(group) else { continue };
            let level = self.geography.level_name(self.layout.panels[panel].level);
            if rows.text(row, "level") != level {
                continue;
            }
            match self.belongs(area, panel) {
                Some(area) => vintage.cells.push(SavedCell { panel, area, group, year, pupils }),
                None if refused.insert(area.to_owned()) => {
                    let fault = VintageFault::NoSuchArea { area: area.to_owned() };
                    rows.fault(row, "area", Fault::Vintage(fault));
                }
                None => {}
            }
        }
    }

    /// Where the forecast of an area belongs: its row, by code or alias, or the group of that code.
    fn belongs(&self, code: &str, panel: usize) -> Option<SavedArea> {
        let names = Names { geography: &self.geography, aliases: &self.aliases };
        let areas = &self.layout.panels[panel].areas;
        if let Some(row) = names.find(code).and_then(|area| areas.binary_search(&area).ok()) {
            return Some(SavedArea::Row(row));
        }
        let groups = self.geography.groupings().iter().flat_map(|g| &g.groups);
        groups.filter(|g| g.code == code).map(|g| SavedArea::Former(g.clone())).next()
    }

    fn read_steps(&self, table: &Table, vintage: &mut SavedVintage, problems: &mut Problems) {
        let names = Names { geography: &self.geography, aliases: &self.aliases };
        let mut rows = Rows::new(table, problems);
        for row in 0..table.rows() {
            let Some(group) = self.schooling.group(rows.text(row, "year_group")) else { continue };
            let (Ok(year), Ok(pupils)) = (rows.census_year(row, "census_year"), rows.real(row, "pupils")) else {
                continue;
            };
            let area = names.find(rows.text(row, "area"));
            let component = rows.text(row, "component").to_owned();
            vintage.steps.push(SavedStep { area, group, year, component, pupils });
        }
    }
}

/// run.json of a vintage, its seal checked.
fn record(folder: &Path, problems: &mut Problems) -> Option<VintageRecord> {
    let path = folder.join("run.json");
    let bytes = read(folder, "run.json", problems)?;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let record: VintageRecord = match serde_json::from_str(&text) {
        Ok(record) => record,
        Err(e) => {
            problems.in_file(path, Fault::Vintage(VintageFault::NoRecord { reason: e.to_string() }));
            return None;
        }
    };
    let sound = text.rsplit_once(SEAL).is_some_and(|(open, seal)| {
        seal.split('"').next() == Some(InputFile::of("run.json", open.as_bytes()).sha256.as_str())
    });
    if !sound {
        problems.in_file(path, Fault::Vintage(VintageFault::SealBroken));
        return None;
    }
    Some(record)
}

/// The bytes of a file of a vintage, where they are those that were saved.
fn checked(folder: &Path, file: &str, record: &VintageRecord, problems: &mut Problems) -> Option<Vec<u8>> {
    let path = folder.join(file);
    let bytes = read(folder, file, problems)?;
    let found = InputFile::of(file, &bytes).sha256;
    let recorded = record.files.get(file).cloned().unwrap_or_default();
    if found == recorded {
        return Some(bytes);
    }
    let short = |digest: &str| digest.chars().take(12).collect::<String>();
    let fault = VintageFault::Edited { found: short(&found), recorded: short(&recorded) };
    problems.in_file(path, Fault::Vintage(fault));
    None
}

fn read(folder: &Path, file: &str, problems: &mut Problems) -> Option<Vec<u8>> {
    let fault = match file_of(folder, file) {
        Ok(Some(bytes)) => return Some(bytes),
        Ok(None) => Fault::Unreadable { reason: "it is not there".to_owned() },
        Err(fault) => fault,
    };
    problems.in_file(folder.join(file), fault);
    None
}
