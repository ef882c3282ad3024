//! Names: comes in what a service calls a thing, goes out the piece of a logical id that the framework makes of it.

/// For functions and most things: dashes and underscores become words, and the first letter is made large.
pub(super) fn norm(name: &str) -> String {
    large(&name.replace('-', "Dash").replace('_', "Underscore"))
}

/// For pools, topics, buckets, queues: letters and digits only.
pub(super) fn alnum(name: &str) -> String {
    large(&name.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

/// For paths of an API, segment by segment.
pub(super) fn path(path: &str) -> String {
    path.split('/').map(segment).collect()
}

fn segment(part: &str) -> String {
    let mut text = part.to_lowercase().replace('-', "Dash");
    // From the first opening brace to the last closing one, as far as both go.
    if let (Some(open), Some(close)) = (text.find('{'), text.rfind('}'))
        && open < close
    {
        text = format!("{}{}Var{}", &text[..open], &text[open + 1..close], &text[close + 1..]);
    }
    alnum(&text)
}

/// For routes of a WebSocket API: signs become words, and letters stay as they are.
pub(super) fn route(key: &str) -> String {
    key.replace('$', "S").replace('/', "Slash").replace('-', "Dash").replace('_', "Underscore").replace('.', "Period")
}

/// The first letter made large.
pub(super) fn large(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The words of a text run together, each with a large first letter.
pub(super) fn words(text: &str) -> String {
    split_words(text).iter().map(|word| large(word)).collect()
}

/// The same, with the other letters of each word made small.
pub(super) fn small_words(text: &str) -> String {
    split_words(text).iter().map(|word| large(&word.to_lowercase())).collect()
}

/// Words begin at a large letter after a small one, at digits, and after every other sign; of a run of large letters before a small
/// one the last begins the next word.
fn split_words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for (at, letter) in letters.iter().enumerate() {
        let class = match letter {
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            '0'..='9' => '0',
            _ => {
                last = None;
                continue;
            }
        };
        let next_is_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let joined = match (last, class) {
            (Some('A'), 'A') => !next_is_small,
            (Some('A' | 'a'), 'a') | (Some('0'), '0') => true,
            _ => false,
        };
        match words.last_mut() {
            Some(word) if joined => word.push(*letter),
            _ => words.push(letter.to_string()),
        }
        last = Some(class);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_functions() {
        assert_eq!(norm("pre-sign_up"), "PreDashsignUnderscoreup");
        assert_eq!(norm("get"), "Get");
        assert_eq!(norm(""), "");
        assert_eq!(norm("1st"), "1st");
    }

    #[test]
    fn names_of_things() {
        assert_eq!(alnum("members_pool"), "Memberspool");
        assert_eq!(alnum("a.b-c/d"), "Abcd");
        assert_eq!(alnum("--"), "");
    }

    #[test]
    fn names_of_paths() {
        assert_eq!(path("notes/{noteId}"), "NotesNoteidVar");
        assert_eq!(path("{proxy+}"), "ProxyVar");
        assert_eq!(path("a-b/{x}.json"), "ADashbXVarjson");
        assert_eq!(path("a_b"), path("ab"));
        assert_eq!(path(""), "");
        assert_eq!(path("GET /orders/{id}"), "GetOrdersIdVar");
        assert_eq!(path("ANY /"), "Any");
        assert_eq!(path("x/{a}-{b}"), "XADashbVar");
        assert_eq!(path("x/}{"), "X");
    }

    #[test]
    fn names_of_routes() {
        assert_eq!(route("$connect"), "Sconnect");
        assert_eq!(route("chat/send-it"), "chatSlashsendDashit");
    }

    #[test]
    fn words_of_a_text() {
        assert_eq!(words("application/json"), "ApplicationJson");
        assert_eq!(words("application/x-www-form-urlencoded"), "ApplicationXWwwFormUrlencoded");
        assert_eq!(words("HTTPServer2go"), "HTTPServer2Go");
        assert_eq!(small_words("post-createUSER"), "PostCreateUser");
    }
}
