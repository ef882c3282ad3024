//! What a plain scalar means: comes in its text, goes out the number, boolean or nothing that YAML's rules make of it.

use super::tree::Style;

/// Which rules apply to plain scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.2 core as js-yaml 4 reads it: the Serverless Framework.
    Core,
    /// YAML 1.1: CloudFormation.
    Old,
    /// JSON.
    Json,
}

/// A scalar as a typed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    Text,
}

/// Types a scalar. Only plain ones can be anything but text.
#[must_use]
pub fn typed(text: &str, style: Style, schema: Schema) -> Typed {
    match style {
        Style::Absent => return Typed::Null,
        Style::Plain => {}
        _ => return Typed::Text,
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Typed::Null,
        "true" | "True" | "TRUE" => return Typed::Bool(true),
        "false" | "False" | "FALSE" => return Typed::Bool(false),
        _ => {}
    }
    if schema == Schema::Old {
        match text {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Typed::Bool(true),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Typed::Bool(false),
            _ => {}
        }
    }
    number(text, schema)
}

fn number(text: &str, schema: Schema) -> Typed {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let signed = |value: i64| Typed::Integer(if negative { -value } else { value });
    let radix = |prefix: &str, radix: u32| -> Option<Typed> {
        let rest = digits.strip_prefix(prefix)?;
        let clean: String = rest.chars().filter(|letter| *letter != '_').collect();
        i64::from_str_radix(&clean, radix).ok().filter(|_| !rest.starts_with('_') && !clean.starts_with(['+', '-'])).map(signed)
    };
    if let Some(value) = radix("0x", 16).or_else(|| radix("0b", 2)) {
        return value;
    }
    if schema == Schema::Core
        && let Some(value) = radix("0o", 8)
    {
        return value;
    }
    let starts = digits.as_bytes().first().copied().unwrap_or_default();
    if !starts.is_ascii_digit() && starts != b'.' || !digits.bytes().all(|byte| byte.is_ascii_digit() || b"._eE+-".contains(&byte)) {
        return Typed::Text;
    }
    let clean: String = digits.chars().filter(|letter| *letter != '_').collect();
    if clean.bytes().all(|byte| byte.is_ascii_digit()) && !digits.ends_with('_') {
        let old_octal = schema == Schema::Old && clean.len() > 1 && clean.starts_with('0');
        let radix = if old_octal && clean.bytes().all(|byte| byte < b'8') { 8 } else { 10 };
        if old_octal && radix == 10 {
            return Typed::Text;
        }
        return match i64::from_str_radix(&clean, radix) {
            Ok(value) => signed(value),
            Err(_) => clean.parse().map_or(Typed::Text, |value: f64| Typed::Float(if negative { -value } else { value })),
        };
    }
    // A point or an exponent; `.` alone, a version with two points or a date are no numbers.
    let exponent_only_after_digits = clean.bytes().any(|byte| byte.is_ascii_digit());
    let old_exponent = schema == Schema::Old && clean.contains(['e', 'E']) && !(clean.contains('.') && clean.contains(['+', '-']));
    if !exponent_only_after_digits || old_exponent {
        return Typed::Text;
    }
    match clean.parse::<f64>() {
        Ok(value) => {
            let value = if negative { -value } else { value };
            if value.fract() == 0.0 && value.abs() < 9e15 { Typed::Integer(value as i64) } else { Typed::Float(value) }
        }
        Err(_) => Typed::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_the_framework_does() {
        let core = |text: &str| typed(text, Style::Plain, Schema::Core);
        for (text, value) in [("012", 12), ("0o12", 10), ("0x1F", 31), ("0b11", 3), ("1_000", 1000), ("1e3", 1000), ("+1", 1), ("1.", 1)] {
            assert_eq!(core(text), Typed::Integer(value), "{text}");
        }
        assert_eq!(core(".5"), Typed::Float(0.5));
        for text in ["yes", "12:30", "2012-10-17", "1.2.3", ".", "-", "e3", "0o9", "1-2"] {
            assert_eq!(core(text), Typed::Text, "{text}");
        }
        assert_eq!(core("Null"), Typed::Null);
        assert_eq!(typed("0777", Style::Plain, Schema::Old), Typed::Integer(511));
        assert_eq!(typed("off", Style::Plain, Schema::Old), Typed::Bool(false));
        assert_eq!(typed("1", Style::SingleQuoted, Schema::Core), Typed::Text);
    }
}
