//! `rollcast backtest --select`: it recommends a change where one model is truly better, and none where chance alone tells
//! them apart.

use super::support::{Files, Folder, model};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const GROUPS: [&str; 7] = ["K", "1", "2", "3", "4", "5", "6"];
const AREAS: u64 = 8;
const YEARS: std::ops::RangeInclusive<u64> = 2006..=2019;

/// Rolls of eight areas: an entry, and a factor from each year group to the next, by area, year group and January.
fn world(entry: impl Fn(u64, u64) -> f64, factor: impl Fn(u64, u64, u64) -> f64) -> Files {
    let mut files = Files(BTreeMap::new());
    files.set(
        "dataset.toml",
        "title = 'World'\nroot = 'world'\nsource = ''\nlicence = ''\n[year_groups]\n\
         order = ['K', '1', '2', '3', '4', '5', '6']\nentry = 'K'\n[series]\n'K' = ['K']\n\
         '1-6' = ['1', '2', '3', '4', '5', '6']\n\
         [backtest]\nfirst_base = 2012\nlast_base = 2018\nlast_target = 2019\nhorizons = [1, 2, 3]\n",
    );
    let mut tree = "area,name,level,parent\nworld,World,county,\n".to_owned();
    let mut text = "census_year,area,year_group,pupils\n".to_owned();
    for area in 0..AREAS {
        writeln!(tree, "a{area},Area {area},district,world").unwrap();
        let mut rolls = [entry(area, 2005); 7];
        for year in YEARS {
            rolls = std::array::from_fn(|g| match g {
                0 => entry(area, year),
                g => rolls[g - 1] * factor(area, g as u64, year),
            });
            for (group, pupils) in GROUPS.iter().zip(rolls) {
                writeln!(text, "{year},a{area},{group},{}", pupils.round()).unwrap();
            }
        }
    }
    files.set("areas.csv", tree);
    files.set("rolls.csv", text);
    files
}

/// What `--select` says of the districts, by the words before the colon.
fn choices(folder: &Folder, models: &[&str], bases: &str) -> BTreeMap<String, String> {
    let args = [&["backtest", "world", "--out", "out", "--select", "--bases", bases, "--models"], models].concat();
    let told = folder.rollcast(&args).exits(0).stderr;
    let lines = told.lines().filter_map(|l| l.strip_prefix("district, ")).filter_map(|l| l.split_once(" ahead: "));
    lines.map(|(what, words)| (what.to_owned(), words.to_owned())).collect()
}

/// Each January cohorts grow by a point more than the January before, in every area a little otherwise. The ratio of the last
/// year is a point behind one year ahead, five years pooled are three: better at every base, in every area.
#[test]
fn a_model_that_is_truly_better_is_recommended() {
    let growth = |area: u64, year: u64| 0.93 + 0.01 * (year - 2005) as f64 + 0.001 * area as f64;
    let files = world(|area, _| 400.0 + 60.0 * area as f64, |area, _, year| growth(area, year));
    let folder = files.save("world");
    let (pooled, last) = (model("pooled-5"), model("last-year-ratio"));
    let told = choices(&folder, &[&pooled, &last], "2012..2016");
    assert_eq!(told.len(), 2 * 3, "{told:?}");
    for horizon in 1..=3 {
        let words = &told[&format!("Years 1-6, {horizon}")];
        assert!(words.starts_with("change to last-year-ratio: better by "), "{words}");
        if horizon == 1 {
            // By hand: two points of ratios of 0.96 to 1.05, in per cent of the roll that came.
            let points: f64 = words.split(' ').nth(5).unwrap().parse().unwrap();
            assert!((1.9..=2.2).contains(&points), "{words}");
        }
        // A constant entry is met by both.
        assert_eq!(told[&format!("Year K, {horizon}")], "keep pooled-5: it is the best");
    }
    // The other way round there is nothing to change.
    for (what, words) in choices(&folder, &[&last, &pooled], "2012..2016") {
        assert_eq!(words, "keep last-year-ratio: it is the best", "{what}");
    }
}

/// One base says nothing of how much bases differ.
#[test]
fn one_base_is_too_little_to_tell() {
    let files = world(|area, _| 400.0 + 60.0 * area as f64, |_, _, year| if year < 2011 { 1.0 } else { 1.05 });
    let folder = files.save("world");
    let told = choices(&folder, &[&model("pooled-5"), &model("last-year-ratio")], "2013..2013");
    for horizon in 1..=3 {
        let words = &told[&format!("Years 1-6, {horizon}")];
        assert!(words.starts_with("keep pooled-5: last-year-ratio is better by "), "{words}");
        assert!(words.ends_with("on too few areas or bases to tell"), "{words}");
    }
}

/// A number from 0 to 1 by SplitMix64's finaliser.
fn draw(indices: [u64; 4]) -> f64 {
    let state = indices.into_iter().fold(0, |state: u64, index| {
        let mut z = (state ^ index).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    });
    (state >> 11) as f64 / (1u64 << 53) as f64
}

/// Every entry and every factor is drawn afresh, so that the ratio of the last year is as good a guess as that of the year
/// before: the better of the two is better by chance. In 20 such worlds a change is recommended in no more lines than a 95
/// per cent interval lets through on one side, 2.5 per cent.
#[test]
fn chance_alone_recommends_no_change() {
    let (mut lines, mut inside, mut changes) = (0, 0, 0);
    for seed in 0..20 {
        let noise = |area, g, year| 0.94 + 0.12 * draw([seed, area, g, year]);
        let folder = world(|area, year| 500.0 * noise(area, 0, year), noise).save("world");
        let text = fs::read_to_string(model("last-year-ratio")).unwrap();
        assert!(text.contains("weights = [1]"));
        let other = text.replace("weights = [1]", "weights = [0, 1]").replace("\"last-year-ratio\"", "\"year-before\"");
        fs::write(folder.path("other.toml"), other).unwrap();
        for words in choices(&folder, &[&model("last-year-ratio"), "other.toml"], "2012..2018").values() {
            lines += 1;
            inside += usize::from(words.ends_with("which is inside the noise"));
            changes += usize::from(words.starts_with("change"));
        }
    }
    assert_eq!(lines, 20 * 2 * 3);
    assert!(changes * 40 <= lines, "{changes} of {lines}");
    // The other one was the better in many lines, and none of them was taken for a find.
    assert!(inside * 3 >= lines, "{inside} of {lines}");
}
