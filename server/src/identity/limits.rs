use super::refused::Refused;
use identity::{Attempts, Rule};
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
/// Mails of one kind to one address, whoever asks for them.
const MAILS: usize = 5;

/// Mails that anybody can ask for. Counted each for itself: who asks for one kind must not keep another from
/// its person. What says that something has happened to an account is never held back.
#[derive(Clone, Copy)]
pub(super) enum MailKind {
    SignUp,
    Reset,
    Address,
}

impl MailKind {
    fn rule(self) -> Rule {
        let name = match self {
            Self::SignUp => "sign-up mails",
            Self::Reset => "reset mails",
            Self::Address => "address mails",
        };
        Rule {
            name,
            count: MAILS,
            within: HOUR,
        }
    }
}

/// Wrong passwords for one account from a browser that has signed in to it before.
const DEVICE: Rule = Rule {
    name: "device",
    count: 8,
    within: QUARTER,
};

/// How often things may be tried. Whoever guesses is slowed down by where the guesses come from, so that
/// nobody can lock somebody else out: a browser that has signed in to an account before brings a sealed cookie
/// that says so, and is subject only to what is tried with that cookie.
pub(crate) struct Limits {
    attempts: Attempts,
}

/// What somebody tries a password for, and from where.
pub(super) struct Guess<'a> {
    pub(super) account: &'a str,
    pub(super) address: IpAddr,
    /// Of the cookie, if the browser has signed in to this account before.
    pub(super) device: Option<String>,
}

impl Guess<'_> {
    fn rules(&self) -> Vec<(Rule, String)> {
        if let Some(device) = &self.device {
            return vec![(DEVICE, device.clone())];
        }
        let network = network(self.address);
        vec![
            (PAIR, format!("{} {network}", self.account)),
            (ADDRESS, network),
            (ACCOUNT, self.account.to_owned()),
        ]
    }
}

impl Limits {
    pub(crate) fn new(host: Arc<dyn convex_host::Host>) -> Self {
        Self {
            attempts: Attempts::new(host),
        }
    }

    /// Before a password is compared: counts as wrong until it proves right.
    pub(super) fn admit_password(&self, guess: &Guess<'_>) -> Result<(), Refused> {
        self.attempts
            .admit_all(&guess.rules())
            .map_err(Refused::TooMany)
    }

    /// How many more passwords may be tried for the account from where this one was. The same for an account that
    /// there is and for one that there is not.
    pub(super) fn tries_left(&self, guess: &Guess<'_>) -> usize {
        let own = guess.rules().into_iter().next();
        own.map_or(0, |(rule, key)| self.attempts.left(rule, &key))
    }

    /// The password was right.
    pub(super) fn password_was_right(&self, guess: &Guess<'_>) {
        for (rule, key) in guess.rules() {
            if [PAIR, DEVICE].contains(&rule) {
                self.attempts.clear(rule, &key);
            } else {
                self.attempts.forgive(rule, &key);
            }
        }
    }

    /// The password was not compared after all.
    pub(super) fn password_was_not_compared(&self, guess: &Guess<'_>) {
        for (rule, key) in guess.rules() {
            self.attempts.forgive(rule, &key);
        }
    }

    /// Before a form that sends mails or makes something.
    pub(super) fn admit_form(&self, address: IpAddr) -> Result<(), Refused> {
        let key = network(address);
        self.attempts.admit(FORMS, &key).map_err(Refused::TooMany)
    }

    /// Whether one more mail may go to an address. Never said: it would tell who gets mails.
    pub(super) fn admits_mail(&self, kind: MailKind, to: &str) -> bool {
        self.attempts.admit(kind.rule(), to).is_ok()
    }
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

    fn guess(account: &str, last: u8) -> Guess<'_> {
        Guess {
            account,
            address: address(last),
            device: None,
        }
    }

    #[test]
    fn guessing_at_an_account_ends_soon_and_its_owner_still_gets_in() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        // One guesser.
        for _ in 0..PAIR.count {
            limits.admit_password(&guess("eve@a.b", 2)).unwrap();
        }
        assert!(limits.admit_password(&guess("eve@a.b", 2)).is_err());
        // Many of them.
        let guesses = (3..=255).cycle().take(2_000);
        let admitted = guesses
            .filter(|last| limits.admit_password(&guess("eve@a.b", *last)).is_ok())
            .count();
        assert_eq!(admitted, ACCOUNT.count - PAIR.count);
        assert!(limits.admit_password(&guess("eve@a.b", 1)).is_err());
        // Nothing but the cookie tells her browser, even in the guesser's network.
        let own = Guess {
            device: Some("device".to_owned()),
            ..guess("eve@a.b", 2)
        };
        for _ in 0..DEVICE.count {
            limits.admit_password(&own).unwrap();
        }
        assert!(limits.admit_password(&own).is_err());
        assert!(limits.admit_password(&guess("bob@a.b", 3)).is_ok());
    }

    #[test]
    fn what_is_refused_costs_nobody_else_a_try() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        for _ in 0..1_000 {
            let _ = limits.admit_password(&guess("eve@a.b", 1));
        }
        // The same network, and the same account from elsewhere.
        assert!(limits.admit_password(&guess("bob@a.b", 1)).is_ok());
        assert!(limits.admit_password(&guess("eve@a.b", 2)).is_ok());
    }

    #[test]
    fn one_address_cannot_try_everybody() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        let refused = (0..=ADDRESS.count)
            .filter(|number| {
                let account = format!("{number}@a.b");
                limits.admit_password(&guess(&account, 1)).is_err()
            })
            .count();
        assert_eq!(refused, 1);
    }

    #[test]
    fn mails_of_one_kind_do_not_keep_another_back() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        while limits.admits_mail(MailKind::SignUp, "eve@a.b") {}
        assert!(limits.admits_mail(MailKind::Reset, "eve@a.b"));
    }

    #[test]
    fn right_passwords_do_not_add_up() {
        let limits = Limits::new(Arc::new(SimHost::new(1, 0)));
        for _ in 0..1_000 {
            limits.admit_password(&guess("eve@a.b", 1)).unwrap();
            limits.password_was_right(&guess("eve@a.b", 1));
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
