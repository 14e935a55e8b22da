//! What is wrong with a file, in words for those who do not write TOML every day.

use super::HELP;
use serde::de::DeserializeOwned;
use toml::de::DeValue;

/// The keys that a kind of change may have, as the type that reads them says.
pub(super) fn keys_of<T: DeserializeOwned>() -> Vec<String> {
    // A key that no kind has is answered with those that it has.
    let answer = toml::from_str::<T>("\"0\" = 0").err().map(|e| e.message().to_owned()).unwrap_or_default();
    answer.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect()
}

/// A line that is no TOML.
pub(super) fn of_syntax(text: &str, line: usize, message: &str) -> (String, String) {
    let written = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let quote = written.chars().find(|c| "\"'“”„‟‘’‚«»".contains(*c));
    match quote.filter(|c| !"\"'".contains(*c)) {
        Some(quote) => (
            format!("`{quote}` is a curly quotation mark, which a word processor makes of a straight one"),
            "write straight ones, as in `site = \"Westwood\"`, in an editor for plain text".to_owned(),
        ),
        None => of_bare_value(written).unwrap_or_else(|| (message.to_owned(), HELP.to_owned())),
    }
}

/// Keys whose value is a January.
const JANUARIES: [&str; 3] = ["from", "to", "expires"];

/// Keys whose value is another number.
const NUMBERS: [&str; 7] =
    ["shift_years", "scale", "pupils", "places", "yearly_percent", "fade", "surplus_percent_at_least"];

/// A value without quotes that is neither a number nor true nor false, in a line `key = value`.
fn of_bare_value(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.split('#').next().unwrap_or_default().trim());
    let begins = value.chars().next().filter(|c| c.is_alphanumeric())?;
    if let Some(january) = january_of(value).filter(|_| JANUARIES.contains(&key)) {
        return Some((format!("`{key} = {value}` is no year"), of_january(key, january)));
    }
    if JANUARIES.contains(&key) || NUMBERS.contains(&key) {
        let example = if JANUARIES.contains(&key) { "2022" } else { "2" };
        return Some((
            format!("`{key} = {value}` is no number"),
            format!("write it in digits, as in `{key} = {example}`"),
        ));
    }
    let bare = begins.is_alphabetic() || value.chars().any(char::is_alphabetic);
    (bare && !value.contains('"'))
        .then(|| (format!("`{value}` is text, and stands without quotes"), format!("write `{key} = \"{value}\"`")))
}

/// The January in a school year (2021/22) or in a month (2021-09, whose school year has its January in 2022).
fn january_of(text: &str) -> Option<u16> {
    let (year, rest) = text.split_once(['/', '-'])?;
    let year: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let within: u16 = rest.get(rest.len().checked_sub(2)?..)?.parse().ok()?;
    let school_year = within == (year + 1) % 100;
    match within {
        _ if school_year => Some(year + 1),
        1..=8 => Some(year),
        9..=12 => Some(year + 1),
        _ => None,
    }
}

fn of_january(key: &str, january: u16) -> String {
    format!("write the year of the January, without quotes: `{key} = {january}`")
}

/// A value of the wrong kind.
pub(super) fn of_value(key: &str, value: &DeValue, message: &str) -> (String, String) {
    let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let whole = ["i32", "u16"].contains(&expected);
    let (what, hint) = match value {
        DeValue::String(text) if whole || expected == "f64" => {
            let text = text.trim();
            let number = text.parse::<f64>().is_ok();
            let hint = match january_of(text).filter(|_| JANUARIES.contains(&key)) {
                Some(january) => of_january(key, january),
                None if number => format!("write {text} without quotes"),
                None => "write a number".to_owned(),
            };
            ("is text, and a number is needed", hint)
        }
        DeValue::Float(number) if whole => {
            let nearest = number.as_str().split('.').next().unwrap_or("2");
            ("is not whole", format!("write whole years, as in `{key} = {nearest}`"))
        }
        DeValue::Integer(number) if expected == "a string" => {
            ("is a number, and text is needed", format!("write it in quotes: `{key} = \"{}\"`", number.as_str()))
        }
        DeValue::Array(_) => (message, HELP.to_owned()),
        _ if expected == "a sequence" => {
            ("is not a list", format!("write it in square brackets, as in `{key} = [\"thanet\"]`"))
        }
        _ if expected == "a map" => {
            ("gives no areas or years", format!("write it in braces, as in `{key} = {{ thanet = 1 }}`"))
        }
        _ if expected == "a boolean" => ("is neither true nor false", format!("write `{key} = true`, without quotes")),
        _ => (message, HELP.to_owned()),
    };
    if what == message { (format!("`{key}`: {message}"), hint) } else { (format!("`{key}` {what}"), hint) }
}
