//! What a reader's screen can do: comes in the environment, goes out [`Options`].

/// How to write for people. The machine-readable formats look at none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colours and bold text.
    pub color: bool,
    /// Columns of the screen.
    pub width: usize,
    /// Links that a terminal follows on a click (OSC 8).
    pub hyperlinks: bool,
    /// Lines and arrows drawn with box characters; ASCII otherwise.
    pub unicode: bool,
}

impl Default for Options {
    /// For a reader of whom nothing is known: a file, a pipe, a build log. The output then depends on nothing around it.
    fn default() -> Self {
        Self { color: false, width: 100, hyperlinks: false, unicode: false }
    }
}

impl Options {
    /// What suits this process: `is_terminal` says whether the output goes to one.
    #[must_use]
    pub fn detect(is_terminal: bool) -> Self {
        let columns = if is_terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
        Self::from_environment(is_terminal, columns, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// `get` gives a variable that is set to something.
    fn from_environment(is_terminal: bool, columns: Option<usize>, get: impl Fn(&str) -> Option<String>) -> Self {
        let term = get("TERM").unwrap_or_default();
        let able = is_terminal && term != "dumb";
        // https://no-color.org and https://bixense.com/clicolors: a refusal counts more than a wish, a wish more than the terminal.
        let color = if get("NO_COLOR").is_some() {
            false
        } else if get("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            true
        } else {
            able && get("CLICOLOR").is_none_or(|value| value != "0")
        };
        Self {
            color,
            width: columns.map_or(Self::default().width, |columns| columns.clamp(60, 120)),
            hyperlinks: able && follows_links(&term, &get),
            unicode: able && draws_boxes(&term, &get),
        }
    }
}

/// Terminals say nowhere that they follow links; the names of those that do are known. Others would mostly ignore the sequence, but
/// some print it.
fn follows_links(term: &str, get: &impl Fn(&str) -> Option<String>) -> bool {
    let program = get("TERM_PROGRAM").unwrap_or_default();
    matches!(program.as_str(), "iTerm.app" | "WezTerm" | "vscode" | "ghostty" | "Hyper" | "rio" | "Tabby")
        || matches!(term, "xterm-kitty" | "xterm-ghostty" | "alacritty" | "foot")
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| get(name).is_some())
        // GNOME Terminal and its relatives; 0.50 had the first version that did not crash on a link.
        || get("VTE_VERSION").and_then(|version| version.parse::<u32>().ok()).is_some_and(|version| version > 5000)
}

fn draws_boxes(term: &str, get: &impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return get("WT_SESSION").is_some() || get("TERM_PROGRAM").is_some();
    }
    // The first of the three that is set decides, as in setlocale(3). The Linux console's font lacks half of the characters.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| get(name)).unwrap_or_default().to_ascii_lowercase();
    term != "linux" && (locale.contains("utf-8") || locale.contains("utf8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(is_terminal: bool, columns: Option<usize>, variables: &[(&str, &str)]) -> Options {
        Options::from_environment(is_terminal, columns, |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_pipe_gets_plain_text_whatever_the_environment_says() {
        let rich = [("TERM", "xterm-kitty"), ("LANG", "de_DE.UTF-8"), ("CLICOLOR", "1")];
        assert_eq!(detect(false, None, &rich), Options::default());
        assert!(detect(false, None, &[("CLICOLOR_FORCE", "1")]).color);
        assert!(!detect(false, None, &[("CLICOLOR_FORCE", "0")]).color);
    }

    #[test]
    fn a_terminal_gets_what_it_can_show() {
        let rich = [("TERM", "xterm-kitty"), ("LANG", "de_DE.UTF-8")];
        assert_eq!(detect(true, Some(90), &rich), Options { color: true, width: 90, hyperlinks: true, unicode: true });
        assert_eq!(detect(true, Some(90), &[("TERM", "dumb"), ("LANG", "C.UTF-8")]), Options { width: 90, ..Options::default() });
        assert!(!detect(true, None, &[("TERM", "xterm"), ("LANG", "C.UTF-8"), ("LC_ALL", "C")]).unicode);
        assert!(!detect(true, None, &[("TERM", "xterm"), ("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]).color);
        assert!(!detect(true, None, &[("TERM", "xterm"), ("CLICOLOR", "0")]).color);
    }

    #[test]
    fn a_width_is_kept_within_what_reads_well() {
        assert_eq!(detect(true, Some(20), &[]).width, 60);
        assert_eq!(detect(true, Some(400), &[]).width, 120);
        assert_eq!(detect(true, None, &[]).width, 100);
    }
}
