//! The exponential and the logarithm of the whole core: portable, so that the same inputs give the same bytes on every
//! platform, and simple enough for the compiler to take several cells at a time.

/// 1/n! for n from 0 to 13.
const INVERSE_FACTORIALS: [f64; 14] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// `exp(x)` from additions, multiplications and the bits of a float alone.
///
/// Formula: exp(x) = 2^k exp(r), k = round(x / ln 2), r = x - k ln 2 in two parts, |r| <= 0.35; exp(r) by its Taylor series
/// to the thirteenth power, whose remainder is below 5e-18 there.
///
/// Below -708 the result is 0, above 709 it is that of 709; NaN stays NaN. Relative error below 3e-16.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let y = x.clamp(-708.0, 709.0);
    let shifted = y * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (y - k * LN2_HIGH) - k * LN2_LOW;
    // The series in pairs, then pairs of pairs (Estrin): many short sums at once rather than one long one.
    let (r2, r4, r8) = (r * r, (r * r) * (r * r), ((r * r) * (r * r)) * ((r * r) * (r * r)));
    let pair = |n: usize| INVERSE_FACTORIALS[n] + INVERSE_FACTORIALS[n + 1] * r;
    let low = (pair(0) + pair(2) * r2) + (pair(4) + pair(6) * r2) * r4;
    let high = (pair(8) + pair(10) * r2) + pair(12) * r4;
    let small = low + high * r8;
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    if x < -708.0 { 0.0 } else { small * scale }
}

/// `ln(x)`, from the portable mathematical library.
#[inline]
pub(super) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `base^n` by repeated multiplication.
pub(super) fn power(base: f64, n: usize) -> f64 {
    (0..n).fold(1.0, |p, _| p * base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        #[allow(clippy::disallowed_methods, reason = "the platform's own function is what ours is held against")]
        fn exp_agrees_with_the_platform_to_a_few_units_in_the_last_place(x in -700.0..700.0f64) {
            prop_assert!((exp(x) / x.exp() - 1.0).abs() < 6e-16, "{} {}", exp(x), x.exp());
        }
    }

    #[test]
    fn exp_at_its_edges() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(-1e9), 0.0);
        assert!(exp(f64::NAN).is_nan());
        assert!(exp(1e9).is_finite());
    }
}
