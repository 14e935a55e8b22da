//! Leavers of infant schools against places of junior schools, on an example worked by hand.

use super::small::{Counts, with};
use super::support::{Files, model, refused};

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
    assert!(report.contains("1 of 5 planning areas have more pupils in Year 2 than places in Year 3 a January later, in some January to 2021. Each is judged as a whole"));
    let table = report.split("Short of Year 3 places for the Year 2 of the January before</span>").nth(1).unwrap();
    let row = table.split("</tr>").find(|row| row.contains("Ash North")).unwrap();
    assert_eq!(row.matches(">2<").count(), 5, "{row}");
    files.replace("dataset.toml", "junior = \"3\"", "junior = \"R\"");
    refused(&files, 1, &["`junior` of [year_groups] is not in `order` after the entry year"]);
}

/// Two infant schools of Ash, whose 62 and 28 leavers go to one junior school of 85 places, and a primary school with room for its own.
fn schools() -> Files {
    let mut files = Files(Default::default());
    files.set(
        "dataset.toml",
        "title = \"Shire\"\nroot = \"shire\"\nsource = \"made up\"\nlicence = \"none\"\n\
         [year_groups]\norder = [\"R\", \"1\", \"2\", \"3\", \"4\"]\nentry = \"R\"\njunior = \"3\"\njunior_links = \"linked_schools\"\n\
         [series]\n\"R\" = [\"R\"]\n\"R-4\" = [\"R\", \"1\", \"2\", \"3\", \"4\"]\n",
    );
    files.set(
        "areas.csv",
        "area,name,level,parent\nshire,Shire,county,\nash-i,Ash Infant,school,shire\nelm-i,Elm Infant,school,shire\n\
         ash-j,Ash Junior,school,shire\noak,Oak Primary,school,shire\n",
    );
    files.set(
        "groupings.csv",
        "grouping,group,name,member,share\nlinked_schools,link-ash,Ash Junior and its infant schools,ash-i,1\n\
         linked_schools,link-ash,Ash Junior and its infant schools,elm-i,1\nlinked_schools,link-ash,Ash Junior and its infant schools,ash-j,1\n",
    );
    let (mut rolls, mut places) =
        ("census_year,area,year_group,pupils\n".to_owned(), "census_year,area,year_group,places\n".to_owned());
    for year in 2012..=2016 {
        for (school, groups, pupils, room) in
            [("ash-i", "R12", 62, 70), ("elm-i", "R12", 28, 30), ("ash-j", "34", 85, 85), ("oak", "R1234", 30, 30)]
        {
            for group in groups.chars() {
                rolls += &format!("{year},{school},{group},{pupils}\n");
                places += &format!("{year},{school},{group},{room}\n");
            }
        }
    }
    files.set("rolls.csv", rolls);
    files.set("places.csv", places);
    files
}

#[test]
fn where_schools_are_held_those_that_are_linked_are_judged_together() {
    let mut files = schools();
    let report = |files: &Files| {
        let outputs = files.save("small").run_to("out", &["--model", &model("persistence")]);
        outputs.text("report.html").to_owned()
    };
    let linked = report(&files);
    // 62 and 28 leave for 85 places in each January.
    assert!(linked.contains("1 of 1 group of linked schools and 1 school have more pupils in Year 2"), "{linked}");
    let table = linked.split("Short of Year 3 places for the Year 2 of the January before</span>").nth(1).unwrap();
    let row = table.split("</tr>").find(|row| row.contains("Ash Junior and its infant schools")).unwrap();
    assert_eq!(row.matches(">5<").count(), 5, "{row}");
    assert!(!linked.contains("nothing says where their leavers go"));
    // Without the link nobody knows where the leavers go, and the report says so.
    files.replace("dataset.toml", "junior_links = \"linked_schools\"\n", "");
    let unlinked = report(&files);
    assert!(unlinked.contains("0 of 1 school have more pupils"));
    assert!(unlinked.contains("nothing says where their leavers go: Ash Infant and Elm Infant."));
}

#[test]
fn links_that_are_no_grouping_are_refused() {
    let mut files = schools();
    files.replace("dataset.toml", "\"linked_schools\"", "\"linked_school\"");
    let texts = [
        "`junior_links` of [year_groups] names `linked_school`, which is no grouping",
        "small/dataset.toml",
        "hint: name a grouping",
    ];
    refused(&files, 1, &texts);
    files.replace("dataset.toml", "junior = \"3\"\n", "");
    refused(&files, 1, &["`junior_links` of [year_groups] needs `junior`"]);
}
