//! Resources that everybody on the internet may use.

use crate::data::iam::glob;
use crate::model::{Document, DocumentKind, Gate, Resource, Statement, all};
use crate::resolve::{Known, Val};
use crate::rules::{Checked, Findings};

/// What can be reached from everywhere by who has its name. Of the others a network or an authorizer of their own decides.
const REACHABLE: [&str; 24] = [
    "AWS::Backup::BackupVault",
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::Repository",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::ECR::Repository",
    "AWS::Elasticsearch::Domain",
    "AWS::Events::EventBus",
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::Kinesis::ResourcePolicy",
    "AWS::Lambda::ResourcePolicy",
    "AWS::Logs::Destination",
    "AWS::MediaStore::Container",
    "AWS::OpenSearchService::Domain",
    "AWS::S3::AccessPoint",
    "AWS::S3::BucketPolicy",
    "AWS::S3::MultiRegionAccessPointPolicy",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::ResourcePolicy",
];

/// The services of these, those apart that a network may keep closed.
const SERVICES: [&str; 14] = [
    "backup",
    "codeartifact",
    "dynamodb",
    "ecr",
    "events",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mediastore",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
];

/// Reading what lies in a bucket that everybody may read is what a site does.
const READS: [&str; 4] = ["s3:GetObject", "s3:GetObjectVersion", "mediastore:GetObject", "mediastore:DescribeObject"];

pub(super) fn public_resource_policy<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let reaches = match document.owner {
        Some(owner) => REACHABLE.contains(&owner.kind()) && !is_closed(owner)?,
        // Of a file of its own the actions say what it is about.
        None => document.world().stack.policy.is_some(),
    };
    if document.kind != DocumentKind::Resource || !reaches {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    let document = &document;
    out.each(statements, |statement, out| {
        if document.owner.is_none() && !is_reachable(&statement)? {
            return Ok(());
        }
        judge(document, &statement, out)
    });
    Ok(())
}

/// Whether all actions are those of services whose resources can be reached from everywhere.
fn is_reachable(statement: &Statement<'_>) -> Known<bool> {
    let actions = statement.actions()?;
    let is_of_one = |action: &Val<'_>| {
        let action = action.literal()?;
        Ok(action.split_once(':').is_some_and(|(service, _)| SERVICES.iter().any(|known| known.eq_ignore_ascii_case(service))))
    };
    Ok(!actions.is_empty() && all(&actions, is_of_one)?)
}

/// What lets others send to an event bus: one statement, or its parts as properties.
pub(super) fn event_bus<'w>(policy: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let (principal, condition) = match policy.property("Statement")? {
        Some(statement) => {
            let statement = statement.object()?;
            if !statement.get("Effect")?.map_or(Ok(true), |effect| effect.is("Allow"))? {
                return Ok(());
            }
            (statement.get("Principal")?, statement.get("Condition")?)
        }
        None => (policy.property("Principal")?, policy.property("Condition")?),
    };
    let (Some(principal), None) = (principal, condition) else { return Ok(()) };
    let named = if principal.is_text()? { Some(principal) } else { principal.object()?.get("AWS")? };
    let Some(named) = named else { return Ok(()) };
    for value in named.one_or_many()? {
        if value.text()?.known() == Ok("*") {
            out.report(&value, "sending events for everybody");
            break;
        }
    }
    Ok(())
}

fn judge<'w>(document: &Document<'w>, statement: &Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if !statement.allows()? {
        return Ok(());
    }
    let Some(everybody) = statement.everybody()? else { return Ok(()) };
    let gate = statement.gate()?;
    // What a `Deny` that can't be read takes away is not known.
    if gate == Gate::Shut || document.denies_strangers()? {
        return Ok(());
    }
    let actions = statement.actions()?;
    let what = match actions.as_slice() {
        [] => "everything but a few actions".to_owned(),
        [only] => format!("`{}`", only.literal()?),
        [first, rest @ ..] => format!("`{}` and {} more", first.literal()?, rest.len()),
    };
    let report = out.report(&everybody, format!("{what} for everybody"));
    if gate == Gate::Ajar {
        report
            .help("test who calls too, such as `aws:PrincipalOrgID` or `aws:SourceAccount`: what is tested here, strangers may meet")
            .case("conditioned");
    } else if !actions.is_empty() && all(&actions, reads)? {
        report
            .title("anyone on the internet can read what lies here")
            .help("keep the bucket closed and put CloudFront with an origin access control before it, or suppress this where the objects are meant for everybody")
            .case("reading");
    }
    Ok(())
}

fn reads(action: &Val<'_>) -> Known<bool> {
    let action = action.literal()?;
    Ok(READS.iter().any(|read| glob(&action, read) && !action.contains('*') || action.eq_ignore_ascii_case(read)))
}

/// Whether something beside the policy keeps strangers out.
fn is_closed(owner: Resource<'_>) -> Known<bool> {
    match owner.kind() {
        "AWS::S3::BucketPolicy" => {
            let Some(bucket) = owner.property("Bucket")? else { return Ok(false) };
            let Some(bucket) = crate::model::link(owner.world(), &bucket, "AWS::S3::Bucket", &["Ref"])? else { return Ok(false) };
            for block in ["RestrictPublicBuckets", "BlockPublicPolicy"] {
                if *bucket.boolean_at(&["PublicAccessBlockConfiguration", block], false)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        "AWS::S3::AccessPoint" => Ok(owner.property("VpcConfiguration")?.is_some()),
        // A domain in a network is for that; one with users of its own asks for them.
        "AWS::OpenSearchService::Domain" | "AWS::Elasticsearch::Domain" => {
            Ok(owner.property("VPCOptions")?.is_some() || *owner.boolean_at(&["AdvancedSecurityOptions", "Enabled"], false)?)
        }
        _ => Ok(false),
    }
}
