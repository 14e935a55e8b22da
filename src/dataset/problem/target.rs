//! What is wrong with targets, and with what they are judged over.

use super::Severity;

/// A fault of `[targets]`, of a grouping that a target is judged over, or of places that are not there.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TargetFault {
    /// Judged over something that is neither a level nor a grouping.
    #[error("target `{name}` is for `{grouping}`, which is no level or grouping")]
    UnknownGrouping {
        /// The target.
        name: String,
        /// The word.
        grouping: String,
        /// The levels and groupings there are, in backticks.
        known: String,
    },
    /// For a series that `[series]` does not name.
    #[error("target `{name}` is for the series `{series}`, which does not exist")]
    UnknownSeries {
        /// The target.
        name: String,
        /// The word.
        series: String,
        /// The series it resembles.
        suggestion: Option<String>,
        /// Those there are.
        known: String,
    },
    /// Neither a floor nor something to stay close to.
    #[error("target `{name}` asks nothing")]
    AsksNothing {
        /// The target.
        name: String,
    },
    /// A figure that is no per cent of places.
    #[error("target `{name}` is not a per cent from 0 to below 100")]
    NoPercent {
        /// The target.
        name: String,
    },
    /// Something to stay close to, and not how close.
    #[error("target `{name}` does not say how close is close")]
    NoTolerance {
        /// The target.
        name: String,
    },
    /// Green further from the target than the tolerance.
    #[error("target `{name}`: `green_within_points` is not from 0 to `tolerance_points`, or that is not below 100")]
    ToleranceOrder {
        /// The target.
        name: String,
    },
    /// A key of `stay_close_to` that is no January.
    #[error("target `{name}`: `{word}` is no census year")]
    NoYear {
        /// The target.
        name: String,
        /// The key.
        word: String,
    },
    /// An area that no group of a grouping holds.
    #[error("the grouping `{grouping}` leaves out `{area}`{}", counted(*places))]
    LeftOut {
        /// The grouping.
        grouping: String,
        /// The area.
        area: String,
        /// Its places, and the January they are of.
        places: Option<(f64, u16)>,
    },
    /// A row that makes an area its own neighbour.
    #[error("`{area}` is no neighbour of itself")]
    OwnNeighbour {
        /// The area.
        area: String,
    },
    /// Neighbours of two levels.
    #[error("`{area}` and `{neighbour}` are areas of two levels")]
    NeighbourLevel {
        /// The area.
        area: String,
        /// The other.
        neighbour: String,
    },
    /// Pupils where there are no places.
    #[error("`{area}` has pupils and no places in January {year}, year groups {groups}{}", more(*others))]
    NoPlaces {
        /// The area.
        area: String,
        /// The last such January.
        year: u16,
        /// The year groups without places then.
        groups: String,
        /// How many other Januaries lack places.
        others: usize,
    },
}

impl TargetFault {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            TargetFault::LeftOut { .. } | TargetFault::NoPlaces { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            TargetFault::UnknownGrouping { known, .. } => {
                return Some(format!("name one of the levels and groupings there are, {known}; or delete the target"));
            }
            TargetFault::UnknownSeries { suggestion: Some(series), .. } => {
                return Some(format!("did you mean `{series}`?"));
            }
            TargetFault::UnknownSeries { known, .. } => return Some(format!("name series of [series]: {known}")),
            TargetFault::AsksNothing { .. } => {
                "write `surplus_percent_at_least = 5.0` for a floor, or `stay_close_to = { 2016 = 4.0 }`"
            }
            TargetFault::NoPercent { .. } => "write `5.0` for 5 per cent",
            TargetFault::NoTolerance { .. } => {
                "write `green_within_points = 1.0` and `tolerance_points = 3.0`: green up to the first, red beyond the second"
            }
            TargetFault::ToleranceOrder { .. } => {
                "a surplus is green up to the first, amber up to the second, then red"
            }
            TargetFault::NoYear { .. } => "write the year of the January, such as `2016 = 4.0` for 2015/16",
            TargetFault::LeftOut { .. } => "no target over this grouping counts it; add it to a group of groupings.csv",
            TargetFault::OwnNeighbour { .. } => "name another area, or take the row away",
            TargetFault::NeighbourLevel { .. } => "name areas of one level, such as two planning areas",
            TargetFault::NoPlaces { .. } => {
                "no total that holds the area has a surplus then; write its places in places.csv, 0 where it has none"
            }
        };
        Some(hint.to_owned())
    }
}

fn counted(places: Option<(f64, u16)>) -> String {
    places.map_or(String::new(), |(places, year)| format!(", with {places:.0} places in January {year}"))
}

fn more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => ", and in one January more".to_owned(),
        n => format!(", and in {n} Januaries more"),
    }
}
