//! The whole deployment in a deterministic simulation: one seed decides everything that happens to it.
//!
//! Time is tokio's paused clock, randomness a generator, storage a disk that fails when told to, tasks run on one
//! thread, sockets are queues with delays, functions are Rust. Eight clients (`convex-sync`, the browser's own) do
//! what a seed says while connections are cut, stray messages arrive late and twice, the disk fails, the process
//! is killed and started, the wall clock jumps. A plain model knows every state there was, and says what each
//! answer, each view and each acknowledgement had to be.
//!
//! `CONCLAVE_SEEDS=10000` runs more seeds, `CONCLAVE_SEED=7` one, as a failure says.
#![allow(clippy::print_stdout, reason = "it says what was tried")]

mod client;
mod commit;
mod disk;
mod functions;
mod host;
mod hostile;
mod javascript;
mod link;
mod oracle;
mod random;
mod world;

use convex_embedded::NativeFunctions;
use functions::Functions;
use javascript::JavaScript;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use world::{Counts, World};

/// Seeds that every run of the tests tries.
const SEEDS: u64 = 1_000;
/// Of these, the ones that are tried with the functions in JavaScript, too.
const JAVASCRIPT_SEEDS: u64 = 10;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(seed: u64, functions: &Arc<dyn NativeFunctions>) -> Counts {
    let ran = catch_unwind(AssertUnwindSafe(|| {
        World::new(seed, functions.clone()).run()
    }));
    ran.unwrap_or_else(|panic| {
        println!("seed {seed} fails at commit {}", commit::checked_out());
        println!(
            "again: CONCLAVE_SEED={seed} cargo nextest run -p convex-embedded --test simulation"
        );
        resume_unwind(panic)
    })
}

fn native() -> Arc<dyn NativeFunctions> {
    Arc::new(Functions)
}

/// One part of the seeds, so that processors can share them.
fn run_part(part: u64, parts: u64) {
    let seeds = match setting("CONCLAVE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("CONCLAVE_SEEDS").unwrap_or(SEEDS),
    };
    let mut total = Counts::default();
    for seed in seeds.filter(|seed| seed % parts == part) {
        total = total + run(seed, &native());
    }
    println!("{total:?}");
}

#[test]
fn whatever_happens_the_deployment_keeps_its_promises_with_even_seeds() {
    run_part(0, 2);
}

#[test]
fn whatever_happens_the_deployment_keeps_its_promises_with_odd_seeds() {
    run_part(1, 2);
}

#[test]
fn a_seed_says_everything() {
    for seed in 0..10 {
        assert_eq!(run(seed, &native()), run(seed, &native()));
    }
}

#[test]
fn in_javascript_the_promises_are_the_same() {
    let functions: Arc<dyn NativeFunctions> = Arc::new(JavaScript::load());
    let mut total = Counts::default();
    for seed in 0..JAVASCRIPT_SEEDS {
        total = total + run(seed, &functions);
    }
    println!("{total:?}");
}
