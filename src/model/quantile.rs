//! Quantiles by selection: the values are sorted into buckets once, and only the buckets that hold a wanted rank are
//! sorted.

use super::maths::widest;

/// Buckets from the least to the greatest value: with a thousand paths a few values each. A power of two, so that a bucket's
/// number needs no check.
const BUCKETS: usize = 512;

/// Buckets that are passed over together on the way to a wanted rank.
const GROUP: usize = 16;

/// Values taken at the same time.
const LANES: usize = 32;

/// Finds quantiles of many samples, keeping its memory between them.
#[derive(Debug)]
pub(super) struct Quantiles {
    buckets: Box<[Bucket; BUCKETS]>,
    /// How many values each group of buckets holds.
    groups: [u32; BUCKETS / GROUP],
    /// Bucket of each value.
    bucket_of: Vec<u16>,
    /// For each value the one that came into its bucket before it.
    before: Vec<u32>,
    /// The values of one bucket in order.
    sorted: Vec<f64>,
}

/// What came into a bucket: how many values, in the upper half, and the position of the last of them. One number, so that a
/// value is counted and linked to the one before it by one read and one write.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket(u64);

impl Bucket {
    fn count(self) -> usize {
        (self.0 >> 32) as usize
    }

    fn last(self) -> u32 {
        self.0 as u32
    }

    fn with(self, position: usize) -> Bucket {
        Bucket(((self.0 >> 32) + 1) << 32 | position as u64)
    }
}

/// The bucket that a sweep over ascending ranks has come to.
#[derive(Debug, Clone, Copy, Default)]
struct Sweep {
    bucket: usize,
    /// Values in the buckets below it.
    below: usize,
    /// Whether the values held in order are its.
    sorted: bool,
}

impl Quantiles {
    pub(super) fn new() -> Quantiles {
        Quantiles {
            buckets: Box::new([Bucket::default(); BUCKETS]),
            groups: [0; BUCKETS / GROUP],
            bucket_of: vec![],
            before: vec![],
            sorted: vec![],
        }
    }

    /// The quantiles at ascending `levels` (0 to 1), interpolated linearly between order statistics.
    ///
    /// Formula: with n values in order x_0, ..., x_(n-1) and p (n-1) = i + f: (1 - f) x_i + f x_(i+1).
    ///
    /// Every value must be finite, and there must be at least one.
    pub(super) fn of<const K: usize>(&mut self, values: &[f64], levels: [f64; K]) -> [f64; K] {
        let (low, high) = widest(
            #[inline(always)]
            || range(values),
        );
        if high <= low {
            return [low; K];
        }
        self.bucket_of.resize(values.len(), 0);
        self.before.resize(values.len(), 0);
        widest(
            #[inline(always)]
            || fill_buckets(values, low, (BUCKETS - 1) as f64 / (high - low), &mut self.bucket_of),
        );
        self.buckets.fill(Bucket::default());
        let buckets = &mut *self.buckets;
        for (position, (bucket, before)) in self.bucket_of.iter().zip(&mut self.before).enumerate() {
            let bucket = &mut buckets[usize::from(*bucket) % BUCKETS];
            *before = bucket.last();
            *bucket = bucket.with(position);
        }
        for (group, buckets) in self.groups.iter_mut().zip(self.buckets.as_chunks::<GROUP>().0) {
            *group = buckets.iter().map(|b| b.count() as u32).sum();
        }
        let last = values.len() - 1;
        let mut sweep = Sweep::default();
        levels.map(|p| {
            let at = p * last as f64;
            let rank = (at as usize).min(last);
            let lower = self.ranked(values, rank, &mut sweep);
            let upper = self.ranked(values, (rank + 1).min(last), &mut sweep);
            lower + (upper - lower) * (at - rank as f64)
        })
    }

    /// The value of a rank; ranks ascend but for neighbours.
    fn ranked(&mut self, values: &[f64], rank: usize, sweep: &mut Sweep) -> f64 {
        // In a small sample the upper rank of one level may lie after the lower rank of the next.
        if rank < sweep.below {
            *sweep = Sweep::default();
        }
        loop {
            let group = self.groups[sweep.bucket / GROUP] as usize;
            let count = self.buckets[sweep.bucket].count();
            let (steps, passed) = match sweep.bucket % GROUP {
                0 if rank >= sweep.below + group => (GROUP, group),
                _ if rank >= sweep.below + count => (1, count),
                _ => break,
            };
            *sweep = Sweep { bucket: sweep.bucket + steps, below: sweep.below + passed, sorted: false };
        }
        if !sweep.sorted {
            let bucket = self.buckets[sweep.bucket];
            let mut position = bucket.last() as usize;
            self.sorted.clear();
            for _ in 0..bucket.count() {
                self.sorted.push(values[position]);
                position = self.before[position] as usize;
            }
            self.sorted.sort_unstable_by(f64::total_cmp);
            sweep.sorted = true;
        }
        self.sorted[rank - sweep.below]
    }
}

/// The least and the greatest value.
#[inline(always)]
fn range(values: &[f64]) -> (f64, f64) {
    let least = |a: f64, b: f64| if a < b { a } else { b };
    let greatest = |a: f64, b: f64| if a > b { a } else { b };
    (extreme(values, f64::INFINITY, least), extreme(values, f64::NEG_INFINITY, greatest))
}

/// The value that is preferred to every other. One of the two kinds at a time: the compiler then has an instruction for it.
#[inline(always)]
fn extreme(values: &[f64], none: f64, preferred: impl Fn(f64, f64) -> f64) -> f64 {
    let mut found = [none; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (found, x) in found.iter_mut().zip(chunk) {
            *found = preferred(*x, *found);
        }
    }
    found.iter().chain(rest).copied().fold(none, preferred)
}

/// The bucket of each value, from 0 on: its place in the range, rounded to the nearest whole number.
#[inline(always)]
fn fill_buckets(values: &[f64], low: f64, scale: f64, buckets: &mut [u16]) {
    // Adding 2^52 rounds a number below it to a whole one and leaves it in the low bits.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    for (bucket, x) in buckets.iter_mut().zip(values) {
        *bucket = ((x - low) * scale + WHOLE).to_bits() as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_sorting(values: &[f64], p: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = p * (sorted.len() - 1) as f64;
        let lower = at.floor() as usize;
        let upper = (lower + 1).min(sorted.len() - 1);
        sorted[lower] + (sorted[upper] - sorted[lower]) * (at - lower as f64)
    }

    proptest! {
        #[test]
        fn selection_agrees_with_sorting(
            values in prop::collection::vec(prop_oneof![0.0..1e4f64, Just(7.0), 9_990.0..10_000.0f64], 1..900),
        ) {
            let levels = [0.0, 0.025, 0.1, 0.5, 0.9, 0.975, 1.0];
            let found = Quantiles::new().of(&values, levels);
            for (found, p) in found.into_iter().zip(levels) {
                prop_assert_eq!(found, by_sorting(&values, p));
            }
        }
    }
}
