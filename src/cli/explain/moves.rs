//! Where the pupils of a transfer year group come from and go to.

use super::numbers::pupils;
use super::question::Question;
use crate::calendar::YearGroup;
use crate::cli::pipeline::Forecasted;
use crate::report::format;

/// Ends that are named one by one; the others are added up.
const NAMED: usize = 4;

/// Leavers who stay, those who go and those who come, by the shares of the flows.
///
/// Formula: `sum over f of s(f,d) L(f) + r(d) sum over d, f of s(f,d) L(f) - leavers of the area itself`, as the forecast has it.
pub(super) fn moves_words(run: &Forecasted, question: &Question, cells: usize) -> String {
    let general = "those who come from elsewhere, less those who leave the area's schools".to_owned();
    let data = run.data();
    let shares = run.fitted.transfer_shares();
    let to = || {
        let (area, shares) = (question.unit.area?, shares.as_ref()?);
        let row = data.layout.panels[shares.intake].areas.binary_search(&area).ok()?;
        Some((area, shares, row, question.one()?))
    };
    let Some((area, shares, row, group)) = to().filter(|_| cells == 1) else { return general };
    let (below, before) = (YearGroup(group.0.saturating_sub(1)), question.year.plus(-1));
    let from = &data.layout.panels[shares.feeder].areas;
    // What homes and the like lay on the leavers moves by itself and is no part of this step.
    let leavers = |i: usize| {
        let unit = data.layout.units.iter().find(|u| u.area == Some(from[i]))?;
        Some(
            run.forecast.pupils(data, unit, &[below], before)? - run.forecast.laid_by_all(data, unit, &[below], before),
        )
    };
    let own: Vec<usize> = (0..from.len()).filter(|i| data.geography.lies_in(from[*i], area)).collect();
    let (mut left, mut stay, mut independent, mut outside, mut inside) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let mut come: std::collections::BTreeMap<&str, f64> = std::collections::BTreeMap::new();
    for (i, of) in shares.rows.iter().enumerate() {
        let n = leavers(i).unwrap_or(0.0);
        let share = of.areas.iter().find(|(to, _)| *to == row).map_or(0.0, |(_, share)| *share);
        inside += of.inside() * n;
        if own.contains(&i) {
            left += n;
            stay += share * n;
            independent += of.independent * n;
            outside += of.outside * n;
        } else if share > 0.0 {
            let end = data.layout.panels[shares.intake].areas.iter().find(|to| data.geography.lies_in(from[i], **to));
            let name = end.map_or("elsewhere", |e| &data.geography.area(*e).name);
            *come.entry(name).or_default() += share * n;
        }
    }
    *come.entry("outside").or_default() += shares.outside[row] * inside;
    let elsewhere = left - stay - independent - outside;
    let coming: f64 = come.values().sum();
    let gone = [("other areas", elsewhere), ("independent schools", independent), ("beyond the data", outside)];
    format!(
        "of {} leavers here {} stay ({}) and {} go: {}; {} come: {}. By the shares of the flows on record",
        pupils(left),
        pupils(stay),
        format::percent(100.0 * stay / left),
        pupils(left - stay),
        listed(gone.to_vec()),
        pupils(coming),
        listed(come.into_iter().collect())
    )
}

/// Pupils by end, the most first, the smallest added up.
fn listed(mut ends: Vec<(&str, f64)>) -> String {
    ends.retain(|(_, n)| format::round_half_up(*n, 1) > 0.0);
    ends.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let rest: f64 = ends.iter().skip(NAMED).map(|(_, n)| n).sum();
    let others = ends.len().saturating_sub(NAMED);
    let mut told: Vec<String> = ends.iter().take(NAMED).map(|(name, n)| format!("{name} {}", pupils(*n))).collect();
    if others > 0 {
        told.push(format!("{others} more {}", pupils(rest)));
    }
    told.join(", ")
}
