//! What attributes of resources look like: comes in a resource and an attribute, go out the pieces of its ARN or name.

use super::parse::{add, letters, pseudo};
use super::token::{Letters, Nature, Token};
use crate::model::Resource;
use crate::resolve::World;

/// How the ARN, the name and other attributes of a type are made. In a form, `P`, `R` and `A` in braces are partition, region and
/// account, `{}` is the name, `{+}` a part that nobody knows.
struct Shape {
    kind: &'static str,
    /// The property that gives the name; where it is absent, the deployment makes one.
    name: &'static str,
    letters: Letters,
    /// Attributes and their forms.
    attributes: &'static [(&'static str, &'static str)],
}

const fn shape(kind: &'static str, name: &'static str, letters: Letters, attributes: &'static [(&'static str, &'static str)]) -> Shape {
    Shape { kind, name, letters, attributes }
}

const NAME: Letters = Letters::Name;
const PATH: Letters = Letters::Field;

static SHAPES: &[Shape] = &[
    shape("AWS::S3::Bucket", "BucketName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:s3:::{}")]),
    shape(
        "AWS::DynamoDB::Table",
        "TableName",
        NAME,
        &[("Ref", "{}"), ("Arn", "arn:{P}:dynamodb:{R}:{A}:table/{}"), ("StreamArn", "arn:{P}:dynamodb:{R}:{A}:table/{}/stream/{+}")],
    ),
    shape(
        "AWS::DynamoDB::GlobalTable",
        "TableName",
        NAME,
        &[("Ref", "{}"), ("Arn", "arn:{P}:dynamodb:{R}:{A}:table/{}"), ("StreamArn", "arn:{P}:dynamodb:{R}:{A}:table/{}/stream/{+}")],
    ),
    shape("AWS::SQS::Queue", "QueueName", NAME, &[("Ref", "https://{+}"), ("QueueName", "{}"), ("Arn", "arn:{P}:sqs:{R}:{A}:{}")]),
    shape(
        "AWS::SNS::Topic",
        "TopicName",
        NAME,
        &[("TopicName", "{}"), ("Ref", "arn:{P}:sns:{R}:{A}:{}"), ("TopicArn", "arn:{P}:sns:{R}:{A}:{}")],
    ),
    shape("AWS::Lambda::Function", "FunctionName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:lambda:{R}:{A}:function:{}")]),
    shape("AWS::Serverless::Function", "FunctionName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:lambda:{R}:{A}:function:{}")]),
    shape("AWS::Logs::LogGroup", "LogGroupName", PATH, &[("Ref", "{}"), ("Arn", "arn:{P}:logs:{R}:{A}:log-group:{}:*")]),
    shape("AWS::Kinesis::Stream", "Name", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:kinesis:{R}:{A}:stream/{}")]),
    shape(
        "AWS::KinesisFirehose::DeliveryStream",
        "DeliveryStreamName",
        NAME,
        &[("Ref", "{}"), ("Arn", "arn:{P}:firehose:{R}:{A}:deliverystream/{}")],
    ),
    shape(
        "AWS::StepFunctions::StateMachine",
        "StateMachineName",
        NAME,
        &[("Name", "{}"), ("Ref", "arn:{P}:states:{R}:{A}:stateMachine:{}"), ("Arn", "arn:{P}:states:{R}:{A}:stateMachine:{}")],
    ),
    shape(
        "AWS::StepFunctions::Activity",
        "Name",
        NAME,
        &[("Name", "{}"), ("Ref", "arn:{P}:states:{R}:{A}:activity:{}"), ("Arn", "arn:{P}:states:{R}:{A}:activity:{}")],
    ),
    // The service adds six letters to the name.
    shape(
        "AWS::SecretsManager::Secret",
        "",
        PATH,
        &[("Ref", "arn:{P}:secretsmanager:{R}:{A}:secret:{}"), ("Id", "arn:{P}:secretsmanager:{R}:{A}:secret:{}")],
    ),
    shape("AWS::SSM::Parameter", "Name", PATH, &[("Ref", "{}")]),
    shape("AWS::KMS::Key", "", NAME, &[("Ref", "{}"), ("KeyId", "{}"), ("Arn", "arn:{P}:kms:{R}:{A}:key/{}")]),
    shape("AWS::KMS::Alias", "AliasName", PATH, &[("Ref", "{}")]),
    shape("AWS::Cognito::UserPool", "", NAME, &[("Ref", "{}"), ("UserPoolId", "{}"), ("Arn", "arn:{P}:cognito-idp:{R}:{A}:userpool/{}")]),
    shape("AWS::Cognito::IdentityPool", "", Letters::All, &[("Ref", "{}"), ("Id", "{}")]),
    shape("AWS::Events::EventBus", "Name", PATH, &[("Ref", "{}"), ("Name", "{}"), ("Arn", "arn:{P}:events:{R}:{A}:event-bus/{}")]),
    shape("AWS::Events::Rule", "", PATH, &[("Arn", "arn:{P}:events:{R}:{A}:rule/{}")]),
    shape("AWS::ApiGateway::RestApi", "", NAME, &[("Ref", "{}"), ("RestApiId", "{}")]),
    shape("AWS::ApiGatewayV2::Api", "", NAME, &[("Ref", "{}"), ("ApiId", "{}")]),
    shape(
        "AWS::AppSync::GraphQLApi",
        "",
        NAME,
        &[("ApiId", "{}"), ("Ref", "arn:{P}:appsync:{R}:{A}:apis/{}"), ("Arn", "arn:{P}:appsync:{R}:{A}:apis/{}")],
    ),
    shape("AWS::ECR::Repository", "RepositoryName", PATH, &[("Ref", "{}"), ("Arn", "arn:{P}:ecr:{R}:{A}:repository/{}")]),
    shape("AWS::ECS::Cluster", "ClusterName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:ecs:{R}:{A}:cluster/{}")]),
    shape("AWS::ECS::TaskDefinition", "Family", NAME, &[("Ref", "arn:{P}:ecs:{R}:{A}:task-definition/{}:{+}")]),
    shape("AWS::CodeBuild::Project", "Name", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:codebuild:{R}:{A}:project/{}")]),
    shape("AWS::OpenSearchService::Domain", "DomainName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:es:{R}:{A}:domain/{}")]),
    shape("AWS::Elasticsearch::Domain", "DomainName", NAME, &[("Ref", "{}"), ("Arn", "arn:{P}:es:{R}:{A}:domain/{}")]),
    // Behind the type stands a path, of which `/` is the shortest.
    shape("AWS::IAM::Role", "", PATH, &[("Arn", "arn:{P}:iam::{A}:role/{}")]),
    shape("AWS::IAM::User", "", PATH, &[("Arn", "arn:{P}:iam::{A}:user/{}")]),
    shape("AWS::IAM::Group", "", PATH, &[("Arn", "arn:{P}:iam::{A}:group/{}")]),
    shape("AWS::IAM::ManagedPolicy", "", PATH, &[("Ref", "arn:{P}:iam::{A}:policy/{}"), ("PolicyArn", "arn:{P}:iam::{A}:policy/{}")]),
];

/// Adds what an attribute is made of.
pub(super) fn attribute(world: &World<'_>, index: usize, attribute: &str, tokens: &mut Vec<Token>, depth: usize) {
    let kind = world.stack.resources[index].kind.as_str();
    let shape = SHAPES.iter().find(|shape| shape.kind == kind);
    let form = shape.and_then(|shape| shape.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, form)| (shape, *form)));
    let Some((shape, form)) = form else {
        tokens.push(unknown(index, attribute));
        return;
    };
    let mut rest = form;
    while let Some((before, behind)) = rest.split_once('{') {
        letters(before, tokens);
        let (what, after) = behind.split_once('}').unwrap_or((behind, ""));
        match what {
            "P" => tokens.push(pseudo("AWS::Partition")),
            "R" => tokens.push(pseudo("AWS::Region")),
            "A" => tokens.push(pseudo("AWS::AccountId")),
            "+" => tokens.push(Token::atom(format!("attribute {index} {attribute}"), Nature::Plain, Letters::Name)),
            _ => name(world, index, shape, tokens, depth),
        }
        rest = after;
    }
    letters(rest, tokens);
}

/// The name that somebody wrote, or one that only this resource has.
fn name(world: &World<'_>, index: usize, shape: &Shape, tokens: &mut Vec<Token>, depth: usize) {
    let unread = || Token::atom(format!("name {index}"), Nature::Plain, shape.letters);
    let written = if shape.name.is_empty() { Ok(None) } else { Resource::new(world, index).property(shape.name) };
    match written {
        Ok(None) => tokens.push(Token::name(format!("name {index}"), shape.kind, shape.letters)),
        Ok(Some(value)) => match value.text() {
            Ok(text) => add(world, &text, tokens, depth),
            Err(_) => tokens.push(unread()),
        },
        Err(_) => tokens.push(unread()),
    }
}

/// The attribute that is the ARN of a type, where its form is known.
#[must_use]
pub fn arn_attribute(kind: &str) -> Option<&'static str> {
    let shape = SHAPES.iter().find(|shape| shape.kind == kind)?;
    shape.attributes.iter().find(|(name, form)| *name != "Ref" && *name != "StreamArn" && form.starts_with("arn:")).map(|(name, _)| *name)
}

/// An attribute whose form is not known.
pub(super) fn unknown(index: usize, attribute: &str) -> Token {
    Token::atom(format!("attribute {index} {attribute}"), Nature::Plain, Letters::All)
}
