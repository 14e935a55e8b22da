//! The tables of a folder, row by row, as values.

use super::problem::{Fault, Problems};
use super::rows::{Names, Rows, Seen};
use super::table::{Reported, Table, TableSpec};
use super::{PublishedActual, PublishedCapacity, PublishedForecast};
use crate::calendar::{BirthYear, CensusYear, Schooling, SeriesId, YearGroup};
use crate::geography::{AreaId, AreaRow, Geography, Group, Grouping, Member};
use crate::status::Status;
use std::collections::BTreeMap;

pub(super) const AREAS: TableSpec = TableSpec {
    file: "areas.csv",
    required: &["area", "name", "level", "parent"],
    optional: &["status", "from", "to"],
};
pub(super) const GROUPINGS: TableSpec = TableSpec {
    file: "groupings.csv",
    required: &["grouping", "group", "name", "member", "share"],
    optional: &["from", "to", "status"],
};
pub(super) const ALIASES: TableSpec = TableSpec { file: "aliases.csv", required: &["alias", "area"], optional: &[] };
pub(super) const ROLLS: TableSpec = TableSpec {
    file: "rolls.csv",
    required: &["census_year", "area", "year_group", "pupils"],
    optional: &["school", "status"],
};
pub(super) const BIRTHS: TableSpec =
    TableSpec { file: "births.csv", required: &["area", "year_to_30_june", "births"], optional: &["status"] };
pub(super) const PLACES: TableSpec =
    TableSpec { file: "places.csv", required: &["census_year", "area", "year_group", "places"], optional: &["status"] };
pub(super) const TRANSFERS: TableSpec =
    TableSpec { file: "transfers.csv", required: &["census_year", "from", "to", "pupils"], optional: &["status"] };
pub(super) const PUBLISHED_FORECASTS: TableSpec = TableSpec {
    file: "published_forecasts.csv",
    required: &["vintage", "census_year", "area", "series", "forecast"],
    optional: &["status"],
};
pub(super) const PUBLISHED_ACTUALS: TableSpec = TableSpec {
    file: "published_actuals.csv",
    required: &["census_year", "area", "series", "pupils"],
    optional: &["status"],
};
pub(super) const PUBLISHED_CAPACITY: TableSpec = TableSpec {
    file: "published_capacity.csv",
    required: &["census_year", "area", "schools", "places", "pupils"],
    optional: &["status"],
};
/// Columns of the national rolls, whose file `dataset.toml` names.
pub(super) const REFERENCE_ROLLS: (&[&str], &[&str]) = (&["census_year", "year_group", "pupils"], &["status"]);
/// Columns of the national births, whose file `dataset.toml` names.
pub(super) const REFERENCE_BIRTHS: (&[&str], &[&str]) = (&["year_to_30_june", "births"], &["status"]);

/// A count of an area, year group and census year.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellRow {
    pub(super) row: usize,
    pub(super) year: CensusYear,
    pub(super) area: AreaId,
    pub(super) group: YearGroup,
    /// NaN where the cell is blank.
    pub(super) value: f64,
    pub(super) status: Status,
}

/// Births of an area and year.
#[derive(Debug, Clone, Copy)]
pub(super) struct BirthRow {
    pub(super) row: usize,
    pub(super) area: AreaId,
    pub(super) year: BirthYear,
    pub(super) births: f64,
    pub(super) status: Status,
}

/// One end of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Area(AreaId),
    /// State schools beyond the data set.
    Outside,
    /// Independent schools.
    Independent,
}

/// A flow into the transfer year group.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlowRow {
    pub(super) row: usize,
    pub(super) year: CensusYear,
    pub(super) from: End,
    pub(super) to: End,
    pub(super) pupils: f64,
    pub(super) status: Status,
}

/// Runs `read` on every row; rows with a fault are left out, their faults being recorded.
pub(super) fn each_row<'t, T>(
    table: &'t Table,
    problems: &mut Problems,
    mut read: impl FnMut(usize, &mut Rows<'t, '_>) -> Result<T, Reported>,
) -> Vec<T> {
    let mut rows = Rows::new(table, problems);
    let values = (0..table.rows()).filter_map(|row| read(row, &mut rows).ok()).collect();
    rows.finish();
    values
}

pub(super) fn areas(table: &Table, problems: &mut Problems) -> Vec<AreaRow> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let code = rows.word(row, "area");
        let name = rows.word(row, "name");
        let level = rows.word(row, "level");
        let status = rows.status(row);
        let span = rows.span(row);
        let parent = Some(rows.text(row, "parent").to_owned()).filter(|p| !p.is_empty());
        let area = AreaRow {
            code: code?.to_owned(),
            name: name?.to_owned(),
            level: level?.to_owned(),
            parent,
            status: status?,
            span: span?,
        };
        rows.once(&mut seen, area.code.clone(), row, || format!("area `{}`", area.code))?;
        Ok(area)
    })
}

/// Aliases, chains followed to the code they end in.
pub(super) fn aliases(table: &Table, geography: &Geography, problems: &mut Problems) -> BTreeMap<String, AreaId> {
    let mut seen = Seen::new();
    let rows: Vec<(usize, &str, &str)> = each_row(table, problems, |row, rows| {
        let (alias, area) = (rows.word(row, "alias"), rows.word(row, "area"));
        let (alias, area) = (alias?, area?);
        rows.once(&mut seen, alias, row, || format!("alias `{alias}`"))?;
        if geography.find(alias).is_some() {
            return Err(rows.fault(row, "alias", Fault::AliasIsCode { alias: alias.to_owned() }));
        }
        Ok((row, alias, area))
    });
    let next: BTreeMap<&str, &str> = rows.iter().map(|&(_, alias, area)| (alias, area)).collect();
    let mut resolved = BTreeMap::new();
    for &(row, alias, _) in &rows {
        let mut chain = std::iter::successors(Some(alias), |name| next.get(name).copied());
        // A chain longer than the number of aliases has passed some name twice.
        let end = chain.by_ref().take(next.len() + 1).find(|name| !next.contains_key(name));
        match end {
            None => problems.at(table.place(row, "alias"), Fault::AliasLoop { alias: alias.to_owned() }),
            Some(code) => {
                let names = Names { geography, aliases: &BTreeMap::new() };
                match geography.find(code) {
                    Some(id) => drop(resolved.insert(alias.to_owned(), id)),
                    None => problems.at(table.place(row, "area"), names.unknown(code)),
                }
            }
        }
    }
    resolved
}

pub(super) fn groupings(table: &Table, names: &Names, problems: &mut Problems) -> Vec<Grouping> {
    struct GroupingRow<'a> {
        row: usize,
        grouping: &'a str,
        group: &'a str,
        name: &'a str,
        member: Member,
    }
    let mut seen = Seen::new();
    let rows = each_row(table, problems, |row, rows| {
        let grouping = rows.word(row, "grouping");
        let group = rows.word(row, "group");
        let name = rows.word(row, "name");
        let area = rows.area(row, "member", names);
        let share = rows.share(row, "share");
        let span = rows.span(row);
        let status = rows.status(row);
        let (grouping, group, name) = (grouping?, group?, name?);
        let member = Member { area: area?, share: share?, span: span?, status: status? };
        let code = &names.geography.area(member.area).code;
        if names.geography.level_named(grouping).is_some() || names.geography.find(group).is_some() {
            let message = format!("`{grouping}` or `{group}` is already a level or an area");
            let hint = "give groupings and groups names of their own".to_owned();
            return Err(rows.fault(row, "grouping", Fault::BadSetting { message, hint }));
        }
        let key = (grouping, group, member.area, member.span.from);
        rows.once(&mut seen, key, row, || format!("member `{code}` of `{group}`"))?;
        Ok(GroupingRow { row, grouping, group, name, member })
    });
    for (i, r) in rows.iter().enumerate() {
        let of_same = |o: &&GroupingRow| o.grouping == r.grouping && o.member.area == r.member.area;
        let others: Vec<&GroupingRow> =
            rows.iter().filter(of_same).filter(|o| o.member.span.overlaps(r.member.span)).collect();
        let total: f64 = others.iter().map(|o| o.member.share).sum();
        let first = others.first().is_some_and(|o| std::ptr::eq(*o, &rows[i]));
        // Shares are written with a few decimals: thirds need not add to 1 to the last bit.
        if first && (total - 1.0).abs() > 1e-6 {
            let member = names.geography.area(r.member.area).code.clone();
            let grouping = r.grouping.to_owned();
            let fault = if total > 1.0 {
                Fault::ShareAboveOne { member, grouping, total }
            } else {
                Fault::ShareBelowOne { member, grouping, total }
            };
            problems.at(table.place(r.row, "share"), fault);
        }
    }
    let mut groupings: BTreeMap<&str, BTreeMap<&str, Group>> = BTreeMap::new();
    for r in rows {
        let first = groupings.get(r.grouping).and_then(|g| g.get(r.group)).filter(|g| g.name != r.name);
        if let Some(first) = first {
            let message = format!("`{}` is named `{}` and `{}`", r.group, first.name, r.name);
            let hint = "give every row of a group the same name".to_owned();
            problems.at(table.place(r.row, "name"), Fault::BadSetting { message, hint });
        }
        let group = groupings.entry(r.grouping).or_default().entry(r.group).or_insert_with(|| Group {
            code: r.group.to_owned(),
            name: r.name.to_owned(),
            members: vec![],
        });
        group.members.push(r.member);
    }
    let named = |(name, groups): (&str, BTreeMap<&str, Group>)| Grouping {
        name: name.to_owned(),
        groups: groups.into_values().collect(),
    };
    groupings.into_iter().map(named).collect()
}

/// Rolls or places: counts by census year, area and year group.
pub(super) fn cells(
    table: &Table,
    value: &str,
    names: &Names,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<CellRow> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.census_year(row, "census_year");
        let area = rows.area(row, "area", names);
        let group = rows.year_group(row, "year_group", schooling);
        let count = rows.count(row, value);
        let status = rows.status(row);
        let (year, area, group) = (year?, area?, group?);
        rows.once(&mut seen, (year, area, group), row, || {
            format!("{year}, `{}`, year group `{}`", names.geography.area(area).code, schooling.name(group))
        })?;
        Ok(CellRow { row, year, area, group, value: count?, status: status? })
    })
}

pub(super) fn births(table: &Table, names: &Names, problems: &mut Problems) -> Vec<BirthRow> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let area = rows.area(row, "area", names);
        let year = rows.birth_year(row, "year_to_30_june");
        let births = rows.count(row, "births");
        let status = rows.status(row);
        let (area, year) = (area?, year?);
        let key = || format!("`{}`, year to 30 June {year}", names.geography.area(area).code);
        rows.once(&mut seen, (area, year), row, key)?;
        Ok(BirthRow { row, area, year, births: births?, status: status? })
    })
}

pub(super) fn transfers(table: &Table, names: &Names, problems: &mut Problems) -> Vec<FlowRow> {
    let end = |rows: &mut Rows, row: usize, column: &str| match rows.text(row, column) {
        "outside" => Ok(End::Outside),
        "independent" => Ok(End::Independent),
        _ => rows.area(row, column, names).map(End::Area),
    };
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.census_year(row, "census_year");
        let from = end(rows, row, "from");
        let to = end(rows, row, "to");
        let pupils = rows.needed_count(row, "pupils");
        let status = rows.status(row);
        let (year, from, to, pupils) = (year?, from?, to?, pupils?);
        let key = || format!("{year}, from `{}` to `{}`", rows_text(table, row, "from"), rows_text(table, row, "to"));
        rows.once(&mut seen, (year, from, to), row, key)?;
        Ok(FlowRow { row, year, from, to, pupils, status: status? })
    })
}

fn rows_text<'a>(table: &'a Table, row: usize, column: &str) -> &'a str {
    table.column(column).and_then(|c| c.get(row)).unwrap_or("")
}

/// A published total: who, what, when, how many.
struct TotalRow {
    year: CensusYear,
    area: AreaId,
    series: SeriesId,
    pupils: f64,
    status: Status,
}

fn total(rows: &mut Rows, row: usize, value: &str, names: &Names, schooling: &Schooling) -> Result<TotalRow, Reported> {
    let year = rows.census_year(row, "census_year");
    let area = rows.area(row, "area", names);
    let series = rows.series(row, "series", schooling);
    let pupils = rows.count(row, value);
    let status = rows.status(row);
    Ok(TotalRow { year: year?, area: area?, series: series?, pupils: pupils?, status: status? })
}

pub(super) fn published_forecasts(
    table: &Table,
    names: &Names,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<PublishedForecast> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let vintage = rows.census_year(row, "vintage");
        let total = total(rows, row, "forecast", names, schooling);
        let (vintage, TotalRow { year, area, series, pupils, status }) = (vintage?, total?);
        let key = || format!("vintage {vintage}, {year}, `{}`", names.geography.area(area).code);
        rows.once(&mut seen, (vintage, year, area, series), row, key)?;
        if year <= vintage {
            let message = format!("the January forecast, {year}, is not after the vintage, {vintage}");
            let hint = "the vintage is the last January known when the forecast was made".to_owned();
            return Err(rows.fault(row, "census_year", Fault::BadSetting { message, hint }));
        }
        Ok(PublishedForecast { vintage, year, area, series, pupils, status })
    })
}

pub(super) fn published_actuals(
    table: &Table,
    names: &Names,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<PublishedActual> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let TotalRow { year, area, series, pupils, status } = total(rows, row, "pupils", names, schooling)?;
        let key = || format!("{year}, `{}`", names.geography.area(area).code);
        rows.once(&mut seen, (year, area, series), row, key)?;
        Ok(PublishedActual { year, area, series, pupils, status })
    })
}

pub(super) fn published_capacity(table: &Table, names: &Names, problems: &mut Problems) -> Vec<PublishedCapacity> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.census_year(row, "census_year");
        let area = rows.area(row, "area", names);
        let schools = rows.count(row, "schools");
        let places = rows.count(row, "places");
        let pupils = rows.count(row, "pupils");
        let status = rows.status(row);
        let (year, area) = (year?, area?);
        rows.once(&mut seen, (year, area), row, || format!("{year}, `{}`", names.geography.area(area).code))?;
        Ok(PublishedCapacity { year, area, schools: schools?, places: places?, pupils: pupils?, status: status? })
    })
}

/// National rolls: year, year group, pupils.
pub(super) fn reference_rolls(
    table: &Table,
    schooling: &Schooling,
    problems: &mut Problems,
) -> Vec<(CensusYear, YearGroup, f64)> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.census_year(row, "census_year");
        let group = rows.year_group(row, "year_group", schooling);
        let pupils = rows.count(row, "pupils");
        rows.status(row)?;
        let (year, group, pupils) = (year?, group?, pupils?);
        rows.once(&mut seen, (year, group), row, || format!("{year}, year group `{}`", schooling.name(group)))?;
        Ok((year, group, pupils))
    })
}

/// National births: year, births.
pub(super) fn reference_births(table: &Table, problems: &mut Problems) -> Vec<(BirthYear, f64)> {
    let mut seen = Seen::new();
    each_row(table, problems, |row, rows| {
        let year = rows.birth_year(row, "year_to_30_june");
        let births = rows.count(row, "births");
        rows.status(row)?;
        let (year, births) = (year?, births?);
        rows.once(&mut seen, year, row, || format!("year to 30 June {year}"))?;
        Ok((year, births))
    })
}
