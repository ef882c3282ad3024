//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use authlint::data::policies::DocumentKind;
use authlint::finding::Severity;
use authlint::report;

/// Checks the auth of serverless applications: Amazon Cognito and AWS IAM in Serverless Framework, CloudFormation and SAM templates.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// With --version: also of what day the facts are that are compiled in.
    #[arg(long, requires = "version")]
    verbose: bool,

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
    /// Print the stacks as plain CloudFormation, with everything of the framework resolved.
    Dump(DumpOptions),
    /// Show the page of a rule, or find the rule that an error of AWS is about.
    Explain(ExplainOptions),
    /// Show what the auth of the stacks amounts to: pools, clients, tokens, roles, each with where it comes from.
    Show(ShowOptions),
    /// Show what policies amount to: the actions behind patterns, sentences, or the same in fewer words.
    #[command(subcommand)]
    Policy(PolicyCommand),
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
  authlint check --diff --unsafe-fixes
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

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,

    /// Only these rules and families.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Not these rules and families.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Which severities apply; `default` where nothing else is settled.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,

    /// The least severity that makes the exit code 1; `warning` where nothing else is settled.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<Threshold>,

    /// Exit with 0 whatever was found.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Mend what can be mended without changing what is deployed, or where what is written can't be deployed; then report what remains.
    #[arg(long, help_heading = "Mending")]
    pub(crate) fix: bool,

    /// With `--fix` or `--diff`: also what changes how the deployed stack behaves.
    #[arg(long, help_heading = "Mending")]
    pub(crate) unsafe_fixes: bool,

    /// Show what `--fix` would change, and change nothing; exit with 1 if that is anything.
    #[arg(long, help_heading = "Mending", conflicts_with = "fix")]
    pub(crate) diff: bool,

    /// What bare policy files are for; without it, what they say tells that.
    #[arg(long, value_enum, value_name = "TYPE")]
    pub(crate) policy_type: Option<PolicyType>,

    /// The name of what `-` reads: it decides the format and where includes are looked for.
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// For which deployment templates are read.
#[derive(Debug, Args)]
pub(crate) struct DeploymentOptions {
    /// The configuration; without it, the nearest `.authlint.yaml` at or above this folder, inside the repository.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The stage for which services are read; may be given several times. Without it, the default and those that the files list.
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Vec<String>,

    /// The region of the deployment.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    /// An environment variable that may be read; its value is never shown.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Vec<String>,

    /// Read the `.env` files of services that use them; their values are never shown.
    #[arg(long)]
    pub(crate) dotenv: bool,

    /// A file with values for parameters, as deployments take them (CLI, CodePipeline, Git sync, samconfig); later ones win.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Vec<PathBuf>,

    /// A parameter of the Serverless Framework, for `${param:NAME}`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) param: Vec<String>,
}

const DUMP_EXAMPLES: &str = "\
Examples:
  authlint dump --resolved --stage prod services/api
  authlint dump --resolved . | jq '.stacks[].template.Resources | keys'";

#[derive(Debug, Args)]
#[command(after_help = DUMP_EXAMPLES)]
pub(crate) struct DumpOptions {
    /// Files and folders.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// With variables resolved, and with what the framework or SAM generates.
    #[arg(long)]
    pub(crate) resolved: bool,

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  authlint explain iam/full-admin
  authlint explain \"Invalid range for token validity\"
  authlint explain \"Invalid range for token validity\" services/api    and where it strikes there
  pbpaste | authlint explain -                                      an error as it was copied

The exit code is 2 where no rule is meant, else 0, whatever strikes.";

#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(crate) struct ExplainOptions {
    /// The rule, such as `iam/full-admin`, or an error as AWS says it, in quotes; `-` reads it from standard input.
    #[arg(value_name = "RULE|ERROR")]
    pub(crate) rule: String,

    /// Files and folders in which to show where the rule strikes.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to show it.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
}

const SHOW_EXAMPLES: &str = "\
Examples:
  authlint show
  authlint show --stage prod services/api
  authlint show --format markdown | gh pr comment --body-file -";

#[derive(Debug, Args)]
#[command(after_help = SHOW_EXAMPLES)]
pub(crate) struct ShowOptions {
    /// Files and folders.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to show it.
    #[arg(long, value_enum, default_value_t = ShowFormat::Human)]
    pub(crate) format: ShowFormat,

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    /// For a terminal.
    Human,
    /// For programs; the form is docs/overview.schema.json.
    Json,
    /// Tables for a pull request.
    Markdown,
}

impl From<ShowFormat> for report::Shape {
    fn from(format: ShowFormat) -> Self {
        match format {
            ShowFormat::Human => Self::Human,
            ShowFormat::Json => Self::Json,
            ShowFormat::Markdown => Self::Markdown,
        }
    }
}

const POLICY_EXAMPLES: &str = "\
Examples:
  authlint policy expand 's3:Put*'                     the actions behind a pattern
  authlint policy expand s3:PutObject                  what is known of one action
  authlint policy expand template.yaml --of AppRole    what a role may do, by service and level
  authlint policy explain policy.json                  who may do what, in sentences
  authlint policy simplify policy.json > short.json    the same in fewer words";

#[derive(Debug, Subcommand)]
#[command(after_help = POLICY_EXAMPLES)]
pub(crate) enum PolicyCommand {
    /// List the actions that are allowed, by service and access level. Conditions and resources are left aside.
    Expand(PolicyOptions),
    /// Say in sentences who may do what, under which condition.
    Explain(PolicyOptions),
    /// Print equivalent documents with fewer statements and entries, as JSON.
    Simplify(PolicyOptions),
}

#[derive(Debug, Args)]
#[command(after_help = POLICY_EXAMPLES)]
pub(crate) struct PolicyOptions {
    /// Files and folders, `-` for standard input; for `expand` patterns of actions instead. Without any, this folder.
    #[arg(value_name = "PATH")]
    pub(crate) things: Vec<String>,

    /// Only what this resource holds, by its logical id.
    #[arg(long, value_name = "ID")]
    pub(crate) of: Option<String>,

    /// How to show it.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(crate) format: ListFormat,

    /// What bare policy files are for; without it, what they say tells that.
    #[arg(long, value_enum, value_name = "TYPE")]
    pub(crate) policy_type: Option<PolicyType>,

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyType {
    /// Grants to the principal that it is attached to.
    Identity,
    /// Says who may assume a role.
    Trust,
    /// Belongs to a resource and names principals.
    Resource,
    /// Limits what others grant.
    Boundary,
    /// Limits what passes a VPC endpoint.
    Endpoint,
}

impl From<PolicyType> for DocumentKind {
    fn from(kind: PolicyType) -> Self {
        match kind {
            PolicyType::Identity => Self::Identity,
            PolicyType::Trust => Self::Trust,
            PolicyType::Resource => Self::Resource,
            PolicyType::Boundary => Self::Boundary,
            PolicyType::Endpoint => Self::Endpoint,
        }
    }
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
