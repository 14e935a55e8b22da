//! Faults of `place_changes.csv`.

use super::Severity;

/// What is wrong with an event of the place ledger.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LedgerFault {
    /// Events without a position to start from.
    #[error("there are changes of places, and no places to change")]
    NoOpening,
    /// An event that the opening position holds already.
    #[error("the event `{event}` is first counted in January {first}, and the places held reach January {opening}")]
    BeforeOpening {
        /// The event.
        event: String,
        /// Its first January.
        first: u16,
        /// The last January of places.csv.
        opening: u16,
    },
    /// More places taken away than there are.
    #[error("the event `{event}` leaves {places} places in year group {group} of `{area}` in January {year}")]
    BelowZero {
        /// The event.
        event: String,
        /// What would be left.
        places: f64,
        /// The year group.
        group: String,
        /// The area whose places they are.
        area: String,
        /// The January.
        year: u16,
    },
    /// A temporary class of nobody in particular.
    #[error("the temporary class `{event}` has no year group")]
    NoYearGroup {
        /// The event.
        event: String,
    },
    /// A school that the area does not have.
    #[error("unknown school `{school}` in `{area}`")]
    UnknownSchool {
        /// The name.
        school: String,
        /// The area.
        area: String,
        /// The level at which places are held.
        level: String,
        /// The school it resembles.
        suggestion: Option<String>,
    },
    /// A school of another area.
    #[error("the school `{school}` does not lie in `{area}`")]
    SchoolElsewhere {
        /// The school.
        school: String,
        /// The area.
        area: String,
    },
    /// An area that is several areas of the level at which places are held.
    #[error("`{area}` has more than one {level}, and places are held of each")]
    NotOne {
        /// The area.
        area: String,
        /// The level at which places are held, in words.
        level: String,
    },
    /// A kind the program does not know.
    #[error("unknown kind `{word}`")]
    UnknownKind {
        /// The word.
        word: String,
    },
    /// A position the program does not know.
    #[error("unknown status `{word}`")]
    UnknownPosition {
        /// The word.
        word: String,
    },
    /// A school closed twice.
    #[error("the closure `{event}` overlaps with that in row {other}")]
    OverlappingClosures {
        /// The event.
        event: String,
        /// The row it overlaps with.
        other: usize,
    },
    /// An intake that ends before it begins.
    #[error("the last intake, {last}, comes before the first, {first}")]
    LastBeforeFirst {
        /// As written.
        first: String,
        /// As written.
        last: String,
    },
    /// Not a month.
    #[error("`{value}` is not a month of intake")]
    NotAnIntake {
        /// The cell.
        value: String,
    },
    /// More places where there should be fewer, or the other way round.
    #[error("`{places}` places are {}, and the kind is `{kind}`", if *.places > 0.0 { "more" } else { "fewer" })]
    WrongWay {
        /// The cell.
        places: f64,
        /// The kind.
        kind: &'static str,
    },
    /// An event that changes nothing.
    #[error("0 places are no change")]
    NoChange,
    /// Rows of one event that contradict each other.
    #[error("the event `{event}` has another {column} in row {other}")]
    Contradiction {
        /// The event.
        event: String,
        /// The column.
        column: &'static str,
        /// The row it contradicts.
        other: usize,
    },
    /// Places that end below where they begin, or in another phase.
    #[error("places that come in at year group {group} cannot end in year group {last}")]
    WrongLastYearGroup {
        /// The year group of the intake.
        group: String,
        /// The last year group.
        last: String,
    },
    /// Schools that become one without any of them going.
    #[error("the amalgamation `{event}` only {} places", if *.adds { "adds" } else { "takes away" })]
    OneSided {
        /// The event.
        event: String,
        /// Whether it only adds.
        adds: bool,
    },
    /// Not an amount of money.
    #[error("`{value}` is not a number of pence")]
    NotPence {
        /// The cell.
        value: String,
    },
}

impl LedgerFault {
    /// How much it weighs: each of these would make wrong places.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            LedgerFault::NoOpening => {
                "add places.csv: its last year is the position that the events start from".to_owned()
            }
            LedgerFault::BeforeOpening { opening, .. } => format!(
                "places.csv holds what had happened by January {opening}: take the row away, or correct `first_intake`"
            ),
            LedgerFault::BelowZero { .. } => {
                "check the number, the year group and the intakes against the places in use; close no more than there is"
                    .to_owned()
            }
            LedgerFault::NoYearGroup { .. } => "write the year group that the class takes in".to_owned(),
            LedgerFault::UnknownSchool { suggestion: Some(s), .. } => format!("did you mean `{s}`?"),
            LedgerFault::UnknownSchool { level, .. } => format!(
                "name a {level} of areas.csv that has rolls; a school yet to open has a row of 0 pupils in the last January"
            ),
            LedgerFault::SchoolElsewhere { .. } => "correct the area or the school".to_owned(),
            LedgerFault::NotOne { level, .. } => format!("name the {level} in `area`"),
            LedgerFault::UnknownKind { .. } => "write `permanent`, `temporary` (or `bulge`), `new`, `decommission`, \
                 `closure`, `amalgamation`, `link` or `admission number`"
                .to_owned(),
            LedgerFault::UnknownPosition { .. } => "write `planned`, `consulting`, `awaiting decision`, `promoter sought`, \
                 `commissioned`, `under way`, `completed`, `on hold`, `cancelled` or `not delivered`"
                .to_owned(),
            LedgerFault::OverlappingClosures { .. } => {
                "the intake that ends takes the year groups above it along: close each cohort once".to_owned()
            }
            LedgerFault::LastBeforeFirst { .. } => {
                "`first_intake` and `last_intake` are the first and the last month in which pupils are taken in".to_owned()
            }
            LedgerFault::NotAnIntake { .. } => {
                "write year and month, such as `2022-09`, which is first counted in January 2023".to_owned()
            }
            LedgerFault::WrongWay { places, .. } if *places > 0.0 => {
                "places that go are negative, such as `-60`".to_owned()
            }
            LedgerFault::WrongWay { .. } => "places that come have no sign; those that go are a decommission".to_owned(),
            LedgerFault::NoChange => "write the places of an intake, or take the row away".to_owned(),
            LedgerFault::Contradiction { .. } => "all rows of one name are one event; give another event another name".to_owned(),
            LedgerFault::WrongLastYearGroup { .. } => {
                "leave `last_year_group` blank where the places go to the end of the phase; `2` is that of an infant school"
                    .to_owned()
            }
            LedgerFault::OneSided { .. } => {
                "give rows of the schools that go (negative) and of the one that stays; else it is a closure or an expansion"
                    .to_owned()
            }
            LedgerFault::NotPence { .. } => {
                "write whole pence without a comma: `269076515` is 2,690,765.15 pounds".to_owned()
            }
        }
    }
}
