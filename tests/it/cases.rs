//! Four projects of Kent's papers, as printed in tests/data/published/cases.csv: the ledger gives their places, their costs and
//! the classrooms they need.

use super::support::{Files, project_table, table};
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::{Count, Dataset};
use rollcast::money::Pence;
use rollcast::places::{Event, PlaceLedger, events};

/// A printed figure as text.
fn printed(case: &str, item: &str) -> String {
    let rows = project_table("tests/data/published/cases.csv");
    rows.iter().find(|r| r["case"] == case && r["item"] == item).unwrap()["value"].clone()
}

fn number(case: &str, item: &str) -> u32 {
    printed(case, item).parse().unwrap()
}

/// Kent with places known to January 2013 and the four projects ahead.
fn kent_of_2013() -> Files {
    let mut files = Files::kent();
    files.keep_lines("places.csv", |l| l < "2014");
    let case = |case: &str, item: &str| printed(case, item);
    let rose = |item| case("rose-street", item);
    let (class, rooms) = (30, |phase| case("st-georges", phase));
    let opening = |group: &str| number("st-georges", &format!("classes_at_opening_{group}")) * class;
    files.set(
        "place_changes.csv",
        format!(
            "event,area,school,kind,year_group,places,first_intake,last_intake,status,cost_pence,classrooms\n\
             Rose Street,{},Rose Street School,permanent,R,{},2015-09,,consulting,{},{}\n\
             Thistle Hill,8860911,Thistle Hill,new,R,{},2015-09,,promoter sought,,\n\
             St George's,8861003,St George's,new,R,{},2016-09,2017-09,commissioned,,{}\n\
             St George's,8861003,St George's,new,R,{},2018-09,,commissioned,{},{}\n\
             St George's,8861003,St George's,new,1,{},2016-09,,commissioned,,\n\
             St George's,8861003,St George's,new,2,{},2016-09,,commissioned,,\n\
             Trinity,sevenoaks,Trinity Free School,new,7,{},2013-09,,completed,,\n\
             Pent Valley,shepway,Pent Valley School,decommission,7,{},2014-09,,completed,,\n",
            rose("planning_area"),
            rose("expansion_places"),
            rose("capital_cost_pence"),
            rose("classrooms"),
            rose("new_school_places"),
            opening("R"),
            rooms("rooms_phase_1"),
            opening("R"),
            case("st-georges", "capital_cost_pence"),
            rooms("rooms_phase_2"),
            opening("1"),
            opening("2"),
            case("trinity", "year_7_places"),
            case("pent-valley", "year_7_places"),
        ),
    );
    files
}

fn data() -> Dataset {
    let folder = kent_of_2013().save("kent");
    Dataset::load(&folder.path("kent")).unwrap().dataset
}

fn event<'a>(data: &'a Dataset, name: &str) -> Event<'a> {
    events(&data.place_changes).into_iter().find(|e| e.name == name).unwrap()
}

/// Reception places of September 2016 are first counted in January 2017.
#[test]
fn sheppey_is_eight_reception_places_short_with_rose_street_and_thistle_hill() {
    let data = data();
    let ledger = PlaceLedger::new(&data, CensusYear(2013), CensusYear(2023), Count::All).unwrap();
    let none = PlaceLedger::carried_on(&data, CensusYear(2013), CensusYear(2023)).unwrap();
    let sheppey = ["8860910", "8860911", "8860912", "8860913"].map(|code| data.layout.unit(code).unwrap());
    let reception = |l: &PlaceLedger| -> f64 {
        sheppey.iter().map(|u| l.places(&data, u, &[YearGroup(0)], CensusYear(2017)).unwrap()).sum()
    };
    let left = f64::from(number("rose-street", "shortfall_forecast")) - (reception(&ledger) - reception(&none));
    assert_eq!(left, f64::from(number("rose-street", "residual")));
}

#[test]
fn rose_street_adds_210_places_at_12_813_pounds_17_each() {
    let data = data();
    let rose = event(&data, "Rose Street");
    let (full, places) = rose.full();
    assert_eq!(places, f64::from(number("rose-street", "total_places_added")));
    assert_eq!(full, CensusYear(2022), "seven intakes, from September 2015");
    // One form before, and the same again.
    let (years, before) = (7.0, f64::from(number("rose-street", "expansion_places")));
    assert_eq!(years * before + places, f64::from(number("rose-street", "capacity_when_full")));
    let pence = |item| Some(Pence(printed("rose-street", item).parse().unwrap()));
    assert_eq!(rose.cost_of_a_place(), pence("cost_per_place_pence"));
    assert_eq!(rose.cost().map(|c| c.and_percent(data.new_decision_percent)), pence("new_decision_above_pence"));
    assert_eq!(rose.classes(full), number("rose-street", "classrooms"));
    assert_eq!(rose.short_of_classrooms(), None);
}

#[test]
fn st_georges_builds_out_class_by_class_and_eight_rooms_are_enough_until_september_2018() {
    let data = data();
    let school = event(&data, "St George's");
    let printed: Vec<f64> = printed("st-georges", "build_out_places").split(';').map(|n| n.parse().unwrap()).collect();
    let built: Vec<f64> = (2017..=2023).map(|year| school.places(CensusYear(year))).collect();
    assert_eq!(built, printed, "from September 2016 to September 2022");
    assert_eq!(school.full(), (CensusYear(2023), f64::from(number("st-georges", "places_when_full"))));
    // The paper states that eight rooms cover two years. They cover three: the intake of September 2018 is in January 2019.
    let rooms = number("st-georges", "rooms_phase_1");
    assert_eq!(school.enough_until(rooms), Some(CensusYear(2019)));
    assert_eq!(school.classes(CensusYear(2019)), rooms);
    assert_eq!(school.classrooms(CensusYear(2018)), Some(rooms));
    assert_eq!(school.classrooms(CensusYear(2019)), Some(rooms + number("st-georges", "rooms_phase_2")));
    assert_eq!(school.short_of_classrooms(), None, "with the second phase there are always enough");
}

#[test]
fn trinity_is_600_when_full_and_pent_valley_loses_60_of_year_7() {
    let data = data();
    let trinity = event(&data, "Trinity");
    assert_eq!(trinity.full(), (CensusYear(2018), 600.0));
    assert_eq!(trinity.places(CensusYear(2014)), f64::from(number("trinity", "year_7_places")));
    let ledger = PlaceLedger::new(&data, CensusYear(2013), CensusYear(2016), Count::Certain).unwrap();
    let shepway = data.layout.unit("shepway").unwrap();
    let made = |group, year| -> f64 {
        ledger.making(&data, shepway, &[YearGroup(group)], CensusYear(year)).map(|(_, places)| places).sum()
    };
    assert_eq!([made(7, 2014), made(7, 2015), made(8, 2015), made(8, 2016)], [0.0, -60.0, 0.0, -60.0]);
}

/// The report has the figures that a decision rests on, to the penny.
#[test]
fn the_report_states_cost_of_a_place_and_when_a_new_decision_is_due() {
    let folder = kent_of_2013().save("kent");
    let outputs = folder.run_to("out", &["--base", "2014", "--model", &super::support::model("cohort-survival-321")]);
    let report = outputs.text("report.html");
    for figure in ["£2,690,765.15", "£12,813.17", "£2,959,841.67"] {
        assert!(report.contains(figure), "{figure}");
    }
    let ledger = table(outputs.text("ledger.csv"));
    let trinity: Vec<f64> = ledger
        .iter()
        .filter(|r| r["part"] == "Trinity" && r["census_year"] == "2018")
        .map(|r| r["places"].parse().unwrap())
        .collect();
    assert_eq!(trinity, [120.0; 5]);
}
