//! Domains that are made before the domain above them has an address.

use crate::model::{Domain, Resource};
use crate::rules::{Checked, Findings};
use crate::template::Open;

pub(super) fn domain_parent_missing<'w>(resource: Resource<'w>, out: &mut Findings<'w>) -> Checked {
    let domain = Domain(resource);
    let (Some(name), Some(_)) = (domain.name()?, domain.custom()?) else { return Ok(()) };
    let records = domain.parent_records()?;
    if let Some(record) = records.first() {
        if !records.iter().any(|record| domain.waits_for(*record)) {
            out.report(&name, format!("is not made after {}", record.id()))
                .related(record.place(), "the address of the domain above")
                .help(format!("write `DependsOn: {}`", record.id()));
        }
        return Ok(());
    }
    // Elsewhere the record may be made.
    if resource.world().stack.open.is_some_and(|open| open != Open::Generated) {
        return Ok(());
    }
    if let Some(zone) = domain.parent_zone()? {
        out.report(&name, "the domain above has no address in its zone")
            .related(zone.place(), "the zone of the domain above")
            .help("add an A record for the domain above, and make the domain of the pool depend on it")
            .case("zone");
    }
    Ok(())
}
