//! Indicators that are to stay close to a target: red, amber, green, and whether they came closer.

use crate::calendar::{CensusYear, SeriesId};
use crate::dataset::{Closeness, Dataset, Tier};

/// Places of which fewer carry no judgement: a share of so few says nothing.
pub const LEAST_JUDGED: f64 = 5.0;

/// Distances are of percentages as they are printed, with one decimal; this much, in points, is a hair of binary numbers.
const HAIR: f64 = 1e-9;

/// Red, amber or green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rag {
    /// Close to the target.
    Green,
    /// Within the tolerance.
    Amber,
    /// Beyond it.
    Red,
}

impl Rag {
    /// The word used in files and documents.
    pub fn word(self) -> &'static str {
        match self {
            Rag::Green => "green",
            Rag::Amber => "amber",
            Rag::Red => "red",
        }
    }
}

/// Whether an indicator came closer to its target, which may be up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// Closer than a year before.
    Improved,
    /// As close, to one decimal.
    Same,
    /// Further away.
    Worsened,
}

impl Travel {
    /// The word used in files and documents.
    pub fn word(self) -> &'static str {
        match self {
            Travel::Improved => "improved",
            Travel::Same => "same",
            Travel::Worsened => "worsened",
        }
    }
}

/// How an indicator stands in a January.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// The target of that January, per cent of places.
    pub target: f64,
    /// Red, amber or green.
    pub rag: Rag,
    /// Beside the January before, where that is held.
    pub travel: Option<Travel>,
}

impl Rating {
    /// Rates a surplus in per cent against the target of a January; `None` where the indicator has no target for it.
    ///
    /// Formula: d = |surplus - target|, the surplus rounded to one decimal; green where d <= `green_within`, amber where
    /// d <= `tolerance`, else red. Improved where d is less than it was with the surplus of the January before and the same
    /// target, so that a target that moves is no movement of the indicator.
    ///
    /// Example: a target of 5, green within 1, tolerance 3: 4.2 is green, 7.1 amber, 8.6 and 1.9 red. From 8.6 to 7.1 has
    /// improved, from 4.2 to 3.3 worsened.
    pub fn of(closeness: &Closeness, year: CensusYear, percent: f64, before: Option<f64>) -> Option<Rating> {
        let target = *closeness.percents.get(&year)?;
        let distance = |percent: f64| ((10.0 * percent).round() / 10.0 - target).abs();
        let now = distance(percent);
        let rag = match now {
            d if d <= closeness.green_within + HAIR => Rag::Green,
            d if d <= closeness.tolerance + HAIR => Rag::Amber,
            _ => Rag::Red,
        };
        let travel = before.map(|before| match now - distance(before) {
            d if d < -HAIR => Travel::Improved,
            d if d > HAIR => Travel::Worsened,
            _ => Travel::Same,
        });
        Some(Rating { target, rag, travel })
    }
}

/// The indicator that a tier and series is rated by; of several the first by name.
pub(super) fn closeness(data: &Dataset, tier: Tier, series: SeriesId) -> Option<&Closeness> {
    data.targets.closeness.iter().find(|c| c.tier == tier && c.series.contains(&series))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::LevelId;

    fn rating(percent: f64, before: Option<f64>) -> Rating {
        let closeness = Closeness {
            name: "CYPE4".to_owned(),
            tier: Tier::Level(LevelId(0)),
            series: vec![SeriesId(0)],
            percents: [(CensusYear(2017), 5.0)].into(),
            green_within: 1.0,
            tolerance: 3.0,
            status: crate::status::Status::Published,
        };
        assert_eq!(Rating::of(&closeness, CensusYear(2020), percent, before), None, "no target for that January");
        Rating::of(&closeness, CensusYear(2017), percent, before).unwrap()
    }

    #[test]
    fn too_much_is_as_far_from_the_target_as_too_little() {
        let rags = [4.2, 5.8, 4.0, 6.0, 6.1, 3.9, 7.1, 2.0, 8.0, 8.1, 1.9, -3.0].map(|p| rating(p, None).rag);
        use Rag::{Amber, Green, Red};
        assert_eq!(rags, [Green, Green, Green, Green, Amber, Amber, Amber, Amber, Amber, Red, Red, Red]);
        // As printed: 6.04 is 6.0.
        assert_eq!(rating(6.04, None).rag, Green);
    }

    #[test]
    fn travel_is_towards_the_target_or_away_from_it_not_up_or_down() {
        let travel = |from, to| rating(to, Some(from)).travel;
        assert_eq!(travel(8.6, 7.1), Some(Travel::Improved), "down to it");
        assert_eq!(travel(1.0, 3.0), Some(Travel::Improved), "up to it");
        assert_eq!(travel(4.2, 3.3), Some(Travel::Worsened));
        assert_eq!(travel(4.5, 5.5), Some(Travel::Same), "from one side to the other");
        assert_eq!(travel(4.51, 4.49), Some(Travel::Same), "as printed");
        assert_eq!(rating(5.0, None).travel, None);
    }
}
