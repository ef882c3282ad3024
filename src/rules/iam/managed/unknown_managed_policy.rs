//! Managed policies that AWS does not have, or not under that path, or that nobody can attach.

use crate::data::managed::{self, ManagedPolicy};
use crate::model::{Attached, Naming, Resource, attached, attached_in_sam, attached_to_service};
use crate::resolve::World;
use crate::rules::{Checked, Edit, Findings, Report};

pub(super) fn of_resource<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached(resource)?, judge);
    Ok(())
}

pub(super) fn of_service<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached_to_service(world)?, judge);
    Ok(())
}

pub(super) fn in_sam<'w>(world: &'w World<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(attached_in_sam(world)?, judge);
    Ok(())
}

fn judge<'w>(policy: Attached<'w>, out: &mut Findings<'w>) -> Checked {
    match policy.naming()? {
        Naming::Bare(text) => judge_bare(&policy, &text, out),
        Naming::Aws { partition, suffix } => judge_arn(&policy, partition.as_deref(), &suffix, out),
        Naming::Other => {}
    }
    Ok(())
}

fn judge_bare<'w>(policy: &Attached<'w>, text: &str, out: &mut Findings<'w>) {
    let name = text.rsplit('/').next().unwrap_or(text);
    let found = managed::by_name(name);
    match found {
        Some(found) if policy.takes_names && name == text => attachable(policy, found, out),
        _ if policy.takes_names && name == text => unknown(policy, name, out),
        _ => {
            let label = format!("`{text}` is no ARN, and no other form of a name is taken here");
            let report =
                out.report(&policy.value, label).title("the deployment fails: a managed policy is named by its ARN").covers(&policy.value);
            match found.or_else(|| slip(name)) {
                Some(right) => mended(policy, right, report.help(format!("write `{}`", arn(right)))),
                None => report.help("write the whole ARN; for a policy of this stack, `!Ref` gives it"),
            };
        }
    }
}

fn judge_arn<'w>(policy: &Attached<'w>, partition: Option<&str>, suffix: &str, out: &mut Findings<'w>) {
    if let Some(found) = managed::by_arn_suffix(suffix) {
        return attachable(policy, found, out);
    }
    let name = suffix.rsplit('/').next().unwrap_or(suffix);
    if let Some(found) = managed::by_name(name) {
        let label = match found.path() {
            "" => format!("`{name}` stands under no path"),
            path => format!("`{name}` stands under `{path}`"),
        };
        let report = out.report(&policy.value, label).help(format!("write `{}`", arn(found)));
        mended(policy, found, report);
    } else if partition.is_none_or(|partition| partition == "aws") {
        // Other partitions have policies of their own.
        unknown(policy, name, out);
    }
}

fn attachable<'w>(policy: &Attached<'w>, found: ManagedPolicy, out: &mut Findings<'w>) {
    if found.is_service_linked() {
        out.report(&policy.value, format!("only the service-linked role of its service has `{}`", found.name()))
            .title("the deployment fails: a policy of a service-linked role is attached")
            .help("leave it out: the service makes that role with its policy by itself");
    }
}

fn unknown<'w>(policy: &Attached<'w>, name: &str, out: &mut Findings<'w>) {
    if let Some(right) = slip(name) {
        let report = out.report(&policy.value, format!("no policy `{name}`, but `{}`", right.name()));
        let report = report.help(format!("write `{}`", if policy.takes_names { right.name().to_owned() } else { arn(right) }));
        mended(policy, right, report);
        return;
    }
    let near: Vec<String> = managed::similar(name).into_iter().map(|policy| format!("`{}{}`", policy.path(), policy.name())).collect();
    let report = out
        .report(&policy.value, format!("AWS had no policy `{name}` on {}", managed::date()))
        .title("AWS may not have this managed policy, and then the deployment fails")
        .case("new");
    if !near.is_empty() {
        report.help(format!("look the name up; similar ones are {}", near.join(", ")));
    }
}

/// The policy of which a name is plainly a misspelling: a letter too many, too few or another one within a word, or other separators.
/// A version or an abbreviation that differs is another policy, which AWS may have by now.
fn slip(name: &str) -> Option<ManagedPolicy> {
    let nearest = managed::similar(name).into_iter().find(|policy| !policy.is_deprecated())?;
    let plain = |name: &str| name.replace(['_', '-'], "").chars().collect::<Vec<char>>();
    let (written, right) = (plain(name), plain(nearest.name()));
    if name.len() < 12 || name.eq_ignore_ascii_case(nearest.name()) {
        return None;
    }
    let start = written.iter().zip(&right).take_while(|(one, other)| one == other).count();
    let (written, right) = (&written[start..], &right[start..]);
    let end = written.iter().rev().zip(right.iter().rev()).take_while(|(one, other)| one == other).count();
    let (written, right) = (&written[..written.len() - end], &right[..right.len() - end]);
    let is_word = |letters: &[char]| letters.iter().all(char::is_ascii_lowercase);
    let is_swapped = matches!((written, right), ([a, b], [c, d]) if a == d && b == c);
    let is_near = written.len() <= 1 && right.len() <= 1 || is_swapped;
    (is_near && is_word(written) && is_word(right)).then_some(nearest)
}

/// With a fix, unless it would attach a policy of which another rule speaks.
fn mended<'f, 'w>(policy: &Attached<'_>, right: ManagedPolicy, report: Report<'f, 'w>) -> Report<'f, 'w> {
    if policy.whole().is_err() || right.is_broad() {
        return report;
    }
    report.fix(replace(policy, right))
}

fn arn(policy: ManagedPolicy) -> String {
    format!("arn:aws:iam::aws:policy/{}{}", policy.path(), policy.name())
}

fn replace(policy: &Attached<'_>, right: ManagedPolicy) -> Edit {
    let takes_name = policy.takes_names && matches!(policy.naming(), Ok(Naming::Bare(_)));
    Edit::replace(&policy.value, if takes_name { right.name().to_owned() } else { arn(right) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_within_words() {
        let right = |name: &str| slip(name).map(ManagedPolicy::name);
        assert_eq!(right("AmazonS3FullAcces"), Some("AmazonS3FullAccess"));
        assert_eq!(right("AWSLambdaBasicExecutionRoel"), Some("AWSLambdaBasicExecutionRole"));
        assert_eq!(right("AWSLambdaFullAcess"), Some("AWSLambda_FullAccess"));
        for other in ["AmazonDynamoDBFullAccess_v9", "AmazonS4FullAccess", "AmazonXFullAccess", "amazons3fullaccess", "SomethingElse"] {
            assert_eq!(right(other), None, "{other}");
        }
    }
}
