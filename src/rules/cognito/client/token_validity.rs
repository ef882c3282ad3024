//! Token lifetimes outside of what the service takes, and numbers that were meant in another unit: one fact, two rules, and never both
//! about one value.

use crate::model::{Client, Lifetime, Token, Unit, Validity};
use crate::resolve::Known;
use crate::rules::{Checked, Findings};

const TOKENS: [Token; 3] = [Token::Access, Token::Id, Token::Refresh];

/// What is wrong with a lifetime.
enum Fault {
    OutOfRange,
    /// The unit was left out, and the number is in range in another one.
    WrongUnit,
    /// The same, for a number that the service takes.
    OddUnit,
}

/// The units other than the default one in which the number is in range, the likeliest first.
fn meant(token: Token, amount: i64) -> Vec<Unit> {
    let units = [Unit::Minutes, Unit::Seconds, Unit::Hours].into_iter();
    units.filter(|unit| *unit != token.default_unit() && in_range(token, Lifetime::new(amount, *unit))).collect()
}

fn in_range(token: Token, lifetime: Lifetime) -> bool {
    let (shortest, longest) = token.range();
    (shortest..=longest).contains(&lifetime)
}

fn fault(token: Token, validity: &Validity) -> Option<Fault> {
    let amount = validity.lifetime.amount();
    // Zero and less are no lifetimes in any unit: the schema refuses them.
    if amount < 1 {
        return None;
    }
    let has_meant = !validity.unit_is_written && !meant(token, amount).is_empty();
    if in_range(token, validity.lifetime) {
        // Legal, but nobody means years by a round number of minutes or seconds.
        let year = Lifetime::new(365, Unit::Days);
        let odd = token == Token::Refresh && has_meant && validity.lifetime > year && amount % 60 == 0;
        return odd.then_some(Fault::OddUnit);
    }
    Some(if has_meant { Fault::WrongUnit } else { Fault::OutOfRange })
}

pub(super) fn token_validity_out_of_range<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(TOKENS, |token, out| {
        let validity = client.validity(token)?;
        if let Some(Fault::OutOfRange) = fault(token, &validity) {
            let (shortest, longest) = token.range();
            out.report(&validity, format!("{} is outside {shortest} to {longest}", validity.shown()))
                .help(format!("write a `{}` from {shortest} to {longest}, and its unit in `TokenValidityUnits`", token.property()));
        }
        Ok(())
    });
    // The session between two challenges has a fixed unit.
    out.each([()], |(), out| {
        let Some(value) = client.0.property("AuthSessionValidity")? else { return Ok(()) };
        let minutes = value.integer()?;
        if minutes > 0 && !(3..=15).contains(&minutes) {
            let shown = value.name().unwrap_or_else(|| Lifetime::new(minutes, Unit::Minutes).to_string());
            out.report(&value, format!("{shown} is outside 3 to 15 minutes"))
                .help("write an `AuthSessionValidity` from 3 to 15; it counts minutes");
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn token_validity_unit_mistake<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(TOKENS, |token, out| {
        let validity = client.validity(token)?;
        let is_legal = match fault(token, &validity) {
            Some(Fault::WrongUnit) => false,
            Some(Fault::OddUnit) => true,
            Some(Fault::OutOfRange) | None => return Ok(()),
        };
        let text = match &validity.name {
            Some(name) => format!("{name} without a unit means {}", validity.lifetime.unit().name()),
            None => format!("{} without a unit means {}", validity.lifetime.amount(), validity.lifetime),
        };
        let units: Vec<&str> = meant(token, validity.lifetime.amount()).iter().map(|unit| unit.name()).collect();
        let key = token.unit_key();
        let help = match units.as_slice() {
            [one] => format!("set `{key}: {one}` in `TokenValidityUnits`"),
            several => format!("set `{key}` in `TokenValidityUnits` to whichever of {} is meant", several.join(", ")),
        };
        let report = out.report(&validity, text).help(help);
        if is_legal {
            report.case("legal").title("users stay signed in for years because a number of minutes or seconds counts as days");
        }
        Ok(())
    });
    Ok(())
}

/// A lifetime that the rules about single values find nothing wrong with.
pub(super) fn is_sound(client: Client<'_>, token: Token) -> Known<bool> {
    Ok(in_range(token, client.validity(token)?.lifetime))
}

/// From so many days on a refresh token is worth a word, and from so many on it is too much.
const REFRESH_DAYS: (i64, i64) = (90, 365);

/// Access and id tokens can't be taken back: half a day is a working day and more.
const ACCESS_HOURS: i64 = 12;

pub(super) fn long_lived_token<'w>(client: Client<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(TOKENS, |token, out| {
        let validity = client.validity(token)?;
        // What the service refuses, or what was meant in another unit, is said by itself.
        if fault(token, &validity).is_some() || !validity.is_written() {
            return Ok(());
        }
        let (is_long, is_too_long) = match token {
            Token::Refresh => {
                let over = |days| validity.lifetime > Lifetime::new(days, Unit::Days);
                (over(REFRESH_DAYS.0), over(REFRESH_DAYS.1))
            }
            Token::Access | Token::Id => {
                let is_over = validity.lifetime > Lifetime::new(ACCESS_HOURS, Unit::Hours);
                (is_over, is_over)
            }
        };
        if !is_long {
            return Ok(());
        }
        let report = out.report(&validity, format!("the {} is good for {}", token.name(), validity.shown()));
        if !is_too_long {
            report.case("long");
        }
        Ok(())
    });
    Ok(())
}
