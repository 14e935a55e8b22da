//! Money in whole pence: sums of it are exact.

use std::fmt;

/// Pence of a pound sterling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pence(pub u64);

impl fmt::Display for Pence {
    /// Pounds and pence, with a comma for thousands: £2,690,765.15.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0 / 100).to_string();
        let mut pounds = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                pounds.push(',');
            }
            pounds.push(digit);
        }
        write!(f, "£{pounds}.{:02}", self.0 % 100)
    }
}

impl std::iter::Sum for Pence {
    fn sum<I: Iterator<Item = Pence>>(amounts: I) -> Pence {
        Pence(amounts.fold(0, |total, amount| total.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_carry_commas_and_pence_two_digits() {
        let words = [0, 5, 99_999, 100_000, 269_076_515].map(|p| Pence(p).to_string());
        assert_eq!(words, ["£0.00", "£0.05", "£999.99", "£1,000.00", "£2,690,765.15"]);
    }
}
