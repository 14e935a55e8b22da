//! Scenarios of transfers: leavers who go elsewhere by other shares, by hand and to the pupil, and what is refused.

use super::scenarios::{micro, refused, run, scenario, written};
use super::small::small;
use super::support::{Files, figure, model, numbers};
use std::collections::BTreeMap;

const KEY: [&str; 3] = ["area", "series", "census_year"];

fn with(changes: &str) -> Files {
    let mut files = small();
    files.set("scenarios/test.toml", scenario(changes));
    files
}

/// What a scenario adds and the base, by area, series and January.
fn differences(changes: &str, args: &[&str]) -> (BTreeMap<Vec<String>, f64>, BTreeMap<Vec<String>, f64>) {
    let folder = with(changes).save("small");
    run(&folder, args).exits(0);
    let rows = written(&folder, "scenario_differences.csv");
    (numbers(&rows, &KEY, "difference"), numbers(&rows, &KEY, "base"))
}

#[track_caller]
fn near(found: &BTreeMap<Vec<String>, f64>, key: [&str; 3], expected: f64) {
    let found = figure(found, &key).unwrap();
    assert!((found - expected).abs() < 3e-6, "{key:?}: {found}, expected {expected}");
}

/// Of 110 leavers of Ash 100 stay, 3 each go to Beech and Cedar and 4 to independent schools. With a fifth to Beech and a tenth to
/// independent schools, seven tenths are left to Ash and Cedar, in the proportion of 100 to 3.
#[test]
fn leavers_go_by_the_shares_set_and_the_rest_in_proportion() {
    let change = "[[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { beech = 0.2, independent = 0.1 }\nfrom = 2018\nto = 2019\n";
    for name in ["default", "cohort-survival-321"] {
        let (found, base) = differences(change, &["--model", &model(name)]);
        for (year, before) in [("2018", "2017"), ("2019", "2018")] {
            let leavers = figure(&base, &["ash", "6", before]).unwrap();
            let ash = 0.7 * 100.0 / 103.0 - 100.0 / 110.0;
            let cedar = 0.7 * 3.0 / 103.0 - 3.0 / 110.0;
            let beech = 0.2 - 3.0 / 110.0;
            let shire = 4.0 / 110.0 - 0.1;
            for (area, share) in [("ash", ash), ("beech", beech), ("cedar", cedar), ("shire", shire)] {
                near(&found, [area, "7", year], share * leavers);
                let next = if year == "2018" { "2019" } else { "2020" };
                near(&found, [area, "8", next], share * leavers);
            }
        }
        near(&found, ["beech", "7", "2017"], 0.0);
        near(&found, ["beech", "7", "2020"], 0.0);
        near(&found, ["ash", "R-6", "2021"], 0.0);
    }
}

/// From outside 12 come to each district, and 321 from inside: 106 of 110 leavers of Ash, 107 of 111 of Beech, 108 of 112 of Cedar.
#[test]
fn pupils_from_outside_come_for_each_who_comes_from_inside() {
    let change = "[[change]]\nkind = \"transfers\"\nof = \"outside\"\nshares = { beech = 0.05 }\nfrom = 2018\n";
    let (found, base) = differences(change, &[]);
    for (year, before) in [("2018", "2017"), ("2021", "2020")] {
        let leavers = |area: &str| figure(&base, &[area, "6", before]).unwrap();
        let inside =
            leavers("ash") * 106.0 / 110.0 + leavers("beech") * 107.0 / 111.0 + leavers("cedar") * 108.0 / 112.0;
        near(&found, ["beech", "7", year], (0.05 - 12.0 / 321.0) * inside);
        near(&found, ["shire", "7", year], (0.05 - 12.0 / 321.0) * inside);
        near(&found, ["ash", "7", year], 0.0);
    }
}

/// Those who arrive go by the new shares too, and a school that opens draws from the intake that they leave.
#[test]
fn shares_meet_arrivals_and_a_school_and_the_split_adds() {
    let changes = "[[change]]\nkind = \"migration\"\nareas = [\"ash\"]\nadd = { 6 = 50 }\nfrom = 2018\nto = 2018\nevidence = \"a test\"\n\
                   [[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { beech = 1 }\nfrom = 2019\n\
                   [[change]]\nkind = \"opening\"\narea = \"cedar\"\nschool = \"New\"\nyear_group = \"7\"\nplaces = 40\n\
                   first_intake = \"2018-09\"\ndraws_from = { beech = 1 }\n";
    let folder = with(changes).save("small");
    run(&folder, &[]).exits(0);
    let rows = written(&folder, "scenario_drivers.csv");
    let of = |driver: &str| {
        numbers(&rows.iter().filter(|r| r["driver"] == driver).cloned().collect::<Vec<_>>(), &KEY, "pupils")
    };
    let base = numbers(&written(&folder, "scenario_differences.csv"), &KEY, "base");
    let leavers = figure(&base, &["ash", "6", "2018"]).unwrap() + 50.0;
    near(&of("arrivals"), ["ash", "7", "2019"], 50.0 * 100.0 / 110.0);
    near(&of("transfers"), ["ash", "7", "2019"], -leavers * 100.0 / 110.0);
    near(&of("transfers"), ["beech", "7", "2019"], leavers * (1.0 - 3.0 / 110.0));
    near(&of("opening"), ["beech", "7", "2019"], -40.0);
    near(&of("opening"), ["cedar", "7", "2019"], 40.0);
    let mut sums = BTreeMap::<Vec<String>, i64>::new();
    for row in &rows {
        *sums.entry(KEY.map(|k| row[k].clone()).into()).or_default() += micro(&row["pupils"]);
    }
    for row in written(&folder, "scenario_differences.csv") {
        assert_eq!(sums[&KEY.map(|k| row[k].clone()).to_vec()], micro(&row["difference"]), "{row:?}");
    }
}

#[test]
fn transfers_that_cannot_be_are_told_at_once() {
    let changes = "[[change]]\nkind = \"transfers\"\nof = \"bech\"\nshares = { ash = 0.7, cedar = 0.4 }\n\
                   [[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { ash-1 = 0.5, ceder = 0.1 }\nfrom = 2016\n\
                   [[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { beech = 1.5 }\nfrom = 2030\n\
                   [[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { ash = 0.2, beech = 0.1, cedar = 0.1, independent = 0.1 }\n\
                   [[change]]\nkind = \"transfers\"\nof = \"outside\"\nshares = { independent = 0.1 }\nfrom = 2019\nto = 2018\n\
                   [[change]]\nkind = \"transfers\"\nof = \"independent\"\nshares = { ash = 0.1 }\n";
    refused(
        &with(changes),
        &[],
        11,
        &[
            "unknown area `bech`\n  small/scenarios/test.toml, row 5\n  hint: did you mean `beech`?",
            "the shares of `bech` add to 1.100, which is above 1\n  small/scenarios/test.toml, row 6",
            "`ash-1` is not of the level `district`",
            "unknown area `ceder`\n  small/scenarios/test.toml, row 10\n  hint: did you mean `cedar` or `cedar-1`?",
            "January 2016 is history",
            "`shares` does not give an end with a share from 0 to 1",
            "the shares of `ash` add to 1.500, which is above 1",
            "`from` is January 2030, and the forecast ends in January 2021",
            "the shares of `ash` are all it has, and do not add to 1",
            "the change runs from 2019 to 2018",
            "`of` is `independent`, whose leavers nobody counts",
        ],
    );
    let outside = "[[change]]\nkind = \"transfers\"\nof = \"outside\"\nshares = { independent = 0.1 }\n";
    refused(&with(outside), &[], 1, &["pupils who come from outside go to schools of the data set"]);
}

#[test]
fn the_shares_of_a_row_are_set_once() {
    let change = |of: &str, rest: &str| {
        format!("[[change]]\nkind = \"transfers\"\nof = \"{of}\"\nshares = {{ beech = 0.1 }}\n{rest}\n")
    };
    let text = "the change contradicts that of row 3: both set where the same leavers go";
    refused(&with(&(change("ash", "") + &change("ash-1", "from = 2018"))), &[], 1, &[text]);
    for apart in [
        change("ash", "to = 2018") + &change("ash", "from = 2019"),
        change("ash", "") + &change("cedar", ""),
        change("ash", "") + &change("outside", ""),
    ] {
        run(&with(&apart).save("small"), &[]).exits(0);
    }
}

#[test]
fn leavers_cannot_go_elsewhere_where_none_are_known() {
    let change = "[[change]]\nkind = \"transfers\"\nof = \"ash\"\nshares = { beech = 0.1 }\n";
    refused(&with(change), &["--model", &model("drift")], 1, &["the model moves no leavers between areas"]);
    let mut without = with(change);
    without.remove("transfers.csv");
    refused(&without, &[], 1, &["the data set holds no transfers", "hint: add transfers.csv"]);
}
