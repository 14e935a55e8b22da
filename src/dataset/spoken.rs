//! Years and year groups as people write them, in headers and in cells alike.

use crate::calendar::CensusYear;

/// The year group that a header, a cell or a planner names: as the data set does, or as `Y7`, `Yr 7`, `Year 7`, `Reception`, and
/// as a pivot table or a list of rolls heads it, `Sum of Y7`, `Y7 NOR`.
pub(crate) fn year_group(text: &str, groups: &[String]) -> Option<String> {
    let same = |name: &str| groups.iter().find(|g| g.eq_ignore_ascii_case(name)).cloned();
    if let Some(group) = same(text) {
        return Some(group);
    }
    let plain = text.to_lowercase().replace(['_', '-', '.'], " ");
    let plain = plain.trim();
    let plain = plain.strip_prefix("sum of ").unwrap_or(plain).trim();
    let plain = [" nor", " roll", " pupils"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain).trim();
    if ["reception", "rec", "year r", "yr r", "yr", "year group r"].contains(&plain) {
        return same("R");
    }
    let number = ["year group ", "year ", "yr ", "year", "yr", "y ", "y"].iter().find_map(|p| plain.strip_prefix(p));
    same(number.unwrap_or(plain).trim())
}

/// The January in a header or a cell: `2014`, `2013/14`, `201314`, `January 2014`, `Jan-14`.
pub(super) fn january(text: &str) -> Option<u16> {
    let plain = text.to_lowercase();
    let of_month = ["january", "jan"].iter().find_map(|p| plain.strip_prefix(p));
    let year = match of_month {
        None => academic(&plain)?,
        Some(rest) => {
            let rest = rest.trim_start_matches([' ', '-', '/', '.', '\'', '\u{2019}']);
            match rest.len() {
                // The century of `Jan-14` is no riddle: rolls of the last century are no January census.
                2 => 2000 + rest.parse::<u16>().ok().filter(|_| digits(rest))?,
                _ => academic(rest)?,
            }
        }
    };
    CensusYear::PLAUSIBLE.contains(&year).then_some(year)
}

/// A year by itself, or the second of two that follow each other.
fn academic(plain: &str) -> Option<u16> {
    let plain = plain.trim();
    let all: String = plain.chars().filter(|c| !matches!(c, '/' | '-' | '\u{2013}')).collect();
    let year: u16 = all.get(..4)?.parse().ok()?;
    match all.get(4..)? {
        "" if all == plain => Some(year),
        end if end == format!("{:02}", (year + 1) % 100) || end == (year + 1).to_string() => Some(year + 1),
        _ => None,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_groups_are_read_as_planners_write_them() {
        let groups: Vec<String> = ["R", "1", "2", "11"].map(str::to_owned).into();
        for (text, group) in [
            ("R", "R"),
            ("Reception", "R"),
            ("YR", "R"),
            ("Y1", "1"),
            ("Year 2", "2"),
            ("yr11", "11"),
            ("1", "1"),
            ("Sum of Y1", "1"),
            ("Sum of R", "R"),
            ("Y2 NOR", "2"),
            ("Reception roll", "R"),
        ] {
            assert_eq!(year_group(text, &groups).as_deref(), Some(group), "{text}");
        }
        for text in ["Total", "Y12", "Nursery", "R-6", "Y", "", "Sum of Total", "NOR"] {
            assert_eq!(year_group(text, &groups), None, "{text}");
        }
    }

    #[test]
    fn januaries_are_read_as_planners_write_them() {
        for (text, year) in [
            ("2014", 2014),
            ("2013/14", 2014),
            ("2013-14", 2014),
            ("2013/2014", 2014),
            ("201314", 2014),
            ("Jan 2014", 2014),
            ("January 2014", 2014),
            ("Jan-14", 2014),
            ("jan 14", 2014),
        ] {
            assert_eq!(january(text), Some(year), "{text}");
        }
        for text in
            ["2013/15", "14", "2014-2", "2-014", "total", "9999", "2013é", "Jan", "Jan 4", "Jan +4", "Sept 2014"]
        {
            assert_eq!(january(text), None, "{text}");
        }
    }
}
