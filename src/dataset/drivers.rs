//! What drives the rolls besides births and the past: homes, pre-school counts, a planner's own adjustments.
//!
//! Each is an input with a past and a future, in a file of its own. They are read here and turned into pupils by the
//! model, which sees them through [`super::Known::drivers`]: what is planned now was not known at an earlier base.

mod housing;
mod interventions;
mod preschool;
mod slippage;
mod tables;
mod yields;

pub use housing::{DwellingClass, DwellingType, Homes, Housing, Stage, Tenure};
pub use interventions::Intervention;
pub use preschool::PreSchool;
pub use slippage::{Course, SiteCourse, SlipChance, Slippage};
pub use yields::{BuiltIn, Profile, Yield, YieldSource, Yields};

pub(super) use housing::HOUSING;
pub(super) use interventions::INTERVENTIONS;
pub(super) use preschool::{PRESCHOOL, PreSchoolRow};
pub(super) use slippage::SLIPPAGE;
pub(super) use tables::DriverTables;
pub(super) use yields::YIELDS;

/// The drivers of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// Homes completed and planned, where held.
    pub housing: Option<Housing>,
    /// How surely homes come, where that is given.
    pub slippage: Option<Slippage>,
    /// Pupils in a home, by kind of home.
    pub yields: Yields,
    /// Children not yet at school, where held.
    pub preschool: Option<PreSchool>,
    /// A planner's own adjustments.
    pub interventions: Vec<Intervention>,
}
