//! What the backtest says of itself in words: who did better, and how far ahead the bands were tested.

use super::support::{Files, Row, model, table};

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn the_verdict_beside_the_errors_is_that_of_the_scores_losses_with_gains() {
    let kent = Files::kent().save("kent");
    let models = [model("default"), model("cohort-survival-321")];
    kent.rollcast(&["backtest", "kent", "--models", &models[0], &models[1], "--out", "out"]).exits(0);
    let out = Files::of(&kent.path("out"));
    let report = std::fs::read_to_string(kent.path("out/report.html")).unwrap();
    let scores = table(out.text("scores.csv"));
    for (level, words) in [("district", "Districts"), ("planning_area", "Planning areas")] {
        let of = |model: &'static str| {
            let of_all = move |r: &&Row| {
                r["model"] == model && r["level"] == level && r["size_class"] == "all" && r["base"] == "all"
            };
            scores.iter().filter(of_all)
        };
        let (mut better, mut worse, mut worst) = (0, 0, ("", 0.0, 0.0));
        for own in of("default") {
            let same = |r: &&Row| r["series"] == own["series"] && r["horizon"] == own["horizon"];
            let rule = of("cohort-survival-321").find(same).expect("the same series and horizon");
            let (mine, theirs) = (number(own, "mape"), number(rule, "mape"));
            better += usize::from(mine < theirs);
            worse += usize::from(mine > theirs);
            if worst.2 == 0.0 || mine / theirs > worst.1 / worst.2 {
                worst = (&own["series"], mine, theirs);
            }
        }
        let all = of("default").count();
        let sentence = format!(
            "{words}: of {all} series and years ahead, default has the smaller error in {better} and plain 3:2:1 in {worse}."
        );
        assert!(report.contains(&sentence), "{sentence}");
        if worse > 0 {
            let (series, mine, theirs) = worst;
            let (_, told) = report.split_once(&sentence).unwrap();
            let (_, told) = told.split_once("It does worst in ").expect("the worst case");
            let errors = format!(": {mine:.2} per cent where 3:2:1 has {theirs:.2}, ");
            let (case, rest) = told.split_once(&errors).unwrap_or_else(|| panic!("{series}: {errors} in {told:.200}"));
            assert!(case.contains(&format!(" {series},")), "{case}");
            assert!(rest.contains("more, over "), "{rest:.200}");
        }
    }
    // Bands need four past Januaries of their own: bases 2017 to 2019, of which only the first has one three years ahead.
    let judged = |r: &&Row| r["base"] == "all" && !r["coverage80"].is_empty();
    let longest = scores.iter().filter(judged).map(|r| number(r, "horizon")).fold(0.0, f64::max);
    assert!(longest < scores.iter().map(|r| number(r, "horizon")).fold(0.0, f64::max));
    assert!(
        report.contains(&format!(
            "Bands could be tested to {longest} years ahead, where the test rests on one base year"
        ))
    );
}
