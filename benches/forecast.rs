//! How long a fit and a point forecast take, for one authority's size and for a nation's.
//!
//! `cargo bench --bench forecast`; beside the numpy peer in the same run: `python3 benches/peers/compare.py`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot be set up has nothing to say")]

mod synthetic;

use divan::Bencher;
use rollcast::calendar::CensusYear;
use rollcast::model::{ModelSpec, Questions};
use synthetic::{BASE, nation};

/// Januaries forecast.
const HORIZON: usize = 10;

fn main() {
    divan::main();
}

fn spec(name: &str) -> ModelSpec {
    ModelSpec::shipped().unwrap().into_iter().find(|s| s.name == name).unwrap()
}

#[divan::bench(args = [150, 8000], max_time = 3)]
fn default_fit(bencher: Bencher, areas: usize) {
    let data = nation(areas);
    let spec = spec("default");
    bencher.bench_local(|| spec.fit(data, CensusYear(BASE)).unwrap());
}

#[divan::bench(args = [150, 8000], max_time = 3)]
fn default_forecast(bencher: Bencher, areas: usize) {
    let fitted = spec("default").fit(nation(areas), CensusYear(BASE)).unwrap();
    bencher.bench_local(|| fitted.forecast(HORIZON));
}

#[divan::bench(args = [150, 8000], max_time = 3)]
fn ratios_fit(bencher: Bencher, areas: usize) {
    let data = nation(areas);
    let spec = spec("cohort-survival-321");
    bencher.bench_local(|| spec.fit(data, CensusYear(BASE)).unwrap());
}

#[divan::bench(args = [150, 8000], max_time = 3)]
fn ratios_forecast(bencher: Bencher, areas: usize) {
    let fitted = spec("cohort-survival-321").fit(nation(areas), CensusYear(BASE)).unwrap();
    bencher.bench_local(|| fitted.forecast(HORIZON));
}

/// One council's what-if: 60 areas, five years, a thousand paths.
#[divan::bench(max_time = 3)]
fn paths_60_areas_5_years(bencher: Bencher) {
    paths(bencher, 60, 5);
}

/// A thousand paths over ten years.
#[divan::bench(args = [150, 8000], max_time = 3)]
fn paths_10_years(bencher: Bencher, areas: usize) {
    paths(bencher, areas, HORIZON);
}

fn paths(bencher: Bencher, areas: usize, horizon: usize) {
    let data = nation(areas);
    let spec = spec("default");
    let fitted = spec.fit(data, CensusYear(BASE)).unwrap();
    bencher.bench_local(|| fitted.forecast_with_intervals(data, horizon, spec.draws(None), &Questions::default()));
}
