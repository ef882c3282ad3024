//! `check --fix` and `--diff`: what is written, what is left alone, and what they say.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const CLIENT: &str = "# The clients of the shop.\nResources:\n  Client:   # for browsers\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: !ImportValue pool\n      \
                      GenerateSecret: \"false\"   # no secret\n";

struct Outcome {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str], input: Option<&str>) -> Outcome {
    let mut command = Command::cargo_bin("authlint").unwrap();
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1");
    if let Some(input) = input {
        command.write_stdin(input);
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Outcome { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("template.yml"), CLIENT).unwrap();
    folder
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("template.yml")).unwrap()
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let folder = folder();
    let outcome = run(folder.path(), &["check", "--fix", "--format", "concise"], None);
    assert_eq!(text(folder.path()), CLIENT.replace("\"false\"", "false"));
    // What is not safe is still there.
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.contains("cognito/user-existence-errors") && !outcome.out.contains("quoted-boolean"), "{}", outcome.out);
    assert!(outcome.err.contains("mended: 1 finding in 1 file"), "{}", outcome.err);
    assert!(outcome.out.contains("--fix --unsafe-fixes would mend"), "{}", outcome.out);
}

#[test]
fn unsafe_fixes_only_when_asked_for() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["check", "--unsafe-fixes"], None).code, 2);
    let outcome = run(folder.path(), &["check", "--fix", "--unsafe-fixes", "--format", "concise"], None);
    assert_eq!(text(folder.path()), CLIENT.replace("\"false\"", "false") + "      PreventUserExistenceErrors: ENABLED\n");
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    // A second run has nothing to do.
    let again = run(folder.path(), &["check", "--fix", "--unsafe-fixes", "--format", "concise"], None);
    assert!(again.err.contains("nothing mended"), "{}", again.err);
}

#[test]
fn a_diff_changes_nothing() {
    let folder = folder();
    let outcome = run(folder.path(), &["check", "--diff", "--unsafe-fixes"], None);
    assert_eq!(outcome.code, 1);
    assert_eq!(text(folder.path()), CLIENT);
    assert!(outcome.out.starts_with("--- a/template.yml\n+++ b/template.yml\n@@"), "{}", outcome.out);
    assert!(
        outcome.out.contains("\n-      GenerateSecret: \"false\"   # no secret\n+      GenerateSecret: false   # no secret\n"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.ends_with("+      PreventUserExistenceErrors: ENABLED\n"), "{}", outcome.out);
    assert_eq!(run(folder.path(), &["check", "--diff", "--fix"], None).code, 2);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = folder();
    let outcome = run(folder.path(), &["check", "-", "--fix", "--stdin-filename", "other.yml"], Some(CLIENT));
    assert_eq!(outcome.out, CLIENT.replace("\"false\"", "false"));
    assert!(outcome.err.contains("cognito/user-existence-errors"), "{}", outcome.err);
    assert_eq!(outcome.code, 1);
    assert_eq!(text(folder.path()), CLIENT);
}

#[test]
fn a_file_that_two_services_read_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("pool.yml"), CLIENT).unwrap();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        let service = format!("service: {name}\nprovider: {{name: aws, runtime: nodejs20.x}}\nresources: ${{file(../pool.yml)}}\n");
        fs::write(folder.path().join(name).join("serverless.yml"), service).unwrap();
    }
    let outcome = run(folder.path(), &["check", "--fix", "--format", "concise"], None);
    assert!(outcome.err.contains("nothing mended"), "{}\n{}", outcome.err, outcome.out);
    assert_eq!(fs::read_to_string(folder.path().join("pool.yml")).unwrap(), CLIENT);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_read_only_files_are_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("template.yml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
    run(folder.path(), &["check", "--fix"], None);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside the file");
    fs::write(&path, CLIENT).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    let outcome = run(folder.path(), &["check", "--fix"], None);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("template.yml: is left as it was"), "{}", outcome.err);
    assert_eq!(text(folder.path()), CLIENT);
}

#[test]
fn a_diff_shows_no_secret() {
    let folder = folder();
    let secret = "kq8Kz1vB3Lm9xW2eR5tYq8Kz1vB3Lm9xW2eR5tY7";
    let properties =
        format!("UserPoolId: !ImportValue pool, ProviderName: Google, ProviderType: Google, ProviderDetails: {{client_secret: {secret}}}");
    let text = format!("{CLIENT}  Google: {{Type: AWS::Cognito::UserPoolIdentityProvider, Properties: {{{properties}}}}}\n");
    fs::write(folder.path().join("template.yml"), &text).unwrap();
    let outcome = run(folder.path(), &["check", "--diff", "--unsafe-fixes"], None);
    assert!(outcome.out.contains("+      GenerateSecret: false"), "{}", outcome.out);
    assert!(outcome.out.contains("client_secret: ****") && !outcome.out.contains(secret), "{}", outcome.out);
    // What is written holds it as before.
    run(folder.path(), &["check", "--fix"], None);
    assert!(fs::read_to_string(folder.path().join("template.yml")).unwrap().contains(secret));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_to_its_target() {
    let folder = folder();
    fs::create_dir(folder.path().join("shared")).unwrap();
    fs::rename(folder.path().join("template.yml"), folder.path().join("shared/real.yml")).unwrap();
    std::os::unix::fs::symlink("shared/real.yml", folder.path().join("template.yml")).unwrap();
    run(folder.path(), &["check", "template.yml", "--fix"], None);
    assert!(fs::symlink_metadata(folder.path().join("template.yml")).unwrap().is_symlink());
    assert_eq!(text(folder.path()), CLIENT.replace("\"false\"", "false"));
    assert_eq!(fs::read_dir(folder.path().join("shared")).unwrap().count(), 1, "nothing is left behind");
}
