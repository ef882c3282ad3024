//! Issuers of tokens that many customers share, and the claims that tell those apart.

/// An issuer that signs the tokens of all of its customers with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedIssuer {
    /// Its host and path.
    pub name: &'static str,
    /// The claims of which IAM demands that a trust tests one, the usual one first
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>).
    pub demanded: &'static [&'static str],
    /// What the subject of every customer begins with; empty where it begins with the customer.
    pub before_tenant: &'static str,
    /// Letters that end the customer's name in the subject.
    pub after_tenant: &'static [char],
    /// Other claims that AWS makes keys of, and that tell customers apart.
    pub telling: &'static [&'static str],
}

const SUBJECT: &[&str] = &["sub"];
const AUDIENCE: &[&str] = &["aud"];

const fn issuer(name: &'static str, demanded: &'static [&'static str]) -> SharedIssuer {
    SharedIssuer { name, demanded, before_tenant: "", after_tenant: &[], telling: &[] }
}

/// GitHub's subjects begin with the owner and the repository, in newer ones each with its number behind an `@`.
const GITHUB: SharedIssuer = SharedIssuer {
    name: "token.actions.githubusercontent.com",
    demanded: &["sub", "job_workflow_ref"],
    before_tenant: "repo:",
    after_tenant: &['/', '@'],
    telling: &["actor", "actor_id", "enterprise_id", "repository", "repository_id", "repository_owner_id"],
};

const GITLAB: SharedIssuer = SharedIssuer {
    before_tenant: "project_path:",
    after_tenant: &['/'],
    telling: &["namespace_id", "project_id", "user_email", "user_id", "user_login"],
    ..issuer("gitlab.com", SUBJECT)
};

const TERRAFORM: SharedIssuer =
    SharedIssuer { before_tenant: "organization:", after_tenant: &[':'], ..issuer("app.terraform.io", SUBJECT) };

const BUILDKITE: SharedIssuer = SharedIssuer {
    before_tenant: "organization:",
    after_tenant: &[':'],
    telling: &["cluster_id", "organization_id", "organization_slug", "pipeline_id"],
    ..issuer("agent.buildkite.com", SUBJECT)
};

/// Those that IAM knows as shared; identity pools are told by their hosts.
static SHARED: [SharedIssuer; 14] = [
    GITHUB,
    issuer("vstoken.actions.githubusercontent.com", SUBJECT),
    issuer("oidc-configuration.audit-log.githubusercontent.com", SUBJECT),
    GITLAB,
    TERRAFORM,
    BUILDKITE,
    issuer("oidc.codefresh.io", SUBJECT),
    issuer("studio.datachain.ai/api", SUBJECT),
    issuer("scalr.io", SUBJECT),
    issuer("tokens.cloud.shisho.dev", SUBJECT),
    issuer("proidc.upbound.io", SUBJECT),
    SharedIssuer { telling: SUBJECT, ..issuer("oidc.vercel.com", AUDIENCE) },
    SharedIssuer { telling: SUBJECT, ..issuer("api.pulumi.com/oidc", AUDIENCE) },
    SharedIssuer { telling: SUBJECT, ..issuer("sandboxes.cloud", AUDIENCE) },
];

impl SharedIssuer {
    /// The shared issuer of a name; `None` for one whose tokens are all of one customer, as far as that is known.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Self> {
        SHARED.iter().find(|shared| shared.name.eq_ignore_ascii_case(name))
    }

    /// True where a pattern for the subject leaves open whose it is: no whole name of a customer stands before its first wildcard.
    #[must_use]
    pub fn leaves_tenant_open(&self, pattern: &str) -> bool {
        let Some(wildcard) = pattern.find(['*', '?']) else { return false };
        let before = &pattern[..wildcard];
        match before.strip_prefix(self.before_tenant) {
            // Whoever's subject has no marks, its first letters are taken for the customer.
            Some(tenant) if self.after_tenant.is_empty() => tenant.is_empty(),
            // A name with a colon in it is nobody's, unless that ends it.
            Some(tenant) if tenant.contains(':') && !self.after_tenant.contains(&':') => false,
            Some(tenant) => tenant.starts_with(self.after_tenant) || !tenant.contains(self.after_tenant),
            // A subject of another form, such as one that the customer chose, where it says anything.
            None => self.before_tenant.starts_with(before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_whose_a_subject_is() {
        let github = SharedIssuer::of("token.actions.githubusercontent.com").expect("GitHub is in the table");
        for open in ["*", "repo:*", "repo:*/*", "re*", "repo:o*/r:*", "repo:?ctocat/r:*", "repo:/*", "repo:*/shop:ref:refs/heads/main"] {
            assert!(github.leaves_tenant_open(open), "{open}");
        }
        for closed in [
            "repo:octocat/*",
            "repo:octocat/shop:*",
            "repo:octocat@*/shop@*:*",
            "repo:octocat/shop:ref:refs/heads/main",
            "workflow:x*",
            "repo:octocat:*",
        ] {
            assert!(!github.leaves_tenant_open(closed), "{closed}");
        }
        let scalr = SharedIssuer::of("scalr.io").expect("Scalr is in the table");
        assert!(scalr.leaves_tenant_open("*") && !scalr.leaves_tenant_open("account:a:*"));
        assert_eq!(SharedIssuer::of("auth.example.com"), None);
    }
}
