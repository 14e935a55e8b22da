//! What a what-if can assume of migration and of schools that open or close: by hand, to the pupil, and nothing else moves.

use super::small::small;
use super::support::Files;
use rollcast::calendar::{CensusYear, YearGroup};
use rollcast::dataset::{Dataset, Unit};
use rollcast::model::{
    Anatomy, Assumptions, Component, FittedModel, Forecast, IntakeAhead, MigrationAhead, MigrationCourse, ModelSpec,
    Questions,
};

fn loaded(files: &Files) -> Dataset {
    Dataset::load(&files.save("small").path("small")).unwrap().dataset
}

fn fitted(data: &Dataset) -> FittedModel {
    ModelSpec::built_in().unwrap().fit(data, data.last_census()).unwrap()
}

fn unit<'a>(data: &'a Dataset, code: &str) -> &'a Unit {
    data.layout.unit(code).unwrap()
}

fn pupils(data: &Dataset, forecast: &Forecast, code: &str, group: u8, year: u16) -> f64 {
    forecast.pupils(data, unit(data, code), &[YearGroup(group)], CensusYear(year)).unwrap()
}

/// The planning areas of Ash, rows 0 and 1 of the first panel, move otherwise.
fn moving(course: MigrationCourse) -> Assumptions {
    let ahead = MigrationAhead { panel: 0, rows: vec![0, 1], from: CensusYear(2017), to: None, course };
    Assumptions { migration: vec![ahead], ..Assumptions::default() }
}

fn factor(cells: &[Anatomy], data: &Dataset, code: &str, group: u8, component: Component) -> f64 {
    let area = unit(data, code).area.unwrap();
    let cell =
        cells.iter().find(|c| c.area == area && c.group == YearGroup(group) && c.year == CensusYear(2017)).unwrap();
    cell.steps.iter().find(|s| s.component == component).unwrap().factor.unwrap()
}

#[test]
fn nothing_assumed_changes_no_bit() {
    let data = loaded(&small());
    let fitted = fitted(&data);
    let forecast = |f: &FittedModel| f.forecast_with_intervals(&data, 4, None, &Questions::default());
    assert_eq!(forecast(&fitted.under(&Assumptions::default())), forecast(&fitted));
}

/// One January ahead a level scaled by two multiplies the forecast by the level's own factor once more, and by none where it
/// fades at once. The nation's rates and the other areas stay.
#[test]
fn levels_of_areas_are_scaled_and_fade() {
    let data = loaded(&small());
    let base = fitted(&data);
    let (before, cells) = (base.forecast(3), base.anatomies(&data, &base.forecast(3)));
    for (course, power) in [(MigrationCourse::Scaled(2.0), 1), (MigrationCourse::Fading(0.0), -1)] {
        let model = base.under(&moving(course));
        let after = model.forecast(3);
        for group in 1..7 {
            let ratio = pupils(&data, &after, "ash-1", group, 2017) / pupils(&data, &before, "ash-1", group, 2017);
            let level = factor(&cells, &data, "ash-1", group, Component::AreaLevel);
            assert!((ratio - level.powi(power)).abs() < 1e-9, "{course:?} {group}: {ratio}, {level}");
            assert!((level - 1.0).abs() > 1e-6, "a level of nothing would show nothing");
            assert_eq!(pupils(&data, &after, "beech-1", group, 2017), pupils(&data, &before, "beech-1", group, 2017));
        }
        let ratio = pupils(&data, &after, "ash-1", 0, 2017) / pupils(&data, &before, "ash-1", 0, 2017);
        let drift = factor(&cells, &data, "ash-1", 0, Component::Drift);
        assert!((ratio - drift.powi(power)).abs() < 1e-9, "{course:?}: {ratio}, {drift}");
        for cell in model.anatomies(&data, &model.forecast(3)) {
            let code = &data.geography.area(cell.area).code;
            let found = pupils(&data, &after, code, cell.group.0, cell.year.0);
            assert!((cell.total() - found).abs() < 1e-9 * found, "{code}");
        }
        // The fan moves with the point.
        let fan = |f: &FittedModel| {
            let forecast = f.forecast_with_intervals(&data, 1, None, &Questions::default());
            let at = data.layout.units.iter().position(|u| u.code == "ash-1").unwrap();
            forecast.band(at, &[YearGroup(3)], CensusYear(2017)).unwrap()
        };
        let (with, without) = (fan(&model), fan(&base));
        let level = factor(&cells, &data, "ash-1", 3, Component::AreaLevel).powi(power);
        assert!((with.hi80 / without.hi80 / level - 1.0).abs() < 1e-3, "{with:?} {without:?}");
    }
}

/// In January 2014 Ash gained a tenth in every year group. Held as it was seen then, it gains more than by all its years.
#[test]
fn movement_goes_on_as_it_was_seen_in_one_january() {
    let mut files = small();
    let text: Vec<String> = files
        .text("rolls.csv")
        .lines()
        .filter(|l| !l.contains(",shire,"))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let in_ash = cells[1].starts_with("ash-") && cells[0].parse::<u16>().is_ok_and(|y| y >= 2014);
            let pupils =
                if in_ash { (cells[3].parse::<f64>().unwrap() * 1.1).round().to_string() } else { cells[3].into() };
            [cells[0], cells[1], cells[2], &pupils, cells[4]].join(",")
        })
        .collect();
    files.set("rolls.csv", text.join("\n") + "\n");
    let data = loaded(&files);
    let base = fitted(&data);
    let seen = |year: u16| {
        let course = MigrationCourse::AsSeen { from: CensusYear(year), to: CensusYear(year) };
        base.under(&moving(course)).forecast(1)
    };
    let (usual, wave, quiet) = (base.forecast(1), seen(2014), seen(2016));
    let ratio = |one: &Forecast, group: u8| {
        pupils(&data, one, "ash-1", group, 2017) / pupils(&data, &usual, "ash-1", group, 2017)
    };
    assert!(ratio(&wave, 1) > 1.005 && ratio(&quiet, 1) < 0.999, "{}, {}", ratio(&wave, 1), ratio(&quiet, 1));
    for group in 2..7 {
        // It is a level of the whole phase.
        assert!((ratio(&wave, group) / ratio(&wave, 1) - 1.0).abs() < 1e-9);
    }
}

/// A school like the one that opened in Sevenoaks: 120 places in Year 7, drawn from its neighbours.
#[test]
fn an_intake_moves_to_the_pupil_and_up_the_year_groups() {
    let kent = Files::kent().save("kent");
    let data = Dataset::load(&kent.path("kent")).unwrap().dataset;
    let row =
        |code: &str| data.layout.panels[1].areas.iter().position(|a| data.geography.area(*a).code == code).unwrap();
    let intake = IntakeAhead {
        group: YearGroup(7),
        first: CensusYear(2022),
        pupils: 120.0,
        most: 120.0,
        to: vec![(row("sevenoaks"), 1.0)],
        from: vec![(row("tonbridge-malling"), 0.5), (row("tunbridge-wells"), 0.3), (row("dartford"), 0.2)],
    };
    let base = fitted(&data);
    let model = base.under(&Assumptions { intakes: vec![intake], ..Assumptions::default() });
    let (before, after) = (base.forecast(5), model.forecast(5));
    let changed = |code: &str, group: u8, year: u16| {
        pupils(&data, &after, code, group, year) - pupils(&data, &before, code, group, year)
    };
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    let from = [("tonbridge-malling", 60.0), ("tunbridge-wells", 36.0), ("dartford", 24.0)];
    let roll = |code: &str, year: u16| pupils(&data, &before, code, 7, year);
    // Of each area as large a part of its Year 7 as in 2022, but never more than the school has places.
    let moved = |year: u16| from.map(|(code, n)| n * roll(code, year) / roll(code, 2022));
    let mut scaled = false;
    for (year, group, intake) in [
        (2022, 7, 2022),
        (2023, 7, 2023),
        (2024, 7, 2024),
        (2025, 7, 2025),
        (2023, 8, 2022),
        (2024, 8, 2023),
        (2024, 9, 2022),
        (2025, 10, 2022),
    ] {
        let moved = moved(intake);
        let all: f64 = moved.iter().sum();
        scaled |= all < 119.9;
        let fits = (120.0 / all).min(1.0);
        near(changed("sevenoaks", group, year), fits * all);
        for ((code, _), n) in from.iter().zip(moved) {
            near(changed(code, group, year), -fits * n);
        }
        near(changed("maidstone", group, year), 0.0);
        near(changed("kent", group, year), 0.0);
    }
    assert!(scaled, "an intake that falls with its areas is among them");
    near(changed("sevenoaks", 7, 2021), 0.0);
    near(changed("sevenoaks", 11, 2025), 0.0);
    let cells = model.anatomies(&data, &model.forecast(5));
    let intakes = cells.iter().flat_map(|c| &c.steps).filter(|s| s.component == Component::Intake);
    near(intakes.map(|s| s.pupils).sum(), 0.0);
    // Told of homes and adjustments anew, the school opens all the same.
    let told = model.told_of(&data).forecast(5);
    assert_eq!(told, after);
}
