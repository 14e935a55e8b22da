//! What is asked of `rollcast explain`, and why it may be no question.

use crate::calendar::{CensusYear, YearGroup};
use crate::cli::args::ExplainArgs;
use crate::cli::failure::Failure;
use crate::cli::pipeline::Forecasted;
use crate::dataset::{ALIKE, Dataset, Unit, listed, nearest, year_group_as_spelt};
use crate::model::Anatomy;
use crate::report::format;

/// What is to be explained.
pub(super) struct Question<'a> {
    pub(super) unit: &'a Unit,
    pub(super) position: usize,
    pub(super) group: YearGroup,
    pub(super) year: CensusYear,
}

impl<'a> Question<'a> {
    pub(super) fn new(run: &'a Forecasted, args: &ExplainArgs) -> Result<Question<'a>, Failure> {
        let (data, year) = (run.data(), CensusYear(args.year));
        let group = group(data, &args.year_group)?;
        let forecast = |unit: &Unit| run.forecast.pupils(data, unit, &[group], year).is_some();
        let (position, unit) = area(data, &args.area, forecast)?;
        if year <= run.forecast.base {
            let roll = run.forecast.pupils(data, unit, &[group], year);
            let roll = roll.map_or("not held".to_owned(), |n| format!("{} pupils", format::count(n as i64)));
            let what = format!("January {year} is history, not a forecast: the roll was {roll}");
            return Err(refused(what, &format!("choose a January after the base, {}", run.forecast.base)));
        }
        if year > run.forecast.last() {
            let what = format!("January {year} lies beyond the forecast, which ends in {}", run.forecast.last());
            return Err(refused(what, &format!("give `--horizon {}`", year.years_since(run.forecast.base))));
        }
        Ok(Question { unit, position, group, year })
    }

    /// The cells it is the sum of, among all that are taken apart.
    pub(super) fn cells(&self, data: &Dataset, anatomies: Vec<Anatomy>) -> Vec<Anatomy> {
        let asked = |a: &Anatomy| {
            let inside = self.unit.area.is_some_and(|unit| data.geography.lies_in(a.area, unit));
            a.group == self.group && a.year == self.year && inside
        };
        anatomies.into_iter().filter(asked).collect()
    }

    /// The forecast asked about.
    pub(super) fn forecast(&self, run: &Forecasted) -> Result<f64, Failure> {
        let data = run.data();
        run.forecast.pupils(data, self.unit, &[self.group], self.year).ok_or_else(|| {
            let name = data.schooling.name(self.group);
            let what = format!("`{}` has no forecast for year group {name}: it has held no roll in it", self.unit.code);
            let holds = |u: &&Unit| {
                let above = u.area.zip(self.unit.area).is_some_and(|(u, a)| data.geography.lies_in(a, u));
                above && run.forecast.pupils(data, u, &[self.group], self.year).is_some()
            };
            // Areas are listed from the root down: the last is the nearest.
            let hint = match data.layout.units.iter().rfind(holds) {
                Some(larger) => {
                    format!("year group {name} is forecast for {}, in which it lies: `{}`", larger.name, larger.code)
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

/// The area of that code, name or alias, whether its letters are written large or small. Of several with one name, the one that
/// has the number asked for.
fn area<'a>(data: &'a Dataset, asked: &str, forecast: impl Fn(&Unit) -> bool) -> Result<(usize, &'a Unit), Failure> {
    let (asked, written) = (asked.trim(), plain(asked));
    let units = || data.layout.units.iter().enumerate();
    let alias = data.aliases.iter().find(|(alias, _)| plain(alias) == written).map(|(_, area)| *area);
    let named = |u: &Unit| plain(&u.code) == written || plain(&u.name) == written;
    let areas = || units().filter(|(_, u)| u.area.is_some());
    let found: Vec<(usize, &Unit)> = match areas().find(|(_, u)| u.code == asked) {
        Some(exactly) => vec![exactly],
        None => areas().filter(|(_, u)| named(u) || alias.is_some() && u.area == alias).collect(),
    };
    let with: Vec<(usize, &Unit)> = found.iter().copied().filter(|(_, u)| forecast(u)).collect();
    match (&found[..], &with[..]) {
        ([one], _) | (_, [one]) => Ok(*one),
        ([_, ..], _) => {
            let what = format!("`{asked}` is the name of more than one area");
            let level = |u: &Unit| u.tier_name(&data.geography).replace('_', " ");
            let codes: Vec<String> = found.iter().map(|(_, u)| format!("`{}` ({})", u.code, level(u))).collect();
            Err(refused(what, &format!("name its code: {}", codes.join(" or "))))
        }
        _ if units().any(|(_, u)| named(u)) => {
            let what = format!("`{asked}` is a group of areas, and only the numbers of areas are explained");
            Err(refused(what, "name one of its members in groupings.csv"))
        }
        _ => {
            let spellings =
                units().filter(|(_, u)| u.area.is_some()).flat_map(|(_, u)| [u.code.as_str(), u.name.as_str()]);
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

/// The year group of that name, or as a planner writes it: `Y4`, `Year 4`, `Reception`.
fn group(data: &Dataset, asked: &str) -> Result<YearGroup, Failure> {
    let schooling = &data.schooling;
    let found = year_group_as_spelt(asked, schooling.names()).and_then(|name| schooling.group(&name));
    found.ok_or_else(|| {
        let known = schooling.names().join(", ");
        match schooling.series().iter().find(|s| s.name.eq_ignore_ascii_case(asked)) {
            Some(series) => {
                let parts: Vec<&str> = series.groups.iter().map(|g| schooling.name(*g)).collect();
                let what = format!("`{}` is a sum of year groups, and one at a time is explained", series.name);
                refused(what, &format!("one of {}", listed(&parts)))
            }
            None => refused(format!("unknown year group `{asked}`"), &format!("one of {known}")),
        }
    })
}
