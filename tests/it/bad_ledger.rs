//! Events that cannot be right are refused, all at once, each with its row, its column and what to do.

use super::ledger::planned;
use super::small::small;
use super::support::{Files, refused};

const GOOD: &str = "Oak grows,ash-1,Oak,permanent,R,30,2017-09,,commissioned";

#[test]
fn a_sound_register_of_events_is_read_without_a_word() {
    let mut files = planned(&[
        GOOD,
        "bulge,Ash District,Elm,bulge,7,30,2017-09,,under_way,260000000,six rooms",
        "by position,cedar-1,Fir,new,R,15,2018-01,,illustrative,,,promoter sought",
    ]);
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0).says("0 errors, 0 warnings");
    // The least that a file of events has.
    files.set(
        "place_changes.csv",
        "event,area,kind,year_group,places,first_intake,status\nA,ash-1,new,R,30,2017-09,planned\n",
    );
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
}

#[test]
fn events_that_cannot_be_are_refused() {
    for (line, message, column, hint) in [
        (
            "A,ash-1,,permanent,R,30,2015-09,,completed",
            "the event `A` is first counted in January 2016, and the places held reach January 2016",
            "first_intake",
            "places.csv holds what had happened by January 2016",
        ),
        (
            "A,ash-1,,decommission,R,-80,2017-09,,completed",
            "the event `A` leaves -5 places in year group R of `ash-1` in January 2018",
            "places",
            "check the number, the year group and the intakes",
        ),
        // Whether it counts today or not: planned counts with `--count all`.
        (
            "A,ash,,decommission,7,-200,2017-09,,planned",
            "the event `A` leaves -40 places",
            "places",
            "check the number",
        ),
        (
            "A,ash-1,,bulge,,30,2017-09,,planned",
            "the temporary class `A` has no year group",
            "year_group",
            "write the year",
        ),
        ("A,ash-1,,new,,30,2017-09,,planned", "the cell is blank", "year_group", "write the value"),
        ("A,ash-1,,castle,R,30,2017-09,,planned", "unknown kind `castle`", "kind", "write `permanent`, `temporary`"),
        ("A,ash-1,,new,R,30,2017-09,,promised", "unknown status `promised`", "status", "write `planned`, `consulting`"),
        ("A,ash-1,,new,R,30,2017-09,,published,,,soon", "unknown status `soon`", "position", "write `planned`"),
        (
            "A,ash-1,,temporary,R,30,2018-09,2017-09,planned",
            "the last intake, 2017-09, comes before the first, 2018-09",
            "last_intake",
            "`first_intake` and `last_intake` are",
        ),
        ("A,ash-1,,new,R,30,2017,,planned", "`2017` is not a month of intake", "first_intake", "such as `2022-09`"),
        ("A,ash-1,,new,R,30,2017-13,,planned", "`2017-13` is not a month", "first_intake", "write year and month"),
        (
            "A,ash-1,,closure,R,30,2017-09,,planned",
            "`30` places are more, and the kind is `closure`",
            "places",
            "`-60`",
        ),
        (
            "A,ash-1,,new,R,-30,2017-09,,planned",
            "`-30` places are fewer, and the kind is `new`",
            "places",
            "decommission",
        ),
        ("A,ash-1,,new,R,0,2017-09,,planned", "0 places are no change", "places", "write the places of an intake"),
        ("A,ash-1,,new,R,,2017-09,,planned", "the cell is blank", "places", "write the value"),
        ("A,ahs-1,,new,R,30,2017-09,,planned", "unknown area `ahs-1`", "area", "did you mean `ash-1`?"),
        ("A,ash,,new,R,30,2017-09,,planned", "`ash` has more than one planning area", "area", "name the planning area"),
        ("A,ash,ash-3,new,R,30,2017-09,,planned", "unknown school `ash-3` in `ash`", "school", "did you mean `ash-"),
        (
            "A,ash-1,beech-2,new,R,30,2017-09,,planned",
            "the school `beech-2` does not lie in `ash-1`",
            "school",
            "correct",
        ),
        (
            "A,ash-1,,new,3,30,2017-09,,planned,,,,1",
            "places that come in at year group 3 cannot end in",
            "last_year_group",
            "`2`",
        ),
        ("A,ash-1,,new,R,30,2017-09,,planned,1e6", "`1e6` is not a number of pence", "cost_pence", "write whole pence"),
        ("A,ash-1,,amalgamation,R,30,2017-09,,planned", "the amalgamation `A` only adds places", "places", "give rows"),
        (
            "Oak grows,ash-1,Oak,decommission,1,-5,2017-09,,commissioned",
            "the event `Oak grows` has another kind in row 2",
            "kind",
            "all rows of one name are one event",
        ),
    ] {
        let files = planned(&[GOOD, line]);
        let place = format!("small/place_changes.csv, row 3, column `{column}`");
        refused(&files, 1, &[&format!("error: {message}"), &place, "hint: ", hint]);
    }
}

#[test]
fn a_school_is_closed_once() {
    // The intake that ends in 2017 takes Year 1 of 2018 along.
    let intake = "Elm closes,ash-1,Elm,closure,R,-30,2017-09,,planned";
    let files = planned(&[intake, "Elm goes,ash-1,Elm,closure,1,-30,2018-09,,planned"]);
    let place = "small/place_changes.csv, row 3, column `first_intake`";
    refused(&files, 1, &["the closure `Elm goes` overlaps with that in row 2", place, "hint: the intake that ends"]);
    // Year 2 of January 2019 came in before the intake ended: one cohort, which only this row closes.
    let files = planned(&[intake, "Elm goes,ash-1,Elm,closure,2,-30,2018-09,2018-09,planned"]);
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
    let files = planned(&[intake, "Elm goes,ash-1,Elm,closure,1,-30,2018-09,,cancelled"]);
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
}

#[test]
fn events_need_places_to_start_from() {
    let mut files = planned(&[GOOD]);
    files.remove("places.csv");
    refused(&files, 1, &["there are changes of places, and no places to change", "hint: add places.csv"]);
}

/// Where rolls and places are held by school, an event is one of a school, and a name that is none of them is refused.
#[test]
fn a_school_that_no_area_is_is_refused_where_places_are_held_by_school() {
    let mut files = Files(Default::default());
    files.set(
        "dataset.toml",
        "title = 'Town'\nroot = 'town'\nsource = ''\nlicence = ''\n[year_groups]\norder = ['R', '1', '2']\nentry = 'R'\n\
         [series]\n'R-2' = ['R', '1', '2']\n",
    );
    files.set(
        "areas.csv",
        "area,name,level,parent\ntown,Town,county,\nnorth,North,district,town\n3001,Mill Lane,school,north\n3002,Oak,school,north\n",
    );
    let (mut rolls, mut places) = (String::new(), String::new());
    for year in 2012..=2016 {
        for school in ["3001", "3002"] {
            for group in ["R", "1", "2"] {
                rolls += &format!("{year},{school},{group},25\n");
                places += &format!("{year},{school},{group},30\n");
            }
        }
    }
    files.set("rolls.csv", format!("census_year,area,year_group,pupils\n{rolls}"));
    files.set("places.csv", format!("census_year,area,year_group,places\n{places}"));
    let header = "event,area,school,kind,year_group,places,first_intake,status\n";
    files.set("place_changes.csv", format!("{header}A,north,Mill Laen,permanent,R,30,2017-09,planned\n"));
    let place = "small/place_changes.csv, row 2, column `school`";
    refused(&files, 1, &["unknown school `Mill Laen` in `north`", place, "hint: did you mean `3001`?"]);
    files.set("place_changes.csv", format!("{header}A,north,3001,permanent,R,30,2017-09,planned\n"));
    files.save("small").rollcast(&["check", "small"]).exits(0);
}

/// Faults of the ledger come in one pass with those of every other file.
#[test]
fn the_faults_of_the_ledger_are_told_with_all_others() {
    let mut files = planned(&[
        "A,nowhere,,castle,,many,soon,,promised,much",
        "B,ash-1,,temporary,,30,2017-09,,planned",
        "A,ash-1,,new,R,30,2017-09,,planned",
        "A,ash-1,,new,R,40,2017-09,,planned",
    ]);
    files.append("rolls.csv", "2016,nowhere,R,10,published");
    let texts =
        ["unknown area `nowhere`", "unknown kind", "`many` is not a number", "`soon` is not a month", "no year group"];
    // Of the first row seven cells, of the second one, of the fourth that it repeats the third, and the row of rolls.csv.
    refused(&files, 10, &texts);
}

/// What only the places, the other rows or the areas say comes in the same pass as faulty cells, of this table and of others; and a
/// row that cannot be read makes no fault of its own of those that can.
#[test]
fn all_faults_of_the_ledger_come_in_one_pass() {
    let mut files = planned(&[
        "A,ash-1,,permanent,R,30,2015-09,,completed",
        "B,ash-2,,castle,R,30,2017-09,,planned",
        // More than there are; but B, in the same area, may well have added some: nothing is said yet.
        "Oak,ash-2,,decommission,R,-600,2017-09,,planned",
        "Elm,beech-1,,decommission,R,-600,2017-09,,planned",
        "C,ash,,new,R,30,2017-09,,planned",
        "D,ash-1,,amalgamation,R,30,2017-09,,planned",
        "E,ash-1,,amalgamation,R,30,2017-09,,planned",
        "E,ash-1,,amalgamation,R,many,2017-09,,planned",
    ]);
    files.swap_line("births.csv", "ash-1,2008,", "ash-1,2008,-1,published");
    files.swap_line("transfers.csv", "2013,ash,ash,", "2013,ash,ashh,4,published");
    let texts = [
        "`A` is first counted in January 2016",
        "unknown kind `castle`",
        "the event `Elm` leaves -511 places",
        "`ash` has more than one planning area",
        "the amalgamation `D` only adds places",
        "`many` is not a number",
        "`-1` is negative",
        "unknown area `ashh`",
    ];
    refused(&files, 8, &texts);
    // Without sound places nothing is said of them.
    files.swap_line("places.csv", "2012,ash-1,R,", "2012,ash-1,R,many,published");
    let told =
        files.save("small").rollcast(&["check", "small"]).exits(1).says("7 errors").says("castle").says("`D` only");
    assert!(!told.stderr.contains("no places to change") && !told.stderr.contains("Elm"), "{}", told.stderr);
}

#[test]
fn an_event_where_nobody_is_on_roll_is_refused() {
    let mut files = planned(&["A,dell,,new,R,30,2017-09,,planned"]);
    files.append("areas.csv", "dell,Dell,planning_area,cedar,published");
    refused(&files, 1, &["there are no rolls in `dell`", "small/place_changes.csv, row 2, column `area`"]);
    assert!(!small().0.contains_key("place_changes.csv"));
}
