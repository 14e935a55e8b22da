//! What happens to places, how far it has come, and which of it counts.

use std::fmt;

/// What happens to places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A school takes more in every intake from now on, and fills one intake a year.
    Permanent,
    /// A temporary or bulge class: one intake, which moves up.
    Temporary,
    /// A school opens with stated year groups, and fills from its intake.
    New,
    /// A school takes fewer in every intake from now on.
    Decommission,
    /// A school closes, at once or in stages.
    Closure,
    /// Schools become one.
    Amalgamation,
    /// A junior school takes on those who leave an infant school.
    Link,
    /// The admission number changes, up or down.
    AdmissionNumber,
}

/// Which way places go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More of them.
    More,
    /// Fewer.
    Fewer,
    /// Either.
    Either,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [ChangeKind; 8] = [
        ChangeKind::Permanent,
        ChangeKind::Temporary,
        ChangeKind::New,
        ChangeKind::Decommission,
        ChangeKind::Closure,
        ChangeKind::Amalgamation,
        ChangeKind::Link,
        ChangeKind::AdmissionNumber,
    ];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Permanent => "permanent",
            ChangeKind::Temporary => "temporary",
            ChangeKind::New => "new",
            ChangeKind::Decommission => "decommission",
            ChangeKind::Closure => "closure",
            ChangeKind::Amalgamation => "amalgamation",
            ChangeKind::Link => "link",
            ChangeKind::AdmissionNumber => "admission number",
        }
    }

    /// What a reader calls it.
    pub fn spoken(self) -> &'static str {
        match self {
            ChangeKind::Permanent => "permanent expansion",
            ChangeKind::Temporary => "temporary class",
            ChangeKind::New => "new school",
            ChangeKind::Decommission => "places decommissioned",
            ChangeKind::Closure => "closure",
            ChangeKind::Amalgamation => "amalgamation",
            ChangeKind::Link => "infant-to-junior link",
            ChangeKind::AdmissionNumber => "change of admission number",
        }
    }

    /// The kind that a word of a file names: an underline or a hyphen is as good as a space, and a bulge class is temporary.
    pub fn from_word(word: &str) -> Option<ChangeKind> {
        let word = word.replace(['_', '-'], " ");
        ChangeKind::ALL.into_iter().find(|k| k.word() == word).or((word == "bulge").then_some(ChangeKind::Temporary))
    }

    /// Which way its places go.
    pub fn direction(self) -> Direction {
        match self {
            ChangeKind::Permanent | ChangeKind::Temporary | ChangeKind::New | ChangeKind::Link => Direction::More,
            ChangeKind::Decommission | ChangeKind::Closure => Direction::Fewer,
            ChangeKind::Amalgamation | ChangeKind::AdmissionNumber => Direction::Either,
        }
    }

    /// Whether its rows are the year groups of a whole school: the lowest of them is its intake, and the others stand for the
    /// cohorts in it on the day.
    pub fn is_of_a_whole_school(self) -> bool {
        matches!(self, ChangeKind::New | ChangeKind::Closure | ChangeKind::Amalgamation)
    }

    /// Whether children change schools by it, so that rolls move as well as places.
    pub fn moves_pupils(self) -> bool {
        self.is_of_a_whole_school()
    }
}

/// How far a project has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// Done.
    Completed,
    /// Being built.
    UnderWay,
    /// Decided and paid for.
    Commissioned,
    /// In a plan.
    Planned,
    /// Parents and neighbours are being asked.
    Consulting,
    /// Waiting for the decision.
    AwaitingDecision,
    /// A body to run the new school is being looked for.
    PromoterSought,
    /// Stopped for now.
    OnHold,
    /// Given up.
    Cancelled,
    /// Meant to have happened, and did not.
    NotDelivered,
}

impl Position {
    /// Every position, from the surest to the least sure.
    pub const ALL: [Position; 10] = [
        Position::Completed,
        Position::UnderWay,
        Position::Commissioned,
        Position::Planned,
        Position::Consulting,
        Position::AwaitingDecision,
        Position::PromoterSought,
        Position::OnHold,
        Position::Cancelled,
        Position::NotDelivered,
    ];

    /// The word used in files and documents.
    pub fn word(self) -> &'static str {
        match self {
            Position::Completed => "completed",
            Position::UnderWay => "under way",
            Position::Commissioned => "commissioned",
            Position::Planned => "planned",
            Position::Consulting => "consulting",
            Position::AwaitingDecision => "awaiting decision",
            Position::PromoterSought => "promoter sought",
            Position::OnHold => "on hold",
            Position::Cancelled => "cancelled",
            Position::NotDelivered => "not delivered",
        }
    }

    /// The position that a word of a file names; an underline or a hyphen is as good as a space.
    pub fn from_word(word: &str) -> Option<Position> {
        let word = word.replace(['_', '-'], " ");
        Position::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// Which events count in the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Count {
    /// Completed and under way.
    Certain,
    /// Those, and commissioned.
    #[default]
    Committed,
    /// Every one that is not on hold, cancelled or not delivered.
    All,
}

impl Count {
    /// Every choice, each counting all that the one before it counts.
    pub const EACH: [Count; 3] = [Count::Certain, Count::Committed, Count::All];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Count::Certain => "certain",
            Count::Committed => "committed",
            Count::All => "all",
        }
    }

    /// Whether an event of that position counts.
    pub fn counts(self, position: Position) -> bool {
        match position {
            Position::Completed | Position::UnderWay => true,
            Position::Commissioned => self >= Count::Committed,
            Position::Planned | Position::Consulting | Position::AwaitingDecision | Position::PromoterSought => {
                self == Count::All
            }
            Position::OnHold | Position::Cancelled | Position::NotDelivered => false,
        }
    }

    /// The positions that count, as a document lists them.
    pub fn positions(self) -> String {
        let words: Vec<&str> = Position::ALL.into_iter().filter(|p| self.counts(*p)).map(Position::word).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
