//! Statements about grants, scopes and addresses of clients.

use authlint::finding::Severity::{Error, Info, Warning};

use super::{Statement, client};

const IMPLICIT: &str = "cognito/implicit-flow";
const MACHINES: &str = "cognito/invalid-client-credentials";
const INERT: &str = "cognito/inert-oauth-settings";
const INCOMPLETE: &str = "cognito/incomplete-oauth-settings";
const ADDRESS: &str = "cognito/insecure-callback-url";
const LOCALHOST: &str = "cognito/localhost-callback";
const DEFAULT: &str = "cognito/default-redirect-not-listed";
const SCOPE: &str = "cognito/unknown-scope";
const OPENID: &str = "cognito/missing-openid-scope";
const PROVIDER: &str = "cognito/unknown-identity-provider";

/// A client with OAuth on, these flows and more properties.
fn on(flows: &str, more: &str) -> String {
    client(&format!("AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: [{flows}], {more}"))
}

/// A client for people with these addresses.
fn sent_to(urls: &str) -> String {
    on("code", &format!("AllowedOAuthScopes: [openid], CallbackURLs: [{urls}]"))
}

/// A pool whose resource server `api` has the scope `read`, and a client with these scopes and attributes.
fn server(attributes: &str, scopes: &str) -> String {
    let more = format!("AllowedOAuthScopes: [openid, {scopes}], CallbackURLs: ['https://a.example/']");
    let server = "  Api:\n    Type: AWS::Cognito::UserPoolResourceServer\n    Properties: {UserPoolId: !Ref Pool, Identifier: api, Name: Api, \
                  Scopes: [{ScopeName: read, ScopeDescription: read}]}\n";
    format!("{}{attributes}{server}", on("code", &more))
}

/// A pool with the provider Google, and a client with these providers and attributes.
fn google(attributes: &str, providers: &str) -> String {
    let provider = "  GoogleIdP:\n    Type: AWS::Cognito::UserPoolIdentityProvider\n    Properties: {UserPoolId: !Ref Pool, \
                    ProviderName: Google, ProviderType: Google, ProviderDetails: {client_id: a, client_secret: '{{resolve:ssm:x}}', authorize_scopes: openid}}\n";
    format!("{}{attributes}{provider}", client(&format!("SupportedIdentityProviders: [{providers}]")))
}

pub(crate) fn statements() -> Vec<Statement> {
    const URL: &str = "CallbackURLs: ['https://a.example/']";
    let fine = |rule| vec![(rule, None)];
    let error = |rule| vec![(rule, Some(Error))];
    let warning = |rule| vec![(rule, Some(Warning))];
    let mut all = vec![
        ("59", client("AllowedOAuthFlows: [code]"), warning(INERT)),
        ("59", client("AllowedOAuthFlows: [code], AllowedOAuthFlowsUserPoolClient: false"), vec![(INERT, Some(Info))]),
        ("59", on("code", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/']"), fine(INERT)),
        ("60", client("AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: [openid]"), error(INCOMPLETE)),
        ("61", on("code", URL), error(INCOMPLETE)),
        ("62", on("code", "AllowedOAuthScopes: [openid]"), error(INCOMPLETE)),
        ("63", on("code", "AllowedOAuthScopes: [openid], CallbackURLs: []"), error(INCOMPLETE)),
        ("64", on("client_credentials, code", "GenerateSecret: true, AllowedOAuthScopes: [api/read]"), error(MACHINES)),
        ("65", on("client_credentials", "GenerateSecret: true, AllowedOAuthScopes: [api/read]"), fine(MACHINES)),
        ("66", on("client_credentials", "GenerateSecret: false, AllowedOAuthScopes: [api/read]"), error(MACHINES)),
        ("66", on("client_credentials", "AllowedOAuthScopes: [api/read]"), error(MACHINES)),
        (
            "67",
            on("client_credentials", "GenerateSecret: true, AllowedOAuthScopes: [openid]"),
            vec![(MACHINES, Some(Error)), (OPENID, None)],
        ),
        ("68", on("client_credentials", "GenerateSecret: true, AllowedOAuthScopes: [api/read]"), fine(INCOMPLETE)),
        ("69", on("implicit", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/']"), warning(IMPLICIT)),
        ("69", on("code", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/']"), fine(IMPLICIT)),
        ("71", on("code", "AllowedOAuthScopes: [openid, Cognito], CallbackURLs: ['https://a.example/']"), error(SCOPE)),
        ("72", on("code", "AllowedOAuthScopes: [email], CallbackURLs: ['https://a.example/']"), warning(OPENID)),
        ("72", on("code", "AllowedOAuthScopes: [email, openid], CallbackURLs: ['https://a.example/']"), fine(OPENID)),
        ("73", server("", "api/read"), warning(SCOPE)),
        ("73", server("    DependsOn: Api\n", "api/read"), fine(SCOPE)),
        ("73", server("", "!Sub '${Api}/read'"), fine(SCOPE)),
        ("74", server("    DependsOn: Api\n", "api/write"), error(SCOPE)),
        ("75", on("code", "AllowedOAuthScopes: [openid, api/read], CallbackURLs: ['https://a.example/']"), vec![(SCOPE, Some(Info))]),
        ("79", sent_to("'http://localhost:3000/'"), fine(LOCALHOST)),
        (
            "79",
            on("code", "ClientName: x-prod, AllowedOAuthScopes: [openid], CallbackURLs: ['http://localhost:3000/']"),
            vec![(LOCALHOST, Some(Info)), (ADDRESS, None)],
        ),
        (
            "86",
            on("code", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/'], DefaultRedirectURI: 'https://a.example/x'"),
            error(DEFAULT),
        ),
        (
            "86",
            on("code", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/'], DefaultRedirectURI: 'https://a.example/'"),
            fine(DEFAULT),
        ),
        (
            "86",
            on("code", "AllowedOAuthScopes: [openid], CallbackURLs: [!ImportValue x], DefaultRedirectURI: 'https://a.example/'"),
            fine(DEFAULT),
        ),
        (
            "86",
            on("code", "AllowedOAuthScopes: [openid], CallbackURLs: ['https://a.example/'], DefaultRedirectURI: !ImportValue x"),
            fine(DEFAULT),
        ),
        ("87", google("", "COGNITO, Google"), warning(PROVIDER)),
        ("88", google("    DependsOn: GoogleIdP\n", "COGNITO, Google"), fine(PROVIDER)),
        ("88", google("", "COGNITO, !Ref GoogleIdP"), fine(PROVIDER)),
        ("89", google("    DependsOn: GoogleIdP\n", "google"), error(PROVIDER)),
        ("89", google("    DependsOn: GoogleIdP\n", "google").replace("ProviderName: Google", "ProviderName: google"), fine(PROVIDER)),
    ];
    for (number, url, severity) in [
        ("76", "https://a.example/cb", None),
        ("77", "http://a.example/cb", Some(Error)),
        ("78", "http://localhost:3000/cb", None),
        ("78", "http://127.0.0.1:8080", None),
        ("78", "http://[::1]:3000", None),
        ("80", "http://localhost.evil.example", Some(Error)),
        ("81", "https://a.example/#/cb", Some(Error)),
        ("82", "myapp://callback", None),
        ("83", "/callback", Some(Warning)),
        ("84", "https://*.example.com", Some(Warning)),
    ] {
        all.push((number, sent_to(&format!("'{url}'")), vec![(ADDRESS, severity)]));
    }
    all
}
