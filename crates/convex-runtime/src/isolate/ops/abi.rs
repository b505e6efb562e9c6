//! Syscalls, operations, console, clock, environment.

use super::super::state::{OpKind, Phase, State};
use super::{super::builtin, bytes_of};
use crate::{SyscallError, plain};
use rquickjs::function::Opt;
use rquickjs::{ArrayBuffer, Ctx, Error, Exception, Function, Object, Result, Value};
use std::rc::Rc;

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    install_syscalls(ctx, host, state)?;
    install_operations(ctx, host, state)?;
    install_reply(ctx, host, state)?;
    install_environment(ctx, host, state)
}

fn install_syscalls<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    let own = Rc::clone(state);
    let syscall = move |ctx: Ctx<'js>, op: String, args: String| -> Result<String> {
        let answer = own.budget.paused(|| answer_syscall(&own, &op, &args));
        answer.map_err(|error| throw(&ctx, &error))
    };
    host.set(
        "syscall",
        Function::new(ctx.clone(), syscall)?.with_name("syscall")?,
    )?;

    let own = Rc::clone(state);
    let async_syscall = move |ctx: Ctx<'js>, id: u32, op: String, args: String| -> Result<()> {
        if own.phase.get() == Phase::Loading {
            return Err(throw(&ctx, &at_import_time(&op)));
        }
        own.push(id, OpKind::Syscall { op, args });
        Ok(())
    };
    host.set("asyncSyscall", Function::new(ctx.clone(), async_syscall)?)?;

    host.set(
        "isPlain",
        Function::new(
            ctx.clone(),
            |ctx: Ctx<'js>, value: Value<'js>, sorted: Opt<bool>| {
                plain::is_plain(&ctx, &value, sorted.0.unwrap_or(false))
            },
        )?,
    )
}

fn answer_syscall(
    state: &State,
    op: &str,
    args: &str,
) -> std::result::Result<String, SyscallError> {
    match state.phase.get() {
        Phase::Loading => Err(at_import_time(op)),
        Phase::Transaction => state
            .slot
            .with(|host| host.syscall(op, args))
            .unwrap_or_else(|| Err(SyscallError::new("The transaction is in use"))),
        Phase::Action => match state.action_host.borrow().as_ref() {
            Some(host) => host.syscall(op, args),
            None => Err(SyscallError::unknown_operation(op)),
        },
    }
}

fn at_import_time(op: &str) -> SyscallError {
    SyscallError::new(format!(
        "Can't use `{op}` at import time; call it inside of a function's handler."
    ))
}

/// Throws an `Error`, with `data` if the syscall's error has some.
fn throw(ctx: &Ctx<'_>, error: &SyscallError) -> Error {
    let build = || -> Result<Exception<'_>> {
        let exception = Exception::from_message(ctx.clone(), &error.message)?;
        if let Some(data) = &error.data {
            exception
                .as_object()
                .set("data", ctx.json_parse(data.to_string())?)?;
        }
        Ok(exception)
    };
    match build() {
        Ok(exception) => exception.throw(),
        Err(error) => error,
    }
}

fn install_operations<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    let own = Rc::clone(state);
    let sleep = move |id: u32, millis: f64| own.push(id, OpKind::Sleep { millis });
    host.set("sleep", Function::new(ctx.clone(), sleep)?)?;

    let own = Rc::clone(state);
    let fetch =
        move |ctx: Ctx<'js>, id: u32, request: String, body: Opt<ArrayBuffer<'js>>| -> Result<()> {
            let body = body.0.map(|body| bytes_of(&ctx, &body)).transpose()?;
            own.push(id, OpKind::Fetch { request, body });
            Ok(())
        };
    host.set("fetch", Function::new(ctx.clone(), fetch)?)?;

    let own = Rc::clone(state);
    let read_body = move |id: u32, body: u32| own.push(id, OpKind::ReadBody { body });
    host.set("readBody", Function::new(ctx.clone(), read_body)?)?;

    let own = Rc::clone(state);
    host.set(
        "abort",
        Function::new(ctx.clone(), move |id: u32| own.push(id, OpKind::Abort))?,
    )?;

    let own = Rc::clone(state);
    host.set(
        "dropBody",
        Function::new(ctx.clone(), move |body: u32| {
            own.push(0, OpKind::DropBody { body })
        })?,
    )
}

/// What an HTTP action answers: the head, then pieces of the body.
fn install_reply<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    let own = Rc::clone(state);
    let head = move |ctx: Ctx<'js>, head: String| -> Result<()> {
        let mut reply = own.reply.borrow_mut();
        let sent = reply.as_mut().map_or(Ok(()), |reply| reply.head(&head));
        sent.map_err(|message| Exception::throw_type(&ctx, &message))
    };
    host.set("replyHead", Function::new(ctx.clone(), head)?)?;

    let own = Rc::clone(state);
    let body = move |ctx: Ctx<'js>, chunk: ArrayBuffer<'js>| -> Result<bool> {
        let chunk = bytes_of(&ctx, &chunk)?;
        let mut reply = own.reply.borrow_mut();
        let sent = reply.as_mut().map_or(Ok(false), |reply| reply.body(chunk));
        sent.map_err(|message| Exception::throw_message(&ctx, &message))
    };
    host.set("replyBody", Function::new(ctx.clone(), body)?)
}

fn install_environment<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    let own = Rc::clone(state);
    let load = move |ctx: Ctx<'js>, name: String| builtin(&ctx, &own, &name);
    host.set("load", Function::new(ctx.clone(), load)?)?;

    let own = Rc::clone(state);
    let phase = move || match own.phase.get() {
        Phase::Loading => 0,
        Phase::Transaction => 1,
        Phase::Action => 2,
    };
    host.set("phase", Function::new(ctx.clone(), phase)?)?;

    let own = Rc::clone(state);
    let log = move |level: String, text: String| own.log.borrow_mut().print(&level, &text);
    host.set("log", Function::new(ctx.clone(), log)?)?;

    let own = Rc::clone(state);
    host.set("now", Function::new(ctx.clone(), move || own.now())?)?;

    // The only permitted look at real time in a transaction: what `console.time` prints.
    let own = Rc::clone(state);
    let elapsed = move || own.host.monotonic().as_secs_f64() * 1e3;
    host.set("elapsed", Function::new(ctx.clone(), elapsed)?)?;

    let own = Rc::clone(state);
    let env = move |name: String| own.env(&name);
    host.set("env", Function::new(ctx.clone(), env)?)
}
