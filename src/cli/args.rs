//! The arguments, each with its help.

use crate::dataset::{Count, VintageName};
use crate::places::{Assurance, Prudence};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// School place forecasting and surplus capacity.
#[derive(Debug, Parser)]
#[command(name = "rollcast", version, about, long_about = None, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Forecast rolls, check them against places, review past forecasts, and write tables and a report
    Run(RunArgs),
    /// Find every problem of the inputs
    Check(CheckArgs),
    /// Forecast January rolls
    Forecast(ForecastArgs),
    /// Check places against the forecast and the targets
    Surplus(SurplusArgs),
    /// Review past forecasts, published or saved as vintages, against January rolls
    Accuracy(ReviewArgs),
    /// Show the arithmetic of one forecast number
    Explain(ExplainArgs),
    /// Set scenarios beside the forecast: what if a driver ran otherwise
    Scenario(ScenarioArgs),
    /// Try models on the past: fit at every base, compare with the rolls that came
    Backtest(BacktestArgs),
    /// Make a data set of one authority from national files of pupils and of school capacity
    Import(ImportArgs),
    /// Make a data set to begin with: every table with its columns and example rows
    Init(InitArgs),
}

/// The data set and how it is forecast.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Folder of the data set
    #[arg(value_name = "DATASET", default_value = "data/kent")]
    pub(super) dataset: PathBuf,
    /// Model specification, one of models/*.toml or your own
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
    /// Base year: the last January the forecast may know [default: the last held]
    #[arg(long, value_name = "YEAR")]
    pub(super) base: Option<u16>,
    /// Januaries to forecast
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=30))]
    pub(super) horizon: u8,
    /// Seed of the random paths behind the intervals [default: the model's]
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
}

/// Which planned changes of places count.
#[derive(Debug, Args)]
pub(super) struct CountArgs {
    /// Planned changes in the places: `certain` (completed, under way), `committed` (and commissioned) or `all` but those on
    /// hold, cancelled or not delivered
    #[arg(long, value_name = "WHICH", default_value_t = Count::Committed, value_parser = count)]
    pub(super) count: Count,
}

/// One of the choices of what counts.
fn count(text: &str) -> Result<Count, String> {
    let known = Count::EACH.into_iter().find(|c| c.word() == text.trim());
    known.ok_or_else(|| "write certain, committed or all".to_owned())
}

/// How sure a council wants to be of its places.
#[derive(Debug, Args)]
pub(super) struct PrudenceArgs {
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// Places needed are enough for this per cent of the paths: 50, 80 or 95 [default: 80; 50 for a model without paths]
    #[arg(long, value_name = "PERCENT", value_parser = assurance)]
    pub(super) assurance: Option<Assurance>,
    /// An area is at risk when its chance of a surplus below target is above this per cent
    #[arg(long, value_name = "PERCENT", default_value_t = Prudence::RISK, value_parser = risk)]
    pub(super) risk: f64,
}

/// One of the assurances offered.
fn assurance(text: &str) -> Result<Assurance, String> {
    let known = text.trim().parse().ok().and_then(Assurance::from_percent);
    known.ok_or_else(|| "write 50, 80 or 95".to_owned())
}

/// A per cent from 0 to below 100.
fn risk(text: &str) -> Result<f64, String> {
    let percent = text.trim().parse::<f64>().ok().filter(|p| (0.0..100.0).contains(p));
    percent.ok_or_else(|| "write a per cent from 0 to below 100, such as 20".to_owned())
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) prudence: PrudenceArgs,
    /// Folder for the outputs [default: out/ and the name of the data set]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Folder for what is found: a page and a workbook to read and pass on, and tables as CSV and Parquet
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Exit with code 3 when there is a warning, or a finding in a printed table
    #[arg(long)]
    pub(super) strict: bool,
    /// Check whether this printed table adds up, instead of the data set, whose areas it names
    #[arg(long, value_name = "FILE")]
    pub(super) table: Option<PathBuf>,
    /// How to print what is wrong with the printed table
    #[arg(long, value_enum, requires = "table")]
    pub(super) format: Option<Format>,
    /// Add unknown names to aliases.csv where one area answers to them; without it `check` shows the rows it would add
    #[arg(long)]
    pub(super) write_aliases: bool,
}

/// Arguments of a verb that prints a table.
#[derive(Debug, Args)]
pub(super) struct TableArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Arguments of `surplus`.
#[derive(Debug, Args)]
pub(super) struct SurplusArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) prudence: PrudenceArgs,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Arguments of `forecast`.
#[derive(Debug, Args)]
pub(super) struct ForecastArgs {
    #[command(flatten)]
    pub(super) table: TableArgs,
    /// Keep the forecast as it is under this name, in vintages/ of the data set; a name is never used twice
    #[arg(long, value_name = "NAME")]
    pub(super) save_vintage: Option<VintageName>,
}

/// What `accuracy` may do beside reviewing.
#[derive(Debug, Subcommand)]
pub(super) enum AccuracyAction {
    /// Make a saved vintage again and compare every figure
    Verify(VerifyArgs),
}

/// Arguments of `accuracy verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The vintage
    pub(super) name: VintageName,
    /// Folder of the data set
    #[arg(value_name = "DATASET", default_value = "data/kent")]
    pub(super) dataset: PathBuf,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// Arguments of `accuracy`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    pub(super) action: Option<AccuracyAction>,
    /// Folder of the data set
    #[arg(value_name = "DATASET", default_value = "data/kent")]
    pub(super) dataset: PathBuf,
    /// A vintage by its name; may be given again [default: every one, published or saved]
    #[arg(long = "vintage", value_name = "NAME")]
    pub(super) vintages: Vec<String>,
    /// Before reviewing, make the vintages of these bases that are not saved yet, each from what was known then
    #[arg(long, value_name = "A..B", value_parser = bases)]
    pub(super) save_vintages: Option<(u16, u16)>,
    /// Review against this January alone; may be given again
    #[arg(long = "january", value_name = "YEAR")]
    pub(super) januaries: Vec<u16>,
    /// Review against Januaries up to this one [default: the last held]
    #[arg(long, value_name = "YEAR")]
    pub(super) base: Option<u16>,
    /// Review forecasts up to this many years ahead
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=30))]
    pub(super) horizon: u8,
    /// Print a sentence for every area instead of the review
    #[arg(long)]
    pub(super) sentences: bool,
    /// Hold commentary written by people (area, series, direction, cause, forms_of_entry, areas_outside) against one review
    #[arg(long, value_name = "FILE", conflicts_with = "sentences")]
    pub(super) commentary: Option<PathBuf>,
    #[command(flatten)]
    pub(super) scorecard: ScorecardArgs,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Arguments of `accuracy` for the national scorecard.
#[derive(Debug, Args)]
pub(super) struct ScorecardArgs {
    /// Print the national scorecard instead of the review; FILE holds every council's forecasts and rolls
    #[arg(long, value_name = "FILE")]
    pub(super) councils: Option<PathBuf>,
    /// Show this council of the file too, by code or name
    #[arg(long, value_name = "CODE", requires = "councils")]
    pub(super) authority: Option<String>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// Area, by code or name
    #[arg(long, value_name = "A")]
    pub(super) area: String,
    /// The January, as its calendar year
    #[arg(long, value_name = "Y", value_parser = january)]
    pub(super) year: u16,
    /// Year group, as the data set names it
    #[arg(long, value_name = "G")]
    pub(super) year_group: String,
    /// Explain it under this scenario of the data set, and mark the steps that differ
    #[arg(long, value_name = "NAME")]
    pub(super) scenario: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// Arguments of `scenario`.
#[derive(Debug, Args)]
pub(super) struct ScenarioArgs {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) prudence: PrudenceArgs,
    /// A scenario by its name, that of a file in scenarios/ of the data set; may be given again [default: every one]
    #[arg(long = "scenario", value_name = "NAME")]
    pub(super) scenarios: Vec<String>,
    /// Folder for the outputs [default: out/, the name of the data set, /scenario]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to print it: `table` is a digest to read, `csv` and `json` are scenario_differences.csv
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// Arguments of `backtest`.
#[derive(Debug, Args)]
pub(super) struct BacktestArgs {
    /// Folder of the data set
    #[arg(value_name = "DATASET", default_value = "data/kent")]
    pub(super) dataset: PathBuf,
    /// Model specifications; the first is the one in use [default: every one shipped]
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) models: Vec<PathBuf>,
    /// First and last base year, both included [default: those of the data set]
    #[arg(long, value_name = "A..B", value_parser = bases)]
    pub(super) bases: Option<(u16, u16)>,
    /// Longest horizon judged [default: that of the data set]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=30))]
    pub(super) horizon: Option<u8>,
    /// Say which model is best for each series and horizon, and whether by more than noise
    #[arg(long)]
    pub(super) select: bool,
    /// Folder for the outputs [default: out/, the name of the data set, /backtest]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to print it: `table` is a digest to read, `csv` and `json` are scores.csv
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder to make
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// One Excel workbook with a sheet for each table, in place of CSV files
    #[arg(long)]
    pub(super) xlsx: bool,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files of the Department for Education: pupils by year group, school capacity; of two that repeat a January the last counts
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    pub(super) files: Vec<PathBuf>,
    /// The authority, by its three-digit number or its nine-character code
    #[arg(long, value_name = "CODE")]
    pub(super) authority: String,
    /// Folder for the data set
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Table of authorities whose number changed: old, new, first_census_year [default: England's since 2009]
    #[arg(long, value_name = "FILE")]
    pub(super) codes: Option<PathBuf>,
    /// How to print the control totals
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// The calendar year of a January.
fn january(text: &str) -> Result<u16, String> {
    let year = text.parse::<u16>().ok().filter(|year| (1900..2200).contains(year));
    year.ok_or_else(|| "write the calendar year of the January: 2022 for the academic year 2021/22".to_owned())
}

/// `A..B`, both ends included.
fn bases(text: &str) -> Result<(u16, u16), String> {
    let ends = text.split_once("..").and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    ends.ok_or_else(|| "write the first and the last base as `2014..2019`".to_owned())
}

/// Where a table goes.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Folder for the table as CSV and Parquet
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to print it: `table` is a digest to read, `csv` and `json` are the whole table
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// How a table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Aligned columns to read
    Table,
    /// Comma-separated values
    Csv,
    /// A list of objects
    Json,
}
