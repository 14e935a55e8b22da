//! What made a forecast miss: the causes, and how a miss is carried up a cohort. Equations: docs/method.md (A1) to (A4).

/// A cause of a difference between forecast and roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Births other than those the forecast had.
    Births,
    /// Other shares of the births entering school.
    Intake,
    /// Cohorts that grew or shrank otherwise on their way up.
    Progression,
    /// Other moves to the transfer year group.
    Transfer,
    /// Homes other than those planned.
    Housing,
    /// Areas that opened or closed.
    Provision,
}

impl Cause {
    /// Every cause, in the order of the columns.
    pub const ALL: [Cause; 6] =
        [Cause::Births, Cause::Intake, Cause::Progression, Cause::Transfer, Cause::Housing, Cause::Provision];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Cause::Births => "births",
            Cause::Intake => "intake",
            Cause::Progression => "progression",
            Cause::Transfer => "transfer",
            Cause::Housing => "housing",
            Cause::Provision => "provision",
        }
    }

    /// What it is called in a document.
    pub fn spoken(self) -> &'static str {
        match self {
            Cause::Births => "births",
            Cause::Intake => "intake into the first year group",
            Cause::Progression => "moves in and out between year groups",
            Cause::Transfer => "transfer between phases",
            Cause::Housing => "new homes",
            Cause::Provision => "areas opened or closed",
        }
    }
}

/// A difference of pupils, forecast less actual, by cause.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Causes {
    parts: [f64; 6],
    /// Of all of it, what came by way of the transfer year group: its own miss and those that cohorts have carried up from it.
    pub entered: f64,
}

impl Causes {
    /// The part of one cause.
    pub fn of(&self, cause: Cause) -> f64 {
        self.parts[cause as usize]
    }

    /// The difference: the sum of the parts.
    pub fn total(&self) -> f64 {
        self.parts.iter().sum()
    }

    /// The cause with the largest part that points the way of the whole; `None` where nothing does.
    pub fn main(&self) -> Option<Cause> {
        let total = self.total();
        let along = Cause::ALL.into_iter().filter(|c| self.of(*c) * total > 0.0);
        along.max_by(|a, b| self.of(*a).abs().total_cmp(&self.of(*b).abs()).then(b.cmp(a)))
    }

    /// A difference of one cause alone.
    pub(super) fn all(cause: Cause, pupils: f64) -> Causes {
        let mut causes = Causes::default();
        causes.add(cause, pupils);
        causes
    }

    pub(super) fn add(&mut self, cause: Cause, pupils: f64) {
        self.parts[cause as usize] += pupils;
    }

    /// Adds a multiple of another difference.
    pub(super) fn add_scaled(&mut self, other: &Causes, by: f64) {
        self.parts.iter_mut().zip(other.parts).for_each(|(part, o)| *part += by * o);
        self.entered += by * other.entered;
    }
}

/// A number of pupils (or births) as it was forecast and as it came, with the causes of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Count {
    pub(super) forecast: f64,
    pub(super) actual: f64,
    pub(super) causes: Causes,
}

impl Count {
    /// One that came as forecast, or of which nobody knows how it came: nothing is carried on.
    pub(super) fn as_forecast(pupils: f64) -> Count {
        Count { forecast: pupils, actual: pupils, causes: Causes::default() }
    }

    /// A count whose whole difference has one cause.
    pub(super) fn from_one(forecast: f64, actual: f64, cause: Cause) -> Count {
        Count { forecast, actual, causes: Causes::all(cause, forecast - actual) }
    }

    /// A count that others feed: what they missed by is carried on, and the rest is a cause of its own.
    ///
    /// Formula (A1): with feeders i of weight e_i, forecast P_i and come as Q_i, r = F / sum e P and s = A / sum e Q;
    /// F - A = sum_i m e_i (P_i - Q_i) + own, m = (r + s) / 2, so that own = (r - s) (sum e P + sum e Q) / 2.
    ///
    /// Where one of the two sums is nobody, m is the other ratio; where both are, nothing is carried and all is its own.
    pub(super) fn fed<'a>(
        feeders: impl Iterator<Item = (f64, &'a Count)> + Clone,
        forecast: f64,
        actual: f64,
        own: Cause,
    ) -> Count {
        let sum = |of: fn(&Count) -> f64| feeders.clone().map(|(e, c)| e * of(c)).sum::<f64>();
        let ratio = |pupils: f64, fed: f64| (fed > 0.0).then(|| pupils / fed);
        let rates = (ratio(forecast, sum(|c| c.forecast)), ratio(actual, sum(|c| c.actual)));
        let rate = match rates {
            (Some(r), Some(s)) => 0.5 * (r + s),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => 0.0,
        };
        let mut causes = Causes::default();
        let mut carried = 0.0;
        for (e, feeder) in feeders {
            causes.add_scaled(&feeder.causes, rate * e);
            carried += rate * e * (feeder.forecast - feeder.actual);
        }
        causes.add(own, forecast - actual - carried);
        if own == Cause::Transfer {
            causes.entered = forecast - actual;
        }
        Count { forecast, actual, causes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_below_is_carried_up_and_the_rest_is_the_cells_own() {
        // 110 were forecast and 100 came, all for births; the ratio was to be 0.9 and came as 1.0.
        let below = Count::from_one(110.0, 100.0, Cause::Births);
        let found = Count::fed([(1.0, &below)].into_iter(), 99.0, 100.0, Cause::Progression).causes;
        // By hand: 10 (0.9 + 1.0) / 2 = 9.5 carried; (0.9 - 1.0) (110 + 100) / 2 = -10.5 its own; -1 together.
        assert!((found.of(Cause::Births) - 9.5).abs() < 1e-12, "{found:?}");
        assert!((found.of(Cause::Progression) + 10.5).abs() < 1e-12, "{found:?}");
        assert_eq!(found.main(), Some(Cause::Progression));
    }

    #[test]
    fn feeders_count_by_their_weight() {
        let (one, other) = (Count::from_one(50.0, 40.0, Cause::Intake), Count::as_forecast(100.0));
        let found = Count::fed([(0.5, &one), (1.0, &other)].into_iter(), 125.0, 120.0, Cause::Transfer).causes;
        // The rate is 1 both times, so that half of the 10 missed comes up, and nothing is the transfer's own.
        assert!((found.of(Cause::Intake) - 5.0).abs() < 1e-12 && found.of(Cause::Transfer).abs() < 1e-12, "{found:?}");
        assert_eq!(found.entered, 5.0);
    }

    #[test]
    fn where_nobody_feeds_all_of_it_is_the_cells_own() {
        let found = Count::fed(std::iter::empty(), 30.0, 20.0, Cause::Intake).causes;
        assert_eq!((found.of(Cause::Intake), found.total()), (10.0, 10.0));
    }
}
