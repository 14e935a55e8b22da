//! Births of a scenario: a course that can be, of years not yet known.

use super::{Check, WHOLE};
use crate::calendar::{BirthYear, CensusYear};
use crate::dataset::CellFault;
use crate::model::{BirthsAhead, BirthsCourse, Reach};
use crate::scenario::change::BirthsChange;

impl Check<'_> {
    pub(super) fn births(&mut self, change: &BirthsChange) -> Option<BirthsAhead> {
        let before = self.problems.errors();
        let known = self.data.known(self.fitted.base());
        let last_known = self.data.births.as_ref().zip(known).map(|(births, known)| known.last_births(births));
        let course = match (change.yearly_percent, change.scale) {
            (Some(percent), None) if percent > -100.0 && percent <= 100.0 => {
                Some(BirthsCourse::Yearly(1.0 + percent / 100.0))
            }
            (Some(_), None) => {
                let hint = "write `-2.0` for a fall of 2 per cent a year".to_owned();
                self.fault(
                    "yearly_percent",
                    "`yearly_percent` is not a growth above -100 and up to 100 per cent".to_owned(),
                    hint,
                );
                None
            }
            (None, Some(scale)) if (0.0..=10.0).contains(&scale) => Some(BirthsCourse::Scaled(scale)),
            (None, Some(_)) => {
                let hint = "write `0.95` for 5 per cent fewer births".to_owned();
                self.fault("scale", "`scale` is not a factor from 0 to 10".to_owned(), hint);
                None
            }
            (Some(_), Some(_)) => {
                let hint =
                    "keep one of them: `yearly_percent` is growth from year to year, `scale` a factor on each year";
                self.fault("scale", "the change gives both `yearly_percent` and `scale`".to_owned(), hint.to_owned());
                None
            }
            (None, None) => {
                let hint = "write `yearly_percent = -2.0`, or `scale = 0.95`".to_owned();
                self.fault(WHOLE, "the change says neither `yearly_percent` nor `scale`".to_owned(), hint);
                None
            }
        };
        let reach = match &change.areas {
            None => Some(Reach::Nation),
            Some(names) => self.rows("areas", 0, names).map(Reach::Rows),
        };
        let years = [("from", change.from), ("to", change.to)];
        for (key, year) in years.into_iter().filter_map(|(key, year)| Some((key, year?))) {
            if !CensusYear::PLAUSIBLE.contains(&year) {
                self.at(key, CellFault::BadYear { value: format!("{key} = {year}") }.into());
            }
        }
        if let (Some(from), Some(to)) = (change.from, change.to)
            && from > to
        {
            let hint = "write the first year as `from` and the last as `to`".to_owned();
            self.fault("to", format!("the change runs from {from} to {to}"), hint);
        }
        let Some(last_known) = last_known.filter(|_| self.fitted.fed_by_births()) else {
            let (message, hint) = if self.data.births.is_none() {
                ("the data set holds no births", "add births.csv, or take the change out")
            } else {
                ("the model is not fed by births", "run with a model that is, such as models/default.toml")
            };
            self.fault(WHOLE, message.to_owned(), hint.to_owned());
            return None;
        };
        let first = last_known.plus(1);
        let from = change.from.map_or(first, BirthYear);
        if from < first {
            let hint = format!("begin with `from = {first}`, the first year to 30 June that is not yet known");
            self.fault(
                "from",
                format!("births of the year to 30 June {from} are known in January {}", self.fitted.base()),
                hint,
            );
        }
        let lag = self.data.births.as_ref().map_or(0, |births| i32::from(births.lag));
        let fed = CensusYear(from.0).plus(lag);
        // No error: a course of births may be written for longer than this forecast.
        if fed > self.last {
            let years = fed.years_since(self.fitted.base());
            let row = self.planned.map_or(0, |planned| planned.row("from"));
            self.notes.push(format!(
                "births of the year to 30 June {from} enter in January {fed}, and the forecast ends in January {} ({}, row {row}): the \
                 change moves nobody before `--horizon {years}`",
                self.last,
                self.path.display()
            ));
        }
        self.note_of_births_ahead(last_known, lag);
        let ahead = BirthsAhead { reach: reach?, from, to: change.to.map(BirthYear), course: course? };
        (self.problems.errors() == before).then_some(ahead)
    }

    /// Says how births go on without the change: what it changes is the difference from that, and not from births that stand still.
    fn note_of_births_ahead(&mut self, last_known: BirthYear, lag: i32) {
        let to = BirthYear(self.last.0).plus(-lag);
        let births = |year: BirthYear| self.fitted.births_ahead(CensusYear(year.0).plus(lag));
        let Some(now) = births(last_known).filter(|now| *now > 0.0) else { return };
        let Some(then) = births(to).filter(|_| to > last_known) else { return };
        let percent = 100.0 * (then / now - 1.0);
        let told = format!(
            "without the change the births of the whole data set go from {now:.0} in the year to 30 June {last_known} to {then:.0} in that to {to} ({percent:+.1}%), \
             as the nation's do: the scenario is set beside that"
        );
        if !self.notes.contains(&told) {
            self.notes.push(told);
        }
    }
}
