//! Labels: how wide they are, and where they stand without covering one another.

use super::canvas::At;

/// A line of text is this much higher than its lettering.
pub(super) const LEADING: f64 = 1.25;

/// How far apart the samples stand that keep labels off a line, in pixels.
const SAMPLE: f64 = 3.0;

/// How far labels keep off lines, in pixels.
const CLEARANCE: f64 = 2.5;

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Left edge.
    pub(super) left: f64,
    /// Upper edge.
    pub(super) top: f64,
    /// Right edge.
    pub(super) right: f64,
    /// Lower edge.
    pub(super) bottom: f64,
}

impl Frame {
    /// The corners in turn.
    pub(super) fn corners(&self) -> [At; 4] {
        let Frame { left, top, right, bottom } = *self;
        [(left, top), (right, top), (right, bottom), (left, bottom)]
    }

    /// Whether the other frame lies inside this one.
    pub(super) fn encloses(&self, other: &Frame) -> bool {
        other.left >= self.left && other.right <= self.right && other.top >= self.top && other.bottom <= self.bottom
    }

    fn is_touched_by(&self, (x, y): At) -> bool {
        let beside = x < self.left - CLEARANCE || x > self.right + CLEARANCE;
        !beside && y > self.top - CLEARANCE && y < self.bottom + CLEARANCE
    }
}

/// The width of a line of text in pixels. No font is at hand, so it is estimated, rather too wide than too narrow: a
/// page may set it in any sans-serif typeface, and in bold.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    ems * size
}

fn ems(letter: char) -> f64 {
    match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | 'i' | 'j' | 'l' | 'I' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 0.47,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.98,
        'A'..='Z' | '&' => 0.74,
        '0'..='9' => 0.68,
        '\u{2E80}'.. => 1.0,
        _ => 0.63,
    }
}

/// The text in at most two lines that fit into `room` pixels, cut with an ellipsis where it does not.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let fits = |line: &str| width(line, size) <= room;
    if fits(text) {
        return vec![text.to_owned()];
    }
    let mut breaks = text.match_indices(' ').map(|(at, _)| text.split_at(at));
    match breaks.rfind(|(first, _)| fits(first)) {
        Some((first, rest)) => vec![first.to_owned(), cut(rest.trim_start(), fits)],
        None => vec![cut(text, fits)],
    }
}

fn cut(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while kept.pop().is_some() && !fits(&format!("{kept}…")) {}
    format!("{}…", kept.trim_end())
}

/// Pushes positions apart until they are `gap` from one another, each group staying centred on where its members
/// wanted to be, and all of them between `low` and `high`. The order of the answer is that of the question.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let highest = (high - gap * wanted.len().saturating_sub(1) as f64).max(low);

    // Less its own share of the gaps, a position may not be below the one before it: pool those which are.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, &i) in order.iter().enumerate() {
        let mut pool = (wanted[i] - gap * rank as f64, 1);
        while let Some(&(above, size)) = pools.last().filter(|(above, _)| *above > pool.0) {
            pool = ((above * size as f64 + pool.0 * pool.1 as f64) / (size + pool.1) as f64, size + pool.1);
            pools.pop();
        }
        pools.push(pool);
    }

    let pooled = pools.into_iter().flat_map(|(at, size)| std::iter::repeat_n(at.clamp(low, highest), size));
    let mut spread = vec![0.0; wanted.len()];
    for ((rank, &i), at) in order.iter().enumerate().zip(pooled) {
        spread[i] = at + gap * rank as f64;
    }
    spread
}

/// What labels must keep off: lines already drawn.
#[derive(Debug, Default)]
pub(super) struct Obstacles {
    points: Vec<At>,
}

impl Obstacles {
    /// Adds a line through the points.
    pub(super) fn add_line(&mut self, points: &[At]) {
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let samples = ((x1 - x0).hypot(y1 - y0) / SAMPLE).ceil().max(1.0) as u32;
            let along = |i: u32| f64::from(i) / f64::from(samples);
            self.points.extend((0..=samples).map(along).map(|t| (x0 + t * (x1 - x0), y0 + t * (y1 - y0))));
        }
    }

    /// The first of the frames that no line crosses.
    pub(super) fn first_free<T>(&self, candidates: impl IntoIterator<Item = (Frame, T)>) -> Option<T> {
        let is_free = |frame: &Frame| !self.points.iter().any(|&at| frame.is_touched_by(at));
        candidates.into_iter().find(|(frame, _)| is_free(frame)).map(|(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_apart(spread: &[f64], gap: f64) {
        let mut sorted = spread.to_vec();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= gap - 1e-9), "{sorted:?}");
    }

    #[test]
    fn labels_with_room_stay_where_they_belong() {
        assert_eq!(spread(&[80.0, 20.0, 50.0], 15.0, 0.0, 100.0), [80.0, 20.0, 50.0]);
    }

    #[test]
    fn labels_in_a_heap_are_pushed_apart_around_their_middle() {
        let spread = spread(&[50.0, 52.0, 48.0], 15.0, 0.0, 100.0);
        assert_apart(&spread, 15.0);
        assert_eq!(spread, [50.0, 65.0, 35.0]);
    }

    #[test]
    fn labels_at_an_edge_are_pushed_inwards() {
        let spread = spread(&[99.0, 98.0, 1.0, 100.0], 15.0, 0.0, 100.0);
        assert_apart(&spread, 15.0);
        assert!(spread.iter().all(|y| (0.0..=100.0).contains(y)), "{spread:?}");
    }

    #[test]
    fn long_names_take_two_lines_and_no_more() {
        assert_eq!(wrapped("Dover", 12.0, 100.0), ["Dover"]);
        assert_eq!(wrapped("Tonbridge and Malling", 12.0, 100.0), ["Tonbridge and", "Malling"]);
        let long = wrapped("Sevenoaks Northern Villages and Surroundings", 12.0, 100.0);
        assert_eq!(long.len(), 2);
        assert!(long[1].ends_with('…') && long.iter().all(|line| width(line, 12.0) <= 100.0), "{long:?}");
    }

    #[test]
    fn a_label_moves_off_a_line() {
        let mut obstacles = Obstacles::default();
        obstacles.add_line(&[(0.0, 10.0), (100.0, 10.0)]);
        let on_the_line = Frame { left: 40.0, top: 5.0, right: 60.0, bottom: 15.0 };
        let below_it = Frame { top: 13.0, bottom: 23.0, ..on_the_line };
        assert_eq!(obstacles.first_free([(on_the_line, "on"), (below_it, "below")]), Some("below"));
        assert_eq!(obstacles.first_free([(on_the_line, "on")]), None);
    }
}
