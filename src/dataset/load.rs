//! From a folder to a [`Dataset`], or to every problem that stands in the way.

mod arrays;
mod tables;
mod tree;

use self::arrays::controls;
use self::tables::tables;
use super::births;
use super::changes;
use super::drivers::{self, DriverTables};
use super::problem::{Fault, FileFault, Problems};
use super::read;
use super::rows::Names;
use super::settings::{self, Settings};
use super::skeleton::without_examples;
use super::sources::Sources;
use super::table::{Reported, Table, TableSpec, utf8};
use super::{About, Dataset, Targets, checks, feeding, neighbours, plausible, register, schools, targets};
use crate::calendar::CensusYear;
use crate::geography::Geography;
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
        let optional = [
            read::ALIASES,
            read::GROUPINGS,
            read::BIRTHS,
            read::PLACES,
            read::TRANSFERS,
            read::PUBLISHED_FORECASTS,
            read::PUBLISHED_ACTUALS,
            read::PUBLISHED_CAPACITY,
        ]
        .map(|spec| (spec, self.table(spec)));
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
        let optional = optional.map(|(spec, table)| self.own_rows(table?, spec, &geography));
        let [aliases, groupings, births, places, transfers, forecasts, actuals, capacity] = &optional;
        let rolls = rolls.and_then(|t| self.own_rows(t, read::ROLLS, &geography).ok_or(Reported));
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
        let roll_rows = schools::rolls(&rolls, &names, &schooling, problems);
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
        let held = feeding::Held { layout: &layout, rolls: &cubes.values, schooling: &schooling, flows };
        feeding::check(&held, &geography, &rolls, &mut self.problems);
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

    /// A table without the example rows that `init` wrote; `None` where it has no other.
    fn own_rows(&mut self, table: Table, spec: TableSpec<'static>, geography: &Geography) -> Option<Table> {
        let before = self.problems.errors();
        let own = without_examples(table, spec, geography, &mut self.problems);
        if self.problems.errors() > before {
            self.unsound.insert(spec.file);
        }
        own
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
        if self.path.is_file() {
            let workbook = self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
            self.problems.in_file(&self.path, FileFault::NotAFolder { workbook }.into());
            return Err(Reported);
        }
        let Some(bytes) = self.sources.bytes("dataset.toml", &mut self.problems)? else {
            self.problems.in_file(&self.path, Fault::NoFile { file: "dataset.toml".to_owned() });
            return Err(Reported);
        };
        let text = utf8(&path, &bytes, &mut self.problems)?;
        text.clone_into(&mut self.settings);
        settings::read(&path, text, &mut self.problems)
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
}
