//! Every table of a data set that a planner fills in, its columns in words, and example rows.

/// A column in words.
pub(super) struct ColumnWords {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) kind: ColumnKind,
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Codes and words.
    Text,
    /// Numbers.
    Number,
    /// One of a list.
    Choice(&'static [&'static str]),
    /// A year group of the skeleton's dataset.toml.
    YearGroup,
}

/// A table in words.
pub(super) struct TableWords {
    /// Its name, that of the file without `.csv`.
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) columns: &'static [ColumnWords],
}

const fn column(name: &'static str, kind: ColumnKind, words: &'static str) -> ColumnWords {
    ColumnWords { name, words, kind }
}

use ColumnKind::{Choice, Number, Text, YearGroup};

const STATUS: ColumnWords = column(
    "status",
    Choice(&["published", "provisional", "derived", "reconstructed", "illustrative"]),
    "how the row is known; blank is published",
);
const AREA: ColumnWords = column("area", Text, "code of an area in areas, or a spelling in aliases");
const CENSUS_YEAR: ColumnWords = column("census_year", Number, "year of the January: 2014 is January 2014, in 2013/14");

/// The tables of the skeleton, in the order in which they are filled in.
pub(super) const TABLES: [TableWords; 10] = [
    TableWords {
        name: "areas",
        words: "the tree: one row for each area, with the area it lies in",
        columns: &[
            column("area", Text, "your code for it, the same in every table"),
            column("name", Text, "its name, as reports print it"),
            column("level", Text, "what kind of area it is, such as district"),
            column("parent", Text, "code of the area it lies in; blank for the whole"),
            STATUS,
        ],
    },
    TableWords {
        name: "rolls",
        words: "pupils on roll in January, at the finest level you hold; at least three Januaries. With a column `school` beside these, rows of \
                schools are added up to their areas",
        columns: &[
            CENSUS_YEAR,
            AREA,
            column("year_group", YearGroup, "as dataset.toml names it"),
            column("pupils", Number, "pupils on roll; blank where it is not known, 0 where there is nobody"),
            STATUS,
        ],
    },
    TableWords {
        name: "births",
        words: "births of the areas whose Reception is forecast, from the first January less five years on",
        columns: &[
            AREA,
            column("year_to_30_june", Number, "the year in which the twelve months end"),
            column("births", Number, "live births to mothers living there"),
            STATUS,
        ],
    },
    TableWords {
        name: "places",
        words: "places in use, by year group, to the last January",
        columns: &[
            CENSUS_YEAR,
            AREA,
            column("year_group", YearGroup, "as dataset.toml names it"),
            column("places", Number, "places, not capacity by rooms"),
            STATUS,
        ],
    },
    TableWords {
        name: "transfers",
        words: "who moved from Year 6 of one area to Year 7 of another; a January with any row is taken as whole",
        columns: &[
            column("census_year", Number, "the January in which they are in Year 7"),
            column("from", Text, "area of their Year 6, or outside"),
            column("to", Text, "area of their Year 7, or independent"),
            column("pupils", Number, "how many"),
            STATUS,
        ],
    },
    TableWords {
        name: "groupings",
        words: "areas of another kind that need not follow the tree, such as travel-to-learn areas",
        columns: &[
            column("grouping", Text, "the kind, such as travel_to_learn"),
            column("group", Text, "your code for the group"),
            column("name", Text, "its name, the same in each of its rows"),
            column("member", Text, "code of an area in it"),
            column("share", Number, "part of the member that lies in it, 1 for the whole"),
            STATUS,
        ],
    },
    TableWords {
        name: "aliases",
        words: "other spellings of areas, as they stand in the files people send you",
        columns: &[column("alias", Text, "the spelling"), column("area", Text, "code of the area it means")],
    },
    TableWords {
        name: "published_forecasts",
        words: "forecasts made in the past, to be held against the rolls that came",
        columns: &[
            column("vintage", Number, "the last January known when it was made"),
            column("census_year", Number, "the January it is for"),
            AREA,
            column("series", Text, "year groups together, as dataset.toml names them"),
            column("forecast", Number, "pupils"),
            STATUS,
        ],
    },
    TableWords {
        name: "published_actuals",
        words: "rolls printed as totals, where they differ from the sum of your rolls",
        columns: &[
            CENSUS_YEAR,
            AREA,
            column("series", Text, "year groups together, as dataset.toml names them"),
            column("pupils", Number, "pupils"),
            STATUS,
        ],
    },
    TableWords {
        name: "published_capacity",
        words: "net capacity as surveyed, shown beside the places and never mixed with them",
        columns: &[
            CENSUS_YEAR,
            AREA,
            column("schools", Number, "schools counted"),
            column("places", Number, "places by the rooms there are"),
            column("pupils", Number, "pupils on roll at the survey"),
            STATUS,
        ],
    },
];

/// Year groups of the skeleton.
pub(super) const YEAR_GROUPS: [&str; 12] = ["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/// Example rows of a table: two made-up districts, whose cohorts change a little as they grow.
pub(super) fn example(table: &str) -> Vec<Vec<String>> {
    let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).chain(["illustrative".to_owned()]).collect();
    let of = |rows: &[&[&str]]| rows.iter().map(|r| row(r)).collect();
    match table {
        "areas" => of(&[
            &["my-council", "My Council", "council", ""],
            &["north", "North", "district", "my-council"],
            &["south", "South", "district", "my-council"],
        ]),
        "rolls" => {
            cells(2017..=2020, &|area, group, year| 300 + 40 * area + 2 * ((year - group as u16) % 7) - group as u16)
        }
        "places" => cells(2020..=2020, &|area, _, _| 330 + 40 * area),
        "births" => {
            let years = |(at, area): (u16, &'static str)| {
                (2012..=2019)
                    .map(move |year| row(&[area, &year.to_string(), &(310 + 40 * at + 3 * (year % 5)).to_string()]))
            };
            (0..).zip(DISTRICTS).flat_map(years).collect()
        }
        "transfers" => of(&[
            &["2020", "north", "north", "250"],
            &["2020", "north", "south", "30"],
            &["2020", "south", "south", "310"],
            &["2020", "south", "independent", "20"],
            &["2020", "outside", "north", "15"],
        ]),
        "groupings" => of(&[
            &["travel_to_learn", "ttl-one", "One", "north", "1"],
            &["travel_to_learn", "ttl-one", "One", "south", "1"],
        ]),
        "aliases" => vec![vec!["North District".to_owned(), "north".to_owned()]],
        "published_forecasts" => of(&[&["2019", "2020", "north", "R", "305"]]),
        "published_actuals" => of(&[&["2020", "north", "R", "302"]]),
        "published_capacity" => of(&[&["2020", "north", "12", "3800", "3600"]]),
        _ => vec![],
    }
}

/// Its areas that lie in another.
pub(super) const DISTRICTS: [&str; 2] = ["north", "south"];

fn cells(years: std::ops::RangeInclusive<u16>, count: &dyn Fn(u16, usize, u16) -> u16) -> Vec<Vec<String>> {
    let mut rows = vec![];
    for year in years {
        for (at, area) in (0..).zip(DISTRICTS) {
            for (group, name) in YEAR_GROUPS.iter().enumerate() {
                let count = count(at, group, year).to_string();
                rows.push([&year.to_string(), area, name, &count, "illustrative"].map(str::to_owned).to_vec());
            }
        }
    }
    rows
}
