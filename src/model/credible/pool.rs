//! (I3) The past errors that paths draw from, laid out for drawing at random.

/// Errors of one cache line.
const LINE: usize = 16;

/// A line of the processor's cache: what lies in one is fetched at once.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([f32; LINE]);

/// Past errors of whole areas, a number for each column. Each area's begin a cache line: a nation's pool does not fit the memory
/// near the processor, and a draw waits for one line of it instead of two. Seven digits are more than an error is known to.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    lines: Vec<Line>,
    /// Lines of one area's errors.
    width: usize,
}

/// Where in the pool one area's errors stand.
pub(super) type Place = u32;

impl Pool {
    /// A pool of areas with so many columns, which holds none yet.
    pub(super) fn new(columns: usize) -> Pool {
        Pool { lines: vec![], width: columns.div_ceil(LINE).max(1) }
    }

    /// Adds the errors of one area by column.
    pub(super) fn push(&mut self, errors: impl IntoIterator<Item = f64>) {
        let first = self.lines.len();
        self.lines.resize(first + self.width, Line([0.0; LINE]));
        for (i, error) in errors.into_iter().enumerate() {
            self.lines[first + i / LINE].0[i % LINE] = error as f32;
        }
    }

    /// Areas whose errors are held, each base by itself.
    pub(super) fn vectors(&self) -> usize {
        self.lines.len() / self.width
    }

    /// Where the errors of a vector stand.
    #[inline(always)]
    pub(super) fn place(&self, vector: usize) -> Place {
        (vector * self.width) as Place
    }

    /// The errors of a column at many places.
    ///
    /// Taken a column at a time: the fetches of the first do not wait for one another, and the others find the lines near.
    #[inline(always)]
    pub(super) fn draw<const N: usize>(&self, column: usize, places: &[Place; N], into: &mut [f32; N]) {
        let (lines, within) = (&self.lines[column / LINE..], column % LINE);
        for (into, place) in into.iter_mut().zip(places) {
            *into = lines[*place as usize].0[within];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_vector_takes_as_many_lines_as_it_needs() {
        let mut pool = Pool::new(18);
        pool.push((0..18).map(f64::from));
        pool.push((0..18).map(|i| f64::from(100 + i)));
        assert_eq!(pool.vectors(), 2);
        let mut drawn = [0.0; 3];
        pool.draw(17, &[pool.place(1), pool.place(0), pool.place(1)], &mut drawn);
        assert_eq!(drawn, [117.0, 17.0, 117.0]);
    }
}
