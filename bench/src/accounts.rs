//! A hundred thousand accounts of a deployment, and numbers drawn for a load on them.

use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::report::note;
use convex_host::{Host, SimHost};
use serde_json::json;

/// How many accounts there are; their numbers begin at 0.
pub(crate) const ACCOUNTS: usize = 100_000;
/// What each holds at first: more than it can lose in a run.
const BALANCE: u64 = 1_000_000_000;
/// How many one call makes or adds up.
const BATCH: usize = 4_000;

/// What all hold together, for ever.
pub(crate) const SUM: u64 = BALANCE * ACCOUNTS as u64;

/// Makes them.
pub(crate) async fn open(deployment: &Deployment) -> Result<(), BenchError> {
    for from in (0..ACCOUNTS).step_by(BATCH) {
        let args = json!({ "from": from, "count": BATCH, "balance": BALANCE });
        deployment.call("mutation", "accounts:open", args).await?;
    }
    note(&format!("there are {ACCOUNTS} accounts"));
    Ok(())
}

/// What all of them hold together.
pub(crate) async fn sum(deployment: &Deployment) -> Result<u64, BenchError> {
    let (mut accounts, mut balance) = (0.0, 0.0);
    for from in (0..ACCOUNTS).step_by(BATCH) {
        let args = json!({ "from": from, "count": BATCH });
        let part = deployment.call("query", "accounts:sum", args).await?;
        accounts += part["accounts"].as_f64().unwrap_or_default();
        balance += part["balance"].as_f64().unwrap_or_default();
    }
    if accounts != ACCOUNTS as f64 {
        return Err(BenchError::answer(
            "accounts:sum",
            format!("{accounts} accounts"),
        ));
    }
    Ok(balance as u64)
}

/// Numbers that belong to one request of a load: every run sends the same.
pub(crate) struct Draw(SimHost);

impl Draw {
    /// Those of the request of that number.
    pub(crate) fn of_request(number: usize) -> Self {
        // Sequences that begin one apart have nothing in common, but numbers behind each other would.
        Self(SimHost::new((number as u64) << 32, 0))
    }

    /// Evenly from 0 up to 1.
    pub(crate) fn unit(&self) -> f64 {
        let mut bytes = [0; 8];
        self.0.fill_random(&mut bytes);
        // As many bits as the fraction holds.
        (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly one of so many.
    pub(crate) fn below(&self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_draws_the_same_and_another_one_others() {
        let draw = |number| {
            let draw = Draw::of_request(number);
            [draw.below(ACCOUNTS), draw.below(ACCOUNTS)]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!((0..1_000).all(|number| draw(number)[0] < ACCOUNTS));
    }

    #[test]
    fn draws_of_many_requests_are_even() {
        let halves = (0..10_000).filter(|number| Draw::of_request(*number).unit() < 0.5);
        assert!((4_800..5_200).contains(&halves.count()));
    }
}
