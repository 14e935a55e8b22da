//! `rollcast explain`: the arithmetic of one number adds up to what is printed, and says what it rests on.

use super::support::{figure, numbers, project, rollcast, table};

/// A planning area's Reception, a Year 4, a district's Year 7, a small planning area, and a cell five years ahead.
const CELLS: [(&str, &str, &str); 5] = [
    ("8860101", "2021", "R"),
    ("8861201", "2022", "4"),
    ("thanet", "2021", "7"),
    ("8860109", "2021", "3"),
    ("8860102", "2025", "6"),
];

#[test]
fn the_steps_of_five_cells_add_to_the_printed_forecasts() {
    let rows = table(&rollcast(project(), &["forecast", "data/kent", "--format", "csv"]).exits(0).stdout);
    let forecasts = numbers(&rows, &["area", "census_year", "series"], "forecast");
    for (area, year, group) in CELLS {
        let args = ["explain", "data/kent", "--area", area, "--year", year, "--year-group", group];
        let steps = table(&rollcast(project(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout);
        let sum: f64 = steps.iter().map(|s| s["pupils"].parse::<f64>().unwrap()).sum();
        let printed = figure(&forecasts, &[area, year, group]).unwrap();
        // Each step is written with six decimals.
        assert!((sum - printed).abs() < 1e-5, "{area} {year} {group}: {sum} against {printed}");
        let words = rollcast(project(), &args).exits(0).stdout;
        let heading = words.lines().next().unwrap().replace(',', "");
        assert!(heading.ends_with(&format!(": {printed:.1} pupils")), "{words}");
    }
}

/// With a calculator: what is believed of the ratio counted, the rest as in the larger area, to the power of what is left of it;
/// and a cohort's distance from the usual, to the power of what is not carried on. Near and far, large areas and small.
#[test]
fn every_factor_comes_out_of_the_numbers_beside_it() {
    let mut seen = std::collections::BTreeSet::new();
    for (area, year, group) in CELLS.into_iter().chain([("sevenoaks", "2024", "9"), ("8860402", "2024", "R")]) {
        let args = ["explain", "data/kent", "--area", area, "--year", year, "--year-group", group, "--format", "csv"];
        for step in table(&rollcast(project(), &args).exits(0).stdout) {
            let number = |key: &str| step[key].parse::<f64>().ok();
            let (Some(came), Some(sought)) = (number("observed"), number("expected")) else { continue };
            let trust = number("trusted_percent").unwrap() / 100.0;
            let by_hand = match step["step"].as_str() {
                // Smoothed year by year, and not the ratio of the counts.
                "national rate" => continue,
                "usual share" => (sought / came).powf(1.0 - trust),
                _ => {
                    let ratio = trust * came / sought + (1.0 - trust) * number("drawn_to_ratio").unwrap();
                    ratio.powf(number("left_percent").unwrap() / 100.0)
                }
            };
            let printed: f64 = step["factor"].trim_start_matches("x ").parse().unwrap();
            assert!((printed - by_hand).abs() < 6e-5, "{area} {year} {group} {}: {printed}, {by_hand}", step["step"]);
            seen.insert(step["step"].clone());
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["area level", "usual share", "year-group departure"]);
}

/// What a reader sees keeps to a terminal of a hundred columns, and its rounded steps add to the rounded forecast.
#[test]
fn what_is_read_is_narrow_and_adds() {
    for (area, year, group) in CELLS {
        let args = ["explain", "data/kent", "--area", area, "--year", year, "--year-group", group];
        let words = rollcast(project(), &args).exits(0).stdout;
        for line in words.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        let steps: Vec<Vec<&str>> =
            words.lines().filter(|l| l.starts_with("| ")).skip(1).map(|l| l.split('|').collect()).collect();
        let number = |cell: &str| cell.trim().replace('−', "-").replace(',', "").parse::<f64>().unwrap();
        let sum: f64 = steps.iter().map(|s| number(s[3])).sum();
        let last = number(steps[steps.len() - 1][4]);
        assert!((sum - last).abs() < 1e-6, "{words}");
        let heading = words.lines().next().unwrap().replace(',', "");
        assert!(heading.ends_with(&format!(": {last:.1} pupils")), "{words}");
    }
}

/// The places of a cohort are those it brought along, and what its year group had before is not what it has now: told from
/// places.csv.
#[test]
fn places_that_moved_up_are_not_said_to_be_as_before() {
    let places = table(&std::fs::read_to_string(project().join("data/kent/places.csv")).unwrap());
    let held = numbers(&places, &["area", "census_year", "year_group"], "places");
    let of = |area: &str, group: &str| figure(&held, &[area, "2020", group]).unwrap();
    // A small planning area with fewer places in Year 3 than in Year 4, and a district's Year 7, whose places repeat.
    for (area, group, from) in [("8861105", "4", "3"), ("dover", "7", "7")] {
        let args = ["explain", "data/kent", "--area", area, "--year", "2021", "--year-group", group];
        let words = rollcast(project(), &args).exits(0).stdout.replace('\n', " ").replace(',', "");
        let told = if from == group {
            format!("Places in January 2021: {} as in January 2020.", of(area, group))
        } else {
            assert_ne!(of(area, group), of(area, from));
            format!(
                "Places in January 2021: {} those of year group {from} in January 2020 moved up (year group {group} had {} then).",
                of(area, from),
                of(area, group)
            )
        };
        assert!(words.contains(&told), "{told}\n{words}");
    }
}

/// Those who stay, those who go and those who come make the step, each told in the note.
#[test]
fn moves_between_areas_add_to_their_step() {
    let args = ["explain", "data/kent", "--area", "dover", "--year", "2021", "--year-group", "7"];
    let words = rollcast(project(), &args).exits(0).stdout;
    let note = words.replace('\n', " ").replace(',', "").split_whitespace().collect::<Vec<_>>().join(" ");
    let after = |what: &str| {
        let text = note.split(what).nth(1).unwrap_or_else(|| panic!("{what}: {note}"));
        text.split_whitespace().next().unwrap().parse::<f64>().unwrap()
    };
    let rolls = table(&std::fs::read_to_string(project().join("data/kent/rolls.csv")).unwrap());
    let leavers: f64 = rolls
        .iter()
        .filter(|r| r["census_year"] == "2020" && r["year_group"] == "6" && r["area"].starts_with("88604"))
        .map(|r| r["pupils"].parse::<f64>().unwrap())
        .sum();
    assert_eq!(after("(2) of "), leavers);
    let (stay, go, come) =
        (after("leavers here "), after("stay (89.5%) and "), after(" go: other areas 69.1 independent schools 64.5; "));
    let step = words.lines().find(|l| l.starts_with("| moves between areas")).unwrap();
    let step: f64 = step.split('|').nth(3).unwrap().trim().parse().unwrap();
    assert!((stay + go - leavers).abs() < 0.11 && (69.1 + 64.5 - go).abs() < 0.11, "{note}");
    assert!((come - go - step).abs() < 0.16, "{come} less {go} is not {step}");
}

/// A forecast from an earlier base is shown beside the roll that came.
#[test]
fn a_roll_that_came_since_is_told() {
    let args = ["explain", "data/kent", "--area", "ashford", "--base", "2018", "--year", "2020", "--year-group", "R"];
    let words = rollcast(project(), &args).exits(0).stdout.replace('\n', " ").replace(',', "");
    let rolls = table(&std::fs::read_to_string(project().join("data/kent/rolls.csv")).unwrap());
    let roll = |year: &str| -> f64 {
        let of = |r: &&std::collections::BTreeMap<String, String>| r["census_year"] == year && r["year_group"] == "R";
        let here = rolls.iter().filter(of).filter(|r| r["area"].starts_with("88601"));
        here.map(|r| r["pupils"].parse::<f64>().unwrap()).sum()
    };
    assert!(words.contains(&format!("In January 2018 year group R had {} pupils", roll("2018"))), "{words}");
    assert!(words.contains(&format!("The roll that came in January 2020 was {}", roll("2020"))), "{words}");
}

#[test]
fn areas_and_year_groups_are_known_as_planners_write_them() {
    let explain = |area: &str, group: &str| {
        rollcast(project(), &["explain", "data/kent", "--area", area, "--year", "2021", "--year-group", group])
    };
    let plain = explain("8860105", "4").exits(0).stdout;
    assert_eq!(explain("willesborough", "Year 4").exits(0).stdout, plain);
    assert_eq!(explain(" Willesborough ", "4").exits(0).stdout, plain);
    let district = explain("shepway", "7").exits(0).stdout;
    assert_eq!(explain("Folkestone & Hythe", "7").exits(0).stdout, district, "an alias, with another and");
    // Two areas are called Sevenoaks, and one of them has a Year 7.
    assert_eq!(explain("SEVENOAKS", "7").exits(0).stdout, explain("sevenoaks", "7").exits(0).stdout);
    let told = explain("Sevenoaks", "R").exits(1).stderr;
    assert!(told.contains("`sevenoaks` (district) or `8860701` (planning area)"), "{told}");
    // A group of areas is called Ashford too: the area is meant. Headings are understood.
    assert_eq!(explain("Ashford", "Years R-6").exits(0).stdout, explain("ashford", "R-6").exits(0).stdout);
    let told = explain("Wilesborough", "4").exits(1).stderr;
    assert!(told.contains("did you mean `Willesborough`?"), "{told}");
    let told = explain("Willesborough", "Y7").exits(1).stderr;
    assert!(told.contains("year group 7 is forecast for Ashford, in which it lies: `ashford`"), "{told}");
    let told = explain("ashford", "r-7").exits(1).stderr;
    assert!(told.contains("unknown year group `r-7`") && told.contains("one of R, 1, 2"), "{told}");
}

/// The national rate of Year 4 rests on England's pupils of Year 4 beside those of Year 3 a year earlier, each January counting
/// less the longer ago it is: worked out here from the national file itself.
#[test]
fn the_national_rate_says_how_many_pupils_it_rests_on() {
    let args = ["explain", "data/kent", "--area", "8861201", "--year", "2021", "--year-group", "4", "--format", "csv"];
    let steps = table(&rollcast(project(), &args).exits(0).stdout);
    let step = steps.iter().find(|s| s["step"] == "national rate").unwrap();
    let memory: f64 = step["memory"].parse().unwrap();
    let england = table(&std::fs::read_to_string(project().join("data/kent/reference_rolls.csv")).unwrap());
    let pupils = numbers(&england, &["year_group", "census_year"], "pupils");
    let of = |group: &str, year: i32| figure(&pupils, &[group, &year.to_string()]).unwrap();
    let (mut observed, mut expected) = (0.0, 0.0);
    for year in 2013..=2020 {
        observed = memory * observed + of("4", year);
        expected = memory * expected + of("3", year - 1);
    }
    for (name, by_hand) in [("observed", observed), ("expected", expected)] {
        let told: f64 = step[name].parse().unwrap();
        assert!((told / by_hand - 1.0).abs() < 1e-9, "{name}: {told} against {by_hand}");
    }
}

/// A series, and an area of travel to learn, are sums: their steps add to what is printed, and say what they are the sum of.
#[test]
fn sums_of_year_groups_and_groups_of_areas_are_explained_too() {
    let rows = table(&rollcast(project(), &["forecast", "data/kent", "--format", "csv"]).exits(0).stdout);
    let forecasts = numbers(&rows, &["area", "census_year", "series"], "forecast");
    const SHARED: &str = "ttl-south-sevenoaks-tonbridge-tunbridge-wells";
    let sums = [
        ("8860105", "R-6", "7 year groups: R "),
        (SHARED, "7", "3 areas: Tunbridge Wells "),
        ("ttl-dover", "7-11", "5 year groups: 7 "),
        ("kent", "R-6", "areas: "),
    ];
    for (area, series, of) in sums {
        let args = ["explain", "data/kent", "--area", area, "--year", "2023", "--year-group", series];
        let steps = table(&rollcast(project(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout);
        let sum: f64 = steps.iter().map(|s| s["pupils"].parse::<f64>().unwrap()).sum();
        let printed = figure(&forecasts, &[area, "2023", series]).unwrap();
        assert!((sum - printed).abs() < 1e-4, "{area} {series}: {sum} against {printed}");
        let words = rollcast(project(), &args).exits(0).stdout;
        assert!(words.contains("It is the sum of ") && words.contains(of), "{words}");
    }
}

/// The homes of one area, by hand: 90, 120 and 140 planned where 60 a year were built, each home to hold 0.040 pupils of a year
/// group after ten years, a tenth of that in each of them.
#[test]
fn the_pupils_of_new_homes_are_the_sum_of_the_homes_told() {
    let args = ["explain", "data/kent", "--area", "8861001", "--year", "2023", "--year-group", "R"];
    let words = rollcast(project(), &args).exits(0).stdout;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let of_hand = [(2021, 30.0, 3.0), (2022, 60.0, 2.0), (2023, 80.0, 1.0)]
        .map(|(year, homes, tenths)| (year, homes, homes * 0.040 * tenths / 10.0));
    let [(y, homes, pupils), (y2, homes2, pupils2), (y3, homes3, pupils3)] = of_hand;
    let told = format!(
        "{y} {homes:.1} homes, {pupils:.2} pupils; {y2} {homes2:.1}, {pupils2:.2}; {y3} {homes3:.1}, {pupils3:.2} "
    );
    assert!(words.contains(&told), "{told}: {words}");
    // Year 7 lives where its leavers do: the sum is that of the step.
    let args = ["explain", "data/kent", "--area", "ashford", "--year", "2025", "--year-group", "7"];
    let steps = table(&rollcast(project(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout);
    let step: f64 = steps.iter().find(|s| s["step"] == "new homes").unwrap()["pupils"].parse().unwrap();
    let words = rollcast(project(), &args).exits(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = words.split_once("they hold by January 2025: ").unwrap().1.split(" The steps").next().unwrap();
    let sum: f64 = told
        .split("; ")
        .map(|part| part.trim_end_matches(" pupils").rsplit(' ').next().unwrap().parse::<f64>().unwrap())
        .sum();
    // Five numbers of two decimals.
    assert!((sum - step).abs() < 5.0 * 0.005, "{sum} against {step}: {told}");
}

/// The share of futures with more pupils than places agrees with the bands: places at the lower end of the band of 80 in 100 are too
/// few in 90 of them, and so on.
#[test]
fn the_chance_of_more_pupils_than_places_agrees_with_the_bands() {
    for (area, year, group) in
        [("ashford", "2025", "7"), ("8860109", "2025", "R"), ("dover", "2023", "R-6"), ("kent", "2021", "7-11")]
    {
        let args = ["explain", "data/kent", "--area", area, "--year", year, "--year-group", group];
        let step = &table(&rollcast(project(), &[&args[..], &["--format", "csv"]].concat()).exits(0).stdout)[0];
        let number = |key: &str| step[key].parse::<f64>().unwrap();
        let words = rollcast(project(), &args).exits(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = words.split_once("; in ").unwrap().1.split_once("% of the simulated").unwrap().0;
        // By the ends of the bands that the places lie between; half a per cent is rounded away.
        let most = [("hi95", 2.5), ("hi80", 10.0), ("lo80", 90.0), ("lo95", 97.5)];
        let above = |(end, _): &&(&str, f64)| number("places") >= number(end);
        let most = most.iter().find(above).map_or(100.0, |(_, percent)| *percent);
        let least = [("lo95", 97.5), ("lo80", 90.0), ("hi80", 10.0), ("hi95", 2.5)];
        let below = |(end, _): &&(&str, f64)| number("places") <= number(end);
        let least = least.iter().find(below).map_or(0.0, |(_, percent)| *percent);
        let (low, high) = match told.strip_prefix('<').map(|n| n.parse::<f64>().unwrap()) {
            Some(n) => (0.0, n),
            None => match told.strip_prefix('>').map(|n| n.parse::<f64>().unwrap()) {
                Some(n) => (n, 100.0),
                None => (told.parse::<f64>().unwrap() - 0.5, told.parse::<f64>().unwrap() + 0.5),
            },
        };
        assert!(low <= most && least <= high, "{area} {year} {group}: {told} per cent, between {least} and {most}");
    }
}

/// Births not yet known: those of the last year known times what is printed are the births of the step.
#[test]
fn births_not_yet_known_come_out_of_those_last_known() {
    for area in ["8861001", "8860109", "kent"] {
        let args = ["explain", "data/kent", "--area", area, "--year", "2025", "--year-group", "R", "--format", "csv"];
        let steps = table(&rollcast(project(), &args).exits(0).stdout);
        let births = steps.iter().find(|s| s["step"] == "births").unwrap();
        let between = |before: &str, after: &str| {
            births["why"].split_once(before).unwrap().1.split(after).next().unwrap().replace(',', "")
        };
        let (known, course) = (between("not yet known: ", " of the year"), between(" x ", ", the course"));
        let by_hand = known.parse::<f64>().unwrap() * course.parse::<f64>().unwrap();
        let told: f64 = births["pupils"].parse().unwrap();
        // Four decimals of the course, and births of a shared area are no whole number.
        assert!((by_hand / told - 1.0).abs() < 6e-5 + 0.5 / told, "{area}: {by_hand} against {told}");
    }
}
