//! How sure a council wants to be, and what chance of falling short it can live with.

use crate::model::{Band, Intervals};

/// The share of the paths for which places must be enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// Half of them: the point forecast, which is their median.
    Half,
    /// 80 per cent.
    Eighty,
    /// 95 per cent.
    NinetyFive,
}

impl Assurance {
    /// Every assurance, the least first.
    pub const ALL: [Assurance; 3] = [Assurance::Half, Assurance::Eighty, Assurance::NinetyFive];

    /// In per cent.
    pub fn percent(self) -> u8 {
        match self {
            Assurance::Half => 50,
            Assurance::Eighty => 80,
            Assurance::NinetyFive => 95,
        }
    }

    /// The assurance of a per cent; `None` for one that is not offered.
    pub fn from_percent(percent: u8) -> Option<Assurance> {
        Assurance::ALL.into_iter().find(|a| a.percent() == percent)
    }

    /// Pupils for whom places are enough in that share of the paths; `None` where more than half is asked of a forecast
    /// without paths.
    pub fn pupils(self, point: f64, band: Option<Band>) -> Option<f64> {
        match self {
            Assurance::Half => Some(point),
            // The band is centred on the point forecast, and may lie a rounding beside it.
            Assurance::Eighty => Some(band?.assured80.max(point)),
            Assurance::NinetyFive => Some(band?.assured95.max(point)),
        }
    }
}

/// How sure places must be, and from what chance of falling short an area is at risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prudence {
    /// Places needed are enough for this share of the paths.
    pub assurance: Assurance,
    /// An area is at risk in a January in which the chance of a surplus below target is above this, per cent.
    pub risk_percent: f64,
}

impl Prudence {
    /// The risk taken where none is stated, per cent.
    pub const RISK: f64 = 20.0;

    /// What is taken where nothing is stated: places enough for 80 per cent of the paths, for half where there are none.
    pub fn usual(intervals: Option<&Intervals>) -> Prudence {
        let assurance = if intervals.is_some() { Assurance::Eighty } else { Assurance::Half };
        Prudence { assurance, risk_percent: Prudence::RISK }
    }
}
