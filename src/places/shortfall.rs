//! The years ahead of one total taken together: from when it is short of places, and when it is short of most.

use super::prudence::Assurance;
use super::standing::{Kind, Standing};
use crate::calendar::{CensusYear, Series};

/// Whether the places of a total are enough in every January ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sufficiency {
    /// No January asks for more.
    Enough,
    /// Some do.
    Short(Shortfall),
}

/// What a total is short of, in the January in which that is most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// The first January that asks for more places.
    pub first: CensusYear,
    /// The January that asks for most, the first of several.
    pub worst: CensusYear,
    /// Places to add by then.
    pub places: f64,
    /// The same in forms of entry, rounded up to halves.
    pub forms: f64,
}

impl Sufficiency {
    /// Whether a total has places enough for an assurance, from its standings by year; history among them counts for nothing. `None` where
    /// no January ahead has an answer: without a floor, or where more than half is asked of a forecast without paths.
    ///
    /// Formula: worst = the first January in which needed(assurance) is largest, see [`Standing::places_needed`].
    ///
    /// Example: 0, 12, 40, 31 and 40 places needed in 2021 to 2025: short from 2022, of most in 2023, of 40. Those who read the
    /// last January alone would not know by when.
    pub fn of<'a>(
        standings: impl IntoIterator<Item = &'a Standing>,
        series: &Series,
        assurance: Assurance,
    ) -> Option<Sufficiency> {
        let mut sufficiency = None;
        for standing in standings.into_iter().filter(|s| s.kind == Kind::Forecast) {
            let answers = standing.places_needed(assurance).zip(standing.forms_needed(series, assurance));
            let Some((places, forms)) = answers else { continue };
            let year = standing.year;
            sufficiency = Some(match sufficiency {
                None | Some(Sufficiency::Enough) if places > 0.0 => {
                    Sufficiency::Short(Shortfall { first: year, worst: year, places, forms })
                }
                Some(Sufficiency::Short(short)) if places > short.places => {
                    Sufficiency::Short(Shortfall { worst: year, places, forms, ..short })
                }
                before => before.unwrap_or(Sufficiency::Enough),
            });
        }
        sufficiency
    }

    /// What the total is short of; `None` where it has enough.
    pub fn shortfall(self) -> Option<Shortfall> {
        match self {
            Sufficiency::Enough => None,
            Sufficiency::Short(shortfall) => Some(shortfall),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::YearGroup;
    use crate::places::standing::tests::standing as past;

    fn standing(year: u16, kind: Kind, pupils: f64, target: Option<f64>) -> Standing {
        Standing { kind, year: CensusYear(year), ..past(600.0, pupils, target) }
    }

    /// 600 places hold 570 pupils at 5 per cent, and each 19 more pupils ask for 20 places more.
    fn sufficiency(pupils: [f64; 5], assurance: Assurance) -> Option<Sufficiency> {
        let mut standings = vec![standing(2020, Kind::History, 600.0, Some(5.0))];
        standings.extend((2021..).zip(pupils).map(|(year, n)| standing(year, Kind::Forecast, n, Some(5.0))));
        Sufficiency::of(&standings, &series(), assurance)
    }

    fn series() -> Series {
        Series { name: "R".into(), groups: vec![YearGroup(0)] }
    }

    #[test]
    fn the_worst_january_is_named_and_the_first_not_the_last() {
        let Some(Sufficiency::Short(short)) = sufficiency([570.0, 589.0, 627.0, 608.0, 570.0], Assurance::Half) else {
            panic!("short in three Januaries")
        };
        assert_eq!((short.first, short.worst), (CensusYear(2022), CensusYear(2023)));
        assert!((short.places - 60.0).abs() < 1e-9, "{short:?}");
        assert_eq!(short.forms, 2.0);
    }

    #[test]
    fn of_januaries_equally_short_the_first_is_named() {
        let Some(Sufficiency::Short(short)) = sufficiency([560.0, 589.0, 560.0, 589.0, 580.0], Assurance::Half) else {
            panic!("short in two Januaries")
        };
        assert_eq!((short.first, short.worst), (CensusYear(2022), CensusYear(2022)));
    }

    #[test]
    fn a_shortage_in_the_past_alone_is_none_ahead_and_unknown_is_not_enough() {
        assert_eq!(sufficiency([570.0, 560.0, 550.0, 540.0, 530.0], Assurance::Half), Some(Sufficiency::Enough));
        assert_eq!(sufficiency([627.0; 5], Assurance::Eighty), None, "no paths to be 80% sure of");
        let unjudged = [standing(2021, Kind::Forecast, 627.0, None)];
        assert_eq!(Sufficiency::of(&unjudged, &series(), Assurance::Half), None, "no floor");
    }
}
