//! The program as people and scripts meet it: exit codes, standard input and output, formats, what it reads and what it leaves alone.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says what it skips.

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const WARNING: &str = "Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: {UserPoolId: !ImportValue pool}\n";
const ERROR: &str = "Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: !ImportValue pool\n      \
                     PreventUserExistenceErrors: ENABLED\n      AccessTokenValidity: 90\n";
const INFO: &str = "Outputs:\n  Pool:\n    Value: x\n    Export: {Name: pool}\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n";
const CLEAN: &str = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n";
const SERVICE: &str = "service: a\nprovider: {name: aws, runtime: nodejs20.x}\nresources: ${file(pool.yml)}\n";

/// A folder with some files, gone at the end of the test.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        add(folder.path(), name, text);
    }
    folder
}

fn add(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What a run did.
struct Outcome {
    code: i32,
    out: String,
    err: String,
}

impl Outcome {
    #[track_caller]
    fn has_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "standard output lacks {text:?}:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn notes(self, text: &str) -> Self {
        assert!(self.err.contains(text), "standard error lacks {text:?}:\n{}\nstandard output:\n{}", self.err, self.out);
        self
    }

    #[track_caller]
    fn does_not_say(self, text: &str) -> Self {
        assert!(!self.out.contains(text) && !self.err.contains(text), "{text:?} is named:\n{}\n{}", self.out, self.err);
        self
    }

    /// One clear line on standard error, and nothing on the other.
    #[track_caller]
    fn fails_with(self, line: &str) {
        let outcome = self.has_code(2);
        assert_eq!((outcome.err.as_str(), outcome.out.as_str()), (format!("{line}\n").as_str(), ""));
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The program in a folder, with an environment that says nothing.
fn program(start: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "COLUMNS"] {
        command.env_remove(name);
    }
    // What reads a pipe that nobody writes to would wait for ever.
    command.current_dir(start).args(arguments).timeout(Duration::from_secs(60));
    command
}

fn outcome(mut command: Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(start: &Path, arguments: &[&str]) -> Outcome {
    outcome(program(start, arguments))
}

fn run_with_input(start: &Path, arguments: &[&str], input: &str) -> Outcome {
    let mut command = program(start, arguments);
    command.write_stdin(input);
    outcome(command)
}

fn skipped(json: &Value) -> Vec<(String, String)> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    json["summary"]["skipped"].as_array().unwrap().iter().map(|one| (text(one, "file"), text(one, "reason"))).collect()
}

fn files_with_findings(json: &Value) -> Vec<String> {
    let mut files: Vec<String> =
        json["findings"].as_array().unwrap().iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect();
    files.dedup();
    files
}

fn rules_of(json: &Value) -> Vec<String> {
    json["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

// Exit codes.

#[test]
fn nothing_found_is_zero() {
    let folder = folder(&[("template.yml", CLEAN)]);
    run(folder.path(), &["check"]).has_code(0).says("no findings in 1 template");
}

#[test]
fn findings_are_one() {
    let folder = folder(&[("warning.yml", WARNING), ("error.yml", ERROR), ("broken.yml", "Resources: [AWS::\n")]);
    run(folder.path(), &["check", "warning.yml"]).has_code(1).says("warning[cognito/user-existence-errors]");
    run(folder.path(), &["check", "error.yml"]).has_code(1).says("error[cognito/token-validity-unit-mistake]");
    // A broken template is something found, not a job that could not be done.
    run(folder.path(), &["check", "broken.yml"]).has_code(1).says("error[template/parse-error]");
}

#[test]
fn the_threshold_decides() {
    let folder = folder(&[("error.yml", ERROR), ("warning.yml", WARNING), ("info.yml", INFO)]);
    for (file, code_by_threshold) in [("error.yml", [1, 1, 1]), ("warning.yml", [0, 1, 1]), ("info.yml", [0, 0, 1])] {
        for (threshold, code) in ["error", "warning", "info"].into_iter().zip(code_by_threshold) {
            let outcome = run(folder.path(), &["check", file, "--fail-on", threshold]).has_code(code);
            assert!(!outcome.out.contains("no findings"), "what is below the threshold is shown all the same");
        }
    }
    run(folder.path(), &["check", "info.yml"]).has_code(0).says("info[outputs/unscoped-export-name]");
    run(folder.path(), &["check", "error.yml", "--exit-zero"]).has_code(0).says("error[");
}

#[test]
fn a_missing_path_is_two() {
    let folder = folder(&[("template.yml", WARNING)]);
    run(folder.path(), &["check", "absent.yml"]).fails_with("error: absent.yml: no such file or folder");
    run(folder.path(), &["check", "template.yml/x"]).fails_with("error: template.yml/x: no such file or folder");
    // Half a job is none: nothing is said about the other file.
    run(folder.path(), &["check", "template.yml", "absent.yml", "gone"])
        .fails_with("error: absent.yml: no such file or folder\nerror: gone: no such file or folder");
    // Not even by a wish for zero.
    run(folder.path(), &["check", "absent.yml", "--exit-zero"]).has_code(2);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_two() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("closed.yml", WARNING), ("open.yml", CLEAN)]);
    let closed = folder.path().join("closed.yml");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&closed).is_ok() {
        eprintln!("SKIPPED: this user reads everything, so nothing is unreadable");
        return;
    }
    run(folder.path(), &["check", "closed.yml"]).fails_with("error: closed.yml: permission denied");
    // Below a folder it is passed over, and said to be.
    let outcome = run(folder.path(), &["check", ".", "--format", "json"]).has_code(0);
    assert_eq!(skipped(&outcome.json()), [("closed.yml".to_owned(), "permission denied".to_owned())]);
}

#[test]
fn a_mistake_of_usage_is_two() {
    let folder = folder(&[("template.yml", CLEAN)]);
    for (option, name) in [("--select", "iam/wildcard-acton"), ("--ignore", "wildcard-action")] {
        run(folder.path(), &["check", option, name])
            .fails_with(&format!("error: no rule or family is named `{name}`; did you mean `iam/wildcard-action`?"));
    }
    run(folder.path(), &["check", "--select", "xyzzy"])
        .fails_with("error: no rule or family is named `xyzzy`; `authlint rules` lists them");
    run(folder.path(), &["check", "--stdin-filename", "x.yml"]).fails_with("error: --stdin-filename goes with `-`");
    let bad: [&[&str]; 5] = [&["check", "--colour"], &["check", "--format", "xml"], &["check", "--fail-on", "never"], &["chekc"], &[]];
    for arguments in bad {
        let outcome = run(folder.path(), arguments).has_code(2);
        assert!(outcome.out.is_empty() && !outcome.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_folder_without_templates_is_no_failure() {
    let empty = folder(&[]);
    let outcome = run(empty.path(), &["check"]).has_code(0);
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", "nothing checked: no files found\n"));
    let other = folder(&[("package.json", "{}"), ("README.md", "# x"), ("compose.yaml", "services: {}\n")]);
    let outcome = run(other.path(), &["check"]).has_code(0);
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", "nothing checked: found no template in 2 files\n"));
    // Standard output belongs to the program that reads it.
    let outcome = run(other.path(), &["check", "--format", "json"]).has_code(0);
    assert_eq!(outcome.err, "nothing checked: found no template in 2 files\n");
    assert_eq!(outcome.json()["summary"]["checked"], 0);
}

// What is read.

#[test]
fn standard_input() {
    let folder = folder(&[("pool.yml", WARNING)]);
    run_with_input(folder.path(), &["check", "-", "--format", "concise"], WARNING).has_code(1).says("stdin:2:3: warning[");
    run_with_input(folder.path(), &["check", "-"], CLEAN).has_code(0).says("no findings in 1 template");
    run_with_input(folder.path(), &["check", "-"], "").has_code(0).notes("nothing checked");
    // The name decides the format and where includes are looked for; the file itself need not be there.
    run_with_input(folder.path(), &["check", "-", "--stdin-filename", "serverless.yml", "--format", "concise"], SERVICE)
        .has_code(1)
        .says("pool.yml:2:3: warning[");
    run_with_input(
        folder.path(),
        &["check", "-", "--stdin-filename", "./a/template.json", "--format", "concise"],
        "{\"Resources\": \"AWS::",
    )
    .has_code(1)
    .says("a/template.json:1:15: error[template/parse-error]");
    // The text stands for the file of that name.
    run_with_input(folder.path(), &["check", "-", "--stdin-filename", "pool.yml"], CLEAN).has_code(0).says("no findings in 1 template");
    // Beside other paths.
    run_with_input(folder.path(), &["check", "pool.yml", "-", "--format", "concise"], ERROR)
        .has_code(1)
        .says("pool.yml:2:3")
        .says("stdin:7:");
}

#[test]
fn a_named_file_that_is_none_of_ours_is_said() {
    let folder = folder(&[("notes.txt", "hello\n"), ("deploy.sh", "echo AWS::S3::Bucket\n"), ("template.yml", CLEAN)]);
    run(folder.path(), &["check", "notes.txt"]).has_code(0).notes("notes.txt (not a Serverless, CloudFormation or SAM template)");
    run(folder.path(), &["check", "notes.txt", "deploy.sh"]).has_code(0).notes("notes.txt").notes("deploy.sh");
    // A hook passes every changed file: one that is ours is enough.
    run(folder.path(), &["check", "notes.txt", "template.yml", "deploy.sh"])
        .has_code(0)
        .does_not_say("notes.txt")
        .does_not_say("deploy.sh");
}

#[test]
fn a_named_template_is_read_whatever_its_name() {
    let folder = folder(&[("stack.txt", WARNING), (".gitignore", "stack.txt\n"), ("node_modules/x/template.yml", WARNING)]);
    run(folder.path(), &["check"]).has_code(0).does_not_say("stack.txt");
    run(folder.path(), &["check", "stack.txt", "--format", "concise"]).has_code(1).says("stack.txt:2:3: warning[");
    run(folder.path(), &["check", "node_modules/x/template.yml", "--format", "concise"])
        .has_code(1)
        .says("node_modules/x/template.yml:2:3");
}

#[test]
fn generated_and_ignored_files_are_left_alone() {
    let folder = folder(&[
        ("template.yml", CLEAN),
        ("node_modules/lib/template.yml", WARNING),
        ("infra/cdk.out/Stack.template.json", "{\"Resources\": {\"P\": {\"Type\": \"AWS::Cognito::UserPool\"}}}"),
        (".serverless/cloudformation-template-update-stack.json", "{\"Resources\": {\"P\": {\"Type\": \"AWS::Cognito::UserPool\"}}}"),
        (".gitignore", "/build/\n*.local.yml\n"),
        ("build/template.yml", WARNING),
        ("pool.local.yml", WARNING),
        ("sub/.gitignore", "kept-out.yml\n"),
        ("sub/kept-out.yml", WARNING),
        (".git/template.yml", WARNING),
    ]);
    let outcome = run(folder.path(), &["check", "--format", "json"]).has_code(0);
    let json = outcome.json();
    assert_eq!(files_with_findings(&json), [""; 0]);
    // What tools write is named, what git ignores is nobody's surprise.
    let generated: Vec<String> = skipped(&json).into_iter().map(|(file, reason)| format!("{file}: {reason}")).collect();
    assert_eq!(generated, [".serverless: generated folder", "infra/cdk.out: generated folder", "node_modules: generated folder"]);
    run(folder.path(), &["check"]).has_code(0).says("skipped 3: .serverless (generated folder), ");
}

#[test]
fn folders_and_their_files_are_checked_once() {
    let folder = folder(&[("a/template.yml", WARNING), ("b/template.yml", WARNING)]);
    let outcome = run(folder.path(), &["check", "a", ".", "a/template.yml", "./b/../a", "--format", "json"]).has_code(1);
    assert_eq!(outcome.json()["findings"].as_array().unwrap().len(), 2);
    // Names are relative to where it was started, also for what lies above.
    let start = folder.path().join("b");
    run(&start, &["check", "../a", "--format", "concise"]).has_code(1).says("../a/template.yml:2:3: ");
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_not_read() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("pool.yml", WARNING)]);
    let inside = folder(&[("template.yml", CLEAN), ("api/serverless.yml", SERVICE)]);
    symlink(outside.path().join("pool.yml"), inside.path().join("linked.yml")).unwrap();
    symlink(outside.path().join("pool.yml"), inside.path().join("api/pool.yml")).unwrap();
    symlink(outside.path(), inside.path().join("folder")).unwrap();
    symlink("nowhere", inside.path().join("dangling.yml")).unwrap();
    let outcome = run(inside.path(), &["check", ".", "--format", "json"]).has_code(1);
    // The include is said to lead outside, and nothing that stands there is shown.
    assert_eq!(rules_of(&outcome.json()), ["template/include-outside-project"]);
    outcome.does_not_say("UserPoolClient");
    run(inside.path(), &["check", "linked.yml"]).fails_with("error: linked.yml: outside the project, by its name or through a link");
    run(inside.path(), &["check", "dangling.yml"]).fails_with("error: dangling.yml: no such file or folder");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("a/template.yml", WARNING)]);
    symlink("..", folder.path().join("a/up")).unwrap();
    symlink("self", folder.path().join("self")).unwrap();
    let outcome = run(folder.path(), &["check", "--format", "json"]).has_code(1);
    assert_eq!(files_with_findings(&outcome.json()), ["a/template.yml"]);
    run(folder.path(), &["check", "self"]).has_code(2);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_opened() {
    let folder = folder(&[("serverless.yml", "service: a\nprovider: {name: aws}\nresources: ${file(pipe.yml)}\n")]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.yml")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: mkfifo makes no pipe here");
        return;
    }
    // Nobody writes into it: whoever opens it waits for ever.
    run(folder.path(), &["check", "pipe.yml"]).fails_with("error: pipe.yml: not a regular file");
    let outcome = run(folder.path(), &["check"]).has_code(1);
    outcome.says("`pipe.yml` can't be read: not a regular file");
    let outcome = run(folder.path(), &["check", "/dev/zero"]).has_code(2);
    assert!(outcome.err.contains("not a regular file"), "{}", outcome.err);
}

// Rules and formats.

#[test]
fn selection() {
    let folder = folder(&[("a.yml", &format!("{WARNING}Outputs:\n  P:\n    Value: x\n    Export: {{Name: p}}\n"))]);
    let rules = |arguments: &[&str]| {
        let outcome = run(folder.path(), &[&["check", "--format", "json", "--exit-zero"], arguments].concat()).has_code(0);
        rules_of(&outcome.json())
    };
    let (errors, export) = ("cognito/user-existence-errors", "outputs/unscoped-export-name");
    assert_eq!(rules(&[]), [errors, export]);
    assert_eq!(rules(&["--select", "outputs"]), [export]);
    assert_eq!(rules(&["--select", errors]), [errors]);
    assert_eq!(rules(&["--select", "iam,outputs", "--select", "cognito"]), [errors, export]);
    assert_eq!(rules(&["--ignore", "cognito"]), [export]);
    assert_eq!(rules(&["--select", "cognito,outputs", "--ignore", export]), [errors]);
    assert_eq!(rules(&["--select", errors, "--ignore", "cognito"]), [errors], "the narrower word wins");
    assert_eq!(rules(&["--select", "iam"]), [""; 0]);
}

#[test]
fn profiles() {
    let pool = "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {DeletionProtection: INACTIVE}\n";
    let folder = folder(&[("a.yml", pool)]);
    let only = ["check", "--select", "cognito/no-retain-policy"];
    run(folder.path(), &only).has_code(0).says("info[cognito/no-retain-policy]");
    run(folder.path(), &[&only[..], &["--profile", "strict"]].concat()).has_code(1).says("warning[cognito/no-retain-policy]");
}

#[test]
fn formats() {
    let folder = folder(&[("a.yml", WARNING)]);
    let human = run(folder.path(), &["check"])
        .has_code(1)
        .says("--> a.yml:2:3")
        .says("help: write `PreventUserExistenceErrors: ENABLED`")
        .says("fix: changes how the stack behaves, apply with --fix --unsafe-fixes");
    assert_eq!(human.err, "");
    let concise = run(folder.path(), &["check", "--format", "concise"]).has_code(1).says("--fix --unsafe-fixes would mend 1");
    assert!(
        concise.out.starts_with("a.yml:2:3: warning[cognito/user-existence-errors] [unsafe fix] anyone can find out"),
        "{}",
        concise.out
    );
    assert_eq!(concise.out.lines().count(), 3, "a line for the finding, one for the sum, one for what can be mended:\n{}", concise.out);

    assert_eq!(concise.err, "");
    let json = run(folder.path(), &["check", "--format", "json"]).has_code(1);
    assert_eq!(json.json()["findings"][0]["start"]["line"], 2);
    assert_eq!(json.err, "");
}

#[test]
fn json_is_what_the_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(root.join("docs/findings.schema.json")).unwrap()).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    for arguments in
        [&["fixtures"][..], &["fixtures/clean"], &["fixtures/broken", "--profile", "strict"], &["fixtures/foreign/package.json"]]
    {
        let outcome = run(root, &[&["check", "--format", "json", "--exit-zero"], arguments].concat()).has_code(0);
        let mistakes: Vec<String> =
            schema.iter_errors(&outcome.json()).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
        assert!(mistakes.is_empty(), "{arguments:?}: {mistakes:#?}");
    }
}

#[test]
fn no_colours_where_nobody_sees_them() {
    let folder = folder(&[("a.yml", WARNING)]);
    let escapes = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = program(folder.path(), arguments);
        command.envs(environment.iter().copied());
        let outcome = outcome(command);
        outcome.out.contains('\u{1b}') || outcome.err.contains('\u{1b}')
    };
    let runs: [&[&str]; 7] = [
        &["check"],
        &["check", "--format", "concise"],
        &["check", "--format", "json"],
        &["explain", "iam/full-admin"],
        &["rules"],
        &["--help"],
        &["check", "--nonsense"],
    ];
    for arguments in runs {
        assert!(!escapes(arguments, &[]), "{arguments:?} into a pipe");
        assert!(!escapes(arguments, &[("NO_COLOR", "1"), ("TERM", "xterm-256color")]), "{arguments:?} with NO_COLOR");
    }
    // Who insists gets them, in what is for people only; a refusal counts more.
    assert!(escapes(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!escapes(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!escapes(&["check", "--format", "json"], &[("CLICOLOR_FORCE", "1")]));
}

// The other commands.

#[test]
fn explain() {
    let here = folder(&[]);
    let page = run(here.path(), &["explain", "iam/full-admin"]).has_code(0);
    assert!(
        page.out
            .starts_with("iam/full-admin: whoever gets these permissions owns the account\nerror, warning (case people), confidence high"),
        "{}",
        page.out
    );
    for heading in ["Why", "How to fix", "Limits", "Bad", "Good", "What to write", "References"] {
        assert!(page.out.lines().any(|line| line == heading), "no {heading}:\n{}", page.out);
    }
    // Marks of the examples are for the tests; people see arrows, and no fences.
    assert!(page.out.contains("<-- every action on every resource") && !page.out.contains("#~") && !page.out.contains("```"));
    run(here.path(), &["explain", "full-admin"]).fails_with("error: no rule is named `full-admin`; did you mean `iam/full-admin`?");
    run(here.path(), &["explain", "xyzzy"]).fails_with("error: no rule is named `xyzzy`; `authlint rules` lists them");
    run(here.path(), &["explain"]).has_code(2);
}

#[test]
fn every_page_is_shown() {
    let here = folder(&[]);
    for rule in authlint::rules::rules() {
        let page = run(here.path(), &["explain", rule.meta.id]).has_code(0);
        assert!(page.out.starts_with(&format!("{}: {}\n", rule.meta.id, rule.meta.title)));
    }
}

#[test]
fn lists_of_rules() {
    let here = folder(&[]);
    let count = authlint::rules::rules().count();
    let human = run(here.path(), &["rules"]).has_code(0);
    assert_eq!(human.out.lines().count(), count);
    let line = human.out.lines().find(|line| line.starts_with("outputs/missing-client-outputs ")).unwrap();
    assert!(line.contains(" info ") && line.ends_with("(off unless selected)"), "{line}");
    let json = run(here.path(), &["rules", "--format", "json"]).has_code(0).json();
    let listed = json.as_array().unwrap();
    assert_eq!(listed.len(), count);
    for rule in listed {
        for key in ["id", "family", "title", "severity", "confidence", "help", "url"] {
            assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {rule}");
        }
        let id = rule["id"].as_str().unwrap();
        assert!(id.starts_with(&format!("{}/", rule["family"].as_str().unwrap())));
        assert!(rule["default"].is_boolean() && rule["url"].as_str().unwrap().ends_with(&format!("/rules/{id}.md")));
    }
    assert!(listed.is_sorted_by_key(|rule| rule["id"].as_str()));
}

#[test]
fn help_has_examples() {
    let here = folder(&[]);
    for arguments in [&["--help"][..], &["-h"], &["help"]] {
        run(here.path(), arguments).has_code(0).says("\nExamples:\n  authlint check");
    }
    run(here.path(), &["check", "--help"]).has_code(0).says("\nExit codes:\n  0  ").says("\nExamples:\n  authlint check");
    let version = run(here.path(), &["--version"]).has_code(0);
    assert_eq!(version.out, concat!("authlint ", env!("CARGO_PKG_VERSION"), "\n"));
}

/// The options that the examples of the help use are there, and the examples name nothing that is not.
#[test]
fn examples_of_the_help_run() {
    let folder = folder(&[("services/api/serverless.yml", "service: a\nprovider: {name: aws}\n"), ("template.yaml", CLEAN)]);
    let mut ran = 0;
    for command in [&["--help"][..], &["check", "--help"]] {
        let help = run(folder.path(), command).has_code(0).out;
        for line in help.lines().filter_map(|line| line.strip_prefix("  ")) {
            // What follows the command is set off by blanks, a pipe or a redirection.
            let line = line.split_once(" | ").map_or(line, |(_, line)| line);
            let line = line.split("  ").next().unwrap().split(" >").next().unwrap();
            let Some(arguments) = line.strip_prefix("authlint ") else { continue };
            let arguments: Vec<&str> = arguments.split(' ').collect();
            run_with_input(folder.path(), &arguments, CLEAN).has_code(0);
            ran += 1;
        }
    }
    assert!(ran >= 8, "only {ran} examples were found");
}

#[test]
fn the_version_says_of_what_day_the_facts_are() {
    let here = folder(&[]);
    for arguments in [["--version", "--verbose"], ["--verbose", "--version"]] {
        let outcome = run(here.path(), &arguments).has_code(0);
        let mut lines = outcome.out.lines();
        assert_eq!(lines.next(), Some(concat!("authlint ", env!("CARGO_PKG_VERSION"))));
        let tables: Vec<&str> = lines.collect();
        assert_eq!(tables.len(), authlint::data::tables().len());
        for (line, (name, date)) in tables.iter().zip(authlint::data::tables()) {
            assert!(line.starts_with(name) && line.ends_with(&format!("  {date}")), "{line}");
        }
    }
    let dates = [authlint::data::iam::date(), authlint::data::schemas::date()];
    assert!(dates.iter().all(|date| date.len() == "2026-01-01".len()), "{dates:?}");

    // It is of no use by itself.
    let outcome = run(here.path(), &["--verbose", "rules"]).has_code(2).notes("--version");
    assert_eq!(outcome.out, "");
}
