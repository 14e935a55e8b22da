//! The skeleton as one workbook: a sheet for each table, with notes, lists to choose from and a header that stays.

use super::columns::{ColumnKind, TABLES, TableWords, YEAR_GROUPS, example};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError,
};

/// Rows with a list to choose from: more than any table is filled in by hand.
const ROWS_WITH_LISTS: u32 = 20_000;

/// The workbook. It has the same bytes each time: the date of its making is fixed.
pub(super) fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("A data set for rollcast").set_creation_datetime(&made));
    read_me(book.add_worksheet())?;
    for table in &TABLES {
        fill(book.add_worksheet(), table)?;
    }
    book.save_to_buffer()
}

fn read_me(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let strong = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("README")?.set_column_width(0, 22)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, "Sheet", &strong)?.write_string_with_format(0, 1, "What it holds", &strong)?;
    for (row, table) in (1..).zip(&TABLES) {
        sheet.write_string_with_format(row, 0, table.name, &wrapped)?;
        sheet.write_string_with_format(row, 1, table.words, &wrapped)?;
    }
    let last = TABLES.len() as u32 + 2;
    let closing = "Every row is made up and marked illustrative: put yours in its place, and take away the sheets that you do not need. This sheet is \
                   not read. dataset.toml, beside the workbook, says what the data set is.";
    sheet.write_string_with_format(last, 1, closing, &wrapped)?;
    Ok(())
}

fn fill(sheet: &mut Worksheet, table: &TableWords) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_background_color("#DCE6F1");
    // A code stays text: a spreadsheet would take the zero from 0012 and make a date of 7-11.
    let text = Format::new().set_num_format("@");
    sheet.set_name(table.name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0u16..).zip(table.columns) {
        if column.kind != ColumnKind::Number {
            sheet.set_column_format(at, &text)?;
        }
        let width = if ["name", "alias"].contains(&column.name) { 30 } else { 17 };
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, column.name, &header)?;
        sheet.insert_note(0, at, &Note::new(column.words).set_author("rollcast"))?;
        let choices = match column.kind {
            ColumnKind::Choice(choices) => choices,
            ColumnKind::YearGroup => &YEAR_GROUPS,
            ColumnKind::Text | ColumnKind::Number => continue,
        };
        let list = DataValidation::new().allow_list_strings(choices)?;
        sheet.add_data_validation(1, at, ROWS_WITH_LISTS, at, &list)?;
    }
    for (row, cells) in (1..).zip(example(table.name)) {
        for ((at, column), cell) in (0u16..).zip(table.columns).zip(cells) {
            match (column.kind, cell.parse::<f64>()) {
                (ColumnKind::Number, Ok(number)) => sheet.write_number(row, at, number)?,
                _ if cell.is_empty() => continue,
                _ => sheet.write_string_with_format(row, at, cell, &text)?,
            };
        }
    }
    Ok(())
}
