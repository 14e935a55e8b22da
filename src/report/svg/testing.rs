//! Reading an SVG back, for tests.

use super::label;

/// A line of text as it was written: position in units, size in units.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) words: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
    pub(super) size: f64,
}

/// The lines of text in the order in which they were written.
pub(super) fn texts(svg: &str) -> Vec<Text> {
    svg.split("<text ").skip(1).map(text).collect()
}

fn text(tag: &str) -> Text {
    let (attributes, rest) = tag.split_once('>').unwrap();
    let number = |name: &str| attribute(attributes, name).parse::<f64>().unwrap();
    let words = rest.split_once("</text>").unwrap().0.trim().to_owned();
    let (x, size) = (number("x"), number("font-size"));
    // Wider than the text is, so that what follows errs on the side of caution.
    let width = label::width(&words, size);
    let left = match attribute(attributes, "text-anchor") {
        "start" => x,
        "middle" => x - 0.5 * width,
        _ => x - width,
    };
    Text { words, left, right: left + width, y: number("y"), size }
}

fn attribute<'a>(attributes: &'a str, name: &str) -> &'a str {
    let (_, rest) = attributes.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

/// Fails when one line of text covers another.
pub(super) fn assert_apart(texts: &[Text]) {
    for (i, a) in texts.iter().enumerate() {
        for b in &texts[i + 1..] {
            let beside = a.right <= b.left || b.right <= a.left;
            let above = (a.y - b.y).abs() >= 0.9 * a.size.min(b.size);
            assert!(beside || above, "{a:?} covers {b:?}");
        }
    }
}

/// Fails when a line of text leaves the paper.
pub(super) fn assert_inside(svg: &str, texts: &[Text]) {
    let view: Vec<f64> = attribute(svg, "viewBox").split(' ').map(|n| n.parse().unwrap()).collect();
    for text in texts {
        let inside = text.left >= 0.0 && text.right <= view[2] && text.y >= 0.0 && text.y + text.size <= view[3];
        assert!(inside, "{text:?} in {view:?}");
    }
}

/// Fails unless every tag is closed in its turn.
pub(super) fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        assert!(!text.contains('>'), "{text}");
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && svg.trim_end().ends_with("</svg>"), "{open:?} left open");
}

/// How often a tag is opened.
pub(super) fn count_tag(svg: &str, tag: &str) -> usize {
    svg.matches(tag).count()
}
