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

/// Reading what lies in a bucket that everybody may read is what a site does.
const READS: [&str; 4] = ["s3:GetObject", "s3:GetObjectVersion", "mediastore:GetObject", "mediastore:DescribeObject"];

pub(super) fn public_resource_policy<'w>(document: Document<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(owner) = document.owner.filter(|owner| REACHABLE.contains(&owner.kind())) else { return Ok(()) };
    if document.kind != DocumentKind::Resource || is_closed(owner)? {
        return Ok(());
    }
    let statements: Vec<Statement<'w>> = document.statements()?.into_iter().flatten().collect();
    let document = &document;
    out.each(statements, |statement, out| judge(document, &statement, out));
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
