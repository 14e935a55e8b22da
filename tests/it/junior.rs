//! Leavers of infant schools against places of junior schools, on an example worked by hand.

use super::small::{Counts, with};
use super::support::{model, refused};

/// Sixty places in each primary year group; 62 pupils in Year 2 of Ash North, 58 elsewhere.
#[test]
fn leavers_without_a_junior_place_are_counted_area_by_area() {
    let mut files = with(&Counts {
        primary: &|a, g, _| if (a, g) == (0, 2) { 62 } else { 58 },
        secondary: &|_, _, _| 150,
        births: &|_, _| 60,
        places: &|_, g, _| if g < 7 { 60 } else { 150 },
        flow: &|_, _, _| 10,
    });
    let args = ["--model", &model("persistence")];
    let without = files.save("small").run_to("out", &args);
    assert!(!without.text("report.html").contains("leavers against"), "nobody says where junior school begins");
    files.replace("dataset.toml", "entry = \"R\"", "entry = \"R\"\njunior = \"3\"");
    let report = files.save("small").run_to("out", &args);
    let report = report.text("report.html");
    assert!(report.contains("Year 2 leavers against Year 3 places"));
    // 62 for 60 places in each January to 2021, as the rolls stay as they are; every other area has room.
    assert!(report.contains("1 of 5 planning areas have more pupils in Year 2 than places in Year 3 a January later, in some January to 2021."));
    let table = report.split("Short of Year 3 places for the Year 2 of the January before</span>").nth(1).unwrap();
    let row = table.split("</tr>").find(|row| row.contains("Ash North")).unwrap();
    assert_eq!(row.matches(">2<").count(), 5, "{row}");
    files.replace("dataset.toml", "junior = \"3\"", "junior = \"R\"");
    refused(&files, 1, &["`junior` of [year_groups] is not in `order` after the entry year"]);
}
