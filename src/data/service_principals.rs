//! Service principals: in comes the host under which a service of AWS acts, out comes its name and whether it is among the known ones.
//!
//! AWS publishes no list of them; the README in this folder says what this one is collected from. New services come all the time, so
//! that a name which is absent here is no mistake by itself.

use std::borrow::Cow;

/// The day of the policies that most of the names are from.
pub const DATE: &str = "2026-08-22";

/// What stands behind the name of a service, in the partitions of AWS.
const SUFFIXES: [&str; 8] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".aws.internal",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".csp.hci.ic.gov",
    ".cloud.adc-e.uk",
];

/// Services that are known under a host of another kind.
const OTHERS: [&str; 2] = ["alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com"];

/// The names of the service principals without `.amazonaws.com`, in the order of their bytes.
#[rustfmt::skip] // Some to a line.
pub static SERVICE_PRINCIPALS: [&str; 541] = [
    "a4b", "access-analyzer", "access-grants.s3", "account", "account-access", "acm", "acm-pca", "aco-automation", "agent-registry",
    "agent.wellarchitected", "agentless.inspector2", "aidevops", "aiops", "aiops.alarms.cloudwatch", "airflow", "airflow-env",
    "airflow-serverless", "alexa-appkit", "alexa-connectedhome", "amazonmq", "ami.inspector2", "amplify", "amplifybackend", "aoss",
    "apidestinations.events", "apigateway", "app-integrations", "appconfig", "appfabric", "appflow", "appintegrations",
    "application-autoscaling", "application-insights", "application-signals.cloudwatch", "application-transformation",
    "application.qbusiness", "applicationinsights", "appmesh", "apprunner", "appstream", "appstream.application-autoscaling", "appsync",
    "apptest", "aps", "arc-region-switch", "arc-zonal-shift", "artifact", "assets.appstream", "assets.marketplace", "athena",
    "auditmanager", "autoscaling", "autoscaling-plans", "aws-artifact-account-sync", "aws-external-anthropic", "b2bi", "backup",
    "backup.elasticfilesystem", "batch", "batchoperations.s3", "bcm-data-exports", "bedrock", "bedrock-agentcore", "bedrock-mantle",
    "billing", "billingconsole", "billingreports", "braket", "budgets", "bugbust", "build.apprunner", "capabilities.eks", "cassandra",
    "cassandra-streams", "cassandra.application-autoscaling", "ce", "channels.lex", "channels.lexv2", "chatbot", "chime", "cks.kms",
    "cleanrooms", "cleanrooms-ml", "cloud9", "clouddirectory", "cloudformation", "cloudfront", "cloudhsm", "cloudsearch", "cloudtrail",
    "cloudwatch", "cloudwatch-crossaccount", "codeartifact", "codebuild", "codecatalyst", "codecatalyst-runner", "codecommit",
    "codeconnections", "codedeploy", "codeguru-profiler", "codeguru-reviewer", "codeguru-security", "codepipeline", "codestar",
    "codestar-connections", "codestar-notifications", "cognito-identity", "cognito-identity-us-gov", "cognito-idp", "cognito-sync",
    "comprehend", "comprehend.application-autoscaling", "comprehendmedical", "compute-optimizer", "config", "config-conforms",
    "config-multiaccountsetup", "connect", "connect-campaigns", "context.cloudtrail", "continuousexport.discovery", "contract.iq",
    "contributorinsights.dynamodb", "controltower", "cost-optimization-hub", "cost-optimization-hub.bcm", "costalerts",
    "credentials.deadline", "credentials.iot", "crowd", "cur", "custom-resource.application-autoscaling", "custom.rds",
    "custom.rds-preview", "databrew", "dataexchange", "datapipeline", "datasync", "datazone", "datazonecontrol", "dax", "deadline",
    "deeplens", "deepracer", "delivery.logs", "detective", "devicefarm", "devops-guru", "directconnect", "directoryservice",
    "directoryservice.rds", "directquery.opensearchservice", "discovery", "dlm", "dms", "dms-data-migrations",
    "dmsintegration.migrationhub", "dnssec-route53", "docdb", "docdb-elastic", "drs", "ds", "dsql", "dynamodb",
    "dynamodb.application-autoscaling", "ebs", "ec2", "ec2-images", "ec2-instance-connect", "ec2.application-autoscaling",
    "ec2.application-status-checks", "ec2.capacitymanager", "ec2fastlaunch", "ec2fleet", "ec2scheduled", "ec2sqlha", "ecr", "ecs",
    "ecs-compute", "ecs-tasks", "ecs.application-autoscaling", "edgelambda", "eks", "eks-connector", "eks-fargate", "eks-fargate-pods",
    "eks-local-outpost", "eks-nodegroup", "elastic-inference", "elasticache", "elasticache.application-autoscaling", "elasticbeanstalk",
    "elasticfilesystem", "elasticloadbalancing", "elasticmapreduce", "elasticmapreduce.application-autoscaling", "elastictranscoder",
    "email.cognito-idp", "emr-containers", "emr-serverless", "entityresolution", "es", "event-processor.health", "events",
    "events.managedservices", "events.rds", "events.workmail", "evidently", "evs", "export.rds", "finops-agent", "finspace", "firehose",
    "fis", "fms", "forecast", "frauddetector", "freertos", "fsx", "gamelift", "gameliftstreams", "geo", "glacier", "globalaccelerator",
    "glue", "grafana", "greengrass", "groundstation", "groundtruthlabeling", "guardduty", "health", "healthlake", "honeycode",
    "hooks.cloudformation", "iam", "identity.sagemaker", "identitystore", "imagebuilder", "importexport", "indexing.s3vectors",
    "inspector", "inspector2", "internetmonitor", "iot", "iotanalytics", "iotdeviceadvisor", "iotevents", "iotfleethub", "iotfleetwise",
    "iotmanagedintegrations", "iotroborunner", "iotsitewise", "iotthingsgraph", "iottwinmaker", "iotwireless", "ivs", "ivschat",
    "job.sagemaker", "justintimeaccess.ssm", "kafka", "kafka.application-autoscaling", "kafkaconnect", "kendra", "kinesis",
    "kinesisanalytics", "kinesisreplication.dynamodb", "kinesisvideo", "kms", "lakeformation", "lambda", "lambda.alarms.cloudwatch",
    "lambda.application-autoscaling", "lambda.beta", "lambda.preprod", "launchwizard", "lex", "lexv2", "license-management.marketplace",
    "license-manager", "license-manager-user-subscriptions", "license-manager.master-account", "license-manager.member-account",
    "lightsail", "logdelivery.elasticloadbalancing", "logdelivery.elb", "logger.cloudfront", "logging.s3", "logs", "lookoutequipment",
    "lookoutmetrics", "lookoutvision", "m2", "machinelearning", "macie", "maintenance.docdb-elastic", "maintenance.elasticbeanstalk",
    "maintenance.s3tables", "malware-protection-plan.guardduty", "malware-protection.guardduty", "managedblockchain", "managedservices",
    "managedupdates.elasticbeanstalk", "marketplace", "mechanicalturk", "mediaconnect", "mediaconvert", "medialive", "mediapackage",
    "mediapackagev2", "mediapipelines.chime", "mediastore", "mediatailor", "medical-imaging", "meetings.chime",
    "member.org.stacksets.cloudformation", "memorydb", "messaging.chime", "metering-marketplace", "metrics.wellarchitected", "mgn",
    "migrationhub", "migrationhub-orchestrator", "migrationhub-strategy", "ml.opensearchservice", "mobileanalytics", "mobilehub",
    "monitoring", "monitoring.rds", "monitoring.thinclient", "monitron", "mpa", "mq", "mrk.kms", "mturk-requester", "mwaa", "neptune",
    "neptune-graph", "neptune.application-autoscaling", "network-connectors.lambda", "network-firewall", "network-security-director",
    "network-security-manager", "network.bedrock-agentcore", "networkmanager", "networkmonitor", "nimble", "notifications",
    "notifications.ssm", "oam", "observability.aoss", "observabilityadmin", "odb", "omics", "opensearchservice", "ops.apigateway",
    "ops.athena", "ops.emr-serverless", "opsworks", "opsworks-cm", "organizations", "orgsdatasync.servicecatalog", "osis",
    "osis-pipelines", "outposts", "panorama", "partnercentral-account-management", "payment-cryptography", "pca-connector-ad", "pcs",
    "permission.iq", "personalize", "pi", "pinpoint", "pipes", "pods.eks", "polly", "practice-run.arc-zonal-shift", "preview.rds",
    "pricing", "private-marketplace.marketplace", "profile", "proton", "pullthroughcache.ecr", "purchaseorders", "q", "qapps",
    "qbusiness", "qldb", "quicksight", "ram", "rbin", "rds", "rds-data", "rds-preview", "rds.application-autoscaling", "redshift",
    "redshift-data", "redshift-serverless", "refactor-spaces", "rekognition", "remediation.config", "replication.cassandra",
    "replication.dynamodb", "replication.ecr", "replication.lexv2", "replication.s3tables", "replicator.lambda",
    "reporting.trustedadvisor", "repository.sync.codeconnections", "repostspace", "resale-authorization.marketplace", "researchstudio",
    "resiliencehub", "resource-explorer-2", "resource-groups", "resource-snapshot-job.partnercentral-selling", "resources.cloudformation",
    "restore-testing.backup", "robomaker", "rolesanywhere", "route53", "route53-application-recovery-controller",
    "route53-recovery-control-config", "route53domains", "route53resolver", "rtbfabric", "rum", "runtime-identity.bedrock-agentcore",
    "runtime-instances.bedrock-agentcore", "s3", "s3-object-lambda", "s3-outposts", "s3.data-source.lustre.fsx", "sagemaker",
    "sagemaker-geospatial", "sagemaker.application-autoscaling", "savingsplans", "scaler.lambda", "scheduler", "scheduler.redshift",
    "schema-conversion.dms", "schemas", "scraper.aps", "sdmp", "secretsmanager", "security-ir", "securityagent", "securityhub",
    "securityhubv2", "securitylake", "self-managed-vpce.osis", "serverlessrepo", "service-quotas", "servicecatalog",
    "servicecatalog-appregistry", "servicediscovery", "servicequotas", "ses", "shield", "signer", "signin", "simspaceweaver", "sms",
    "sms-voice", "smsintegration.migrationhub", "snowball", "sns", "social-messaging", "source.codeartifact", "spot", "spotfleet",
    "sqlworkbench", "sqs", "ssm", "ssm-contacts", "ssm-guiconnect", "ssm-incidents", "ssm-quicksetup", "ssm-sap", "ssm.integrations",
    "sso", "stacksets.cloudformation", "standards.securityhub", "states", "storage-lens.s3", "storagegateway",
    "streams.metrics.cloudwatch", "sts", "support", "supportapp", "supportplans", "swf", "sync.proton", "synthetics", "tag", "tagging",
    "tagpolicies.tag", "tasks.apprunner", "telemetry-enablement.observabilityadmin", "telemetry-pipelines.observabilityadmin", "textract",
    "thirdparty.config", "thirdparty.inspector2", "timestream", "timestream-influxdb", "tnb", "transcribe", "transcription.chime",
    "transfer", "transform", "transform-custom", "transitgateway", "translate", "triage.security-ir", "trustedadvisor", "tts",
    "user-attribute-cost-allocation-data", "verified-access", "verifiedpermissions", "vmie", "voiceconnector.chime", "voiceid",
    "vpc-flow-logs", "vpc-lattice", "vpce", "vpcorigin.cloudfront", "vpn", "waf", "waf-regional", "wafv2", "wam", "wellarchitected",
    "wisdom", "workdocs", "worklink", "workmail", "workspaces", "workspaces-instances", "workspaces-web",
    "workspaces.application-autoscaling", "xray",
];

/// The name of the service that a host stands for: without its region and what the partition adds. `None` where it is no host of AWS.
#[must_use]
pub fn service_of(host: &str) -> Option<Cow<'_, str>> {
    if OTHERS.contains(&host) {
        return host.strip_suffix(".amazon.com").map(Cow::from);
    }
    let name = SUFFIXES.iter().filter_map(|suffix| host.strip_suffix(suffix)).min_by_key(|name| name.len())?;
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if !name.split('.').all(is_label) {
        return None;
    }
    if !name.split('.').any(is_region) {
        return Some(Cow::from(name));
    }
    let rest: Vec<&str> = name.split('.').filter(|label| !is_region(label)).collect();
    (!rest.is_empty()).then(|| Cow::from(rest.join(".")))
}

/// True for the name of a service principal that is known.
#[must_use]
pub fn is_known(name: &str) -> bool {
    SERVICE_PRINCIPALS.binary_search(&name).is_ok()
}

/// `eu-west-1` and its like.
fn is_region(label: &str) -> bool {
    let Some((words, number)) = label.rsplit_once('-') else { return false };
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|letter| letter.is_ascii_digit());
    let area = words.split('-').next().unwrap_or_default();
    is_number && words.contains('-') && area.len() == 2 && words.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(SERVICE_PRINCIPALS.is_sorted_by(|one, other| one < other));
        assert_eq!(DATE, crate::data::managed::date(), "the policies are newer: see the README");
        assert!(SERVICE_PRINCIPALS.iter().all(|name| service_of(&format!("{name}.amazonaws.com")).as_deref() == Some(*name)));
    }

    #[test]
    fn hosts_are_read() {
        for (host, name) in [
            ("lambda.amazonaws.com", "lambda"),
            ("logs.eu-west-1.amazonaws.com", "logs"),
            ("states.us-gov-west-1.amazonaws.com", "states"),
            ("ec2.amazonaws.com.cn", "ec2"),
            ("s3.cn-north-1.amazonaws.com.cn", "s3"),
            ("events.amazonaws.eu", "events"),
            ("delivery.logs.amazonaws.com", "delivery.logs"),
            ("111122223333.aws.internal", "111122223333"),
            ("alexa-appkit.amazon.com", "alexa-appkit"),
        ] {
            assert_eq!(service_of(host).as_deref(), Some(name), "{host}");
        }
        for host in
            ["lambda.amazon.com", "apigateway.amazonaws", "lambda", ".amazonaws.com", "eu-west-1.amazonaws.com", "a b.amazonaws.com", ""]
        {
            assert_eq!(service_of(host), None, "{host}");
        }
    }

    #[test]
    fn known_names_are_found() {
        for name in ["access-analyzer", "lambda", "logging.s3", "xray", "batchoperations.s3"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["", "stepfunctions", "cognito", "event", "lambda.amazonaws.com"] {
            assert!(!is_known(name), "{name}");
        }
    }
}
