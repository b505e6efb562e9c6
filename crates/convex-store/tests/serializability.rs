//! Concurrent transactions behave as if they had run one after the other, in the order of their
//! timestamps.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use common::*;
use convex_store::{FaultyPersistence, MemoryPersistence, Store, Timestamp, Transaction};
use convex_values::{DocumentId, Value};
use proptest::{collection::vec, prelude::*};

fn balance(tx: &mut Transaction, account: DocumentId) -> f64 {
    tx.get(account).unwrap().unwrap().fields()["balance"]
        .as_f64()
        .unwrap()
}

fn set_balance(tx: &mut Transaction, account: DocumentId, balance: f64) {
    tx.patch(
        account,
        [("balance".to_owned(), Some(balance.into()))].into(),
    )
    .unwrap();
}

fn accounts(store: &Store, count: usize) -> Vec<DocumentId> {
    let open = |tx: &mut Transaction| {
        (0..count)
            .map(|_| {
                tx.insert("accounts", object([("balance", 100.0.into())]))
                    .unwrap()
            })
            .collect()
    };
    commit(store, open).0
}

#[test]
fn the_sum_of_all_balances_is_the_same_at_every_moment() {
    const ACCOUNTS: usize = 5;
    let store = empty_store();
    let accounts = accounts(&store, ACCOUNTS);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let transfers: Vec<_> = (0..4_usize)
            .map(|worker| {
                let (store, accounts) = (&store, &accounts);
                scope.spawn(move || {
                    for n in 0..100 {
                        let from = accounts[(worker + n) % ACCOUNTS];
                        let to = accounts[(worker * 3 + n * 2 + 1) % ACCOUNTS];
                        retrying(store, |tx| {
                            let there = balance(tx, from);
                            set_balance(tx, from, there - 1.0);
                            let there = balance(tx, to);
                            set_balance(tx, to, there + 1.0);
                        })
                        .unwrap();
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                let mut tx = store.begin();
                let sum: f64 = accounts
                    .iter()
                    .map(|&account| balance(&mut tx, account))
                    .sum();
                assert_eq!(sum, 100.0 * ACCOUNTS as f64);
            }
        });
        for transfer in transfers {
            transfer.join().unwrap();
        }
        done.store(true, Ordering::SeqCst);
    });
}

#[test]
fn no_increment_is_lost() {
    let store = empty_store();
    let counter = accounts(&store, 1)[0];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .build()
        .unwrap();
    runtime.block_on(async {
        let tasks = (0..64).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                loop {
                    let mut tx = store.begin();
                    let now = balance(&mut tx, counter);
                    set_balance(&mut tx, counter, now + 1.0);
                    match store.commit(tx).await {
                        Ok(_) => return,
                        Err(error) => assert!(error.is_retriable(), "{error}"),
                    }
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
    assert_eq!(balance(&mut store.begin(), counter), 164.0);
}

#[test]
fn commits_that_wait_together_are_appended_together() {
    let (entered, wait_until_entered) = mpsc::channel();
    let (let_go, held) = mpsc::channel::<()>();
    let appends = Arc::new(AtomicUsize::new(0));
    let counter = appends.clone();
    let store = open(FaultyPersistence::new(
        MemoryPersistence::new(),
        move || {
            // The first append makes the table; the second is held while the others line up.
            if counter.fetch_add(1, Ordering::SeqCst) == 1 {
                entered.send(()).unwrap();
                held.recv().unwrap();
            }
            None
        },
    ));
    commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let times = runtime.block_on(async {
        let insert = |n: f64| {
            let mut tx = store.begin();
            tx.insert("t", object([("n", n.into())])).unwrap();
            let store = store.clone();
            tokio::spawn(async move { store.commit(tx).await.unwrap().ts })
        };
        let first = insert(0.0);
        tokio::task::yield_now().await;
        wait_until_entered.recv().unwrap();
        let others: Vec<_> = (1..=50).map(|n| insert(f64::from(n))).collect();
        // All have sent their request once each has run up to its wait for the answer.
        tokio::task::yield_now().await;
        let_go.send(()).unwrap();
        let mut times = vec![first.await.unwrap()];
        for other in others {
            times.push(other.await.unwrap());
        }
        times
    });
    assert_eq!(appends.load(Ordering::SeqCst), 3);
    assert!(times.is_sorted_by(|a, b| a < b));
    // Each of them is a state of its own.
    for (n, ts) in times.iter().enumerate() {
        assert_eq!(store.begin_at(*ts).unwrap().count("t").unwrap(), n + 2);
    }
}

/// What one transaction does: reads and writes of registers, in order.
#[derive(Clone, Debug)]
enum Action {
    Read(usize),
    Write(usize),
    Sum,
}

const REGISTERS: usize = 4;
const CLIENTS: usize = 4;

fn action() -> impl Strategy<Value = Option<Action>> {
    prop_oneof![
        4 => (0..REGISTERS).prop_map(|register| Some(Action::Read(register))),
        3 => (0..REGISTERS).prop_map(|register| Some(Action::Write(register))),
        1 => Just(Some(Action::Sum)),
        2 => Just(None),
    ]
}

#[derive(Clone, Debug, PartialEq)]
enum Observed {
    Read(usize, f64),
    Wrote(usize, f64),
    Sum(f64),
}

struct Client {
    tx: Transaction,
    observed: Vec<Observed>,
}

fn act(client: &mut Client, action: &Action, registers: &[DocumentId], next: &mut f64) {
    match *action {
        Action::Read(register) => {
            let value = balance(&mut client.tx, registers[register]);
            client.observed.push(Observed::Read(register, value));
        }
        Action::Write(register) => {
            *next += 1.0;
            set_balance(&mut client.tx, registers[register], *next);
            client.observed.push(Observed::Wrote(register, *next));
        }
        Action::Sum => {
            let rows = collect(&mut client.tx, "accounts.by_creation_time").unwrap();
            let sum = rows.iter().filter_map(|row| row["balance"].as_f64()).sum();
            client.observed.push(Observed::Sum(sum));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn committed_transactions_read_what_running_them_one_by_one_would_have_read(
        schedule in vec((0..CLIENTS, action()), 0..60),
    ) {
        let store = empty_store();
        let registers = accounts(&store, REGISTERS);
        let mut clients: BTreeMap<usize, Client> = BTreeMap::new();
        let mut committed: BTreeMap<Timestamp, Vec<Observed>> = BTreeMap::new();
        let mut next = 1000.0;
        for (client, action) in schedule {
            let begin = || Client { tx: store.begin(), observed: Vec::new() };
            let entry = clients.entry(client).or_insert_with(begin);
            match action {
                Some(action) => act(entry, &action, &registers, &mut next),
                None => {
                    let Client { tx, observed } = clients.remove(&client).unwrap();
                    if tx.is_read_only() {
                        continue;
                    }
                    match store.commit_blocking(tx) {
                        Ok(done) => drop(committed.insert(done.ts, observed)),
                        Err(error) => prop_assert!(error.is_retriable(), "{}", error),
                    }
                }
            }
        }
        let mut state = [100.0; REGISTERS];
        for observed in committed.into_values().flatten() {
            match observed {
                Observed::Read(register, value) => prop_assert_eq!(state[register], value),
                Observed::Wrote(register, value) => state[register] = value,
                Observed::Sum(sum) => prop_assert_eq!(state.iter().sum::<f64>(), sum),
            }
        }
        let last = column(&store, "accounts", "balance");
        prop_assert_eq!(last, state.map(Value::Float64).to_vec());
    }
}
