//! `slippage.csv`: how surely homes come, by how far their site has come: chances of being late, and of fewer being built.

use super::housing::{Placed, Stage};
use crate::dataset::problem::{Problems, SlippageFault};
use crate::dataset::read::each_row;
use crate::dataset::rows::Seen;
use crate::dataset::table::{Table, TableSpec};
use crate::status::Status;
use std::collections::BTreeMap;

pub(in crate::dataset) const SLIPPAGE: TableSpec = TableSpec {
    file: "slippage.csv",
    required: &["stage", "delay_years", "share_delivered", "probability", "source"],
    optional: &["status"],
};

/// More years late than this is no slippage but another plan.
const MOST_YEARS: u8 = 20;

/// Chances of a stage may miss 1 by this much, as thirds do that are written with three decimals.
const SUM_TOLERANCE: f64 = 0.0015;

/// How the homes of a stage come, as against the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Years late.
    pub delay: u8,
    /// Of the homes planned, the share that is built.
    pub share: f64,
}

impl Course {
    /// As planned.
    pub const AS_PLANNED: Course = Course { delay: 0, share: 1.0 };
}

/// One of the ways in which the homes of a stage may come.
#[derive(Debug, Clone, PartialEq)]
pub struct SlipChance {
    /// The stage.
    pub stage: Stage,
    /// How they come.
    pub course: Course,
    /// With what chance, 0 to 1.
    pub probability: f64,
    /// Where that is known from.
    pub source: String,
    /// How it is known.
    pub status: Status,
}

/// How surely homes come, by stage. Homes of a stage without a row come as planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Slippage {
    /// By stage, and in a stage the least late first, those never built last; the chances of a stage add to 1.
    pub chances: Vec<SlipChance>,
}

/// One of the ways in which a site may come: a course for each of its stages.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteCourse {
    /// With what chance.
    pub probability: f64,
    /// By stage, in the order asked for.
    pub courses: Vec<Course>,
}

impl Slippage {
    /// Chances in their order, made to add to 1 in each stage.
    pub fn new(mut chances: Vec<SlipChance>) -> Slippage {
        let order = |a: &SlipChance, b: &SlipChance| {
            let late = |c: &SlipChance| (c.stage, c.course.share == 0.0, c.course.delay);
            late(a).cmp(&late(b)).then(b.course.share.total_cmp(&a.course.share))
        };
        chances.sort_by(order);
        let mut sums: BTreeMap<Stage, f64> = BTreeMap::new();
        chances.iter().for_each(|c| *sums.entry(c.stage).or_default() += c.probability);
        chances.iter_mut().for_each(|c| c.probability /= sums[&c.stage]);
        Slippage { chances }
    }

    /// Least firm status of the rows.
    pub fn status(&self) -> Status {
        self.chances.iter().map(|c| c.status).fold(Status::Published, Status::max)
    }

    /// The ways in which a site with homes of these stages may come, the least late first.
    ///
    /// One number from 0 to 1 says how a whole site comes: what is late in one stage is late in the others. It is the
    /// quantile of the distribution of each stage, ordered by years late and then by the share built.
    pub fn of_site(&self, stages: &[Stage]) -> Vec<SiteCourse> {
        // A stage without chances comes as planned, whatever is drawn.
        let steps = |stage: &Stage| {
            let mut sum = 0.0;
            let of = self.chances.iter().filter(move |c| c.stage == *stage);
            of.map(move |c| {
                sum += c.probability;
                (sum, c.course)
            })
            .collect::<Vec<(f64, Course)>>()
        };
        let of_stages: Vec<Vec<(f64, Course)>> = stages.iter().map(steps).collect();
        let mut ends: Vec<f64> = of_stages.iter().flatten().map(|(end, _)| *end).filter(|end| *end < 1.0).collect();
        ends.push(1.0);
        ends.sort_by(f64::total_cmp);
        // Ends that differ in the last decimals are one.
        ends.dedup_by(|a, b| *a - *b < 1e-12);
        let mut from = 0.0;
        let mut found = vec![];
        for end in ends {
            let middle = 0.5 * (from + end);
            let at = |steps: &Vec<(f64, Course)>| {
                let course = steps.iter().find(|(to, _)| middle < *to).or(steps.last());
                course.map_or(Course::AS_PLANNED, |(_, course)| *course)
            };
            found.push(SiteCourse { probability: end - from, courses: of_stages.iter().map(at).collect() });
            from = end;
        }
        found
    }
}

/// The rows; `None` where the file is there and says nothing.
pub(in crate::dataset) fn slippage(table: &Table, problems: &mut Problems) -> Option<Slippage> {
    let mut seen = Seen::new();
    let found: Vec<Placed<SlipChance>> = each_row(table, problems, |row, rows| {
        let known = "`under construction`, `permitted`, `allocated`, `windfall`";
        let stage = match Stage::from_word(rows.text(row, "stage")) {
            Some(Stage::Complete) => Err(rows.fault(row, "stage", SlippageFault::Complete.into())),
            Some(stage) => Ok(stage),
            None => {
                let word = rows.word(row, "stage");
                word.and_then(|word| Err(rows.unknown_word(row, "stage", word, known)))
            }
        };
        let text = rows.text(row, "delay_years");
        let delay = match text.parse::<u8>() {
            Ok(n) if n <= MOST_YEARS => Ok(n),
            _ => Err(rows.fault(row, "delay_years", SlippageFault::Delay { value: text.to_owned() }.into())),
        };
        let share = rows.share(row, "share_delivered");
        let probability = rows.share(row, "probability");
        let source = rows.word(row, "source");
        let status = rows.status(row);
        let (stage, delay, share) = (stage?, delay?, share?);
        let key = || format!("stage `{}`, the same delay and share", stage.word());
        rows.once(&mut seen, (stage, delay, share.to_bits()), row, key)?;
        let course = Course { delay, share };
        let (probability, source, status) = (probability?, source?.to_owned(), status?);
        Ok((row, SlipChance { stage, course, probability, source, status }))
    });
    for stage in Stage::ALL {
        let of: Vec<&Placed<SlipChance>> = found.iter().filter(|(_, c)| c.stage == stage).collect();
        let sum: f64 = of.iter().map(|(_, c)| c.probability).sum();
        if let Some((last, _)) = of.last().filter(|_| (sum - 1.0).abs() > SUM_TOLERANCE) {
            let fault = SlippageFault::Sum { stage: stage.word(), sum };
            problems.at(table.place(*last, "probability"), fault.into());
        }
    }
    (!found.is_empty()).then(|| Slippage::new(found.into_iter().map(|(_, c)| c).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(stage: Stage, delay: u8, share: f64, probability: f64) -> SlipChance {
        let (source, status) = (String::new(), Status::Illustrative);
        SlipChance { stage, course: Course { delay, share }, probability, source, status }
    }

    /// Permitted homes come in time in 7 of 10, allocated ones in 4 of 10: what is late in the first is late in the second.
    #[test]
    fn one_draw_says_how_all_stages_of_a_site_come() {
        let slippage = Slippage::new(vec![
            chance(Stage::Allocated, 2, 0.5, 0.6),
            chance(Stage::Permitted, 1, 1.0, 0.3),
            chance(Stage::Permitted, 0, 1.0, 0.7),
            chance(Stage::Allocated, 0, 1.0, 0.4),
        ]);
        let found = slippage.of_site(&[Stage::Permitted, Stage::Allocated, Stage::Windfall]);
        let late = |delay, share| Course { delay, share };
        let expected = [
            (0.4, [Course::AS_PLANNED, Course::AS_PLANNED]),
            (0.3, [Course::AS_PLANNED, late(2, 0.5)]),
            (0.3, [late(1, 1.0), late(2, 0.5)]),
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (site, (probability, courses)) in found.iter().zip(expected) {
            assert!((site.probability - probability).abs() < 1e-12, "{found:?}");
            assert_eq!(site.courses, [courses[0], courses[1], Course::AS_PLANNED]);
        }
    }
}
