//! Unknown names: every one at once with the area it resembles, and `check --write-aliases`.

use super::small::small;
use super::support::{Files, project_table};
use std::collections::BTreeSet;
use std::fs;

/// The districts and areas of the county, as the review of 2014 and the rolls of 2016 print them, are led to their codes;
/// names of several areas are left to a person.
#[test]
fn the_published_spellings_find_their_areas() {
    let mut spellings = BTreeSet::new();
    for (file, column) in [
        ("review_2014_table1_year_r", "area"),
        ("review_2014_table2_primary", "area"),
        ("review_2014_table3_year_7", "area"),
        ("review_2014_table4_secondary", "area"),
        ("review_2014_table5_surplus", "area"),
        ("review_2014_table11_early_years", "area"),
        ("scorecard_2017_surplus", "area"),
        ("commissioning_register_2014", "planning_area_as_printed"),
    ] {
        let rows = project_table(&format!("tests/data/published/{file}.csv"));
        spellings.extend(rows.into_iter().map(|r| r[column].clone()).filter(|s| !s.is_empty()));
    }
    let mut kent = Files::kent();
    kent.remove("aliases.csv");
    let mut actuals = "census_year,area,series,pupils\n".to_owned();
    for (i, spelling) in spellings.iter().enumerate() {
        actuals += &format!("{},\"{spelling}\",R,1\n", 1960 + i);
    }
    kent.set("published_actuals.csv", actuals);
    let folder = kent.save("kent");
    let told = folder.rollcast(&["check", "kent"]).exits(1).stderr;
    let code = |name: &str| {
        let areas = project_table("data/kent/areas.csv");
        areas.iter().find(|a| a["name"] == name).unwrap_or_else(|| panic!("{name}"))["area"].clone()
    };
    let meant = [
        ("Kent Totals", "Kent"),
        ("Tunbridge & Malling", "Tonbridge and Malling"),
        ("Queenborough and Rushenden,", "Queenborough and Rushenden"),
    ];
    // What no single area is: groups, lists of planning areas, a place inside one.
    let open = [
        "(secondary)",
        "Across Maidstone",
        "Birchington & Garlinge",
        "Dartford, Gravesham & N. Sevenoaks.",
        "Maidstone & Malling.",
        "S. Sevenoaks, Tonbridge & Tunbridge Wells.",
        "Secondary",
        "Sheerness, Queenborough and Rushenden, Halfway and Minster, Eastchurch and Warden Bay",
        "Sittingbourne (East, North and South)",
        "Thistle Hill",
        "Tonbridge North/ South/ Hildenborough",
    ];
    let (sure, unsure) = told.split_once("for you to decide").unwrap();
    for spelling in &spellings {
        if open.contains(&spelling.as_str()) {
            assert!(unsure.contains(&format!("\n  `{spelling}` resembles")), "{spelling}\n{told}");
            continue;
        }
        // The name of one area alone needs no alias.
        if project_table("data/kent/areas.csv").iter().filter(|a| a["name"] == *spelling).count() == 1 {
            assert!(!told.contains(&format!("`{spelling}` for")), "{spelling}\n{told}");
            continue;
        }
        let name = meant.iter().find(|(printed, _)| printed == spelling).map_or(spelling.as_str(), |(_, name)| name);
        let line = format!("\n  `{spelling}` for `{}`  (1 cell of published_actuals.csv)", code(name));
        assert!(sure.contains(&line), "{line}\n{told}");
    }

    // Written, each name is understood, and those left to decide are all that is wrong.
    let said = folder.rollcast(&["check", "kent", "--write-aliases"]).exits(1).stderr;
    assert!(said.contains(&format!("{} errors", open.len())), "{said}");
    assert!(Files::of(&folder.path("kent")).text("aliases.csv").contains("\nKent Totals,kent\n"));
}

/// A plain `check` shows what would be written and writes nothing; rows that were there stay as they are.
#[test]
fn aliases_are_shown_first_and_written_beside_those_there() {
    let mut files = small();
    let held = files.text("aliases.csv").to_owned();
    files.set("rolls.csv", files.text("rolls.csv").replace(",ash-1,", ",Ash (North),"));
    files.append("rolls.csv", "2016,Gorse,R,10,published");
    let folder = files.save("small");
    let line = "\n  `Ash (North)` for `ash-1`  (35 cells of rolls.csv)";
    folder
        .rollcast(&["check", "small"])
        .exits(1)
        .says(line)
        .says("\n  `Gorse` resembles no area  (1 cell of rolls.csv)");
    assert_eq!(Files::of(&folder.path("small")).0, files.0, "`check` alone writes nothing");

    folder
        .rollcast(&["check", "small", "--write-aliases"])
        .exits(1)
        .says("added to small/aliases.csv:\n  `Ash (North)` for `ash-1`\n")
        .says("unknown area `Gorse`")
        .says("1 error, 0 warnings");
    let after = Files::of(&folder.path("small"));
    assert_eq!(after.text("aliases.csv"), held + "Ash (North),ash-1\n");

    // Again there is nothing to add.
    folder.rollcast(&["check", "small", "--write-aliases"]).exits(1).says("no row is added to aliases.csv");
    assert_eq!(Files::of(&folder.path("small")).0, after.0);
}

#[test]
fn a_table_of_aliases_that_is_none_is_left_alone() {
    let mut files = small();
    files.append("rolls.csv", "2016,Beech district,R,10,published");
    files.set("aliases.csv", "alias,area,note\nAsh District,ash,old\n");
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--write-aliases"]).exits(1).says("aliases.csv is not a sound table");
    assert_eq!(fs::read(folder.path("small/aliases.csv")).unwrap(), files.0["aliases.csv"]);
    // Without the file it is made.
    files.set("aliases.csv", "alias,area\n");
    fs::remove_file(folder.path("small/aliases.csv")).unwrap();
    folder.rollcast(&["check", "small", "--write-aliases"]).says("`Beech district` for `beech`");
    assert_eq!(fs::read_to_string(folder.path("small/aliases.csv")).unwrap(), "alias,area\nBeech district,beech\n");
}

/// The name that one area alone has is understood in a table and told; one that two areas have is left to a person.
#[test]
fn an_areas_own_name_is_understood_and_told() {
    let mut files = small();
    let expected = files.save("small").run_to("out", &[]);
    files.swap_line("areas.csv", "ash-1,", "ash-1,Hill and Vale,planning_area,ash,published");
    files.set("rolls.csv", files.text("rolls.csv").replace(",ash-1,", ",Hill and Vale,"));
    let folder = files.save("small");
    folder.rollcast(&["check", "small", "--strict"]).exits(0).says(
        "note: small/rolls.csv: `Hill and Vale` in the column `area` is understood as `ash-1`, and others like it",
    );
    assert_eq!(folder.run_to("out", &[]).text("forecast.csv"), expected.text("forecast.csv"));

    let two = files.text("areas.csv").lines().find(|l| l.starts_with("ash-2,")).unwrap().to_owned();
    files.swap_line("areas.csv", &two, "ash-2,Hill and Vale,planning_area,ash,published");
    files.save("small").rollcast(&["check", "small"]).exits(1).says("unknown area `Hill and Vale`");
}

/// A sheet of aliases is not written to: its rows come as two columns to paste.
#[test]
fn rows_for_a_sheet_of_aliases_are_printed_to_be_pasted() {
    let mut files = small();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("aliases").unwrap();
    for (row, line) in (0..).zip(files.text("aliases.csv").lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    files.remove("aliases.csv");
    files.set("book.xlsx", book.save_to_buffer().unwrap());
    files.append("rolls.csv", "2016,Beech district,R,10,published");
    files.append("rolls.csv", "2016,Ash district,R,10,published");
    let folder = files.save("small");
    let outcome = folder.rollcast(&["check", "small", "--write-aliases"]).exits(1);
    assert_eq!(outcome.stdout, "Ash district\tash\nBeech district\tbeech\n");
    outcome.says("hint: paste the rows above, two columns, below those of the sheet `aliases`, and save it");
}
