//! The fewest cells to correct so that every equation of a table holds.

use std::collections::BTreeSet;

/// An equation: the terms, each with +1 or -1, add to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Equation {
    pub(super) terms: Vec<(usize, i64)>,
}

/// Cells that hold counts, and the equations between them. An equation with a cell that holds nothing is not asked.
#[derive(Debug, Clone)]
pub(super) struct System {
    values: Vec<Option<i64>>,
    equations: Vec<Equation>,
    /// Equations of each cell, with the sign of its term.
    of_cell: Vec<Vec<(usize, i64)>>,
}

/// Corrections by cell, what to add to each.
pub(super) type Correction = Vec<(usize, i64)>;

/// More cells than this are not tried together: with so many, a reader has to look at the table anyway.
const MOST_CELLS: usize = 3;

/// Steps of one search before it is given up, so that no table takes long.
const MOST_STEPS: usize = 400_000;

impl System {
    pub(super) fn new(values: Vec<Option<i64>>, equations: Vec<Equation>) -> System {
        let held = |e: &Equation| e.terms.iter().all(|(cell, _)| values[*cell].is_some());
        let equations: Vec<Equation> = equations.into_iter().filter(held).collect();
        let mut of_cell = vec![vec![]; values.len()];
        for (e, equation) in equations.iter().enumerate() {
            for &(cell, sign) in &equation.terms {
                of_cell[cell].push((e, sign));
            }
        }
        System { values, equations, of_cell }
    }

    fn residuals(&self) -> Vec<i64> {
        let of = |e: &Equation| e.terms.iter().map(|(cell, sign)| sign * self.values[*cell].unwrap_or(0)).sum();
        self.equations.iter().map(of).collect()
    }

    /// How many equations do not hold.
    pub(super) fn broken(&self) -> usize {
        self.residuals().iter().filter(|r| **r != 0).count()
    }

    /// Sets of equations that share cells, each as the equations of it that do not hold.
    fn components(&self, residuals: &[i64]) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.equations.len()];
        let mut components = vec![];
        for start in 0..self.equations.len() {
            let (mut open, mut broken) = (vec![start], vec![]);
            while let Some(e) = open.pop() {
                if std::mem::replace(&mut seen[e], true) {
                    continue;
                }
                if residuals[e] != 0 {
                    broken.push(e);
                }
                open.extend(self.equations[e].terms.iter().flat_map(|(c, _)| self.of_cell[*c].iter().map(|(e, _)| *e)));
            }
            if !broken.is_empty() {
                broken.sort_unstable();
                components.push(broken);
            }
        }
        components
    }

    /// For each set of equations that hang together and do not all hold: every smallest set of corrections that makes them
    /// hold, or none where more cells than can be tried are wrong.
    pub(super) fn corrections(&self) -> Vec<(Vec<usize>, Vec<Correction>)> {
        let residuals = self.residuals();
        let solved = self.components(&residuals).into_iter().map(|broken| {
            let mut found = vec![];
            for cells in 1..=MOST_CELLS {
                let mut search = Search {
                    system: self,
                    residuals: residuals.clone(),
                    broken: broken.iter().copied().collect(),
                    found: BTreeSet::new(),
                    steps: 0,
                    most: self.of_cell.iter().map(Vec::len).max().unwrap_or(0),
                };
                search.from(&mut vec![], cells);
                if !search.found.is_empty() {
                    found = search.found.into_iter().collect();
                    break;
                }
            }
            if found.is_empty() {
                found = self.one_by_one(&residuals, &broken).into_iter().collect();
            }
            (broken, found)
        });
        solved.collect()
    }

    /// Many wrong cells: again and again the one whose correction mends most, as long as it breaks nothing.
    fn one_by_one(&self, residuals: &[i64], broken: &[usize]) -> Option<Correction> {
        let mut residuals = residuals.to_vec();
        let mut correction = vec![];
        loop {
            let left: BTreeSet<usize> = broken.iter().copied().filter(|e| residuals[*e] != 0).collect();
            if left.is_empty() {
                correction.sort_unstable();
                return Some(correction);
            }
            let cells = left.iter().flat_map(|e| self.equations[*e].terms.iter().map(|(c, _)| *c));
            let clean = |cell: usize| {
                let (e, sign) = *self.of_cell[cell].first()?;
                let delta = -residuals[e] * sign;
                let mends = self.of_cell[cell].iter().all(|(e, sign)| residuals[*e] + sign * delta == 0);
                (delta != 0 && mends).then_some((self.of_cell[cell].len(), std::cmp::Reverse(cell), delta))
            };
            let (mended, std::cmp::Reverse(cell), delta) =
                cells.collect::<BTreeSet<_>>().into_iter().filter_map(clean).max()?;
            if mended < 2 {
                return None;
            }
            for &(e, sign) in &self.of_cell[cell] {
                residuals[e] += sign * delta;
            }
            correction.push((cell, delta));
        }
    }

    /// The value that a cell must have for every equation that lacks it alone; `None` where there is none, or they disagree.
    pub(super) fn implied(values: &[Option<i64>], equations: &[Equation], cell: usize) -> Option<i64> {
        let mut implied = None;
        for equation in equations {
            let Some((_, sign)) = equation.terms.iter().find(|(c, _)| *c == cell) else { continue };
            let others = equation.terms.iter().filter(|(c, _)| *c != cell);
            let Some(sum) = others.map(|(c, s)| values[*c].map(|v| s * v)).sum::<Option<i64>>() else { continue };
            match implied {
                Some(before) if before != -sum * sign => return None,
                _ => implied = Some(-sum * sign),
            }
        }
        implied
    }
}

struct Search<'a> {
    system: &'a System,
    residuals: Vec<i64>,
    broken: BTreeSet<usize>,
    found: BTreeSet<Correction>,
    steps: usize,
    /// The most equations that a cell stands in.
    most: usize,
}

impl Search<'_> {
    /// Tries every correction of `left` more cells. One cell of some broken equation has to change, by what mends one of the
    /// equations it stands in.
    fn from(&mut self, chosen: &mut Correction, left: usize) {
        self.steps += 1;
        if self.broken.is_empty() {
            let mut correction = chosen.clone();
            correction.sort_unstable();
            self.found.insert(correction);
            return;
        }
        if left == 0 || self.steps > MOST_STEPS {
            return;
        }
        let system = self.system;
        // The rarest equation leaves the fewest cells to try.
        let Some(&pivot) = self.broken.iter().min_by_key(|e| (system.equations[**e].terms.len(), **e)) else { return };
        for &(cell, _) in &system.equations[pivot].terms {
            if chosen.iter().any(|(c, _)| *c == cell) {
                continue;
            }
            let stands_in = &system.of_cell[cell];
            // The cells after this one must mend what it leaves, at most as many equations each as any cell stands in.
            let mended = stands_in.iter().filter(|(e, _)| self.broken.contains(e)).count();
            if self.broken.len() > mended + (left - 1) * self.most {
                continue;
            }
            let deltas: BTreeSet<i64> =
                stands_in.iter().map(|(e, sign)| -self.residuals[*e] * sign).filter(|d| *d != 0).collect();
            for delta in deltas {
                self.apply(cell, delta);
                chosen.push((cell, delta));
                self.from(chosen, left - 1);
                chosen.pop();
                self.apply(cell, -delta);
            }
        }
    }

    fn apply(&mut self, cell: usize, delta: i64) {
        for &(e, sign) in &self.system.of_cell[cell] {
            self.residuals[e] += sign * delta;
            if self.residuals[e] == 0 {
                self.broken.remove(&e);
            } else {
                self.broken.insert(e);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells 0 to 3 add to 4, 0 and 1 to 5, 2 and 3 to 6, 5 and 6 to 4.
    fn nested(values: [i64; 7]) -> System {
        let sum = |total: usize, parts: &[usize]| Equation {
            terms: [(total, 1)].into_iter().chain(parts.iter().map(|p| (*p, -1))).collect(),
        };
        let equations = vec![sum(4, &[0, 1, 2, 3]), sum(5, &[0, 1]), sum(6, &[2, 3]), sum(4, &[5, 6])];
        System::new(values.map(Some).to_vec(), equations)
    }

    fn smallest(values: [i64; 7]) -> Vec<Correction> {
        nested(values).corrections().into_iter().flat_map(|(_, found)| found).collect()
    }

    #[test]
    fn a_table_that_adds_needs_nothing() {
        assert!(smallest([1, 2, 3, 4, 10, 3, 7]).is_empty());
    }

    #[test]
    fn a_subtotal_and_a_total_are_told_from_their_parts() {
        assert_eq!(smallest([1, 2, 3, 4, 10, 4, 7]), vec![vec![(5, -1)]]);
        assert_eq!(smallest([1, 2, 3, 4, 11, 3, 7]), vec![vec![(4, -1)]]);
    }

    #[test]
    fn either_part_of_a_subtotal_may_be_the_wrong_one() {
        assert_eq!(smallest([1, 5, 3, 4, 10, 3, 7]), vec![vec![(0, -3)], vec![(1, -3)]]);
    }

    #[test]
    fn two_wrong_cells_are_found_together() {
        let found = smallest([1, 2, 3, 4, 12, 4, 7]);
        // Too large are the total and the subtotal, or the total with one part too small; or all of it lies with a part and the
        // subtotal.
        let by_total = [vec![(0, 1), (4, -1)], vec![(1, 1), (4, -1)], vec![(4, -2), (5, -1)]];
        let by_parts = [vec![(0, 2), (5, 1)], vec![(1, 2), (5, 1)]];
        assert_eq!(found.len(), 5);
        assert!(by_total.iter().chain(&by_parts).all(|c| found.contains(c)), "{found:?}");
    }

    #[test]
    fn a_missing_cell_has_the_value_that_every_sum_gives_it() {
        let system = nested([1, 2, 3, 4, 10, 3, 7]);
        let mut values = system.values.clone();
        values[1] = None;
        assert_eq!(System::implied(&values, &system.equations, 1), Some(2));
        values[0] = None;
        assert_eq!(System::implied(&values, &system.equations, 1), None, "two are missing");
    }
}
