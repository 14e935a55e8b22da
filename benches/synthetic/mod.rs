//! A made-up nation of any number of areas, 12 year groups and 10 Januaries, read through the ordinary reader.

use rollcast::dataset::Dataset;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, OnceLock};

/// Last January of the made-up rolls.
pub(crate) const BASE: u16 = 2020;
const FIRST: u16 = 2011;
/// Areas of one region.
const REGION: usize = 15;

/// The nation of that many areas, made once.
pub(crate) fn nation(areas: usize) -> &'static Dataset {
    static MADE: OnceLock<Mutex<BTreeMap<usize, &'static Dataset>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap();
    made.entry(areas).or_insert_with(|| Box::leak(Box::new(make(areas))))
}

fn make(areas: usize) -> Dataset {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = "area,name,level,parent\nnation,Nation,country,\n".to_owned();
    for r in 0..areas.div_ceil(REGION) {
        writeln!(tree, "region-{r:05},Region {r},region,nation").unwrap();
    }
    let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
    let mut births = "area,year_to_30_june,births\n".to_owned();
    for a in 0..areas {
        writeln!(tree, "area-{a:05},Area {a},area,region-{:05}", a / REGION).unwrap();
        let size = 200 + (a * 37) % 4000;
        for t in FIRST..=BASE {
            for g in 0..12usize {
                let wobble = (a * 31 + g * 17 + usize::from(t) * 13) % 23;
                writeln!(rolls, "{t},area-{a:05},{g},{}", size + size * wobble / 400).unwrap();
            }
        }
        for y in FIRST - 5..BASE {
            writeln!(births, "area-{a:05},{y},{}", size + size * ((a + usize::from(y) * 7) % 19) / 300).unwrap();
        }
    }
    let settings = "title = 'Made up'\nroot = 'nation'\nsource = 'none'\nlicence = 'none'\nbirths_lag = 5\n\
        [year_groups]\norder = ['0','1','2','3','4','5','6','7','8','9','10','11']\nentry = '0'\ntransfer = '7'\n\
        [series]\nprimary = ['0','1','2','3','4','5','6']\n";
    for (name, text) in
        [("areas.csv", &*tree), ("rolls.csv", &*rolls), ("births.csv", &*births), ("dataset.toml", settings)]
    {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Dataset::load(folder.path()).unwrap().dataset
}
