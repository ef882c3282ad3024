//! The command line: come in arguments, goes out an exit code. One file for each subcommand.
//!
//! Exit codes: 0 nothing at or over the threshold, 1 findings, 2 the job could not be done.

mod args;
mod check;
mod deployment;
mod dump;
mod explain;
mod mend;
mod policy;
mod rules;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Arguments, Command};

/// Nothing at or over the threshold.
pub(super) const CLEAN: u8 = 0;
/// Findings.
pub(super) const FINDINGS: u8 = 1;
/// The job could not be done.
pub(super) const FAILED: u8 = 2;

/// Runs the program.
#[must_use]
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, everything else is a mistake of usage.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            let _ = error.print();
            // The version is printed as soon as it is asked for, whatever else is.
            if error.kind() == ErrorKind::DisplayVersion && std::env::args_os().any(|argument| argument == "--verbose") {
                return ExitCode::from(written(print_tables(), code));
            }
            return ExitCode::from(code);
        }
    };
    let code = match arguments.command {
        Command::Check(options) => check::run(&options),
        Command::Dump(options) => dump::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Policy(command) => policy::run(&command),
        Command::Rules(options) => rules::run(&options),
        Command::Show(options) => show::run(&options),
    };
    ExitCode::from(code)
}

/// What is compiled in, and of what day it is.
fn print_tables() -> io::Result<()> {
    let tables = authlint::data::tables();
    let width = tables.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut out = io::stdout().lock();
    tables.iter().try_for_each(|(name, date)| writeln!(out, "{name:width$}  {date}"))
}

/// Says on standard error why the job could not be done.
pub(crate) fn fail(message: impl std::fmt::Display) -> u8 {
    let _ = writeln!(io::stderr(), "error: {message}");
    FAILED
}

/// The outcome of writing to standard output: a reader that went away, as `| head` does, is no failure.
pub(crate) fn written(result: io::Result<()>, code: u8) -> u8 {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => fail(format_args!("can't write: {error}")),
        _ => code,
    }
}
