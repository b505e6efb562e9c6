//! The functions that our own JavaScript calls, on the one object that `boot.js` receives.
//! User code never sees that object.

mod abi;
mod crypto;
mod derive;
mod intl;
mod keys;
mod text;
mod url;

use super::State;
use rquickjs::{ArrayBuffer, Ctx, Exception, Object, Result};
use std::rc::Rc;

pub(super) fn host_object<'js>(ctx: &Ctx<'js>, state: &Rc<State>) -> Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    abi::install(ctx, &host, state)?;
    crypto::install(ctx, &host, state)?;
    derive::install(ctx, &host)?;
    intl::install(ctx, &host)?;
    keys::install(ctx, &host)?;
    text::install(ctx, &host)?;
    url::install(ctx, &host)?;
    Ok(host)
}

/// A copy of a buffer's bytes; throws if it was detached.
fn bytes_of(ctx: &Ctx<'_>, buffer: &ArrayBuffer<'_>) -> Result<Vec<u8>> {
    crate::trusted::copy_bytes(buffer)
        .ok_or_else(|| Exception::throw_type(ctx, "The ArrayBuffer is detached"))
}
