//! Surpluses that one decimal would put on the line they are judged by, while they lie beside it.

use super::small::{Counts, with};
use super::support::model;

/// 5,000 places in Reception of each planning area. Ash has 9,500 pupils for its 10,000, which is 5 per cent spare; Beech 9,504,
/// which is 4.96 and too few; Cedar 4,749 for 5,000, which is 5.02.
#[test]
fn a_surplus_beside_a_line_shows_on_which_side_it_lies() {
    let files = with(&Counts {
        primary: &|a, g, _| if g == 0 { [4750, 4750, 4752, 4752, 4749][a] } else { 4000 },
        secondary: &|_, _, _| 150,
        births: &|_, _| 5000,
        places: &|_, g, _| if g < 7 { 5000 } else { 170 },
        flow: &|_, _, _| 10,
    });
    let outputs = files.save("small").run_to("out", &["--model", &model("persistence")]);
    let report = outputs.text("report.html");
    let table = report.split("Surplus places, Year R: target at least 5.0%</span>").nth(1).unwrap();
    let row = |name: &str| table.split("</tr>").find(|row| row.contains(&format!(">{name}<"))).unwrap();
    for (name, class, shown) in [("Ash", "watch", "5.0%"), ("Beech", "poor", "4.96%"), ("Cedar", "watch", "5.02%")] {
        // In January 2016 and in the five after it.
        let cells: Vec<&str> = row(name).split("</td>").filter(|cell| cell.contains("judgement")).collect();
        assert_eq!(cells.len(), 6, "{name}: {cells:?}");
        assert!(cells.iter().all(|c| c.contains(class) && c.contains(&format!(">{shown}<"))), "{name}: {cells:?}");
    }
    let heat = report.split("Surplus of the planning areas, by January</span>").nth(1).unwrap();
    let row = heat.split("</tr>").find(|row| row.contains(">Beech North<")).unwrap();
    assert!(row.contains("\u{25C6}\u{A0}4.96<"), "{row}");
}
