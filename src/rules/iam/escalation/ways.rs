//! The ways in which permissions can be turned into more permissions, one table. Sources: pathfinding.cloud, and what cloudsplaining,
//! prowler and PMapper look for.

/// What the way gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gain {
    /// Whatever something that exists already may do.
    Borrowed,
    /// What the service does with the role that is passed: less than everything that the role may do.
    Lent(&'static str),
    /// Whatever the role that is passed may do.
    Passed(&'static str),
    /// Whatever it likes.
    Anything,
}

/// A way: one action of each group is needed.
pub(super) struct Way {
    /// Its name; several ways may share one.
    pub(super) id: &'static str,
    pub(super) gain: Gain,
    pub(super) needs: &'static [&'static [&'static str]],
    /// What the holder can do, after "can".
    pub(super) does: &'static str,
}

const fn way(id: &'static str, gain: Gain, needs: &'static [&'static [&'static str]], does: &'static str) -> Way {
    Way { id, gain, needs, does }
}

const ANYTHING: Gain = Gain::Anything;
const BORROWED: Gain = Gain::Borrowed;

const fn lent(service: &'static str) -> Gain {
    Gain::Lent(service)
}

const fn to(service: &'static str) -> Gain {
    Gain::Passed(service)
}

/// From the worst to the mildest. A way that passes a role needs `iam:PassRole` as well. Ways that lead over the users of a pool are
/// not here: `iam/cognito-administration` tells them.
pub(super) static WAYS: &[Way] = &[
    way(
        "attach-own",
        ANYTHING,
        &[&["iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy"]],
        "attach any policy to itself",
    ),
    way("put-own", ANYTHING, &[&["iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy"]], "write itself any policy"),
    way("new-policy-version", ANYTHING, &[&["iam:CreatePolicyVersion"]], "rewrite the policies that it has"),
    way("old-policy-version", ANYTHING, &[&["iam:SetDefaultPolicyVersion"]], "bring back a wider version of its policies"),
    way(
        "rewrite-trust-and-policy",
        ANYTHING,
        &[&["iam:UpdateAssumeRolePolicy"], &["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion"]],
        "open any role to itself and give it any policy",
    ),
    way(
        "boost-then-assume",
        ANYTHING,
        &[&["sts:AssumeRole"], &["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion"]],
        "give a role any policy and take it",
    ),
    way(
        "boost-user-then-key",
        ANYTHING,
        &[&["iam:CreateAccessKey"], &["iam:AttachUserPolicy", "iam:PutUserPolicy"]],
        "give a user any policy and make itself that user's keys",
    ),
    way(
        "new-role-admin",
        ANYTHING,
        &[&["iam:CreateRole"], &["iam:AttachRolePolicy", "iam:PutRolePolicy"], &["sts:AssumeRole"]],
        "make a role with any policy and take it",
    ),
    way("rewrite-trust", ANYTHING, &[&["iam:UpdateAssumeRolePolicy"]], "open any role of the account to itself"),
    way("access-key", ANYTHING, &[&["iam:CreateAccessKey"]], "make itself access keys of any user"),
    way("console-password", ANYTHING, &[&["iam:CreateLoginProfile", "iam:UpdateLoginProfile"]], "set the password of any user"),
    way("join-group", ANYTHING, &[&["iam:AddUserToGroup"]], "put a user into any group"),
    way(
        "service-credential",
        ANYTHING,
        &[&["iam:CreateServiceSpecificCredential", "iam:ResetServiceSpecificCredential"]],
        "make itself credentials of any user",
    ),
    way("drop-boundary", ANYTHING, &[&["iam:DeleteUserPermissionsBoundary"]], "take the boundary off any user"),
    way(
        "drop-boundary",
        ANYTHING,
        &[&["iam:DeleteRolePermissionsBoundary"], &["sts:AssumeRole"]],
        "take the boundary off a role and take it",
    ),
    way("drop-boundary", ANYTHING, &[&["iam:PutRolePermissionsBoundary"]], "set another boundary for any role"),
    way(
        "new-idp",
        ANYTHING,
        &[&[
            "iam:CreateOpenIDConnectProvider",
            "iam:AddClientIDToOpenIDConnectProvider",
            "iam:CreateSAMLProvider",
            "iam:UpdateSAMLProvider",
        ]],
        "sign in as whoever a role trusts",
    ),
    way(
        "sso",
        ANYTHING,
        &[&["sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"]],
        "give a permission set any policy",
    ),
    way("sso", ANYTHING, &[&["sso:CreatePermissionSet"], &["sso:CreateAccountAssignment"]], "make a permission set and assign it"),
    way(
        "lambda-new",
        to("lambda.amazonaws.com"),
        &[
            &["lambda:CreateFunction"],
            &["lambda:InvokeFunction", "lambda:AddPermission", "lambda:CreateEventSourceMapping", "lambda:CreateFunctionUrlConfig"],
        ],
        "run a function of its own with any role",
    ),
    way("cfn-new", to("cloudformation.amazonaws.com"), &[&["cloudformation:CreateStack"]], "deploy a stack of its own with any role"),
    way(
        "cfn-stackset",
        to("cloudformation.amazonaws.com"),
        &[&["cloudformation:CreateStackSet"], &["cloudformation:CreateStackInstances"]],
        "deploy stacks of its own with any role",
    ),
    way(
        "cfn-stackset",
        to("cloudformation.amazonaws.com"),
        &[&["cloudformation:UpdateStackSet"]],
        "deploy stacks of its own with any role",
    ),
    way(
        "ec2-new",
        to("ec2.amazonaws.com"),
        &[&["ec2:RunInstances", "ec2:RequestSpotInstances", "ec2:CreateFleet"]],
        "start a machine of its own with any role",
    ),
    way(
        "profile-swap",
        to("ec2.amazonaws.com"),
        &[&["ec2:AssociateIamInstanceProfile", "ec2:ReplaceIamInstanceProfileAssociation"]],
        "give a machine any role",
    ),
    way(
        "ecs-task",
        to("ecs-tasks.amazonaws.com"),
        &[&["ecs:RegisterTaskDefinition"], &["ecs:RunTask", "ecs:StartTask", "ecs:CreateService"]],
        "run a task of its own with any role",
    ),
    way("ecs-override", to("ecs-tasks.amazonaws.com"), &[&["ecs:RunTask", "ecs:StartTask"]], "run a task with any role"),
    way(
        "codebuild-new",
        to("codebuild.amazonaws.com"),
        &[&["codebuild:CreateProject", "codebuild:UpdateProject"], &["codebuild:StartBuild", "codebuild:StartBuildBatch"]],
        "run a build of its own with any role",
    ),
    way(
        "codepipeline",
        to("codepipeline.amazonaws.com"),
        &[&["codepipeline:CreatePipeline", "codepipeline:UpdatePipeline"]],
        "run a pipeline of its own with any role",
    ),
    way(
        "autoscaling",
        to("ec2.amazonaws.com"),
        &[&["autoscaling:CreateLaunchConfiguration"], &["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"]],
        "start machines of its own with any role",
    ),
    way(
        "ssm-automation",
        to("ssm.amazonaws.com"),
        &[&["ssm:CreateDocument"], &["ssm:StartAutomationExecution"]],
        "run an automation of its own with any role",
    ),
    way("apprunner", to("tasks.apprunner.amazonaws.com"), &[&["apprunner:CreateService"]], "run a service of its own with any role"),
    way("apprunner", BORROWED, &[&["apprunner:UpdateService"]], "run its own code in any App Runner service"),
    way(
        "batch",
        to("ecs-tasks.amazonaws.com"),
        &[&["batch:RegisterJobDefinition"], &["batch:SubmitJob"]],
        "run a job of its own with any role",
    ),
    way("glue-endpoint", to("glue.amazonaws.com"), &[&["glue:CreateDevEndpoint"]], "open a development endpoint with any role"),
    way("glue-endpoint", BORROWED, &[&["glue:UpdateDevEndpoint"]], "open the development endpoints that exist to itself"),
    way(
        "glue-job",
        to("glue.amazonaws.com"),
        &[&["glue:CreateJob", "glue:UpdateJob"], &["glue:StartJobRun", "glue:CreateTrigger"]],
        "run a Glue job of its own with any role",
    ),
    way(
        "glue-session",
        to("glue.amazonaws.com"),
        &[&["glue:CreateSession"], &["glue:RunStatement"]],
        "run Glue code of its own with any role",
    ),
    way("emr", to("elasticmapreduce.amazonaws.com"), &[&["elasticmapreduce:RunJobFlow"]], "run a cluster of its own with any role"),
    way(
        "emr",
        to("emr-serverless.amazonaws.com"),
        &[&["emr-serverless:CreateApplication"], &["emr-serverless:StartJobRun"]],
        "run a job of its own with any role",
    ),
    way(
        "datapipeline",
        to("datapipeline.amazonaws.com"),
        &[&["datapipeline:CreatePipeline"], &["datapipeline:PutPipelineDefinition"], &["datapipeline:ActivatePipeline"]],
        "run a pipeline of its own with any role",
    ),
    way(
        "sagemaker-new",
        to("sagemaker.amazonaws.com"),
        &[&["sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"]],
        "run SageMaker code of its own with any role",
    ),
    way("sagemaker-open", BORROWED, &[&["sagemaker:CreatePresignedNotebookInstanceUrl"]], "open any notebook, with its role"),
    way(
        "sagemaker-open",
        BORROWED,
        &[
            &["sagemaker:CreateNotebookInstanceLifecycleConfig"],
            &["sagemaker:StopNotebookInstance"],
            &["sagemaker:UpdateNotebookInstance"],
            &["sagemaker:StartNotebookInstance"],
        ],
        "run its own code in any notebook",
    ),
    way(
        "agentcore-interpreter",
        to("bedrock-agentcore.amazonaws.com"),
        &[
            &["bedrock-agentcore:CreateCodeInterpreter"],
            &["bedrock-agentcore:StartCodeInterpreterSession"],
            &["bedrock-agentcore:InvokeCodeInterpreter"],
        ],
        "run code of its own with any role",
    ),
    way(
        "agentcore-interpreter",
        BORROWED,
        &[&["bedrock-agentcore:StartCodeInterpreterSession"], &["bedrock-agentcore:InvokeCodeInterpreter"]],
        "run its own code in any code interpreter",
    ),
    way(
        "agentcore-runtime",
        to("bedrock-agentcore.amazonaws.com"),
        &[
            &["bedrock-agentcore:CreateAgentRuntime"],
            &["bedrock-agentcore:CreateAgentRuntimeEndpoint"],
            &["bedrock-agentcore:CreateWorkloadIdentity"],
        ],
        "run an agent of its own with any role",
    ),
    way("agentcore-runtime", BORROWED, &[&["bedrock-agentcore:InvokeAgentRuntimeCommand"]], "run commands in any agent, with its role"),
    way(
        "agentcore-browser",
        to("bedrock-agentcore.amazonaws.com"),
        &[
            &["bedrock-agentcore:CreateBrowser"],
            &["bedrock-agentcore:StartBrowserSession"],
            &["bedrock-agentcore:ConnectBrowserAutomationStream"],
        ],
        "drive a browser of its own with any role",
    ),
    way(
        "agentcore-browser",
        BORROWED,
        &[&["bedrock-agentcore:StartBrowserSession"], &["bedrock-agentcore:ConnectBrowserAutomationStream"]],
        "drive any browser of an agent",
    ),
    way(
        "stepfunctions",
        to("states.amazonaws.com"),
        &[&["states:CreateStateMachine"], &["states:StartExecution"]],
        "call any service through a state machine with any role",
    ),
    way(
        "stepfunctions",
        BORROWED,
        &[&["states:UpdateStateMachine"], &["states:StartExecution"]],
        "rewrite any state machine and run it with its role",
    ),
    way("scheduler", to("scheduler.amazonaws.com"), &[&["scheduler:CreateSchedule"]], "call any service by a schedule with any role"),
    way(
        "event-target",
        lent("events.amazonaws.com"),
        &[&["events:PutRule"], &["events:PutTargets"]],
        "start any target by a rule of its own with any role",
    ),
    way("event-target", lent("pipes.amazonaws.com"), &[&["pipes:CreatePipe"]], "start any target by a pipe of its own with any role"),
    way(
        "api-integration",
        lent("apigateway.amazonaws.com"),
        &[&["apigateway:POST"], &["apigateway:PUT"]],
        "call any service through an API of its own with any role",
    ),
    way(
        "appsync-resolver",
        lent("appsync.amazonaws.com"),
        &[&["appsync:CreateDataSource"], &["appsync:CreateResolver"]],
        "reach any source through a resolver of its own with any role",
    ),
    way(
        "other-passers",
        to("imagebuilder.amazonaws.com"),
        &[&["imagebuilder:CreateInfrastructureConfiguration"], &["imagebuilder:CreateImage"]],
        "build an image with a machine of any role",
    ),
    way(
        "other-passers",
        to("gamelift.amazonaws.com"),
        &[&["gamelift:CreateBuild"], &["gamelift:CreateFleet"]],
        "run a game server with any role",
    ),
    way(
        "other-passers",
        to("kinesisanalytics.amazonaws.com"),
        &[&["kinesisanalytics:CreateApplication"], &["kinesisanalytics:StartApplication"]],
        "run an application of its own with any role",
    ),
    way(
        "other-passers",
        to("omics.amazonaws.com"),
        &[&["omics:CreateWorkflow"], &["omics:StartRun"]],
        "run a workflow of its own with any role",
    ),
    way("other-passers", to("braket.amazonaws.com"), &[&["braket:CreateJob"]], "run a job of its own with any role"),
    way(
        "identity-pool-roles",
        lent("cognito-identity.amazonaws.com"),
        &[&["cognito-identity:SetIdentityPoolRoles"]],
        "hand any role to the users of an identity pool",
    ),
    way(
        "group-role",
        lent("cognito-idp.amazonaws.com"),
        &[&["cognito-idp:CreateGroup", "cognito-idp:UpdateGroup"]],
        "hand any role to the users of a group",
    ),
    way("lambda-code", BORROWED, &[&["lambda:UpdateFunctionCode"]], "put its own code into any function"),
    way("lambda-config", BORROWED, &[&["lambda:UpdateFunctionConfiguration"]], "put a layer of its own into any function"),
    way("cfn-update", BORROWED, &[&["cloudformation:UpdateStack"]], "change any stack with the role that the stack is deployed with"),
    way(
        "cfn-update",
        BORROWED,
        &[&["cloudformation:CreateChangeSet"], &["cloudformation:ExecuteChangeSet"]],
        "change any stack with the role that the stack is deployed with",
    ),
    way(
        "ec2-userdata",
        BORROWED,
        &[&["ec2:ModifyInstanceAttribute"], &["ec2:StopInstances"], &["ec2:StartInstances"]],
        "run its own script on any machine",
    ),
    way(
        "launch-template",
        BORROWED,
        &[&["ec2:CreateLaunchTemplateVersion"], &["ec2:ModifyLaunchTemplate"]],
        "run its own script on new machines of any group",
    ),
    way("ssh-push", BORROWED, &[&["ec2-instance-connect:SendSSHPublicKey"]], "log in to any machine"),
    way("ssm-shell", BORROWED, &[&["ssm:StartSession", "ssm:SendCommand"]], "run commands on any managed machine"),
    way(
        "codebuild-override",
        BORROWED,
        &[&["codebuild:StartBuild", "codebuild:StartBuildBatch"]],
        "run its own build script in any project",
    ),
    way(
        "codedeploy",
        BORROWED,
        &[&["codedeploy:CreateDeployment"], &["codedeploy:RegisterApplicationRevision"], &["codedeploy:GetDeploymentConfig"]],
        "deploy its own code to any machine",
    ),
    way("ecs-exec", BORROWED, &[&["ecs:ExecuteCommand"]], "run commands in any container"),
    way("batch", BORROWED, &[&["batch:SubmitJob"]], "run commands in any job, with its role"),
    way("kms-grant", BORROWED, &[&["kms:CreateGrant", "kms:PutKeyPolicy"]], "give itself the use of any key"),
];
