//! Rows that are missing, stand twice or bear a wrong name.

use super::rows::Who;
use super::solve::Equation;
use super::sums::{Gap, Sum};
use super::{Finding, Misprint, Printed};

/// A missing row is likelier than so many cells of one row, all wrong in the same way.
const CELLS_OF_A_ROW: usize = 3;

impl Printed<'_> {
    /// What the rows of a gap lack in each column of counts.
    fn lacks(&self, gap: &Gap) -> Option<Vec<i64>> {
        let lack = |column: usize| {
            let value = |l: usize| self.values[self.cell(l, column)];
            Some(value(gap.sum.total)? - gap.sum.parts.iter().map(|p| value(*p)).sum::<Option<i64>>()?)
        };
        self.layout.counts().map(lack).collect()
    }

    /// A sum from which parts are missing and that adds without them, or cannot add with them, is a sum of what is there.
    pub(super) fn close_gaps(&mut self) {
        let gaps = std::mem::take(&mut self.footing.gaps);
        let open = |gap: &Gap| {
            let lacks = self.lacks(gap)?;
            let columns: Vec<usize> = self.layout.counts().collect();
            let signed = |c: &usize| self.layout.relations.iter().any(|r| r.difference == Some(*c));
            let some = lacks.iter().any(|l| *l != 0);
            Some(some && lacks.iter().zip(&columns).all(|(l, c)| *l >= 0 || signed(c)))
        };
        let (open, closed): (Vec<Gap>, Vec<Gap>) = gaps.into_iter().partition(|g| open(g) == Some(true));
        self.footing.sums.extend(closed.into_iter().map(|g| g.sum));
        self.footing.gaps = open;
    }

    /// Missing rows that the tree of areas names, rows that stand twice, rows without their name.
    pub(super) fn rows_amiss(&self) -> Vec<Finding> {
        let mut findings = vec![];
        let mut explained: Vec<usize> = vec![];
        let mut told: Vec<(&[String], &[String])> = vec![];
        let mut gaps: Vec<&Gap> = self.footing.gaps.iter().collect();
        gaps.sort_by_key(|g| (g.sum.parts.len(), g.sum.total));
        for gap in gaps {
            let block = self.lines[gap.sum.total].block.as_slice();
            // The same row is missing from every sum above it.
            if told.iter().any(|(b, missing)| *b == block && gap.missing.iter().all(|m| missing.contains(m))) {
                continue;
            }
            told.push((block, &gap.missing));
            let Some(lacks) = self.lacks(gap) else { continue };
            let names = gap.missing.join(" and ");
            match self.stray(block, &lacks, &explained) {
                Some(line) => {
                    explained.push(line);
                    let note = "the sums ask for these figures under that name".to_owned();
                    findings.push(Finding { note, ..self.finding(line, self.layout.name, Misprint::Name, names) });
                }
                None => findings.push(self.missing(names, &lacks, &self.lines[gap.sum.total].label)),
            }
        }
        for &(line, earlier) in self.footing.repeats.iter().filter(|(line, _)| !explained.contains(line)) {
            let note = format!("the row repeats row {}", self.lines[earlier].number);
            let finding = self.finding(line, self.layout.name, Misprint::Duplicate, String::new());
            findings.push(Finding { column: String::new(), note, ..finding });
        }
        let nameless = |l: &usize| self.lines[*l].who == Who::Nameless && !explained.contains(l);
        for line in (0..self.lines.len()).filter(nameless) {
            findings.push(Finding {
                certain: false,
                ..self.finding(line, self.layout.name, Misprint::Name, String::new())
            });
        }
        findings
    }

    /// A row that stands twice or has no name, with the figures that are wanted.
    fn stray(&self, block: &[String], wanted: &[i64], explained: &[usize]) -> Option<usize> {
        let twice = self.footing.repeats.iter().flat_map(|(line, earlier)| [*line, *earlier]);
        let nameless = (0..self.lines.len()).filter(|l| self.lines[*l].who == Who::Nameless);
        let holds = |line: &usize| {
            let figures: Option<Vec<i64>> = self.layout.counts().map(|c| self.values[self.cell(*line, c)]).collect();
            self.lines[*line].block == block && !explained.contains(line) && figures.as_deref() == Some(wanted)
        };
        twice.chain(nameless).find(holds)
    }

    fn missing(&self, row: String, lacks: &[i64], total: &str) -> Finding {
        Finding {
            line: None,
            row,
            column: String::new(),
            kind: Misprint::MissingRow,
            printed: String::new(),
            expected: self.figures(lacks).join("; "),
            certain: true,
            note: format!("a row must be missing: {total} is more than the rows under it"),
        }
    }

    fn figures(&self, counts: &[i64]) -> Vec<String> {
        self.layout.counts().zip(counts).map(|(c, n)| self.print(c, *n)).collect()
    }

    fn knows_its_rows(&self, line: usize) -> bool {
        matches!(self.lines[line].who, Who::Area(_) | Who::Group(..))
    }

    /// What the rows under a total lack in every column of counts; `None` where they do not lack something in each.
    fn lacking(&self, sum: &Sum) -> Option<Vec<i64>> {
        let lack = |column: usize| {
            let value = |l: usize| self.values[self.cell(l, column)];
            let lack = value(sum.total)? - sum.parts.iter().map(|p| value(*p)).sum::<Option<i64>>()?;
            let signed = self.layout.relations.iter().any(|r| r.difference == Some(column));
            (lack > 0 || lack < 0 && signed).then_some(lack)
        };
        self.layout.counts().map(lack).collect()
    }

    /// The equations without those that a missing row explains, and the rows that are missing: where nobody but the total knows
    /// how many rows there are, and its every column asks for one.
    pub(super) fn without_missing_rows(&self) -> (Vec<Equation>, Vec<Finding>) {
        let (mut equations, mut findings) = (self.equations.clone(), vec![]);
        let mut told: Vec<Vec<i64>> = vec![];
        let mut sums: Vec<&Sum> = self.footing.sums.iter().filter(|s| !self.knows_its_rows(s.total)).collect();
        sums.sort_by_key(|s| (s.parts.len(), s.total));
        for sum in sums {
            let lacks = self.lacking(sum).filter(|l| l.len() >= CELLS_OF_A_ROW);
            let Some(lacks) = lacks else { continue };
            let explained = self.sums(std::slice::from_ref(sum));
            equations.retain(|e| !explained.contains(e));
            // A row missing under a subtotal is missing under the total too.
            if !told.contains(&lacks) {
                let total = &self.lines[sum.total].label;
                let finding = self.missing(format!("a row under {total}"), &lacks, total);
                findings.push(Finding { certain: false, ..finding });
                told.push(lacks);
            }
        }
        (equations, findings)
    }

    /// Totals of two columns of counts, both off: a missing row is one more reading.
    pub(super) fn note_missing_rows(&self, findings: &mut [Finding]) {
        for sum in self.footing.sums.iter().filter(|s| !self.knows_its_rows(s.total)) {
            let Some(lacks) = self.lacking(sum).filter(|l| l.len() > 1 && l.len() < CELLS_OF_A_ROW) else { continue };
            let of_total = |f: &&mut Finding| f.kind == Misprint::Total && f.line == Some(self.lines[sum.total].number);
            for finding in findings.iter_mut().filter(of_total) {
                finding.note = format!("or a row with {} is missing", self.figures(&lacks).join(" and "));
            }
        }
    }
}
