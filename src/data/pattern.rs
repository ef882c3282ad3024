//! Patterns of schemas: come in a pattern and a text, goes out whether one is found in the other.
//!
//! The part of regular expressions that the schemas use, which is small: no look-around, no references back. Every way through a
//! pattern is followed at once, letter by letter, so that no text can make it slow. Classes of Unicode are wider than they should be for
//! letters outside of ASCII: what is not sure matches.

/// Patterns that grow over this many steps are not used.
const STEP_LIMIT: usize = 2_000;
/// Groups nested deeper are not read.
const DEPTH_LIMIT: usize = 20;

/// A set of letters.
#[derive(Debug, Clone, Default)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
    /// Letters of `\p{…}`.
    unicode: Vec<char>,
}

impl Class {
    fn contains(&self, letter: char) -> bool {
        let inside = self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter))
            || self.unicode.iter().any(|name| in_unicode(*name, letter, self.negated));
        inside != self.negated
    }
}

/// Whether a letter is in a class of Unicode, by the first letter of its name; `unless_sure` is the answer where it is not sure.
fn in_unicode(name: char, letter: char, negated: bool) -> bool {
    if letter.is_control() {
        return false;
    }
    match name {
        'L' => letter.is_alphabetic(),
        'N' => letter.is_numeric(),
        'Z' => letter.is_whitespace(),
        'P' | 'S' if letter.is_ascii() => letter.is_ascii_punctuation(),
        _ => !letter.is_ascii() && !letter.is_alphanumeric() && !negated,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Letter(Class),
    Start,
    End,
    /// Go on at both.
    Split(usize, usize),
    Jump(usize),
    Found,
}

struct Reader<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    steps: Vec<Step>,
    depth: usize,
}

/// Whether a pattern is found in a text; `None` for a pattern that can't be read.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    let mut reader = Reader { rest: pattern.chars().peekable(), steps: Vec::new(), depth: 0 };
    reader.alternatives()?;
    if reader.rest.next().is_some() {
        return None;
    }
    reader.steps.push(Step::Found);
    Some(run(&reader.steps, text))
}

impl Reader<'_> {
    fn push(&mut self, step: Step) -> Option<usize> {
        if self.steps.len() >= STEP_LIMIT {
            return None;
        }
        self.steps.push(step);
        Some(self.steps.len() - 1)
    }

    fn alternatives(&mut self) -> Option<()> {
        let start = self.steps.len();
        let mut jumps = Vec::new();
        self.sequence()?;
        while self.rest.next_if_eq(&'|').is_some() {
            jumps.push(self.push(Step::Jump(0))?);
            // The other way begins here; what was read before moves one step down.
            self.insert(start, Step::Split(start + 1, self.steps.len() + 1), &mut jumps)?;
            self.sequence()?;
        }
        let end = self.steps.len();
        jumps.into_iter().for_each(|jump| self.steps[jump] = Step::Jump(end));
        Some(())
    }

    /// Puts a step before those from `at` on, and keeps their targets right.
    fn insert(&mut self, at: usize, step: Step, jumps: &mut [usize]) -> Option<()> {
        if self.steps.len() >= STEP_LIMIT {
            return None;
        }
        let moved = |target: &mut usize| *target += usize::from(*target >= at);
        for known in &mut self.steps[at..] {
            match known {
                Step::Split(one, other) => {
                    moved(one);
                    moved(other);
                }
                Step::Jump(target) => moved(target),
                _ => {}
            }
        }
        jumps.iter_mut().for_each(moved);
        self.steps.insert(at, step);
        Some(())
    }

    fn sequence(&mut self) -> Option<()> {
        while let Some(letter) = self.rest.peek().copied() {
            if matches!(letter, '|' | ')') {
                break;
            }
            let start = self.steps.len();
            self.atom()?;
            self.repeats(start)?;
        }
        Some(())
    }

    fn atom(&mut self) -> Option<()> {
        let step = match self.rest.next()? {
            '^' => Step::Start,
            '$' => Step::End,
            '.' => Step::Letter(Class { negated: true, ranges: vec![('\n', '\n')], unicode: Vec::new() }),
            '[' => Step::Letter(self.class()?),
            '\\' => {
                let mut class = Class::default();
                self.escape(&mut class)?;
                Step::Letter(class)
            }
            '(' => {
                if self.rest.next_if_eq(&'?').is_some() && self.rest.next() != Some(':') {
                    return None;
                }
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return None;
                }
                self.alternatives()?;
                self.depth -= 1;
                return (self.rest.next() == Some(')')).then_some(());
            }
            '*' | '+' | '?' | '{' => return None,
            letter => Step::Letter(Class { ranges: vec![(letter, letter)], ..Class::default() }),
        };
        self.push(step).map(|_| ())
    }

    fn repeats(&mut self, start: usize) -> Option<()> {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let inside: String = std::iter::from_fn(|| self.rest.next_if(|letter| *letter != '}')).collect();
                match inside.split_once(',') {
                    None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                }
            }
            _ => return Some(()),
        };
        self.rest.next()?;
        // Whether many or few are taken first makes no difference to whether it is found.
        self.rest.next_if_eq(&'?');
        let atom: Vec<Step> = self.steps.drain(start..).collect();
        (0..least).try_for_each(|_| self.copy(&atom, start))?;
        match most {
            None => {
                let split = self.push(Step::Split(0, 0))?;
                self.copy(&atom, start)?;
                self.push(Step::Jump(split))?;
                self.steps[split] = Step::Split(split + 1, self.steps.len());
            }
            Some(most) => {
                let mut splits = Vec::new();
                for _ in least..most {
                    splits.push(self.push(Step::Split(0, 0))?);
                    self.copy(&atom, start)?;
                }
                let end = self.steps.len();
                splits.into_iter().for_each(|split| self.steps[split] = Step::Split(split + 1, end));
            }
        }
        Some(())
    }

    /// Appends steps that stood at `from`.
    fn copy(&mut self, steps: &[Step], from: usize) -> Option<()> {
        let by = self.steps.len() - from;
        for step in steps {
            self.push(match step {
                Step::Split(one, other) => Step::Split(one + by, other + by),
                Step::Jump(target) => Step::Jump(target + by),
                other => other.clone(),
            })?;
        }
        Some(())
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class { negated: self.rest.next_if_eq(&'^').is_some(), ..Class::default() };
        loop {
            let low = match self.rest.next()? {
                ']' => return Some(class),
                '\\' => match self.escape(&mut class)? {
                    Some(letter) => letter,
                    None => continue,
                },
                letter => letter,
            };
            let mut ahead = self.rest.clone();
            if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
                class.ranges.push((low, low));
                continue;
            }
            self.rest.next();
            let high = match self.rest.next()? {
                '\\' => match self.escape(&mut class)? {
                    Some(letter) => letter,
                    // A hyphen before a class stands for itself.
                    None => {
                        class.ranges.extend([(low, low), ('-', '-')]);
                        continue;
                    }
                },
                letter => letter,
            };
            class.ranges.push((low, high));
        }
    }

    /// Reads what follows a backslash into a class; gives the letter where it is one.
    fn escape(&mut self, class: &mut Class) -> Option<Option<char>> {
        let letter = match self.rest.next()? {
            'w' => {
                class.ranges.extend([('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]);
                return Some(None);
            }
            'd' => {
                class.ranges.push(('0', '9'));
                return Some(None);
            }
            's' => {
                class.ranges.extend([('\t', '\r'), (' ', ' ')]);
                return Some(None);
            }
            'p' => {
                let name: String = std::iter::from_fn(|| self.rest.next_if(|letter| *letter != '}')).collect();
                self.rest.next()?;
                let mut letters = name.strip_prefix('{')?.chars();
                let known = letters.next().filter(|letter| "LMNPSZ".contains(*letter))?;
                class.unicode.push(known);
                return letters.next().is_none().then_some(None);
            }
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            other if other.is_ascii_alphanumeric() => return None,
            other => other,
        };
        // Outside of a set the letter is the whole class.
        if class.ranges.is_empty() && class.unicode.is_empty() && !class.negated {
            class.ranges.push((letter, letter));
        }
        Some(Some(letter))
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code: String = self.rest.by_ref().take(digits).collect();
        u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)
    }
}

fn run(steps: &[Step], text: &str) -> bool {
    let mut now: Vec<usize> = Vec::new();
    let mut next: Vec<usize> = Vec::new();
    let mut seen = vec![usize::MAX; steps.len()];
    let letters = text.chars().map(Some).chain([None]);
    let len = text.chars().count();
    let ends_in_break = text.ends_with('\n');
    for (at, letter) in letters.enumerate() {
        // It may begin at any letter.
        let is_end = at == len || ends_in_break && at + 1 == len;
        let mut open: Vec<usize> = Vec::from([0]);
        open.extend(now.drain(..).rev());
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut seen[step], at) == at {
                continue;
            }
            match &steps[step] {
                Step::Found => return true,
                Step::Jump(target) => open.push(*target),
                Step::Split(one, other) => open.extend([*other, *one]),
                Step::Start if at == 0 => open.push(step + 1),
                Step::End if is_end => open.push(step + 1),
                Step::Start | Step::End => {}
                Step::Letter(class) => {
                    if letter.is_some_and(|letter| class.contains(letter)) {
                        next.push(step + 1);
                    }
                }
            }
        }
        std::mem::swap(&mut now, &mut next);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn finds_what_is_there() {
        for (pattern, good, bad) in [
            (r"^\d{12}$", &["123456789012", "123456789012\n"][..], &["12345678901", "1234567890123", "a"][..]),
            (r"^\d{2,3}$", &["12", "123"], &["1", "1234"]),
            (r"^(a|bc|d)*$", &["", "abcd", "dda"], &["ab", "c"]),
            (r"^a|b$", &["ax", "xb"], &["xa", "bx"]),
            (r"\{####\}", &["x {####} y"], &["{###}"]),
            (r"^[\w-]+_[0-9a-zA-Z]+$", &["eu-west-1_abc"], &["eu-west-1", "_", "a b_c"]),
            (r"^[^\s]+$", &["a.b"], &["a b", ""]),
            (r"^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$", &["aé1-§", "ü", "漢字", "e\u{301}"], &["a b", "", "a\tb"]),
            (r"^[^_\p{Z}]+$", &["ab"], &["a b", "a_b"]),
            (r"^[\x21\x23-\x5B\x5D-\x7E]+$", &["a!b"], &["a b", "a\"b", "a\\b"]),
            (r"^(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()$", &["arn:aws:kms:x", "", "anything"], &[]),
            (r"^(?:x?y){0,2}$", &["", "y", "xyy"], &["yyy", "x"]),
            (r"^[\u0009\u0020-\u007E]*$", &["a\tb", ""], &["é"]),
            (r"^(ab(c|d)?)+$", &["ab", "abc", "abcabdab"], &["", "abcc"]),
            (r"^[a-zA-Z0-9-_]+$", &["a-_"], &["a."]),
        ] {
            good.iter().for_each(|text| assert_eq!(matches(pattern, text), Some(true), "{pattern} {text:?}"));
            bad.iter().for_each(|text| assert_eq!(matches(pattern, text), Some(false), "{pattern} {text:?}"));
        }
    }

    #[test]
    fn refuses_what_it_can_not_read() {
        for pattern in ["(?!a)b", "(?<!a)b", "(?=a)", "(?s)", r"\1", r"\bx", "a{1,9999}b", "(", "[a", "*", r"\p{Greek}"] {
            assert_eq!(matches(pattern, "ab"), None, "{pattern}");
        }
    }

    #[test]
    fn a_long_text_is_no_trouble() {
        assert_eq!(matches("^(a*)*b$", &"a".repeat(20_000)), Some(false));
    }
}
