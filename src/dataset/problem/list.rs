//! The problems of one pass over the inputs.

use super::{Fault, Place, Problem, Severity};
use std::path::PathBuf;

/// Every problem found in one pass over the inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Problems {
    found: Vec<Problem>,
    notes: Vec<String>,
}

impl Problems {
    /// Adds a problem with a whole file.
    pub fn in_file(&mut self, file: impl Into<PathBuf>, fault: Fault) {
        self.found.push(Problem { place: Place { file: file.into(), row: None, column: None }, fault });
    }

    /// Adds a problem with a place.
    pub fn at(&mut self, place: Place, fault: Fault) {
        self.found.push(Problem { place, fault });
    }

    /// Adds what was understood of an input that could be read in more than one way.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// What was understood, a sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Adds those found elsewhere.
    pub fn extend(&mut self, others: Problems) {
        self.found.extend(others.found);
        self.notes.extend(others.notes);
    }

    /// Every problem once, errors first, then by place: one cell of a wide table is many rows, and one problem.
    pub fn sorted(mut self) -> Problems {
        self.found.sort_by(|a, b| {
            a.fault.severity().cmp(&b.fault.severity()).then_with(|| a.place.in_order().cmp(&b.place.in_order()))
        });
        self.found.dedup();
        self
    }

    /// The problems in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.found.iter()
    }

    /// How many keep the data set from being used.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|p| p.fault.severity() == Severity::Error).count()
    }

    /// How many do not.
    pub fn warnings(&self) -> usize {
        self.found.len() - self.errors()
    }
}
