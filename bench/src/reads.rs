//! Queries of one document and of fifty among a hundred thousand, each for arguments of its own, so that hardly any
//! result is shared.

use crate::accounts::{ACCOUNTS, Draw};
use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::http::{Requests, call_bytes, load};
use crate::report::Table;
use serde_json::json;
use std::borrow::Cow;
use std::sync::Arc;

const CONNECTIONS: usize = 16;

pub(crate) async fn measure(
    table: &mut Table,
    deployment: &Deployment,
    seconds: u64,
) -> Result<(), BenchError> {
    for (what, path, argument) in [
        ("query of one document", "accounts:get", "number"),
        ("query of 50 in a row", "accounts:page", "from"),
    ] {
        let reads = Reads {
            address: deployment.address.clone(),
            path,
            argument,
        };
        let load = load(&deployment.address, Arc::new(reads), CONNECTIONS, seconds).await?;
        table.own(
            &format!("{what} of {ACCOUNTS} by index, any of them, {CONNECTIONS} connections"),
            format!("{:.0}/s, {}", load.per_second, load.total.summary()),
            "–",
        );
    }
    Ok(())
}

struct Reads {
    address: String,
    path: &'static str,
    argument: &'static str,
}

impl Requests for Reads {
    fn request(&self, number: usize) -> Cow<'_, [u8]> {
        let account = Draw::of_request(number).below(ACCOUNTS);
        let args = json!({ self.argument: account });
        Cow::Owned(call_bytes(&self.address, &[], "query", self.path, &args))
    }
}
