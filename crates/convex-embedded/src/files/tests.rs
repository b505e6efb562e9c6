//! Files against a model: a map from documents to contents, whatever happens in between.

use super::*;
use convex_host::SimHost;
use convex_store::{MemoryPersistence, Transaction};
use convex_values::DocumentId;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use std::io::Read as _;

#[derive(Debug, Clone)]
enum Step {
    /// Content, and whether the transaction commits.
    Store(Vec<u8>, bool),
    /// Which file, and whether the transaction commits.
    Delete(usize, bool),
    /// The process ends after the bytes were written, before the commit.
    CrashAfter(Vec<u8>),
    /// The process ends after the commit that deletes, before the bytes are removed.
    CrashAfterDelete(usize),
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..20)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (content(), any::<bool>()).prop_map(|(content, commits)| Step::Store(content, commits)),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, commits)| Step::Delete(which, commits)),
        1 => content().prop_map(Step::CrashAfter),
        1 => any::<usize>().prop_map(Step::CrashAfterDelete),
    ]
}

struct World {
    host: Arc<SimHost>,
    data: MemoryPersistence,
    bytes: MemoryFiles,
    files: Files,
    store: Store,
    model: BTreeMap<DocumentId, Vec<u8>>,
}

impl World {
    fn new() -> Self {
        let host = Arc::new(SimHost::new(1, 1_800_000_000_000_000_000));
        let (data, bytes) = (MemoryPersistence::new(), MemoryFiles::default());
        let secret = InstanceSecret::from_bytes([7; 32]);
        let files = Files::new(Arc::new(bytes.clone()), &secret, String::new());
        let store = Store::open(Box::new(data.clone()), host.clone()).expect("opens");
        let tables =
            futures::executor::block_on(store.define_system_tables(system_tables().into()));
        tables.expect("defined");
        Self {
            host,
            data,
            bytes,
            files,
            store,
            model: BTreeMap::new(),
        }
    }

    fn write(&self, content: &[u8]) -> (Stored, Fresh) {
        let mut incoming = self.files.create(&*self.host).expect("created");
        content
            .chunks(7)
            .for_each(|chunk| incoming.write(chunk).expect("written"));
        incoming.finish().expect("synced")
    }

    fn pick(&self, which: usize) -> Option<DocumentId> {
        let count = self.model.len().max(1);
        self.model.keys().nth(which % count).copied()
    }

    fn delete(&self, id: DocumentId) -> Transaction {
        let mut tx = self.store.begin();
        let file = find(&mut tx, id).expect("read").expect("there");
        remove(&mut tx, &file).expect("deleted");
        tx
    }

    fn reopen(&mut self) {
        futures::executor::block_on(self.store.shutdown());
        let data = Box::new(self.data.clone());
        self.store = Store::open(data, self.host.clone()).expect("opens");
        self.files.sweep(&self.store).expect("swept");
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Store(content, commits) => {
                let (stored, fresh) = self.write(&content);
                let mut tx = self.store.begin();
                let id = insert(&mut tx, &stored, Some("text/plain")).expect("inserted");
                if commits {
                    self.store.commit_blocking(tx).expect("committed");
                    fresh.keep();
                    self.model.insert(id, content);
                }
            }
            Step::Delete(which, commits) => {
                let Some(id) = self.pick(which) else { return };
                let tx = self.delete(id);
                if commits {
                    let begin = tx.begin_ts();
                    self.store.commit_blocking(tx).expect("committed");
                    let changes = self.store.changes_since(begin).expect("kept");
                    let names = deleted(&self.store, &changes);
                    names.iter().for_each(|name| self.files.discard(name));
                    self.model.remove(&id);
                }
            }
            Step::CrashAfter(content) => {
                std::mem::forget(self.write(&content));
                self.reopen();
            }
            Step::CrashAfterDelete(which) => {
                if let Some(id) = self.pick(which) {
                    self.store
                        .commit_blocking(self.delete(id))
                        .expect("committed");
                    self.model.remove(&id);
                }
                self.reopen();
            }
        }
    }

    fn check(&self) {
        let mut tx = self.store.begin();
        let mut names = Vec::new();
        for (id, content) in &self.model {
            let file = find(&mut tx, *id).expect("read").expect("there");
            let named = find_by_name(&mut tx, &file.name).expect("read");
            assert_eq!(named.as_ref(), Some(&file));
            assert_eq!(file.size, content.len() as u64);
            let mut read = Vec::new();
            let mut reader = self.bytes.open(&file.name).expect("there");
            reader.read_to_end(&mut read).expect("read");
            assert_eq!(&read, content);
            names.push(file.name);
        }
        let mut present = self.bytes.names().expect("listed");
        names.sort();
        present.sort();
        assert_eq!(
            names, present,
            "every file has a document, and the other way round"
        );
    }
}

proptest! {
    #[test]
    fn documents_and_bytes_agree_whatever_happens(steps in vec(step(), 1..30)) {
        let mut world = World::new();
        for step in steps {
            world.run(step);
            world.check();
        }
    }
}

#[test]
fn nothing_but_a_name_has_the_form_of_one() {
    assert!(is_name(&uuid([0xAB; 16])));
    let long = "abababab-abab-abab-abab-ababababababab";
    let short = &uuid([1; 16])[1..];
    for text in ["", "..", "upload", long, short, "../../../../etc/passwd"] {
        assert!(!is_name(text), "{text}");
    }
}
