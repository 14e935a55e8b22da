//! National files as a data set.

use super::args::ImportArgs;
use super::failure::{Failure, Listed};
use super::verbs::told;
use super::{Outcome, print};
use crate::dataset::{CodeChanges, OutputSet, import};
use std::io::Write;

pub(super) fn import_files(args: &ImportArgs) -> Result<Outcome, Failure> {
    let changes = match &args.codes {
        Some(path) => CodeChanges::load(path),
        None => CodeChanges::built_in(),
    };
    let imported = import(&args.files, &args.authority, &changes.map_err(Failure::Inputs)?).map_err(Failure::Inputs)?;
    if let Some((name, _)) = imported.files.iter().find(|(name, _)| args.out.join(name).exists()) {
        return Err(Failure::Refused {
            what: format!("there is a {name} in {} already, and an import overwrites nothing", args.out.display()),
            hint: "name another folder with `--out DIR`".to_owned(),
        });
    }
    let mut err = std::io::stderr();
    if imported.warnings.iter().len() > 0 {
        writeln!(err, "{}", Listed(&imported.warnings))?;
    }
    for note in &imported.notes {
        writeln!(err, "note: {note}")?;
    }
    let mut outputs = OutputSet::default();
    for (name, bytes) in imported.files {
        outputs.file(&name, bytes);
    }
    outputs.write(&args.out)?;
    print::table(args.format, &imported.controls, &imported.controls)?;
    told(&args.out, &outputs)?;
    Ok(Outcome::Done)
}
