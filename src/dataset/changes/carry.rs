//! Places as they carry themselves on from the opening position, before any event.

use crate::calendar::{CensusYear, Role, Schooling};
use crate::dataset::cube::Cube;
use crate::dataset::layout::{Layout, Panel};
use ndarray::{Array3, Axis};

/// History up to `opening`, then the years to `last` as places carry themselves on.
///
/// Formula: places(g, t+1) = places(g, t) for the entry and the transfer year group; places(g-1, t) for a later one,
/// whose cohort brings its places along.
///
/// where t is `opening` or later. A year group with none below it in the area repeats its own places.
pub(crate) fn carried_on(
    history: &Cube,
    layout: &Layout,
    schooling: &Schooling,
    opening: CensusYear,
    last: CensusYear,
) -> Cube {
    let known = opening.years_since(history.first) as usize + 1;
    let years = last.years_since(history.first) as usize + 1;
    let carry = |(panel, held): (&Panel, &Array3<f64>)| {
        let (areas, groups, _) = held.dim();
        let mut places = Array3::from_elem((areas, groups, years), f64::NAN);
        for t in 0..years {
            for (column, group) in panel.columns() {
                for a in 0..areas {
                    places[[a, column, t]] = if t < known {
                        held[[a, column, t]]
                    } else if repeats(schooling.role(group)) || column == 0 {
                        places[[a, column, t - 1]]
                    } else {
                        let below = places[[a, column - 1, t - 1]];
                        if below.is_nan() { places[[a, column, t - 1]] } else { below }
                    };
                }
            }
        }
        places
    };
    Cube { first: history.first, panels: layout.panels.iter().zip(&history.panels).map(carry).collect() }
}

/// Whether a year group takes in pupils anew, so that its places repeat.
fn repeats(role: Role) -> bool {
    match role {
        Role::Entry | Role::Transfer => true,
        Role::Primary | Role::Secondary => false,
    }
}

/// The last January in which a cube holds anything.
pub(crate) fn last_held(cube: &Cube) -> Option<CensusYear> {
    let held = |t: &usize| cube.panels.iter().any(|p| p.index_axis(Axis(2), *t).iter().any(|v| !v.is_nan()));
    let last = (0..cube.years().len()).rev().find(held)?;
    Some(cube.first.plus(last as i32))
}
