//! Transfer shares of a scenario: areas at both ends, and no more leavers than there are.

use super::{Check, WHOLE};
use crate::dataset::Fault;
use crate::model::{ShareChange, SharesAhead, TransferEnd, TransferShares};
use crate::scenario::change::TransfersChange;
use crate::scenario::what_if::LeaversAhead;

/// The end of the data set at which those are whom it does not hold.
const OUTSIDE: &str = "outside";
const INDEPENDENT: &str = "independent";

/// Shares may add to this much more than all: what decimals leave.
const SLACK: f64 = 1e-9;

impl Check<'_> {
    pub(super) fn transfers(&mut self, change: &TransfersChange) -> Option<LeaversAhead> {
        let before = self.problems.errors();
        let known = self.fitted.transfer_shares();
        if known.is_none() {
            let (message, hint) = match self.data.transfers {
                None => ("the data set holds no transfers", "add transfers.csv, or take the change out"),
                Some(_) => {
                    ("the model moves no leavers between areas", "run with a model that does, such as the default")
                }
            };
            self.fault(WHOLE, message.to_owned(), hint.to_owned());
        }
        let from = change.from.map(|year| self.forecast("from", year));
        let to = change.to.map(|year| self.ahead("to", year));
        if let (Some(from), Some(to)) = (change.from, change.to)
            && from > to
        {
            let hint = "write the first January as `from` and the last as `to`".to_owned();
            self.fault("to", format!("the change runs from {from} to {to}"), hint);
        }
        let sound = |share: &f64| (0.0..=1.0).contains(share);
        if change.shares.is_empty() || !change.shares.values().all(sound) {
            let hint = "write shares from 0 to 1: `shares = { dover = 0.12, independent = 0.08 }`".to_owned();
            self.fault("shares", "`shares` does not give an end with a share from 0 to 1".to_owned(), hint);
        }
        let sum: f64 = change.shares.values().sum();
        if sum > 1.0 + SLACK {
            let message = format!("the shares of `{}` add to {sum:.3}, which is above 1", change.of);
            self.fault("shares", message, "give smaller shares: no more leavers can go than there are".to_owned());
        }
        let ends: Vec<Option<TransferEnd>> = change.shares.keys().map(|name| self.end(name, known.as_ref())).collect();
        let ends = ends.into_iter().collect::<Option<Vec<TransferEnd>>>();
        let from_outside = change.of == OUTSIDE;
        let rows = if from_outside { Some(vec![]) } else { self.leaving(&change.of, known.as_ref()) };
        let (known, ends, rows) = (known?, ends?, rows?);
        if self.problems.errors() > before {
            return None;
        }
        let set: Vec<(TransferEnd, f64)> = ends.into_iter().zip(change.shares.values().copied()).collect();
        let changes =
            if from_outside { self.inflow(&known, &set) } else { self.outflow(&change.of, &known, &rows, &set) };
        let from = from.flatten().unwrap_or(self.fitted.base().plus(1));
        let shares = SharesAhead { from, to: to.flatten(), changes: changes? };
        Some(LeaversAhead { from_outside, shares })
    }

    /// An end at which leavers arrive; one that is none is told.
    fn end(&mut self, name: &str, known: Option<&TransferShares>) -> Option<TransferEnd> {
        match name {
            INDEPENDENT => return Some(TransferEnd::Independent),
            OUTSIDE => return Some(TransferEnd::Outside),
            _ => {}
        }
        let area = self.area("shares", name)?;
        let panel = &self.data.layout.panels[known?.intake];
        let row = panel.areas.binary_search(&area).ok();
        if row.is_none() {
            let level = self.data.geography.level_name(panel.level).to_owned();
            self.at("shares", Fault::TransferLevel { area: name.to_owned(), level });
        }
        row.map(TransferEnd::Area)
    }

    /// The feeding rows that lie in an area.
    fn leaving(&mut self, name: &str, known: Option<&TransferShares>) -> Option<Vec<usize>> {
        if name == INDEPENDENT {
            let hint = "name an area, or `outside` for pupils who come from outside the data set".to_owned();
            self.fault("of", "`of` is `independent`, whose leavers nobody counts".to_owned(), hint);
            return None;
        }
        let panel = match known {
            Some(known) => known.feeder,
            None => return self.area("of", name).map(|_| vec![]),
        };
        self.rows("of", panel, &[name.to_owned()])
    }

    /// Changes of the shares of some rows; told where nothing could take the rest.
    fn outflow(
        &mut self,
        name: &str,
        known: &TransferShares,
        rows: &[usize],
        set: &[(TransferEnd, f64)],
    ) -> Option<Vec<ShareChange>> {
        let mut changes = vec![];
        for &from in rows {
            let Some(with) = known.rows[from].with(set) else {
                let hint = "let the shares add to 1, or leave one of them out".to_owned();
                self.fault("shares", format!("the shares of `{name}` are all it has, and do not add to 1"), hint);
                return None;
            };
            let before = |to| known.rows[from].share(TransferEnd::Area(to));
            changes.extend(with.areas.iter().map(|&(to, share)| ShareChange { from, to, share: share - before(to) }));
        }
        Some(changes)
    }

    /// Changes of what comes from outside: for each leaver who stays inside, at the rates set less those known.
    fn inflow(&mut self, known: &TransferShares, set: &[(TransferEnd, f64)]) -> Option<Vec<ShareChange>> {
        let mut changes = vec![];
        for &(end, rate) in set {
            let TransferEnd::Area(to) = end else {
                let hint = "name the areas that pupils from outside come to".to_owned();
                self.fault("shares", "pupils who come from outside go to schools of the data set".to_owned(), hint);
                return None;
            };
            let more = rate - known.outside[to];
            changes.extend(known.rows.iter().enumerate().map(|(from, row)| ShareChange {
                from,
                to,
                share: more * row.inside(),
            }));
        }
        Some(changes)
    }
}

/// Whether two changes set shares of the same leavers in the same January.
pub(super) fn overlap(a: &LeaversAhead, b: &LeaversAhead) -> bool {
    let (from_outside, kinds) = (a.from_outside, a.from_outside == b.from_outside);
    let (a, b) = (&a.shares, &b.shares);
    let years = a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to);
    let of = |c: &ShareChange| if from_outside { c.to } else { c.from };
    let same = |x: &ShareChange| b.changes.iter().any(|y| of(x) == of(y));
    kinds && years && a.changes.iter().any(same)
}
