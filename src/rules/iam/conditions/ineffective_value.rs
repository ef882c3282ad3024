//! Values of a condition of which a part changes nothing.

use super::ineffective_condition::is_private;
use crate::model::{AddressRange, Comparison, Order, Statement, number, point_in_time};
use crate::rules::{Checked, Findings};

/// Of several limits below one comparison only the widest one counts.
pub(super) fn one_limit_decides<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let (order, read): (Order, fn(&str) -> Option<f64>) = match test.operator.comparison {
            Some(Comparison::Number(order)) => (order, number),
            Some(Comparison::Date(order)) => (order, point_in_time),
            _ => return Ok(()),
        };
        let wider: fn(f64, f64) -> bool = match order {
            Order::Less | Order::LessOrEqual => |one, other| one > other,
            Order::Greater | Order::GreaterOrEqual => |one, other| one < other,
            Order::Equal => return Ok(()),
        };
        let values = test.literals()?;
        let Some(limits) = values.iter().map(|(_, text)| read(text)).collect::<Option<Vec<f64>>>() else { return Ok(()) };
        let Some(widest) = limits.iter().copied().reduce(|one, other| if wider(other, one) { other } else { one }) else {
            return Ok(());
        };
        let Some(decides) = limits.iter().position(|limit| !wider(widest, *limit)) else { return Ok(()) };
        for (at, (value, text)) in values.iter().enumerate() {
            if at == decides || value.text()?.assumed {
                continue;
            }
            let (wide, wide_text) = &values[decides];
            out.report(value, format!("`{text}` changes nothing beside `{wide_text}`"))
                .related(wide, "this one decides")
                .title("a limit of a condition changes nothing, because a wider one stands beside it")
                .help(format!("write one value for `{}`: one of them is enough for the test to hold", test.operator.name))
                .only_everywhere()
                .case("one");
        }
        Ok(())
    });
    Ok(())
}

/// An address behind whose range a smaller one may be meant.
pub(super) fn address_within_range<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if test.operator.comparison != Some(Comparison::Ip) {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            let Some(range) = AddressRange::parse(&text).filter(|range| range.bits > 0) else { return Ok(()) };
            // Of a private one another check says that callers never have it.
            if test.is_of("aws:SourceIp") && is_private(&text) {
                return Ok(());
            }
            let network = range.network();
            if network != range && !value.text()?.assumed {
                out.report(&value, format!("only the first {1} bits count, so this is `{0}/{1}`", network.address, range.bits))
                    .title("a range of addresses is wider than the address that is written")
                    .help(format!("write `{}/{}`, or `{}` if one address is meant", network.address, range.bits, range.address))
                    .case("one");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}
