//! Areas and groupings: one tree whose levels are data, and groupings that overlap it.
//!
//! A planning area lies in a district, a district in an area, an area in the county: that is the tree. Travel-to-learn
//! areas cut through districts: that is a grouping, whose members count by a share and between dates.

use crate::calendar::CensusYear;
use crate::status::Status;
use std::collections::BTreeMap;

/// An area: its position in the tree read from the root down, siblings by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub usize);

/// A level of the tree, 0 being the root's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelId(pub usize);

/// The census years between which something counts; open where no year is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First census year, if it has one.
    pub from: Option<CensusYear>,
    /// Last census year, if it has one.
    pub to: Option<CensusYear>,
}

impl Span {
    /// Whether the year lies inside; both ends count.
    pub fn holds(self, year: CensusYear) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// Whether two spans share a year.
    pub fn overlaps(self, other: Span) -> bool {
        let starts_before_end = |a: Span, b: Span| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// An area of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The key used in every file.
    pub code: String,
    /// The name shown; names repeat across levels.
    pub name: String,
    /// Its level.
    pub level: LevelId,
    /// The area it lies in; none for the root.
    pub parent: Option<AreaId>,
    /// How the area is known.
    pub status: Status,
    /// When it exists.
    pub span: Span,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The area.
    pub area: AreaId,
    /// The share of it that belongs to the group, 0 to 1.
    pub share: f64,
    /// When it belongs.
    pub span: Span,
    /// How the membership is known.
    pub status: Status,
}

/// A group of areas, such as one travel-to-learn area.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The key used in files.
    pub code: String,
    /// The name shown.
    pub name: String,
    /// Its members.
    pub members: Vec<Member>,
}

/// A way of grouping areas that need not follow the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// Its name, such as `travel_to_learn`.
    pub name: String,
    /// Its groups by code.
    pub groups: Vec<Group>,
}

/// The areas and groupings of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Geography {
    areas: Vec<Area>,
    levels: Vec<String>,
    groupings: Vec<Grouping>,
    by_code: BTreeMap<String, AreaId>,
    /// Of each area, the position after the last area that lies in it.
    ends: Vec<usize>,
}

/// An area as a file gives it, before it has a place in the tree.
#[derive(Debug, Clone)]
pub struct AreaRow {
    /// The key.
    pub code: String,
    /// The name shown.
    pub name: String,
    /// Name of its level.
    pub level: String,
    /// Code of its parent; none for the root.
    pub parent: Option<String>,
    /// How it is known.
    pub status: Status,
    /// When it exists.
    pub span: Span,
}

/// Why rows do not make a tree. `row` is an index into the rows given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A parent that no row has as its code.
    #[error("unknown area `{parent}`")]
    UnknownParent {
        /// The row that names it.
        row: usize,
        /// The code it names.
        parent: String,
    },
    /// Parents that lead back to where they started.
    #[error("`{code}` is its own ancestor: {through}")]
    Cycle {
        /// A row of the cycle.
        row: usize,
        /// Its code.
        code: String,
        /// The way round.
        through: String,
    },
    /// No row is the root that the data set names.
    #[error("no area has the code of the root, `{root}`")]
    NoRoot {
        /// The code looked for.
        root: String,
    },
    /// An area other than the root without a parent.
    #[error("`{code}` has no parent, and only the root `{root}` may have none")]
    SecondRoot {
        /// The row.
        row: usize,
        /// Its code.
        code: String,
        /// The root.
        root: String,
    },
    /// A level whose areas stand at different depths.
    #[error("level `{level}` stands at two depths of the tree")]
    UnevenLevel {
        /// The row at another depth than the first of its level.
        row: usize,
        /// The level.
        level: String,
    },
    /// Two levels at the same depth.
    #[error("levels `{first}` and `{second}` stand at the same depth of the tree")]
    TwoLevelsAtOneDepth {
        /// The row that brings the second.
        row: usize,
        /// The level met first.
        first: String,
        /// The other.
        second: String,
    },
}

impl Geography {
    /// Builds the tree: areas from the root down, siblings by code, so that no order of rows can show in an output.
    ///
    /// # Errors
    /// Everything that keeps the rows from being one tree under `root`.
    pub fn build(rows: &[AreaRow], root: &str) -> Result<Geography, Vec<TreeError>> {
        let errors = tree_errors(rows, root);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut children: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for (i, row) in rows.iter().enumerate() {
            children.entry(row.parent.as_deref()).or_default().push(i);
        }
        for list in children.values_mut() {
            list.sort_by(|&a, &b| rows[a].code.cmp(&rows[b].code));
        }
        let mut geography =
            Geography { areas: vec![], levels: vec![], groupings: vec![], by_code: BTreeMap::new(), ends: vec![] };
        geography.plant(rows, &children, None, 0);
        Ok(geography)
    }

    fn plant(
        &mut self,
        rows: &[AreaRow],
        children: &BTreeMap<Option<&str>, Vec<usize>>,
        parent: Option<AreaId>,
        depth: usize,
    ) {
        let under = parent.map(|p| self.areas[p.0].code.clone());
        for &i in children.get(&under.as_deref()).map_or(&[][..], Vec::as_slice) {
            let row = &rows[i];
            let id = AreaId(self.areas.len());
            if self.levels.len() == depth {
                self.levels.push(row.level.clone());
            }
            self.by_code.insert(row.code.clone(), id);
            self.areas.push(Area {
                code: row.code.clone(),
                name: row.name.clone(),
                level: LevelId(depth),
                parent,
                status: row.status,
                span: row.span,
            });
            self.ends.push(0);
            self.plant(rows, children, Some(id), depth + 1);
            self.ends[id.0] = self.areas.len();
        }
    }

    /// Adds the groupings, sorted by name, their groups by code, members as in the tree.
    pub fn with_groupings(mut self, mut groupings: Vec<Grouping>) -> Geography {
        groupings.sort_by(|a, b| a.name.cmp(&b.name));
        for grouping in &mut groupings {
            grouping.groups.sort_by(|a, b| a.code.cmp(&b.code));
            for group in &mut grouping.groups {
                group.members.sort_by_key(|m| (m.area, m.span.from));
            }
        }
        self.groupings = groupings;
        self
    }

    /// The area with that code.
    pub fn find(&self, code: &str) -> Option<AreaId> {
        self.by_code.get(code).copied()
    }

    /// An area.
    pub fn area(&self, id: AreaId) -> &Area {
        &self.areas[id.0]
    }

    /// Every area, from the root down.
    pub fn areas(&self) -> impl ExactSizeIterator<Item = (AreaId, &Area)> {
        self.areas.iter().enumerate().map(|(i, a)| (AreaId(i), a))
    }

    /// The areas of a level, in the order of the tree.
    pub fn at_level(&self, level: LevelId) -> impl Iterator<Item = AreaId> + '_ {
        self.areas().filter(move |(_, a)| a.level == level).map(|(id, _)| id)
    }

    /// Names of the levels, from the root's down.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// Name of a level.
    pub fn level_name(&self, level: LevelId) -> &str {
        &self.levels[level.0]
    }

    /// The level of that name.
    pub fn level_named(&self, name: &str) -> Option<LevelId> {
        self.levels.iter().position(|l| l == name).map(LevelId)
    }

    /// The groupings by name.
    pub fn groupings(&self) -> &[Grouping] {
        &self.groupings
    }

    /// The area itself and every area it lies in, from the area up.
    pub fn lineage(&self, id: AreaId) -> impl Iterator<Item = AreaId> + '_ {
        std::iter::successors(Some(id), |&a| self.area(a).parent)
    }

    /// Whether `id` is `ancestor` or lies in it.
    pub fn lies_in(&self, id: AreaId, ancestor: AreaId) -> bool {
        self.inside(ancestor).contains(&id)
    }

    /// The area and every area that lies in it: from the root down they stand together.
    pub fn inside(&self, area: AreaId) -> std::ops::Range<AreaId> {
        area..AreaId(self.ends[area.0])
    }
}

fn tree_errors(rows: &[AreaRow], root: &str) -> Vec<TreeError> {
    let index: BTreeMap<&str, usize> = rows.iter().enumerate().map(|(i, r)| (r.code.as_str(), i)).collect();
    let mut errors = vec![];
    if !index.contains_key(root) {
        errors.push(TreeError::NoRoot { root: root.to_owned() });
    }
    for (row, area) in rows.iter().enumerate() {
        match &area.parent {
            None if area.code != root => {
                errors.push(TreeError::SecondRoot { row, code: area.code.clone(), root: root.to_owned() });
            }
            Some(parent) if !index.contains_key(parent.as_str()) => {
                errors.push(TreeError::UnknownParent { row, parent: parent.clone() });
            }
            _ => {}
        }
    }
    if errors.is_empty() {
        errors = cycles(rows, &index);
    }
    if errors.is_empty() { uneven_levels(rows, &index) } else { errors }
}

fn cycles(rows: &[AreaRow], index: &BTreeMap<&str, usize>) -> Vec<TreeError> {
    let mut errors = vec![];
    let mut known_to_end = vec![false; rows.len()];
    for start in 0..rows.len() {
        let mut way: Vec<usize> = vec![];
        let mut at = Some(start);
        while let Some(i) = at.filter(|&i| !known_to_end[i]) {
            if let Some(entry) = way.iter().position(|&w| w == i) {
                let mut codes: Vec<&str> = way[entry..].iter().map(|&w| rows[w].code.as_str()).collect();
                codes.push(&rows[i].code);
                let through = codes.join(" > ");
                errors.push(TreeError::Cycle { row: i, code: rows[i].code.clone(), through });
                break;
            }
            way.push(i);
            at = rows[i].parent.as_deref().map(|p| index[p]);
        }
        for i in way {
            known_to_end[i] = true;
        }
    }
    errors
}

fn uneven_levels(rows: &[AreaRow], index: &BTreeMap<&str, usize>) -> Vec<TreeError> {
    let depth =
        |i: usize| std::iter::successors(rows[i].parent.as_deref(), |p| rows[index[p]].parent.as_deref()).count();
    let mut errors = vec![];
    let mut depth_of_level: BTreeMap<&str, usize> = BTreeMap::new();
    let mut level_at_depth: BTreeMap<usize, &str> = BTreeMap::new();
    for (row, area) in rows.iter().enumerate() {
        let d = depth(row);
        if *depth_of_level.entry(&area.level).or_insert(d) != d {
            errors.push(TreeError::UnevenLevel { row, level: area.level.clone() });
            continue;
        }
        let first = *level_at_depth.entry(d).or_insert(&area.level);
        if first != area.level {
            errors.push(TreeError::TwoLevelsAtOneDepth { row, first: first.to_owned(), second: area.level.clone() });
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, level: &str, parent: Option<&str>) -> AreaRow {
        AreaRow {
            code: code.to_owned(),
            name: code.to_uppercase(),
            level: level.to_owned(),
            parent: parent.map(str::to_owned),
            status: Status::Published,
            span: Span::default(),
        }
    }

    #[test]
    fn the_tree_reads_from_the_root_down_whatever_the_order_of_rows() {
        let rows = [
            row("b2", "district", Some("b")),
            row("b", "area", Some("top")),
            row("a", "area", Some("top")),
            row("top", "county", None),
            row("a1", "district", Some("a")),
            row("b1", "district", Some("b")),
        ];
        let tree = Geography::build(&rows, "top").unwrap();
        let codes: Vec<&str> = tree.areas().map(|(_, a)| a.code.as_str()).collect();
        assert_eq!(codes, ["top", "a", "a1", "b", "b1", "b2"]);
        assert_eq!(tree.levels(), ["county", "area", "district"]);
        let b2 = tree.find("b2").unwrap();
        assert!(tree.lies_in(b2, tree.find("top").unwrap()) && !tree.lies_in(b2, tree.find("a").unwrap()));
    }

    #[test]
    fn a_cycle_is_named_with_the_way_round() {
        let rows = [row("top", "county", None), row("x", "area", Some("y")), row("y", "area", Some("x"))];
        let errors = Geography::build(&rows, "top").unwrap_err();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].to_string().contains("x > y > x"), "{}", errors[0]);
    }

    #[test]
    fn a_level_stands_at_one_depth_only() {
        let rows = [row("top", "county", None), row("a", "district", Some("top")), row("b", "district", Some("a"))];
        let errors = Geography::build(&rows, "top").unwrap_err();
        assert_eq!(errors, [TreeError::UnevenLevel { row: 2, level: "district".into() }]);
    }

    #[test]
    fn spans_overlap_when_they_share_a_year() {
        let span = |from, to| Span { from: Some(CensusYear(from)), to: Some(CensusYear(to)) };
        assert!(span(2012, 2014).overlaps(span(2014, 2016)));
        assert!(!span(2012, 2014).overlaps(span(2015, 2016)));
        assert!(Span::default().overlaps(span(2015, 2016)));
    }
}
