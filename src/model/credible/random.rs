//! Random numbers that depend on nothing but their key: the same draws for an area in every scenario and on any number of
//! threads, whatever a library changes between versions.

use crate::model::maths::ln;

/// The golden ratio as a fraction of 2^64: the step of the generator.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A stream of numbers, SplitMix64.
///
/// Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014); a test holds its published values.
#[derive(Debug, Clone)]
pub(super) struct Stream(u64);

impl Stream {
    /// The stream of a seed, a key and a block of paths.
    pub(super) fn keyed(seed: u64, key: u64, block: u64) -> Stream {
        Stream(mixed(seed ^ mixed(key ^ mixed(block.wrapping_add(STEP)))))
    }

    #[inline(always)]
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number from 0 to below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from 0 to below `n`, and 1 or -1, from one draw: its upper bits and its lowest.
    #[inline(always)]
    pub(super) fn below_and_sign(&mut self, n: usize) -> (usize, f64) {
        let bits = self.next();
        let below = ((u128::from(bits) * n as u128) >> 64) as usize;
        (below, if bits & 1 == 0 { 1.0 } else { -1.0 })
    }

    /// A number from 0 to below 1.
    #[inline(always)]
    pub(super) fn unit(&mut self) -> f64 {
        // The top 53 bits, as many as a float holds.
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// 1 or -1.
    pub(super) fn sign(&mut self) -> f64 {
        if self.next() >> 63 == 0 { 1.0 } else { -1.0 }
    }

    /// A draw from the standard normal distribution.
    pub(super) fn normal(&mut self) -> f64 {
        self.normals::<2>()[0]
    }

    /// Independent draws from the standard normal distribution, an even number of them, by Marsaglia's polar method: points that
    /// fall into the unit circle one after another, then what makes them normal for many at a time.
    #[inline(always)]
    pub(super) fn normals<const N: usize>(&mut self) -> [f64; N] {
        const { assert!(N.is_multiple_of(2)) };
        let (mut points, mut square) = ([0.0; N], [0.0; N]);
        for (point, square) in points.chunks_exact_mut(2).zip(square.chunks_exact_mut(2)) {
            let (u, v, s) = self.inside_circle();
            (point[0], point[1]) = (u, v);
            square.fill(s);
        }
        for (point, s) in points.iter_mut().zip(square) {
            *point *= (-2.0 * ln(s) / s).sqrt();
        }
        points
    }

    /// A point inside the unit circle, and the square of its distance from the middle, which is not 0.
    #[inline(always)]
    fn inside_circle(&mut self) -> (f64, f64, f64) {
        loop {
            let (u, v) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return (u, v, s);
            }
        }
    }
}

#[inline(always)]
fn mixed(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The key of an area, from its code alone (FNV-1a): no other area's coming or going changes its draws.
pub(super) fn key(code: &str) -> u64 {
    code.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers that the generator's reference code prints for the seed 1234567.
    #[test]
    fn the_stream_is_the_published_one() {
        let mut stream = Stream(1_234_567);
        let expected: [u64; 5] = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(expected, std::array::from_fn(|_| stream.next()));
    }

    #[test]
    fn normal_draws_have_the_moments_of_a_normal() {
        let mut stream = Stream::keyed(1, key("ashford"), 0);
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| stream.normal()).collect();
        let moment = |k: i32| draws.iter().map(|x| (0..k).fold(1.0, |p, _| p * x)).sum::<f64>() / f64::from(n);
        // Four standard errors of each moment.
        assert!(moment(1).abs() < 4.0 / f64::from(n).sqrt(), "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 4.0 * (2.0 / f64::from(n)).sqrt(), "{}", moment(2));
        assert!((moment(4) - 3.0).abs() < 4.0 * (96.0 / f64::from(n)).sqrt(), "{}", moment(4));
    }

    #[test]
    fn streams_of_neighbouring_keys_share_nothing() {
        let first = |key, block| Stream::keyed(1, key, block).next();
        let firsts = [first(1, 0), first(2, 0), first(1, 1), Stream::keyed(2, 1, 0).next()];
        assert!((1..4).all(|i| !firsts[..i].contains(&firsts[i])));
    }
}
