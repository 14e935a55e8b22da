//! Rows that cannot be right are refused with a message that says what is wrong, where and what to do; exit 1, nothing
//! written, no panic.

use super::small::small;
use super::support::{Files, refused};

/// The sound data set is sound: otherwise no test below would show anything.
#[test]
fn the_small_data_set_is_sound() {
    let folder = small().save("small");
    folder.rollcast(&["check", "small", "--strict"]).exits(0).says("0 errors, 0 warnings");
}

#[test]
fn an_unknown_area_is_named_with_the_one_it_resembles() {
    let mut files = small();
    let row = files.swap_line("rolls.csv", "2014,ash-1,3,", "2014,ahs-1,3,60,published");
    let place = format!("small/rolls.csv, row {row}, column `area`");
    refused(
        &files,
        1,
        &["error: unknown area `ahs-1`", &place, "hint: did you mean `ash-1`? add the spelling to aliases.csv"],
    );
}

#[test]
fn an_unknown_area_that_resembles_none_is_not_guessed() {
    let mut files = small();
    let row = files.append("births.csv", "Zzyzx,2015,10,published");
    let place = format!("small/births.csv, row {row}, column `area`");
    refused(
        &files,
        1,
        &["unknown area `Zzyzx`", &place, "hint: add the area to areas.csv or the spelling to aliases.csv"],
    );
}

/// Names of levels repeat (Cedar is a district and a planning area), so a bare name is no key.
#[test]
fn a_bare_name_is_not_a_code() {
    let mut files = small();
    files.append("places.csv", "2016,Cedar,R,10,published");
    refused(&files, 1, &["unknown area `Cedar`"]);
}

#[test]
fn an_alias_loop_is_refused() {
    let mut files = small();
    let first = files.append("aliases.csv", "Elm,Oak");
    files.append("aliases.csv", "Oak,Elm");
    let place = format!("small/aliases.csv, row {first}, column `alias`");
    refused(
        &files,
        2,
        &["the alias `Elm` leads back to itself", &place, "hint: let the alias name the code of an area"],
    );
}

#[test]
fn a_parent_cycle_is_one_error_with_the_way_round() {
    let mut files = small();
    let row = files.swap_line("areas.csv", "east,", "east,East,area,ash,published");
    let place = format!("small/areas.csv, row {row}, column `parent`");
    refused(&files, 1, &["`east` is its own ancestor: east > ash > east", &place, "hint: every area but the root"]);
}

#[test]
fn a_parent_that_no_row_is_about_is_refused() {
    let mut files = small();
    let row = files.swap_line("areas.csv", "ash,", "ash,Ash,district,eastt,published");
    let place = format!("small/areas.csv, row {row}, column `parent`");
    refused(&files, 1, &["unknown area `eastt`", &place, "did you mean `east`?"]);
}

#[test]
fn a_duplicate_row_names_the_row_it_repeats() {
    let mut files = small();
    let first = files.swap_line("rolls.csv", "2013,beech,9,", "2013,beech,9,131,published");
    let row = files.append("rolls.csv", "2013,Beech & Co,9,131,published");
    let message = format!("the row repeats row {first}: 2013, `beech`, year group `9`");
    refused(&files, 1, &[&message, &format!("small/rolls.csv, row {row}\n"), "hint: keep one of the two rows"]);
}

/// Each faulty count, what is said of it and what to do.
#[test]
fn a_cell_that_is_no_count_is_named_with_what_to_write() {
    let whole = "hint: a count is a whole number, 0 or more";
    let number = "hint: write a whole number, or leave the cell blank where it is not known";
    let cases = [
        ("-3", "`-3` is negative", whole),
        ("12.5", "`12.5` is not a whole number", whole),
        ("-0.5", "`-0.5` is negative", whole),
        ("many", "`many` is not a number", number),
        ("NaN", "`NaN` is not a number", number),
        ("inf", "`inf` is not a number", number),
        ("-", "`-` is not a number", number),
        ("\"1,234\"", "`1,234` has a thousands separator", "hint: write `1234`"),
        ("1 234", "`1 234` has a thousands separator", "hint: write `1234`"),
        ("1e12", "`1e12` is too large to be a count", "hint: check for two numbers run together"),
    ];
    for (file, start, column) in [
        ("rolls.csv", "2015,cedar-1,4,", "pupils"),
        ("places.csv", "2015,cedar-1,4,", "places"),
        ("births.csv", "cedar-1,2012,", "births"),
        ("transfers.csv", "2015,ash,beech,", "pupils"),
        ("published_forecasts.csv", "2015,2016,cedar,R,", "forecast"),
    ] {
        for (cell, message, hint) in cases {
            let mut files = small();
            let row = files.swap_line(file, start, &format!("{start}{cell},published"));
            refused(&files, 1, &[message, &format!("small/{file}, row {row}, column `{column}`"), hint]);
        }
    }
}

#[test]
fn a_year_no_census_was_taken_in_is_refused() {
    for (file, start, line, column) in [
        ("rolls.csv", "2014,cedar-1,4,", "20144,cedar-1,4,60,published", "census_year"),
        ("places.csv", "2014,cedar-1,4,", "20144,cedar-1,4,60,published", "census_year"),
        ("births.csv", "cedar-1,2014,", "cedar-1,20144,60,published", "year_to_30_june"),
        ("transfers.csv", "2014,ash,beech,", "20144,ash,beech,3,published", "census_year"),
    ] {
        let mut files = small();
        let row = files.swap_line(file, start, line);
        let place = format!("small/{file}, row {row}, column `{column}`");
        refused(&files, 1, &["`20144` is not a year between 1950 and 2100", &place, "such as `2014`"]);
    }
}

#[test]
fn shares_of_a_member_above_the_whole_are_refused() {
    let mut files = small();
    files.swap_line(
        "groupings.csv",
        "travel_to_learn,ttl-north,North,beech,",
        "travel_to_learn,ttl-north,North,beech,0.5,,,published",
    );
    let texts = [
        "the shares of `beech` in `travel_to_learn` add to 1.1000, more than 1",
        "small/groupings.csv, row 3, column `share`",
        "hint: the shares of one member in one grouping add to at most 1",
    ];
    refused(&files, 1, &texts);
    files.swap_line(
        "groupings.csv",
        "travel_to_learn,ttl-north,North,beech,",
        "travel_to_learn,ttl-north,North,beech,1.5,,,published",
    );
    refused(&files, 1, &["`1.5` is not a share between 0 and 1", "small/groupings.csv, row 3, column `share`"]);
}

/// Which name is shown must not hang on the order of rows.
#[test]
fn a_group_with_two_names_is_refused() {
    let mut files = small();
    files.swap_line(
        "groupings.csv",
        "travel_to_learn,ttl-north,North,beech,",
        "travel_to_learn,ttl-north,Nord,beech,0.4,,,published",
    );
    let texts = ["`ttl-north` is named `North` and `Nord`", "small/groupings.csv, row 3, column `name`", "hint: "];
    refused(&files, 1, &texts);
}

#[test]
fn births_missing_for_an_area_or_a_year_are_named() {
    let mut files = small();
    files.keep_lines("births.csv", |l| !l.starts_with("beech-2,"));
    refused(
        &files,
        1,
        &["there are no births for `beech-2`", "small/births.csv\n", "hint: add its rows to births.csv"],
    );
    let mut files = small();
    files.keep_lines("births.csv", |l| !l.starts_with("ash-1,2010,"));
    files.swap_line("births.csv", "ash-1,2012,", "ash-1,2012,,published");
    refused(&files, 1, &["the births of `ash-1` leave out 2010, 2012", "small/births.csv\n"]);
}

/// Births that feed no census held give no intake ratio, and those that start after the first one forecast no feeder:
/// Reception would be forecast as zero.
#[test]
fn births_that_do_not_reach_the_rolls_are_refused_not_taken_as_none() {
    for years in [2006..=2010, 2012..=2015] {
        let mut files = small();
        let held: Vec<String> = years.map(|y| format!(",{y},")).collect();
        files.keep_lines("births.csv", |l| held.iter().any(|y| l.contains(y)));
        let message = "the base 2016 needs births of the years to 30 June 2011 to 2012";
        refused(&files, 1, &[message, "hint: add them to births.csv"]);
    }
}

#[test]
fn a_blank_roll_of_an_open_area_in_the_base_year_stops_the_forecast() {
    let mut files = small();
    files.swap_line("rolls.csv", "2016,ash-2,5,", "2016,ash-2,5,,published");
    refused(
        &files,
        1,
        &[
            "`ash-2` has no roll in year group 5 in the base year 2016",
            "hint: add it to rolls.csv, or choose an earlier base",
        ],
    );
}

/// A negative tolerance would put every forecast outside it.
#[test]
fn a_tolerance_that_is_no_per_cent_is_refused() {
    let mut files = Files::kent();
    files.replace("dataset.toml", "accuracy_tolerance_percent = 1.0", "accuracy_tolerance_percent = -3.0");
    let message = "`accuracy_tolerance_percent` is not a per cent from 0 to 100";
    refused(&files, 1, &[message, "hint: write `1.0` for 1 per cent"]);
}
