//! What AWS does not publish as data about its policies: which ones give more than they seem to, and which ones are no more.

/// What is known of a managed policy beside its document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Whoever has it can do everything, or can give himself everything.
    Administrator,
    /// Whoever has it can come to the permissions of a stronger role.
    Escalation,
    /// It reaches all data of a service, or all of the service.
    BroadData,
    /// It reads the whole account, or settings in which secrets stand.
    ReadsEverything,
    /// Meant for a service, and wide.
    WideServiceRole,
    /// Limits a session; attached to a role it is a mistake.
    SessionPolicy,
    /// Can't be attached any more.
    Withdrawn,
    /// Can be attached, but another one has taken its place, or its service is gone.
    Old,
}

pub(super) struct Note {
    name: &'static str,
    pub(super) class: Class,
    pub(super) replacement: Option<&'static str>,
}

pub(super) fn note(name: &str) -> Option<&'static Note> {
    let index = NOTES.binary_search_by(|note| note.name.cmp(name)).ok()?;
    Some(&NOTES[index])
}

const fn of(name: &'static str, class: Class) -> Note {
    Note { name, class, replacement: None }
}

const fn replaced(name: &'static str, class: Class, by: &'static str) -> Note {
    Note { name, class, replacement: Some(by) }
}

use Class::{Administrator, BroadData, Escalation, Old, ReadsEverything, SessionPolicy, WideServiceRole, Withdrawn};

/// By name. A policy that the data call withdrawn needs no line here unless another one has taken its place.
static NOTES: &[Note] = &[
    of("AWSAppSyncAdministrator", Escalation),
    of("AWSAppSyncInvokeFullAccess", BroadData),
    of("AWSBatchServiceRole", WideServiceRole),
    replaced(
        "AWSBudgetsActionsRolePolicyForResourceAdministrationWithSSM",
        Withdrawn,
        "AWSBudgetsActions_RolePolicyForResourceAdministrationWithSSM",
    ),
    of("AWSCloudFormationFullAccess", BroadData),
    replaced("AWSCloudTrailFullAccess", Withdrawn, "AWSCloudTrail_FullAccess"),
    replaced("AWSCloudTrailReadOnlyAccess", Withdrawn, "AWSCloudTrail_ReadOnlyAccess"),
    of("AWSCloudTrail_FullAccess", Escalation),
    replaced("AWSCodePipelineFullAccess", Old, "AWSCodePipeline_FullAccess"),
    replaced("AWSCodePipelineReadOnlyAccess", Withdrawn, "AWSCodePipeline_ReadOnlyAccess"),
    of("AWSCodePipeline_FullAccess", Escalation),
    replaced("AWSConfigRole", Withdrawn, "AWS_ConfigRole"),
    of("AWSDataPipelineRole", Withdrawn),
    of("AWSDataPipeline_FullAccess", Escalation),
    replaced("AWSElasticBeanstalkFullAccess", Withdrawn, "AdministratorAccess-AWSElasticBeanstalk"),
    replaced("AWSElasticBeanstalkReadOnlyAccess", Withdrawn, "AWSElasticBeanstalkReadOnly"),
    of("AWSGlueConsoleFullAccess", Escalation),
    of("AWSGlueServiceRole", WideServiceRole),
    of("AWSIoTDataAccess", BroadData),
    of("AWSIoTFullAccess", BroadData),
    of("AWSIoTRuleActions", WideServiceRole),
    of("AWSLambdaExecute", BroadData),
    replaced("AWSLambdaFullAccess", Withdrawn, "AWSLambda_FullAccess"),
    replaced("AWSLambdaReadOnlyAccess", Withdrawn, "AWSLambda_ReadOnlyAccess"),
    of("AWSLambdaRole", BroadData),
    of("AWSLambda_FullAccess", Escalation),
    of("AWSLambda_ReadOnlyAccess", ReadsEverything),
    of("AWSOpsWorksRole", Withdrawn),
    of("AWSStepFunctionsFullAccess", BroadData),
    replaced("AWSXrayWriteOnlyAccess", Old, "AWSXRayDaemonWriteAccess"),
    of("AdministratorAccess", Administrator),
    of("AdministratorAccess-AWSElasticBeanstalk", Administrator),
    of("AdministratorAccess-Amplify", Administrator),
    of("AmazonAPIGatewayAdministrator", BroadData),
    of("AmazonAPIGatewayInvokeFullAccess", BroadData),
    of("AmazonAthenaFullAccess", BroadData),
    of("AmazonBedrockFullAccess", Escalation),
    of("AmazonCloudWatchEvidentlyFullAccess", Old),
    of("AmazonCloudWatchEvidentlyReadOnlyAccess", Old),
    of("AmazonCognitoDeveloperAuthenticatedIdentities", BroadData),
    of("AmazonCognitoPowerUser", Escalation),
    of("AmazonCognitoReadOnly", ReadsEverything),
    of("AmazonCognitoUnAuthedIdentitiesSessionPolicy", SessionPolicy),
    of("AmazonCognitoUnauthenticatedIdentities", SessionPolicy),
    replaced("AmazonConnectFullAccess", Withdrawn, "AmazonConnect_FullAccess"),
    of("AmazonDynamoDBFullAccess", Escalation),
    of("AmazonDynamoDBFullAccess_v2", BroadData),
    of("AmazonDynamoDBFullAccesswithDataPipeline", Old),
    of("AmazonDynamoDBReadOnlyAccess", BroadData),
    replaced("AmazonEC2ContainerServiceFullAccess", Withdrawn, "AmazonECS_FullAccess"),
    of("AmazonEC2FullAccess", Escalation),
    replaced("AmazonEC2RoleforSSM", Old, "AmazonSSMManagedInstanceCore"),
    replaced("AmazonEC2SpotFleetRole", Withdrawn, "AmazonEC2SpotFleetTaggingRole"),
    of("AmazonECS_FullAccess", Escalation),
    of("AmazonElasticMapReduceRole", WideServiceRole),
    of("AmazonElasticTranscoderRole", WideServiceRole),
    of("AmazonEventBridgeFullAccess", Escalation),
    of("AmazonEventBridgeSchedulerFullAccess", Escalation),
    replaced("AmazonGuardDutyFullAccess", Withdrawn, "AmazonGuardDutyFullAccess_v2"),
    of("AmazonKinesisFirehoseFullAccess", BroadData),
    of("AmazonKinesisFullAccess", BroadData),
    of("AmazonMacieSetupRole", Withdrawn),
    of("AmazonMobileAnalyticsWriteOnlyAccess", Old),
    of("AmazonQLDBFullAccess", Old),
    of("AmazonRDSDataFullAccess", BroadData),
    of("AmazonRDSFullAccess", BroadData),
    of("AmazonS3FullAccess", BroadData),
    of("AmazonS3ReadOnlyAccess", BroadData),
    of("AmazonSESFullAccess", BroadData),
    of("AmazonSNSFullAccess", BroadData),
    of("AmazonSQSFullAccess", BroadData),
    of("AmazonSSMFullAccess", Escalation),
    of("AmazonSSMReadOnlyAccess", BroadData),
    of("AmazonSageMakerFullAccess", Escalation),
    of("BedrockAgentCoreFullAccess", Escalation),
    of("CloudWatchEventsFullAccess", Escalation),
    replaced("CloudWatchFullAccess", Old, "CloudWatchFullAccessV2"),
    of("CloudWatchFullAccessV2", Escalation),
    of("CloudWatchLogsFullAccess", BroadData),
    of("DataScientist", Administrator),
    of("DatabaseAdministrator", Administrator),
    of("IAMFullAccess", Administrator),
    of("NetworkAdministrator", Administrator),
    of("PowerUserAccess", Administrator),
    of("ReadOnlyAccess", ReadsEverything),
    of("SecretsManagerReadWrite", BroadData),
    of("SecurityAudit", ReadsEverything),
    of("SystemAdministrator", Administrator),
    of("ViewOnlyAccess", ReadsEverything),
];

#[cfg(test)]
mod tests {
    use super::super::by_name;
    use super::*;

    #[test]
    fn notes_are_sorted_and_name_policies() {
        assert!(NOTES.is_sorted_by(|a, b| a.name < b.name));
        for note in NOTES {
            let policy = by_name(note.name).expect(note.name);
            assert_eq!(policy.class(), Some(note.class));
            if let Some(replacement) = note.replacement {
                assert!(policy.is_deprecated(), "{policy:?}");
                assert!(by_name(replacement).is_some_and(|policy| !policy.is_deprecated()), "{replacement}");
            }
            // What is gone can't be attached, whatever else it is.
            assert!(!policy.is_withdrawn() || note.class == Withdrawn, "{policy:?}");
        }
    }
}
