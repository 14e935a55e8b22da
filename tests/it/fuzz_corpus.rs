//! Every input of `fuzz/corpus`, whole and spoilt, read as the fuzzer's targets read it. A panic fails the test.

#[path = "../../fuzz/harness.rs"]
mod harness;

use super::support::project;
use std::fs;

/// Every target.
const TARGETS: [&str; 7] = ["csv", "settings", "workbook", "parquet", "model", "scenario", "import"];

/// The bytes and what may become of them: cut short, twice, a byte changed here and there.
fn spoilt(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec(), [bytes, bytes].concat()];
    for part in 1..8 {
        all.push(bytes[..bytes.len() * part / 8].to_vec());
    }
    // A linear congruential generator (Knuth's MMIX constants): the same bytes each time.
    let mut state = 8u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..24 {
        let mut changed = bytes.to_vec();
        for _ in 0..=next(3) {
            let at = next(changed.len());
            let byte = [0, b',', b'"', b'\n', b'9', b'-', 0xff][next(7)];
            if let Some(cell) = changed.get_mut(at) {
                *cell = byte;
            }
        }
        all.push(changed);
    }
    all
}

#[test]
fn every_input_of_the_corpus_ends_without_a_panic() {
    let mut read = 0;
    for target in TARGETS {
        let folder = project().join("fuzz/corpus").join(target);
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{target} has no corpus");
        for file in files {
            for bytes in spoilt(&fs::read(file).unwrap()) {
                harness::run(target, &bytes);
                read += 1;
            }
        }
    }
    assert!(read > 500, "{read} inputs");
}
