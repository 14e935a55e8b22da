//! Of corrections equally small, the most plausible.

use super::solve::{Correction, Equation, System};
use super::text::one_slip;
use super::{Finding, Misprint, Printed};

/// A figure that comes this much nearer to the row's figures of other years, as a share of them, was out of line.
const NEARER: f64 = 0.1;

/// Other readings that a note spells out.
const SPELT_OUT: usize = 3;

/// What speaks against a set of corrections, the weightiest first; the smallest is taken.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Against {
    /// Per cents that then do not follow.
    per_cents: usize,
    /// Counts that would be below zero.
    negative: usize,
    /// Corrections that bring no figure nearer to those of other years.
    not_nearer: usize,
    /// Corrections that more than one slip of the keyboard would explain.
    slips: usize,
    /// Corrections of rows that are no total: a total is worked out from the others, they are not.
    details: usize,
    /// How far the corrected figures lie from those of other years.
    astray: f64,
}

impl Printed<'_> {
    /// The counts as corrected, and the corrections.
    pub(super) fn corrections(&self) -> (Vec<Option<i64>>, Vec<Finding>) {
        let (equations, mut findings) = self.without_missing_rows();
        let held = |e: &Equation| e.terms.iter().all(|(cell, _)| self.values[*cell].is_some());
        let equations: Vec<Equation> = equations.into_iter().filter(held).collect();
        let system = System::new(self.values.clone(), equations.clone());
        let mut values = self.values.clone();
        for (broken, found) in system.corrections() {
            let touched = self.touched(&found);
            let mut ranked: Vec<(Against, &Correction)> =
                found.iter().map(|c| (self.against(c, &touched), c)).collect();
            ranked
                .sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.1.cmp(b.1)));
            let Some((against, best)) = ranked.first() else {
                findings.extend(broken.iter().filter_map(|e| self.unexplained(&equations[*e])));
                continue;
            };
            let rivals: Vec<&Correction> = ranked[1..].iter().map(|(_, c)| *c).collect();
            let certain = ranked.get(1).is_none_or(|(second, _)| against.per_cents < second.per_cents);
            for &(cell, delta) in *best {
                values[cell] = values[cell].map(|v| v + delta);
                let (line, column) = self.at(cell);
                let expected = values[cell].map_or(String::new(), |v| self.print(column, v));
                let kind = if self.is_total(line) { Misprint::Total } else { Misprint::Correction };
                let mut note = self.mends(cell);
                if !certain {
                    note += &self.otherwise(&rivals);
                }
                findings.push(Finding { certain, note, ..self.finding(line, column, kind, expected) });
            }
        }
        self.note_missing_rows(&mut findings);
        (values, findings)
    }

    fn touched(&self, found: &[Correction]) -> Vec<usize> {
        let mut lines: Vec<usize> = found.iter().flatten().map(|(cell, _)| self.at(*cell).0).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    pub(super) fn is_total(&self, line: usize) -> bool {
        self.footing.sums.iter().any(|s| s.total == line)
    }

    fn against(&self, correction: &Correction, touched: &[usize]) -> Against {
        let mut values = self.values.clone();
        for &(cell, delta) in correction {
            values[cell] = values[cell].map(|v| v + delta);
        }
        let mut against = Against {
            per_cents: self.per_cents_off(touched, &values),
            negative: 0,
            not_nearer: 0,
            slips: 0,
            details: 0,
            astray: 0.0,
        };
        for &(cell, _) in correction {
            let (line, column) = self.at(cell);
            let (Some(before), Some(after)) = (self.values[cell], values[cell]) else { continue };
            let printed = self.print(column, before);
            let below_zero = before >= 0 && after < 0 && !self.is_difference(column);
            let (far, near) = (self.astray(line, column, before), self.astray(line, column, after));
            against.negative += usize::from(below_zero);
            against.not_nearer += usize::from(!matches!((far, near), (Some(f), Some(n)) if f - n > NEARER));
            against.slips += usize::from(!one_slip(&printed, &self.print(column, after)));
            against.details += usize::from(!self.is_total(line));
            against.astray += near.unwrap_or(0.0);
        }
        against
    }

    fn is_difference(&self, column: usize) -> bool {
        self.layout.relations.iter().any(|r| r.difference == Some(column))
    }

    /// How far a figure lies from the mean of the row's figures of the same measure in other years, as a share of it.
    fn astray(&self, line: usize, column: usize, value: i64) -> Option<f64> {
        let others: Vec<i64> =
            self.layout.same_measure(column).filter_map(|c| self.values[self.cell(line, c)]).collect();
        let mean = others.iter().sum::<i64>() as f64 / others.len() as f64;
        (!others.is_empty() && mean > 0.0).then(|| (value as f64 / mean - 1.0).abs())
    }

    /// What adds again once a cell is corrected.
    fn mends(&self, cell: usize) -> String {
        let (line, _) = self.at(cell);
        let broken =
            |terms: &[(usize, i64)]| terms.iter().map(|(c, s)| s * self.values[*c].unwrap_or(0)).sum::<i64>() != 0;
        let mut mended: Vec<&str> = vec![];
        for equation in self.equations.iter().filter(|e| e.terms.iter().any(|(c, _)| *c == cell) && broken(&e.terms)) {
            let (total, _) = self.at(equation.terms[0].0);
            let one_row = equation.terms.iter().all(|(c, _)| self.at(*c).0 == line);
            let name = match one_row {
                true => "the row",
                false if total == line => "the rows under it",
                false => self.lines[total].label.as_str(),
            };
            match mended.contains(&name) {
                true => {}
                false if one_row => mended.insert(0, name),
                false => mended.push(name),
            }
        }
        match mended.split_last() {
            None => String::new(),
            Some((last, [])) => format!("mends {last}"),
            Some((last, before)) => format!("mends {} and {last}", before.join(", ")),
        }
    }

    fn otherwise(&self, rivals: &[&Correction]) -> String {
        let spelt = rivals.iter().take(SPELT_OUT).map(|correction| {
            let cells = correction.iter().map(|&(cell, delta)| {
                let (line, column) = self.at(cell);
                let value = self.values[cell].unwrap_or(0) + delta;
                let heading = self.sheet.header[column].replace('_', " ");
                format!("{} {heading} {}", self.lines[line].label, self.print(column, value))
            });
            cells.collect::<Vec<_>>().join(" with ")
        });
        let spelt: Vec<String> = spelt.collect();
        let more = rivals.len().saturating_sub(spelt.len());
        let more = if more > 0 { format!(", or one of {more} more") } else { String::new() };
        format!("; or else {}{more}", spelt.join(", or "))
    }

    /// An equation that no few corrections explain, named at its total or its difference.
    fn unexplained(&self, equation: &Equation) -> Option<Finding> {
        let terms = &equation.terms;
        let one_row = terms.iter().all(|(c, _)| self.at(*c).0 == self.at(terms[0].0).0);
        let &(cell, sign) = if one_row { terms.last()? } else { terms.first()? };
        let residual: i64 = terms.iter().map(|(c, s)| s * self.values[*c].unwrap_or(0)).sum();
        let (line, column) = self.at(cell);
        let expected = self.print(column, self.values[cell]? - residual * sign);
        let kind = if self.is_total(line) { Misprint::Total } else { Misprint::Correction };
        let note = "too many cells are wrong to tell which".to_owned();
        Some(Finding { certain: false, note, ..self.finding(line, column, kind, expected) })
    }
}
