//! Numbers as a council reads them: thousands separators, a real minus sign, halves rounded away from zero.

/// What stands where a number is not held.
pub(super) const NOT_HELD: &str = "–";

const MINUS: char = '−';

/// How far below a tie a product may fall and still be the tie: `1.005 * 100.0` is `100.49999999999999`.
const NUDGE: f64 = 1e-9;

/// Whole pupils, places or rows: `1,234`.
pub fn count(value: i64) -> String {
    let sign = if value < 0 { MINUS.to_string() } else { String::new() };
    sign + &grouped(&value.unsigned_abs().to_string())
}

/// A difference in whole pupils, always with its sign: `+22`, `−149`, and `0` for none.
pub fn difference(value: i64) -> String {
    if value > 0 { format!("+{}", count(value)) } else { count(value) }
}

/// Per cent with one decimal: `5.2%`.
pub fn percent(value: f64) -> String {
    if value.is_finite() { decimal(value, 1) + "%" } else { NOT_HELD.to_owned() }
}

/// Per cent beside a judgement by some lines: one decimal, or as few more as do not show a value on a line that it does not lie on.
/// 4.95 beside a line at 5 is `4.95%` and 5.03 is `5.03%`, for `5.0%` could be either; what lies on the line is `5.0%`.
pub fn percent_beside(value: f64, lines: &[f64]) -> String {
    if value.is_finite() { decimal(value, decimals_beside(value, lines, 1)) + "%" } else { NOT_HELD.to_owned() }
}

/// The decimals of [`percent_beside`], from the fewest wanted on.
pub fn decimals_beside(value: f64, lines: &[f64], fewest: u8) -> u8 {
    let hides = |decimals: u8| {
        let shown = round_half_up(value, decimals);
        lines.iter().any(|line| (value - line).abs() > ON_THE_LINE && (shown - line).abs() < ON_THE_LINE)
    };
    (fewest..MOST_DECIMALS).find(|d| !hides(*d)).unwrap_or(MOST_DECIMALS)
}

/// Closer to a line than this, in points, a value lies on it: shares are written with few decimals.
const ON_THE_LINE: f64 = 1e-9;

/// More decimals tell a reader nothing.
const MOST_DECIMALS: u8 = 6;

/// A chance from 0 to 1 in whole per cent, never rounded to the impossible or the certain: `<1%`, `37%`, `>99%`.
pub fn chance(share: f64) -> String {
    match round_half_up(100.0 * share, 0) {
        p if !p.is_finite() => NOT_HELD.to_owned(),
        p if p < 1.0 => "<1%".to_owned(),
        p if p > 99.0 => ">99%".to_owned(),
        p => decimal(p, 0) + "%",
    }
}

/// Names in a sentence: `a, b and c`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Per cent with one decimal and its sign: `+0.5%`, `−0.9%`, and `0.0%` for what rounds to nothing.
pub fn signed_percent(value: f64) -> String {
    let is_shown_positive = value.is_finite() && round_half_up(value, 1) > 0.0;
    if is_shown_positive { format!("+{}", percent(value)) } else { percent(value) }
}

/// A number with the stated number of decimals: `1,234.50`.
pub fn decimal(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return NOT_HELD.to_owned();
    }
    let rounded = round_half_up(value, decimals);
    let digits = format!("{:.*}", usize::from(decimals), rounded.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let sign = if rounded < 0.0 { MINUS.to_string() } else { String::new() };
    sign + &grouped(whole) + fraction
}

/// Rounds to the stated number of decimals, halves away from zero, as the number reads in decimal: 1.005 to two
/// decimals is 1.01, although the nearest binary number lies a hair below the tie. Never gives minus zero.
pub fn round_half_up(value: f64, decimals: u8) -> f64 {
    let power = (0..decimals).fold(1.0, |power, _| power * 10.0);
    let scaled = value.abs() * power;
    let nudge = (scaled * NUDGE).min(NUDGE * 1e3);
    let rounded = (scaled + nudge + 0.5).floor() / power;
    if value < 0.0 && rounded > 0.0 { -rounded } else { rounded }
}

/// Digits in threes, from the right.
fn grouped(digits: &str) -> String {
    let mut spaced = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_in_threes() {
        let shown = [0, 7, 999, 1_000, 17_124, 123_456, 1_234_567, -1_500, i64::MIN].map(count);
        let expected =
            ["0", "7", "999", "1,000", "17,124", "123,456", "1,234,567", "−1,500", "−9,223,372,036,854,775,808"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn differences_carry_a_sign_unless_there_is_none() {
        assert_eq!([-149, 22, 0, -1_500].map(difference), ["−149", "+22", "0", "−1,500"]);
    }

    #[test]
    fn ties_are_rounded_away_from_zero_as_they_read_in_decimal() {
        assert_eq!(decimal(0.25, 1), "0.3");
        assert_eq!(decimal(-0.25, 1), "−0.3");
        assert_eq!(decimal(1.005, 2), "1.01");
        assert_eq!(decimal(2.675, 2), "2.68");
        assert_eq!(decimal(0.5, 0), "1");
        assert_eq!(decimal(-4.35, 1), "−4.4");
    }

    #[test]
    fn what_lies_below_a_tie_stays_below_it() {
        assert_eq!(decimal(0.2499, 1), "0.2");
        assert_eq!(decimal(0.249_999_9, 1), "0.2");
        assert_eq!(decimal(1.004_999, 2), "1.00");
    }

    #[test]
    fn large_numbers_are_not_moved_by_the_nudge() {
        assert_eq!(decimal(1e9, 1), "1,000,000,000.0");
        assert_eq!(round_half_up(123_456_789_012.0, 0), 123_456_789_012.0);
    }

    #[test]
    fn percentages_have_one_decimal() {
        assert_eq!(percent(5.2), "5.2%");
        assert_eq!(percent(-12.34), "−12.3%");
        assert_eq!([-0.85, 0.5, 0.04, -0.04, 0.0].map(signed_percent), ["−0.9%", "+0.5%", "0.0%", "0.0%", "0.0%"]);
    }

    #[test]
    fn a_figure_beside_a_line_shows_on_which_side_it_lies() {
        let beside = |value| percent_beside(value, &[5.0, 7.0]);
        assert_eq!(
            [4.949, 4.95, 4.99, 5.03, 5.049, 5.05].map(beside),
            ["4.9%", "4.95%", "4.99%", "5.03%", "5.05%", "5.1%"]
        );
        assert_eq!([6.96, 7.0, 7.02].map(beside), ["6.96%", "7.0%", "7.02%"]);
        assert_eq!(beside(5.0), "5.0%");
        assert_eq!(beside(5.0 - 1e-12), "5.0%", "shares are written with few decimals");
        assert_eq!([4.996, 5.0004].map(beside), ["4.996%", "5.0004%"], "two decimals would be on the line, too");
        assert_eq!([-5.0, 12.34, 0.02].map(beside), ["−5.0%", "12.3%", "0.0%"]);
        assert_eq!(percent_beside(2.52, &[2.5]), "2.52%", "a floor that is no whole per cent");
        assert_eq!(percent_beside(-0.02, &[0.0]), "−0.02%");
        assert_eq!(beside(f64::NAN), NOT_HELD);
        assert_eq!(decimals_beside(20.3, &[20.0], 0), 1);
    }

    #[test]
    fn no_chance_is_nil_or_certain() {
        assert_eq!(
            [0.0, 0.004, 0.005, 0.37, 0.994, 0.996, 1.0].map(chance),
            ["<1%", "<1%", "1%", "37%", "99%", ">99%", ">99%"]
        );
    }

    #[test]
    fn nothing_is_rounded_to_minus_zero() {
        assert!(round_half_up(-0.04, 1).is_sign_positive());
        assert_eq!(decimal(-0.4, 0), "0");
    }

    #[test]
    fn what_is_not_a_number_is_not_held() {
        assert_eq!([percent(f64::NAN), signed_percent(f64::INFINITY), decimal(f64::NAN, 2)], [NOT_HELD; 3]);
    }
}
