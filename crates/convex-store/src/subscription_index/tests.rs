use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    Timestamp,
    commit_record::EntryChange,
    key::{Cut, KeyInterval},
    read_set::ReadRecorder,
};

/// Keys over two bytes, so that they meet often.
fn key() -> impl Strategy<Value = KeyBytes> {
    vec(0..4_u8, 0..3).prop_map(KeyBytes::from)
}

fn cut() -> impl Strategy<Value = Cut> {
    prop_oneof![4 => key().prop_map(Cut::Before), 4 => key().prop_map(Cut::After), 1 => Just(Cut::End)]
}

#[derive(Clone, Debug)]
enum Read {
    Point(KeyBytes),
    Range(KeyInterval),
}

impl Read {
    fn contains(&self, key: &[u8]) -> bool {
        match self {
            Self::Point(point) => **point == *key,
            Self::Range(range) => range.contains(key),
        }
    }
}

fn read() -> impl Strategy<Value = (IndexId, Read)> {
    let range = (cut(), cut()).prop_map(|(start, end)| Read::Range(KeyInterval { start, end }));
    let read = prop_oneof![key().prop_map(Read::Point), range];
    ((0..3_u32).prop_map(IndexId), read)
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, Vec<(IndexId, Read)>),
    Remove(u8),
    Commit(Vec<(IndexId, KeyBytes)>),
}

fn step() -> impl Strategy<Value = Step> {
    let written = || vec(((0..3_u32).prop_map(IndexId), key()), 0..4);
    prop_oneof![
        3 => (0..16_u8, vec(read(), 0..4)).prop_map(|(id, reads)| Step::Insert(id, reads)),
        1 => (0..16_u8).prop_map(Step::Remove),
        3 => written().prop_map(Step::Commit),
    ]
}

fn read_set(reads: &[(IndexId, Read)]) -> ReadSet {
    let mut recorder = ReadRecorder::default();
    for (index, read) in reads {
        match read {
            Read::Point(key) => recorder.point(*index, key.clone()),
            Read::Range(range) => drop(recorder.start_walk(*index, range.clone())),
        }
    }
    recorder.to_read_set()
}

fn commit(written: &[(IndexId, KeyBytes)], schema_changed: bool) -> CommitRecord {
    let change = |key: &KeyBytes| EntryChange {
        key: key.clone(),
        old: None,
        new: None,
    };
    let entries = written
        .iter()
        .map(|(index, key)| (*index, vec![change(key)]))
        .collect();
    CommitRecord {
        ts: Timestamp(1),
        entries,
        documents: Vec::new(),
        schema_changed,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn it_finds_exactly_whom_looking_at_every_read_finds(steps in vec(step(), 0..60)) {
        let mut index = SubscriptionIndex::new();
        let mut all: std::collections::BTreeMap<u8, Vec<(IndexId, Read)>> = Default::default();
        for step in steps {
            match step {
                Step::Insert(id, reads) => {
                    index.insert(read_set(&reads), id);
                    all.insert(id, reads);
                }
                Step::Remove(id) => prop_assert_eq!(index.remove(id), all.remove(&id).is_some()),
                Step::Commit(written) => {
                    let record = commit(&written, false);
                    let touched = |reads: &[(IndexId, Read)]| {
                        written.iter().any(|(index, key)| reads.iter().any(|(i, read)| i == index && read.contains(key)))
                    };
                    let expected: Vec<u8> = all.iter().filter(|(_, reads)| touched(reads)).map(|(id, _)| *id).collect();
                    prop_assert_eq!(index.matches(&record), expected.clone());
                    // A read set alone gives the same answer.
                    let alone = all.iter().filter(|(_, reads)| read_set(reads).overlaps(&record)).map(|(id, _)| *id);
                    prop_assert_eq!(alone.collect::<Vec<_>>(), expected);
                }
            }
            prop_assert_eq!(index.len(), all.len());
        }
        for id in all.into_keys() {
            index.remove(id);
        }
        prop_assert!(index.indexes.is_empty());
    }
}

#[test]
fn a_schema_change_reaches_everyone() {
    let mut index = SubscriptionIndex::new();
    index.insert(ReadSet::default(), 2);
    index.insert(ReadSet::default(), 1);
    assert_eq!(index.matches(&commit(&[], true)), [1, 2]);
    assert!(index.matches(&commit(&[], false)).is_empty());
}

#[test]
fn the_union_of_read_sets_depends_on_what_either_depends_on() {
    let key = |byte: u8| KeyBytes::from(vec![byte]);
    let a = read_set(&[(IndexId(1), Read::Point(key(1)))]);
    let b = read_set(&[(IndexId(2), Read::Range(KeyInterval::prefix(vec![2])))]);
    let both = a.union(&b);
    assert!(both.overlaps(&commit(&[(IndexId(1), key(1))], false)));
    assert!(both.overlaps(&commit(&[(IndexId(2), key(2))], false)));
    assert!(!both.overlaps(&commit(
        &[(IndexId(1), key(2)), (IndexId(2), key(1))],
        false
    )));
}
