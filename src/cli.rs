//! Arguments to one call into the library, to what is printed and an exit code.
//!
//! Data goes to standard output or to files, everything else to standard error. Exit codes: 0 done; 1 the input or the
//! run failed, with a message; 2 wrong usage; 3 done, and a check asked for with `--strict` does not hold.

mod aliases;
mod args;
mod backtest;
mod commentary;
mod digest;
mod explain;
mod failure;
mod footing;
mod held;
mod import;
mod init;
mod manifest;
mod pipeline;
mod print;
mod scenario;
mod scorecard;
mod verbs;
mod vintage;

use args::{Cli, Verb};
use clap::Parser;
use failure::Failure;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// What a verb ends in when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// Done, and a check asked for with `--strict` does not hold.
    CheckFailed,
}

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data; a usage error is not. A closed pipe is the reader's choice.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            return if error.print().is_err() { ExitCode::SUCCESS } else { ExitCode::from(code) };
        }
    };
    let outcome = match &cli.verb {
        Verb::Run(args) => verbs::run(args),
        Verb::Check(args) => verbs::check(args),
        Verb::Forecast(args) => verbs::forecast(args),
        Verb::Surplus(args) => verbs::surplus(args),
        Verb::Accuracy(args) => verbs::accuracy(args),
        Verb::Explain(args) => explain::explain(args),
        Verb::Scenario(args) => scenario::scenario(args),
        Verb::Backtest(args) => backtest::backtest(args),
        Verb::Import(args) => import::import_files(args),
        Verb::Init(args) => init::init(args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::CheckFailed) => ExitCode::from(3),
        Err(Failure::Print(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell if standard error is closed too.
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}
