//! The commissioning register added up: intentions against positions.

use super::FORM;
use crate::calendar::YearGroup;
use crate::dataset::{ChangeKind, Intention};
use crate::status::Status;
use std::collections::BTreeMap;

/// Projects of one kind and year group of intake, together.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// What happens to places.
    pub kind: ChangeKind,
    /// The year group of the intake.
    pub group: YearGroup,
    /// How many projects.
    pub projects: usize,
    /// What was intended.
    pub planned: Places,
    /// What was commissioned.
    pub commissioned: Places,
    /// How firmly they are known.
    pub status: Status,
}

/// Places of one intake, summed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Places {
    /// Over the projects that state them.
    pub sum: f64,
    /// How many state none, and are not in the sum: unknown is not zero.
    pub unstated: usize,
}

impl Places {
    /// The sum in forms of entry.
    ///
    /// Formula: places / 30.
    pub fn forms(self) -> f64 {
        self.sum / FORM
    }

    fn add(&mut self, stated: Option<f64>) {
        match stated {
            Some(places) => self.sum += places,
            None => self.unstated += 1,
        }
    }
}

/// The register by year group of intake and kind.
///
/// Formula: sum of places of one intake over the projects that state them.
/// Example: three bulge classes of 30 intended, of which one is commissioned, one not and one halved: 90 against 45, 3 forms of entry
/// against 1.5.
/// Source: Kent County Council's review of July 2014 states intended forms of entry against commissioned ones in this way.
pub fn tallies(register: &[Intention]) -> Vec<Tally> {
    let mut found: BTreeMap<(YearGroup, ChangeKind), Tally> = BTreeMap::new();
    for project in register {
        let tally = found.entry((project.group, project.kind)).or_insert(Tally {
            kind: project.kind,
            group: project.group,
            projects: 0,
            planned: Places::default(),
            commissioned: Places::default(),
            status: Status::Published,
        });
        tally.projects += 1;
        tally.planned.add(project.planned);
        tally.commissioned.add(project.commissioned);
        tally.status = tally.status.max(project.status);
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::CensusYear;
    use crate::dataset::Position;
    use crate::geography::AreaId;

    fn project(kind: ChangeKind, planned: Option<f64>, commissioned: Option<f64>) -> Intention {
        Intention {
            area: AreaId(0),
            school: "A".to_owned(),
            kind,
            group: YearGroup(0),
            planned,
            commissioned,
            first: CensusYear(2015),
            position: Position::Planned,
            reason: String::new(),
            status: Status::Published,
        }
    }

    #[test]
    fn places_are_summed_by_kind_and_what_is_not_stated_is_counted_and_not_summed() {
        use ChangeKind::{Decommission, Temporary};
        let found = tallies(&[
            project(Temporary, Some(30.0), Some(30.0)),
            project(Decommission, Some(-60.0), Some(-60.0)),
            project(Temporary, Some(30.0), Some(0.0)),
            project(Temporary, Some(30.0), Some(15.0)),
            project(Temporary, None, Some(30.0)),
        ]);
        let [temporary, fewer] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((temporary.projects, fewer.projects), (4, 1));
        assert_eq!(temporary.planned, Places { sum: 90.0, unstated: 1 });
        assert_eq!(temporary.commissioned, Places { sum: 75.0, unstated: 0 });
        assert_eq!((temporary.planned.forms(), temporary.commissioned.forms()), (3.0, 2.5));
        assert_eq!(fewer.commissioned.sum, -60.0);
    }
}
