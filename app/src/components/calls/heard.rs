//! What is said of calls to those who do not see them: that one takes long, and that one has failed.

use std::time::Duration;

use leptos::prelude::*;

use super::{Calls, State, wording};
use crate::layout::announcements;
use crate::layout::ui::Ui;

/// A call that takes no longer is not worth a word.
const LONG: Duration = Duration::from_secs(2);

/// What has become of the call with this index.
#[derive(Debug, PartialEq)]
enum News {
    Begun(usize),
    Failed(usize),
}

/// Says what happens to calls from the moment on at which it is known what had happened before. None of it needs a
/// decision, since the answer goes on: nobody is interrupted.
pub(in crate::components) fn announce(
    calls: Memo<Calls>,
    is_busy: Memo<bool>,
    is_known: impl Fn() -> bool + Send + Sync + 'static,
) {
    let ui = Ui::current();
    Effect::new(move |heard: Option<Option<Vec<State>>>| {
        let is_busy = is_busy.get();
        let states = calls.with(|calls| calls.states(is_busy));
        let Some(mut heard) = heard.flatten() else {
            return is_known().then_some(states);
        };
        for news in news(&mut heard, &states, is_busy) {
            match news {
                News::Begun(index) => set_timeout(move || say_slow(ui, calls, index), LONG),
                News::Failed(index) => say(ui, calls, index, "failed"),
            }
        }
        Some(heard)
    });
}

/// What is new, which has been heard then. A call that is not shown for a moment is not forgotten, and one that
/// comes when nothing is on its way is history.
fn news(heard: &mut Vec<State>, now: &[State], is_busy: bool) -> Vec<News> {
    let mut news = Vec::new();
    for (index, state) in now.iter().enumerate() {
        let before = heard.get(index).copied();
        match (before, state) {
            (None, State::Running) => news.push(News::Begun(index)),
            (Some(State::Running), State::Failed) => news.push(News::Failed(index)),
            (None, State::Failed) if is_busy => news.push(News::Failed(index)),
            _ => {}
        }
        match heard.get_mut(index) {
            Some(known) => *known = *state,
            None => heard.push(*state),
        }
    }
    news
}

fn say_slow(ui: Ui, calls: Memo<Calls>, index: usize) {
    let is_running = calls.try_with_untracked(|calls| {
        let call = calls.get(index);
        call.is_some_and(|call| call.result.is_none())
    });
    if is_running == Some(true) && announcements::have_boundaries() {
        say(ui, calls, index, "is running");
    }
}

fn say(ui: Ui, calls: Memo<Calls>, index: usize, what: &str) {
    if let Some(call) = calls.with_untracked(|calls| calls.get(index)) {
        ui.announce_later(&format!("{} {what}", wording::name(&call.name)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Done, Failed, Running, Unfinished};

    #[test]
    fn each_call_begins_once_and_fails_once() {
        let mut heard = Vec::new();
        assert_eq!(news(&mut heard, &[Running], true), [News::Begun(0)]);
        assert_eq!(news(&mut heard, &[Running], true), []);
        let both = news(&mut heard, &[Failed, Running], true);
        assert_eq!(both, [News::Failed(0), News::Begun(1)]);
        assert_eq!(news(&mut heard, &[Failed, Done], true), []);
    }

    #[test]
    fn a_call_that_failed_within_one_moment_is_told_only_while_the_answer_is_on_its_way() {
        assert_eq!(news(&mut Vec::new(), &[Failed], true), [News::Failed(0)]);
        assert_eq!(news(&mut Vec::new(), &[Failed], false), []);
        let mut heard = vec![Running];
        assert_eq!(news(&mut heard, &[Failed], false), [News::Failed(0)]);
    }

    #[test]
    fn nothing_is_told_again_where_an_answer_goes_on_or_was_cut_off() {
        let mut heard = vec![Failed, Running];
        assert_eq!(news(&mut heard, &[], true), []);
        assert_eq!(news(&mut heard, &[Failed, Unfinished], false), []);
        assert_eq!(news(&mut heard, &[Failed, Unfinished], true), []);
    }
}
