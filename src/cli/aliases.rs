//! Unknown names all at once: what would be written to aliases.csv, and the writing.

use super::failure::Failure;
use crate::dataset::{Aliases, AliasesNotWritten, Problems, Resemblance, UnknownName};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// Adds to aliases.csv the rows that [`Proposed`] shows, and says which.
pub(super) fn write(folder: &Path, problems: Option<&Problems>) -> Result<(), Failure> {
    let aliases = problems.map(Aliases::lacking).unwrap_or_default();
    let rows = aliases.rows();
    let mut told = std::io::stderr();
    if rows.is_empty() {
        writeln!(told, "no row is added to aliases.csv: no unknown name has one area that answers to it")?;
        return Ok(());
    }
    if let Err(e) = aliases.add_to(folder) {
        // A sheet is not written to: its two columns can be pasted.
        if let AliasesNotWritten::InWorkbook = e {
            let mut out = std::io::stdout().lock();
            rows.iter().try_for_each(|(alias, area)| writeln!(out, "{alias}\t{area}"))?;
        }
        return Err(Failure::Aliases(e));
    }
    writeln!(told, "added to {}:", folder.join("aliases.csv").display())?;
    for (alias, area) in rows {
        writeln!(told, "  `{alias}` for `{area}`")?;
    }
    Ok(())
}

/// Every unknown name of a data set with the area it resembles; nothing where there is none.
pub(super) struct Proposed<'a>(pub(super) &'a Aliases);

impl fmt::Display for Proposed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sure, open): (Vec<_>, Vec<_>) = self.0.names.iter().partition(|n| n.code().is_some());
        if !sure.is_empty() {
            write!(f, "\n\nunknown names that one area answers to; `--write-aliases` adds them to aliases.csv:")?;
        }
        for name in sure {
            write!(f, "\n  `{}` for `{}`  ({})", name.name, name.code().unwrap_or_default(), cells(name))?;
        }
        if !open.is_empty() {
            write!(f, "\n\nunknown names for you to decide, in aliases.csv or areas.csv:")?;
        }
        for name in open {
            let resembles = match &name.resembles {
                Resemblance::Nothing => "resembles no area".to_owned(),
                Resemblance::Area(code) => format!("resembles `{code}`"),
                Resemblance::Partly(code) => format!("resembles `{code}`, and says more"),
                Resemblance::Either(a, b) => format!("resembles `{a}` and `{b}`"),
            };
            write!(f, "\n  `{}` {resembles}  ({})", name.name, cells(name))?;
        }
        Ok(())
    }
}

fn cells(name: &UnknownName) -> String {
    let plural = if name.cells == 1 { "" } else { "s" };
    format!("{} cell{plural} of {}", name.cells, name.files.join(", "))
}
