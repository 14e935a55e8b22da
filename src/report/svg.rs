//! Charts as SVG: one picture for each [`Chart`], to stand inside a page that carries its title.
//!
//! Colours say nothing that a shape, a dash or a word does not say as well. The text is text, so that a reader can
//! search it and a page can set it in its own typeface.

mod axis;
mod bars;
mod canvas;
mod dots;
mod label;
mod rolls;
mod waterfall;

use super::chart::{Chart, Plot};

/// How large a chart stands on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Alone, over the width of the text.
    Normal,
    /// One of several side by side, or alone on a phone.
    Small,
}

/// Draws a chart as an SVG element with a `viewBox` and no size of its own: the page decides how wide it is.
pub fn render(chart: &Chart, size: Size) -> String {
    match &chart.plot {
        Plot::Rolls(plot) => rolls::render(plot, size, &chart.description),
        Plot::Dots(plot) => dots::render(plot, size, &chart.description),
        Plot::Bars(plot) => bars::render(plot, size, &chart.description),
        Plot::Waterfall(plot) => waterfall::render(plot, size, &chart.description),
    }
}

impl Size {
    /// Width in pixels of the page.
    fn width(self) -> f64 {
        match self {
            Size::Normal => 720.0,
            Size::Small => 360.0,
        }
    }

    /// Height of lettering in pixels of the page.
    fn lettering(self) -> f64 {
        match self {
            Size::Normal => 13.0,
            Size::Small => 11.5,
        }
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::assert_well_formed;
    use super::*;
    use crate::report::chart::RollPlot;

    #[test]
    fn a_picture_is_sized_by_its_page_and_described_for_those_who_cannot_see_it() {
        let chart = Chart {
            finding: String::new(),
            measure: String::new(),
            description: "Rolls < places & \"more\"".to_owned(),
            plot: Plot::Rolls(RollPlot::default()),
        };
        for size in [Size::Normal, Size::Small] {
            let svg = render(&chart, size);
            let tag = svg.split_once('>').unwrap().0;
            assert!(tag.contains("viewBox=\"0 0 ") && !tag.contains("width=") && !tag.contains(" height="), "{tag}");
            assert!(tag.contains("aria-label=\"Rolls &lt; places &amp; &quot;more&quot;\""), "{tag}");
            assert!(!svg.contains(" id="));
            assert_well_formed(&svg);
        }
    }
}
