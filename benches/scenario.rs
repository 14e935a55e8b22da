//! What a scenario costs beside the runs it is set beside: on the worked example, five Januaries, a thousand paths.
//!
//! `cargo bench --bench scenario`; a scenario should take under half the time of two full runs, each of which reads the data,
//! fits, and forecasts with paths.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot be set up has nothing to say")]

use divan::Bencher;
use rollcast::dataset::Dataset;
use rollcast::model::{ModelSpec, Questions};
use rollcast::scenario::{Comparison, Outlook, Scenario, WhatIf, asked};
use std::path::Path;

const DATA: &str = "data/kent";
const HORIZON: usize = 5;

fn main() {
    divan::main();
}

/// One full run, from the files to the bands.
fn full() -> Outlook {
    let data = Dataset::load(Path::new(DATA)).unwrap().dataset;
    let spec = ModelSpec::built_in().unwrap();
    let fitted = spec.fit(&data, data.last_census()).unwrap();
    let forecast = fitted.forecast_with_intervals(&data, HORIZON, spec.draws(None), &Questions::default());
    Outlook { data, fitted, forecast, surplus: None }
}

#[divan::bench(max_time = 5)]
fn two_full_runs(bencher: Bencher) {
    bencher.bench_local(|| (full(), full()));
}

/// One scenario, its base at hand: changed, forecast by driver and with paths, and its difference banded.
#[divan::bench(max_time = 5)]
fn one_scenario(bencher: Bencher) {
    let mut base = full();
    let draws = ModelSpec::built_in().unwrap().draws(None);
    base.forecast = base.fitted.forecast_with_intervals(&base.data, HORIZON, draws, &asked(&base.data));
    let scenario = Scenario::load(Path::new(DATA), "homes-two-years-late").unwrap();
    let what_if: WhatIf = scenario.on(&base.data, &base.fitted, HORIZON).unwrap();
    bencher.bench_local(|| Comparison::run(scenario.clone(), &what_if, &base, draws));
}
