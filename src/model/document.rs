//! Policy documents, wherever they stand.

use super::{Place, Resource, Statement};
use crate::resolve::{Known, Object, Unknown, Val, World};
use crate::syntax::NodeId;
use crate::template::ServicePolicy;

/// What a document is for. It decides which elements belong into it, and whether it grants anything to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Grants to the principal that it is attached to.
    Identity,
    /// Says who may assume a role.
    Trust,
    /// Belongs to a resource and names principals.
    Resource,
    /// Limits what others grant.
    Boundary,
}

/// A policy document.
#[derive(Clone)]
pub struct Document<'w> {
    world: &'w World<'w>,
    /// What it is for.
    pub kind: DocumentKind,
    /// The resource that carries it.
    pub owner: Option<Resource<'w>>,
    body: Body<'w>,
}

#[derive(Clone)]
enum Body<'w> {
    /// A whole document.
    Object(Object<'w>, Place),
    /// A list of statements to which the framework adds the rest.
    Statements(Val<'w>, NodeId),
}

impl<'w> Document<'w> {
    /// The document that is the value of a property.
    ///
    /// # Errors
    /// Unknown where it is, or where it is JSON text inside a string.
    pub fn read(world: &'w World<'w>, value: &Val<'w>, kind: DocumentKind, owner: Option<Resource<'w>>) -> Known<Self> {
        Ok(Self { world, kind, owner, body: Body::Object(value.object()?, Place::from(value)) })
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &'w World<'w> {
        self.world
    }

    /// `Version`; `None` where it is absent. Lists of statements get theirs from the framework.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn version(&self) -> Known<Option<String>> {
        match &self.body {
            Body::Object(object, _) => object.get("Version")?.map(|value| value.literal()).transpose(),
            Body::Statements(..) => Ok(Some("2012-10-17".to_owned())),
        }
    }

    /// `Version` as it is written; `None` where it is absent or the framework's own.
    ///
    /// # Errors
    /// Unknown where it is.
    pub fn written_version(&self) -> Known<Option<Val<'w>>> {
        match &self.body {
            Body::Object(object, _) => object.get("Version"),
            Body::Statements(..) => Ok(None),
        }
    }

    /// The key that holds the statements.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.body {
            Body::Object(object, place) => object.key("Statement").map_or(*place, Place::of),
            Body::Statements(_, key) => Place::of(*key),
        }
    }

    /// The statements, each known or not.
    ///
    /// # Errors
    /// Unknown where the list is.
    pub fn statements(&self) -> Known<Vec<Known<Statement<'w>>>> {
        let list = match &self.body {
            Body::Object(object, _) => object.get("Statement")?.ok_or(Unknown::Type)?,
            Body::Statements(list, _) => list.clone(),
        };
        let variables = self.version().map(|version| version.is_some_and(|version| version == "2012-10-17"));
        let statement = |value: &Val<'w>| {
            let object = value.object()?;
            Ok(Statement::new(self, object, Place::from(value), variables))
        };
        Ok(list.one_or_many()?.iter().map(statement).collect())
    }
}

/// Properties of resources that hold one document each, beside those of IAM's own types. The kinds of document that are not IAM's
/// (filter, redrive, delivery policies) are not among them.
const RESOURCE_POLICIES: [(&str, &str); 23] = [
    ("AWS::ApiGateway::RestApi", "Policy"),
    ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument"),
    ("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument"),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"),
    ("AWS::Elasticsearch::Domain", "AccessPolicies"),
    ("AWS::IoT::Policy", "PolicyDocument"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy"),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument"),
    ("AWS::MediaStore::Container", "Policy"),
    ("AWS::OpenSearchService::Domain", "AccessPolicies"),
    ("AWS::S3::AccessPoint", "Policy"),
    ("AWS::S3::BucketPolicy", "PolicyDocument"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy"),
    ("AWS::SES::EmailIdentityPolicy", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument"),
    ("AWS::SSMIncidents::ResponsePlan", "Policy"),
    ("AWS::VpcLattice::AuthPolicy", "Policy"),
    ("AWS::VpcLattice::ResourcePolicy", "Policy"),
];

/// True for the types whose documents [`documents`] reads.
#[must_use]
pub fn carries_documents(kind: &str) -> bool {
    matches!(kind, "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" | "AWS::SSO::PermissionSet")
        || kind.starts_with("AWS::IAM::")
        || RESOURCE_POLICIES.iter().any(|(known, _)| *known == kind)
}

/// All documents that a resource carries; those that can't be known are left out.
#[must_use]
pub fn documents<'w>(resource: Resource<'w>) -> Vec<Document<'w>> {
    let mut all = Vec::new();
    let mut add = |value: Known<Option<Val<'w>>>, kind: DocumentKind| {
        if let Ok(Some(value)) = value
            && let Ok(document) = Document::read(resource.world(), &value, kind, Some(resource))
        {
            all.push(document);
        }
    };
    match resource.kind() {
        "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
            if resource.kind() == "AWS::IAM::Role" {
                add(resource.property("AssumeRolePolicyDocument"), DocumentKind::Trust);
            }
            for policy in inline_policies(resource) {
                add(policy.object().and_then(|policy| policy.get("PolicyDocument")), DocumentKind::Identity);
            }
        }
        "AWS::IAM::Policy" | "AWS::IAM::RolePolicy" | "AWS::IAM::UserPolicy" | "AWS::IAM::GroupPolicy" => {
            add(resource.property("PolicyDocument"), DocumentKind::Identity);
        }
        "AWS::IAM::ManagedPolicy" => {
            let kind = if is_boundary(resource) { DocumentKind::Boundary } else { DocumentKind::Identity };
            add(resource.property("PolicyDocument"), kind);
        }
        "AWS::SSO::PermissionSet" => add(resource.property("InlinePolicy"), DocumentKind::Identity),
        "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => {
            // Names and policy templates stand beside documents in one list.
            for policy in resource.property("Policies").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default() {
                if policy.object().is_ok_and(|object| object.key("Statement").is_some()) {
                    add(Ok(Some(policy)), DocumentKind::Identity);
                }
            }
            add(resource.property("AssumeRolePolicyDocument"), DocumentKind::Trust);
        }
        kind => {
            if let Some((_, property)) = RESOURCE_POLICIES.iter().find(|(known, _)| *known == kind) {
                add(resource.property(property), DocumentKind::Resource);
            }
        }
    }
    all
}

fn inline_policies(resource: Resource<'_>) -> Vec<Val<'_>> {
    resource.property("Policies").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default()
}

/// A managed policy that some principal of this stack has as its boundary, and none as a grant.
fn is_boundary(resource: Resource<'_>) -> bool {
    let world = resource.world();
    let names_it = |value: &Val<'_>| value.text().is_ok_and(|text| text.reference().is_some_and(|(index, _)| index == resource.index()));
    let mut bounds = false;
    for index in world.stack.mentioned_by(resource.index()) {
        let by = Resource::new(world, *index);
        bounds |= by.property("PermissionsBoundary").is_ok_and(|value| value.is_some_and(|value| names_it(&value)));
        let granted = by.property("ManagedPolicyArns").ok().flatten().and_then(|list| list.one_or_many().ok()).unwrap_or_default();
        if granted.iter().any(names_it) {
            return false;
        }
    }
    bounds && !["Roles", "Users", "Groups"].iter().any(|list| matches!(resource.property(list), Ok(Some(_))))
}

/// The documents of a stack that stand outside its resources: statements of a service, a bare policy file.
#[must_use]
pub fn service_documents<'w>(world: &'w World<'w>) -> Vec<Document<'w>> {
    let service = world.stack.service_policies.iter().map(|policy: &ServicePolicy| Document {
        world,
        kind: DocumentKind::Identity,
        owner: None,
        body: Body::Statements(Val::new(world, policy.statements, None), policy.key),
    });
    let bare = world.stack.policy.map(|root| {
        let object = Object::new(world, root);
        let body = Body::Object(object, Place::of(root));
        let mut document = Document { world, kind: DocumentKind::Identity, owner: None, body };
        // A document that names principals is a resource's or a role's.
        let names = |statement: &Known<Statement<'w>>| statement.as_ref().is_ok_and(Statement::names_principals);
        if document.statements().is_ok_and(|statements| statements.iter().any(names)) {
            document.kind = DocumentKind::Resource;
        }
        document
    });
    service.chain(bare).collect()
}
