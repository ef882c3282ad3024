//! Policies that are longer than IAM, or the service that keeps them, takes.

use crate::model::{Document, DocumentKind, Place, PolicySize, Resource, inline_limit, inline_policies_of, policy_size};
use crate::rules::{Checked, Findings, Report};

const MANAGED: usize = 6144;
const TRUST: usize = 2048;
const TRUST_AT_MOST: usize = 8192;

/// The longest policies that other services take.
const RESOURCE_POLICIES: [(&str, usize); 8] = [
    ("AWS::EC2::VPCEndpoint", 20_480),
    ("AWS::KMS::Key", 32_768),
    ("AWS::KMS::ReplicaKey", 32_768),
    ("AWS::S3::AccessPoint", 20_480),
    ("AWS::S3::BucketPolicy", 20_480),
    ("AWS::SecretsManager::ResourcePolicy", 20_480),
    ("AWS::SQS::QueueInlinePolicy", 8192),
    ("AWS::SQS::QueuePolicy", 8192),
];

/// One document for itself.
pub(super) fn document<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let owner = document.owner.map_or("", Resource::kind);
    let place = document.place();
    match (document.kind, owner) {
        (DocumentKind::Trust, _) => trust(policy_size(&document), place, out),
        (DocumentKind::Identity | DocumentKind::Boundary, "AWS::IAM::ManagedPolicy") => {
            judge(policy_size(&document), MANAGED, "a managed policy", place, out);
        }
        // A file by itself may become any kind of policy.
        (DocumentKind::Identity, "") => file(&document, out),
        _ => {
            if let Some((_, limit)) = RESOURCE_POLICIES.iter().find(|(kind, _)| *kind == owner) {
                judge(policy_size(&document), *limit, "a policy of this service", place, out);
            }
        }
    }
    Ok(())
}

/// The policy of a queue: beside its length there are limits for what stands in it
/// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html>).
pub(super) fn queue<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    const QUEUES: [&str; 2] = ["AWS::SQS::QueueInlinePolicy", "AWS::SQS::QueuePolicy"];
    if document.kind != DocumentKind::Resource || !document.owner.is_some_and(|owner| QUEUES.contains(&owner.kind())) {
        return Ok(());
    }
    let statements = document.statements()?;
    let (mut principals, mut conditions) = (0, 0);
    for statement in &statements {
        let Ok(statement) = statement else { continue };
        principals += statement.named_principals()?.len();
        conditions += usize::from(statement.has_condition()?);
    }
    for (count, limit, what) in [(statements.len(), 20, "statements"), (principals, 50, "principals"), (conditions, 10, "conditions")] {
        if count > limit {
            out.report(document.place(), format!("{count} {what}, where the policy of a queue may have {limit}"))
                .title("this policy is refused when it is deployed: there is more in it than a queue takes")
                .help("put what several statements say into one");
        }
    }
    Ok(())
}

/// All inline policies of a principal together.
pub(super) fn inline<'w>(principal: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(limit) = inline_limit(principal.kind()) else { return Ok(()) };
    let documents = inline_policies_of(principal);
    let sizes: Vec<PolicySize> = documents.iter().map(policy_size).collect();
    let what = match principal.kind() {
        "AWS::IAM::Role" => "all inline policies of a role together",
        "AWS::IAM::User" => "all inline policies of a user together",
        _ => "all inline policies of a group together",
    };
    let Some(mut report) = judge(sizes.iter().copied().sum(), limit, what, principal.place(), out) else { return Ok(()) };
    // The longest ones come first.
    let mut parts: Vec<(&Document<'w>, usize)> = documents.iter().zip(sizes).map(|(document, size)| (document, size.known)).collect();
    parts.sort_by_key(|(_, known)| *known);
    let from = parts.len().saturating_sub(3);
    for (document, known) in &parts[from..] {
        report = report.related(document.place(), format!("{} of them", grouped(*known)));
    }
    Ok(())
}

fn trust<'w>(size: PolicySize, place: Place, out: &mut Findings<'w>) {
    if size.known > TRUST && size.known <= TRUST_AT_MOST {
        out.report(
            place,
            format!("{} characters, where the trust of a role may have {} unless the quota was raised", count(size), grouped(TRUST)),
        )
        .help(format!("put what several statements say into one, or have the quota raised, up to {}", grouped(TRUST_AT_MOST)))
        .case("trust");
        return;
    }
    let limit = if size.known > TRUST_AT_MOST { TRUST_AT_MOST } else { TRUST };
    judge(size, limit, "the trust of a role", place, out);
}

/// Longer than a managed policy is, it can still be a role's.
fn file<'w>(document: &Document<'w>, out: &mut Findings<'w>) {
    let size = policy_size(document);
    if is_near(size.known, MANAGED) || size.known > MANAGED {
        let text = format!("{} characters, where a managed policy may have {}", count(size), grouped(MANAGED));
        out.report(document.place(), text).case("near");
    }
}

fn judge<'f, 'w>(size: PolicySize, limit: usize, what: &str, place: Place, out: &'f mut Findings<'w>) -> Option<Report<'f, 'w>> {
    let text = format!("{} characters, where {what} may have {}", count(size), grouped(limit));
    if size.known > limit {
        return Some(out.report(place, text));
    }
    is_near(size.known, limit).then(|| out.report(place, text).case("near"))
}

/// From four fifths on.
fn is_near(known: usize, limit: usize) -> bool {
    known * 5 >= limit * 4 && known <= limit
}

fn count(size: PolicySize) -> String {
    if size.is_complete { grouped(size.known) } else { format!("at least {}", grouped(size.known)) }
}

/// `10240` as `10,240`.
fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
