//! Whole pupils: what the report says of how far its totals are from the unrounded ones.

use super::support::{Files, numbers, project_table, table};

#[test]
fn the_total_furthest_from_its_unrounded_figure_is_the_one_of_the_tables() {
    let kent = Files::kent().save("kent");
    let out = kent.run_to("out", &[]);
    let report = out.text("report.html");
    // ... is Dover, Years R-6, January 2021: 8,688 for 8,694.6. Unrounded ...
    let (_, rest) = report.split_once("furthest from its unrounded figure is ").unwrap();
    let (sentence, _) = rest.split_once(". Unrounded").unwrap();
    let (of, figures) = sentence.split_once(": ").unwrap();
    let (whole, exact) = figures.split_once(" for ").unwrap();
    let [name, series, january]: [&str; 3] = of.split(", ").collect::<Vec<_>>().try_into().unwrap();
    let number = |text: &str| text.replace(',', "").parse::<f64>().unwrap();

    let areas = project_table("data/kent/areas.csv");
    let code = &areas.iter().find(|row| row["name"] == name).unwrap()["area"];
    let held = numbers(&table(out.text("forecast.csv")), &["area", "series", "census_year"], "forecast");
    let series = series.split_once(' ').unwrap().1;
    let year = january.strip_prefix("January ").unwrap();
    let of_table = held[&vec![code.clone(), series.to_owned(), year.to_owned()]];
    assert!((of_table - number(exact)).abs() < 0.05 + 1e-9, "{sentence}: {of_table}");

    // A year group of one area misses its figure by less than two pupils (whole.rs); this one is a sum over more.
    assert!((number(whole) - of_table).abs() > 1.5, "{sentence}");
    let (_, district) = report.split_once(&format!("{name}: January rolls")).unwrap();
    let (district, _) = district.split_once("</table>").unwrap();
    assert!(district.contains(&format!(">{whole}<")), "{whole} in the table of {name}");
}
