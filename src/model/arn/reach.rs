//! Which actions can work on which resources.

use super::{Answer, Pattern};
use crate::data::iam::{Action, ResourceType};

/// Whether an action can work on one of the resources. What has no type of resource works on `*` for sure, and maybe on others: AWS's own
/// policies name ARNs for such actions.
#[must_use]
pub fn reaches(action: Action, resources: &[Pattern]) -> Answer {
    if resources.iter().any(Pattern::is_everything) {
        return Answer::Yes;
    }
    let mut types = action.resource_types().map(|(kind, _)| kind).peekable();
    if types.peek().is_none() {
        return Answer::Maybe;
    }
    let mut best = Answer::No;
    for kind in types {
        for resource in resources {
            best = best.max(resource.is_of(kind));
            if best == Answer::Yes {
                return best;
            }
        }
    }
    best
}

/// Those of the actions that can work on one of the resources: of `s3:*` on `arn:aws:s3:::uploads/*` those that work on objects. Actions
/// without a type of resource are among them only where a resource is `*`.
pub fn reachable_actions<'p>(actions: impl Iterator<Item = Action> + 'p, resources: &'p [Pattern]) -> impl Iterator<Item = Action> + 'p {
    let everything = resources.iter().any(Pattern::is_everything);
    actions.filter(move |action| everything || action.resource_types().next().is_some() && reaches(*action, resources) != Answer::No)
}

impl Pattern {
    /// Whether a resource of a type can match the pattern.
    #[must_use]
    pub fn is_of(&self, kind: ResourceType) -> Answer {
        kind.arns().map(|arn| self.matches_type(arn)).max().unwrap_or(Answer::Maybe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::iam;

    fn counted(pattern: &str, resources: &[&str]) -> Vec<&'static str> {
        let resources: Vec<Pattern> = resources.iter().map(|text| Pattern::literal(text)).collect();
        let (service, name) = pattern.split_once(':').expect("a pattern of actions");
        let service = iam::service(service).expect("a service");
        reachable_actions(service.matching(name), &resources).map(Action::name).collect()
    }

    #[test]
    fn what_only_buckets_have_is_not_reached_in_a_folder() {
        let folder = counted("s3:*", &["arn:aws:s3:::uploads/private/${cognito-identity.amazonaws.com:sub}/*"]);
        assert!(folder.contains(&"PutObject") && folder.contains(&"DeleteObjectVersion") && folder.contains(&"PutObjectAcl"));
        assert!(!folder.contains(&"PutBucketPolicy") && !folder.contains(&"ListBucket") && !folder.contains(&"ListAllMyBuckets"));
        let both = counted("s3:*", &["arn:aws:s3:::uploads", "arn:aws:s3:::uploads/*"]);
        assert!(both.contains(&"PutObject") && both.contains(&"PutBucketPolicy") && !both.contains(&"ListAllMyBuckets"));
        assert!(counted("s3:*", &["*"]).contains(&"ListAllMyBuckets"));
        assert_eq!(counted("dynamodb:Query", &["arn:aws:dynamodb:*:*:table/t/index/*"]), ["Query"]);
        assert_eq!(counted("dynamodb:PutItem", &["arn:aws:sqs:*:*:t"]), [""; 0]);
    }
}
