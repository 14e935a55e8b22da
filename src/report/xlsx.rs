//! A document as an Excel workbook: a sheet for each section, its tables one below the other.

use super::document::{Block, Cell, Column, Document, HeadingLevel, RowKind, Table, Tone};
use super::format;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The longest name of a sheet.
const LONGEST_NAME: usize = 31;

/// The widest column that still fits a page.
const WIDEST: usize = 60;

/// Renders the tables and the words of a document. Numbers stay numbers; charts are left out. The same document has the same bytes.
///
/// # Errors
/// [`XlsxError`] for a table that no sheet can hold.
pub fn render(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&made));
    let mut sheet: Option<Page> = None;
    for block in &document.blocks {
        if let Block::Heading { level: HeadingLevel::Section, text, .. } = block {
            if let Some(page) = sheet.take() {
                book.push_worksheet(page.sheet);
            }
            sheet = Some(Page::new(text, document)?);
        }
        if let Some(page) = &mut sheet {
            page.add(block)?;
        }
    }
    if let Some(page) = sheet {
        book.push_worksheet(page.sheet);
    }
    book.save_to_buffer()
}

/// A sheet and the next row to fill.
struct Page {
    sheet: Worksheet,
    row: u32,
    widths: Vec<usize>,
}

impl Page {
    fn new(section: &str, document: &Document) -> Result<Page, XlsxError> {
        // Characters that the name of a sheet may not have.
        let name: String = section.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(LONGEST_NAME).collect();
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.write_string_with_format(0, 0, &document.title, &Format::new().set_bold().set_font_size(14))?;
        sheet.write_string(1, 0, &document.subtitle)?;
        Ok(Page { sheet, row: 3, widths: vec![] })
    }

    fn add(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Heading { level: HeadingLevel::Section, .. } | Block::Chart(_) | Block::ChartGrid(_) => Ok(()),
            Block::Heading { text, .. } => self.line(text, &Format::new().set_bold()),
            Block::Paragraph(text) => self.line(text, &Format::new()),
            Block::Note { text, .. } => self.line(text, &Format::new().set_italic()),
            Block::Figures(figures) => figures
                .iter()
                .try_for_each(|f| self.line(&format!("{}: {} {}", f.label, words(&f.value), f.detail), &Format::new())),
            Block::Table(table) => self.table(table),
        }
    }

    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, format)?;
        self.row += 2;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        self.line(&table.caption, &Format::new().set_bold())?;
        self.row -= 1;
        let header =
            Format::new().set_bold().set_background_color("#DCE6F1").set_text_wrap().set_align(FormatAlign::Top);
        for (at, column) in (0..).zip(&table.columns) {
            self.write(at, &Cell::Text(heading(column)), &header)?;
        }
        self.row += 1;
        for row in &table.rows {
            let strong = row.kind != RowKind::Detail;
            for (at, cell) in (0..).zip(&row.cells) {
                let plain = Format::new().set_align(FormatAlign::Top).set_text_wrap();
                let plain = if strong { plain.set_bold() } else { plain };
                let format = match cell {
                    Cell::Heat(tone, _) | Cell::Judgement(tone, _) => plain.set_background_color(ground(*tone)),
                    Cell::Count(_) | Cell::Difference(_) => plain.set_num_format("#,##0"),
                    Cell::Percent(_) | Cell::SignedPercent(_) => plain.set_num_format("0.0\"%\""),
                    _ => plain,
                };
                self.write(at, cell, &format)?;
            }
            self.row += 1;
        }
        for note in &table.footnotes {
            self.sheet.write_string_with_format(self.row, 0, note, &Format::new().set_italic())?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn write(&mut self, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
        match cell {
            Cell::Year(year) => self.sheet.write_number_with_format(self.row, column, f64::from(*year), format)?,
            Cell::Count(n) | Cell::Difference(n) => {
                self.sheet.write_number_with_format(self.row, column, *n as f64, format)?
            }
            Cell::Percent(x) | Cell::SignedPercent(x) | Cell::Decimal(x, _) => {
                self.sheet.write_number_with_format(self.row, column, *x, format)?
            }
            Cell::Text(text) | Cell::Judgement(_, text) | Cell::Heat(_, text) => {
                self.sheet.write_string_with_format(self.row, column, text, format)?
            }
            Cell::Missing => self.sheet.write_blank(self.row, column, format)?,
        };
        let at = usize::from(column);
        self.widths.resize(self.widths.len().max(at + 1), 8);
        let width = words(cell).chars().count().min(WIDEST) + 2;
        if width > self.widths[at] {
            self.widths[at] = width;
            self.sheet.set_column_width(column, width as f64)?;
        }
        Ok(())
    }
}

fn heading(column: &Column) -> String {
    if column.group.is_empty() { column.heading.clone() } else { format!("{}: {}", column.group, column.heading) }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Year(year) => year.to_string(),
        Cell::Count(n) => format::count(*n),
        Cell::Difference(n) => format::difference(*n),
        Cell::Percent(x) => format::percent(*x),
        Cell::SignedPercent(x) => format::signed_percent(*x),
        Cell::Decimal(x, decimals) => format::decimal(*x, *decimals),
        Cell::Text(text) | Cell::Judgement(_, text) | Cell::Heat(_, text) => text.clone(),
        Cell::Missing => String::new(),
    }
}

/// The ground of a judgement, as the page has it.
fn ground(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "#DDEFE3",
        Tone::Watch => "#FBEFCF",
        Tone::Poor => "#F6D9D5",
    }
}
