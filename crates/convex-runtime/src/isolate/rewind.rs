//! From one call to the next on the same isolate: memory and state as they were before.

#![allow(
    unsafe_code,
    reason = "only the isolate knows that nothing of a call is left to point into its memory"
)]

use super::Isolate;
use std::rc::Rc;

impl Isolate {
    /// What the engine may use from now on; the arena, which knows of what is freed, bounds the rest.
    pub(super) fn limit_memory(&self, memory: usize) {
        self.runtime.set_memory_limit(memory);
        self.arena.limit(memory);
    }

    /// Keeps what is loaded, and nothing else, to be gone back to after each call.
    pub(crate) fn seal(&self) {
        if !self.arena.is_sealed() {
            self.state.seal();
            self.arena.seal();
        }
    }

    /// Goes back to what was sealed, so that nothing of a call is left. `false` if the isolate must not be used
    /// again: it is not sealed, its engine was stopped in the middle of something, or a call has not ended.
    pub(crate) fn rewind(&mut self) -> bool {
        self.state.rejections.borrow_mut().clear();
        let is_idle = Rc::strong_count(&self.calls) == 1 && self.state.budget.stopped().is_none();
        if !is_idle || !self.arena.is_sealed() {
            return false;
        }
        self.state.rewind();
        // SAFETY: values outside of the engine are fields of the isolate and `State::promised`, which are older
        // than the seal, the promise of a call, of which there is none, and rejections, which are gone;
        // whatever else touches a value borrows the context, and we have it exclusively. What objects own
        // outside of this memory are our functions alone: they are made before the seal and pinned by `_host`.
        // Classes and their prototypes are registered by then, since the first function registers the only
        // class.
        unsafe { self.arena.rewind() };
        true
    }
}
