//! From when areas are short of places, and in which January of most, where that is not the last.

use super::small::{Counts, with};
use super::support::{Files, model};

/// Seventy places in Reception everywhere. Ash's babies of 2013 were many and its later ones few, so that the January of 2018 asks
/// for most; a child becomes a pupil in Reception one for one, ten twelfths of a year's babies five years after.
fn hump() -> Files {
    with(&Counts {
        primary: &|_, _, _| 60,
        secondary: &|_, _, _| 150,
        births: &|a, y| if (a, y) == (0, 2013) { 90 } else { 60 },
        places: &|_, g, _| if g < 7 { 70 } else { 170 },
        flow: &|_, _, _| 10,
    })
}

/// The last four cells of the printed row that begins with these two.
fn tail<'a>(printed: &'a str, area: &str, series: &str) -> Vec<&'a str> {
    let rows = printed.lines().map(|l| l.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let mut row = rows.into_iter().find(|r| r.len() > 2 && (r[0], r[1]) == (area, series)).unwrap();
    row.split_off(row.len() - 4)
}

/// Reception of Ash has 140 places and 120 pupils, 145 of them in 2018: 120 and ten twelfths of 30. At 5 per cent 145 pupils need
/// 152.6 places, 13 more: half a form in one year group, which is 15.
#[test]
fn the_january_that_asks_for_most_is_named_and_not_the_last() {
    let folder = hump().save("small");
    let printed = folder.rollcast(&["surplus", "small", "--model", &model("cohort-survival-321")]).exits(0).stdout;
    let headings = ["first short (50% sure)", "most short", "places needed then", "forms needed then"];
    assert_eq!(tail(&printed, "area", "series"), headings);
    assert_eq!(tail(&printed, "Ash", "R"), ["2018", "2018", "13", "0.5"]);
    assert_eq!(tail(&printed, "Beech", "R"), ["", "", "0", "0.0"]);
    let report = folder.run_to("out", &["--model", &model("cohort-survival-321")]);
    let report = report.text("report.html");
    let table = report.split("Places to add to hold 5.0%, Year R</span>").nth(1).unwrap();
    let row = table.split("</tr>").find(|row| row.contains(">Ash<")).unwrap();
    let texts: Vec<&str> = row.split("</td>").filter_map(|cell| cell.rsplit('>').next()).map(str::trim).collect();
    assert!(texts.starts_with(&["2018", "2018", "13", "0.5"]), "{row}");
    assert!(table.contains("each district with enough places in every January (2)"), "{table}");
    assert!(report.contains(
        "To hold 5.0% in Year 7, none of the travel to learn areas needs more places in any January to 2021"
    ));
}

/// 30 places more in Reception of Ash North from January 2017, and 10 fewer in Cedar's; the class that only fills in 2022 is ahead of
/// the forecast.
#[test]
fn the_places_that_planned_changes_add_stand_beside_the_surplus() {
    let mut files = hump();
    files.set(
        "place_changes.csv",
        "event,area,school,kind,year_group,places,first_intake,status,position\n\
         one form more,ash-1,A,permanent,R,30,2016-09,published,commissioned\n\
         fewer places,cedar-1,B,decommission,R,-10,2018-09,published,commissioned\n\
         far ahead,beech-1,C,permanent,R,30,2021-09,published,commissioned\n\
         only thought of,beech-1,D,permanent,R,30,2017-09,published,planned\n",
    );
    let report = files.save("small").run_to("out", &["--model", &model("cohort-survival-321")]);
    let report = report.text("report.html");
    let of_series = report.split("id=\"surplus-primary-R\"").nth(1).unwrap();
    assert!(
        of_series.contains(
            "In the places of 2021, the planned changes that count add 30 in Ash, and take away 10 in Cedar."
        )
    );
    let of_year_7 = report.split("id=\"surplus-secondary-7\"").nth(1).unwrap();
    assert!(of_year_7.contains("None of the planned changes that count moves places of 2021."));
    // Places of 2016, of 2021, pupils of 2016.
    let table = of_series.split("Surplus places, Year R: target at least 5.0%</span>").nth(1).unwrap();
    let row = table.split("</tr>").find(|row| row.contains(">Ash<")).unwrap();
    let texts: Vec<&str> =
        row.split("<td").skip(1).filter_map(|cell| cell.split('>').nth(1)?.split('<').next()).collect();
    assert!(texts.starts_with(&["140", "170", "120"]), "{texts:?}");
}
