//! Eight clients, one deployment, and everything that can go wrong between them.

use crate::client::{Client, Ended, Operation};
use crate::disk::Disk;
use crate::functions::{ACCOUNTS, LISTS};
use crate::host::Machine;
use crate::link;
use crate::random::Random;
use convex_embedded::{
    Bundle, Caller, Deployment, DeploymentOptions, InstanceSecret, NativeFunctions,
};
use convex_host::Host as _;
use convex_store::Fault;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

const CLIENTS: u64 = 8;
const OPERATIONS: u64 = 200;
/// Queries that one client is subscribed to at most.
const SUBSCRIPTIONS: usize = 4;

/// In seconds: how far the wall clock may be off.
const DAY: i64 = 86_400;

/// One life of the process.
struct Life {
    runtime: Runtime,
    deployment: Deployment,
}

/// What happened, for the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) seeds: u64,
    pub(crate) operations: u64,
    pub(crate) commits: u64,
    pub(crate) acknowledged: u64,
    pub(crate) refused: u64,
    pub(crate) crashes: u64,
    pub(crate) cuts: u64,
    pub(crate) storage_errors: u64,
    pub(crate) clock_jumps: u64,
    /// The number that would have been drawn next: equal only if everything was.
    pub(crate) drawn: u64,
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            seeds: self.seeds + other.seeds,
            operations: self.operations + other.operations,
            commits: self.commits + other.commits,
            acknowledged: self.acknowledged + other.acknowledged,
            refused: self.refused + other.refused,
            crashes: self.crashes + other.crashes,
            cuts: self.cuts + other.cuts,
            storage_errors: self.storage_errors + other.storage_errors,
            clock_jumps: self.clock_jumps + other.clock_jumps,
            drawn: self.drawn ^ other.drawn,
        }
    }
}

pub(crate) struct World {
    random: Random,
    functions: Arc<dyn NativeFunctions>,
    disk: Disk,
    machine: Machine,
    life: Option<Life>,
    clients: Vec<Client>,
    next_value: u64,
    acknowledged: BTreeSet<u64>,
    refused: BTreeSet<u64>,
    /// The fault that the disk was told of.
    fault: Option<Fault>,
    /// Whether the store has said that it writes no more.
    is_broken: bool,
    pub(crate) counts: Counts,
}

impl World {
    pub(crate) fn new(seed: u64, functions: Arc<dyn NativeFunctions>) -> Self {
        let random = Random::new(seed);
        let clients = (0..CLIENTS).map(|number| Client::new(number, &random));
        let mut world = Self {
            clients: clients.collect(),
            machine: Machine::new(random.clone()),
            functions,
            disk: Disk::default(),
            life: None,
            next_value: 1,
            acknowledged: BTreeSet::new(),
            refused: BTreeSet::new(),
            fault: None,
            is_broken: false,
            counts: Counts {
                seeds: 1,
                ..Counts::default()
            },
            random,
        };
        world.start();
        let Some(life) = &world.life else {
            return world;
        };
        let caller = Arc::new(Caller::anonymous());
        let opened = life.deployment.mutation("sim:open", json!({}), &caller);
        let (opened, _) = life.runtime.block_on(opened).expect("runs");
        opened.value.expect("opens the accounts");
        world
    }

    /// Everything that a seed says, up to the end where all must be well.
    pub(crate) fn run(mut self) -> Counts {
        for _ in 0..OPERATIONS {
            self.operate();
            let pause = self.random.below(12);
            self.pass(pause);
            let client = self.random.below(CLIENTS) as usize;
            self.clients[client].check_screen(&self.disk.oracle.lock());
        }
        self.heal();
        self.check_healed();
        self.counts.commits = self.disk.oracle.lock().commits() as u64;
        self.end_life();
        self.counts.drawn = self.random.below(u64::MAX);
        self.counts
    }

    fn now(&self) -> u64 {
        let elapsed = || self.machine.elapsed().as_millis() as u64;
        match &self.life {
            Some(life) => {
                let _guard = life.runtime.enter();
                elapsed()
            }
            None => elapsed(),
        }
    }

    fn operate(&mut self) {
        self.counts.operations += 1;
        let number = self.random.below(CLIENTS) as usize;
        let now = self.now();
        match self.random.below(100) {
            0..45 => {
                let operation = self.operation();
                self.clients[number].mutate(operation);
            }
            45..65 if self.clients[number].subscribed.len() < SUBSCRIPTIONS => {
                let (path, args) = self.query();
                self.clients[number].subscribe(path, args);
            }
            45..72 => {
                let at = self.random.below(64);
                self.clients[number].unsubscribe(at);
            }
            72..80 => {
                self.counts.cuts += 1;
                let strays = self.random.once_in(2);
                self.clients[number].cut(now, strays);
            }
            80..83 => {
                let until = now + self.random.below(20_000);
                self.clients[number].read_nothing(until);
            }
            83..86 => {
                let faults = [
                    Fault::Rejected,
                    Fault::LostAndUnknown,
                    Fault::WrittenAndUnknown,
                ];
                let fault = faults[self.random.below(3) as usize];
                self.fault = Some(fault);
                self.disk.fail_next(fault);
            }
            86..89 => self.crash(),
            89..92 => {
                self.counts.clock_jumps += 1;
                let by = self.random.below(2 * DAY as u64) as i64 - DAY;
                self.machine.set_wall(by);
            }
            _ => {
                let long = self.random.below(30_000);
                self.pass(long);
            }
        }
    }

    fn operation(&mut self) -> Operation {
        let key = self.random.below(LISTS);
        let value = self.next_value;
        self.next_value += 1;
        match self.random.below(10) {
            0..5 => Operation::Append { key, value },
            5..8 => Operation::Transfer {
                from: self.random.below(ACCOUNTS),
                to: self.random.below(ACCOUNTS),
            },
            8 => Operation::Fail { key, value },
            _ => Operation::Later {
                key,
                value,
                delay: self.random.below(20),
            },
        }
    }

    fn query(&self) -> (&'static str, Json) {
        match self.random.below(6) {
            0..3 => ("sim:list", json!({"key": self.random.below(LISTS)})),
            3 => ("sim:lengths", json!({})),
            4 => ("sim:balances", json!({})),
            _ => ("sim:total", json!({})),
        }
    }

    /// Lets time pass, with everything that happens in it.
    fn pass(&mut self, millis: u64) {
        let end = self.now() + millis;
        loop {
            self.turn();
            let now = self.now();
            if now >= end {
                break;
            }
            let step = (end - now).min(if millis > 100 { 50 + millis / 20 } else { 3 });
            match &self.life {
                Some(life) => {
                    let step = async { tokio::time::sleep(Duration::from_millis(step)).await };
                    life.runtime.block_on(step);
                }
                None => self.machine.rest(Duration::from_millis(step)),
            }
        }
        self.look_after();
    }

    /// Every client once.
    fn turn(&mut self) {
        let now = self.now();
        let mut ended = Vec::new();
        for number in 0..self.clients.len() {
            if self.clients[number].wants_connection(now) {
                let wire = self.connect();
                self.clients[number].opened(wire, now);
            }
            ended.extend(self.clients[number].run(now, &self.disk.oracle.lock()));
        }
        ended.into_iter().for_each(|ended| self.settled(ended));
    }

    fn connect(&self) -> Option<link::Wire> {
        let life = self.life.as_ref()?;
        if self.random.once_in(10) {
            return None;
        }
        let (link, wire) = link::pair();
        let deployment = life.deployment.clone();
        let chunks = self.random.once_in(2);
        life.runtime
            .spawn(async move { deployment.serve_sync(link, chunks).await });
        Some(wire)
    }

    fn settled(&mut self, (operation, outcome): Ended) {
        let is_acknowledged = outcome.is_ok();
        self.counts.acknowledged += u64::from(is_acknowledged);
        self.counts.refused += u64::from(!is_acknowledged);
        match operation {
            Operation::Append { value, .. } | Operation::Later { value, .. } => {
                let all = if is_acknowledged {
                    &mut self.acknowledged
                } else {
                    &mut self.refused
                };
                all.insert(value);
            }
            Operation::Fail { value, .. } => {
                assert!(!is_acknowledged, "what failed was acknowledged");
                self.refused.insert(value);
            }
            Operation::Transfer { .. } => {}
        }
    }

    /// The operator: starts what has stopped, and again what writes no more.
    fn look_after(&mut self) {
        if self.fault.is_some() && !self.disk.is_told() {
            self.counts.storage_errors += 1;
            self.is_broken |= self.fault.take() != Some(Fault::Rejected);
        }
        if self.life.is_none() || (self.is_broken && self.random.once_in(8)) {
            self.end_life();
            self.start();
        }
    }

    /// The process ends at once; it stays down for a while.
    fn crash(&mut self) {
        self.counts.crashes += 1;
        self.end_life();
        let down = self.random.below(400);
        self.pass_down(down);
    }

    fn pass_down(&mut self, millis: u64) {
        let end = self.now() + millis;
        while self.now() < end {
            self.turn();
            self.machine.rest(Duration::from_millis(20));
        }
    }

    fn end_life(&mut self) {
        let Some(life) = self.life.take() else { return };
        {
            let _guard = life.runtime.enter();
            self.machine.end_life();
        }
        let now = self.now();
        drop(life);
        for client in &mut self.clients {
            client.lose_server(now);
        }
    }

    /// A life begins. The disk may fail it, which it must say, and the next try succeeds.
    fn start(&mut self) {
        while self.life.is_none() {
            let runtime = Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime");
            let opened = runtime.block_on(async {
                self.machine.begin_life();
                Deployment::open(self.options()).await
            });
            match opened {
                Ok(deployment) => {
                    self.life = Some(Life {
                        runtime,
                        deployment,
                    });
                }
                Err(error) => {
                    assert!(
                        ["DiskFull", "StoreIo"].contains(&error.code.as_ref()),
                        "does not start: {error}"
                    );
                    assert!(self.fault.is_some() && !self.disk.is_told());
                    let _guard = runtime.enter();
                    self.machine.end_life();
                }
            }
            self.is_broken = false;
        }
    }

    fn options(&self) -> DeploymentOptions {
        let secret = InstanceSecret::from_bytes([7; 32]);
        let mut options =
            DeploymentOptions::new(self.disk.persistence(), Bundle::default(), secret);
        options.native = Some(self.functions.clone());
        options.host = Arc::new(self.machine.clone());
        options
    }

    /// Nothing goes wrong any more, until all have what they want.
    fn heal(&mut self) {
        self.disk.forget_fault();
        self.fault = None;
        self.end_life();
        self.start();
        for client in &mut self.clients {
            client.read_nothing(0);
        }
        // Jobs that were scheduled while the clock was ahead are due, too.
        self.machine.set_wall(DAY);
        let mut quiet = 0;
        for _ in 0..400 {
            let before = self.disk.oracle.lock().commits();
            self.pass(1_000);
            let oracle = self.disk.oracle.clone();
            let oracle = oracle.lock();
            let is_done = oracle.commits() == before
                && self.acknowledged.is_subset(&oracle.latest().values())
                && self.clients.iter().all(Client::is_at_rest);
            quiet = if is_done { quiet + 1 } else { 0 };
            if quiet == 2 {
                return;
            }
        }
        let values = self.disk.oracle.lock().latest().values();
        let missing: Vec<_> = self.acknowledged.difference(&values).collect();
        panic!("never comes to rest; acknowledged and missing: {missing:?}");
    }

    fn check_healed(&mut self) {
        let oracle = self.disk.oracle.clone();
        let oracle = oracle.lock();
        let values = oracle.latest().values();
        let refused: Vec<_> = self.refused.intersection(&values).collect();
        assert!(refused.is_empty(), "refused, but there: {refused:?}");
        let Some(life) = &self.life else { return };
        let caller = Arc::new(Caller::anonymous());
        for client in &self.clients {
            for (path, args, shown) in client.shown() {
                let fresh = life.deployment.query(path, args.clone(), &caller);
                let fresh = life
                    .runtime
                    .block_on(fresh)
                    .expect("runs")
                    .value
                    .expect("a value");
                let fresh: Json = serde_json::from_str(&fresh).expect("JSON");
                assert_eq!(
                    shown, fresh,
                    "{path}({args}): what is kept up to date is not what is true"
                );
                let last = oracle.commits() - 1;
                assert_eq!(oracle.find_view(last, &[(path, args, shown)]), last);
            }
        }
        // What goes on in the background, and two tasks per connection: nothing is left of those that are gone.
        let tasks = life.runtime.metrics().num_alive_tasks();
        assert!(
            tasks <= 8 + 2 * self.clients.len(),
            "{tasks} tasks are alive"
        );
        let _guard = life.runtime.enter();
        assert!(self.machine.unix_nanos() > 0);
    }
}
