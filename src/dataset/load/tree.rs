//! The areas of a data set as a tree.

use super::Folder;
use crate::dataset::problem::Fault;
use crate::dataset::read;
use crate::dataset::spellings::resembling;
use crate::dataset::table::Table;
use crate::geography::{AreaRow, Geography, Span};
use crate::status::Status;

impl Folder {
    /// The tree. Where the rows do not make one, a flat stand-in lets the other files still be checked for names.
    pub(super) fn geography(&mut self, table: &Table, root: &str) -> Geography {
        use crate::geography::TreeError;
        let rows = read::areas(table, &mut self.problems);
        let errors = match Geography::build(&rows, root) {
            Ok(geography) => return geography,
            Err(errors) => errors,
        };
        let no_root = errors.iter().any(|e| matches!(e, TreeError::NoRoot { .. }));
        for error in errors {
            // Told with the root that is missing: one of them is it, most likely.
            if no_root && matches!(error, TreeError::SecondRoot { .. }) {
                continue;
            }
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
                TreeError::NoRoot { .. } => Fault::BadSetting { message: error.to_string(), hint: root_hint(&rows) },
                _ => Fault::Tree { message: error.to_string() },
            };
            match place {
                Some((row, column)) => self.problems.at(table.place(*row, column), fault),
                None => self.problems.in_file(table.path(), fault),
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
}

/// What to write as the root: the area that lies in no other, where there is one.
fn root_hint(rows: &[AreaRow]) -> String {
    let tops: Vec<&AreaRow> = rows.iter().filter(|r| r.parent.is_none()).collect();
    match tops[..] {
        [top] => format!("`{}` lies in no other area: write `root = \"{}\"` into dataset.toml", top.code, top.code),
        _ => "let `root` of dataset.toml be the code of the area that holds all others, the only one without a parent"
            .to_owned(),
    }
}
