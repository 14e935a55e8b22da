//! Which areas lie beside each other, so that one may relieve the other.

use super::problem::{Fault, Problems, TargetFault};
use super::read::each_row;
use super::rows::{Names, Seen};
use super::table::{Table, TableSpec};
use crate::geography::AreaId;
use crate::status::Status;
use std::collections::BTreeMap;

pub(super) const NEIGHBOURS: TableSpec =
    TableSpec { file: "neighbours.csv", required: &["area", "neighbour"], optional: &["status"] };

/// Areas beside each other, each with how that is known. Who is a neighbour has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours(BTreeMap<AreaId, BTreeMap<AreaId, Status>>);

impl Neighbours {
    /// The neighbours of an area, in the order of the tree.
    pub fn of(&self, area: AreaId) -> impl Iterator<Item = (AreaId, Status)> + '_ {
        self.0.get(&area).into_iter().flatten().map(|(a, s)| (*a, *s))
    }
}

/// The rows of neighbours.csv. A pair may stand once or both ways round.
pub(super) fn neighbours(table: &Table, names: &Names, problems: &mut Problems) -> Neighbours {
    let mut seen = Seen::new();
    let rows = each_row(table, problems, |row, rows| {
        let area = rows.area(row, "area", names);
        let neighbour = rows.area(row, "neighbour", names);
        let status = rows.status(row);
        let (area, neighbour) = (area?, neighbour?);
        let code = |id: AreaId| names.geography.area(id).code.clone();
        if area == neighbour {
            let fault = TargetFault::OwnNeighbour { area: code(area) };
            return Err(rows.fault(row, "neighbour", Fault::Target(fault)));
        }
        if names.geography.area(area).level != names.geography.area(neighbour).level {
            let fault = TargetFault::NeighbourLevel { area: code(area), neighbour: code(neighbour) };
            return Err(rows.fault(row, "neighbour", Fault::Target(fault)));
        }
        rows.once(&mut seen, (area, neighbour), row, || format!("`{}` and `{}`", code(area), code(neighbour)))?;
        Ok((area, neighbour, status?))
    });
    let mut found = Neighbours::default();
    for (area, neighbour, status) in rows {
        for (one, other) in [(area, neighbour), (neighbour, area)] {
            let known = found.0.entry(one).or_default().entry(other).or_insert(status);
            *known = (*known).max(status);
        }
    }
    found
}
