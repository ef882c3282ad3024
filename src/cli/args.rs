//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use authlint::finding::Severity;
use authlint::report;

/// Checks the auth of serverless applications: Amazon Cognito and AWS IAM in Serverless Framework, CloudFormation and SAM templates.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  authlint check                                everything below this folder
  authlint check services/api/serverless.yml    one service, with all that it includes
  authlint check --format json > findings.json
  authlint explain cognito/legacy-auth-flow     what a rule means, and what to write
  authlint rules                                all rules";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check files and folders.
    Check(CheckOptions),
    /// Show the page of a rule.
    Explain(ExplainOptions),
    /// List the rules.
    Rules(RulesOptions),
}

const CHECK_EXAMPLES: &str = "\
Exit codes:
  0  nothing at or over --fail-on
  1  findings
  2  the job could not be done: usage, or a named path that is missing or can't be read

Examples:
  authlint check
  authlint check template.yaml --fail-on error
  authlint check --select iam,trust --ignore iam/missing-version
  cat template.yaml | authlint check - --stdin-filename template.yaml --format concise";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckOptions {
    /// Files and folders; `-` reads standard input.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to show what was found.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Only these rules and families.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Not these rules and families.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Which severities apply.
    #[arg(long, value_enum, default_value_t = Profile::Default)]
    pub(crate) profile: Profile,

    /// The least severity that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = Threshold::Warning, value_name = "SEVERITY")]
    pub(crate) fail_on: Threshold,

    /// A file with values for parameters, as deployments take them (CLI, CodePipeline, Git sync, samconfig); later ones win.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Vec<PathBuf>,

    /// Exit with 0 whatever was found.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// The name of what `-` reads: it decides the format and where includes are looked for.
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// The rule, such as `iam/full-admin`.
    pub(crate) rule: String,
}

#[derive(Debug, Args)]
pub(crate) struct RulesOptions {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With source excerpts, for people.
    Human,
    /// One line a finding, for editors.
    Concise,
    /// For programs.
    Json,
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Concise => Self::Concise,
            Format::Json => Self::Json,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table.
    Human,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Bearable from the first day.
    Default,
    /// Hygiene counts too.
    Strict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Threshold {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Everything.
    Info,
}

impl From<Threshold> for Severity {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Error => Self::Error,
            Threshold::Warning => Self::Warning,
            Threshold::Info => Self::Info,
        }
    }
}
