//! A printed figure: sign, digits, per cent sign; and how a column writes its figures.

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// Nothing, or a sign for it.
    Blank,
    /// A figure.
    Figure(Figure),
    /// Anything else.
    Words,
}

/// A printed figure, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    /// Its digits as one whole number, with its sign.
    pub(super) digits: i64,
    /// How many of them stand after the point.
    pub(super) decimals: u8,
    /// Whether a per cent sign follows.
    pub(super) percent: bool,
    /// Whether a plus stands before it.
    pub(super) plus: bool,
    /// Whether a full stop trails.
    pub(super) stop: bool,
    /// Whether thousands are set apart.
    pub(super) thousands: bool,
    /// The character of its minus.
    pub(super) minus: Option<char>,
}

/// Signs that a table prints where it holds no figure.
const NOTHING: [&str; 8] = ["", "-", "–", "—", "..", "...", "n/a", ":"];

/// More digits than any count of pupils has, and few enough to compute with.
const MOST_DIGITS: usize = 12;

impl Text {
    pub(super) fn of(cell: &str) -> Text {
        let cell = cell.trim();
        if NOTHING.contains(&cell.to_lowercase().as_str()) {
            return Text::Blank;
        }
        Figure::read(cell).map_or(Text::Words, Text::Figure)
    }

    pub(super) fn figure(self) -> Option<Figure> {
        match self {
            Text::Figure(figure) => Some(figure),
            _ => None,
        }
    }
}

impl Figure {
    fn read(cell: &str) -> Option<Figure> {
        let (cell, stop) = match cell.strip_suffix('.') {
            Some(before) => (before, true),
            None => (cell, false),
        };
        let (cell, bracketed) = match cell.strip_prefix('(').and_then(|c| c.strip_suffix(')')) {
            Some(inside) => (inside, true),
            None => (cell, false),
        };
        let (cell, percent) = match cell.strip_suffix('%') {
            Some(before) => (before.trim_end(), true),
            None => (cell, false),
        };
        let sign = cell.chars().next()?;
        let minus = bracketed.then_some('-').or(Some(sign).filter(|c| matches!(c, '-' | '−' | '–')));
        let plus = sign == '+';
        let cell = cell.trim_start_matches(['-', '−', '–', '+']).trim_start();
        let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
        let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}']).collect();
        let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3);
        if !grouped || !groups.iter().all(|g| numeric(g)) || !(fraction.is_empty() || numeric(fraction)) {
            return None;
        }
        let digits: String = groups.concat() + fraction;
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let size: i64 = digits.parse().ok()?;
        Some(Figure {
            digits: if minus.is_some() { -size } else { size },
            decimals: fraction.len() as u8,
            percent,
            plus,
            stop,
            thousands: groups.len() > 1,
            minus,
        })
    }

    /// The count, where no digit stands after the point.
    pub(super) fn whole(self) -> Option<i64> {
        (self.decimals == 0 && !self.percent).then_some(self.digits)
    }
}

/// How a column writes its figures: as most of them are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// With a per cent sign.
    pub(super) percent: bool,
    /// With a plus before what is above zero.
    pub(super) plus: bool,
    /// With thousands set apart.
    thousands: bool,
    /// The character of a minus.
    minus: char,
    /// Digits after the point.
    pub(super) decimals: u8,
}

impl Style {
    pub(super) fn of(figures: &[Figure]) -> Style {
        let most = |of: &[&Figure], has: fn(&Figure) -> bool| 2 * of.iter().filter(|f| has(f)).count() > of.len();
        let all: Vec<&Figure> = figures.iter().collect();
        let positive: Vec<&Figure> = figures.iter().filter(|f| f.digits > 0).collect();
        let large: Vec<&Figure> = figures.iter().filter(|f| f.decimals == 0 && f.digits.abs() >= 1000).collect();
        let decimals = (0..=3u8).max_by_key(|d| (figures.iter().filter(|f| f.decimals == *d).count(), 3 - d));
        Style {
            percent: most(&all, |f| f.percent),
            // Half is enough: nobody puts a plus before some figures of a column and not before others.
            plus: positive.iter().any(|f| f.plus) && 2 * positive.iter().filter(|f| f.plus).count() >= positive.len(),
            thousands: most(&large, |f| f.thousands),
            minus: figures.iter().find_map(|f| f.minus).unwrap_or('-'),
            decimals: decimals.unwrap_or(0),
        }
    }

    /// A number with so many decimals, as the column would have printed it.
    pub(super) fn print(self, digits: i64, decimals: u8) -> String {
        let size = digits.unsigned_abs().to_string();
        let size = format!("{size:0>width$}", width = usize::from(decimals) + 1);
        let (whole, fraction) = size.split_at(size.len() - usize::from(decimals));
        let mut text = String::new();
        match digits {
            d if d < 0 => text.push(self.minus),
            d if d > 0 && self.plus => text.push('+'),
            _ => {}
        }
        for (i, digit) in whole.chars().enumerate() {
            if self.thousands && i > 0 && (whole.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if decimals > 0 {
            text.push('.');
            text.push_str(fraction);
        }
        if self.percent {
            text.push('%');
        }
        text
    }

    /// The figure as the column writes the others, where it is written otherwise: a sign left out, a full stop behind it.
    pub(super) fn mended(self, figure: Figure) -> Option<String> {
        let odd = self.percent && !figure.percent || self.plus && figure.digits > 0 && !figure.plus || figure.stop;
        odd.then(|| self.print(figure.digits, figure.decimals))
    }
}

/// Whether one slip of the keyboard turns one text into the other: a character replaced, left out or put in, two
/// neighbours changed about.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> (i64, u8, bool) {
        let figure = Text::of(cell).figure().unwrap_or_else(|| panic!("{cell} is a figure"));
        (figure.digits, figure.decimals, figure.percent)
    }

    #[test]
    fn signs_separators_and_per_cents_are_read_as_they_are_printed() {
        assert_eq!(read("17,125"), (17125, 0, false));
        assert_eq!(read("+22"), (22, 0, false));
        for minus in ["-149", "−149", "–149", "(149)", "- 149"] {
            assert_eq!(read(minus), (-149, 0, false), "{minus}");
        }
        assert_eq!(read("-0.4%"), (-4, 1, true));
        assert_eq!(read("12.75 %"), (1275, 2, true));
        assert_eq!(read("5002."), (5002, 0, false));
        for blank in ["", " ", "..", "n/a", "-", "–"] {
            assert_eq!(Text::of(blank), Text::Blank, "{blank}");
        }
        for words in ["Kent", "17l25", "1,46", "2013-09", "12,", "1..2", "120;180"] {
            assert_eq!(Text::of(words), Text::Words, "{words}");
        }
    }

    #[test]
    fn a_correction_is_printed_as_its_column_is() {
        let figures = |cells: &[&str]| -> Vec<Figure> { cells.iter().filter_map(|c| Text::of(c).figure()).collect() };
        let signed = Style::of(&figures(&["+22", "-13", "7"]));
        assert_eq!([signed.print(149, 0), signed.print(-149, 0), signed.print(0, 0)], ["+149", "-149", "0"]);
        let percents = Style::of(&figures(&["2.3%", "13.2%", "-1.6"]));
        assert_eq!([percents.print(3, 1), percents.print(-16, 1)], ["0.3%", "-1.6%"]);
        assert_eq!(percents.mended(figures(&["-1.6"])[0]).as_deref(), Some("-1.6%"));
        assert_eq!(percents.mended(figures(&["-1.6%"])[0]), None);
        assert_eq!(Style::of(&figures(&["1,460", "22,000", "9"])).print(17124, 0), "17,124");
    }
}
