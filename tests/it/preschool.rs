//! Children counted before school: a pool for Reception with an intake ratio of its own.

use super::bad_drivers::driven;
use super::support::{Files, Row, model, table};

/// The small data set with pre-school counts and no other driver.
fn counted() -> Files {
    let mut files = driven();
    for file in ["housing.csv", "yields.csv", "interventions.csv"] {
        files.remove(file);
    }
    files
}

fn plain() -> Files {
    let mut files = counted();
    files.remove("preschool.csv");
    files
}

/// Half as many again are counted in Ash North at age 3 in January 2016 as in the three Januaries before: 105 and not 70.
fn more() -> Files {
    let mut files = counted();
    files.swap_line("preschool.csv", "2016,ash-1,3,", "2016,ash-1,3,105");
    files
}

fn steps(files: &Files, args: &[&str], year: &str) -> Vec<(String, f64)> {
    let outputs = files.save("small").run_to("out", args);
    let of = |r: &Row| r["area"] == "ash-1" && r["year_group"] == "R" && r["census_year"] == year;
    let rows = table(outputs.text("components.csv")).into_iter().filter(of);
    rows.map(|r| (r["component"].clone(), r["pupils"].parse().unwrap())).collect()
}

#[test]
fn a_cohort_counted_enters_as_it_is_counted() {
    // 65 births to 30 June 2012 enter in 2017. Those who were 3 in January 2015, 2014 and 2013 were born as 68, 67 and 66 and
    // counted as 70 each: a child counted stands for 201 / 210 births. 105 x 201 / 210 = 100.5.
    let found = steps(&more(), &[], "2017");
    assert_eq!(found[..2], [("births".to_owned(), 65.0), ("pre_school".to_owned(), 35.5)]);
    // Age 2 in 2016 as always: 66 births, and 70 x (65 + 68 + 67) / 210 counted.
    let found = steps(&more(), &[], "2018");
    assert_eq!(found[0], ("births".to_owned(), 66.0));
    assert!((found[1].1 - (70.0 * 200.0 / 210.0 - 66.0)).abs() < 1e-6, "{found:?}");
    // Nobody has counted the cohort of 2021 yet.
    assert!(steps(&more(), &[], "2021").iter().all(|(component, _)| component != "pre_school"));
}

/// Plain cohort survival has one ratio, so Reception is to births as the count is.
#[test]
fn plain_cohort_survival_multiplies_the_count_by_the_intake_ratio() {
    let args = ["--model", &model("cohort-survival-321")];
    let total = |steps: &[(String, f64)]| steps.iter().map(|(_, n)| n).sum::<f64>();
    let (with, without) = (steps(&more(), &args, "2017"), steps(&plain(), &args, "2017"));
    let fed = (with[0].1 + with[1].1) / without[0].1;
    assert!(fed > 1.4, "{with:?}");
    assert!((total(&with) / total(&without) - fed).abs() < 1e-6, "{with:?} {without:?}");
}

/// A count that no earlier one stands beside has no ratio; one of a January to come was not known.
#[test]
fn a_count_without_a_past_and_a_count_not_yet_made_change_nothing() {
    let mut files = counted();
    files.keep_lines("preschool.csv", |l| l.starts_with("2016,"));
    let (alone, none) = (files.save("small").run_to("out", &[]), plain().save("small").run_to("out", &[]));
    assert_eq!(alone.text("forecast.csv"), none.text("forecast.csv"));
    let past = ["--base", "2015"];
    let (later, usual) = (more().save("small").run_to("out", &past), counted().save("small").run_to("out", &past));
    assert_eq!(later.text("forecast.csv"), usual.text("forecast.csv"));
}
