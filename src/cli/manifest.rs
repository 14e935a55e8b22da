//! `run.json`: what was run, on what, when.

use crate::calendar::CensusYear;
use crate::dataset::{Count, Dataset, InputFile};
use crate::model::ModelSpec;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Instant, SystemTime};

#[derive(Serialize)]
struct Manifest<'a> {
    version: &'static str,
    commit: &'static str,
    command: Vec<String>,
    data_set: String,
    /// Base and horizon of a forecast.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_year: Option<CensusYear>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: Option<usize>,
    /// The last January held, for a vintage.
    #[serde(skip_serializing_if = "Option::is_none")]
    rolls_to: Option<CensusYear>,
    /// First and last base of a backtest.
    #[serde(skip_serializing_if = "Option::is_none")]
    bases: Option<(CensusYear, CensusYear)>,
    inputs: BTreeMap<&'a str, &'a str>,
    /// The specification of a forecast.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a ModelSpec>,
    /// The specifications of a backtest.
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<&'a [ModelSpec]>,
    /// Which planned changes count in the places.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<&'static str>,
    /// Seed of the paths; none where the model simulates none.
    seed: Option<u64>,
    start: String,
    seconds: f64,
    /// Fingerprints of the files of a vintage.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a BTreeMap<&'a str, String>>,
}

/// The clock of a run.
pub(super) struct Clock {
    start: SystemTime,
    timer: Instant,
}

impl Clock {
    pub(super) fn start() -> Clock {
        Clock { start: SystemTime::now(), timer: Instant::now() }
    }
}

/// What a run did.
pub(super) enum Work<'a> {
    Forecast {
        spec: &'a ModelSpec,
        base: CensusYear,
        horizon: usize,
        seed: Option<u64>,
        counted: Option<Count>,
    },
    Vintage {
        spec: &'a ModelSpec,
        base: CensusYear,
        horizon: usize,
        seed: Option<u64>,
        files: &'a BTreeMap<&'a str, String>,
    },
    Backtest {
        specs: &'a [ModelSpec],
        bases: (CensusYear, CensusYear),
    },
    Scenarios {
        spec: &'a ModelSpec,
        base: CensusYear,
        horizon: usize,
        seed: Option<u64>,
        files: &'a [InputFile],
    },
}

/// The bytes of `run.json`.
pub(super) fn manifest(data: &Dataset, work: &Work, clock: &Clock) -> Vec<u8> {
    let mut manifest = Manifest {
        version: env!("CARGO_PKG_VERSION"),
        commit: env!("ROLLCAST_COMMIT"),
        command: std::iter::once("rollcast".to_owned()).chain(std::env::args().skip(1)).collect(),
        data_set: data.about.folder.display().to_string(),
        base_year: None,
        horizon: None,
        rolls_to: None,
        bases: None,
        inputs: data.inputs.iter().map(|f| (f.name.as_str(), f.sha256.as_str())).collect(),
        model: None,
        models: None,
        counted: None,
        seed: None,
        start: humantime::format_rfc3339_seconds(clock.start).to_string(),
        seconds: (clock.timer.elapsed().as_secs_f64() * 1e3).round() / 1e3,
        files: None,
    };
    match *work {
        Work::Forecast { spec, base, horizon, seed, .. }
        | Work::Vintage { spec, base, horizon, seed, .. }
        | Work::Scenarios { spec, base, horizon, seed, .. } => {
            manifest.seed = spec.draws(seed).map(|d| d.seed);
            manifest.model = Some(spec);
            manifest.base_year = Some(base);
            manifest.horizon = Some(horizon);
        }
        Work::Backtest { specs, bases } => {
            manifest.models = Some(specs);
            manifest.bases = Some(bases);
        }
    }
    if let Work::Forecast { counted, .. } = *work {
        manifest.counted = counted.map(Count::word);
    }
    if let Work::Vintage { files, .. } = *work {
        manifest.rolls_to = Some(data.last_census());
        manifest.files = Some(files);
    }
    if let Work::Scenarios { files, .. } = *work {
        manifest.inputs.extend(files.iter().map(|f| (f.name.as_str(), f.sha256.as_str())));
    }
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
