//! From a folder to a [`Dataset`], or to every problem that stands in the way.

use super::births;
use super::changes;
use super::cube::Cube;
use super::drivers::{self, DriverTables};
use super::grid::Grid;
use super::layout::Layout;
use super::problem::{Fault, Problems};
use super::read::{self, CellRow, End, FlowRow};
use super::rows::Names;
use super::settings::{self, ReferenceSettings, Settings};
use super::sources::Sources;
use super::spellings::resembling;
use super::table::{Reported, Table, TableSpec, nearest, utf8};
use super::{About, Dataset, Reference, Targets, Transfers, checks, neighbours, plausible, register, targets, wide};
use crate::calendar::{BirthYear, CensusYear, Schooling, YearGroup};
use crate::geography::{AreaId, AreaRow, Geography, Span};
use crate::status::Status;
use ndarray::{Array2, Array3, Axis};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A data set that can be used, with the warnings found on the way.
#[derive(Debug)]
pub struct Loaded {
    /// The data set.
    pub dataset: Dataset,
    /// What a user should know of it.
    pub warnings: Problems,
}

impl Dataset {
    /// Reads and checks a folder.
    ///
    /// # Errors
    /// Every problem found in one pass over the files, errors first, when at least one of them keeps the data set from
    /// being used.
    pub fn load(folder: &Path) -> Result<Loaded, Problems> {
        let mut problems = Problems::default();
        let sources = Sources::open(folder, &tables(), &mut problems);
        let mut folder = Folder {
            path: folder.to_owned(),
            extended: None,
            sources,
            settings: String::new(),
            groups: vec![],
            unsound: BTreeSet::new(),
            problems,
        };
        let dataset = folder.dataset();
        let problems = folder.problems.sorted();
        match dataset {
            Ok(dataset) if problems.errors() == 0 => Ok(Loaded { dataset, warnings: problems }),
            _ => Err(problems),
        }
    }
}

/// Every file of a data set that this program reads.
const KNOWN_FILES: [&str; 21] = [
    "dataset.toml",
    "areas.csv",
    "groupings.csv",
    "aliases.csv",
    "rolls.csv",
    "births.csv",
    "places.csv",
    "place_changes.csv",
    "transfers.csv",
    "neighbours.csv",
    "published_forecasts.csv",
    "published_actuals.csv",
    "published_capacity.csv",
    "reference_rolls.csv",
    "reference_births.csv",
    "housing.csv",
    "slippage.csv",
    "yields.csv",
    "preschool.csv",
    "interventions.csv",
    "register.csv",
];

/// A file may well have a name of its own: only a slip of a letter or two is questioned.
const ALIKE_FILES: f64 = 0.93;

/// Names of the tables that a file or a sheet may hold.
fn tables() -> Vec<&'static str> {
    KNOWN_FILES.iter().filter_map(|file| file.strip_suffix(".csv")).collect()
}

struct Folder {
    path: PathBuf,
    sources: Sources,
    /// The data set that this one extends, and the January to which it was known.
    extended: Option<(Sources, CensusYear)>,
    /// dataset.toml as it stands.
    settings: String,
    /// Year groups as dataset.toml names them.
    groups: Vec<String>,
    /// Files that are there and cannot be used: what they would say is not known.
    unsound: BTreeSet<&'static str>,
    problems: Problems,
}

impl Folder {
    fn dataset(&mut self) -> Result<Dataset, Reported> {
        let settings = self.settings()?;
        let extended = settings.extends.as_ref().map(|e| (self.path.join(&e.folder), e.to));
        self.extended =
            extended.clone().map(|(folder, to)| (Sources::open(&folder, &tables(), &mut self.problems), to));
        if let Some((folder, _)) = extended.as_ref().filter(|(folder, _)| !folder.is_dir()) {
            let message = format!("[extends] names the folder `{}`, which is not there", folder.display());
            let hint = "`folder` is seen from the folder of this dataset.toml, such as `../kent`".to_owned();
            self.problems.in_file(self.path.join("dataset.toml"), Fault::BadSetting { message, hint });
            return Err(Reported);
        }
        let schooling = settings.schooling().map_err(|wrong| {
            for message in wrong {
                self.problems.in_file(self.path.join("dataset.toml"), Fault::Settings { message });
            }
            Reported
        })?;
        self.groups = schooling.names().to_vec();
        let areas = self.required(read::AREAS);
        let rolls = self.required(read::ROLLS);
        let neighbours = self.table(neighbours::NEIGHBOURS);
        let register = self.table(register::REGISTER);
        let optional: [Option<Table>; 8] = [
            read::ALIASES,
            read::GROUPINGS,
            read::BIRTHS,
            read::PLACES,
            read::TRANSFERS,
            read::PUBLISHED_FORECASTS,
            read::PUBLISHED_ACTUALS,
            read::PUBLISHED_CAPACITY,
        ]
        .map(|spec| self.table(spec));
        let [aliases, groupings, births, places, transfers, forecasts, actuals, capacity] = &optional;
        let drivers = DriverTables {
            housing: self.table(drivers::HOUSING),
            slippage: self.table(drivers::SLIPPAGE),
            yields: self.table(drivers::YIELDS),
            preschool: self.table(drivers::PRESCHOOL),
            interventions: self.table(drivers::INTERVENTIONS),
        };
        let place_changes = self.table(changes::PLACE_CHANGES);
        self.unread_files();
        let areas = areas?;
        let before = self.problems.errors();
        let geography = self.geography(&areas, &settings.root);
        let tree_stands = self.problems.errors() == before;
        let unsound = &mut self.unsound;
        let problems = &mut self.problems;
        let aliases = aliases.as_ref().map(|t| read::aliases(t, &geography, problems)).unwrap_or_default();
        let names = Names { geography: &geography, aliases: &aliases };
        let groupings = groupings.as_ref().map(|t| read::groupings(t, &names, problems)).unwrap_or_default();
        let rolls = rolls?;
        let neighbours = neighbours.as_ref().map(|t| neighbours::neighbours(t, &names, problems)).unwrap_or_default();
        let register =
            register.as_ref().map(|t| register::register(t, &names, &schooling, problems)).unwrap_or_default();
        // A table is held against others only when all of its rows are sound: a row left out would make faults of its own.
        let mut whole = |file: &'static str, before: usize, problems: &Problems| {
            let sound = problems.errors() == before;
            if !sound {
                unsound.insert(file);
            }
            sound
        };
        let before = problems.errors();
        let roll_rows = read::cells(&rolls, "pupils", &names, &schooling, problems);
        let rolls_stand = whole(read::ROLLS.file, before, problems);
        let before = problems.errors();
        let birth_rows = births.as_ref().map(|t| read::births(t, &names, problems));
        let birth_rows = birth_rows.filter(|_| whole(read::BIRTHS.file, before, problems));
        let before = problems.errors();
        let place_rows = places.as_ref().map(|t| read::cells(t, "places", &names, &schooling, problems));
        let place_rows = place_rows.filter(|_| whole(read::PLACES.file, before, problems));
        let change_rows = place_changes.as_ref().map(|t| changes::changes(t, &names, &schooling, problems));
        let before = problems.errors();
        let flow_rows = transfers.as_ref().map(|t| read::transfers(t, &names, problems));
        let flow_rows = flow_rows.filter(|_| whole(read::TRANSFERS.file, before, problems));
        let forecasts = forecasts.as_ref().map(|t| read::published_forecasts(t, &names, &schooling, problems));
        let actuals = actuals.as_ref().map(|t| read::published_actuals(t, &names, &schooling, problems));
        let capacity = capacity.as_ref().map(|t| read::published_capacity(t, &names, problems));
        let reference = settings.reference.as_ref().and_then(|r| self.reference(r, &schooling).ok());
        // Whether a year is past hangs on the last January of the rolls.
        let last = roll_rows.iter().filter(|r| !r.value.is_nan()).map(|r| r.year).max();
        let housing = (settings.housing.yields, settings.housing.yield_ceiling);
        let before = self.problems.errors();
        let driver_rows = last.map(|last| drivers.rows(&names, &schooling, housing, last, &mut self.problems));
        let driver_rows = driver_rows.filter(|_| self.problems.errors() == before);
        let geography = geography.with_groupings(groupings);
        // Without a tree there are no levels, and every target would seem to be for one that does not exist; so with groupings.
        let settings_file = self.path.join("dataset.toml");
        let named = tree_stands && !self.unsound.contains(read::GROUPINGS.file);
        let targets = if named {
            let source = (settings_file.as_path(), self.settings.as_str());
            targets::targets(&settings.targets, source, &geography, &schooling, &mut self.problems)
        } else {
            Targets::default()
        };
        let junior_links = if named { self.junior_links(&settings, &geography) } else { None };
        // Everything else is held against the cells that the rolls have.
        if !tree_stands || !rolls_stand {
            return Err(Reported);
        }

        let (layout, cubes) = self.cubes(&rolls, &roll_rows, &geography, &schooling)?;
        checks::history(&layout, &cubes.values, &geography, &schooling, &rolls, &mut self.problems);
        let flows = transfers.is_some() || self.unsound.contains(read::TRANSFERS.file);
        checks::feeders(&layout, &cubes.values, &geography, &schooling, flows, &rolls, &mut self.problems);
        checks::control_totals(&rolls, &roll_rows, &layout, &cubes.values, &geography, &schooling, &mut self.problems);
        let mut trusted = BTreeMap::new();
        let births_held = births.is_some() || self.unsound.contains(read::BIRTHS.file);
        let births = match (births, birth_rows) {
            (Some(t), Some(rows)) => {
                let doubted = plausible::births(t, &rows, &geography, &mut self.problems);
                let sure = rows.iter().filter(|r| !r.births.is_nan() && !doubted.contains(&(r.area, r.year)));
                trusted.extend(sure.map(|r| ((r.area, r.year), r.births)));
                let lag = self.births_lag(settings.births_lag);
                let births =
                    lag.and_then(|lag| births::births(t, &rows, &layout, &geography, lag, &mut self.problems)).ok();
                if let Some(births) = &births {
                    checks::births_end(t, births.last().0, cubes.values.last(), &mut self.problems);
                }
                births
            }
            _ => None,
        };
        let feeding = plausible::Feeding {
            geography: &geography,
            schooling: &schooling,
            births: trusted,
            lag: settings.births_lag.unwrap_or_default(),
        };
        plausible::rolls(&rolls, &roll_rows, &feeding, &mut self.problems);
        if let (Some(t), Some(rows)) = (places, &place_rows) {
            plausible::places(t, rows, &geography, &schooling, &mut self.problems);
        }
        let places = match (places, place_rows) {
            (Some(t), Some(rows)) => Some(self.places(t, &rows, &layout, &cubes.values, &geography, &schooling)),
            _ => None,
        };
        let place_changes = match (place_changes, change_rows) {
            (Some(t), Some(rows)) => {
                let names = Names { geography: &geography, aliases: &aliases };
                let places = match &places {
                    Some(places) => changes::Opening::Held(&places.values),
                    None if self.unsound.contains(read::PLACES.file) => changes::Opening::Unknown,
                    None => changes::Opening::Nothing,
                };
                let against = changes::Against { names, layout: &layout, schooling: &schooling, places };
                changes::checked(&t, rows, &against, &mut self.problems)
            }
            _ => vec![],
        };
        let transfers = match (transfers, flow_rows) {
            (Some(t), Some(rows)) => self.transfers(t, &rows, &layout, &geography, &schooling).ok(),
            _ => None,
        };
        let drivers = driver_rows.and_then(|rows| {
            drivers.checked(rows, &layout, (&geography, &schooling), &cubes.values, &mut self.problems).ok()
        });
        if drivers.as_ref().is_some_and(|d| d.preschool.is_some()) && !births_held {
            let message = "there are pre-school counts, and no births".to_owned();
            let hint = "add births.csv: cohorts that nobody counts yet are known by their births alone".to_owned();
            self.problems.in_file(self.path.join(drivers::PRESCHOOL.file), Fault::Incomplete { message, hint });
        }
        let held = places.as_ref().map(|p| &p.values);
        let groupings_file = self.path.join(read::GROUPINGS.file);
        let reach = (&layout, &geography, cubes.values.last());
        targets::left_out(&targets, reach, held, &groupings_file, &mut self.problems);
        if let Some(held) = held {
            let (names, file) = ((&geography, &schooling), self.path.join(read::PLACES.file));
            targets::places_missing(&layout, &cubes.values, held, names, &file, &mut self.problems);
        }
        let drivers = drivers.ok_or(Reported)?;
        let (places, places_status) = places.map_or((None, None), |p| (Some(p.values), Some(p.statuses)));
        let controls = controls(&roll_rows, &layout);
        Ok(Dataset {
            about: About {
                folder: self.path.clone(),
                title: settings.title,
                source: settings.source,
                licence: settings.licence,
                note: settings.note,
                births_note: settings.births_lag_note,
            },
            junior: settings.year_groups.junior.as_deref().and_then(|name| schooling.group(name)),
            junior_links,
            schooling,
            geography,
            aliases,
            layout,
            rolls: cubes.values,
            rolls_status: cubes.statuses,
            controls,
            births,
            places,
            places_status,
            place_changes,
            new_decision_percent: settings.places.new_decision_above_percent.unwrap_or(changes::NEW_DECISION_PERCENT),
            transfers,
            neighbours,
            register,
            reference,
            drivers,
            targets,
            backtest: settings.backtest,
            published_forecasts: forecasts.unwrap_or_default(),
            published_actuals: actuals.unwrap_or_default(),
            published_capacity: capacity.unwrap_or_default(),
            inputs: std::mem::take(&mut self.sources.inputs).into_values().collect(),
        })
    }

    /// The grouping of linked schools that dataset.toml names.
    fn junior_links(&mut self, settings: &Settings, geography: &Geography) -> Option<usize> {
        let name = settings.year_groups.junior_links.as_deref()?;
        let found = geography.groupings().iter().position(|g| g.name == name);
        if found.is_none() {
            let message = format!("`junior_links` of [year_groups] names `{name}`, which is no grouping");
            let hint = "name a grouping of groupings.csv: each of its groups holds infant schools and the junior schools that \
                        take their leavers"
                .to_owned();
            self.problems.in_file(self.path.join("dataset.toml"), Fault::BadSetting { message, hint });
        }
        found
    }

    fn settings(&mut self) -> Result<Settings, Reported> {
        let path = self.path.join("dataset.toml");
        let Some(bytes) = self.sources.bytes("dataset.toml", &mut self.problems)? else {
            self.problems.in_file(&self.path, Fault::NoFile { file: "dataset.toml".to_owned() });
            return Err(Reported);
        };
        let text = utf8(&path, &bytes, &mut self.problems)?;
        text.clone_into(&mut self.settings);
        settings::read(&path, text, &mut self.problems)
    }

    fn table(&mut self, spec: TableSpec<'static>) -> Option<Table> {
        match self.held(spec) {
            Ok(table) => table,
            Err(Reported) => {
                self.unsound.insert(spec.file);
                None
            }
        }
    }

    /// A table of this folder, else that of the data set it extends as it was known; `None` where neither holds it.
    fn held(&mut self, spec: TableSpec) -> Result<Option<Table>, Reported> {
        if let Some(grid) = self.sources.grid(spec.file, &mut self.problems)? {
            return self.table_of(grid, spec).map(Some);
        }
        let Some((sources, to)) = &mut self.extended else { return Ok(None) };
        let (grid, to) = (sources.grid(spec.file, &mut self.problems)?, *to);
        self.sources.inputs.append(&mut sources.inputs);
        let Some(grid) = grid else { return Ok(None) };
        Ok(self.table_of(grid, spec)?.known_by(to))
    }

    fn required(&mut self, spec: TableSpec) -> Result<Table, Reported> {
        match self.held(spec)? {
            Some(table) => Ok(table),
            // A table may well stand in a workbook that cannot be opened: that is told already.
            None if self.sources.unopened => Err(Reported),
            None => {
                self.problems.in_file(&self.path, Fault::NoFile { file: spec.file.to_owned() });
                Err(Reported)
            }
        }
    }

    fn table_of(&mut self, grid: Grid, spec: TableSpec) -> Result<Table, Reported> {
        let grid = wide::lengthened(grid, spec, &self.groups, &mut self.problems)?;
        Table::of(grid, spec, &mut self.problems)
    }

    /// Warns of files that look as if they belonged to the data set and are not read.
    fn unread_files(&mut self) {
        for (path, sheet, table) in self.sources.misnamed_sheets(&tables(), ALIKE_FILES) {
            let why = format!("its name is not that of a table; did you mean `{table}`?");
            self.problems.in_file(path, Fault::NotRead { file: sheet, why });
        }
        let names = [".csv", ".parquet"].into_iter().flat_map(|ending| self.sources.names(ending));
        for file in names.collect::<Vec<_>>() {
            let as_csv = file.replace(".parquet", ".csv");
            if self.sources.inputs.contains_key(&file) || KNOWN_FILES.contains(&as_csv.as_str()) {
                continue;
            }
            let missing = KNOWN_FILES.into_iter().filter(|k| !self.sources.inputs.contains_key(*k));
            let Some(known) = nearest(&as_csv, missing, ALIKE_FILES) else { continue };
            let why = format!("its name is not one of a data set's; did you mean `{known}`?");
            self.problems.in_file(self.path.join(&file), Fault::NotRead { file, why });
        }
    }

    /// The tree. Where the rows do not make one, a flat stand-in lets the other files still be checked for names.
    fn geography(&mut self, table: &Table, root: &str) -> Geography {
        use crate::geography::TreeError;
        let rows = read::areas(table, &mut self.problems);
        let errors = match Geography::build(&rows, root) {
            Ok(geography) => return geography,
            Err(errors) => errors,
        };
        for error in errors {
            let place = match &error {
                TreeError::NoRoot { .. } => None,
                TreeError::UnknownParent { row, .. }
                | TreeError::Cycle { row, .. }
                | TreeError::SecondRoot { row, .. } => Some((row, "parent")),
                TreeError::UnevenLevel { row, .. } | TreeError::TwoLevelsAtOneDepth { row, .. } => Some((row, "level")),
            };
            let fault = match &error {
                TreeError::UnknownParent { parent, .. } => Fault::UnknownArea {
                    name: parent.clone(),
                    resembles: resembling(parent, rows.iter().map(|r| (r.code.as_str(), r.code.as_str()))),
                },
                _ => Fault::Tree { message: error.to_string() },
            };
            match place {
                Some((row, column)) => self.problems.at(table.place(*row, column), fault),
                None => self.problems.in_file(self.path.join(read::AREAS.file), fault),
            }
        }
        let flat = |r: &AreaRow| AreaRow { parent: Some(String::new()), level: "area".to_owned(), ..r.clone() };
        let top = AreaRow {
            code: String::new(),
            name: String::new(),
            level: "root".to_owned(),
            parent: None,
            status: Status::Published,
            span: Span::default(),
        };
        let rows: Vec<AreaRow> = std::iter::once(top).chain(rows.iter().map(flat)).collect();
        // A flat list of distinct codes under one root is always a tree.
        Geography::build(&rows, "").unwrap_or_else(|_| unreachable!("a flat tree has no faults"))
    }

    fn reference(&mut self, settings: &ReferenceSettings, schooling: &Schooling) -> Result<Reference, Reported> {
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

    fn cubes(
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

    /// Years from birth to entry, which births cannot do without.
    fn births_lag(&mut self, lag: Option<u8>) -> Result<u8, Reported> {
        lag.ok_or_else(|| {
            let message = "dataset.toml gives no `births_lag`, and there is a births.csv".to_owned();
            let hint = "in England `births_lag = 5`".to_owned();
            self.problems.in_file(self.path.join("dataset.toml"), Fault::BadSetting { message, hint });
            Reported
        })
    }

    fn places(
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
        checks::control_totals(table, rows, layout, &cubes.values, geography, schooling, &mut self.problems);
        cubes
    }

    fn transfers(
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
fn controls(rows: &[CellRow], layout: &Layout) -> BTreeMap<(AreaId, YearGroup, CensusYear), (f64, Status)> {
    let held = rows.iter().filter(|r| !r.value.is_nan() && layout.cell(r.area, r.group).is_none());
    held.map(|r| ((r.area, r.group, r.year), (r.value, r.status))).collect()
}

/// Values with how each is known.
struct StatusedCube {
    values: Cube,
    statuses: Cube<Status>,
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
