//! Whether a printed table adds up: differences, per cents, subtotals and totals, and the fewest cells to correct.
//!
//! Every sum and every difference is an equation between cells. Where some do not hold, the smallest set of corrections is
//! sought that makes all of them hold; where several are as small, the most plausible is named and the others are noted.
//! Per cents are checked against the corrected counts.

mod choose;
mod gaps;
mod layout;
mod percents;
mod rows;
mod solve;
mod sums;
mod table;
mod text;

pub use table::findings_table;

use crate::dataset::{Names, PrintedFault, Problems, Sheet};
use layout::{Layout, Role, Unclear};
use rows::Line;
use solve::{Equation, System};
use sums::{Footing, Sum};
use text::Text;

/// What is wrong with a cell or a row of a printed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misprint {
    /// A subtotal or total, or the difference beside it, is not what its rows make it.
    Total,
    /// A figure of a row of its own contradicts the figures beside it and the sums.
    Correction,
    /// A per cent does not follow from the counts of its row.
    Percent,
    /// A figure is written otherwise than its column: a sign left out, a full stop behind it.
    Format,
    /// The row stands a column too far to the right.
    Shifted,
    /// What stands where a figure belongs is none.
    NotANumber,
    /// Nothing stands where the sums ask for a figure.
    MissingValue,
    /// A row stands twice.
    Duplicate,
    /// A row bears another's name, or none.
    Name,
    /// The sums ask for a row that is not there.
    MissingRow,
}

impl Misprint {
    /// The words used in files.
    pub fn words(self) -> &'static str {
        match self {
            Misprint::Total => "total",
            Misprint::Correction => "correction",
            Misprint::Percent => "percent",
            Misprint::Format => "format",
            Misprint::Shifted => "shifted cell",
            Misprint::NotANumber => "not a number",
            Misprint::MissingValue => "missing value",
            Misprint::Duplicate => "duplicate row",
            Misprint::Name => "name",
            Misprint::MissingRow => "missing row",
        }
    }
}

/// One thing that is wrong with a printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line in the file; none for a row that is not there.
    pub line: Option<usize>,
    /// The row by its name, with its block in brackets where the table has blocks.
    pub row: String,
    /// The column; empty where the whole row is meant.
    pub column: String,
    /// What is wrong.
    pub kind: Misprint,
    /// What is printed.
    pub printed: String,
    /// What should be; empty where the table does not tell.
    pub expected: String,
    /// Whether the table leaves no other reading as simple.
    pub certain: bool,
    /// What speaks for it, and what else could be.
    pub note: String,
}

/// A printed table, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong, in the order of the table.
    pub findings: Vec<Finding>,
    /// Sums and differences that could be asked.
    pub equations: usize,
    /// Per cents that could be asked.
    pub percents: usize,
}

/// A table taken apart: what every part of the check reads.
struct Printed<'a> {
    sheet: &'a Sheet,
    layout: Layout,
    lines: Vec<Line>,
    footing: Footing,
    equations: Vec<Equation>,
    /// Counts by cell, misprinted words and blanks replaced where the sums tell them.
    values: Vec<Option<i64>>,
}

/// Checks a printed table.
///
/// # Errors
/// No header, two headers, no figures, and every name of an area that the data set does not know.
pub fn check_table(sheet: &Sheet, names: Names) -> Result<Checked, Problems> {
    let mut problems = Problems::default();
    rows::check_header(sheet, names, &mut problems);
    if problems.errors() > 0 {
        return Err(problems.sorted());
    }
    let layout = Layout::of(sheet).map_err(|unclear| {
        let fault = match unclear {
            Unclear::NoFigures => PrintedFault::NoFigures,
            Unclear::NoNames => PrintedFault::NoNames,
        };
        let mut problems = Problems::default();
        problems.in_file(&sheet.path, fault.into());
        problems
    })?;
    rows::check_second_header(sheet, &layout, &mut problems);
    if problems.errors() > 0 {
        return Err(problems.sorted());
    }
    let lines = rows::lines(sheet, &layout, names, &mut problems);
    if problems.errors() > 0 {
        return Err(problems.sorted());
    }
    let (table, mut findings) = Printed::new(sheet, layout, lines, names);
    findings.extend(table.shifts());
    findings.extend(table.rows_amiss());
    let (corrected, wrong) = table.corrections();
    findings.extend(wrong);
    let (percents, wrong) = table.percents(&corrected);
    findings.extend(wrong);
    let odd = table.formats(&findings);
    findings.extend(odd);
    let column = |f: &Finding| sheet.header.iter().position(|h| *h == f.column);
    findings.sort_by_key(|f| (f.line.is_none(), f.line, column(f), f.kind));
    Ok(Checked { findings, equations: table.equations.len(), percents })
}

impl<'a> Printed<'a> {
    fn new(sheet: &'a Sheet, layout: Layout, lines: Vec<Line>, names: Names) -> (Printed<'a>, Vec<Finding>) {
        let mut table = Printed {
            values: vec![None; lines.len() * layout.roles.len()],
            sheet,
            layout,
            lines,
            footing: Footing::default(),
            equations: vec![],
        };
        for line in 0..table.lines.len() {
            for column in table.layout.counts().collect::<Vec<_>>() {
                let cell = table.cell(line, column);
                table.values[cell] = table.text(line, column).figure().and_then(text::Figure::whole);
            }
        }
        let misfit = |sums: &[Sum]| System::new(table.values.clone(), table.sums(sums)).broken();
        table.footing = sums::footing(&table.lines, names, &misfit);
        table.close_gaps();
        table.equations = table.sums(&table.footing.sums);
        table.equations.extend(table.differences());
        let findings = table.unreadable();
        (table, findings)
    }

    fn cell(&self, line: usize, column: usize) -> usize {
        line * self.layout.roles.len() + column
    }

    /// Line and column of a cell.
    fn at(&self, cell: usize) -> (usize, usize) {
        (cell / self.layout.roles.len(), cell % self.layout.roles.len())
    }

    fn text(&self, line: usize, column: usize) -> Text {
        Text::of(&self.lines[line].cells[column])
    }

    fn printed(&self, line: usize, column: usize) -> &str {
        &self.lines[line].cells[column]
    }

    /// A count as its column would print it.
    fn print(&self, column: usize, count: i64) -> String {
        self.layout.styles[column].print(count, 0)
    }

    /// One equation for each sum and column of counts.
    fn sums(&self, sums: &[Sum]) -> Vec<Equation> {
        let equation = |sum: &Sum, column: usize| {
            let parts = sum.parts.iter().map(|p| (self.cell(*p, column), -1));
            Equation { terms: [(self.cell(sum.total, column), 1)].into_iter().chain(parts).collect() }
        };
        sums.iter().flat_map(|sum| self.layout.counts().map(move |c| equation(sum, c))).collect()
    }

    /// One equation for each row and printed difference.
    fn differences(&self) -> Vec<Equation> {
        let bound = |line: usize| {
            self.layout.relations.iter().filter_map(move |r| {
                let terms = [(r.first, 1), (r.second, -1), (r.difference?, -1)];
                Some(Equation { terms: terms.map(|(column, sign)| (self.cell(line, column), sign)).to_vec() })
            })
        };
        (0..self.lines.len()).flat_map(bound).collect()
    }

    fn finding(&self, line: usize, column: usize, kind: Misprint, expected: String) -> Finding {
        Finding {
            line: Some(self.lines[line].number),
            row: self.lines[line].label.clone(),
            column: self.sheet.header[column].clone(),
            kind,
            printed: self.printed(line, column).to_owned(),
            expected,
            certain: true,
            note: String::new(),
        }
    }

    /// Cells of counts that hold none, with what the sums say of them; the sums then reckon with that.
    fn unreadable(&mut self) -> Vec<Finding> {
        let mut findings = vec![];
        let held = self.values.clone();
        for line in 0..self.lines.len() {
            for column in self.layout.counts().collect::<Vec<_>>() {
                let cell = self.cell(line, column);
                let blank = self.text(line, column) == Text::Blank;
                let asked = self.equations.iter().any(|e| e.terms.iter().any(|(c, _)| *c == cell));
                if held[cell].is_some() || !asked || self.lines[line].shifted {
                    continue;
                }
                let implied = System::implied(&held, &self.equations, cell);
                // A blank where the sums want nothing is no fault.
                if blank && implied.is_none_or(|v| v == 0) {
                    continue;
                }
                let kind = if blank { Misprint::MissingValue } else { Misprint::NotANumber };
                let expected = implied.map_or(String::new(), |v| self.print(column, v));
                let certain = implied.is_some();
                findings.push(Finding { certain, ..self.finding(line, column, kind, expected) });
                self.values[cell] = implied;
            }
        }
        findings
    }

    /// Rows that stand a column too far to the right.
    fn shifts(&self) -> Vec<Finding> {
        let shifted = (0..self.lines.len()).filter(|l| self.lines[*l].shifted);
        shifted
            .filter_map(|line| {
                let first = self.layout.figures().next()?;
                let expected = self.printed(line, first).to_owned();
                let note =
                    "the row stands a column too far to the right; what belongs in the last column is not printed";
                let finding = self.finding(line, first, Misprint::Shifted, expected);
                Some(Finding { printed: String::new(), note: note.to_owned(), ..finding })
            })
            .collect()
    }

    /// Figures written otherwise than their column, where nothing else is wrong with them.
    fn formats(&self, found: &[Finding]) -> Vec<Finding> {
        let mut findings = vec![];
        for line in 0..self.lines.len() {
            for column in self.layout.figures() {
                let Some(figure) = self.text(line, column).figure() else { continue };
                if self.layout.roles[column] != Role::Percent && figure.whole().is_none() {
                    continue;
                }
                let told =
                    |f: &Finding| f.line == Some(self.lines[line].number) && f.column == self.sheet.header[column];
                let mended = self.layout.styles[column].mended(figure);
                if let Some(expected) = mended.filter(|_| !found.iter().any(told)) {
                    findings.push(self.finding(line, column, Misprint::Format, expected));
                }
            }
        }
        findings
    }
}
