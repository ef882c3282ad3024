//! Generated from the heads of the pages under `rules/` by `UPDATE=1 cargo test --test generated`; do not edit.

use super::Meta;
use crate::finding::{Confidence, Severity};

pub(super) static API_IGNORED_DEFAULT_AUTHORIZER: Meta = Meta {
    id: "api/ignored-default-authorizer",
    title: "every method of this API is open because its default authorizer is dropped",
    help: "write the authorizer under `Authorizers`, by the name that is the default",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/api/ignored-default-authorizer.md"),
};

pub(super) static API_POOL_ARN_WITHOUT_TYPE: Meta = Meta {
    id: "api/pool-arn-without-type",
    title: "every call is refused because a user pool is taken for a function that authorizes",
    help: "write `type: COGNITO_USER_POOLS` beside the ARN",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/api/pool-arn-without-type.md"),
};

pub(super) static COGNITO_ACCESS_TOKEN_OUTLIVES_REFRESH: Meta = Meta {
    id: "cognito/access-token-outlives-refresh",
    title: "the deployment fails because a token would outlive the session that renews it",
    help: "make `RefreshTokenValidity` at least as long as the access and ID tokens, or shorten those",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/access-token-outlives-refresh.md"),
};

pub(super) static COGNITO_LEGACY_AUTH_FLOW: Meta = Meta {
    id: "cognito/legacy-auth-flow",
    title: "an app client with legacy flow names cannot enable any newer sign-in flow",
    help: "write the `ALLOW_` values of all flows that the application uses, `ALLOW_REFRESH_TOKEN_AUTH` among them",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/legacy-auth-flow.md"),
};

pub(super) static COGNITO_MIXED_AUTH_FLOWS: Meta = Meta {
    id: "cognito/mixed-auth-flows",
    title: "the deployment fails because one app client has both legacy and ALLOW_ flows",
    help: "replace the legacy value by its `ALLOW_` form, such as `ALLOW_ADMIN_USER_PASSWORD_AUTH` for `ADMIN_NO_SRP_AUTH`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/mixed-auth-flows.md"),
};

pub(super) static COGNITO_NO_DELETION_PROTECTION: Meta = Meta {
    id: "cognito/no-deletion-protection",
    title: "all users can be lost in one deletion",
    help: "write `DeletionProtection: ACTIVE`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/no-deletion-protection.md"),
};

pub(super) static COGNITO_NO_RETAIN_POLICY: Meta = Meta {
    id: "cognito/no-retain-policy",
    title: "removing or renaming this pool in the template loses every identity in it",
    help: "write `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` beside `Type`",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[],
    strict: Some(Severity::Warning),
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/no-retain-policy.md"),
};

pub(super) static COGNITO_TOKEN_VALIDITY_OUT_OF_RANGE: Meta = Meta {
    id: "cognito/token-validity-out-of-range",
    title: "the deployment fails because Cognito refuses this lifetime",
    help: "access and ID tokens: 5 minutes to 1 day, refresh tokens: 60 minutes to 3650 days, sign-in sessions: 3 to 15 minutes",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/token-validity-out-of-range.md"),
};

pub(super) static COGNITO_TOKEN_VALIDITY_UNIT_MISTAKE: Meta = Meta {
    id: "cognito/token-validity-unit-mistake",
    title: "the deployment fails because a lifetime counts as hours or days, not minutes or seconds",
    help: "write the unit that you mean in `TokenValidityUnits`, such as `AccessToken: minutes`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("legal", Severity::Warning)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/token-validity-unit-mistake.md"),
};

pub(super) static COGNITO_TRIGGER_POOL_NOT_OVERRIDDEN: Meta = Meta {
    id: "cognito/trigger-pool-not-overridden",
    title: "a trigger sits on a second user pool, made with the service's defaults",
    help: "name the resource as the framework names the pool of the trigger",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    cases: &[("alone", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/trigger-pool-not-overridden.md"),
};

pub(super) static COGNITO_USER_EXISTENCE_ERRORS: Meta = Meta {
    id: "cognito/user-existence-errors",
    title: "anyone can find out which people have an account",
    help: "write `PreventUserExistenceErrors: ENABLED`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/cognito/user-existence-errors.md"),
};

pub(super) static IAM_DROPPED_MANAGED_POLICIES: Meta = Meta {
    id: "iam/dropped-managed-policies",
    title: "functions with roles of their own do not get the managed policies of the provider",
    help: "give these functions what they need of it in `iamRoleStatements`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/dropped-managed-policies.md"),
};

pub(super) static IAM_FULL_ADMIN: Meta = Meta {
    id: "iam/full-admin",
    title: "whoever gets these permissions owns the account",
    help: "list the actions that are needed and the ARNs of the resources that they are needed on",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &["iam/wildcard-action", "iam/wildcard-resource"],
    generated: false,
    page: include_str!("../../rules/iam/full-admin.md"),
};

pub(super) static IAM_IGNORED_FUNCTION_STATEMENTS: Meta = Meta {
    id: "iam/ignored-function-statements",
    title: "a function keeps the shared role because nobody reads its own statements",
    help: "add `serverless-iam-roles-per-function` to `plugins`, or move the statements to `provider.iam.role.statements`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("open", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/ignored-function-statements.md"),
};

pub(super) static IAM_MISSING_VERSION: Meta = Meta {
    id: "iam/missing-version",
    title: "without a Version this policy is read by the rules of 2008, which know no variables",
    help: "add `Version: '2012-10-17'` beside `Statement`",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[("variables", Severity::Error)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/missing-version.md"),
};

pub(super) static IAM_UNKNOWN_POLICY_VARIABLE: Meta = Meta {
    id: "iam/unknown-policy-variable",
    title: "a policy variable that the framework takes for its own stops the deployment",
    help: "escape it, so that only IAM reads it",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/unknown-policy-variable.md"),
};

pub(super) static IAM_UNQUOTED_VERSION: Meta = Meta {
    id: "iam/unquoted-version",
    title: "IAM refuses this policy: its Version is deployed as a point in time",
    help: "put the date in quotes",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("open", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/unquoted-version.md"),
};

pub(super) static IAM_WILDCARD_ACTION: Meta = Meta {
    id: "iam/wildcard-action",
    title: "a wildcard hands out actions that nobody meant to give",
    help: "list the actions that are needed, such as `s3:GetObject` and `s3:PutObject`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("logs", Severity::Info), ("own", Severity::Info), ("star", Severity::Error)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/wildcard-action.md"),
};

pub(super) static IAM_WILDCARD_RESOURCE: Meta = Meta {
    id: "iam/wildcard-resource",
    title: "actions that could be limited to some resources reach all of the account",
    help: "write the ARNs of the resources that are needed instead of `*`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("sms", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/iam/wildcard-resource.md"),
};

pub(super) static IDENTITY_CLASSIC_FLOW: Meta = Meta {
    id: "identity/classic-flow",
    title: "callers can pick any role that trusts the identity pool",
    help: "remove `AllowClassicFlow` or write `AllowClassicFlow: false`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("guests", Severity::Error), ("mapping", Severity::Info), ("roles", Severity::Error)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/identity/classic-flow.md"),
};

pub(super) static IDENTITY_INVALID_ROLE_KEY: Meta = Meta {
    id: "identity/invalid-role-key",
    title: "the deployment fails because Cognito knows no role by this key",
    help: "write `authenticated` for signed-in users and `unauthenticated` for guests",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/identity/invalid-role-key.md"),
};

pub(super) static IDENTITY_NO_SERVER_SIDE_TOKEN_CHECK: Meta = Meta {
    id: "identity/no-server-side-token-check",
    title: "signed-out and deleted users keep getting AWS credentials",
    help: "add `ServerSideTokenCheck: true` to the provider",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/identity/no-server-side-token-check.md"),
};

pub(super) static IDENTITY_ROLE_NOT_AN_ARN: Meta = Meta {
    id: "identity/role-not-an-arn",
    title: "the deployment fails because a role's name stands where its ARN belongs",
    help: "use the role's `Arn` attribute, such as `!GetAtt AuthRole.Arn`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/identity/role-not-an-arn.md"),
};

pub(super) static IDENTITY_UNAUTHENTICATED_IDENTITIES: Meta = Meta {
    id: "identity/unauthenticated-identities",
    title: "anyone on the internet can get AWS credentials",
    help: "write `AllowUnauthenticatedIdentities: false`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("monitoring", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/identity/unauthenticated-identities.md"),
};

pub(super) static OUTPUTS_MISSING_CLIENT_OUTPUTS: Meta = Meta {
    id: "outputs/missing-client-outputs",
    title: "the front end cannot learn the ids that it needs to sign people in",
    help: "add an output whose value is the resource's id, such as `Value: !Ref Client`",
    severity: Severity::Info,
    confidence: Confidence::Medium,
    cases: &[],
    strict: None,
    on: false,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/outputs/missing-client-outputs.md"),
};

pub(super) static OUTPUTS_SECRET_IN_OUTPUT: Meta = Meta {
    id: "outputs/secret-in-output",
    title: "anyone who can describe the stack or its functions can read a secret",
    help: "keep the value in an `AWS::SecretsManager::Secret` and hand on that secret's ARN",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("environment", Severity::Warning)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/outputs/secret-in-output.md"),
};

pub(super) static OUTPUTS_UNSCOPED_EXPORT_NAME: Meta = Meta {
    id: "outputs/unscoped-export-name",
    title: "a second stage of the stack cannot be deployed because its export name is taken",
    help: "put `${AWS::StackName}` or the stage into the name",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[("service", Severity::Warning)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/outputs/unscoped-export-name.md"),
};

pub(super) static SUPPRESSIONS_SUPPRESSION_WITHOUT_REASON: Meta = Meta {
    id: "suppressions/suppression-without-reason",
    title: "a suppression without a reason can be checked by nobody",
    help: "write after the bracket why this is right here, such as `ignore[iam/wildcard-action] the backup job moves whole buckets`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/suppressions/suppression-without-reason.md"),
};

pub(super) static SUPPRESSIONS_UNKNOWN_RULE_IN_SUPPRESSION: Meta = Meta {
    id: "suppressions/unknown-rule-in-suppression",
    title: "a suppression names no rule, so it suppresses nothing",
    help: "write the id of a rule, such as `iam/wildcard-action`, or of a family, such as `iam`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/suppressions/unknown-rule-in-suppression.md"),
};

pub(super) static SUPPRESSIONS_UNUSED_SUPPRESSION: Meta = Meta {
    id: "suppressions/unused-suppression",
    title: "a suppression that hides nothing today will hide the next mistake here",
    help: "remove it, or the one name in it that is not needed",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/suppressions/unused-suppression.md"),
};

pub(super) static TEMPLATE_CIRCULAR_DEPENDENCY: Meta = Meta {
    id: "template/circular-dependency",
    title: "resources wait for each other, so the deployment fails",
    help: "take one of the references away: write the name or ARN that it stands for, or move it into a resource of its own",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: true,
    page: include_str!("../../rules/template/circular-dependency.md"),
};

pub(super) static TEMPLATE_DEPRECATED_PROPERTY: Meta = Meta {
    id: "template/deprecated-property",
    title: "a property that is no longer used has no effect",
    help: "set `Policies.PasswordPolicy.TemporaryPasswordValidityDays` instead",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("replaced", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/deprecated-property.md"),
};

pub(super) static TEMPLATE_DUPLICATE_KEY: Meta = Meta {
    id: "template/duplicate-key",
    title: "a key is written twice, so one of its two values is lost without a word",
    help: "remove one of the two, or merge what they hold",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("same", Severity::Info), ("serverless", Severity::Error)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/duplicate-key.md"),
};

pub(super) static TEMPLATE_HARD_CODED_SECRET: Meta = Meta {
    id: "template/hard-coded-secret",
    title: "a secret stands in the template, for everybody who can read it",
    help: "store it in Secrets Manager and write `{{resolve:secretsmanager:NAME}}`; then make a new one, since this one is known",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/hard-coded-secret.md"),
};

pub(super) static TEMPLATE_INCLUDE_CYCLE: Meta = Meta {
    id: "template/include-cycle",
    title: "included files include each other without end, so the service can't be deployed",
    help: "move what both files need into a third one",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/include-cycle.md"),
};

pub(super) static TEMPLATE_INCLUDE_OUTSIDE_PROJECT: Meta = Meta {
    id: "template/include-outside-project",
    title: "an included file lies outside the project, so what it adds is not checked",
    help: "move the file into the project, or run the check from the folder that holds both",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/include-outside-project.md"),
};

pub(super) static TEMPLATE_INVALID_ATTRIBUTE: Meta = Meta {
    id: "template/invalid-attribute",
    title: "an attribute that the resource does not have is read, so the deployment fails",
    help: "write an attribute that the type has",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("new", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/invalid-attribute.md"),
};

pub(super) static TEMPLATE_INVALID_TYPE: Meta = Meta {
    id: "template/invalid-type",
    title: "a value of another type than the property has makes the deployment fail",
    help: "write a value of the type that the property has",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/invalid-type.md"),
};

pub(super) static TEMPLATE_INVALID_VALUE: Meta = Meta {
    id: "template/invalid-value",
    title: "a value that the property does not allow makes the deployment fail",
    help: "write a value that the property allows",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("new", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/invalid-value.md"),
};

pub(super) static TEMPLATE_LIST_IN_TEXT: Meta = Meta {
    id: "template/list-in-text",
    title: "a list inside an ARN becomes one text with commas, which names nothing",
    help: "let the variable be the whole value, and write the ARNs out in the list",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/list-in-text.md"),
};

pub(super) static TEMPLATE_MERGED_BY_INDEX: Meta = Meta {
    id: "template/merged-by-index",
    title: "what a later list leaves out stays, because lists are merged item by item",
    help: "write the list in one place; `extensions` replaces a whole property",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/merged-by-index.md"),
};

pub(super) static TEMPLATE_MISSING_INCLUDE: Meta = Meta {
    id: "template/missing-include",
    title: "an included file is not there, so the service can't be deployed",
    help: "write a path from the folder of serverless.yml, or a fallback after a comma, such as `${file(pool.yml), null}`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("code", Severity::Info), ("ignored", Severity::Info), ("stage", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/missing-include.md"),
};

pub(super) static TEMPLATE_MISSING_PROPERTY: Meta = Meta {
    id: "template/missing-property",
    title: "a property that must be there is missing, so the deployment fails",
    help: "write the missing properties",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/missing-property.md"),
};

pub(super) static TEMPLATE_MISSING_SPACE_AFTER_COLON: Meta = Meta {
    id: "template/missing-space-after-colon",
    title: "a key is glued to its value, so the setting is lost or the file can't be read",
    help: "write a space after the colon, such as `RefreshTokenValidity: 30`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/missing-space-after-colon.md"),
};

pub(super) static TEMPLATE_PARAMETER_DEFAULT_SECRET: Meta = Meta {
    id: "template/parameter-default-secret",
    title: "a secret given as a parameter can be read by others",
    help: "add `NoEcho: true` and remove `Default`",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/parameter-default-secret.md"),
};

pub(super) static TEMPLATE_PARSE_ERROR: Meta = Meta {
    id: "template/parse-error",
    title: "this file is not valid YAML or JSON, so it can't be deployed and hides what follows",
    help: "mend this place first; what stands behind it is checked once it can be read",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/parse-error.md"),
};

pub(super) static TEMPLATE_QUOTED_BOOLEAN: Meta = Meta {
    id: "template/quoted-boolean",
    title: "a boolean in quotes is text until CloudFormation turns it into a boolean",
    help: "write `true` or `false` without quotes",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/quoted-boolean.md"),
};

pub(super) static TEMPLATE_QUOTED_NUMBER: Meta = Meta {
    id: "template/quoted-number",
    title: "a number in quotes is text until CloudFormation turns it into a number",
    help: "write the number without quotes",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/quoted-number.md"),
};

pub(super) static TEMPLATE_READ_ONLY_PROPERTY: Meta = Meta {
    id: "template/read-only-property",
    title: "an attribute that only the service sets is written, so the deployment fails",
    help: "remove it; after the deployment `Fn::GetAtt` or `Ref` gives its value",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/read-only-property.md"),
};

pub(super) static TEMPLATE_STAGE_FROM_PROVIDER: Meta = Meta {
    id: "template/stage-from-provider",
    title: "`--stage` does not reach this variable, so production takes another stage's settings",
    help: "write `stage: ${opt:stage, 'dev'}`, or `${sls:stage}` where the stage is read",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("name", Severity::Info), ("open", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/stage-from-provider.md"),
};

pub(super) static TEMPLATE_UNDEFINED_REFERENCE: Meta = Meta {
    id: "template/undefined-reference",
    title: "a reference leads to nothing, so the deployment fails",
    help: "write the name of something that the template has",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/undefined-reference.md"),
};

pub(super) static TEMPLATE_UNKNOWN_PROPERTY: Meta = Meta {
    id: "template/unknown-property",
    title: "a property that does not exist makes the deployment fail",
    help: "write a property that the type has",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("new", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/unknown-property.md"),
};

pub(super) static TEMPLATE_UNKNOWN_RESOURCE_TYPE: Meta = Meta {
    id: "template/unknown-resource-type",
    title: "a resource type that does not exist makes the deployment fail",
    help: "write a type that there is",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("new", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/unknown-resource-type.md"),
};

pub(super) static TEMPLATE_UNRESOLVABLE_VARIABLE: Meta = Meta {
    id: "template/unresolvable-variable",
    title: "a variable has no value, so the service can't be deployed",
    help: "write the path of a key that is there, or a fallback after a comma, such as `${self:custom.x, 'y'}`",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[("dropped", Severity::Warning), ("open", Severity::Info)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/unresolvable-variable.md"),
};

pub(super) static TEMPLATE_UNSUPPORTED_INPUT: Meta = Meta {
    id: "template/unsupported-input",
    title: "a part of this template can't be followed, so nothing is said about it",
    help: "check the processed template as well, such as the one that the packaging step writes",
    severity: Severity::Info,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/template/unsupported-input.md"),
};

pub(super) static TRUST_MISSING_AMR_CONDITION: Meta = Meta {
    id: "trust/missing-amr-condition",
    title: "guests of the identity pool can take a role that does not ask whether they signed in",
    help: "add `ForAnyValue:StringLike` with `cognito-identity.amazonaws.com:amr` and the value `authenticated`",
    severity: Severity::Warning,
    confidence: Confidence::High,
    cases: &[("guests", Severity::Error)],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/trust/missing-amr-condition.md"),
};

pub(super) static TRUST_MISSING_AUDIENCE_CONDITION: Meta = Meta {
    id: "trust/missing-audience-condition",
    title: "users of an identity pool that was never meant can take this role",
    help: "add `StringEquals` with `cognito-identity.amazonaws.com:aud` and the id of the identity pool, which `Ref` gives",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/trust/missing-audience-condition.md"),
};

pub(super) static TRUST_MISSING_CONDITION: Meta = Meta {
    id: "trust/missing-condition",
    title: "IAM refuses this role: it trusts Cognito identities without any condition",
    help: "add a `Condition` that tests `aud` for this identity pool and `amr` for guests or signed-in users",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/trust/missing-condition.md"),
};

pub(super) static TRUST_WRONG_AMR: Meta = Meta {
    id: "trust/wrong-amr",
    title: "nobody gets credentials: this role asks for the opposite kind of identity",
    help: "ask for `unauthenticated` in the role for guests and for `authenticated` in the role for signed-in users",
    severity: Severity::Error,
    confidence: Confidence::High,
    cases: &[],
    strict: None,
    on: true,
    covers: &[],
    generated: false,
    page: include_str!("../../rules/trust/wrong-amr.md"),
};

pub(super) static ALL: &[&Meta] = &[
    &API_IGNORED_DEFAULT_AUTHORIZER,
    &API_POOL_ARN_WITHOUT_TYPE,
    &COGNITO_ACCESS_TOKEN_OUTLIVES_REFRESH,
    &COGNITO_LEGACY_AUTH_FLOW,
    &COGNITO_MIXED_AUTH_FLOWS,
    &COGNITO_NO_DELETION_PROTECTION,
    &COGNITO_NO_RETAIN_POLICY,
    &COGNITO_TOKEN_VALIDITY_OUT_OF_RANGE,
    &COGNITO_TOKEN_VALIDITY_UNIT_MISTAKE,
    &COGNITO_TRIGGER_POOL_NOT_OVERRIDDEN,
    &COGNITO_USER_EXISTENCE_ERRORS,
    &IAM_DROPPED_MANAGED_POLICIES,
    &IAM_FULL_ADMIN,
    &IAM_IGNORED_FUNCTION_STATEMENTS,
    &IAM_MISSING_VERSION,
    &IAM_UNKNOWN_POLICY_VARIABLE,
    &IAM_UNQUOTED_VERSION,
    &IAM_WILDCARD_ACTION,
    &IAM_WILDCARD_RESOURCE,
    &IDENTITY_CLASSIC_FLOW,
    &IDENTITY_INVALID_ROLE_KEY,
    &IDENTITY_NO_SERVER_SIDE_TOKEN_CHECK,
    &IDENTITY_ROLE_NOT_AN_ARN,
    &IDENTITY_UNAUTHENTICATED_IDENTITIES,
    &OUTPUTS_MISSING_CLIENT_OUTPUTS,
    &OUTPUTS_SECRET_IN_OUTPUT,
    &OUTPUTS_UNSCOPED_EXPORT_NAME,
    &SUPPRESSIONS_SUPPRESSION_WITHOUT_REASON,
    &SUPPRESSIONS_UNKNOWN_RULE_IN_SUPPRESSION,
    &SUPPRESSIONS_UNUSED_SUPPRESSION,
    &TEMPLATE_CIRCULAR_DEPENDENCY,
    &TEMPLATE_DEPRECATED_PROPERTY,
    &TEMPLATE_DUPLICATE_KEY,
    &TEMPLATE_HARD_CODED_SECRET,
    &TEMPLATE_INCLUDE_CYCLE,
    &TEMPLATE_INCLUDE_OUTSIDE_PROJECT,
    &TEMPLATE_INVALID_ATTRIBUTE,
    &TEMPLATE_INVALID_TYPE,
    &TEMPLATE_INVALID_VALUE,
    &TEMPLATE_LIST_IN_TEXT,
    &TEMPLATE_MERGED_BY_INDEX,
    &TEMPLATE_MISSING_INCLUDE,
    &TEMPLATE_MISSING_PROPERTY,
    &TEMPLATE_MISSING_SPACE_AFTER_COLON,
    &TEMPLATE_PARAMETER_DEFAULT_SECRET,
    &TEMPLATE_PARSE_ERROR,
    &TEMPLATE_QUOTED_BOOLEAN,
    &TEMPLATE_QUOTED_NUMBER,
    &TEMPLATE_READ_ONLY_PROPERTY,
    &TEMPLATE_STAGE_FROM_PROVIDER,
    &TEMPLATE_UNDEFINED_REFERENCE,
    &TEMPLATE_UNKNOWN_PROPERTY,
    &TEMPLATE_UNKNOWN_RESOURCE_TYPE,
    &TEMPLATE_UNRESOLVABLE_VARIABLE,
    &TEMPLATE_UNSUPPORTED_INPUT,
    &TRUST_MISSING_AMR_CONDITION,
    &TRUST_MISSING_AUDIENCE_CONDITION,
    &TRUST_MISSING_CONDITION,
    &TRUST_WRONG_AMR,
];
