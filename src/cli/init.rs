//! A data set to begin with.

use super::Outcome;
use super::args::InitArgs;
use super::failure::Failure;
use super::verbs::told;
use crate::dataset::{OutputSet, SkeletonForm, skeleton};
use std::io::Write;

pub(super) fn init(args: &InitArgs) -> Result<Outcome, Failure> {
    if std::fs::read_dir(&args.folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Refused {
            what: format!("{} is not empty, and nothing in it is overwritten", args.folder.display()),
            hint: "name a folder that does not exist yet".to_owned(),
        });
    }
    let form = if args.xlsx { SkeletonForm::Workbook } else { SkeletonForm::Csv };
    let files = skeleton(form)
        .map_err(|e| Failure::Refused { what: e.to_string(), hint: "leave `--xlsx` out for CSV files".to_owned() })?;
    let mut outputs = OutputSet::default();
    for (name, bytes) in files {
        outputs.file(&name, bytes);
    }
    outputs.write(&args.folder)?;
    told(&args.folder, &outputs)?;
    let folder = args.folder.display();
    writeln!(
        std::io::stderr(),
        "next: put your rows in place of the examples ({folder}/README.md says what each column holds), then `rollcast check {folder}`"
    )?;
    Ok(Outcome::Done)
}
