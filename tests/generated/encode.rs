//! The encoded table: in come the facts, out come the bytes of `iam.bin`.

use std::collections::BTreeMap;

use authlint::data::iam::format;

use super::facts::{Action, Facts, Service};

/// All strings in one run of bytes, each kept once, and none that another starts with.
struct Text {
    bytes: Vec<u8>,
    offsets: BTreeMap<String, u32>,
}

impl Text {
    fn new<'a>(strings: impl Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<&str> = strings.collect();
        sorted.sort_unstable();
        sorted.dedup();
        // From the back: a string that others start with comes right before the first of them.
        let mut text = Self { bytes: Vec::new(), offsets: BTreeMap::new() };
        let mut last = ("", 0);
        for string in sorted.into_iter().rev() {
            if !last.0.starts_with(string) {
                last.1 = u32::try_from(text.bytes.len()).unwrap();
                text.bytes.extend_from_slice(string.as_bytes());
            }
            last.0 = string;
            text.offsets.insert(string.to_owned(), last.1);
        }
        text
    }

    fn offset(&self, string: &str) -> [u8; 4] {
        self.offsets[string].to_le_bytes()
    }
}

fn length(string: &str) -> u8 {
    u8::try_from(string.len()).unwrap()
}

/// Sets of indices, each kept once.
#[derive(Default)]
struct Sets {
    items: Vec<u16>,
    places: BTreeMap<Vec<u16>, u16>,
}

impl Sets {
    fn place(&mut self, set: Vec<u16>) -> [u8; 2] {
        let items = &mut self.items;
        let place = self.places.entry(set).or_insert_with_key(|set| {
            let place = index(items.len());
            items.push(index(set.len()));
            items.extend(set);
            place
        });
        place.to_le_bytes()
    }
}

fn index(number: usize) -> u16 {
    u16::try_from(number).unwrap()
}

fn strings(facts: &Facts) -> Text {
    let of_service = |service: &Service| {
        let mut strings = vec![service.prefix.clone(), service.name.clone()];
        strings.extend(service.actions.iter().map(|action| action.name.clone()));
        strings.extend(service.resource_types.iter().flat_map(|kind| [kind.name.clone(), kind.arns.clone()]));
        strings
    };
    let all: Vec<String> = facts.services.iter().flat_map(of_service).collect();
    let api_names = facts.api_names.iter().flatten();
    Text::new(all.iter().chain(facts.keys.keys()).chain(api_names).map(String::as_str))
}

/// Everything but the texts, while it is put together.
#[derive(Default)]
struct Sections {
    services: Vec<u8>,
    actions: Vec<u8>,
    resources: Vec<u8>,
    sets: Sets,
}

impl Sections {
    fn add(&mut self, service: &Service, text: &Text, keys: &BTreeMap<&str, u16>) {
        let place = index(self.services.len() / format::SERVICE_LEN);
        let first_action = u32::try_from(self.actions.len() / format::ACTION_LEN).unwrap();
        let first_type = index(self.resources.len() / format::RESOURCE_LEN);
        for action in &service.actions {
            self.add_action(service, action, first_type, text, keys);
        }
        for kind in &service.resource_types {
            self.resources.extend(text.offset(&kind.name));
            self.resources.extend(text.offset(&kind.arns));
            self.resources.extend(index(kind.arns.len()).to_le_bytes());
            self.resources.extend(self.sets.place(indices(&kind.keys, keys)));
            self.resources.extend(place.to_le_bytes());
            self.resources.extend([length(&kind.name), 0]);
        }
        self.services.extend(text.offset(&service.prefix));
        self.services.extend(text.offset(&service.name));
        self.services.extend(first_action.to_le_bytes());
        self.services.extend(index(service.actions.len()).to_le_bytes());
        self.services.extend([length(&service.prefix), length(&service.name)]);
        self.services.extend(self.sets.place(indices(&service.keys, keys)));
        self.services.extend(first_type.to_le_bytes());
        self.services.extend(index(service.resource_types.len()).to_le_bytes());
        self.services.extend([0; 2]);
    }

    fn add_action(&mut self, service: &Service, action: &Action, first_type: u16, text: &Text, keys: &BTreeMap<&str, u16>) {
        let types = action.resource_types.iter().map(|(name, required)| {
            let place = service.resource_types.iter().position(|kind| kind.name == *name).unwrap();
            let place = first_type + index(place);
            assert_eq!(place & format::REQUIRED, 0);
            if *required { place | format::REQUIRED } else { place }
        });
        let types = types.collect();
        self.actions.extend(text.offset(&action.name));
        self.actions.extend([length(&action.name), action.levels | if action.limitable { format::LIMITABLE } else { 0 }]);
        self.actions.extend(self.sets.place(indices(&action.keys, keys)));
        self.actions.extend(self.sets.place(types));
    }
}

fn indices(names: &[String], keys: &BTreeMap<&str, u16>) -> Vec<u16> {
    names.iter().map(|name| *keys.get(name.as_str()).unwrap_or_else(|| panic!("no key {name}"))).collect()
}

pub(crate) fn build(facts: &Facts) -> Vec<u8> {
    let text = strings(facts);
    let mut sorted_keys: Vec<(&str, u16)> = facts.keys.iter().map(|(name, flags)| (name.as_str(), *flags)).collect();
    sorted_keys.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    let places = sorted_keys.iter().enumerate().map(|(place, (name, _))| (*name, index(place))).collect();

    let (mut keys, mut holed) = (Vec::new(), Vec::new());
    for (place, (name, flags)) in sorted_keys.iter().enumerate() {
        keys.extend(text.offset(name));
        keys.extend([length(name), 0]);
        keys.extend(flags.to_le_bytes());
        assert!(name.matches("${").count() < 2, "{name} has several holes");
        if name.contains("${") {
            holed.extend(index(place).to_le_bytes());
        }
    }
    assert_eq!(keys.len(), sorted_keys.len() * format::KEY_LEN);

    let mut sections = Sections::default();
    for service in &facts.services {
        sections.add(service, &text, &places);
    }
    assert_eq!(sections.services.len(), facts.services.len() * format::SERVICE_LEN);
    assert_eq!(sections.actions.len() % format::ACTION_LEN, 0);
    assert_eq!(sections.resources.len() % format::RESOURCE_LEN, 0);

    let mut api_names = Vec::new();
    for [written, needed] in &facts.api_names {
        api_names.extend(text.offset(written));
        api_names.extend(text.offset(needed));
        api_names.extend([length(written), length(needed)]);
    }
    assert_eq!(api_names.len(), facts.api_names.len() * format::API_NAME_LEN);

    let sets = sections.sets.items.iter().flat_map(|item| item.to_le_bytes()).collect();
    let all = [
        (format::TEXT, text.bytes),
        (format::SERVICES, sections.services),
        (format::ACTIONS, sections.actions),
        (format::KEYS, keys),
        (format::HOLED, holed),
        (format::RESOURCES, sections.resources),
        (format::SETS, sets),
        (format::API_NAMES, api_names),
    ];
    assemble(&facts.date, &all)
}

/// The file of these sections, in this order.
fn assemble(date: &str, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(format::MAGIC);
    file.extend(format::VERSION.to_le_bytes());
    file.extend(u16::try_from(sections.len()).unwrap().to_le_bytes());
    assert_eq!((file.len(), date.len()), (format::DATE_AT, format::DATE_LEN));
    file.extend(date.as_bytes());
    file.extend([0; 2]);
    assert_eq!(file.len(), format::HEADER_LEN);

    let mut offset = format::HEADER_LEN + sections.len() * format::ENTRY_LEN;
    for (id, bytes) in sections {
        file.extend(id.to_le_bytes());
        file.extend(u32::try_from(offset).unwrap().to_le_bytes());
        file.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        offset += bytes.len();
    }
    for (_, bytes) in sections {
        file.extend(bytes);
    }
    assert_eq!(file.len(), offset);
    file
}
