//! `run.json`: what was run, on what, when.

use super::pipeline::Forecasted;
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
    base_year: u16,
    horizon: usize,
    inputs: BTreeMap<&'a str, &'a str>,
    model: &'a ModelSpec,
    /// No path is simulated yet, so nothing is drawn.
    seed: Option<u64>,
    start: String,
    seconds: f64,
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

/// The bytes of `run.json`.
pub(super) fn manifest(run: &Forecasted, clock: &Clock) -> Vec<u8> {
    let data = run.data();
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION"),
        commit: env!("ROLLCAST_COMMIT"),
        command: std::iter::once("rollcast".to_owned()).chain(std::env::args().skip(1)).collect(),
        data_set: data.about.folder.display().to_string(),
        base_year: run.forecast.base.0,
        horizon: run.forecast.horizon,
        inputs: data.inputs.iter().map(|f| (f.name.as_str(), f.sha256.as_str())).collect(),
        model: &run.spec,
        seed: None,
        start: humantime::format_rfc3339_seconds(clock.start).to_string(),
        seconds: (clock.timer.elapsed().as_secs_f64() * 1e3).round() / 1e3,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
