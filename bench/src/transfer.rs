//! Money between accounts: 64 clients pay from one account to another, first any, then mostly a few. Each payment is
//! a transaction that reads two documents and changes both, and what all hold together stays what it was.

use crate::accounts::{self, ACCOUNTS, Draw, SUM};
use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::http::{Requests, call_bytes, load_that_may_fail};
use crate::report::Table;
use crate::stats::millis;
use crate::zipf::Zipf;
use serde_json::json;
use std::borrow::Cow;
use std::sync::Arc;

const CLIENTS: usize = 64;

/// How unevenly accounts are chosen, and the bar in transfers a second.
const RUNS: [(f64, &str); 2] = [(0.0, "bar 3,000/s"), (1.5, "bar 1,000/s")];

pub(crate) async fn measure(
    table: &mut Table,
    deployment: &Deployment,
    seconds: u64,
) -> Result<(), BenchError> {
    for (exponent, bar) in RUNS {
        let transfers = Transfers {
            address: deployment.address.clone(),
            zipf: Zipf::new(ACCOUNTS, exponent),
        };
        let address = &deployment.address;
        let load = load_that_may_fail(address, Arc::new(transfers), CLIENTS, seconds).await?;
        let sum = accounts::sum(deployment).await?;
        if sum != SUM {
            let what = format!("{sum} in all, and {SUM} before");
            return Err(BenchError::answer("accounts:transfer", what));
        }
        table.own(
            &format!(
                "transfers, {ACCOUNTS} accounts, Zipf {exponent}, {CLIENTS} clients, {seconds} s"
            ),
            format!(
                "{:.0}/s, {}, p99 {} ms; {} given up; balances constant",
                load.per_second,
                load.total.summary(),
                millis(load.total.percentile(99)),
                load.failed
            ),
            bar,
        );
    }
    Ok(())
}

/// A payment from one account to another, both chosen alike.
struct Transfers {
    address: String,
    zipf: Zipf,
}

impl Requests for Transfers {
    fn request(&self, number: usize) -> Cow<'_, [u8]> {
        let draw = Draw::of_request(number);
        let from = self.zipf.rank(draw.unit());
        let mut to = from;
        while to == from {
            to = self.zipf.rank(draw.unit());
        }
        let args = json!({ "from": from, "to": to, "amount": 1 + draw.below(100) });
        let path = "accounts:transfer";
        Cow::Owned(call_bytes(&self.address, &[], "mutation", path, &args))
    }
}
