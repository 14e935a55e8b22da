//! The files of a data set made from national files.

use super::places::Places;
use super::{Gathered, YEAR_GROUPS};
use crate::calendar::CensusYear;
use std::fmt::Write;

/// Every file, by name.
pub(super) fn files(gathered: &Gathered) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("dataset.toml".to_owned(), settings(gathered).into_bytes()),
        ("areas.csv".to_owned(), areas(gathered)),
        ("rolls.csv".to_owned(), rolls(gathered)),
    ];
    if !gathered.surveys.is_empty() {
        files.push(("published_capacity.csv".to_owned(), capacity(gathered)));
    }
    let places = gathered.places();
    if !places.is_empty() {
        files.push(("places.csv".to_owned(), places_of(gathered, &places)));
    }
    files.push(("PROVENANCE.md".to_owned(), provenance(gathered).into_bytes()));
    files
}

/// The code of the authority in the data set.
fn root(gathered: &Gathered) -> String {
    format!("la-{}", gathered.code)
}

fn settings(gathered: &Gathered) -> String {
    let years = gathered.rolls.keys().next().zip(gathered.rolls.keys().next_back());
    let span = years.map_or(String::new(), |(first, last)| format!(", January {first} to {last}"));
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let groups = held(gathered);
    let series = |name: &str, part: &[&str]| {
        let part: Vec<String> = groups.iter().filter(|g| part.contains(g)).map(|g| quoted(g)).collect();
        if part.is_empty() { String::new() } else { format!("{} = [{}]\n", quoted(name), part.join(", ")) }
    };
    let order: Vec<String> = groups.iter().map(|g| quoted(g)).collect();
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(text, "title = {}", quoted(&format!("{}: rolls by year group{span}", gathered.name)));
    let _ = writeln!(text, "root = {}", quoted(&root(gathered)));
    text += "source = \"Department for Education, pupils by year group in the January school census";
    text += if gathered.surveys.is_empty() { "\"\n" } else { ", and school capacity\"\n" };
    text += "licence = \"Open Government Licence v3.0\"\n";
    let mut note =
        "State-funded schools, by the authority in which the school lies; PROVENANCE.md says which files.".to_owned();
    if let Some((year, _)) = gathered.places().last() {
        let _ = write!(note, " Places are made of the net capacity of {year}, and are not those in use.");
    }
    let _ = writeln!(text, "note = {}", quoted(&note));
    text += "# For births.csv, when you add it: the child born in the year to 30 June 2009 enters Reception in January 2014.\n";
    text += "births_lag = 5\n\n[year_groups]\n";
    let _ = writeln!(text, "order = [{}]", order.join(", "));
    let _ = writeln!(text, "entry = {}", quoted(groups.first().unwrap_or(&"R")));
    if groups.contains(&"7") && groups.contains(&"6") {
        text += "transfer = \"7\"\n";
    }
    text += "\n[series]\n";
    text += &series("R", &YEAR_GROUPS[..1]);
    text += &series("R-6", &YEAR_GROUPS[..7]);
    text += &series("7", &YEAR_GROUPS[7..8]);
    text += &series("7-11", &YEAR_GROUPS[7..]);
    text
}

/// Year groups with a pupil in some January: one that an authority never has is no year group of its data set.
fn held(gathered: &Gathered) -> Vec<&'static str> {
    let has = |at: usize| gathered.rolls.values().any(|year| year[at] > 0.0);
    YEAR_GROUPS.into_iter().enumerate().filter(|(at, _)| has(*at)).map(|(_, name)| name).collect()
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![]);
    // Writing to a vector does not fail, and every row is as long as the header.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn areas(gathered: &Gathered) -> Vec<u8> {
    let root = root(gathered);
    let own =
        vec![root.clone(), gathered.name.clone(), "local_authority".to_owned(), String::new(), PUBLISHED.to_owned()];
    // The survey gives planning areas a code and no name; an area of an earlier survey may have gone since.
    let mut phases = std::collections::BTreeMap::<&str, [bool; 2]>::new();
    for (code, area) in gathered.surveys.values().flat_map(|s| &s.areas) {
        let held = phases.entry(code).or_default();
        *held = [held[0] || area.phases[0], held[1] || area.phases[1]];
    }
    let planning = phases.into_iter().map(|(code, phases)| {
        let phase = match phases {
            [true, false] => "primary",
            [false, true] => "secondary",
            _ => "primary and secondary",
        };
        let name = format!("Planning area {code}, {phase}");
        vec![code.to_owned(), name, "planning_area".to_owned(), root.clone(), PUBLISHED.to_owned()]
    });
    table(&["area", "name", "level", "parent", "status"], std::iter::once(own).chain(planning))
}

/// The status of every row: a national body published it.
const PUBLISHED: &str = "published";

fn whole(x: f64) -> String {
    if x.is_nan() { String::new() } else { x.to_string() }
}

fn rolls(gathered: &Gathered) -> Vec<u8> {
    let root = root(gathered);
    let groups = held(gathered);
    let rows = gathered.rolls.iter().flat_map(|(year, rolls)| {
        let root = &root;
        let kept = YEAR_GROUPS.iter().zip(rolls).filter(|(name, _)| groups.contains(name));
        kept.map(move |(name, n)| {
            vec![year.to_string(), root.clone(), (*name).to_owned(), whole(*n), PUBLISHED.to_owned()]
        })
    });
    table(&["census_year", "area", "year_group", "pupils", "status"], rows)
}

fn places_of(gathered: &Gathered, places: &[(CensusYear, Places)]) -> Vec<u8> {
    let root = root(gathered);
    let rows = places.iter().flat_map(|(year, places)| {
        let root = &root;
        let known = YEAR_GROUPS.iter().zip(places).filter(|(_, n)| !n.is_nan());
        known.map(move |(name, n)| {
            vec![year.to_string(), root.clone(), (*name).to_owned(), whole(*n), "reconstructed".to_owned()]
        })
    });
    table(&["census_year", "area", "year_group", "places", "status"], rows)
}

fn capacity(gathered: &Gathered) -> Vec<u8> {
    let rows = gathered.surveys.iter().flat_map(|(year, survey)| {
        survey.areas.iter().map(move |(code, area)| {
            let counts = [area.schools.to_string(), whole(area.places), whole(area.pupils)];
            let [schools, places, pupils] = counts;
            vec![year.to_string(), code.clone(), schools, places, pupils, PUBLISHED.to_owned()]
        })
    });
    table(&["census_year", "area", "schools", "places", "pupils", "status"], rows)
}

fn provenance(gathered: &Gathered) -> String {
    let mut text = format!("# Where the figures of {} come from\n\n", gathered.name);
    text += "Made by `rollcast import` from these files of the Department for Education, under the Open Government Licence v3.0:\n\n";
    text += "| file | SHA-256 |\n|---|---|\n";
    for source in &gathered.sources {
        let _ = writeln!(text, "| {} | {} |", source.name.replace('|', "\\|"), source.sha256);
    }
    text += "\nAll rows are `published`";
    text += if gathered.places().is_empty() { "" } else { ", but those of places.csv, which are `reconstructed`" };
    text += ". What happened on the way:\n\n";
    for note in &gathered.notes {
        let _ = writeln!(text, "- {note}");
    }
    if gathered.notes.is_empty() {
        text += "- nothing that need be said\n";
    }
    text
}
