//! Per cents against the counts of their rows.

use super::layout::{Basis, Relation};
use super::text::{Figure, Text};
use super::{Finding, Misprint, Printed};

/// 100 `difference` / `of` with so many decimals, as one whole number, halves away from zero.
fn per_cent(difference: i64, of: i64, decimals: u8) -> Option<i64> {
    let scale = (0..decimals).fold(100i128, |scale, _| scale * 10);
    let (difference, of) = (i128::from(difference), i128::from(of));
    let size = (2 * scale * difference.abs() + of) / (2 * of).max(1);
    (of > 0).then_some(size as i64 * difference.signum() as i64)
}

/// Whether a printed per cent follows from a difference. A negative half may have been rounded up.
fn follows(figure: Figure, difference: i64, of: i64) -> bool {
    let Some(expected) = per_cent(difference, of, figure.decimals) else { return true };
    let scale = (0..figure.decimals).fold(100i128, |scale, _| scale * 10);
    let tie = (2 * scale * i128::from(difference)).rem_euclid(2 * i128::from(of)) == i128::from(of);
    figure.digits == expected || tie && difference < 0 && figure.digits == expected + 1
}

impl Printed<'_> {
    /// What a relation's per cent is of: as its heading says, or as most rows have it; the actual roll in doubt.
    fn basis(&self, relation: &Relation, values: &[Option<i64>]) -> Basis {
        let fitting =
            |basis| (0..self.lines.len()).filter(|l| self.fits(*l, relation, basis, values) == Some(true)).count();
        relation.basis.unwrap_or_else(|| {
            if fitting(Basis::First) > fitting(Basis::Second) { Basis::First } else { Basis::Second }
        })
    }

    /// The difference of a row, and what its per cent is of.
    fn fraction(&self, line: usize, relation: &Relation, basis: Basis, values: &[Option<i64>]) -> Option<(i64, i64)> {
        let first = values[self.cell(line, relation.first)]?;
        let second = values[self.cell(line, relation.second)]?;
        Some((first - second, if basis == Basis::First { first } else { second }))
    }

    fn fits(&self, line: usize, relation: &Relation, basis: Basis, values: &[Option<i64>]) -> Option<bool> {
        let figure = self.text(line, relation.percent?).figure()?;
        let (difference, of) = self.fraction(line, relation, basis, values)?;
        (of > 0).then(|| follows(figure, difference, of))
    }

    /// Per cents of some lines that do not follow from the counts.
    pub(super) fn per_cents_off(&self, lines: &[usize], values: &[Option<i64>]) -> usize {
        let off = |relation: &Relation| {
            let basis = self.basis(relation, values);
            lines.iter().filter(|l| self.fits(**l, relation, basis, values) == Some(false)).count()
        };
        self.layout.relations.iter().map(off).sum()
    }

    /// How many per cents could be asked, and those that do not follow from the corrected counts.
    pub(super) fn percents(&self, values: &[Option<i64>]) -> (usize, Vec<Finding>) {
        let (mut asked, mut findings) = (0, vec![]);
        for relation in &self.layout.relations {
            let Some(column) = relation.percent else { continue };
            let basis = self.basis(relation, values);
            for line in 0..self.lines.len() {
                let Some((difference, of)) = self.fraction(line, relation, basis, values) else { continue };
                let style = self.layout.styles[column];
                let text = self.text(line, column);
                let decimals = text.figure().map_or(style.decimals, |f| f.decimals);
                let Some(expected) = per_cent(difference, of, decimals) else { continue };
                asked += 1;
                let kind = match text {
                    Text::Figure(figure) if follows(figure, difference, of) => continue,
                    Text::Figure(_) => Misprint::Percent,
                    Text::Words => Misprint::NotANumber,
                    Text::Blank => continue,
                };
                let mut finding = self.finding(line, column, kind, style.print(expected, decimals));
                let other = if basis == Basis::First { Basis::Second } else { Basis::First };
                if relation.basis.is_none() && self.fits(line, relation, other, values) == Some(true) {
                    let of = if other == Basis::First { relation.first } else { relation.second };
                    finding.note = format!("it is the per cent of the {}", self.sheet.header[of].replace('_', " "));
                }
                findings.push(finding);
            }
        }
        (asked, findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_per_cent_is_rounded_on_whole_numbers() {
        // -84 of 423 is 19.858 per cent, -69 of 1587 is 4.348; 1 of 2000 is 0.05 exactly.
        assert_eq!(per_cent(-84, 423, 1), Some(-199));
        assert_eq!(per_cent(-69, 1587, 1), Some(-43));
        assert_eq!([per_cent(1, 2000, 1), per_cent(-1, 2000, 1)], [Some(1), Some(-1)]);
        assert_eq!(per_cent(5, 0, 1), None);
    }

    #[test]
    fn a_negative_half_may_go_either_way_and_a_positive_one_only_up() {
        let printed = |cell: &str| Text::of(cell).figure().unwrap();
        assert!(follows(printed("-0.1%"), -1, 2000) && follows(printed("0.0%"), -1, 2000));
        assert!(follows(printed("+0.1%"), 1, 2000) && !follows(printed("0.0%"), 1, 2000));
        assert!(!follows(printed("0.0%"), -1, 1999));
    }
}
