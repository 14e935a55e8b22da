//! Changes of one scenario that cannot both hold, and names that resemble one that exists.

use super::drivers::one_site;
use super::scenarios::{refused, run, scenario};
use super::support::Files;

/// The small data set with a site, a planned change of places, and the scenario `test`.
fn with(changes: &str) -> Files {
    let mut files = one_site();
    let head = "event,area,school,kind,year_group,places,first_intake,position,status\n";
    files.set("place_changes.csv", format!("{head}Wing,ash-1,Hill,permanent,R,30,2017-09,commissioned,published\n"));
    files.set("scenarios/test.toml", scenario(changes));
    files
}

fn change(kind: &str, rest: &str) -> String {
    format!("[[change]]\nkind = \"{kind}\"\n{rest}\n")
}

#[test]
fn two_changes_that_contradict_are_refused_whatever_their_kind() {
    let school = |kind: &str, weights: &str| {
        change(
            kind,
            &format!(
                "area = \"ash-1\"\nschool = \"Hill\"\nyear_group = \"R\"\nplaces = 20\nfirst_intake = \"2017-09\"\n{weights}"
            ),
        )
    };
    let opening = school("opening", "draws_from = { ash-2 = 1 }");
    let closure = school("closure", "goes_to = { ash-2 = 1 }");
    let pan = change("pan", "area = \"ash-1\"\nyear_group = \"R\"\nplaces = 5\nfirst_intake = \"2017-09\"");
    let target = |percent: u8| change("target", &format!("target = \"primary\"\nsurplus_percent_at_least = {percent}"));
    for (one, other, what) in [
        (
            change("migration", "scale = 2"),
            change("migration", "fade = 0.5\nareas = [\"ash\"]\nfrom = 2019"),
            "migration of the same areas and Januaries",
        ),
        (
            change("housing", "scale = 2"),
            change("housing", "remove = true\nsite = \"Mill Lane\""),
            "how many of the same homes are built",
        ),
        (
            change("housing", "site = \"Park\"\nareas = [\"ash-1\"]\ndwellings = { 2018 = 10 }"),
            change("housing", "site = \"Park\"\nareas = [\"ash-1\"]\ndwellings = { 2019 = 10 }"),
            "homes of the same new site",
        ),
        (
            change("yield", "scale = 2"),
            change("yield", "scale = 1.5\nyear_groups = [\"R\"]"),
            "pupils in a home of the same year groups",
        ),
        (opening.clone(), opening.clone(), "the same school"),
        (opening, closure.clone(), "the same school"),
        (closure.clone(), closure, "the same school"),
        (pan.clone(), pan, "places of the same intake"),
        (
            change("event", "event = \"Wing\"\nshift_years = 1"),
            change("event", "event = \"Wing\"\nremove = true"),
            "the same event",
        ),
        (target(3), target(7), "the same target"),
    ] {
        let text = format!("the change contradicts that of row 3: both set {what}");
        refused(
            &with(&(one + &other)),
            &[],
            1,
            &[&text, "hint: keep one of the two, or let their years or areas differ"],
        );
    }
}

/// Adjustments and waves of arrivals add up, and homes can be late and fewer at once.
#[test]
fn changes_that_add_up_contradict_nothing() {
    let wave = change("migration", "add = { R = 5 }\nfrom = 2018\nto = 2019\nevidence = \"a test\"\nareas = [\"ash\"]");
    let own = change("intervention", "area = \"ash\"\nfrom = 2017\nexpires = 2018\npupils = 3\nreason = \"a test\"");
    let homes = change("housing", "shift_years = 1") + &change("housing", "scale = 0.5");
    let all = wave.clone() + &wave + &change("migration", "scale = 2") + &own + &own + &homes;
    run(&with(&all).save("small"), &[]).exits(0);
}

#[test]
fn names_that_resemble_one_that_exists_come_with_it() {
    let changes = change("event", "event = \"Wnig\"\nremove = true")
        + &change("housing", "site = \"Mill Lan\"\nshift_years = 1")
        + &change("target", "target = \"primry\"\nsurplus_percent_at_least = 3")
        + &change(
            "pan",
            "aera = \"ash-1\"\narea = \"ash-1\"\nyear_group = \"R\"\nplaces = 5\nfirst_intake = \"2017-09\"",
        );
    // Keys are read before names are held against the data set.
    refused(&with(&changes), &[], 1, &["unknown key `aera`", "hint: did you mean `area`?"]);
    let names = changes.replace("aera = \"ash-1\"\n", "");
    refused(
        &with(&names),
        &[],
        3,
        &[
            "unknown event `Wnig`\n  small/scenarios/test.toml, row 5\n  hint: did you mean `Wing`?",
            "unknown site `Mill Lan`\n  small/scenarios/test.toml, row 9\n  hint: did you mean `Mill Lane`?",
            "unknown target `primry`\n  small/scenarios/test.toml, row 13\n  hint: did you mean `primary`?",
        ],
    );
}
