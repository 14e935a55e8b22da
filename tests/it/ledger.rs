//! The place ledger: what each kind of event does to places, year group by year group, against counts made by hand.

use super::small::{Counts, small, with};
use super::support::Files;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::{ChangeKind, Count, Dataset, Loaded, PlaceChange, Position};
use rollcast::places::PlaceLedger;

const HEADER: &str = "event,area,school,kind,year_group,places,first_intake,last_intake,status,cost_pence,note,position,last_year_group,classrooms\n";
/// The last January of the small data set.
const OPENING: u16 = 2016;

/// The small data set with events; the last three columns may be left out.
pub(super) fn planned(rows: &[&str]) -> Files {
    let mut files = small();
    let width = HEADER.matches(',').count();
    let lines = rows.iter().map(|row| format!("{row}{}\n", ",".repeat(width - row.matches(',').count())));
    files.set("place_changes.csv", HEADER.to_owned() + &lines.collect::<String>());
    files
}

fn load(files: &Files) -> Dataset {
    let loaded = loaded(files);
    assert_eq!(loaded.warnings.iter().len(), 0);
    loaded.dataset
}

fn loaded(files: &Files) -> Loaded {
    let folder = files.save("small");
    Dataset::load(&folder.path("small")).unwrap_or_else(|p| panic!("{:#?}", p.iter().collect::<Vec<_>>()))
}

/// Places of an area in one January, year group by year group.
fn row(data: &Dataset, ledger: &PlaceLedger, area: &str, groups: std::ops::Range<u8>, year: u16) -> Vec<i64> {
    let unit = data.layout.unit(area).unwrap();
    let cell = |g| ledger.places(data, unit, &[YearGroup(g)], CensusYear(year)).unwrap();
    groups.map(|g| cell(g) as i64).collect()
}

/// What the events add in an area, January by January from the first after the opening, in Reception to Year 6 (or, of a
/// district, Years 7 to 11).
fn added(rows: &[&str], area: &str, years: u16) -> Vec<Vec<i64>> {
    let data = load(&planned(rows));
    let (base, last) = (CensusYear(OPENING), CensusYear(OPENING + years));
    let with = PlaceLedger::new(&data, base, last, Count::Committed).unwrap();
    let without = PlaceLedger::carried_on(&data, base, last).unwrap();
    let groups = if area.contains('-') { 0..7 } else { 7..12 };
    let of = |ledger: &PlaceLedger, year| row(&data, ledger, area, groups.clone(), year);
    let difference = |year| of(&with, year).iter().zip(of(&without, year)).map(|(a, b)| a - b).collect();
    (OPENING + 1..=OPENING + years).map(difference).collect()
}

/// A permanent expansion fills one intake a year; a size that is no multiple of 30 is kept as it is.
#[test]
fn a_permanent_expansion_fills_one_intake_a_year() {
    let added = added(&["Oak grows,ash-1,Oak Primary,permanent,R,20,2017-09,,commissioned"], "ash-1", 8);
    assert_eq!(added[0], [0; 7], "September 2017 is first counted in January 2018");
    assert_eq!(added[1], [20, 0, 0, 0, 0, 0, 0]);
    assert_eq!(added[3], [20, 20, 20, 0, 0, 0, 0]);
    assert_eq!(added[7], [20; 7], "seven years to fill");
}

#[test]
fn a_temporary_class_takes_one_intake_and_moves_up() {
    let added = added(&["bulge,ash-1,Oak Primary,bulge,R,30,2017-09,,under way"], "ash-1", 9);
    for (year, added) in added.iter().enumerate() {
        let expected: Vec<i64> = (0..7).map(|g| if year == 1 + g { 30 } else { 0 }).collect();
        assert_eq!(*added, expected, "year {year}");
    }
}

/// A temporary class of several intakes, up to the last that is stated.
#[test]
fn a_last_intake_ends_the_places_behind_it() {
    let added = added(&["two years,ash-1,Oak Primary,temporary,R,15,2017-09,2018-09,completed"], "ash-1", 4);
    assert_eq!(added[1..], [[15, 0, 0, 0, 0, 0, 0], [15, 15, 0, 0, 0, 0, 0], [0, 15, 15, 0, 0, 0, 0]]);
}

/// A school that opens with two classes in Reception and one in Years 1 and 2.
#[test]
fn a_new_school_opens_with_its_year_groups_and_then_fills() {
    let rows = [
        "Harbour,beech-1,Harbour School,new,R,60,2017-09,,commissioned",
        "Harbour,beech-1,Harbour School,new,1,30,2017-09,,commissioned",
        "Harbour,beech-1,Harbour School,new,2,30,2017-09,,commissioned",
    ];
    let added = added(&rows, "beech-1", 8);
    assert_eq!(added[1], [60, 30, 30, 0, 0, 0, 0]);
    assert_eq!(added[2], [60, 60, 30, 30, 0, 0, 0]);
    assert_eq!(added[6], [60, 60, 60, 60, 60, 60, 30]);
    assert_eq!(added[7], [60; 7]);
}

#[test]
fn a_secondary_school_that_loses_two_forms_loses_them_from_year_7_up() {
    let added = added(&["Pent,cedar,Pent School,decommission,7,-60,2017-09,,completed"], "cedar", 6);
    assert_eq!(added[1], [-60, 0, 0, 0, 0]);
    assert_eq!(added[2], [-60, -60, 0, 0, 0]);
    assert_eq!(added[5], [-60; 5]);
}

/// The intake stops in one September; two years later the cohorts that are left go together.
#[test]
fn a_staged_closure_takes_the_intake_first_and_the_rest_on_its_last_day() {
    let stage = |group: &str| format!("Elm closes,ash-2,Elm School,closure,{group},-30,2019-09,,under way");
    let mut rows = vec!["Elm closes,ash-2,Elm School,closure,R,-30,2017-09,,under way".to_owned()];
    // In January 2020 the intakes of 2018, 2019 and 2020 are missing already.
    rows.extend(["3", "4", "5", "6"].map(stage));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let added = added(&rows, "ash-2", 9);
    assert_eq!(added[0], [0; 7]);
    assert_eq!(added[1], [-30, 0, 0, 0, 0, 0, 0]);
    assert_eq!(added[2], [-30, -30, 0, 0, 0, 0, 0]);
    assert!(added[3..].iter().all(|a| *a == [-30; 7]), "closed, and stays so: {added:?}");
}

/// An infant school of three forms and a junior school of two become one primary school of two forms.
#[test]
fn an_amalgamation_takes_away_and_adds() {
    let mut rows = vec![];
    for (school, groups, places) in [
        ("Ivy Infant", &["R", "1", "2"][..], -70),
        ("Ivy Junior", &["3", "4", "5", "6"], -60),
        ("Ivy Primary", &["R", "1", "2", "3", "4", "5", "6"], 60),
    ] {
        let last = if school == "Ivy Infant" { "2" } else { "" };
        let row = |g: &&str| format!("Ivy,beech-2,{school},amalgamation,{g},{places},2017-09,,commissioned,,,,{last}");
        rows.extend(groups.iter().map(row));
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let added = added(&rows, "beech-2", 9);
    assert_eq!(added[0], [0; 7]);
    assert!(added[1..].iter().all(|a| *a == [-10, -10, -10, 0, 0, 0, 0]), "{added:?}");
}

/// An infant school's places end with Year 2; the link finds Year 3 places for those who leave it.
#[test]
fn an_infant_school_ends_with_year_2_and_a_link_goes_on_from_there() {
    let infant = "Fern grows,cedar-1,Fern Infant,permanent,R,20,2017-09,,commissioned,,,,2";
    let alone = added(&[infant], "cedar-1", 9);
    assert_eq!(alone[3], [20, 20, 20, 0, 0, 0, 0]);
    assert_eq!(alone[8], [20, 20, 20, 0, 0, 0, 0]);
    let link = "Fern moves on,cedar-1,Fern Junior,link,3,20,2020-09,,commissioned";
    let linked = added(&[infant, link], "cedar-1", 9);
    assert_eq!(linked[3], [20, 20, 20, 0, 0, 0, 0]);
    assert_eq!(linked[4], [20, 20, 20, 20, 0, 0, 0], "the first of them are in Year 3 in January 2021");
    assert_eq!(linked[7], [20; 7]);
}

#[test]
fn an_admission_number_goes_up_or_down() {
    let rows = [
        "PAN,ash-1,Oak,admission number,R,-5,2016-09,,completed",
        "PAN back,ash-1,Oak,admission_number,R,10,2018-09,2018-09,commissioned",
    ];
    let added = added(&rows, "ash-1", 4);
    assert_eq!(added[0], [-5, 0, 0, 0, 0, 0, 0]);
    assert_eq!(added[2], [5, -5, -5, 0, 0, 0, 0]);
    assert_eq!(added[3], [-5, 5, -5, -5, 0, 0, 0]);
}

/// Planned schools count with `all`, commissioned ones with `committed`; what is on hold never does.
#[test]
fn positions_decide_what_counts() {
    let rows: Vec<String> = Position::ALL
        .iter()
        .enumerate()
        .map(|(i, p)| format!("event {i},ash-1,,permanent,R,{},2016-09,,{}", 1 << i, p.word()))
        .collect();
    let data = load(&planned(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let reception = |count| {
        let ledger = PlaceLedger::new(&data, CensusYear(OPENING), CensusYear(2017), count).unwrap();
        row(&data, &ledger, "ash-1", 0..1, 2017)[0] - 75
    };
    // Completed 1, under way 2, commissioned 4, planned 8, consulting 16, awaiting decision 32, promoter sought 64.
    assert_eq!([Count::Certain, Count::Committed, Count::All].map(reception), [3, 7, 127]);
}

/// An event of a district that is one planning area's school, of a planning area in secondary, of an area split by shares.
#[test]
fn an_event_counts_in_every_area_and_group_around_it() {
    let rows = [
        "north,beech-1,,permanent,R,30,2016-09,,commissioned",
        "secondary,beech-2,Beech School,new,7,100,2016-09,,commissioned",
    ];
    let data = load(&planned(&rows));
    let ledger = PlaceLedger::new(&data, CensusYear(OPENING), CensusYear(2017), Count::Committed).unwrap();
    let base = PlaceLedger::carried_on(&data, CensusYear(OPENING), CensusYear(2017)).unwrap();
    let more = |unit: &str, group: u8| {
        let of =
            |l: &PlaceLedger| l.places(&data, data.layout.unit(unit).unwrap(), &[YearGroup(group)], CensusYear(2017));
        of(&ledger).unwrap() - of(&base).unwrap()
    };
    for (unit, reception) in [("beech-1", 30.0), ("beech", 30.0), ("east", 30.0), ("shire", 30.0), ("ash", 0.0)] {
        assert_eq!(more(unit, 0), reception, "{unit}");
    }
    // Secondary places are held by district, and Beech counts by 0.4 and 0.6 in the two travel-to-learn areas.
    for (unit, year_7) in [("beech", 100.0), ("shire", 100.0), ("ttl-north", 40.0), ("ttl-south", 60.0)] {
        assert!((more(unit, 7) - year_7).abs() < 1e-9, "{unit}");
    }
    let made = |unit: &str| -> Vec<(String, f64)> {
        let unit = data.layout.unit(unit).unwrap();
        ledger.making(&data, unit, &[YearGroup(7)], CensusYear(2017)).map(|(c, p)| (c.event.clone(), p)).collect()
    };
    assert_eq!(made("ttl-north"), [("secondary".to_owned(), 40.0)]);
    assert_eq!(made("ash"), []);
}

/// Where a base lies before the last January of places, none of today's plans was known.
#[test]
fn an_earlier_base_knows_no_event() {
    let data = load(&planned(&["Oak grows,ash-1,,permanent,R,20,2016-09,,commissioned"]));
    let ledger = PlaceLedger::new(&data, CensusYear(2015), CensusYear(2018), Count::All).unwrap();
    assert_eq!(row(&data, &ledger, "ash-1", 0..7, 2018), [75; 7]);
    assert!(ledger.counted().is_empty());
}

/// Places known up to 2014 and rolls to 2016: the ledger starts in 2014, and an event of 2015 counts in the history of rolls.
#[test]
fn the_ledger_starts_where_the_places_end() {
    let mut files = planned(&["Oak grows,ash-1,,permanent,R,20,2014-09,,completed"]);
    files.keep_lines("places.csv", |l| l < "2015");
    let data = load(&files);
    let ledger = PlaceLedger::new(&data, CensusYear(OPENING), CensusYear(2017), Count::Committed).unwrap();
    assert_eq!(row(&data, &ledger, "ash-1", 0..3, 2014), [75, 75, 75]);
    assert_eq!(row(&data, &ledger, "ash-1", 0..3, 2016), [95, 95, 75]);
    assert_eq!(row(&data, &ledger, "ash-1", 0..4, 2017), [95, 95, 95, 75]);
}

#[test]
fn the_order_of_rows_changes_no_output() {
    let files = planned(&[
        "a,ash-1,,permanent,R,20,2016-09,,commissioned",
        "b,ash-1,,temporary,R,7,2016-09,,commissioned",
        "c,beech,,decommission,7,-30,2017-09,,completed",
        "d,cedar-1,,new,R,30,2016-09,,commissioned",
        "d,cedar-1,,new,1,15,2016-09,,commissioned",
    ]);
    let surplus = |files: &Files| {
        let folder = files.save("small");
        folder.rollcast(&["surplus", "small", "--format", "csv"]).exits(0).stdout
    };
    assert_eq!(surplus(&files), surplus(&files.shuffled(7)));
    assert_ne!(surplus(&files), surplus(&small()), "the events count in what the program prints");
}

/// Without events a later year group has the places its cohort had the year before, whatever they were, and an intake keeps its own.
#[test]
fn a_ledger_with_no_events_repeats_its_diagonal() {
    let places = |a: usize, g: usize, t: i64| 40 + 13 * a as i64 + 5 * g as i64 + (t * (g as i64 + 3)) % 7;
    let data = loaded(&with(&Counts {
        primary: &|a, g, _| 60 + 7 * a as i64 - g as i64,
        secondary: &|d, g, _| 130 + 10 * d as i64 - 3 * g as i64,
        births: &|a, _| 65 + 7 * a as i64,
        places: &places,
        flow: &|from, to, _| if from == to { 100 } else { 3 },
    }))
    .dataset;
    let ledger = PlaceLedger::new(&data, CensusYear(OPENING), CensusYear(OPENING + 9), Count::All).unwrap();
    for (a, area) in ["ash-1", "ash-2", "beech-1", "beech-2", "cedar-1"].into_iter().enumerate() {
        for ahead in 1..=9_usize {
            let expected: Vec<i64> = (0_usize..7).map(|g| places(a, g.saturating_sub(ahead), 2016)).collect();
            assert_eq!(
                row(&data, &ledger, area, 0..7, OPENING + ahead as u16),
                expected,
                "{area}, {ahead} years ahead"
            );
        }
    }
    // From Year 6 no places go up to Year 7.
    let expected: Vec<i64> = [7, 7, 7, 8, 9].map(|g| places(1, g, 2016)).to_vec();
    assert_eq!(row(&data, &ledger, "beech", 7..12, OPENING + 2), expected);
}

/// An event that adds places, of any kind, in any area and year group.
fn change() -> impl Strategy<Value = PlaceChange> {
    let kinds = prop::sample::select(ChangeKind::ALL.to_vec());
    let positions = prop::sample::select(Position::ALL.to_vec());
    let intakes = (0_u16..8, prop::option::of(0_u16..6));
    (kinds, positions, 0_u8..12, 0_usize..5, 1_i32..90, intakes, 0_u8..7).prop_map(
        |(kind, position, group, row, places, (first, span), up)| {
            let (panel, row, end) = if group < 7 { (0, row, 6) } else { (1, row % 3, 11) };
            let first = CensusYear(OPENING + 1 + first);
            PlaceChange {
                event: format!("{group} {row} {places}"),
                area: rollcast::geography::AreaId(0),
                school: String::new(),
                kind,
                cell: rollcast::dataset::CellKey { panel, row, group: YearGroup(group) },
                top: YearGroup((group + up).min(end)),
                places: f64::from(places),
                first,
                last: span.map(|years| first.plus(i32::from(years))),
                position,
                cost: None,
                classrooms: None,
                note: String::new(),
                status: rollcast::status::Status::Illustrative,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(2014), ..ProptestConfig::default() })]

    /// The sum over events is the difference of ledgers, in every area, group, year group and January; and a ledger that counts
    /// more counts all that one that counts less does.
    #[test]
    fn the_sum_over_events_is_the_difference_of_ledgers(changes in prop::collection::vec(change(), 0..9)) {
        thread_local! { static DATA: Dataset = load(&small()); }
        let mut data = DATA.with(Clone::clone);
        data.place_changes = changes;
        let (base, last) = (CensusYear(OPENING), CensusYear(OPENING + 18));
        let without = PlaceLedger::carried_on(&data, base, last).unwrap();
        let mut before = without.clone();
        for count in Count::EACH {
            let with = PlaceLedger::new(&data, base, last, count).unwrap();
            for unit in &data.layout.units {
                for group in data.schooling.groups().map(|g| [g]) {
                    for year in (OPENING..=last.0).map(CensusYear) {
                        let of = |l: &PlaceLedger| l.places(&data, unit, &group, year);
                        let (Some(with_events), Some(none)) = (of(&with), of(&without)) else { continue };
                        let made: f64 = with.making(&data, unit, &group, year).map(|(_, places)| places).sum();
                        prop_assert!((with_events - none - made).abs() < 1e-9, "{} {group:?} {year}", unit.code);
                        prop_assert!(of(&before).unwrap() <= with_events + 1e-9, "{count} counts what counted before");
                    }
                }
            }
            before = with;
        }
    }

    /// Places made in a cell are those of one cohort: what is in a year group in a January is in the next one a January later,
    /// to the last year group of the school.
    #[test]
    fn places_move_up_with_their_cohort(change in change()) {
        for group in (change.cell.group.0..change.top.0).map(YearGroup) {
            for year in (OPENING..OPENING + 25).map(CensusYear) {
                let above = change.places_in(YearGroup(group.0 + 1), year.plus(1));
                prop_assert_eq!(change.places_in(group, year), above);
            }
        }
        for year in (change.settled().0..change.settled().0 + 9).map(CensusYear) {
            for group in (0..12).map(YearGroup) {
                prop_assert_eq!(change.places_in(group, year), change.places_in(group, year.plus(1)));
            }
        }
    }
}

/// Rows of the ledger's table by January, area and year group.
fn parts(folder: &super::support::Folder, args: &[&str]) -> Vec<super::support::Row> {
    super::support::table(folder.run_to("out", args).text("ledger.csv"))
}

/// `--count` chooses, the output says what it chose, and the parts of ledger.csv add to the places of surplus.csv.
#[test]
fn what_counts_is_chosen_and_stated() {
    let folder = planned(&[
        "grows,ash-1,Oak,permanent,R,20,2016-09,,commissioned",
        "opens,ash-2,Elm,new,R,30,2017-09,,consulting",
        "bulge,ash-2,Elm,bulge,R,15,2016-09,,under way",
        "stopped,ash-2,Fir,permanent,R,60,2016-09,,on hold",
    ])
    .save("small");
    for (args, events, told) in [
        (
            &["--count", "certain"][..],
            &["bulge"][..],
            "1 of 4 planned changes count, those completed or under way (`--count certain`)",
        ),
        (&[], &["bulge", "grows"], "2 of 4 planned changes count, those completed, under way or commissioned"),
        (&["--count", "all"], &["bulge", "grows", "opens"], "3 of 4 planned changes count"),
    ] {
        folder.rollcast(&[&["surplus", "small"], args].concat()).exits(0).says(told);
        let rows = parts(&folder, args);
        let mut made: Vec<&str> = rows.iter().map(|r| r["part"].as_str()).filter(|p| *p != "carried on").collect();
        made.sort();
        made.dedup();
        assert_eq!(made, events);
        let outputs = Files::of(&folder.path("out"));
        let manifest = outputs.text("run.json");
        let counted = args.last().unwrap_or(&"committed");
        assert!(manifest.contains(&format!("\"counted\": \"{counted}\"")), "{manifest}");
        for row in super::support::table(outputs.text("surplus.csv")) {
            if row["group"] != "ash-2" || row["series"] != "R" || row["kind"] != "forecast" {
                continue;
            }
            let of = |r: &&super::support::Row| {
                r["area"] == "ash-2" && r["year_group"] == "R" && r["census_year"] == row["census_year"]
            };
            let sum: f64 = rows.iter().filter(of).map(|r| r["places"].parse::<f64>().unwrap()).sum();
            assert_eq!(sum, row["places"].parse::<f64>().unwrap());
        }
    }
    folder.rollcast(&["surplus", "small", "--count", "some"]).exits(2).says("write certain, committed or all");
    let earlier = folder.rollcast(&["surplus", "small", "--base", "2015"]).exits(0);
    earlier.says("no planned change counts, because a forecast from January 2015 could not know it");
}

#[test]
fn explain_names_the_events_that_make_the_places() {
    let folder = planned(&[
        "grows,ash-1,Oak,permanent,R,20,2016-09,,commissioned",
        "opens,ash-1,Elm,new,R,30,2017-09,,consulting",
    ])
    .save("small");
    let explain = |args: &[&str]| {
        let question = ["explain", "small", "--area", "ash-1", "--year", "2019", "--year-group", "1"];
        folder.rollcast(&[&question, args].concat()).exits(0).stdout
    };
    let committed = explain(&[]);
    let expected = "Places in January 2019: 95. Without planned changes 75, as in January 2016; planned changes:\n\
                    +20 grows, Oak: permanent expansion from January 2017 (commissioned)\n";
    assert!(committed.contains(expected), "{committed}");
    let all = explain(&["--count", "all"]);
    assert!(all.contains("+30 opens, Elm: new school from January 2018 (consulting)"), "{all}");
    let certain = explain(&["--count", "certain"]);
    assert!(certain.contains("Places in January 2019: 75, as in January 2016.\n"), "{certain}");
    let csv = super::support::table(&explain(&["--format", "csv", "--count", "all"]));
    assert_eq!((csv[0]["places"].as_str(), csv[0]["place_events"].as_str()), ("125.000000", "grows +20; opens +30"));
}

/// A school that opens is in the places and not in the rolls, and the report says so; an expansion moves nobody.
#[test]
fn the_report_says_which_events_the_rolls_do_not_know() {
    let report = |rows: &[&str]| planned(rows).save("small").run_to("out", &[]).text("report.html").to_owned();
    let caution = "in the places and not in the rolls: Elm opens (new school, from January 2018)";
    let grows = "Oak grows,ash-1,Oak,permanent,R,20,2016-09,,commissioned";
    let with = report(&[grows, "Elm opens,ash-2,Elm,new,R,30,2017-09,,commissioned"]);
    assert!(with.contains(caution));
    for text in ["Planned changes of places", "Oak grows", "Permanent expansion"] {
        assert!(with.contains(text), "{text}");
    }
    assert!(!report(&[grows, "Elm opens,ash-2,Elm,new,R,30,2017-09,,planned"]).contains("not in the rolls"));
}

/// Of the worked example: an event of every kind, none of them anybody's record.
#[test]
fn kent_has_an_event_of_every_kind_and_all_are_illustrative() {
    let folder = Files::kent().save("kent");
    let data = Dataset::load(&folder.path("kent")).unwrap().dataset;
    for kind in ChangeKind::ALL {
        assert!(data.place_changes.iter().any(|c| c.kind == kind), "{kind:?}");
    }
    for change in &data.place_changes {
        assert_eq!(change.status, rollcast::status::Status::Illustrative, "{}", change.event);
        assert!(change.first > CensusYear(2020));
    }
    for count in Count::EACH {
        assert!(data.place_changes.iter().any(|c| count.counts(c.position)), "{count}");
        assert!(data.place_changes.iter().any(|c| !count.counts(c.position)), "{count}");
    }
}

/// Every chart whose places an event changes has its number and its name; no other chart has.
#[test]
fn events_stand_on_the_places_line_of_the_charts_they_change() {
    let rows = [
        "Oak grows,ash-1,Oak,permanent,R,20,2016-09,,commissioned",
        "Ash High loses a form,ash,Ash High,decommission,7,-30,2017-09,,completed",
    ];
    let report = planned(&rows).save("small").run_to("out", &[]).text("report.html").to_owned();
    let keys = |text: &str| report.matches(&format!("<p class=\"key\">Places: {text}.</p>")).count();
    // Of the district, in Reception and in Years R to 6, and of the planning area.
    assert!(keys("1 Oak grows (January 2017)") >= 3);
    // Of the district, in Year 7 and in Years 7 to 11.
    assert_eq!(keys("1 Ash High loses a form (January 2018)"), 2);
    let told = report.matches("Oak grows from January 2017.").count();
    assert!(told >= keys("1 Oak grows (January 2017)"), "told in words too");
}
