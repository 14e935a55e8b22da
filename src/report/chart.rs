//! Charts as data: what is plotted and the finding it shows. [`super::svg`] draws them.

use crate::calendar::CensusYear;

/// A chart with the sentence it makes visible.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Title: the finding, as a sentence.
    pub finding: String,
    /// What is measured and in what unit, under the title.
    pub measure: String,
    /// What a reader who cannot see the chart is told.
    pub description: String,
    /// The marks.
    pub plot: Plot,
}

/// The kinds of chart the house draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// Pupils and places through the years.
    Rolls(RollPlot),
    /// One value for each area against a tolerance or a target.
    Dots(DotPlot),
    /// Gains and losses through the years.
    Bars(BarPlot),
    /// How one total becomes another, step by step.
    Waterfall(WaterfallPlot),
}

/// A value in a January.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The January.
    pub year: CensusYear,
    /// Pupils or places.
    pub value: f64,
}

/// An interval in a January.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The January.
    pub year: CensusYear,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Actual rolls, then the forecast with its bands, over the places as a stepped line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RollPlot {
    /// Actual January rolls up to the base year.
    pub actual: Vec<Point>,
    /// The forecast after the base year; drawn joined to the last actual.
    pub forecast: Vec<Point>,
    /// Bands from the widest to the narrowest, each with its label (`95 %`).
    pub bands: Vec<(String, Vec<Interval>)>,
    /// Places, drawn as steps.
    pub places: Vec<Point>,
    /// Actual rolls after the base year, which the forecast did not know.
    pub came: Vec<Point>,
    /// What changes the places, in order of date: each has a number on the places line and a line of the key.
    pub events: Vec<Event>,
}

/// Something that changes the places from a January on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The first January.
    pub year: CensusYear,
    /// What it is.
    pub label: String,
}

impl Chart {
    /// What the numbers on a chart mean, number by number; empty where it has none.
    pub fn key(&self) -> Vec<String> {
        let Plot::Rolls(plot) = &self.plot else { return vec![] };
        let line = |(i, e): (usize, &Event)| format!("{} {} (January {})", i + 1, e.label, e.year);
        plot.events.iter().enumerate().map(line).collect()
    }
}

/// One dot for each area on a common scale.
#[derive(Debug, Clone, PartialEq)]
pub struct DotPlot {
    /// Rows from top to bottom.
    pub rows: Vec<Dot>,
    /// What the shaded span or line means (`within 1 %`, `target 5 %`).
    pub reference_label: String,
    /// Lower and upper end of the shaded span; equal for a line.
    pub reference: (f64, f64),
}

/// A gain or a loss for each January.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BarPlot {
    /// Counted, up to the base year.
    pub actual: Vec<Point>,
    /// Expected after it.
    pub expected: Vec<Point>,
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// The area.
    pub label: String,
    /// Its value in per cent.
    pub value: f64,
    /// Whether it meets what the reference asks.
    pub met: bool,
}

/// From one total to another by steps that rise or fall: start and steps together make the end.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallPlot {
    /// The total that the steps start from, in pupils.
    pub start: Bar,
    /// Signed changes in pupils, from top to bottom.
    pub steps: Vec<Bar>,
    /// The total that the steps lead to, in pupils.
    pub end: Bar,
}

/// A bar of a waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// A total, or a signed change; a bar that is not a number is left out.
    pub value: f64,
}
