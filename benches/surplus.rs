//! How long the surplus check takes for all of England's schools of May 2015, after they are loaded.
//!
//! `cargo bench --bench surplus`; beside the pandas peer in the same run: `python3 benches/peers/compare_surplus.py`. Needs
//! `../shared/data/england/school_capacity_may_2015.csv`, and says so where it is not there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a bench that cannot be set up has nothing to say"
)]

#[path = "../tests/it/survey.rs"]
mod survey;

use divan::Bencher;
use rollcast::calendar::CensusYear;
use rollcast::dataset::Dataset;
use rollcast::model::ModelSpec;
use rollcast::places::{PlaceLedger, Prudence, SurplusCheck};
use std::path::Path;

fn main() {
    divan::main();
}

fn england() -> Option<Dataset> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/england/school_capacity_may_2015.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: needs ../shared/data/england/school_capacity_may_2015.csv");
        return None;
    };
    let survey = survey::survey(&text);
    assert_eq!((survey.schools, survey.both, survey.areas.len()), (20_115, 288, 2466 + 1011));
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in survey.files() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Some(Dataset::load(folder.path()).unwrap().dataset)
}

/// Ledger, sums by planning area, authority and country, surplus, band and floor, of 2015 and one January ahead.
#[divan::bench(max_time = 3)]
fn england_surplus(bencher: Bencher) {
    let Some(data) = england() else { return };
    let spec = ModelSpec::shipped().unwrap().into_iter().find(|s| s.name == "persistence").unwrap();
    let forecast = spec.fit(&data, CensusYear(2015)).unwrap().forecast(1);
    bencher.bench_local(|| {
        let ledger = PlaceLedger::carried_on(&data, forecast.base, forecast.last()).unwrap();
        SurplusCheck::new(&data, &forecast, &ledger, Prudence::usual(None))
    });
}
