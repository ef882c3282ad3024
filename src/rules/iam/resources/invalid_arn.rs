//! Resources that IAM refuses, or reads otherwise than they look.

use crate::model::{DocumentKind, Field, Pattern, Statement, arn_attribute, arn_field};
use crate::resolve::{Piece, Val};
use crate::rules::iam::is_region;
use crate::rules::{Checked, Edit, Findings, Written};

const PARTITIONS: [&str; 8] = ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

/// Services whose ARNs name no region.
const GLOBAL: [&str; 4] = ["iam", "cloudfront", "route53", "organizations"];

/// What the resource of an IAM ARN begins with.
const IAM_RESOURCES: [&str; 16] = [
    "access-report/",
    "assumed-role/",
    "contextProvider/",
    "federated-user/",
    "group/",
    "instance-profile/",
    "mfa/",
    "oidc-provider/",
    "outbound-web-identity-federation/",
    "policy/",
    "role/",
    "role-template/",
    "saml-provider/",
    "server-certificate/",
    "sms-mfa/",
    "user/",
];

/// What in S3 has a region or an account.
const S3_REGIONAL: [&str; 5] = ["accesspoint", "access-grants", "job/", "storage-lens", "async-request"];

/// What in API Gateway has an account.
const API_ACCOUNTS: [&str; 2] = ["/domainname", "/portal"];

/// Types of resources whose policies name ARNs and nothing else.
const STRICT_OWNERS: [&str; 3] = ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"];

pub(super) fn invalid_arn<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind == DocumentKind::Trust {
        return Ok(());
    }
    for element in ["Resource", "NotResource"] {
        let Ok(Some(list)) = statement.element(element) else { continue };
        out.each(list.one_or_many()?, |value, out| {
            let text = value.text()?;
            // A default is mostly there to be replaced.
            if text.assumed || text.known().is_ok_and(is_placeholder) {
                return Ok(());
            }
            let pattern = Pattern::parse(statement.world(), &text);
            if pattern.is_no_arn() {
                return no_arn(&statement, &value, out);
            }
            if let Some((label, help)) = fault(&pattern) {
                // What else is wrong with it comes of this.
                out.report(&value, label).help(help).covers(&value);
            } else if is_short(&pattern) && statement.allows()? {
                let fields = pattern.written_fields();
                out.report(&value, format!("{fields} of the six fields, and what is left out counts as `*`"))
                    .title("a short ARN reaches more than it names")
                    .help("write all six fields: `arn:partition:service:region:account:resource`")
                    .case("short");
            }
            Ok(())
        });
    }
    Ok(())
}

fn no_arn<'w>(statement: &Statement<'w>, value: &Val<'w>, out: &mut Findings<'w>) -> Checked {
    if !names_arns_only(statement) {
        return Ok(());
    }
    let text = value.text()?;
    if let Ok(known) = text.known() {
        let label = if known.is_empty() { "an empty text".to_owned() } else { format!("`{known}` is neither an ARN nor `*`") };
        out.report(value, label);
        return Ok(());
    }
    let Some(Piece::Attribute { resource, name }) = text.pieces.first() else { return Ok(()) };
    let resource = &statement.world().stack.resources[*resource];
    let what = if resource.kind == "AWS::SQS::Queue" && name == "Ref" { "the URL" } else { "the name" };
    let attribute = arn_attribute(&resource.kind);
    let written = if name == "Ref" { out.call(value, "Ref", &resource.id) } else { format!("`{}.{name}`", resource.id) };
    let report = if text.reference().is_some() {
        out.report(value, format!("{written} is {what} of `{}`, not its ARN", resource.id))
    } else {
        out.report(value, format!("begins with {what} of `{}`, not with `arn:`", resource.id))
    };
    let Some(attribute) = attribute else { return Ok(()) };
    let path = format!("{}.{attribute}", resource.id);
    let report = report.help(format!("the ARN of `{}` is its attribute `{attribute}`", resource.id));
    if text.reference().is_some() {
        report.fix(Edit::replace(value, Written::Call("GetAtt", path)));
    }
    Ok(())
}

/// Fields are left out, and the last one that is there is not a wildcard itself, which says that the rest is meant.
fn is_short(pattern: &Pattern) -> bool {
    let written = pattern.written_fields();
    written < 6 && pattern.is_arn() && !pattern.has_hole() && !matches!(pattern.field(written - 1), Field::Wild(_))
}

/// What a script or a reader is to replace: `<your_arn>`, `QUEUE_ARN`.
fn is_placeholder(text: &str) -> bool {
    let shouts = text.contains('_') && text.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    shouts || text.contains(['<', '>', '%', '{', '@'])
}

/// Policies of APIs, keys and others have short forms of their own.
fn names_arns_only(statement: &Statement<'_>) -> bool {
    match statement.kind {
        DocumentKind::Identity | DocumentKind::Boundary => true,
        DocumentKind::Resource => statement.owner.is_some_and(|owner| STRICT_OWNERS.contains(&owner.kind())),
        DocumentKind::Trust | DocumentKind::Endpoint | DocumentKind::Device => false,
    }
}

/// What is wrong with an ARN: the label, and what to write.
fn fault(pattern: &Pattern) -> Option<(String, String)> {
    if !pattern.is_arn() {
        return None;
    }
    of_partition(pattern).or_else(|| of_service(pattern)).or_else(|| of_place(pattern)).or_else(|| of_iam(pattern))
}

fn of_partition(pattern: &Pattern) -> Option<(String, String)> {
    match pattern.field(arn_field::PARTITION) {
        Field::Literal(partition) if partition.is_empty() => {
            Some(("no partition behind `arn:`".to_owned(), "write `aws`, or `${AWS::Partition}` in a `Sub`".to_owned()))
        }
        Field::Literal(partition) if !PARTITIONS.contains(&partition.as_str()) => {
            Some((format!("`{partition}` is no partition"), "write `aws`, or `${AWS::Partition}` in a `Sub`".to_owned()))
        }
        _ => None,
    }
}

fn of_service(pattern: &Pattern) -> Option<(String, String)> {
    let service = pattern.field(arn_field::SERVICE);
    let name = || "write the prefix of the service, as its actions have it".to_owned();
    match service {
        Field::Wild(_) if pattern.written_fields() < 3 => Some(("no service".to_owned(), name())),
        Field::Literal(service) if service.is_empty() => Some(("no service".to_owned(), name())),
        Field::Wild(service) => Some((format!("a wildcard in the service, `{service}`"), name())),
        Field::Literal(service) if service.chars().any(|letter| letter.is_ascii_uppercase()) => {
            Some((format!("`{service}` has capitals, and services have none"), format!("write `{}`", service.to_ascii_lowercase())))
        }
        _ => None,
    }
}

/// Region and account.
fn of_place(pattern: &Pattern) -> Option<(String, String)> {
    let Field::Literal(service) = pattern.field(arn_field::SERVICE) else { return None };
    let resource = pattern.beginning(arn_field::RESOURCE);
    let whole = pattern.written_fields() == 6;
    if !whole {
        // One colon too few moves everything one field to the left.
        let (region, account) = (pattern.field(arn_field::REGION), pattern.field(arn_field::ACCOUNT));
        let shifted = pattern.written_fields() == 5 && region == Field::Literal(String::new()) && account != Field::Wild("*".to_owned());
        return shifted.then(|| ("one colon is missing: `arn:aws:s3:::bucket` has five".to_owned(), "write all five colons".to_owned()));
    }
    let is_plain_s3 = service == "s3" && !resource.is_empty() && !S3_REGIONAL.iter().any(|word| resource.starts_with(word));
    if pattern.is_filled(arn_field::REGION) {
        if is_plain_s3 || GLOBAL.contains(&service.as_str()) {
            let what = if is_plain_s3 { "buckets and objects" } else { service.as_str() };
            return Some((format!("a region, which ARNs of {what} don't have"), "leave the fourth field empty".to_owned()));
        }
        if let Field::Literal(region) = pattern.field(arn_field::REGION)
            && !is_region(&region)
        {
            return Some((format!("`{region}` is no region"), "write a region such as `eu-west-1`, or `*`".to_owned()));
        }
    }
    if !pattern.is_filled(arn_field::ACCOUNT) {
        return None;
    }
    let is_plain_api = service == "apigateway" && resource.len() > 1 && !API_ACCOUNTS.iter().any(|word| resource.starts_with(word));
    if is_plain_s3 || is_plain_api {
        let what = if is_plain_s3 { "ARNs of buckets and objects" } else { "ARNs of API Gateway" };
        return Some((format!("an account, which {what} don't have"), "leave the fifth field empty".to_owned()));
    }
    match pattern.field(arn_field::ACCOUNT) {
        Field::Literal(account) if account.len() != 12 && account.chars().all(|letter| letter.is_ascii_digit()) => {
            Some((format!("an account of {} digits", account.len()), "write all 12 digits, those at the beginning too".to_owned()))
        }
        _ => None,
    }
}

fn of_iam(pattern: &Pattern) -> Option<(String, String)> {
    if pattern.field(arn_field::SERVICE) != Field::Literal("iam".to_owned()) || pattern.written_fields() < 6 {
        return None;
    }
    let begin = pattern.beginning(arn_field::RESOURCE);
    let resource = pattern.field(arn_field::RESOURCE);
    let text: Option<&str> = resource.text();
    if matches!(text, Some("*" | "root")) || IAM_RESOURCES.iter().any(|word| begin.starts_with(word)) {
        return None;
    }
    // What is not known may complete the word.
    let is_sure = text.is_some() || begin.contains('/');
    is_sure.then(|| {
        let what = text.unwrap_or(&begin);
        (format!("`{what}` names no kind of IAM resource"), "begin with `role/`, `user/`, `group/`, `policy/` or another kind".to_owned())
    })
}
