//! A document as data: blocks that a renderer turns into HTML, Word, Excel or Markdown.
//!
//! What a document says is decided once, here; how it looks is decided by a renderer. Cells keep numbers as numbers, so
//! that a spreadsheet gets values and a page gets them formatted.

use super::chart::Chart;

/// A whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title, as on a cover.
    pub title: String,
    /// One line under the title: what, base year, horizon.
    pub subtitle: String,
    /// The content in reading order.
    pub blocks: Vec<Block>,
}

/// One piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; sections appear in the table of contents.
    Heading {
        /// How deep the heading stands.
        level: HeadingLevel,
        /// Identifier for links, unique in the document.
        anchor: String,
        /// The words.
        text: String,
    },
    /// Running text.
    Paragraph(String),
    /// Text set apart from the running text.
    Note {
        /// Why it is set apart.
        kind: NoteKind,
        /// The words.
        text: String,
    },
    /// Key figures, shown large.
    Figures(Vec<Figure>),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// Charts of one kind side by side.
    ChartGrid(Vec<Chart>),
}

/// Depth of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingLevel {
    /// A section, listed in the contents.
    Section,
    /// A part of a section that readers look for by name, listed in the contents under its section.
    Part,
    /// A part of a section.
    Subsection,
}

/// Why a note is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A reader must know this before using a number: reconstructed or illustrative figures, checks that failed.
    Caution,
    /// How a number was made.
    Method,
    /// Where figures come from.
    Source,
}

/// A key figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// The number.
    pub value: Cell,
    /// What it is compared with, in a few words.
    pub detail: String,
}

/// A table: every row has one cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the table shows, above it.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
    /// Notes under the table.
    pub footnotes: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// A heading shared with neighbours of the same one; empty for none.
    pub group: String,
    /// Its own heading.
    pub heading: String,
    /// What stands in it.
    pub kind: ColumnKind,
}

/// What stands in a column, which decides its alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, aligned left.
    Words,
    /// Numbers, aligned right.
    Numbers,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Detail, or a sum over details.
    pub kind: RowKind,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// Whether a row stands for itself or for a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A row of its own.
    Detail,
    /// A sum over some of the rows.
    Subtotal,
    /// The sum over all of them.
    Total,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A year, shown without a thousands separator.
    Year(u16),
    /// Whole pupils, places or rows.
    Count(i64),
    /// A difference in whole pupils, always with its sign.
    Difference(i64),
    /// Per cent, one decimal.
    Percent(f64),
    /// Per cent, one decimal, always with its sign.
    SignedPercent(f64),
    /// A plain number with the stated number of decimals.
    Decimal(f64, u8),
    /// A judgement: words, with a tone that colour may repeat but never carries alone.
    Judgement(Tone, String),
    /// A figure of a heat table: words that say the band, with a tone that a coloured ground repeats.
    Heat(Tone, String),
    /// Not held.
    Missing,
}

/// The tone of a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Worth watching.
    Watch,
    /// Not as it should be.
    Poor,
}

impl Column {
    /// A column of words.
    pub fn words(heading: &str) -> Column {
        Column { group: String::new(), heading: heading.to_owned(), kind: ColumnKind::Words }
    }

    /// A column of numbers.
    pub fn numbers(heading: &str) -> Column {
        Column { group: String::new(), heading: heading.to_owned(), kind: ColumnKind::Numbers }
    }

    /// The same column under a heading shared with its neighbours.
    pub fn under(mut self, group: &str) -> Column {
        self.group = group.to_owned();
        self
    }
}

impl Block {
    /// A section heading.
    pub fn section(anchor: &str, text: &str) -> Block {
        Block::Heading { level: HeadingLevel::Section, anchor: anchor.to_owned(), text: text.to_owned() }
    }

    /// A heading inside a section that the contents list.
    pub fn part(anchor: &str, text: &str) -> Block {
        Block::Heading { level: HeadingLevel::Part, anchor: anchor.to_owned(), text: text.to_owned() }
    }

    /// A heading inside a section.
    pub fn subsection(anchor: &str, text: &str) -> Block {
        Block::Heading { level: HeadingLevel::Subsection, anchor: anchor.to_owned(), text: text.to_owned() }
    }
}
