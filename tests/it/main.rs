//! Whole-program tests, by what a user does: the program is run on folders of files and judged by its exit code, by what
//! it prints and by what it writes. One binary, so that polars is linked once.
// Clippy allows these inside `#[test]` functions only, and helpers of a test may stop it just as well.
#![allow(clippy::unwrap_used, clippy::expect_used)]
// A skipped test says so where the test harness shows it.
#![allow(clippy::print_stderr)]
// Expected values are worked out to a tolerance, not to the last bit; year groups are counted by position.
#![allow(clippy::disallowed_methods, clippy::needless_range_loop)]

mod accuracy_2014;
mod aliases;
mod assumed;
mod attribution;
mod bad_drivers;
mod bad_files;
mod bad_input;
mod bad_ledger;
mod bad_models;
mod baselines_england;
mod cases;
mod command_line;
mod commentary;
mod dev_tables;
mod drivers;
mod explain;
mod footing;
mod footing_random;
mod fuzz_corpus;
mod gaps_and_totals;
mod golden;
mod import;
mod init;
mod intervals;
mod invariants;
mod junior;
mod kent_2014;
mod ledger;
mod malformed;
mod migration;
mod mixed_levels;
mod near_a_line;
mod need;
mod no_leak;
mod one_level;
mod openings;
mod plausible;
mod preschool;
mod quality;
mod register;
mod reliefs;
mod robust;
mod scenario_bands;
mod scenario_clashes;
mod scenario_drivers;
mod scenario_migration;
mod scenario_schema;
mod scenario_schools;
mod scenario_surplus;
mod scenario_transfers;
mod scenario_where;
mod scenarios;
mod scorecard;
mod selection;
mod shared_births;
mod shortfall;
mod slippage;
mod small;
mod support;
mod surplus_2014;
mod surplus_england;
mod surplus_paths;
mod survey;
mod targets;
mod vintages;
mod whole_or_not_at_all;
mod wide;
mod withheld;
mod workbooks;
