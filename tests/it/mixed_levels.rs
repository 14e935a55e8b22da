//! Primary rolls by planning area and secondary rolls by district: how the default model joins them.

use super::small::{Counts, DISTRICTS, small, with};
use super::support::Files;
use ndarray::{Array3, Axis};
use rollcast::calendar::CensusYear;
use rollcast::dataset::Dataset;
use rollcast::model::ModelSpec;
use std::fmt::Write;

/// Forecasts of the default model by panel, unrounded.
fn forecast(files: &Files) -> Vec<Array3<f64>> {
    let folder = files.save("small");
    let data = Dataset::load(&folder.path("small")).unwrap().dataset;
    ModelSpec::built_in().unwrap().fit(&data, CensusYear(2016)).unwrap().forecast(8).pupils.panels
}

/// Rolls that differ by district and year, so that a wrong feeder shows.
fn uneven() -> Files {
    with(&Counts {
        primary: &|a, g, t| 60 + 17 * a as i64 - 2 * g as i64 + (t - 2012) * (a as i64 % 3) + (t * (g as i64 + 3)) % 7,
        secondary: &|d, g, t| 130 + 31 * d as i64 - 3 * g as i64 + (t * (d as i64 + 2)) % 11,
        births: &|a, y| 65 + 17 * a as i64 + y % 4,
        places: &|_, _, _| 200,
        flow: &|_, _, _| 0,
    })
}

/// Where every pupil of Year 6 stays in the district, nobody comes and nobody leaves, the expected intake is the district's
/// own Year 6, as it is where no transfers are held.
#[test]
fn transfers_that_move_nobody_change_nothing() {
    let mut files = uneven();
    let mut transfers = "census_year,from,to,pupils\n".to_owned();
    // A share is 1 whatever the number it is learnt from.
    for (i, district) in DISTRICTS.iter().enumerate() {
        for year in 2013..=2016 {
            writeln!(transfers, "{year},{district},{district},{}", 60 + 10 * i + year % 3).unwrap();
        }
    }
    files.set("transfers.csv", transfers);
    let stay = forecast(&files);
    files.remove("transfers.csv");
    let none = forecast(&files);
    assert_eq!(stay.len(), 2);
    for (stay, none) in stay.iter().zip(&none) {
        assert_eq!(stay.dim(), none.dim());
        for (one, other) in stay.iter().zip(none) {
            assert!((one - other).abs() <= 1e-9 && *one > 0.0, "{one}, without transfers {other}");
        }
    }
}

/// Transfers reach the years after Year 6 and none before.
#[test]
fn transfers_change_secondary_years_alone() {
    let mut files = small();
    let with_transfers = forecast(&files);
    files.remove("transfers.csv");
    let without = forecast(&files);
    assert!(with_transfers[0] == without[0], "Years R to 6");
    let intake = |panels: &[Array3<f64>]| panels[1].index_axis(Axis(2), 0).column(0).to_owned();
    let (moved, still) = (intake(&with_transfers), intake(&without));
    assert!((&moved - &still).iter().any(|difference| difference.abs() > 0.5), "{moved}, without transfers {still}");
}
