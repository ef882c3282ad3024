//! Subjects of GitHub's tokens in a form that GitHub does not write, or writes for old repositories only.

use super::is_to_be_filled;
use crate::model::{Statement, Trusted};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

const ISSUER: &str = "token.actions.githubusercontent.com";

/// Claims that a subject may begin with, where its repository chose them
/// (<https://docs.github.com/actions/reference/security/oidc>).
const CLAIMS: [&str; 20] = [
    "actor",
    "actor_id",
    "base_ref",
    "context",
    "enterprise",
    "enterprise_id",
    "environment",
    "event_name",
    "head_ref",
    "job_workflow_ref",
    "ref",
    "ref_type",
    "repo",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "runner_environment",
    "workflow",
];

pub(super) fn github_subject_form<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.lets_assume()? || !is_for_github(&statement)? {
        return Ok(());
    }
    let tests = statement.tests()?;
    let asks_otherwise = tests.iter().any(|test| test.is_of(&format!("{ISSUER}:job_workflow_ref")));
    let subjects =
        tests.iter().filter(|test| test.is_of(&format!("{ISSUER}:sub")) && !test.operator.is_negated() && !test.operator.is_null());
    out.each(subjects, |test, out| {
        let values = test.literals()?;
        if values.iter().any(|(value, text)| is_to_be_filled(value, text)) {
            return Ok(());
        }
        for (value, text) in &values {
            if let Some(fault) = fault(text) {
                let report = out.report(value, format!("`{text}` {}", fault.label));
                if let Some(help) = fault.help {
                    report.help(help);
                }
            }
        }
        let is_sound = |text: &String| fault(text).is_none();
        if asks_otherwise || !values.iter().all(|(_, text)| is_sound(text)) {
            return Ok(());
        }
        if let Some((value, text)) =
            values.iter().find(|(_, text)| text.starts_with("repo:") && !text["repo:".len()..].contains([':', '*', '?', '@']))
        {
            out.report(value, "the name of a repository and nothing else, which only those send that chose it")
                .title("no workflow can take this role, unless its repository sends its name alone")
                .help(format!("write `{text}:ref:refs/heads/<branch>`, `{text}:environment:<name>` or `{text}:pull_request`"))
                .case("old");
            return Ok(());
        }
        let is_new = |owner: &str| values.iter().any(|(_, text)| text.starts_with(&format!("repo:{owner}@")));
        let old = values.iter().filter_map(|(value, text)| OldForm::read(text).map(|old| (value, old)));
        if let Some((value, OldForm { owner, rest })) = old.into_iter().find(|(_, old)| !is_new(old.owner)) {
            let (name, what) = rest.split_once(':').map_or((rest, ""), |(name, _)| (name, &rest[name.len()..]));
            let name = if name.contains(['*', '?']) { name.to_owned() } else { format!("{name}@<repository id>") };
            out.report(value, "the form without numbers, which newer repositories do not send")
                .title("workflows of a repository that was made, renamed or moved after 2026-07-15 are not let in")
                .help(format!("where the repository is that new, list `repo:{owner}@<owner id>/{name}{what}` too"))
                .case("old");
        }
        Ok(())
    });
    Ok(())
}

/// What is wrong with a subject that GitHub never writes.
struct Fault {
    label: &'static str,
    help: Option<String>,
}

/// Why no subject is like a value: it begins with neither `repo:` nor the name of a claim that the repository may have chosen, or goes on
/// with what is none.
fn fault(text: &str) -> Option<Fault> {
    const NONE: &str = "is no subject that GitHub writes";
    // A policy variable may stand for anything, and so may a mark that somebody is to fill in.
    if text.contains(['<', '>', '{', '}']) {
        return None;
    }
    let Some(rest) = text.strip_prefix("repo:") else {
        let sound = text.find([':', '*', '?']).is_some_and(|end| {
            let (head, rest) = text.split_at(end);
            CLAIMS.iter().any(|claim| if rest.starts_with(':') { *claim == head } else { claim.starts_with(head) })
        });
        let path = text.trim_start_matches("https://").trim_start_matches("github.com/");
        let end = if path.contains(':') || path.ends_with('*') { "" } else { ":*" };
        let help = path.contains('/').then(|| format!("write `repo:{path}{end}`"));
        return (!sound).then_some(Fault { label: NONE, help });
    };
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '@' | '*' | '?');
    let (path, what) = rest.find(':').map_or((rest, ""), |end| rest.split_at(end));
    let wild = path.find('*');
    let is_path = path.split('/').count() == 2 && path.split('/').all(|part| !part.is_empty() && part.chars().all(is_letter));
    // A wildcard may stand for a slash, too.
    if !is_path && wild.is_none_or(|_| path.contains("//") || !what.is_empty() && !path.contains('/') && !path.ends_with('*')) {
        return Some(Fault { label: NONE, help: Some("write `repo:<owner>/<repository>:…`, without an address".to_owned()) });
    }
    if what.is_empty() || wild.is_some_and(|at| at + 1 == path.len() && !path.contains('/')) {
        return None;
    }
    let what = &what[1..];
    let (claim, value) = what.split_once(':').map_or((what, ""), |parts| parts);
    if what.starts_with(['*', '?']) || claim.contains(['*', '?']) || what == "pull_request" || claim == "pull_request" {
        return None;
    }
    if claim == "ref"
        && !value.starts_with(['*', '?'])
        && !value.starts_with("refs/")
        && !"refs/".starts_with(value.trim_end_matches(['*', '?']))
    {
        let help = format!("write `repo:{path}:ref:refs/heads/{value}`, or `…:ref:refs/tags/{value}`");
        return Some(Fault { label: "names a branch or tag without `refs/heads/` or `refs/tags/` before it", help: Some(help) });
    }
    let help = format!("write `repo:{path}:ref:refs/heads/<branch>`, `repo:{path}:environment:<name>` or `repo:{path}:pull_request`");
    (!CLAIMS.contains(&claim) || value.is_empty()).then_some(Fault { label: NONE, help: Some(help) })
}

/// `repo:owner/…`, as GitHub writes it for repositories that are not new.
struct OldForm<'t> {
    owner: &'t str,
    rest: &'t str,
}

impl<'t> OldForm<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (owner, rest) = text.strip_prefix("repo:")?.split_once('/')?;
        // Only before the slash may a wildcard stand for the number of the owner.
        (!owner.contains(['@', '*', '?'])).then_some(Self { owner, rest })
    }
}

fn is_for_github(statement: &Statement<'_>) -> Known<bool> {
    let is_github = |trusted: &Trusted<'_>| matches!(trusted, Trusted::OpenId { issuer: Some(issuer), .. } if issuer == ISSUER);
    Ok(statement.providers()?.iter().any(|(trusted, _)| is_github(trusted)))
}
