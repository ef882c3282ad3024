//! Patterns as IAM matches actions.

/// Whether a text matches a pattern as IAM matches actions: `*` stands for any run of characters (none included), `?`
/// for one character, everything else for itself, ignoring ASCII case.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    glob_bytes(pattern.as_bytes(), text.as_bytes())
}

pub(super) fn is_wildcard(byte: u8) -> bool {
    matches!(byte, b'*' | b'?')
}

/// Only the last star met has to be remembered: what an earlier one took is the shortest there is, and taking more
/// could only leave less for what follows.
pub(super) fn glob_bytes(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                if p == pattern.len() {
                    return true;
                }
                star = Some((p, t));
                continue;
            }
            Some(b'?') => {
                p += 1;
                t += 1;
                // One character, not one byte of it.
                while text.get(t).is_some_and(|byte| byte & 0xC0 == 0x80) {
                    t += 1;
                }
                continue;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&text[t]) => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        // A mismatch: let the last star take one byte more.
        let Some((after, taken)) = star else { return false };
        p = after;
        t = taken + 1;
        star = Some((after, t));
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_iam_does() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("**", ""),
            ("*", "anything"),
            ("a", "A"),
            ("GetObject", "getobject"),
            ("get*", "GetObject"),
            ("*object", "GetObject"),
            ("g*t*t", "GetObject"),
            ("?", "a"),
            ("?", "é"),
            ("*?", "é"),
            ("a?c*", "abc"),
            ("*?*", "a"),
            ("*ab", "aab"),
            ("*a*b*c*", "xxaxxbxxcxx"),
            ("*aab", "aaaaaaab"),
            ("???", "abc"),
            ("a**b", "ab"),
            ("é*", "éa"),
            ("[a]", "[A]"),
        ] {
            assert!(glob(pattern, text), "{pattern} should match {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("a", ""),
            ("?", ""),
            ("*?", ""),
            ("??", "é"),
            ("get*", "PutObject"),
            ("get", "GetObject"),
            ("*object", "GetObjects"),
            ("a?", "a"),
            ("*a*b*c*", "xxcxxbxxaxx"),
            ("????", "abc"),
            ("É", "é"),
            ("[ab]", "a"),
            ("a.c", "abc"),
            (r"\*", "*"),
        ] {
            assert!(!glob(pattern, text), "{pattern} should not match {text}");
        }
    }

    #[test]
    fn many_stars_do_not_explode() {
        let pattern = format!("{}b", "a*".repeat(200));
        assert!(!glob(&pattern, &"a".repeat(5_000)));
    }
}
