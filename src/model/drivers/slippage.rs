//! Homes that come late, or not at all: what the expected delivery takes from a plan, and what may come otherwise.

use super::homes::{Homes, Lives};
use crate::dataset::{Course, Slippage, Stage};
use crate::model::transfer::TransferLink;
use crate::status::Status;
use ndarray::Array3;
use std::collections::BTreeMap;

/// A site whose homes may come otherwise than planned: pupils beyond those of the plan, for every way in which they may come.
#[derive(Debug, Clone, PartialEq)]
pub struct SlippedSite {
    /// What its draws are keyed by.
    pub(in crate::model) name: String,
    /// The chance of each way.
    pub(in crate::model) chances: Vec<f64>,
    /// By panel and row: [ways, year groups, Januaries].
    pub(in crate::model) cells: BTreeMap<(usize, usize), Array3<f64>>,
}

/// Homes moved from where the plan has them, for every way in which a site may come.
#[derive(Debug, Clone)]
pub(super) struct Slips {
    sites: Vec<SiteSlips>,
    pub(super) status: Status,
}

#[derive(Debug, Clone)]
struct SiteSlips {
    name: String,
    chances: Vec<f64>,
    moved: Vec<Moved>,
}

/// Homes that come in a January, or fewer where negative, in one of the ways.
#[derive(Debug, Clone, Copy)]
struct Moved {
    way: usize,
    panel: usize,
    kind: usize,
    row: usize,
    january: usize,
    dwellings: f64,
}

/// Homes planned for a January, on one row of a panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedHomes {
    pub(super) stage: Stage,
    /// Whether they are part of a rate, which cannot come late.
    pub(super) small: bool,
    pub(super) panel: usize,
    pub(super) kind: usize,
    pub(super) row: usize,
    pub(super) january: usize,
    pub(super) dwellings: f64,
}

impl Slips {
    /// What may become of the homes planned, by site; `None` where all of them come as planned.
    pub(super) fn new(slippage: &Slippage, planned: BTreeMap<String, Vec<PlannedHomes>>) -> Option<Slips> {
        let of_site = |(name, homes): (String, Vec<PlannedHomes>)| {
            let mut stages: Vec<Stage> = homes.iter().map(|h| h.stage).collect();
            stages.sort();
            stages.dedup();
            let ways = slippage.of_site(&stages);
            let mut moved = vec![];
            for home in &homes {
                let Ok(stage) = stages.binary_search(&home.stage) else { continue };
                for (way, site) in ways.iter().enumerate() {
                    moved.extend(home.on(site.courses[stage], way));
                }
            }
            let chances = ways.iter().map(|w| w.probability).collect();
            (!moved.is_empty()).then_some(SiteSlips { name, chances, moved })
        };
        let sites: Vec<SiteSlips> = planned.into_iter().filter_map(of_site).collect();
        (!sites.is_empty()).then(|| Slips { sites, status: slippage.status() })
    }
}

impl PlannedHomes {
    /// What comes otherwise than planned on a course: gone from the January planned, and built in a later one as far as they are.
    fn on(&self, course: Course, way: usize) -> impl Iterator<Item = Moved> + use<> {
        let PlannedHomes { panel, kind, row, january, dwellings, .. } = *self;
        let delay = if self.small { 0 } else { usize::from(course.delay) };
        let moved = move |january, dwellings| Moved { way, panel, kind, row, january, dwellings };
        let late = match (delay, course.share) {
            (0, 1.0) => vec![],
            (0, share) => vec![moved(january, (share - 1.0) * dwellings)],
            (delay, share) => vec![moved(january, -dwellings), moved(january + delay, share * dwellings)],
        };
        late.into_iter().filter(|m| m.dwellings != 0.0)
    }
}

impl Homes {
    /// Sites that may come otherwise than planned, with the pupils that moves.
    ///
    /// Formula: for way w of site k, `D(k,w,a,g,h) = sum over kinds d and c = 1..h of Z(k,w,d,a,c) y(d,g,h-c)`, where Z is
    /// what is built of the site in the c-th January in that way less what is planned. A home that comes after the last
    /// January planned counts in full: what nobody has planned goes on at the rate of late, and it comes on top.
    pub(super) fn slipped(&self, horizon: usize) -> Vec<SlippedSite> {
        let sites = self.slips.iter().flat_map(|slips| &slips.sites);
        sites.map(|site| self.slipped_site(site, horizon)).collect()
    }

    /// Pupils by which the expected delivery differs from the plan, by panel, of the sites that may come otherwise.
    ///
    /// Formula: `S(a,g,h) = sum over sites k and ways w of p(k,w) D(k,w,a,g,h)`, p the chance of a way.
    pub(super) fn slippage(&self, sites: &[SlippedSite], horizon: usize) -> Option<(Vec<Array3<f64>>, Status)> {
        let slips = self.slips.as_ref()?;
        let zeros = |panel: &super::homes::PanelHomes| Array3::zeros((panel.rows, panel.columns.len(), horizon));
        let mut expected: Vec<Array3<f64>> = self.panels.iter().map(zeros).collect();
        for site in sites {
            for (&(panel, row), moved) in &site.cells {
                for ((way, column, h), pupils) in moved.indexed_iter() {
                    expected[panel][[row, column, h]] += site.chances[way] * pupils;
                }
            }
        }
        Some((expected, self.status.max(slips.status)))
    }

    fn slipped_site(&self, site: &SiteSlips, horizon: usize) -> SlippedSite {
        let mut cells: BTreeMap<(usize, usize), Array3<f64>> = BTreeMap::new();
        for (p, panel) in self.panels.iter().enumerate() {
            let shape = (site.chances.len(), panel.columns.len(), horizon);
            for (c, column) in panel.columns.iter().enumerate() {
                let by_kind = self.by_kind(column, horizon);
                let across = self.link.as_ref().filter(|_| matches!(column.lives, Lives::InFeeders));
                let lived_in = across.map_or(p, |link| link.feeder.0);
                for m in site.moved.iter().filter(|m| m.panel == lived_in) {
                    for (row, share) in across.map_or(vec![(m.row, 1.0)], |link| going_to(link, m.row, panel.rows)) {
                        let cell = cells.entry((p, row)).or_insert_with(|| Array3::zeros(shape));
                        for h in m.january..horizon {
                            cell[[m.way, c, h]] += share * m.dwellings * by_kind[m.kind][h - m.january];
                        }
                    }
                }
            }
        }
        SlippedSite { name: site.name.clone(), chances: site.chances.clone(), cells }
    }
}

/// The rows where leavers of one go to school, with their shares.
fn going_to(link: &TransferLink, from: usize, rows: usize) -> Vec<(usize, f64)> {
    let share = |row: usize| link.shares_of(row).iter().filter(|(f, _)| *f == from).map(|(_, s)| s).sum::<f64>();
    (0..rows).map(|row| (row, share(row))).filter(|(_, s)| *s > 0.0).collect()
}
