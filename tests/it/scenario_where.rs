//! Where a scenario happens: areas by name, sentences to quote, and no band where there is none.

use super::scenarios::{run, scenario, written};
use super::small::small;
use super::support::{Files, Folder, Row, figure, numbers, project, rollcast, table};

/// The guide's walk: the homes at Westwood come two years late.
const LATE: &str = "title = \"The homes at Westwood come two years late\"\nwhy = \"A call.\"\n\n[[change]]\nkind = \"housing\"\n\
                    site = \"Westwood\"\nshift_years = 2\n";

/// Kent with that scenario alone, run to `out`.
pub(super) fn westwood_late() -> (Folder, String) {
    let mut files = Files::kent();
    files.set("scenarios/westwood-late.toml", LATE);
    let folder = files.save("kent");
    let printed = folder.rollcast(&["scenario", "kent", "--out", "out"]).exits(0).stdout;
    (folder, printed)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// By hand: (90 x 5 + 120 x 4 + 140 x 3 + 150 x 2 + 150) / 10 = 180 homes' worth by January 2025 as planned, two years late
/// (90 x 3 + 120 x 2 + 140) / 10 = 65, and 115 x 0.28 = 32.2 pupils, all of them in Margate.
#[test]
fn the_late_site_is_named_and_its_sentence_is_on_screen_in_the_report_and_in_the_guide() {
    let (folder, printed) = westwood_late();
    let report = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    let rows = table(&std::fs::read_to_string(folder.path("out/scenario_sentences.csv")).unwrap());
    let is = |r: &&Row| r["name"] == "Margate" && r["series"] == "R-6";
    let row = rows.iter().find(is).unwrap();
    assert_eq!((row["area"].as_str(), row["level"].as_str()), ("8861001", "planning_area"));
    assert_eq!(row["status"], "illustrative");
    let sentence = &row["sentence"];
    assert!(sentence.starts_with("Margate: 32 fewer pupils in Years R-6 in January 2025 ("), "{sentence}");
    assert!(
        sentence.contains("Surplus is then") && sentence.ends_with("Nobody's record: the figures are illustrative.")
    );
    assert!(words(&printed).contains(sentence), "{printed}");
    assert!(report.replace("&#x27;", "'").contains(sentence));
    let guide = std::fs::read_to_string(project().join("docs/guide.md")).unwrap();
    assert!(words(&guide).contains(sentence), "the guide quotes: {sentence}");
    // The digest names the planning area with its district, and the difference of the series rounded once.
    assert!(printed.contains("Margate (Thanet) −32"), "{printed}");
    assert!(report.contains("Where pupils are more or fewer in January 2025"));
}

#[test]
fn a_difference_of_homes_that_come_when_they_come_has_no_band() {
    let (folder, _) = westwood_late();
    let rows = table(&std::fs::read_to_string(folder.path("out/scenario_differences.csv")).unwrap());
    let margate: Vec<&Row> = rows.iter().filter(|r| r["name"] == "Margate" && r["series"] == "R-6").collect();
    assert_eq!(margate.len(), 5);
    assert_eq!(margate[4]["difference"], "-32.200000");
    let ends = ["difference_lo80", "difference_hi80", "difference_lo95", "difference_hi95"];
    assert!(margate.iter().all(|r| ends.iter().all(|end| r[*end].is_empty())));
}

/// Of areas of one name the sentence says which; a change of less than a whole pupil has none.
#[test]
fn areas_of_one_name_are_told_apart() {
    let mut files = small();
    let wave = |area: &str, pupils: &str| {
        format!(
            "[[change]]\nkind = \"intervention\"\narea = \"{area}\"\nyear_groups = [\"R\"]\nfrom = 2021\nexpires = 2021\n\
             pupils = {pupils}\nreason = \"A test.\"\n"
        )
    };
    let changes = wave("cedar-1", "40") + &wave("ash-1", "1") + &wave("beech-1", "0.3");
    files.set("scenarios/test.toml", scenario(&changes));
    let folder = files.save("small");
    let printed = run(&folder, &[]).exits(0).stdout;
    let rows = written(&folder, "scenario_sentences.csv");
    let found: Vec<(&str, &str)> = rows.iter().map(|r| (r["area"].as_str(), r["series"].as_str())).collect();
    assert_eq!(found, [("cedar-1", "R"), ("cedar-1", "R-6"), ("ash-1", "R"), ("ash-1", "R-6")]);
    let starts = |row: &Row, text: &str| assert!(row["sentence"].starts_with(text), "{}", row["sentence"]);
    starts(&rows[0], "Cedar (planning area): 40 more pupils in Year R in January 2021 (");
    starts(&rows[2], "Ash North: 1 more pupil in Year R in January 2021 (");
    // Year R is a part of R-6, which is the one to quote.
    assert!(printed.contains("Ash North: 1 more pupil in Years R-6") && !printed.contains("pupil in Year R "));
}

/// Whole pupils as the screen writes them, without the separator of thousands.
fn plain(number: &str) -> f64 {
    number.trim_start_matches('(').replace(',', "").parse().unwrap()
}

/// Halves away from zero, as the figures are read: `f64::round` of what six decimals hold.
fn rounded(figure: Option<f64>) -> f64 {
    figure.unwrap().round()
}

fn tenths(figure: Option<f64>) -> f64 {
    (figure.unwrap() * 10.0).round() / 10.0
}

/// A sentence has the three figures of its own row of the table, each rounded once, and a per cent of them unrounded; the areas come
/// in the order of the unrounded difference. Seven year groups of 4.6 pupils fewer are 32 pupils of an area, not 28 or 35.
#[test]
fn every_figure_of_a_sentence_is_that_of_its_row_rounded_once() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().to_str().unwrap();
    for horizon in ["5", "6"] {
        let args = ["scenario", "data/kent", "--scenario", "homes-two-years-late", "--out", path, "--horizon", horizon];
        let printed = rollcast(project(), &args).exits(0).stdout;
        let read = |name: &str| table(&std::fs::read_to_string(out.path().join(name)).unwrap());
        let key = ["area", "series", "census_year"];
        let rows = read("scenario_differences.csv");
        let [base, with, more] = ["base", "forecast", "difference"].map(|column| numbers(&rows, &key, column));
        let sentences = read("scenario_sentences.csv");
        assert!(sentences.len() > 30);
        let mut areas: Vec<(String, f64)> = vec![];
        for row in &sentences {
            let words: Vec<&str> = row["sentence"].split_once(": ").unwrap().1.split(' ').collect();
            let at = |key: [&str; 3]| key.map(|k| row[k].as_str());
            let of = |numbers| figure(numbers, &at(key));
            let sign = if words[1] == "fewer" { -1.0 } else { 1.0 };
            let place = words.iter().position(|word| *word == "place").unwrap();
            let said = [words[0], words[place - 2], words[place + 2].trim_end_matches("),")].map(plain);
            // In whole pupils; with a decimal where those contradict each other.
            let whole = [of(&more), of(&with), of(&base)].map(rounded);
            let agree = whole[1] - whole[2] == whole[0];
            assert_eq!(agree, !words[0].contains('.'), "{}", row["sentence"]);
            let shown = if agree { whole } else { [of(&more), of(&with), of(&base)].map(tenths) };
            assert_eq!([sign * said[0], said[1], said[2]], shown, "{}", row["sentence"]);
            assert!((shown[1] - shown[2] - shown[0]).abs() < 0.11, "{}", row["sentence"]);
            let percent = 100.0 * of(&more).unwrap().abs() / of(&base).unwrap();
            let said = if percent < 0.1 { "less than 0.1%.".to_owned() } else { format!(" {percent:.1}%.") };
            assert!(row["sentence"].contains(&said), "{percent}: {}", row["sentence"]);
            let size = of(&more).unwrap().abs();
            match areas.last_mut().filter(|(area, _)| *area == row["area"]) {
                Some((_, most)) => *most = most.max(size),
                None => areas.push((row["area"].clone(), size)),
            }
        }
        assert!(areas.is_sorted_by(|a, b| a.1 >= b.1), "{areas:?}");
        // By hand, 5 ahead: 115 and 36 homes' worth of 0.28 pupils; 6 ahead Whitfield has lost most.
        match horizon {
            "5" => {
                let said = |start: &str| sentences.iter().any(|row| row["sentence"].starts_with(start));
                assert!(said("Margate: 32 fewer pupils in Years R-6 in January 2025 (2,815 in place of 2,847), 1.1%."));
                assert!(said(
                    "Tunbridge Wells Urban North: 10 fewer pupils in Years R-6 in January 2025 (2,005 in place of 2,015), 0.5%."
                ));
            }
            _ => assert!(printed.contains("Whitfield (Dover) −45"), "{printed}"),
        }
    }
}

/// The report's sections and the digest say what the table says, and Year R is not added to the series that holds it.
#[test]
fn totals_of_the_report_and_of_the_screen_are_those_of_the_table_rounded_once() {
    let (folder, printed) = westwood_late();
    let report = words(&std::fs::read_to_string(folder.path("out/report.html")).unwrap());
    let rows = table(&std::fs::read_to_string(folder.path("out/scenario_differences.csv")).unwrap());
    let rows: Vec<Row> = rows.into_iter().filter(|row| row["name"] == "Kent").collect();
    let key = ["name", "series", "census_year"];
    let county = |column: &str, series: &str| rounded(figure(&numbers(&rows, &key, column), &["Kent", series, "2025"]));
    assert_eq!(county("difference", "R-6"), -32.0);
    assert!(report.contains("In January 2025 Kent has 32 fewer pupils in Years R-6"), "the conclusion");
    let line = printed.lines().find(|line| line.contains("R-6")).unwrap();
    for column in ["base", "forecast"] {
        let whole = county(column, "R-6") as i64;
        let spoken = format!("{},{:03}", whole / 1000, whole % 1000);
        assert!(line.contains(&spoken) && report.contains(&spoken), "{spoken}: {line}");
    }
    assert!(report.contains("Each figure is rounded by itself"));
}
