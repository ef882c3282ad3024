//! `authlint explain` with an error: errors as people paste them into threads, and the rule that must come first.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // A test fails by panicking, and says what it skips.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use authlint::rules::{Page, alike, metas, rule};
use serde_json::Value;

/// What somebody pasted, and the rules that may come first. Of a rule that is not there yet the family is checked as soon as any rule
/// answers.
const PASTED: &[(&str, &[&str])] = &[
    (
        "2:14:07 PM | CREATE_FAILED | AWS::Cognito::UserPoolClient | WebClient\nResource handler returned message: \"Invalid range for token \
         validity. (Service: CognitoIdentityProvider, Status Code: 400, Request ID: 0f3c8b7e-5f5e-4d4e-9d7f-2a6d3c1b0a99)\" (RequestToken: \
         6a1f6d0c-9c55-41f5-8f5c-8f2f6f3a1111, HandlerErrorCode: InvalidRequest)",
        &["cognito/token-validity-out-of-range", "cognito/token-validity-unit-mistake"],
    ),
    (
        "ERROR\tInvalidParameterException: Invalid range for token validity.\n    at Request.extractError \
         (/var/runtime/node_modules/aws-sdk/lib/protocol/json.js:52:27)\n    at Request.callListeners \
         (/var/runtime/node_modules/aws-sdk/lib/sequential_executor.js:106:20)",
        &["cognito/token-validity-out-of-range", "cognito/token-validity-unit-mistake"],
    ),
    (
        "The following resources failed to deploy:\nResource Name: LambdaExecutionRole (AWS::IAM::Role)\nEvent Type: create\nReason: Resource \
         handler returned message: \"A condition block must be present for the Cognito\nprovider (Service: Iam, Status Code: 400, Request ID: \
         00000000-53f9-450b-ab6b-61c20a0b590a)\"",
        &["trust/missing-condition"],
    ),
    (
        "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        &[
            "trust/github-subject-form",
            "trust/wrong-federated-principal",
            "trust/wrong-audience",
            "trust/unsafe-set-operator",
            "trust/wrong-assume-action",
        ],
    ),
    (
        "botocore.exceptions.ClientError: An error occurred (AccessDenied): User: x is not authorized to perform: sts:TagSession on resource: arn:aws:iam::111122223333:role/a",
        &["trust/missing-tag-session"],
    ),
    (
        "The role defined for the function cannot be assumed by Lambda. (Service: AWSLambda; Status Code: 400)",
        &["access/user-role-on-function", "trust/unassumable-role", "trust/wrong-assume-action"],
    ),
    ("Has prohibited field Resource", &["iam/invalid-policy"]),
    (
        "MalformedPolicyDocument: A condition block must be present for the Cognito provider\n status code: 400",
        &["trust/missing-condition"],
    ),
    (
        "{\"__type\":\"InvalidIdentityPoolConfigurationException\",\"message\":\"Invalid identity pool configuration. Check assigned IAM roles \
         for this pool.\"}",
        &["trust/wrong-amr", "identity/missing-authenticated-role", "identity/missing-guest-role", "identity/no-role-attachment"],
    ),
    (
        "[ERROR:flutter] Unhandled Exception: \\\"underlyingException\\\": \\\"InvalidIdentityPoolConfigurationException {\\n  message=Invalid \
         identity pool configuration. Check assigned IAM ro\nles for this pool.,\\n}\\\"",
        &["trust/wrong-amr", "identity/missing-authenticated-role", "identity/missing-guest-role", "identity/no-role-attachment"],
    ),
    (
        "Error: \u{1b}[31mBasic (classic) flow is not supported with RoleMappings, please use enhanced flow.\u{1b}[39m",
        &["identity/classic-flow"],
    ),
    (
        "1 validation error detected: Value 'shop-auth-role' at 'role' failed to satisfy constraint: Member must satisfy regular expression \
         pattern: arn:aws:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
        &["identity/role-not-an-arn"],
    ),
    (
        "Serverless Error ---------------------------------------\n\n  Invalid variable reference syntax for variable \
         cognito-identity.amazonaws.com:sub.\n  You can only reference env vars, options, & files.",
        &["iam/unknown-policy-variable"],
    ),
    (
        "Error:\nUnrecognized configuration variable sources: \"cognito-identity.amazonaws.com\"\n\nEnvironment: linux, node 18.17.1",
        &["iam/unknown-policy-variable"],
    ),
    (
        "An error occurred (ValidationError) when calling the ValidateTemplate operation: Template error: variable names in Fn::Sub syntax \
         must contain only alphanumeric characters, underscores, periods, and colons",
        &["iam/unknown-policy-variable"],
    ),
    (
        "Error: Failed to create changeset for the stack: shop, Status: FAILED. Reason: Transform AWS::Serverless-2016-10-31 failed with: \
         Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [Api] is invalid. Unable to set \
         DefaultAuthorizer because 'Users' was not defined in 'Authorizers'.",
        &["api/ignored-default-authorizer"],
    ),
    (
        "UPDATE_ROLLBACK_COMPLETE: Export with name PostUserTable:Name is already exported by stack amplify-dev-103945. Rollback requested by \
         user.",
        &["outputs/unscoped-export-name"],
    ),
    (
        "Cannot resolve serverless.yml: Variables resolution errored with:\n  - Cannot resolve variable at \
         \"provider.environment.POOL\": Value not found at \"self\" source",
        &["template/unresolvable-variable"],
    ),
    (
        "Cannot resolve serverless.yml: Variables resolution errored with:\n  - Cannot resolve variable at \"resources.0\": Value not found at \
         \"file\" source",
        &["template/missing-include"],
    ),
    (
        "Error: The CloudFormation template is invalid: Circular dependency between resources: [PreSignUpLambdaFunction, \
         CognitoUserPoolShop, PreSignUpLambdaPermission]",
        &["template/circular-dependency"],
    ),
    (
        "InvalidParameterException: Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        &["template/deprecated-property"],
    ),
    (
        "Template format error: Unresolved resource dependencies [UserPol, Client] in the Resources block of the template",
        &["template/undefined-reference"],
    ),
    (
        "The CloudFormation template is invalid: Template error: instance of Fn::GetAtt references undefined resource UserPol",
        &["template/undefined-reference"],
    ),
    ("Template error: Unable to get mapping for Limits::eu-west-1::dev", &["template/undefined-reference"]),
    (
        "Properties validation failed for resource Client with message:\n#: extraneous key [AccesTokenValidity] is not permitted",
        &["template/unknown-property"],
    ),
    ("Encountered unsupported property UserPoolNames", &["template/unknown-property", "template/read-only-property"]),
    (
        "Properties validation failed for resource IdentityPool with message: #: required key [AllowUnauthenticatedIdentities] not found",
        &["template/missing-property"],
    ),
    ("Model validation failed (#/MfaConfiguration: #: YES is not a valid enum value)", &["template/invalid-value"]),
    (
        "1 validation error detected: Value '[ALLOW_SRP]' at 'explicitAuthFlows' failed to satisfy constraint: Member must satisfy enum value \
         set: [ALLOW_CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]",
        &["template/invalid-value"],
    ),
    ("#/AutoVerifiedAttributes: expected type: JSONArray, found: String", &["template/invalid-type"]),
    ("Template format error: Unrecognized resource types: [AWS::Cognito::UserPools]", &["template/unknown-resource-type"]),
    ("An error occurred (ValidationError): Template format error: YAML not well-formed. (line 23, column 5)", &["template/parse-error"]),
    ("Template error: resource UserPool does not support attribute type ProviderNames in Fn::GetAtt", &["template/invalid-attribute"]),
    ("YAMLException: duplicated mapping key in \"serverless.yml\" (41:3)", &["template/duplicate-key"]),
    // Of rules that may come later.
    (
        "2/3 | 12:22:00 PM | UPDATE_FAILED | AWS::Cognito::UserPoolClient | Web (Web2F5918F7) REFRESH_TOKEN_AUTH should always be allowed. \
         (Service: AWSCognitoIdentityProviderService; Status Code: 400; Error Code: InvalidParameterException; Request ID: 61d7876f)",
        &["cognito/no-refresh-flow"],
    ),
    (
        "The provider Google does not exist for User Pool eu-west-1_Ab12Cd34E (Service: AWSCognitoIdentityProviderService; Status Code: 400)",
        &["cognito/unknown-identity-provider"],
    ),
    (
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional (Service: \
         AWSCognitoIdentityProvider; Status Code: 400; Error Code: InvalidParameterException)",
        &["cognito/mfa-without-factor"],
    ),
    (
        "InvalidSmsRoleTrustRelationshipException: Role does not have a trust relationship allowing Cognito to assume the role",
        &["cognito/sms-role-confused-deputy"],
    ),
    ("Required custom attributes are not supported currently.", &["cognito/invalid-custom-attribute"]),
    (
        "FeatureUnavailableInTierException: The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat \
         Protection",
        &["cognito/feature-needs-tier"],
    ),
    ("Invalid write attributes specified while creating a client", &["cognito/invalid-write-attributes"]),
    ("user.email: Attribute cannot be updated.", &["cognito/immutable-mapped-attribute"]),
    (
        "PostConfirmation invocation failed due to error AccessDeniedException.",
        &["cognito/trigger-without-permission", "cognito/lost-trigger-permission"],
    ),
    (
        "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12:3abc is not a valid RoleMapping ProviderName or is not a configured provider.",
        &["identity/invalid-role-mapping"],
    ),
];

#[test]
fn a_pasted_error_finds_its_rule() {
    let mut problems = Vec::new();
    for (pasted, rules) in PASTED {
        let found = alike(pasted);
        let first = found.first().map(|likeness| likeness.rule);
        let there: Vec<&&str> = rules.iter().filter(|id| rule(id).is_some()).collect();
        if there.is_empty() {
            let family = rules[0].split('/').next().unwrap();
            eprintln!("NOT YET: no rule {rules:?}, so nothing must answer to: {pasted} (today: {first:?})");
            // A rule of another id may answer; one of another family would lead astray.
            let astray = first.is_some_and(|id| !id.starts_with(family) && !id.starts_with("cognito/") && !id.starts_with("identity/"));
            if astray {
                problems.push(format!("{first:?} answers to an error of {rules:?}: {pasted}"));
            }
            continue;
        }
        if !there.iter().any(|id| Some(**id) == first) {
            // A page that is there and lists nothing yet is somebody's work in progress.
            let silent = there.iter().all(|id| Page::read(rule(id).unwrap().meta.page).unwrap().head.errors.is_empty());
            if silent && first.is_none() {
                eprintln!("NOT YET: {rules:?} lists no errors: {pasted}");
                continue;
            }
            problems.push(format!("{rules:?} should come first, not {:?}: {pasted}", found.iter().take(3).collect::<Vec<_>>()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_sentence_finds_its_own_page() {
    let mut pages: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for meta in metas() {
        for error in Page::read(meta.page).unwrap().head.errors {
            assert!(error.split_whitespace().count() > 1 || error.len() > 10, "rules/{}.md: {error:?} is too little to go by", meta.id);
            pages.entry(error).or_default().push(meta.id);
        }
    }
    assert!(pages.len() > 25);
    // As it stands on the page, and with something in the place of its open parts and around it.
    let fill = |sentence: &str| {
        let mut out = String::new();
        let mut inside = false;
        for letter in sentence.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push_str("ShopThing4711");
                }
                letter if !inside => out.push(letter),
                _ => {}
            }
        }
        format!("2026-11-03T09:12:44Z CREATE_FAILED Shop \"{out}\" (Service: Cognito, Status Code: 400, Request ID: 1b2c)")
    };
    for (sentence, ids) in &pages {
        for text in [sentence.clone(), fill(sentence), sentence.to_uppercase(), sentence.replace(' ', "\n")] {
            let first = alike(&text).into_iter().next().unwrap_or_else(|| panic!("{text:?} finds nothing"));
            assert!(ids.contains(&first.rule), "{text:?} of {ids:?} finds {first:?}");
            assert!((1..=100).contains(&first.score));
        }
    }
}

#[test]
fn what_is_no_error_finds_nothing() {
    for text in
        ["", "hello", "the quick brown fox jumps over the lazy dog", "Resource handler returned message", "InvalidParameterException"]
    {
        let found = alike(text);
        assert!(found.is_empty(), "{text:?} finds {:?}", found[0]);
    }
}

#[test]
fn scores_fall_and_say_why() {
    let found = alike("Invalid range for token validity");
    assert!(found.len() >= 2 && found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert_eq!(found[0].reason, "all 5 words of `Invalid range for token validity` stand in it in this order");
    let part = alike("invalid range for tokens: their validity");
    assert!(part[0].reason.starts_with("4 of 5 words of"), "{}", part[0].reason);
    assert!(part[0].score < found[0].score);
}

// The program.

struct Outcome {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str], input: &str) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).args(arguments).timeout(Duration::from_secs(60)).write_stdin(input);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_program_answers_to_an_error() {
    let outcome = run(&["explain", "A condition block must be present for the Cognito provider (Service: Iam)"], "");
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(outcome.out.starts_with("trust/missing-condition: "), "{}", outcome.out);
    assert!(outcome.out.contains("score 9") && outcome.out.contains("all 10 words"), "{}", outcome.out);
    let piped = run(&["explain", "-"], "A condition block must be present\nfor the Cognito provider");
    assert_eq!((piped.code, piped.out), (0, outcome.out));
}

#[test]
fn the_program_still_knows_rules_families_and_slips() {
    assert!(run(&["explain", "iam/full-admin"], "").out.starts_with("iam/full-admin: "));
    assert!(run(&["explain", "trust"], "").out.contains("trust/wrong-amr"));
    for slip in ["iam/full-admn", "circular-dependency", "full-admin"] {
        let outcome = run(&["explain", slip], "");
        assert_eq!(outcome.code, 2);
        assert!(outcome.err.contains("did you mean `"), "{}", outcome.err);
    }
    let nothing = run(&["explain", "There is nothing like this"], "");
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("authlint rules"), "{}", nothing.err);
    let unquoted = run(&["explain", "Invalid", "range", "for", "token", "validity"], "");
    assert_eq!(unquoted.code, 2);
    assert!(unquoted.err.contains("put it in quotes"), "{}", unquoted.err);
}

#[test]
fn with_paths_it_shows_where_the_rules_strike() {
    let outcome = run(&["explain", "iam/wildcard-action", "fixtures/tutorial"], "");
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.contains("warning[iam/wildcard-action]") && !outcome.out.contains("[cognito/"), "{}", outcome.out);
    let nowhere = run(&["explain", "Circular dependency between resources: [A, B]", "fixtures/tutorial"], "");
    assert_eq!(nowhere.code, 0);
    assert!(nowhere.out.contains("`template/circular-dependency` strikes nowhere"), "{}", nowhere.out);
    assert_eq!(run(&["explain", "iam/full-admin", "no-such-folder"], "").code, 2);
}

#[test]
fn programs_get_json() {
    let json = |arguments: &[&str]| -> Value { serde_json::from_str(&run(arguments, "").out).unwrap() };
    let answer = json(&["explain", "--format", "json", "Invalid range for token validity", "fixtures/tutorial"]);
    assert_eq!(answer["matches"][0]["sentence"], "Invalid range for token validity");
    assert!(answer["matches"][0]["score"].as_u64().unwrap() > 80);
    assert_eq!(answer["report"]["findings"], Value::Array(Vec::new()));
    let page = json(&["explain", "--format", "json", "trust/wrong-amr"]);
    assert_eq!(page["rule"]["rule"], "trust/wrong-amr");
    assert!(page.get("report").is_none());
}
