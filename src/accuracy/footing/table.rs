//! `findings.csv`.

use super::{Checked, Finding};
use crate::dataset::{OutColumn, OutTable};
use std::path::Path;

/// `findings.csv`: what is wrong with a printed table.
pub fn findings_table(file: &Path, checked: &Checked) -> OutTable {
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let text = |f: &dyn Fn(&Finding) -> String| OutColumn::Text(checked.findings.iter().map(f).collect());
    OutTable::new(
        "findings",
        vec![
            ("file", text(&|_| name.clone())),
            ("row", text(&|f| f.row.clone())),
            ("column", text(&|f| f.column.clone())),
            ("kind", text(&|f| f.kind.words().to_owned())),
            ("printed", text(&|f| f.printed.clone())),
            ("expected", text(&|f| f.expected.clone())),
            ("line", OutColumn::Whole(checked.findings.iter().map(|f| f.line.map(|l| l as i64)).collect())),
            ("certain", OutColumn::Flag(checked.findings.iter().map(|f| Some(f.certain)).collect())),
            ("note", text(&|f| f.note.clone())),
        ],
    )
}
