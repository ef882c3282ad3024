//! Subjects of GitHub's tokens in a form that GitHub does not write, or writes for old repositories only.

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
        if let Some((value, text)) = values.iter().find(|(_, text)| is_no_subject(text)) {
            let report = out.report(value, format!("`{text}` is no subject that GitHub writes"));
            if text.contains('/') {
                report.help(format!("write `repo:{text}{}`", if text.contains(':') { "" } else { ":*" }));
            }
        } else if !asks_otherwise
            && !values.is_empty()
            && let Some(old) = values.iter().map(|(_, text)| OldForm::read(text)).collect::<Option<Vec<_>>>()
            && let (Some((value, _)), Some(OldForm { owner, name, rest })) = (values.first(), old.first())
        {
            out.report(value, "the form without numbers, which newer repositories do not send")
                .title("workflows of a repository that was made, renamed or moved after 2026-07-15 are not let in")
                .help(format!("where the repository is that new, list `repo:{owner}@<owner id>/{name}@<repository id>:{rest}` too"))
                .case("old");
        }
        Ok(())
    });
    Ok(())
}

/// A text with which no subject begins: neither `repo:`, nor the name of a claim that the repository may have chosen.
fn is_no_subject(text: &str) -> bool {
    let Some(end) = text.find([':', '*', '?']) else { return !text.contains("${") };
    let (head, rest) = text.split_at(end);
    let fits = |claim: &&str| if rest.starts_with(':') { *claim == head } else { claim.starts_with(head) };
    !text.contains("${") && !CLAIMS.iter().any(fits)
}

/// `repo:owner/name:rest`, as GitHub writes it for repositories that are not new.
struct OldForm<'t> {
    owner: &'t str,
    name: &'t str,
    rest: &'t str,
}

impl<'t> OldForm<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (owner, path) = text.strip_prefix("repo:")?.split_once('/')?;
        let (name, rest) = path.split_once(':')?;
        // A wildcard may stand for the numbers.
        (!owner.contains(['@', '*', '?']) && !name.contains(['@', '*', '?'])).then_some(Self { owner, name, rest })
    }
}

fn is_for_github(statement: &Statement<'_>) -> Known<bool> {
    let is_github = |trusted: &Trusted<'_>| matches!(trusted, Trusted::OpenId { issuer: Some(issuer), .. } if issuer == ISSUER);
    Ok(statement.providers()?.iter().any(|(trusted, _)| is_github(trusted)))
}
