//! Places by year group, made of the capacity of schools: what the national file permits, and no council's record.

use super::{Gathered, YEAR_GROUPS};
use crate::calendar::CensusYear;
use std::ops::Range;

/// Places of the authority in a January, by year group; NaN where none can be told.
pub(super) type Places = [f64; YEAR_GROUPS.len()];

/// Year groups of primary and of secondary schools.
const PHASES: [Range<usize>; 2] = [0..7, 7..12];

/// Year groups of sixth forms, whose places are in the capacity of secondary schools.
const SIXTH_FORM: [&str; 3] = ["12", "13", "14"];

impl Gathered {
    /// Places in the Januaries of the surveys, for those in which rolls are held.
    ///
    /// The capacity of a phase is shared evenly among its year groups, whole places, the youngest having one more where it does not
    /// divide. From that of secondary schools the share of sixth forms is taken first, as large as their share of the pupils of
    /// that January.
    pub(super) fn places(&self) -> Vec<(CensusYear, Places)> {
        let of = |year: CensusYear, by_phase: [f64; 2]| -> Option<Places> {
            let rolls = self.rolls.get(&year)?;
            let mut places = [f64::NAN; YEAR_GROUPS.len()];
            let secondary = self.below_sixth_form(year).map(|share| by_phase[1] * share);
            for (groups, capacity) in PHASES.into_iter().zip([Some(by_phase[0]), secondary]) {
                // A year group that the authority never has takes none.
                let held: Vec<usize> = groups.filter(|g| rolls[*g] > 0.0).collect();
                let Some(capacity) = capacity.filter(|c| *c > 0.0 && !held.is_empty()) else { continue };
                let (whole, count) = (capacity.round() as u64, held.len() as u64);
                for (at, group) in (0..).zip(held) {
                    places[group] = (whole / count + u64::from(at < whole % count)) as f64;
                }
            }
            places.iter().any(|p| !p.is_nan()).then_some(places)
        };
        self.surveys.iter().filter_map(|(year, survey)| Some((*year, of(*year, survey.by_phase)?))).collect()
    }

    /// The share of Years 7 to 11 among all pupils of secondary age; `None` where the file does not hold those above.
    pub(super) fn below_sixth_form(&self, year: CensusYear) -> Option<f64> {
        let pupils: f64 = self.rolls.get(&year)?[PHASES[1].clone()].iter().sum();
        let words = self.left_out.get(&year)?;
        let above: Vec<f64> =
            words.iter().filter(|(word, _)| SIXTH_FORM.iter().any(|g| word.ends_with(g))).map(|(_, n)| *n).collect();
        let share = pupils / (pupils + above.iter().sum::<f64>());
        (!above.is_empty() && !share.is_nan()).then_some(share)
    }

    /// What a reader of the places must know.
    pub(super) fn say_places(&mut self) {
        for (year, places) in self.places() {
            let known = |groups: Range<usize>| places[groups].iter().filter(|p| !p.is_nan()).sum::<f64>();
            let (primary, secondary) = (known(PHASES[0].clone()), known(PHASES[1].clone()));
            let sixth = match self.below_sixth_form(year) {
                Some(share) => format!(
                    "those of Years 7-11 {secondary}, after {:.1} per cent of the capacity for sixth forms, their share of pupils",
                    100.0 * (1.0 - share)
                ),
                None => "those of Years 7-11 unknown, because the file does not hold the pupils of sixth forms, who share the \
                         capacity of secondary schools"
                    .to_owned(),
            };
            self.notes.push(format!(
                "places of January {year} are made of the capacity {year}, even for each year group, and are reconstructed: those of \
                 Years R-6 {primary}, {sixth}. Net capacity is what rooms hold, not the places in use: write your own into \
                 places.csv"
            ));
        }
    }
}
