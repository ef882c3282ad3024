//! Vendors: in comes the number of an account, out comes whose it is, where it is one of a company that asks its customers for a role.
//!
//! Curated by hand from what the companies tell their customers to write into their trusts.

/// Accounts by their numbers.
static VENDORS: [(&str, &str); 12] = [
    ("008923505280", "Grafana Cloud"),
    ("198361731867", "Snyk"),
    ("414351767826", "Databricks"),
    ("434813966438", "Lacework"),
    ("454464851268", "CloudHealth"),
    ("464622532012", "Datadog"),
    ("509560245411", "Dynatrace"),
    ("754728514883", "New Relic"),
    ("834469178297", "Fivetran"),
    ("922761411349", "Spot"),
    ("926226587429", "Sumo Logic"),
    ("956993596390", "Vanta"),
];

/// The company whose account it is, if it is one of these.
#[must_use]
pub fn vendor(account: &str) -> Option<&'static str> {
    VENDORS.binary_search_by(|(number, _)| (*number).cmp(account)).map_or(None, |index| Some(VENDORS[index].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_are_found_by_their_accounts() {
        assert!(VENDORS.is_sorted_by(|(one, _), (other, _)| one < other));
        assert!(VENDORS.iter().all(|(number, _)| number.len() == 12 && number.bytes().all(|letter| letter.is_ascii_digit())));
        assert_eq!(vendor("464622532012"), Some("Datadog"));
        assert_eq!(vendor("111122223333"), None);
        assert_eq!(vendor(""), None);
    }
}
