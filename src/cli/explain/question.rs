//! What is asked of `rollcast explain`, and why it may be no question.

use crate::calendar::{CensusYear, Series, YearGroup};
use crate::cli::args::ExplainArgs;
use crate::cli::failure::Failure;
use crate::cli::pipeline::Forecasted;
use crate::dataset::{ALIKE, Dataset, Part, Unit, nearest, year_group_as_spelt};
use crate::model::Anatomy;
use crate::report::format;

/// What is to be explained.
pub(super) struct Question<'a> {
    pub(super) unit: &'a Unit,
    pub(super) position: usize,
    /// A year group, or a sum of them.
    pub(super) series: Series,
    pub(super) year: CensusYear,
}

impl<'a> Question<'a> {
    pub(super) fn new(run: &'a Forecasted, args: &ExplainArgs) -> Result<Question<'a>, Failure> {
        let (data, year) = (run.data(), CensusYear(args.year));
        let series = series(data, &args.year_group)?;
        let forecast = |unit: &Unit| run.forecast.pupils(data, unit, &series.groups, year).is_some();
        let (position, unit) = area(data, &args.area, forecast)?;
        if year <= run.forecast.base {
            let roll = run.forecast.pupils(data, unit, &series.groups, year);
            let roll = roll.map_or("not held".to_owned(), |n| format!("{} pupils", format::count(n as i64)));
            let what = format!("January {year} is history, not a forecast: the roll was {roll}");
            return Err(refused(what, &format!("choose a January after the base, {}", run.forecast.base)));
        }
        if year > run.forecast.last() {
            let what = format!("January {year} lies beyond the forecast, which ends in {}", run.forecast.last());
            return Err(refused(what, &format!("give `--horizon {}`", year.years_since(run.forecast.base))));
        }
        Ok(Question { unit, position, series, year })
    }

    /// The year groups.
    pub(super) fn groups(&self) -> &[YearGroup] {
        &self.series.groups
    }

    /// The year group, where it is one and no sum.
    pub(super) fn one(&self) -> Option<YearGroup> {
        if let [one] = self.series.groups[..] { Some(one) } else { None }
    }

    /// The year groups in words: `year group 4`, `Years R-6`.
    pub(super) fn spoken(&self, data: &Dataset) -> String {
        match self.one() {
            Some(group) => format!("year group {}", data.schooling.name(group)),
            None => data.schooling.spoken(&self.series),
        }
    }

    /// The cells it is the sum of, among all that are taken apart, each as far as it belongs to the unit.
    pub(super) fn cells(&self, data: &Dataset, anatomies: Vec<Anatomy>) -> Vec<Anatomy> {
        let share = |a: &Anatomy| {
            let key = data.layout.cell(a.area, a.group)?;
            let part = |p: &&Part| (p.panel, p.row) == (key.panel, key.row) && p.span.holds(self.year);
            self.unit.parts.iter().find(part).map(|p| p.share)
        };
        let asked = |mut a: Anatomy| {
            let share = share(&a).filter(|_| a.year == self.year && self.groups().contains(&a.group))?;
            a.steps.iter_mut().for_each(|s| s.pupils *= share);
            Some(a)
        };
        anatomies.into_iter().filter_map(asked).collect()
    }

    /// The forecast asked about.
    pub(super) fn forecast(&self, run: &Forecasted) -> Result<f64, Failure> {
        let data = run.data();
        run.forecast.pupils(data, self.unit, self.groups(), self.year).ok_or_else(|| {
            let what = match self.one() {
                Some(group) => format!(
                    "`{}` has no forecast for year group {}: it has held no roll in it",
                    self.unit.code,
                    data.schooling.name(group)
                ),
                None => format!("`{}` has no forecast for all of {}", self.unit.code, self.spoken(data)),
            };
            let holds = |u: &&Unit| {
                let above = u.area.zip(self.unit.area).is_some_and(|(u, a)| data.geography.lies_in(a, u));
                above && run.forecast.pupils(data, u, self.groups(), self.year).is_some()
            };
            let spoken = self.spoken(data);
            // Areas are listed from the root down: the last is the nearest.
            let hint = match data.layout.units.iter().rfind(holds) {
                Some(larger) => {
                    let verb = if self.one().is_some() { "is" } else { "are" };
                    format!("{spoken} {verb} forecast for {}, in which it lies: `{}`", larger.name, larger.code)
                }
                None => "choose a year group it has, or an area that holds it".to_owned(),
            };
            refused(what, &hint)
        })
    }
}

fn refused(what: String, hint: &str) -> Failure {
    Failure::Refused { what, hint: hint.to_owned() }
}

/// The area or group of areas of that code, name or alias, whether its letters are written large or small. Of several with one name, the one that
/// has the number asked for, and of those an area rather than a group of areas.
fn area<'a>(data: &'a Dataset, asked: &str, forecast: impl Fn(&Unit) -> bool) -> Result<(usize, &'a Unit), Failure> {
    let (asked, written) = (asked.trim(), plain(asked));
    let units = || data.layout.units.iter().enumerate();
    let alias = data.aliases.iter().find(|(alias, _)| plain(alias) == written).map(|(_, area)| *area);
    let named = |u: &Unit| plain(&u.code) == written || plain(&u.name) == written;
    let found: Vec<(usize, &Unit)> = match units().find(|(_, u)| u.code == asked) {
        Some(exactly) => vec![exactly],
        None => units().filter(|(_, u)| named(u) || alias.is_some() && u.area == alias).collect(),
    };
    let with: Vec<(usize, &Unit)> = found.iter().copied().filter(|(_, u)| forecast(u)).collect();
    // A group of areas may be called as the one that most of it is.
    let areas: Vec<(usize, &Unit)> = with.iter().copied().filter(|(_, u)| u.area.is_some()).collect();
    match (&found[..], &with[..], &areas[..]) {
        ([one], ..) | (_, [one], _) | (.., [one]) => Ok(*one),
        ([_, ..], ..) => {
            let what = format!("`{asked}` is the name of more than one area");
            let level = |u: &Unit| u.tier_name(&data.geography).replace('_', " ");
            let codes: Vec<String> = found.iter().map(|(_, u)| format!("`{}` ({})", u.code, level(u))).collect();
            Err(refused(what, &format!("name its code: {}", codes.join(" or "))))
        }
        _ => {
            let spellings = units().flat_map(|(_, u)| [u.code.as_str(), u.name.as_str()]);
            let hint = match nearest(asked, spellings, ALIKE) {
                Some(like) => format!("did you mean `{like}`?"),
                None => "name the code of an area in areas.csv whose rolls are forecast, or its name".to_owned(),
            };
            Err(refused(format!("unknown area `{asked}`"), &hint))
        }
    }
}

/// A name as it is compared: in small letters, `&` as `and`.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace('&', "and")
}

/// The year group of that name, or as a planner writes it: `Y4`, `Year 4`, `Reception`; or a series, their sum.
fn series(data: &Dataset, asked: &str) -> Result<Series, Failure> {
    let schooling = &data.schooling;
    let group = year_group_as_spelt(asked, schooling.names()).and_then(|name| schooling.group(&name));
    if let Some(group) = group {
        return Ok(Series { name: schooling.name(group).to_owned(), groups: vec![group] });
    }
    // As headings have it: `Years R-6`.
    let plain = asked.trim().to_lowercase();
    let plain = plain.strip_prefix("years ").unwrap_or(&plain);
    let series = schooling.series().iter().find(|s| s.name.eq_ignore_ascii_case(plain));
    series.cloned().ok_or_else(|| {
        // A series of one year group goes by the name of that.
        let sums = schooling.series().iter().filter(|s| s.groups.len() > 1).map(|s| &s.name);
        let known: Vec<&str> = schooling.names().iter().chain(sums).map(String::as_str).collect();
        refused(format!("unknown year group `{asked}`"), &format!("one of {}", known.join(", ")))
    })
}
