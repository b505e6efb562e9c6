//! Properties of the codec, the order, the keys and the ids.

mod common;

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

use common::{field_name, near_pair, text, value};
use convex_values::{DocumentId, InternalId, JsonFormat, TableNumber, Value, base32, key};
use proptest::prelude::*;

fn key_of(value: &Value) -> Vec<u8> {
    key::encode_all([Some(value)])
}

fn hash_of(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn a_value_survives_its_json_text(value in value()) {
        let text = value.to_json_string();
        prop_assert_eq!(&Value::from_json_str(&text).unwrap(), &value);
    }

    #[test]
    fn text_tree_and_serde_agree(value in value()) {
        let tree = value.to_json();
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&value.to_json_string()).unwrap(), &tree);
        prop_assert_eq!(&serde_json::to_value(&value).unwrap(), &tree);
        prop_assert_eq!(&Value::from_json(tree).unwrap(), &value);
    }

    #[test]
    fn every_format_is_json_and_its_text_is_its_tree(value in value()) {
        for format in [JsonFormat::Encoded, JsonFormat::Clean, JsonFormat::Export] {
            let text = value.to_json_string_as(format);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value.to_json_as(format));
        }
    }

    #[test]
    fn key_order_is_value_order((a, b) in near_pair()) {
        prop_assert_eq!(key_of(&a).cmp(&key_of(&b)), a.cmp(&b));
    }

    #[test]
    fn key_order_of_tuples_is_the_order_of_their_values((a, b) in near_pair(), c in value(), d in value()) {
        let left = key::encode_all([Some(&a), None, Some(&c)]);
        let right = key::encode_all([Some(&b), None, Some(&d)]);
        prop_assert_eq!(left.cmp(&right), (&a, &c).cmp(&(&b, &d)));
    }

    #[test]
    fn the_keys_under_a_prefix_are_those_of_equal_fields((a, b) in near_pair(), rest in value()) {
        let prefix = key_of(&a);
        let end = key::prefix_end(prefix.clone());
        for rest in [None, Some(&rest)] {
            let key = key::encode_all([Some(&b), rest]);
            prop_assert_eq!(key >= prefix && key < end, a == b);
            prop_assert_eq!(key >= end, b > a);
        }
    }

    #[test]
    fn undefined_sorts_before_every_value(value in value()) {
        prop_assert!(key::encode_all([None]) < key_of(&value));
    }

    #[test]
    fn equal_values_hash_alike((a, b) in near_pair()) {
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert_eq!(hash_of(&a), hash_of(&a.clone()));
        if a == b {
            prop_assert_eq!(hash_of(&a), hash_of(&b));
        }
    }

    #[test]
    fn an_id_survives_its_text(table in 1u32.., internal in any::<[u8; 16]>()) {
        let id = DocumentId { table: TableNumber(table), internal: InternalId(internal) };
        let text = id.to_string();
        prop_assert!((31..=37).contains(&text.len()));
        prop_assert_eq!(text.parse::<DocumentId>(), Ok(id));
    }

    #[test]
    fn an_id_with_one_changed_character_is_no_id_or_prints_as_given(
        table in 1u32..20000, internal in any::<[u8; 16]>(), position in 0usize..31, digit in "[0-9a-zA-Z]",
    ) {
        let id = DocumentId { table: TableNumber(table), internal: InternalId(internal) };
        let mut text = id.to_string();
        text.replace_range(position..=position, &digit);
        if let Ok(other) = text.parse::<DocumentId>() {
            prop_assert_eq!(other.to_string(), text);
        }
    }

    #[test]
    fn arbitrary_text_never_panics_the_id_parser(text in "\\PC{0,40}|[0-9a-z]{25,40}") {
        if let Ok(id) = text.parse::<DocumentId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn base32_inverts(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
        let mut text = String::new();
        base32::encode(&bytes, &mut text);
        prop_assert_eq!(base32::decode(&text), Some(bytes));
    }

    #[test]
    fn arbitrary_text_never_panics_the_decoder(text in "[\\[\\]{}\":,$a-z0-9.eE+-]{0,40}") {
        let _ = Value::from_json_str(&text);
    }

    #[test]
    fn string_literals_are_what_serde_writes(text in text()) {
        let written = Value::from(text.as_str()).to_json_string();
        prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn every_generated_field_name_is_allowed(name in field_name()) {
        prop_assert!(convex_values::names::check_field_name(&name).is_ok());
    }
}
