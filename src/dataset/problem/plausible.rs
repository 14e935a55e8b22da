//! Figures that can hardly be true. Each keeps its numbers, and none keeps a data set from being used.

/// What may have happened to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// It is about a thousandth of what is likely.
    Thousands,
    /// It is about ten times as much, or a tenth.
    Digit,
    /// It is about half.
    Half,
    /// It is about twice as much.
    Double,
    /// Nothing that shows.
    Other,
}

impl Slip {
    /// What a figure suggests beside the likely one.
    fn of(value: f64, likely: f64) -> Slip {
        let ratio = value / likely;
        let near = |x: f64| (0.85 * x..1.15 * x).contains(&ratio);
        match () {
            () if ratio < 0.01 => Slip::Thousands,
            () if near(10.0) || near(0.1) => Slip::Digit,
            () if near(0.5) => Slip::Half,
            () if near(2.0) => Slip::Double,
            () => Slip::Other,
        }
    }

    fn question(self) -> &'static str {
        match self {
            Slip::Thousands => "is it in thousands? write whole pupils",
            Slip::Digit => "is a digit too many or missing?",
            Slip::Half => "is half of it missing?",
            Slip::Double => "is something counted twice?",
            Slip::Other => "compare it with the return",
        }
    }
}

/// A doubtful figure. `year` and `area` say whose quality it lowers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlausibleFault {
    /// A roll that the same children before and after contradict.
    #[error(
        "{value} pupils of `{area}` in January {year}, year group {group}: the same children a year apart make about {likely:.0} likely"
    )]
    Roll {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// The year group.
        group: String,
        /// Its roll.
        value: f64,
        /// What is likely.
        likely: f64,
    },
    /// An entry roll above the births it comes from, out of line with the area's other years.
    #[error(
        "{value} pupils of `{area}` in January {year}, year group {group}, from {births} births; its other years make about {likely:.0} likely"
    )]
    AboveBirths {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// The entry year group.
        group: String,
        /// Its roll.
        value: f64,
        /// The births it comes from.
        births: f64,
        /// What is likely.
        likely: f64,
    },
    /// Most year groups of an area out of line in one January.
    #[error(
        "{cells} year groups of `{area}` in January {year}, {value} pupils together: the same children a year apart make about {likely:.0} likely"
    )]
    AreaYear {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// Year groups out of line.
        cells: usize,
        /// Their rolls.
        value: f64,
        /// What is likely.
        likely: f64,
    },
    /// Two year groups that fit in each other's place.
    #[error(
        "{value} and {other_value} pupils of `{area}` in January {year}, year groups {group} and {other}, would fit in each other's place"
    )]
    Exchanged {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// One year group.
        group: String,
        /// Its roll.
        value: f64,
        /// The other.
        other: String,
        /// Its roll.
        other_value: f64,
    },
    /// A January that is the one before again.
    #[error("all {cells} year groups of `{area}` in January {year} have the pupils of January {} again", year - 1)]
    Repeats {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// Year groups compared.
        cells: usize,
    },
    /// An area with the rolls of another.
    #[error("all {cells} year groups of `{area}` in January {year} have the pupils of `{other}`, whose sum is {sum}")]
    Twin {
        /// The area.
        area: String,
        /// The other.
        other: String,
        /// The January.
        year: u16,
        /// Year groups compared.
        cells: usize,
        /// Their sum.
        sum: f64,
    },
    /// Births out of line with the years beside them.
    #[error(
        "{value} births of `{area}` in the year to 30 June {year}: the years beside it make about {likely:.0} likely"
    )]
    Births {
        /// The area.
        area: String,
        /// The birth year.
        year: u16,
        /// Births.
        value: f64,
        /// What is likely.
        likely: f64,
    },
    /// Places that jump.
    #[error("{value} places of `{area}` in January {year}, year group {group}, after {before} the year before")]
    Places {
        /// The area.
        area: String,
        /// The January.
        year: u16,
        /// The year group.
        group: String,
        /// Places.
        value: f64,
        /// Places of the year before.
        before: f64,
    },
}

impl PlausibleFault {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            PlausibleFault::Roll { value, likely, .. }
            | PlausibleFault::AboveBirths { value, likely, .. }
            | PlausibleFault::AreaYear { value, likely, .. }
            | PlausibleFault::Births { value, likely, .. } => Slip::of(*value, *likely).question().to_owned(),
            PlausibleFault::Exchanged { .. } => "are two columns exchanged?".to_owned(),
            PlausibleFault::Repeats { .. } => "is it a copy? write the return of that January".to_owned(),
            PlausibleFault::Twin { .. } => "is one a copy of the other?".to_owned(),
            PlausibleFault::Places { .. } => {
                "leave it if a school opened, closed or changed; else compare it with the record".to_owned()
            }
        })
    }

    /// The area and January whose rolls are in doubt; `None` for births and places.
    pub fn roll_of(&self) -> Option<(&str, u16)> {
        match self {
            PlausibleFault::Roll { area, year, .. }
            | PlausibleFault::AboveBirths { area, year, .. }
            | PlausibleFault::AreaYear { area, year, .. }
            | PlausibleFault::Exchanged { area, year, .. }
            | PlausibleFault::Repeats { area, year, .. }
            | PlausibleFault::Twin { area, year, .. } => Some((area, *year)),
            PlausibleFault::Births { .. } | PlausibleFault::Places { .. } => None,
        }
    }
}
