//! Which actions can work on which resources.

use super::{Answer, Pattern};
use crate::data::iam::{Action, ResourceType};

/// Some resources, with what is known of the types that they are of: many actions share few types.
pub struct Reached<'p> {
    resources: &'p [Pattern],
    everything: bool,
    types: Vec<(ResourceType, Answer)>,
}

impl<'p> Reached<'p> {
    /// What the patterns of a statement reach.
    #[must_use]
    pub fn new(resources: &'p [Pattern]) -> Self {
        Self { resources, everything: resources.iter().any(Pattern::is_everything), types: Vec::new() }
    }

    /// Whether an action can work on one of the resources. What has no type of resource works on `*` for sure, and maybe on others: AWS's
    /// own policies name ARNs for such actions.
    pub fn by(&mut self, action: Action) -> Answer {
        if self.everything {
            return Answer::Yes;
        }
        let mut best = None;
        for (kind, _) in action.resource_types() {
            best = best.max(Some(self.has(kind)));
            if best == Some(Answer::Yes) {
                break;
            }
        }
        best.unwrap_or(Answer::Maybe)
    }

    /// Whether one of them can be of a type.
    fn has(&mut self, kind: ResourceType) -> Answer {
        if let Some((_, answer)) = self.types.iter().find(|(known, _)| *known == kind) {
            return *answer;
        }
        let mut best = Answer::No;
        for resource in self.resources {
            best = best.max(resource.is_of(kind));
            if best == Answer::Yes {
                break;
            }
        }
        self.types.push((kind, best));
        best
    }
}

/// Whether an action can work on one of the resources.
#[must_use]
pub fn reaches(action: Action, resources: &[Pattern]) -> Answer {
    Reached::new(resources).by(action)
}

/// Those of the actions that can work on one of the resources: of `s3:*` on `arn:aws:s3:::uploads/*` those that work on objects. Actions
/// without a type of resource are among them only where a resource is `*`.
pub fn reachable_actions<'p>(actions: impl Iterator<Item = Action> + 'p, resources: &'p [Pattern]) -> impl Iterator<Item = Action> + 'p {
    let mut reached = Reached::new(resources);
    actions.filter(move |action| reached.everything || action.resource_types().next().is_some() && reached.by(*action) != Answer::No)
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
