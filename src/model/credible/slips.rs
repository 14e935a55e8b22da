//! Homes on paths (docs/method.md, "Homes late or not built"): on each path every site comes in one of the ways it may come in.

use super::random::{Stream, key};
use super::step::BLOCK;
use crate::model::drivers::SlippedSite;
use ndarray::Array3;
use std::collections::BTreeMap;

/// Added to the key of a site, so that one named like an area has draws of its own.
const SITES: u64 = 0x517E_517E_517E_517E;

/// Sites with the way in which each comes on every path.
pub(super) struct SlipPaths {
    sites: Vec<SlippedSite>,
    /// By site, [paths].
    ways: Vec<Vec<u16>>,
    /// Sites that move pupils of a row, by panel and row.
    of_row: BTreeMap<(usize, usize), Vec<usize>>,
}

/// What the sites of a unit move, in a stage.
pub(super) struct UnitSlips<'a> {
    paths: &'a SlipPaths,
    /// By site: pupils beyond the expected ones, [ways, columns of the panel, Januaries].
    sites: BTreeMap<usize, Array3<f64>>,
}

impl SlipPaths {
    /// Draws the ways of every site. The draws of a site depend on the seed, its name and the path alone, so that they are
    /// the same in every scenario and for any number of threads.
    pub(super) fn draw(sites: Vec<SlippedSite>, (seed, paths): (u64, usize)) -> SlipPaths {
        let ways = sites.iter().map(|site| ways(site, seed, paths)).collect();
        let mut of_row: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (s, site) in sites.iter().enumerate() {
            site.cells.keys().for_each(|at| of_row.entry(*at).or_default().push(s));
        }
        SlipPaths { sites, ways, of_row }
    }

    /// What the sites move of rows of a panel, each with its share; a cell that `forecast` does not hold has nobody to move.
    pub(super) fn of_rows(
        &self,
        panel: usize,
        rows: impl Iterator<Item = (usize, f64)>,
        forecast: &Array3<f64>,
    ) -> UnitSlips<'_> {
        let mut sites: BTreeMap<usize, Array3<f64>> = BTreeMap::new();
        for (row, share) in rows {
            for &s in self.of_row.get(&(panel, row)).into_iter().flatten() {
                let SlippedSite { chances, cells, .. } = &self.sites[s];
                let Some(moved) = cells.get(&(panel, row)) else { continue };
                let sum = sites.entry(s).or_insert_with(|| Array3::zeros(moved.dim()));
                let (ways, columns, horizon) = moved.dim();
                for (column, h) in (0..columns).flat_map(|c| (0..horizon).map(move |h| (c, h))) {
                    if forecast[[row, column, h]].is_nan() {
                        continue;
                    }
                    let expected: f64 = (0..ways).map(|w| chances[w] * moved[[w, column, h]]).sum();
                    (0..ways).for_each(|w| sum[[w, column, h]] += share * (moved[[w, column, h]] - expected));
                }
            }
        }
        UnitSlips { paths: self, sites }
    }
}

impl UnitSlips<'_> {
    /// Whether no site moves anybody.
    pub(super) fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// Adds what the sites move of some columns in a January, to every path.
    pub(super) fn add(&self, columns: impl Iterator<Item = usize> + Clone, h: usize, paths: &mut [f64]) {
        for (&s, moved) in &self.sites {
            let of_way = |w: usize| columns.clone().map(|c| moved[[w, c, h]]).sum::<f64>();
            let pupils: Vec<f64> = (0..moved.dim().0).map(of_way).collect();
            if pupils.iter().all(|n| *n == 0.0) {
                continue;
            }
            for (path, way) in paths.iter_mut().zip(&self.paths.ways[s]) {
                *path += pupils[usize::from(*way)];
            }
        }
    }
}

/// The way in which a site comes on each path.
fn ways(site: &SlippedSite, seed: u64, paths: usize) -> Vec<u16> {
    let ends: Vec<f64> = site
        .chances
        .iter()
        .scan(0.0, |sum, chance| {
            *sum += chance;
            Some(*sum)
        })
        .collect();
    let last = ends.len().saturating_sub(1);
    let blocks = (0..paths.div_ceil(BLOCK)).flat_map(|block| {
        let mut stream = Stream::keyed(seed, key(&site.name) ^ SITES, block as u64);
        std::array::from_fn::<f64, BLOCK, _>(|_| stream.unit())
    });
    blocks.take(paths).map(|u| ends.partition_point(|end| *end <= u).min(last) as u16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: usize = 40_000;

    /// One site, in one row, year group and January: ten pupils fewer with a chance of 0.3, four fewer with 0.2.
    fn site(name: &str) -> SlippedSite {
        let cell = Array3::from_shape_vec((3, 1, 1), vec![0.0, -4.0, -10.0]).unwrap();
        SlippedSite { name: name.to_owned(), chances: vec![0.5, 0.2, 0.3], cells: [((0, 0), cell)].into() }
    }

    fn moved(sites: Vec<SlippedSite>, seed: u64, paths: usize) -> Vec<f64> {
        let drawn = SlipPaths::draw(sites, (seed, paths));
        let mut moved = vec![0.0; paths];
        drawn.of_rows(0, [(0, 1.0)].into_iter(), &Array3::zeros((1, 1, 1))).add(0..1, 0, &mut moved);
        moved
    }

    /// Closed form: mean sum p x, variance sum p x^2 - mean^2; sites are independent, so that variances add.
    #[test]
    fn paths_have_the_moments_of_the_chances() {
        let (mean, variance): (f64, f64) = (-3.8, 0.2 * 16.0 + 0.3 * 100.0 - 3.8 * 3.8);
        for (sites, n) in [(vec![site("a")], 1.0), (vec![site("a"), site("b")], 2.0)] {
            let found = moved(sites, 7, PATHS);
            let average = found.iter().sum::<f64>() / PATHS as f64;
            let spread = found.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / PATHS as f64;
            // Paths are moved beside what is expected, which the point forecast holds.
            assert!(average.abs() < 4.0 * (n * variance / PATHS as f64).sqrt(), "{average} beside {mean}");
            assert!((spread / (n * variance) - 1.0).abs() < 0.05, "{spread}");
        }
        let values = moved(vec![site("a")], 7, PATHS);
        let share = |x: f64| values.iter().filter(|v| (**v - x).abs() < 1e-9).count() as f64 / PATHS as f64;
        for (x, chance) in [(3.8, 0.5), (-0.2, 0.2), (-6.2, 0.3)] {
            assert!((share(x) - chance).abs() < 4.0 * (chance * (1.0 - chance) / PATHS as f64).sqrt(), "{x}");
        }
    }

    #[test]
    fn draws_of_a_site_hang_on_its_name_and_the_seed_alone() {
        let alone = moved(vec![site("a")], 7, 300);
        let mut other = site("b");
        other.cells.clear();
        assert_eq!(alone, moved(vec![site("a"), other], 7, 300));
        assert_eq!(alone, moved(vec![site("a")], 7, 1000)[..300]);
        assert_ne!(alone, moved(vec![site("a")], 8, 300));
        assert_ne!(alone, moved(vec![site("b")], 7, 300));
    }
}
