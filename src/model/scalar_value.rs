//! Numbers, points in time and addresses as condition values write them.

use std::net::IpAddr;

use super::Order;

/// Whether two numbers are in an order.
pub(super) fn in_order(order: Order, request: f64, written: f64) -> bool {
    match order {
        Order::Equal => (request - written).abs() < f64::EPSILON,
        Order::Less => request < written,
        Order::LessOrEqual => request <= written,
        Order::Greater => request > written,
        Order::GreaterOrEqual => request >= written,
    }
}

/// An integer or a decimal.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    text.parse().ok().filter(|_| is_plain)
}

/// Seconds since 1970 of a date of ISO 8601 (`2024-01-31T10:00:00Z`, and shorter), or of the seconds themselves.
#[must_use]
pub fn point_in_time(text: &str) -> Option<f64> {
    if text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-').map(digits);
    let year = parts.next()?.filter(|_| date.len() >= 4 && date.as_bytes()[..4].iter().all(u8::is_ascii_digit))?;
    let month = parts.next().unwrap_or(Some(1)).filter(|month| (1..=12).contains(month))?;
    let day = parts.next().unwrap_or(Some(1)).filter(|day| (1..=days_in(year, month)).contains(day))?;
    if parts.next().is_some() {
        return None;
    }
    let seconds = time.map_or(Some(0.0), time_of_day)?;
    Some(days_since_epoch(year, month, day) as f64 * 86_400.0 + seconds)
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counted in years that begin in March, so that the day of leap years is the last one.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let years = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    years * 365 + years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400) + day_of_year - 719_468
}

/// `10:00Z`, `10:00:00.5+02:00`.
fn time_of_day(text: &str) -> Option<f64> {
    let at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(at);
    let mut parts = clock.split(':');
    let hours = digits(parts.next()?).filter(|hours| *hours < 24)?;
    let minutes = digits(parts.next()?).filter(|minutes| *minutes < 60)?;
    let seconds = parts.next().map_or(Some(0.0), number).filter(|seconds| (0.0..61.0).contains(seconds))?;
    let offset = match zone {
        "" | "Z" => 0,
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let minutes = digits(hours)? * 60 + digits(minutes)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    Some((hours * 3_600 + (minutes - offset) * 60) as f64 + seconds)
}

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    /// An address of it.
    pub address: IpAddr,
    /// How many of its first bits all addresses share.
    pub bits: u8,
}

impl AddressRange {
    /// A range as it is written: an address, or one with the number of bits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(digits(bits)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = u8::try_from(bits.unwrap_or(all)).ok().filter(|bits| i64::from(*bits) <= all)?;
        Some(Self { address, bits })
    }

    /// True for a range in which all of another one lies.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        if self.bits > other.bits {
            return false;
        }
        match (self.address, other.address) {
            (IpAddr::V4(one), IpAddr::V4(other)) => first_bits(one.to_bits().into(), other.to_bits().into(), 32 - u32::from(self.bits)),
            (IpAddr::V6(one), IpAddr::V6(other)) => first_bits(one.to_bits(), other.to_bits(), 128 - u32::from(self.bits)),
            _ => false,
        }
    }

    /// The range as it begins: with none of the bits that are not compared.
    #[must_use]
    pub fn network(&self) -> Self {
        let bits = u32::from(self.bits);
        let address = match self.address {
            IpAddr::V4(address) => IpAddr::V4((address.to_bits() & !u32::MAX.checked_shr(bits).unwrap_or(0)).into()),
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::MAX.checked_shr(bits).unwrap_or(0)).into()),
        };
        Self { address, bits: self.bits }
    }
}

/// Whether two numbers are the same without their last bits.
fn first_bits(one: u128, other: u128, without: u32) -> bool {
    one.checked_shr(without).unwrap_or(0) == other.checked_shr(without).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0.0)),
            ("2000-03-01", Some(951_868_800.0)),
            ("2024-02-29T12:00:00+02:00", Some(1_709_200_800.0)),
            ("2024", Some(1_704_067_200.0)),
            ("1704067200", Some(1_704_067_200.0)),
            ("2023-02-29", None),
            ("2024-13-01", None),
            ("tomorrow", None),
            ("2024-01-01T25:00Z", None),
            ("", None),
        ] {
            assert_eq!(point_in_time(text), expected, "{text}");
        }
    }

    #[test]
    fn ranges() {
        let range = |text| AddressRange::parse(text).expect("an address");
        assert!(range("10.0.0.0/8").contains(&range("10.200.3.4")));
        assert!(!range("10.0.0.0/8").contains(&range("11.0.0.1")));
        assert!(range("0.0.0.0/0").contains(&range("203.0.113.9/32")));
        assert!(range("2001:db8::/32").contains(&range("2001:db8:1::1")));
        assert!(!range("::/0").contains(&range("10.0.0.1")));
        assert!(!range("10.0.0.0/16").contains(&range("10.0.0.0/8")));
        for (written, network) in [
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("203.0.113.77/26", "203.0.113.64/26"),
            ("203.0.113.7", "203.0.113.7/32"),
            ("1.2.3.4/0", "0.0.0.0/0"),
            ("2001:db8::1/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"),
        ] {
            assert_eq!(range(written).network(), range(network), "{written}");
        }
        for wrong in ["10.0.0/8", "10.0.0.0/33", "10.0.0.0/", "x", "10.0.0.*", "::/129"] {
            assert_eq!(AddressRange::parse(wrong), None, "{wrong}");
        }
    }
}
