//! One WebSocket and its handlers. Closing it silences it.

use std::rc::Weak;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::shell::Shell;

pub(super) struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// `None` if the address is impossible or forbidden.
    pub(super) fn open(url: &str, shell: &Weak<Shell>) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let on_open = Closure::new({
            let shell = shell.clone();
            move || with(&shell, Shell::socket_opened)
        });
        let on_message = Closure::new({
            let shell = shell.clone();
            move |event: MessageEvent| {
                // Binary frames are no part of the protocol; the client will miss what they held.
                let text = event.data().as_string().unwrap_or_default();
                with(&shell, |shell| shell.socket_message(&text));
            }
        });
        let on_close = Closure::new({
            let shell = shell.clone();
            move |event: CloseEvent| {
                with(&shell, |shell| {
                    shell.socket_closed(event.code(), &event.reason())
                })
            }
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // An error is always followed by a close.
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self {
            socket,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        })
    }

    pub(super) fn send(&self, text: &str) {
        // A socket that is not open any more is about to report that itself.
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Closing twice is harmless.
        let _ = self.socket.close();
    }
}

fn with(shell: &Weak<Shell>, f: impl FnOnce(&std::rc::Rc<Shell>)) {
    if let Some(shell) = shell.upgrade() {
        f(&shell);
    }
}
