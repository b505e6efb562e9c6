use convex_host::Host;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Keys that are remembered at most; the oldest rest is looked through when there are more.
const KEYS_MAX: usize = 50_000;

/// How often something may be tried: `count` times within any stretch of `within`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Tells rules apart; two of one name share what they count.
    pub name: &'static str,
    /// Tries that are let through.
    pub count: usize,
    /// The stretch of time they are counted in.
    pub within: Duration,
}

/// Counts what was tried, by rule and key, in a sliding window. In memory: a restart forgets it, which gives
/// a guesser no more than one window.
pub struct Attempts {
    host: Arc<dyn Host>,
    times: Mutex<HashMap<(&'static str, String), Window>>,
}

struct Window {
    /// Monotonic instants, oldest first; at most as many as the rule lets through.
    times: VecDeque<Duration>,
    within: Duration,
}

impl Attempts {
    /// Nothing tried yet.
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self {
            host,
            times: Mutex::default(),
        }
    }

    /// Counts a try, or says how long to wait before the next. What is refused does not count: whoever waits
    /// gets in, however often somebody else tried meanwhile.
    pub fn admit(&self, rule: Rule, key: &str) -> Result<(), Duration> {
        self.admit_all(&[(rule, key.to_owned())])
    }

    /// The same for what several rules have to let through: it counts for all of them or for none.
    pub fn admit_all(&self, tries: &[(Rule, String)]) -> Result<(), Duration> {
        let now = self.host.monotonic();
        let mut times = self.times.lock();
        if times.len() >= KEYS_MAX {
            times.retain(|_, window| window.is_live(now));
        }
        for (rule, key) in tries {
            let Some(window) = times.get_mut(&(rule.name, key.clone())) else {
                continue;
            };
            window.drop_old(now);
            match window.times.front() {
                Some(oldest) if window.times.len() >= rule.count => {
                    return Err((*oldest + rule.within).saturating_sub(now));
                }
                _ => {}
            }
        }
        for (rule, key) in tries {
            let window = times.entry((rule.name, key.clone()));
            let window = window.or_insert_with(|| Window {
                times: VecDeque::new(),
                within: rule.within,
            });
            window.times.push_back(now);
        }
        Ok(())
    }

    /// How many more tries are let through now.
    pub fn left(&self, rule: Rule, key: &str) -> usize {
        let now = self.host.monotonic();
        let mut times = self.times.lock();
        let Some(window) = times.get_mut(&(rule.name, key.to_owned())) else {
            return rule.count;
        };
        window.drop_old(now);
        rule.count.saturating_sub(window.times.len())
    }

    /// Takes the last try back: it was none of a guesser.
    pub fn forgive(&self, rule: Rule, key: &str) {
        let mut times = self.times.lock();
        if let Some(window) = times.get_mut(&(rule.name, key.to_owned())) {
            window.times.pop_back();
        }
    }

    /// Forgets all tries: the person has proven to be the right one.
    pub fn clear(&self, rule: Rule, key: &str) {
        self.times.lock().remove(&(rule.name, key.to_owned()));
    }
}

impl Window {
    fn drop_old(&mut self, now: Duration) {
        while self
            .times
            .front()
            .is_some_and(|time| *time + self.within <= now)
        {
            self.times.pop_front();
        }
    }

    fn is_live(&self, now: Duration) -> bool {
        self.times
            .back()
            .is_some_and(|time| *time + self.within > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    const RULE: Rule = Rule {
        name: "test",
        count: 2,
        within: Duration::from_secs(10),
    };

    fn attempts() -> (Arc<SimHost>, Attempts) {
        let host = Arc::new(SimHost::new(1, 0));
        (host.clone(), Attempts::new(host))
    }

    #[test]
    fn what_is_left_counts_down_and_comes_back() {
        let host = Arc::new(SimHost::new(1, 0));
        let attempts = Attempts::new(host.clone());
        assert_eq!(attempts.left(RULE, "a"), 2);
        attempts.admit(RULE, "a").unwrap();
        assert_eq!(attempts.left(RULE, "a"), 1);
        assert_eq!(attempts.left(RULE, "b"), 2);
        attempts.admit(RULE, "a").unwrap();
        assert_eq!(attempts.left(RULE, "a"), 0);
        host.advance(RULE.within);
        assert_eq!(attempts.left(RULE, "a"), 2);
    }

    #[test]
    fn no_stretch_of_time_holds_more_than_the_rule_says() {
        let (host, attempts) = attempts();
        assert_eq!(attempts.admit(RULE, "a"), Ok(()));
        host.advance(Duration::from_secs(4));
        assert_eq!(attempts.admit(RULE, "a"), Ok(()));
        assert_eq!(attempts.admit(RULE, "a"), Err(Duration::from_secs(6)));
        assert_eq!(attempts.admit(RULE, "b"), Ok(()));
        host.advance(Duration::from_secs(6));
        assert_eq!(attempts.admit(RULE, "a"), Ok(()));
        assert_eq!(attempts.admit(RULE, "a"), Err(Duration::from_secs(4)));
    }

    #[test]
    fn what_is_forgiven_or_cleared_does_not_count() {
        let (_, attempts) = attempts();
        for _ in 0..5 {
            assert_eq!(attempts.admit(RULE, "a"), Ok(()));
            attempts.forgive(RULE, "a");
        }
        while attempts.admit(RULE, "a").is_ok() {}
        attempts.clear(RULE, "a");
        assert_eq!(attempts.admit(RULE, "a"), Ok(()));
    }

    #[test]
    fn keys_that_nobody_uses_any_more_are_forgotten() {
        let (host, attempts) = attempts();
        for key in 0..KEYS_MAX {
            let _ = attempts.admit(RULE, &key.to_string());
        }
        host.advance(RULE.within);
        let _ = attempts.admit(RULE, "a");
        assert_eq!(attempts.times.lock().len(), 1);
    }
}
