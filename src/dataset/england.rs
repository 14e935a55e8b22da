//! The national series of England built into the program, so that any English folder has a parent.

use super::Reference;
use crate::calendar::{BirthYear, CensusYear, Schooling};
use ndarray::Array2;

/// Copies of data/kent's reference files, which a test holds to be the ones read here.
const ROLLS: &str = include_str!("../../data/kent/reference_rolls.csv");
const BIRTHS: &str = include_str!("../../data/kent/reference_births.csv");

impl Reference {
    /// State-funded rolls of 148 authorities with an unbroken record, January 2012 to 2020, and their births; `None`
    /// where the data set does not count by England's year groups.
    pub fn england(schooling: &Schooling) -> Option<Reference> {
        let rolls = records(ROLLS);
        let english: Vec<&str> = rolls.iter().filter(|r| r[0] == rolls[0][0]).map(|r| r[1].as_str()).collect();
        if !schooling.names().iter().map(String::as_str).eq(english.iter().copied().take(schooling.names().len())) {
            return None;
        }
        let years = rolls.iter().map(|r| number(&r[0])).collect::<Option<Vec<u16>>>()?;
        let (first, last) = (*years.iter().min()?, *years.iter().max()?);
        let mut values = Array2::from_elem((schooling.names().len(), usize::from(last - first) + 1), f64::NAN);
        for (row, year) in rolls.iter().zip(&years) {
            if let Some(group) = schooling.group(&row[1]) {
                values[[group.index(), usize::from(year - first)]] = number(&row[2])?;
            }
        }
        let births = records(BIRTHS);
        let first_born: u16 = number(&births.first()?[0])?;
        let born = births.iter().map(|r| number(&r[1])).collect::<Option<Vec<f64>>>()?;
        Some(Reference { first: CensusYear(first), rolls: values, births: Some((BirthYear(first_born), born)) })
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).map(|r| r.iter().map(str::to_owned).collect()).collect()
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
