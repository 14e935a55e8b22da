//! Homes, yields, pre-school counts and interventions that cannot be right are refused, all at once, with where and what to do.

use super::small::{PLANNING_AREAS, small};
use super::support::{Files, refused};

const HOUSING: &str = "site,area,census_year,dwellings,dwelling_type,tenure,bedrooms,status,stage
Mill Lane,ash-1,2015,20,house,market,3,published,complete
Mill Lane,ash-1,2016,20,house,market,3,published,complete
Mill Lane,ash-1,2017,60,house,market,3,illustrative,under construction
Mill Lane,ash-1,2018,60,flat,affordable,1,illustrative,permitted
Old Town,beech,2018,15,,,,provisional,windfall
";
const YIELDS: &str = "dwelling_type,tenure,bedrooms,year_group,years_since_completion,pupils_per_dwelling
house,,,R,,0.04
flat,,,R,0,0.01
flat,,,R,5,0.02
";
const INTERVENTIONS: &str = "intervention,area,year_group,from,expires,pupils,reason,evidence
barracks,ash-2,,2017,2018,30,families return with the regiment,letter of the garrison
nursery closes,beech-1,R,2017,2017,-5,its families go next door,
";

/// The small data set with every driver.
pub(super) fn driven() -> Files {
    let mut files = small();
    files.set("housing.csv", HOUSING);
    let all: String = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
        .iter()
        .map(|group| format!(",,,{group},,0.03\n"))
        .collect();
    files.set("yields.csv", format!("{YIELDS}{all}"));
    let mut preschool = "census_year,area,age,children\n".to_owned();
    for year in 2013..=2016 {
        for (i, (area, _)) in PLANNING_AREAS.iter().enumerate() {
            for age in 0..=3 {
                preschool += &format!("{year},{area},{age},{}\n", 70 + 7 * i);
            }
        }
    }
    files.set("preschool.csv", preschool);
    files.set("interventions.csv", INTERVENTIONS);
    files
}

/// Otherwise no test below would show anything.
#[test]
fn the_small_data_set_with_every_driver_is_sound() {
    let folder = driven().save("small");
    folder.rollcast(&["check", "small", "--strict"]).exits(0).says("0 errors, 0 warnings");
}

/// A trajectory as districts keep it has the stage in its one column `status`.
#[test]
fn a_stage_is_understood_in_the_status_column_too() {
    let mut files = driven();
    files.set(
        "housing.csv",
        "site,area,census_year,dwellings,dwelling_type,tenure,bedrooms,status\n\
         Mill Lane,ash-1,2016,20,house,market,3,complete\nMill Lane,ash-1,2017,60,house,market,3,under_construction\n",
    );
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
}

#[test]
fn homes_that_cannot_be_are_refused() {
    for (line, message, column, hint) in [
        (
            "Mill Lane,ahs-1,2019,5,house,,,published,permitted",
            "unknown area `ahs-1`",
            "area",
            "did you mean `ash-1`? add the spelling to aliases.csv",
        ),
        (
            "Mill Lane,ash-1,2019,-5,house,,,published,permitted",
            "`-5` is negative",
            "dwellings",
            "a count is a whole number, 0 or more",
        ),
        ("Mill Lane,ash-1,2019,,house,,,published,permitted", "the cell is blank", "dwellings", "write the value"),
        (
            "Mill Lane,ash-1,2014,5,house,,,published,permitted",
            "the homes of January 2014 are `permitted`, and January 2014 is past",
            "census_year",
            "write `complete` with the homes that were built, and move the others to a January to come",
        ),
        (
            "Mill Lane,ash-1,2019,5,house,,,published,complete",
            "the homes of January 2019 are `complete`, and January 2019 is to come: the rolls end in 2016",
            "census_year",
            "write how far the site is: `under construction`, `permitted`, `allocated` or `windfall`",
        ),
        (
            "Mill Lane,ash-1,2019,5,castle,,,published,permitted",
            "unknown dwelling type `castle`",
            "dwelling_type",
            "write `house`, `flat`, or blank where it is not known",
        ),
        (
            "Mill Lane,ash-1,2019,5,,rented,,published,permitted",
            "unknown tenure `rented`",
            "tenure",
            "write `market`, `affordable`, or blank where it is not known",
        ),
        (
            "Mill Lane,ash-1,2019,5,,,many,published,permitted",
            "unknown bedrooms `many`",
            "bedrooms",
            "write `1`, `2`, `3`, `4+`, or blank where it is not known",
        ),
        (
            "Mill Lane,ash-1,2019,5,,,,published,promised",
            "unknown stage `promised`",
            "stage",
            "write `complete`, `under construction`, `permitted`, `allocated`, `windfall`",
        ),
        ("Mill Lane,ash-1,2019,5,,,,promised,", "unknown status `promised`", "status", "one of `published`"),
    ] {
        let mut files = driven();
        let row = files.append("housing.csv", line);
        let place = format!("small/housing.csv, row {row}, column `{column}`");
        refused(&files, 1, &[&format!("error: {message}\n"), &place, &format!("hint: {hint}")]);
    }
    let mut files = driven();
    let row = files.append("housing.csv", "Mill Lane,ash-1,2017,5,house,market,3,published,permitted");
    let message = "the row repeats row 4: site `Mill Lane`, `ash-1`, 2017, the same kind of home";
    refused(&files, 1, &[message, &format!("small/housing.csv, row {row}\n")]);
}

#[test]
fn yields_above_the_ceiling_are_refused_unless_the_ceiling_is_raised() {
    let mut files = driven();
    let row = files.append("yields.csv", "house,affordable,4+,R,,0.6");
    refused_yield(&files, row, None);
    // Of two year groups together.
    let row = files.append("yields.csv", "house,affordable,4+,1,,0.6");
    refused_yield(
        &files,
        row,
        Some("1.2 pupils in one dwelling, all year groups together, are more than the ceiling of 1"),
    );
    files.replace("dataset.toml", "[targets]", "[housing]\nyield_ceiling = 1.5\n\n[targets]");
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(0);
}

/// With no message the data set is sound.
#[track_caller]
fn refused_yield(files: &Files, row: usize, message: Option<&str>) {
    match message {
        None => drop(files.save("small").rollcast(&["check", "small", "--strict"]).exits(0)),
        Some(message) => {
            let place = format!("small/yields.csv, row {row}, column `pupils_per_dwelling`");
            refused(files, 1, &[message, &place, "hint: pupils per dwelling, not per hundred"]);
        }
    }
}

#[test]
fn yields_that_are_no_yields_are_refused() {
    for (line, message, column) in [
        ("flat,,,7,,-0.1", "`-0.1` is negative", "pupils_per_dwelling"),
        ("flat,,,7,,some", "`some` is not a number", "pupils_per_dwelling"),
        ("flat,,,7,soon,0.1", "unknown years since completion `soon`", "years_since_completion"),
        ("flat,,,12,,0.1", "unknown year group `12`", "year_group"),
        ("flat,,,R,,0.1", "year group `R` has yields with and without years", "years_since_completion"),
    ] {
        let mut files = driven();
        let row = files.append("yields.csv", line);
        refused(&files, 1, &[message, &format!("small/yields.csv, row {row}, column `{column}`"), "hint: "]);
    }
    let mut files = driven();
    files.set("yields.csv", YIELDS);
    let message = "there are no yields for year group 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11: homes bring nobody there";
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(3).says(message);
}

#[test]
fn an_intervention_without_reason_or_expiry_is_refused() {
    for (line, message, column, hint) in [
        ("camp,ash-1,R,2017,2018,5,,", "the intervention has no reason", "reason", "write why"),
        ("camp,ash-1,R,2017,,5,a camp opens,", "the intervention has no expiry", "expires", "write the last January"),
        ("camp,ash-1,R,2017,2016,5,a camp opens,", "it expires in 2016, before it begins in 2017", "expires", "`from`"),
        ("camp,ash-1,R,2017,2018,0.5,a camp opens,", "`0.5` is not a whole number", "pupils", "write whole pupils"),
        ("camp,ash-1,R,2017,2018,,a camp opens,", "the cell is blank", "pupils", "write the value"),
    ] {
        let mut files = driven();
        let row = files.append("interventions.csv", line);
        refused(&files, 1, &[message, &format!("small/interventions.csv, row {row}, column `{column}`"), hint]);
    }
    let mut files = driven();
    files.append("interventions.csv", "camp,ash-1,R,2015,2016,5,a camp opened,");
    let message = "the intervention `camp` expired in January 2016, and the rolls reach 2016";
    files.save("small").rollcast(&["check", "small", "--strict"]).exits(3).says(message);
}

#[test]
fn pre_school_counts_that_leave_something_out_are_refused() {
    let mut files = driven();
    files.keep_lines("preschool.csv", |l| !l.starts_with("2015,beech-2,3,"));
    refused(
        &files,
        1,
        &["there is no count of `beech-2` for 2015, age 3", "small/preschool.csv\n", "hint: give a January"],
    );
    let mut files = driven();
    let row = files.append("preschool.csv", "2016,ash,3,200");
    let place = format!("small/preschool.csv, row {row}, column `area`");
    refused(&files, 1, &["`ash` is not of the level `planning_area`", &place]);
    let mut files = driven();
    let row = files.append("preschool.csv", "2016,ash-1,4,70");
    refused(&files, 1, &["unknown age `4`", &format!("small/preschool.csv, row {row}, column `age`")]);
    let mut files = driven();
    files.remove("births.csv");
    refused(&files, 1, &["there are pre-school counts, and no births", "hint: add births.csv"]);
}

/// Problems of every driver come in one pass, with those of the other files.
#[test]
fn the_faults_of_all_drivers_are_told_at_once() {
    let mut files = driven();
    files.append("housing.csv", "Mill Lane,nowhere,2019,-5,house,,,published,permitted");
    files.append("yields.csv", "house,affordable,4+,R,,5");
    files.append("interventions.csv", "camp,ash-1,R,2017,,5,,");
    files.append("preschool.csv", "2016,ash-1,9,70");
    files.append("rolls.csv", "2016,nowhere,R,10,published");
    refused(&files, 7, &["unknown area `nowhere`", "`-5` is negative", "no expiry", "no reason", "unknown age `9`"]);
}
