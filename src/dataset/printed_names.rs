//! Names of areas as people print them.

use super::rows::Names;
use crate::geography::AreaId;
use std::collections::BTreeSet;

/// A name in lower case without the variants of print: full stops, `&` for `and`, `N.` for `North`.
pub(crate) fn plain_name(name: &str) -> String {
    let name = name.to_lowercase().replace('&', " and ").replace(['.', ',', '-', '_', '\'', '’'], " ");
    name.split_whitespace().map(spelt).collect::<Vec<_>>().join(" ")
}

/// A word of a name in lower case, spelt as other prints of it are: `n` is `north`.
pub(super) fn spelt(word: &str) -> &str {
    match word {
        "n" => "north",
        "e" => "east",
        "s" => "south",
        "w" => "west",
        "saint" => "st",
        word => word,
    }
}

impl Names<'_> {
    /// Areas that answer to a printed name, by code, alias or name without the variants of print: the coarsest first, so that
    /// a district goes before a planning area of its name.
    pub fn answering(&self, name: &str) -> Vec<AreaId> {
        let wanted = plain_name(name);
        let by_name = self.geography.areas().filter(|(_, a)| plain_name(&a.name) == wanted || a.code == name);
        let by_alias = self.aliases.iter().filter(|(alias, _)| plain_name(alias) == wanted).map(|(_, id)| *id);
        let found: BTreeSet<AreaId> = by_name.map(|(id, _)| id).chain(by_alias).collect();
        let mut found: Vec<AreaId> = found.into_iter().collect();
        found.sort_by_key(|id| (self.geography.area(*id).level, *id));
        found
    }
}
