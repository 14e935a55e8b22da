//! Areas that open, close, fill from the bottom or hold some year groups only. Every data set here stands still but for
//! that, so that what follows can be worked out by hand.

use super::support::{Files, figure, model, numbers, table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Not England's, so that nothing is compared with the built-in nation.
const GROUPS: [&str; 9] = ["K", "1", "2", "3", "4", "5", "6", "7", "8"];
const PRIMARY: usize = 7;
/// What an area standing still has in each year group: gains and losses on the way up, and nobody moves at transfer.
const USUAL: [i64; 9] = [100, 110, 99, 99, 90, 90, 99, 99, 110];
const BIRTHS: i64 = 200;
const MODELS: [&str; 2] = ["default", "cohort-survival-321"];
const LAST: i64 = 2018;

/// An area with its district and its pupils by year group (position) and January; `None` is no row.
type Area<'a> = (&'a str, &'a str, &'a dyn Fn(usize, i64) -> Option<i64>);

fn still(g: usize, _: i64) -> Option<i64> {
    Some(USUAL[g])
}

fn usual(g: usize) -> f64 {
    USUAL[g] as f64
}

/// January rolls of 2012 to 2018 of the first `groups` year groups, and births that never change.
fn world(groups: usize, areas: &[Area]) -> Files {
    let mut files = Files(BTreeMap::new());
    let order = GROUPS[..groups].iter().map(|g| format!("'{g}'")).collect::<Vec<_>>().join(", ");
    let transfer = if groups > PRIMARY { "transfer = '7'\n" } else { "" };
    files.set(
        "dataset.toml",
        format!(
            "title = 'Town'\nroot = 'town'\nsource = ''\nlicence = ''\nbirths_lag = 5\n\
             [year_groups]\norder = [{order}]\nentry = 'K'\n{transfer}[series]\n'all' = [{order}]\n"
        ),
    );
    let mut tree =
        "area,name,level,parent\ntown,Town,county,\nnorth,North,district,town\nsouth,South,district,town\n".to_owned();
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    let mut births = "area,year_to_30_june,births\n".to_owned();
    for (code, district, pupils) in areas {
        writeln!(tree, "{code},School {code},school,{district}").unwrap();
        for year in 2012..=LAST {
            for (g, group) in GROUPS[..groups].iter().enumerate() {
                if let Some(pupils) = pupils(g, year) {
                    writeln!(rolls, "{year},{code},{group},{pupils}").unwrap();
                }
            }
        }
        for year in 2007..LAST {
            writeln!(births, "{code},{year},{BIRTHS}").unwrap();
        }
    }
    files.set("areas.csv", tree);
    files.set("rolls.csv", rolls);
    files.set("births.csv", births);
    files
}

/// Figures ahead of 2018 by area, series and January.
struct Ahead(BTreeMap<Vec<String>, f64>);

impl Ahead {
    /// The forecast of a model; no figure is negative, infinite or undefined, and districts are the sums of their schools.
    #[track_caller]
    fn of(files: &Files, spec: &str) -> Ahead {
        let args = ["forecast", "town", "--model", &model(spec), "--format", "csv"];
        let mut rows = table(&files.save("town").rollcast(&args).exits(0).stdout);
        rows.retain(|r| r["census_year"].parse::<i64>().unwrap() > LAST);
        let ahead = Ahead(numbers(&rows, &["area", "series", "census_year"], "forecast"));
        assert!(!ahead.0.is_empty() && ahead.0.values().all(|n| n.is_finite() && *n >= 0.0), "{spec}");
        let bands = rows.iter().flat_map(|r| ["lo80", "hi80", "lo95", "hi95"].map(|c| (c, r)));
        for (column, row) in bands.filter(|(c, r)| !r[*c].is_empty()) {
            assert!(row[column].parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0), "{spec}, {column}: {row:?}");
        }
        let areas = table(files.text("areas.csv"));
        for (key, total) in ahead.0.iter().filter(|(key, _)| ["north", "south", "town"].contains(&key[0].as_str())) {
            let parts = areas.iter().filter(|a| a["parent"] == key[0]);
            let sum: f64 = parts.filter_map(|a| figure(&ahead.0, &[&a["area"], &key[1], &key[2]])).sum();
            assert!((sum - total).abs() < 4e-6, "{spec} {key:?}: {total}, its parts {sum}");
        }
        ahead
    }

    fn at(&self, area: &str, series: &str, year: i64) -> Option<f64> {
        figure(&self.0, &[area, series, &year.to_string()])
    }

    fn group(&self, area: &str, group: usize, year: i64) -> Option<f64> {
        self.at(area, GROUPS[group], year)
    }

    /// Asserts a figure worked out by hand, to the six decimals it is given with.
    #[track_caller]
    fn is(&self, area: &str, group: usize, year: i64, expected: f64) {
        let found = self.group(area, group, year).unwrap();
        assert!((found - expected).abs() <= 2e-6, "{area} {} {year}: {found}, by hand {expected}", GROUPS[group]);
    }
}

#[test]
fn what_stands_still_is_forecast_to_stand_still() {
    let files = world(PRIMARY, &[("a", "north", &still), ("b", "north", &still), ("c", "south", &still)]);
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for year in 2019..=2023 {
            for g in 0..PRIMARY {
                ahead.is("a", g, year, usual(g));
            }
        }
    }
}

/// Open in the fourth January with every year group: it has rates of its own, and they are those of the others.
#[test]
fn an_area_that_opens_in_year_4_uses_what_it_has() {
    let late = |g: usize, t: i64| (t >= 2015).then(|| USUAL[g]);
    let files = world(PRIMARY, &[("a", "north", &still), ("new", "north", &late), ("c", "south", &still)]);
    files
        .save("town")
        .rollcast(&["check", "town"])
        .exits(0)
        .says("warning: `new` has rolls from 2015 only: taken as opened then")
        .says("hint: its rates come from the years it has and from its parent");
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for g in 0..PRIMARY {
            ahead.is("new", g, 2019, usual(g));
        }
        // A neighbour had half the pupils of a nation of two and has a third of three. The default gives back at most 3 per
        // cent of that (E10, E11), so its forecast is up by no more than (3/2)^0.03; plain cohort survival sees nothing.
        let most = if model == "default" { 1.5_f64.powf(0.03) } else { 1.0 };
        for g in 1..PRIMARY {
            let neighbour = ahead.group("a", g, 2019).unwrap() / usual(g);
            assert!(neighbour >= 1.0 - 1e-7 && neighbour <= most + 1e-7, "{model} {g}: {neighbour}");
        }
    }
}

/// Open at the base: it has no history to learn from and moves as its district does, and the report names it.
#[test]
fn an_area_that_opens_at_the_base_moves_as_its_district_does() {
    let growing = [100.0, 105.0, 110.0, 116.0, 122.0, 128.0, 134.0];
    let old = |g: usize, _: i64| Some(growing[g] as i64);
    let new = |_: usize, t: i64| (t == LAST).then_some(60);
    let flat = |_: usize, _: i64| Some(100);
    let files =
        world(PRIMARY, &[("old", "north", &old), ("new", "north", &new), ("c", "south", &flat), ("d", "south", &flat)]);
    let ahead = Ahead::of(&files, "default");
    // By hand: the nation's rate of a year group over the three areas with a history; the district's movement is what `old`
    // has over what it would have at those rates.
    let nation = |g: usize| (200.0 + growing[g]) / (200.0 + growing[g - 1]);
    let expected: f64 = (1..PRIMARY).map(|g| growing[g - 1] * nation(g)).sum();
    let district = growing[1..].iter().sum::<f64>() / expected;
    assert!(district > 1.01);
    for g in 1..PRIMARY {
        ahead.is("new", g, 2019, 60.0 * nation(g) * district);
    }
    // Its first Reception is known: 60 of 200 born, where the nation of that January had 360 of 800. The nation's rate is
    // half, but for a surprise of that January cut to 2.5 times 0.0015 (E3); its under-fives move as the district does (E8).
    let entry =
        ahead.at("new", "K", 2019).unwrap() / (BIRTHS as f64 * 0.5 * (60.0 / 200.0) / (360.0 / 800.0) * district);
    assert!((entry.ln() + 0.00375 / 2.0).abs() <= 0.00375 / 2.0 + 1e-7, "{entry}");
    // Plain cohort survival takes the district's ratio of each year group.
    let ahead = Ahead::of(&files, "cohort-survival-321");
    (1..PRIMARY).for_each(|g| ahead.is("new", g, 2019, 60.0 * growing[g] / growing[g - 1]));
    for name in MODELS {
        let outputs = files.save("town").run_to("out", &["--model", &model(name)]);
        let (_, told) = outputs.text("report.html").split_once("Ratios taken from a larger area").expect(name);
        assert!(told.contains("School new"), "{name} names the area");
    }
}

#[test]
fn an_area_that_closed_has_no_forecast_and_its_neighbours_have() {
    let closed = |g: usize, t: i64| (t <= 2015).then(|| USUAL[g]);
    let files = world(PRIMARY, &[("a", "north", &still), ("old", "north", &closed), ("c", "south", &still)]);
    files.save("town").rollcast(&["check", "town"]).exits(0).says("`old` has no rolls after 2015: taken as closed");
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        assert!(!ahead.0.keys().any(|key| key[0] == "old"), "{model}");
        // The other way round: a third of three is now half of two.
        let least = if model == "default" { 1.5_f64.powf(-0.03) } else { 1.0 };
        for g in 1..PRIMARY {
            let neighbour = ahead.group("a", g, 2019).unwrap() / usual(g);
            assert!(neighbour <= 1.0 + 1e-7 && neighbour >= least - 1e-7, "{model} {g}: {neighbour}");
        }
    }
}

/// Year groups that an area has never held have no forecast, and its total is the sum of those it has.
#[test]
fn an_infant_only_area_is_forecast_in_its_own_year_groups() {
    let infant = |g: usize, _: i64| (g <= 2).then(|| USUAL[g]);
    let files = world(PRIMARY, &[("a", "north", &still), ("infant", "north", &infant), ("c", "south", &still)]);
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for year in 2019..=2023 {
            for g in 0..PRIMARY {
                if g <= 2 {
                    ahead.is("infant", g, year, usual(g));
                } else {
                    assert_eq!(ahead.group("infant", g, year), None, "{model} {year}");
                }
                ahead.is("a", g, year, usual(g));
            }
            assert!((ahead.at("infant", "all", year).unwrap() - 309.0).abs() < 1e-5, "{model} {year}");
        }
    }
}

/// The same written with zeros: its Year 2 has left every year, so nobody moves up into its Year 3.
#[test]
fn an_infant_only_area_written_with_zeros_keeps_them() {
    let infant = |g: usize, _: i64| Some(if g <= 2 { USUAL[g] } else { 0 });
    let files = world(PRIMARY, &[("a", "north", &still), ("infant", "north", &infant), ("c", "south", &still)]);
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for year in 2019..=2023 {
            for g in 0..PRIMARY {
                ahead.is("infant", g, year, if g <= 2 { usual(g) } else { 0.0 });
                ahead.is("a", g, year, usual(g));
            }
        }
    }
}

/// A primary school and the secondary school its Year 6 goes to, beside two schools of both phases.
#[test]
fn areas_of_one_phase_are_joined_by_transfers() {
    let primary = |g: usize, _: i64| (g < PRIMARY).then(|| USUAL[g]);
    let secondary = |g: usize, _: i64| (g >= PRIMARY).then(|| USUAL[g]);
    let mut files = world(
        GROUPS.len(),
        &[("a", "north", &still), ("p", "north", &primary), ("s", "north", &secondary), ("c", "south", &still)],
    );
    let mut transfers = "census_year,from,to,pupils\n".to_owned();
    for year in 2013..=LAST {
        for (from, to) in [("a", "a"), ("c", "c"), ("p", "s")] {
            writeln!(transfers, "{year},{from},{to},{}", USUAL[6]).unwrap();
        }
    }
    files.set("transfers.csv", transfers);
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for year in 2019..=2023 {
            for g in 0..GROUPS.len() {
                ahead.is("a", g, year, usual(g));
                let (open, closed) = if g < PRIMARY { ("p", "s") } else { ("s", "p") };
                ahead.is(open, g, year, usual(g));
                assert_eq!(ahead.group(closed, g, year), None, "{model} {year}");
            }
        }
    }
}

/// Year 3 empty in every January: those below leave before it and nobody moves up from it, and `check` says so.
#[test]
fn a_year_group_of_zeros_passes_nobody_on() {
    let hollow = |g: usize, _: i64| Some(if g == 3 { 0 } else { USUAL[g] });
    let files = world(PRIMARY, &[("a", "north", &still), ("hollow", "north", &hollow), ("c", "south", &still)]);
    files
        .save("town")
        .rollcast(&["check", "town"])
        .exits(0)
        .says("warning: `hollow` has pupils in year group 4 and has never had any in 3: nobody is forecast to move up into it");
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for year in 2019..=2023 {
            ahead.is("hollow", 3, year, 0.0);
            ahead.is("hollow", 4, year, 0.0);
            ahead.is("a", 3, year, usual(3));
        }
        ahead.is("hollow", 5, 2019, usual(5));
        ahead.is("hollow", 5, 2020, 0.0);
    }
}

/// A school that took its first Reception in 2015 and has a year group more each January, those above written as zeros: its
/// oldest children move up by the district's rate into year groups that nobody has reached yet.
#[test]
fn a_school_filling_from_the_bottom_goes_on_filling() {
    let filling = |g: usize, t: i64| (t >= 2015).then(|| if (g as i64) <= t - 2015 { USUAL[g] } else { 0 });
    let files = world(PRIMARY, &[("a", "north", &still), ("new", "north", &filling), ("c", "south", &still)]);
    for model in MODELS {
        let ahead = Ahead::of(&files, model);
        for g in 0..PRIMARY {
            ahead.is("new", g, 2019, if g <= 4 { usual(g) } else { 0.0 });
        }
        for (year, top) in [(2020, 5), (2021, 6)] {
            let figure = ahead.group("new", top, year).unwrap();
            assert!((figure / usual(top) - 1.0).abs() < 0.05, "{model} {year}: {figure}");
            assert!(top == 6 || ahead.group("new", top + 1, year) == Some(0.0), "{model} {year}");
        }
    }
}
