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
        None => (message.to_owned(), HELP.to_owned()),
    }
}

/// A value of the wrong kind.
pub(super) fn of_value(key: &str, value: &DeValue, message: &str) -> (String, String) {
    let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let whole = ["i32", "u16"].contains(&expected);
    let (what, hint) = match value {
        DeValue::String(text) if whole || expected == "f64" => {
            let text = text.trim();
            let number = text.parse::<f64>().is_ok();
            let hint = if number { format!("write {text} without quotes") } else { "write a number".to_owned() };
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
