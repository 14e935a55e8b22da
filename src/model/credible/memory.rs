//! (E1) Memory: how fast old years fade, from size.

use super::constants::Memory;

/// Memory of a local level, 0 to `longest`: the weight of last year beside this one.
///
/// Formula: lambda(n, s) = clip(1 - kappa, 0, longest), kappa = (-q + sqrt(q^2 + 4 q)) / 2, q = max(n s, 1e-9).
///
/// where n is the size in pupils and s the signal per pupil: kappa is the steady-state gain of a Kalman filter for a level
/// observed with noise.
///
/// Source: docs/method.md (E1).
pub(super) fn memory(n: f64, signal: f64, constants: &Memory) -> f64 {
    // Only so that a size of zero gives a gain of about zero and no division.
    let q = (n * signal).max(1e-9);
    let gain = (-q + (q * q + 4.0 * q).sqrt()) / 2.0;
    (1.0 - gain).clamp(0.0, constants.longest)
}

/// Weights of `years` years, oldest first: lambda^age inside the window, 0 beyond it; the latest year weighs 1.
pub(super) fn weights(lambda: f64, years: usize, window: usize) -> Vec<f64> {
    let mut weights = vec![0.0; years];
    let mut weight = 1.0;
    for held in weights.iter_mut().rev().take(window) {
        *held = weight;
        weight *= lambda;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Method, ModelSpec};

    fn constants() -> Memory {
        match ModelSpec::built_in().unwrap().method {
            Method::Credible(c) => c.memory,
            other => panic!("the default is {other:?}"),
        }
    }

    /// Unit vectors of the reference implementation.
    #[test]
    fn memory_matches_the_reference() {
        let c = constants();
        for (n, s, expected) in [
            (55.0, 5e-5, 0.948916534287),
            (55.0, 2e-3, 0.718808090520),
            (1000.0, 2.5e-4, 0.609611796798),
            (20000.0, 8e-5, 0.303337045290),
            (4000.0, 2e-3, 0.101020514434),
            (5.0, 5e-5, 0.97),
        ] {
            assert!((memory(n, s, &c) - expected).abs() < 1e-12, "lambda({n}, {s})");
        }
    }

    #[test]
    fn years_beyond_the_window_weigh_nothing() {
        assert_eq!(weights(0.5, 4, 3), [0.0, 0.25, 0.5, 1.0]);
        assert_eq!(weights(0.0, 2, 10), [0.0, 1.0]);
    }
}
