//! Actions of one service in the policy of another one's resource.

use crate::model::{Field, Pattern, Place, Statement, arn_field};
use crate::resolve::Val;
use crate::rules::{Checked, Findings};

/// Whose actions the policies of a type may hold.
const ACTIONS: [(&str, &str); 31] = [
    ("AWS::ApiGateway::RestApi", "execute-api"),
    ("AWS::Backup::BackupVault", "backup"),
    ("AWS::CodeArtifact::Domain", "codeartifact"),
    ("AWS::CodeArtifact::Repository", "codeartifact"),
    ("AWS::DynamoDB::GlobalTable", "dynamodb"),
    ("AWS::DynamoDB::Table", "dynamodb"),
    ("AWS::ECR::PublicRepository", "ecr-public"),
    ("AWS::ECR::RegistryPolicy", "ecr"),
    ("AWS::ECR::Repository", "ecr"),
    ("AWS::EFS::FileSystem", "elasticfilesystem"),
    ("AWS::Elasticsearch::Domain", "es"),
    ("AWS::Events::EventBus", "events"),
    ("AWS::KMS::Key", "kms"),
    ("AWS::KMS::ReplicaKey", "kms"),
    ("AWS::Kinesis::ResourcePolicy", "kinesis"),
    ("AWS::Logs::Destination", "logs"),
    ("AWS::Logs::ResourcePolicy", "logs"),
    ("AWS::OpenSearchService::Domain", "es"),
    ("AWS::S3::AccessPoint", "s3"),
    ("AWS::S3::BucketPolicy", "s3"),
    ("AWS::S3::MultiRegionAccessPointPolicy", "s3"),
    ("AWS::S3Express::BucketPolicy", "s3express"),
    ("AWS::S3ObjectLambda::AccessPointPolicy", "s3-object-lambda"),
    ("AWS::S3Tables::TableBucketPolicy", "s3tables"),
    ("AWS::S3Tables::TablePolicy", "s3tables"),
    ("AWS::S3Vectors::VectorBucketPolicy", "s3vectors"),
    ("AWS::SecretsManager::ResourcePolicy", "secretsmanager"),
    ("AWS::SNS::TopicInlinePolicy", "sns"),
    ("AWS::SNS::TopicPolicy", "sns"),
    ("AWS::SQS::QueueInlinePolicy", "sqs"),
    ("AWS::SQS::QueuePolicy", "sqs"),
];

/// Types that are known to refuse the whole policy; others may store what can never be asked of them.
const REFUSING: [&str; 4] = ["AWS::S3::AccessPoint", "AWS::S3::BucketPolicy", "AWS::SNS::TopicInlinePolicy", "AWS::SNS::TopicPolicy"];

pub(super) fn action_not_in_resource_policy<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let owner = statement.owner.map(|owner| owner.kind());
    let Some((kind, own)) = ACTIONS.iter().find(|(kind, _)| owner == Some(kind)) else { return Ok(()) };
    out.each(["Action", "NotAction"], |name, out| {
        let Some(list) = statement.element(name)? else { return Ok(()) };
        let items = list.one_or_many()?;
        let foreign: Vec<_> = items.iter().filter_map(|action| Some((action, foreign_service(action, own)?))).collect();
        // A list that was copied is one mistake.
        let [(first, service), others @ ..] = foreign.as_slice() else { return Ok(()) };
        let more = match others.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let label = format!("`{}`{more} in the policy of an {kind}, which knows actions of `{own}` only", first.literal()?);
        let it = if others.is_empty() { "it" } else { "them" };
        let place = statement.key(name).filter(|_| !others.is_empty()).unwrap_or_else(|| Place::from(*first));
        let mut report = out.report(place, label).covers(statement.place()).help(format!(
            "take {it} out, or write the action of `{own}` that is meant; whoever calls `{service}` is allowed that in a policy of theirs"
        ));
        for (foreign, _) in foreign.iter().filter(|_| !others.is_empty()) {
            report = report.related(*foreign, "not an action of this service");
        }
        if !REFUSING.contains(kind) {
            report.case("idle");
        }
        Ok(())
    });
    Ok(())
}

/// The service of an action that is not of the resource's own.
fn foreign_service(action: &Val<'_>, own: &str) -> Option<String> {
    let written = action.literal().ok()?;
    // What has no service before it is no action at all, which is another mistake.
    let (service, _) = written.split_once(':')?;
    (!service.eq_ignore_ascii_case(own) && !service.contains('*')).then(|| service.to_owned())
}

/// Types whose policies are about their own resource and what is in it; in others an ARN of another service may have a meaning.
const OF_THEMSELVES: [&str; 6] = [
    "AWS::S3::AccessPoint",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
];

/// ARNs of one service in the policy of another one's resource.
pub(super) fn foreign_resource<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let owner = statement.owner.map(|owner| owner.kind());
    let Some((kind, own)) = ACTIONS.iter().find(|(kind, _)| owner == Some(kind) && OF_THEMSELVES.contains(kind)) else { return Ok(()) };
    out.each(["Resource", "NotResource"], |name, out| {
        let Some(list) = statement.element(name)? else { return Ok(()) };
        out.each(list.one_or_many()?, |value, out| {
            let pattern = Pattern::parse(statement.world(), &value.text()?);
            if !pattern.is_arn() {
                return Ok(());
            }
            let Field::Literal(service) = pattern.field(arn_field::SERVICE) else { return Ok(()) };
            if !service.is_empty() && !service.eq_ignore_ascii_case(own) {
                let report = out
                    .report(&value, format!("a resource of `{service}` in the policy of an {kind}, which knows those of `{own}` only"))
                    .covers(&value)
                    .title("a resource's policy names another service's resource, and is refused or gives nothing")
                    .help(format!(
                        "write the ARN of the resource that the policy belongs to; what `{service}` allows is said in policies of its own"
                    ));
                if !REFUSING.contains(kind) {
                    report.case("idle");
                }
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}
