//! Quantiles by selection: the values are sorted into buckets once, and only the buckets that hold a wanted rank are
//! sorted.

use super::maths::widest;

/// Buckets between the least and the greatest value: with a thousand paths a few values each.
const BUCKETS: usize = 512;

/// Buckets whose counts are also held as one, so that those before a wanted rank are passed over quickly.
const GROUP: usize = 16;

/// No wanted rank lies in a bucket.
const UNWANTED: u8 = u8::MAX;

/// Values taken at the same time.
const LANES: usize = 16;

/// Finds quantiles of many samples, keeping its memory between them.
#[derive(Debug)]
pub(super) struct Quantiles {
    /// How many values each bucket holds, in whole groups.
    counts: Vec<u32>,
    groups: Vec<u32>,
    slots: Vec<u8>,
    /// Bucket of each value.
    buckets: Vec<u16>,
    kept: Vec<Vec<f64>>,
}

impl Quantiles {
    pub(super) fn new() -> Quantiles {
        let groups = (BUCKETS + 1).div_ceil(GROUP);
        Quantiles {
            counts: vec![0; groups * GROUP],
            groups: vec![0; groups],
            slots: vec![UNWANTED; BUCKETS + 1],
            buckets: vec![],
            kept: vec![],
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
        self.buckets.resize(values.len(), 0);
        widest(
            #[inline(always)]
            || fill_buckets(values, low, BUCKETS as f64 / (high - low), &mut self.buckets),
        );
        self.counts.fill(0);
        for &b in &self.buckets {
            self.counts[usize::from(b)] += 1;
        }
        for (group, counts) in self.groups.iter_mut().zip(self.counts.as_chunks::<GROUP>().0) {
            *group = counts.iter().sum();
        }
        let last = values.len() - 1;
        let ranks = levels.map(|p| {
            let at = p * last as f64;
            let lower = (at as usize).min(last);
            (lower, (lower + 1).min(last), at - lower as f64)
        });
        // Where each wanted rank lies, its bucket's slot and its place in it: one sweep, for the ranks ascend but for neighbours.
        self.slots.fill(UNWANTED);
        self.kept.iter_mut().for_each(Vec::clear);
        let mut places = [((0, 0), (0, 0)); K];
        let (mut bucket_at, mut before, mut slots) = (0, 0, 0);
        for (k, &(lower, upper, _)) in ranks.iter().enumerate() {
            let mut place = |rank: usize| {
                // In a small sample the upper rank of one level may lie after the lower rank of the next.
                if rank < before {
                    (bucket_at, before) = (0, 0);
                }
                loop {
                    let group = before + self.groups[bucket_at / GROUP] as usize;
                    let bucket = before + self.counts[bucket_at] as usize;
                    if bucket_at % GROUP == 0 && rank >= group {
                        (before, bucket_at) = (group, bucket_at + GROUP);
                    } else if rank >= bucket {
                        (before, bucket_at) = (bucket, bucket_at + 1);
                    } else {
                        break;
                    }
                }
                if self.slots[bucket_at] == UNWANTED {
                    self.slots[bucket_at] = slots as u8;
                    slots += 1;
                    if self.kept.len() < slots {
                        self.kept.push(vec![]);
                    }
                }
                (usize::from(self.slots[bucket_at]), rank - before)
            };
            places[k] = (place(lower), place(upper));
        }
        for (&x, &b) in values.iter().zip(&self.buckets) {
            let slot = self.slots[usize::from(b)];
            if slot != UNWANTED {
                self.kept[usize::from(slot)].push(x);
            }
        }
        for values in &mut self.kept {
            values.sort_unstable_by(f64::total_cmp);
        }
        std::array::from_fn(|k| {
            let ((slot, i), (next_slot, j)) = places[k];
            let (lower, upper) = (self.kept[slot][i], self.kept[next_slot][j]);
            lower + (upper - lower) * ranks[k].2
        })
    }
}

/// The least and the greatest value.
#[inline(always)]
fn range(values: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for i in 0..LANES {
            low[i] = if chunk[i] < low[i] { chunk[i] } else { low[i] };
            high[i] = if chunk[i] > high[i] { chunk[i] } else { high[i] };
        }
    }
    let least = low.iter().chain(rest).copied().fold(f64::INFINITY, f64::min);
    let greatest = high.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max);
    (least, greatest)
}

/// The bucket of each value, 0 to `BUCKETS`: its place in the range, rounded to the nearest whole number.
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
