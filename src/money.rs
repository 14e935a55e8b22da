//! Money in whole pence: sums of it are exact.

use std::fmt;

/// Pence of a pound sterling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pence(pub u64);

impl Pence {
    /// A share of the amount, rounded half-up to a whole penny; `None` of no shares.
    ///
    /// Formula: floor((2 amount + shares) / (2 shares)).
    pub fn shared(self, shares: u64) -> Option<Pence> {
        let (amount, shares) = (u128::from(self.0), u128::from(shares));
        let half_up = (2 * amount + shares).checked_div(2 * shares)?;
        Some(Pence(u64::try_from(half_up).unwrap_or(u64::MAX)))
    }

    /// The amount and so many per cent more, rounded half-up to a whole penny.
    ///
    /// Formula: floor((amount (100 + percent) + 50) / 100).
    pub fn and_percent(self, percent: u32) -> Pence {
        let half_up = (u128::from(self.0) * (100 + u128::from(percent)) + 50) / 100;
        Pence(u64::try_from(half_up).unwrap_or(u64::MAX))
    }
}

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
    fn a_share_and_a_rise_are_rounded_half_up() {
        assert_eq!(Pence(5).shared(2), Some(Pence(3)));
        assert_eq!([10, 11, 12].map(|p| Pence(p).shared(3)), [3, 4, 4].map(|p| Some(Pence(p))));
        assert_eq!(Pence(5).shared(0), None);
        assert_eq!([4, 5, 15].map(|p| Pence(p).and_percent(10)), [4, 6, 17].map(Pence));
    }

    #[test]
    fn pounds_carry_commas_and_pence_two_digits() {
        let words = [0, 5, 99_999, 100_000, 269_076_515].map(|p| Pence(p).to_string());
        assert_eq!(words, ["£0.00", "£0.05", "£999.99", "£1,000.00", "£2,690,765.15"]);
    }
}
