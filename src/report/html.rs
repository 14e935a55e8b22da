//! Documents as one HTML page that needs nothing beside itself: no script, no font, no picture from elsewhere.
//!
//! What a page looks like is a template and a style sheet, which a council may replace by its own.

mod view;

use super::document::Document;
use crate::dataset::file_of;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use std::io;
use std::path::Path;

/// The file name of the template; its ending makes the template engine escape all text.
const TEMPLATE: &str = "report.html.j2";

/// The file name of the style sheet.
const STYLE: &str = "style.css";

/// How a council's pages look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// The page as a template of minijinja, named `report.html.j2` in a folder.
    pub template: String,
    /// The style sheet, named `style.css` in a folder.
    pub style: String,
}

impl House {
    /// The house style that rollcast brings.
    pub fn built_in() -> House {
        House {
            template: include_str!("../../reports/report.html.j2").to_owned(),
            style: include_str!("../../reports/style.css").to_owned(),
        }
    }

    /// The house style of a folder; what the folder does not hold is taken from the built-in one.
    pub fn from_folder(folder: &Path) -> io::Result<House> {
        let built_in = House::built_in();
        Ok(House {
            template: read_if_present(folder, TEMPLATE)?.unwrap_or(built_in.template),
            style: read_if_present(folder, STYLE)?.unwrap_or(built_in.style),
        })
    }
}

/// Renders a document as a page. Fails only where the template of the house does.
pub fn render(document: &Document, house: &House) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template(TEMPLATE, &house.template)?;
    let page = Serde(view::Page::of(document, &house.style));
    environment.get_template(TEMPLATE)?.render(page)
}

/// The text of a file of a folder, where there is one.
pub(super) fn read_if_present(folder: &Path, name: &str) -> io::Result<Option<String>> {
    let bytes = file_of(folder, name).map_err(io::Error::other)?;
    bytes.map(String::from_utf8).transpose().map_err(|_| io::Error::other(format!("`{name}` is not UTF-8 text")))
}

#[cfg(test)]
mod tests;
