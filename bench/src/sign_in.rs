//! Signing in: what a crowd at the door costs those who are inside, and whether the time that an answer takes
//! tells who has an account.

use crate::error::BenchError;
use crate::http::{Connection, load, request};
use crate::peers::Conclave;
use crate::report::Table;
use crate::stats::{Samples, millis};
use convex_host::SystemHost;
use futures::future::try_join_all;
use std::sync::Arc;
use std::time::Duration;

/// Sign-ins at once.
const CROWD: usize = 1000;

/// Answers that are timed for a known, and for an unknown address; a hundred are let through in an hour.
const TIMED: usize = 90;

/// The owner's address, which has a password once this module has set one.
const KNOWN: &str = "owner@conclave.localhost";
const PASSWORD: &str = "a+long+password+of+the+bench";

pub(crate) async fn measure(table: &mut Table, conclave: &Conclave) -> Result<(), BenchError> {
    let answer = conclave
        .send(&form(
            conclave,
            "/auth/password",
            "",
            &format!("password={PASSWORD}"),
        ))
        .await?;
    if answer.header("location") != Some("/account?done=first-password") {
        return Err(BenchError::answer("/auth/password", answer.head));
    }
    crowd(table, conclave).await?;
    timing(table, conclave).await
}

/// Others load a page, first alone, then while a thousand people sign in at once.
async fn crowd(table: &mut Table, conclave: &Conclave) -> Result<(), BenchError> {
    let headers = [
        ("Cookie", conclave.cookie.as_str()),
        ("Accept", "text/html"),
    ];
    let page = Arc::new(vec![request(
        "GET",
        "/tasks",
        &conclave.address,
        &headers,
        "",
    )]);
    let inside = || load(&conclave.address, Arc::clone(&page), 1, 5);
    let alone = inside().await?.total;
    let arrivals = (0..CROWD).map(|number| async move {
        let host = SystemHost::new();
        let sign_in = sign_in(conclave, &format!("stranger-{number}@example.org"), number);
        Connection::open(&conclave.address)
            .await?
            .send(&host, &sign_in)
            .await
    });
    let (answers, beside) = tokio::join!(try_join_all(arrivals), inside());
    let answers = answers?;
    let compared = answers.iter().filter(|answer| answer.status == 303).count();
    let beside = beside?.total;
    let ratio = beside.p95().as_secs_f64() / alone.p95().as_secs_f64();
    table.own(
        "page /tasks while 1,000 sign in at once, p50 / p95",
        format!(
            "{} ({ratio:.1} × p95 alone; {compared} compared, others told to wait)",
            beside.summary()
        ),
        "p95 ≤ 3 × alone",
    );
    Ok(())
}

/// The chance that a known address takes longer than an unknown one: a half means that nobody can tell.
async fn timing(table: &mut Table, conclave: &Conclave) -> Result<(), BenchError> {
    let host = SystemHost::new();
    let mut connection = Connection::open(&conclave.address).await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..2 * TIMED {
        let email = if number % 2 == 0 {
            KNOWN
        } else {
            "nobody@example.org"
        };
        // Addresses that nothing was tried from yet.
        let request = sign_in(conclave, email, CROWD + number);
        let took = connection.send(&host, &request).await?.total;
        if number % 2 == 0 {
            &mut known
        } else {
            &mut unknown
        }
        .push(took);
    }
    let chance = chance_of_longer(&known, &unknown);
    let (known, unknown) = (Samples::new(known), Samples::new(unknown));
    table.own(
        "wrong password, known / unknown address, p50",
        format!(
            "{} / {} ms, {chance:.2}",
            millis(known.p50()),
            millis(unknown.p50())
        ),
        "0.4 to 0.6",
    );
    Ok(())
}

/// The Mann-Whitney statistic as a share of all pairs.
fn chance_of_longer(some: &[Duration], others: &[Duration]) -> f64 {
    let pairs = some
        .iter()
        .flat_map(|one| others.iter().map(move |other| (one, other)));
    let longer: f64 = pairs
        .map(|(one, other)| match one.cmp(other) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    longer / (some.len() * others.len()) as f64
}

/// A sign-in with a wrong password from an address of its own.
fn sign_in(conclave: &Conclave, email: &str, number: usize) -> Vec<u8> {
    let address = format!("10.{}.{}.1", number / 250, number % 250);
    let body = format!("email={email}&password=wrong+{number}");
    form(conclave, "/auth/sign-in", &address, &body)
}

fn form(conclave: &Conclave, path: &str, forwarded: &str, body: &str) -> Vec<u8> {
    let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
    match forwarded {
        "" => headers.push(("Cookie", &conclave.cookie)),
        address => headers.push(("X-Forwarded-For", address)),
    }
    request("POST", path, &conclave.address, &headers, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_means_that_nobody_can_tell() {
        let times =
            |range: std::ops::Range<u64>| -> Vec<_> { range.map(Duration::from_millis).collect() };
        assert_eq!(chance_of_longer(&times(0..10), &times(0..10)), 0.5);
        assert_eq!(chance_of_longer(&times(10..20), &times(0..10)), 1.0);
    }
}
