//! Scenarios of schools: pupils who go elsewhere, to the pupil, and places that change alone.

use super::scenarios::{micro, refused, run, scenario, written};
use super::small::small;
use super::support::{Files, Row, figure, numbers, project, rollcast, table};
use std::collections::BTreeMap;

const KEY: [&str; 3] = ["area", "series", "census_year"];

/// The small data set with the scenario `test`.
fn with(changes: &str) -> Files {
    let mut files = small();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

/// Pupils by area, series and January.
type Figures = BTreeMap<Vec<String>, f64>;

/// What it adds, the base, and the surplus of both.
fn differences(changes: &str) -> (Figures, Figures, Vec<Row>) {
    let folder = with(changes).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    let surplus = written(&folder, "scenario_surplus.csv");
    (numbers(&rows, &KEY, "difference"), numbers(&rows, &KEY, "base"), surplus)
}

/// Every scenario of the worked example in one command; and with a school like Trinity Sevenoaks' Year 7 rises from its first
/// intake, and its neighbours' fall by the same pupils, to the last decimal of the table. After the first it takes as large a part
/// of each neighbour's Year 7, and no more than it has places.
#[test]
fn a_school_like_trinity_draws_from_its_neighbours_to_the_pupil() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    rollcast(project(), &["scenario", "data/kent", "--out", folder]).exits(0);
    let text = std::fs::read_to_string(out.path().join("scenario_differences.csv")).unwrap();
    let all = table(&text);
    let names: std::collections::BTreeSet<&str> = all.iter().map(|r| r["scenario"].as_str()).collect();
    for name in
        ["births-fall", "homes-two-years-late", "migration-of-2013-14", "trinity-like-school", "westwood-school-slips"]
    {
        assert!(names.contains(name), "{name} is not among {names:?}");
    }
    let year_7 = |year: &str, level: &str| -> BTreeMap<String, i64> {
        let rows = all.iter().filter(|r| r["scenario"] == "trinity-like-school" && r["series"] == "7");
        let rows = rows.filter(|r| r["census_year"] == year && r["level"] == level);
        rows.map(|r| (r["area"].clone(), micro(&r["difference"]))).filter(|(_, d)| *d != 0).collect()
    };
    assert!(year_7("2022", "district").is_empty(), "nothing moves before September 2022");
    let base = |area: &str, year: &str| -> f64 {
        let of = |r: &&Row| {
            r["scenario"] == "trinity-like-school"
                && r["series"] == "7"
                && r["area"] == area
                && r["census_year"] == year
        };
        all.iter().find(of).unwrap()["base"].parse().unwrap()
    };
    let neighbours = [("tonbridge-malling", 50.0), ("tunbridge-wells", 40.0), ("dartford", 20.0), ("gravesham", 10.0)];
    for year in ["2023", "2024", "2025"] {
        let found = year_7(year, "district");
        let drawn = neighbours.map(|(area, n)| n * base(area, year) / base(area, "2023"));
        let fits = (120.0 / drawn.iter().sum::<f64>()).min(1.0);
        for ((area, _), n) in neighbours.iter().zip(drawn) {
            assert!((found[*area] as f64 / 1e6 + fits * n).abs() < 3e-6, "{area} {year}: {}, not {n}", found[*area]);
        }
        assert_eq!(found.len(), 5);
        assert!((found["sevenoaks"] - 120_000_000).abs() < 30_000_000 && found["sevenoaks"] <= 120_000_000);
        // What five figures lose by their last decimal is no pupil.
        assert!(found.values().sum::<i64>().abs() <= 5, "{found:?}");
        assert!(year_7(year, "county").is_empty());
    }
    assert_eq!(year_7("2023", "district")["sevenoaks"], 120_000_000);
}

/// A school for thirty, of whom a third come from outside; it moves up by a year group each year, and its places with it. The
/// twenty of Beech are as large a part of its Year 7 in every intake.
#[test]
fn a_school_that_opens_fills_from_below_with_its_places() {
    let (found, base, surplus) = differences(
        "[[change]]\nkind = \"opening\"\narea = \"ash\"\nschool = \"New\"\nyear_group = \"7\"\nplaces = 40\npupils = 30\n\
         first_intake = \"2017-09\"\ndraws_from = { beech = 2, outside = 1 }\n",
    );
    let at = |area: &str, series: &str, year: &str| figure(&found, &[area, series, year]).unwrap();
    let beech = |year: &str| figure(&base, &["beech", "7", year]).unwrap();
    let drawn = |intakes: &[&str]| intakes.iter().map(|year| 20.0 * beech(year) / beech("2018")).sum::<f64>();
    assert!((drawn(&["2020"]) - 20.0).abs() > 0.01, "a Year 7 of the same size would show nothing");
    for (series, year, intakes) in [
        ("7", "2017", &[] as &[&str]),
        ("7", "2018", &["2018"]),
        ("8", "2018", &[]),
        ("7", "2020", &["2020"]),
        ("8", "2019", &["2018"]),
        ("7-11", "2020", &["2018", "2019", "2020"]),
    ] {
        let (drawn, outside) = (drawn(intakes), 10.0 * intakes.len() as f64);
        for (area, pupils) in [("ash", drawn + outside), ("beech", -drawn), ("shire", outside), ("cedar", 0.0)] {
            assert!((at(area, series, year) - pupils).abs() < 2e-6, "{area} {series} {year}");
        }
    }
    let places = |group: &str, year: &str, column: &str| -> f64 {
        let row = surplus.iter().find(|r| r["group"] == group && r["series"] == "7-11" && r["census_year"] == year);
        row.unwrap()[column].parse().unwrap()
    };
    for (year, intakes) in [("2017", 0.0), ("2018", 1.0), ("2020", 3.0)] {
        assert_eq!(places("ash", year, "places_scenario") - places("ash", year, "places_base"), 40.0 * intakes);
        assert_eq!(places("beech", year, "places_scenario"), places("beech", year, "places_base"));
    }
}

#[test]
fn a_school_that_closes_sends_its_pupils_on_and_an_admission_number_moves_nobody() {
    let (found, base, surplus) = differences(
        "[[change]]\nkind = \"closure\"\narea = \"ash-1\"\nschool = \"Old\"\nyear_group = \"R\"\nplaces = 20\n\
         first_intake = \"2016-09\"\ngoes_to = { ash-2 = 3, beech-1 = 1 }\n\
         [[change]]\nkind = \"pan\"\narea = \"cedar-1\"\nyear_group = \"R\"\nplaces = -15\nfirst_intake = \"2017-09\"\n",
    );
    // Three go to the south of Ash for each who goes to Beech, a year group after another, and nobody is lost.
    let ash = |year: &str| figure(&base, &["ash-1", "R", year]).unwrap();
    let going = |year: &str| (20.0 * ash(year) / ash("2017")).min(20.0);
    for (series, year, intake) in
        [("R", "2017", "2017"), ("R", "2021", "2021"), ("1", "2018", "2017"), ("4", "2021", "2017")]
    {
        let n = going(intake);
        for (area, pupils) in
            [("ash-1", -n), ("ash-2", 0.75 * n), ("beech-1", 0.25 * n), ("shire", 0.0), ("cedar-1", 0.0)]
        {
            assert!((figure(&found, &[area, series, year]).unwrap() - pupils).abs() < 2e-6, "{area} {series} {year}");
        }
    }
    // As the closing school's places empty from below, its area's pupils do: in 2021 five of its year groups are elsewhere.
    let gone: f64 = ["2017", "2018", "2019", "2020", "2021"].map(going).iter().sum();
    assert!((figure(&found, &["ash-1", "R-6", "2021"]).unwrap() + gone).abs() < 1e-5);
    assert!(figure(&found, &["shire", "R-6", "2021"]).unwrap().abs() < 2e-6);
    let change = |group: &str, year: &str| -> f64 {
        let row =
            surplus.iter().find(|r| r["group"] == group && r["series"] == "R" && r["census_year"] == year).unwrap();
        row["places_scenario"].parse::<f64>().unwrap() - row["places_base"].parse::<f64>().unwrap()
    };
    assert_eq!([change("ash-1", "2017"), change("cedar-1", "2017"), change("cedar-1", "2018")], [-20.0, 0.0, -15.0]);
}

/// An event of the ledger comes a year later: its places, and no pupil.
#[test]
fn a_planned_change_of_places_can_slip() {
    let mut files = with("[[change]]\nkind = \"event\"\nevent = \"Wing\"\nshift_years = 1\n");
    let head = "event,area,school,kind,year_group,places,first_intake,position,status\n";
    files.set("place_changes.csv", format!("{head}Wing,ash-1,Hill,permanent,R,30,2017-09,commissioned,published\n"));
    let folder = files.save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_surplus.csv");
    let change = |year: &str| -> f64 {
        let row =
            rows.iter().find(|r| r["group"] == "ash-1" && r["series"] == "R" && r["census_year"] == year).unwrap();
        row["places_scenario"].parse::<f64>().unwrap() - row["places_base"].parse::<f64>().unwrap()
    };
    assert_eq!([change("2017"), change("2018"), change("2019")], [0.0, -30.0, 0.0]);
    assert!(written(&folder, "scenario_differences.csv").iter().all(|r| r["difference"] == "0.000000"));
}

#[test]
fn schools_that_cannot_be_are_told_at_once() {
    let changes = "[[change]]\nkind = \"opening\"\narea = \"ash\"\nschool = \"New\"\nyear_group = \"7\"\nplaces = 40\npupils = 60\n\
                   first_intake = \"2017\"\ndraws_from = { bech = 2, ash = 1 }\n\
                   [[change]]\nkind = \"opening\"\narea = \"ash\"\nschool = \"Huge\"\nyear_group = \"7\"\nplaces = 4000\n\
                   first_intake = \"2017-09\"\ndraws_from = { beech = 1 }\n\
                   [[change]]\nkind = \"pan\"\narea = \"ash-1\"\nyear_group = \"R\"\nplaces = -900\nfirst_intake = \"2017-09\"\n\
                   [[change]]\nkind = \"event\"\nevent = \"Wing\"\nremove = true\n";
    refused(
        &with(changes),
        &[],
        7,
        &[
            "60 pupils do not fit into 40 places",
            "unknown area `bech`",
            "names `ash`, the area of the school itself",
            "`2017` is no month of an intake",
            "4000.0 pupils of year group 7 would leave `beech`",
            "and 900 would go",
            "unknown event `Wing`",
        ],
    );
}
