//! Generations of the framework: comes in what a service says about its version, goes out which rules of reading apply.

use super::Composer;

/// Which generation of the framework deploys a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// 1 and 2: defaults are filled in before variables are read.
    Old,
    /// 3: variables see what is written.
    Three,
    /// The fork that goes on from 3.
    Fork,
    /// 4: `provider.stage` is overwritten with the stage of the deployment. The fork counts its versions on, so it may be that one.
    Four,
    /// Nothing says which.
    Any,
}

impl Generation {
    /// By `frameworkVersion`, such as `^3.2`, `2 || 3` or `>=1.1.0 <3.0.0`.
    pub(super) fn of(version: &str) -> Self {
        let mut found: Option<Self> = None;
        for range in version.split("||") {
            let (low, high) = majors(range);
            for major in low..=high.min(5) {
                let generation = match major {
                    1 | 2 => Self::Old,
                    3 => Self::Three,
                    4 => Self::Four,
                    _ => Self::Any,
                };
                if found.is_some_and(|known| known != generation) {
                    return Self::Any;
                }
                found = Some(generation);
            }
        }
        found.unwrap_or(Self::Any)
    }
}

/// The lowest and the highest major version that a range admits.
fn majors(range: &str) -> (u32, u32) {
    let (mut low, mut high) = (None, None);
    let mut open = false;
    let mut operator = String::new();
    for word in range.split([' ', ',']).filter(|word| !word.is_empty()) {
        let start = word.find(|letter: char| letter.is_ascii_digit()).unwrap_or(word.len());
        operator.push_str(&word[..start]);
        let mut numbers = word[start..].split('.').map_while(|number| number.parse::<u32>().ok());
        let Some(major) = numbers.next() else { continue };
        let is_whole = numbers.all(|number| number == 0);
        match operator.trim_end_matches('v') {
            ">" | ">=" => {
                low = Some(major);
                open = high.is_none();
            }
            "<" => high = Some(if is_whole { major.saturating_sub(1) } else { major }),
            "<=" => high = Some(major),
            _ => (low, high) = (low.or(Some(major)), Some(major)),
        }
        operator.clear();
    }
    let low = low.unwrap_or(0);
    (low, high.unwrap_or(if open || low == 0 { u32::MAX } else { low }))
}

impl Composer<'_, '_> {
    /// By the version that stands among the dependencies beside the service.
    pub(super) fn installed(&self) -> Option<Generation> {
        let (store, service) = self.service?;
        let (_, source) = store.load(&service.parent()?.join("package.json")).ok()?;
        let package: serde_json::Value = serde_json::from_str(source.text()).ok()?;
        let version = |name: &str| {
            let sections = ["dependencies", "devDependencies"];
            sections.iter().find_map(|section| package.get(section)?.get(name)?.as_str())
        };
        match (version("osls"), version("serverless")) {
            (Some(_), None) => Some(Generation::Fork),
            (None, Some(version)) => Some(Generation::of(version)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges() {
        for (range, generation) in [
            ("3", Generation::Three),
            ("^3.2.1", Generation::Three),
            ("~2.72.0", Generation::Old),
            (">=1.1.0 <3.0.0", Generation::Old),
            (">=1.1.0 <2.0.0", Generation::Old),
            (">= 2.0.0 < 4", Generation::Any),
            ("2 || 3", Generation::Any),
            ("1 || 2", Generation::Old),
            (">=1.28.0", Generation::Any),
            ("<4.0.0", Generation::Any),
            ("=3.38.0", Generation::Three),
            ("v3.1", Generation::Three),
            ("4.1.0", Generation::Four),
            ("*", Generation::Any),
            ("", Generation::Any),
            ("latest", Generation::Any),
            ("99999999999", Generation::Any),
        ] {
            assert_eq!(Generation::of(range), generation, "{range}");
        }
    }
}
