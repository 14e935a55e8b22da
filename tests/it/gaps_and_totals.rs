//! What is short of sound but can be used: gaps, zeros, totals that do not add, other encodings. The run goes on by a
//! stated rule, and says so.

use super::small::{Counts, PRIMARY, small, with};
use super::support::{Files, figure, model, numbers, table};
use std::collections::BTreeMap;

const CELL: [&str; 3] = ["area", "series", "census_year"];

/// Outputs of a run by plain cohort survival, whose figures can be worked out by hand.
#[track_caller]
fn outputs(files: &Files) -> Files {
    files.save("small").run_to("out", &["--model", &model("cohort-survival-321")])
}

/// Its `forecast.csv`: figures by area, series and census year.
#[track_caller]
fn forecast(files: &Files) -> BTreeMap<Vec<String>, f64> {
    numbers(&table(outputs(files).text("forecast.csv")), &CELL, "forecast")
}

fn at(forecast: &BTreeMap<Vec<String>, f64>, area: &str, series: &str, year: u16) -> Option<f64> {
    figure(forecast, &[area, series, &year.to_string()])
}

#[test]
fn a_missing_year_is_a_warning_and_leaves_no_total_of_that_year() {
    let mut files = small();
    files.keep_lines("rolls.csv", |l| !l.starts_with("2014,ash-1,"));
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    outcome.says("warning: `ash-1` has no roll for 2014\n").says("hint: missing years are left out of every sum");
    let forecast = forecast(&files);
    for area in ["ash-1", "ash", "east", "shire"] {
        assert_eq!(at(&forecast, area, "R-6", 2014), None, "a total with a part missing is missing, {area}");
        assert!(at(&forecast, area, "R-6", 2015).is_some() && at(&forecast, area, "R-6", 2021).is_some(), "{area}");
    }
    // By hand: rolls of Year 1 in 2016 over Year R in 2015, and 2013 over 2012, the years whose feeder is held: the weight
    // of 2014 and 2015 is lost with the missing January. 3:2:1 leaves 2016 alone.
    let (r, one) = (|t: i64| 60 + (t - 2012), |t: i64| 59 + (t - 2012) * 2);
    let expected = r(2016) as f64 * one(2016) as f64 / r(2015) as f64;
    assert!((at(&forecast, "ash-1", "1", 2017).unwrap() - expected).abs() < 1e-6);
}

#[test]
fn a_blank_cell_is_missing_and_not_zero() {
    let mut files = small();
    files.swap_line("rolls.csv", "2014,ash-1,3,", "2014,ash-1,3,,published");
    files.save("small").rollcast(&["check", "small"]).exits(0).says("`ash-1` has no roll for 2014, year group 3");
    let blank = forecast(&files);
    assert_eq!(at(&blank, "ash-1", "3", 2014), None);
    assert_eq!(at(&blank, "ash", "R-6", 2014), None);
    let mut files = small();
    files.swap_line("rolls.csv", "2014,ash-1,3,", "2014,ash-1,3,0,published");
    let zero = forecast(&files);
    assert_eq!(at(&zero, "ash-1", "3", 2014), Some(0.0));
    assert!(at(&zero, "ash", "R-6", 2014).is_some());
}

#[test]
fn children_that_do_not_add_to_their_parent_are_a_warning_that_strict_makes_count() {
    let mut files = small();
    let sum: i64 = (0..5).map(|a| 60 + 7 * a - 2 + 2 * (1 + (a + 2) % 3)).sum();
    let row = files.swap_line("rolls.csv", "2014,shire,2,", &format!("2014,shire,2,{},published", sum + 7));
    let folder = files.save("small");
    let message = format!(
        "warning: 2014, year group 2: the areas in `shire` add to {sum}, and its own row says {} (-7)\n  small/rolls.csv, row {row}\n  hint: the sum of the parts is used",
        sum + 7
    );
    folder.rollcast(&["check", "small"]).exits(0).says(&message).says("0 errors, 1 warning");
    folder.rollcast(&["check", "small", "--strict"]).exits(3).says(&message);
    assert_eq!(at(&forecast(&files), "shire", "2", 2014), Some(sum as f64), "the sum of the parts is used");
}

#[test]
fn births_and_places_that_do_not_add_to_their_parent_are_warnings() {
    let mut files = small();
    files.append("births.csv", "cedar,2010,100,published");
    files.append("places.csv", "2016,cedar,R,100,published");
    let outcome = files.save("small").rollcast(&["check", "small", "--strict"]).exits(3);
    // By hand: births of the fifth planning area in 2010 are 65 + 7 x 4 + 2; its places 75 + 7 x 4.
    outcome
        .says("births in the year to 30 June 2010: the areas in `cedar` add to 95, and its own row says 100 (-5)")
        .says("2016, year group R: the areas in `cedar` add to 103, and its own row says 100 (+3)");
}

/// Spreadsheets write a byte-order mark and CRLF; neither changes a byte of any output.
#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let plain = small();
    let mut windows = plain.clone();
    for bytes in windows.0.values_mut() {
        *bytes = format!("\u{feff}{}", std::str::from_utf8(bytes).unwrap().replace('\n', "\r\n")).into_bytes();
    }
    let run = |files: &Files| {
        let folder = files.save("small");
        folder.rollcast(&["check", "small", "--strict"]).exits(0);
        let mut outputs = folder.run_to("out", &[]);
        outputs.remove("run.json");
        outputs
    };
    assert!(run(&plain).0 == run(&windows).0);
}

/// One area, no births, no transfer: by hand.
#[test]
fn a_data_set_of_one_area_is_forecast() {
    let mut files = Files(Default::default());
    files.set("dataset.toml", "title = 'One'\nroot = 'one'\nsource = ''\nlicence = ''\n[year_groups]\norder = ['R', '1', '2']\nentry = 'R'\n[series]\n'R-2' = ['R', '1', '2']\n");
    files.set("areas.csv", "area,name,level,parent\none,One,school,\n");
    let rolls = [(2012, [20, 16, 10]), (2013, [24, 18, 16]), (2014, [30, 24, 27])];
    let mut text = "census_year,area,year_group,pupils\n".to_owned();
    for (year, groups) in rolls {
        for (group, pupils) in PRIMARY.iter().zip(groups) {
            text += &format!("{year},one,{group},{pupils}\n");
        }
    }
    files.set("rolls.csv", text);
    files.save("one").run_to("out", &[]);
    let forecast = forecast(&files);
    let close = |series, year, expected: f64| {
        let figure = at(&forecast, "one", series, year).unwrap();
        assert!((figure - expected).abs() < 1e-6, "{series} {year}: {figure}, by hand {expected}");
    };
    // Reception without births is the 3:2:1 mean of its counts: (3 x 30 + 2 x 24 + 20) / 6.
    let r = 158.0 / 6.0;
    // Ratios of weighted sums: Year 1 (3 x 24 + 2 x 18) / (3 x 24 + 2 x 20); Year 2 (3 x 27 + 2 x 16) / (3 x 18 + 2 x 16).
    let (one, two) = (108.0 / 112.0, 113.0 / 86.0);
    close("R", 2015, r);
    close("1", 2015, 30.0 * one);
    close("2", 2015, 24.0 * two);
    close("1", 2016, r * one);
    close("2", 2016, 30.0 * one * two);
    close("R-2", 2016, r + r * one + 30.0 * one * two);
    close("R", 2019, r);
}

/// An area whose Year 3 is empty at the base: nobody moves up from it, and those below fill it by its parent's rate.
#[test]
fn an_area_with_no_pupils_in_a_year_group_is_forecast() {
    let mut files = small();
    for year in 2012..=2016 {
        let start = format!("{year},cedar-1,3,");
        files.swap_line("rolls.csv", &start, &format!("{start}0,published"));
    }
    files.keep_lines("rolls.csv", |l| !l.contains(",shire,3,"));
    let outputs = outputs(&files);
    let forecast = numbers(&table(outputs.text("forecast.csv")), &CELL, "forecast");
    assert_eq!(at(&forecast, "cedar-1", "4", 2017), Some(0.0), "a cell whose feeder is zero is zero");
    assert_eq!(at(&forecast, "cedar-1", "3", 2016), Some(0.0));
    // It never had a pupil there: its rate is not borrowed, and it stays empty.
    assert_eq!(at(&forecast, "cedar-1", "3", 2021), Some(0.0));
    let ash: f64 = ["ash-1", "ash-2"].iter().map(|a| at(&forecast, a, "3", 2017).unwrap()).sum();
    assert!((at(&forecast, "ash", "3", 2017).unwrap() - ash).abs() < 1e-5);
}

/// An area that opens in the last January has no rate of its own; the output says whose it takes.
#[test]
fn an_area_with_too_little_history_takes_its_parents_rate_and_the_report_says_so() {
    let mut files = small();
    files.keep_lines("rolls.csv", |l| !l.contains(",ash-2,") || l.starts_with("2016,"));
    let folder = files.save("small");
    folder.rollcast(&["check", "small"]).exits(0).says("`ash-2` has rolls from 2016 only: taken as opened then");
    let outputs = outputs(&files);
    let forecast = numbers(&table(outputs.text("forecast.csv")), &CELL, "forecast");
    let [own, parent] = ["ash-2", "ash-1"]
        .map(|area| at(&forecast, area, "5", 2017).unwrap() / at(&forecast, area, "4", 2016).unwrap());
    assert!((own - parent).abs() < 1e-7, "the rate of `ash` is that of its only area with a history: {own}, {parent}");
    let report = outputs.text("report.html");
    let (_, told) = report.split_once("Ratios taken from a larger area").expect("a section on ratios of larger areas");
    assert!(told.contains("Ash South"), "the area is named");
}

#[test]
fn an_area_that_closed_is_not_forecast_and_the_county_is() {
    let mut files = small();
    files.keep_lines("rolls.csv", |l| !l.contains(",ash-2,") || !l.starts_with("2016,"));
    files.keep_lines("rolls.csv", |l| !l.starts_with("2016,shire,"));
    files.save("small").rollcast(&["check", "small"]).exits(0).says("`ash-2` has no rolls after 2015: taken as closed");
    let forecast = forecast(&files);
    assert_eq!(at(&forecast, "ash-2", "R-6", 2017), None);
    let (ash, ash_1) = (at(&forecast, "ash", "R-6", 2017), at(&forecast, "ash-1", "R-6", 2017));
    assert!((ash.unwrap() - ash_1.unwrap()).abs() < 1e-6);
}

/// No births at all in the years that matter: Reception is empty, not undefined.
#[test]
fn births_of_zero_forecast_a_reception_of_zero() {
    let files = with(&Counts {
        primary: &|a, g, _| if g == 0 { 0 } else { 30 + a as i64 },
        secondary: &|_, _, _| 100,
        births: &|_, _| 0,
        places: &|_, _, _| 120,
        flow: &|from, to, _| if from == to { 90 } else { 0 },
    });
    let forecast = forecast(&files);
    for year in 2017..=2021 {
        assert_eq!(at(&forecast, "shire", "R", year), Some(0.0), "{year}");
    }
    // The 2016 Reception of nobody is Year 1 in 2017.
    assert_eq!(at(&forecast, "ash-1", "1", 2017), Some(0.0));
}

/// Every pupil of Year 7 came from outside on record, which says nothing of how many follow from Year 6: the intake is taken
/// by the area's own ratio. By hand: Year 7 is 100 and Year 6 is 50 in every January.
#[test]
fn an_intake_from_outside_alone_is_forecast_by_the_areas_own_ratio() {
    let files = with(&Counts {
        primary: &|_, _, _| 50,
        secondary: &|_, _, _| 100,
        births: &|_, _| 50,
        places: &|_, _, _| 120,
        flow: &|from, to, _| if from == 3 && to < 3 { 100 } else { 0 },
    });
    let forecast = forecast(&files);
    for year in 2017..=2021 {
        for district in ["ash", "beech", "cedar"] {
            let figure = at(&forecast, district, "7", year).unwrap();
            assert!((figure - 100.0).abs() < 1e-6, "{district} {year}: {figure}");
        }
    }
}

/// Places by planning area of year groups whose rolls are held by district are in no surplus: that is told once.
#[test]
fn places_below_the_level_of_the_rolls_are_told() {
    let mut files = small();
    for group in ["7", "8"] {
        for area in ["ash-1", "ash-2"] {
            files.append("places.csv", &format!("2016,{area},{group},30,published"));
        }
    }
    // Where there are no places, none are missed.
    files.append("places.csv", "2016,cedar-1,7,0,published");
    let told = files.save("small").rollcast(&["check", "small"]).exits(0).says(
        "warning: places of `ash-1`, `ash-2`, year groups 7, 8, stand where no rolls are: they are in no surplus\n  \
         small/places.csv\n  hint: give places of a year group for the areas that hold its rolls",
    );
    assert_eq!(told.stderr.matches("warning: ").count(), 1, "{}", told.stderr);
}
