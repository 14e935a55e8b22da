//! (E2), (E3) National rates, smoothed so that one shock year does not become the rule.

use super::constants::Shock;

/// Level of a national log rate after every held year.
///
/// Formula: level = y_0; for each later held year j: v = y_j - level, cut at `clip` times the root mean square of the earlier
/// cut surprises (at least `least_usual`) once `surprises_needed` have been seen; level += max(1 - lambda, 1/(j+1)) v.
///
/// `rates` may hold NaN for years not held; none held gives 0.
///
/// Source: docs/method.md (E3).
pub(super) fn national_level(rates: impl Iterator<Item = f64>, lambda: f64, constants: &Shock) -> f64 {
    let mut held = rates.filter(|y| y.is_finite());
    let Some(mut level) = held.next() else { return 0.0 };
    let (mut squares, mut seen) = (0.0, 0);
    for y in held {
        let mut surprise = y - level;
        if seen >= constants.surprises_needed {
            let usual = (squares / seen as f64).sqrt().max(constants.least_usual);
            surprise = surprise.clamp(-constants.clip * usual, constants.clip * usual);
        }
        squares += surprise * surprise;
        seen += 1;
        level += (1.0 - lambda).max(1.0 / (seen + 1) as f64) * surprise;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOCK: Shock = Shock { clip: 2.5, least_usual: 0.0015, surprises_needed: 3 };

    /// Unit vectors of the reference implementation.
    #[test]
    fn the_level_matches_the_reference() {
        let long = [f64::NAN, 0.010, 0.012, 0.009, 0.011, 0.040, 0.012, -0.020];
        assert!((national_level(long.into_iter(), 0.35, &SHOCK) - 0.008231619063).abs() < 1e-12);
        let short = [0.010, 0.012, 0.009, 0.011, 0.040];
        assert!((national_level(short.into_iter(), 0.84, &SHOCK) - 0.011338870493).abs() < 1e-12);
        assert_eq!(national_level([f64::NAN].into_iter(), 0.35, &SHOCK), 0.0);
    }
}
