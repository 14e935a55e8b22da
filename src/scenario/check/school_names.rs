//! Names of schools of a scenario, beside those the data set holds: rolls are held by area, so that no file lists every school.

use super::{ALIKE, Check, nearest};

impl Check<'_> {
    /// Notes a school whose name nothing in the data set confirms. It is no error: a register holds schools with plans, not all of
    /// them.
    pub(super) fn note_school(&mut self, area: &str, school: &str) {
        let Ok(here) = self.data.area_named(area) else { return };
        let geography = &self.data.geography;
        let together = |other| geography.lies_in(other, here) || geography.lies_in(here, other);
        let registered = self.data.register.iter().map(|row| (row.area, row.school.as_str()));
        let changing = self.data.place_changes.iter().map(|row| (row.area, row.school.as_str()));
        let mut known: Vec<&str> =
            registered.chain(changing).filter(|(area, _)| together(*area)).map(|(_, school)| school).collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&school) {
            return;
        }
        let place = format!("{}, row {}", self.path.display(), self.planned.map_or(0, |planned| planned.row("school")));
        let what = match nearest(school, known.iter().copied(), ALIKE) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "check its name yourself".to_owned(),
        };
        self.notes.push(format!(
            "neither register.csv nor place_changes.csv holds a school `{school}` of `{area}` ({place}): {what}"
        ));
    }
}
