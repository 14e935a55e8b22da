//! A small data set, whole in every file and fast to run: a county of two areas, three districts and five planning areas.

use super::support::Files;
use std::fmt::Write;

/// Planning areas with their districts.
pub(super) const PLANNING_AREAS: [(&str, &str); 5] =
    [("ash-1", "ash"), ("ash-2", "ash"), ("beech-1", "beech"), ("beech-2", "beech"), ("cedar-1", "cedar")];
/// Districts.
pub(super) const DISTRICTS: [&str; 3] = ["ash", "beech", "cedar"];
/// Census years held.
pub(super) const YEARS: std::ops::RangeInclusive<i64> = 2012..=2016;
/// Years to 30 June with births: those that feed 2012 up to the last known in January 2016.
pub(super) const BIRTH_YEARS: std::ops::RangeInclusive<i64> = 2006..=2015;
/// Year groups by planning area.
pub(super) const PRIMARY: [&str; 7] = ["R", "1", "2", "3", "4", "5", "6"];
/// Year groups by district.
pub(super) const SECONDARY: [&str; 5] = ["7", "8", "9", "10", "11"];

/// Counts that fill the small data set: each by area (its position), year group (its position) and year.
pub(super) struct Counts<'a> {
    pub(super) primary: &'a dyn Fn(usize, usize, i64) -> i64,
    pub(super) secondary: &'a dyn Fn(usize, usize, i64) -> i64,
    pub(super) births: &'a dyn Fn(usize, i64) -> i64,
    pub(super) places: &'a dyn Fn(usize, usize, i64) -> i64,
    /// From a district to a district, and beyond them: position 3 is `independent` as an end and `outside` as a start.
    pub(super) flow: &'a dyn Fn(usize, usize, i64) -> i64,
}

/// The data set with ordinary numbers.
pub(super) fn small() -> Files {
    with(&Counts {
        primary: &|a, g, t| 60 + 7 * a as i64 - g as i64 + (t - 2012) * (1 + (a + g) as i64 % 3),
        secondary: &|d, g, t| 130 + 10 * d as i64 - 3 * g as i64 + 2 * (t - 2012),
        births: &|a, y| 65 + 7 * a as i64 + y % 4,
        places: &|a, g, _| if g < 7 { 75 + 7 * a as i64 } else { 160 + 10 * a as i64 },
        flow: &|from, to, _| match (from, to) {
            (3, _) => 12,
            (_, 3) => 4,
            (from, to) if from == to => 100 + from as i64,
            _ => 3,
        },
    })
}

/// The data set with numbers of one's own; totals of the county are their sums.
pub(super) fn with(counts: &Counts) -> Files {
    let mut files = Files(Default::default());
    let mut rolls = "census_year,area,year_group,pupils,status\n".to_owned();
    let mut places = "census_year,area,year_group,places,status\n".to_owned();
    for t in YEARS {
        for (g, group) in PRIMARY.iter().enumerate() {
            let pupils: Vec<i64> = (0..PLANNING_AREAS.len()).map(|a| (counts.primary)(a, g, t)).collect();
            writeln!(rolls, "{t},shire,{group},{},published", pupils.iter().sum::<i64>()).unwrap();
            for (a, (code, _)) in PLANNING_AREAS.iter().enumerate() {
                writeln!(rolls, "{t},{code},{group},{},published", pupils[a]).unwrap();
                writeln!(places, "{t},{code},{group},{},published", (counts.places)(a, g, t)).unwrap();
            }
        }
        for (g, group) in SECONDARY.iter().enumerate() {
            for (d, code) in DISTRICTS.iter().enumerate() {
                writeln!(rolls, "{t},{code},{group},{},published", (counts.secondary)(d, g, t)).unwrap();
                writeln!(places, "{t},{code},{group},{},published", (counts.places)(d, g + 7, t)).unwrap();
            }
        }
    }
    let mut births = "area,year_to_30_june,births,status\n".to_owned();
    for (a, (code, _)) in PLANNING_AREAS.iter().enumerate() {
        for y in BIRTH_YEARS {
            writeln!(births, "{code},{y},{},published", (counts.births)(a, y)).unwrap();
        }
    }
    let mut transfers = "census_year,from,to,pupils,status\n".to_owned();
    let ends = |beyond| DISTRICTS.into_iter().chain([beyond]).enumerate();
    for t in YEARS.skip(1) {
        for (f, from) in ends("outside") {
            for (d, to) in ends("independent").filter(|(d, _)| (f, *d) != (3, 3)) {
                writeln!(transfers, "{t},{from},{to},{},published", (counts.flow)(f, d, t)).unwrap();
            }
        }
    }
    files.set("dataset.toml", DATASET);
    files.set("areas.csv", AREAS);
    files.set("groupings.csv", GROUPINGS);
    files.set("aliases.csv", "alias,area\nAsh District,ash\nBeech & Co,beech\n");
    files.set("published_forecasts.csv", FORECASTS);
    files.set("published_actuals.csv", "census_year,area,series,pupils,status\n2016,ash,R,130,published\n");
    files.set("rolls.csv", rolls);
    files.set("places.csv", places);
    files.set("births.csv", births);
    files.set("transfers.csv", transfers);
    files
}

const DATASET: &str = r#"title = "Shire: a small example"
root = "shire"
source = "made up"
licence = "none"
births_lag = 5

[year_groups]
order = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
entry = "R"
transfer = "7"

[series]
"R" = ["R"]
"R-6" = ["R", "1", "2", "3", "4", "5", "6"]
"7" = ["7"]
"7-11" = ["7", "8", "9", "10", "11"]

[targets]
primary = { grouping = "district", series = ["R", "R-6"], surplus_percent_at_least = 5.0 }
secondary = { grouping = "travel_to_learn", series = ["7", "7-11"], surplus_percent_at_least = 5.0 }
"#;

const AREAS: &str = "area,name,level,parent,status
shire,Shire,county,,published
east,East,area,shire,published
west,West,area,shire,published
ash,Ash,district,east,published
beech,Beech,district,east,published
cedar,Cedar,district,west,published
ash-1,Ash North,planning_area,ash,published
ash-2,Ash South,planning_area,ash,published
beech-1,Beech North,planning_area,beech,published
beech-2,Beech South,planning_area,beech,published
cedar-1,Cedar,planning_area,cedar,published
";

const GROUPINGS: &str = "grouping,group,name,member,share,from,to,status
travel_to_learn,ttl-north,North,ash,1,,,published
travel_to_learn,ttl-north,North,beech,0.4,,,illustrative
travel_to_learn,ttl-south,South,beech,0.6,,,illustrative
travel_to_learn,ttl-south,South,cedar,1,,,published
";

const FORECASTS: &str = "vintage,census_year,area,series,forecast,status
2015,2016,ash,R,128,published
2015,2016,beech,R,160,published
2015,2016,cedar,R,90,published
2015,2016,ash,7-11,660,published
2015,2016,beech,7-11,710,published
2015,2016,cedar,7-11,770,published
";
