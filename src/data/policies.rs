//! Where policy documents stand: the properties of CloudFormation's types that hold one, and what each is for.
//!
//! What is called a policy but is written in another language (filter, redrive, delivery, archive, data protection policies, the core
//! network's) is not in the list.

/// What a document is for. It decides which elements belong into it, and whether it grants anything to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Grants to the principal that it is attached to.
    Identity,
    /// Says who may assume a role.
    Trust,
    /// Belongs to a resource and names principals.
    Resource,
    /// Limits what others grant: a permissions boundary, a session policy, a service control policy.
    Boundary,
    /// Limits what passes an endpoint, and names principals.
    Endpoint,
    /// Says what devices may do in the data plane of IoT Core.
    Device,
}

/// A property that holds a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyPlace {
    path: &'static str,
    /// What the document is for.
    pub kind: DocumentKind,
}

impl PolicyPlace {
    /// The way from the properties to the document; `*` stands for each item of a list.
    pub fn steps(self) -> impl Iterator<Item = &'static str> {
        self.path.split('.')
    }
}

/// The places of a resource type, in the order of their names.
pub fn policy_places(kind: &str) -> impl Iterator<Item = PolicyPlace> {
    let start = PLACES.partition_point(|(known, ..)| *known < kind);
    let end = PLACES.partition_point(|(known, ..)| *known <= kind);
    PLACES[start..end].iter().map(|(_, path, kind)| PolicyPlace { path, kind: *kind })
}

const PLACES: [(&str, &str, DocumentKind); 85] = [
    ("AWS::ApiGateway::DomainNameV2", "Policy", DocumentKind::Resource),
    ("AWS::ApiGateway::RestApi", "Policy", DocumentKind::Resource),
    ("AWS::Backup::BackupVault", "AccessPolicy", DocumentKind::Resource),
    ("AWS::Backup::LogicallyAirGappedBackupVault", "AccessPolicy", DocumentKind::Resource),
    ("AWS::Bedrock::KnowledgeBasePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::Bedrock::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::CloudTrail::ResourcePolicy", "ResourcePolicy", DocumentKind::Resource),
    ("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", DocumentKind::Resource),
    ("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", DocumentKind::Resource),
    ("AWS::DynamoDB::GlobalTable", "Replicas.*.ReplicaStreamSpecification.ResourcePolicy.PolicyDocument", DocumentKind::Resource),
    ("AWS::DynamoDB::GlobalTable", "Replicas.*.ResourcePolicy.PolicyDocument", DocumentKind::Resource),
    ("AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", DocumentKind::Resource),
    ("AWS::DynamoDB::Table", "StreamSpecification.ResourcePolicy.PolicyDocument", DocumentKind::Resource),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", DocumentKind::Endpoint),
    ("AWS::ECR::PublicRepository", "RepositoryPolicyText", DocumentKind::Resource),
    ("AWS::ECR::RegistryPolicy", "PolicyText", DocumentKind::Resource),
    ("AWS::ECR::Repository", "RepositoryPolicyText", DocumentKind::Resource),
    ("AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", DocumentKind::Resource),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", DocumentKind::Resource),
    ("AWS::EKS::PodIdentityAssociation", "Policy", DocumentKind::Boundary),
    ("AWS::Elasticsearch::Domain", "AccessPolicies", DocumentKind::Resource),
    ("AWS::EventSchemas::RegistryPolicy", "Policy", DocumentKind::Resource),
    ("AWS::Events::EventBus", "Policy", DocumentKind::Resource),
    ("AWS::EventsV2::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::FSx::S3AccessPointAttachment", "S3AccessPoint.Policy", DocumentKind::Resource),
    ("AWS::IAM::Group", "Policies.*.PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::GroupPolicy", "PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::Policy", "PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", DocumentKind::Trust),
    ("AWS::IAM::Role", "Policies.*.PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::RolePolicy", "PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::User", "Policies.*.PolicyDocument", DocumentKind::Identity),
    ("AWS::IAM::UserPolicy", "PolicyDocument", DocumentKind::Identity),
    ("AWS::IoT::Policy", "PolicyDocument", DocumentKind::Device),
    ("AWS::KMS::Key", "KeyPolicy", DocumentKind::Resource),
    ("AWS::KMS::ReplicaKey", "KeyPolicy", DocumentKind::Resource),
    ("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", DocumentKind::Resource),
    ("AWS::Lambda::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::Logs::DeliveryDestination", "DeliveryDestinationPolicy.DeliveryDestinationPolicy", DocumentKind::Resource),
    ("AWS::Logs::Destination", "DestinationPolicy", DocumentKind::Resource),
    ("AWS::Logs::LogGroup", "ResourcePolicyDocument", DocumentKind::Resource),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::MSK::ClusterPolicy", "Policy", DocumentKind::Resource),
    ("AWS::MediaPackageV2::ChannelPolicy", "Policy", DocumentKind::Resource),
    ("AWS::MediaPackageV2::OriginEndpointPolicy", "Policy", DocumentKind::Resource),
    ("AWS::MediaStore::Container", "Policy", DocumentKind::Resource),
    ("AWS::MediaTailor::ChannelPolicy", "Policy", DocumentKind::Resource),
    ("AWS::OSIS::Pipeline", "ResourcePolicy.Policy", DocumentKind::Resource),
    ("AWS::Oam::Sink", "Policy", DocumentKind::Resource),
    ("AWS::Omics::SequenceStore", "S3AccessPolicy", DocumentKind::Resource),
    ("AWS::OpenSearchService::Domain", "AccessPolicies", DocumentKind::Resource),
    ("AWS::Redshift::Cluster", "NamespaceResourcePolicy", DocumentKind::Resource),
    ("AWS::RedshiftServerless::Namespace", "NamespaceResourcePolicy", DocumentKind::Resource),
    ("AWS::RolesAnywhere::Profile", "SessionPolicy", DocumentKind::Boundary),
    ("AWS::S3::AccessPoint", "Policy", DocumentKind::Resource),
    ("AWS::S3::BucketPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::S3::MultiRegionAccessPointPolicy", "Policy", DocumentKind::Resource),
    ("AWS::S3Express::AccessPoint", "Policy", DocumentKind::Resource),
    ("AWS::S3Express::BucketPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::S3Files::FileSystemPolicy", "Policy", DocumentKind::Resource),
    ("AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::S3Outposts::AccessPoint", "Policy", DocumentKind::Resource),
    ("AWS::S3Outposts::BucketPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", DocumentKind::Resource),
    ("AWS::S3Tables::TablePolicy", "ResourcePolicy", DocumentKind::Resource),
    ("AWS::S3Vectors::VectorBucketPolicy", "Policy", DocumentKind::Resource),
    ("AWS::SES::EmailIdentityPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SMSVOICE::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SNS::TopicInlinePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SQS::QueueInlinePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", DocumentKind::Resource),
    ("AWS::SSM::ResourcePolicy", "Policy", DocumentKind::Resource),
    ("AWS::SSMIncidents::ResponsePlan", "Policy", DocumentKind::Resource),
    ("AWS::SSO::PermissionSet", "InlinePolicy", DocumentKind::Identity),
    ("AWS::SageMaker::ModelPackageGroup", "ModelPackageGroupPolicy", DocumentKind::Resource),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", DocumentKind::Resource),
    ("AWS::Serverless::Function", "AssumeRolePolicyDocument", DocumentKind::Trust),
    ("AWS::Serverless::Function", "Policies.*", DocumentKind::Identity),
    ("AWS::Serverless::StateMachine", "Policies.*", DocumentKind::Identity),
    ("AWS::Transfer::User", "Policy", DocumentKind::Boundary),
    ("AWS::VpcLattice::AuthPolicy", "Policy", DocumentKind::Resource),
    ("AWS::VpcLattice::ResourcePolicy", "Policy", DocumentKind::Resource),
    ("AWS::XRay::ResourcePolicy", "PolicyDocument", DocumentKind::Resource),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schemas::schema;

    #[test]
    fn every_place_is_a_property_that_its_type_has() {
        assert!(PLACES.is_sorted_by_key(|(kind, path, _)| (*kind, *path)));
        for (kind, path, _) in PLACES {
            let mut at = schema(kind);
            for step in path.split('.') {
                let Some(here) = at.filter(|here| here.is_closed()) else { break };
                at = match step {
                    "*" => here.items(),
                    name => here.property(name).unwrap_or_else(|| panic!("{kind} has no {path}")).schema(),
                };
            }
        }
    }

    #[test]
    fn places_are_found_by_type() {
        let role: Vec<&str> = policy_places("AWS::IAM::Role").map(|place| place.path).collect();
        assert_eq!(role, ["AssumeRolePolicyDocument", "Policies.*.PolicyDocument"]);
        assert_eq!(policy_places("AWS::DynamoDB::GlobalTable").count(), 2);
        assert_eq!(policy_places("AWS::SNS::Subscription").count(), 0);
        assert_eq!(policy_places("").count(), 0);
    }
}
