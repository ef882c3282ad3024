//! Addresses to which people are sent back after signing in or out: comes in a text with holes, goes out what is wrong with it for sure.

use crate::resolve::{Piece, Text};
use crate::template::Stack;

/// The hosts that are the user's own computer. Plain http is taken for no other
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Why people can't be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectFault {
    /// Plain http to another computer.
    Http,
    /// A `#`.
    Fragment,
    /// A `*`: addresses are compared letter by letter.
    Wildcard,
    /// No scheme, such as a path or a bare host.
    Relative,
}

/// The host of an address, as far as it is known.
enum Host {
    Known(String),
    /// It holds what the deployment gives, and begins like this.
    Begins(String),
    /// It holds an attribute of a resource, which is never the user's own computer.
    Remote,
}

/// What is wrong with an address, whatever its holes will hold.
#[must_use]
pub fn redirect_fault(stack: &Stack, text: &Text) -> Option<RedirectFault> {
    if is_plain_http(stack, text) {
        return Some(RedirectFault::Http);
    }
    if text.literals().any(|literal| literal.contains('#')) {
        return Some(RedirectFault::Fragment);
    }
    if text.literals().any(|literal| literal.contains('*')) {
        return Some(RedirectFault::Wildcard);
    }
    is_relative(text).then_some(RedirectFault::Relative)
}

/// True for an address that surely leads to the user's own computer over http or https.
#[must_use]
pub fn is_loopback(stack: &Stack, text: &Text) -> bool {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| begins(text, scheme));
    matches!(scheme.map(|scheme| host(stack, text, scheme.len())), Some(Host::Known(host)) if LOOPBACK.contains(&host.as_str()))
}

fn begins(text: &Text, scheme: &str) -> bool {
    let first = match text.pieces.first() {
        Some(Piece::Literal(literal)) => literal,
        _ => return false,
    };
    first.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_plain_http(stack: &Stack, text: &Text) -> bool {
    const HTTP: &str = "http://";
    // The address of a bucket's website is always http.
    if let Some(Piece::Attribute { resource, name }) = text.pieces.first() {
        return name == "WebsiteURL" && stack.resources[*resource].kind == "AWS::S3::Bucket";
    }
    begins(text, HTTP)
        && match host(stack, text, HTTP.len()) {
            Host::Known(host) => !host.is_empty() && !LOOPBACK.contains(&host.as_str()),
            Host::Begins(start) => !LOOPBACK.iter().any(|loopback| loopback.starts_with(&start) || start == *loopback),
            Host::Remote => true,
        }
}

/// What stands behind the scheme and before the port or path.
fn host(stack: &Stack, text: &Text, scheme: usize) -> Host {
    let Some(Piece::Literal(first)) = text.pieces.first() else { return Host::Begins(String::new()) };
    let rest = first.get(scheme..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']);
    let authority = &rest[..end.unwrap_or(rest.len())];
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = match authority.find(']') {
        Some(bracket) if authority.starts_with('[') => Some(bracket + 1),
        _ => authority.find(':').filter(|_| !authority.starts_with('[')),
    };
    let name = authority[..port.unwrap_or(authority.len())].to_ascii_lowercase();
    match text.pieces.get(1) {
        Some(next) if end.is_none() && port.is_none() => match next {
            Piece::Attribute { resource, .. } if stack.resources[*resource].kind.starts_with("AWS::") => Host::Remote,
            Piece::Pseudo(_) => Host::Remote,
            _ => Host::Begins(name),
        },
        _ => Host::Known(name),
    }
}

fn is_relative(text: &Text) -> bool {
    let Some(Piece::Literal(first)) = text.pieces.first() else { return false };
    let is_whole = text.pieces.len() == 1;
    let scheme_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    match first.find(|letter| !scheme_letter(letter)) {
        // A host with its port is no scheme.
        Some(at) if first[at..].starts_with(':') => at == 0 || first[at + 1..].starts_with(|letter: char| letter.is_ascii_digit()),
        Some(_) => true,
        None => is_whole && !first.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_a_scheme() {
        for relative in ["/cb", "app.example/cb", "app.example", "localhost:3000", "localhost:3000/cb", "//app.example/cb", "a_b://x"] {
            assert!(is_relative(&Text::literal(relative)), "{relative}");
        }
        for whole in ["https://app.example/cb", "myapp://cb", "com.example.notes://cb", "urn:ietf:wg:oauth:2.0:oob", "myapp:/cb", ""] {
            assert!(!is_relative(&Text::literal(whole)), "{whole}");
        }
        let mut open = Text::literal("app");
        open.push(Piece::Hole("${x}".to_owned()));
        assert!(!is_relative(&open));
    }
}
