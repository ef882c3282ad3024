//! Confused deputies: in comes a service, out comes whether it says for whom it acts, so that a policy can ask for that.
//!
//! Curated by hand: a service is here where its own guide has `aws:SourceArn` or `aws:SourceAccount` in the policy that it wants. Of all
//! others nothing is known, and a condition may lock them out: those that run code with a role, to which it is passed, and some that
//! send neither key.

/// In which policies a service answers for whom it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// The trusts of the roles that it takes.
    Trust,
    /// The policies of queues, topics and buckets.
    Resource,
    /// Both.
    Both,
}

/// Services by the names of their principals, in the order of their bytes, each with the guide that says so.
static DEPUTIES: [(&str, Where, &str); 70] = [
    ("amplify", Where::Trust, "AWS Amplify Hosting User Guide"),
    ("appsync", Where::Both, "AWS AppSync Developer Guide"),
    ("batchoperations.s3", Where::Trust, "Amazon S3 User Guide"),
    ("bedrock", Where::Trust, "Amazon Bedrock User Guide"),
    ("bedrock-agentcore", Where::Trust, "Amazon Bedrock AgentCore Developer Guide"),
    ("billingreports", Where::Resource, "AWS Data Exports User Guide"),
    ("budgets", Where::Resource, "AWS Cost Management User Guide"),
    ("chatbot", Where::Trust, "AWS Chatbot Administrator Guide"),
    ("cloudfront", Where::Resource, "Amazon CloudFront Developer Guide"),
    ("cloudtrail", Where::Resource, "AWS CloudTrail User Guide"),
    ("cloudwatch", Where::Resource, "Amazon CloudWatch User Guide"),
    ("codebuild", Where::Both, "AWS CodeBuild User Guide"),
    ("codestar-notifications", Where::Both, "Developer Tools console User Guide"),
    ("cognito-idp", Where::Trust, "Amazon Cognito Developer Guide"),
    ("comprehend", Where::Trust, "Amazon Comprehend Developer Guide"),
    ("config", Where::Both, "AWS Config Developer Guide"),
    ("connect", Where::Both, "Amazon Connect Administrator Guide"),
    ("credentials.iot", Where::Trust, "AWS IoT Core Developer Guide"),
    ("datasync", Where::Trust, "AWS DataSync User Guide"),
    ("delivery.logs", Where::Resource, "Amazon CloudWatch Logs User Guide"),
    ("dms", Where::Trust, "AWS Database Migration Service User Guide"),
    ("eks-fargate-pods", Where::Trust, "Amazon EKS User Guide"),
    ("elasticmapreduce", Where::Trust, "Amazon EMR Management Guide"),
    ("emr-serverless", Where::Trust, "Amazon EMR Serverless User Guide"),
    ("es", Where::Trust, "Amazon OpenSearch Service Developer Guide"),
    ("events", Where::Both, "Amazon EventBridge User Guide"),
    ("events.rds", Where::Resource, "Amazon RDS User Guide"),
    ("firehose", Where::Trust, "Amazon Data Firehose Developer Guide"),
    ("forecast", Where::Trust, "Amazon Forecast Developer Guide"),
    ("frauddetector", Where::Trust, "Amazon Fraud Detector User Guide"),
    ("grafana", Where::Trust, "Amazon Managed Grafana User Guide"),
    ("greengrass", Where::Trust, "AWS IoT Greengrass Developer Guide"),
    ("guardduty", Where::Resource, "Amazon GuardDuty User Guide"),
    ("hooks.cloudformation", Where::Trust, "CloudFormation Hooks User Guide"),
    ("iot", Where::Both, "AWS IoT Core Developer Guide"),
    ("iotevents", Where::Both, "AWS IoT Events Developer Guide"),
    ("ivs", Where::Trust, "Amazon IVS User Guide"),
    ("kafkaconnect", Where::Trust, "Amazon MSK Developer Guide"),
    ("kinesisanalytics", Where::Trust, "Managed Service for Apache Flink Developer Guide"),
    ("lex", Where::Trust, "Amazon Lex Developer Guide"),
    ("lexv2", Where::Trust, "Amazon Lex V2 Developer Guide"),
    ("logs", Where::Both, "Amazon CloudWatch Logs User Guide"),
    ("mediaconvert", Where::Trust, "AWS Elemental MediaConvert User Guide"),
    ("medialive", Where::Trust, "AWS Elemental MediaLive User Guide"),
    ("monitoring.rds", Where::Trust, "Amazon RDS User Guide"),
    ("opensearchservice", Where::Trust, "Amazon OpenSearch Service Developer Guide"),
    ("osis-pipelines", Where::Trust, "Amazon OpenSearch Service Developer Guide"),
    ("personalize", Where::Trust, "Amazon Personalize Developer Guide"),
    ("pipes", Where::Trust, "Amazon EventBridge User Guide"),
    ("quicksight", Where::Trust, "Amazon QuickSight User Guide"),
    ("rds", Where::Trust, "Amazon RDS User Guide"),
    ("redshift", Where::Trust, "Amazon Redshift Management Guide"),
    ("redshift-serverless", Where::Trust, "Amazon Redshift Management Guide"),
    ("rekognition", Where::Trust, "Amazon Rekognition Developer Guide"),
    ("resources.cloudformation", Where::Trust, "CloudFormation CLI User Guide"),
    ("rolesanywhere", Where::Trust, "IAM Roles Anywhere User Guide"),
    ("s3", Where::Resource, "Amazon S3 User Guide"),
    ("sagemaker", Where::Trust, "Amazon SageMaker AI Developer Guide"),
    ("scheduler", Where::Trust, "Amazon EventBridge Scheduler User Guide"),
    ("serverlessrepo", Where::Resource, "AWS Serverless Application Repository Developer Guide"),
    ("ses", Where::Both, "Amazon SES Developer Guide"),
    ("sms-voice", Where::Both, "AWS End User Messaging SMS User Guide"),
    ("sns", Where::Both, "Amazon SNS Developer Guide"),
    ("ssm", Where::Trust, "AWS Systems Manager User Guide"),
    ("ssm-incidents", Where::Trust, "Incident Manager User Guide"),
    ("states", Where::Trust, "AWS Step Functions Developer Guide"),
    ("textract", Where::Trust, "Amazon Textract Developer Guide"),
    ("transfer", Where::Trust, "AWS Transfer Family User Guide"),
    ("translate", Where::Trust, "Amazon Translate Developer Guide"),
    ("vpc-flow-logs", Where::Trust, "Amazon VPC User Guide"),
];

/// Services whose partners write an external id into trusts, as they did before the other keys were there.
const WITH_EXTERNAL_ID: [&str; 5] = ["cognito-idp", "firehose", "rds", "redshift", "redshift-serverless"];

fn place(service: &str) -> Option<Where> {
    let found = DEPUTIES.binary_search_by(|(name, ..)| (*name).cmp(service));
    found.map_or(None, |index| Some(DEPUTIES[index].1))
}

/// True for a service that says for whom it takes a role.
#[must_use]
pub fn answers_in_trusts(service: &str) -> bool {
    matches!(place(service), Some(Where::Trust | Where::Both))
}

/// True for a service that says for whom it uses a queue, a topic or a bucket.
#[must_use]
pub fn answers_at_resources(service: &str) -> bool {
    matches!(place(service), Some(Where::Resource | Where::Both))
}

/// True for a service that sends an external id where the trust of a role asks for one.
#[must_use]
pub fn sends_external_id(service: &str) -> bool {
    WITH_EXTERNAL_ID.contains(&service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::service_principals::is_known;

    #[test]
    fn deputies_are_in_order_and_known() {
        assert!(DEPUTIES.is_sorted_by(|(one, ..), (other, ..)| one < other));
        for (name, _, guide) in DEPUTIES {
            assert!(is_known(name) && guide.ends_with("Guide"), "{name}");
        }
        assert!(WITH_EXTERNAL_ID.iter().all(|name| answers_in_trusts(name)));
    }

    #[test]
    fn places_are_told_apart() {
        assert!(answers_in_trusts("states") && !answers_at_resources("states"));
        assert!(answers_at_resources("s3") && !answers_in_trusts("s3"));
        assert!(answers_in_trusts("events") && answers_at_resources("events"));
        for silent in ["lambda", "ec2", "ecs-tasks", "transcribe", "elastictranscoder", "pods.eks", ""] {
            assert!(!answers_in_trusts(silent) && !answers_at_resources(silent), "{silent}");
        }
        assert!(!answers_in_trusts("cloudtrail"), "it sends no keys to the role of its logs");
    }
}
