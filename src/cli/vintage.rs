//! Vintages: saved with `rollcast forecast`, made in hindsight and verified with `rollcast accuracy`.

use super::args::{Common, VerifyArgs};
use super::failure::Failure;
use super::manifest::{Clock, Work, manifest};
use super::pipeline::{self, Forecasted};
use super::{Outcome, print};
use crate::accuracy::verify as verified;
use crate::dataset::{
    Dataset, InputFile, OutColumn, OutTable, VintageName, free, listed, save_vintage, sealed, to_csv, vintage_folder,
    vintage_names,
};
use crate::model::{ModelSpec, components_table, forecast_table};
use crate::report::format;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Refuses a name that a saved vintage has, before any work is done.
pub(super) fn is_free(dataset: &Path, name: &VintageName) -> Result<(), Failure> {
    Ok(free(dataset, name)?)
}

/// Refuses the name of a published vintage: one name is one forecast.
fn is_unpublished(data: &Dataset, name: &VintageName) -> Result<(), Failure> {
    if !data.published_forecasts.iter().any(|f| f.vintage.to_string() == name.as_str()) {
        return Ok(());
    }
    let what = format!("published_forecasts.csv has a vintage `{name}` already");
    Err(Failure::Refused { what, hint: format!("choose another name, such as `{name}-own`") })
}

/// Keeps a forecast as a vintage of its data set.
pub(super) fn save(run: &Forecasted, common: &Common, name: &VintageName, clock: &Clock) -> Result<(), Failure> {
    let data = run.data();
    is_unpublished(data, name)?;
    let anatomies = run.fitted.anatomies(data, &run.forecast);
    let base = run.forecast.base;
    let mut files = vec![
        ("forecast.csv", to_csv(&forecast_table(data, &run.forecast))?),
        ("components.csv", to_csv(&components_table(data, base, &anatomies))?),
        ("model.toml", run.spec.to_toml()?.into_bytes()),
    ];
    let fingerprints: BTreeMap<&str, String> =
        files.iter().map(|(file, bytes)| (*file, InputFile::of(file, bytes).sha256)).collect();
    let (spec, horizon, seed) = (&run.spec, run.forecast.horizon, common.seed);
    let work = Work::Vintage { spec, base, horizon, seed, files: &fingerprints };
    let record = String::from_utf8_lossy(&manifest(data, &work, clock)).into_owned();
    files.push(("run.json", sealed(&record).into_bytes()));
    let folder = save_vintage(&common.dataset, name, &files)?;
    writeln!(std::io::stderr(), "saved the vintage {name} to {}", folder.display())?;
    Ok(())
}

/// Makes a vintage at every base that has none of its name yet.
pub(super) fn make(dataset: &Path, bases: (u16, u16), horizon: u8) -> Result<(), Failure> {
    if bases.0 > bases.1 {
        return Err(Failure::Refused {
            what: format!("the bases {}..{} begin after they end", bases.0, bases.1),
            hint: format!("write the first and the last base as `{}..{}`", bases.1, bases.0),
        });
    }
    for base in bases.0..=bases.1 {
        let name: VintageName =
            base.to_string().parse().map_err(|hint| Failure::Refused { what: "no name".to_owned(), hint })?;
        if vintage_folder(dataset, &name).exists() {
            writeln!(std::io::stderr(), "kept the vintage {name}: it is saved already")?;
            continue;
        }
        let clock = Clock::start();
        let common = Common { dataset: dataset.to_owned(), model: None, base: Some(base), horizon, seed: None };
        save(&pipeline::forecast(&common)?, &common, &name, &clock)?;
    }
    Ok(())
}

/// Makes a saved vintage again and compares every figure.
pub(super) fn verify(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let loaded = pipeline::load(&args.dataset)?;
    let data = &loaded.dataset;
    let saved = vintage_names(&args.dataset);
    if !saved.contains(&args.name) {
        return Err(Failure::Refused {
            what: format!("there is no vintage `{}` in {}", args.name, args.dataset.display()),
            hint: if saved.is_empty() {
                "save one first: `rollcast forecast --save-vintage NAME`".to_owned()
            } else {
                format!("those saved are {}", listed(&saved))
            },
        });
    }
    let vintage = data.saved_vintage(&args.name).map_err(Failure::Inputs)?;
    let spec = ModelSpec::load(&vintage.folder.join("model.toml"))?;
    let found = verified(data, &vintage, &spec)?;
    let text = |words: &[&str]| OutColumn::Text(words.iter().map(|w| (*w).to_owned()).collect());
    let changed = match found.changed_inputs.as_slice() {
        [] => "none".to_owned(),
        files => files.join(", "),
    };
    let record = &vintage.record;
    let results = [
        "fingerprints as saved".to_owned(),
        format!("{} of {}", format::count(found.differing as i64), format::count(found.figures as i64)),
        format::decimal(found.largest, 6),
        changed.clone(),
        format!("{} (this is {})", record.version, env!("CARGO_PKG_VERSION")),
        record.start.clone(),
    ];
    let results: Vec<&str> = results.iter().map(String::as_str).collect();
    let columns = vec![
        (
            "check",
            text(&["files", "figures that differ", "largest difference", "inputs changed since", "version", "saved"]),
        ),
        ("result", text(&results)),
    ];
    let table = OutTable::new("verification", columns);
    print::table(args.format, &table, &table)?;
    if found.holds() {
        return Ok(Outcome::Done);
    }
    let what = format!(
        "the vintage `{}` does not come out again: {} of {} figures differ",
        vintage.name,
        format::count(found.differing as i64),
        format::count(found.figures as i64)
    );
    let hint = match changed.as_str() {
        "none" => {
            "the inputs are what they were: compare the version of the program that saved it with this one".to_owned()
        }
        files => format!("the inputs have changed since: {files}; the vintage stays what was forecast then"),
    };
    Err(Failure::Refused { what, hint })
}
