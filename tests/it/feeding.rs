//! Year groups that nothing feeds, or that lead nowhere: no forecast of nobody leaves the house unsaid.

use super::support::{Files, figure, model, numbers, table};
use std::fmt::Write;

/// A council whose areas hold R to 6 or 7 to 11, or both: rolls of 30 in each year group from 2012 to 2016.
fn council(areas: &[(&str, std::ops::RangeInclusive<usize>)]) -> Files {
    let order = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
    let mut files = Files(Default::default());
    files.set(
        "dataset.toml",
        format!(
            "title = \"Shire\"\nroot = \"shire\"\nsource = \"made up\"\nlicence = \"none\"\n[year_groups]\norder = {order:?}\nentry = \
             \"R\"\ntransfer = \"7\"\n[series]\n\"R-6\" = [\"R\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\"]\n\"7\" = [\"7\"]\n"
        ),
    );
    let mut tree = "area,name,level,parent\nshire,Shire,county,\n".to_owned();
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    for (area, held) in areas {
        writeln!(tree, "{area},The {area},place,shire").unwrap();
        for year in 2012..=2016 {
            held.clone().for_each(|g| writeln!(rolls, "{year},{area},{},30", order[g]).unwrap());
        }
    }
    files.set("areas.csv", tree);
    files.set("rolls.csv", rolls);
    files
}

/// Schools as areas: nobody in Year 7 has a Year 6 in the same area, and a forecast of nobody is refused.
#[test]
fn secondary_schools_as_areas_are_refused() {
    let files = council(&[("oak", 0..=6), ("ash", 0..=6), ("high", 7..=11), ("grammar", 7..=11)]);
    let folder = files.save("small");
    for args in [&["check", "small"][..], &["run", "small", "--out", "out"]] {
        folder
            .rollcast(args)
            .exits(1)
            .says(
                "error: 60 of 60 pupils of year group 7 in January 2016 are in areas that hold no rolls of year group 6, such as \
                 `grammar`, `high`: they would be forecast as nobody\n  hint: give year group 7 and those above it in rows of the larger \
                 area that its pupils come from",
            )
            .says("warning: `high` has pupils in year group 7 and has never had any in 6");
    }
    assert!(!folder.path("out").exists(), "nothing is written");
    // A model that follows no cohorts needs no source.
    folder.run_to("out", &["--model", &model("persistence")]);
    // With moves between areas the intake has a source.
    let mut files = files;
    let mut moves = "census_year,from,to,pupils\n".to_owned();
    for year in 2013..=2016 {
        writeln!(moves, "{year},oak,high,30\n{year},ash,grammar,30").unwrap();
    }
    files.set("transfers.csv", moves);
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    assert!(!outcome.stderr.contains("never had any in 6"), "{}", outcome.stderr);
}

/// A junior school among other areas is a warning, and the first page of the report says that its 0 is no forecast.
#[test]
fn a_year_group_without_a_source_stands_on_the_first_page() {
    let files = council(&[("oak", 0..=11), ("ash", 0..=11), ("infant", 0..=2), ("junior", 3..=6)]);
    let folder = files.save("small");
    folder
        .rollcast(&["check", "small"])
        .exits(0)
        .says("warning: `junior` has pupils in year group 3 and has never had any in 2: nobody is forecast to move up into it");
    let report = folder.run_to("out", &[]);
    let report = report.text("report.html");
    let summary = &report[..report.find("</table>").unwrap()];
    assert!(
        summary.contains("Year 3 of The junior had 30 pupils in January 2016, and no year group on record feeds it. The 0 shown there"),
        "{summary}"
    );
    let kept = folder.run_to("kept", &["--model", &model("persistence")]);
    assert!(!kept.text("report.html").contains("no year group on record feeds"), "30 pupils are forecast there");
    let whole = council(&[("oak", 0..=11), ("ash", 0..=11)]).save("small").run_to("out", &[]);
    assert!(!whole.text("report.html").contains("no year group on record feeds"));
}

/// Planning areas without a secondary school: their leavers feed nobody, and that is told with their number.
#[test]
fn leavers_who_lead_nowhere_are_told() {
    let files = council(&[("oak", 0..=11), ("ash", 0..=6), ("elm", 0..=6)]);
    files.save("small").rollcast(&["check", "small"]).exits(0).says(
        "warning: 60 of 90 pupils of year group 6 in January 2016 are in areas without a year group 7, and feed no area: `ash`, `elm`\n  \
         small/rolls.csv\n  hint: give secondary rolls in rows of a larger area",
    );
    // A data set of primary schools alone forecasts no Year 7 at all.
    let primary = council(&[("oak", 0..=6), ("ash", 0..=6)]);
    let outcome = primary.save("small").rollcast(&["check", "small"]).exits(0);
    assert!(!outcome.stderr.contains("feed no area"), "{}", outcome.stderr);
}

/// A school that fills from the bottom in an area of its own: its oldest pupils move up into a year group without a row. That is told,
/// on the first page too; with rows of zeros they are forecast there.
#[test]
fn pupils_who_move_up_into_no_row_are_told_and_zeros_bring_them_in() {
    let mut files = council(&[("oak", 0..=11), ("ash", 0..=0)]);
    files.keep_lines("rolls.csv", |line| !line.contains(",ash,"));
    // Reception opens in 2013, and a year group more is reached each January.
    let order = ["R", "1", "2", "3", "4", "5", "6"];
    let reached = |year: usize| year.checked_sub(2013);
    let add = |files: &mut Files, pupils: usize, of: &dyn Fn(usize, usize) -> bool| {
        let cells =
            (2012..=2016).flat_map(|year| (0..order.len()).map(move |g| (year, g))).filter(|(year, g)| of(*year, *g));
        let rows = cells.map(|(year, g)| format!("{year},ash,{},{pupils}\n", order[g])).collect::<String>();
        files.set("rolls.csv", files.text("rolls.csv").to_owned() + &rows);
    };
    add(&mut files, 30, &|year, g| reached(year).is_some_and(|r| g <= r));
    files.save("small").rollcast(&["check", "small"]).exits(0).says(
        "warning: 30 pupils of year group 3 in January 2016 move up into year group 4, of which their areas have no rows: they are left \
         out. Areas: `ash`\n  small/rolls.csv\n  hint: write 0 in the year groups that a school filling from the bottom has not reached yet",
    );
    let run = files.save("small").run_to("out", &[]);
    let report = run.text("report.html");
    assert!(report[..report.find("</table>").unwrap()].contains("30 of the 60 pupils of Year 3 (The ash)"), "{report}");
    let of = |run: &Files| {
        let forecasts = numbers(&table(run.text("forecast.csv")), &["area", "census_year", "series"], "forecast");
        figure(&forecasts, &["ash", "2017", "4"])
    };
    assert_eq!(of(&run), None);
    add(&mut files, 0, &|year, g| reached(year).is_none_or(|r| g > r));
    let outcome = files.save("small").rollcast(&["check", "small"]).exits(0);
    assert!(!outcome.stderr.contains("move up into year group 4"), "{}", outcome.stderr);
    let fourth = of(&files.save("small").run_to("out", &[])).unwrap();
    assert!((fourth - 30.0).abs() < 3.0, "{fourth}");
}

/// A secondary block under the headers of primary school: nobody is left in the year groups that dataset.toml names.
#[test]
fn year_groups_without_a_row_are_named() {
    council(&[("oak", 0..=6), ("ash", 0..=6)]).save("small").rollcast(&["check", "small"]).exits(0).says(
        "warning: no row holds pupils of year group 7, 8, 9, 10, 11, which dataset.toml names: they are not forecast",
    );
}

/// Beside its own sum a lone area never errs, and its bands would be none. Those of English authorities stand in: in a group of n
/// pupils their spread is 1.45 per cent times the square root of 1,000 / n, and the area's own history, which here repeats, adds none.
#[test]
fn an_area_alone_has_the_bands_of_english_authorities() {
    let mut files = council(&[("oak", 0..=6), ("ash", 0..=6), ("elm", 0..=6), ("shire", 7..=11)]);
    let rolls = files.text("rolls.csv").to_owned();
    // Seven Januaries, none of which England's own series reaches.
    let mut late = rolls.lines().next().unwrap().to_owned();
    for (from, to) in [(2012, 2022), (2012, 2023), (2012, 2024), (2012, 2025), (2014, 2026), (2015, 2027), (2016, 2028)]
    {
        rolls
            .lines()
            .filter_map(|l| l.strip_prefix(&format!("{from},")))
            .for_each(|l| write!(late, "\n{to},{l}").unwrap());
    }
    files.set("rolls.csv", late + "\n");
    let tree = files.text("areas.csv").replace("shire,The shire,place,shire\n", "");
    files.set("areas.csv", tree);
    let run = files.save("small").run_to("out", &[]);
    let rows = table(run.text("forecast.csv"));
    let row = rows.iter().find(|r| r["area"] == "shire" && r["census_year"] == "2029" && r["series"] == "9").unwrap();
    let of = |column: &str| row[column].parse::<f64>().unwrap();
    let width = (of("hi95") - of("lo95")) / of("forecast");
    let spread = 0.0145 * (1000.0f64 / of("forecast")).sqrt();
    assert!(width > 0.9 * 2.0 * 1.96 * spread, "{width} where the spread is {spread}");
    assert!(run.text("report.html").contains("Where one area alone holds a year group"));
}
