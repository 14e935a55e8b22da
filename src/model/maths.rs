//! The exponential and the logarithm of the whole core: portable, so that the same inputs give the same bytes on every
//! platform, and simple enough for the compiler to take several cells at a time.

/// 1/n! for n from 0 to 12.
const INVERSE_FACTORIALS: [f64; 13] = [
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
];

/// `exp(x)` from additions, multiplications (fused, as a float's own definition has them) and the bits of a float alone.
///
/// Formula: exp(x) = 2^k exp(r), k = round(x / ln 2), r = x - k ln 2 in two parts, |r| <= 0.35; exp(r) by its Taylor series
/// to the twelfth power, whose remainder is below 2e-16 there: even and odd powers apart, two sums side by side.
///
/// Below -709 the result is 0, above 709 it is that of 709; NaN stays NaN. Relative error below 6e-16.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let y = x.clamp(-709.0, 709.0);
    let shifted = y.mul_add(std::f64::consts::LOG2_E, ROUND);
    let k = shifted - ROUND;
    let r = (-k).mul_add(LN2_LOW, (-k).mul_add(LN2_HIGH, y));
    let square = r * r;
    let (mut even, mut odd) = (INVERSE_FACTORIALS[12], INVERSE_FACTORIALS[11]);
    for n in [10, 8, 6, 4, 2, 0] {
        even = even.mul_add(square, INVERSE_FACTORIALS[n]);
    }
    for n in [9, 7, 5, 3, 1] {
        odd = odd.mul_add(square, INVERSE_FACTORIALS[n]);
    }
    // 2^k; at the lowest k its bits are those of 0, so that what is too small ends there.
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    odd.mul_add(r, even) * scale
}

/// `ln(x)` from additions, multiplications, one division and the bits of a float alone.
///
/// Formula: x = 2^k m, m from sqrt(1/2) to sqrt(2); with f = m - 1, s = f / (2 + f): ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)),
/// R the minimax polynomial of ln(1 + f) = 2 artanh(s).
///
/// Source: the coefficients are those of the freely distributable mathematical library's logarithm, whose error is below one
/// unit in the last place. Zero gives minus infinity, a negative number and NaN give NaN.
#[inline(always)]
pub(super) fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const EVEN: [f64; 3] = [3.999_999_999_940_942e-1, 2.222_219_843_214_978_4e-1, 1.531_383_769_920_937_3e-1];
    const ODD: [f64; 4] =
        [6.666_666_666_666_735e-1, 2.857_142_874_366_239e-1, 1.818_357_216_161_805e-1, 1.479_819_860_511_658_6e-1];
    // The bits of sqrt(1/2), cut to its upper half.
    const LEAST: u64 = 0x3FE6_A09E_0000_0000;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
    // 2^52: a whole number below it, put into its low bits, reads as 2^52 plus that number.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    // What is too small for a full exponent is taken 2^54 times as large.
    let small = x < f64::MIN_POSITIVE;
    let bits = (if small { x * 18_014_398_509_481_984.0 } else { x }).to_bits().wrapping_add(ONE - LEAST);
    let k = f64::from_bits((bits >> 52) | WHOLE.to_bits()) - WHOLE - 1023.0 - if small { 54.0 } else { 0.0 };
    let f = f64::from_bits((bits & MANTISSA).wrapping_add(LEAST)) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let (z, w) = (s * s, (s * s) * (s * s));
    let even = w * (EVEN[0] + w * (EVEN[1] + w * EVEN[2]));
    let odd = z * (ODD[0] + w * (ODD[1] + w * (ODD[2] + w * ODD[3])));
    let found = s * (half_square + (even + odd)) + k * LN2_LOW - half_square + f + k * LN2_HIGH;
    if x > 0.0 && x < f64::INFINITY {
        found
    } else if x == 0.0 {
        f64::NEG_INFINITY
    } else if x == f64::INFINITY {
        x
    } else {
        f64::NAN
    }
}

/// Runs a piece of arithmetic with the widest vectors the processor has. What it calls must be inlined to take part.
///
/// The result is that of any other processor to the last bit: vectors only take several cells at a time, sums keep their
/// order, and a multiplication is fused with an addition only where `mul_add` says so, which rounds once on every processor
/// (one without the instruction takes longer for it).
#[inline(always)]
pub(super) fn widest<R>(arithmetic: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(arithmetic)
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

    proptest! {
        #[test]
        #[allow(clippy::disallowed_methods, reason = "the platform's own function is what ours is held against")]
        fn ln_agrees_with_the_platform_to_a_few_units_in_the_last_place(
            x in prop_oneof![1e-300..1e-3f64, 0.5..2.0f64, 1e-3..1e9f64, 1e-320..1e-308f64],
        ) {
            let expected = x.ln();
            prop_assert!((ln(x) - expected).abs() <= 4e-16 * expected.abs(), "{} {}", ln(x), expected);
        }
    }

    #[test]
    fn ln_at_its_edges() {
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan() && ln(f64::NEG_INFINITY).is_nan());
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
