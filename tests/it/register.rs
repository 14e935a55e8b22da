//! The commissioning register: intentions beside positions, and rows that cannot be right.

use super::small::small;
use super::support::{Files, project, project_table, refused};
use rollcast::dataset::{ChangeKind, Dataset};
use rollcast::places::tallies;

const HEADER: &str = "area,school,kind,year_group,planned_places_per_intake,commissioned_places_per_intake,first_intake,position,reason\n";

fn with(lines: &[&str]) -> Files {
    let mut files = small();
    files.set("register.csv", format!("{HEADER}{}\n", lines.join("\n")));
    files
}

/// Every project of the register that Kent printed in 2014 is in the example's, and each kind adds up to the printed numbers.
#[test]
fn the_register_of_2014_adds_up_as_printed() {
    let data = Dataset::load(&project().join("data/kent-2014")).unwrap().dataset;
    let printed = project_table("tests/data/published/commissioning_register_2014.csv");
    assert_eq!((data.register.len(), printed.len()), (52, 52));
    let found = tallies(&data.register);
    assert_eq!(found.iter().map(|t| t.projects).sum::<usize>(), 52);
    for tally in &found {
        let group = data.schooling.name(tally.group);
        let rows = || {
            let same = |kind: &str| ChangeKind::from_word(kind) == Some(tally.kind);
            printed.iter().filter(move |r| same(&r["kind"]) && r["year_group"] == group)
        };
        for (places, column) in
            [(tally.planned, "planned_places_per_intake"), (tally.commissioned, "commissioned_places_per_intake")]
        {
            let stated = || rows().filter(|r| !r[column].is_empty());
            assert_eq!(places.sum, stated().map(|r| r[column].parse::<f64>().unwrap()).sum::<f64>(), "{tally:?}");
            assert_eq!(places.unstated, rows().count() - stated().count(), "{tally:?}");
        }
    }
    // Pent Valley's 60 Year 7 places go: intended and done.
    let gone = found.iter().find(|t| t.kind == ChangeKind::Decommission).unwrap();
    assert_eq!((gone.planned.sum, gone.commissioned.sum, gone.commissioned.forms()), (-60.0, -60.0, -2.0));
}

/// What the report says of a register; and that no place hangs on it.
#[test]
fn a_register_is_shown_and_counts_nowhere() {
    let lines = [
        "ash-1,Oak,temporary,R,30,30,2016-09,commissioned,",
        "ash,Elm,bulge,R,30,0,2016-09,not delivered,no site was found",
        "beech,Fir,permanent,R,,15,2017-09,under way,",
    ];
    let with_it = with(&lines).save("small").run_to("out", &[]);
    let report = with_it.text("report.html");
    let section = report.split("The register by kind: intended and commissioned</span>").nth(1).unwrap();
    let texts = |start: &str| -> Vec<&str> {
        let row = section.split("</tr>").find(|row| row.contains(start)).unwrap();
        row.split("<td")
            .skip(1)
            .filter_map(|cell| cell.split('>').find(|t| !t.starts_with(' ') && t.contains('<')))
            .map(|t| t.split('<').next().unwrap())
            .collect()
    };
    assert!(section.contains("1 without one intended, 0 without one commissioned"));
    let temporary = texts(">Temporary class<");
    assert!(temporary.ends_with(&["2", "60", "30", "2.0", "1.0"]), "{temporary:?}");
    assert!(section.contains(">no site was found<"));
    let without = small().save("small").run_to("out", &[]);
    for file in ["surplus.csv", "ledger.csv", "need.csv", "forecast.csv"] {
        assert_eq!(with_it.text(file), without.text(file), "{file}");
    }
    assert!(!without.text("report.html").contains("Intended and commissioned"));
}

#[test]
fn rows_that_cannot_be_right_are_refused() {
    const GOOD: &str = "ash-1,Oak,permanent,R,30,15,2016-09,planned,";
    for (line, message, column, hint) in [
        ("ahs-1,Oak,permanent,R,30,15,2016-09,planned,", "unknown area `ahs-1`", "area", "did you mean `ash-1`?"),
        ("ash-2,,permanent,R,30,15,2016-09,planned,", "the cell is blank", "school", "write the value"),
        ("ash-2,Oak,castle,R,30,15,2016-09,planned,", "unknown kind `castle`", "kind", "write `permanent`"),
        ("ash-2,Oak,permanent,R9,30,15,2016-09,planned,", "unknown year group `R9`", "year_group", "`R`"),
        ("ash-2,Oak,permanent,R,many,15,2016-09,planned,", "`many` is not a number", "planned_places_per_intake", ""),
        (
            "ash-2,Oak,permanent,R,30,-15,2016-09,planned,",
            "`-15` places are fewer, and the kind is `permanent`",
            "commissioned_places_per_intake",
            "decommission",
        ),
        (
            "ash-2,Oak,decommission,R,30,-30,2016-09,planned,",
            "`30` places are more, and the kind is `decommission`",
            "planned_places_per_intake",
            "`-60`",
        ),
        ("ash-2,Oak,permanent,R,30,15,2016,planned,", "`2016` is not a month of intake", "first_intake", "`2022-09`"),
        ("ash-2,Oak,permanent,R,30,15,2016-09,soon,", "unknown status `soon`", "position", "write `planned`"),
    ] {
        let place = format!("small/register.csv, row 3, column `{column}`");
        refused(&with(&[GOOD, line]), 1, &[&format!("error: {message}"), &place, "hint: ", hint]);
    }
    let twice = "`Oak`, the same kind, year group and intake in `ash-1`";
    refused(&with(&[GOOD, GOOD]), 1, &[twice, "small/register.csv, row 3"]);
    let mut files = small();
    files.set("register.csv", "area,school,kind,year_group,first_intake\nash-1,Oak,permanent,R,2016-09\n");
    refused(&files, 3, &["there is no column `position`", "small/register.csv, row 1, column `position`"]);
}
