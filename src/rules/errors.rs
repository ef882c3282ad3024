//! Errors as AWS and the frameworks say them: comes in a text as people paste it, go out the rules whose pages list the sentence
//! nearest to it. Only this reads pages.

use std::collections::{HashMap, HashSet};

use super::meta::{Page, metas};

/// A sentence of a page that stands in a text, more or less.
#[derive(Debug, Clone)]
pub struct Likeness {
    /// The id of the rule.
    pub rule: &'static str,
    /// The sentence, as the page has it.
    pub sentence: String,
    /// How near it is, up to 100.
    pub score: u8,
    /// Its words that stand in the text in this order.
    pub found: usize,
    /// All of its words, those apart that stand for anything.
    pub words: usize,
    /// Why the score is what it is.
    pub reason: String,
}

/// Nearer than this is near.
const NEAR: f64 = 0.6;

/// So much does it count when all that a sentence has is found: a short sentence proves less than a long one.
const DOUBT: f64 = 1.5;

/// A sentence of no more words is short.
const SHORT: usize = 4;

/// What a word between two that belong together costs, in words of average weight.
const GAP: f64 = 0.06;

/// The same where the sentence itself says that anything may stand there.
const OPEN_GAP: f64 = 0.002;

/// More words of a pasted text are not looked at: the first and the last count.
const WORD_LIMIT: usize = 6_000;

/// The sentences of all pages that stand in the text, the nearest first, one for each rule.
#[must_use]
pub fn alike(text: &str) -> Vec<Likeness> {
    let sentences = sentences();
    let weights = Weights::of(&sentences);
    let tokens = tokens(text);
    let there: HashSet<&str> = tokens.iter().flat_map(Token::forms).collect();
    let mut best: HashMap<&'static str, (f64, Likeness)> = HashMap::new();
    for sentence in &sentences {
        // Most have next to nothing in common with it.
        let common: f64 =
            sentence.words.iter().filter(|word| there.contains(word.text.as_str())).map(|word| weights.of_word(&word.text)).sum();
        if common < weights.of_sentence(sentence) * NEAR {
            continue;
        }
        let Some((closeness, likeness)) = compare(sentence, &tokens, &weights) else { continue };
        let known = best.get(sentence.rule).map_or(0.0, |(known, _)| *known);
        if closeness > known {
            best.insert(sentence.rule, (closeness, likeness));
        }
    }
    let mut all: Vec<(f64, Likeness)> = best.into_values().collect();
    all.sort_by(|(one, left), (other, right)| other.total_cmp(one).then_with(|| left.rule.cmp(right.rule)));
    all.into_iter().map(|(_, likeness)| likeness).collect()
}

/// A sentence of a page.
struct Sentence {
    rule: &'static str,
    text: String,
    words: Vec<Word>,
}

/// A word of a sentence.
struct Word {
    text: String,
    /// Before it stands a part that matches anything, such as `<name>`.
    after_anything: bool,
}

fn sentences() -> Vec<Sentence> {
    let mut all = Vec::new();
    for meta in metas() {
        // The pages that are compiled in can be read, which a test shows.
        let Ok(page) = Page::read(meta.page) else { continue };
        for text in page.head.errors {
            let words = words_of(&text);
            if !words.is_empty() {
                all.push(Sentence { rule: meta.id, text, words });
            }
        }
    }
    all
}

/// The words of a sentence without its parts in angle or curly brackets and its dots, in whose place anything may stand.
fn words_of(sentence: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut after_anything = false;
    let mut rest = sentence;
    while !rest.is_empty() {
        let open = ['<', '{', '…'].into_iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark))).min();
        let (before, mark) = open.map_or((rest, None), |(at, mark)| (&rest[..at], Some((at, mark))));
        for text in split(before) {
            words.push(Word { text, after_anything });
            after_anything = false;
        }
        let Some((at, mark)) = mark else { break };
        let close = match mark {
            '<' => rest[at..].find('>'),
            '{' => rest[at..].find('}'),
            _ => Some(0),
        };
        let end = close.map_or(rest.len(), |close| at + close);
        rest = rest[end..].strip_prefix(['>', '}', '…']).unwrap_or("");
        after_anything = true;
    }
    words
}

/// A word of a text.
struct Token {
    text: String,
    /// The word and the first one of the next line together: a terminal breaks long lines anywhere.
    joined: Option<String>,
}

impl Token {
    fn forms(&self) -> impl Iterator<Item = &str> {
        [Some(self.text.as_str()), self.joined.as_deref()].into_iter().flatten()
    }

    fn is(&self, word: &str) -> bool {
        self.text == word || self.joined.as_deref() == Some(word)
    }
}

/// The words of a pasted text, without colours of a terminal, escapes of JSON and entities of HTML.
fn tokens(text: &str) -> Vec<Token> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let skipped = match letter {
            '\u{1b}' => rest[1..].strip_prefix('[').and_then(|code| code.find(|end: char| end.is_ascii_alphabetic())).map(|end| end + 3),
            '\\' => rest[1..].starts_with(['n', 'r', 't']).then_some(2),
            '&' => rest[..rest.floor_char_boundary(8)].find(';').map(|end| end + 1),
            _ => None,
        };
        plain.push(if skipped.is_some() { ' ' } else { letter });
        rest = &rest[skipped.unwrap_or(letter.len_utf8())..];
    }
    let mut tokens: Vec<Token> = Vec::new();
    for line in plain.lines() {
        for (index, word) in split(line).into_iter().enumerate() {
            if index == 0
                && let Some(last) = tokens.last_mut()
            {
                last.joined = Some(format!("{}{word}", last.text));
            }
            tokens.push(Token { text: word, joined: None });
        }
    }
    if tokens.len() > WORD_LIMIT {
        tokens.drain(WORD_LIMIT / 2..tokens.len() - WORD_LIMIT / 2);
    }
    tokens
}

/// Words are letters, digits and `_`; how they are written large or small says nothing.
fn split(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.split(|letter| !is_part(letter)).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// What words weigh: rare ones more than those that many sentences have.
struct Weights {
    sentences: usize,
    having: HashMap<String, usize>,
}

impl Weights {
    fn of(sentences: &[Sentence]) -> Self {
        let mut having: HashMap<String, usize> = HashMap::new();
        for sentence in sentences {
            let words: HashSet<&str> = sentence.words.iter().map(|word| word.text.as_str()).collect();
            words.into_iter().for_each(|word| *having.entry(word.to_owned()).or_insert(0) += 1);
        }
        Self { sentences: sentences.len(), having }
    }

    fn of_word(&self, word: &str) -> f64 {
        let having = self.having.get(word).copied().unwrap_or(1) as f64;
        // Little words are in every text, whether the sentences have them or not.
        let small = if word.len() < 3 { 0.4 } else { 1.0 };
        small * (1.0 + self.sentences as f64 / having).ln()
    }

    fn of_sentence(&self, sentence: &Sentence) -> f64 {
        sentence.words.iter().map(|word| self.of_word(&word.text)).sum()
    }
}

/// How the words of a sentence stand in a text: the heaviest series of them in order, with little between them.
fn compare(sentence: &Sentence, tokens: &[Token], weights: &Weights) -> Option<(f64, Likeness)> {
    let words = &sentence.words;
    let total = weights.of_sentence(sentence);
    let unit = total / words.len() as f64;
    // Of the series that ends with this word, the nearest one so far: its worth, where it ended, and what it is made of.
    struct Series {
        worth: f64,
        end: usize,
        made_of: Vec<usize>,
    }
    let mut ends: Vec<Option<Series>> = words.iter().map(|_| None).collect();
    let mut best: Option<(f64, Vec<usize>)> = None;
    for (at, token) in tokens.iter().enumerate() {
        // Backwards, so that a word of the text continues no series that it ends itself.
        for index in (0..words.len()).rev().filter(|index| token.is(&words[*index].text)) {
            let mut worth = weights.of_word(&words[index].text);
            let mut before: Option<usize> = None;
            for (earlier, series) in ends[..index].iter().enumerate() {
                let Some(series) = series else { continue };
                let open = words[earlier + 1..=index].iter().any(|word| word.after_anything);
                let gap = (at - series.end - 1) as f64 * unit * if open { OPEN_GAP } else { GAP };
                let sum = series.worth - gap + weights.of_word(&words[index].text);
                if sum > worth {
                    worth = sum;
                    before = Some(earlier);
                }
            }
            let mut made_of = before.and_then(|before| ends[before].as_ref()).map(|series| series.made_of.clone()).unwrap_or_default();
            made_of.push(index);
            if best.as_ref().is_none_or(|(known, _)| worth > *known) {
                best = Some((worth, made_of.clone()));
            }
            // A later one with the same worth is nearer to what follows.
            let fades = |series: &Series| series.worth - (at - series.end) as f64 * unit * GAP;
            if ends[index].as_ref().is_none_or(|known| worth >= fades(known)) {
                ends[index] = Some(Series { worth, end: at, made_of });
            }
        }
    }
    let (worth, made_of) = best?;
    let closeness = worth / total;
    // Of a few words all have to be there: three of four are in many a sentence.
    let enough = made_of.len() == words.len() || words.len() > SHORT && made_of.len() > 1;
    if closeness < NEAR || !enough {
        return None;
    }
    let certainty = closeness * total / (total + DOUBT);
    let score = (certainty * 100.0).round().clamp(1.0, 100.0) as u8;
    let reason = reason(sentence, &made_of, weights);
    let likeness =
        Likeness { rule: sentence.rule, sentence: sentence.text.clone(), score, found: made_of.len(), words: words.len(), reason };
    Some((certainty, likeness))
}

fn reason(sentence: &Sentence, made_of: &[usize], weights: &Weights) -> String {
    let (words, text) = (&sentence.words, &sentence.text);
    if made_of.len() == words.len() {
        return match words.len() {
            1 => format!("the word `{text}` stands in it"),
            2 => format!("both words of `{text}` stand in it in this order"),
            count => format!("all {count} words of `{text}` stand in it in this order"),
        };
    }
    let mut found: Vec<&str> = made_of.iter().map(|index| words[*index].text.as_str()).collect();
    let count = found.len();
    found.sort_by(|one, other| weights.of_word(other).total_cmp(&weights.of_word(one)).then(one.cmp(other)));
    found.dedup();
    let rare: Vec<String> = found.iter().take(2).map(|word| format!("`{word}`")).collect();
    format!("{count} of {} words of `{text}` stand in it in this order, {} among them", words.len(), rare.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(sentence: &str) -> Vec<String> {
        words_of(sentence).into_iter().map(|word| if word.after_anything { format!("*{}", word.text) } else { word.text }).collect()
    }

    #[test]
    fn parts_in_brackets_match_anything() {
        assert_eq!(words("Export with name <name> is already"), ["export", "with", "name", "*is", "already"]);
        assert_eq!(words("{property} at … failed <unclosed"), ["*at", "*failed"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn a_text_is_read_without_what_carries_it() {
        let texts: Vec<String> =
            tokens("\u{1b}[31mA \\\"b\\\"\\nc &quot;d&quot; 'é' ver\nification").into_iter().map(|token| token.text).collect();
        assert_eq!(texts, ["a", "b", "c", "d", "é", "ver", "ification"]);
        assert!(tokens("Auto verif\nication").iter().any(|token| token.is("verification")));
    }

    #[test]
    fn nothing_hostile_takes_long() {
        for text in ["a".repeat(1 << 20), "resource ".repeat(200_000), "\u{1b}[&&&\\".to_owned(), "<{…".to_owned()] {
            let _ = alike(&text);
            let _ = words_of(&text);
        }
    }
}
