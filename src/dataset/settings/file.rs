//! dataset.toml from text to settings, with every key that does not exist told at once and the name it resembles.

use super::{
    BacktestSettings, ExtendsSettings, HousingSettings, NamedTarget, PlaceSettings, ReferenceSettings, Settings,
    YearGroups,
};
use crate::dataset::problem::{Fault, Place, Problems};
use crate::dataset::rows::listed;
use crate::dataset::table::{ALIKE, Reported, nearest};
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The one key of `[targets]` that is no target.
const TOLERANCE: &str = "accuracy_tolerance_percent";

/// The settings in a text. Those that can be read are, even if a key among them does not exist: the rest of the data set is
/// then checked in the same pass.
pub(in crate::dataset) fn read(path: &Path, text: &str, problems: &mut Problems) -> Result<Settings, Reported> {
    let mut reader = Reader { path, text, problems };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(e) => return Err(reader.malformed(&e, &(0..0))),
    };
    let (at, mut table) = (table.span(), table.into_inner());
    let mut unsound = vec![];
    for (key, value) in table.iter_mut() {
        let at = value.span();
        let DeValue::Table(inner) = value.get_mut() else { continue };
        let of = format!("[{}]", key.get_ref());
        let sound = match key.get_ref().as_ref() {
            "extends" => reader.keys::<ExtendsSettings>(inner, &at, &of).is_ok(),
            "year_groups" => reader.keys::<YearGroups>(inner, &at, &of).is_ok(),
            "reference" => reader.keys::<ReferenceSettings>(inner, &at, &of).is_ok(),
            "backtest" => reader.keys::<BacktestSettings>(inner, &at, &of).is_ok(),
            "housing" => reader.keys::<HousingSettings>(inner, &at, &of).is_ok(),
            "places" => reader.keys::<PlaceSettings>(inner, &at, &of).is_ok(),
            "targets" => reader.targets(inner),
            _ => true,
        };
        if !sound {
            unsound.push(key.get_ref().to_string());
        }
    }
    for key in &unsound {
        table.remove(key.as_str());
    }
    reader.unknown_keys::<Settings>(&mut table, &at, "dataset.toml").map_err(|error| match unsound.as_slice() {
        [] => reader.malformed(&error, &at),
        // What the parts lack is told already.
        _ => Reported,
    })
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn place(&self, at: &Range<usize>) -> Place {
        let row = self.text[..at.start.min(self.text.len())].matches('\n').count() + 1;
        Place { file: self.path.to_owned(), row: Some(row), column: None }
    }

    fn malformed(&mut self, error: &toml::de::Error, of: &Range<usize>) -> Reported {
        let place = self.place(&error.span().unwrap_or(of.clone()));
        self.problems.at(place, Fault::Settings { message: error.message().to_owned() });
        Reported
    }

    fn unknown_key(&mut self, at: &Range<usize>, key: &str, hint: String) {
        let fault = Fault::BadSetting { message: format!("unknown key `{key}`"), hint };
        self.problems.at(self.place(at), fault);
    }

    /// A table by itself; `of` is its name.
    fn keys<T: DeserializeOwned>(&mut self, table: &mut DeTable, at: &Range<usize>, of: &str) -> Result<T, Reported> {
        self.unknown_keys(table, at, of).map_err(|error| self.malformed(&error, at))
    }

    /// A table without its unknown keys: each is told and taken away.
    fn unknown_keys<T: DeserializeOwned>(
        &mut self,
        table: &mut DeTable,
        at: &Range<usize>,
        of: &str,
    ) -> Result<T, toml::de::Error> {
        loop {
            let value = Spanned::new(at.clone(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(value)) {
                Ok(read) => return Ok(read),
                Err(error) => error,
            };
            // serde names the key it does not know first, and then those it does.
            let named: Vec<&str> = error.message().split('`').skip(1).step_by(2).collect();
            let unknown = named.split_first().filter(|_| error.message().starts_with("unknown field"));
            let Some((key, known)) = unknown.filter(|(key, _)| table.contains_key(**key)) else { return Err(error) };
            let key_at = table.get_key_value(*key).map_or(at.clone(), |(k, _)| k.span());
            let near = nearest(key, known.iter().copied(), ALIKE);
            let hint = match &near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{of} has {}", listed(known)),
            };
            self.unknown_key(&key_at, key, hint);
            // Taken for the key it resembles, it does not seem to be missing.
            let (value, near) = (table.remove(*key), near.filter(|near| !table.contains_key(near.as_str())));
            if let Some((value, near)) = value.zip(near).filter(|(value, _)| !value.get_ref().is_table()) {
                table.insert(Spanned::new(key_at, near.into()), value);
            }
        }
    }

    /// `[targets]`, where names are free; whether all of them can be read.
    fn targets(&mut self, table: &mut DeTable) -> bool {
        let mut sound = true;
        let mut unknown = vec![];
        for (key, value) in table.iter_mut() {
            let (name, at) = (key.get_ref().to_string(), value.span());
            match value.get_mut() {
                DeValue::Table(target) => {
                    sound &= self.keys::<NamedTarget>(target, &at, &format!("[targets.{name}]")).is_ok()
                }
                _ if name == TOLERANCE => {}
                _ => {
                    let hint = match nearest(&name, std::iter::once(TOLERANCE), ALIKE) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            "a target is a table: `{ grouping = \"district\", series = [\"R-6\"], ... }`".to_owned()
                        }
                    };
                    self.unknown_key(&key.span(), &name, hint);
                    unknown.push(name);
                }
            }
        }
        for name in unknown {
            table.remove(name.as_str());
        }
        sound
    }
}
