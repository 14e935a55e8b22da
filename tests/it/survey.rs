//! England's schools of May 2015 as a data set: year groups `P` and `S` stand for the two phases.
//!
//! A school of one phase brings its roll and its capacity to its planning area. The roll of a school in both phases is split
//! by its capacity in each, to whole pupils; one whose capacity is not split counts whole in its main phase.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Pupils and places by planning area and phase.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) schools: usize,
    pub(crate) both: usize,
    /// By planning area and phase (0 primary, 1 secondary): pupils, places.
    pub(crate) areas: BTreeMap<(String, usize), [u64; 2]>,
}

pub(crate) fn survey(text: &str) -> Survey {
    let mut survey = Survey::default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    for row in rows.map(|row| row.unwrap()) {
        let number = |column: &str| row[column].parse::<f64>().ok().map(|n| n as u64);
        let (pupils, places) = (number("may_nor").unwrap(), number("net_capacity").unwrap());
        let codes = [&row["primary_pa"], &row["secondary_pa"]];
        let in_both = codes.iter().all(|c| !c.is_empty());
        let split = number("primary_capacity").zip(number("secondary_capacity")).filter(|_| in_both);
        let parts = match split {
            Some((primary, secondary)) => {
                let first = (pupils as f64 * primary as f64 / (primary + secondary) as f64).round() as u64;
                vec![(0, first, primary), (1, pupils - first, secondary)]
            }
            None if in_both => vec![(usize::from(row["main_phase"] == "SEC"), pupils, places)],
            None => vec![(usize::from(codes[0].is_empty()), pupils, places)],
        };
        for (phase, pupils, places) in parts {
            let area = survey.areas.entry((codes[phase].clone(), phase)).or_default();
            *area = [area[0] + pupils, area[1] + places];
        }
        survey.schools += 1;
        survey.both += usize::from(in_both);
    }
    survey
}

impl Survey {
    /// The files of the data set, by name.
    pub(crate) fn files(&self) -> [(&'static str, String); 4] {
        let mut areas = "area,name,level,parent\nengland,England,country,\n".to_owned();
        let mut rolls = "census_year,area,year_group,pupils\n".to_owned();
        let mut places = "census_year,area,year_group,places\n".to_owned();
        let mut authorities: Vec<&str> = self.areas.keys().map(|(code, _)| &code[..3]).collect();
        authorities.dedup();
        for code in authorities {
            writeln!(areas, "la-{code},{code},authority,england").unwrap();
        }
        let mut codes: Vec<&str> = self.areas.keys().map(|(code, _)| code.as_str()).collect();
        codes.dedup();
        for code in codes {
            writeln!(areas, "{code},{code},planning_area,la-{}", &code[..3]).unwrap();
        }
        for ((code, phase), [pupils, held]) in &self.areas {
            let group = ["P", "S"][*phase];
            writeln!(rolls, "2015,{code},{group},{pupils}").unwrap();
            writeln!(places, "2015,{code},{group},{held}").unwrap();
        }
        let settings = "title = 'England, May 2015'\nroot = 'england'\nsource = 'Department for Education, school capacity 2015'\n\
            licence = 'Open Government Licence v3.0'\n[year_groups]\norder = ['P', 'S']\nentry = 'P'\ntransfer = 'S'\n\
            [series]\nP = ['P']\nS = ['S']\nall = ['P', 'S']\n\
            [targets]\nfloor = { grouping = 'authority', series = ['P', 'S'], surplus_percent_at_least = 5.0 }\n";
        [("areas.csv", areas), ("rolls.csv", rolls), ("places.csv", places), ("dataset.toml", settings.to_owned())]
    }
}
