//! What a thread keeps for calls to come: made ahead of time, or used and rewound.

use std::collections::VecDeque;

/// Isolates of the same module that a thread keeps: nested calls need more than one at a time.
const MAX_LOADED: usize = 2;

/// Used isolates that a thread keeps at most: each may hold as much memory as a call may use.
const MAX_USED: usize = 2;

/// Isolates `I`, loaded by keys `K`. That modules were evaluated before the call cannot be observed: clock and
/// seed of that phase are constants and there are no operations.
pub(crate) struct Warm<K, I> {
    /// Without a module.
    pub(crate) blank: Vec<I>,
    loaded: Vec<(K, I)>,
    /// What was asked for lately, newest first: a guess at what will be asked for next.
    recent: VecDeque<K>,
    /// Used isolates; freeing one takes a while, so that is done when no caller waits for it.
    used: Vec<I>,
    /// How many loaded ones are kept, and for how many modules at most.
    limit: usize,
}

impl<K: Clone + PartialEq, I> Warm<K, I> {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            blank: Vec::new(),
            loaded: Vec::new(),
            recent: VecDeque::new(),
            used: Vec::new(),
            limit,
        }
    }

    /// An isolate that is loaded, if there is one. It will be asked for again, so room is made for it.
    pub(crate) fn take(&mut self, key: &K) -> Option<I> {
        self.recent.retain(|other| other != key);
        self.recent.push_front(key.clone());
        if self.recent.len() > self.limit {
            self.forget_oldest();
        }
        let index = self.loaded.iter().position(|(other, _)| other == key)?;
        Some(self.loaded.swap_remove(index).1)
    }

    fn forget_oldest(&mut self) {
        let oldest = self.recent.pop_back();
        let stale = self
            .loaded
            .extract_if(.., |(key, _)| Some(&*key) == oldest.as_ref());
        self.used.extend(stale.map(|(_, isolate)| isolate));
    }

    /// Keeps a loaded isolate if it may be needed and there is room.
    pub(crate) fn keep(&mut self, key: K, isolate: I) {
        let alike = self.loaded.iter().filter(|(other, _)| *other == key);
        let alike = alike.count();
        let is_full = self.loaded.len() >= self.limit;
        if !self.recent.contains(&key) || alike >= MAX_LOADED || (alike > 0 && is_full) {
            return self.used.push(isolate);
        }
        // The first of a module goes before the second of another. There is one: what is loaded was all asked for
        // lately, and so was this.
        if is_full && let Some(index) = self.second_of_a_module() {
            let (_, second) = self.loaded.swap_remove(index);
            self.used.push(second);
        }
        self.loaded.push((key, isolate));
    }

    fn second_of_a_module(&self) -> Option<usize> {
        (1..self.loaded.len()).find(|index| {
            let (before, rest) = self.loaded.split_at(*index);
            before.iter().any(|(key, _)| *key == rest[0].0)
        })
    }

    /// A module that is likely to be asked for and is not loaded.
    pub(crate) fn wanted(&self) -> Option<K> {
        let is_loaded = |key: &K| self.loaded.iter().any(|(other, _)| other == key);
        self.recent.iter().find(|key| !is_loaded(key)).cloned()
    }

    /// The module cannot be loaded ahead: the next call will say what is wrong with it.
    pub(crate) fn give_up(&mut self, key: &K) {
        self.recent.retain(|other| other != key);
    }

    /// Whether there are enough without a module.
    pub(crate) fn has_blank(&self) -> bool {
        !self.blank.is_empty() || self.limit == 0
    }

    /// Puts a used isolate aside.
    pub(crate) fn retire(&mut self, isolate: I) {
        self.used.push(isolate);
    }

    /// Whether so many were used that they must be freed now.
    pub(crate) fn has_many_used(&self) -> bool {
        self.used.len() >= MAX_USED
    }

    /// Those that were used, to be freed.
    pub(crate) fn take_used(&mut self) -> Vec<I> {
        std::mem::take(&mut self.used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uses as many isolates of the module at a time, as nested calls do.
    fn call(warm: &mut Warm<u32, u32>, key: u32, nested: usize) {
        let taken: Vec<_> = (0..nested)
            .map(|_| warm.take(&key).unwrap_or(key))
            .collect();
        taken
            .into_iter()
            .for_each(|isolate| warm.keep(key, isolate));
    }

    #[test]
    fn no_more_are_kept_than_the_limit_and_each_recent_module_has_one() {
        let mut warm = Warm::new(4);
        for key in 0..4 {
            call(&mut warm, key, 3);
            assert!(warm.loaded.len() <= 4);
        }
        assert_eq!(warm.wanted(), None);
        call(&mut warm, 0, 2);
        assert_eq!((warm.loaded.len(), warm.wanted()), (4, None));
        // One more module: the oldest is forgotten.
        call(&mut warm, 4, 1);
        assert_eq!((warm.loaded.len(), warm.wanted()), (4, None));
        assert!(
            warm.loaded
                .iter()
                .all(|(key, isolate)| *key != 1 && key == isolate)
        );
    }

    #[test]
    fn what_was_not_asked_for_lately_is_not_kept() {
        let mut warm = Warm::new(0);
        call(&mut warm, 1, 1);
        assert!(warm.loaded.is_empty() && warm.wanted().is_none());
        assert_eq!(warm.take_used(), [1]);
    }
}
