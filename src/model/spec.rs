//! Model specifications: TOML files in `models/`, every constant with its meaning.

use super::credible::{Credible, Draws};
use super::drivers::HousingRule;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A model as its file states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// Short name, used in files and tables.
    pub name: String,
    /// Title in words.
    pub title: String,
    /// The method and its constants.
    pub method: Method,
    /// How homes become pupils; that of `models/default.toml` where a file leaves it out.
    #[serde(default)]
    pub housing: HousingRule,
}

/// How rolls are projected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Method {
    /// Every roll stays as it was at the base.
    Persistence {},
    /// Every roll repeats its last yearly growth.
    Drift {},
    /// Each year group is the one below a year earlier times a ratio.
    CohortSurvival(CohortSurvival),
    /// National rates, areas trusted as far as their size allows.
    Credible(Box<Credible>),
}

/// Constants of plain cohort survival.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortSurvival {
    /// Weights of the latest years, latest first; the ratio is one of weighted sums.
    pub weights: Vec<f64>,
    /// Of the twelve months in which an entry year is born, those that lie in the first of its two birth years.
    pub months_in_first_birth_year: f64,
    /// Births not yet known: the last national figure at the area's share of this many known years.
    pub births_share_years: usize,
}

/// Why a specification cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// The file cannot be read.
    #[error("cannot read the model {}: {reason}\n  hint: name one of models/*.toml or a file of your own", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is not a specification.
    #[error("{message}\n  {}{}\n  hint: models/README.md lists the keys; a copy of one of models/*.toml has them all", path.display(), line.map(|l| format!(", row {l}")).unwrap_or_default())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line of the fault.
        line: Option<usize>,
        /// What the parser said.
        message: String,
    },
    /// A specification that cannot be written down.
    #[error("cannot write the model: {reason}")]
    Unwritable {
        /// What the writer said.
        reason: String,
    },
    /// A constant outside its range.
    #[error("`{key}` {rule}\n  {}\n  hint: models/default.toml and models/README.md say what it means", path.display())]
    Constant {
        /// The file.
        path: PathBuf,
        /// The constant.
        key: &'static str,
        /// What it must be.
        rule: &'static str,
    },
}

/// Every specification in `models/`, the default first.
const SHIPPED: [(&str, &str); 7] = [
    ("models/default.toml", include_str!("../../models/default.toml")),
    ("models/cohort-survival-321.toml", include_str!("../../models/cohort-survival-321.toml")),
    ("models/last-year-ratio.toml", include_str!("../../models/last-year-ratio.toml")),
    ("models/pooled-3.toml", include_str!("../../models/pooled-3.toml")),
    ("models/pooled-5.toml", include_str!("../../models/pooled-5.toml")),
    ("models/drift.toml", include_str!("../../models/drift.toml")),
    ("models/persistence.toml", include_str!("../../models/persistence.toml")),
];

impl ModelSpec {
    /// The specification used when none is named, `models/default.toml`.
    ///
    /// # Errors
    /// None while the file in `models/` is sound, which a test asserts.
    pub fn built_in() -> Result<ModelSpec, SpecError> {
        let (path, text) = SHIPPED[0];
        ModelSpec::parse(text, Path::new(path))
    }

    /// Every specification shipped, the default first.
    ///
    /// # Errors
    /// None while the files in `models/` are sound, which a test asserts.
    pub fn shipped() -> Result<Vec<ModelSpec>, SpecError> {
        SHIPPED.iter().map(|(path, text)| ModelSpec::parse(text, Path::new(path))).collect()
    }

    /// Reads a specification.
    ///
    /// # Errors
    /// [`SpecError`] with the file and, where there is one, the line.
    pub fn load(path: &Path) -> Result<ModelSpec, SpecError> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| SpecError::Unreadable { path: path.to_owned(), reason: e.to_string() })?;
        ModelSpec::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<ModelSpec, SpecError> {
        let spec: ModelSpec = toml::from_str(text).map_err(|e| SpecError::Malformed {
            path: path.to_owned(),
            line: e.span().map(|s| text[..s.start.min(text.len())].matches('\n').count() + 1),
            message: e.message().to_owned(),
        })?;
        spec.check().map_err(|(key, rule)| SpecError::Constant { path: path.to_owned(), key, rule })?;
        Ok(spec)
    }

    /// The specification as the text of a file that reads back as the same.
    ///
    /// # Errors
    /// [`SpecError::Unwritable`] for a constant that TOML cannot hold, which no specification has that was read.
    pub fn to_toml(&self) -> Result<String, SpecError> {
        toml::to_string(self).map_err(|e| SpecError::Unwritable { reason: e.to_string() })
    }

    /// Paths and seed of a method that simulates, with another seed where one is given.
    pub fn draws(&self, seed: Option<u64>) -> Option<Draws> {
        match &self.method {
            Method::Credible(c) => Some(Draws { paths: c.intervals.paths, seed: seed.unwrap_or(c.intervals.seed) }),
            Method::Persistence {} | Method::Drift {} | Method::CohortSurvival(_) => None,
        }
    }

    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        self.housing.check()?;
        match &self.method {
            Method::Persistence {} | Method::Drift {} => Ok(()),
            Method::CohortSurvival(c) => c.check(),
            Method::Credible(c) => c.check(),
        }
    }
}

impl CohortSurvival {
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let sound = |w: &f64| w.is_finite() && *w >= 0.0;
        if self.weights.is_empty() || !self.weights.iter().all(sound) || !self.weights.iter().any(|w| *w > 0.0) {
            return Err(("weights", "is a list of numbers, none negative and at least one above zero"));
        }
        if !(0.0..=12.0).contains(&self.months_in_first_birth_year) {
            return Err(("months_in_first_birth_year", "is between 0 and 12"));
        }
        if self.births_share_years == 0 {
            return Err(("births_share_years", "is at least 1"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_specification_shipped_is_sound_and_named_as_its_file() {
        assert_eq!(ModelSpec::built_in().unwrap().housing, HousingRule::default());
        let mut found = 0;
        for entry in std::fs::read_dir("models").unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "toml") {
                let spec = ModelSpec::load(&path).unwrap();
                assert_eq!(Some(spec.name.as_str()), path.file_stem().and_then(|s| s.to_str()));
                found += 1;
            }
        }
        assert_eq!(found, ModelSpec::shipped().unwrap().len());
    }

    #[test]
    fn a_specification_written_down_reads_back_as_the_same() {
        for spec in ModelSpec::shipped().unwrap() {
            let text = spec.to_toml().unwrap();
            assert_eq!(ModelSpec::parse(&text, Path::new("model.toml")).unwrap(), spec);
        }
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let text = "name = 'x'\ntitle = 'x'\n[method]\nkind = 'cohort-survival'\nweigths = [1]\n";
        let error = ModelSpec::parse(text, Path::new("x.toml")).unwrap_err().to_string();
        assert!(error.contains("weigths"), "{error}");
    }

    #[test]
    fn weights_of_zero_are_refused() {
        let text = "name = 'x'\ntitle = 'x'\n[method]\nkind = 'cohort-survival'\nweights = [0, 0]\n\
                    months_in_first_birth_year = 10\nbirths_share_years = 3\n";
        let error = ModelSpec::parse(text, Path::new("x.toml")).unwrap_err().to_string();
        assert!(error.starts_with("`weights`"), "{error}");
    }
}
