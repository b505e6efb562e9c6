//! What a push changes of the indexes.

use convex_values::schema::{SchemaDefinition, TableDefinition};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Indexes as the CLI writes them, by full name. One that is staged is built, but not used yet.
type Indexes = BTreeMap<String, (Json, bool)>;

/// `indexDiff`: what is built, dropped, or only begins or ends to be used.
pub(super) fn index_diff(before: Option<&SchemaDefinition>, after: &SchemaDefinition) -> Json {
    let before = before.map(indexes).unwrap_or_default();
    let after = indexes(after);
    let differs = |other: &Indexes, name: &str, index: &Json| {
        other.get(name).is_none_or(|(theirs, _)| theirs != index)
    };
    let only_in = |one: &Indexes, other: &Indexes| -> Vec<Json> {
        let those = one
            .iter()
            .filter(|(name, (index, _))| differs(other, name, index));
        those
            .map(|(_, (index, staged))| with_staged(index, *staged))
            .collect()
    };
    let switched = |to_staged: bool| -> Vec<Json> {
        let those = after.iter().filter(|(name, (index, staged))| {
            let was = before.get(*name).filter(|(theirs, _)| theirs == index);
            *staged == to_staged && was.is_some_and(|(_, was)| *was != to_staged)
        });
        those
            .map(|(_, (index, staged))| with_staged(index, *staged))
            .collect()
    };
    json!({
        "added_indexes": only_in(&after, &before),
        "removed_indexes": only_in(&before, &after),
        "enabled_indexes": switched(false),
        "disabled_indexes": switched(true),
    })
}

/// How many indexes have to be built.
pub(super) fn built(diff: &Json) -> usize {
    diff["added_indexes"].as_array().map_or(0, Vec::len)
}

fn with_staged(index: &Json, staged: bool) -> Json {
    let mut index = index.clone();
    index["staged"] = Json::from(staged);
    index
}

fn indexes(schema: &SchemaDefinition) -> Indexes {
    schema.tables.values().flat_map(of_table).collect()
}

fn of_table(table: &TableDefinition) -> impl Iterator<Item = (String, (Json, bool))> {
    let full_name = |name: &str| format!("{}.{name}", table.name);
    let database = table.indexes.iter().map(move |index| {
        let mut fields: Vec<String> = index.fields.iter().map(ToString::to_string).collect();
        fields.push("_creationTime".to_owned());
        let name = full_name(&index.name);
        let json = json!({ "name": name, "type": "database", "fields": fields });
        (name, (json, index.staged))
    });
    let search = table.search_indexes.iter().map(move |index| {
        let filters: Vec<String> = index.filter_fields.iter().map(ToString::to_string).collect();
        let name = full_name(&index.name);
        let json = json!({ "name": name, "type": "search", "searchField": index.search_field.to_string(), "filterFields": filters });
        (name, (json, index.staged))
    });
    let vector = table.vector_indexes.iter().map(move |index| {
        let filters: Vec<String> = index.filter_fields.iter().map(ToString::to_string).collect();
        let name = full_name(&index.name);
        let json = json!({ "name": name, "type": "vector", "dimensions": index.dimensions, "vectorField": index.vector_field.to_string(), "filterFields": filters });
        (name, (json, index.staged))
    });
    database.chain(search).chain(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(indexes: Json, staged: Json, search: Json) -> SchemaDefinition {
        let table = json!({"tableName": "t", "indexes": indexes, "stagedDbIndexes": staged, "searchIndexes": search, "documentType": {"type": "any"}});
        SchemaDefinition::from_json(json!({ "tables": [table] })).expect("valid")
    }

    #[test]
    fn indexes_are_added_removed_and_switched() {
        let by = |name: &str, field: &str| json!({"indexDescriptor": name, "fields": [field]});
        let text = json!([{"indexDescriptor": "text", "searchField": "body", "filterFields": []}]);
        let before = schema(
            json!([by("a", "x"), by("b", "z")]),
            json!([by("c", "w")]),
            text,
        );
        let after = schema(
            json!([by("a", "y"), by("c", "w")]),
            json!([by("b", "z")]),
            json!([]),
        );
        let diff = index_diff(Some(&before), &after);
        let names = |kind: &str| -> Vec<&str> {
            let list = diff[kind].as_array().expect("a list").iter();
            list.filter_map(|index| index["name"].as_str()).collect()
        };
        assert_eq!(names("added_indexes"), ["t.a"]);
        assert_eq!(names("removed_indexes"), ["t.a", "t.text"]);
        assert_eq!(names("enabled_indexes"), ["t.c"]);
        assert_eq!(names("disabled_indexes"), ["t.b"]);
        assert_eq!(
            diff["added_indexes"][0]["fields"],
            json!(["y", "_creationTime"])
        );
        let nothing = index_diff(Some(&after), &after);
        assert_eq!((built(&nothing), built(&index_diff(None, &after))), (0, 3));
    }
}
