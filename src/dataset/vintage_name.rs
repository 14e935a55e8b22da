//! The name of a vintage: that of its folder.

use std::fmt;
use std::str::FromStr;

/// A name that is a folder on every system: letters, digits, `-`, `_` and `.`, the first a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VintageName(String);

/// Longest name, in letters.
const LONGEST: usize = 60;

impl VintageName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VintageName {
    type Err = String;

    fn from_str(text: &str) -> Result<VintageName, String> {
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if starts && !text.ends_with('.') && text.len() <= LONGEST && text.chars().all(sound) {
            Ok(VintageName(text.to_owned()))
        } else {
            Err(format!("write a short name of letters, digits, `-`, `_` and `.`, such as `2019`: up to {LONGEST}"))
        }
    }
}

impl fmt::Display for VintageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        for text in ["", ".", "..", "../2019", "a/b", "a\\b", ".hidden", "2019.", "höhe", "a b"] {
            assert!(text.parse::<VintageName>().is_err(), "{text}");
        }
        for text in ["2019", "2019-summer", "v1.2_draft"] {
            assert_eq!(text.parse::<VintageName>().unwrap().as_str(), text);
        }
    }
}
