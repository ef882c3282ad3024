//! Patterns against the types of resources in the service reference: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::parse::letters;
use super::token::{Letters, Token};
use super::{Answer, Field, Pattern};

/// Services whose names hold neither colon nor slash, as far as [`ROOMY`] does not say otherwise.
const PLAIN: [&str; 18] = [
    "s3",
    "dynamodb",
    "sqs",
    "sns",
    "lambda",
    "states",
    "kinesis",
    "firehose",
    "cognito-idp",
    "cognito-identity",
    "events",
    "execute-api",
    "kms",
    "secretsmanager",
    "ssm",
    "sts",
    "xray",
    "appsync",
];

/// Names that hold slashes or more.
const ROOMY: [&str; 15] = [
    "FunctionName",
    "StateMachineName",
    "ObjectName",
    "Alias",
    "SecretId",
    "ParameterNameWithoutLeadingSlash",
    "DocumentName",
    "IdentityPoolId",
    "ApiSpecificResourcePath",
    "EventBusName",
    "EventSourceName",
    "UserNameWithPath",
    "RoleNameWithPath",
    "ResourceId",
    "Token",
];

impl Pattern {
    /// Whether a resource of a type can match the pattern. The type is an ARN of the service reference, or several with commas between.
    #[must_use]
    pub fn matches_type(&self, arns: &'static str) -> Answer {
        if self.is_everything() {
            return Answer::Yes;
        }
        // Mostly the service tells, without reading more.
        let own = self.field(super::field::SERVICE);
        let is_other = |arn: &str| match (&own, arn.split(':').nth(2)) {
            (Field::Literal(own), Some(service)) => !service.contains("${") && own != service,
            _ => false,
        };
        let answer = |arn: &'static str| if is_other(arn) { Answer::No } else { self.overlaps(&known_pattern(arn)) };
        arns.split(", ").map(answer).max().unwrap_or(Answer::Maybe)
    }
}

thread_local! {
    /// The patterns of types that were asked for: mostly the same few, many times.
    static KNOWN: RefCell<HashMap<&'static str, Rc<Pattern>>> = RefCell::default();
}

fn known_pattern(arn: &'static str) -> Rc<Pattern> {
    KNOWN.with_borrow_mut(|known| Rc::clone(known.entry(arn).or_insert_with(|| Rc::new(type_pattern(arn)))))
}

/// The pattern of all resources of a type.
fn type_pattern(arn: &str) -> Pattern {
    let service = arn.split(':').nth(2).unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = arn;
    while let Some((before, behind)) = rest.split_once("${") {
        letters(before, &mut tokens);
        let Some((name, after)) = behind.split_once('}') else { break };
        if matches!(name, "Region" | "Account") {
            // Never empty: what has an account is no bucket.
            tokens.push(Token::One(Letters::Field));
        }
        let plain = PLAIN.contains(&service) && !ROOMY.contains(&name);
        tokens.push(Token::Star(if plain { Letters::Name } else { Letters::All }));
        rest = after;
    }
    letters(rest, &mut tokens);
    Pattern::from_tokens(tokens)
}
