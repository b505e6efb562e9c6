//! Unsafe code for which types carry the promises that the compiler cannot check: three small wrappers. The
//! rest of it is `arena` with `isolate::rewind`.

#![allow(
    unsafe_code,
    reason = "bytecode, lent hosts and array buffers have promises that only types here can carry"
)]

use crate::TransactionHost;
use rquickjs::module::{Declared, WriteOptions};
use rquickjs::{ArrayBuffer, Ctx, Module};
use std::cell::Cell;
use std::ptr::NonNull;

/// Bytecode of one module. Can only be made by compiling, in this process and with this very
/// engine, so loading it is sound; it is never read from a file or a socket.
#[derive(Clone)]
pub(crate) struct Bytecode(Box<[u8]>);

impl Bytecode {
    /// Compiles `source`. Imports are resolved (not evaluated) by the loader of `ctx`.
    pub(crate) fn compile(ctx: &Ctx<'_>, name: &str, source: &str) -> rquickjs::Result<Self> {
        let module = Module::declare(ctx.clone(), name, source)?;
        let bytes = module.write(WriteOptions {
            // Line tables stay, for stack traces; the text is not needed again.
            strip_source: true,
            ..WriteOptions::default()
        })?;
        Ok(Self(bytes.into()))
    }

    /// Declares the module in `ctx`.
    pub(crate) fn load<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Module<'js, Declared>> {
        // SAFETY: the bytes come from `Module::write` in `compile`, the only constructor, and nobody
        // can change them; the reader copies what it keeps (`JS_READ_OBJ_ROM_DATA` is 0 in this engine).
        unsafe { Module::load(ctx.clone(), &self.0) }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Where a context finds the host of the transaction that it runs. Functions called by JavaScript
/// must be `'static`, the host is only borrowed for a call: the slot bridges the two.
#[derive(Default)]
pub(crate) struct HostSlot(Cell<Option<NonNull<dyn TransactionHost>>>);

impl HostSlot {
    /// Makes `host` reachable through [`HostSlot::with`] while `run` runs, and not a moment longer.
    pub(crate) fn lend<R>(&self, host: &mut dyn TransactionHost, run: impl FnOnce() -> R) -> R {
        let pointer: NonNull<dyn TransactionHost + '_> = NonNull::from(host);
        // SAFETY: only the lifetime changes. `_restore` removes the pointer before `host`'s borrow,
        // which lasts as long as this function, ends; also when `run` panics.
        let pointer: NonNull<dyn TransactionHost + 'static> =
            unsafe { std::mem::transmute(pointer) };
        let _restore = Restore(&self.0, self.0.replace(Some(pointer)));
        run()
    }

    /// Gives `access` the host; `None` if none is lent or it is in use further up the stack.
    pub(crate) fn with<R>(&self, access: impl FnOnce(&mut dyn TransactionHost) -> R) -> Option<R> {
        let mut pointer = self.0.take()?;
        let _restore = Restore(&self.0, Some(pointer));
        // SAFETY: `lend` is on the stack (otherwise the slot is empty), so the host is alive and
        // borrowed exclusively for us; the slot is empty until `_restore` runs, so this is the only reference.
        Some(access(unsafe { pointer.as_mut() }))
    }
}

/// Puts a pointer back, also on unwinding.
struct Restore<'a>(
    &'a Cell<Option<NonNull<dyn TransactionHost>>>,
    Option<NonNull<dyn TransactionHost>>,
);

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// The bytes of a buffer; `None` if it was detached.
pub(crate) fn copy_bytes(buffer: &ArrayBuffer<'_>) -> Option<Vec<u8>> {
    // SAFETY: no JavaScript runs between taking the slice and copying it.
    unsafe { buffer.as_bytes() }.map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NestedCalls, SyscallError};

    struct Counter(u32);

    impl TransactionHost for Counter {
        fn syscall(&mut self, _: &str, _: &str) -> Result<String, SyscallError> {
            self.0 += 1;
            Ok(self.0.to_string())
        }

        fn async_syscall(
            &mut self,
            op: &str,
            args: &str,
            _: &dyn NestedCalls,
        ) -> Result<String, SyscallError> {
            self.syscall(op, args)
        }
    }

    #[test]
    fn a_host_is_reachable_only_while_it_is_lent_and_only_once_at_a_time() {
        let slot = HostSlot::default();
        let mut host = Counter(0);
        assert!(slot.with(|_| ()).is_none());
        slot.lend(&mut host, || {
            let inner = slot.with(|host| {
                assert!(slot.with(|_| ()).is_none(), "in use further up");
                host.syscall("", "")
            });
            assert_eq!(inner, Some(Ok("1".into())));
            assert_eq!(slot.with(|host| host.syscall("", "")), Some(Ok("2".into())));
        });
        assert!(slot.with(|_| ()).is_none());
        assert_eq!(host.0, 2);
    }
}
