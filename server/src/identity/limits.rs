use super::refused::Refused;
use identity::{Attempts, Rule};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

const QUARTER: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Wrong passwords from one address, whoever they are for.
const ADDRESS: Rule = Rule {
    name: "address",
    count: 50,
    within: QUARTER,
};
/// Wrong passwords for one account from one address.
const PAIR: Rule = Rule {
    name: "pair",
    count: 8,
    within: QUARTER,
};
/// Wrong passwords for one account from addresses where nobody ever signed in to it.
const ACCOUNT: Rule = Rule {
    name: "account",
    count: 100,
    within: HOUR,
};
/// Forms that send mails or make something, from one address.
const FORMS: Rule = Rule {
    name: "forms",
    count: 30,
    within: HOUR,
};
/// Mails to one address, whoever asks for them.
const MAILS: Rule = Rule {
    name: "mails",
    count: 5,
    within: HOUR,
};

/// Addresses that are remembered as an account's own at most.
const KNOWN_MAX: usize = 50_000;

/// How often things may be tried. Whoever guesses is slowed down by where the guesses come from, so that
/// nobody can lock somebody else out: a person's own addresses are not subject to what others do.
pub(crate) struct Limits {
    attempts: Attempts,
    /// Account and network where it has signed in.
    known: Mutex<HashSet<(String, String)>>,
}

impl Limits {
    pub(crate) fn new(host: Arc<dyn convex_host::Host>) -> Self {
        Self {
            attempts: Attempts::new(host),
            known: Mutex::default(),
        }
    }

    /// Before a password is compared: counts as wrong until it proves right.
    pub(super) fn admit_password(&self, account: &str, address: IpAddr) -> Result<(), Refused> {
        let network = network(address);
        let pair = pair(account, &network);
        self.admit(ADDRESS, &network)?;
        self.admit(PAIR, &pair)?;
        if self.is_known(account, &network) {
            return Ok(());
        }
        self.admit(ACCOUNT, account)
    }

    /// The password was right.
    pub(super) fn password_was_right(&self, account: &str, address: IpAddr) {
        let network = network(address);
        self.attempts.forgive(ADDRESS, &network);
        self.attempts.clear(PAIR, &pair(account, &network));
        if !self.is_known(account, &network) {
            self.attempts.forgive(ACCOUNT, account);
            let mut known = self.known.lock();
            if known.len() >= KNOWN_MAX {
                known.clear();
            }
            known.insert((account.to_owned(), network));
        }
    }

    /// The password was not compared after all.
    pub(super) fn password_was_not_compared(&self, account: &str, address: IpAddr) {
        let network = network(address);
        self.attempts.forgive(ADDRESS, &network);
        self.attempts.forgive(PAIR, &pair(account, &network));
        if !self.is_known(account, &network) {
            self.attempts.forgive(ACCOUNT, account);
        }
    }

    /// Before a form that sends mails or makes something.
    pub(super) fn admit_form(&self, address: IpAddr) -> Result<(), Refused> {
        self.admit(FORMS, &network(address))
    }

    /// Whether one more mail may go to an address. Never said: it would tell who gets mails.
    pub(super) fn admits_mail(&self, to: &str) -> bool {
        self.attempts.admit(MAILS, to).is_ok()
    }

    fn is_known(&self, account: &str, network: &str) -> bool {
        let pair = (account.to_owned(), network.to_owned());
        self.known.lock().contains(&pair)
    }

    fn admit(&self, rule: Rule, key: &str) -> Result<(), Refused> {
        self.attempts.admit(rule, key).map_err(Refused::TooMany)
    }
}

fn pair(account: &str, network: &str) -> String {
    format!("{account} {network}")
}

/// Whoever has an IPv6 address usually has 2^64 of them.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn guessing_at_an_account_ends_soon_and_its_owner_still_gets_in() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        limits.admit_password("eve@a.b", address(1)).unwrap();
        limits.password_was_right("eve@a.b", address(1));
        // One guesser.
        for _ in 0..PAIR.count {
            limits.admit_password("eve@a.b", address(2)).unwrap();
        }
        assert!(limits.admit_password("eve@a.b", address(2)).is_err());
        // Many of them.
        let mut admitted = 0;
        for last in 3..=255 {
            admitted += usize::from(limits.admit_password("eve@a.b", address(last)).is_ok());
        }
        assert!(admitted < ACCOUNT.count);
        assert!(limits.admit_password("eve@a.b", address(1)).is_ok());
        assert!(limits.admit_password("bob@a.b", address(3)).is_ok());
    }

    #[test]
    fn one_address_cannot_try_everybody() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        let refused = (0..=ADDRESS.count)
            .filter(|number| {
                let account = format!("{number}@a.b");
                limits.admit_password(&account, address(1)).is_err()
            })
            .count();
        assert_eq!(refused, 1);
    }

    #[test]
    fn right_passwords_do_not_add_up() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        for _ in 0..1_000 {
            limits.admit_password("eve@a.b", address(1)).unwrap();
            limits.password_was_right("eve@a.b", address(1));
        }
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        let six = |text: &str| network(text.parse().unwrap());
        assert_eq!(six("2001:db8:1:2:3::1"), six("2001:db8:1:2:ffff::2"));
        assert_ne!(six("2001:db8:1:2::1"), six("2001:db8:1:3::1"));
        assert_eq!(six("::ffff:203.0.113.1"), network(address(1)));
    }
}
